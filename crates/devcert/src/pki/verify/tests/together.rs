//! Several faults at once: each is told, with its place, whatever else is wrong.

use super::*;
use crate::model::constraint::{NameConstraints, Subtree};
use crate::model::extension::Extension;
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::testing::crl;
use crate::pki::verify::FileRole;

/// The moment at which all is checked: ten days are over then, and ninety are not.
const LATER: OffsetDateTime = datetime!(2030-07-01 00:00 UTC);

/// One thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    LeafExpired,
    LeafPurpose,
    LeafIsCa,
    LeafRevoked,
    Host,
    IntermediateExpired,
    IntermediateIsNoCa,
    IntermediatePurpose,
    IntermediateKeyUsage,
    UpperPathLength,
    RootConstraint,
    RootExpired,
}

use Wrong::{
    Host, IntermediateExpired, IntermediateIsNoCa, IntermediateKeyUsage, IntermediatePurpose, LeafExpired,
    LeafIsCa, LeafPurpose, LeafRevoked, RootConstraint, RootExpired, UpperPathLength,
};

impl Wrong {
    const ALL: [Self; 12] = [
        LeafExpired,
        LeafPurpose,
        LeafIsCa,
        LeafRevoked,
        Host,
        IntermediateExpired,
        IntermediateIsNoCa,
        IntermediatePurpose,
        IntermediateKeyUsage,
        UpperPathLength,
        RootConstraint,
        RootExpired,
    ];

    /// The questions of which one is answered so, and a part of the answer.
    fn told(self) -> (&'static [CheckId], &'static str) {
        const TRIED: &[CheckId] = &[CheckId::Path, CheckId::Handshake];
        match self {
            LeafExpired => (&[CheckId::Dates], "expired on 2030-06-11"),
            LeafPurpose => (TRIED, "the extended key usage does not include serverAuth"),
            LeafIsCa => (TRIED, "CA certificate (CA:TRUE)"),
            LeafRevoked => (&[CheckId::Revocation], "revoked on 2030-05-31"),
            Host => (&[CheckId::Name, CheckId::Handshake], "valid for localhost only"),
            IntermediateExpired => (&[CheckId::Dates], "CN=Intermediate: expired on 2030-06-11"),
            IntermediateIsNoCa => (TRIED, "CN=Intermediate: issued a certificate but is not a CA"),
            IntermediatePurpose => {
                (TRIED, "CN=Intermediate: the extended key usage does not include serverAuth")
            }
            IntermediateKeyUsage => (
                TRIED,
                "CN=Intermediate: issued a certificate, but its key usage does not include keyCertSign",
            ),
            UpperPathLength => (TRIED, "CN=Upper: its path length allows 0 subordinate CAs, but there is 1"),
            RootConstraint => {
                (TRIED, "violates the name constraints of CN=Root: DNS:localhost is in DNS:localhost, which")
            }
            RootExpired => (&[CheckId::Dates], "CN=Root: expired on 2030-06-11"),
        }
    }

    fn is_told_by(self, check: &Check) -> bool {
        let (ids, part) = self.told();
        let begins = match self {
            LeafPurpose | LeafExpired | LeafRevoked => !check.text.contains("the certificate of its issuer"),
            _ => true,
        };
        check.status >= Status::Warn && begins && ids.contains(&check.id) && check.text.contains(part)
    }
}

fn basic(ca: bool, path_len: Option<u8>) -> Extension {
    ExtensionValue::BasicConstraints { ca, path_len }.critical()
}

fn usage(usage: KeyUsage) -> Extension {
    ExtensionValue::KeyUsage(vec![usage]).critical()
}

fn purpose(is_wrong: bool) -> Extension {
    let purpose = if is_wrong { ExtendedKeyUsage::CLIENT_AUTH } else { ExtendedKeyUsage::SERVER_AUTH };
    ExtensionValue::ExtendedKeyUsage(vec![purpose]).non_critical()
}

