//! A CA of devcert's, checked by OpenSSL; and requests of other programs, signed by it.

use std::sync::Barrier;
use std::thread;

use serde_json::Value;

use crate::world::{DEVCERT, World};

const CA: &str = "ca/ca.crt";

fn world_with_ca(options: &str) -> World {
    let world = World::new();
    world.devcert(&format!("ca init --ca ca {options}")).succeeds();
    world
}

fn ledger(world: &World) -> Vec<Value> {
    let text = String::from_utf8(world.read("ca/ledger.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn openssl_verifies_what_is_issued_strictly_and_by_name() {
    for algorithm in ["p256", "p384", "p521", "rsa:2048", "rsa:3072", "ed25519"] {
        let world = world_with_ca(&format!("--algorithm {algorithm}"));
        world.devcert(&format!("issue dev.test 10.0.0.5 --ca ca --algorithm {algorithm}")).succeeds();
        for name in ["-verify_hostname dev.test", "-verify_ip 10.0.0.5"] {
            world
                .openssl(&format!("verify -x509_strict -purpose sslserver {name} -CAfile {CA} cert/file.crt"))
                .succeeds();
        }
    }
}

#[test]
fn openssl_verifies_over_an_intermediate_ca() {
    let world = world_with_ca("");
    world.devcert("ca init --intermediate --parent ca --ca team").succeeds();
    world.devcert("issue dev.test --ca team --algorithm p256").succeeds();
    world
        .openssl(&format!(
            "verify -x509_strict -purpose sslserver -CAfile {CA} -untrusted cert/file.crt cert/file.crt"
        ))
        .succeeds();
}

#[test]
fn a_stolen_key_issues_nothing_that_openssl_takes_beyond_the_constraints() {
    let world = world_with_ca("");
    world.openssl("req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -subj /CN=x").succeeds();
    for (extensions, purpose, taken) in [
        ("subjectAltName=DNS:www.example.com", "sslserver", false),
        ("subjectAltName=IP:8.8.8.8", "sslserver", false),
        ("subjectAltName=IP:2001:db8::1", "sslserver", false),
        ("subjectAltName=email:ceo@example.com", "smimesign", false),
        ("subjectAltName=DNS:dev.test,IP:10.1.2.3,email:me@dev.test", "sslserver", true),
    ] {
        world.write("ext", extensions);
        world
            .openssl(&format!("x509 -req -in r.pem -CA {CA} -CAkey ca/ca.key -extfile ext -out c.pem"))
            .succeeds();
        let verified = world.openssl(&format!("verify -purpose {purpose} -CAfile {CA} c.pem"));
        match taken {
            true => drop(verified.succeeds()),
            false => drop(verified.says("permitted subtree violation")),
        }
    }
}

#[test]
fn openssl_reads_the_revocation_list_and_refuses_what_is_on_it() {
    let world = world_with_ca("");
    for name in ["a.test", "b.test"] {
        world.devcert(&format!("issue {name} --ca ca --algorithm p256 --dir {name}")).succeeds();
    }
    world
        .devcert(
            "revoke --ca ca a.test/file.crt --reason keyCompromise --compromised-since 2026-01-02T03:04:05Z",
        )
        .succeeds();
    world.devcert("crl --ca ca").succeeds();
    let text = world.openssl(&format!("crl -in ca/ca.crl -noout -text -CAfile {CA}")).succeeds();
    text.says("Key Compromise").says("Invalidity Date: \n                Jan  2 03:04:05 2026 GMT");
    let verify = |name: &str| {
        world.openssl(&format!("verify -crl_check -CAfile {CA} -CRLfile ca/ca.crl {name}/file.crt"))
    };
    verify("a.test").says("certificate revoked");
    verify("b.test").succeeds();
}

/// A CA of another program, whose key identifier is not the SHA-1 of its key.
#[test]
fn a_ca_of_openssl_is_taken_over_with_its_own_key_identifier() {
    let world = World::new();
    world.write(
        "ca.cnf",
        "[req]\ndistinguished_name=dn\nx509_extensions=root\n[dn]\n[root]\nbasicConstraints=critical,CA:TRUE\n\
         keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=01:02:03:04:05\n",
    );
    let request =
        "req -x509 -config ca.cnf -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 100 -subj";
    let request: Vec<_> = request.split(' ').chain(["/O=Acme/OU=one/OU=two/CN=Old CA"]).collect();
    world.openssl_with(&request).succeeds();
    for name in ["ca.key", "ca.crt"] {
        world.write(&format!("ca/{name}"), world.read(name));
    }
    world.devcert("issue www.example.com --ca ca --algorithm p256").succeeds().says("with its CA CN=Old CA");
    world.openssl(&format!("verify -x509_strict -CAfile {CA} cert/file.crt")).succeeds();
    world
        .openssl("x509 -in cert/file.crt -noout -ext authorityKeyIdentifier")
        .succeeds()
        .says("01:02:03:04:05");
    world.devcert("revoke --ca ca cert/file.crt").succeeds();
    world.devcert("crl --ca ca").succeeds();
    world
        .openssl(&format!("verify -crl_check -CAfile {CA} -CRLfile ca/ca.crl cert/file.crt"))
        .says("certificate revoked");
}

/// Signs the request and lets OpenSSL check the result.
fn signs(world: &World, request: &str, options: &str) {
    world.devcert(&format!("sign {request} --ca ca --force {options}")).succeeds();
    world
        .openssl(&format!(
            "verify -x509_strict -purpose sslserver -CAfile {CA} -verify_hostname dev.test cert/file.crt"
        ))
        .succeeds();
}

#[test]
fn requests_of_openssl_are_signed() {
    let world = world_with_ca("");
    for key in ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:prime256v1", "ed25519"] {
        for extensions in [
            "",
            "-addext subjectKeyIdentifier=hash",
            "-addext tlsfeature=status_request -addext basicConstraints=CA:FALSE",
            "-addext keyUsage=critical,digitalSignature,keyEncipherment -addext extendedKeyUsage=serverAuth",
        ] {
            world
                .openssl(&format!("req -new -newkey {key} -nodes -keyout k.pem -out r.pem -subj /CN=dev.test -addext subjectAltName=DNS:dev.test {extensions}"))
                .succeeds();
            signs(&world, "r.pem", "");
        }
    }
    world
        .openssl("req -new -newkey rsa:2048 -sha1 -nodes -keyout k.pem -out r.pem -subj /CN=dev.test")
        .succeeds();
    signs(&world, "r.pem", "");
}

#[test]
fn openssls_request_for_a_ca_is_refused_unless_it_is_allowed() {
    let world = world_with_ca("");
    let request = "req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -subj /CN=sub -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign,cRLSign";
    world.openssl(request).succeeds();
    world.devcert("sign r.pem --ca ca").ends_with(2).says("CA:TRUE");
    world.devcert("sign r.pem --ca ca --allow ca --out sub/ca.crt").succeeds();
    world.write("sub/ca.key", world.read("k.pem"));
    world.devcert("issue dev.test --ca sub --algorithm p256").succeeds();
    world
        .openssl(&format!("verify -x509_strict -CAfile {CA} -untrusted sub/ca.crt cert/file.crt"))
        .succeeds();
}

#[test]
fn requests_of_keytool_are_signed() {
    let world = world_with_ca("");
    let store = "-keystore s.p12 -storepass changeit -alias a";
    world
        .program(
            "keytool",
            &format!(
                "-genkeypair {store} -keyalg EC -groupname secp256r1 -dname CN=dev.test -ext SAN=dns:dev.test"
            ),
        )
        .run()
        .succeeds();
    world.program("keytool", &format!("-certreq {store} -file r.pem")).run().succeeds();
    signs(&world, "r.pem", "");
    world
        .program(
            "keytool",
            &format!("-certreq {store} -ext SAN=dns:dev.test -ext KU=digitalSignature -file r.pem"),
        )
        .run()
        .succeeds();
    signs(&world, "r.pem", "--with-root");
    world
        .program("keytool", &format!("-importcert {store} -noprompt -trustcacerts -file cert/file.crt"))
        .run()
        .succeeds();
}

#[test]
fn requests_of_go_are_signed() {
    let world = world_with_ca("");
    world.write("csr.go", include_str!("clients/csr.go"));
    world.program("go", "run csr.go").env("GOFLAGS", "-mod=mod").env("GO111MODULE", "off").run().succeeds();
    for request in ["ecdsa.pem", "rsa.pem", "ed25519.pem"] {
        signs(&world, request, "");
    }
}

/// The request that certbot sends is made by its `acme` library.
#[test]
fn requests_of_certbot_are_signed() {
    let world = world_with_ca("");
    for staple in ["False", "True"] {
        let program = format!(
            "from acme import crypto_util\nfrom cryptography.hazmat.primitives.asymmetric import ec\nfrom cryptography.hazmat.primitives import serialization as s\nkey = ec.generate_private_key(ec.SECP256R1())\npem = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())\nopen('r.pem', 'wb').write(crypto_util.make_csr(pem, ['dev.test', 'www.dev.test'], must_staple={staple}))\n"
        );
        world.program_with("/usr/bin/python3", ["-c", &program]).run().succeeds();
        signs(&world, "r.pem", "");
    }
}

#[test]
fn requests_of_forge_are_signed() {
    let world = world_with_ca("");
    world.write("csr.js", include_str!("clients/csr.js"));
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/forge/node_modules");
    world.program("node", "csr.js").env("NODE_PATH", modules).run().succeeds();
    signs(&world, "plain.pem", "");
    world.devcert("sign everything.pem --ca ca --force").ends_with(2).says("and the key usage keyCertSign");
    signs(&world, "usages.pem", "--allow nonRepudiation --allow dataEncipherment --allow clientAuth");
}

const CROWD: usize = 200;

#[test]
fn two_hundred_issues_at_once_get_two_hundred_serials_and_a_whole_ledger() {
    let world = World::new();
    let start = Barrier::new(CROWD);
    thread::scope(|scope| {
        for number in 0..CROWD {
            let (world, start) = (&world, &start);
            scope.spawn(move || {
                start.wait();
                // Each of them may be the one that makes the CA.
                let issue = format!("issue n{number}.test --algorithm p256 --dir d{number}");
                world.program(DEVCERT, &issue).env("DEVCERT_CA", "ca").run().succeeds();
            });
        }
    });
    let mut serials: Vec<_> = ledger(&world)
        .iter()
        .filter(|event| event["event"] == "issued")
        .map(|event| event["serial"].as_str().unwrap().to_owned())
        .collect();
    serials.sort_unstable();
    serials.dedup();
    assert_eq!(serials.len(), CROWD);
    for number in 0..CROWD {
        let name = format!("d{number}/file.crt");
        let serial = world.openssl(&format!("x509 -in {name} -noout -serial")).succeeds();
        let serial = serial.text().trim().strip_prefix("serial=").unwrap().to_owned();
        assert!(serials.iter().any(|known| known.replace(':', "") == serial), "{name} is not in the ledger");
    }
}

/// Half of them renew a folder of their own, some all the same one, and the others issue anew.
#[test]
fn renewals_and_issues_at_once_leave_whole_pairs_that_the_ledger_knows() {
    const RUNS: usize = 50;
    let world = world_with_ca("");
    let folders: Vec<_> = (0..RUNS).map(|number| if number < 25 { number.min(20) } else { number }).collect();
    for number in 0..=20 {
        let line = format!("issue n{number}.test --ca ca --algorithm p256 --days 7 --dir d{number}");
        world.devcert(&line).succeeds();
    }
    let start = Barrier::new(RUNS);
    let runs: Vec<_> = thread::scope(|scope| {
        let run = |number: usize, folder: usize| {
            let command = match number {
                0..25 => format!("renew d{folder} --ca ca --new-key"),
                _ => format!("issue n{folder}.test --ca ca --algorithm p256 --dir d{folder}"),
            };
            start.wait();
            world.devcert(&command)
        };
        let started: Vec<_> = folders
            .iter()
            .enumerate()
            .map(|(number, folder)| scope.spawn(move || run(number, *folder)))
            .collect();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut renewed = 0;
    for (number, run) in runs.into_iter().enumerate() {
        match number {
            // Each of these may come after another one, or while it writes.
            20..25 if run.status() == Some(1) => _ = run.says("changed by another program"),
            20..25 => renewed += usize::from(run.succeeds().errors().contains("renewed d20/file.crt")),
            _ => _ = run.succeeds(),
        }
    }
    assert!(renewed > 0, "none of them has renewed d20");
    let issued: Vec<_> = ledger(&world)
        .iter()
        .filter(|event| event["event"] == "issued")
        .map(|event| event["serial"].as_str().unwrap().replace(':', ""))
        .collect();
    assert_eq!(issued.len(), 21 + 20 + renewed + 25);
    for folder in folders {
        let certificate = format!("x509 -in d{folder}/file.crt -noout");
        let serial = world.openssl(&format!("{certificate} -serial")).succeeds().text();
        let serial = serial.trim().strip_prefix("serial=").unwrap();
        let entries = issued.iter().filter(|one| *one == serial).count();
        assert_eq!(entries, 1, "the certificate in d{folder} is {entries} times in the ledger");
        let public = world.openssl(&format!("pkey -in d{folder}/private.pem -pubout")).succeeds().text();
        assert_eq!(world.openssl(&format!("{certificate} -pubkey")).text(), public, "d{folder}");
        world.openssl(&format!("verify -x509_strict -CAfile {CA} d{folder}/file.crt")).succeeds();
    }
}

#[test]
fn revocations_and_lists_at_once_lose_nothing() {
    let world = world_with_ca("");
    for number in 0..20 {
        world.devcert(&format!("issue n{number}.test --ca ca --algorithm p256 --dir d{number}")).succeeds();
    }
    thread::scope(|scope| {
        for number in 0..20 {
            let world = &world;
            scope.spawn(move || {
                world.devcert(&format!("revoke --ca ca d{number}/file.crt")).succeeds();
                world.devcert("crl --ca ca").succeeds();
            });
        }
    });
    let numbers: Vec<_> = ledger(&world)
        .iter()
        .filter(|event| event["event"] == "crl")
        .map(|event| event["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    let listed = world.openssl("crl -in ca/ca.crl -noout -text").succeeds().text();
    assert_eq!(listed.matches("Serial Number:").count(), 20);
    assert!(listed.contains("20"));
}

/// How many bytes of the ledger a devcert command reads.
fn ledger_bytes_read(world: &World, command: &str) -> usize {
    let line = format!("-f -qq -y -o trace -e trace=read,pread64 {DEVCERT} {command}");
    world.program("strace", &line).run().succeeds();
    let log = String::from_utf8_lossy(&world.read("trace")).into_owned();
    let reads = log.lines().filter(|line| line.contains("/ledger.jsonl>"));
    reads.map(|line| line.rsplit("= ").next().unwrap().parse::<usize>().unwrap()).sum()
}

#[test]
fn renewing_many_certificates_reads_the_ledger_once() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    for number in 0..8 {
        let issue = format!("issue --ca ca --algorithm p256 --days 5 --dir certs/{number} {number}.test");
        world.devcert(&issue).succeeds();
    }
    let ledger = String::from_utf8(world.read("ca/ledger.jsonl")).unwrap();
    let line = ledger.lines().find(|line| line.contains("\"issued\"")).unwrap();
    world.write("ca/ledger.jsonl", ledger.clone() + &format!("{line}\n").repeat(1000));
    let size = world.read("ca/ledger.jsonl").len();
    let read = ledger_bytes_read(&world, "renew certs --ca ca");
    assert!((size..2 * size).contains(&read), "{read} bytes read of a ledger of {size}");
}
