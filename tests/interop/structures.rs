//! What the structures of X.509 can hold beyond what devcert issues on its own, OpenSSL reads, and the text
//! of both is the same.

use ::der::{Decode, Encode};
use devcert::encoding::certificate::Certificate as Read;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::key::{self, PrivateKey, Signer};
use devcert::model::name::StringKind;
use devcert::model::oid::Oid;
use devcert::pki;
use devcert::text;
use devcert::x509::{
    AlgorithmIdentifier, Attribute, BitString, Boolean, Element, Extension, Integer, Name, NameAttribute,
    ObjectId, OctetString, PublicKeyInfo, RequestInfo, RevokedCertificate, Set, TbsCertList, TbsCertificate,
    Time, Validity, Version,
};

use crate::world::{World, assert_same};

struct Signing {
    key: PrivateKey,
    signer: Signer,
}

impl Signing {
    fn new() -> Self {
        let key = key::generate("ed25519".parse().unwrap(), &mut rand::rng()).unwrap();
        let signer = Signer::with_default(&key).unwrap();
        Self { key, signer }
    }

    fn algorithm(&self) -> AlgorithmIdentifier<'static> {
        AlgorithmIdentifier::from_model(&self.signer.algorithm().identifier().unwrap()).unwrap()
    }

    fn public(&self) -> PublicKeyInfo<'_> {
        PublicKeyInfo::from_der(self.key.public().spki()).unwrap()
    }

    /// A certificate of version 1.
    fn body(&self) -> TbsCertificate<'_> {
        TbsCertificate {
            version: None,
            serial: Integer::from(1),
            signature: self.algorithm(),
            issuer: common_name(StringKind::Utf8, "issuer"),
            validity: Validity { not_before: utc("300101000000Z"), not_after: utc("310101000000Z") },
            subject: common_name(StringKind::Utf8, "subject"),
            public_key: self.public(),
            issuer_id: None,
            subject_id: None,
            extensions: None,
        }
    }
}

fn utc(text: &'static str) -> Time<'static> {
    Time::Utc(text.as_bytes().into())
}

fn generalized(text: &'static str) -> Time<'static> {
    Time::Generalized(text.as_bytes().into())
}

fn oid(dotted: &str) -> ObjectId<'static> {
    ObjectId::from(dotted.parse::<Oid>().unwrap())
}

fn attribute(dotted: &str, string: StringKind, text: &str) -> NameAttribute<'static> {
    NameAttribute { id: oid(dotted), value: Element::text(string, text).unwrap() }
}

fn common_name(string: StringKind, text: &str) -> Name<'static> {
    Name(vec![Set(vec![attribute("2.5.4.3", string, text)])])
}

