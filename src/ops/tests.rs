//! Several operations in one batch.

#![allow(clippy::disallowed_methods, reason = "tests look at the directory itself")]

mod issue;
mod rotate;

use std::fs;
use std::io;
use std::path::PathBuf;

use rand::CryptoRng;
use rand::rngs::ThreadRng;
use tempfile::TempDir;
use time::OffsetDateTime;

use super::ca::{Ca, CreateCa, DEFAULT_SPAN};
use super::crl::{CreateCrl, WrittenCrl};
use super::csr::CreateRequest;
use super::genkey::GenerateKey;
use super::revoke::{RevocationTarget, Revoke};
use super::{
    Action, Batch, Error, Event, Existing, Format, KeyRequest, Names, Operation, SignatureRequest, World, run,
};
use crate::ca::layout::{CRL, LEDGER};
use crate::ca::ledger::{Event as Entry, Issued};
use crate::host::files::FileError;
use crate::host::stdio::{PathOrStdio, Stdin};
use devcert::encoding::crl::Reason;
use devcert::encoding::read;
use devcert::model::profile::Profile;
use devcert::model::serial::{Serial, SerialNumber};
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::Faults;

/// A front end that hears everything and prints nothing.
struct Quiet {
    rng: ThreadRng,
    stdin: Stdin,
}

impl World for Quiet {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
    }

    fn rng(&mut self) -> &mut dyn CryptoRng {
        &mut self.rng
    }

    fn own_ca(&self) -> Option<PathBuf> {
        None
    }

    fn stdin(&mut self) -> &mut Stdin {
        &mut self.stdin
    }

    fn report(&mut self, _event: Event) {}

    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn print(&mut self, _data: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

fn quiet() -> Quiet {
    Quiet { rng: rand::rng(), stdin: Stdin::default() }
}

fn key(folder: &TempDir, name: &str) -> GenerateKey {
    GenerateKey {
        place: PathOrStdio::File(folder.path().join(name)),
        algorithm: "p256".parse().ok(),
        form: None,
        format: Format::Pem,
        existing: Existing::Refuse,
    }
}

/// A request on a key of its own.
fn request(folder: &TempDir) -> CreateRequest {
    let GenerateKey { place, algorithm, existing, .. } = key(folder, "request.key");
    CreateRequest {
        key: KeyRequest { place, must_exist: false, algorithm, new: false, existing },
        place: PathOrStdio::File(folder.path().join("csr.pem")),
        format: Format::Pem,
        names: Names::default(),
        existing,
        signature: SignatureRequest::default(),
    }
}

/// A CA in the directory `ca`, and the serial number of a certificate that it has issued.
fn ca(folder: &TempDir, world: &mut Quiet) -> (Ca, SerialNumber) {
    let key = "p256".parse().unwrap();
    let create = CreateCa {
        folder: folder.path().join("ca"),
        subject: None,
        algorithm: key,
        validity: Validity::starting(world.now(), DEFAULT_SPAN).unwrap(),
        constraints: None,
        parent: None,
        passphrase: None,
        signature: SignatureRequest::default(),
        faults: Faults::default(),
    };
    let ca = run(&create, world).unwrap().ca;
    let serial = SerialNumber::from(&Serial::random(&mut world.rng));
    let issued = Issued {
        serial: serial.clone(),
        ..Issued::of(ca.certificate(), Profile::Server, world.now(), Vec::new())
    };
    ca.record(&[Entry::Issued(issued)]).unwrap();
    (ca, serial)
}

/// Revokes the certificate and creates a list at `place`, in one batch that is not committed.
fn revoke_and_list(
    ca: &Ca,
    serial: &SerialNumber,
    place: PathOrStdio,
    world: &mut Quiet,
) -> (Batch, WrittenCrl) {
    let revoke = Revoke {
        ca,
        certificates: vec![RevocationTarget::Serial(serial.clone())],
        reason: Reason::named("superseded").unwrap(),
        invalid_since: None,
    };
    let list = CreateCrl {
        former: &[],
        ca,
        passphrase: None,
        place,
        format: Format::Pem,
        span: Span::days(7),
        signature: SignatureRequest::default(),
        existing: Existing::Refuse,
    };
    let mut batch = Batch::open(&[revoke.places(), list.places()].concat(), world).unwrap();
    assert!(!revoke.prepare(&mut batch, world).unwrap()[0].already);
    assert!(revoke.prepare(&mut batch, world).unwrap()[0].already, "the batch knows what it revokes");
    let done = list.prepare(&mut batch, world).unwrap();
    (batch, done)
}

#[test]
fn revocations_and_the_list_of_them_are_committed_once() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let (ca, serial) = ca(&folder, world);
    let ledger = || fs::read_to_string(ca.path(LEDGER)).unwrap();
    let (before, place) = (ledger(), ca.path(CRL));
    let (batch, done) = revoke_and_list(&ca, &serial, PathOrStdio::File(place.clone()), world);
    assert_eq!((done.number, done.list.revoked().len()), (Some(1), 1));
    assert!(ledger() == before && !place.exists(), "nothing is written before the commit");
    batch.commit(world).unwrap();
    let added = ledger()[before.len()..].to_owned();
    let events: Vec<_> = added.lines().map(|line| line.split('"').nth(3).unwrap()).collect();
    assert_eq!(events, ["revoked", "crl"]);
    assert_eq!(read::crls(&fs::read(place).unwrap()).unwrap()[0].der(), done.list.der());
}

#[test]
fn a_list_that_is_not_committed_uses_no_number_and_revokes_nothing() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let (ca, serial) = ca(&folder, world);
    let place = || PathOrStdio::File(folder.path().join("other.crl"));
    drop(revoke_and_list(&ca, &serial, place(), world));
    assert!(ca.ledger().unwrap().revoked.is_empty());
    let (batch, done) = revoke_and_list(&ca, &serial, place(), world);
    assert_eq!(done.number, Some(1));
    batch.commit(world).unwrap();
    assert_eq!(ca.ledger().unwrap().next_crl_number(), 2);
}

/// Prepares all of them into one batch and commits it.
fn together(folder: &TempDir, world: &mut Quiet) -> Result<Action, Error> {
    let (key, request) = (key(folder, "a.key"), request(folder));
    let mut batch = Batch::open(&[key.places(), request.places()].concat(), world)?;
    key.prepare(&mut batch, world)?;
    let done = request.prepare(&mut batch, world)?;
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written before the commit");
    batch.commit(world)?;
    Ok(done.action)
}

#[test]
fn operations_that_are_prepared_together_are_written_together() {
    let folder = TempDir::new().unwrap();
    assert_eq!(together(&folder, &mut quiet()).unwrap(), Action::Created);
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.key", "csr.pem", "request.key"]);
}

#[test]
fn nothing_is_written_when_one_of_several_operations_fails() {
    let folder = TempDir::new().unwrap();
    let (key, request) = (key(&folder, "a.key"), request(&folder));
    let world = &mut quiet();
    let mut batch = Batch::open(&[key.places(), request.places()].concat(), world).unwrap();
    key.prepare(&mut batch, world).unwrap();
    request.prepare(&mut batch, world).unwrap();
    fs::create_dir(folder.path().join("csr.pem")).unwrap();
    let error = batch.commit(world).unwrap_err();
    assert!(matches!(error, Error::File(FileError::Folder { .. })), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "only what was in the way");
}
