//! Good certificates, and the parts that a test may change in them.

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use rand::SeedableRng;
use rand::rngs::StdRng;
use time::OffsetDateTime;

use super::NOW;
use crate::encoding::certificate::Certificate;
use crate::key::{PrivateKey, generate};
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::name::Name;
use crate::model::serial::Serial;
use crate::model::span::Span;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};
use crate::model::validity::Validity;
use crate::pki::lint::CertKind;
use crate::pki::{CertificateSpec, Issuer, issue};
use crate::x509;

/// A certificate that is about to be made.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) subject: Name,
    pub(super) extensions: Vec<Extension>,
    pub(super) not_before: OffsetDateTime,
    pub(super) days: u32,
    pub(super) serial: Vec<u8>,
}

pub(super) fn key(seed: u64) -> PrivateKey {
    generate(KeyAlgorithm::Ec(Curve::P256), &mut StdRng::seed_from_u64(seed)).unwrap()
}

impl Draft {
    pub(super) fn ca(name: &str) -> Self {
        let usages = vec![KeyUsage::KeyCertSign, KeyUsage::CrlSign];
        let extensions = vec![
            ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical(),
            ExtensionValue::KeyUsage(usages).critical(),
        ];
        Self::of(name, extensions)
    }

    pub(super) fn leaf(name: &str, purpose: ExtendedKeyUsage) -> Self {
        let extensions = vec![
            ExtensionValue::BasicConstraints { ca: false, path_len: None }.critical(),
            ExtensionValue::KeyUsage(vec![KeyUsage::DigitalSignature]).critical(),
            ExtensionValue::ExtendedKeyUsage(vec![purpose]).non_critical(),
            ExtensionValue::SubjectAltName(vec![name.parse().unwrap()]).non_critical(),
        ];
        Self::of(name, extensions)
    }

    pub(super) fn server(name: &str) -> Self {
        Self::leaf(name, ExtendedKeyUsage::SERVER_AUTH)
    }

    fn of(name: &str, mut extensions: Vec<Extension>) -> Self {
        extensions.push(ExtensionValue::SubjectKeyIdentifier.non_critical());
        extensions.push(ExtensionValue::AuthorityKeyIdentifier.non_critical());
        let subject = Name::from_common_name(name).unwrap();
        Self { subject, extensions, not_before: NOW, days: 90, serial: serial(name) }
    }

    pub(super) fn with(mut self, extension: Extension) -> Self {
        self.extensions.retain(|one| one.body.oid() != extension.body.oid());
        self.extensions.push(extension);
        self
    }

    pub(super) fn issued(&self, own: &PrivateKey, issuer: &Name, key: &PrivateKey) -> Certificate {
        let spec = CertificateSpec {
            subject: self.subject.clone(),
            extensions: self.extensions.clone(),
            validity: Validity::starting(self.not_before, Span::days(self.days)).unwrap(),
            serial: Serial::from_be_bytes(&self.serial).unwrap(),
        };
        issue(&spec, own.public(), &Issuer::new(issuer.clone(), key).unwrap()).unwrap()
    }
}

/// Twelve bytes that are the name's own.
fn serial(name: &str) -> Vec<u8> {
    std::iter::once(0x11).chain(name.bytes().cycle().take(11)).collect()
}

/// The parts of a certificate, each as DER; what is made of them is signed by nobody.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) version: Vec<u8>,
    /// The content.
    pub(super) serial: Vec<u8>,
    pub(super) algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) dates: [Vec<u8>; 2],
    pub(super) subject: Vec<u8>,
    pub(super) spki: Vec<u8>,
    pub(super) unique: Vec<u8>,
    pub(super) extensions: Option<Vec<Part>>,
    pub(super) outer_algorithm: Vec<u8>,
    pub(super) unused_bits: u8,
}

/// An extension.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) oid: ObjectIdentifier,
    /// `None` when it is left out.
    pub(super) critical: Option<bool>,
    pub(super) value: Vec<u8>,
}

/// An element with this tag byte.
pub(super) fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let mut out = vec![tag];
    der::Length::try_from(content.len()).unwrap().encode_to_vec(&mut out).unwrap();
    out.extend_from_slice(content);
    out
}

pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, parts.concat())
}

pub(super) fn oid(dotted: &str) -> Vec<u8> {
    ObjectIdentifier::new_unwrap(dotted).to_der().unwrap()
}

/// A name of one attribute in each relative name: its type, the tag byte of its string, its text.
pub(super) fn name(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    let rdn =
        |(kind, tag, text): &(&str, u8, &str)| tlv(0x31, sequence(&[oid(kind), tlv(*tag, text.as_bytes())]));
    sequence(&attributes.iter().map(rdn).collect::<Vec<_>>())
}

