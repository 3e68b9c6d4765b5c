//! The subject alternative names.

use std::net::IpAddr;

use const_oid::db::rfc5280;
use der::Tagged;
use der::asn1::AnyRef;

use crate::pki::lint::names::{AlternativeNames, each_dns, each_name, is_host, repeated};
use crate::pki::lint::raw::context;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    SAN_MISSING,
    SUBJECT_EMPTY_WITHOUT_SAN,
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
    WILDCARD_POSITION,
    WILDCARD_TOO_WIDE,
    IP_LENGTH,
    EMAIL_MALFORMED,
    URI_MALFORMED,
    URI_HOST,
    CA_WITH_HOST_NAMES,
];

const SAN_MISSING: Rule = Rule {
    id: "san-missing",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.12; Apple 103769; Chrome 58",
    scope: Scope::SERVER,
    why: "rustls, Go, Chromium and Firefox look for the host name only in the subject alternative names (SANs).",
    check: Check::Certificate(san_missing),
};

fn san_missing(subject: &LintTarget<'_>) -> Option<String> {
    let is_missing = !subject.has(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    is_missing.then(|| "has no subject alternative names".to_owned())
}

const SUBJECT_EMPTY_WITHOUT_SAN: Rule = Rule {
    id: "subject-empty-without-san",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.6 and 4.2.1.6",
    scope: Scope::LEAF,
    why: "Without a subject and SANs, a certificate does not say to whom the key belongs.",
    check: Check::Certificate(subject_empty_without_san),
};

fn subject_empty_without_san(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.body().subject.0.is_empty() && !subject.has(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "has neither a subject nor SANs".to_owned())
}

const SAN_EMPTY: Rule = Rule {
    id: "san-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "If present, the list of SANs must contain at least one name.",
    check: Check::Certificate(san_empty),
};

fn san_empty(subject: &LintTarget<'_>) -> Option<String> {
    let is_empty = subject.parts(rfc5280::ID_CE_SUBJECT_ALT_NAME)?.is_empty();
    is_empty.then(|| "the list of SANs is empty".to_owned())
}

const SAN_WITHOUT_HOST: Rule = Rule {
    id: "san-without-host",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.12",
    scope: Scope::SERVER,
    why: "A client connects to a host name or IP address, so a server certificate needs one.",
    check: Check::Certificate(san_without_host),
};

fn san_without_host(subject: &LintTarget<'_>) -> Option<String> {
    let names = subject.general_names();
    let has_host = names.iter().any(|name| matches!(context(name), Some(2 | 7)));
    (!names.is_empty() && !has_host).then(|| "no SAN is a host name or an IP address".to_owned())
}

const SAN_NOT_FOR_SERVERS: Rule = Rule {
    id: "san-not-for-servers",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.12",
    scope: Scope::SERVER,
    why: "Servers are identified by host names and IP addresses; rustls and OpenSSL ignore SANs of other types.",
    check: Check::Certificate(san_not_for_servers),
};

fn san_not_for_servers(subject: &LintTarget<'_>) -> Option<String> {
    let names = subject.general_names();
    let others = names.iter().filter(|name| !matches!(context(name), Some(2 | 7))).count();
    (others > 0 && others < names.len()).then(|| match others {
        1 => "1 of the SANs is neither a host name nor an IP address".to_owned(),
        _ => format!("{others} of the SANs are neither host names nor IP addresses"),
    })
}

const SAN_NOT_CRITICAL: Rule = Rule {
    id: "san-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::CERTIFICATE,
    why: "With an empty subject, the SAN extension must be critical.",
    check: Check::Certificate(san_not_critical),
};

fn san_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.body().subject.0.is_empty() && subject.is_plain(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "the subject is empty, but the SAN extension is not critical".to_owned())
}

const SAN_CRITICAL: Rule = Rule {
    id: "san-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.6; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "With a subject, the SAN extension should not be critical.",
    check: Check::Certificate(san_critical),
};

fn san_critical(subject: &LintTarget<'_>) -> Option<String> {
    let found = !subject.body().subject.0.is_empty() && subject.is_critical(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "has a subject, but the SAN extension is critical".to_owned())
}

const SAN_DUPLICATE: Rule = Rule {
    id: "san-duplicate",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A duplicate name only makes the certificate longer.",
    check: Check::Certificate(san_duplicate),
};

