//! Windows: the root certificates of the user, which Edge, Chrome, .NET, Schannel and by them Firefox
//! trust by, changed with the calls of Windows, and from inside of a Linux on it (WSL) with `PowerShell`. Windows
//! asks in a window before it changes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, Step};
use super::remedy::InstallHint;
use super::{Anchor, DiscoveredStores, State, Store, StoreKind};
use crate::host::files;
use crate::host::process::{Call, program_at};
use crate::host::user_roots;

/// Where it is when Windows' folders are not on a Linux's PATH.
const POWERSHELL: &str = "/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe";

/// The store of the user who is logged in, on the Windows that we run on.
#[derive(Debug)]
pub(super) struct UserStore;

/// The same store, seen from a Linux on it.
#[derive(Debug)]
struct StoreAround {
    powershell: Option<Call>,
}

/// The Windows around a Linux, if there is one.
pub(super) fn find_around(machine: &Machine, found: &mut DiscoveredStores) {
    let release = files::read_regular(&machine.at("/proc/sys/kernel/osrelease"), 4096).unwrap_or_default();
    if String::from_utf8_lossy(&release).to_lowercase().contains("microsoft") {
        let program = machine.program("powershell.exe").or_else(|| program_at(&machine.at(POWERSHELL)));
        let powershell = program.map(|path| machine.call(path));
        found.stores.push(Box::new(StoreAround { powershell }));
    }
}

impl StoreAround {
    fn call(&self, script: &str) -> Result<Call, StoreError> {
        let remedy = "let WSL start Windows programs: [interop] enabled=true in /etc/wsl.conf";
        let missing =
            || StoreError::NoTool { tool: "powershell.exe", remedy: InstallHint::Advice(remedy.to_owned()) };
        let call = self.powershell.clone().ok_or_else(missing)?;
        Ok(call.args(["-NoProfile", "-NonInteractive", "-Command", script]))
    }

    fn is_there(&self, anchor: &Anchor) -> Result<bool, StoreError> {
        let answer = self.call(&script(anchor, "ReadOnly", LOOK))?.run()?.text();
        match answer.trim() {
            "there" => Ok(true),
            "absent" => Ok(false),
            other => Err(StoreError::Damaged {
                path: PLACE.to_owned(),
                problem: format!(
                    "PowerShell did not report whether the certificate is present: {}",
                    other.lines().next().unwrap_or_default()
                ),
            }),
        }
    }

    fn change(&self, anchor: &Anchor, verb: &str) -> Result<Plan, StoreError> {
        Ok(Plan::own(vec![Step::Run(self.call(&script(anchor, "ReadWrite", verb))?)]))
    }
}

/// Compares whole certificates.
const LOOK: &str = "if(@($s.Certificates|Where-Object{[Convert]::ToBase64String($_.RawData) -eq $b}).Count){'there'}else{'absent'}";

/// A script that opens the store as `$s`, with the certificate as `$c` and its base64 as `$b`.
fn script(anchor: &Anchor, access: &str, rest: &str) -> String {
    let base64 = STANDARD.encode(anchor.der());
    let namespace = "System.Security.Cryptography.X509Certificates";
    format!(
        "$ErrorActionPreference='Stop';$b='{base64}';\
         $c=New-Object {namespace}.X509Certificate2(,[Convert]::FromBase64String($b));\
         $s=New-Object {namespace}.X509Store('Root','CurrentUser');$s.Open('{access}');{rest}"
    )
}

/// Where `PowerShell` has the store.
const PLACE: &str = "Cert:\\CurrentUser\\Root";

fn owner() -> String {
    "Windows".to_owned()
}

fn state(is_there: bool) -> State {
    match is_there {
        true => State::Trusted("in the user's trusted roots".to_owned()),
        false => State::Untrusted("not in the user's trusted roots".to_owned()),
    }
}

impl Store for UserStore {
    fn kind(&self) -> StoreKind {
        StoreKind::System
    }

    fn owner(&self) -> String {
        owner()
    }

    fn place(&self) -> String {
        PLACE.to_owned()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        user_roots::has(anchor.der()).map(state).map_err(StoreError::UserRoots)
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        Ok(Plan::own(vec![Step::AddRoot(anchor.der().to_vec())]))
    }

    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        match user_roots::has(anchor.der()).map_err(StoreError::UserRoots)? {
            true => Ok(Plan::own(vec![Step::RemoveRoot(anchor.der().to_vec())])),
            false => Ok(Plan::default()),
        }
    }
}

impl Store for StoreAround {
    fn kind(&self) -> StoreKind {
        StoreKind::Windows
    }

    fn owner(&self) -> String {
        owner()
    }

    fn place(&self) -> String {
        PLACE.to_owned()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        self.is_there(anchor).map(state)
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        self.change(anchor, "$s.Add($c)")
    }

    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        match self.is_there(anchor)? {
            true => self.change(anchor, "$s.Remove($c)"),
            false => Ok(Plan::default()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
