//! The names of subject and issuer.

use std::collections::HashSet;

use crate::model::name::{AttributeKind, StringKind};
use crate::model::san::San;
use crate::pki::lint::constraints::subtrees;
use crate::pki::lint::names::{Attribute, attributes, quoted, repeated, subject_attributes};
use crate::pki::lint::raw::sequence;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;
use crate::x509::Name;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    ISSUER_EMPTY,
    CA_SUBJECT_EMPTY,
    EMPTY_RDN,
    COUNTRY_NOT_TWO_LETTERS,
    COUNTRY_UNKNOWN,
    ATTRIBUTE_TOO_LONG,
    PERSONAL_NAME_TOO_LONG,
    ATTRIBUTE_EMPTY,
    ATTRIBUTE_STRING_TYPE,
    ATTRIBUTE_LEGACY_STRING_TYPE,
    PRINTABLE_STRING_CHARACTERS,
    ATTRIBUTE_WHITE_SPACE,
    ATTRIBUTE_DOUBLE_ENCODED,
    ATTRIBUTE_HTML_ENTITY,
    ATTRIBUTE_PLACEHOLDER,
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

const EMPTY_RDN: Rule = Rule {
    id: "empty-rdn",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.4",
    scope: Scope::CERTIFICATE,
    why: "Each RDN of a name must contain at least one attribute; some programs reject the certificate, and others skip the RDN.",
    check: Check::Each(empty_rdn),
};

fn empty_rdn(subject: &LintTarget<'_>) -> Vec<String> {
    let is_odd = |name: &Name<'_>| name.0.iter().any(|rdn| rdn.0.is_empty());
    let names = [("subject", &subject.body().subject), ("issuer", &subject.body().issuer)];
    let odd = names.into_iter().filter(|(_, name)| is_odd(name)).map(|(whose, _)| whose);
    // The name of a type of its own is inside of its tag.
    let has_empty =
        |name: &[u8]| sequence(name).is_ok_and(|rdns| rdns.iter().any(|rdn| rdn.value().is_empty()));
    let trees = subtrees(subject);
    let constraint = trees.iter().any(|tree| tree.number == DIRECTORY_NAME && has_empty(tree.value));
    odd.chain(constraint.then_some("directoryName in the name constraints"))
        .map(|place| format!("the {place} contains an empty RDN"))
        .collect()
}

/// The number of directoryName among the types of general names (RFC 5280, 4.2.1.6).
const DIRECTORY_NAME: u32 = 4;

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
    bad.map(|one| format!("{} is {}", one.title(), quoted(one.content()))).collect()
}

/// The codes that ISO 3166-1 assigns.
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH \
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT \
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS \
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI \
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG \
    UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The code that an issuer may use where ISO 3166-1 has none (CABF BR, 7.1.4.2).
const NO_COUNTRY: &str = "XX";

const COUNTRY_UNKNOWN: Rule = Rule {
    id: "country-unknown",
    severity: Severity::Warning,
    clause: "ISO 3166-1; RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "A country must be a code that ISO 3166-1 assigns, such as GB for the United Kingdom.",
    check: Check::Each(country_unknown),
};

fn country_unknown(subject: &LintTarget<'_>) -> Vec<String> {
    let is_unknown = |text: &str| {
        let has_form = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        has_form && text != NO_COUNTRY && !COUNTRIES.split(' ').any(|code| code == text)
    };
    let countries = attributes(subject).filter(|one| one.kind == AttributeKind::COUNTRY);
    let named = countries.filter_map(|one| Some((one.title(), one.text()?)));
    let hint = |code: &str| if code == "UK" { "; the code of the United Kingdom is GB" } else { "" };
    named
        .filter(|(_, code)| is_unknown(code))
        .map(|(title, code)| {
            format!("{title} is \"{code}\", which is not the code of a country{}", hint(&code))
        })
        .collect()
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
        format!("{} has {} characters (maximum {})", one.title(), one.characters(), one.kind.upper_bound())
    };
    attributes(subject).filter(longer).map(told).collect()
}

/// The characters of a personal name that X.411 has room for.
const PERSONAL_NAME_MAX: usize = 64;

const PERSONAL_NAME_TOO_LONG: Rule = Rule {
    id: "personal-name-too-long",
    severity: Severity::Notice,
    clause: "X.411; RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "RFC 5280 allows long personal names, but some programs have room for 64 characters only.",
    check: Check::Each(personal_name_too_long),
};

