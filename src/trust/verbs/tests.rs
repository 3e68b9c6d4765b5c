use super::*;
use crate::trust::StoreKind;
use crate::trust::plan::RequiredPrivilege;
use crate::trust::testing::{World, ca};

/// A store that needs root, on a machine whose user is not.
#[derive(Debug)]
struct OfRoot(std::path::PathBuf);

impl Store for OfRoot {
    fn kind(&self) -> StoreKind {
        StoreKind::System
    }

    fn owner(&self) -> String {
        String::new()
    }

    fn place(&self) -> String {
        self.0.display().to_string()
    }

    fn state(&self, anchor: &Anchor) -> Result<State, StoreError> {
        match crate::trust::pem::file_is(&self.0, anchor) {
            true => Ok(State::Trusted(String::new())),
            false => Ok(State::Untrusted(String::new())),
        }
    }

    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError> {
        Ok(Plan::own(vec![Step::Write(self.0.clone(), anchor.pem())]).by(RequiredPrivilege::Root))
    }

    fn uninstall(&self, _: &Anchor) -> Result<Plan, StoreError> {
        Ok(Plan::own(vec![Step::Remove(self.0.clone())]).by(RequiredPrivilege::Root))
    }
}

/// sudo as it is where no password is needed; it asks where `-n` is missing.
const SUDO: &str = "while [ \"$1\" != -- ]; do [ \"$1\" = -p ] && shift; shift; done; shift; exec \"$@\"";

#[test]
fn root_needs_no_sudo() {
    let mut world = World::new();
    world.machine.is_root = true;
    world.program("sudo", "exit 1");
    let store = OfRoot(world.path("store/ca.crt"));
    install(&store, &ca("x").anchor(), &world.machine, Mode::Do).unwrap();
    assert_eq!(world.calls(), "");
}

#[test]
fn without_a_terminal_sudo_is_asked_whether_it_would_ask() {
    let world = World::new();
    world.program("sudo", SUDO);
    let store = OfRoot(world.path("store/ca.crt"));
    install(&store, &ca("x").anchor(), &world.machine, Mode::Do).unwrap();
    let calls = world.calls();
    let expected = "sudo -n -- true\nsudo -n -- install -D -m 0644 -- /dev/stdin ROOT/store/ca.crt\n";
    assert_eq!(calls, expected);
    uninstall(&store, &ca("x").anchor(), &world.machine, Mode::Do).unwrap();
    assert!(world.calls().ends_with("sudo -n -- rm -f -- ROOT/store/ca.crt\n"), "{}", world.calls());
}

#[test]
fn without_a_terminal_a_sudo_that_would_ask_is_not_used() {
    let world = World::new();
    world.program("sudo", "echo 'sudo: a password is required' >&2; exit 1");
    let store = OfRoot(world.path("store/ca.crt"));
    let error = install(&store, &ca("x").anchor(), &world.machine, Mode::Do).unwrap_err();
    assert!(matches!(error, StoreError::NoTerminal), "{error}");
    assert_eq!(world.calls(), "sudo -n -- true\n");
}

#[test]
fn a_machine_without_sudo_says_so() {
    let world = World::new();
    let store = OfRoot(world.path("store/ca.crt"));
    let error = install(&store, &ca("x").anchor(), &world.machine, Mode::Do).unwrap_err();
    assert_eq!(error.to_string(), "owned by root, and sudo was not found on PATH");
}

#[test]
fn at_a_terminal_sudo_asks_for_itself() {
    let mut world = World::new();
    world.machine.terminal = true;
    world.program("sudo", SUDO);
    let store = OfRoot(world.path("store/ca.crt"));
    install(&store, &ca("x").anchor(), &world.machine, Mode::Do).unwrap();
    let calls = world.calls();
    assert!(
        calls.starts_with("sudo -p devcert needs root for a trust store; password of %p:  -- install"),
        "{calls}"
    );
}

#[test]
fn a_file_that_others_must_read_is_readable_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let mut world = World::new();
    world.machine.is_root = true;
    let path = world.path("store/ca.crt");
    world.write("store/ca.crt", "old");
    #[expect(clippy::disallowed_methods, reason = "a test sets a mode")]
    let mode = {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        install(&OfRoot(path.clone()), &ca("x").anchor(), &world.machine, Mode::Do).unwrap();
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(mode, 0o644);
}
