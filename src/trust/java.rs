//! The cacerts file of every Java, changed with that Java's own keytool.

mod listing;
mod places;

use std::path::PathBuf;

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, RequiredPrivilege, Step};
use super::remedy::InstallHint;
use super::{Anchor, DiscoveredStores, State, Store, StoreKind, pem};
use crate::host::process::Call;
use devcert::model::secret::Secret;
use listing::Entry;

/// The password of every cacerts file that nobody has changed it of.
const PASSWORD: &str = "changeit";

/// One cacerts file.
#[derive(Debug)]
struct Cacerts {
    file: PathBuf,
    /// keytool, or where it was looked for.
    keytool: Result<Call, InstallHint>,
    /// The keytool that changes it, which is not the user's own where root's rights are needed.
    changing: Result<Call, InstallHint>,
    rights: RequiredPrivilege,
    /// Another password than [`PASSWORD`].
    password: Option<Secret>,
}

/// The files of all Javas, each once.
pub(super) fn find(machine: &Machine, found: &mut DiscoveredStores) {
    let places = places::find(machine, &mut found.warnings);
    for places::Java { cacerts, keytool } in places {
        let missing = || {
            InstallHint::Advice(format!(
                "set JAVA_HOME to a complete Java installation, or put keytool on PATH; not found next to {}",
                cacerts.display()
            ))
        };
        let rights = RequiredPrivilege::to_change(&cacerts);
        let changing = keytool.as_deref().map(|path| machine.fit_for(rights, path).ok_or_else(unfit));
        let changing = changing.unwrap_or_else(|| Err(missing())).map(|path| machine.call(path));
        let keytool = keytool.map(|path| machine.call(path)).ok_or_else(missing);
        let password = machine.java_password.clone();
        found.stores.push(Box::new(Cacerts { file: cacerts, rights, keytool, changing, password }));
    }
}

/// Where the only keytool is one that other users can change.
fn unfit() -> InstallHint {
    InstallHint::Advice("install a Java whose keytool only root can change, or run this as root".to_owned())
}

impl Cacerts {
    /// keytool on this file, with `input` to read; in English, since its output is read.
    ///
    /// A password of somebody's own it reads before the rest of its standard input, where nobody sees
    /// it: not in the list of processes, and not in an environment, which sudo empties.
    fn call(
        &self,
        keytool: &Result<Call, InstallHint>,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Call, StoreError> {
        let call = keytool.clone().map_err(|remedy| StoreError::NoTool { tool: "keytool", remedy })?;
        let call = call.args(["-J-Duser.language=en"]).args(arguments).arg("-keystore").arg(&self.file);
        Ok(match &self.password {
            None => call.args(["-storepass", PASSWORD]).input(input),
            Some(password) => call.input([password.expose(), b"\n", input].concat()),
        })
    }

    /// The names under which the certificate is trusted.
    fn aliases(&self, anchor: &Anchor) -> Result<Vec<String>, StoreError> {
        let listed = self.call(&self.keytool, &["-list", "-rfc"], &[])?.run().map_err(|error| {
            match error.to_string().contains("password was incorrect") {
                true => StoreError::OtherPassword(error),
                false => error.into(),
            }
        });
        let text = listed?.text();
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
}

impl Store for Cacerts {
    fn kind(&self) -> StoreKind {
        StoreKind::Java
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
        let arguments = ["-importcert", "-noprompt", "-alias", anchor.name.as_str()];
        let import = self.call(&self.changing, &arguments, &anchor.pem())?;
        Ok(Plan::own(vec![Step::Run(import)]).by(self.rights))
    }

    /// Under every name: Debian's own hook puts the system's certificates in here as well.
    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        let mut steps = Vec::new();
        for alias in self.aliases(anchor)? {
            let arguments = ["-delete", "-noprompt", "-alias", alias.as_str()];
            steps.push(Step::Run(self.call(&self.changing, &arguments, &[])?));
        }
        Ok(Plan::own(steps).by(self.rights))
    }
}

#[cfg(all(test, unix))]
mod tests;
