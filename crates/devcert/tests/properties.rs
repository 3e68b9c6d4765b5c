//! What holds for every value, not only for the examples.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

use std::sync::LazyLock;

use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::{pem, read, sniff};
use devcert::key::{self, PrivateKey};
use devcert::model::algorithm::{AlgorithmIdentifier, DigestAlgorithm, MlDsa, Pss, SignatureAlgorithm};
use devcert::model::algorithm::{KeyAlgorithm, RsaBits};
use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::name::{AttributeValue, Name, StringKind};
use devcert::model::san::San;
use devcert::model::serial::Serial;
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};
use devcert::model::validity::Validity;
use devcert::pki::expiry::{is_worth_reading, scan};
use devcert::pki::{self, CertificateSpec, Issuer, RequestSpec};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rcgen::string::Ia5String;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyIdMethod,
    KeyPair, KeyUsagePurpose, SanType, SerialNumber,
};
use rustls_pki_types::PrivatePkcs8KeyDer;
use time::{Duration, OffsetDateTime};

// ---------------------------------------------------------------------------------------------
// Names

/// A host name as people type it: mixed case, a trailing dot, letters beyond ASCII, a wildcard.
fn host() -> impl Strategy<Value = String> {
    let label = prop_oneof![4 => "[a-zA-Z0-9]([a-zA-Z0-9_-]{0,10}[a-zA-Z0-9])?", 1 => "[äöüßé日本中]{1,5}"];
    let name = (vec(label, 1..4), select(vec!["test", "example", "Local"]));
    (any::<bool>(), name, any::<bool>()).prop_map(|(star, (labels, last), dot)| {
        let star = if star { "*." } else { "" };
        format!("{star}{}.{last}{}", labels.join("."), if dot { "." } else { "" })
    })
}

/// Text that is often a name of some type; whether it is one is for the parser to say.
fn san_text() -> impl Strategy<Value = String> {
    prop_oneof![
        host(),
        any::<std::net::Ipv4Addr>().prop_map(|address| address.to_string()),
        any::<std::net::Ipv6Addr>().prop_map(|address| format!("IP:{address}")),
        ("[!-~]{1,12}", host()).prop_map(|(local, host)| format!("{local}@{host}")),
        "URI:[a-z][a-z0-9+.-]{0,5}:[!-~]{1,20}",
        "RID:[0-2]\\.[0-9]{1,2}(\\.[0-9]{1,7}){1,5}",
        subject_text().prop_map(|text| format!("dirName:{text}")),
        "otherName:1\\.3\\.6\\.[0-9]{1,3};(UTF8|IA5):\\PC{0,20}",
        "\\PC{0,40}",
    ]
}

/// A subject in one of the two spellings.
fn subject_text() -> impl Strategy<Value = String> {
    let kind =
        select(vec!["CN", "C", "O", "OU", "L", "ST", "DC", "emailAddress", "serialNumber", "UID", "1.2.3.4"]);
    let attribute = (kind, "\\PC{1,20}").prop_map(|(kind, text)| format!("{kind}={}", escaped(&text)));
    let rdn = vec(attribute, 1..3).prop_map(|attributes| attributes.join("+"));
    (vec(rdn, 1..5), any::<bool>()).prop_map(|(rdns, slash)| match slash {
        true => format!("/{}", rdns.join("/")),
        false => rdns.join(","),
    })
}

/// Every character that means something in either spelling, escaped.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| ",+/\\=;<>\"#".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

static ED25519: LazyLock<PrivateKey> = LazyLock::new(|| generate(KeyAlgorithm::Ed25519));
static RSA: LazyLock<PrivateKey> = LazyLock::new(|| generate(KeyAlgorithm::Rsa(RsaBits::new(2048).unwrap())));

fn generate(algorithm: KeyAlgorithm) -> PrivateKey {
    key::generate(algorithm, &mut rand::rng()).unwrap()
}

