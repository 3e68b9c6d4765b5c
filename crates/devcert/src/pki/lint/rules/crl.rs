//! Revocation lists.

use const_oid::db::rfc5280;
use der::asn1::AnyRef;
use der::{Decode, Tagged};

use crate::encoding::crl::Reason;
use crate::pki::lint::algorithms::{signature_parameters_fault, weak_digest};
use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::names::{quoted, repeated};
use crate::pki::lint::raw::{sequence, tagged};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;
use crate::x509::{Extension, RevokedCertificate, Time};

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    CRL_VERSION_NOT_2,
    CRL_ALGORITHMS_DIFFER,
    CRL_SIGNATURE_PARAMETERS,
    CRL_WEAK_DIGEST,
    CRL_ISSUER_EMPTY,
    CRL_WITHOUT_NEXT_UPDATE,
    CRL_DATES_OUT_OF_ORDER,
    CRL_TIME_FORMAT,
    CRL_TIME_TYPE,
    CRL_REVOKED_LATER,
    CRL_EMPTY_LIST,
    CRL_WITHOUT_NUMBER,
    CRL_NUMBER_CRITICAL,
    CRL_NUMBER_OUT_OF_RANGE,
    CRL_WITHOUT_AUTHORITY_KEY_ID,
    CRL_AUTHORITY_KEY_ID,
    CRL_AUTHORITY_KEY_ID_WITH_SERIAL,
    CRL_DUPLICATE_EXTENSION,
    CRL_DUPLICATE_SERIAL,
    CRL_UNSPECIFIED_REASON,
    CRL_REASON_CODE,
];

const CRL_VERSION_NOT_2: Rule = Rule {
    id: "crl-version-not-2",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.1",
    scope: Scope::CRL,
    why: "Only version 2 has extensions, and a CRL must have some.",
    check: Check::Crl(crl_version_not_2),
};

fn crl_version_not_2(list: &List<'_>) -> Option<String> {
    let version = list.crl.version();
    (version != 2).then(|| format!("is version {version}"))
}

const CRL_ALGORITHMS_DIFFER: Rule = Rule {
    id: "crl-algorithms-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.1.2",
    scope: Scope::CRL,
    why: "The signature algorithm inside the signed part must equal the one next to the signature, so that it cannot be replaced.",
    check: Check::Crl(crl_algorithms_differ),
};

fn crl_algorithms_differ(list: &List<'_>) -> Option<String> {
    let differ = list.raw.body.signature != list.raw.algorithm;
    differ.then(|| "the two signature algorithm fields differ".to_owned())
}

const CRL_WEAK_DIGEST: Rule = Rule {
    id: "crl-weak-digest",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::CRL,
    why: "Signatures on MD5 and SHA-1 can be forged.",
    check: Check::Crl(crl_weak_digest),
};

fn crl_weak_digest(list: &List<'_>) -> Option<String> {
    weak_digest(&list.raw.algorithm).map(|name| format!("is signed with {name}"))
}

const CRL_WITHOUT_NEXT_UPDATE: Rule = Rule {
    id: "crl-without-next-update",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.5",
    scope: Scope::CRL,
    why: "Without nextUpdate, clients cannot tell whether the CRL is current.",
    check: Check::Crl(crl_without_next_update),
};

fn crl_without_next_update(list: &List<'_>) -> Option<String> {
    list.crl.next_update().is_none().then(|| "has no nextUpdate".to_owned())
}

const CRL_DATES_OUT_OF_ORDER: Rule = Rule {
    id: "crl-dates-out-of-order",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.5",
    scope: Scope::CRL,
    why: "nextUpdate must be later than thisUpdate.",
    check: Check::Crl(crl_dates_out_of_order),
};

fn crl_dates_out_of_order(list: &List<'_>) -> Option<String> {
    let found = list.crl.next_update().is_some_and(|next| next < list.crl.this_update());
    found.then(|| "nextUpdate is earlier than thisUpdate".to_owned())
}

const CRL_TIME_FORMAT: Rule = Rule {
    id: "crl-time-format",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.4 to 5.1.2.6",
    scope: Scope::CRL,
    why: "A date must have seconds from 00 to 59, no fraction of a second, and the suffix Z.",
    check: Check::Crl(crl_time_format),
};

fn crl_time_format(list: &List<'_>) -> Option<String> {
    let bad = dates(list).find(|date| date.moment().is_none())?;
    Some(format!("the date {} has an invalid format", quoted(bad.content())))
}

const CRL_EMPTY_LIST: Rule = Rule {
    id: "crl-empty-list",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.6",
    scope: Scope::CRL,
    why: "revokedCertificates must be absent, not empty, when nothing is revoked; OpenSSL and rustls reject an empty list.",
    check: Check::Crl(crl_empty_list),
};

