//! The names of subject and issuer.

use std::collections::HashSet;

use crate::model::name::{AttributeKind, StringKind};
use crate::model::san::San;
use crate::pki::lint::names::{Attribute, attributes, quoted, rdns, repeated};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    ISSUER_EMPTY,
    CA_SUBJECT_EMPTY,
    COUNTRY_NOT_TWO_LETTERS,
    ATTRIBUTE_TOO_LONG,
    ATTRIBUTE_EMPTY,
    ATTRIBUTE_STRING_TYPE,
    ATTRIBUTE_LEGACY_STRING_TYPE,
    PRINTABLE_STRING_CHARACTERS,
    ATTRIBUTE_WHITE_SPACE,
    REPEATED_ATTRIBUTE,
    SEVERAL_ATTRIBUTES_IN_ONE,
    COMMON_NAME_NOT_IN_SAN,
    EMAIL_NOT_IN_SAN,
];

const ISSUER_EMPTY: Rule = Rule {
    id: "issuer-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.4",
    scope: Scope::CERTIFICATE,
    why: "Without an issuer name, no chain can be built.",
    check: Check::Certificate(issuer_empty),
};

fn issuer_empty(subject: &LintTarget<'_>) -> Option<String> {
    subject.body().issuer.0.is_empty().then(|| "the issuer is empty".to_owned())
}

const CA_SUBJECT_EMPTY: Rule = Rule {
    id: "ca-subject-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::CA,
    why: "A CA needs a subject, because certificates identify their issuer by it.",
    check: Check::Certificate(ca_subject_empty),
};

fn ca_subject_empty(subject: &LintTarget<'_>) -> Option<String> {
    subject.body().subject.0.is_empty().then(|| "is a CA certificate with an empty subject".to_owned())
}

const COUNTRY_NOT_TWO_LETTERS: Rule = Rule {
    id: "country-not-two-letters",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "A country must be a two-letter ISO 3166 code.",
    check: Check::Each(country_not_two_letters),
};

fn country_not_two_letters(subject: &LintTarget<'_>) -> Vec<String> {
    let is_good = |text: &[u8]| text.len() == 2 && text.iter().all(u8::is_ascii_uppercase);
    let countries = attributes(subject).filter(|one| one.kind == AttributeKind::COUNTRY);
    let bad = countries.filter(|one| !is_good(one.content()));
    bad.map(|one| format!("the country is {}", quoted(one.content()))).collect()
}

const ATTRIBUTE_TOO_LONG: Rule = Rule {
    id: "attribute-too-long",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "Each name attribute has a maximum length; OpenSSL and Java refuse to write longer values, and databases truncate them.",
    check: Check::Each(attribute_too_long),
};

fn attribute_too_long(subject: &LintTarget<'_>) -> Vec<String> {
    let longer = |one: &Attribute<'_>| one.characters() > one.kind.upper_bound();
    let told = |one: Attribute<'_>| {
        format!("{} has {} characters (maximum {})", one.kind, one.characters(), one.kind.upper_bound())
    };
    attributes(subject).filter(longer).map(told).collect()
}

const ATTRIBUTE_EMPTY: Rule = Rule {
    id: "attribute-empty",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "An attribute must not be empty.",
    check: Check::Each(attribute_empty),
};

fn attribute_empty(subject: &LintTarget<'_>) -> Vec<String> {
    let empty = attributes(subject).filter(|one| one.content().is_empty());
    empty.map(|one| format!("{} is empty", one.kind)).collect()
}

const ATTRIBUTE_STRING_TYPE: Rule = Rule {
    id: "attribute-string-type",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "Some attributes must have one string type: PrintableString for country, serialNumber and dnQualifier, IA5String for domainComponent and emailAddress.",
    check: Check::Each(attribute_string_type),
};

fn attribute_string_type(subject: &LintTarget<'_>) -> Vec<String> {
    let wrong = |one: &Attribute<'_>| match one.kind.string_kind() {
        StringKind::Utf8 => false,
        wanted => one.string() != Some(wanted),
    };
    let bad = attributes(subject).filter(wrong);
    bad.map(|one| format!("{} is encoded as {}", one.kind, one.type_name())).collect()
}

const ATTRIBUTE_LEGACY_STRING_TYPE: Rule = Rule {
    id: "attribute-legacy-string-type",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.4",
    scope: Scope::CERTIFICATE,
    why: "Names must be encoded as PrintableString or UTF8String; programs read the older string types differently.",
    check: Check::Each(attribute_legacy_string_type),
};

fn attribute_legacy_string_type(subject: &LintTarget<'_>) -> Vec<String> {
    let is_old = |one: &Attribute<'_>| {
        let is_new = matches!(one.string(), Some(StringKind::Printable | StringKind::Utf8));
        one.kind.string_kind() == StringKind::Utf8 && !is_new
    };
    let old = attributes(subject).filter(is_old);
    old.map(|one| format!("{} is encoded as {}", one.kind, one.type_name())).collect()
}