fn san_duplicate(subject: &LintTarget<'_>) -> Option<String> {
    // Host names are compared without regard to case (RFC 5280, 7.2).
    let written = |name: AnyRef<'_>| match context(&name) {
        Some(2) => (name.tag(), name.value().to_ascii_lowercase()),
        _ => (name.tag(), name.value().to_vec()),
    };
    let names: Vec<_> = subject.general_names().into_iter().map(written).collect();
    let count = repeated(&names).len();
    (count > 0).then(|| format!("{count} of the SANs appear more than once"))
}

const DNS_CHARACTERS: Rule = Rule {
    id: "dns-characters",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "Host names consist of letters, digits and hyphens; other characters must be encoded as punycode (xn--).",
    check: Check::Each(dns_characters),
};

fn dns_characters(subject: &LintTarget<'_>) -> Vec<String> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || "-._*".contains(c);
    each_dns(subject, |name| {
        let odd = name.chars().find(|c| !is_good(*c))?;
        Some(format!("contains the character {odd:?}"))
    })
}

const DNS_UNDERSCORE: Rule = Rule {
    id: "dns-underscore",
    severity: Severity::Warning,
    clause: "RFC 1034, 3.5; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "Host names must not contain an underscore, although container networks use it and rustls accepts it.",
    check: Check::Each(dns_underscore),
};

fn dns_underscore(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| name.contains('_').then(|| "contains an underscore".to_owned()))
}

const DNS_ADDRESS: Rule = Rule {
    id: "dns-address",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "An IP address must be a SAN of type iPAddress; rustls, curl and Node.js do not match it as a DNS name.",
    check: Check::Each(dns_address),
};

fn dns_address(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| name.parse::<IpAddr>().ok().map(|_| "is an IP address".to_owned()))
}

const DNS_DOT: Rule = Rule {
    id: "dns-dot",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "A host name must not be empty, start or end in a dot, or contain two consecutive dots.",
    check: Check::Each(dns_dot),
};

fn dns_dot(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        name.split('.').any(str::is_empty).then(|| "is empty or has an empty label".to_owned())
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
    why: "A label may have up to 63 characters and a host name up to 253.",
    check: Check::Each(dns_too_long),
};

fn dns_too_long(subject: &LintTarget<'_>) -> Vec<String> {
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
    why: "A label must not have a hyphen at its start or end.",
    check: Check::Each(dns_hyphen),
};

fn dns_hyphen(subject: &LintTarget<'_>) -> Vec<String> {
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
    why: "Hyphens in the third and fourth position are reserved for encodings, of which xn-- is the only one.",
    check: Check::Each(dns_reserved_label),
};

fn dns_reserved_label(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_reserved = |label: &str| {
            label.get(2..4) == Some("--")
                && !label.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("xn"))
        };
        let label = name.split('.').find(|label| is_reserved(label))?;
        Some(format!("contains the reserved label \"{label}\""))
    })
}

const DNS_PUNYCODE: Rule = Rule {
    id: "dns-punycode",
    severity: Severity::Warning,
    clause: "RFC 5891, 5.4; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "A label that starts with xn-- must be valid punycode; browsers reject labels that do not decode.",
    check: Check::Each(dns_punycode),
};

fn dns_punycode(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_encoded =
            |label: &&str| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
        let bad =
            name.split('.').filter(is_encoded).find(|label| idna::domain_to_unicode(label).1.is_err())?;
        Some(format!("contains the label \"{bad}\", which is not valid punycode"))
    })
}

const WILDCARD_POSITION: Rule = Rule {
    id: "wildcard-position",
    severity: Severity::Error,
    clause: "RFC 9525, 6.3; CABF BR, 1.6.1",
    scope: Scope::CERTIFICATE,
    why: "A wildcard must be the entire first label; rustls does not match it elsewhere.",
    check: Check::Each(wildcard_position),
};

fn wildcard_position(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let rest = name.strip_prefix("*.").or_else(|| (name == "*").then_some("")).unwrap_or(name);
        rest.contains('*').then(|| "has a wildcard that is not the entire first label".to_owned())
    })
}

const WILDCARD_TOO_WIDE: Rule = Rule {
    id: "wildcard-too-wide",
    severity: Severity::Warning,
    clause: "RFC 9525, 6.3; CABF BR, 3.2.2.6",
    scope: Scope::CERTIFICATE,
    why: "rustls and OpenSSL do not match a wildcard directly under a top-level domain, such as *.com, *.test and *.localhost.",
    check: Check::Each(wildcard_too_wide),
};