impl Sample {
    /// A good certificate of this kind.
    pub(super) fn good(kind: CertKind) -> Self {
        let (own, root) = (key(1), key(2));
        let above = Name::from_common_name("Root").unwrap();
        Self::of(&match kind {
            CertKind::Root => Draft::ca("Root").issued(&root, &above, &root),
            CertKind::Intermediate => Draft::ca("Intermediate").issued(&own, &above, &root),
            CertKind::Server => Draft::server("a.test").issued(&own, &above, &root),
            CertKind::Client => {
                Draft::leaf("client", ExtendedKeyUsage::CLIENT_AUTH).issued(&own, &above, &root)
            }
            CertKind::Other => Draft::leaf("a.test", ExtendedKeyUsage::named("codeSigning").unwrap())
                .issued(&own, &above, &root),
        })
    }

    fn of(certificate: &Certificate) -> Self {
        let x509::Certificate { body, algorithm, .. } =
            x509::Certificate::from_der(certificate.der()).unwrap();
        let dates = [body.validity.not_before, body.validity.not_after];
        Self {
            version: tlv(0xa0, body.version.unwrap().to_der().unwrap()),
            serial: body.serial.content().to_vec(),
            algorithm: body.signature.to_der().unwrap(),
            issuer: body.issuer.to_der().unwrap(),
            dates: dates.map(|date| date.to_der().unwrap()),
            subject: body.subject.to_der().unwrap(),
            spki: body.public_key.to_der().unwrap(),
            unique: Vec::new(),
            extensions: Some(body.extensions.unwrap().iter().map(Part::of).collect()),
            outer_algorithm: algorithm.to_der().unwrap(),
            unused_bits: 0,
        }
    }

    pub(super) fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.der()).unwrap()
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let extensions = self
            .extensions
            .as_ref()
            .map(|parts| tlv(0xa3, sequence(&parts.iter().map(Part::der).collect::<Vec<_>>())));
        let signed = sequence(&[
            self.version.clone(),
            tlv(2, &self.serial),
            self.algorithm.clone(),
            self.issuer.clone(),
            sequence(&self.dates),
            self.subject.clone(),
            self.spki.clone(),
            self.unique.clone(),
            extensions.unwrap_or_default(),
        ]);
        sequence(&[signed, self.outer_algorithm.clone(), tlv(3, [self.unused_bits, 0x30, 0])])
    }

    fn parts(&mut self) -> &mut Vec<Part> {
        self.extensions.get_or_insert_default()
    }

    /// The extension of this type, which is there.
    pub(super) fn part(&mut self, oid: ObjectIdentifier) -> &mut Part {
        self.parts().iter_mut().find(|part| part.oid == oid).unwrap()
    }

    pub(super) fn remove(&mut self, oid: ObjectIdentifier) {
        self.parts().retain(|part| part.oid != oid);
    }

    pub(super) fn add(&mut self, oid: ObjectIdentifier, critical: bool, value: Vec<u8>) {
        self.parts().push(Part { oid, critical: critical.then_some(true), value });
    }

    pub(super) fn set(&mut self, oid: ObjectIdentifier, value: Vec<u8>) {
        self.part(oid).value = value;
    }

    pub(super) fn both_algorithms(&mut self, algorithm: Vec<u8>) {
        self.algorithm.clone_from(&algorithm);
        self.outer_algorithm = algorithm;
    }
}

impl Part {
    fn of(extension: &x509::Extension<'_>) -> Self {
        Self {
            oid: extension.oid().unwrap().known().unwrap(),
            critical: extension.critical.as_ref().map(x509::Boolean::is_true),
            value: extension.value.content().to_vec(),
        }
    }

    fn der(&self) -> Vec<u8> {
        let flag = self.critical.map(|critical| tlv(1, [if critical { 0xff } else { 0 }]));
        sequence(&[self.oid.to_der().unwrap(), flag.unwrap_or_default(), tlv(4, &self.value)])
    }
}

/// A public key with this algorithm and these bits.
pub(super) fn spki(algorithm: &[Vec<u8>], bits: &[u8]) -> Vec<u8> {
    sequence(&[sequence(algorithm), tlv(3, [&[0], bits].concat())])
}

/// An RSA key of so many bits.
pub(super) fn rsa(bits: usize, exponent: &[u8]) -> Vec<u8> {
    rsa_of(&modulus(bits), exponent)
}

/// A number of so many bits that no number below 752 divides.
pub(super) fn modulus(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0; bits.div_ceil(8)];
    modulus[0] = 1 << ((bits - 1) % 8);
    let rest =
        |modulus: &[u8], by: u32| modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % by);
    let last = modulus.len() - 1;
    while (2..752).any(|divisor| rest(&modulus, divisor) == 0) {
        let number = u16::from_be_bytes([modulus[last - 1], modulus[last]]) + 1;
        modulus[last - 1..].copy_from_slice(&number.to_be_bytes());
    }
    modulus
}

pub(super) fn rsa_of(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| tlv(2, [if bytes[0] & 0x80 == 0 { &[][..] } else { &[0] }, bytes].concat());
    let key = sequence(&[number(modulus), number(exponent)]);
    spki(&[oid("1.2.840.113549.1.1.1"), vec![5, 0]], &key)
}
