//! A certificate and its issuers.

use crate::model::san::San;
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::chain::Link;
use crate::pki::lint::kind::CertKind;
use crate::pki::lint::names::title;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    CHAIN_SIGNATURE,
    CHAIN_NAME_ENCODING,
    CHAIN_KEY_IDS_DIFFER,
    CHAIN_SERIALS_DIFFER,
    CHAIN_PATH_LENGTH,
    CHAIN_NAME_CONSTRAINTS,
    CHAIN_SUBJECT_CONSTRAINTS,
    CHAIN_OUTLIVES_ISSUER,
    CHAIN_EKU,
];

const CHAIN_SIGNATURE: Rule = Rule {
    id: "chain-signature",
    severity: Severity::Error,
    clause: "RFC 5280, 6.1.3",
    scope: Scope::CERTIFICATE,
    why: "The signature must verify with the issuer's key.",
    check: Check::Chain(chain_signature),
};

fn chain_signature(link: &Link<'_>) -> Vec<String> {
    let text = "a certificate here has the issuer's name, but its key does not verify the signature";
    let is_forged = link.is_forged && link.issuer().is_some();
    is_forged.then(|| text.to_owned()).into_iter().collect()
}

const CHAIN_NAME_ENCODING: Rule = Rule {
    id: "chain-name-encoding",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.4 and 7.1",
    scope: Scope::CERTIFICATE,
    why: "The issuer must be encoded byte for byte as the subject of the issuer's certificate; rustls compares the bytes.",
    check: Check::Chain(chain_name_encoding),
};

fn chain_name_encoding(link: &Link<'_>) -> Vec<String> {
    let Some(issuer) = link.issuer() else { return Vec::new() };
    let differ = link.subject.body().issuer != issuer.body().subject;
    let text = "the issuer is encoded differently from the subject of the issuer's certificate";
    differ.then(|| text.to_owned()).into_iter().collect()
}

const CHAIN_KEY_IDS_DIFFER: Rule = Rule {
    id: "chain-key-ids-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "OpenSSL and other clients find the issuer by its key identifier.",
    check: Check::Chain(chain_key_ids_differ),
};

fn chain_key_ids_differ(link: &Link<'_>) -> Vec<String> {
    let ids = link
        .issuer()
        .and_then(|issuer| Some((link.subject.authority_key_id()?.key?, issuer.subject_key_id()?)));
    let differ = ids.is_some_and(|(authority, issuer)| authority != issuer);
    let text = "the authority key identifier differs from the issuer's subject key identifier";
    differ.then(|| text.to_owned()).into_iter().collect()
}

const CHAIN_SERIALS_DIFFER: Rule = Rule {
    id: "chain-serials-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "OpenSSL ignores an issuer whose serial number differs from the one in the authority key identifier.",
    check: Check::Chain(chain_serials_differ),
};

fn chain_serials_differ(link: &Link<'_>) -> Vec<String> {
    let serials = link
        .issuer()
        .and_then(|issuer| Some((link.subject.authority_key_id()?.serial?, issuer.body().serial.content())));
    let differ = serials.is_some_and(|(authority, issuer)| authority != issuer);
    let text = "the serial number in the authority key identifier differs from the issuer's serial number";
    differ.then(|| text.to_owned()).into_iter().collect()
}

const CHAIN_PATH_LENGTH: Rule = Rule {
    id: "chain-path-length",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::BELOW_ROOT,
    why: "A path length limits the number of CA certificates between the CA and the leaf.",
    check: Check::Chain(chain_path_length),
};

fn chain_path_length(link: &Link<'_>) -> Vec<String> {
    let mut below = usize::from(
        link.subject.kind == CertKind::Intermediate && !link.subject.certificate.is_self_issued(),
    );
    let mut found = Vec::new();
    for issuer in &link.issuers {
        let limit = issuer.basic_constraints().and_then(|constraints| constraints.path_len);
        if let Some(limit) = limit.map(path_length).filter(|limit| below > *limit) {
            let follow = if below == 1 { "CA follows" } else { "CAs follow" };
            found.push(format!(
                "{below} subordinate {follow} {}, whose path length allows {limit}",
                title(issuer)
            ));
        }
        below += usize::from(!issuer.certificate.is_self_issued());
    }
    found
}

/// The number in a path length; larger than any chain when it is.
fn path_length(number: &[u8]) -> usize {
    match number {
        [byte] => usize::from(*byte),
        _ => usize::MAX,
    }
}

