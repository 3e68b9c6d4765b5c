//! extendedKeyUsage (RFC 5280, 4.2.1.12).

use const_oid::db::rfc5280;

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    SERVER_WITHOUT_EKU,
    SERVER_WITHOUT_SERVER_AUTH,
    CLIENT_WITHOUT_CLIENT_AUTH,
    EKU_ANY,
    EKU_BEYOND_TLS,
    EKU_CRITICAL,
    EKU_EMPTY,
    ROOT_WITH_EKU,
    EKU_DUPLICATE,
];

const SERVER_WITHOUT_EKU: Rule = Rule {
    id: "server-without-eku",
    severity: Severity::Warning,
    clause: "Apple 103769; CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "Apple's systems refuse a server certificate that does not name serverAuth.",
    check: Check::Certificate(server_without_eku),
};

fn server_without_eku(subject: &LintTarget<'_>) -> Option<String> {
    let is_missing = subject.purposes().is_none();
    is_missing.then(|| "has no extended key usage, but serverAuth is required".to_owned())
}

const SERVER_WITHOUT_SERVER_AUTH: Rule = Rule {
    id: "server-without-server-auth",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12; CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "rustls, OpenSSL, Go, Chromium and Firefox reject a server whose certificate has an extended key usage without serverAuth.",
    check: Check::Certificate(server_without_server_auth),
};

fn server_without_server_auth(subject: &LintTarget<'_>) -> Option<String> {
    let purposes = subject.purposes().filter(|purposes| !purposes.is_empty())?;
    let found =
        [ExtendedKeyUsage::SERVER_AUTH, ExtendedKeyUsage::ANY].iter().all(|good| !purposes.contains(&good.0));
    found.then(|| "the extended key usage does not include serverAuth".to_owned())
}

const CLIENT_WITHOUT_CLIENT_AUTH: Rule = Rule {
    id: "client-without-client-auth",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CLIENT,
    why: "Servers reject a client whose certificate has an extended key usage without clientAuth.",
    check: Check::Certificate(client_without_client_auth),
};

fn client_without_client_auth(subject: &LintTarget<'_>) -> Option<String> {
    let purposes = subject.purposes().filter(|purposes| !purposes.is_empty())?;
    let found =
        [ExtendedKeyUsage::CLIENT_AUTH, ExtendedKeyUsage::ANY].iter().all(|good| !purposes.contains(&good.0));
    found.then(|| "the extended key usage does not include clientAuth".to_owned())
}

const EKU_ANY: Rule = Rule {
    id: "eku-any",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.10 and 7.1.2.10.6",
    scope: Scope::BELOW_ROOT,
    why: "anyExtendedKeyUsage lets a leaked key sign code and mail too, and Apple's systems do not accept it in place of serverAuth.",
    check: Check::Certificate(eku_any),
};

fn eku_any(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.purposes()?.contains(&ExtendedKeyUsage::ANY.0);
    found.then(|| "the extended key usage includes anyExtendedKeyUsage".to_owned())
}

const EKU_BEYOND_TLS: Rule = Rule {
    id: "eku-beyond-tls",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "With other purposes next to serverAuth, a leaked server key can sign code or mail as well.",
    check: Check::Certificate(eku_beyond_tls),
};

fn eku_beyond_tls(subject: &LintTarget<'_>) -> Option<String> {
    // Another rule is about any purpose, and one about servers without serverAuth.
    let own = [ExtendedKeyUsage::SERVER_AUTH, ExtendedKeyUsage::CLIENT_AUTH, ExtendedKeyUsage::ANY];
    let purposes = subject.purposes()?;
    purposes.contains(&ExtendedKeyUsage::SERVER_AUTH.0).then_some(())?;
    let others = purposes.into_iter().map(ExtendedKeyUsage).filter(|purpose| !own.contains(purpose));
    let names: Vec<_> = others.map(|purpose| purpose.name()).collect();
    (!names.is_empty()).then(|| format!("the extended key usage also includes {}", names.join(", ")))
}

const EKU_CRITICAL: Rule = Rule {
    id: "eku-critical",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.6.1 and 7.1.2.7.6",
    scope: Scope::BELOW_ROOT_FOR_TLS,
    why: "The extended key usage must not be critical in TLS certificates.",
    check: Check::Certificate(eku_critical),
};

fn eku_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject.is_critical(rfc5280::ID_CE_EXT_KEY_USAGE).then(|| "the extended key usage is critical".to_owned())
}

const EKU_EMPTY: Rule = Rule {
    id: "eku-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CERTIFICATE,
    why: "If present, the extended key usage must contain at least one purpose.",
    check: Check::Certificate(eku_empty),
};

fn eku_empty(subject: &LintTarget<'_>) -> Option<String> {
    subject.purposes()?.is_empty().then(|| "the extended key usage is empty".to_owned())
}

const ROOT_WITH_EKU: Rule = Rule {
    id: "root-with-eku",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.1.2",
    scope: Scope::ROOT,
    why: "A root must not have an extended key usage; OpenSSL applies it to all subordinate certificates, rustls does not.",
    check: Check::Certificate(root_with_eku),
};

fn root_with_eku(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.has(rfc5280::ID_CE_EXT_KEY_USAGE);
    found.then(|| "is a root with an extended key usage".to_owned())
}

const EKU_DUPLICATE: Rule = Rule {
    id: "eku-duplicate",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CERTIFICATE,
    why: "Each purpose should appear once.",
    check: Check::Certificate(eku_duplicate),
};

fn eku_duplicate(subject: &LintTarget<'_>) -> Option<String> {
    let twice = repeated(subject.purposes()?).into_iter().next()?;
    Some(format!("the extended key usage contains {} twice", ExtendedKeyUsage(twice).name()))
}
