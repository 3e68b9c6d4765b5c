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
    let run = run.says("owned by root; sudo would need a password, but no terminal is available");
    run.says("fix: sudo ").says("trust install --store system --cert /");
}

#[test]
fn a_machine_without_sudo_says_so() {
    let site = Site::new();
    let run =
        as_nobody(&site, "mount --bind /dev/null /usr/bin/sudo", "install --store system,java").ends_with(1);
    run.says("owned by root, and sudo was not found on PATH")
        .says("trust install --store system,java --cert /")
        .says_not("fix: sudo ");
}

#[test]
fn with_a_sudo_that_does_not_ask_a_user_installs_for_all() {
    let site = Site::new();
    let allow = "echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/devcert-test && chmod 440 /etc/sudoers.d/devcert-test";
    as_nobody(&site, allow, "install --store system,java").succeeds().says("installed: in");
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

/// A program of this name that leaves a mark when it is run, first on PATH.
fn with_stand_in(site: &Site, name: &str) -> String {
    let script = format!("#!/bin/sh\ntouch {}\n", site.world.path("mark").display());
    site.world.write(&format!("bin/{name}"), script);
    let path = site.world.path(&format!("bin/{name}"));
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    format!("PATH={}:/usr/sbin:/usr/bin:/sbin:/bin", site.world.path("bin").display())
}

#[test]
fn a_program_of_the_users_path_does_not_get_the_rights_of_sudo() {
    let site = Site::new();
    let allow = "echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/devcert-test && chmod 440 /etc/sudoers.d/devcert-test";
    let path = with_stand_in(&site, "update-ca-certificates");
    open_to_all(&site.world.path("bin"));
    let before = format!("{allow}; export {path}");
    as_nobody(&site, &before, "install --store system").succeeds().says("installed: in");
    assert!(!site.world.path("mark").exists(), "the stand-in was run");
    as_nobody(&site, &before, "uninstall --store system").succeeds();
}

/// As `sudo devcert trust install` does where sudo leaves PATH as it is.
#[test]
fn a_program_of_the_users_path_is_not_run_when_devcert_itself_was_started_by_sudo() {
    let site = Site::new();
    let path = with_stand_in(&site, "update-ca-certificates");
    let environment = words(&format!("env SUDO_UID=65534 {path}"));
    let install = words(&format!("{DEVCERT} trust install --store system --ca ca"));
    site.inside(&[environment, install].concat()).succeeds().says("installed: in");
    assert!(!site.world.path("mark").exists(), "the stand-in was run");
}
