//! The verdict is webpki's; which certificate it means, and with which facts, is asked here.

use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
use time::macros::datetime;

use super::*;
use crate::encoding::crl::Reason;
use crate::model::extension::ExtensionValue;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage as Usage};
use crate::pki::refusal::{CrlFault, RejectReason};
use crate::pki::testing::{Leaf, NOW, P256, crl, key, name};

/// A root, an intermediate below it and a server's certificate below that, and what is asked of them.
struct Case {
    leaf: Vec<u8>,
    intermediates: Vec<Vec<u8>>,
    roots: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    at: OffsetDateTime,
    host: &'static str,
    purpose: Purpose,
    limits: PathLimits,
    must_be_known: bool,
    must_be_current: bool,
}

impl Case {
    fn of(leaf: &Leaf, intermediate: &Leaf) -> Self {
        let [root_key, intermediate_key, leaf_key] = [11, 12, 1].map(|seed| key(seed, P256));
        Self {
            leaf: leaf.signed(&leaf_key, &name("Intermediate"), &intermediate_key),
            intermediates: vec![intermediate.signed(&intermediate_key, &name("Root"), &root_key)],
            roots: vec![Leaf::ca("Root").self_signed(&root_key)],
            crls: Vec::new(),
            at: NOW,
            host: "localhost",
            purpose: Purpose::Server,
            limits: PathLimits::default(),
            must_be_known: false,
            must_be_current: false,
        }
    }

    fn good() -> Self {
        Self::of(&Leaf::default(), &Leaf::ca("Intermediate"))
    }

    /// With the intermediate's list of these serial numbers.
    fn revoking(serials: &[u8]) -> Self {
        let good = Self::good();
        Self { crls: vec![crl(&good.intermediates[0], &key(12, P256), serials)], ..good }
    }

    fn validate(&self) -> Result<Validated, PathError> {
        self.survey().0
    }

    fn survey(&self) -> (Result<Validated, PathError>, PathDiagnostics) {
        let ders = |list: &[Vec<u8>]| list.iter().cloned().map(CertificateDer::from).collect::<Vec<_>>();
        let (intermediates, roots) = (ders(&self.intermediates), ders(&self.roots));
        let crls: Vec<_> = self.crls.iter().cloned().map(CertificateRevocationListDer::from).collect();
        let name = ServerName::try_from(self.host).unwrap();
        let leaf = self.leaf.as_slice().into();
        let query = Query {
            leaf: &leaf,
            intermediates: &intermediates,
            roots: &roots,
            at: self.at,
            name: Some(&name),
            purpose: self.purpose,
            revocation: Revocation {
                crls: &crls,
                must_be_known: self.must_be_known,
                must_be_current: self.must_be_current,
            },
            limits: self.limits,
        };
        let outcome = validate(&query);
        let survey = survey(&query, &outcome);
        (outcome, survey)
    }

    #[track_caller]
    fn is_refused(&self, member: impl Into<Option<Member>>, fault: &Fault) -> String {
        let error = self.validate().unwrap_err();
        assert_eq!((error.member, &error.fault), (member.into(), fault));
        error.to_string()
    }
}

#[test]
fn a_path_names_the_certificates_that_it_goes_over() {
    let mut case = Case::good();
    let stranger = Leaf::ca("Stranger").self_signed(&key(13, P256));
    case.intermediates.insert(0, stranger.clone());
    case.roots.insert(0, stranger);
    assert_eq!(case.validate(), Ok(Validated { intermediates: vec![1], root: 1 }));
}

#[test]
fn a_root_that_cannot_be_read_is_passed_over_unless_it_is_the_only_one() {
    let mut case = Case::good();
    case.roots.insert(0, b"none".to_vec());
    assert_eq!(case.validate().unwrap().root, 1);
    case.roots.truncate(1);
    case.is_refused(Member::Root(0), &Fault::Unreadable(RejectReason::Encoding));
    case.roots.clear();
    case.is_refused(None, &Fault::NoRoots);
}