fn spec(subject: Name, extensions: Vec<Extension>) -> CertificateSpec {
    let now = OffsetDateTime::from_unix_timestamp(1_900_000_000).unwrap();
    CertificateSpec {
        subject,
        extensions,
        validity: Validity::between(now, now + Duration::days(1)).unwrap(),
        serial: Serial::from_be_bytes(&[1]).unwrap(),
    }
}

/// A signature algorithm of any kind; ECDSA with MD5 is none.
fn signature_algorithm() -> impl Strategy<Value = SignatureAlgorithm> {
    let digest = || select(&DigestAlgorithm::ALL[..]);
    prop_oneof![
        digest().prop_map(SignatureAlgorithm::RsaPkcs1),
        (digest(), digest(), any::<u32>()).prop_map(|(digest, mask_digest, salt_bytes)| {
            SignatureAlgorithm::RsaPss(Pss { digest, mask_digest, salt_bytes })
        }),
        select(&DigestAlgorithm::ALL[1..]).prop_map(SignatureAlgorithm::Ecdsa),
        Just(SignatureAlgorithm::Ed25519),
        Just(SignatureAlgorithm::Ed448),
        select(&MlDsa::ALL[..]).prop_map(SignatureAlgorithm::MlDsa),
    ]
}

proptest! {
    #[test]
    fn every_signature_algorithm_comes_back_out_of_its_identifier(algorithm in signature_algorithm()) {
        let der = algorithm.identifier().unwrap().to_der().unwrap();
        let read = AlgorithmIdentifier::from_der(&der).unwrap();
        prop_assert_eq!(read.signature(), Some(algorithm));
        prop_assert_eq!(read.to_der().unwrap(), der);
    }

    #[test]
    fn an_identifier_that_reads_is_written_as_the_same_bytes(
        oid in vec(any::<u8>(), 1..12),
        parameters in proptest::option::of(vec(any::<u8>(), 0..12)),
        tag in select(&[4_u8, 5, 6, 0x30, 0xa0][..]),
    ) {
        let element = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
        let parameters = parameters.map(|content| element(tag, &content)).unwrap_or_default();
        let der = element(0x30, &[element(6, &oid), parameters].concat());
        if let Ok(read) = AlgorithmIdentifier::from_der(&der) {
            prop_assert_eq!(read.to_der().unwrap(), der);
        }
    }

    #[test]
    fn every_name_that_parses_comes_back_out_of_a_certificate_and_a_request(texts in vec(san_text(), 1..6)) {
        let names: Vec<San> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        if names.is_empty() {
            return Ok(());
        }
        let extensions = vec![ExtensionValue::SubjectAltName(names.clone()).non_critical()];
        let issuer = Issuer::new("CN=issuer".parse().unwrap(), &ED25519).unwrap();
            let certificate = pki::issue(&spec(Name::default(), extensions.clone()), ED25519.public(), &issuer).unwrap();
        prop_assert_eq!(certificate.names(), &names[..]);
        let request = RequestSpec { subject: Name::default(), extensions };
        let request = pki::create_request(&request, &ED25519).unwrap();
        prop_assert_eq!(request.names(), &names[..]);
    }

    #[test]
    fn every_name_that_is_shown_reads_as_itself(text in san_text()) {
        if let Ok(name) = text.parse::<San>() {
            // Other names are shown as DER, which has no spelling to be typed in.
            if !matches!(name, San::Other { .. }) {
                prop_assert_eq!(name.to_string().parse::<San>(), Ok(name));
            }
        }
    }

    #[test]
    fn every_subject_that_parses_comes_back_out_of_a_certificate_and_its_own_text(text in subject_text()) {
        if let Some(name) = text.parse::<Name>().ok().filter(|name| !name.is_empty()) {
            let certificate = pki::self_signed(&spec(name.clone(), Vec::new()), &ED25519).unwrap();
            prop_assert_eq!(certificate.subject(), &name);
            prop_assert_eq!(certificate.issuer(), &name);
            prop_assert_eq!(name.to_string().parse::<Name>(), Ok(name));
        }
    }

    #[test]
    fn escaped_text_of_a_subject_is_taken_as_it_is(text in "\\PC{1,20}") {
        for subject in [format!("/CN={}", escaped(&text)), format!("CN={}", escaped(&text))] {
            if let Ok(name) = subject.parse::<Name>() {
                prop_assert_eq!(name.common_name(), Some(text.trim_start()));
            }
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC{0,60}") {
        let _ = text.parse::<San>();
        let _ = text.parse::<Name>();
        let _ = format!("/{text}").parse::<Name>();
        let _ = text.parse::<KeyAlgorithm>();
        let _ = text.parse::<devcert::model::span::Span>();
        let _ = text.parse::<devcert::model::validity::Moment>();
    }
}

// ---------------------------------------------------------------------------------------------
// One certificate, two roads: pki::issue, and rcgen by its own typed fields

/// What both can say: each attribute once, one to a relative name.
#[derive(Debug, Clone)]
struct Both {
    subject: Vec<(DnType, String)>,
    names: Vec<San>,
    key_usages: Vec<KeyUsage>,
    purposes: Vec<ExtendedKeyUsage>,
    ca: bool,
    path_len: Option<u8>,
    not_before: i64,
    seconds: i64,
    serial: Vec<u8>,
    rsa: bool,
}

/// The attributes that rcgen has names for, with those that both write as `UTF8String`.
const TYPES: [(DnType, &str); 5] = [
    (DnType::CommonName, "CN"),
    (DnType::OrganizationName, "O"),
    (DnType::OrganizationalUnitName, "OU"),
    (DnType::LocalityName, "L"),
    (DnType::StateOrProvinceName, "ST"),
];

fn both() -> impl Strategy<Value = Both> {
    // Whoever signs has a name (RFC 5280, 4.1.2.4).
    let subject = (subsequence(TYPES.to_vec(), 1..=TYPES.len()), vec("[^\\p{C}]{1,20}", TYPES.len()))
        .prop_map(|(kinds, texts)| kinds.into_iter().map(|(kind, _)| kind).zip(texts).collect());
    let san = prop_oneof![
        host(),
        any::<std::net::IpAddr>().prop_map(|address| format!("IP:{address}")),
        ("[a-z]{1,8}", "[a-z]{1,8}").prop_map(|(local, host)| format!("{local}@{host}.test")),
        "URI:https://[a-z]{1,8}/[a-z]{0,8}",
    ];
    let names = vec(san, 0..5).prop_map(|texts| {
        texts.iter().map(|text| text.parse::<San>()).filter_map(Result::ok).collect::<Vec<_>>()
    });
    let purposes =
        [ExtendedKeyUsage::SERVER_AUTH, ExtendedKeyUsage::CLIENT_AUTH, ExtendedKeyUsage::ANY].to_vec();
    (
        subject,
        names,
        subsequence(KeyUsage::ALL.to_vec(), 0..=9),
        subsequence(purposes, 0..=3),
        (any::<bool>(), proptest::option::of(0_u8..=127)),
        // From 1950, through the change to four-digit years in 2050, to 9999.
        -631_152_000_i64..200_000_000_000,
        0_i64..50_000_000_000,
        vec(any::<u8>(), 1..=19).prop_filter("not zero", |bytes| bytes.iter().any(|byte| *byte != 0)),
        prop::bool::weighted(0.2),
    )
        .prop_map(
            |(subject, names, key_usages, purposes, (ca, path_len), not_before, seconds, serial, rsa)| Both {
                subject,
                names,
                key_usages,
                purposes,
                ca,
                path_len: path_len.filter(|_| ca),
                not_before,
                seconds,
                serial,
                rsa,
            },
        )
}

impl Both {
    fn key(&self) -> &'static PrivateKey {
        if self.rsa { &RSA } else { &ED25519 }
    }

    fn dates(&self) -> (OffsetDateTime, OffsetDateTime) {
        let start = OffsetDateTime::from_unix_timestamp(self.not_before).unwrap();
        (start, start + Duration::seconds(self.seconds))
    }

    /// Extensions in the order in which rcgen writes its own.
    fn extensions(&self) -> Vec<Extension> {
        let mut extensions = vec![ExtensionValue::AuthorityKeyIdentifier.non_critical()];
        if !self.names.is_empty() {
            extensions.push(ExtensionValue::SubjectAltName(self.names.clone()).non_critical());
        }
        if !self.key_usages.is_empty() {
            extensions.push(ExtensionValue::KeyUsage(self.key_usages.clone()).critical());
        }
        if !self.purposes.is_empty() {
            extensions.push(ExtensionValue::ExtendedKeyUsage(self.purposes.clone()).non_critical());
        }
        extensions.push(ExtensionValue::SubjectKeyIdentifier.non_critical());
        extensions.push(ExtensionValue::BasicConstraints { ca: self.ca, path_len: self.path_len }.critical());
        extensions
    }

    fn by_devcert(&self) -> Vec<u8> {
        let attribute = |(kind, text): &(DnType, String)| {
            let (_, short) = TYPES.iter().find(|(known, _)| known == kind).unwrap();
            let one = format!("/{short}=x").parse::<Name>().unwrap().rdns()[0].clone();
            let value = AttributeValue::new(StringKind::Utf8, text).unwrap();
            one.into_iter()
                .map(|known| devcert::model::name::Attribute { value: value.clone(), ..known })
                .collect()
        };
        let (not_before, not_after) = self.dates();
        let spec = CertificateSpec {
            subject: Name::new(self.subject.iter().map(attribute).collect()).unwrap(),
            extensions: self.extensions(),
            validity: Validity::between(not_before, not_after).unwrap(),
            serial: Serial::from_be_bytes(&self.serial).unwrap(),
        };
        pki::self_signed(&spec, self.key()).unwrap().der().to_vec()
    }

    fn by_rcgen(&self) -> Vec<u8> {
        let key = self.key();
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        for (kind, text) in &self.subject {
            params.distinguished_name.push(kind.clone(), DnValue::Utf8String(text.clone()));
        }
        params.subject_alt_names = self.names.iter().map(san_type).collect();
        params.key_usages = self.key_usages.iter().map(|usage| key_usage(*usage)).collect();
        params.extended_key_usages = self.purposes.iter().map(purpose).collect();
        params.is_ca = match (self.ca, self.path_len) {
            (false, _) => IsCa::ExplicitNoCa,
            (true, None) => IsCa::Ca(rcgen::BasicConstraints::Unconstrained),
            (true, Some(most)) => IsCa::Ca(rcgen::BasicConstraints::Constrained(most)),
        };
        params.use_authority_key_identifier_extension = true;
        params.key_identifier_method = KeyIdMethod::PreSpecified(key.public().key_identifier().to_vec());
        (params.not_before, params.not_after) = self.dates();
        let serial = Serial::from_be_bytes(&self.serial).unwrap();
        params.serial_number = Some(SerialNumber::from_slice(serial.as_be_bytes()));
        let pkcs8 = private_key::to_der(key, KeyForm::Pkcs8).unwrap();
        let pkcs8 = PrivatePkcs8KeyDer::from(pkcs8.expose());
        let scheme = if self.rsa { &rcgen::PKCS_RSA_SHA256 } else { &rcgen::PKCS_ED25519 };
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8, scheme).unwrap();
        params.self_signed(&pair).unwrap().der().to_vec()
    }
}

