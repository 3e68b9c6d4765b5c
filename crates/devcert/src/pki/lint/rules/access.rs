//! Where more is to be found (RFC 5280, 4.2.1.13 and 4.2.2).

use const_oid::db::rfc5280;
use der::asn1::AnyRef;

use crate::model::oid::Oid;
use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::names::{quoted, repeated};
use crate::pki::lint::raw::{context, elements, tagged};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    INFORMATION_ACCESS_CRITICAL,
    INFORMATION_ACCESS_NOT_HTTP,
    INFORMATION_ACCESS_METHOD,
    INFORMATION_ACCESS_DUPLICATE,
    CRL_DISTRIBUTION_POINTS_CRITICAL,
    CRL_DISTRIBUTION_POINT_NOT_HTTP,
    CRL_DISTRIBUTION_POINT_INCOMPLETE,
    FRESHEST_CRL_CRITICAL,
];

const INFORMATION_ACCESS_CRITICAL: Rule = Rule {
    id: "information-access-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.2",
    scope: Scope::CERTIFICATE,
    why: "Authority and subject information access must not be critical.",
    check: Check::Certificate(information_access_critical),
};

fn information_access_critical(subject: &LintTarget<'_>) -> Option<String> {
    let kinds = [rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, rfc5280::ID_PE_SUBJECT_INFO_ACCESS];
    let found = kinds.into_iter().find(|oid| subject.is_critical(*oid))?;
    Some(format!("the {} extension is critical", extension_name(found.into())))
}

const INFORMATION_ACCESS_NOT_HTTP: Rule = Rule {
    id: "information-access-not-http",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.2.1; CABF BR, 7.1.2.7.7",
    scope: Scope::CERTIFICATE,
    why: "Issuer certificates and OCSP responses are signed and are fetched over http; fetching them over https would require another certificate check first.",
    check: Check::Certificate(information_access_not_http),
};

fn information_access_not_http(subject: &LintTarget<'_>) -> Option<String> {
    let access = subject.parts(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let places = access.iter().filter_map(|one| elements(one.value()).ok()?.get(1).copied());
    let other = places.into_iter().find(|place| !is_http(place))?;
    let number = context(&other).filter(|number| *number != URI);
    let kind = number.and_then(|number| GENERAL_NAMES.get(usize::try_from(number).ok()?));
    let instead = kind.map_or_else(String::new, |kind| format!(" as {kind} instead of a URI"));
    Some(format!("authorityInfoAccess contains {}{instead}", quoted(other.value())))
}

/// The number of uniformResourceIdentifier among the types of general names (RFC 5280, 4.2.1.6).
const URI: u32 = 6;

/// The types of general names by their numbers (RFC 5280, 4.2.1.6).
const GENERAL_NAMES: [&str; 9] = [
    "otherName",
    "rfc822Name",
    "dNSName",
    "x400Address",
    "directoryName",
    "ediPartyName",
    "uniformResourceIdentifier",
    "iPAddress",
    "registeredID",
];

/// Whether a general name is an address to fetch over HTTP.
fn is_http(name: &AnyRef<'_>) -> bool {
    context(name) == Some(URI)
        && name.value().get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"http://"))
        && name.value().iter().all(u8::is_ascii_graphic)
}

const INFORMATION_ACCESS_METHOD: Rule = Rule {
    id: "information-access-method",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.7",
    scope: Scope::CERTIFICATE,
    why: "Clients use only the access methods caIssuers and ocsp of authorityInfoAccess.",
    check: Check::Certificate(information_access_method),
};

