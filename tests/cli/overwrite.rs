//! What is there is not lost.

use crate::world::World;

#[test]
fn an_existing_file_is_never_replaced_without_being_told_to() {
    let world = World::with_files();
    for arguments in [
        ["genkey", "--algorithm", "p256", "--out", "key.pem"],
        ["selfsign", "--key", "key.pem", "--cert", "cert.pem"],
        ["csr", "--key", "key.pem", "--out", "csr.pem"],
        ["pubkey", "--key", "key.pem", "--out", "cert.pem"],
    ] {
        world.refuses(arguments).says(&format!("{} already exists", arguments[4])).says("hint: add --force");
    }
}

#[test]
fn an_input_is_judged_before_the_file_that_it_would_replace() {
    let world = World::with_files();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    world.run(["genkey", "-a", "p256", "--out", "other.pem"]).succeeds();
    world.write("rubbish", "x");
    let lines: [(&[&str], &str); 13] = [
        (&["sign", "key.pem", "--ca", "ca", "--out", "cert.pem"], "expected a certificate request"),
        (&["sign", "csr.pem", "--ca", "ca", "--san", "x.com", "--out", "cert.pem"], "x.com"),
        (&["csr", "--key", "csr.pem", "--out", "cert.pem"], "expected a private key"),
        (&["selfsign", "--key", "csr.pem", "--out", "cert.pem"], "expected a private key"),
        (&["selfsign", "--key", "key.pem", "--csr", "rubbish", "--out", "cert.pem"], "rubbish"),
        (
            &["selfsign", "--key", "key.pem", "--csr", "key.pem", "--out", "cert.pem"],
            "expected a certificate request",
        ),
        (&["selfsign", "--key", "other.pem", "--csr", "csr.pem", "--out", "cert.pem"], "does not match"),
        (&["issue", "--ca", "ca", "--key", "csr.pem", "--out", "cert.pem"], "expected a private key"),
        (&["issue", "--key", "csr.pem", "--out", "cert.pem"], "expected a private key"),
        (&["pubkey", "rubbish", "--out", "cert.pem"], "rubbish"),
        (
            &["pubkey", "key.pem", "--key-format", "pkcs1", "--out", "cert.pem"],
            "PKCS#1 supports only RSA keys",
        ),
        (&["convert", "rubbish", "--out", "cert.pem"], "rubbish"),
        (&["convert", "csr.pem", "--to", "pkcs8", "--out", "cert.pem"], "the input holds no private key"),
    ];
    for (line, message) in lines {
        world.refuses_all(line).says(message).does_not_say("already exists");
    }
}

#[test]
fn a_key_by_standard_input_is_judged_before_a_first_ca_is_made_for_it() {
    let world = World::with_files();
    let issue = ["issue", "--key", "-", "--out", "new.crt"];
    world.stdin(world.read("csr.pem")).refuses_all(&issue).says("expected a private key");
    world.stdin(world.read("key.pem")).run(issue).succeeds();
    assert_eq!(*world.certificate("new.crt").public_key(), *world.key("key.pem").public());
}

#[test]
fn no_passphrase_is_asked_for_where_the_output_would_be_refused() {
    let world = World::with_files();
    world.write("pass", "secret\n");
    world.run(["convert", "key.pem", "--out", "locked.pem", "--new-passphrase", "file:pass"]).succeeds();
    world.refuses(["convert", "locked.pem", "--out", "cert.pem"]).says("cert.pem already exists");
}

#[test]
fn an_input_that_is_as_it_should_be_replaces_nothing() {
    let world = World::with_files();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    let lines: [&[&str]; 7] = [
        &["sign", "csr.pem", "--ca", "ca", "--out", "cert.pem"],
        &["csr", "--new-key", "--key", "none.pem", "--out", "cert.pem"],
        &["selfsign", "--new-key", "--key", "none.pem", "--out", "cert.pem"],
        &["selfsign", "--key", "key.pem", "--csr", "csr.pem", "--out", "cert.pem"],
        &["issue", "--new-key", "--key", "none.pem", "--out", "cert.pem"],
        &["pubkey", "key.pem", "--out", "cert.pem"],
        &["convert", "key.pem", "--out", "cert.pem"],
    ];
    for line in lines {
        world.refuses_all(line).says("cert.pem already exists").says("--force");
    }
}

