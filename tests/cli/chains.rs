//! `devcert verify` with chains, CAs, CRLs, other moments, and certificates without keys.

use crate::world::World;

/// A world with devcert's CA in `ca/` and a server's key and certificate of it in `cert/`.
fn with_ca() -> World {
    let world = World::with_ca();
    world.run(["issue", "localhost", "--ca", "ca", "--algorithm", "p256"]).succeeds();
    world
}

#[test]
fn a_folder_of_a_ca_means_the_certificate_in_it() {
    let world = with_ca();
    for ca in ["ca", "ca/ca.crt"] {
        let outcome = world.run(["verify", "--ca", ca]);
        outcome.succeeds().prints(" in the CA file").prints("passed");
    }
    world.run(["verify", "--ca", "cert"]).fails_with(2).says("cert/ca.crt");
}

#[test]
fn what_was_issued_is_held_against_the_ca_that_issued_it() {
    let world = World::new();
    world.run(["issue", "localhost", "--algorithm", "p256"]).succeeds();
    world.run(["verify"]).succeeds().prints(" in the CA file").prints("passed");
    let other = world.env("DEVCERT_CA", "other");
    other.run(["issue", "localhost", "--algorithm", "p256", "--dir", "two"]).succeeds();
    world.env("DEVCERT_CA", "other").run(["verify", "--dir", "two"]).succeeds();
    world.run(["verify", "--dir", "two"]).fails_with(1).prints("devcert verify --dir two --ca other/ca.crt");
    world.run(["selfsign", "--dir", "three"]).succeeds();
    world.run(["verify", "--dir", "three"]).succeeds();
}

#[test]
fn the_machines_cas_are_those_that_the_environment_names() {
    let world = with_ca();
    let with = |file| world.env("SSL_CERT_FILE", file).run(["verify", "--system-roots"]);
    with("ca/ca.crt").succeeds().prints("among this machine's CAs");
    world.run(["selfsign", "--dir", "other"]).succeeds();
    with("other/file.crt").fails_with(1).prints("which is not among this machine's CAs");
    with("none.crt")
        .fails_with(2)
        .says("this machine's list of trusted CAs")
        .says("--ca FILE")
        .says_one_clear_line();
}

#[test]
fn a_certificate_is_judged_without_its_key() {
    let world = with_ca();
    let judged = world.run(["verify", "--no-key", "--ca", "ca", "--host", "localhost"]);
    judged.succeeds().prints("passed").prints("the certificate is valid for it");
    world.run(["verify", "--no-key", "--host", "example.test"]).fails_with(1).prints("failed");
    let json = world.run(["verify", "--no-key", "--ca", "ca", "--json"]).json();
    assert_eq!((&json["key_checked"], &json["purpose"]), (&false.into(), &"server".into()));
    std::fs::remove_file(world.path("cert/private.pem")).unwrap();
    let missing = world.run(["verify", "--cert", "cert/file.crt"]);
    missing.fails_with(2).says("hint: devcert verify --no-key --cert ");
}

#[test]
fn another_moment_finds_what_will_be_wrong() {
    let world = with_ca();
    world.run(["verify", "--at", "2019-01-01"]).fails_with(1).prints("not valid before");
    world.run(["verify", "--at", "2199-01-01T00:00:00Z"]).fails_with(1).prints("before then");
    world.run(["verify", "--at", "soon"]).fails_with(2).says("\"soon\" is not a date");
}

#[test]
fn a_server_certificate_is_none_of_a_client() {
    let world = with_ca();
    let refused = world.run(["verify", "--purpose", "client", "--ca", "ca"]);
    refused.fails_with(1).prints("does not include clientAuth");
    let asked = world.run(["verify", "--purpose", "client", "--host", "localhost"]);
    asked.fails_with(2).says("cannot be used with --purpose client").says_one_clear_line();
    world.run(["issue", "me@example.test", "--profile", "client", "--ca", "ca", "--dir", "me"]).succeeds();
    let accepted = world.run(["verify", "--purpose", "client", "--ca", "ca", "--dir", "me"]);
    accepted.succeeds().prints("a rustls server that requests client certificates accepts it");
}

/// The CA's list, which revokes the server's certificate.
fn revocation_list(world: &World) -> String {
    let signer = rcgen::KeyPair::from_pem(&world.text("ca/ca.key")).unwrap();
    list_by(world, &rcgen::Issuer::from_ca_cert_pem(&world.text("ca/ca.crt"), signer).unwrap())
}

fn list_by(world: &World, issuer: &rcgen::Issuer<'_, rcgen::KeyPair>) -> String {
    let now = time::OffsetDateTime::now_utc();
    let list = rcgen::CertificateRevocationListParams {
        this_update: now - time::Duration::hours(1),
        next_update: now + time::Duration::days(7),
        crl_number: rcgen::SerialNumber::from_slice(&[1]),
        issuing_distribution_point: None,
        revoked_certs: vec![rcgen::RevokedCertParams {
            serial_number: rcgen::SerialNumber::from_slice(world.certificate("cert/file.crt").serial()),
            revocation_time: now - time::Duration::hours(2),
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: None,
        }],
        key_identifier_method: rcgen::KeyIdMethod::Sha256,
    };
    list.signed_by(issuer).unwrap().pem().unwrap()
}

#[test]
fn a_revoked_certificate_is_told_and_a_missing_list_too() {
    let world = with_ca();
    world.write("ca.crl", revocation_list(&world));
    let revoked = world.run(["verify", "--ca", "ca", "--crl", "ca.crl"]);
    revoked.fails_with(1).prints("cert/file.crt").prints("revoked on ").prints("(keyCompromise)");
    let none = world.run(["verify", "--ca", "ca", "--crl", "none.crl"]);
    none.fails_with(2).says("none.crl").says("devcert crl --out none.crl").says_one_clear_line();
    let no_ca = world.run(["verify", "--ca", "none.crt"]);
    no_ca.fails_with(2).says("none.crt").says("devcert ca init").says_one_clear_line();
    let wrong = world.run(["verify", "--ca", "ca", "--crl", "ca/ca.crt"]);
    wrong.fails_with(1).prints("expected a certificate revocation list");
}

#[test]
fn the_list_of_a_ca_that_may_not_sign_lists_is_refused() {
    let world = with_ca();
    let key = rcgen::KeyPair::generate().unwrap();
    let mut ca = rcgen::CertificateParams::new([]).unwrap();
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    ca.distinguished_name.push(rcgen::DnType::CommonName, "a CA without lists");
    ca.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    world.write("own.crt", ca.self_signed(&key).unwrap().pem());
    // Signs one all the same.
    ca.key_usages.push(rcgen::KeyUsagePurpose::CrlSign);
    let issuer = rcgen::Issuer::new(ca, key);
    let server = rcgen::KeyPair::generate().unwrap();
    let names = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    world.write("cert/file.crt", names.signed_by(&server, &issuer).unwrap().pem());
    world.write("cert/private.pem", server.serialize_pem());
    world.write("own.crl", list_by(&world, &issuer));
    let refused = world.run(["verify", "--ca", "own.crt", "--crl", "own.crl"]);
    refused.fails_with(1).prints("must not sign CRLs").prints("does not include cRLSign");
}
