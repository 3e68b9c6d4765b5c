//! The databases of NSS, which Chromium on Linux, Firefox and its relatives trust by, changed with its
//! own certutil.

pub(super) mod import;
mod listing;
mod places;
mod windows;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::machine::{Machine, Platform};
use super::plan::{Plan, Step};
use super::policy::{self, Policy};
use super::remedy::InstallHint;
use super::{Anchor, Browser, DiscoveredStores, State, Store, StoreKind, pem};
use crate::host::process::Call;
use import::supported;
use listing::Listed;

/// The program, which Windows has another one of.
const TOOL: &str = "certutil";

/// The packages that have it: of Debian, Fedora, Arch, openSUSE, Alpine.
const PACKAGES: [&str; 5] = ["libnss3-tools", "nss-tools", "nss", "mozilla-nss-tools", "nss-tools"];

/// One database.
#[derive(Debug)]
struct Database {
    owner: &'static str,
    browser: Browser,
    folder: PathBuf,
    /// certutil, or what brings it.
    tool: Result<Call, InstallHint>,
}

/// The databases of this user; where certutil is missing, Firefox's policies in their place.
pub(super) fn find(machine: &Machine, found: &mut DiscoveredStores) {
    if machine.platform == Platform::Windows {
        return windows::find(machine, found);
    }
    let tool = machine.program(TOOL);
    let policy = (machine.platform == Platform::Unix).then(|| Policy::of(machine));
    let by_policy = tool.is_none() && policy.is_some();
    let tool = tool.map(|path| machine.call(path)).ok_or_else(|| machine.package_command(PACKAGES));
    let is_installed = places::has_firefox(machine);
    let mut has_profile = false;
    for place in places::databases(machine) {
        has_profile |= place.is_mozilla;
        if !(place.is_mozilla && by_policy) {
            let places::NssDatabase { owner, folder, is_mozilla } = place;
            let browser = if is_mozilla { Browser::Firefox } else { Browser::Chromium };
            found.stores.push(Box::new(Database { owner, browser, folder, tool: tool.clone() }));
        }
    }
    let has_firefox = is_installed || has_profile;
    if is_installed && !has_profile && !by_policy {
        found.warnings.push(
            "Firefox is installed and has no profile yet, so it will not trust the certificate: start Firefox once, then install the certificate again".to_owned(),
        );
    }
    if let Some(policy) = policy.filter(|policy| (by_policy && has_firefox) || policy.has_ours()) {
        found.stores.push(Box::new(policy));
    }
    if let (true, true, Err(remedy)) = (by_policy, has_firefox, &tool) {
        found.warnings.push(format!(
            "NSS {TOOL} not found: using Firefox policies in {} instead of each profile; to change profiles: {remedy}",
            policy::FILE
        ));
    }
}

impl Database {
    fn exists(&self) -> bool {
        places::has_database(&self.folder)
    }

    /// certutil on this database.
    fn call(&self, arguments: &[&str]) -> Result<Call, StoreError> {
        let call = self.tool.clone().map_err(|remedy| StoreError::NoTool { tool: TOOL, remedy })?;
        Ok(call.args(arguments).arg("-d").arg(sql(&self.folder)))
    }

    /// The same where it would ask for the database's password: with a file that has none, it fails.
    fn call_unasked(&self, arguments: &[&str]) -> Result<Call, StoreError> {
        Ok(self.call(arguments)?.args(["-f", "/dev/null"]))
    }

    /// What is in the database by name and flags.
    fn listing(&self) -> Result<Vec<Listed>, StoreError> {
        Ok(listing::parse(&self.call_unasked(&["-L"])?.run()?.text()))
    }

    /// The certificates of this name. NSS gives all that have the same subject.
    fn named(&self, name: &str) -> Result<Vec<devcert::encoding::pem::Block>, StoreError> {
        let text = self.call_unasked(&["-L", "-a", "-n", name])?.run()?.text();
        pem::certificates(&text).map_err(|error| StoreError::Damaged {
            path: self.place(),
            problem: format!("lists \"{name}\" as a damaged certificate: {error}"),
        })
    }