/// A server's certificate below an intermediate CA, another one and a root, with all that is `wrong`.
fn case(wrong: &[Wrong]) -> Case {
    let has = |one| wrong.contains(&one);
    let for_duration = |is_over| crate::pki::testing::for_duration(if is_over { 10 } else { 90 });
    let [root_key, upper_key, middle_key, leaf_key] = [11, 12, 13, 1].map(|seed| key(seed, P256));
    let cert_sign = if has(IntermediateKeyUsage) { KeyUsage::CrlSign } else { KeyUsage::KeyCertSign };
    let constraints = NameConstraints {
        excluded: vec![Subtree::Dns("localhost".to_owned())],
        ..NameConstraints::default()
    };
    let constraints = has(RootConstraint).then(|| ExtensionValue::NameConstraints(constraints).critical());
    let signs = ExtensionValue::KeyUsage(vec![cert_sign, KeyUsage::CrlSign]).critical();
    let root = Leaf {
        extensions: Some(
            [basic(true, None), usage(KeyUsage::KeyCertSign)].into_iter().chain(constraints).collect(),
        ),
        validity: for_duration(has(RootExpired)),
        ..Leaf::ca("Root")
    };
    let upper = Leaf {
        extensions: Some(vec![basic(true, has(UpperPathLength).then_some(0)), usage(KeyUsage::KeyCertSign)]),
        ..Leaf::ca("Upper")
    };
    let middle = Leaf {
        extensions: Some(vec![
            basic(!has(IntermediateIsNoCa), None),
            signs,
            purpose(has(IntermediatePurpose)),
        ]),
        validity: for_duration(has(IntermediateExpired)),
        ..Leaf::ca("Intermediate")
    };
    let own = [basic(has(LeafIsCa), None), usage(KeyUsage::DigitalSignature), purpose(has(LeafPurpose))];
    let leaf = Leaf { validity: for_duration(has(LeafExpired)), ..Leaf::with(own) };
    let middle_der = middle.signed(&middle_key, &name("Upper"), &upper_key);
    let chain = [
        leaf.signed(&leaf_key, &name("Intermediate"), &middle_key),
        middle_der.clone(),
        upper.signed(&upper_key, &name("Root"), &root_key),
    ];
    let chain = chain.map(|der| certificate_pem(&der)).concat();
    let good = Case { now: LATER, ..Case::good().certificates(&chain) };
    let case = good.anchors(&certificate_pem(&root.self_signed(&root_key)));
    let case = case.host(if has(Host) { "example.test" } else { "localhost" });
    match has(LeafRevoked) {
        true => Case {
            crls: vec![crl(&Leaf::ca("Intermediate").self_signed(&middle_key), &middle_key, &[1])],
            ..case
        },
        false => case,
    }
}

/// Every choice of up to this many.
fn choices(most: usize) -> Vec<Vec<Wrong>> {
    let chosen = |bits: u16| Wrong::ALL.iter().enumerate().filter(move |(at, _)| bits & (1 << at) != 0);
    let all = (0..1 << Wrong::ALL.len()).filter(|bits: &u16| bits.count_ones() as usize <= most);
    all.map(|bits| chosen(bits).map(|(_, one)| *one).collect()).collect()
}

fn holds(wrong: &[Wrong], case: &Case) {
    let checks = case.verify().checks;
    let told = |one: &Wrong| checks.iter().any(|check| one.is_told_by(check));
    let told: Vec<_> = Wrong::ALL.into_iter().filter(told).collect();
    assert_eq!(told, wrong, "{checks:#?}");
    // rustls accepts IntermediateKeyUsage and RootExpired, and most other clients do not.
    assert_eq!(
        checks.iter().any(|check| check.status == Status::Fail),
        !wrong.is_empty(),
        "{wrong:?}: {checks:#?}"
    );
    let is_accepted = checks.iter().any(|check| check.id == CheckId::Browsers);
    assert_eq!(is_accepted, wrong.is_empty(), "{wrong:?}: {checks:#?}");
}

#[test]
fn up_to_four_faults_are_told_at_once_with_the_key() {
    let choices = choices(4);
    assert_eq!(choices.len(), 794);
    for wrong in &choices {
        holds(wrong, &case(wrong));
    }
}

#[test]
fn up_to_four_faults_are_told_at_once_without_the_key() {
    // Of a CA and one that is none, nothing says which is the server's own.
    let is_clear = |wrong: &&Vec<Wrong>| !(wrong.contains(&LeafIsCa) && wrong.contains(&IntermediateIsNoCa));
    for wrong in choices(4).iter().filter(is_clear) {
        holds(wrong, &Case { no_key: true, ..case(wrong) });
    }
}

#[test]
fn all_problems_are_reported() {
    holds(&Wrong::ALL, &case(&Wrong::ALL));
}

/// The questions that found a fault, with the certificate that it is about.
fn places(case: &Case) -> Vec<(CheckId, Option<FileRole>, Option<usize>)> {
    let checks = case.verify().checks;
    let faults = checks.iter().filter(|check| check.status == Status::Fail);
    faults.map(|check| (check.id, check.role, check.entry)).collect()
}

#[test]
fn each_fault_has_its_place() {
    let wrong = [IntermediateIsNoCa, UpperPathLength, RootConstraint, Host];
    let file = |entry| (CheckId::Path, Some(FileRole::Certificate), Some(entry));
    let alone = Case { no_key: true, ..case(&wrong) };
    assert_eq!(places(&alone), [file(0), file(1), file(2), (CheckId::Name, None, None)]);
    let with_key = [file(0), file(1), file(2), (CheckId::Name, None, None), (CheckId::Handshake, None, None)];
    assert_eq!(places(&case(&wrong)), with_key);
}

