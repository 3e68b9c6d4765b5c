//! The subject alternative names.

use std::net::IpAddr;

use const_oid::db::rfc5280;

use crate::pki::lint::names::{each_dns, repeated};
use crate::pki::lint::raw::context;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    SAN_MISSING,
    SAN_EMPTY,
    SAN_WITHOUT_HOST,
    SAN_NOT_FOR_SERVERS,
    SAN_NOT_CRITICAL,
    SAN_CRITICAL,
    SAN_DUPLICATE,
    DNS_CHARACTERS,
    DNS_UNDERSCORE,
    DNS_ADDRESS,
    DNS_DOT,
    DNS_TOO_LONG,
    DNS_HYPHEN,
    DNS_RESERVED_LABEL,
    DNS_PUNYCODE,
    WILDCARD_PLACE,
    WILDCARD_TOO_WIDE,
    IP_LENGTH,
    EMAIL_FORM,
    URI_FORM,
    CA_WITH_HOST_NAMES,
];

const SAN_MISSING: Rule = Rule {
    id: "san-missing",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.12; Apple 103769; Chrome 58",
    scope: Scope::SERVER,
    why: "rustls, Go, Chromium and Firefox look for the host in the subject alternative names and nowhere else.",
    check: Check::Certificate(san_missing),
};

fn san_missing(subject: &Subject<'_>) -> Option<String> {
    let is_missing = !subject.has(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    is_missing.then(|| "it has no subject alternative name".to_owned())
}

const SAN_EMPTY: Rule = Rule {
    id: "san-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A list of names has at least one in it.",
    check: Check::Certificate(san_empty),
};

fn san_empty(subject: &Subject<'_>) -> Option<String> {
    let is_empty = subject.parts(rfc5280::ID_CE_SUBJECT_ALT_NAME)?.is_empty();
    is_empty.then(|| "its list of alternative names is empty".to_owned())
}

const SAN_WITHOUT_HOST: Rule = Rule {
    id: "san-without-host",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.12",
    scope: Scope::SERVER,
    why: "A client connects to a host name or an address, and finds neither.",
    check: Check::Certificate(san_without_host),
};

fn san_without_host(subject: &Subject<'_>) -> Option<String> {
    let names = subject.general_names();
    let has_host = names.iter().any(|name| matches!(context(name), Some(2 | 7)));
    (!names.is_empty() && !has_host).then(|| "none of its names is a host name or an address".to_owned())
}

const SAN_NOT_FOR_SERVERS: Rule = Rule {
    id: "san-not-for-servers",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.12",
    scope: Scope::SERVER,
    why: "A server is identified by host names and addresses; rustls and OpenSSL pass over names of other types.",
    check: Check::Certificate(san_not_for_servers),
};

fn san_not_for_servers(subject: &Subject<'_>) -> Option<String> {
    let names = subject.general_names();
    let others = names.iter().filter(|name| !matches!(context(name), Some(2 | 7))).count();
    (others > 0 && others < names.len())
        .then(|| format!("{others} of its names are neither host names nor addresses"))
}

const SAN_NOT_CRITICAL: Rule = Rule {
    id: "san-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::CERTIFICATE,
    why: "Without a subject, the alternative names are all there is, and are critical.",
    check: Check::Certificate(san_not_critical),
};

fn san_not_critical(subject: &Subject<'_>) -> Option<String> {
    let found = subject.body().subject.0.is_empty() && subject.is_plain(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "it has no subject, and its alternative names are not critical".to_owned())
}

const SAN_CRITICAL: Rule = Rule {
    id: "san-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.6; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "Beside a subject the alternative names are not critical.",
    check: Check::Certificate(san_critical),
};

fn san_critical(subject: &Subject<'_>) -> Option<String> {
    let found = !subject.body().subject.0.is_empty() && subject.is_critical(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "it has a subject, and yet its alternative names are critical".to_owned())
}

const SAN_DUPLICATE: Rule = Rule {
    id: "san-duplicate",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A name that stands there twice makes certificates longer and nothing else.",
    check: Check::Certificate(san_duplicate),
};

fn san_duplicate(subject: &Subject<'_>) -> Option<String> {
    let count = repeated(subject.general_names()).len();
    (count > 0).then(|| format!("{count} of its names stand there more than once"))
}

const DNS_CHARACTERS: Rule = Rule {
    id: "dns-characters",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "Host names are made of letters, digits and hyphens; names beyond ASCII are written in punycode (xn--).",
    check: Check::Each(dns_characters),
};

fn dns_characters(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || "-._*".contains(c);
    each_dns(subject, |name| {
        let odd = name.chars().find(|c| !is_good(*c))?;
        Some(format!("has the character {odd:?}"))
    })
}

const DNS_UNDERSCORE: Rule = Rule {
    id: "dns-underscore",
    severity: Severity::Warning,
    clause: "RFC 1034, 3.5; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "Host names have no underscore, although container networks use it and rustls accepts it.",
    check: Check::Each(dns_underscore),
};

fn dns_underscore(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| name.contains('_').then(|| "has an underscore".to_owned()))
}

