//! What OpenSSL and others read is read, although it breaks a rule.

use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader, Tag};
use devcert::encoding::limits::Limits;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::encoding::sniff::{self, ObjectKind};
use devcert::key::{SignError, Signer};

use crate::{fixture, key, opened, secret};

#[test]
fn an_object_identifier_may_have_an_arc_of_128_bits() {
    for name in ["uuid-oid.crt", "uuid-policy.crt"] {
        let certificate = read::certificates(&fixture(name)).unwrap().remove(0);
        let oids = certificate.extensions().iter().map(|one| one.body.oid().to_string());
        let subject = certificate.subject().to_string();
        let policies = certificate.extensions().iter().any(|one| one.body.oid().to_string() == "2.5.29.32");
        assert!(policies || oids.chain([subject]).any(|text| text.contains("2.25.")), "{name}");
    }
}

#[test]
fn a_relative_name_may_be_empty() {
    let certificate = read::certificates(&fixture("empty-rdn.crt")).unwrap().remove(0);
    let names = [certificate.subject(), certificate.issuer()];
    assert!(names.iter().any(|name| name.rdns().iter().any(Vec::is_empty)));
}

#[test]
fn a_name_may_be_a_universal_string() {
    let certificate = read::certificates(&fixture("universal-string.crt")).unwrap().remove(0);
    let values = certificate.subject().rdns().iter().flatten().map(|one| one.value.text());
    assert!(values.clone().all(|text| text.is_some()), "{}", certificate.subject());
}

/// As Bouncy Castle writes requests: openssl and keytool read them.
#[test]
fn a_request_may_lack_its_list_of_attributes() {
    let der = sniff::sniff(&fixture("leaf.csr")).unwrap().objects.remove(0).der;
    let full = Request::from_der(der.expose()).unwrap();
    // The signature no longer fits, which reading does not require.
    let outer = parts(der.expose());
    let info = sequence(&parts(outer[0])[..3]);
    let whole = sequence(&[&info, outer[1], outer[2]]);
    let read = Request::from_der(&whole).unwrap();
    assert_eq!((read.subject(), read.public_key()), (full.subject(), full.public_key()));
    assert!(read.extensions().is_empty() && read.attributes().is_empty());
}

/// No program reads these.
#[test]
fn a_request_whose_sequences_have_other_tags_is_refused() {
    let der = sniff::sniff(&fixture("leaf.csr")).unwrap().objects.remove(0).der.expose().to_vec();
    let info = parts(&der)[0];
    let attribute = parts(parts(info)[3])[0];
    for sequence in [der.as_slice(), info, attribute] {
        let at = sequence.as_ptr().addr() - der.as_ptr().addr();
        let set = [&der[..at], &[0x31], &der[at + 1..]].concat();
        assert!(Request::from_der(&set).is_err(), "at byte {at}");
    }
}

/// The elements inside of the one that is `der`.
pub(crate) fn parts(der: &[u8]) -> Vec<&[u8]> {
    let mut reader = SliceReader::new(AnyRef::from_der(der).unwrap().value()).unwrap();
    std::iter::from_fn(|| (!reader.is_finished()).then(|| reader.tlv_bytes().unwrap())).collect()
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    AnyRef::new(Tag::Sequence, &parts.concat()).unwrap().to_der().unwrap()
}

#[test]
fn an_rsa_key_with_a_long_exponent_is_read_and_says_why_it_does_not_sign() {
    let key = key("rsa-exponent-63.pem").unwrap();
    let error = Signer::with_default(&key).err().unwrap();
    assert_eq!(error, SignError::Exponent { bits: 63 });
    let sentence = "the private key cannot sign: its public exponent has 63 bits (maximum 33)";
    assert_eq!(error.to_string(), sentence);
}

/// OpenSSL calls it valid; nobody signs with it.
#[test]
fn an_rsa_key_of_32_bits_is_read_and_says_why_it_does_not_sign() {
    let key = key("rsa-32.pem").unwrap();
    assert_eq!(key.algorithm().to_string(), "RSA 32");
    assert_eq!(Signer::with_default(&key).err().unwrap(), SignError::TooSmall { bits: 32 });
}

#[test]
fn keys_of_unknown_types_in_a_set_are_skipped_by_name() {
    let rsa = String::from_utf8(fixture("rsa-public.jwk")).unwrap();
    let set = format!(
        r#"{{"keys": [{{"kty": "oct", "k": "AAAA"}}, {rsa}, {{"kty": "EC", "crv": "P-999"}}, {{"use": "sig"}}]}}"#
    );
    let found = read::contents(set.as_bytes(), None, &Limits::default()).unwrap().objects;
    let unsupported = |kind: &str| ObjectKind::UnsupportedJwk(kind.to_owned());
    let kinds: Vec<_> = found.into_iter().map(|object| object.kind).collect();
    assert_eq!(
        kinds,
        [
            unsupported("symmetric (oct)"),
            ObjectKind::PublicKey,
            unsupported("EC on P-999"),
            unsupported("no type")
        ]
    );
}

#[test]
fn headers_around_a_certificate_are_passed_over() {
    let text = String::from_utf8(fixture("leaf.crt")).unwrap();
    let text = text.replace(
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0123456789ABCDEF\n\n",
    );
    let found = read::contents(text.as_bytes(), Some(&secret()), &Limits::default()).unwrap();
    assert_eq!(found.objects[0].kind, ObjectKind::Certificate);
}

#[test]
fn more_rounds_than_32_bits_count_are_told_as_a_limit() {
    let der = with_more_rounds(&fixture("pbes2.der"));
    let error = read::contents(&der, Some(&secret()), &Limits::default());
    let sentence = "needs 4294967296 rounds of key derivation (limit 5000000)";
    assert_eq!(error.unwrap_err().to_string(), sentence);
}

/// `der` with 2^32 in the place of the rounds, 2048, wherever they are in it.
fn with_more_rounds(der: &[u8]) -> Vec<u8> {
    match der {
        [2, 2, 8, 0] => vec![2, 5, 1, 0, 0, 0, 0],
        [0x30, ..] => {
            let parts: Vec<_> = parts(der).into_iter().map(with_more_rounds).collect();
            sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
        }
        _ => der.to_vec(),
    }
}

#[test]
fn an_extension_that_is_there_twice_is_named() {
    let certificate = read::certificates(&fixture("two-names.crt")).unwrap().remove(0);
    let repeated = devcert::model::extension::repeated(certificate.extensions()).unwrap();
    assert_eq!(repeated.to_string(), "2.5.29.17");
    let refusal = devcert::pki::RejectReason::Extension.on(certificate.extensions());
    assert_eq!(refusal.to_string(), "has the extension subjectAltName more than once");
}

#[test]
fn a_revocation_list_without_a_number_is_told_so() {
    let list = read::crls(&fixture("no-number.crl")).unwrap().remove(0);
    let refusal = devcert::pki::path::crl_refusal(&list).unwrap();
    assert_eq!(refusal.to_string(), "a CRL cannot be used: no CRL number");
}

#[test]
fn a_set_without_keys_is_empty() {
    assert!(opened("set.jwks").is_ok());
    let found = read::contents(br#"{"keys": []}"#, None, &Limits::default()).unwrap();
    assert!(found.objects.is_empty());
}
