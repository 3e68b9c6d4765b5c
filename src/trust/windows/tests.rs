use super::*;
use crate::trust::testing::{World, ca};
use crate::trust::verbs::{Mode, install, uninstall};

/// A `PowerShell` that knows three scripts.
const SCRIPTS: &str = r#"
case $4 in
  *"'there'}else{'absent'}"*) [ -e "$ROOT/there" ] && echo there || echo absent;;
  *'$s.Add($c)') touch "$ROOT/there";;
  *'$s.Remove($c)') rm "$ROOT/there";;
esac"#;

#[test]
fn a_linux_on_windows_has_both_sides() {
    let world = World::new();
    assert!(world.find(StoreKind::Windows).stores.is_empty());
    world.write("proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2\n");
    let error = world.only(StoreKind::Windows).state(&ca("x").anchor()).unwrap_err();
    assert!(error.remedy().is_some_and(|remedy| remedy.to_string().contains("/etc/wsl.conf")), "{error}");
    world.program_at("mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe", SCRIPTS);
    let (store, anchor) = (world.only(StoreKind::Windows), ca("x").anchor());
    install(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    assert!(matches!(store.state(&anchor), Ok(State::Trusted(_))));
    let call = format!(
        "powershell.exe -NoProfile -NonInteractive -Command $ErrorActionPreference='Stop';$b='{}';",
        STANDARD.encode(anchor.der())
    );
    assert!(world.calls().starts_with(&call), "{}", world.calls());
    uninstall(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    assert!(!world.has("there"));
}