#[test]
fn a_missing_issuer_is_named_by_the_certificate_that_it_signed() {
    let mut case = Case::good();
    case.intermediates.clear();
    let text = case.is_refused(Member::Leaf, &Fault::MissingIssuer { issuer: name("Intermediate") });
    assert!(text.contains("CN=Intermediate"), "{text}");
    let mut case = Case::good();
    case.roots = vec![Leaf::ca("Other").self_signed(&key(13, P256))];
    case.is_refused(Member::Intermediate(0), &Fault::MissingIssuer { issuer: name("Root") });
    let root = Case::good().roots.remove(0);
    case.intermediates.push(root);
    case.is_refused(Member::Intermediate(1), &Fault::UntrustedRoot);
}

#[test]
fn dates_are_those_of_the_certificate_that_breaks_them() {
    let long = Leaf::for_duration(400);
    let case = Case { at: datetime!(2031-01-01 00:00 UTC), ..Case::of(&long, &Leaf::ca("Intermediate")) };
    let not_after = datetime!(2030-08-30 00:00 UTC);
    case.is_refused(Member::Intermediate(0), &Fault::Expired { not_after });
    let case = Case { at: datetime!(2020-01-01 00:00 UTC), ..Case::good() };
    let not_before = datetime!(2030-05-31 23:00 UTC);
    let text = case.is_refused(Member::Leaf, &Fault::NotYetValid { not_before });
    assert_eq!(text, "not valid before 2030-05-31 23:00:00 UTC");
}

#[test]
fn another_name_is_told_with_those_that_the_certificate_has() {
    let case = Case { host: "example.test", ..Case::good() };
    let fault = Fault::OtherName {
        name: ServerName::try_from("example.test").unwrap(),
        presented: vec!["localhost".parse().unwrap()],
    };
    case.is_refused(Member::Leaf, &fault);
}

#[test]
fn ca_constraint_errors_point_to_the_ca() {
    let refused = |intermediate: &Leaf, fault: &Fault| {
        Case::of(&Leaf::default(), intermediate).is_refused(Member::Intermediate(0), fault);
    };
    refused(&Leaf { subject: "Intermediate", ..Leaf::default() }, &Fault::NoCa);
    let for_clients = ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::CLIENT_AUTH]).non_critical();
    let mut ca = Leaf::ca("Intermediate");
    ca.extensions.as_mut().unwrap().push(for_clients);
    refused(&ca, &Fault::Other(RejectReason::Purpose));
}

#[test]
fn a_ca_below_one_that_may_not_have_any_is_refused() {
    let [root_key, upper_key, lower_key, leaf_key] = [11, 12, 13, 1].map(|seed| key(seed, P256));
    let mut upper = Leaf::ca("Upper");
    upper.extensions.as_mut().unwrap()[0] =
        ExtensionValue::BasicConstraints { ca: true, path_len: Some(0) }.critical();
    let case = Case {
        leaf: Leaf::default().signed(&leaf_key, &name("Lower"), &lower_key),
        intermediates: vec![
            upper.signed(&upper_key, &name("Root"), &root_key),
            Leaf::ca("Lower").signed(&lower_key, &name("Upper"), &upper_key),
        ],
        ..Case::good()
    };
    case.is_refused(Member::Intermediate(0), &Fault::PathLength { most: 0, below: 1 });
}

#[test]
fn same_name_other_key_is_bad_signature() {
    let mut case = Case::good();
    case.intermediates = vec![Leaf::ca("Intermediate").signed(&key(14, P256), &name("Root"), &key(11, P256))];
    case.is_refused(Member::Leaf, &Fault::Other(RejectReason::BadSignature));
}

#[test]
fn a_client_is_asked_for_the_usage_of_clients() {
    let for_servers = ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::SERVER_AUTH]).non_critical();
    let usage = ExtensionValue::KeyUsage(vec![Usage::DigitalSignature]).critical();
    let leaf = Leaf::with([usage, for_servers]);
    let case = Case { purpose: Purpose::Client, ..Case::of(&leaf, &Leaf::ca("Intermediate")) };
    case.is_refused(Member::Leaf, &Fault::Other(RejectReason::Purpose));
    Case { purpose: Purpose::Server, ..case }.validate().unwrap();
}

