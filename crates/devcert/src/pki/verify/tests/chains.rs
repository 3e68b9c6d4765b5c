//! Certificates that a CA signed.

use super::*;
use crate::pki::verify::{Conversion, FileRole};

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
        "starts with CN=Root, which is not the server certificate: the right order is CN=localhost, then CN=Intermediate, then CN=Root",
    );
    assert_eq!(
        check.remedy,
        Some(Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(vec![2, 1, 0])))
    );
    case.finds(CheckId::Pair, Status::Pass, "matches the private key");
    case.finds(CheckId::Loads, Status::Fail, "does not match the first certificate");
}

#[test]
fn issuers_in_the_wrong_order_and_strangers_are_warnings() {
    let Pki { root, intermediate, leaf } = &pki();
    let check = case(&[leaf, root, intermediate]).finds(CheckId::Chain, Status::Warn, "out of order");
    assert_eq!(
        check.remedy,
        Some(Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(vec![0, 2, 1])))
    );
    let stranger = certificate_pem(&Leaf::ca("Stranger").self_signed(&key(13, P256)));
    let check = case(&[leaf, intermediate, &stranger]).finds(CheckId::Chain, Status::Warn, "CN=Stranger");
    assert_eq!(
        check.remedy,
        Some(Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(vec![0, 1])))
    );
}

#[test]
fn a_certificate_without_its_ca_leads_nowhere() {
    let Pki { root, intermediate, leaf } = &pki();
    let alone = case(&[leaf]);
    let check = alone.finds(
        CheckId::Handshake,
        Status::Fail,
        "issued by CN=Intermediate, and no trusted CA was given",
    );
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
    let text = "followed by CN=Intermediate, which has the name of the issuer but a different key";
    case(&[leaf, &anew]).finds(CheckId::Chain, Status::Warn, text);
    let by_file = case(&[leaf]).anchors(&anew);
    by_file.finds(
        CheckId::Handshake,
        Status::Fail,
        "the key of CN=Intermediate in the CA file is not the key that signed this certificate",
    );
}

#[test]
fn a_certificate_that_signed_itself_is_not_trusted_by_a_foreign_ca() {
    let Pki { root, .. } = &pki();
    let case = Case::good().anchors(root);
    case.finds(CheckId::Handshake, Status::Fail, "CN=localhost is self-signed and not in the CA file");
    case.finds(CheckId::CaFile, Status::Pass, "certificate for CN=Root");
}

#[test]
fn invalid_ca_file_skips_only_handshakes() {
    let case = Case::good().anchors(b"");
    case.finds(CheckId::CaFile, Status::Fail, "empty");
    case.finds(CheckId::Loads, Status::Pass, "aws-lc-rs and ring");
    case.finds(CheckId::Handshake, Status::Skip, "the CA file cannot be used");
}

#[test]
fn an_expired_issuer_is_named() {
    let (root, leaf) = (key(11, P256), key(1, P256));
    let long = Leaf::for_duration(400);
    let chain = [
        certificate_pem(&long.signed(&leaf, &name("Root"), &root)),
        certificate_pem(&Leaf::ca("Root").self_signed(&root)),
    ];
    let later = Case { now: datetime!(2031-01-01 00:00 UTC), ..Case::good().certificates(&chain.concat()) };
    later.finds(CheckId::Dates, Status::Pass, "valid until");
    let text = "the certificate of its issuer, CN=Root: expired on 2030-08-30 00:00:00 UTC, 124 days ago; \
                rustls and Java do not check the dates of a root, but OpenSSL, Go, Chromium and Firefox do";
    later.finds(CheckId::Dates, Status::Fail, text);
    let by_file = later.certificates(&chain[0]).anchors(&chain[1]);
    by_file.finds(CheckId::Dates, Status::Fail, text);
    by_file.finds(CheckId::Handshake, Status::Pass, "a rustls client accepts it");
}

/// A certificate that was valid for ten days, and has long expired.
fn expired(leaf: Leaf) -> Leaf {
    let earlier = NOW - time::Duration::days(365);
    Leaf {
        validity: crate::model::validity::Validity::for_duration(earlier, Span::days(10)).unwrap(),
        ..leaf
    }
}

