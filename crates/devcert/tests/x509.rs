//! The structures of X.509 lose nothing of what they read, can hold everything that the formats allow,
//! and encode to what rcgen writes where rcgen can express the same.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, its helpers too, and reads files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use devcert::key::{self, PrivateKey};
use devcert::model::extension::{ExtensionValue, OtherExtension};
use devcert::model::name::StringKind;
use devcert::model::oid::Oid;
use devcert::pki::{self, CertificateSpec, RequestSpec, rcgen};
use devcert::x509::{
    AlgorithmIdentifier, Attribute, BitString, Boolean, Certificate, CertificateList, CertificationRequest,
    Element, Extension, Integer, Name, NameAttribute, ObjectId, OctetString, PublicKeyInfo, RequestInfo,
    RevokedCertificate, Set, TbsCertList, TbsCertificate, Time, Validity, Version,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use time::OffsetDateTime;

// ---------------------------------------------------------------------------------------------
// Files

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Reads `der`, writes it, and compares.
fn keeps<'a, T: Decode<'a, Error = der::Error> + Encode>(der: &'a [u8]) -> Result<(), String> {
    let read = T::from_der(der).map_err(|error| error.to_string())?;
    (read.to_der().unwrap() == der).then_some(()).ok_or_else(|| "other bytes".to_owned())
}

#[test]
fn every_fixture_that_is_read_is_written_with_the_same_bytes() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let (mut counts, mut lost) = ([0; 3], Vec::new());
    for file in files(&fixtures) {
        let bytes = fs::read(&file).unwrap();
        let blocks = pem::parse_many(&bytes).unwrap_or_default().into_iter().map(pem::Pem::into_contents);
        for der in blocks.chain([bytes]) {
            let (kind, kept) = if devcert::encoding::certificate::Certificate::from_der(&der).is_ok() {
                (0, keeps::<Certificate<'_>>(&der))
            } else if devcert::encoding::request::Request::from_der(&der).is_ok() {
                (1, keeps::<CertificationRequest<'_>>(&der))
            } else if devcert::encoding::crl::Crl::from_der(&der).is_ok() {
                (2, keeps::<CertificateList<'_>>(&der))
            } else {
                continue;
            };
            counts[kind] += 1;
            lost.extend(kept.err().map(|error| format!("{}: {error}", file.display())));
        }
    }
    assert!(counts.iter().all(|count| *count >= 4), "{counts:?}");
    assert!(lost.is_empty(), "{lost:#?}");
}

// ---------------------------------------------------------------------------------------------
// Generated values

static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    let kinds = ["p256", "p384", "p521", "ed25519", "rsa:2048", "ml-dsa-44"];
    kinds.map(|kind| key::generate(kind.parse().unwrap(), &mut rand::rng()).unwrap()).into()
});

/// The key of this kind, and the algorithm of its signatures.
fn signing(kind: usize) -> (PublicKeyInfo<'static>, AlgorithmIdentifier<'static>) {
    const ALGORITHMS: [(&str, bool); 6] = [
        ("1.2.840.10045.4.3.2", false),
        ("1.2.840.10045.4.3.3", false),
        ("1.2.840.10045.4.3.4", false),
        ("1.3.101.112", false),
        ("1.2.840.113549.1.1.11", true),
        ("2.16.840.1.101.3.4.3.17", false),
    ];
    let (oid, null) = ALGORITHMS[kind];
    let parameters = null.then(|| Element::new(5, &[]).unwrap());
    let algorithm = AlgorithmIdentifier { id: ObjectId::from(ObjectIdentifier::new_unwrap(oid)), parameters };
    (PublicKeyInfo::from_der(KEYS[kind].public().spki()).unwrap(), algorithm)
}

fn oid() -> impl Strategy<Value = ObjectId<'static>> {
    let oids = ["2.5.4.3", "2.5.29.17", "1.2.3.4", "2.999.1", "1.3.6.1.4.1.4294967296", "0.9.2342"];
    select(oids.to_vec()).prop_map(|oid| ObjectId::from(oid.parse::<Oid>().unwrap()))
}

