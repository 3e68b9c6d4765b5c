//! mkcert's CA, used as it is.

use crate::world::{Program, World};

/// mkcert with a CA of its own, in `mkcert/`, which no store gets to know.
fn mkcert(world: &World, arguments: &str) -> Program {
    world.program("mkcert", arguments).env("CAROOT", world.path("mkcert"))
}

#[test]
fn the_directory_that_mkcert_prints_is_a_ca() {
    let world = World::new();
    mkcert(&world, "-cert-file theirs.crt -key-file theirs.key localhost").run().succeeds();
    let before = ["rootCA.pem", "rootCA-key.pem"].map(|name| world.read(&format!("mkcert/{name}")));
    let root = mkcert(&world, "-CAROOT").run().succeeds().text();
    let root = root.trim();
    world.devcert(&format!("issue dev.test localhost --ca {root}")).succeeds();
    world.devcert("csr --dir theirs").succeeds();
    world.devcert(&format!("sign theirs/csr.pem --out signed.crt --ca {root}")).succeeds();
    for certificate in ["cert/file.crt", "signed.crt", "theirs.crt"] {
        let line = format!("verify -purpose sslserver -CAfile mkcert/rootCA.pem {certificate}");
        world.openssl(&line).succeeds();
    }
    world.devcert(&format!("verify --ca {root}")).succeeds();
    world.devcert(&format!("verify --key theirs.key --cert theirs.crt --ca {root}")).succeeds();
    world.devcert(&format!("ca list --ca {root}")).succeeds().says("dev.test");
    world.devcert(&format!("ca init --ca {root}")).ends_with(2).says("already");
    mkcert(&world, "-cert-file again.crt -key-file again.key again.test").run().succeeds();
    assert_eq!(before, ["rootCA.pem", "rootCA-key.pem"].map(|name| world.read(&format!("mkcert/{name}"))));
}
