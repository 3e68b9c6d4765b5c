//! Windows: the root certificates of the user, which Edge, Chrome, .NET, Schannel and by them Firefox
//! trust by, changed with `PowerShell`; from inside of a Linux on it (WSL) too. Windows asks in a
//! window before it changes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, Step};
use super::remedy::InstallHint;
use super::{Anchor, DiscoveredStores, State, Store, StoreKind};
use crate::host::files;
use crate::host::process::{Call, program_at};

/// Where it is when Windows' folders are not on a Linux's PATH.
const POWERSHELL: &str = "/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe";

/// The store of the user who is logged in.
#[derive(Debug)]
pub(super) struct UserStore {
    kind: StoreKind,
    powershell: Option<Call>,
}

/// The Windows around a Linux, if there is one.
pub(super) fn find_around(machine: &Machine, found: &mut DiscoveredStores) {
    let release = files::read_regular(&machine.at("/proc/sys/kernel/osrelease"), 4096).unwrap_or_default();
    if String::from_utf8_lossy(&release).to_lowercase().contains("microsoft") {
        let program = machine.program("powershell.exe").or_else(|| program_at(&machine.at(POWERSHELL)));
        let powershell = program.map(|path| machine.call(path));
        found.stores.push(Box::new(UserStore { kind: StoreKind::Windows, powershell }));
    }
}

impl UserStore {
    /// That of the Windows that we run on.
    pub(super) fn own(machine: &Machine) -> Self {
        let powershell = machine.program("powershell").map(|path| machine.call(path));
        Self { kind: StoreKind::System, powershell }
    }

    fn call(&self, script: &str) -> Result<Call, StoreError> {
        let remedy = match self.kind {
            StoreKind::Windows => "let WSL start Windows programs: [interop] enabled=true in /etc/wsl.conf",
            _ => "add System32\\WindowsPowerShell\\v1.0 to PATH, where Windows has it",
        };
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
                path: self.place(),
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

impl Store for UserStore {
    fn kind(&self) -> StoreKind {
        self.kind
    }

    fn owner(&self) -> String {
        "Windows".to_owned()
    }

    fn place(&self) -> String {
        "Cert:\\CurrentUser\\Root".to_owned()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        Ok(match self.is_there(anchor)? {
            true => State::Trusted("in the user's trusted roots".to_owned()),
            false => State::Untrusted("not in the user's trusted roots".to_owned()),
        })
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