fn crl_empty_list(list: &List<'_>) -> Option<String> {
    list.raw
        .body
        .revoked
        .as_ref()
        .is_some_and(Vec::is_empty)
        .then(|| "revokedCertificates is present but empty".to_owned())
}

const CRL_WITHOUT_NUMBER: Rule = Rule {
    id: "crl-without-number",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "A CRL must have a CRL number, which shows which of two CRLs is newer.",
    check: Check::Crl(crl_without_number),
};

fn crl_without_number(list: &List<'_>) -> Option<String> {
    let is_missing = list.extension(rfc5280::ID_CE_CRL_NUMBER).is_none();
    is_missing.then(|| "has no CRL number".to_owned())
}

const CRL_NUMBER_CRITICAL: Rule = Rule {
    id: "crl-number-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "The CRL number must not be critical.",
    check: Check::Crl(crl_number_critical),
};

fn crl_number_critical(list: &List<'_>) -> Option<String> {
    let found = list.extension(rfc5280::ID_CE_CRL_NUMBER).is_some_and(Extension::is_critical);
    found.then(|| "the CRL number is critical".to_owned())
}

const CRL_WITHOUT_AUTHORITY_KEY_ID: Rule = Rule {
    id: "crl-without-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.1",
    scope: Scope::CRL,
    why: "A CRL must identify the issuer's key by an authority key identifier.",
    check: Check::Crl(crl_without_authority_key_id),
};

fn crl_without_authority_key_id(list: &List<'_>) -> Option<String> {
    let is_missing = list.extension(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER).is_none();
    is_missing.then(|| "has no authority key identifier".to_owned())
}

const CRL_UNSPECIFIED_REASON: Rule = Rule {
    id: "crl-unspecified-reason",
    severity: Severity::Warning,
    clause: "RFC 5280, 5.3.1",
    scope: Scope::CRL,
    why: "A revocation without a specific reason should have no reason code.",
    check: Check::Crl(crl_unspecified_reason),
};

fn crl_unspecified_reason(list: &List<'_>) -> Option<String> {
    let count = list.crl.revoked().iter().filter(|one| one.reason == Some(Reason(0))).count();
    (count > 0).then(|| format!("{count} of its entries have the reason code \"unspecified\""))
}

const CRL_SIGNATURE_PARAMETERS: Rule = Rule {
    id: "crl-signature-parameters",
    severity: Severity::Error,
    clause: "RFC 4055, 5; RFC 5758, 3.2; RFC 8410, 3",
    scope: Scope::CRL,
    why: "RSA signature algorithms must have NULL parameters; ECDSA, EdDSA and ML-DSA must have none.",
    check: Check::Crl(crl_signature_parameters),
};

fn crl_signature_parameters(list: &List<'_>) -> Option<String> {
    signature_parameters_fault(&list.raw.algorithm)
}

const CRL_ISSUER_EMPTY: Rule = Rule {
    id: "crl-issuer-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.3",
    scope: Scope::CRL,
    why: "Clients find the issuer of a CRL by its name, so it must not be empty.",
    check: Check::Crl(crl_issuer_empty),
};

fn crl_issuer_empty(list: &List<'_>) -> Option<String> {
    list.raw.body.issuer.0.is_empty().then(|| "the issuer is empty".to_owned())
}

const CRL_TIME_TYPE: Rule = Rule {
    id: "crl-time-type",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.4 to 5.1.2.6",
    scope: Scope::CRL,
    why: "Dates up to 2049 must be UTCTime and later ones GeneralizedTime; strict readers reject the wrong type.",
    check: Check::Crl(crl_time_type),
};

fn crl_time_type(list: &List<'_>) -> Option<String> {
    let is_wrong = |date: &Time<'_>| date.moment().is_some_and(|at| date.is_utc() != (at.year() < 2050));
    let wrong = dates(list).find(|date| is_wrong(date))?;
    Some(format!("the date {} is encoded as {}", quoted(wrong.content()), wrong.tag()))
}

/// All dates of a list.
fn dates<'a>(list: &'a List<'_>) -> impl Iterator<Item = &'a Time<'a>> {
    let body = &list.raw.body;
    let revoked = body.revoked.iter().flatten().map(|revoked| &revoked.date);
    std::iter::once(&body.this_update).chain(&body.next_update).chain(revoked)
}

const CRL_REVOKED_LATER: Rule = Rule {
    id: "crl-revoked-later",
    severity: Severity::Warning,
    clause: "RFC 5280, 5.1.2.6",
    scope: Scope::CRL,
    why: "A revocation date after thisUpdate comes from a wrong clock or a wrong script.",
    check: Check::Crl(crl_revoked_later),
};

fn crl_revoked_later(list: &List<'_>) -> Option<String> {
    let issued = list.raw.body.this_update.moment()?;
    let later = |one: &&RevokedCertificate<'_>| one.date.moment().is_some_and(|date| date > issued);
    let count = list.raw.body.revoked.iter().flatten().filter(later).count();
    (count > 0).then(|| format!("{count} of its entries were revoked after thisUpdate"))
}

