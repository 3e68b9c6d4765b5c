//! Certificates that break one rule.

use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER as AKI, ID_CE_BASIC_CONSTRAINTS as BASIC, ID_CE_CERTIFICATE_POLICIES,
    ID_CE_CRL_DISTRIBUTION_POINTS, ID_CE_EXT_KEY_USAGE as PURPOSES, ID_CE_FRESHEST_CRL,
    ID_CE_INHIBIT_ANY_POLICY, ID_CE_ISSUER_ALT_NAME as ISSUER_NAMES, ID_CE_KEY_USAGE as USAGE,
    ID_CE_NAME_CONSTRAINTS as CONSTRAINTS, ID_CE_POLICY_CONSTRAINTS, ID_CE_POLICY_MAPPINGS,
    ID_CE_SUBJECT_ALT_NAME as SAN, ID_CE_SUBJECT_KEY_IDENTIFIER as SKI,
    ID_PE_AUTHORITY_INFO_ACCESS as ACCESS,
};
use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero};
use der::asn1::ObjectIdentifier;

use super::sample::{Sample, modulus, name, oid, rsa, rsa_of, sequence, spki, tlv};
use super::{ids, judge};
use crate::encoding::certificate::Certificate;
use crate::model::algorithm::{DigestAlgorithm, Pss};
use crate::pki::lint::CertKind::{self, Client, Intermediate, Root, Server};
use crate::pki::lint::Finding;

/// What a test does to a good certificate, and the rule that it breaks with it.
pub(super) struct Case {
    pub(super) rule: &'static str,
    kind: CertKind,
    break_it: fn(&mut Sample),
    /// The rules that cannot but be broken too.
    also: &'static [&'static str],
}

const fn case(rule: &'static str, kind: CertKind, break_it: fn(&mut Sample)) -> Case {
    Case { rule, kind, break_it, also: &[] }
}

impl Case {
    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
}

const CN: &str = "2.5.4.3";
const UTF8: u8 = 0x0c;
const PRINTABLE: u8 = 0x13;
const UNKNOWN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.3.4");

fn general(number: u8, value: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x80 | number, value)
}

/// The host name as the only alternative name, and as the common name.
fn dns(sample: &mut Sample, host: &str) {
    sample.set(SAN, sequence(&[general(2, host)]));
    sample.subject = name(&[(CN, UTF8, host)]);
}

/// One more alternative name.
fn also_named(sample: &mut Sample, extra: &[Vec<u8>]) {
    sample.set(SAN, sequence(&[&[general(2, "a.test")], extra].concat()));
}

/// Common name and one more attribute.
fn attribute(sample: &mut Sample, kind: &str, tag: u8, text: &str) {
    sample.subject = name(&[(CN, UTF8, "a.test"), (kind, tag, text)]);
}

/// Bits of the key usage, counted from the first one.
fn usage(sample: &mut Sample, bits: &[u8]) {
    let value = bits.iter().fold(0_u16, |value, bit| value | 0x8000 >> bit);
    let last = bits.iter().max().copied().unwrap_or(0);
    let bytes = &value.to_be_bytes()[..=usize::from(last / 8)];
    let unused = 7 - last % 8;
    let content = if bits.is_empty() { vec![0] } else { [&[unused], bytes].concat() };
    sample.set(USAGE, tlv(3, content));
}

fn purposes(sample: &mut Sample, dotted: &[&str]) {
    sample.set(PURPOSES, sequence(&dotted.iter().map(|one| oid(one)).collect::<Vec<_>>()));
}

fn basic(sample: &mut Sample, parts: &[Vec<u8>]) {
    sample.set(BASIC, sequence(parts));
}

fn utc(text: &str) -> Vec<u8> {
    tlv(0x17, text)
}

fn generalized(text: &str) -> Vec<u8> {
    tlv(0x18, text)
}

/// Permitted subtrees with these contents of a subtree.
fn permitted(subtree: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[tlv(0xa0, sequence(subtree))])
}

fn algorithm(dotted: &str, parameters: &[u8]) -> Vec<u8> {
    sequence(&[oid(dotted), parameters.to_vec()])
}

fn authority(sample: &mut Sample, parts: &[Vec<u8>]) {
    sample.set(AKI, sequence(parts));
}

fn policy(dotted: &str) -> Vec<u8> {
    sequence(&[oid(dotted)])
}