#[test]
fn what_a_client_says_by_itself_is_not_said_twice() {
    assert_eq!(places(&case(&[RootConstraint])), [(CheckId::Handshake, None, None)]);
    let mut unknown = case(&[]);
    unknown.anchors = Some(certificate_pem(&Leaf::ca("Other").self_signed(&key(14, P256))));
    assert_eq!(places(&unknown), [(CheckId::Handshake, None, None)]);
}

#[test]
fn a_ca_file_that_cannot_be_used_hides_no_fault_of_the_chain() {
    for no_key in [false, true] {
        let case = Case { no_key, ..case(&[IntermediateIsNoCa, LeafPurpose, Host]) }.anchors(b"none");
        case.finds(CheckId::CaFile, Status::Fail, "without a \"-----BEGIN\"");
        case.finds(CheckId::Path, Status::Fail, "CN=Intermediate: issued a certificate");
        case.finds(CheckId::Path, Status::Fail, "the extended key usage does not include serverAuth");
        case.finds(CheckId::Name, Status::Fail, "valid for localhost only");
    }
}

#[test]
fn a_key_that_cannot_be_used_hides_no_fault_of_the_certificates() {
    let case = case(&[IntermediateIsNoCa, LeafPurpose, Host]).key(b"none");
    case.finds(CheckId::KeyFile, Status::Fail, "without a \"-----BEGIN\"");
    case.finds(CheckId::Path, Status::Fail, "CN=Intermediate: issued a certificate");
    case.finds(CheckId::Path, Status::Fail, "the extended key usage does not include serverAuth");
    case.finds(CheckId::Name, Status::Fail, "valid for localhost only");
}

#[test]
fn a_client_is_told_every_fault_too() {
    let wrong = [LeafExpired, IntermediateIsNoCa];
    let case = Case { purpose: Purpose::Client, ..case(&wrong) };
    case.finds(CheckId::Dates, Status::Fail, "expired");
    case.finds(CheckId::Path, Status::Fail, "CN=Intermediate: issued a certificate");
    let leaf_alone = Case { purpose: Purpose::Client, ..self::case(&[LeafExpired]) };
    // Its purpose is a server's; the dates come first.
    leaf_alone.finds(CheckId::Handshake, Status::Fail, "expired on 2030-06-11");
    let issuer = "rejects it: the certificate of CN=Intermediate expired on 2030-06-11";
    self::case(&[IntermediateExpired]).finds(CheckId::Handshake, Status::Fail, issuer);
    leaf_alone.finds(CheckId::Handshake, Status::Fail, "the extended key usage does not include clientAuth");
}

/// A server's certificate from a root with these extensions, over an intermediate CA.
fn below(root: Vec<Extension>) -> Case {
    let [root_key, middle_key, leaf_key] = [11, 12, 1].map(|seed| key(seed, P256));
    let root = Leaf { extensions: Some(root), ..Leaf::ca("Root") };
    let chain = [
        Leaf::default().signed(&leaf_key, &name("Intermediate"), &middle_key),
        Leaf::ca("Intermediate").signed(&middle_key, &name("Root"), &root_key),
    ];
    let chain = chain.map(|der| certificate_pem(&der)).concat();
    Case::good().certificates(&chain).anchors(&certificate_pem(&root.self_signed(&root_key)))
}

#[test]
fn what_rustls_does_not_ask_of_a_root_is_a_warning_each() {
    let good = || vec![basic(true, None), usage(KeyUsage::KeyCertSign)];
    below(good()).is_usable();
    let root = vec![basic(false, Some(0)), usage(KeyUsage::CrlSign), purpose(true)];
    for no_key in [false, true] {
        let case = Case { no_key, ..below(root.clone()) };
        assert_eq!(case.verify().verdict(), Status::Warn);
        for part in [
            "is not a CA",
            "path length allows 0 subordinate CAs",
            "does not include serverAuth",
            "does not include keyCertSign",
        ] {
            let check = case.finds(CheckId::Path, Status::Warn, part);
            assert!(check.text.starts_with("the certificate of its issuer, CN=Root: "), "{}", check.text);
            assert!(check.text.ends_with("; rustls does not check this, but OpenSSL rejects it"));
            assert_eq!((check.role, check.entry), (Some(FileRole::Ca), Some(0)));
        }
    }
}

#[test]
fn a_certificate_that_is_trusted_as_itself_is_asked_for_nothing_of_a_ca() {
    let alone = Case::self_signed(&Leaf::with([usage(KeyUsage::DigitalSignature), purpose(false)]));
    let anchors = alone.certificates.clone();
    alone.clone().is_usable();
    alone.anchors(&anchors).is_usable();
}
