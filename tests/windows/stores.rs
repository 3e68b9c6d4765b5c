//! The user's trusted roots, the user's folders, and Java.

use crate::world::World;

#[test]
fn a_ca_is_installed_in_the_users_roots_read_back_and_removed() {
    let world = World::with_ca();
    let status = ["trust", "status", "--ca", "ca", "--store", "system"];
    world.run(status).fails_with(1).prints("not in the user's trusted roots");
    let dry = world.run(["trust", "install", "--ca", "ca", "--store", "system", "--dry-run"]);
    dry.succeeds().prints("add the certificate to the user's trusted roots");
    world.run(status).fails_with(1);
    world.run(["trust", "install", "--ca", "ca", "--store", "system"]).succeeds();
    world.run(status).succeeds().prints("in the user's trusted roots").prints("CurrentUser/Root");
    // A second time changes nothing, and another CA is not trusted by it.
    world.run(["trust", "install", "--ca", "ca", "--store", "system"]).succeeds();
    let other = World::with_ca();
    other.run(status).fails_with(1);
    world.run(["trust", "uninstall", "--ca", "ca", "--store", "system"]).succeeds();
    world.run(status).fails_with(1).prints("not in the user's trusted roots");
    world.run(["trust", "uninstall", "--ca", "ca", "--store", "system"]).succeeds();
}

#[test]
fn the_default_ca_is_in_the_users_local_data() {
    let world = World::new();
    world.run(["ca", "init"]).succeeds().does_not_say("warning");
    assert!(world.path("../home/AppData/Local/devcert").is_dir());
}

#[test]
fn javas_stores_are_found_and_shown_by_plain_paths() {
    let world = World::with_ca();
    for folder in ["java", "java/lib", "java/lib/security", "java/bin"] {
        world.folder(folder);
    }
    world.write("java/lib/security/cacerts", "none");
    let java = format!("Z:{}", world.path("java").display());
    let status = world.env("JAVA_HOME", &java).run(["trust", "status", "--ca", "ca", "--store", "java"]);
    status.prints("/java/lib/security/cacerts").does_not_print(r"\\?\");
}