const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
const F4: [u8; 3] = [1, 0, 1];
const TRUE: [u8; 3] = [1, 1, 0xff];
const DIRECTORY: [u8; 4] = [0xa4, 2, 0x30, 0];

pub(super) static CASES: &[Case] = &[
    case("version-not-3", Server, |one| one.version = tlv(0xa0, [2, 1, 1])),
    case("unique-identifiers", Server, |one| one.unique = tlv(0x81, [0, 1])),
    case("no-extensions", Root, |one| one.extensions = Some(Vec::new())).also(&[
        "ca-without-basic-constraints",
        "ca-without-key-usage",
        "ca-without-subject-key-id",
        "without-authority-key-id",
    ]),
    case("duplicate-extension", Server, |one| {
        let twin = one.part(SKI).clone();
        one.extensions.as_mut().unwrap().push(twin);
    }),
    case("unknown-critical-extension", Server, |one| one.add(UNKNOWN, true, vec![5, 0])),
    case("malformed-extension", Server, |one| one.add(ACCESS, false, b"malformed".to_vec())),
    case("der-default-encoded", Server, |one| one.part(SKI).critical = Some(false)),
    case("precertificate", Server, |one| {
        one.add(ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.3"), true, vec![5, 0]);
    })
    .also(&["unknown-critical-extension"]),
    case("netscape-extension", Server, |one| {
        one.add(ObjectIdentifier::new_unwrap("2.16.840.1.113730.1.1"), false, vec![3, 2, 6, 0x40]);
    }),
    case("not-der", Server, |one| {
        one.serial.insert(0, 0);
        one.serial[1] &= 0x7f;
    }),
    case("serial-not-positive", Server, |one| one.serial[0] = 0x80),
    case("serial-too-long", Server, |one| one.serial = vec![1; 21]),
    case("serial-short", Server, |one| one.serial = vec![1; 7]),
    case("signature-algorithms-differ", Server, |one| one.algorithm = algorithm("1.2.840.10045.4.3.3", &[])),
    case("signature-parameters", Server, |one| {
        one.both_algorithms(algorithm("1.2.840.10045.4.3.2", &[5, 0]));
    }),
    case("signature-parameters", Server, |one| one.both_algorithms(algorithm(RSA_SHA256, &[]))),
    case("signature-parameters", Server, |one| one.both_algorithms(pss(DigestAlgorithm::Sha256, 222))),
    case("signature-not-whole-bytes", Server, |one| one.unused_bits = 4),
    case("weak-digest", Server, |one| one.both_algorithms(algorithm("1.2.840.113549.1.1.5", &[5, 0]))),
    case("weak-digest", Server, |one| one.both_algorithms(algorithm("1.2.840.113549.1.1.10", &[0x30, 0]))),
    case("root-weak-digest", Root, |one| one.both_algorithms(algorithm("1.2.840.10045.4.1", &[]))),
    case("unknown-signature-algorithm", Server, |one| one.both_algorithms(algorithm("1.2.3.4", &[]))),
    case("ecdsa-digest-unsupported", Root, |one| one.both_algorithms(algorithm("1.2.840.10045.4.3.4", &[]))),
    case("ecdsa-digest-not-for-curve", Root, |one| {
        one.both_algorithms(algorithm("1.2.840.10045.4.3.3", &[]));
    }),
    case("rsa-too-small", Root, |one| one.spki = rsa(1024, &F4)),
    case("rsa-not-whole-bytes", Root, |one| one.spki = rsa(2052, &F4)),
    case("rsa-too-large", Root, |one| one.spki = rsa(8200, &F4)),
    case("rsa-exponent", Root, |one| one.spki = rsa(2048, &[1, 0, 0])),
    case("rsa-exponent-small", Root, |one| one.spki = rsa(2048, &[3])),
    case("rsa-small-factor", Root, |one| one.spki = rsa_of(&[0xff; 256], &F4)).also(&["rsa-close-primes"]),
    case("rsa-small-factor", Root, |one| one.spki = rsa_of(&multiple_of_751(), &F4)),
    case("rsa-close-primes", Root, |one| {
        let prime = rsa_half();
        let modulus = prime.concatenating_mul(&prime.wrapping_add(BoxedUint::from(1002_u64))).to_be_bytes();
        one.spki = rsa_of(&modulus, &F4);
    }),
    case("key-parameters", Root, |one| {
        let null = [oid("1.2.840.113549.1.1.1"), vec![5, 0]].concat();
        let absent = oid("1.2.840.113549.1.1.1");
        let key = rsa(2048, &F4);
        let at = key.windows(null.len()).position(|window| window == null).unwrap();
        one.spki = spki(&[absent], &key[at + null.len() + 5..]);
    }),
    case("explicit-curve", Server, |one| {
        one.spki = spki(&[oid("1.2.840.10045.2.1"), sequence(&[])], &[4; 65]);
    }),
    case("curve-not-accepted", Server, |one| {
        // The generator of prime192v1.
        let point = [
            0x04, 0x18, 0x8d, 0xa8, 0x0e, 0xb0, 0x30, 0x90, 0xf6, 0x7c, 0xbf, 0x20, 0xeb, 0x43, 0xa1, 0x88,
            0x00, 0xf4, 0xff, 0x0a, 0xfd, 0x82, 0xff, 0x10, 0x12, 0x07, 0x19, 0x2b, 0x95, 0xff, 0xc8, 0xda,
            0x78, 0x63, 0x10, 0x11, 0xed, 0x6b, 0x24, 0xcd, 0xd5, 0x73, 0xf9, 0x77, 0xa1, 0x1e, 0x79, 0x48,
            0x11,
        ];
        one.spki = spki(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.1")], &point);
    }),
    case("unknown-key", Server, |one| one.spki = spki(&[oid("1.2.840.10040.4.1")], &[2, 1, 1])),
    case("rsa-pss-key", Root, |one| {
        let key = sequence(&[tlv(2, [vec![0], modulus(2048)].concat()), tlv(2, F4)]);
        one.spki = spki(&[oid("1.2.840.113549.1.1.10")], &key);
    }),
    case("key-not-for-browsers", Server, |one| one.spki = spki(&[oid("1.3.101.112")], &[9; 32])),
    case("key-damaged", Server, |one| {
        one.spki = spki(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")], &[4; 65]);
    }),
    case("dates-out-of-order", Server, |one| one.dates.swap(0, 1)).also(&["not-yet-valid"]),
    case("expired", Server, |one| one.dates = [utc("300101000000Z"), utc("300531235959Z")]),
    case("not-yet-valid", Server, |one| one.dates = [utc("300601000001Z"), utc("300701000000Z")]),
    case("time-type", Server, |one| one.dates[1] = generalized("20300701000000Z")),
    case("time-format", Root, |one| one.dates[1] = generalized("20500701000000.5Z")),
    case("validity-over-825-days", Server, |one| one.dates = [utc("300101000000Z"), utc("320406000000Z")])
        .also(&["validity-over-398-days"]),
    case("validity-over-398-days", Server, |one| one.dates = [utc("300101000000Z"), utc("310204000000Z")]),
    case("validity-over-398-days", Server, |one| one.dates = [utc("300101000000Z"), utc("310203000000Z")]),
    case("validity-over-100-years", Root, |one| one.dates[1] = generalized("21300701000000Z")),
    case("issuer-empty", Server, |one| one.issuer = sequence(&[])),
    case("ca-subject-empty", Intermediate, |one| one.subject = sequence(&[])),
    case("empty-rdn", Server, |one| {
        let common = tlv(0x31, sequence(&[oid(CN), tlv(UTF8, "a.test")]));
        one.subject = sequence(&[tlv(0x31, []), common]);
    }),
    case("empty-rdn", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[tlv(0xa4, sequence(&[tlv(0x31, [])]))]));
    }),
    case("country-not-two-letters", Server, |one| attribute(one, "2.5.4.6", PRINTABLE, "U1")),
    case("country-unknown", Server, |one| attribute(one, "2.5.4.6", PRINTABLE, "UK")),
    case("country-unknown", Server, |one| one.issuer = name(&[("2.5.4.6", PRINTABLE, "QQ")])),
    case("attribute-too-long", Server, |one| attribute(one, "2.5.4.10", UTF8, &"o".repeat(65))),
    case("attribute-too-long", Server, |one| attribute(one, "2.5.4.9", UTF8, &"s".repeat(129))),
    case("personal-name-too-long", Server, |one| attribute(one, "2.5.4.42", UTF8, &"g".repeat(65))),
    case("attribute-empty", Server, |one| attribute(one, "2.5.4.10", UTF8, "")),
    case("attribute-string-type", Server, |one| attribute(one, "2.5.4.6", UTF8, "CN")),
    case("attribute-string-type", Server, |one| one.issuer = name(&[("2.5.4.6", UTF8, "US")])),
    case("attribute-legacy-string-type", Server, |one| attribute(one, "2.5.4.10", 0x14, "Acme")),
    case("attribute-legacy-string-type", Server, |one| attribute(one, "2.5.4.10", 0x1c, "\0\0\0A")),
    case("printable-string-characters", Server, |one| attribute(one, "2.5.4.10", PRINTABLE, "a@b")),
    case("attribute-white-space", Server, |one| attribute(one, "2.5.4.10", UTF8, "Acme ")),
    case("attribute-white-space", Server, |one| one.issuer = name(&[(CN, UTF8, " Root")])),
    case("attribute-double-encoded", Server, |one| attribute(one, "2.5.4.10", UTF8, "M\u{c3}\u{bc}ller")),
    case("attribute-html-entity", Server, |one| attribute(one, "2.5.4.10", UTF8, "A&amp;B")),
    case("attribute-placeholder", Server, |one| attribute(one, "2.5.4.10", UTF8, "-")),
    case("repeated-attribute", Server, |one| attribute(one, CN, UTF8, "a.test")),
    case("several-attributes-in-one", Server, |one| {
        let [common, organization] = [(CN, "a.test"), ("2.5.4.10", "Acme")]
            .map(|(kind, text)| sequence(&[oid(kind), tlv(UTF8, text)]));
        one.subject = sequence(&[tlv(0x31, [common, organization].concat())]);
    }),
    case("several-attributes-in-one", Server, |one| {
        let attribute = |kind, text| sequence(&[oid(kind), tlv(UTF8, text)]);
        one.issuer = sequence(&[tlv(0x31, [attribute(CN, "Root"), attribute("2.5.4.10", "Acme")].concat())]);
    }),
    case("common-name-not-in-san", Server, |one| one.subject = name(&[(CN, UTF8, "A.test")])),
    case("email-not-in-san", Server, |one| attribute(one, "1.2.840.113549.1.9.1", 0x16, "me@a.test")),
    case("san-missing", Server, |one| one.remove(SAN)).also(&["common-name-not-in-san"]),
    case("subject-empty-without-san", Client, |one| {
        one.subject = sequence(&[]);
        one.remove(SAN);
    }),
    case("san-empty", Server, |one| one.set(SAN, sequence(&[]))).also(&["common-name-not-in-san"]),
    case("san-without-host", Server, |one| one.set(SAN, sequence(&[general(1, "a@a.test")])))
        .also(&["common-name-not-in-san"]),
    case("san-not-for-servers", Server, |one| also_named(one, &[general(1, "a@a.test")])),
    case("san-not-critical", Server, |one| one.subject = sequence(&[])),
    case("san-critical", Server, |one| one.part(SAN).critical = Some(true)),
    case("san-duplicate", Server, |one| also_named(one, &[general(2, "a.test")])),
    case("san-duplicate", Server, |one| also_named(one, &[general(2, "A.TEST")])),
    case("dns-characters", Server, |one| dns(one, "a b.test")),
    case("dns-underscore", Server, |one| dns(one, "a_b.test")),
    case("dns-address", Server, |one| dns(one, "127.0.0.1")),
    case("dns-dot", Server, |one| dns(one, "a.test.")),
    case("dns-dot", Server, |one| dns(one, ".a.test")),
    case("dns-too-long", Server, |one| dns(one, &format!("{}.a", "l".repeat(64))))
        .also(&["attribute-too-long"]),
    case("dns-hyphen", Server, |one| dns(one, "a-.test")),
    case("dns-reserved-label", Server, |one| dns(one, "ab--c.test")),
    case("dns-punycode", Server, |one| dns(one, "xn--a.test")),
    case("wildcard-position", Server, |one| dns(one, "a*.a.test")),
    case("wildcard-position", Server, |one| dns(one, "a.*.test")),
    case("wildcard-too-wide", Server, |one| dns(one, "*.test")),
    case("wildcard-too-wide", Server, |one| dns(one, "*")),
    case("ip-length", Server, |one| also_named(one, &[general(7, [10, 0, 0, 0, 255, 0, 0, 0])])),
    case("email-malformed", Client, |one| one.set(SAN, sequence(&[general(1, "a@b@a.test")]))),
    case("uri-malformed", Client, |one| one.set(SAN, sequence(&[general(6, "/path")]))),
    case("uri-malformed", Client, |one| one.set(SAN, sequence(&[general(6, "https:///a")]))),
    case("uri-malformed", Client, |one| one.add(ISSUER_NAMES, false, sequence(&[general(6, "/path")]))),
    case("dns-characters", Client, |one| one.add(ISSUER_NAMES, false, sequence(&[general(2, "a b")]))),
    case("email-malformed", Client, |one| one.add(ISSUER_NAMES, false, sequence(&[general(1, "a")]))),
    case("uri-host", Client, |one| one.set(SAN, sequence(&[general(6, "https://u@host:1/a")]))),
    case("ca-with-host-names", Root, |one| one.add(SAN, false, sequence(&[general(2, "a.test")]))),
    case("ca-without-basic-constraints", Root, |one| one.remove(BASIC)).also(&["cert-sign-without-ca"]),
    case("ca-not-critical", Root, |one| one.part(BASIC).critical = None),
    case("ca-flag-missing", Root, |one| basic(one, &[])).also(&["cert-sign-without-ca"]),
    case("leaf-basic-constraints-not-critical", Server, |one| one.part(BASIC).critical = None),
    case("der-default-encoded", Server, |one| basic(one, &[vec![1, 1, 0]])),
    case("path-length-without-ca", Server, |one| basic(one, &[vec![2, 1, 0]])),
    case("path-length-without-cert-sign", Root, |one| {
        basic(one, &[TRUE.to_vec(), vec![2, 1, 0]]);
        usage(one, &[6]);
    })
    .also(&["ca-without-cert-sign"]),
    case("leaf-is-ca", Server, |one| basic(one, &[TRUE.to_vec()])),
    case("ca-without-key-usage", Root, |one| one.remove(USAGE)),
    case("key-usage-not-critical", Server, |one| one.part(USAGE).critical = None),
    case("key-usage-empty", Server, |one| usage(one, &[])).also(&["leaf-without-digital-signature"]),
    case("key-usage-encoding", Server, |one| one.set(USAGE, tlv(3, [6, 0x80]))),
    case("key-usage-encoding", Server, |one| one.set(USAGE, tlv(3, [7, 0x80, 0]))),
    case("key-usage-encoding", Server, |one| one.set(USAGE, tlv(3, [7, 0xc0]))),
    case("ca-without-cert-sign", Root, |one| usage(one, &[6])),
    case("ca-without-crl-sign", Root, |one| usage(one, &[5])),
    case("ca-with-encipherment", Root, |one| {
        one.spki = rsa(2048, &F4);
        usage(one, &[2, 5, 6]);
    }),
    case("cert-sign-without-ca", Server, |one| usage(one, &[0, 5])),
    case("crl-sign-without-ca", Server, |one| usage(one, &[0, 6])),
    case("leaf-without-digital-signature", Server, |one| usage(one, &[4])),
    case("rsa-without-key-encipherment", Server, |one| one.spki = rsa(2048, &F4)),
    case("key-usage-not-for-key", Server, |one| usage(one, &[0, 2])),
    case("encipher-only-without-agreement", Server, |one| usage(one, &[0, 7])),
    case("server-without-eku", Server, |one| one.remove(PURPOSES)),
    case("server-without-server-auth", Server, |one| purposes(one, &[CLIENT_AUTH])),
    case("client-without-client-auth", Client, |one| purposes(one, &[SERVER_AUTH])),
    case("eku-any", Server, |one| purposes(one, &[SERVER_AUTH, "2.5.29.37.0"])),
    case("eku-any", Intermediate, |one| one.add(PURPOSES, false, sequence(&[oid("2.5.29.37.0")]))),
    case("eku-beyond-tls", Server, |one| purposes(one, &[SERVER_AUTH, "1.3.6.1.5.5.7.3.3"])),
    case("eku-critical", Server, |one| one.part(PURPOSES).critical = Some(true)),
    case("eku-critical", Intermediate, |one| one.add(PURPOSES, true, sequence(&[oid(SERVER_AUTH)]))),
    case("eku-empty", Server, |one| purposes(one, &[])),
    case("root-with-eku", Root, |one| one.add(PURPOSES, false, sequence(&[oid(SERVER_AUTH)]))),
    case("eku-duplicate", Server, |one| purposes(one, &[SERVER_AUTH, SERVER_AUTH])),
    case("ca-without-subject-key-id", Intermediate, |one| one.remove(SKI)),
    case("leaf-without-subject-key-id", Server, |one| one.remove(SKI)),
    case("subject-key-id-critical", Server, |one| one.part(SKI).critical = Some(true)),
    case("without-authority-key-id", Server, |one| one.remove(AKI)),
    case("authority-key-id-critical", Server, |one| one.part(AKI).critical = Some(true)),
    case("authority-key-id-without-key", Server, |one| authority(one, &[])),
    case("authority-key-id-with-serial", Server, |one| {
        authority(one, &[tlv(0x80, [1]), tlv(0xa1, DIRECTORY), tlv(0x82, [1])]);
    }),
    case("authority-key-id-partial", Server, |one| authority(one, &[tlv(0x80, [1]), tlv(0x82, [1])]))
        .also(&["authority-key-id-with-serial"]),
    case("name-constraints-not-critical", Intermediate, |one| {
        one.add(CONSTRAINTS, false, permitted(&[general(2, "test")]));
    }),
    case("name-constraints-in-leaf", Server, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(2, "test")]));
    }),
    case("name-constraints-empty", Intermediate, |one| one.add(CONSTRAINTS, true, sequence(&[]))),
    case("name-constraints-empty", Intermediate, |one| {
        one.add(CONSTRAINTS, true, sequence(&[tlv(0xa0, [])]));
    }),
    case("name-constraints-distances", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(2, "test"), tlv(0x81, [1])]));
    }),
    case("der-default-encoded", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(2, "test"), tlv(0x80, [0])]));
    }),
    case("name-constraints-dns", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(2, ".test")]));
    }),
    case("name-constraints-ip", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(7, [10, 0, 0, 0, 255, 0, 255, 0])]));
    }),
    case("name-constraints-email", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(1, "a@b@a.test")]));
    }),
    case("name-constraints-uri", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(6, "https://a.test/")]));
    }),
    case("name-constraints-uri", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(6, "host")]));
    }),
    case("name-constraints-unsupported", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[general(8, [0x2a, 3])]));
    }),
    case("name-constraints-unsupported", Intermediate, |one| {
        one.add(CONSTRAINTS, true, permitted(&[tlv(0xa3, sequence(&[]))]));
    }),
    case("duplicate-policy", Server, |one| {
        let policies = ["2.23.140.1.2.1"; 2].map(policy);
        one.add(ID_CE_CERTIFICATE_POLICIES, false, sequence(&policies));
    }),
    case("policy-qualifier-unknown", Server, |one| {
        qualified(one, "2.5.29.32.0", sequence(&[oid("1.2.3.4"), vec![5, 0]]));
    }),
    case("policy-text-type", Server, |one| noticed(one, &[tlv(0x16, "text")])),
    case("policy-text-malformed", Server, |one| noticed(one, &[tlv(UTF8, "t".repeat(201))])),
    case("policy-text-malformed", Server, |one| noticed(one, &[tlv(UTF8, "a\nb")])),
    case("policy-text-not-nfc", Server, |one| noticed(one, &[tlv(UTF8, "u\u{308}")])),
    case("policy-notice-reference", Server, |one| {
        let reference = sequence(&[tlv(UTF8, "Acme"), sequence(&[vec![2, 1, 1]])]);
        noticed(one, &[reference, tlv(UTF8, "text")]);
    }),
    case("policy-mapping-any", Intermediate, |one| mapped(one, "1.2.3.4", "2.5.29.32.0"))
        .also(&["critical-policies"]),
    case("policy-mapping-unlisted", Intermediate, |one| mapped(one, "1.2.3.9", "1.2.3.5"))
        .also(&["critical-policies"]),
    case("policy-constraints-not-critical", Intermediate, |one| {
        one.add(ID_CE_POLICY_CONSTRAINTS, false, sequence(&[tlv(0x80, [0])]));
    }),
    case("policy-constraints-empty", Intermediate, |one| {
        one.add(ID_CE_POLICY_CONSTRAINTS, true, sequence(&[]));
    })
    .also(&["critical-policies"]),
    case("critical-policies", Server, |one| {
        one.add(ID_CE_CERTIFICATE_POLICIES, true, sequence(&[policy("2.23.140.1.2.1")]));
    }),
    case("policy-mappings-not-critical", Intermediate, |one| {
        let mapping = sequence(&[oid("1.2.3.4"), oid("1.2.3.5")]);
        one.add(ID_CE_POLICY_MAPPINGS, false, sequence(&[mapping]));
        one.add(ID_CE_CERTIFICATE_POLICIES, false, sequence(&[policy("1.2.3.4")]));
    }),
    case("inhibit-any-policy-not-critical", Intermediate, |one| {
        one.add(ID_CE_INHIBIT_ANY_POLICY, false, vec![2, 1, 0]);
    }),
    case("policy-rules-in-leaf", Server, |one| one.add(ID_CE_INHIBIT_ANY_POLICY, true, vec![2, 1, 0]))
        .also(&["critical-policies"]),
    case("information-access-critical", Server, |one| one.add(ACCESS, true, access("http://a.test/ca"))),
    case("information-access-not-http", Server, |one| one.add(ACCESS, false, access("ldap://a.test/ca"))),
    case("information-access-not-http", Server, |one| {
        one.add(
            ACCESS,
            false,
            sequence(&[sequence(&[oid("1.3.6.1.5.5.7.48.2"), general(1, "http://a.test")])]),
        );
    }),
    case("information-access-method", Server, |one| {
        let place = sequence(&[oid("1.3.6.1.5.5.7.48.3"), general(6, "http://a.test/")]);
        one.add(ACCESS, false, sequence(&[place]));
    }),
    case("information-access-duplicate", Server, |one| {
        let place = sequence(&[oid("1.3.6.1.5.5.7.48.2"), general(6, "http://a.test/ca")]);
        one.add(ACCESS, false, sequence(&[place.clone(), place]));
    }),
    case("malformed-extension", Server, |one| one.add(ACCESS, false, sequence(&[]))),
    case("crl-distribution-point-not-http", Server, |one| {
        one.add(ID_CE_CRL_DISTRIBUTION_POINTS, false, points_at("file:///crl"));
    }),
    case("crl-distribution-point-incomplete", Server, |one| {
        one.add(ID_CE_CRL_DISTRIBUTION_POINTS, false, sequence(&[sequence(&[tlv(0x81, [1, 0x40])])]));
    }),
    case("crl-distribution-points-critical", Server, |one| {
        one.add(ID_CE_CRL_DISTRIBUTION_POINTS, true, points());
    }),
    case("freshest-crl-critical", Server, |one| one.add(ID_CE_FRESHEST_CRL, true, points())),
];

