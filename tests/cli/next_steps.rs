//! What a message says to do next is what helps.

use crate::world::World;

#[test]
fn a_host_in_the_subject_that_is_no_name_is_said() {
    let world = World::new();
    let warning =
        "rustls, Go and browsers do not look for app.test in the subject; --san app.test makes it a name";
    world.run(["csr", "-a", "p256", "--subj", "/CN=app.test"]).succeeds().says(warning);
    let named = ["csr", "--force", "--subj", "/CN=app.test", "--san", "*.test.test", "--san", "app.test"];
    world.run(named).succeeds().does_not_say("do not look for");
    world.run(["selfsign", "--subj", "/CN=other.test"]).succeeds().says("--san other.test");
    world.run(["selfsign", "--force", "--subj", "/CN=Our server"]).succeeds().does_not_say("do not look for");
    world.run(["issue", "--dir", "issued", "--subj", "/CN=10.0.0.5"]).succeeds().says("--san 10.0.0.5");
    world
        .run(["issue", "--dir", "client", "--profile", "client", "--subj", "/CN=app.test", "x"])
        .succeeds()
        .does_not_say("do not look for");
}

#[test]
fn a_subject_that_is_asked_for_is_not_said_to_come_from_the_request() {
    let world = World::new();
    world.run(["csr", "-a", "p256"]).succeeds();
    let outcome = world.run(["selfsign", "--subject", "/CN=Our server"]);
    outcome.succeeds().says("from cert/csr.pem: the names localhost").does_not_say("CN=localhost");
}

#[test]
fn an_output_without_its_option_is_told_as_one() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.refuses(["convert", "cert/file.crt", "new.der"]).says("hint: is it to be written? --out new.der");
    world
        .refuses(["convert", "cert/file.crt", "gone.pem", "--out", "new.der"])
        .does_not_say("is it to be written");
    world.refuses(["convert", "gone.pem"]).does_not_say("is it to be written");
}

#[test]
fn a_key_is_no_certificate_to_revoke() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    let refused = world.refuses(["revoke", "--ca", "ca", "cert/private.pem"]);
    refused.says("hint: devcert ca list --ca ca").does_not_say("--cert");
}

#[test]
#[cfg(target_os = "linux")]
fn a_place_that_is_closed_comes_with_the_option_for_another() {
    let world = World::new();
    world
        .env("DEVCERT_CA", "/sys/ca")
        .refuses(["issue"])
        .says("name another place with --dir, --out or --ca");
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    let closed = world.env("XDG_CACHE_HOME", "/sys/cache");
    closed
        .refuses(["trust", "env", "--ca", "ca"])
        .says("another folder in XDG_CACHE_HOME")
        .does_not_say("--dir");
}

#[test]
fn what_verify_would_make_is_quoted_for_the_shell() {
    let world = World::new();
    let refused = world.refuses(["verify", "--key", "my key.pem", "--cert=-x.crt"]);
    refused.says(
        "hint: devcert selfsign --new-key --key 'my key.pem' --cert ./-x.crt   (makes what is missing)",
    );
}
