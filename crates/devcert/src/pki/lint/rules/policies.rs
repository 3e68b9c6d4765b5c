//! Certificate policies (RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).

use const_oid::db::rfc5280;
use der::asn1::AnyRef;
use der::{Tag, Tagged};
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::model::name::StringKind;
use crate::model::oid::Oid;
use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::names::repeated;
use crate::pki::lint::raw::elements;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    DUPLICATE_POLICY,
    POLICY_QUALIFIER_UNKNOWN,
    POLICY_TEXT_TYPE,
    POLICY_TEXT_MALFORMED,
    POLICY_TEXT_NOT_NFC,
    POLICY_NOTICE_REFERENCE,
    POLICY_MAPPING_ANY,
    POLICY_MAPPING_UNLISTED,
    POLICY_CONSTRAINTS_NOT_CRITICAL,
    POLICY_CONSTRAINTS_EMPTY,
    POLICY_MAPPINGS_NOT_CRITICAL,
    INHIBIT_ANY_POLICY_NOT_CRITICAL,
    CRITICAL_POLICIES,
    POLICY_RULES_IN_LEAF,
];

const DUPLICATE_POLICY: Rule = Rule {
    id: "duplicate-policy",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "Each certificate policy must appear once.",
    check: Check::Certificate(duplicate_policy),
};

fn duplicate_policy(subject: &LintTarget<'_>) -> Option<String> {
    let policies = subject.parts(rfc5280::ID_CE_CERTIFICATE_POLICIES)?;
    let ids = policies.iter().filter_map(|policy| elements(policy.value()).ok()?.first().copied());
    let count = repeated(ids).len();
    (count > 0).then(|| format!("{count} certificate policies appear more than once"))
}

const POLICY_QUALIFIER_UNKNOWN: Rule = Rule {
    id: "policy-qualifier-unknown",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "The policy anyPolicy may have only the qualifiers CPS and user notice.",
    check: Check::Certificate(policy_qualifier_unknown),
};

fn policy_qualifier_unknown(subject: &LintTarget<'_>) -> Option<String> {
    let known = [rfc5280::ID_QT_CPS, rfc5280::ID_QT_UNOTICE].map(Oid::from);
    let any = qualifiers(subject).into_iter().filter(|one| one.policy == Oid::from(rfc5280::ANY_POLICY));
    let other = any.map(|one| one.kind).find(|kind| !known.contains(kind))?;
    Some(format!("anyPolicy has the qualifier {other}"))
}

/// The most characters of explicitText.
const TEXT_MAX: usize = 200;

const POLICY_TEXT_TYPE: Rule = Rule {
    id: "policy-text-type",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "The text of a user notice should be UTF8String and must not be IA5String.",
    check: Check::Each(policy_text_type),
};

fn policy_text_type(subject: &LintTarget<'_>) -> Vec<String> {
    let texts = notices(subject).into_iter().filter_map(|notice| notice.text);
    let odd = texts.filter(|text| text.tag() != Tag::Utf8String);
    odd.map(|text| format!("the text of a user notice is encoded as {}", text.tag())).collect()
}

const POLICY_TEXT_MALFORMED: Rule = Rule {
    id: "policy-text-malformed",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "The text of a user notice has at most 200 characters, and no control characters.",
    check: Check::Each(policy_text_malformed),
};

fn policy_text_malformed(subject: &LintTarget<'_>) -> Vec<String> {
    let fault = |text: String| {
        let length = text.chars().count();
        match length > TEXT_MAX {
            true => Some(format!("the text of a user notice has {length} characters (maximum {TEXT_MAX})")),
            false => text
                .contains(char::is_control)
                .then(|| "the text of a user notice contains control characters".to_owned()),
        }
    };
    notices(subject).iter().filter_map(|notice| fault(notice.decoded()?)).collect()
}

const POLICY_TEXT_NOT_NFC: Rule = Rule {
    id: "policy-text-not-nfc",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "The text of a user notice should be in Unicode normalization form C, so that equal texts are equal bytes.",
    check: Check::Each(policy_text_not_nfc),
};