/// Also what no other type of ours would hold: malformed, and with arcs beyond 64 bits.
fn any_oid() -> impl Strategy<Value = ObjectId<'static>> {
    let long = "2.25.329800735698586629295641978511506172918".parse::<Oid>().unwrap();
    prop_oneof![
        4 => oid(),
        1 => Just(ObjectId::from(long)),
        1 => vec(any::<u8>(), 0..60).prop_map(ObjectId::from_content),
    ]
}

fn positive() -> impl Strategy<Value = Integer<'static>> {
    vec(any::<u8>(), 0..30).prop_map(|bytes| Integer::unsigned(&bytes))
}

/// Zero, negative, long and not minimal.
fn any_integer() -> impl Strategy<Value = Integer<'static>> {
    prop_oneof![positive(), vec(any::<u8>(), 0..40).prop_map(Integer::from_content)]
}

fn moment() -> impl Strategy<Value = OffsetDateTime> {
    // From the year 0 to 9999.
    (-62_167_219_200_i64..253_402_300_799)
        .prop_map(|second| OffsetDateTime::from_unix_timestamp(second).unwrap())
}

fn time() -> impl Strategy<Value = Time<'static>> {
    moment().prop_map(|moment| Time::new(moment).unwrap())
}

/// Also in the encoding that RFC 5280 does not allow, and in no form of a date.
fn any_time() -> impl Strategy<Value = Time<'static>> {
    prop_oneof![
        time(),
        moment().prop_map(|moment| Time::generalized(moment).unwrap()),
        "[0-9]{0,14}[Z+.-]{0,2}[0-9]{0,4}".prop_map(|text| Time::Utc(text.into_bytes().into())),
        "\\PC{0,9}".prop_map(|text| Time::Generalized(text.into_bytes().into())),
    ]
}

/// A string of a type that rcgen has.
fn string() -> impl Strategy<Value = Element<'static>> {
    use StringKind::{Bmp, Ia5, Printable, Teletex, Universal, Utf8};
    let kinds = select(vec![Utf8, Printable, Ia5, Teletex, Bmp, Universal]);
    (kinds, "[a-zA-Z0-9 ]{0,20}").prop_map(|(kind, text)| Element::text(kind, &text).unwrap())
}

fn any_value() -> impl Strategy<Value = Element<'static>> {
    prop_oneof![
        string(),
        (select(StringKind::ALL.to_vec()), "\\PC{0,9}")
            .prop_filter_map("not of its alphabet", |(kind, text)| Element::text(kind, &text)),
        (select(vec![2_u8, 4, 5, 12, 19, 27, 28, 30, 0x30, 0x80, 0xa7]), vec(any::<u8>(), 0..20))
            .prop_map(|(tag, content)| Element::new(tag, &content).unwrap()),
    ]
}

/// Each type once, in a relative name of its own.
fn name() -> impl Strategy<Value = Name<'static>> {
    let types = ["2.5.4.3", "2.5.4.10", "2.5.4.11", "1.2.840.113549.1.9.1", "2.999.7"]
        .map(|oid| ObjectId::from(oid.parse::<Oid>().unwrap()));
    (subsequence(types.to_vec(), 0..=5), vec(string(), 5)).prop_map(|(ids, values)| {
        let attributes = ids.into_iter().zip(values).map(|(id, value)| NameAttribute { id, value });
        Name(attributes.map(|one| Set(vec![one])).collect())
    })
}

/// Repeated types, several in one relative name and none, in any order.
fn any_name() -> impl Strategy<Value = Name<'static>> {
    let attribute = (any_oid(), any_value()).prop_map(|(id, value)| NameAttribute { id, value });
    prop_oneof![name(), vec(vec(attribute, 0..4).prop_map(Set), 0..5).prop_map(Name)]
}

