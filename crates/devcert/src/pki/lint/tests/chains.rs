//! Chains that break one rule.

use const_oid::db::rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER as SKI;
use const_oid::db::rfc5280::{ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_NAME_CONSTRAINTS};
use der::asn1::ObjectIdentifier;

use super::NOW;
use super::sample::{Draft, key, sequence, tlv};
use crate::encoding::certificate::Certificate;
use crate::key::PrivateKey;
use crate::model::extension::{Extension, ExtensionValue, OtherExtension};
use crate::model::name::{Attribute, AttributeKind, AttributeValue, Name, StringKind};
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::{Context, lint_all};

/// A root, a CA below it and a server's certificate, about to be made.
pub(super) struct Chain {
    root: Draft,
    intermediate: Draft,
    server: Draft,
    /// The name that the server's certificate gives as its issuer.
    issuer: Name,
    /// The key that signs it.
    issuer_key: PrivateKey,
}

impl Chain {
    fn good() -> Self {
        let [root, intermediate] = ["Root", "Intermediate"].map(Draft::ca);
        let server = Draft::server("a.test");
        Self { root, issuer: intermediate.subject.clone(), intermediate, server, issuer_key: key(2) }
    }

    fn certificates(&self) -> Vec<Certificate> {
        let root = self.root.issued(&key(1), &self.root.subject, &key(1));
        let intermediate = self.intermediate.issued(&key(2), &self.root.subject, &key(1));
        vec![self.server.issued(&key(3), &self.issuer, &self.issuer_key), intermediate, root]
    }
}

fn other(oid: ObjectIdentifier, der: Vec<u8>) -> ExtensionValue {
    ExtensionValue::Other(OtherExtension { oid: oid.into(), der })
}

fn constraints(list: u8, number: u8, base: &[u8]) -> Extension {
    let subtree = sequence(&[tlv(0x80 | number, base)]);
    other(ID_CE_NAME_CONSTRAINTS, sequence(&[tlv(0xa0 | list, subtree)])).critical()
}

fn path_len(path_len: u8) -> Extension {
    ExtensionValue::BasicConstraints { ca: true, path_len: Some(path_len) }.critical()
}

/// A rule, and what breaks it.
type Case = (&'static str, fn(&mut Chain));

pub(super) const CASES: &[Case] = &[
    ("serial-not-unique", |chain| chain.intermediate.serial.clone_from(&chain.root.serial)),
    ("chain-signature", |chain| {
        chain.issuer_key = key(4);
        let id = tlv(0x80, key(2).public().key_identifier());
        chain.server =
            chain.server.clone().with(other(ID_CE_AUTHORITY_KEY_IDENTIFIER, sequence(&[id])).non_critical());
    }),
    ("chain-name-encoding", |chain| {
        let text = AttributeValue::new(StringKind::Printable, "INTERMEDIATE").unwrap();
        let attribute = Attribute { kind: AttributeKind::COMMON_NAME, value: text };
        chain.issuer = Name::new(vec![vec![attribute]]).unwrap();
    }),
    ("chain-key-ids-differ", |chain| {
        let id = tlv(4, [1; 20]);
        chain.intermediate = chain.intermediate.clone().with(other(SKI, id).non_critical());
    }),
    ("chain-path-length", |chain| chain.root = chain.root.clone().with(path_len(0))),
    ("chain-name-constraints", |chain| {
        chain.root = chain.root.clone().with(constraints(0, 2, b"example.test"));
    }),
    ("chain-name-constraints", |chain| {
        chain.intermediate = chain.intermediate.clone().with(constraints(1, 2, b"test"));
    }),
    ("chain-subject-constraints", |chain| {
        chain.root = chain.root.clone().with(constraints(0, 2, b"a.test"));
        let names = ExtensionValue::SubjectAltName(vec!["10.0.0.1".parse().unwrap()]).non_critical();
        chain.server = chain.server.clone().with(names);
        chain.server.subject = Name::from_common_name("10.0.0.1").unwrap();
    }),
    ("chain-outlives-issuer", |chain| chain.server.days = 91),
    ("chain-eku", |chain| {
        let purposes = ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::CLIENT_AUTH]);
        chain.intermediate = chain.intermediate.clone().with(purposes.non_critical());
    }),
    ("chain-serials-differ", |chain| {
        let name = chain.root.subject.clone();
        let name = crate::encoding::name::to_der(&name).unwrap();
        let id = tlv(0x80, key(2).public().key_identifier());
        let parts = [id, tlv(0xa1, tlv(0xa4, name)), tlv(0x82, [5])];
        chain.server =
            chain.server.clone().with(other(ID_CE_AUTHORITY_KEY_IDENTIFIER, sequence(&parts)).non_critical());
    }),
    ("self-signed-key-ids-differ", |chain| {
        let id = sequence(&[tlv(0x80, [1; 20])]);
        chain.root = chain.root.clone().with(other(ID_CE_AUTHORITY_KEY_IDENTIFIER, id).non_critical());
    }),
];

