//! A certificate without its key, and what one fault hides of the others.

use super::*;
use crate::model::extension::OtherExtension;
use crate::pki::verify::FileRole;

/// A root, an intermediate and a leaf as DER.
fn ders(intermediate: &Leaf, leaf: &Leaf) -> [Vec<u8>; 3] {
    let [root_key, key, leaf_key] = [11, 12, 1].map(|seed| key(seed, P256));
    [
        Leaf::ca("Root").self_signed(&root_key),
        intermediate.signed(&key, &name("Root"), &root_key),
        leaf.signed(&leaf_key, &name("Intermediate"), &key),
    ]
}

fn alone(chain: &[&[u8]]) -> Case {
    let pem: Vec<_> = chain.iter().flat_map(|der| certificate_pem(der)).collect();
    Case { no_key: true, ..Case::good().certificates(&pem) }
}

#[test]
fn a_certificate_alone_is_judged_as_far_as_that_goes() {
    let [root, intermediate, leaf] = ders(&Leaf::ca("Intermediate"), &Leaf::default());
    let case = alone(&[&leaf, &intermediate]).anchors(&certificate_pem(&root)).host("localhost");
    case.is_usable();
    case.finds(CheckId::Path, Status::Pass, "chains to CN=Root in the CA file through CN=Intermediate");
    case.finds(CheckId::Name, Status::Pass, "the certificate is valid for it");
    let case = case.host("example.test");
    case.finds(CheckId::Name, Status::Fail, "the certificate is valid for localhost only");
    assert!(
        !case.verify().checks.iter().any(|check| matches!(check.id, CheckId::Loads | CheckId::Handshake))
    );
}

#[test]
fn without_a_ca_the_path_ends_where_the_file_does() {
    let [root, intermediate, leaf] = ders(&Leaf::ca("Intermediate"), &Leaf::default());
    for chain in [&[&leaf[..], &intermediate, &root][..], &[&leaf, &intermediate]] {
        for no_key in [true, false] {
            let case = Case { no_key, ..alone(chain) };
            case.finds(CheckId::Path, Status::Pass, "trust in that CA was not checked");
        }
    }
    let itself = Leaf::default().self_signed(&key(1, P256));
    alone(&[&itself]).finds(CheckId::Path, Status::Pass, "self-signed; trust was not checked");
}

#[test]
fn the_cas_of_the_machine_count_beside_the_file() {
    let [root, intermediate, leaf] = ders(&Leaf::ca("Intermediate"), &Leaf::default());
    let case = Case { system: Some(vec![b"none".to_vec(), root]), ..alone(&[&leaf, &intermediate]) };
    case.finds(CheckId::Path, Status::Pass, "among this machine's CAs");
    let both = Case { no_key: false, ..case }
        .anchors(&certificate_pem(&Leaf::ca("Other").self_signed(&key(13, P256))));
    both.is_usable();
    both.finds(CheckId::Path, Status::Pass, "among this machine's CAs");
    let none = Case { system: Some(Vec::new()), ..alone(&[&leaf, &intermediate]) };
    none.finds(CheckId::Path, Status::Fail, "chains to CN=Root, which is not among this machine's CAs");
}

#[test]
fn a_missing_intermediate_is_told_with_what_finds_it() {
    let [root, _, leaf] = ders(&Leaf::ca("Intermediate"), &Leaf::default());
    let case = alone(&[&leaf]).anchors(&certificate_pem(&root));
    let check =
        case.finds(CheckId::Path, Status::Fail, "chains to CN=Intermediate, which is not in the CA file");
    assert!(check.text.contains("; its key has the identifier "), "{}", check.text);
    assert_eq!(check.remedy, Some(Remedy::NameCa(name("Intermediate"))));
    let url = "http://ca.example.test/intermediate.crt";
    let identifier = ExtensionValue::AuthorityKeyIdentifier.non_critical();
    let with_url = Leaf::with([
        ExtensionValue::BasicConstraints { ca: false, path_len: None }.critical(),
        identifier,
        issuers_at(url),
    ]);
    let [root, _, leaf] = ders(&Leaf::ca("Intermediate"), &with_url);
    let case = alone(&[&leaf]).anchors(&certificate_pem(&root));
    let check = case.finds(CheckId::Path, Status::Fail, url);
    assert_eq!(check.remedy, Some(Remedy::AddIssuer { name: name("Intermediate"), url: url.to_owned() }));
}

/// Authority information access with one address of the issuer's certificate.
fn issuers_at(url: &str) -> crate::model::extension::Extension {
    let mut der = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86".to_vec();
    der.push(u8::try_from(url.len()).unwrap());
    der.extend(url.as_bytes());
    for _ in 0..2 {
        der = [vec![0x30, u8::try_from(der.len()).unwrap()], der].concat();
    }
    ExtensionValue::Other(OtherExtension {
        oid: const_oid::db::rfc5280::ID_PE_AUTHORITY_INFO_ACCESS.into(),
        der,
    })
    .non_critical()
}

#[test]
fn what_a_ca_in_the_chain_may_not_do_is_told_with_its_place() {
    let no_ca = Leaf { subject: "Intermediate", ..Leaf::default() };
    let [root, intermediate, leaf] = ders(&no_ca, &Leaf::default());
    let case = alone(&[&leaf, &intermediate]).anchors(&certificate_pem(&root));
    let check = case.finds(
        CheckId::Path,
        Status::Fail,
        "the certificate of its issuer, CN=Intermediate: issued a certificate but is not a CA",
    );
    assert_eq!((check.role, check.entry), (Some(FileRole::Certificate), Some(1)));
}

#[test]
fn an_expired_certificate_hides_no_other_fault() {
    let [root, intermediate, leaf] = ders(&Leaf::ca("Intermediate"), &Leaf::for_duration(10));
    let chain = [&leaf, &intermediate].map(|der| certificate_pem(der)).concat();
    let later = Case { now: datetime!(2030-07-01 00:00 UTC), ..Case::good().certificates(&chain) };
    let later = later.anchors(&certificate_pem(&root)).host("example.test");
    later.finds(CheckId::Dates, Status::Fail, "expired on 2030-06-11");
    later.finds(CheckId::Handshake, Status::Fail, "expired on 2030-06-11");
    later.finds(CheckId::Handshake, Status::Fail, "valid for localhost only");
    let stranger = certificate_pem(&Leaf::ca("Stranger").self_signed(&key(13, P256)));
    let untrusted = Case { no_key: true, ..later.anchors(&stranger) };
    untrusted.finds(CheckId::Path, Status::Fail, "chains to CN=Root, which is not in the CA file");
}

#[test]
fn another_moment_is_spoken_of_as_such() {
    let case = Case { at: Some(datetime!(2031-01-01 00:00 UTC)), ..Case::good() };
    case.finds(CheckId::Dates, Status::Fail, "124 days before then");
    let case = Case { at: Some(NOW), now: datetime!(2040-01-01 00:00 UTC), ..Case::good() };
    case.is_usable();
    case.finds(CheckId::Dates, Status::Pass, "90 days from then");
}
