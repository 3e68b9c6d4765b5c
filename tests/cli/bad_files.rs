//! Files that are not what they should be: the cause is named, a next step is given, and nothing
//! changes. What is only packed oddly works.

use std::time::{Duration, Instant};

use crate::shell::as_printed;
use crate::world::{Outcome, World};

const ENCRYPTED: &[u8] = include_bytes!("../../crates/devcert/tests/fixtures/encrypted-pkcs8.pem");
const OLD_ENCRYPTED: &[u8] = include_bytes!("../../crates/devcert/tests/fixtures/encrypted-traditional.pem");

/// A world with every kind of bad file.
fn world_of_bad_files() -> World {
    let world = World::with_files();
    world.folder("folder");
    world.write("empty.pem", "");
    world.write("blank.pem", " \r\n\n");
    world.write("noise.pem", noise());
    world.write("text.pem", "this is no key\n");
    world.write("encrypted.pem", ENCRYPTED);
    world.write("old.pem", OLD_ENCRYPTED);
    world.write("cut.pem", &world.read("key.pem")[..90]);
    world.write("cut.der", &world.key("key.pem").public().spki()[..40]);
    world.write("longer.der", [world.key("key.pem").public().spki(), b"\n"].concat());
    world.write("letters.pem", world.text("key.pem").replace("MIG", "M*G"));
    world.run(["pubkey", "key.pem", "--out", "public.pem"]).succeeds();
    std::fs::File::create(world.path("large.pem")).unwrap().set_len(1 << 30).unwrap();
    world
}

/// Bytes without any structure: a linear congruential sequence, the same in every run.
fn noise() -> Vec<u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(3000)
    .collect()
}

/// Files that give no key, and what is to be said of them.
const NO_KEY: [(&str, &str); 13] = [
    ("folder", "folder is a directory, not a file"),
    ("empty.pem", "empty.pem is empty"),
    ("blank.pem", "blank.pem: contains only white space"),
    ("noise.pem", "noise.pem: neither PEM nor DER"),
    ("text.pem", "text.pem: text without a \"-----BEGIN\" line"),
    ("cut.pem", "cut.pem: the PRIVATE KEY that begins on line 1 has no END line: the file is truncated"),
    ("cut.der", "cut.der: truncated DER: 40 bytes of 91"),
    ("longer.der", "longer.der: a public key followed by unrelated data after byte 91 of 92"),
    ("letters.pem", "letters.pem: the PRIVATE KEY that begins on line 1 is not base64"),
    ("large.pem", "large.pem is larger than 16 MiB"),
    ("encrypted.pem", "encrypted.pem: an encrypted private key"),
    ("old.pem", "old.pem: an encrypted private key in openssl's old form"),
    ("key.pem/inside", "key.pem is not a directory"),
];

#[test]
fn a_file_that_no_command_makes_comes_with_a_way_to_find_the_right_one() {
    let world = world_of_bad_files();
    world.run(["ca", "init"]).succeeds();
    for command in
        ["convert FILE --out x", "lint FILE", "sign FILE", "revoke FILE", "trust install --cert FILE"]
    {
        for file in ["text.pem", "noise.pem", "cut.der", "gone.pem"] {
            let line = command.replace("FILE", file);
            let typed: Vec<_> = line.split(' ').collect();
            world.refuses_all(&typed).says(file).says("hint: ");
        }
    }
    world.write("folder/other.txt", "x");
    world.refuses(["lint", "folder/gone.pem"]).says("hint: devcert inspect --recursive folder ");
    world.refuses(["lint", "text.pem"]).says("hint: devcert inspect --recursive . ");
}

/// One's own CA is there for chains that lead to it, and there is none to follow.
#[test]
fn a_certificate_that_is_none_is_told_beside_a_ca_of_ones_own() {
    let world = World::new();
    world.run(["issue"]).succeeds();
    for contents in ["", "rubbish", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"] {
        world.write("cert/file.crt", contents);
        world.run(["verify"]).fails_with(1).prints("FAIL  cert/file.crt ").does_not_print("fix: ");
    }
}