/// Where the issuer's certificate is to be had.
fn access(uri: &str) -> Vec<u8> {
    sequence(&[sequence(&[oid("1.3.6.1.5.5.7.48.2"), general(6, uri)])])
}

/// Where the revocation list is to be had.
fn points() -> Vec<u8> {
    points_at("http://a.test/crl")
}

fn points_at(uri: &str) -> Vec<u8> {
    sequence(&[sequence(&[tlv(0xa0, tlv(0xa0, general(6, uri)))])])
}

/// A policy with a qualifier.
fn qualified(sample: &mut Sample, dotted: &str, qualifier: Vec<u8>) {
    let policy = sequence(&[oid(dotted), sequence(&[qualifier])]);
    sample.add(ID_CE_CERTIFICATE_POLICIES, false, sequence(&[policy]));
}

/// A policy with a user notice of these parts.
fn noticed(sample: &mut Sample, parts: &[Vec<u8>]) {
    qualified(sample, "1.2.3.4", sequence(&[oid("1.3.6.1.5.5.7.2.2"), sequence(parts)]));
}

/// A mapping of policies, next to the policy 1.2.3.4.
fn mapped(sample: &mut Sample, from: &str, to: &str) {
    sample.add(ID_CE_CERTIFICATE_POLICIES, false, sequence(&[policy("1.2.3.4")]));
    sample.add(ID_CE_POLICY_MAPPINGS, true, sequence(&[sequence(&[oid(from), oid(to)])]));
}