fn wildcard_too_wide(subject: &LintTarget<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_wide = name == "*" || name.strip_prefix("*.").is_some_and(|rest| !rest.contains('.'));
        is_wide.then(|| "has a wildcard directly under a top-level domain".to_owned())
    })
}

const IP_LENGTH: Rule = Rule {
    id: "ip-length",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "An IP address must have 4 or 16 bytes.",
    check: Check::Each(ip_length),
};

fn ip_length(subject: &LintTarget<'_>) -> Vec<String> {
    let bad = subject.names_of_type(7).filter(|address| ![4, 16].contains(&address.len()));
    bad.map(|address| format!("an IP address has {} bytes", address.len())).collect()
}

const EMAIL_MALFORMED: Rule = Rule {
    id: "email-malformed",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 2821, 4.1.2",
    scope: Scope::CERTIFICATE,
    why: "An email address must consist of a local part, one @ and a domain, without a display name.",
    check: Check::Each(email_malformed),
};

fn email_malformed(subject: &LintTarget<'_>) -> Vec<String> {
    let is_good = |text: &str| {
        let parts = text.split_once('@');
        parts.is_some_and(|(local, domain)| {
            let is_domain = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
            !local.is_empty() && !domain.is_empty() && domain.chars().all(is_domain)
        }) && text.is_ascii()
            && !text.contains([' ', '<', '>'])
    };
    each_name(subject, 1)
        .filter(|(_, text)| !is_good(text))
        .map(|(whose, text)| format!("the {} \"{text}\" is malformed", whose.of("email address")))
        .collect()
}

const URI_MALFORMED: Rule = Rule {
    id: "uri-malformed",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A URI must have a scheme followed by at least one character, in ASCII.",
    check: Check::Each(uri_malformed),
};

fn uri_malformed(subject: &LintTarget<'_>) -> Vec<String> {
    let is_good = |text: &str| {
        let (scheme, rest) = text.split_once(':').unwrap_or_default();
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_scheme)
            && !rest.is_empty()
            && text.chars().all(|c| c.is_ascii_graphic())
            && host(text) != Some("")
    };
    each_name(subject, 6)
        .filter(|(_, text)| !is_good(text))
        .map(|(whose, text)| format!("the {} \"{text}\" is malformed", whose.of("URI")))
        .collect()
}

/// The host in the authority of a URI, without user and port (RFC 3986, 3.2); `None` when it has no authority.
fn host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let address = authority.rsplit('@').next().unwrap_or_default();
    match address.strip_prefix('[') {
        Some(literal) => literal.split(']').next(),
        None => address.split(':').next(),
    }
}

const URI_HOST: Rule = Rule {
    id: "uri-host",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "The host in a URI must be a fully qualified domain name or an IP address.",
    check: Check::Each(uri_host),
};

fn uri_host(subject: &LintTarget<'_>) -> Vec<String> {
    let is_good = |host: &str| {
        let is_name = is_host(host) && (host.contains('.') || host == "localhost");
        is_name || host.parse::<IpAddr>().is_ok()
    };
    // A URI without a host is malformed; SPIFFE has names of its own for trust domains.
    let odd = |(whose, text): (AlternativeNames, String)| {
        let host = host(&text).filter(|host| !host.is_empty() && !is_good(host))?;
        let is_spiffe = text.starts_with("spiffe://");
        (!is_spiffe).then(|| format!("the {} \"{text}\" has the host \"{host}\"", whose.of("URI")))
    };
    each_name(subject, 6).filter_map(odd).collect()
}

const CA_WITH_HOST_NAMES: Rule = Rule {
    id: "ca-with-host-names",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.1.2",
    scope: Scope::CA,
    why: "A CA certificate with host names is often meant for a server, where rustls and Firefox reject it (openssl req -x509 creates such certificates).",
    check: Check::Certificate(ca_with_host_names),
};

fn ca_with_host_names(subject: &LintTarget<'_>) -> Option<String> {
    let has_host = subject.general_names().iter().any(|name| matches!(context(name), Some(2 | 7)));
    has_host.then(|| "is a CA certificate with host names or IP addresses".to_owned())
}
