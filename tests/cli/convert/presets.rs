//! The files that programs expect.

use devcert::pki::bundle::{Form, PRESETS, Passphrase};

use super::{PASSPHRASE, world_with_chain};
use crate::world::World;

#[test]
fn every_preset_writes_its_files_with_their_modes() {
    for preset in &PRESETS {
        let world = world_with_chain();
        let required = preset.files.iter().filter_map(|file| Form::named(file.form));
        let required = required.map(|form| form.passphrase).any(|use_of| use_of == Passphrase::Required);
        let mut args = vec!["convert", "leaf.key", "chain.pem", "--preset", preset.name, "--out-dir", "out"];
        if required {
            args.extend(["--new-passphrase", "env:PASS"]);
        }
        world
            .env("PASS", PASSPHRASE)
            .run_all(&args)
            .succeeds()
            .says(&format!("for {}: {}", preset.program, preset.note));
        for file in preset.files {
            let path = format!("out/{}", file.name);
            assert!(!world.read(&path).is_empty());
            let secret = !["fullchain", "truststore", "ca"].contains(&file.form);
            #[cfg(unix)]
            assert_eq!(world.mode(&path), if secret { 0o600 } else { 0o644 }, "{path}");
        }
    }
}

#[test]
fn a_program_is_known_by_its_other_names() {
    for preset in &PRESETS {
        for alias in preset.aliases {
            let world = world_with_chain();
            let run = world.run(["convert", "leaf.key", "chain.pem", "--preset", &alias.to_uppercase()]);
            let needs_passphrase = preset.files.iter().any(|file| file.form == "pkcs12");
            match needs_passphrase {
                true => run.fails_with(2).says("passphrase"),
                false => run.succeeds().says(&format!("for {}: ", preset.program)),
            };
        }
    }
}

#[test]
fn the_lines_of_a_server_have_the_full_path() {
    let world = world_with_chain();
    let redis = ["convert", "leaf.key", "chain.pem", "--preset", "redis", "--out-dir", "my redis"];
    let path = world.path("my redis/redis.crt").display().to_string();
    world
        .run(redis)
        .succeeds()
        .says("for Redis: in redis.conf:\n  port 0\n")
        .says(&format!("  tls-cert-file \"{path}\"\n"));
}

/// Kafka's `DefaultSslEngineFactory` refuses a PEM key store in a file unless its key is encrypted.
#[test]
fn kafka_gets_a_key_store_with_a_passphrase() {
    let world = world_with_chain();
    let kafka = ["convert", "leaf.key", "chain.pem", "--preset", "kafka", "--out-dir", "kafka"];
    world.run_all(&kafka).fails_with(2).says("PKCS#12 needs a passphrase");
    let sealed = [kafka.as_slice(), &["--new-passphrase", "env:PASS"]].concat();
    let run = world.env("PASS", PASSPHRASE).run_all(&sealed);
    run.succeeds().says("  ssl.keystore.type=PKCS12\n").says("  ssl.keystore.password=PASSPHRASE\n");
}

#[test]
fn the_files_in_a_directory_are_suggested_instead_of_it() {
    let world = world_with_chain();
    std::fs::create_dir(world.path("live")).unwrap();
    world.write("live/key.pem", world.read("leaf.key"));
    world.write("live/chain.pem", world.read("chain.pem"));
    world
        .refuses(["convert", "live", "--to", "combined"])
        .says("live is a directory, not a file")
        .says("  hint: devcert convert live/chain.pem live/key.pem --to combined\n");
    world.shell("devcert convert live/chain.pem live/key.pem --to combined").succeeds();
}

#[test]
fn what_goes_to_standard_output_is_not_called_created() {
    let world = world_with_chain();
    let line = ["convert", "leaf.key", "--to", "pkcs8", "--out", "-"];
    world.run(line).succeeds().says("written to standard output: ").does_not_say("created -");
}

#[test]
fn a_secret_goes_to_standard_output_with_its_namespace() {
    let world = world_with_chain();
    let line = ["convert", "leaf.key", "chain.pem", "--preset", "k8s", "--namespace", "web", "--out", "-"];
    let text = world.run(line).succeeds().stdout_text().to_owned();
    assert!(
        text.contains("  name: \"devcert-tls\"\n  namespace: \"web\"\ntype: kubernetes.io/tls\n"),
        "{text}"
    );
    world.run(["convert", "leaf.key", "chain.pem", "--preset", "k8s", "--out", "named.yaml"]).succeeds();
    assert!(world.text("named.yaml").contains("kind: Secret"));
    let namespace = ["convert", "leaf.key", "chain.pem", "--preset", "k8s", "--namespace", "a.b"];
    world.refuses(namespace).says("\"a.b\" is not a namespace that Kubernetes accepts");
    let other = ["convert", "leaf.key", "chain.pem", "--preset", "nginx", "--namespace", "web"];
    world.refuses(other).says("--namespace is for Kubernetes Secrets");
    let several = ["convert", "leaf.key", "chain.pem", "--preset", "nginx", "--out", "-"];
    world.refuses(several).says("--out - is one file, and nginx reads 2: server.crt, server.key");
}

#[test]
fn what_needs_a_ca_gets_that_which_has_issued_the_certificate() {
    let world = World::new();
    let ca = |args: &[&str]| _ = world.env("DEVCERT_CA", "ca").run_all(args).succeeds();
    ca(&["ca", "init"]);
    ca(&["issue", "localhost", "--algorithm", "p256"]);
    for (program, file) in
        [("mysql", "ca.pem"), ("kafka", "truststore.pem"), ("rabbitmq", "ca_certificate.pem")]
    {
        let passphrase = if program == "kafka" { "new:kafka.pass" } else { "" };
        let passphrase = ["--new-passphrase", passphrase];
        let passphrase = if passphrase[1].is_empty() { &[][..] } else { &passphrase };
        ca(&[&["convert", "--preset", program, "--out-dir", program], passphrase].concat());
        assert_eq!(world.read(&format!("{program}/{file}")), world.read("ca/ca.crt"), "{program}");
    }
    ca(&["convert", "--preset", "k8s", "--out-dir", "k8s"]);
    let text = world.text("k8s/tls-secret.yaml");
    let value = |member: &str| text.lines().find_map(|line| line.trim().strip_prefix(member)).unwrap();
    for (member, file) in [("ca.crt: ", "ca/ca.crt"), ("tls.crt: ", "cert/file.crt")] {
        world.write("member.b64", value(member));
        world.run(["convert", "member.b64", "--to", "pem", "--out", "member.pem", "--force"]).succeeds();
        assert_eq!(world.text("member.pem"), world.text(file), "{member}");
    }
}

#[test]
fn the_guide_has_every_preset() {
    let guide = include_str!("../../../docs/guide/convert.md");
    for preset in &PRESETS {
        let files: Vec<_> =
            preset.files.iter().map(|file| format!("`{}` ({})", file.name, file.form)).collect();
        let row = format!(
            "| `{}` | [{}]({}) | {} |",
            [&[preset.name], preset.aliases].concat().join("`, `"),
            preset.program,
            preset.reference,
            files.join(", ")
        );
        assert!(guide.contains(&row), "docs/guide/convert.md needs the row: {row}");
    }
}
