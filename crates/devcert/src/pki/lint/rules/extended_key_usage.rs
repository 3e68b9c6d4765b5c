//! extendedKeyUsage (RFC 5280, 4.2.1.12).

use const_oid::db::rfc5280;

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    SERVER_WITHOUT_PURPOSE,
    SERVER_WITHOUT_SERVER_AUTH,
    CLIENT_WITHOUT_CLIENT_AUTH,
    ANY_PURPOSE,
    PURPOSES_CRITICAL,
    PURPOSES_EMPTY,
    ROOT_WITH_PURPOSES,
    DUPLICATE_PURPOSE,
];

const SERVER_WITHOUT_PURPOSE: Rule = Rule {
    id: "server-without-purpose",
    severity: Severity::Warning,
    clause: "Apple 103769; CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "Apple's systems refuse a server certificate that does not name serverAuth.",
    check: Check::Certificate(server_without_purpose),
};

fn server_without_purpose(subject: &Subject<'_>) -> Option<String> {
    let is_missing = subject.purposes().is_none();
    is_missing.then(|| "it has no extended key usage, and serverAuth is asked for".to_owned())
}

const SERVER_WITHOUT_SERVER_AUTH: Rule = Rule {
    id: "server-without-server-auth",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12; CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "rustls, OpenSSL, Go, Chromium and Firefox reject a server whose certificate was made for other purposes.",
    check: Check::Certificate(server_without_server_auth),
};

fn server_without_server_auth(subject: &Subject<'_>) -> Option<String> {
    let purposes = subject.purposes().filter(|purposes| !purposes.is_empty())?;
    let found =
        [ExtendedKeyUsage::SERVER_AUTH, ExtendedKeyUsage::ANY].iter().all(|good| !purposes.contains(&good.0));
    found.then(|| "its extended key usage leaves out serverAuth".to_owned())
}

const CLIENT_WITHOUT_CLIENT_AUTH: Rule = Rule {
    id: "client-without-client-auth",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CLIENT,
    why: "Servers refuse a client whose certificate was made for other purposes.",
    check: Check::Certificate(client_without_client_auth),
};

fn client_without_client_auth(subject: &Subject<'_>) -> Option<String> {
    let purposes = subject.purposes().filter(|purposes| !purposes.is_empty())?;
    let found =
        [ExtendedKeyUsage::CLIENT_AUTH, ExtendedKeyUsage::ANY].iter().all(|good| !purposes.contains(&good.0));
    found.then(|| "its extended key usage leaves out clientAuth".to_owned())
}

const ANY_PURPOSE: Rule = Rule {
    id: "any-purpose",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.10",
    scope: Scope::LEAF,
    why: "anyExtendedKeyUsage lets a key that leaks sign code and mail too, and Apple's systems do not take it for serverAuth.",
    check: Check::Certificate(any_purpose),
};

fn any_purpose(subject: &Subject<'_>) -> Option<String> {
    let found = subject.purposes()?.contains(&ExtendedKeyUsage::ANY.0);
    found.then(|| "its extended key usage has anyExtendedKeyUsage".to_owned())
}

const PURPOSES_CRITICAL: Rule = Rule {
    id: "purposes-critical",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.6",
    scope: Scope::TLS,
    why: "The extended key usage is not critical in certificates for TLS.",
    check: Check::Certificate(purposes_critical),
};

fn purposes_critical(subject: &Subject<'_>) -> Option<String> {
    subject.is_critical(rfc5280::ID_CE_EXT_KEY_USAGE).then(|| "its extended key usage is critical".to_owned())
}

const PURPOSES_EMPTY: Rule = Rule {
    id: "purposes-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CERTIFICATE,
    why: "A list of purposes has at least one in it.",
    check: Check::Certificate(purposes_empty),
};

fn purposes_empty(subject: &Subject<'_>) -> Option<String> {
    subject.purposes()?.is_empty().then(|| "its extended key usage is empty".to_owned())
}

const ROOT_WITH_PURPOSES: Rule = Rule {
    id: "root-with-purposes",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.1.2",
    scope: Scope::ROOT,
    why: "A root has no extended key usage; OpenSSL applies it to all below, and rustls does not.",
    check: Check::Certificate(root_with_purposes),
};

fn root_with_purposes(subject: &Subject<'_>) -> Option<String> {
    let found = subject.has(rfc5280::ID_CE_EXT_KEY_USAGE);
    found.then(|| "it is a root, and has an extended key usage".to_owned())
}

const DUPLICATE_PURPOSE: Rule = Rule {
    id: "duplicate-purpose",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CERTIFICATE,
    why: "A purpose that stands there twice says nothing more.",
    check: Check::Certificate(duplicate_purpose),
};

fn duplicate_purpose(subject: &Subject<'_>) -> Option<String> {
    let twice = repeated(subject.purposes()?).into_iter().next()?;
    Some(format!("its extended key usage has {} twice", ExtendedKeyUsage(twice).name()))
}
