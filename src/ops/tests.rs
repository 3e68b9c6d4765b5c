//! Several operations in one batch.

#![allow(clippy::disallowed_methods, reason = "tests look at the directory itself")]

use std::fs;
use std::io;
use std::path::PathBuf;

use rand::CryptoRng;
use rand::rngs::ThreadRng;
use tempfile::TempDir;
use time::OffsetDateTime;

use super::csr::CreateRequest;
use super::genkey::GenerateKey;
use super::{Action, Batch, Error, Event, Existing, Format, KeyRequest, Names, Operation, World};
use crate::host::files::FileError;
use crate::host::stdio::{Place, Stdin};

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
        place: Place::File(folder.path().join(name)),
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
        place: Place::File(folder.path().join("csr.pem")),
        format: Format::Pem,
        names: Names::default(),
        existing,
        signature: super::SignatureRequest::default(),
    }
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
    assert_eq!(together(&folder, &mut quiet()).unwrap(), Action::Made);
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
