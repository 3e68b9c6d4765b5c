//! macOS: the System keychain, which Safari, Chrome and everything on Apple's own TLS trust by, changed
//! with `security`.

use std::path::PathBuf;

use sha1::{Digest, Sha1};

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, RequiredPrivilege, Step};
use super::remedy::InstallHint;
use super::{Anchor, State, Store, StoreKind, pem};
use crate::host::files::{self, Output, Overwrite};
use crate::host::process::{Call, ProcessError};
use devcert::model::fingerprint::ColonHex;

/// Only root changes it; a user's own keychain would ask in a window.
const KEYCHAIN: &str = "/Library/Keychains/System.keychain";

/// The keychain of this machine.
#[derive(Debug)]
pub(super) struct Keychain {
    security: Option<Call>,
    /// Where certificates are put for `security`, which reads files only.
    scratch: PathBuf,
}

impl Keychain {
    pub(super) fn new(machine: &Machine) -> Self {
        let scratch = machine.cache.as_ref().or(machine.home.as_ref()).cloned().unwrap_or_default();
        let security =
            machine.program_with(RequiredPrivilege::Root, "security").map(|path| machine.call(path));
        Self { security, scratch: scratch.join("devcert").join("trust") }
    }

    fn call(&self, arguments: &[&str]) -> Result<Call, StoreError> {
        let remedy = || InstallHint::Advice("add /usr/bin to PATH, where macOS has it".to_owned());
        let missing = || StoreError::NoTool { tool: "security", remedy: remedy() };
        Ok(self.security.clone().ok_or_else(missing)?.args(arguments))
    }

    fn file(&self, anchor: &Anchor) -> PathBuf {
        self.scratch.join(format!("{}.crt", anchor.name))
    }

    fn is_there(&self, anchor: &Anchor) -> Result<bool, StoreError> {
        let text = self.call(&["find-certificate", "-a", "-p", KEYCHAIN])?.run()?.text();
        let damaged = |error| StoreError::Damaged {
            path: self.place(),
            problem: format!("lists a damaged certificate: {error}"),
        };
        Ok(pem::certificates(&text).map_err(damaged)?.iter().any(|block| pem::is(block, anchor)))
    }
}

impl Store for Keychain {
    fn kind(&self) -> StoreKind {
        StoreKind::System
    }

    fn owner(&self) -> String {
        "macOS".to_owned()
    }

    fn place(&self) -> String {
        KEYCHAIN.to_owned()
    }

    /// A certificate may lie in a keychain without being trusted, so the system is asked to verify it.
    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        if !self.is_there(anchor)? {
            return Ok(State::Untrusted("not in the keychain".to_owned()));
        }
        let file = self.file(anchor);
        files::write(vec![Output::public(file.clone(), anchor.pem(), Overwrite::Replace)])?;
        match self.call(&["verify-cert", "-p", "basic", "-L", "-l", "-c"])?.arg(file).run() {
            Ok(_) => Ok(State::Trusted("accepted by security verify-cert".to_owned())),
            Err(ProcessError::Failed { reason, .. }) => {
                let reason = reason.map_or_else(|| " a failure".to_owned(), |line| format!(": {line}"));
                Ok(State::Untrusted(format!("in the keychain, but security verify-cert reports{reason}")))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        let file = self.file(anchor);
        // A certificate that is no CA is trusted as if it were a root.
        let result = if anchor.certificate.is_self_issued() && anchor.certificate.is_ca() {
            "trustRoot"
        } else {
            "trustAsRoot"
        };
        let add = self.call(&["add-trusted-cert", "-d", "-r", result, "-k", KEYCHAIN])?.arg(&file);
        Ok(Plan::own(vec![Step::Write(file, anchor.pem()), Step::Run(add)]).by(RequiredPrivilege::Root))
    }

    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        if !self.is_there(anchor)? {
            return Ok(Plan::default());
        }
        let file = self.file(anchor);
        let sha1 = ColonHex(&Sha1::digest(anchor.der())).to_string().replace(':', "");
        let steps = vec![
            Step::Write(file.clone(), anchor.pem()),
            Step::Run(self.call(&["remove-trusted-cert", "-d"])?.arg(&file)),
            Step::Run(self.call(&["delete-certificate", "-Z", &sha1, KEYCHAIN])?),
            Step::Remove(file),
        ];
        Ok(Plan::own(steps).by(RequiredPrivilege::Root))
    }
}

#[cfg(all(test, unix))]
mod tests;
