//! Locks that others hold, and what others have left in shared folders.

#![cfg(unix)]

use std::fs::{File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use crate::world::World;

#[test]
fn waiting_for_a_lock_is_announced_and_ends_with_the_lock() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let folder = File::open(world.path("cert")).unwrap();
    flock(&folder, FlockOperation::LockExclusive).unwrap();
    let holder = thread::spawn(move || {
        thread::sleep(Duration::from_secs(4));
        drop(folder);
    });
    world
        .run(["selfsign", "--force"])
        .succeeds()
        .says("waiting for another process that has locked cert\n")
        .says("created cert/file.crt");
    holder.join().unwrap();
    world.run(["selfsign", "--force"]).succeeds().does_not_say("waiting");
}

/// In a folder such as /tmp, a user can neither read nor remove what another one left.
#[test]
fn the_journal_of_another_user_in_a_sticky_folder_does_not_stop_a_write() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let world = World::new();
    world.folder("shared");
    world.write("shared/.devcert-journal", "{\"version\": 1}");
    chown(world.path("shared/.devcert-journal"), Some(65_534), None).unwrap();
    world
        .run(["selfsign", "-a", "p256", "--dir", "shared"])
        .fails_with(2)
        .says("was not written by this user");
    std::fs::set_permissions(world.path("shared"), Permissions::from_mode(0o1777)).unwrap();
    world.run(["selfsign", "-a", "p256", "--dir", "shared"]).succeeds();
    world.run(["verify", "--dir", "shared"]).succeeds();
    assert_eq!(world.files(), "shared shared/.devcert-journal shared/file.crt shared/private.pem");
}
