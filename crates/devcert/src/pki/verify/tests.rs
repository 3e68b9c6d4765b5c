//! Every fault by name: what the check says of it, and what mends it.

mod browsers;
mod chains;
mod files;
mod names;
mod paths;
mod presented;
mod revocation;
mod servers;
mod staples;
mod together;

use time::OffsetDateTime;
use time::macros::datetime;

use super::{Check, CheckId, Remedy, Status, Verification, VerifyInput, verify};
use crate::encoding::pem;
use crate::encoding::private_key::{KeyForm, to_der};
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::extension::ExtensionValue;
use crate::model::san::San;
use crate::model::span::Span;
use crate::model::usage::KeyUsage;
use crate::pki::path::Purpose;
use crate::pki::testing::{Leaf, NOW, P256, certificate_pem, key, key_pem, name};

/// A file of `fixtures/verify`, whose README says how each was made.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/verify/", $name)).as_slice()
    };
}
use fixture;

/// Files to check: at first a good pair for `localhost`, then what a test makes of them.
#[derive(Clone)]
struct Case {
    key: Vec<u8>,
    /// The certificate alone.
    no_key: bool,
    certificates: Vec<u8>,
    anchors: Option<Vec<u8>>,
    /// As DER.
    system: Option<Vec<Vec<u8>>>,
    /// As DER.
    known: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    ocsp: Option<Vec<u8>>,
    at: Option<OffsetDateTime>,
    purpose: Purpose,
    mode: Option<u32>,
    hosts: Vec<San>,
    now: OffsetDateTime,
    within: Option<Span>,
}

impl Case {
    fn good() -> Self {
        let key = key(1, P256);
        Self::of(&key_pem(&key), &certificate_pem(&Leaf::default().self_signed(&key)))
    }

    fn of(key: &[u8], certificates: &[u8]) -> Self {
        Self {
            key: key.to_vec(),
            no_key: false,
            certificates: certificates.to_vec(),
            anchors: None,
            system: None,
            known: Vec::new(),
            crls: Vec::new(),
            ocsp: None,
            at: None,
            purpose: Purpose::Server,
            mode: None,
            hosts: Vec::new(),
            now: NOW,
            within: None,
        }
    }

    /// A certificate signed by its own key.
    fn self_signed(leaf: &Leaf) -> Self {
        let key = key(1, P256);
        Self::of(&key_pem(&key), &certificate_pem(&leaf.self_signed(&key)))
    }

    fn key(self, key: &[u8]) -> Self {
        Self { key: key.to_vec(), ..self }
    }

    fn certificates(self, certificates: &[u8]) -> Self {
        Self { certificates: certificates.to_vec(), ..self }
    }

    fn anchors(self, anchors: &[u8]) -> Self {
        Self { anchors: Some(anchors.to_vec()), ..self }
    }

    fn host(mut self, host: &str) -> Self {
        self.hosts.push(host.parse().unwrap());
        self
    }

    fn verify(&self) -> Verification {
        let crls: Vec<_> = self.crls.iter().map(Vec::as_slice).collect();
        let system: Option<Vec<_>> =
            self.system.as_ref().map(|ders| ders.iter().cloned().map(Into::into).collect());
        let known: Vec<_> = self.known.iter().cloned().map(Into::into).collect();
        verify(&VerifyInput {
            key: (!self.no_key).then_some(self.key.as_slice()),
            anchors: self.anchors.as_deref(),
            system: system.as_deref(),
            known: &known,
            crls: &crls,
            ocsp: self.ocsp.as_deref(),
            key_mode: self.mode,
            hosts: &self.hosts,
            at: self.at,
            within: self.within,
            purpose: self.purpose,
            ..VerifyInput::new(&self.certificates, self.now)
        })
    }

    /// The one check of this question and answer whose text has `part` in it.
    #[track_caller]
    fn finds(&self, id: CheckId, status: Status, part: &str) -> Check {
        let Verification { checks, .. } = self.verify();
        let found =
            checks.iter().find(|check| check.id == id && check.status == status && check.text.contains(part));
        found.cloned().unwrap_or_else(|| panic!("no {status:?} {id:?} with {part:?} in {checks:#?}"))
    }

    #[track_caller]
    fn is_usable(&self) {
        let verification = self.verify();
        assert_eq!(verification.verdict(), Status::Pass, "{verification:#?}");
    }
}

/// Whether a new certificate comes with a new key, and its names beyond the default ones.
type Remade = (bool, Vec<San>);

/// What a check's remedy makes again.
fn remade(remedy: Option<&Remedy>) -> Option<Remade> {
    let Some(Remedy::Remake(remake) | Remedy::OtherFile { otherwise: Some(remake), .. }) = remedy else {
        return None;
    };
    let defaults = San::defaults();
    let names = remake.names.iter().filter(|name| !defaults.contains(name)).cloned().collect();
    Some((remake.new_key, names))
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with an optional remedy")]
fn remake(new_key: bool, names: &[&str]) -> Option<Remade> {
    Some((new_key, names.iter().map(|name| name.parse().unwrap()).collect()))
}

#[test]
fn a_good_pair_passes_every_check() {
    let verification = Case { mode: Some(0o600), ..Case::good() }.host("localhost").verify();
    assert_eq!(verification.verdict(), Status::Pass, "{verification:#?}");
    let ids: Vec<_> = verification.checks.iter().map(|check| check.id.name()).collect();
    assert_eq!(
        ids,
        [
            "key-file",
            "certificate-file",
            "key-match",
            "key-permissions",
            "validity",
            "server-start",
            "handshake",
            "browsers"
        ]
    );
    assert_eq!(verification.accepted_names().map(San::to_string).collect::<Vec<_>>(), ["DNS:localhost"]);
}

#[test]
fn world_readable_key_warns() {
    let with_mode = |mode| Case { mode: Some(mode), ..Case::good() };
    with_mode(0o400).is_usable();
    let check = with_mode(0o644).finds(CheckId::KeyMode, Status::Warn, "all users (mode 0644)");
    assert_eq!(check.remedy, Some(Remedy::RestrictMode));
    with_mode(0o640).finds(CheckId::KeyMode, Status::Warn, "its group (mode 0640)");
}

#[test]
fn faults_ask_for_one_command_and_warnings_do_not_widen_it() {
    let leaf = Leaf { names: vec!["localhost", "example.test"], ..Leaf::for_duration(900) };
    let case = Case::self_signed(&leaf).host("other.test");
    let fault = case.finds(CheckId::Handshake, Status::Fail, "valid for");
    assert_eq!(remade(fault.remedy.as_ref()), remake(false, &["example.test", "other.test"]));
    let warning = case.finds(CheckId::BrowserLifetime, Status::Warn, "901 days");
    assert_eq!(warning.remedy, fault.remedy);
}