fn information_access_method(subject: &LintTarget<'_>) -> Option<String> {
    let known = [rfc5280::ID_AD_CA_ISSUERS, rfc5280::ID_AD_OCSP].map(Oid::from);
    let access = subject.parts(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let method = |one: &AnyRef<'_>| elements(one.value()).ok()?.first()?.decode_as::<Oid>().ok();
    let other = access.iter().filter_map(method).find(|method| !known.contains(method))?;
    Some(format!("authorityInfoAccess contains the access method {other}"))
}

const INFORMATION_ACCESS_DUPLICATE: Rule = Rule {
    id: "information-access-duplicate",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.7",
    scope: Scope::CERTIFICATE,
    why: "Each address in authorityInfoAccess should appear once for each access method.",
    check: Check::Certificate(information_access_duplicate),
};

fn information_access_duplicate(subject: &LintTarget<'_>) -> Option<String> {
    let access = subject.parts(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let count = repeated(access.iter().map(|one| one.value())).len();
    (count > 0).then(|| format!("{count} addresses in authorityInfoAccess appear more than once"))
}

const CRL_DISTRIBUTION_POINTS_CRITICAL: Rule = Rule {
    id: "crl-distribution-points-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.13",
    scope: Scope::CERTIFICATE,
    why: "CRL distribution points should not be critical.",
    check: Check::Certificate(crl_distribution_points_critical),
};

fn crl_distribution_points_critical(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.is_critical(rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS);
    found.then(|| "the CRL distribution points extension is critical".to_owned())
}

const CRL_DISTRIBUTION_POINT_NOT_HTTP: Rule = Rule {
    id: "crl-distribution-point-not-http",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.13; CABF BR, 7.1.2.11.2",
    scope: Scope::CERTIFICATE,
    why: "CRLs are fetched over http; clients do not follow other addresses, or relative ones.",
    check: Check::Each(crl_distribution_point_not_http),
};

fn crl_distribution_point_not_http(subject: &LintTarget<'_>) -> Vec<String> {
    let points = points(subject).into_iter().filter_map(|point| point.names);
    let is_ldap = |name: &AnyRef<'_>| context(name) == Some(URI) && name.value().starts_with(b"ldap");
    let other = points.filter(|names| !names.iter().any(|name| is_http(name) || is_ldap(name)));
    other
        .map(|names| match names.iter().find(|name| context(name) == Some(URI)) {
            Some(uri) => format!("a CRL distribution point contains {}", quoted(uri.value())),
            None => "a CRL distribution point contains no URI".to_owned(),
        })
        .collect()
}

const CRL_DISTRIBUTION_POINT_INCOMPLETE: Rule = Rule {
    id: "crl-distribution-point-incomplete",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.13",
    scope: Scope::CERTIFICATE,
    why: "A distribution point must not consist of only the reasons field; rustls rejects one without a name when it checks CRLs.",
    check: Check::Certificate(crl_distribution_point_incomplete),
};

fn crl_distribution_point_incomplete(subject: &LintTarget<'_>) -> Option<String> {
    let is_incomplete = points(subject).iter().any(|point| !point.has_name && !point.has_issuer);
    is_incomplete.then(|| "a CRL distribution point has neither a name nor a CRL issuer".to_owned())
}

/// `DistributionPoint` (RFC 5280, 4.2.1.13).
struct Point<'a> {
    /// The names in fullName, if it is present.
    names: Option<Vec<AnyRef<'a>>>,
    has_name: bool,
    has_issuer: bool,
}

/// The distribution points of CRLs and of delta CRLs.
fn points<'a>(subject: &'a LintTarget<'_>) -> Vec<Point<'a>> {
    let lists = [rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS, rfc5280::ID_CE_FRESHEST_CRL];
    let points = lists.into_iter().flat_map(|oid| subject.parts(oid).unwrap_or_default());
    points.filter_map(|point| elements(point.value()).ok()).map(|parts| point(&parts)).collect()
}

fn point<'a>(parts: &[AnyRef<'a>]) -> Point<'a> {
    let full_name = tagged(parts, 0).and_then(|name| tagged(&elements(name).ok()?, 0));
    Point {
        names: full_name.and_then(|names| elements(names).ok()),
        has_name: tagged(parts, 0).is_some(),
        has_issuer: tagged(parts, 2).is_some(),
    }
}

const FRESHEST_CRL_CRITICAL: Rule = Rule {
    id: "freshest-crl-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.15",
    scope: Scope::CERTIFICATE,
    why: "The freshest CRL extension must not be critical.",
    check: Check::Certificate(freshest_crl_critical),
};

fn freshest_crl_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_critical(rfc5280::ID_CE_FRESHEST_CRL)
        .then(|| "the freshest CRL extension is critical".to_owned())
}