fn san_type(name: &San) -> SanType {
    let ia5 = |text: &str| Ia5String::try_from(text).unwrap();
    match name {
        San::Dns(host) => SanType::DnsName(ia5(host.as_str())),
        San::Ip(address) => SanType::IpAddress(*address),
        San::Email(address) => SanType::Rfc822Name(ia5(address.as_str())),
        San::Uri(uri) => SanType::URI(ia5(uri.as_str())),
        other => panic!("rcgen has no {other}"),
    }
}

const fn key_usage(usage: KeyUsage) -> KeyUsagePurpose {
    match usage {
        KeyUsage::DigitalSignature => KeyUsagePurpose::DigitalSignature,
        KeyUsage::NonRepudiation => KeyUsagePurpose::ContentCommitment,
        KeyUsage::KeyEncipherment => KeyUsagePurpose::KeyEncipherment,
        KeyUsage::DataEncipherment => KeyUsagePurpose::DataEncipherment,
        KeyUsage::KeyAgreement => KeyUsagePurpose::KeyAgreement,
        KeyUsage::KeyCertSign => KeyUsagePurpose::KeyCertSign,
        KeyUsage::CrlSign => KeyUsagePurpose::CrlSign,
        KeyUsage::EncipherOnly => KeyUsagePurpose::EncipherOnly,
        KeyUsage::DecipherOnly => KeyUsagePurpose::DecipherOnly,
    }
}