#[test]
fn an_expired_twin_of_an_issuer_does_not_count() {
    let Pki { root, intermediate, leaf } = &pki();
    let [root_key, key] = [11, 12].map(|seed| key(seed, P256));
    let old = expired(Leaf::ca("Intermediate")).signed(&key, &name("Root"), &root_key);
    let case = case(&[leaf, &certificate_pem(&old), intermediate]).anchors(root);
    assert_eq!(case.verify().verdict(), Status::Warn);
    let text = "CN=Intermediate occurs twice: the one that expired on 2029-06-10 is not used";
    let check = case.finds(CheckId::Chain, Status::Warn, text);
    assert_eq!(
        check.remedy,
        Some(Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(vec![0, 2])))
    );
}

#[test]
fn a_renewed_certificate_after_the_expired_one_is_put_first() {
    let Pki { root, intermediate, leaf } = &pki();
    let old = expired(Leaf::default()).signed(&key(1, P256), &name("Intermediate"), &key(12, P256));
    let old = certificate_pem(&old);
    let case_of = |chain: &[&[u8]]| case(chain).anchors(root);
    let wrong = case_of(&[&old, leaf, intermediate]);
    let text =
        "starts with a certificate for CN=localhost that expired on 2029-06-10, before the one that is valid";
    let check = wrong.finds(CheckId::Chain, Status::Fail, text);
    let reorder = Some(Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(vec![1, 2])));
    assert_eq!(check.remedy, reorder);
    assert_eq!(wrong.finds(CheckId::Handshake, Status::Fail, "rejects it: expired on 20").remedy, reorder);
    Case { no_key: true, ..wrong.clone() }.finds(CheckId::Chain, Status::Fail, text);
    let right = case_of(&[leaf, &old, intermediate]);
    assert_eq!(right.verify().verdict(), Status::Warn);
    right.finds(
        CheckId::Chain,
        Status::Warn,
        "CN=localhost occurs twice: the one that expired on 2029-06-10",
    );
}

#[test]
fn of_two_valid_certificates_for_the_key_the_one_that_is_sent_counts() {
    let [root_key, key] = [11, 1].map(|seed| key(seed, P256));
    let leaf = |days| certificate_pem(&Leaf::for_duration(days).signed(&key, &name("Root"), &root_key));
    let root = certificate_pem(&Leaf::ca("Root").self_signed(&root_key));
    let case = case(&[&leaf(30), &leaf(90)]).anchors(&root);
    case.finds(CheckId::Handshake, Status::Pass, "accepts it");
    assert_eq!(case.verify().verdict(), Status::Warn);
    assert_eq!(Case { no_key: true, ..case }.verify().verdict(), Status::Warn);
}

#[test]
fn a_cross_signature_of_an_expired_root_is_a_warning_where_clients_do_not_need_it() {
    let [old_key, root_key, key, leaf_key] = [21, 11, 12, 1].map(|seed| key(seed, P256));
    let old = certificate_pem(&expired(Leaf::ca("Old root")).self_signed(&old_key));
    let root = certificate_pem(&Leaf::ca("Root").self_signed(&root_key));
    for cross in [Leaf::ca("Root"), expired(Leaf::ca("Root"))] {
        let chain = [
            Leaf::default().signed(&leaf_key, &name("Intermediate"), &key),
            Leaf::ca("Intermediate").signed(&key, &name("Root"), &root_key),
            cross.signed(&root_key, &name("Old root"), &old_key),
        ];
        let chain = chain.map(|der| certificate_pem(&der)).concat();
        let by_file = Case::good().certificates(&chain).anchors(&[root.clone(), old.clone()].concat());
        let der = |pem: &[u8]| crate::encoding::read::certificates(pem).unwrap()[0].der().to_vec();
        let by_machine = Case { anchors: None, system: Some(vec![der(&old), der(&root)]), ..by_file.clone() };
        for case in [by_file, by_machine] {
            for case in [Case { no_key: true, ..case.clone() }, case] {
                assert_eq!(case.verify().verdict(), Status::Warn, "{:#?}", case.verify());
                let check = case.finds(CheckId::Dates, Status::Warn, "CN=Old root: expired on 2029-06-10");
                assert!(check.text.ends_with("; the accepted path does not need it"), "{}", check.text);
                assert_eq!(check.remedy, None);
            }
        }
    }
}

