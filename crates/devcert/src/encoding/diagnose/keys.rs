//! The parts of keys: PKCS#8 in the clear and encrypted (RFC 5958), PKCS#1 (RFC 8017, A.1), SEC1
//! (RFC 5915), `SubjectPublicKeyInfo` (RFC 5280, 4.1).

use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Decode, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::walk::{BITS, IDENTIFIER, NOTHING, Part, Reads, SEQUENCE, Walk, children, content};
use crate::encoding::defect::PartName;
use crate::encoding::object::ObjectKind;
use crate::model::algorithm::MlDsa;
use crate::model::oid::known;

const VERSION: Reads = |der| matches!(der, [2, 1, 0 | 1]);
const VERSION_1: Reads = |der| der == [2, 1, 1];
const ALGORITHM: Reads = |der| AlgorithmIdentifierRef::from_der(der).is_ok();
const NUMBER: Reads = |der| UintRef::from_der(der).is_ok();
const OCTETS: Reads = |der| der.first() == Some(&0x04) && content(der).is_some();
/// A curve that is named, or one that is spelled out, which is no damage.
const CURVE: Reads = |der| OUTER_CURVE(content(der).unwrap_or_default());
const OUTER_CURVE: Reads = |der| {
    AnyRef::from_der(der)
        .is_ok_and(|curve| matches!(curve.tag(), Tag::ObjectIdentifier | Tag::Sequence | Tag::Null))
};
const POINT: Reads = |der| BITS(content(der).unwrap_or_default());
/// A seed, the expanded key, or both (RFC 9881, 6).
const ML_DSA: Reads = |der| match der.first() {
    Some(0x80 | 0x04) => content(der).is_some(),
    _ => SEQUENCE(der) && children(der).unwrap_or_default().iter().all(|part| OCTETS(part)),
};
/// RC2 has its own length beside it (RFC 8018, B.2.3).
const VECTOR: Reads = |der| OCTETS(der) || SEQUENCE(der);
const SET: Reads = |der| children(der).is_some();

/// The parts of a key of this kind, those inside of its private value included.
pub(super) fn parts<'a>(der: &'a [u8], kind: &ObjectKind) -> Option<Vec<Part<'a>>> {
    let mut walk = Walk::over(der)?;
    match kind {
        ObjectKind::Pkcs8 => walk.pkcs8(),
        ObjectKind::Pkcs1 => walk.rsa_private_key(),
        ObjectKind::Sec1 => walk.ec_private_key(),
        ObjectKind::PublicKey => walk.spki(),
        ObjectKind::RsaPublicKey => walk.rsa_public_key(),
        ObjectKind::EncryptedPrivateKey => walk.encrypted(),
        _ => return None,
    }
    Some(walk.ended())
}

impl<'a> Walk<'a> {
    fn pkcs8(&mut self) {
        self.all(&[("version", VERSION)]);
        let der = self.rest.peek().copied().unwrap_or_default();
        let algorithm = self.algorithm("algorithm");
        let curve = children(der).and_then(|parts| parts.get(1).copied());
        if let (Some(known::ID_EC_PUBLIC_KEY), Some(curve)) = (algorithm, curve) {
            self.push_named("curve", curve, OUTER_CURVE);
        }
        let key = self.take("private key", OCTETS);
        let key = content(key).unwrap_or_default();
        match algorithm {
            Some(known::RSA_ENCRYPTION) => self.within("RSA key", key, Self::rsa_private_key),
            Some(known::ID_EC_PUBLIC_KEY) => self.within("EC key", key, Self::ec_private_key),
            Some(known::ID_ED_25519) => self.push_named("private value", key, OCTETS),
            Some(other) if MlDsa::from_oid(other).is_some() => self.push_named("private value", key, ML_DSA),
            _ => {}
        }
        self.tagged(&[0xa0], "set of attributes", SET);
        match self.rest.peek().and_then(|der| der.first()) {
            Some(0xa1) => self.tagged(&[0xa1], "public key", POINT),
            _ => self.tagged(&[0x81], "public key", IDENTIFIER),
        }
    }

    fn rsa_private_key(&mut self) {
        self.all(&[
            ("version", VERSION),
            ("modulus", NUMBER),
            ("public exponent", NUMBER),
            ("private exponent", NUMBER),
            ("first prime", NUMBER),
            ("second prime", NUMBER),
            ("first CRT exponent", NUMBER),
            ("second CRT exponent", NUMBER),
            ("CRT coefficient", NUMBER),
        ]);
        self.tagged(&[0x30], "list of further primes", SEQUENCE);
    }