fn found(certificates: &[Certificate]) -> Vec<&'static str> {
    let certificates: Vec<_> = certificates.iter().collect();
    let judged = lint_all(&certificates, Context { expected: None, at: Some(NOW) });
    judged.iter().flat_map(|one| &one.findings).map(|finding| finding.rule.id).collect()
}

#[test]
fn a_good_chain_breaks_no_rule() {
    assert_eq!(found(&Chain::good().certificates()), [""; 0]);
}

#[test]
fn each_rule_of_chains_finds_what_breaks_it_and_little_else() {
    for (rule, break_it) in CASES {
        let mut chain = Chain::good();
        break_it(&mut chain);
        let mut found = found(&chain.certificates());
        found.dedup();
        // Both twins are found, and who is named by serial number is so in two ways.
        found.retain(|id| *id != "authority-key-id-with-serial");
        assert!(found.contains(rule) && found.iter().all(|id| id == rule), "{rule}: {found:?}");
    }
}

#[test]
fn a_file_in_another_order_is_judged_alike() {
    let mut chain = Chain::good();
    chain.server.days = 91;
    let mut certificates = chain.certificates();
    certificates.reverse();
    assert_eq!(found(&certificates), ["chain-outlives-issuer"]);
}

#[test]
fn names_of_every_type_are_held_against_constraints() {
    let refused = |list, number, base: &[u8], name: &str| {
        let mut chain = Chain::good();
        chain.intermediate = chain.intermediate.clone().with(constraints(list, number, base));
        let names = vec![name.parse().unwrap()];
        let names = ExtensionValue::SubjectAltName(names).non_critical();
        chain.server = chain.server.clone().with(names);
        found(&chain.certificates()).contains(&"chain-name-constraints")
    };
    let (permitted, excluded) = (0, 1);
    assert!(!refused(permitted, 2, b"test", "b.a.test"));
    assert!(refused(permitted, 2, b"est", "a.test"));
    assert!(refused(excluded, 2, b"b.a.test", "*.a.test"), "the star may stand for b");
    assert!(!refused(permitted, 7, &[10, 0, 0, 0, 255, 0, 0, 0], "10.1.2.3"));
    assert!(refused(permitted, 7, &[10, 0, 0, 0, 255, 0, 0, 0], "11.1.2.3"));
    assert!(!refused(permitted, 1, b"a.test", "email:me@A.test"));
    assert!(refused(permitted, 1, b"you@a.test", "email:me@a.test"));
    assert!(!refused(permitted, 6, b".test", "URI:https://me@a.test:8443/path"));
    assert!(refused(permitted, 6, b"test", "URI:https://a.test/"));
}

#[test]
fn the_subject_is_held_against_constraints_on_directory_names() {
    let refused = |common: &str| {
        let base = crate::encoding::name::to_der(&Name::from_common_name(common).unwrap()).unwrap();
        let subtree = sequence(&[tlv(0xa4, base)]);
        let der = sequence(&[tlv(0xa0, subtree)]);
        let mut chain = Chain::good();
        let constraints = other(ID_CE_NAME_CONSTRAINTS, der).critical();
        chain.intermediate = chain.intermediate.clone().with(constraints);
        found(&chain.certificates()).contains(&"chain-name-constraints")
    };
    assert!(!refused("a.test"));
    assert!(refused("b.test"));
}

/// So many CAs of one name, each with a key of its own.
fn namesakes(count: u64) -> Vec<Certificate> {
    let ca = Draft::ca("CA");
    (0..count).map(|seed| ca.issued(&key(100 + seed), &ca.subject, &key(100 + seed))).collect()
}

#[test]
fn of_many_cas_of_one_name_the_one_whose_key_is_named_is_the_issuer() {
    let mut certificates = namesakes(20);
    let ca = certificates[0].subject().clone();
    certificates.push(Draft::server("a.test").issued(&key(3), &ca, &key(119)));
    let all: Vec<_> = certificates.iter().collect();
    assert_eq!(crate::pki::lint::chain::paths(&all)[20].issuers, [19]);
}

#[test]
fn signatures_that_no_key_has_made_are_tried_so_often_and_no_more() {
    let mut certificates = namesakes(16);
    let ca = certificates[0].subject().clone();
    let orphan = Draft::server("a.test").issued(&key(3), &ca, &key(4));
    certificates.extend(std::iter::repeat_n(orphan, 400));
    let all: Vec<_> = certificates.iter().collect();
    let paths = crate::pki::lint::chain::paths(&all);
    // The CAs have tried each other: sixteen times fifteen. What is left is enough for 297 at sixteen each.
    let accused = paths[16..].iter().filter(|path| path.is_forged).count();
    assert_eq!(accused, (5_000 - 16 * 15) / 16);
    assert!(paths[16..16 + accused].iter().all(|path| path.issuers[0] == 0));
}
