//! Names that Windows reserves.

use crate::world::World;

#[test]
fn a_reserved_name_as_an_output_is_one_clear_error_with_a_next_step() {
    let world = World::with_files();
    for name in ["nul", "NUL.pem", "con", "con.pem", "sub/aux.pem", "com1", "lpt9.crt"] {
        let refused = world.refuses(["genkey", "-a", "p256", "--out", name]);
        refused.says(&format!("error: {name} is a name that Windows reserves for a device\n"));
        refused.says("  hint: choose another file name");
    }
    world.refuses(["selfsign", "--key", "key.pem", "--cert", "prn.pem"]).says("Windows reserves");
}

#[test]
fn names_that_only_look_reserved_are_used() {
    let world = World::new();
    for name in ["null.pem", "console.pem", "com10.pem"] {
        world.run(["genkey", "-a", "p256", "--out", name]).succeeds();
        world.key(name);
    }
}