/// The algorithm RSA-PSS with one digest and a salt of so many bytes.
fn pss(digest: DigestAlgorithm, salt_bytes: u32) -> Vec<u8> {
    let pss = Pss { salt_bytes, ..Pss::with(digest) };
    algorithm("1.2.840.113549.1.1.10", &pss.to_der().unwrap())
}

/// A number of 1024 bits that no small prime divides, nor 1002 more than it.
fn rsa_half() -> BoxedUint {
    let start = [&[0xc0][..], &[0x55; 126], &[1]].concat();
    let number = BoxedUint::from_be_slice_vartime(&start);
    let is_free = |number: &BoxedUint| {
        (2_u64..752)
            .all(|divisor| !bool::from((number % NonZero::new(BoxedUint::from(divisor)).unwrap()).is_zero()))
    };
    let candidates = (0_u64..).map(|step| number.wrapping_add(BoxedUint::from(2 * step)));
    let mut free =
        candidates.filter(|one| is_free(one) && is_free(&one.wrapping_add(BoxedUint::from(1002_u64))));
    free.next().unwrap()
}

/// A modulus of 2048 bits whose smallest factor is 751.
fn multiple_of_751() -> Vec<u8> {
    let number = |end: u16| [&[0x80], [0; 253].as_slice(), &end.to_be_bytes()].concat();
    let rest =
        |number: &[u8], by: u32| number.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % by);
    let is_good = |number: &Vec<u8>| (2..=751).find(|by| rest(number, *by) == 0) == Some(751);
    (0..u16::MAX).map(number).find(is_good).unwrap()
}