fn purpose(purpose: &ExtendedKeyUsage) -> ExtendedKeyUsagePurpose {
    match *purpose {
        ExtendedKeyUsage::SERVER_AUTH => ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsage::CLIENT_AUTH => ExtendedKeyUsagePurpose::ClientAuth,
        _ => ExtendedKeyUsagePurpose::Any,
    }
}

proptest! {
    #[test]
    fn both_roads_give_the_same_certificate(both in both()) {
        prop_assume!(both.dates().1.year() <= 9999);
        prop_assert_eq!(both.by_devcert(), both.by_rcgen());
    }
}

// ---------------------------------------------------------------------------------------------
// Readers

proptest! {
    #[test]
    fn what_is_armoured_reads_back(label in "[A-Z][A-Z0-9 ]{0,20}[A-Z]", der in vec(any::<u8>(), 0..600)) {
        let armour = pem::encode(&label, &der);
        let text = std::str::from_utf8(armour.expose()).unwrap();
        let blocks = pem::decode(text).unwrap();
        prop_assert_eq!(blocks.len(), 1);
        prop_assert!(blocks[0].label.is(&label));
        prop_assert_eq!(blocks[0].content.expose(), &der[..]);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..400)) {
        read_every_way(&bytes);
    }

    #[test]
    fn no_text_with_armour_makes_a_reader_panic(
        lines in vec(select(vec![
            "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----",
            "-----END CERTIFICATE-----", "-----BEGIN ", "-----END", "-----", "MIIB", "AAEC", "=", "é\u{feff}",
            "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-256-CBC,00", "", "  ", ":", "\r",
        ]), 0..12),
    ) {
        read_every_way(lines.join("\n").as_bytes());
        let _ = pem::decode(&lines.join("\n"));
    }

    #[test]
    fn a_byte_changed_or_an_end_cut_off_makes_no_reader_panic(
        which in 0_usize..5, position in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let mut bytes = GOOD[which].clone();
        let position = position.index(bytes.len());
        match cut {
            true => bytes.truncate(position),
            false => bytes[position] = byte,
        }
        read_every_way(&bytes);
    }
}

