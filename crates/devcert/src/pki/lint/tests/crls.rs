//! Revocation lists that break one rule.

use super::sample::{name, oid, sequence, tlv};
use crate::encoding::crl::Crl;
use crate::pki::lint::lint_crl;

/// The parts of a revocation list, each as DER; what is made of them is signed by nobody.
pub(super) struct List {
    version: Vec<u8>,
    issuer: Vec<u8>,
    algorithm: Vec<u8>,
    outer_algorithm: Vec<u8>,
    dates: [Vec<u8>; 2],
    revoked: Vec<u8>,
    extensions: Vec<Vec<u8>>,
}

fn extension(dotted: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { tlv(1, [0xff]) } else { Vec::new() };
    sequence(&[oid(dotted), flag, tlv(4, value)])
}

fn entry(extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { sequence(extensions) };
    sequence(&[sequence(&[tlv(2, [1]), tlv(0x17, "300101000000Z"), extensions])])
}

const NUMBER: &str = "2.5.29.20";
const AUTHORITY: &str = "2.5.29.35";
const REASON: &str = "2.5.29.21";

impl List {
    fn good() -> Self {
        let algorithm = sequence(&[oid("1.2.840.10045.4.3.2")]);
        Self {
            version: tlv(2, [1]),
            issuer: name(&[("2.5.4.3", 0x0c, "Root")]),
            outer_algorithm: algorithm.clone(),
            algorithm,
            dates: ["300601000000Z", "300701000000Z"].map(|date| tlv(0x17, date)),
            revoked: entry(&[]),
            extensions: vec![
                extension(AUTHORITY, false, &sequence(&[tlv(0x80, [1; 20])])),
                extension(NUMBER, false, &[2, 1, 1]),
            ],
        }
    }

    fn found(&self) -> Vec<&'static str> {
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            all => tlv(0xa0, sequence(all)),
        };
        let signed = sequence(&[
            self.version.clone(),
            self.algorithm.clone(),
            self.issuer.clone(),
            self.dates.concat(),
            self.revoked.clone(),
            extensions,
        ]);
        let der = sequence(&[signed, self.outer_algorithm.clone(), tlv(3, [0, 0x30, 0])]);
        let findings = lint_crl(&Crl::from_der(&der).unwrap());
        findings.iter().map(|finding| finding.rule.id).collect()
    }
}

/// A rule, and what breaks it.
type Case = (&'static str, fn(&mut List));

pub(super) const CASES: &[Case] = &[
    ("crl-version-not-2", |list| list.version = Vec::new()),
    ("crl-algorithms-differ", |list| list.algorithm = sequence(&[oid("1.2.840.10045.4.3.3")])),
    ("crl-weak-digest", |list| {
        list.algorithm = sequence(&[oid("1.2.840.10045.4.1")]);
        list.outer_algorithm.clone_from(&list.algorithm);
    }),
    ("crl-without-next-update", |list| list.dates[1] = Vec::new()),
    ("crl-dates-out-of-order", |list| list.dates.swap(0, 1)),
    ("crl-time-format", |list| list.dates[0] = tlv(0x17, "300601000060Z")),
    ("crl-empty-list", |list| list.revoked = sequence(&[])),
    ("crl-without-number", |list| drop(list.extensions.remove(1))),
    ("crl-number-critical", |list| list.extensions[1] = extension(NUMBER, true, &[2, 1, 1])),
    ("crl-without-authority-key-id", |list| drop(list.extensions.remove(0))),
    ("crl-signature-parameters", |list| {
        list.algorithm = sequence(&[oid("1.2.840.113549.1.1.11")]);
        list.outer_algorithm.clone_from(&list.algorithm);
    }),
    ("crl-issuer-empty", |list| list.issuer = sequence(&[])),
    ("crl-time-type", |list| list.dates[0] = tlv(0x18, "20300601000000Z")),
    ("crl-revoked-later", |list| list.dates[0] = tlv(0x17, "291231235959Z")),
    ("crl-number-out-of-range", |list| list.extensions[1] = extension(NUMBER, false, &[2, 1, 0x80])),
    ("crl-number-out-of-range", |list| list.extensions[1] = extension(NUMBER, false, &tlv(2, [1; 21]))),
    ("crl-authority-key-id", |list| {
        list.extensions[0] = extension(AUTHORITY, true, &sequence(&[tlv(0x80, [1; 20])]));
    }),
    ("crl-authority-key-id", |list| list.extensions[0] = extension(AUTHORITY, false, &sequence(&[]))),
    ("crl-authority-key-id-with-serial", |list| {
        let value = sequence(&[tlv(0x80, [1; 20]), tlv(0xa1, [0xa4, 2, 0x30, 0]), tlv(0x82, [1])]);
        list.extensions[0] = extension(AUTHORITY, false, &value);
    }),
    ("crl-duplicate-extension", |list| list.extensions.push(list.extensions[1].clone())),
    ("crl-duplicate-extension", |list| {
        let reason = extension(REASON, false, &[10, 1, 1]);
        list.revoked = entry(&[reason.clone(), reason]);
    }),
    ("crl-duplicate-serial", |list| {
        let one = sequence(&[tlv(2, [1]), tlv(0x17, "300101000000Z")]);
        list.revoked = sequence(&[one.clone(), one]);
    }),
    ("crl-reason-code", |list| list.revoked = entry(&[extension(REASON, false, &[10, 1, 7])])),
    ("crl-reason-code", |list| list.revoked = entry(&[extension(REASON, true, &[10, 1, 1])])),
    ("crl-unspecified-reason", |list| {
        list.revoked = entry(&[extension(REASON, false, &[10, 1, 0])]);
    }),
];

#[test]
fn a_good_list_breaks_no_rule() {
    assert_eq!(List::good().found(), [""; 0]);
}

#[test]
fn each_rule_of_lists_finds_what_breaks_it_and_nothing_else() {
    for (rule, break_it) in CASES {
        let mut list = List::good();
        break_it(&mut list);
        assert_eq!(list.found(), [*rule], "{rule}");
    }
}
