//! Where Javas are.

use std::path::{Path, PathBuf};

use crate::host::files;
use crate::host::process::program_at;
use crate::trust::machine::{Machine, Platform, folders_with};

/// A cacerts file, and the keytool that goes with it.
#[derive(Debug)]
pub(super) struct Java {
    /// With all links followed: on Debian every Java has the same.
    pub(super) cacerts: PathBuf,
    pub(super) keytool: Option<PathBuf>,
}

/// The file in a Java, and in a JDK 8 with its JRE inside.
const CACERTS: [&str; 2] = ["lib/security/cacerts", "jre/lib/security/cacerts"];

/// Folders that have one Java in each of their folders.
const PARENTS: [&str; 6] =
    ["/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/usr/local/java", "/opt", "/opt/java"];

/// The same below the home folder: SDKMAN, `IntelliJ` and Gradle, asdf, mise, jEnv.
const PARENTS_AT_HOME: [&str; 5] = [
    ".sdkman/candidates/java",
    ".jdks",
    ".gradle/jdks",
    ".asdf/installs/java",
    ".local/share/mise/installs/java",
];

const PARENT_OF_MACOS: &str = "Library/Java/JavaVirtualMachines";

/// On Windows, each maker has a folder of its own.
const PARENTS_OF_WINDOWS: [&str; 7] = [
    "Program Files/Java",
    "Program Files/Eclipse Adoptium",
    "Program Files/Microsoft",
    "Program Files/Zulu",
    "Program Files/Amazon Corretto",
    "Program Files/BellSoft",
    "Program Files/RedHat",
];

/// The same for what a user installs alone.
const PARENTS_AT_HOME_OF_WINDOWS: [&str; 2] =
    ["AppData/Local/Programs/Eclipse Adoptium", "AppData/Local/Programs/Microsoft"];

/// Every Java; the one that is used first comes first. What is wrong with `JAVA_HOME` is a warning.
pub(super) fn find(machine: &Machine, warnings: &mut Vec<String>) -> Vec<Java> {
    let mut homes: Vec<PathBuf> = machine.java_home.iter().cloned().collect();
    homes.extend(on_path(machine));
    homes.extend(installed(machine));
    if let Some(home) = machine.java_home.as_ref().filter(|home| cacerts(home).is_none()) {
        let expected = home.join(CACERTS[0]);
        warnings.push(format!("JAVA_HOME is {}, but {} does not exist", home.display(), expected.display()));
    }
    let mut javas: Vec<Java> = Vec::new();
    for home in homes {
        let Some(file) = cacerts(&home) else { continue };
        let keytool = keytool(&home);
        match javas.iter_mut().find(|java| java.cacerts == file) {
            Some(java) => java.keytool = java.keytool.take().or(keytool),
            None => javas.push(Java { cacerts: file, keytool }),
        }
    }
    for java in javas.iter_mut().filter(|java| java.keytool.is_none()) {
        java.keytool = machine.program("keytool");
    }
    javas
}

/// The Java that `java` on PATH is in, behind its links.
fn on_path(machine: &Machine) -> Option<PathBuf> {
    let java = files::real_path(&machine.program("java")?)?;
    Some(java.parent()?.parent()?.to_owned())
}

fn installed(machine: &Machine) -> Vec<PathBuf> {
    let at_home = PARENTS_AT_HOME.iter().filter_map(|path| machine.in_home(path));
    let mut parents: Vec<_> = at_home.collect();
    if machine.platform == Platform::Windows {
        parents.extend(PARENTS_OF_WINDOWS.map(|path| Path::new("C:\\").join(path)));
        parents.extend(PARENTS_AT_HOME_OF_WINDOWS.iter().filter_map(|path| machine.in_home(path)));
    } else {
        parents.splice(0..0, PARENTS.iter().map(|path| machine.at(path)));
    }
    let mut homes: Vec<_> =
        CACERTS.iter().flat_map(|file| folders_with(parents.clone(), Path::new(file))).collect();
    if machine.platform == Platform::MacOs {
        let parents = [Some(machine.at(PARENT_OF_MACOS)), machine.in_home(PARENT_OF_MACOS)];
        let bundles = folders_with(parents.into_iter().flatten(), Path::new("Contents/Home"));
        homes.extend(bundles.into_iter().map(|bundle| bundle.join("Contents/Home")));
    }
    homes
}

fn cacerts(home: &Path) -> Option<PathBuf> {
    let real = CACERTS.iter().find_map(|file| files::real_path(&home.join(file)))?;
    files::is_file(&real).then_some(real)
}

fn keytool(home: &Path) -> Option<PathBuf> {
    ["bin/keytool", "jre/bin/keytool"].iter().find_map(|path| program_at(&home.join(path)))
}