/// A key in each structure, a certificate and a request.
static GOOD: LazyLock<[Vec<u8>; 5]> = LazyLock::new(|| {
    let key = generate("p256".parse().unwrap());
    let form = |key: &PrivateKey, form| private_key::to_der(key, form).unwrap().expose().to_vec();
    let extensions = vec![ExtensionValue::SubjectAltName(San::defaults().to_vec()).non_critical()];
    let certificate = spec(Name::from_common_name("x").unwrap(), extensions.clone());
    let request = RequestSpec { subject: Name::default(), extensions };
    [
        form(&key, KeyForm::Pkcs8),
        form(&key, KeyForm::Sec1),
        form(&RSA, KeyForm::Pkcs1),
        pki::self_signed(&certificate, &key).unwrap().der().to_vec(),
        pki::create_request(&request, &key).unwrap().der().to_vec(),
    ]
});

fn read_every_way(bytes: &[u8]) {
    let _ = sniff::sniff(bytes);
    let _ = sniff::classify(bytes);
    let _ = read::private_key(bytes);
    let _ = read::public_key(bytes);
    let _ = read::certificates(bytes);
    let _ = scan(bytes, &[]);
    let _ = is_worth_reading(bytes, bytes.len() as u64);
    if let Ok(request) = read::request(bytes) {
        let _ = pki::verify_request(&request);
    }
}
