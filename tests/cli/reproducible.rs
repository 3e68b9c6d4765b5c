//! `--seed` and `SOURCE_DATE_EPOCH`: the same files in every run.

use devcert::model::validity::shown;

use crate::world::{Outcome, World};

/// 2026-01-01T00:00:00Z
const DATE: &str = "1767225600";

fn run(world: &World, line: &str) -> Outcome {
    let arguments: Vec<_> = line.split(' ').collect();
    world.env("SOURCE_DATE_EPOCH", DATE).run_all(&arguments)
}

/// Every command that draws random numbers, with every kind of key and signature.
const COMMANDS: [&str; 14] = [
    "genkey --out rsa.pem",
    "genkey -a ml-dsa-44 --out ml-dsa.pem",
    "genkey --count 3 --out-dir keys",
    "genkey --count 3 --out-dir more -a p256",
    "csr a.test -a p384 --dir a",
    "selfsign a.test --dir b",
    "selfsign a.test --dir c --signature rsa-pss",
    "selfsign a.test -a p521 --dir d",
    "selfsign a.test -a ed25519 --dir e --new-key",
    "selfsign a.test -a secp256k1 --dir f --unsafe-digest sha1",
    "ca init --ca ca --name test",
    "issue b.test --ca ca --dir g -a p256",
    "sign a/csr.pem --ca ca --out a.crt",
    "issue c.test --one-time-ca --dir h",
];

#[test]
fn a_seed_and_a_date_give_the_same_files_in_every_run() {
    let [one, two, other] = [(); 3].map(|()| World::new());
    for command in COMMANDS {
        run(&one, &format!("{command} --seed hello")).succeeds();
        run(&two, &format!("{command} --seed hello")).succeeds();
        run(&other, &format!("{command} --seed bye")).succeeds();
    }
    for world in [&one, &two] {
        run(world, "revoke --ca ca a.crt").succeeds();
        run(world, "crl --ca ca --seed hello").succeeds();
    }
    let mut files: Vec<&str> =
        vec!["rsa.pem", "ml-dsa.pem", "a/private.pem", "a/csr.pem", "ca/ca.key", "ca/ca.crt"];
    files.extend([
        "keys/1.pem",
        "keys/2.pem",
        "keys/3.pem",
        "more/1.pem",
        "more/2.pem",
        "more/3.pem",
        "a.crt",
    ]);
    files.extend(
        ["b", "c", "d", "e", "f", "g", "h"]
            .iter()
            .flat_map(|folder| ["private.pem", "file.crt"].map(|name| &*format!("{folder}/{name}").leak())),
    );
    files.push("h/ca.crt");
    for file in files {
        assert_eq!(one.text(file), two.text(file), "{file}");
        assert_ne!(one.text(file), other.text(file), "{file}");
    }
    // A revocation has the date of the clock.
    assert_eq!(one.certificate("a.crt").serial(), two.certificate("a.crt").serial());
}

#[test]
fn keys_differ_by_use_and_by_name_and_serial_numbers_by_content() {
    let world = World::new();
    run(&world, "ca init --ca ca --seed x").succeeds();
    run(&world, "ca init --ca below --intermediate --parent ca --seed x").succeeds();
    run(&world, "issue a.test --ca ca --seed x -a p256 --dir a").succeeds();
    run(&world, "issue b.test --ca ca --seed x -a p256 --dir b").succeeds();
    run(&world, "issue a.test --ca ca --seed x -a p256 --dir c --days 3").succeeds();
    run(&world, "issue a.test --ca ca --seed x -a p256 --dir d --profile client").succeeds();
    let keys = ["ca/ca.key", "below/ca.key", "a/private.pem", "b/private.pem"].map(|name| world.text(name));
    assert!((1..keys.len()).all(|index| !keys[index..].contains(&keys[index - 1])), "a key is there twice");
    assert_eq!(world.text("a/private.pem"), world.text("c/private.pem"));
    let serials =
        ["a", "b", "c", "d"].map(|name| world.certificate(&format!("{name}/file.crt")).serial().to_vec());
    assert!((1..serials.len()).all(|index| !serials[index..].contains(&serials[index - 1])), "{serials:?}");
}

#[test]
fn a_seed_is_for_tests_only_and_that_is_said() {
    let world = World::new();
    let warning = "warning: --seed: anyone who knows the seed can compute the private keys";
    for line in ["genkey --seed x --out k.pem", "selfsign --seed x -a p256", "ca init --ca ca --seed x"] {
        run(&world, line).succeeds().says(warning);
    }
    run(&world, "csr --seed x --out r.pem --json").succeeds().prints("anyone who knows the seed");
    world.refuses(["genkey", "--seed", "", "--out", "l.pem"]).says("the seed is empty");
    let world = World::new();
    world
        .refuses(["selfsign", "--seed", "x", "-a", "ml-dsa-44"])
        .says("devcert cannot create reproducible signatures with ML-DSA-44 keys");
    assert!(world.tree().is_empty(), "{:?}", world.files());
}

#[test]
fn the_date_of_the_environment_is_the_date_of_what_is_created() {
    let world = World::new();
    let created = run(&world, "selfsign -a p256 --days 10");
    created.succeeds().says("dates count from SOURCE_DATE_EPOCH: 2026-01-01 00:00:00 UTC");
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(shown(&certificate.not_before()), "2025-12-31T23:00:00Z");
    assert_eq!(shown(&certificate.not_after()), "2026-01-10T22:59:59Z");
    run(&world, "ca init --ca ca").succeeds();
    assert!(world.text("ca/ledger.jsonl").contains("\"created_at\":\"2026-01-01T00:00:00Z\""));
    // Dates that options set stay, and checks go by the clock.
    run(&world, "selfsign -a p256 --dir other --not-before 2020-01-01 --not-after 2020-02-01")
        .succeeds()
        .says("warning: other/file.crt: expired on 2020-02-01");
    assert_eq!(shown(&world.certificate("other/file.crt").not_before()), "2020-01-01T00:00:00Z");
    run(&world, "verify --dir other").fails_with(1);
    for wrong in ["x", "-1", "1.5", "99999999999999999999", "999999999999"] {
        world
            .env("SOURCE_DATE_EPOCH", wrong)
            .refuses(["selfsign", "--force"])
            .says(&format!("SOURCE_DATE_EPOCH: \"{wrong}\" is not a number of seconds"))
            .says("hint: unset SOURCE_DATE_EPOCH");
    }
}
