//! What each file is.

use der::{Decode, Encode};
use pkcs1::RsaPrivateKeyRef;

use super::*;
use crate::pki::verify::{Conversion, FileRole};
use crate::pki::{RequestSpec, create_request};

fn der_of(pem: &[u8]) -> Vec<u8> {
    pem::decode(std::str::from_utf8(pem).unwrap()).unwrap()[0].content.expose().to_vec()
}

#[track_caller]
fn bad_key(bytes: &[u8], part: &str) -> Option<Remedy> {
    let case = Case::good().key(bytes);
    for id in [CheckId::Pair, CheckId::Loads, CheckId::Handshake] {
        case.finds(id, Status::Skip, "the key cannot be used");
    }
    case.finds(CheckId::KeyFile, Status::Fail, part).remedy
}

#[track_caller]
fn bad_certificate(bytes: &[u8], part: &str) -> Option<Remedy> {
    let case = Case::good().certificates(bytes);
    for id in [CheckId::Loads, CheckId::Handshake] {
        case.finds(id, Status::Skip, "the certificate cannot be used");
    }
    case.finds(CheckId::CertificateFile, Status::Fail, part).remedy
}

#[test]
fn an_empty_file_and_noise_are_named() {
    assert_eq!(bad_key(b"", "empty"), Some(Remedy::other_file(FileRole::Key)));
    assert_eq!(bad_certificate(b"", "empty"), Some(Remedy::other_file(FileRole::Certificate)));
    bad_key(b"\x00\xff\x13\x37", "neither PEM nor DER");
    bad_certificate(b"\x00\xff\x13\x37", "neither PEM nor DER");
    bad_certificate(b"hello\n", "without a \"-----BEGIN\" line");
}

#[test]
fn der_is_read_and_what_rustls_lacks_is_said() {
    let good = Case::good();
    let key = Case::good().key(&der_of(&good.key));
    let found = key.finds(
        CheckId::KeyFile,
        Status::Fail,
        "a private key (PKCS#8) in DER, but rustls servers read only PEM",
    );
    assert_eq!(found.remedy, Some(Remedy::Conversion(FileRole::Key, Conversion::ToPem)));
    key.finds(CheckId::Pair, Status::Pass, "matches the private key");
    key.finds(CheckId::Loads, Status::Skip, "the key cannot be used");

    let certificate = Case::good().certificates(&der_of(&good.certificates));
    let found = certificate.finds(CheckId::CertificateFile, Status::Fail, "a certificate in DER");
    assert_eq!(found.remedy, Some(Remedy::Conversion(FileRole::Certificate, Conversion::ToPem)));
    certificate.finds(CheckId::Dates, Status::Pass, "valid until");
}

#[test]
fn a_byte_order_mark_hides_what_stands_on_the_first_line() {
    let good = Case::good();
    let marked = |pem: &[u8]| [b"\xef\xbb\xbf", pem].concat();
    let remedy = bad_certificate(&marked(&good.certificates), "byte order mark");
    assert_eq!(remedy, Some(Remedy::Conversion(FileRole::Certificate, Conversion::DropByteOrderMark)));
    let case = Case::good().key(&marked(&good.key));
    case.finds(CheckId::KeyFile, Status::Fail, "byte order mark");
    Case::good().certificates(&marked(&[b"text\n", good.certificates.as_slice()].concat())).is_usable();
}

#[test]
fn utf_16_and_indentation_hide_it_too() {
    let good = Case::good();
    let text = std::str::from_utf8(&good.certificates).unwrap();
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16).collect();
    let remedy = bad_certificate(&utf16, "UTF-16");
    assert_eq!(remedy, Some(Remedy::Conversion(FileRole::Certificate, Conversion::Utf16ToUtf8)));
    let indented = format!("  {}", text.replace('\n', "\n  "));
    let remedy = bad_certificate(indented.as_bytes(), "indented");
    assert_eq!(remedy, Some(Remedy::Conversion(FileRole::Certificate, Conversion::Unindent)));
}

#[test]
fn carriage_returns_and_leading_text_are_fine() {
    let good = Case::good();
    let crlf = |pem: &[u8]| std::str::from_utf8(pem).unwrap().replace('\n', "\r\n").into_bytes();
    Case::of(&crlf(&good.key), &crlf(&good.certificates)).is_usable();
    let led = |pem: &[u8]| [b"Bag Attributes\n    friendlyName: x\n", pem].concat();
    Case::of(&led(&good.key), &led(&good.certificates)).is_usable();
    let both = [good.certificates.as_slice(), &good.key].concat();
    Case::of(&both, &both).is_usable();
}

#[test]
fn swapped_files_are_seen_as_such() {
    let good = Case::good();
    let swapped = Case::of(&good.certificates, &good.key);
    let key = swapped.finds(CheckId::KeyFile, Status::Fail, "expected a private key, found a certificate");
    let certificate = swapped.finds(
        CheckId::CertificateFile,
        Status::Fail,
        "expected a certificate, found a private key (PKCS#8)",
    );
    assert_eq!([key.remedy, certificate.remedy], [Some(Remedy::SwapFiles), Some(Remedy::SwapFiles)]);
    for id in [CheckId::Pair, CheckId::Loads, CheckId::Handshake] {
        swapped.finds(id, Status::Skip, "neither the key nor the certificate");
    }
}

