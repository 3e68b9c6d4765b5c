//! Firefox's enterprise policies: how it is told without certutil. Every Firefox on the machine reads
//! the one file when it starts, snap included.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, RequiredPrivilege, Step};
use super::{Anchor, Browser, State, Store, StoreKind, pem};
use crate::host::files::{self, FileError};

/// The file (<https://mozilla.github.io/policy-templates/>).
pub(super) const FILE: &str = "/etc/firefox/policies/policies.json";

/// The path in it: `policies`, `Certificates`, `Install`, a list of certificate files.
const PATH: [&str; 3] = ["policies", "Certificates", "Install"];

/// The policies of this machine's Firefox.
#[derive(Debug)]
pub(super) struct Policy {
    file: PathBuf,
}

impl Policy {
    pub(super) fn of(machine: &Machine) -> Self {
        Self { file: machine.at(FILE) }
    }

    /// Whether one of our certificates is named there.
    pub(super) fn has_ours(&self) -> bool {
        let document = self.read().unwrap_or_default();
        let is_ours = |path: &str| {
            self.file
                .parent()
                .is_some_and(|folder| path.starts_with(&folder.join("devcert-").display().to_string()))
        };
        document.is_some_and(|document| listed(&document).iter().any(|path| is_ours(path)))
    }

    /// The certificate's file, beside the policies, where a Firefox from a snap may read too.
    fn certificate(&self, anchor: &Anchor) -> PathBuf {
        self.file.with_file_name(format!("{}.crt", anchor.name))
    }

    /// What is there; `None` where there is no file.
    fn read(&self) -> Result<Option<Value>, StoreError> {
        let bytes = match files::read_regular(&self.file, files::DEFAULT_LIMIT) {
            Err(FileError::Missing { .. } | FileError::Empty { .. }) => return Ok(None),
            bytes => bytes?,
        };
        let damaged = |problem: String| StoreError::Damaged { path: self.place(), problem };
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| damaged(format!("is not JSON ({error}), so Firefox ignores it")))?;
        match has_room(&value) {
            true => Ok(Some(value)),
            false => Err(damaged(format!("{} is not a list", PATH.join(".")))),
        }
    }

    /// The policies as they are now, less the paths that `gone` picks.
    fn without(document: &mut Value, gone: impl Fn(&str) -> bool) {
        if let Some(list) = document.pointer_mut(&pointer()).and_then(Value::as_array_mut) {
            list.retain(|path| !path.as_str().is_some_and(&gone));
        }
        // What is empty now was made for the list.
        for depth in (1..=PATH.len()).rev() {
            let (name, parents) = PATH[..depth].split_last().unwrap_or((&"", &[]));
            let parent = parents.iter().try_fold(&mut *document, |at, key| at.get_mut(key));
            let Some(parent) = parent.and_then(Value::as_object_mut) else { continue };
            let is_empty = |value: &Value| {
                value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
            };
            if parent.get(*name).is_some_and(is_empty) {
                parent.remove(*name);
            }
        }
    }

    fn write(&self, document: &Value) -> Step {
        Step::Write(self.file.clone(), format!("{document:#}\n").into_bytes())
    }

    /// The files in the list that are this certificate.
    fn holding(document: &Value, anchor: &Anchor) -> Vec<String> {
        let paths = listed(document).into_iter();
        paths.filter(|path| pem::file_is(path.as_ref(), anchor)).collect()
    }
}

fn pointer() -> String {
    format!("/{}", PATH.join("/"))
}

/// Whether the list is there, or can be made.
fn has_room(document: &Value) -> bool {
    let mut at = document;
    for key in PATH {
        let Some(object) = at.as_object() else { return false };
        let Some(next) = object.get(key) else { return true };
        at = next;
    }
    at.is_array()
}

fn listed(document: &Value) -> Vec<String> {
    let list = document.pointer(&pointer()).and_then(Value::as_array);
    let paths = list.into_iter().flatten().filter_map(Value::as_str);
    paths.map(str::to_owned).collect()
}

impl Store for Policy {
    fn kind(&self) -> StoreKind {
        StoreKind::Nss
    }

    fn browser(&self) -> Option<Browser> {
        Some(Browser::Firefox)
    }

    fn owner(&self) -> String {
        "Firefox policies".to_owned()
    }

    fn place(&self) -> String {
        self.file.display().to_string()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        let document = self.read()?.unwrap_or_default();
        Ok(match Self::holding(&document, anchor).first() {
            Some(path) => State::Trusted(format!("lists {path}, which Firefox reads when it starts")),
            None => State::Untrusted("not listed in any policy".to_owned()),
        })
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        super::nss::import::supported(anchor)?;
        let certificate = self.certificate(anchor);
        let mut document = self.read()?.unwrap_or_else(|| json!({}));
        let mut paths = listed(&document);
        paths.push(certificate.display().to_string());
        let mut at = &mut document;
        for key in PATH {
            at = &mut at[key];
        }
        *at = json!(paths);
        let steps = vec![Step::Write(certificate.clone(), anchor.pem()), self.write(&document)];
        let plan = Plan::own(steps).by(RequiredPrivilege::to_change(&self.file));
        Ok(plan.undone_by(vec![Step::Remove(certificate)]))
    }

    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        let Some(mut document) = self.read()? else { return Ok(Plan::default()) };
        let holding = Self::holding(&document, anchor);
        if holding.is_empty() {
            return Ok(Plan::default());
        }
        Self::without(&mut document, |path| holding.iter().any(|gone| gone == path));
        let is_empty = document.as_object().is_some_and(Map::is_empty);
        let mut steps = vec![match is_empty {
            true => Step::Remove(self.file.clone()),
            false => self.write(&document),
        }];
        let ours = self.certificate(anchor);
        if pem::file_is(&ours, anchor) {
            steps.push(Step::Remove(ours));
        }
        Ok(Plan::own(steps).by(RequiredPrivilege::to_change(&self.file)))
    }
}

#[cfg(all(test, unix))]
mod tests;
