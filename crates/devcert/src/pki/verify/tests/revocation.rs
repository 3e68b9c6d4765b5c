//! What revocation lists say of a chain.

use super::*;
use crate::pki::testing::crl;
use crate::pki::verify::FileRole;

/// A chain of three with the lists of its two CAs, which revoke these serial numbers.
fn case(by_intermediate: &[u8], by_root: &[u8]) -> Case {
    let [root_key, key, leaf_key] = [11, 12, 1].map(|seed| key(seed, P256));
    let root = Leaf::ca("Root").self_signed(&root_key);
    let intermediate = Leaf::ca("Intermediate").signed(&key, &name("Root"), &root_key);
    let leaf = Leaf::default().signed(&leaf_key, &name("Intermediate"), &key);
    let chain = [leaf, intermediate.clone()].map(|der| certificate_pem(&der)).concat();
    let lists = [crl(&intermediate, &key, by_intermediate), crl(&root, &root_key, by_root)];
    Case { crls: lists.to_vec(), ..Case::good().certificates(&chain).anchors(&certificate_pem(&root)) }
}

#[test]
fn a_certificate_that_no_list_names_is_not_revoked() {
    let case = case(&[7], &[]);
    case.is_usable();
    case.finds(CheckId::CrlFile, Status::Pass, "CRL of CN=Intermediate, which revokes 1 certificate");
    let check = case.finds(
        CheckId::Revocation,
        Status::Pass,
        "not revoked according to the CRL from CN=Intermediate",
    );
    assert_eq!((check.role, check.entry), (Some(FileRole::Certificate), Some(0)));
    let check =
        case.finds(CheckId::Revocation, Status::Pass, "not revoked according to the CRL from CN=Root");
    assert_eq!(check.entry, Some(1));
}

#[test]
fn every_revoked_certificate_is_told_with_date_and_reason() {
    let case = case(&[1], &[1]);
    let checks = case.verify().checks;
    let revoked: Vec<_> = checks.iter().filter(|check| check.text.contains("revoked")).collect();
    assert_eq!(revoked.iter().map(|check| check.entry).collect::<Vec<_>>(), [Some(0), Some(1)]);
    assert_eq!(revoked[0].text, "revoked on 2030-05-31 00:00:00 UTC (keyCompromise)");
    assert!(revoked.iter().all(|check| check.status == Status::Fail));
}

#[test]
fn a_list_whose_successor_is_due_is_a_warning() {
    let case = Case { at: Some(datetime!(2030-06-09 00:00 UTC)), ..case(&[], &[]) };
    let check = case.finds(
        CheckId::Revocation,
        Status::Warn,
        "stale CRL: the next update was due on 2030-06-08 00:00:00 UTC",
    );
    assert_eq!(check.role, Some(FileRole::Crl(0)));
    let early = Case { at: Some(datetime!(2030-05-31 23:30 UTC)), ..case };
    early.finds(CheckId::Revocation, Status::Warn, "later than the time of the check");
}

#[test]
fn a_list_of_somebody_else_says_nothing_and_a_forged_one_is_a_fault() {
    let mut foreign = case(&[1], &[]);
    let stranger = Leaf::ca("Stranger").self_signed(&key(13, P256));
    foreign.crls = vec![crl(&stranger, &key(13, P256), &[1])];
    let check = foreign.finds(
        CheckId::Revocation,
        Status::Warn,
        "no CRL from its issuer, CN=Intermediate, was given",
    );
    assert_eq!(check.entry, Some(0));
    let mut forged = case(&[], &[]);
    let namesake = Leaf::ca("Intermediate").self_signed(&key(14, P256));
    forged.crls = vec![crl(&namesake, &key(14, P256), &[])];
    forged.finds(CheckId::Revocation, Status::Fail, "not signed by the key of CN=Intermediate");
}

#[test]
fn a_file_that_is_no_list_is_a_fault() {
    let mut case = case(&[], &[]);
    case.crls = vec![b"no list".to_vec(), case.certificates.clone()];
    case.finds(CheckId::CrlFile, Status::Fail, "without a \"-----BEGIN\"");
    let check = case.finds(CheckId::CrlFile, Status::Fail, "expected a certificate revocation list");
    assert_eq!(check.role, Some(FileRole::Crl(1)));
}