fn extension(dotted: &str, critical: Option<Boolean<'static>>, value: &[u8]) -> Extension<'static> {
    Extension { id: oid(dotted), critical, value: OctetString::from_content(value.to_vec()) }
}

/// Whether openssl reads `der` and prints of it what `ours` is; its text.
fn agrees(world: &World, command: &str, der: &[u8], ours: &str) -> String {
    world.write("der", der);
    let theirs = world.openssl(&format!("{command} -in der -inform DER -noout -text")).succeeds().text();
    assert_same(ours.as_bytes(), theirs.as_bytes(), command);
    theirs
}

fn certificate(world: &World, signing: &Signing, body: &TbsCertificate<'_>) -> String {
    let der = pki::sign_certificate(body, &signing.signer).unwrap();
    assert_eq!(Read::from_der(&der).unwrap().signed().part(), body.to_der().unwrap());
    agrees(world, "x509", &der, &text::certificate(&der).unwrap())
}

#[test]
fn openssl_reads_certificates_of_every_version() {
    let (world, signing) = (World::new(), Signing::new());
    let text = certificate(&world, &signing, &signing.body());
    assert!(text.contains("Version: 1 (0x0)"), "{text}");
    let body = TbsCertificate {
        version: Some(Version::from(1)),
        issuer_id: Some(BitString::from_bytes(&[1, 2])),
        subject_id: Some(BitString::from_content(vec![4, 0xf0])),
        ..signing.body()
    };
    let text = certificate(&world, &signing, &body);
    assert!(text.contains("Version: 2 (0x1)") && text.contains("Issuer Unique ID"), "{text}");
    let body = TbsCertificate { version: Some(Version::from(6)), ..signing.body() };
    assert!(certificate(&world, &signing, &body).contains("Version: Unknown (6)"));
}

#[test]
fn openssl_reads_serial_numbers_of_every_size_and_sign() {
    let (world, signing) = (World::new(), Signing::new());
    for (content, shown) in [
        (vec![0], "Serial Number: 0 (0x0)"),
        (vec![0xff, 0], "Serial Number: -256 (-0x100)"),
        (vec![0x80; 9], " (Negative)7f:7f:7f:7f:7f:7f:7f:7f:80"),
        (vec![0x7f; 40], "            7f:7f:7f:7f"),
    ] {
        let body = TbsCertificate { serial: Integer::from_content(content), ..signing.body() };
        let text = certificate(&world, &signing, &body);
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn openssl_reads_dates_in_either_encoding_and_order() {
    let (world, signing) = (World::new(), Signing::new());
    for (not_before, not_after, shown) in [
        (generalized("20300101000000Z"), utc("290101000000Z"), "Not After : Jan  1 00:00:00 2029 GMT"),
        (generalized("19010101000000Z"), utc("491231235959Z"), "Not Before: Jan  1 00:00:00 1901 GMT"),
        (utc("500101000000Z"), generalized("99991231235959Z"), "Not After : Dec 31 23:59:59 9999 GMT"),
    ] {
        let validity = Validity { not_before, not_after };
        let text = certificate(&world, &signing, &TbsCertificate { validity, ..signing.body() });
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn openssl_reads_names_with_every_type_of_string_that_it_knows() {
    let (world, signing) = (World::new(), Signing::new());
    // openssl reads no VisibleString in a name.
    for string in StringKind::ALL.into_iter().filter(|one| *one != StringKind::Visible) {
        let (subject, issuer) = (common_name(string, "12 34"), Name::default());
        let text = certificate(&world, &signing, &TbsCertificate { subject, issuer, ..signing.body() });
        assert!(text.contains("Subject: CN = 12 34"), "{string:?}: {text}");
    }
    let parts = [("2.5.4.11", "b"), ("2.5.4.11", "a"), ("2.5.4.3", "c")];
    let parts = parts.map(|(dotted, text)| attribute(dotted, StringKind::Bmp, text));
    let repeated = Name(vec![Set(parts.to_vec()), Set(parts[..1].to_vec())]);
    let text = certificate(&world, &signing, &TbsCertificate { subject: repeated, ..signing.body() });
    assert!(text.contains("Subject: OU = b + OU = a + CN = c, OU = b"), "{text}");
}

#[test]
fn openssl_reads_extensions_in_any_order_and_number() {
    let (world, signing) = (World::new(), Signing::new());
    let ca = |critical| extension("2.5.29.19", critical, &[0x30, 3, 1, 1, 0xff]);
    let extensions = vec![
        ca(Some(Boolean::FALSE)),
        extension("2.25.329800735698586629295641978511506172918", Some(Boolean::TRUE), &[5, 0]),
        ca(None),
    ];
    let body =
        TbsCertificate { version: Some(Version::from(2)), extensions: Some(extensions), ..signing.body() };
    let text = certificate(&world, &signing, &body);
    assert_eq!(text.matches("CA:TRUE").count(), 2, "{text}");
    let body = TbsCertificate { extensions: Some(Vec::new()), ..body };
    certificate(&world, &signing, &body);
}

#[test]
fn openssl_reads_requests_with_every_attribute() {
    let (world, signing) = (World::new(), Signing::new());
    let password = Element::text(StringKind::Utf8, "secret").unwrap();
    let requested = extension("2.5.29.17", None, &[0x30, 3, 0x82, 1, b'a']);
    let attributes = vec![
        Attribute { id: oid("1.2.840.113549.1.9.7"), values: Set(vec![password.clone(), password]) },
        Attribute {
            id: oid("1.3.6.1.4.1.311.13.2.3"),
            values: Set(vec![Element::text(StringKind::Ia5, "10.0").unwrap()]),
        },
        Attribute::extension_request(&[requested]).unwrap(),
        Attribute { id: oid("1.2.3.4"), values: Set(vec![Element::new(0x30, &[]).unwrap()]) },
    ];
    for (attributes, shown) in
        [(Some(Set(attributes)), "X509v3 Subject Alternative Name"), (Some(Set(Vec::new())), "(none)")]
    {
        let (version, subject) = (Version::from(0), common_name(StringKind::Teletex, "caf\u{e9}"));
        let body = RequestInfo { version, subject, public_key: signing.public(), attributes };
        let der = pki::sign_request(&body, &signing.signer).unwrap();
        let text = agrees(&world, "req", &der, &text::request(&der).unwrap());
        assert!(text.contains(shown), "{text}");
        world.openssl("req -in der -inform DER -noout -verify").succeeds();
    }
}

#[test]
fn openssl_reads_revocation_lists_of_both_versions() {
    let (world, signing) = (World::new(), Signing::new());
    let entry = |extensions| RevokedCertificate {
        serial: Integer::from_content(vec![0x80, 0]),
        date: generalized("20300101000000Z"),
        extensions,
    };
    let old = TbsCertList {
        version: None,
        signature: signing.algorithm(),
        issuer: common_name(StringKind::Printable, "issuer"),
        this_update: utc("300101000000Z"),
        next_update: None,
        revoked: Some(vec![entry(None)]),
        extensions: None,
    };
    let reason = extension("2.5.29.21", Some(Boolean::TRUE), &[0x0a, 1, 1]);
    let number = extension("2.5.29.20", None, &[[2, 30].as_slice(), &[0x7f; 30]].concat());
    let new = TbsCertList {
        version: Some(Version::from(1)),
        next_update: Some(generalized("20310101000000Z")),
        revoked: Some(vec![entry(Some(vec![reason.clone()])), entry(Some(vec![reason]))]),
        extensions: Some(vec![number]),
        ..old.clone()
    };
    for (body, shown) in [(old, "Next Update: NONE"), (new, "Key Compromise")] {
        let der = pki::sign_crl(&body, &signing.signer).unwrap();
        let text = agrees(&world, "crl", &der, &text::crl(&der).unwrap());
        assert!(text.contains(shown), "{text}");
    }
}

/// The key is devcert's, the certificate rcgen's, and openssl verifies the chain.
#[test]
fn openssl_verifies_what_rcgen_signs_with_a_devcert_ca() {
    let (world, signing) = (World::new(), Signing::new());
    let pkcs8 = private_key::to_der(&signing.key, KeyForm::Pkcs8).unwrap();
    world.write("ca.key", pem::encode(&pem::Pem::new("PRIVATE KEY", pkcs8.expose())));
    world
        .openssl("req -x509 -new -key ca.key -subj /O=Acme/CN=root -days 30 -out ca.crt -addext keyUsage=keyCertSign")
        .succeeds();
    let der = pem::parse(world.read("ca.crt")).unwrap().into_contents();
    let issuer = pki::rcgen::issuer(&Read::from_der(&der).unwrap(), &signing.key).unwrap();
    let own = pki::rcgen::SigningKey::new(&Signing::new().key).unwrap();
    let mut params = rcgen::CertificateParams::new(["a.test".to_owned()]).unwrap();
    params.use_authority_key_identifier_extension = true;
    world.write("leaf.crt", params.signed_by(&own, &issuer).unwrap().pem());
    world.openssl("verify -x509_strict -verify_hostname a.test -CAfile ca.crt leaf.crt").succeeds();
}
