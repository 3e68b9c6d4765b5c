//! Java starts from what `convert --preset java` wrote, by the line that it printed.

use crate::server::source;
use crate::world::World;

#[test]
fn the_printed_line_starts_a_java_that_trusts_the_ca() {
    let world = World::new();
    world.write("pass", "secret6\n");
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca --profile peer localhost").succeeds();
    let convert = "convert --preset java --new-passphrase file:pass";
    world.devcert(convert).ends_with(2).says("--ca DIR");
    let run = world.devcert(&format!("{convert} --ca ca")).succeeds();
    let printed = run.errors();
    let line = printed.lines().find_map(|line| line.strip_prefix("  java ")).unwrap();
    let program = source("interop/clients/JavaPair.java");
    let script = format!("java {line} {}", program.display());
    world.program_with("sh", ["-c", &script]).run().succeeds().says("hello from java");
    let list = "-list -keystore cert/truststore.p12 -storepass secret6";
    let fingerprint = world.devcert("inspect ca/ca.crt --field fingerprint").succeeds().text();
    world.program("keytool", list).run().succeeds().says(fingerprint.trim());
}
