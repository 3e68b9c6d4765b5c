//! `devcert ca path` and `devcert ca export`.

use crate::world::World;

#[test]
fn the_path_of_the_directory_is_printed_before_there_is_a_ca() {
    let world = World::new();
    let home = world.path("new").display().to_string();
    let run = |args: &[&str]| world.env("DEVCERT_CA", "new").run_all(args);
    assert_eq!(run(&["ca", "path"]).succeeds().stdout_text(), format!("{home}\n"));
    let json = run(&["ca", "path", "--json"]).succeeds().json();
    assert_eq!((&json["path"], &json["exists"]), (&home.clone().into(), &false.into()));
    for file in ["--cert", "--key"] {
        run(&["ca", "path", file]).fails_with(2).says("no CA found in new").says("hint: devcert ca init");
    }
    run(&["ca", "init"]).succeeds();
    for (file, name) in [("--cert", "ca.crt"), ("--key", "ca.key")] {
        let outcome = run(&["ca", "path", file]);
        assert_eq!(outcome.succeeds().stdout_text(), format!("{home}/{name}\n"));
    }
    std::fs::remove_file(world.path("new/ca.key")).unwrap();
    run(&["ca", "path", "--key"]).fails_with(2).says("ca.key");
    world.refuses(["ca", "path", "--cert", "--key"]).says("cannot be used with");
}

#[test]
fn the_certificate_is_exported_in_every_format_and_the_key_is_not() {
    let world = World::with_ca();
    let export = |out: &str| world.run(["ca", "export", "--ca", "ca", "--out", out]);
    assert_eq!(export("-").succeeds().stdout(), world.read("ca/ca.crt"));
    export("ca.crt").succeeds().says("ca.crt: CA certificate of CN=").says("(PEM)\n");
    assert_eq!(world.read("ca.crt"), world.read("ca/ca.crt"));
    #[cfg(unix)]
    assert_eq!(world.mode("ca.crt"), 0o644);
    export("ca.der").succeeds().says("(DER)\n");
    world.run(["convert", "ca/ca.crt", "--out", "by-convert.der"]).succeeds();
    assert_eq!(world.read("ca.der"), world.read("by-convert.der"));
    export("ca.mobileconfig").succeeds().says("(configuration profile)\n");
    let json = world
        .run(["ca", "export", "--ca", "ca", "--outform", "der", "--out", "ca.cer", "--json"])
        .succeeds()
        .json();
    assert_eq!(json["files"][0]["role"], "ca");
    assert_eq!(json["files"][0]["format"], "der");
    for file in ["ca.crt", "ca.der", "ca.mobileconfig", "ca.cer"] {
        assert!(!String::from_utf8_lossy(&world.read(file)).contains("PRIVATE KEY"), "{file}");
    }
}

#[test]
fn the_same_ca_gives_the_same_profile() {
    let world = World::with_ca();
    let export = || world.run(["ca", "export", "--ca", "ca", "--outform", "mobileconfig"]);
    let profile = export().succeeds().stdout_text().to_owned();
    assert_eq!(export().succeeds().stdout_text(), profile);
    assert!(profile.contains("<string>com.apple.security.root</string>"), "{profile}");
    world.run(["ca", "init", "--ca", "other"]).succeeds();
    let other = world.run(["ca", "export", "--ca", "other", "--outform", "mobileconfig"]);
    assert_ne!(other.succeeds().stdout_text(), profile);
}

#[test]
fn an_intermediate_ca_is_exported_with_the_cas_above_it() {
    let world = World::with_ca();
    let line = ["ca", "init", "--intermediate", "--parent", "ca", "--ca", "below"];
    world.run_all(&[&line[..], &["--subject", "/O=A & B/CN=<below>"]].concat()).succeeds();
    let export = |format: &str| world.run(["ca", "export", "--ca", "below", "--format", format]);
    assert_eq!(export("pem").succeeds().stdout(), world.read("below/ca.crt"));
    world.run(["convert", "ca/ca.crt", "--out", "root.der"]).succeeds();
    assert_eq!(export("der").succeeds().stdout(), world.read("root.der"));
    let profile = export("mobileconfig").succeeds().stdout_text().to_owned();
    for part in ["com.apple.security.root<", "com.apple.security.pkcs1<", "<string>&lt;below&gt;</string>"] {
        assert!(profile.contains(part), "{part}: {profile}");
    }
}

#[test]
fn a_file_that_exists_and_the_files_of_the_ca_are_kept() {
    let world = World::with_ca();
    world.write("ca.pem", "mine");
    let line = ["ca", "export", "--ca", "ca", "--out", "ca.pem"];
    world.refuses(line).says("ca.pem already exists").says("--force");
    assert_eq!(world.text("ca.pem"), "mine");
    world.run_all(&[&line[..], &["--force"]].concat()).succeeds();
    assert_eq!(world.read("ca.pem"), world.read("ca/ca.crt"));
    world.refuses(["ca", "export", "--ca", "ca", "--out", "ca/ca.key", "--force"]).says("belongs to the CA");
    let json = world.run(["ca", "export", "--ca", "ca", "--json"]);
    json.fails_with(2).says("--json prints its result on standard output");
}