const PRINTABLE_STRING_CHARACTERS: Rule = Rule {
    id: "printable-string-characters",
    severity: Severity::Error,
    clause: "X.680, 41.4",
    scope: Scope::CERTIFICATE,
    why: "A PrintableString allows letters, digits, space and eleven punctuation characters, but not @, * or _.",
    check: Check::Each(printable_string_characters),
};

fn printable_string_characters(subject: &LintTarget<'_>) -> Vec<String> {
    let is_printable = |byte: &u8| StringKind::Printable.has(char::from(*byte));
    let is_wrong = |one: &Attribute<'_>| {
        one.string() == Some(StringKind::Printable) && !one.content().iter().all(is_printable)
    };
    let wrong = attributes(subject).filter(is_wrong);
    wrong
        .map(|one| format!("{} {} is not a valid PrintableString", one.kind, quoted(one.content())))
        .collect()
}

const ATTRIBUTE_WHITE_SPACE: Rule = Rule {
    id: "attribute-white-space",
    severity: Severity::Warning,
    clause: "RFC 5280, 7.1",
    scope: Scope::CERTIFICATE,
    why: "Leading or trailing white space and control characters change a name without being visible.",
    check: Check::Each(attribute_white_space),
};

fn attribute_white_space(subject: &LintTarget<'_>) -> Vec<String> {
    let is_odd = |text: &str| text.trim() != text || text.contains(char::is_control);
    let odd = attributes(subject).filter(|one| std::str::from_utf8(one.content()).is_ok_and(is_odd));
    let told = |one: Attribute<'_>| {
        format!(
            "{} {} has leading or trailing white space, or control characters",
            one.kind,
            quoted(one.content())
        )
    };
    odd.filter(|one| !matches!(one.string(), Some(StringKind::Bmp | StringKind::Universal)))
        .map(told)
        .collect()
}

const REPEATED_ATTRIBUTE: Rule = Rule {
    id: "repeated-attribute",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.4.1",
    scope: Scope::CERTIFICATE,
    why: "Programs show only one of two common names; only domain components and organizational units may repeat.",
    check: Check::Each(repeated_attribute),
};

fn repeated_attribute(subject: &LintTarget<'_>) -> Vec<String> {
    let kinds = attributes(subject).map(|one| one.kind).filter(|kind| !may_repeat(*kind));
    repeated(kinds).into_iter().map(|kind| format!("the subject contains {kind} more than once")).collect()
}

fn may_repeat(kind: AttributeKind) -> bool {
    ["DC", "OU", "street"].into_iter().any(|name| AttributeKind::named(name) == Some(kind))
}

const SEVERAL_ATTRIBUTES_IN_ONE: Rule = Rule {
    id: "several-attributes-in-one",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.4.1",
    scope: Scope::CERTIFICATE,
    why: "Programs disagree about the order of attributes in a multi-valued RDN.",
    check: Check::Certificate(several_attributes_in_one),
};

fn several_attributes_in_one(subject: &LintTarget<'_>) -> Option<String> {
    let found = rdns(&subject.body().subject).into_iter().any(|rdn| rdn.len() > 1);
    found.then(|| "the subject has a multi-valued RDN".to_owned())
}

const COMMON_NAME_NOT_IN_SAN: Rule = Rule {
    id: "common-name-not-in-san",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.4.3",
    scope: Scope::SERVER,
    why: "rustls, Go, Chromium and Firefox check only the SANs, so a common name that is not a SAN is misleading.",
    check: Check::Each(common_name_not_in_san),
};

fn common_name_not_in_san(subject: &LintTarget<'_>) -> Vec<String> {
    let sans: HashSet<_> =
        subject.certificate.names().iter().map(San::value).chain(subject.dns_names()).collect();
    let common = attributes(subject).filter(|one| one.kind == AttributeKind::COMMON_NAME);
    let texts = common.map(|one| String::from_utf8_lossy(one.content()).into_owned());
    let unrelated = texts.filter(|text| !sans.contains(text));
    unrelated
        .map(|text| format!("the common name \"{text}\" is not, letter for letter, one of the SANs"))
        .collect()
}

const EMAIL_NOT_IN_SAN: Rule = Rule {
    id: "email-not-in-san",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::LEAF,
    why: "Email addresses belong in the SANs, where mail programs look for them; in the subject they are obsolete.",
    check: Check::Each(email_not_in_san),
};

fn email_not_in_san(subject: &LintTarget<'_>) -> Vec<String> {
    let sans: HashSet<_> = subject.names_of_type(1).collect();
    let mailboxes = attributes(subject).filter(|one| one.kind == AttributeKind::EMAIL_ADDRESS);
    let unrelated = mailboxes.map(|one| one.content()).filter(|text| !sans.contains(text));
    unrelated
        .map(|text| format!("the subject contains the email address {}, but the SANs do not", quoted(text)))
        .collect()
}
