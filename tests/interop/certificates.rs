//! OpenSSL agrees with every request and certificate that devcert writes.

use std::net::IpAddr;

use crate::algorithms::{Algorithm, FORMATS};
use crate::server::DEFAULT_NAMES;
use crate::world::{World, assert_same};

/// A world with `cert/` for a key of this kind.
fn with_all_files(algorithm: Algorithm) -> World {
    let world = World::new();
    world.devcert(&format!("genkey --algorithm {}", algorithm.0)).succeeds();
    for command in ["pubkey", "csr", "csr --outform der", "selfsign", "selfsign --outform der"] {
        world.devcert(command).succeeds();
    }
    world
}

#[test]
fn openssl_verifies_the_signature_of_every_request_and_finds_the_key_in_it() {
    for algorithm in Algorithm::ALL {
        let world = with_all_files(algorithm);
        for format in FORMATS {
            let request = format!("req -in cert/csr.{format} -inform {format} -noout");
            world.openssl(&format!("{request} -verify")).succeeds().says("verify OK");
            let public = world.openssl(&format!("{request} -pubkey")).succeeds().stdout;
            assert_same(&world.read("cert/public.pem"), &public, &request);
        }
    }
}

#[test]
fn openssl_finds_the_same_key_and_certificate_in_text_and_binary() {
    for algorithm in Algorithm::ALL {
        let world = with_all_files(algorithm);
        for (file, format) in [("file.crt", "pem"), ("file.der", "der")] {
            let x509 = format!("x509 -in cert/{file} -inform {format}");
            let public = world.openssl(&format!("{x509} -noout -pubkey")).succeeds().stdout;
            assert_same(&world.read("cert/public.pem"), &public, &x509);
            let again = world.openssl(&format!("{x509} -outform {format}")).succeeds().stdout;
            assert_same(&world.read(&format!("cert/{file}")), &again, &x509);
        }
    }
}

#[test]
fn openssl_verifies_every_certificate_as_a_servers_by_each_name_and_by_no_other() {
    for algorithm in Algorithm::ALL {
        let world = with_all_files(algorithm);
        let verify = |name: &str| {
            let option = if name.parse::<IpAddr>().is_ok() { "-verify_ip" } else { "-verify_hostname" };
            let strict = "-x509_strict -check_ss_sig -purpose sslserver";
            let line = format!("verify {strict} -CAfile cert/file.crt {option} {name} cert/file.crt");
            world.openssl(&line)
        };
        for name in DEFAULT_NAMES {
            verify(name).succeeds().says("cert/file.crt: OK");
        }
        verify("example.test").ends_with(2).says("hostname mismatch");
        verify("127.0.0.2").ends_with(2).says("IP address mismatch");
    }
}

#[test]
fn openssl_does_not_verify_a_certificate_without_trust_nor_as_an_issuer() {
    let world = with_all_files(Algorithm("p256"));
    world.devcert("selfsign --dir other --algorithm p256").succeeds();
    let verify = "verify -no-CApath -no-CAstore";
    world.openssl(&format!("{verify} -CAfile other/file.crt cert/file.crt")).ends_with(2).says("self-signed");
    world.openssl("req -new -key cert/private.pem -subj /CN=leaf -out leaf.csr").succeeds();
    world
        .openssl("x509 -req -in leaf.csr -CA cert/file.crt -CAkey cert/private.pem -out leaf.crt")
        .succeeds();
    world.openssl(&format!("{verify} -x509_strict -CAfile cert/file.crt leaf.crt")).ends_with(2);
}

#[test]
fn openssl_reads_the_extensions_that_a_server_certificate_needs() {
    for algorithm in Algorithm::ALL {
        let world = with_all_files(algorithm);
        let usage = match algorithm.is_rsa() {
            true => "Digital Signature, Key Encipherment\n",
            false => "Digital Signature\n",
        };
        let text = world.openssl("x509 -in cert/file.crt -noout -text -certopt ext_error").succeeds();
        text.says("Version: 3 (0x2)")
            .says("Basic Constraints: critical\n                CA:FALSE")
            .says(&format!("Key Usage: critical\n                {usage}"))
            .says("Extended Key Usage: \n                TLS Web Server Authentication\n")
            .says("Subject Key Identifier")
            .says("Authority Key Identifier");
    }
}

#[test]
fn the_dates_are_those_that_were_asked_for_on_both_sides_of_2050() {
    for (end, shown) in [
        ("2049-12-31T23:59:59Z", "notAfter=Dec 31 23:59:59 2049 GMT"),
        ("2050-01-01", "notAfter=Jan  1 00:00:00 2050 GMT"),
        ("9999-12-31T23:59:59Z", "notAfter=Dec 31 23:59:59 9999 GMT"),
    ] {
        let world = World::new();
        let dates = format!("--not-before 2026-02-28T12:00:00+02:00 --not-after {end}");
        world.devcert(&format!("selfsign --algorithm p256 {dates}")).succeeds();
        let read = world.openssl("x509 -in cert/file.crt -noout -dates").succeeds();
        read.says("notBefore=Feb 28 10:00:00 2026 GMT").says(shown);
    }
}

#[test]
fn days_count_as_openssl_counts_them() {
    let world = World::new();
    world.devcert("selfsign --days 365").succeeds();
    let seconds = |days: i64| days * 24 * 60 * 60;
    let ends_within =
        |seconds: i64| world.openssl(&format!("x509 -in cert/file.crt -noout -checkend {seconds}"));
    // An hour of the 365 days has passed when it is created.
    let left = seconds(365) - 60 * 60;
    ends_within(left - 300).succeeds().says("will not expire");
    ends_within(left + 1).ends_with(1).says("will expire");
}
