//! Names that people use, below a constrained CA, as OpenSSL, GnuTLS and NSS check them; and the CA after
//! `devcert ca permit`.

use std::path::Path;

use crate::world::{DEVCERT, Run, World};

fn world_with_ca() -> World {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world
}

/// OpenSSL's and GnuTLS's verdicts on a certificate, in this order.
fn verdicts(world: &World, ca: &str, certificate: &str, purpose: Purpose) -> [Run; 2] {
    let (openssl, gnutls) = match purpose {
        Purpose::Server => ("sslserver", "1.3.6.1.5.5.7.3.1"),
        Purpose::Client => ("sslclient", "1.3.6.1.5.5.7.3.2"),
    };
    [
        world.openssl(&format!("verify -x509_strict -purpose {openssl} -CAfile {ca} {certificate}")),
        world
            .program(
                "certtool",
                &format!(
                    "--verify --verify-purpose {gnutls} --load-ca-certificate {ca} --infile {certificate}"
                ),
            )
            .run(),
    ]
}

#[derive(Clone, Copy)]
enum Purpose {
    Server,
    Client,
}

#[test]
fn openssl_and_gnutls_accept_what_is_issued_for_people_and_machines() {
    for (typed, purpose) in [
        ("192.168.1.10", Purpose::Server),
        ("::1 10.0.0.1", Purpose::Server),
        ("10.0.0.1 dev.test", Purpose::Server),
        ("host.docker.internal *.app.localhost", Purpose::Server),
        ("10.0.0.1 --subject /O=Acme", Purpose::Server),
        ("alice --profile client", Purpose::Client),
        ("alice.smith --profile client", Purpose::Client),
        ("10.0.0.1 --profile client", Purpose::Client),
        ("alice@example.com --profile client", Purpose::Client),
        ("db --profile peer", Purpose::Client),
    ] {
        let world = world_with_ca();
        world.devcert("ca permit --ca ca db").succeeds();
        world.devcert(&format!("issue --ca ca --algorithm p256 {typed}")).succeeds();
        for verdict in verdicts(&world, "ca/ca.crt", "cert/file.crt", purpose) {
            verdict.succeeds();
        }
    }
}

#[test]
fn openssl_and_gnutls_accept_a_signed_request_whose_common_name_is_an_address() {
    for (subject, options) in
        [("/CN=10.0.0.1", ""), ("/O=Acme/CN=10.0.0.1", "-addext subjectAltName=IP:10.0.0.1")]
    {
        let world = world_with_ca();
        let request =
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out r.pem -subj";
        world.openssl(&format!("{request} {subject} {options}")).succeeds();
        world.devcert("sign r.pem --ca ca").succeeds().says("omitted the common name 10.0.0.1");
        for verdict in verdicts(&world, "ca/ca.crt", "cert/file.crt", Purpose::Server) {
            verdict.succeeds();
        }
    }
}

/// What devcert refuses to issue, they refuse too; what it warns of, GnuTLS refuses.
#[test]
fn what_is_refused_because_of_the_subject_is_refused_by_openssl_and_gnutls() {
    for (subject, openssl_accepts) in
        [("/CN=evil.com/CN=alice", false), ("/CN=10.0.0.1", false), ("/CN=alice", true)]
    {
        let world = world_with_ca();
        let request = [
            "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "r.pem", "-subj",
            subject,
        ];
        world.openssl_with(&request).succeeds();
        world.write(
            "ext",
            "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=IP:10.0.0.1\n",
        );
        world
            .openssl("x509 -req -in r.pem -CA ca/ca.crt -CAkey ca/ca.key -extfile ext -out c.pem")
            .succeeds();
        let [openssl, gnutls] = verdicts(&world, "ca/ca.crt", "c.pem", Purpose::Server);
        match openssl_accepts {
            true => drop(openssl.says_not("subtree violation")),
            false => drop(openssl.says("permitted subtree violation")),
        }
        gnutls.says("violates the signer's constraints");
    }
}

#[test]
fn openssl_and_gnutls_find_a_service_with_an_underscore_by_its_name() {
    let world = World::new();
    world.devcert("issue my_service --algorithm p256").succeeds();
    let ca = "../home/.local/share/devcert/ca/ca.crt";
    world.openssl(&format!("verify -verify_hostname my_service -CAfile {ca} cert/file.crt")).succeeds();
    let gnutls =
        format!("--verify --verify-hostname my_service --load-ca-certificate {ca} --infile cert/file.crt");
    world.program("certtool", &gnutls).run().succeeds();
}

#[test]
fn certificates_from_before_and_after_hold_below_a_ca_that_was_permitted_more() {
    let world = world_with_ca();
    world.devcert("issue dev.test --ca ca --algorithm p256 --dir before").succeeds();
    world.devcert("ca permit --ca ca db").succeeds();
    world.devcert("issue db --ca ca --algorithm p256 --dir after").succeeds();
    for (ca, certificate, accepted) in [
        ("ca/ca.crt", "before/file.crt", true),
        ("ca/ca.crt", "after/file.crt", true),
        ("ca/ca-former.crt", "before/file.crt", true),
        ("ca/ca-former.crt", "after/file.crt", false),
    ] {
        let [openssl, gnutls] = verdicts(&world, ca, certificate, Purpose::Server);
        match accepted {
            true => drop((openssl.succeeds(), gnutls.succeeds())),
            false => {
                openssl.says("permitted subtree violation");
                gnutls.says("violates the signer's constraints");
            }
        }
    }
    world.openssl("verify -CAfile ca/ca.crt ca/ca.crt").succeeds();
}

