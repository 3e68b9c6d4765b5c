//! What a message says to do next is what helps.

use crate::world::World;

#[test]
fn a_host_in_the_subject_that_is_no_name_is_said() {
    let world = World::new();
    let warning =
        "rustls, Go, Chromium and Firefox ignore the host name app.test in the subject; add --san app.test";
    world.run(["csr", "-a", "p256", "--subj", "/CN=app.test"]).succeeds().says(warning);
    let named = ["csr", "--force", "--subj", "/CN=app.test", "--san", "*.test.test", "--san", "app.test"];
    world.run(named).succeeds().does_not_say("ignore the host name");
    world.run(["selfsign", "--subj", "/CN=other.test"]).succeeds().says("--san other.test");
    world
        .run(["selfsign", "--force", "--subj", "/CN=Our server"])
        .succeeds()
        .does_not_say("ignore the host name");
    world.run(["issue", "--dir", "issued", "--subj", "/CN=10.0.0.5"]).succeeds().says("--san 10.0.0.5");
    world
        .run(["issue", "--dir", "client", "--profile", "client", "--subj", "/CN=app.test", "x"])
        .succeeds()
        .does_not_say("ignore the host name");
}

#[test]
fn a_subject_that_is_asked_for_is_not_said_to_come_from_the_request() {
    let world = World::new();
    world.run(["csr", "-a", "p256"]).succeeds();
    let outcome = world.run(["selfsign", "--subject", "/CN=Our server"]);
    outcome.succeeds().says("from cert/csr.pem: names localhost").does_not_say("CN=localhost");
}

#[test]
fn an_output_without_its_option_is_told_as_one() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world
        .refuses(["convert", "cert/file.crt", "new.der"])
        .says("hint: devcert convert cert/file.crt --out new.der ");
    world.refuses(["convert", "cert/file.crt", "gone.pem", "--out", "new.der"]).does_not_say("writes it");
    world.refuses(["convert", "gone.pem"]).does_not_say("writes it");
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
        .says("specify another path with --dir, --out or --ca");
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    let closed = world.env("XDG_CACHE_HOME", "/sys/cache");
    closed
        .refuses(["trust", "env", "--ca", "ca"])
        .says("another one in XDG_CACHE_HOME")
        .does_not_say("--dir");
}

#[test]
fn what_verify_would_make_is_quoted_for_the_shell() {
    let world = World::new();
    let refused = world.refuses(["verify", "--key", "my key.pem", "--cert=-x.crt"]);
    refused.says(
        "hint: devcert selfsign --new-key --key 'my key.pem' --cert ./-x.crt   (creates the missing file)",
    );
}

#[test]
fn no_certificate_is_suggested_for_a_key_that_cannot_sign() {
    let world = World::with_files();
    world.run(["pubkey", "key.pem", "--out", "key.pub"]).succeeds();
    world.run(["selfsign", "--key", "key.pub", "--cert", "new.crt"]).fails_with(2);
    let refused = world.refuses(["verify", "--key", "key.pub", "--cert", "new.crt"]);
    refused.says("expected a private key, found a public key").does_not_say("selfsign");
    let refused = world.refuses(["verify", "--key", "key.pem", "--cert", "new.crt"]);
    refused.says("hint: devcert selfsign --key key.pem --cert new.crt   (creates the missing file)");
}

#[test]
fn a_name_that_no_client_understands_is_replaced_by_the_one_that_was_meant() {
    let world = World::with_ca();
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.subject_alt_names = vec![rcgen::SanType::DnsName("https://dev.test".try_into().unwrap())];
    world.write("url.csr", params.serialize_request(&key).unwrap().pem().unwrap());
    let refused = world.refuses(["sign", "url.csr", "--ca", "ca"]);
    refused.says("hint: devcert sign url.csr --ca ca --san=dev.test\n");
    let run = world.run(["sign", "url.csr", "--ca", "ca", "--san=dev.test"]);
    run.succeeds().says("skipped the name DNS:https://dev.test");
    let names: Vec<_> = world.certificate("cert/file.crt").names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:dev.test"]);
}

#[test]
fn a_wrong_passphrase_is_asked_for_again() {
    let world = World::new();
    world.run(["genkey", "-a", "p256", "--out", "key.pem"]).succeeds();
    world.write("right", "right");
    world.write("wrong", "wrong");
    world.run(["convert", "key.pem", "--out", "sealed.pem", "--new-passphrase", "file:right"]).succeeds();
    world
        .refuses(["convert", "sealed.pem", "--passphrase", "file:wrong", "--out", "new.pem"])
        .says("the passphrase is wrong")
        .says("hint: devcert convert sealed.pem --out new.pem --passphrase prompt   (prompts for it")
        .does_not_say("inspect");
}

