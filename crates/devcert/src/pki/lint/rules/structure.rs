//! The frame: DER, version, extensions as such.

use crate::encoding::strict::departures;
use crate::model::oid::{Oid, known};
use crate::pki::lint::constraints::subtrees;
use crate::pki::lint::extensions::{extension_name, is_list, is_processed, is_well_formed};
use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;
use crate::x509::Extension;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    MALFORMED,
    VERSION_NOT_3,
    UNIQUE_IDENTIFIERS,
    NO_EXTENSIONS,
    DUPLICATE_EXTENSION,
    UNKNOWN_CRITICAL_EXTENSION,
    MALFORMED_EXTENSION,
    NOT_DER,
    DER_DEFAULT_ENCODED,
    PRECERTIFICATE,
    NETSCAPE_EXTENSION,
];

pub(in crate::pki::lint) const MALFORMED: Rule = Rule {
    id: "malformed",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1; X.690",
    scope: Scope::ALL,
    why: "Programs read a certificate or CRL that is not DER, or not structured as the standard requires, differently or not at all.",
    check: Check::Reading,
};

const VERSION_NOT_3: Rule = Rule {
    id: "version-not-3",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.1",
    scope: Scope::CERTIFICATE,
    why: "Only version 3 has extensions, such as SANs and key usages; rustls, Go, Chromium and Firefox reject other versions.",
    check: Check::Certificate(version_not_3),
};

fn version_not_3(subject: &LintTarget<'_>) -> Option<String> {
    let version = subject.certificate.version();
    (version != 3).then(|| format!("is version {version}"))
}

const UNIQUE_IDENTIFIERS: Rule = Rule {
    id: "unique-identifiers",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.8",
    scope: Scope::CERTIFICATE,
    why: "The unique identifiers of version 2 are obsolete, and some readers reject them.",
    check: Check::Certificate(unique_identifiers),
};

fn unique_identifiers(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.body().issuer_id.is_some() || subject.body().subject_id.is_some();
    found.then(|| "has an issuerUniqueID or a subjectUniqueID".to_owned())
}

const NO_EXTENSIONS: Rule = Rule {
    id: "no-extensions",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.9",
    scope: Scope::CERTIFICATE,
    why: "If present, the list of extensions must contain at least one entry.",
    check: Check::Certificate(no_extensions),
};

fn no_extensions(subject: &LintTarget<'_>) -> Option<String> {
    let is_empty = subject.body().extensions.as_ref().is_some_and(Vec::is_empty);
    is_empty.then(|| "the list of extensions is empty".to_owned())
}

const DUPLICATE_EXTENSION: Rule = Rule {
    id: "duplicate-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CERTIFICATE,
    why: "Some programs read the first of two equal extensions and others the last.",
    check: Check::Each(duplicate_extension),
};

fn duplicate_extension(subject: &LintTarget<'_>) -> Vec<String> {
    let repeated = repeated(subject.extensions().iter().filter_map(Extension::oid));
    repeated.into_iter().map(|oid| format!("has {} more than once", extension_name(oid))).collect()
}

const UNKNOWN_CRITICAL_EXTENSION: Rule = Rule {
    id: "unknown-critical-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CERTIFICATE,
    why: "A client that does not know a critical extension must reject the certificate.",
    check: Check::Each(unknown_critical_extension),
};

fn unknown_critical_extension(subject: &LintTarget<'_>) -> Vec<String> {
    let critical = subject.extensions().iter().filter(|one| one.is_critical());
    let unknown = critical.filter_map(Extension::oid).filter(|oid| !is_processed(*oid));
    unknown
        .map(|oid| {
            format!(
                "the extension {} is critical, but rustls, OpenSSL, Go and Chromium do not know it",
                extension_name(oid)
            )
        })
        .collect()
}

/// A SEQUENCE without elements.
const EMPTY_SEQUENCE: &[u8] = &[0x30, 0];

const MALFORMED_EXTENSION: Rule = Rule {
    id: "malformed-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1",
    scope: Scope::CERTIFICATE,
    why: "Some programs ignore an extension that does not parse, and others reject it.",
    check: Check::Each(malformed_extension),
};

fn malformed_extension(subject: &LintTarget<'_>) -> Vec<String> {
    let extensions = subject.extensions().iter().filter_map(|one| Some((one.oid()?, one.value.content())));
    let fault = |(oid, value): (Oid, &[u8])| {
        let fault = match is_well_formed(oid, value) {
            false => "cannot be decoded",
            true if is_list(oid) && value == EMPTY_SEQUENCE => "is an empty list",
            true => return None,
        };
        Some(format!("{} {fault}", extension_name(oid)))
    };
    extensions.filter_map(fault).collect()
}

pub(in crate::pki::lint) const NOT_DER: Rule = Rule {
    id: "not-der",
    severity: Severity::Error,
    clause: "X.690, 8.2, 8.3.2, 10.1, 8.19.2 and 11.1; RFC 5280, 4.1",
    scope: Scope::ALL,
    why: "Certificates and CRLs must be DER; Go rejects every value that is not, rustls most of them, and OpenSSL few.",
    check: Check::Each(not_der),
};

fn not_der(subject: &LintTarget<'_>) -> Vec<String> {
    departures(subject.certificate.der()).iter().map(ToString::to_string).collect()
}

const DER_DEFAULT_ENCODED: Rule = Rule {
    id: "der-default-encoded",
    severity: Severity::Warning,
    clause: "X.690, 11.5",
    scope: Scope::CERTIFICATE,
    why: "DER omits default values; strict readers reject an encoded FALSE.",
    check: Check::Certificate(der_default_encoded),
};

fn der_default_encoded(subject: &LintTarget<'_>) -> Option<String> {
    let plain = subject.extensions().iter().find(|one| one.says_false()).and_then(Extension::oid);
    let plain =
        plain.map(|oid| format!("{} encodes critical FALSE, which is the default", extension_name(oid)));
    let no_ca = subject.basic_constraints().is_some_and(|constraints| constraints.says_false);
    let zero = subtrees(subject).iter().any(|subtree| subtree.says_zero);
    plain
        .or_else(|| no_ca.then(|| "basicConstraints encodes cA FALSE, which is the default".to_owned()))
        .or_else(|| zero.then(|| "nameConstraints encodes minimum 0, which is the default".to_owned()))
}

const PRECERTIFICATE: Rule = Rule {
    id: "precertificate",
    severity: Severity::Error,
    clause: "RFC 6962, 3.1",
    scope: Scope::CERTIFICATE,
    why: "A precertificate is for logs only; its critical poison extension makes clients reject it (RFC 6962, 3.1).",
    check: Check::Certificate(precertificate),
};

fn precertificate(subject: &LintTarget<'_>) -> Option<String> {
    subject.has(known::CT_PRECERT_POISON).then(|| "is a precertificate".to_owned())
}

/// 2.16.840.1.113730.1, encoded.
const NETSCAPE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01];

const NETSCAPE_EXTENSION: Rule = Rule {
    id: "netscape-extension",
    severity: Severity::Notice,
    clause: "Netscape, 1996",
    scope: Scope::CERTIFICATE,
    why: "The Netscape extensions are obsolete, and OpenSSL rejects a certificate with a wrong nsCertType.",
    check: Check::Certificate(netscape_extension),
};

fn netscape_extension(subject: &LintTarget<'_>) -> Option<String> {
    let mut types = subject.extensions().iter().filter_map(Extension::oid);
    let found = types.find(|oid| oid.octets().starts_with(NETSCAPE))?;
    Some(format!("has the Netscape extension {found}"))
}
