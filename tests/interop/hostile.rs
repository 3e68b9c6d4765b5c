//! Files that ask for too much, and what reading them takes: an answer that names the limit, or one that needs
//! none, and 200 MiB of memory at most. `just bench` has the time.

use devcert::encoding::{pem, read};

use crate::der::{certificate, element};
use crate::world::{DEVCERT, Run, World};

/// The most that any of these may take, in KiB.
const MOST: u64 = 200 << 10;

/// What `inspect` says of a file with these contents, and that it kept within its memory.
fn inspected(contents: impl AsRef<[u8]>) -> Run {
    let world = World::new();
    world.write("hostile", contents);
    let run = world
        .program_with("/usr/bin/time", ["--format", "%M", "--output", "peak", DEVCERT, "inspect", "hostile"])
        .run();
    let peak = String::from_utf8(world.read("peak")).unwrap();
    // A line before it tells of an exit code that is not 0.
    let peak: u64 = peak.lines().last().unwrap().parse().unwrap();
    assert!(peak <= MOST, "{peak} KiB\n{run}");
    run
}

fn with_names(names: &[u8]) -> Vec<u8> {
    certificate(&[1], names, &spki())
}

fn spki() -> Vec<u8> {
    let world = World::new();
    world.devcert("genkey --algorithm p256").succeeds();
    read::private_key(&world.read("cert/private.pem")).unwrap().public().spki().to_vec()
}

/// A certificate as PEM, so many times.
fn certificates(count: usize) -> Vec<u8> {
    let world = World::new();
    world.devcert("selfsign --algorithm p256").succeeds();
    world.read("cert/file.crt").repeat(count)
}

#[test]
fn three_hundred_megabytes_on_one_line_are_not_read() {
    inspected(vec![b'A'; 300 << 20])
        .ends_with(2)
        .says("hostile is larger than 16 MiB")
        .says("add --limit bytes=64M if you trust the file");
}

#[test]
fn a_hundred_thousand_certificates_are_too_many() {
    inspected(certificates(100_000)).ends_with(2).says("add --limit bytes=64M");
    inspected("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".repeat(100_000))
        .ends_with(1)
        .says("hostile: needs 100000 objects (limit 10000); add --limit objects=100000");
}

#[test]
fn as_many_certificates_as_are_read_fit_into_memory() {
    inspected(certificates(9_999)).ends_with(0).says("hostile, line 1: certificate");
}

#[test]
fn two_hundred_thousand_names_in_a_certificate_are_too_many() {
    let names = |count: u32| {
        let name = |n| element(0x82, &[format!("h{n}.test").as_bytes()]);
        (0..count).flat_map(name).collect::<Vec<u8>>()
    };
    inspected(with_names(&names(200_000))).ends_with(1).says("(maximum 1048576)");
    inspected(with_names(&names(75_000))).ends_with(0).says("h0.test, h1.test").says("74988 more");
}

#[test]
fn a_hundred_thousand_nested_tags_are_not_followed() {
    for tag in [0x30, 0xa0, 0x24] {
        inspected([tag, 0x80].repeat(100_000)).ends_with(1);
    }
    // Each length is that of all that stands inside.
    let mut inside_out = vec![0, 5];
    for _ in 0..100_000 {
        let length = u32::try_from(inside_out.len()).unwrap().to_le_bytes();
        inside_out.extend([length[0], length[1], length[2], 0x83, 0x30]);
    }
    let nested: Vec<u8> = inside_out.into_iter().rev().collect();
    inspected(&nested).ends_with(1).says("hostile: ");
    let armoured = pem::encode("CERTIFICATE", &nested);
    inspected(armoured.expose()).ends_with(1).says("DER, but not a certificate");
}

#[test]
fn lengths_of_four_gigabytes_are_not_believed() {
    inspected([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 0]).ends_with(1).says("hostile: truncated DER");
    let names = [0x82, 0x84, 0xff, 0xff, 0xff, 0xff];
    inspected(with_names(&names)).succeeds().says("SANs        none");
}

#[test]
fn a_serial_of_8000_bits_is_shown() {
    inspected(certificate(&[0x7f; 1000], &[], &spki()))
        .succeeds()
        .says(&format!("serial      {}\n", vec!["7F"; 1000].join(":")));
}
