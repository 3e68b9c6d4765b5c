//! The `.gitignore` that keeps private keys out of a repository.

use crate::world::World;

/// A world in a work tree of Git.
fn work_tree() -> World {
    let world = World::new();
    world.folder(".git");
    world
}

const IGNORED: &str = "# Created by devcert: private keys do not belong in a repository.\n*\n";

#[test]
fn a_new_directory_for_a_key_is_ignored_by_git() {
    let world = work_tree();
    for line in [
        "selfsign -a p256",
        "genkey -a p256 --out keys/site/a.key",
        "ca init --ca ca",
        "convert --preset nginx --out-dir nginx",
        "issue a.test --one-time-ca --dir once",
    ] {
        world.run_all(&line.split(' ').collect::<Vec<_>>()).succeeds();
    }
    for folder in ["cert", "keys/site", "ca", "nginx", "once"] {
        assert_eq!(world.text(&format!("{folder}/.gitignore")), IGNORED, "{folder}");
        #[cfg(unix)]
        assert_eq!(world.mode(&format!("{folder}/.gitignore")), 0o644, "{folder}");
    }
    assert!(!world.path("keys/.gitignore").exists());
}

#[test]
fn a_directory_that_exists_or_has_no_key_is_left_alone() {
    let world = work_tree();
    world.folder("cert");
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.run(["pubkey", "--out", "public/a.pem"]).succeeds();
    std::fs::remove_dir_all(world.path("cert")).unwrap();
    world.folder("cert");
    world.write("cert/.gitignore", "# mine\n");
    world.run(["selfsign", "-a", "p256"]).succeeds();
    assert_eq!(world.text("cert/.gitignore"), "# mine\n");
    assert!(!world.path("public/.gitignore").exists());
}

#[test]
fn what_is_below_an_ignored_directory_needs_no_file_of_its_own() {
    let world = work_tree();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    for name in ["a.test", "b.test"] {
        world.run(["issue", "--ca", "ca", "-a", "p256", name]).succeeds();
    }
    assert_eq!(world.text("cert/.gitignore"), IGNORED);
    assert!(world.path("cert/b.test/private.pem").exists());
    assert!(!world.path("cert/b.test/.gitignore").exists());
}

#[test]
fn no_file_is_added_outside_of_a_work_tree() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    assert_eq!(world.files(), "cert cert/file.crt cert/private.pem");
}

#[test]
fn a_run_that_fails_leaves_no_directory() {
    let world = work_tree();
    world.write("full", "");
    let before = world.tree();
    world.refuses(["selfsign", "-a", "p256", "--dir", "new/cert", "--out", "full"]);
    assert!(before == world.tree());
}
