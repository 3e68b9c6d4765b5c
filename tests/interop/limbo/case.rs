//! One question of the suite, and the answers to it.

use std::io::Read as _;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use devcert::pki::load::Provider;
use devcert::pki::path::{
    PathDiagnostics, PathError, PathLimits, Purpose, Query, Revocation, Validated, survey, validate,
};
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, ServerName, UnixTime};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use webpki::{
    BorrowedCertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, RevocationCheckDepth,
    RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

/// The moment for those that ask for none: they mean the present, and say the same for centuries.
const PRESENT: OffsetDateTime = datetime!(2026-11-22 00:00 UTC);

/// Is there a path?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Verdict {
    #[serde(rename = "SUCCESS")]
    VerifiedRequest,
    #[serde(rename = "FAILURE")]
    Refused,
}

/// One question.
pub(super) struct Case {
    pub(super) id: String,
    source: Source,
    pub(super) leaf: CertificateDer<'static>,
    pub(super) intermediates: Vec<CertificateDer<'static>>,
    pub(super) roots: Vec<CertificateDer<'static>>,
    pub(super) crls: Vec<CertificateRevocationListDer<'static>>,
    pub(super) at: OffsetDateTime,
    name: Option<ServerName<'static>>,
}

/// The members of the file that are of use here.
#[derive(Deserialize)]
struct Source {
    id: String,
    features: Vec<String>,
    validation_kind: String,
    trusted_certs: Vec<String>,
    untrusted_intermediates: Vec<String>,
    peer_certificate: String,
    validation_time: Option<String>,
    key_usage: Vec<String>,
    expected_result: Verdict,
    expected_peer_name: Option<PeerName>,
    max_chain_depth: Option<usize>,
    crls: Vec<String>,
}

#[derive(Deserialize)]
struct PeerName {
    value: String,
}

#[derive(Deserialize)]
struct Suite {
    testcases: Vec<Source>,
}

/// Every question, read once.
pub(super) fn all() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(read);
    &CASES
}

fn read() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/x509-limbo.json.xz");
    let packed = std::fs::File::open(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; tests/interop/README.md says where it comes from", path.display())
    });
    let mut text = String::new();
    lzma_rust2::XzReader::new(packed, true).read_to_string(&mut text).unwrap();
    let suite: Suite = serde_json::from_str(&text).unwrap();
    suite.testcases.into_iter().map(Case::new).collect()
}

/// The DER in a PEM block.
fn der(text: &str) -> Vec<u8> {
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::Engine::decode(&base64::prelude::BASE64_STANDARD, body).unwrap()
}

fn moment(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}

impl Case {
    fn new(source: Source) -> Self {
        let certificates = |list: &[String]| list.iter().map(|text| der(text).into()).collect();
        Self {
            id: source.id.clone(),
            leaf: der(&source.peer_certificate).into(),
            intermediates: certificates(&source.untrusted_intermediates),
            roots: certificates(&source.trusted_certs),
            crls: source.crls.iter().map(|text| der(text).into()).collect(),
            at: source.validation_time.as_deref().map_or(PRESENT, moment),
            name: source.expected_peer_name.as_ref().map(|name| {
                ServerName::try_from(name.value.clone()).unwrap_or_else(|_| panic!("{}", source.id))
            }),
            source,
        }
    }

    /// The suite's answer.
    pub(super) fn expected(&self) -> Verdict {
        self.source.expected_result
    }

    /// Whether it asks for what webpki alone does not check, so that its harness in the suite passes
    /// it over: a client's certificate, the path's length, key usages.
    pub(super) fn is_beyond_webpki(&self) -> bool {
        self.purpose() == Purpose::Client
            || self.source.features.iter().any(|feature| feature == "max-chain-depth")
            || !self.source.key_usage.is_empty()
    }

    /// Whether a server shows the certificate.
    pub(super) fn is_server(&self) -> bool {
        self.purpose() == Purpose::Server
    }

    /// The host that is asked for, as it is typed.
    pub(super) fn host(&self) -> Option<&str> {
        self.source.expected_peer_name.as_ref().map(|name| name.value.as_str())
    }

    fn purpose(&self) -> Purpose {
        match self.source.validation_kind.as_str() {
            "CLIENT" => Purpose::Client,
            _ => Purpose::Server,
        }
    }

    /// The library's answer.
    pub(super) fn verdict(&self) -> Verdict {
        if self.survey().0.is_ok() { Verdict::VerifiedRequest } else { Verdict::Refused }
    }

    /// The library's answer in full.
    pub(super) fn survey(&self) -> (Result<Validated, PathError>, PathDiagnostics) {
        let query = Query {
            leaf: &self.leaf,
            intermediates: &self.intermediates,
            roots: &self.roots,
            at: self.at,
            name: self.name.as_ref(),
            purpose: self.purpose(),
            revocation: Revocation { crls: &self.crls, must_be_known: true, must_be_current: true },
            limits: PathLimits { intermediates: self.source.max_chain_depth },
        };
        let outcome = validate(&query);
        let survey = survey(&query, &outcome);
        (outcome, survey)
    }

    /// rustls-webpki's own answer to the same.
    pub(super) fn webpki_verdict(&self) -> Verdict {
        if self.ask_webpki().is_ok() { Verdict::VerifiedRequest } else { Verdict::Refused }
    }

    fn ask_webpki(&self) -> Result<(), webpki::Error> {
        let leaf = EndEntityCert::try_from(&self.leaf)?;
        let roots = self.roots.iter().map(anchor_from_trusted_cert).collect::<Result<Vec<_>, _>>()?;
        let crls = self.crls.iter().map(|der| Ok(BorrowedCertRevocationList::from_der(der)?.into()));
        let crls = crls.collect::<Result<Vec<_>, webpki::Error>>()?;
        let crls: Vec<_> = crls.iter().collect();
        let revocation = RevocationOptionsBuilder::new(&crls).ok().map(|options| {
            options
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Deny)
                .with_expiration_policy(ExpirationPolicy::Enforce)
                .build()
        });
        let seconds = u64::try_from(self.at.unix_timestamp()).unwrap();
        let path = leaf.verify_for_usage(
            Provider::AwsLcRs.crypto().signature_verification_algorithms.all,
            &roots,
            &self.intermediates,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            match self.purpose() {
                Purpose::Server => KeyUsage::server_auth(),
                Purpose::Client => KeyUsage::client_auth(),
            },
            revocation,
            None,
        )?;
        let counted = path.intermediate_certificates().filter(|one| one.subject() != one.issuer());
        let length = counted.count();
        if self.source.max_chain_depth.is_some_and(|most| length > most) {
            return Err(webpki::Error::MaximumPathDepthExceeded);
        }
        self.name.iter().try_for_each(|name| leaf.verify_is_valid_for_subject_name(name))
    }
}
