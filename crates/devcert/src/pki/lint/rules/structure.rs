//! The frame: DER, version, extensions as such.

use crate::encoding::strict::departures;
use crate::model::oid::known;
use crate::pki::lint::extensions::{extension_name, is_processed, is_well_formed};
use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;
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
    DEFAULT_WRITTEN,
    PRECERTIFICATE,
    NETSCAPE_EXTENSION,
];

pub(in crate::pki::lint) const MALFORMED: Rule = Rule {
    id: "malformed",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1; X.690",
    scope: Scope::ALL,
    why: "What is not DER, or not laid out as the standard says, is read differently by different programs, or not at all.",
    check: Check::Reading,
};

const VERSION_NOT_3: Rule = Rule {
    id: "version-not-3",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.1",
    scope: Scope::CERTIFICATE,
    why: "Only version 3 has extensions, and with them names and usages; rustls, Go, Chromium and Firefox reject the others.",
    check: Check::Certificate(version_not_3),
};

fn version_not_3(subject: &Subject<'_>) -> Option<String> {
    let version = subject.certificate.version();
    (version != 3).then(|| format!("it is of version {version}"))
}

const UNIQUE_IDENTIFIERS: Rule = Rule {
    id: "unique-identifiers",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.8",
    scope: Scope::CERTIFICATE,
    why: "The unique identifiers of version 2 must not be written any more, and some readers stop at them.",
    check: Check::Certificate(unique_identifiers),
};

fn unique_identifiers(subject: &Subject<'_>) -> Option<String> {
    let found = subject.body().issuer_id.is_some() || subject.body().subject_id.is_some();
    found.then(|| "it has an issuerUniqueID or a subjectUniqueID".to_owned())
}

const NO_EXTENSIONS: Rule = Rule {
    id: "no-extensions",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.9",
    scope: Scope::CERTIFICATE,
    why: "A list of extensions that is there has at least one in it.",
    check: Check::Certificate(no_extensions),
};

fn no_extensions(subject: &Subject<'_>) -> Option<String> {
    let is_empty = subject.body().extensions.as_ref().is_some_and(Vec::is_empty);
    is_empty.then(|| "its list of extensions is empty".to_owned())
}

const DUPLICATE_EXTENSION: Rule = Rule {
    id: "duplicate-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CERTIFICATE,
    why: "One program reads the first of two extensions and another one the last.",
    check: Check::Each(duplicate_extension),
};

fn duplicate_extension(subject: &Subject<'_>) -> Vec<String> {
    let repeated = repeated(subject.extensions().iter().filter_map(Extension::oid));
    repeated.into_iter().map(|oid| format!("it has {} more than once", extension_name(oid))).collect()
}

const UNKNOWN_CRITICAL_EXTENSION: Rule = Rule {
    id: "unknown-critical-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CERTIFICATE,
    why: "Whoever does not know a critical extension has to refuse the certificate.",
    check: Check::Each(unknown_critical_extension),
};

fn unknown_critical_extension(subject: &Subject<'_>) -> Vec<String> {
    let critical = subject.extensions().iter().filter(|one| one.is_critical());
    let unknown = critical.filter_map(Extension::oid).filter(|oid| !is_processed(*oid));
    unknown
        .map(|oid| {
            format!(
                "its extension {} is critical, and rustls, OpenSSL, Go and Chromium do not know it",
                extension_name(oid)
            )
        })
        .collect()
}

const MALFORMED_EXTENSION: Rule = Rule {
    id: "malformed-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1",
    scope: Scope::CERTIFICATE,
    why: "An extension that breaks its own syntax is ignored by some programs and rejected by others.",
    check: Check::Each(malformed_extension),
};

fn malformed_extension(subject: &Subject<'_>) -> Vec<String> {
    let extensions = subject.extensions().iter().filter_map(|one| Some((one.oid()?, one.value.content())));
    let broken = extensions.filter(|(oid, value)| !is_well_formed(*oid, value));
    broken.map(|(oid, _)| format!("its {} cannot be decoded", extension_name(oid))).collect()
}

pub(in crate::pki::lint) const NOT_DER: Rule = Rule {
    id: "not-der",
    severity: Severity::Error,
    clause: "X.690, 8.2, 8.3.2, 10.1, 8.19.2 and 11.1; RFC 5280, 4.1",
    scope: Scope::ALL,
    why: "Certificates and revocation lists are DER; Go does not load one with a value that is not, OpenSSL few of them, and rustls most.",
    check: Check::Each(not_der),
};

fn not_der(subject: &Subject<'_>) -> Vec<String> {
    departures(subject.certificate.der()).iter().map(ToString::to_string).collect()
}

const DEFAULT_WRITTEN: Rule = Rule {
    id: "default-written",
    severity: Severity::Warning,
    clause: "X.690, 11.5",
    scope: Scope::CERTIFICATE,
    why: "DER leaves default values out; strict readers refuse a FALSE that is written.",
    check: Check::Certificate(default_written),
};

fn default_written(subject: &Subject<'_>) -> Option<String> {
    let plain = subject.extensions().iter().find(|one| one.says_false()).and_then(Extension::oid);
    let plain =
        plain.map(|oid| format!("its {} says critical FALSE, which is the default", extension_name(oid)));
    let no_ca = subject.basic_constraints().is_some_and(|constraints| constraints.says_false);
    plain.or_else(|| no_ca.then(|| "its basicConstraints say cA FALSE, which is the default".to_owned()))
}

const PRECERTIFICATE: Rule = Rule {
    id: "precertificate",
    severity: Severity::Error,
    clause: "RFC 6962, 3.1",
    scope: Scope::CERTIFICATE,
    why: "A precertificate is for logs only, and its critical poison is there to be rejected (RFC 6962, 3.1).",
    check: Check::Certificate(precertificate),
};

fn precertificate(subject: &Subject<'_>) -> Option<String> {
    subject.has(known::CT_PRECERT_POISON).then(|| "it is a precertificate".to_owned())
}

/// 2.16.840.1.113730.1, encoded.
const NETSCAPE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01];

const NETSCAPE_EXTENSION: Rule = Rule {
    id: "netscape-extension",
    severity: Severity::Notice,
    clause: "Netscape, 1996",
    scope: Scope::CERTIFICATE,
    why: "The extensions of the Netscape browser are read by nobody, and OpenSSL rejects a certificate with a wrong nsCertType.",
    check: Check::Certificate(netscape_extension),
};

fn netscape_extension(subject: &Subject<'_>) -> Option<String> {
    let mut types = subject.extensions().iter().filter_map(Extension::oid);
    let found = types.find(|oid| oid.octets().starts_with(NETSCAPE))?;
    Some(format!("it has the extension {found} of the Netscape browser"))
}
