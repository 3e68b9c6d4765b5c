//! Deliberately wrong certificates, as other programs see them.

use crate::world::World;

#[test]
fn openssl_shows_the_faults_and_rejects_what_it_checks() {
    let world = World::new();
    world.devcert("ca init --ca ca --name test").succeeds();
    // Options, what openssl shows, and why it rejects the certificate, where it does.
    for (options, shown, refusal) in [
        ("-a rsa --unsafe-digest sha1", "ecdsa-with-SHA1", Some("CA signature digest algorithm too weak")),
        ("--unsafe-bits 512", "Public-Key: (512 bit)", Some("EE certificate key too weak")),
        ("--unsafe-no-san", "CN = localhost", Some("hostname mismatch")),
        ("--unsafe-ca", "CA:TRUE", None),
        ("--unsafe-serial 00", "Serial Number: 0 (0x0)", None),
        ("--unsafe-serial -80", "Serial Number: -128 (-0x80)", None),
        ("--unsafe-not-before 2030-01-01 --unsafe-not-after 2029-01-01", "2029 GMT", Some("not yet valid")),
        ("--unsafe-not-before 0001-01-01 --unsafe-not-after 0002-01-01", "00:00:00 2 GMT", Some("expired")),
        ("--unsafe-not-after 9999-12-31", "Dec 31 00:00:00 9999 GMT", None),
        ("--unsafe-extension 1.2.3.4=critical,ff", "1.2.3.4: critical", Some("unhandled critical extension")),
    ] {
        let key = if options.contains("-a ") || options.contains("-bits") { "" } else { "-a p256" };
        world
            .devcert(&format!("issue localhost --ca ca --dir leaf --force --new-key {key} {options}"))
            .succeeds();
        world.openssl("x509 -in leaf/file.crt -noout -text").succeeds().says(shown);
        let host = if options.contains("no-san") { "127.0.0.1 -verify_ip 127.0.0.1" } else { "localhost" };
        let verify = "verify -auth_level 2 -purpose sslserver -CAfile ca/ca.crt -verify_hostname";
        let verified = world.openssl(&format!("{verify} {host} leaf/file.crt"));
        match refusal {
            Some(refusal) => drop(verified.ends_with(2).says(refusal)),
            None => drop(verified.succeeds()),
        }
    }
}

#[test]
fn seeded_files_do_not_depend_on_the_number_of_threads() {
    let [one, all] = [(); 2].map(|()| World::new());
    for (key, signature) in [
        ("rsa:2048", "sha256"),
        ("rsa:3072", "rsa-pss"),
        ("p256", "sha256"),
        ("p521", "sha256"),
        ("secp256k1", "sha512"),
    ] {
        let line = format!("selfsign --seed test --dir {key} -a {key} --signature {signature}");
        let program = env!("CARGO_BIN_EXE_devcert");
        let alone = format!("-c 0 {program} {line}");
        one.program("taskset", &alone).env("SOURCE_DATE_EPOCH", "1900000000").run().succeeds();
        all.program(program, &line).env("SOURCE_DATE_EPOCH", "1900000000").run().succeeds();
        for file in ["private.pem", "file.crt"].map(|name| format!("{key}/{name}")) {
            assert_eq!(one.read(&file), all.read(&file), "{file}");
        }
        let verify = "verify -check_ss_sig -attime 1900000000 -CAfile";
        one.openssl(&format!("{verify} {key}/file.crt {key}/file.crt")).succeeds().says("OK");
    }
}

#[test]
fn openssl_reads_weak_requests_and_weak_cas() {
    let world = World::new();
    world.devcert("csr --unsafe-bits 512 --unsafe-digest md5").succeeds();
    world.openssl("req -in cert/csr.pem -noout -verify -text").succeeds().says("md5WithRSAEncryption");
    world.openssl("req -in cert/csr.pem -noout -verify").succeeds().says("verify OK");
    world.openssl("rsa -in cert/private.pem -check -noout").succeeds().says("RSA key ok");
    world.devcert("ca init --ca ca --unsafe-bits 512 --unsafe-digest sha1 --unsafe-serial 0").succeeds();
    world.devcert("sign --ca ca --unsafe-digest md5 --unsafe-serial -01").succeeds();
    let verify = "verify -check_ss_sig -auth_level 0 -CAfile ca/ca.crt";
    world.openssl(&format!("{verify} cert/file.crt")).succeeds().says("OK");
    world.devcert("revoke --ca ca cert/file.crt").succeeds();
    world.devcert("crl --ca ca --out ca.crl").succeeds();
    world.openssl("crl -in ca.crl -CAfile ca/ca.crt -noout -text").succeeds().says("Serial Number: -01");
    let revoked = world.openssl(&format!("{verify} -crl_check -CRLfile ca.crl cert/file.crt"));
    revoked.ends_with(2).says("certificate revoked");
}