#[test]
fn a_certificate_as_key_beside_a_good_certificate_is_not_a_swap() {
    let good = Case::good();
    assert_eq!(bad_key(&good.certificates, "found a certificate"), Some(Remedy::other_file(FileRole::Key)));
}

#[test]
fn a_public_key_is_no_private_key() {
    let public = pem::encode("PUBLIC KEY", key(1, P256).public().spki());
    assert_eq!(
        bad_key(public.expose(), "expected a private key, found a public key"),
        Some(Remedy::other_file(FileRole::Key))
    );
}

#[test]
fn an_encrypted_key_needs_its_passphrase_removed() {
    let decrypt = Some(Remedy::Conversion(FileRole::Key, Conversion::Decrypt));
    assert_eq!(bad_key(fixture!("encrypted.key"), "an encrypted private key, but rustls"), decrypt);
    assert_eq!(bad_key(fixture!("legacy-encrypted.key"), "in openssl's old form"), decrypt);
    let der = der_of(fixture!("encrypted.key"));
    let decrypt = Some(Remedy::Conversion(FileRole::Key, Conversion::Decrypt));
    assert_eq!(bad_key(&der, "an encrypted private key"), decrypt);
}

#[test]
fn pem_that_was_cut_off_is_located() {
    let good = Case::good();
    let cut = |pem: &[u8]| pem[..pem.len() - 40].to_vec();
    bad_key(&cut(&good.key), "PRIVATE KEY that begins on line 1 has no END line");
    bad_certificate(&cut(&good.certificates), "CERTIFICATE that begins on line 1 has no END line");
    bad_certificate(&der_of(&good.certificates)[..100], "truncated DER: 100 bytes of");
}

#[test]
fn a_key_of_ssh_or_of_json_is_written_as_pem() {
    for foreign in [
        include_bytes!("../../../../tests/fixtures/forms/ssh-rsa").as_slice(),
        include_bytes!("../../../../tests/fixtures/forms/rsa.jwk"),
    ] {
        let remedy = bad_key(foreign, "expected a private key");
        assert_eq!(remedy, Some(Remedy::Conversion(FileRole::Key, Conversion::ToPem)));
    }
}

#[test]
fn a_request_is_no_certificate() {
    let spec = RequestSpec { subject: name("localhost"), extensions: Vec::new() };
    let request = create_request(&spec, &key(1, P256)).unwrap();
    let request = pem::encode("CERTIFICATE REQUEST", request.der());
    assert_eq!(
        bad_certificate(request.expose(), "found a certificate request (CSR)"),
        Some(Remedy::other_file(FileRole::Certificate))
    );
}

#[test]
fn pkcs12_is_unpacked_first() {
    let remedy = bad_certificate(fixture!("site.p12"), "a PKCS#12 file");
    assert_eq!(remedy, Some(Remedy::Conversion(FileRole::Certificate, Conversion::UnpackPkcs12)));
    let remedy = bad_key(fixture!("site.p12"), "a PKCS#12 file");
    assert_eq!(remedy, Some(Remedy::Conversion(FileRole::Key, Conversion::UnpackPkcs12)));
}

#[test]
fn labels_that_rustls_does_not_know_hide_the_content() {
    let good = Case::good();
    let relabelled = pem::encode("X509 CERTIFICATE", &der_of(&good.certificates));
    let relabel = Some(Remedy::Conversion(FileRole::Certificate, Conversion::Relabel));
    assert_eq!(
        bad_certificate(relabelled.expose(), "labelled X509 CERTIFICATE, but rustls looks for CERTIFICATE"),
        relabel
    );
    let mislabelled = pem::encode("RSA PRIVATE KEY", &der_of(&good.key));
    let case = Case::good().key(mislabelled.expose());
    case.finds(CheckId::KeyFile, Status::Fail, "labelled RSA PRIVATE KEY, but rustls looks for PRIVATE KEY");
}

#[test]
fn one_damaged_certificate_among_good_ones_is_located() {
    let good = Case::good();
    let damaged = pem::encode("CERTIFICATE", b"\x30\x03\x02\x01\x05");
    let both = [good.certificates.as_slice(), damaged.expose()].concat();
    bad_certificate(&both, "damaged or unknown PEM labelled CERTIFICATE");
}

#[test]
fn keys_of_kinds_that_rustls_does_not_take_are_named() {
    assert_eq!(
        bad_key(fixture!("ed448.key"), "private key of type Ed448"),
        Some(Remedy::other_file(FileRole::Key))
    );
    bad_key(fixture!("brainpool.key"), "EC brainpoolP256r1");
}

#[test]
fn a_wrong_crt_exponent_that_rustls_reads_over_is_a_fault() {
    let good = Case::of(fixture!("notes.key"), fixture!("notes.crt"));
    good.finds(CheckId::KeyFile, Status::Pass, "RSA 1024 private key (PKCS#8)");
    let key = crate::encoding::read::private_key(fixture!("notes.key")).unwrap();
    let pkcs1 = to_der(&key, KeyForm::Pkcs1).unwrap();
    let mut parts = RsaPrivateKeyRef::from_der(pkcs1.expose()).unwrap();
    parts.exponent1 = parts.exponent2;
    let wrong = pem::encode("RSA PRIVATE KEY", &parts.to_der().unwrap());
    assert_eq!(
        bad_key(wrong.expose(), "the first CRT exponent does not match"),
        Some(Remedy::other_file(FileRole::Key))
    );
}