fn policy_text_not_nfc(subject: &LintTarget<'_>) -> Vec<String> {
    let normalizer = ComposingNormalizerBorrowed::new_nfc();
    let is_odd = |notice: &&Notice<'_>| notice.decoded().is_some_and(|text| !normalizer.is_normalized(&text));
    let fault = |_| "the text of a user notice is not in normalization form C".to_owned();
    notices(subject).iter().filter(is_odd).map(fault).collect()
}

const POLICY_NOTICE_REFERENCE: Rule = Rule {
    id: "policy-notice-reference",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "A user notice should not refer to numbered notices of an organization; programs do not show them.",
    check: Check::Certificate(policy_notice_reference),
};

fn policy_notice_reference(subject: &LintTarget<'_>) -> Option<String> {
    let found = notices(subject).iter().any(|notice| notice.has_reference);
    found.then(|| "a user notice has a noticeRef".to_owned())
}

/// A qualifier of a policy.
struct Qualifier<'a> {
    policy: Oid,
    kind: Oid,
    value: Option<AnyRef<'a>>,
}

/// The qualifiers of all certificate policies that can be read.
fn qualifiers<'a>(subject: &'a LintTarget<'_>) -> Vec<Qualifier<'a>> {
    let policies = subject.parts(rfc5280::ID_CE_CERTIFICATE_POLICIES).unwrap_or_default();
    let of_policy = |policy: AnyRef<'a>| {
        let parts = elements(policy.value()).ok()?;
        let id = parts.first()?.decode_as().ok()?;
        let list = elements(parts.get(1)?.value()).ok()?;
        Some(list.into_iter().filter_map(move |one| qualifier(id, one)).collect::<Vec<_>>())
    };
    policies.into_iter().filter_map(of_policy).flatten().collect()
}

fn qualifier(policy: Oid, any: AnyRef<'_>) -> Option<Qualifier<'_>> {
    let parts = elements(any.value()).ok()?;
    Some(Qualifier { policy, kind: parts.first()?.decode_as().ok()?, value: parts.get(1).copied() })
}

/// `UserNotice`
struct Notice<'a> {
    has_reference: bool,
    text: Option<AnyRef<'a>>,
}

impl Notice<'_> {
    /// The text, if it is a string.
    fn decoded(&self) -> Option<String> {
        let text = self.text?;
        let kind = StringKind::from_identifier(u8::try_from(text.tag().number().value()).ok()?)?;
        kind.text(text.value())
    }
}

fn notices<'a>(subject: &'a LintTarget<'_>) -> Vec<Notice<'a>> {
    let notice = |one: Qualifier<'a>| {
        let parts =
            elements(one.value.filter(|_| one.kind == Oid::from(rfc5280::ID_QT_UNOTICE))?.value()).ok()?;
        let is_reference = |part: &&AnyRef<'a>| part.tag() == Tag::Sequence;
        Some(Notice {
            has_reference: parts.iter().any(|part| is_reference(&part)),
            text: parts.iter().find(|part| !is_reference(part)).copied(),
        })
    };
    qualifiers(subject).into_iter().filter_map(notice).collect()
}

const POLICY_MAPPING_ANY: Rule = Rule {
    id: "policy-mapping-any",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.5",
    scope: Scope::CERTIFICATE,
    why: "Policies must not be mapped to or from anyPolicy.",
    check: Check::Certificate(policy_mapping_any),
};

fn policy_mapping_any(subject: &LintTarget<'_>) -> Option<String> {
    let any = Oid::from(rfc5280::ANY_POLICY);
    let found = mappings(subject).into_iter().any(|(from, to)| from == any || to == any);
    found.then(|| "the policy mappings contain anyPolicy".to_owned())
}

const POLICY_MAPPING_UNLISTED: Rule = Rule {
    id: "policy-mapping-unlisted",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5",
    scope: Scope::CERTIFICATE,
    why: "A policy that is mapped should be one of the certificate policies.",
    check: Check::Each(policy_mapping_unlisted),
};

fn policy_mapping_unlisted(subject: &LintTarget<'_>) -> Vec<String> {
    let policies = subject.parts(rfc5280::ID_CE_CERTIFICATE_POLICIES).unwrap_or_default();
    let id = |policy: &AnyRef<'_>| elements(policy.value()).ok()?.first()?.decode_as::<Oid>().ok();
    let listed: Vec<_> = policies.iter().filter_map(id).collect();
    let from = mappings(subject).into_iter().map(|(from, _)| from).filter(|from| !listed.contains(from));
    from.map(|from| format!("the policy {from} is mapped, but is not one of the certificate policies"))
        .collect()
}