/// The most octets of a CRL number.
const NUMBER_MAX: usize = 20;

const CRL_NUMBER_OUT_OF_RANGE: Rule = Rule {
    id: "crl-number-out-of-range",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "A CRL number must not be negative or longer than 20 octets.",
    check: Check::Crl(crl_number_out_of_range),
};

fn crl_number_out_of_range(list: &List<'_>) -> Option<String> {
    let value = AnyRef::from_der(list.extension(rfc5280::ID_CE_CRL_NUMBER)?.value.content()).ok()?;
    let octets = value.value();
    match octets.first()? {
        0x80.. => Some("the CRL number is negative".to_owned()),
        _ if octets.len() > NUMBER_MAX => Some(format!("the CRL number has {} octets", octets.len())),
        _ => None,
    }
}

const CRL_AUTHORITY_KEY_ID: Rule = Rule {
    id: "crl-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.1 and 4.2.1.1",
    scope: Scope::CRL,
    why: "The authority key identifier of a CRL must contain the key identifier, and must not be critical.",
    check: Check::Crl(crl_authority_key_id),
};

fn crl_authority_key_id(list: &List<'_>) -> Option<String> {
    let extension = list.extension(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER)?;
    if extension.is_critical() {
        return Some("the authority key identifier is critical".to_owned());
    }
    let parts = sequence(extension.value.content()).ok()?;
    tagged(&parts, 0).is_none().then(|| "the authority key identifier contains no key identifier".to_owned())
}

const CRL_AUTHORITY_KEY_ID_WITH_SERIAL: Rule = Rule {
    id: "crl-authority-key-id-with-serial",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.11.1",
    scope: Scope::CRL,
    why: "A CRL that identifies the issuer by name and serial number does not match the CA after its renewal.",
    check: Check::Crl(crl_authority_key_id_with_serial),
};

fn crl_authority_key_id_with_serial(list: &List<'_>) -> Option<String> {
    let parts = sequence(list.extension(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER)?.value.content()).ok()?;
    let found = tagged(&parts, 1).is_some() || tagged(&parts, 2).is_some();
    found.then(|| "the authority key identifier contains the issuer's name or serial number".to_owned())
}

const CRL_DUPLICATE_EXTENSION: Rule = Rule {
    id: "crl-duplicate-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CRL,
    why: "Some programs read the first of two equal extensions and others the last.",
    check: Check::Crl(crl_duplicate_extension),
};

fn crl_duplicate_extension(list: &List<'_>) -> Option<String> {
    let entries = list.raw.body.revoked.iter().flatten().map(|revoked| &revoked.extensions);
    let mut lists = std::iter::once(&list.raw.body.extensions).chain(entries).flatten();
    let twice = lists.find_map(|list| repeated(list.iter().filter_map(Extension::oid)).first().copied())?;
    Some(format!("has the extension {} more than once in one place", extension_name(twice)))
}

const CRL_DUPLICATE_SERIAL: Rule = Rule {
    id: "crl-duplicate-serial",
    severity: Severity::Error,
    clause: "RFC 5280, 5.3",
    scope: Scope::CRL,
    why: "Each certificate must be listed once; programs read the first entry or the last.",
    check: Check::Crl(crl_duplicate_serial),
};

fn crl_duplicate_serial(list: &List<'_>) -> Option<String> {
    // In an indirect CRL, entries of several issuers may have the same number.
    let is_indirect = list.extension(rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT).is_some();
    let serials = list.raw.body.revoked.iter().flatten().map(|revoked| revoked.serial.content());
    let count = repeated(serials).len();
    (count > 0 && !is_indirect).then(|| format!("{count} serial numbers are listed more than once"))
}

const CRL_REASON_CODE: Rule = Rule {
    id: "crl-reason-code",
    severity: Severity::Error,
    clause: "RFC 5280, 5.3.1",
    scope: Scope::CRL,
    why: "The reason codes are 0 to 6 and 8 to 10, and the extension must not be critical.",
    check: Check::Crl(crl_reason_code),
};

fn crl_reason_code(list: &List<'_>) -> Option<String> {
    let extensions = list.raw.body.revoked.iter().flatten().filter_map(|one| one.extensions.as_deref());
    let mut reasons = extensions.flatten().filter(|one| one.is(rfc5280::ID_CE_CRL_REASONS));
    reasons.find_map(|reason| match AnyRef::from_der(reason.value.content()).ok()?.value() {
        _ if reason.is_critical() => Some("an entry has a critical reason code".to_owned()),
        [code] if *code <= 10 && *code != 7 => None,
        other => Some(format!("an entry has the reason code {}", other.first()?)),
    })
}