    fn rsa_public_key(&mut self) {
        self.all(&[("modulus", NUMBER), ("public exponent", NUMBER)]);
    }

    fn ec_private_key(&mut self) {
        self.all(&[("version", VERSION_1), ("private key", OCTETS)]);
        self.tagged(&[0xa0], "curve", CURVE);
        self.tagged(&[0xa1], "public point", POINT);
    }

    fn spki(&mut self) {
        let algorithm = self.algorithm("algorithm");
        let bits = content(self.take("key", |der| BITS(der) && der_is_whole(der))).unwrap_or_default();
        if let (Some(known::RSA_ENCRYPTION | known::ID_RSASSA_PSS), [0, key @ ..]) = (algorithm, bits) {
            self.within("RSA key", key, Self::rsa_public_key);
        }
    }

    fn encrypted(&mut self) {
        let der = self.rest.peek().copied().unwrap_or_default();
        self.algorithm("encryption");
        match self.parameters("parameters", der).as_slice() {
            [derivation @ [0x30, ..], cipher] => {
                self.push_named("key derivation", derivation, ALGORITHM);
                self.derivation(derivation);
                self.push_named("cipher", cipher, ALGORITHM);
                let vector = children(cipher).and_then(|parts| parts.get(1).copied());
                self.push_named("initialisation vector", vector.unwrap_or(&cipher[cipher.len()..]), VECTOR);
            }
            [salt, rounds] => self.parts.extend(salt_and_rounds(salt, rounds)),
            _ => {}
        }
        self.all(&[("encrypted key", OCTETS)]);
    }

    /// Salt and rounds, then the key's length and the function, which may be left out (RFC 8018, A.2);
    /// scrypt has numbers alone behind its salt (RFC 7914, 7).
    fn derivation(&mut self, derivation: &'a [u8]) {
        let parameters = self.parameters("parameters of the key derivation", derivation);
        let [salt, rounds, rest @ ..] = parameters.as_slice() else { return };
        self.parts.extend(salt_and_rounds(salt, rounds));
        for more in rest {
            match more.first() {
                Some(0x30) => self.push_named("function of the key derivation", more, ALGORITHM),
                _ => self.push_named("number in the key derivation", more, NUMBER),
            }
        }
    }

    /// The elements of the parameters of the algorithm in `der`.
    fn parameters(&mut self, name: &'static str, der: &'a [u8]) -> Vec<&'a [u8]> {
        let all = children(der).and_then(|parts| parts.get(1).copied()).unwrap_or(&der[der.len()..]);
        self.push_named(name, all, SEQUENCE);
        children(all).unwrap_or_default()
    }

    /// The next element, by this name.
    fn take(&mut self, name: &'static str, reads: Reads) -> &'a [u8] {
        let der = self.rest.next().unwrap_or(self.end);
        self.push_named(name, der, reads);
        der
    }

    /// The next element, which names an algorithm.
    fn algorithm(&mut self, name: &'static str) -> Option<ObjectIdentifier> {
        AlgorithmIdentifierRef::from_der(self.take(name, ALGORITHM)).ok().map(|found| found.oid)
    }

    /// The parts of `der`, a structure inside of another.
    fn within(&mut self, name: &'static str, der: &'a [u8], structure: fn(&mut Self)) {
        self.push_named(name, der, SEQUENCE);
        let Some(mut inner) = Walk::over(der) else { return };
        structure(&mut inner);
        for part in &mut inner.parts {
            if part.name == PartName::new("version") {
                part.name = PartName::new("version").of(name);
            }
        }
        self.parts.extend(inner.ended());
    }

    fn over(der: &'a [u8]) -> Option<Self> {
        let rest = children(der)?.into_iter().peekable();
        Some(Self { rest, end: &der[der.len()..], parts: Vec::new() })
    }

    /// What was found, and what is behind it.
    fn ended(mut self) -> Vec<Part<'a>> {
        while let Some(more) = self.rest.next() {
            self.push_named("last part", more, NOTHING);
        }
        self.parts
    }
}

/// Whether no bit of a bit string's last byte is left out.
fn der_is_whole(der: &[u8]) -> bool {
    content(der).is_some_and(|bits| bits.first() == Some(&0))
}

fn salt_and_rounds<'a>(salt: &'a [u8], rounds: &'a [u8]) -> [Part<'a>; 2] {
    let part = |name, der, reads| Part { name: PartName::new(name), der, reads };
    [part("salt", salt, OCTETS), part("number of rounds", rounds, NUMBER)]
}