fn personal_name_too_long(subject: &LintTarget<'_>) -> Vec<String> {
    let is_long = |one: &Attribute<'_>| {
        [AttributeKind::GIVEN_NAME, AttributeKind::SURNAME].contains(&one.kind)
            && one.characters() > PERSONAL_NAME_MAX
    };
    let long = attributes(subject).filter(is_long);
    long.map(|one| format!("{} has {} characters", one.title(), one.characters())).collect()
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
    empty.map(|one| format!("{} is empty", one.title())).collect()
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
    bad.map(|one| format!("{} is encoded as {}", one.title(), one.type_name())).collect()
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
    old.map(|one| format!("{} is encoded as {}", one.title(), one.type_name())).collect()
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
        .map(|one| format!("{} {} is not a valid PrintableString", one.title(), quoted(one.content())))
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
    each_text(subject, |text| {
        is_odd(text).then(|| "has leading or trailing white space, or control characters".to_owned())
    })
}

/// What `check` says of the text of each attribute; it says "has …" or "is …".
fn each_text(subject: &LintTarget<'_>, check: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let told = |one: Attribute<'_>| {
        let text = one.text()?;
        check(&text).map(|fault| format!("{} \"{text}\" {fault}", one.title()))
    };
    attributes(subject).filter_map(told).collect()
}

const ATTRIBUTE_DOUBLE_ENCODED: Rule = Rule {
    id: "attribute-double-encoded",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.4",
    scope: Scope::CERTIFICATE,
    why: "UTF-8 that was read as Latin-1 shows two or three odd characters for each letter with an accent; openssl req -subj does this without -utf8.",
    check: Check::Each(attribute_double_encoded),
};

fn attribute_double_encoded(subject: &LintTarget<'_>) -> Vec<String> {
    each_text(subject, |text| {
        let bytes: Option<Vec<_>> = text.chars().map(|character| u8::try_from(character).ok()).collect();
        let meant = String::from_utf8(bytes?).ok().filter(|meant| meant != text)?;
        Some(format!("is UTF-8 that was encoded twice, probably of \"{meant}\""))
    })
}

const ATTRIBUTE_HTML_ENTITY: Rule = Rule {
    id: "attribute-html-entity",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.4.2",
    scope: Scope::CERTIFICATE,
    why: "Names are plain text; programs show an HTML entity such as &amp; as it is.",
    check: Check::Each(attribute_html_entity),
};

fn attribute_html_entity(subject: &LintTarget<'_>) -> Vec<String> {
    let is_entity = |name: &&str| {
        let letters = name.strip_prefix('#').unwrap_or(name);
        (2..=8).contains(&name.len()) && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    each_text(subject, |text| {
        let mut candidates = text.split('&').skip(1).filter_map(|rest| Some(rest.split_once(';')?.0));
        candidates.find(is_entity).map(|name| format!("contains the HTML entity &{name};"))
    })
}

const ATTRIBUTE_PLACEHOLDER: Rule = Rule {
    id: "attribute-placeholder",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.4.2",
    scope: Scope::CERTIFICATE,
    why: "An attribute without information, such as a dash or a dot, should be omitted.",
    check: Check::Each(attribute_placeholder),
};

fn attribute_placeholder(subject: &LintTarget<'_>) -> Vec<String> {
    let is_odd = |one: &Attribute<'_>| {
        let text = one.text().unwrap_or_default();
        let has_letters = text.contains(char::is_alphanumeric);
        one.kind != AttributeKind::COMMON_NAME && !text.is_empty() && !has_letters
    };
    let odd = attributes(subject).filter(is_odd);
    odd.map(|one| format!("{} {} contains no letter or digit", one.title(), quoted(one.content()))).collect()
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
    let kinds = subject_attributes(subject).map(|one| one.kind).filter(|kind| !may_repeat(*kind));
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
    let names = [
        Some(("subject", &subject.body().subject)),
        subject.has_other_issuer.then(|| ("issuer", &subject.body().issuer)),
    ];
    let is_multi_valued = |name: &Name<'_>| name.0.iter().any(|rdn| rdn.0.len() > 1);
    let (whose, _) = names.into_iter().flatten().find(|(_, name)| is_multi_valued(name))?;
    Some(format!("the {whose} has a multi-valued RDN"))
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
    let others = subject.certificate.names().iter().filter(|san| !matches!(san, San::Dns(_)));
    // `names` has host names in lower case, so these are the encoded ones.
    let sans: HashSet<_> = others.map(San::value).chain(subject.dns_names()).collect();
    let common = subject_attributes(subject).filter(|one| one.kind == AttributeKind::COMMON_NAME);
    let lossy = |one: Attribute<'_>| String::from_utf8_lossy(one.content()).into_owned();
    let texts = common.map(|one| one.text().unwrap_or_else(|| lossy(one)));
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
    let mailboxes = subject_attributes(subject).filter(|one| one.kind == AttributeKind::EMAIL_ADDRESS);
    let unrelated = mailboxes.map(|one| one.content()).filter(|text| !sans.contains(text));
    unrelated
        .map(|text| format!("the subject contains the email address {}, but the SANs do not", quoted(text)))
        .collect()
}