/// A CA of openssl's, with key identifiers of its own making.
#[test]
fn a_constrained_ca_of_openssl_is_permitted_more() {
    let world = World::new();
    world.write(
        "ca.cnf",
        "[req]\ndistinguished_name=dn\nx509_extensions=root\n[dn]\n[root]\nbasicConstraints=critical,CA:TRUE\n\
         keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=01:02:03:04:05\n\
         authorityKeyIdentifier=keyid:always,issuer:always\n\
         nameConstraints=critical,permitted;DNS:corp.test,excluded;DNS:secret.corp.test\n",
    );
    let request = "req -x509 -config ca.cnf -newkey rsa:2048 -nodes -keyout ca/ca.key -out ca/ca.crt -days 100 -subj /O=Acme/CN=Old";
    std::fs::create_dir(world.path("ca")).unwrap();
    world.openssl(request).succeeds();
    world.devcert("issue www.corp.test --ca ca --algorithm p256 --dir before").succeeds();
    world.devcert("ca permit --ca ca db 10.0.0.1").succeeds();
    world
        .devcert("ca permit --ca ca x.secret.corp.test")
        .ends_with(2)
        .says("which the CA's name constraints exclude");
    world.devcert("issue db 10.0.0.1 --ca ca --algorithm p256 --dir after").succeeds();
    for certificate in ["before/file.crt", "after/file.crt"] {
        for verdict in verdicts(&world, "ca/ca.crt", certificate, Purpose::Server) {
            verdict.succeeds();
        }
    }
    world.openssl("x509 -in ca/ca.crt -noout -ext subjectKeyIdentifier").says("01:02:03:04:05");
}

#[test]
fn nss_has_the_new_certificate_in_the_place_of_the_old_one() {
    let world = world_with_ca();
    let folder = world.path("../home/.pki/nssdb");
    std::fs::create_dir_all(&folder).unwrap();
    let database = format!("sql:{}", folder.display());
    let certutil = |arguments: &str| world.program("certutil", &format!("{arguments} -d {database}")).run();
    certutil("-N --empty-password").succeeds();
    world.devcert("trust install --ca ca --store nss").succeeds();
    world.devcert("issue dev.test --ca ca --algorithm p256 --dir before").succeeds();
    let permitted = world.devcert("ca permit --ca ca db").succeeds();
    permitted.says("needs the new certificate: ").says(".pki/nssdb").says("devcert trust install --ca ca");
    world.devcert("issue db --ca ca --algorithm p256 --dir after").succeeds();
    let listed = || certutil("-L").succeeds().text().matches("devcert-").count();
    for name in ["before", "after"] {
        certutil(&format!("-A -n {name} -t ,, -a -i {name}/file.crt")).succeeds();
    }
    certutil("-V -n before -u V").succeeds();
    certutil("-V -n after -u V").ends_with(255);
    world.devcert("trust status --ca ca --store nss").ends_with(1);
    world.devcert("trust install --ca ca --store nss --dry-run").succeeds().says("dry run: ");
    world.devcert("trust install --ca ca --store nss").succeeds();
    assert_eq!(listed(), 1);
    for name in ["before", "after"] {
        certutil(&format!("-V -n {name} -u V")).succeeds();
    }
    world.devcert("trust install --ca ca --store nss").succeeds().says("already trusted");
    world.devcert("trust uninstall --ca ca --store nss").succeeds();
    assert_eq!(listed(), 0);
}

/// A machine with a bare host name and an address of the public internet.
#[test]
fn the_example_of_the_help_works_on_a_machine_with_a_bare_name_and_a_global_address() {
    let world = World::new();
    let inside = |host: &str, arguments: &str| {
        let script = format!(
            "hostname {host} && ip link set lo up && ip addr add 192.0.2.2/24 dev lo && ip addr add 192.168.7.7/24 dev lo && exec {DEVCERT} {arguments}"
        );
        world.program_with("unshare", ["--uts", "--net", "sh", "-c", &script]).run()
    };
    let issued = inside("laptop", "issue dev.test '*.dev.test' --lan --algorithm p256").succeeds();
    issued.says("is not permitted to issue for it: 192.0.2.2; to permit it: devcert ca permit 192.0.2.2\n");
    let names = world.openssl("x509 -in cert/file.crt -noout -ext subjectAltName").succeeds();
    names.says("DNS:dev.test, DNS:*.dev.test, DNS:laptop, DNS:laptop.local, IP Address:192.168.7.7");
    let ca = Path::new("../home/.local/share/devcert/ca/ca.crt");
    world.openssl(&format!("verify -CAfile {} cert/file.crt", ca.display())).succeeds();
    // `studio` is a top-level domain, and a common name for a machine.
    let world_of_studio = inside("studio", "issue --lan --algorithm p256 --dir studio").succeeds();
    world_of_studio.says("is not permitted to issue for it: studio, 192.0.2.2; ");
}