/// Files that hold something else than a private key.
const NOT_PRIVATE: [(&str, &str); 3] = [
    ("cert.pem", "cert.pem: expected a private key, found a certificate"),
    ("csr.pem", "csr.pem: expected a private key, found a certificate request (CSR)"),
    ("public.pem", "public.pem: expected a private key, found a public key"),
];

#[test]
fn what_is_no_private_key_is_told_by_every_command_that_needs_one() {
    let world = world_of_bad_files();
    for (file, cause) in NO_KEY.into_iter().chain(NOT_PRIVATE) {
        let start = Instant::now();
        world.refuses(["selfsign", "--key", file, "--cert", "new/out.crt"]).says(cause).says("  hint: ");
        world.refuses(["csr", "--key", file, "--out", "new/out.pem"]).says(cause).says("  hint: ");
        assert!(start.elapsed() < Duration::from_secs(20), "{file} took {:?}", start.elapsed());
    }
}

#[test]
fn what_has_no_public_key_is_told_by_pubkey() {
    let world = world_of_bad_files();
    for (file, cause) in NO_KEY {
        world.refuses(["pubkey", file, "--out", "new/public.pem"]).says(cause).says("  hint: ");
    }
}

#[test]
fn what_is_no_request_is_told_when_it_was_named() {
    let world = world_of_bad_files();
    let others = [
        ("cert.pem", "cert.pem: expected a certificate request, found a certificate"),
        ("key.pem", "key.pem: expected a certificate request, found a private key (PKCS#8)"),
        ("public.pem", "public.pem: expected a certificate request, found a public key"),
        ("encrypted.pem", "encrypted.pem: expected a certificate request, found an encrypted private key"),
        ("missing.pem", "missing.pem does not exist"),
    ];
    let damaged = NO_KEY.into_iter().filter(|(file, _)| !["encrypted.pem", "old.pem"].contains(file));
    for (file, cause) in damaged.chain(others) {
        world
            .refuses(["selfsign", "--key", "key.pem", "--csr", file, "--cert", "new/out.crt"])
            .says(cause)
            .says("  hint: ");
    }
}

#[test]
fn a_key_that_was_swapped_with_its_certificate_is_told_as_that() {
    let world = World::with_files();
    world
        .refuses(["selfsign", "--key", "cert.pem", "--cert", "new.pem"])
        .says("key and certificate look swapped: --key takes the private key, --cert the certificate");
}

#[test]
fn the_next_step_for_a_damaged_file_works_as_it_is_typed() {
    let world = world_of_bad_files();
    for file in ["empty.pem", "cut.pem", "noise.pem"] {
        let certificate = format!("{file}.crt");
        let damaged = world.read(file);
        let said = world.refuses(["selfsign", "--key", file, "--cert", &certificate]);
        if damaged.is_empty() {
            follow_hint(&world, &said, "genkey").succeeds();
        } else {
            follow_move(&world, &said).succeeds();
            assert_eq!(world.read(&format!("{file}.orig")), damaged);
        }
        world.run(["selfsign", "--key", file, "--cert", &certificate]).succeeds();
    }
    let said = world.refuses(["selfsign", "--key", "key.pem", "--csr", "text.pem", "--cert", "c.pem"]);
    follow_move(&world, &said).succeeds();
    world.run(["selfsign", "--key", "key.pem", "--csr", "text.pem", "--cert", "c.pem"]).succeeds();
    let said = world.refuses(["pubkey", "missing.pem", "--out", "p.pem"]);
    follow_hint(&world, &said, "genkey").succeeds();
    world.run(["pubkey", "missing.pem", "--out", "p.pem"]).succeeds();
}

#[test]
fn the_next_step_is_quoted_where_a_shell_needs_it() {
    let world = World::new();
    world.refuses(["pubkey", "my key.pem"]).says("hint: devcert genkey --out 'my key.pem'");
    world.refuses(["pubkey", "it's.pem"]).says(r"hint: devcert genkey --out 'it'\''s.pem'");
    world.refuses(["pubkey", "--", "-odd.pem"]).says("hint: devcert genkey --out ./-odd.pem");
}

/// Runs the hint that moves a file aside, and creates another in its place.
fn follow_move(world: &World, said: &Outcome) -> Outcome {
    let (hints, start) = (said.hints(), as_printed("mv -n "));
    let hint = hints.iter().find(|hint| hint.starts_with(&start));
    let hint = hint.unwrap_or_else(|| panic!("{said}\nmoves nothing aside"));
    world.paste(hint.split("   (").next().unwrap_or_default())
}

