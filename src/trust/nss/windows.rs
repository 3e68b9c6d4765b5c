//! Firefox on Windows, which trusts the roots of Windows unless a profile has that switched off (since version 120;
//! Mozilla, "Set up Certificate Authorities (CAs) in Firefox"). There is nothing to install in a profile.

use std::path::Path;

use crate::host::files;
use crate::trust::DiscoveredStores;
use crate::trust::machine::Machine;

/// Where the profiles are below `%APPDATA%`.
const PROFILES: [(&str, &str); 2] =
    [("Firefox", "Mozilla/Firefox/Profiles"), ("Thunderbird", "Thunderbird/Profiles")];

/// The files of a profile with its settings; the second one is the user's own, and is read later.
const SETTINGS: [&str; 2] = ["prefs.js", "user.js"];

const SETTING: &str = "security.enterprise_roots.enabled";

/// More than a profile's settings have.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Warns of each profile that does not trust the roots of Windows.
pub(super) fn find(machine: &Machine, found: &mut DiscoveredStores) {
    let Some(folder) = &machine.roaming else { return };
    for (owner, profiles) in PROFILES {
        for profile in files::folders(&folder.join(profiles)) {
            if is_switched_off(&profile) {
                found.warnings.push(format!(
                    "{owner} does not trust Windows' roots in {}: set {SETTING} to true in about:config",
                    profile.display()
                ));
            }
        }
    }
}

/// The last line with the setting counts: `user_pref("security.enterprise_roots.enabled", false);`.
fn is_switched_off(profile: &Path) -> bool {
    let read = |name| files::read_regular(&profile.join(name), LIMIT).unwrap_or_default();
    let text = SETTINGS.map(read).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).join("\n");
    let lines = text.lines().filter(|line| line.trim_start().starts_with("user_pref"));
    let mut value = lines.filter_map(|line| line.split_once(SETTING)?.1.split_once(','));
    value.next_back().is_some_and(|(_, value)| value.trim_start().starts_with("false"))
}

#[cfg(all(test, unix))]
mod tests {
    use crate::trust::StoreKind;
    use crate::trust::machine::Platform;
    use crate::trust::testing::World;

    #[test]
    fn a_profile_that_does_not_trust_windows_roots_is_a_warning() {
        let mut world = World::new();
        world.machine.platform = Platform::Windows;
        world.machine.roaming = Some(world.machine.at("roaming"));
        let profile = |name: &str, file: &str| format!("roaming/Mozilla/Firefox/Profiles/{name}/{file}");
        let setting = |value: &str| format!("user_pref(\"security.enterprise_roots.enabled\", {value});\n");
        world.write(&profile("a.default", "prefs.js"), "user_pref(\"app.normandy.enabled\", false);\n");
        world.write(&profile("b.off", "prefs.js"), setting("false"));
        world.write(&profile("c.on", "prefs.js"), setting("false"));
        world.write(&profile("c.on", "user.js"), setting("true"));
        let found = world.find(StoreKind::Nss);
        assert!(found.stores.is_empty());
        let [warning] = &found.warnings[..] else { panic!("{:?}", found.warnings) };
        assert!(warning.contains("b.off: set security.enterprise_roots.enabled"), "{warning}");
    }
}