fn extension() -> impl Strategy<Value = Extension<'static>> {
    (oid(), any::<bool>(), vec(any::<u8>(), 0..30))
        .prop_map(|(id, critical, value)| (Extension::new(id.oid().unwrap(), value), critical))
        .prop_map(|(extension, critical)| if critical { extension.critical() } else { extension })
}

/// FALSE that is written, and a BOOLEAN that is neither.
fn any_extension() -> impl Strategy<Value = Extension<'static>> {
    let critical = option::of(any::<u8>().prop_map(|byte| Boolean::from_content(vec![byte])));
    let any = (any_oid(), critical, vec(any::<u8>(), 0..30));
    let any = any.prop_map(|(id, critical, value)| Extension {
        id,
        critical,
        value: OctetString::from_content(value),
    });
    prop_oneof![extension(), any]
}

fn any_algorithm() -> impl Strategy<Value = AlgorithmIdentifier<'static>> {
    let own = (any_oid(), option::of(any_value()));
    prop_oneof![
        (0..6_usize).prop_map(|kind| signing(kind).1),
        own.prop_map(|(id, parameters)| AlgorithmIdentifier { id, parameters }),
    ]
}

fn any_key() -> impl Strategy<Value = PublicKeyInfo<'static>> {
    let bits = (0..8_u8, vec(any::<u8>(), 0..60)).prop_map(|(unused, bytes)| [vec![unused], bytes].concat());
    prop_oneof![
        (0..6_usize).prop_map(|kind| signing(kind).0),
        (any_algorithm(), bits).prop_map(|(algorithm, bits)| {
            PublicKeyInfo { algorithm, key: BitString::from_content(bits) }
        }),
    ]
}

fn any_unique_id() -> impl Strategy<Value = Option<BitString<'static>>> {
    option::weighted(0.2, vec(any::<u8>(), 0..9).prop_map(|bytes| BitString::from_bytes(&bytes)))
}

/// What rcgen can express.
fn certificate() -> impl Strategy<Value = TbsCertificate<'static>> {
    (0..6_usize, 0..6_usize, positive(), name(), (time(), time()), name(), vec(extension(), 0..5)).prop_map(
        |(own, issuers, serial, issuer, (not_before, not_after), subject, extensions)| TbsCertificate {
            version: Some(Version::from(2)),
            serial,
            signature: signing(issuers).1,
            issuer,
            validity: Validity { not_before, not_after },
            subject,
            public_key: signing(own).0,
            issuer_id: None,
            subject_id: None,
            extensions: Some(extensions).filter(|list| !list.is_empty()),
        },
    )
}

fn any_certificate() -> impl Strategy<Value = TbsCertificate<'static>> {
    let first = (option::of(any_integer()), any_integer(), any_algorithm(), any_name());
    let second = ((any_time(), any_time()), any_name(), any_key());
    let third = (any_unique_id(), any_unique_id(), option::of(vec(any_extension(), 0..5)));
    (first, second, third).prop_map(|((version, serial, signature, issuer), second, third)| {
        let ((not_before, not_after), subject, public_key) = second;
        let validity = Validity { not_before, not_after };
        let (issuer_id, subject_id, extensions) = third;
        TbsCertificate {
            version,
            serial,
            signature,
            issuer,
            validity,
            subject,
            public_key,
            issuer_id,
            subject_id,
            extensions,
        }
    })
}

/// What rcgen can express, and the algorithm of the signature.
fn request() -> impl Strategy<Value = (RequestInfo<'static>, AlgorithmIdentifier<'static>)> {
    (0..6_usize, name(), vec(extension(), 0..5)).prop_map(|(kind, subject, extensions)| {
        let (public_key, algorithm) = signing(kind);
        let attributes = match extensions.as_slice() {
            [] => Vec::new(),
            extensions => vec![Attribute::extension_request(extensions).unwrap()],
        };
        let version = Version::from(0);
        (RequestInfo { version, subject, public_key, attributes: Some(Set(attributes)) }, algorithm)
    })
}