const DNS_ADDRESS: Rule = Rule {
    id: "dns-address",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "An address is a name of the type iPAddress; rustls, curl and Node.js do not match it as a DNS name.",
    check: Check::Each(dns_address),
};

fn dns_address(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| name.parse::<IpAddr>().ok().map(|_| "is an address".to_owned()))
}

const DNS_DOT: Rule = Rule {
    id: "dns-dot",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "A host name has no dot at its start or end, no two dots together, and is not empty.",
    check: Check::Each(dns_dot),
};

fn dns_dot(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        name.split('.').any(str::is_empty).then(|| "is empty, or has a label that is empty".to_owned())
    })
}

/// The characters of the longest name (RFC 1035, 2.3.4, less the root).
const NAME_MAX: usize = 253;
/// The characters of the longest label.
const LABEL_MAX: usize = 63;

const DNS_TOO_LONG: Rule = Rule {
    id: "dns-too-long",
    severity: Severity::Error,
    clause: "RFC 1034, 3.1",
    scope: Scope::CERTIFICATE,
    why: "A label has at most 63 characters and a host name 253.",
    check: Check::Each(dns_too_long),
};

fn dns_too_long(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let label = name.split('.').map(str::len).max().unwrap_or(0);
        let is_long = label > LABEL_MAX || name.len() > NAME_MAX;
        is_long.then(|| format!("has {} characters, {label} of them in one label", name.len()))
    })
}

const DNS_HYPHEN: Rule = Rule {
    id: "dns-hyphen",
    severity: Severity::Error,
    clause: "RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "A label neither starts nor ends with a hyphen.",
    check: Check::Each(dns_hyphen),
};

fn dns_hyphen(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_odd = |label: &str| label.starts_with('-') || label.ends_with('-');
        name.split('.').any(is_odd).then(|| "has a label with a hyphen at its start or end".to_owned())
    })
}

const DNS_RESERVED_LABEL: Rule = Rule {
    id: "dns-reserved-label",
    severity: Severity::Warning,
    clause: "RFC 5890, 2.3.1",
    scope: Scope::CERTIFICATE,
    why: "Two hyphens in the third and fourth place are kept for encodings, of which xn-- is the only one.",
    check: Check::Each(dns_reserved_label),
};

fn dns_reserved_label(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_reserved = |label: &str| {
            label.get(2..4) == Some("--")
                && !label.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("xn"))
        };
        let label = name.split('.').find(|label| is_reserved(label))?;
        Some(format!("has the reserved label \"{label}\""))
    })
}

const DNS_PUNYCODE: Rule = Rule {
    id: "dns-punycode",
    severity: Severity::Warning,
    clause: "RFC 5891, 5.4; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "A label that starts with xn-- stands for letters beyond ASCII; one that stands for nothing names no host.",
    check: Check::Each(dns_punycode),
};