#[test]
fn a_path_is_no_longer_than_the_limit() {
    let limited = |most| Case { limits: PathLimits { intermediates: Some(most) }, ..Case::good() };
    limited(1).validate().unwrap();
    limited(0).is_refused(None, &Fault::Other(RejectReason::Tangled));
}

#[test]
fn a_revoked_certificate_is_told_since_when_and_why() {
    let at = Some(datetime!(2030-05-31 00:00 UTC));
    let text = Case::revoking(&[1])
        .is_refused(Member::Leaf, &Fault::Revoked { crl: Some(0), at, reason: Some(Reason(1)) });
    assert_eq!(text, "revoked on 2030-05-31 00:00:00 UTC (keyCompromise)");
    Case::revoking(&[2]).validate().unwrap();
}

#[test]
fn lists_are_held_to_what_the_query_asks_of_them() {
    // The intermediate's own issuer has no list here.
    let unknown = Case { must_be_known: true, ..Case::revoking(&[]) };
    unknown.is_refused(Member::Intermediate(0), &Fault::UnknownRevocation);
    let later = Case { at: datetime!(2030-07-01 00:00 UTC), ..Case::revoking(&[]) };
    later.validate().unwrap();
    let next_update = datetime!(2030-06-08 00:00 UTC);
    Case { must_be_current: true, ..later }.is_refused(Member::Crl(0), &Fault::StaleCrl { next_update });
}

#[test]
fn a_list_that_is_none_and_one_of_another_key_are_refused() {
    let case = Case { crls: vec![b"none".to_vec()], ..Case::good() };
    case.is_refused(Member::Crl(0), &Fault::Unreadable(RejectReason::Encoding));
    let good = Case::good();
    let forged = crl(&good.intermediates[0], &key(14, P256), &[]);
    let error = Case { crls: vec![forged], ..good }.validate().unwrap_err();
    assert_eq!(error.fault, Fault::Other(RejectReason::Crl(CrlFault::Signature)));
}

#[test]
fn a_survey_has_every_fault_and_the_one_of_webpki_among_them() {
    let mut intermediate = Leaf { subject: "Intermediate", ..Leaf::for_duration(10) };
    intermediate.extensions =
        Some(vec![ExtensionValue::BasicConstraints { ca: false, path_len: None }.critical()]);
    let case = Case {
        at: datetime!(2030-07-01 00:00 UTC),
        host: "example.test",
        ..Case::of(&Leaf::default(), &intermediate)
    };
    let (outcome, survey) = case.survey();
    let placed = |member, fault| PathError { member: Some(member), fault };
    let not_after = datetime!(2030-06-11 00:00 UTC);
    let name = ServerName::try_from("example.test").unwrap();
    let presented = vec!["localhost".parse().unwrap()];
    assert_eq!(
        survey.faults,
        [
            placed(Member::Leaf, Fault::OtherName { name, presented }),
            placed(Member::Intermediate(0), Fault::Expired { not_after }),
            placed(Member::Intermediate(0), Fault::NoCa),
        ]
    );
    assert_eq!(outcome, Err(survey.faults[1].clone()));
}

#[test]
fn of_two_certificates_of_an_issuer_the_better_one_is_judged() {
    let [root_key, key] = [11, 12].map(|seed| key(seed, P256));
    let old = Leaf { subject: "Intermediate", ..Leaf::for_duration(10) };
    let old = old.signed(&key, &name("Root"), &root_key);
    let mut case = Case { at: datetime!(2030-07-01 00:00 UTC), host: "example.test", ..Case::good() };
    case.intermediates.insert(0, old);
    let (_, survey) = case.survey();
    assert_eq!(survey.faults.len(), 1, "{survey:?}");
    assert!(matches!(survey.faults[0].fault, Fault::OtherName { .. }));
}

#[test]
fn a_path_that_holds_has_no_faults() {
    let (outcome, survey) = Case::good().survey();
    assert!(outcome.is_ok());
    assert_eq!(survey, PathDiagnostics::default());
}
