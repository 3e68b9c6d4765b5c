//! The machine as the stores see it: everything that differs from one to the next, in one place, so
//! that a test can have one of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::plan::RequiredPrivilege;
use super::remedy::InstallHint;
use crate::host::{environment, files, process, stdio};
use devcert::model::secret::Secret;

/// Which kind of system it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Linux and the other systems that keep trust in files.
    Unix,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// A machine and its user.
#[derive(Debug, Clone)]
pub struct Machine {
    /// Its kind.
    pub platform: Platform,
    /// Where its file system begins.
    pub root: PathBuf,
    /// The user's home, where there is one.
    pub home: Option<PathBuf>,
    /// Where programs keep data of the user's.
    pub data: Option<PathBuf>,
    /// Where Windows keeps what follows the user to other machines.
    pub roaming: Option<PathBuf>,
    /// Where files are kept that can be made again.
    pub cache: Option<PathBuf>,
    /// Where programs are.
    pub path: Vec<PathBuf>,
    /// Where programs are that run with root's rights: none of the user's own folders, as in sudo's
    /// `secure_path`.
    pub system_path: Vec<PathBuf>,
    /// `JAVA_HOME`.
    pub java_home: Option<PathBuf>,
    /// The password of Java's cacerts, where it is not the one that they come with.
    pub java_password: Option<Secret>,
    /// Whether we are root.
    pub is_root: bool,
    /// Whether somebody is there to answer questions.
    pub terminal: bool,
    /// How long any one program may take.
    pub timeout: Duration,
}

/// Programs of the system are not always on a user's PATH.
const SYSTEM_FOLDERS: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// Where programs for root are; the last two are those of `NixOS`.
const ROOT_FOLDERS: [&str; 8] = [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/run/wrappers/bin",
    "/run/current-system/sw/bin",
];

/// update-ca-certificates starts a Java, where there is one; on a slow machine that takes a minute.
const TIMEOUT: Duration = Duration::from_mins(3);

impl Machine {
    /// This one.
    #[must_use]
    pub fn here() -> Self {
        let mut path = process::search_path();
        // sudo may have left PATH as the user has it, who must not choose what root runs.
        if environment::is_started_by_sudo() {
            path.retain(|folder| files::is_roots_alone(folder));
        }
        path.extend(SYSTEM_FOLDERS.map(PathBuf::from));
        Self {
            platform: platform(),
            root: PathBuf::from("/"),
            home: environment::home(),
            data: environment::data_folder(),
            roaming: environment::roaming_folder(),
            cache: environment::cache_folder(),
            path,
            system_path: ROOT_FOLDERS.map(PathBuf::from).to_vec(),
            java_home: environment::variable("JAVA_HOME").map(PathBuf::from),
            java_password: None,
            is_root: environment::is_root(),
            terminal: stdio::stdin_is_terminal(),
            timeout: TIMEOUT,
        }
    }

    /// An absolute path on this machine.
    #[must_use]
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// A path in the user's home.
    #[must_use]
    pub fn in_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_deref().map(|home| home.join(path))
    }

    /// The program of this name.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        process::find(name, &self.path)
    }

    /// The program of this name that takes steps which need these rights: what is on the user's PATH alone
    /// does not get root's.
    #[must_use]
    pub fn program_with(&self, rights: RequiredPrivilege, name: &str) -> Option<PathBuf> {
        match rights {
            RequiredPrivilege::Root if !self.is_root => process::find(name, &self.system_path),
            _ => self.program(name),
        }
    }

    /// `program` if it may take steps that need these rights, or the system's program of the same name.
    #[must_use]
    pub fn fit_for(&self, rights: RequiredPrivilege, program: &Path) -> Option<PathBuf> {
        if rights == RequiredPrivilege::Own || self.is_root || files::is_roots_alone(program) {
            return Some(program.to_owned());
        }
        self.program_with(rights, program.file_name()?.to_str()?).filter(|found| files::is_roots_alone(found))
    }

    /// Whether the system is Debian, or one that is made of it.
    #[must_use]
    pub fn is_debian(&self) -> bool {
        self.system_ids().iter().any(|id| id == "debian")
    }

    /// A call of it, with this machine's patience.
    #[must_use]
    pub fn call(&self, program: impl Into<PathBuf>) -> process::Call {
        process::Call::new(program).timeout(self.timeout)
    }

    /// The command as it is typed for root's rights: through sudo, where that is of use.
    #[must_use]
    pub fn as_root(&self, command: &str) -> String {
        let has_sudo = !self.is_root && self.program("sudo").is_some();
        if has_sudo { format!("sudo {command}") } else { command.to_owned() }
    }

    /// What installs the package that has a program: one that Debian, Fedora, Arch, openSUSE and
    /// Alpine call by these names.
    #[must_use]
    pub fn package_command(&self, [debian, fedora, arch, suse, alpine]: [&str; 5]) -> InstallHint {
        let families = [
            (&["debian", "ubuntu"][..], "apt install", debian),
            (&["fedora", "rhel", "centos"], "dnf install", fedora),
            (&["arch"], "pacman -S", arch),
            (&["suse", "opensuse"], "zypper install", suse),
            (&["alpine"], "apk add", alpine),
        ];
        let ids = self.system_ids();
        let ours =
            families.iter().find(|(names, ..)| names.iter().any(|name| ids.iter().any(|id| id == name)));
        match ours {
            Some((_, command, package)) => {
                InstallHint::Command(self.as_root(&format!("{command} {package}")))
            }
            None => InstallHint::Advice(format!(
                "install the package that has it: {debian} (Debian), {fedora} (Fedora), {arch} (Arch), {suse} (openSUSE)"
            )),
        }
    }

    /// The words of `ID` and `ID_LIKE` in os-release(5).
    fn system_ids(&self) -> Vec<String> {
        let text = files::read_regular(&self.at("/etc/os-release"), 64 * 1024).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let values = text.lines().filter_map(|line| {
            let (name, value) = line.split_once('=')?;
            ["ID", "ID_LIKE"].contains(&name).then(|| value.trim_matches('"').to_owned())
        });
        values.flat_map(|value| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }
}

const fn platform() -> Platform {
    match () {
        () if cfg!(target_os = "macos") => Platform::MacOs,
        () if cfg!(windows) => Platform::Windows,
        () => Platform::Unix,
    }
}

/// The folders in each of `parents`, and those in them where `below` is.
#[must_use]
pub(super) fn folders_with(parents: impl IntoIterator<Item = PathBuf>, below: &Path) -> Vec<PathBuf> {
    let all = parents.into_iter().flat_map(|parent| files::folders(&parent));
    all.filter(|folder| files::exists(&folder.join(below)).unwrap_or(false)).collect()
}
