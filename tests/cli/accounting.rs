//! `lint` and `convert` account for every BEGIN line of a file: an object that is checked or written, or one
//! that is reported.

use crate::world::World;

/// Files are put together from these.
fn pieces(world: &World) -> Vec<String> {
    let certificate = world.text("cert.pem");
    let cut: String = certificate.split_inclusive('\n').take(4).collect();
    vec![
        certificate.clone(),
        world.text("key.pem"),
        include_str!("../../crates/devcert/tests/fixtures/forms/leaf.crt").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/leaf.csr").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/list.crl").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/dsa-parameters.pem").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/ec-with-parameters.pem").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/encrypted-pkcs8.pem").to_owned(),
        certificate.replace("CERTIFICATE", "UNKNOWN THING"),
        certificate.replace("END CERTIFICATE", "END SOMETHING"),
        certificate.replacen("MII", "M*I", 1),
        cut,
        "subject=CN=x\n".to_owned(),
    ]
}

/// So many files of several of these pieces, always the same.
fn files(pieces: &[String], number: usize) -> Vec<String> {
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    (0..number).map(|_| (0..=next(5)).map(|_| pieces[next(pieces.len())].as_str()).collect()).collect()
}

fn begins(text: &str) -> usize {
    text.matches("-----BEGIN ").count()
}

#[test]
fn lint_judges_or_reports_every_begin_line() {
    let world = World::with_files();
    for text in files(&pieces(&world), 80) {
        world.write("all.pem", &text);
        let outcome = world.run(["lint", "all.pem", "--json"]);
        let json = outcome.json();
        if outcome.code() == Some(2) {
            assert!(json["error"].as_str().unwrap().contains("all.pem"), "{outcome}");
            continue;
        }
        let count = |member: &str| json[member].as_array().unwrap().len();
        assert_eq!(count("objects") + count("skipped"), begins(&text), "{outcome}\n{text}");
    }
}

/// Pieces that `convert` reads, and text between them.
fn whole_pieces(world: &World) -> Vec<String> {
    vec![
        world.text("cert.pem"),
        world.text("key.pem"),
        include_str!("../../crates/devcert/tests/fixtures/forms/leaf.crt").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/leaf.csr").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/list.crl").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/dsa-parameters.pem").to_owned(),
        include_str!("../../crates/devcert/tests/fixtures/forms/ec-with-parameters.pem").to_owned(),
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n".to_owned(),
        "subject=CN=x\n".to_owned(),
    ]
}

/// How many objects the warnings of `convert` report as left out.
fn left_out(errors: &str) -> usize {
    let reported = errors.lines().filter_map(|line| line.split_once("skipped ")).map(|(_, what)| what);
    reported
        .map(|what| what.split_once(" objects ").and_then(|(count, _)| count.parse().ok()).unwrap_or(1))
        .sum()
}

#[test]
fn convert_writes_or_reports_every_begin_line() {
    let world = World::with_files();
    let mut converted = 0;
    for text in files(&whole_pieces(&world), 80) {
        world.write("all.pem", &text);
        let outcome = world.run(["convert", "all.pem", "--to", "pem", "--out", "out.pem", "--force"]);
        if outcome.code() == Some(2) {
            assert_eq!(text.matches(" PARAMETERS-----\n").count(), 2 * begins(&text), "{outcome}\n{text}");
            continue;
        }
        converted += 1;
        // The parameters before a key are those of the key, which holds them as well.
        let own_parameters = text.matches("-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY").count();
        let accounted = begins(&world.text("out.pem")) + left_out(outcome.stderr());
        assert_eq!(accounted, begins(&text) - own_parameters, "{outcome}\n{text}");
    }
    assert!(converted > 60, "{converted} files");
}