/// The pairs of issuerDomainPolicy and subjectDomainPolicy.
fn mappings(subject: &LintTarget<'_>) -> Vec<(Oid, Oid)> {
    let mapping = |one: &AnyRef<'_>| match elements(one.value()).ok()?.as_slice() {
        [from, to] => Some((from.decode_as().ok()?, to.decode_as().ok()?)),
        _ => None,
    };
    let list = subject.parts(rfc5280::ID_CE_POLICY_MAPPINGS).unwrap_or_default();
    list.iter().filter_map(mapping).collect()
}

const POLICY_CONSTRAINTS_NOT_CRITICAL: Rule = Rule {
    id: "policy-constraints-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.11",
    scope: Scope::CERTIFICATE,
    why: "Policy constraints must be critical.",
    check: Check::Certificate(policy_constraints_not_critical),
};

fn policy_constraints_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_POLICY_CONSTRAINTS)
        .then(|| "the policy constraints are not critical".to_owned())
}

const POLICY_CONSTRAINTS_EMPTY: Rule = Rule {
    id: "policy-constraints-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.11",
    scope: Scope::CERTIFICATE,
    why: "Policy constraints must not be empty.",
    check: Check::Certificate(policy_constraints_empty),
};

fn policy_constraints_empty(subject: &LintTarget<'_>) -> Option<String> {
    let is_empty = subject.parts(rfc5280::ID_CE_POLICY_CONSTRAINTS)?.is_empty();
    is_empty.then(|| "the policy constraints are empty".to_owned())
}

const POLICY_MAPPINGS_NOT_CRITICAL: Rule = Rule {
    id: "policy-mappings-not-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5",
    scope: Scope::CERTIFICATE,
    why: "Policy mappings should be critical.",
    check: Check::Certificate(policy_mappings_not_critical),
};

fn policy_mappings_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_POLICY_MAPPINGS)
        .then(|| "the policy mappings are not critical".to_owned())
}

const INHIBIT_ANY_POLICY_NOT_CRITICAL: Rule = Rule {
    id: "inhibit-any-policy-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.14",
    scope: Scope::CERTIFICATE,
    why: "inhibitAnyPolicy must be critical.",
    check: Check::Certificate(inhibit_any_policy_not_critical),
};

fn inhibit_any_policy_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject.is_plain(rfc5280::ID_CE_INHIBIT_ANY_POLICY).then(|| "inhibitAnyPolicy is not critical".to_owned())
}

const CRITICAL_POLICIES: Rule = Rule {
    id: "critical-policies",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2; rustls-webpki",
    scope: Scope::BELOW_ROOT,
    why: "rustls does not process policies, so it rejects a certificate with a critical policy extension.",
    check: Check::Certificate(critical_policies),
};

fn critical_policies(subject: &LintTarget<'_>) -> Option<String> {
    let kinds = [
        rfc5280::ID_CE_CERTIFICATE_POLICIES,
        rfc5280::ID_CE_POLICY_MAPPINGS,
        rfc5280::ID_CE_POLICY_CONSTRAINTS,
        rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    ];
    let found = kinds.into_iter().find(|oid| subject.is_critical(*oid))?;
    Some(format!("{} is critical, which rustls rejects", extension_name(found.into())))
}

const POLICY_RULES_IN_LEAF: Rule = Rule {
    id: "policy-rules-in-leaf",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5, 4.2.1.11 and 4.2.1.14",
    scope: Scope::LEAF,
    why: "Only a CA certificate may have policy mappings, policy constraints or inhibitAnyPolicy.",
    check: Check::Certificate(policy_rules_in_leaf),
};

fn policy_rules_in_leaf(subject: &LintTarget<'_>) -> Option<String> {
    let for_cas = [
        rfc5280::ID_CE_POLICY_MAPPINGS,
        rfc5280::ID_CE_POLICY_CONSTRAINTS,
        rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    ];
    let found = for_cas.into_iter().find(|oid| subject.has(*oid))?;
    Some(format!("has {}, but is not a CA certificate", extension_name(found.into())))
}