/// As many names are held against constraints as rustls-webpki does it.
const MOST_COMPARISONS: usize = 250_000;

const CHAIN_NAME_CONSTRAINTS: Rule = Rule {
    id: "chain-name-constraints",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::BELOW_ROOT,
    why: "rustls and OpenSSL reject a name that an issuing CA does not permit.",
    check: Check::Chain(chain_name_constraints),
};

fn chain_name_constraints(link: &Link<'_>) -> Vec<String> {
    let subject = link.subject;
    if subject.kind == CertKind::Intermediate && subject.certificate.is_self_issued() {
        return Vec::new();
    }
    link.issuers.iter().filter_map(|issuer| constraints_fault(subject, issuer)).collect()
}

fn constraints_fault(subject: &LintTarget<'_>, issuer: &LintTarget<'_>) -> Option<String> {
    let constraints = issuer.certificate.name_constraints()?;
    let own = subject.certificate.subject();
    let directory = (!own.is_empty()).then(|| San::Directory(own.clone()));
    let names: Vec<_> = subject.certificate.names().iter().cloned().chain(directory).collect();
    let all = constraints.permitted.len() + constraints.excluded.len();
    if names.len() * all > MOST_COMPARISONS {
        let count = names.len();
        return Some(format!("has {count} names under {all} name constraints, more than rustls compares"));
    }
    // The standard has the names only; that some programs look for hosts in a common name is theirs.
    let violation = constraints.check_names(&names).err()?;
    Some(format!("{} does not permit the name {}", title(issuer), violation.name()))
}

const CHAIN_SUBJECT_CONSTRAINTS: Rule = Rule {
    id: "chain-subject-constraints",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.10; RFC 9598, 6",
    scope: Scope::BELOW_ROOT,
    why: "OpenSSL and GnuTLS reject a certificate without a DNS name whose common name is a host name that an issuing CA does not permit; OpenSSL also checks email addresses in the subject.",
    check: Check::Chain(chain_subject_constraints),
};

fn chain_subject_constraints(link: &Link<'_>) -> Vec<String> {
    let subject = link.subject;
    // OpenSSL looks at the common names of the certificate in question only.
    if subject.kind == CertKind::Intermediate {
        return Vec::new();
    }
    let certificate = subject.certificate;
    let violations = link.issuers.iter().filter_map(|issuer| {
        let constraints = issuer.certificate.name_constraints()?;
        let violation = constraints.check_subject(certificate.subject(), certificate.names()).err()?;
        Some(format!("{} does not permit {} in the subject", title(issuer), violation.name().value()))
    });
    violations.collect()
}

const CHAIN_OUTLIVES_ISSUER: Rule = Rule {
    id: "chain-outlives-issuer",
    severity: Severity::Warning,
    clause: "CABF BR, 6.3.2",
    scope: Scope::CERTIFICATE,
    why: "A certificate is useless once its issuer expires.",
    check: Check::Chain(chain_outlives_issuer),
};

fn chain_outlives_issuer(link: &Link<'_>) -> Vec<String> {
    let last = |subject: &LintTarget<'_>| subject.certificate.not_after();
    let issuer = link.issuer().filter(|issuer| last(issuer) < last(link.subject));
    issuer
        .map(|issuer| format!("expires after its issuer, which expires on {}", last(issuer).date()))
        .into_iter()
        .collect()
}

const CHAIN_EKU: Rule = Rule {
    id: "chain-eku",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.10.6",
    scope: Scope::TLS,
    why: "rustls and OpenSSL restrict a certificate to the extended key usages of its issuing CAs.",
    check: Check::Chain(chain_eku),
};

fn chain_eku(link: &Link<'_>) -> Vec<String> {
    let wanted = if link.subject.kind == CertKind::Server {
        ExtendedKeyUsage::SERVER_AUTH
    } else {
        ExtendedKeyUsage::CLIENT_AUTH
    };
    let forbids = |issuer: &&&LintTarget<'_>| {
        let purposes = issuer.purposes().filter(|purposes| !purposes.is_empty());
        purposes.is_some_and(|purposes| {
            ![wanted.0, ExtendedKeyUsage::ANY.0].iter().any(|good| purposes.contains(good))
        })
    };
    let issuer = link.issuers.iter().find(forbids);
    issuer
        .map(|issuer| {
            format!("the extended key usage of {} does not include {}", title(issuer), wanted.name())
        })
        .into_iter()
        .collect()
}
