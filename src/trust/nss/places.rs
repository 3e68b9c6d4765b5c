//! Where programs keep their NSS databases.

use std::path::{Path, PathBuf};

use crate::host::files;
use crate::trust::machine::{Machine, Platform, folders_with};

/// A database, or where one belongs.
#[derive(Debug)]
pub(super) struct NssDatabase {
    pub(super) owner: &'static str,
    pub(super) folder: PathBuf,
    /// Whether it is a profile of Firefox, which reads policies too.
    pub(super) is_mozilla: bool,
}

/// What a database of today's form consists of.
const DATABASE: &str = "cert9.db";

/// Programs of Chromium's kind; the first database that is there is the one that they use.
const SHARED: &str = ".pki/nssdb";

/// The programs themselves, as they are started.
const CHROMIUMS: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "google-chrome-beta",
    "brave-browser",
    "microsoft-edge",
    "vivaldi",
    "opera",
];

/// Where programs of Mozilla's kind keep their profiles, below the home folder.
const MOZILLAS: [(&str, &str); 14] = [
    ("Firefox", ".mozilla/firefox"),
    ("Firefox", ".config/mozilla/firefox"),
    ("Firefox snap", "snap/firefox/common/.mozilla/firefox"),
    ("Firefox snap", "snap/firefox/common/.config/mozilla/firefox"),
    ("Firefox flatpak", ".var/app/org.mozilla.firefox/.mozilla/firefox"),
    ("Firefox flatpak", ".var/app/org.mozilla.firefox/config/mozilla/firefox"),
    ("Thunderbird", ".thunderbird"),
    ("LibreWolf", ".librewolf"),
    ("LibreWolf flatpak", ".var/app/io.gitlab.librewolf-community/.librewolf"),
    ("Waterfox", ".waterfox"),
    ("Floorp", ".floorp"),
    ("Zen", ".zen"),
    ("Zen flatpak", ".var/app/app.zen_browser.zen/.zen"),
    ("Mullvad Browser", ".mullvad-browser"),
];

/// The same on macOS.
const MOZILLAS_OF_MACOS: [(&str, &str); 2] = [
    ("Firefox", "Library/Application Support/Firefox/Profiles"),
    ("Thunderbird", "Library/Thunderbird/Profiles"),
];

/// Every database of this user, and the one that Chromium is going to want.
pub(super) fn databases(machine: &Machine) -> Vec<NssDatabase> {
    let mut places = chromiums(machine);
    let roots = match machine.platform {
        Platform::MacOs => &MOZILLAS_OF_MACOS[..],
        _ => &MOZILLAS[..],
    };
    for (owner, root) in roots {
        for folder in machine.in_home(root).iter().flat_map(|root| profiles(root)) {
            places.push(NssDatabase { owner, folder, is_mozilla: true });
        }
    }
    // A profile may be reached on two ways.
    let mut seen = Vec::new();
    places.retain(|place| {
        let real = files::real_path(&place.folder).unwrap_or_else(|| place.folder.clone());
        let is_new = !seen.contains(&real);
        seen.push(real);
        is_new
    });
    places
}

/// Whether a Firefox is there that would read policies.
pub(super) fn has_firefox(machine: &Machine) -> bool {
    ["firefox", "firefox-esr"].iter().any(|name| machine.program(name).is_some())
}

fn chromiums(machine: &Machine) -> Vec<NssDatabase> {
    if machine.platform != Platform::Unix {
        return Vec::new();
    }
    let in_data = machine.data.as_ref().map(|data| data.join("pki/nssdb"));
    let mut folders: Vec<_> = machine.in_home(SHARED).into_iter().chain(in_data).collect();
    folders.retain(|folder| has_database(folder));
    let is_installed = || CHROMIUMS.iter().any(|name| machine.program(name).is_some());
    if let (true, Some(shared)) = (folders.is_empty() && is_installed(), machine.in_home(SHARED)) {
        return with_sandboxed(
            machine,
            vec![NssDatabase { owner: "Chromium", folder: shared, is_mozilla: false }],
        );
    }
    let shared = folders.into_iter();
    let shared = shared.map(|folder| NssDatabase { owner: "Chromium", folder, is_mozilla: false });
    with_sandboxed(machine, shared.collect())
}

/// Adds those of snap and flatpak, which have a home of their own.
fn with_sandboxed(machine: &Machine, mut places: Vec<NssDatabase>) -> Vec<NssDatabase> {
    for (owner, parent, below) in [
        ("Chromium snap", "snap", "current/.pki/nssdb"),
        ("Chromium snap", "snap", "common/.pki/nssdb"),
        ("Chromium flatpak", ".var/app", ".pki/nssdb"),
    ] {
        for program in folders_with(machine.in_home(parent), &Path::new(below).join(DATABASE)) {
            places.push(NssDatabase { owner, folder: program.join(below), is_mozilla: false });
        }
    }
    places
}

/// The profiles below `root`, and those that its profiles.ini has elsewhere.
fn profiles(root: &Path) -> Vec<PathBuf> {
    let mut profiles = folders_with([root.to_owned()], Path::new(DATABASE));
    let ini = files::read_regular(&root.join("profiles.ini"), 1 << 20).unwrap_or_default();
    for path in String::from_utf8_lossy(&ini).lines().filter_map(|line| line.trim().strip_prefix("Path=")) {
        // An absolute path takes the root's place.
        let profile = root.join(path);
        if !profiles.contains(&profile) && has_database(&profile) {
            profiles.push(profile);
        }
    }
    profiles
}

/// Whether there is a database in a folder.
pub(super) fn has_database(folder: &Path) -> bool {
    files::is_file(&folder.join(DATABASE))
}
