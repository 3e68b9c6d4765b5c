//! The cacerts file of every Java, changed with that Java's own keytool.

mod listing;
mod places;

use std::path::PathBuf;

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, Rights, Step};
use super::{Anchor, Found, Kind, State, Store, pem};
use crate::host::process::Call;
use listing::Entry;

/// The password of every cacerts file that nobody has changed it of.
const PASSWORD: &str = "changeit";

/// One cacerts file.
#[derive(Debug)]
struct Cacerts {
    file: PathBuf,
    /// keytool, or where it was looked for.
    keytool: Result<Call, String>,
}

/// The files of all Javas, each once.
pub(super) fn find(machine: &Machine, found: &mut Found) {
    let places = places::find(machine, &mut found.warnings);
    for places::Java { cacerts, keytool } in places {
        let missing = || {
            format!(
                "set JAVA_HOME to a whole Java, or put keytool on PATH; none is beside {}",
                cacerts.display()
            )
        };
        let keytool = keytool.map(|path| machine.call(path)).ok_or_else(missing);
        found.stores.push(Box::new(Cacerts { file: cacerts, keytool }));
    }
}

impl Cacerts {
    /// keytool on this file; in English, since its output is read.
    fn call(&self, arguments: &[&str]) -> Result<Call, StoreError> {
        let call = self.keytool.clone().map_err(|remedy| StoreError::NoTool { tool: "keytool", remedy })?;
        let call = call.args(["-J-Duser.language=en"]).args(arguments);
        Ok(call.arg("-keystore").arg(&self.file).args(["-storepass", PASSWORD]))
    }

    /// The names under which the certificate is trusted.
    fn aliases(&self, anchor: &Anchor) -> Result<Vec<String>, StoreError> {
        let text = self.call(&["-list", "-rfc"])?.run()?.text();
        let mut aliases = Vec::new();
        for Entry { alias, armour } in listing::trusted(&text) {
            let blocks = pem::certificates(&armour).map_err(|error| StoreError::Damaged {
                path: self.place(),
                problem: format!("lists \"{alias}\" as a damaged certificate: {error}"),
            })?;
            if blocks.iter().any(|block| pem::is(block, anchor)) {
                aliases.push(alias);
            }
        }
        Ok(aliases)
    }

    fn rights(&self) -> Rights {
        Rights::to_change(&self.file)
    }
}

impl Store for Cacerts {
    fn kind(&self) -> Kind {
        Kind::Java
    }

    fn owner(&self) -> String {
        "Java".to_owned()
    }

    fn place(&self) -> String {
        self.file.display().to_string()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        let aliases = self.aliases(anchor)?;
        Ok(match aliases.first() {
            Some(alias) => State::Trusted(format!("keytool lists it as {alias}")),
            None => State::Untrusted("keytool does not list it".to_owned()),
        })
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        let import = self.call(&["-importcert", "-noprompt", "-alias", &anchor.name])?;
        Ok(Plan::own(vec![Step::Run(import.input(anchor.pem()))]).by(self.rights()))
    }

    /// Under every name: Debian's own hook puts the system's certificates in here as well.
    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        let mut steps = Vec::new();
        for alias in self.aliases(anchor)? {
            steps.push(Step::Run(self.call(&["-delete", "-noprompt", "-alias", &alias])?));
        }
        Ok(Plan::own(steps).by(self.rights()))
    }
}

#[cfg(all(test, unix))]
mod tests;
