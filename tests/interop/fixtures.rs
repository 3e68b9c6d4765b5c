//! The verdict of `devcert verify` about every fixture, held to what a rustls client and server do with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::model::san::San;
use devcert::pki::handshake::{FixedClock, HandshakeTest};
use devcert::pki::load::{Provider, ServerFiles};
use devcert::pki::path::server_name;
use devcert::pki::verify::{Status, VerifyInput, verify};
use rustls::pki_types::CertificateDer;
use time::{Duration, OffsetDateTime};

use crate::limbo::verdicts::Shown;

/// Every file below `crates/devcert/tests/fixtures`.
fn files() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/devcert/tests/fixtures")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let list = if path.is_dir() { &mut folders } else { &mut files };
            list.push(path);
        }
    }
    files.sort();
    files
}

/// The middle of the validity, and a day after its end.
fn moments(certificate: &Certificate) -> [OffsetDateTime; 2] {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    [not_before + (not_after - not_before) / 2, not_after + Duration::DAY]
}

fn der(certificate: &Certificate) -> CertificateDer<'static> {
    certificate.der().to_vec().into()
}

/// A fixture, as it is shown by a name at a time, and why devcert's verdict is not the client's.
fn difference(path: &Path, shown: &Shown<'_>) -> Option<String> {
    let (accepted, passes) = (shown.is_accepted(), shown.passes());
    let host = shown.host;
    (accepted != passes).then(|| {
        format!("{} as {host} at {}: accepted {accepted}, passes {passes}", path.display(), shown.at)
    })
}

#[test]
fn every_certificate_among_the_fixtures_has_the_verdict_of_a_rustls_client() {
    let (mut differences, mut count) = (Vec::new(), 0);
    for path in files() {
        let Ok(certificates) = read::certificates(&std::fs::read(&path).unwrap()) else { continue };
        let (leaf, top) = (&certificates[0], &certificates[certificates.len() - 1]);
        let intermediates: Vec<_> = certificates.iter().skip(1).map(der).collect();
        let hosts: Vec<San> =
            leaf.names().iter().filter(|name| server_name(name).is_some()).cloned().collect();
        let hosts = hosts.into_iter().chain(["elsewhere.test".parse().unwrap()]);
        for host in hosts {
            for at in moments(leaf).into_iter().filter(|at| at.year() >= 1970) {
                let (leaf, roots) = (&der(leaf), &[der(top)]);
                let shown = Shown { leaf, intermediates: &intermediates, roots, crls: &[], host: &host, at };
                differences.extend(difference(&path, &shown));
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
    assert!(differences.is_empty(), "{differences:#?}");
}

/// Whether a rustls server starts from the files, and a client that trusts the certificate accepts it.
fn shakes_hands(key: &[u8], certificate: &[u8], host: &San, at: OffsetDateTime) -> bool {
    let Ok(files) = ServerFiles::read(key, certificate) else { return false };
    let (clock, name) = (FixedClock::at(at), server_name(host).unwrap());
    Provider::ALL.into_iter().any(|provider| {
        let Ok(config) = files.server_config(provider, Arc::new(clock)) else { return false };
        let anchors = files.chain().to_vec();
        let rehearsal = HandshakeTest::new(config, provider, anchors, clock);
        rehearsal.is_ok_and(|rehearsal| rehearsal.connect(&name).any(|(_, outcome)| outcome.is_ok()))
    })
}

#[test]
fn every_pair_among_the_fixtures_has_the_verdict_of_its_handshake() {
    let host: San = "localhost".parse().unwrap();
    let files: Vec<_> = files().into_iter().map(|path| (std::fs::read(&path).unwrap(), path)).collect();
    let (mut differences, mut count) = (Vec::new(), 0);
    for (key_bytes, key_path) in &files {
        let Ok(key) = read::private_key(key_bytes) else { continue };
        for (bytes, path) in &files {
            let Ok(certificates) = read::certificates(bytes) else { continue };
            if *certificates[0].public_key() != *key.public() {
                continue;
            }
            let at = moments(&certificates[0])[0];
            let hosts = std::slice::from_ref(&host);
            let subject =
                VerifyInput { key: Some(key_bytes), hosts, at: Some(at), ..VerifyInput::new(bytes, at) };
            let passes = verify(&subject).verdict() != Status::Fail;
            let accepted = shakes_hands(key_bytes, bytes, &host, at);
            count += 1;
            if passes != accepted {
                differences.push(format!(
                    "{} with {}: accepted {accepted}, passes {passes}",
                    path.display(),
                    key_path.display()
                ));
            }
        }
    }
    assert!(count >= 6, "{count}");
    assert!(differences.is_empty(), "{differences:#?}");
}
