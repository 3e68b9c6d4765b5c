//! The system's own store: one file a certificate in a folder, and a program that makes of all of them
//! the bundle that OpenSSL, GnuTLS, curl, Go and the others read.

use std::path::PathBuf;

use super::error::StoreError;
use super::machine::{Machine, Platform};
use super::plan::{Plan, RequiredPrivilege, Step};
use super::remedy::InstallHint;
use super::{Anchor, DiscoveredStores, State, Store, StoreKind, keychain, pem, windows};
use crate::host::files;
use crate::host::process::Call;

/// How a family of distributions keeps its store.
struct Layout {
    family: &'static str,
    /// Where an administrator's certificates go; the first that is there.
    anchors: &'static [&'static str],
    /// What makes the bundle of them; the first program that is there.
    updates: &'static [&'static [&'static str]],
    /// The bundle that programs read; the first that is there.
    bundles: &'static [&'static str],
    /// The package that has the program.
    package: &'static str,
}

/// Debian's way is also Alpine's. openSUSE's program has Debian's name, so its folders come first.
const LAYOUTS: [Layout; 4] = [
    Layout {
        family: "Fedora",
        anchors: &["/etc/pki/ca-trust/source/anchors"],
        updates: &[&["update-ca-trust", "extract"]],
        bundles: &["/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/pki/tls/certs/ca-bundle.crt"],
        package: "dnf install ca-certificates",
    },
    Layout {
        family: "Arch",
        anchors: &["/etc/ca-certificates/trust-source/anchors"],
        updates: &[&["update-ca-trust"], &["trust", "extract-compat"]],
        bundles: &["/etc/ca-certificates/extracted/tls-ca-bundle.pem", "/etc/ssl/certs/ca-certificates.crt"],
        package: "pacman -S ca-certificates-utils",
    },
    Layout {
        family: "openSUSE",
        anchors: &["/etc/pki/trust/anchors", "/usr/share/pki/trust/anchors"],
        updates: &[&["update-ca-certificates"]],
        bundles: &["/var/lib/ca-certificates/ca-bundle.pem", "/etc/ssl/ca-bundle.pem"],
        package: "zypper install ca-certificates",
    },
    Layout {
        family: "Debian",
        anchors: &["/usr/local/share/ca-certificates"],
        updates: &[&["update-ca-certificates"]],
        bundles: &["/etc/ssl/certs/ca-certificates.crt"],
        package: "apt install ca-certificates",
    },
];

/// A store in files.
#[derive(Debug)]
struct System {
    family: &'static str,
    anchors: PathBuf,
    bundle: PathBuf,
    update: Option<Call>,
    /// What makes it anew after a certificate was taken out.
    refresh: Option<Call>,
    /// What the program is called, and what brings it.
    tool: &'static str,
    package: String,
}

/// The system's store.
pub(super) fn find(machine: &Machine, found: &mut DiscoveredStores) {
    match machine.platform {
        Platform::MacOs => return found.stores.push(Box::new(keychain::Keychain::new(machine))),
        Platform::Windows => return found.stores.push(Box::new(windows::UserStore)),
        Platform::Unix => {}
    }
    let is_there =
        |layout: &&Layout| layout.anchors.iter().any(|folder| files::is_folder(&machine.at(folder)));
    let has_program = |layout: &&Layout| layout.update(machine, RequiredPrivilege::Own).is_some();
    // A folder can be missing where nobody has put a certificate in it yet.
    let layout = LAYOUTS.iter().find(is_there).or_else(|| LAYOUTS.iter().rev().find(has_program));
    match layout {
        Some(layout) => found.stores.push(Box::new(layout.store(machine))),
        None => found
            .warnings
            .push("no system trust store found (supported: Debian, Fedora, Arch, openSUSE)".to_owned()),
    }
}

impl Layout {
    fn update(&self, machine: &Machine, rights: RequiredPrivilege) -> Option<Call> {
        self.updates.iter().find_map(|words| {
            let (name, arguments) = words.split_first()?;
            Some(machine.call(machine.program_with(rights, name)?).args(arguments))
        })
    }

    fn store(&self, machine: &Machine) -> System {
        let first = |paths: &[&str], is_there: fn(&std::path::Path) -> bool| {
            let mut paths = paths.iter().map(|path| machine.at(path));
            let first = paths.next().unwrap_or_default();
            if is_there(&first) { first } else { paths.find(|path| is_there(path)).unwrap_or(first) }
        };
        let anchors = first(self.anchors, files::is_folder);
        let update = self.update(machine, RequiredPrivilege::to_change(&anchors));
        // Without it, Debian's program leaves links to the certificate that is gone.
        let fresh: &[&str] = if machine.is_debian() { &["--fresh"] } else { &[] };
        System {
            family: self.family,
            anchors,
            bundle: first(self.bundles, files::is_file),
            refresh: update.clone().map(|call| call.args(fresh)),
            update,
            tool: self.updates[0][0],
            package: machine.as_root(self.package),
        }
    }
}

impl System {
    fn file(&self, anchor: &Anchor) -> PathBuf {
        self.anchors.join(format!("{}.crt", anchor.name))
    }

    fn run(&self, call: Option<&Call>) -> Result<Step, StoreError> {
        let missing =
            || StoreError::NoTool { tool: self.tool, remedy: InstallHint::Command(self.package.clone()) };
        call.cloned().map(Step::Run).ok_or_else(missing)
    }

    fn rights(&self) -> RequiredPrivilege {
        RequiredPrivilege::to_change(&self.anchors)
    }
}

impl Store for System {
    fn kind(&self) -> StoreKind {
        StoreKind::System
    }

    fn owner(&self) -> String {
        self.family.to_owned()
    }

    fn place(&self) -> String {
        self.bundle.display().to_string()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        let bundle = self.bundle.display();
        if pem::file_has(&self.bundle, anchor)? {
            return Ok(State::Trusted(format!("in {bundle}")));
        }
        let why = match self.updates_take_only_cas() && !anchor.certificate.is_ca() {
            true => format!("not in {bundle}, which accepts only CA certificates"),
            false => format!("not in {bundle}"),
        };
        Ok(State::Untrusted(why))
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        let file = self.file(anchor);
        let steps = vec![Step::Write(file.clone(), anchor.pem()), self.run(self.update.as_ref())?];
        Ok(Plan::own(steps).by(self.rights()).undone_by(vec![Step::Remove(file)]))
    }

    /// Every file that has this certificate and no other, whoever has put it there.
    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        if !files::is_folder(&self.anchors) {
            return Ok(Plan::default());
        }
        let mut files = files::list(&self.anchors, true)?.files;
        files.retain(|file| pem::file_is(file, anchor));
        if files.is_empty() && !pem::file_has(&self.bundle, anchor)? {
            return Ok(Plan::default());
        }
        let undo = files.iter().map(|file| Step::Write(file.clone(), anchor.pem())).collect();
        let mut steps: Vec<_> = files.into_iter().map(Step::Remove).collect();
        steps.push(self.run(self.refresh.as_ref())?);
        Ok(Plan::own(steps).by(self.rights()).undone_by(undo))
    }
}

impl System {
    /// p11-kit, which all but Debian build on, sorts out whatever is no CA.
    fn updates_take_only_cas(&self) -> bool {
        self.family != "Debian"
    }
}

#[cfg(all(test, unix))]
mod tests;
