//! Users who are not root, machines without sudo, stores that cannot be written.

use super::site::{Site, words};
use crate::world::{DEVCERT, Run};

/// devcert as a user who owns nothing but may read the CA.
fn as_nobody(site: &Site, before: &str, arguments: &str) -> Run {
    let line = format!("{DEVCERT} trust {arguments} --cert {}", site.world.path("ca.crt").display());
    let setpriv = words("setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent");
    site.world.write("ca.crt", site.world.read("ca/ca.crt"));
    for folder in [site.world.folder(), site.world.folder().parent().unwrap().to_owned()] {
        open_to_all(&folder);
    }
    site.inside_as_real_root(before, &[setpriv, words(&line)].concat())
}

fn open_to_all(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn without_root_and_terminal_the_command_is_said_that_root_would_type() {
    let site = Site::new();
    let run = as_nobody(&site, "", "install --store system").ends_with(1);
    let run = run.says("it belongs to root, and sudo would ask for a password where there is no terminal");
    run.says("fix: sudo ").says("trust install --store system --cert /");
}

#[test]
fn a_machine_without_sudo_says_so() {
    let site = Site::new();
    let run =
        as_nobody(&site, "mount --bind /dev/null /usr/bin/sudo", "install --store system,java").ends_with(1);
    run.says("it belongs to root, and there is no sudo on PATH")
        .says("trust install --store system,java --cert /");
}

#[test]
fn with_a_sudo_that_does_not_ask_a_user_installs_for_all() {
    let site = Site::new();
    let allow = "echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/devcert-test && chmod 440 /etc/sudoers.d/devcert-test";
    as_nobody(&site, allow, "install --store system,java").succeeds().says("installed: it is in");
    as_nobody(&site, "", "status --store system,java").succeeds();
    as_nobody(&site, allow, "uninstall --store system,java").succeeds();
    as_nobody(&site, "", "status --store system,java").ends_with(1);
}

#[test]
fn a_store_that_is_read_only_is_named() {
    let site = Site::new();
    let read_only = "mount -o remount,ro,bind /usr/local";
    let run = site.trust_after(read_only, "install --store system").ends_with(1);
    run.says("FAIL  system").says("read-only file system");
}