#[test]
fn a_standard_signature_of_rsa_pss_breaks_no_rule() {
    let mut sample = Sample::good(Server);
    sample.both_algorithms(pss(DigestAlgorithm::Sha384, 48));
    assert_eq!(ids(&judge(&sample.certificate(), Server)), [""; 0]);
}

#[test]
fn uris_of_workloads_and_constraints_of_domains_break_no_rule() {
    let mut sample = Sample::good(CertKind::Client);
    sample.set(
        SAN,
        sequence(&["spiffe://prod/ns/a", "https://a.test:1/a", "urn:uuid:1"].map(|uri| general(6, uri))),
    );
    assert_eq!(ids(&judge(&sample.certificate(), Client)), [""; 0]);
    let mut sample = Sample::good(Intermediate);
    let bases = [
        general(6, ".test"),
        general(6, "a.test"),
        general(1, "a@a.test"),
        general(1, ".test"),
        general(1, "host"),
    ];
    let trees = bases.map(|base| sequence(&[base]));
    sample.add(CONSTRAINTS, true, sequence(&[tlv(0xa0, trees.concat())]));
    assert_eq!(ids(&judge(&sample.certificate(), Intermediate)), [""; 0]);
}

#[test]
fn a_good_certificate_breaks_no_rule() {
    for kind in CertKind::ALL {
        let judged = judge(&Sample::good(kind).certificate(), kind);
        assert_eq!(ids(&judged), [""; 0], "{}", kind.name());
    }
}

