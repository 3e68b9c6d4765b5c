//! The verdict of `devcert verify`, held to what a rustls client does with the same certificates.
//!
//! The client is rustls's own verifier, as it runs in a handshake. Where the two differ, the case is in
//! `verdicts.tsv` with its reason; a case that is there and does not differ fails as well.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use devcert::encoding::pem;
use devcert::model::san::San;
use devcert::pki::load::Provider;
use devcert::pki::verify::{Status, VerifyInput, verify};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, ServerName, UnixTime};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::case::{self, Case};
use crate::world::World;

/// Every so many cases, the command itself is asked.
const SAMPLE: usize = 97;

/// What a client is shown, and when.
pub(crate) struct Shown<'a> {
    pub(crate) leaf: &'a CertificateDer<'static>,
    pub(crate) intermediates: &'a [CertificateDer<'static>],
    pub(crate) roots: &'a [CertificateDer<'static>],
    pub(crate) crls: &'a [CertificateRevocationListDer<'static>],
    pub(crate) host: &'a San,
    pub(crate) at: OffsetDateTime,
}

impl Shown<'_> {
    /// Whether a rustls client accepts it.
    pub(crate) fn is_accepted(&self) -> bool {
        let Some(name) = server_name(self.host) else { return false };
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(self.roots.iter().cloned());
        let verifier = WebPkiServerVerifier::builder_with_provider(store.into(), Provider::AwsLcRs.crypto())
            .with_crls(self.crls.to_vec())
            .allow_unknown_revocation_status()
            .build();
        let Ok(verifier) = verifier else { return false };
        let verifier: Arc<dyn rustls::client::danger::ServerCertVerifier> = verifier;
        let now =
            UnixTime::since_unix_epoch(Duration::from_secs(self.at.unix_timestamp().try_into().unwrap()));
        verifier.verify_server_cert(self.leaf, self.intermediates, &name, &[], now).is_ok()
    }

    /// Whether devcert passes it.
    pub(crate) fn passes(&self) -> bool {
        let crls: Vec<_> = self.crls.iter().map(AsRef::as_ref).collect();
        let (chain, roots) = self.files();
        let verification = verify(&VerifyInput {
            anchors: Some(&roots),
            crls: &crls,
            hosts: std::slice::from_ref(self.host),
            at: Some(self.at),
            ..VerifyInput::new(&chain, self.at)
        });
        verification.verdict() != Status::Fail
    }

    /// The certificates that are sent, and those that are trusted, as PEM.
    fn files(&self) -> (Vec<u8>, Vec<u8>) {
        let sent = std::iter::once(self.leaf).chain(self.intermediates);
        (pem_of(sent), pem_of(self.roots))
    }
}

fn pem_of<'a>(ders: impl IntoIterator<Item = &'a CertificateDer<'static>>) -> Vec<u8> {
    ders.into_iter().flat_map(|der| pem::encode("CERTIFICATE", der).expose().to_vec()).collect()
}

fn server_name(host: &San) -> Option<ServerName<'static>> {
    devcert::pki::path::server_name(host)
}

/// The cases in which a server is asked for by a name that can be typed.
fn cases() -> Vec<(&'static Case, San)> {
    let named = case::all().iter().filter(|case| case.is_server());
    named.filter_map(|case| Some((case, case.host()?.parse().ok()?))).collect()
}

fn shown<'a>(case: &'a Case, host: &'a San) -> Shown<'a> {
    let Case { leaf, intermediates, roots, crls, at, .. } = case;
    Shown { leaf, intermediates, roots, crls, host, at: *at }
}

/// The cases in which the two differ: what devcert says, and why.
fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = include_str!("verdicts.tsv").lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let [id, verdict, reason] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(reason.len() > 20, "no reason: {line}");
        (id, verdict)
    };
    lines.map(entry).collect()
}

#[test]
fn verify_passes_what_a_rustls_client_accepts_and_nothing_else() {
    let exceptions = exceptions();
    let cases = cases();
    assert!(cases.len() > 9000, "{} cases", cases.len());
    let mut surprises = Vec::new();
    for (case, host) in &cases {
        let shown = shown(case, host);
        let found = match (shown.is_accepted(), shown.passes()) {
            (false, true) => Some("pass"),
            (true, false) => Some("fail"),
            _ => None,
        };
        if found != exceptions.get(case.id.as_str()).copied() {
            surprises.push(format!("{}: {found:?}", case.id));
        }
    }
    assert!(surprises.is_empty(), "{} of them: {surprises:#?}", surprises.len());
    let ids: Vec<_> = cases.iter().map(|(case, _)| case.id.as_str()).collect();
    let unrelated: Vec<_> = exceptions.into_keys().filter(|id| !ids.contains(id)).collect();
    assert!(unrelated.is_empty(), "{unrelated:#?}");
}

#[test]
fn the_exit_code_is_that_of_the_verdict() {
    let (exceptions, world) = (exceptions(), World::new());
    for (case, host) in cases().iter().step_by(SAMPLE).filter(|(case, _)| case.crls.is_empty()) {
        let shown = shown(case, host);
        let (chain, roots) = shown.files();
        world.write("chain.pem", chain);
        world.write("roots.pem", roots);
        let at = case.at.format(&Rfc3339).unwrap();
        let arguments = ["verify", "--no-key", "--cert", "chain.pem", "--ca", "roots.pem", "--at", &at];
        let bare = host.value();
        let run = world.devcert_with(&[&arguments[..], &["--host", &bare]].concat());
        let is_exception = exceptions.contains_key(case.id.as_str());
        let expected = i32::from(shown.is_accepted() == is_exception);
        assert_eq!(run.status(), Some(expected), "{}: {run}", case.id);
    }
}
