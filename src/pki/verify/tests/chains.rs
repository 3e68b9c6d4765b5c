//! Certificates that a CA signed.

use super::*;
use crate::pki::verify::{Rewrite, Role};

/// A root, an intermediate and a server certificate, as PEM.
struct Pki {
    root: Vec<u8>,
    intermediate: Vec<u8>,
    leaf: Vec<u8>,
}

fn pki() -> Pki {
    let [root, intermediate, leaf] = [11, 12, 1].map(|seed| key(seed, P256));
    let root_name = name("Root");
    Pki {
        root: certificate_pem(&Leaf::ca("Root").self_signed(&root)),
        intermediate: certificate_pem(&Leaf::ca("Intermediate").signed(&intermediate, &root_name, &root)),
        leaf: certificate_pem(&Leaf::default().signed(&leaf, &name("Intermediate"), &intermediate)),
    }
}

fn case(chain: &[&[u8]]) -> Case {
    Case::good().certificates(&chain.concat())
}

#[test]
fn a_whole_chain_is_accepted_with_and_without_its_ca() {
    let Pki { root, intermediate, leaf } = &pki();
    for chain in [&[leaf.as_slice(), intermediate, root][..], &[leaf, intermediate]] {
        let case = case(chain);
        case.is_usable();
        case.finds(CheckId::Chain, Status::Pass, "in the order");
        case.anchors(root).is_usable();
    }
}

#[test]
fn a_chain_that_starts_with_its_root_is_named_with_the_right_order() {
    let Pki { root, intermediate, leaf } = &pki();
    let case = case(&[root, intermediate, leaf]);
    let check = case.finds(
        CheckId::Chain,
        Status::Fail,
        "it starts with CN=Root, which is not the server's own: the right order is CN=localhost, then CN=Intermediate, then CN=Root",
    );
    assert_eq!(check.remedy, Some(Remedy::Rewrite(Role::Certificate, Rewrite::Reorder(vec![2, 1, 0]))));
    case.finds(CheckId::Pair, Status::Pass, "belongs to the key");
    case.finds(CheckId::Loads, Status::Fail, "does not belong to the first certificate");
}

#[test]
fn issuers_in_the_wrong_order_and_strangers_are_warnings() {
    let Pki { root, intermediate, leaf } = &pki();
    let check = case(&[leaf, root, intermediate]).finds(CheckId::Chain, Status::Warn, "out of order");
    assert_eq!(check.remedy, Some(Remedy::Rewrite(Role::Certificate, Rewrite::Reorder(vec![0, 2, 1]))));
    let stranger = certificate_pem(&Leaf::ca("Stranger").self_signed(&key(13, P256)));
    let check = case(&[leaf, intermediate, &stranger]).finds(CheckId::Chain, Status::Warn, "CN=Stranger");
    assert_eq!(check.remedy, Some(Remedy::Rewrite(Role::Certificate, Rewrite::Reorder(vec![0, 1]))));
}

#[test]
fn a_certificate_without_its_ca_leads_nowhere() {
    let Pki { root, intermediate, leaf } = &pki();
    let alone = case(&[leaf]);
    let check =
        alone.finds(CheckId::Handshake, Status::Fail, "it is signed by CN=Intermediate, and no file here");
    assert_eq!(check.remedy, Some(Remedy::NameCa(name("Intermediate"))));
    alone.clone().anchors(intermediate).is_usable();
    let check = alone.anchors(root).finds(
        CheckId::Handshake,
        Status::Fail,
        "CN=Intermediate, which is not in the CA file",
    );
    assert_eq!(check.remedy, Some(Remedy::NameCa(name("Intermediate"))));
}

#[test]
fn a_ca_that_was_made_anew_is_not_the_one_that_signed() {
    let Pki { leaf, .. } = &pki();
    let anew = certificate_pem(&Leaf::ca("Intermediate").self_signed(&key(14, P256)));
    let text = "CN=Intermediate behind it has its issuer's name and another key";
    case(&[leaf, &anew]).finds(CheckId::Chain, Status::Warn, text);
    let by_file = case(&[leaf]).anchors(&anew);
    by_file.finds(
        CheckId::Handshake,
        Status::Fail,
        "the key of CN=Intermediate in the CA file is another one than that which signed it",
    );
}

#[test]
fn a_certificate_that_signed_itself_is_not_trusted_by_a_foreign_ca() {
    let Pki { root, .. } = &pki();
    let case = Case::good().anchors(root);
    case.finds(CheckId::Handshake, Status::Fail, "CN=localhost signed itself and is not in the CA file");
    case.finds(CheckId::CaFile, Status::Pass, "certificate for CN=Root");
}

#[test]
fn a_ca_file_that_is_none_stops_the_handshakes_only() {
    let case = Case::good().anchors(b"");
    case.finds(CheckId::CaFile, Status::Fail, "is empty");
    case.finds(CheckId::Loads, Status::Pass, "aws-lc-rs and ring");
    case.finds(CheckId::Handshake, Status::Skip, "the CA file cannot be used");
}

#[test]
fn an_expired_issuer_is_named() {
    let (root, leaf) = (key(11, P256), key(1, P256));
    let long = Leaf::lasting(400);
    let chain = [
        certificate_pem(&long.signed(&leaf, &name("Root"), &root)),
        certificate_pem(&Leaf::ca("Root").self_signed(&root)),
    ];
    let later = Case { now: datetime!(2031-01-01 00:00 UTC), ..Case::good().certificates(&chain.concat()) };
    later.finds(CheckId::Dates, Status::Pass, "valid until");
    later.finds(CheckId::Dates, Status::Fail, "the certificate of its issuer, CN=Root, expired");
    let by_file = later.certificates(&chain[0]).anchors(&chain[1]);
    by_file.finds(CheckId::Dates, Status::Fail, "the certificate of its issuer, CN=Root, expired");
}

#[test]
fn a_certificate_of_a_ca_is_to_be_made_again_by_that_ca() {
    let Pki { intermediate, leaf, .. } = &pki();
    let case = case(&[leaf, intermediate]).host("other.test");
    let check = case.finds(CheckId::Handshake, Status::Fail, "it holds for localhost only");
    let names = vec!["other.test".parse().unwrap()];
    assert_eq!(
        check.remedy,
        Some(Remedy::Remake { new_key: false, names, issuer: Some(name("Intermediate")) })
    );
}

#[test]
fn an_issuer_with_a_small_key_is_named_and_not_called_a_wrong_signature() {
    let root = crate::encoding::read::private_key(fixture!("notes.key")).unwrap();
    let leaf = Leaf::default().signed(&key(1, P256), &name("Root"), &root);
    let chain = [certificate_pem(&leaf), certificate_pem(&Leaf::ca("Root").self_signed(&root))];
    let case = Case::good().certificates(&chain.concat());
    case.finds(CheckId::Handshake, Status::Fail, "signed with an RSA key of 1024 bits");
}

#[test]
fn a_certificate_of_the_same_name_and_another_kind_of_key_is_no_question_of_algorithms() {
    let rsa = crate::encoding::read::private_key(fixture!("notes.key")).unwrap();
    let namesake = certificate_pem(&Leaf::default().self_signed(&rsa));
    let case = Case::good().anchors(&namesake);
    case.finds(CheckId::Handshake, Status::Fail, "the key of CN=localhost in the CA file is another one");
}