#[test]
fn each_rule_finds_what_breaks_it_and_nothing_else() {
    let mut wrong = Vec::new();
    for case in CASES {
        let mut sample = Sample::good(case.kind);
        (case.break_it)(&mut sample);
        let judged = judge(&sample.certificate(), case.kind);
        let mut expected = [&[case.rule], case.also].concat();
        let mut found = ids(&judged);
        expected.sort_unstable();
        found.sort_unstable();
        if found != expected {
            wrong.push((case.rule, found));
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let finding = Finding::malformed("it is damaged");
    assert_eq!((finding.rule.id, finding.text.as_str()), ("malformed", "it is damaged"));
}

#[test]
fn a_changed_byte_is_judged_without_harm() {
    let good = Sample::good(Server).der();
    let mut read = 0;
    for position in 0..good.len() {
        for value in [0x00, 0x30, 0x80, 0xff, good[position] ^ 1, good[position] ^ 0x20] {
            let mut der = good.clone();
            der[position] = value;
            let Ok(certificate) = Certificate::from_der(&der) else { continue };
            judge(&certificate, Server);
            read += 1;
        }
    }
    assert!(read > good.len(), "only {read} of them could be read");
}

#[test]
fn a_certificate_of_fifty_thousand_names_is_judged_in_no_time() {
    let mut sample = Sample::good(Server);
    let names: Vec<_> = (0..50_000).map(|number| general(2, format!("{number}.a.test"))).collect();
    also_named(&mut sample, &names);
    let certificate = sample.certificate();
    let start = std::time::Instant::now();
    assert_eq!(ids(&judge(&certificate, Server)), [""; 0]);
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