#[test]
fn with_force_it_is_replaced_and_nothing_else_is_left() {
    let world = World::with_files();
    let before = world.tree();
    world.run(["genkey", "--algorithm", "p256", "--out", "key.pem", "--force"]).succeeds();
    world.run(["selfsign", "--key", "key.pem", "--cert", "cert.pem", "--force"]).succeeds();
    world.run(["csr", "--key", "key.pem", "--out", "csr.pem", "-f"]).succeeds();
    let after = world.tree();
    assert!(before.keys().eq(after.keys()), "{after:?}");
    assert!(before.iter().zip(&after).all(|(old, new)| old != new), "every file is new");
}

#[test]
fn a_private_key_is_not_replaced_by_what_is_made_from_it() {
    let world = World::with_files();
    world.folder("folder");
    for (arguments, what) in [
        (["selfsign", "--key", "key.pem", "--cert", "key.pem", "--force"], "certificate"),
        (["selfsign", "--key", "key.pem", "--cert", "folder/../key.pem", "--force"], "certificate"),
        (["csr", "--key", "key.pem", "--out", "./key.pem", "--force"], "CSR"),
        (["pubkey", "--key", "key.pem", "--out", "key.pem", "--force"], "public key"),
        (["selfsign", "--key", "key.pem", "--cert", "key.pem", "--if-needed"], "certificate"),
    ] {
        let input = if what == "public key" { "input" } else { "private key" };
        world
            .refuses(arguments)
            .says(&format!("key.pem is the {input}, and the {what} would replace it"))
            .says("hint: specify another file with --out");
    }
}

#[test]
fn a_request_is_not_replaced_by_the_certificate_made_from_it() {
    let world = World::with_files();
    world
        .refuses(["selfsign", "--key", "key.pem", "--csr", "csr.pem", "--cert", "csr.pem", "--force"])
        .says("csr.pem is the CSR, and the certificate would replace it");
}

#[test]
fn a_new_key_and_its_certificate_cannot_have_one_name() {
    let world = World::new();
    world.refuses(["selfsign", "-a", "p256", "--key", "one.pem", "--cert", "one.pem"]).says("one.pem");
}

#[cfg(unix)]
#[test]
fn a_hard_link_to_the_key_is_the_key_too() {
    let world = World::with_files();
    std::fs::hard_link(world.path("key.pem"), world.path("other-name.pem")).unwrap();
    world
        .refuses(["selfsign", "--key", "key.pem", "--cert", "other-name.pem", "--force"])
        .says("other-name.pem is the private key");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed_when_a_key_is_written() {
    use std::os::unix::fs::symlink;
    let world = World::with_files();
    symlink("key.pem", world.path("link.pem")).unwrap();
    symlink("nowhere.pem", world.path("dangling.pem")).unwrap();
    world
        .refuses(["genkey", "-a", "p256", "--out", "link.pem", "--force"])
        .says("link.pem is a symbolic link to key.pem")
        .says("hint: devcert genkey -a p256 --out key.pem --force   (the file itself)");
    world.refuses(["genkey", "-a", "p256", "--out", "dangling.pem"]).says("a symbolic link to nowhere.pem");
    world.run(["selfsign", "--key", "link.pem", "--cert", "new.pem"]).succeeds();
}

#[cfg(unix)]
#[test]
fn a_key_that_a_link_leads_to_is_not_replaced_by_its_certificate() {
    let world = World::with_files();
    std::os::unix::fs::symlink("key.pem", world.path("link.pem")).unwrap();
    world
        .refuses(["selfsign", "--key", "link.pem", "--cert", "key.pem", "--force"])
        .says("key.pem is the private key");
}

#[test]
fn names_that_a_certificate_for_the_default_names_replaces_are_a_warning() {
    let world = World::new();
    let said = "warning: cert/file.crt was for a.test; specify the names to keep them";
    for command in ["issue", "selfsign"] {
        world.run([command, "a.test", "localhost", "-a", "p256", "--force"]).succeeds();
        world.run([command, "-a", "p256", "--force"]).succeeds().says(said);
        world.run([command, "-a", "p256", "--force"]).succeeds().does_not_say("warning");
        world.run([command, "b.test", "-a", "p256", "--force"]).succeeds().does_not_say("warning");
    }
}