fn any_request() -> impl Strategy<Value = RequestInfo<'static>> {
    let attribute =
        (any_oid(), vec(any_value(), 0..3)).prop_map(|(id, values)| Attribute { id, values: Set(values) });
    let asks = vec(any_extension(), 0..4).prop_map(|list| Attribute::extension_request(&list).unwrap());
    let attributes = option::of(vec(prop_oneof![attribute, asks], 0..4).prop_map(Set));
    (any_integer(), any_name(), any_key(), attributes).prop_map(
        |(version, subject, public_key, attributes)| RequestInfo { version, subject, public_key, attributes },
    )
}

fn ext(oid: &str, der: Vec<u8>) -> Extension<'static> {
    Extension::new(ObjectIdentifier::new_unwrap(oid), der)
}

fn revoked() -> impl Strategy<Value = RevokedCertificate<'static>> {
    let reason = option::of(select(vec![1_u8, 2, 3, 4, 5, 6, 8, 9, 10]));
    (positive(), time(), reason, option::of(moment())).prop_map(|(serial, date, reason, since)| {
        let reason = reason.map(|code| ext("2.5.29.21", vec![0x0a, 1, code]));
        let since = since.map(|moment| Time::generalized(moment).unwrap().to_der().unwrap());
        let extensions: Vec<_> = reason.into_iter().chain(since.map(|der| ext("2.5.29.24", der))).collect();
        RevokedCertificate { serial, date, extensions: Some(extensions).filter(|list| !list.is_empty()) }
    })
}

/// What rcgen can express.
fn list() -> impl Strategy<Value = TbsCertList<'static>> {
    let id = vec(any::<u8>(), 1..30);
    (0..6_usize, name(), (moment(), moment()), vec(revoked(), 0..4), id, positive()).prop_filter_map(
        "rcgen's next update comes later",
        |(kind, issuer, (this, next), revoked, id, number)| {
            let id = Element::new(0x30, Element::new(0x80, &id).unwrap().der()).unwrap();
            let extensions =
                vec![ext("2.5.29.35", id.der().to_vec()), ext("2.5.29.20", number.to_der().unwrap())];
            (this < next).then(|| TbsCertList {
                version: Some(Version::from(1)),
                signature: signing(kind).1,
                issuer,
                this_update: Time::new(this).unwrap(),
                next_update: Time::new(next),
                revoked: Some(revoked).filter(|list| !list.is_empty()),
                extensions: Some(extensions),
            })
        },
    )
}