#[test]
fn a_refused_issue_leaves_no_new_ca_behind() {
    let world = World::new();
    for options in [
        &["--days", "-10"][..],
        &["--not-before", "2019-01-01", "--not-after", "2020-01-01"],
        &["--extension", "2.5.29.17=0500"],
        &["--extension", "1.2.3.4=der:none.der"],
    ] {
        world.refuses_all(&[&["issue", "-a", "p256"], options].concat());
        world.refuses(["ca", "list"]).says("no CA found in");
    }
}

#[test]
fn an_option_that_the_command_does_not_have_is_in_no_hint() {
    let world = World::new();
    let throw_away = ["issue", "--one-time-ca", "dev.test"];
    world.run(throw_away).succeeds();
    world.refuses(throw_away).says("or specify another directory with --dir").does_not_say("--out");
    world.run(["selfsign", "-a", "p256", "--dir", "p256"]).succeeds();
    world
        .refuses(["selfsign", "-a", "p384", "--force", "--dir", "p256"])
        .says("hint: devcert selfsign --force --dir p256   (uses this key)")
        .says("hint: devcert selfsign -a p384 --force --dir p256 --new-key   (replaces");
    world.refuses(["revoke", "--ca", "none", "x"]).does_not_say("--cert");
}

#[test]
fn the_key_of_a_certificate_is_found_where_a_form_needs_one() {
    let world = World::new();
    world.run(["issue", "-a", "p256"]).succeeds();
    let convert = ["convert", "cert/file.crt", "--to", "pkcs8", "--out", "key.pem"];
    let command = "devcert convert cert/file.crt --to pkcs8 --out key.pem cert/private.pem";
    let hint = format!("hint: {command}   (adds the certificate's key)");
    world.refuses(convert).says("the input holds no private key").says(&hint);
    world.paste(command).succeeds();
    for key in ["cert/private.pem", "key.pem"] {
        std::fs::remove_file(world.path(key)).unwrap();
    }
    world.refuses(convert).says("hint: specify the private key's file too");
}

#[test]
fn an_encrypted_key_is_decrypted_into_a_file_of_its_own() {
    let world = World::new();
    world.run(["genkey", "-a", "p256", "--out", "p.pem"]).succeeds();
    let encrypt =
        ["openssl", "pkcs8", "-topk8", "-in", "p.pem", "-out", "enc.pem", "-passout", "pass:secret"];
    world.run(encrypt).succeeds();
    let hint = "hint: devcert convert enc.pem --out enc.plain.pem && devcert ";
    let message = "error: enc.pem: an encrypted private key, but an unencrypted one is required";
    let pubkey = world.refuses(["pubkey", "enc.pem", "--out", "-"]);
    pubkey.says(message).says(&format!("{hint}pubkey enc.plain.pem --out -   (prompts for"));
    let csr = world.refuses(["csr", "--key", "enc.pem"]);
    csr.says(message).says(&format!("{hint}csr --key enc.plain.pem   (prompts for"));
}

#[test]
fn a_signature_that_the_key_of_the_ca_does_not_make_is_said_to_be_its() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca", "-a", "p256"]).succeeds();
    let message = "error: the CA's key signs: EC P-256 keys do not make rsa-sha512 signatures";
    world.refuses(["issue", "--ca", "ca", "--signature", "rsa-sha512"]).says(message);
    world.run(["csr", "-a", "p256"]).succeeds();
    world.run(["sign", "--ca", "ca", "--signature", "rsa-sha512"]).fails_with(2).says(message);
    world.run(["selfsign", "--signature", "rsa-sha512"]).fails_with(2).does_not_say("the CA's key");
}

/// The port of an IPv6 address is behind brackets (RFC 3986, 3.2.2).
#[test]
fn a_port_at_the_end_of_an_address_is_found() {
    let world = World::new();
    for command in ["probe", "doctor"] {
        let failed = world.run([command, "2001:db8::1:4003", "--timeout", "1s"]);
        failed.fails_with(2).says(&format!("hint: devcert {command} '[2001:db8::1]:4003' --timeout"));
        world.run([command, "2001:db8::1", "--timeout", "1s"]).fails_with(2).does_not_say("has brackets");
    }
}

#[test]
fn the_zone_of_an_address_is_said_where_devcert_would_connect_to_it() {
    let refused = World::new().refuses(["probe", "fe80::1%eth0"]);
    refused.says("fe80::1%eth0 has a zone identifier, and devcert connects to").does_not_say("certificate");
}

#[test]
#[cfg(unix)]
fn a_key_store_of_java_is_converted_by_keytool() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.write("k.jks", b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\0");
    let keytool = "keytool -importkeystore -srckeystore k.jks -srcstoretype JKS";
    world.run(["verify", "k.jks"]).fails_with(1).prints(keytool).does_not_print("fix:");
    world.refuses(["pubkey", "k.jks", "--out", "-"]).says(keytool);
}

#[test]
fn an_option_that_a_command_lacks_is_not_suggested() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let refused = world.refuses(["run", "--cert", "cert/private.pem", "--", "true"]);
    refused.says("hint: this is a private key; specify its certificate\n").does_not_say("--key");
}
