//! pkilint, in one program for many files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::world::{Run, World};

/// Files that belong to these tests.
const HERE: &str = "tests/interop/lint";

/// A program of the packages in clients/requirements.txt.
pub(super) fn installed(program: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/python-venv/bin").join(program)
}

/// Runs a Python script of this directory.
#[track_caller]
pub(super) fn script(world: &World, script: &str, arguments: &[&str]) -> Run {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(HERE).join(script);
    let arguments = std::iter::once(script.to_str().unwrap()).chain(arguments.iter().copied());
    world.program_with(installed("python"), arguments).env("PYTHONDONTWRITEBYTECODE", "1").run().succeeds()
}

/// What pkilint finds in one file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) severity: String,
    pub(super) code: String,
    /// Where in the certificate or CRL it is.
    pub(super) place: String,
    pub(super) message: String,
}

impl Found {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        Self { severity: text("severity"), code: text("code"), place: text("path"), message: text("message") }
    }
}

/// The findings of severity WARNING and worse in each of `files`; `options` are of pkilint.py.
#[track_caller]
pub(super) fn findings(world: &World, options: &[&str], files: &[&str]) -> BTreeMap<String, Vec<Found>> {
    let run = script(world, "pkilint.py", &[options, files].concat());
    let report: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let report = report.as_object().unwrap();
    assert_eq!(report.len(), files.len());
    let found = |list: &Value| list.as_array().unwrap().iter().map(Found::of).collect();
    report.iter().map(|(file, list)| (file.clone(), found(list))).collect()
}