fn any_list() -> impl Strategy<Value = TbsCertList<'static>> {
    let entry = (any_integer(), any_time(), option::of(vec(any_extension(), 0..3)))
        .prop_map(|(serial, date, extensions)| RevokedCertificate { serial, date, extensions });
    let first = (option::of(any_integer()), any_algorithm(), any_name(), any_time(), option::of(any_time()));
    let second = (option::of(vec(entry, 0..4)), option::of(vec(any_extension(), 0..4)));
    (first, second).prop_map(
        |((version, signature, issuer, this_update, next_update), (revoked, extensions))| TbsCertList {
            version,
            signature,
            issuer,
            this_update,
            next_update,
            revoked,
            extensions,
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_reads_as_the_same_value(
        body in any_certificate(), algorithm in any_algorithm(), bytes in vec(any::<u8>(), 0..9),
        info in any_request(), list in any_list(),
    ) {
        let der = body.to_der().unwrap();
        prop_assert_eq!(&TbsCertificate::from_der(&der).unwrap(), &body);
        let signed = Certificate { body, algorithm, signature: BitString::from_bytes(&bytes) };
        let der = signed.to_der().unwrap();
        prop_assert_eq!(&Certificate::from_der(&der).unwrap(), &signed);
        let Certificate { algorithm, signature, .. } = signed.clone();
        let der = info.to_der().unwrap();
        prop_assert_eq!(&RequestInfo::from_der(&der).unwrap(), &info);
        let signed = CertificationRequest { body: info, algorithm: algorithm.clone(), signature: signature.clone() };
        let der = signed.to_der().unwrap();
        prop_assert_eq!(&CertificationRequest::from_der(&der).unwrap(), &signed);
        let der = list.to_der().unwrap();
        prop_assert_eq!(&TbsCertList::from_der(&der).unwrap(), &list);
        let signed = CertificateList { body: list, algorithm, signature };
        let der = signed.to_der().unwrap();
        prop_assert_eq!(&CertificateList::from_der(&der).unwrap(), &signed);
    }

    #[test]
    fn rcgen_writes_a_certificate_that_it_can_express_with_the_same_bytes(body in certificate()) {
        prop_assert_eq!(rcgen::certificate(&body), Some(body.to_der().unwrap()));
    }

    #[test]
    fn rcgen_writes_a_request_that_it_can_express_with_the_same_bytes((body, algorithm) in request()) {
        prop_assert_eq!(rcgen::request(&body, &algorithm), Some(body.to_der().unwrap()));
    }

    #[test]
    fn rcgen_writes_a_list_that_it_can_express_with_the_same_bytes(body in list()) {
        prop_assert_eq!(rcgen::crl(&body), Some(body.to_der().unwrap()));
    }

    #[test]
    fn what_rcgen_cannot_express_is_left_to_the_structures(
        body in any_certificate(), info in any_request(), algorithm in any_algorithm(), list in any_list(),
    ) {
        for (expressed, own) in [
            (rcgen::certificate(&body), body.to_der()),
            (rcgen::request(&info, &algorithm), info.to_der()),
            (rcgen::crl(&list), list.to_der()),
        ] {
            prop_assert!(expressed.is_none_or(|der| der == own.unwrap()));
        }
    }

    /// One thing after another that rcgen does not have, in what it otherwise could express.
    #[test]
    fn rcgen_leaves_out_what_it_would_change(body in certificate(), number in any_integer(), date in any_time(), name in any_name()) {
        let id = Some(BitString::from_bytes(&[1]));
        let odd = [
            TbsCertificate { version: None, ..body.clone() },
            TbsCertificate { issuer_id: id.clone(), ..body.clone() },
            TbsCertificate { subject_id: id, ..body.clone() },
            TbsCertificate { serial: number, ..body.clone() },
            TbsCertificate { validity: Validity { not_before: date.clone(), not_after: date }, ..body.clone() },
            TbsCertificate { subject: name, ..body.clone() },
            TbsCertificate { extensions: Some(Vec::new()), ..body },
        ];
        for body in odd {
            prop_assert!(rcgen::certificate(&body).is_none_or(|der| der == body.to_der().unwrap()));
        }
    }
}

// ---------------------------------------------------------------------------------------------
// What devcert issues

#[test]
fn an_extension_whose_identifier_rcgen_cannot_write_is_issued() {
    let oid: Oid = "2.25.329800735698586629295641978511506172918".parse().unwrap();
    let now = OffsetDateTime::from_unix_timestamp(1_900_000_000).unwrap();
    let spec = CertificateSpec {
        subject: "CN=a.test".parse().unwrap(),
        extensions: vec![ExtensionValue::Other(OtherExtension::new(oid, vec![5, 0]).unwrap()).non_critical()],
        validity: devcert::model::validity::Validity::between(now, now).unwrap(),
        serial: "01".parse().unwrap(),
    };
    let issued = pki::self_signed(&spec, &KEYS[0]).unwrap();
    assert_eq!(issued.extensions(), spec.extensions);
    let request = RequestSpec { subject: spec.subject, extensions: spec.extensions };
    assert_eq!(pki::create_request(&request, &KEYS[0]).unwrap().extensions(), request.extensions);
}