fn dns_punycode(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_encoded =
            |label: &&str| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
        let bad =
            name.split('.').filter(is_encoded).find(|label| idna::domain_to_unicode(label).1.is_err())?;
        Some(format!("has the label \"{bad}\", which is no punycode"))
    })
}

const WILDCARD_PLACE: Rule = Rule {
    id: "wildcard-place",
    severity: Severity::Error,
    clause: "RFC 9525, 6.3; CABF BR, 1.6.1",
    scope: Scope::CERTIFICATE,
    why: "The star stands for the whole first label; in other places rustls does not match it.",
    check: Check::Each(wildcard_place),
};

fn wildcard_place(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let rest = name.strip_prefix("*.").or_else(|| (name == "*").then_some("")).unwrap_or(name);
        rest.contains('*').then(|| "has a star that is not its whole first label".to_owned())
    })
}

const WILDCARD_TOO_WIDE: Rule = Rule {
    id: "wildcard-too-wide",
    severity: Severity::Warning,
    clause: "RFC 9525, 6.3; CABF BR, 3.2.2.6",
    scope: Scope::CERTIFICATE,
    why: "rustls and OpenSSL do not match a wildcard directly below a top-level domain, as in *.com, *.test and *.localhost.",
    check: Check::Each(wildcard_too_wide),
};

fn wildcard_too_wide(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_wide = name == "*" || name.strip_prefix("*.").is_some_and(|rest| !rest.contains('.'));
        is_wide.then(|| "has its star straight below the top".to_owned())
    })
}

const IP_LENGTH: Rule = Rule {
    id: "ip-length",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "An address has 4 octets, or 16.",
    check: Check::Each(ip_length),
};

fn ip_length(subject: &Subject<'_>) -> Vec<String> {
    let bad = subject.names_of_type(7).filter(|address| ![4, 16].contains(&address.len()));
    bad.map(|address| format!("one of its addresses has {} octets", address.len())).collect()
}

const EMAIL_FORM: Rule = Rule {
    id: "email-form",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 2821, 4.1.2",
    scope: Scope::CERTIFICATE,
    why: "A mailbox is a local part, one @ and a domain, without a name beside it.",
    check: Check::Each(email_form),
};

fn email_form(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |text: &str| {
        let parts = text.split_once('@');
        parts.is_some_and(|(local, domain)| {
            let is_domain = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
            !local.is_empty() && !domain.is_empty() && domain.chars().all(is_domain)
        }) && text.is_ascii()
            && !text.contains([' ', '<', '>'])
    };
    let texts = subject.names_of_type(1).map(String::from_utf8_lossy);
    texts.filter(|text| !is_good(text)).map(|text| format!("its mailbox \"{text}\" is malformed")).collect()
}

const URI_FORM: Rule = Rule {
    id: "uri-form",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A URI has a scheme and something behind it, in ASCII.",
    check: Check::Each(uri_form),
};

fn uri_form(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |text: &str| {
        let (scheme, rest) = text.split_once(':').unwrap_or_default();
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_scheme)
            && !rest.is_empty()
            && text.chars().all(|c| c.is_ascii_graphic())
    };
    let texts = subject.names_of_type(6).map(String::from_utf8_lossy);
    texts.filter(|text| !is_good(text)).map(|text| format!("its URI \"{text}\" is malformed")).collect()
}

const CA_WITH_HOST_NAMES: Rule = Rule {
    id: "ca-with-host-names",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.1.2",
    scope: Scope::CA,
    why: "A CA certificate with host names is often meant for a server, where rustls and Firefox reject it (openssl req -x509 makes such).",
    check: Check::Certificate(ca_with_host_names),
};

fn ca_with_host_names(subject: &Subject<'_>) -> Option<String> {
    let has_host = subject.general_names().iter().any(|name| matches!(context(name), Some(2 | 7)));
    has_host.then(|| "it is a CA, and has host names or addresses".to_owned())
}