/// Runs the command in a hint, which ends at three spaces or the line's end.
fn follow_hint(world: &World, said: &Outcome, command: &str) -> Outcome {
    let start = format!("  hint: devcert {command} ");
    let hint = said.stderr().lines().find_map(|line| line.strip_prefix(&start));
    let hint = hint.unwrap_or_else(|| panic!("{said}\nhas no hint with devcert {command}"));
    let typed = hint.split("   ").next().unwrap_or_default();
    let words: Vec<_> = std::iter::once(command).chain(typed.split(' ')).collect();
    world.run_all(&words)
}

#[test]
fn armour_or_none_byte_order_marks_utf_16_and_line_ends_do_not_matter() {
    let world = World::with_files();
    for (file, options) in [
        ("key.pem", ["--key", "odd", "--cert", "new.pem"]),
        ("csr.pem", ["--csr", "odd", "--cert", "new.pem"]),
    ] {
        for (packing, contents) in oddly_packed(&world, file) {
            world.write("odd", contents);
            let mut arguments = vec!["selfsign", "--force"];
            arguments.extend(options);
            if file == "csr.pem" {
                arguments.extend(["--key", "key.pem"]);
            }
            world.run_all(&arguments).succeeds();
            assert_eq!(
                *world.certificate("new.pem").public_key(),
                *world.key("key.pem").public(),
                "{packing}"
            );
        }
    }
    for (_, contents) in oddly_packed(&world, "cert.pem") {
        world.write("odd", contents);
        world.run(["pubkey", "odd", "--out", "public.pem", "--force"]).succeeds();
    }
}

/// The same file in every packing that people come with.
fn oddly_packed(world: &World, file: &str) -> Vec<(&'static str, Vec<u8>)> {
    let pem = world.text(file);
    let der = devcert::encoding::sniff::sniff(pem.as_bytes()).unwrap().objects[0].der.expose().to_vec();
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        std::iter::once(0xfeff).chain(pem.encode_utf16()).flat_map(order).collect::<Vec<u8>>()
    };
    vec![
        ("DER", der),
        ("UTF-8 with a mark", [b"\xef\xbb\xbf", pem.as_bytes()].concat()),
        ("UTF-16, little end first", utf16(u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(u16::to_be_bytes)),
        ("lines ended by CR LF", pem.replace('\n', "\r\n").into_bytes()),
        ("text before and after", format!("Bag Attributes\n  x: y\n{pem}\nthe end\n").into_bytes()),
        ("indented", format!("    {}", pem.replace('\n', "\n    ")).into_bytes()),
        ("no line end at the end", pem.trim_end().as_bytes().to_vec()),
    ]
}

#[test]
fn a_name_does_not_decide_what_a_file_is() {
    let world = World::with_files();
    world.write(
        "really-der.pem",
        devcert::encoding::sniff::sniff(&world.read("key.pem")).unwrap().objects[0].der.expose(),
    );
    world.write("really-pem.der", world.read("csr.pem"));
    let named = ["selfsign", "--key", "really-der.pem", "--csr", "really-pem.der", "--cert", "new.der"];
    world.run(named).succeeds();
    assert!(world.text("new.der").starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_key_behind_other_objects_in_its_file_is_found() {
    let world = World::with_files();
    world.write("combined.pem", [world.read("cert.pem"), world.read("key.pem")].concat());
    world.run(["selfsign", "--key", "combined.pem", "--cert", "new.pem"]).succeeds();
}

#[test]
fn a_missing_key_is_created_when_requested_but_not_in_place_of_a_folder() {
    let world = World::new();
    world
        .run(["csr", "-a", "p256", "--new-key", "--key", "mine.pem", "--out", "r.pem"])
        .succeeds()
        .says("created mine.pem");
    world.folder("cert");
    world.folder("cert/private.pem");
    for command in ["selfsign", "csr", "pubkey", "genkey"] {
        world.refuses([command]).says("cert/private.pem is a directory, not a file").says("hint: ");
    }
}
