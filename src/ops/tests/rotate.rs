//! A CA that is replaced while another process uses it.

use std::fs;

use tempfile::TempDir;

use super::{Quiet, ca, quiet};
use crate::ca::layout::LEDGER;
use crate::ca::ledger::{Event as Entry, Issued};
use crate::host::files::FileError;
use crate::ops::ca::{Ca, DEFAULT_ALGORITHM, DEFAULT_SPAN, InUse, RotateCa, RotatedCa};
use crate::ops::{Error, World as _, run};
use devcert::model::profile::Profile;
use devcert::model::validity::Validity;

fn issue(ca: &Ca, world: &Quiet) -> Result<(), FileError> {
    let issued = Issued::of(ca.certificate(), Profile::Server, world.now(), Vec::new());
    ca.record(&[Entry::Issued(issued)])
}

fn rotate(ca: &Ca, in_use: &InUse, world: &mut Quiet) -> Result<RotatedCa, Error> {
    let unlocked = ca.clone().unlock(None, world)?;
    let validity = Validity::starting(world.now(), DEFAULT_SPAN).unwrap();
    let request = RotateCa {
        ca: &unlocked,
        in_use,
        parent: None,
        subject: None,
        algorithm: DEFAULT_ALGORITHM,
        validity,
        passphrase: None,
        cross_signs: true,
    };
    run(&request, world)
}

#[test]
fn a_process_that_opened_the_ca_before_the_rotation_records_nothing_after_it() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let (ca, _) = ca(&folder, world);
    let in_use = InUse::find(&ca, world).unwrap();
    rotate(&ca, &in_use, world).unwrap();
    let ledger = fs::read(ca.path(LEDGER)).unwrap();
    let error = issue(&ca, world).unwrap_err();
    assert!(matches!(error, FileError::Outdated { .. }), "{error}");
    assert_eq!(fs::read(ca.path(LEDGER)).unwrap(), ledger);
}

#[test]
fn a_ca_that_issues_while_it_is_rotated_is_not_replaced() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let (ca, _) = ca(&folder, world);
    let in_use = InUse::find(&ca, world).unwrap();
    issue(&ca, world).unwrap();
    let error = rotate(&ca, &in_use, world).unwrap_err();
    assert!(matches!(error, Error::File(FileError::Outdated { .. })), "{error}");
    assert!(!ca.folder.join("former").exists());
    issue(&ca, world).unwrap();
}