    /// Under which name the certificate is there: ours, or another that is trusted for something.
    fn find(&self, anchor: &Anchor) -> Result<Option<NssEntry>, StoreError> {
        if !self.exists() {
            return Ok(None);
        }
        let mut listed = self.listing()?;
        listed.retain(|one| one.name == anchor.name || one.flags.starts_with(|flag| flag != ','));
        listed.sort_by_key(|one| one.name != anchor.name);
        for Listed { name, flags } in listed {
            let holding = self.named(&name)?;
            if holding.iter().any(|block| pem::is(block, anchor)) {
                let is_ours = name == anchor.name;
                return Ok(Some(NssEntry { name, flags, is_ours, count: holding.len() }));
            }
        }
        Ok(None)
    }
}

/// How a database has the certificate.
struct NssEntry {
    name: String,
    flags: String,
    is_ours: bool,
    /// How many certificates have its subject.
    count: usize,
}

/// The flags for TLS servers. Firefox takes a certificate that is no CA by its C, Chromium by its P.
fn flags(anchor: &Anchor) -> &'static str {
    match anchor.certificate.is_ca() {
        true => "C,,",
        false => "CP,,",
    }
}

/// Whether `found` has all that `wanted` has for TLS servers.
fn suffice(found: &str, wanted: &str) -> bool {
    let tls = |flags: &str| flags.split(',').next().unwrap_or_default().to_owned();
    tls(wanted).chars().all(|flag| tls(found).contains(flag))
}

/// The database in the form that NSS has had since 3.35.
fn sql(folder: &Path) -> OsString {
    let mut name = OsString::from("sql:");
    name.push(folder);
    name
}

impl Store for Database {
    fn kind(&self) -> StoreKind {
        StoreKind::Nss
    }

    fn browser(&self) -> Option<Browser> {
        Some(self.browser)
    }

    fn owner(&self) -> String {
        self.owner.to_owned()
    }

    fn place(&self) -> String {
        self.folder.display().to_string()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        let wanted = flags(anchor);
        Ok(match self.find(anchor)? {
            Some(NssEntry { name, flags, .. }) if suffice(&flags, wanted) => {
                State::Trusted(format!("{TOOL} lists it as {name} with {flags}"))
            }
            Some(NssEntry { name, flags, .. }) => {
                State::Untrusted(format!("{TOOL} lists it as {name} with {flags}, but {wanted} is required"))
            }
            None => State::Untrusted(match supported(anchor) {
                Err(why) => why.to_string(),
                Ok(()) if self.exists() => format!("{TOOL} does not list it as trusted"),
                Ok(()) => "the database does not exist yet".to_owned(),
            }),
        })
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        supported(anchor)?;
        let mut steps = Vec::new();
        if !self.exists() {
            steps.push(Step::Folder(self.folder.clone()));
            steps.push(Step::Run(self.call(&["-N", "--empty-password"])?));
        }
        let add = self.call_unasked(&["-A", "-a", "-t", flags(anchor), "-n", &anchor.name])?;
        steps.push(Step::Run(add.input(anchor.pem())));
        // A database behind a password takes the certificate and refuses the flags.
        let remove = self.call_unasked(&["-D", "-n", &anchor.name])?;
        Ok(Plan::own(steps).undone_by(vec![Step::Run(remove)]))
    }

    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        match self.find(anchor)? {
            None => Ok(Plan::default()),
            Some(NssEntry { name, is_ours: false, count: count @ 2.., .. }) => {
                Err(StoreError::SharedName { name, count, tool: TOOL })
            }
            Some(NssEntry { name, .. }) => {
                Ok(Plan::own(vec![Step::Run(self.call_unasked(&["-D", "-n", &name])?)]))
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
