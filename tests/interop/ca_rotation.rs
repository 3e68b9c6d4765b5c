//! A CA with a new key: OpenSSL and GnuTLS accept servers of the old and the new CA, whichever of the two they trust.

use crate::world::{Run, World};

/// A world with a rotated CA in `ca/`, the CA before in `old.crt`, and a certificate of each in `new/` and `left.crt`.
fn world() -> World {
    let world = World::new();
    world.devcert("ca init --ca ca --subject CN=Acme").succeeds();
    world.devcert("issue dev.test --ca ca --algorithm p256 --dir new").succeeds();
    world.write("old.crt", world.read("ca/ca.crt"));
    world.write("left.crt", world.read("new/file.crt"));
    world.devcert("ca rotate --ca ca").succeeds();
    world
}

fn openssl(world: &World, trusted: &str, chain: &str) -> Run {
    let purpose = "-purpose sslserver -x509_strict -verify_hostname dev.test";
    world.openssl(&format!("verify {purpose} -CAfile {trusted} -untrusted {chain} {chain}"))
}

fn gnutls(world: &World, trusted: &str, chain: &str) -> Run {
    let line =
        format!("--verify --verify-hostname dev.test --load-ca-certificate {trusted} --infile {chain}");
    world.program("certtool", &line).run()
}

#[test]
fn openssl_and_gnutls_that_trust_one_ca_accept_servers_of_the_other() {
    let world = world();
    let with_cross = [world.read("left.crt"), world.read("ca/former/1/ca-cross.crt")].concat();
    world.write("left-with-cross.crt", with_cross);
    for trusted in ["old.crt", "ca/ca.crt"] {
        for chain in ["new/file.crt", "left-with-cross.crt"] {
            openssl(&world, trusted, chain).succeeds();
            gnutls(&world, trusted, chain).succeeds();
        }
    }
    openssl(&world, "ca/ca.crt", "left.crt").says("unable to get local issuer certificate");
}

#[test]
fn openssl_finds_the_crl_of_each_ca() {
    let world = world();
    world.devcert("issue dev.test --ca ca --algorithm p256 --dir revoked").succeeds();
    world.devcert("revoke revoked/file.crt --ca ca").succeeds();
    world.devcert("crl --ca ca").succeeds();
    world.devcert("crl --ca ca/former/1").succeeds();
    world.write("both.crl", [world.read("ca/ca.crl"), world.read("ca/former/1/ca.crl")].concat());
    world.write("both.crt", [world.read("ca/ca.crt"), world.read("old.crt")].concat());
    let verify =
        |chain: &str| world.openssl(&format!("verify -crl_check -CAfile both.crt -CRLfile both.crl {chain}"));
    verify("new/file.crt").succeeds();
    verify("left.crt").succeeds();
    verify("revoked/file.crt").says("certificate revoked");
}

#[test]
fn openssl_signs_the_csr_of_a_ca_and_clients_of_its_root_accept_servers_of_that_ca() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("ca csr --ca ca").succeeds();
    world.openssl("req -in ca.csr -noout -verify -text").succeeds().says("CA:TRUE").says("Permitted");
    world
        .openssl("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.crt -days 30 -subj /CN=Root")
        .succeeds();
    let sign = "x509 -req -in ca.csr -CA root.crt -CAkey root.key -copy_extensions copyall -days 20";
    world.openssl(&format!("{sign} -out ca/ca-cross.crt")).succeeds();
    world.devcert("issue dev.test --ca ca --algorithm p256 --dir new").succeeds();
    for trusted in ["root.crt", "ca/ca.crt"] {
        let line = "verify -purpose sslserver -verify_hostname dev.test";
        world.openssl(&format!("{line} -CAfile {trusted} -untrusted new/file.crt new/file.crt")).succeeds();
        gnutls(&world, trusted, "new/file.crt").succeeds();
        world.devcert(&format!("verify --dir new --ca {trusted}")).succeeds();
    }
}