#[test]
fn a_certificate_that_is_there_twice_is_told_as_that() {
    let Pki { root, intermediate, leaf } = &pki();
    let text = |chain: &[&[u8]]| {
        let case = case(chain).anchors(root);
        assert_eq!(case.verify().verdict(), Status::Warn);
        case.finds(CheckId::Chain, Status::Warn, "").text
    };
    assert_eq!(text(&[leaf, leaf, intermediate]), "CN=localhost occurs twice");
    assert_eq!(text(&[leaf, intermediate, intermediate]), "CN=Intermediate occurs twice");
    assert_eq!(text(&[leaf, intermediate, root, root]), "CN=Root occurs twice");
    let stranger = certificate_pem(&Leaf::ca("Stranger").self_signed(&key(13, P256)));
    assert_eq!(
        text(&[leaf, intermediate, intermediate, &stranger]),
        "CN=Intermediate occurs twice; contains unrelated certificates: CN=Stranger"
    );
}

#[test]
fn an_intermediate_is_no_anchor_where_its_root_is_known() {
    let Pki { root, intermediate, leaf } = &pki();
    let der = |pem: &[u8]| crate::encoding::read::certificates(pem).unwrap()[0].der().to_vec();
    let both = [intermediate.as_slice(), root].concat();
    let by_file = case(&[leaf]).anchors(&both);
    let by_machine = Case { system: Some(vec![der(root)]), ..case(&[leaf]).anchors(intermediate) };
    let by_known = Case { known: vec![der(root)], ..case(&[leaf]).anchors(intermediate) };
    let known_too = Case { known: vec![der(intermediate), der(root)], ..case(&[leaf]).anchors(root) };
    for case in [by_file, by_machine, by_known, known_too] {
        let text = "the server does not send its intermediate, CN=Intermediate; serve the full chain";
        let check = case.finds(CheckId::Handshake, Status::Fail, text);
        assert_eq!(check.remedy, Some(Remedy::ServeChain(name("Intermediate"))));
        Case { no_key: true, ..case.clone() }.finds(CheckId::Path, Status::Fail, text);
        case.certificates(&[leaf.as_slice(), intermediate].concat()).is_usable();
    }
    case(&[leaf]).anchors(intermediate).is_usable();
}

#[test]
fn a_certificate_that_signed_itself_is_not_taken_for_the_work_of_a_namesake() {
    let der = |seed| Leaf::default().self_signed(&key(seed, P256));
    let machine = Case { system: Some(vec![der(2)]), ..Case::good() };
    let text = "CN=localhost is self-signed and not among this machine's CAs";
    for case in [machine.clone(), Case { no_key: true, ..machine }] {
        let checks = case.verify().checks;
        let told: Vec<_> = checks.iter().filter(|check| check.status == Status::Fail).collect();
        let texts: Vec<_> =
            told.iter().map(|check| check.text.trim_start_matches("a rustls client rejects it: ")).collect();
        assert_eq!(texts, [text], "{checks:#?}");
        assert_eq!(told[0].remedy, Some(Remedy::NameCa(name("localhost"))));
    }
    let good = Case::good();
    let itself = crate::encoding::read::certificates(&good.certificates).unwrap()[0].der().to_vec();
    Case { system: Some(vec![der(2), itself]), ..good }.is_usable();
}

#[test]
fn a_certificate_of_a_ca_is_to_be_made_again_by_that_ca() {
    let Pki { intermediate, leaf, .. } = &pki();
    let case = case(&[leaf, intermediate]).host("other.test");
    let check = case.finds(CheckId::Handshake, Status::Fail, "valid for localhost only");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &["other.test"]));
    let Some(Remedy::Remake(remake)) = check.remedy else { panic!("it is not made again") };
    assert_eq!(remake.issuer, Some(name("Intermediate")));
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
    case.finds(
        CheckId::Handshake,
        Status::Fail,
        "CN=localhost is self-signed and not in the CA file, which has another certificate of that name",
    );
}
