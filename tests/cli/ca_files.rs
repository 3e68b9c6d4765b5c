//! The files of a CA: found where mkcert, step and easy-rsa put them too, and never replaced or used for a server.

use crate::world::World;

#[test]
fn a_file_of_a_ca_is_never_replaced() {
    let world = World::with_ca();
    world.run(["genkey", "-a", "p256"]).succeeds();
    world.run(["csr"]).succeeds();
    std::os::unix::fs::symlink(world.path("ca"), world.path("link")).unwrap();
    for line in [
        "issue --ca ca --out ca/ca.crt",
        "issue --ca ca --out link/ca.crt",
        "issue --ca ca --new-key --key ca/ca.key",
        "issue --ca ca --out ca/ledger.jsonl",
        "selfsign --out ca/ca.crt",
        "selfsign --new-key --key ca/ca.key",
        "sign --ca ca --out ca/ca.crt",
        "genkey --out ca/ca.key",
        "csr --out ca/ca.json",
        "pubkey --out ca/ca.crt",
        "crl --ca ca --out ca/ca.crt",
        "convert cert/private.pem --out ca/ca.key",
    ] {
        let line: Vec<_> = line.split(' ').chain(["--force"]).collect();
        world.refuses_all(&line).says("belongs to the CA in ").says("hint: ");
    }
    world.run(["crl", "--ca", "ca"]).succeeds();
    world.run(["genkey", "--out", "ca/server.key"]).succeeds();
}

#[test]
fn a_ca_key_is_not_used_for_a_server() {
    let world = World::with_ca();
    world.write("copy.pem", world.read("ca/ca.key"));
    world.set_mode("copy.pem", 0o600);
    for (line, key) in [
        ("issue --ca ca --key ca/ca.key", "ca/ca.key"),
        ("issue --ca ca --key copy.pem", "copy.pem"),
        ("issue --ca ca --key copy.pem --if-needed", "copy.pem"),
        ("selfsign --key ca/ca.key", "ca/ca.key"),
        ("selfsign --key ca/ca.key --if-needed", "ca/ca.key"),
        ("csr --key ca/ca.key", "ca/ca.key"),
    ] {
        let words: Vec<_> = line.split(' ').collect();
        world
            .refuses_all(&words)
            .says(&format!("{key}: contains the key of the CA in "))
            .says("hint: devcert genkey");
    }
    let own = world.env("DEVCERT_CA", "ca");
    own.refuses(["selfsign", "--key", "copy.pem"]).says("copy.pem: contains the key of the CA in ca");
    world.run(["csr", "--key", "copy.pem", "--out", "copy.csr"]).succeeds();
    world
        .refuses(["sign", "copy.csr", "--ca", "ca", "--out", "x.crt"])
        .says("copy.csr: contains the key of the CA");
}

#[test]
fn the_key_of_a_ca_gets_a_passphrase_in_place() {
    let world = World::with_ca();
    world.write("pass", "secret6\n");
    let key = world.read("ca/ca.key");
    let seal = ["convert", "ca/ca.key", "--out", "ca/ca.key", "--force", "--new-passphrase", "file:pass"];
    world.run(seal).succeeds();
    assert_ne!(world.read("ca/ca.key"), key);
    world.run(["issue", "--ca", "ca", "-a", "p256", "--passphrase", "file:pass"]).succeeds();
}

/// The directory of a CA as another program makes it.
struct Foreign {
    program: &'static str,
    /// What `--ca` gets.
    folder: &'static str,
    certificate: &'static str,
    key: &'static str,
    /// The file that clients trust.
    root: &'static str,
    ledger: &'static str,
}

const MKCERT: Foreign = Foreign {
    program: "mkcert",
    folder: "mk",
    certificate: "mk/rootCA.pem",
    key: "mk/rootCA-key.pem",
    root: "mk/rootCA.pem",
    ledger: "mk/ledger.jsonl",
};
const STEP: Foreign = Foreign {
    program: "step",
    folder: "step",
    certificate: "step/certs/intermediate_ca.crt",
    key: "step/secrets/intermediate_ca_key",
    root: "step/certs/root_ca.crt",
    ledger: "step/ledger.jsonl",
};
const STEP_ROOT: Foreign =
    Foreign { certificate: "step/certs/root_ca.crt", key: "step/secrets/root_ca_key", ..STEP };
const EASY_RSA: Foreign = Foreign {
    program: "easy-rsa",
    folder: "er",
    certificate: "er/pki/ca.crt",
    key: "er/pki/private/ca.key",
    root: "er/pki/ca.crt",
    ledger: "er/pki/ledger.jsonl",
};
const EASY_RSA_PKI: Foreign = Foreign { folder: "er/pki", ..EASY_RSA };

impl Foreign {
    const ALL: [&'static Self; 5] = [&MKCERT, &STEP, &STEP_ROOT, &EASY_RSA, &EASY_RSA_PKI];

    /// A world with this CA.
    fn world(&self) -> World {
        let world = World::with_ca();
        for folder in ["mk", "step", "step/certs", "step/secrets", "er", "er/pki", "er/pki/private"] {
            world.folder(folder);
            world.set_mode(folder, 0o755);
        }
        let mut source = "ca";
        if self.certificate != self.root {
            source = "below";
            let init = ["ca", "init", "--intermediate", "--parent", "ca", "--ca", source];
            world.run(init).succeeds();
            world.write(self.root, world.read("ca/ca.crt"));
        }
        let chain = world.text(&format!("{source}/ca.crt"));
        let end = "-----END CERTIFICATE-----\n";
        world.write(self.certificate, format!("{}{end}", chain.split(end).next().unwrap()));
        world.write(self.key, world.read(&format!("{source}/ca.key")));
        world.set_mode(self.key, 0o400);
        world
    }

    /// The contents of its own files.
    fn files(&self, world: &World) -> Vec<Vec<u8>> {
        [self.certificate, self.key, self.root].map(|file| world.read(file)).into()
    }
}

#[test]
fn a_ca_of_another_program_is_used_as_it_is() {
    for ca in Foreign::ALL {
        let Foreign { program, folder, certificate, key, root, ledger } = *ca;
        let world = ca.world();
        let before = ca.files(&world);
        let recognised = format!("using the {program} CA {certificate}\n");
        world
            .run(["issue", "--ca", folder, "-a", "p256", "a.test"])
            .succeeds()
            .says(&recognised)
            .says("created cert/file.crt");
        assert!(world.text(ledger).contains("a.test"), "{ledger}");
        world.run(["verify", "--ca", folder]).succeeds().prints(root);
        world.env("DEVCERT_CA", folder).run(["verify"]).succeeds().prints(root);
        world.run(["csr"]).succeeds();
        world.run(["sign", "--ca", folder, "--out", "signed.crt"]).succeeds().says(&recognised);
        let json = world.run(["ca", "show", "--ca", folder, "--json"]).succeeds().json();
        assert_eq!(json["made_by"], program);
        assert_eq!(json["certificate"], certificate);
        world.run(["ca", "show", "--ca", folder]).succeeds().prints(&format!("created by  {program}\n"));
        world.run(["ca", "list", "--ca", folder]).succeeds().prints("a.test");
        world.run(["revoke", "--ca", folder, "signed.crt"]).succeeds();
        world.run(["crl", "--ca", folder]).succeeds().says("/ca.crl");
        world.run(["renew", "--ca", folder, "--within", "400d"]).succeeds().says("renewed cert/file.crt");
        let env = world.run(["trust", "env", "--ca", folder, "--format", "sh"]);
        let extra = env.succeeds().stdout_text().split_once("NODE_EXTRA_CA_CERTS='").unwrap().1.to_owned();
        let extra = std::fs::read(extra.split_once('\'').unwrap().0).unwrap();
        assert_eq!(extra, world.read(root), "{program}");
        world
            .refuses(["ca", "init", "--ca", folder])
            .says(&format!("{folder} already contains a CA, or part of one: {certificate}"));
        for file in [certificate, root, ledger] {
            world.refuses(["issue", "--ca", folder, "--out", file, "--force"]).says("belongs to the CA");
        }
        world.refuses(["issue", "--ca", folder, "--key", key, "--out", "x"]).says("contains the key");
        assert_eq!(ca.files(&world), before, "{program}");
    }
}

#[test]
fn an_encrypted_key_of_another_program_needs_its_passphrase() {
    for ca in Foreign::ALL {
        let world = ca.world();
        world.write("pass", "secret6\n");
        let line = ["convert", "KEY", "--out", "locked", "--to", "pkcs8", "--new-passphrase", "file:pass"];
        world.run(line.map(|word| if word == "KEY" { ca.key } else { word })).succeeds();
        std::fs::rename(world.path("locked"), world.path(ca.key)).unwrap();
        let issue = ["issue", "--ca", ca.folder, "-a", "p256"];
        world.refuses(issue).says(&format!("{}: CA key is encrypted", ca.key));
        world.run_all(&[&issue[..], &["--passphrase", "file:pass"]].concat()).succeeds();
    }
}

#[test]
fn a_ca_of_another_program_without_its_key_is_incomplete() {
    for ca in [&MKCERT, &STEP_ROOT, &EASY_RSA] {
        let world = ca.world();
        std::fs::remove_file(world.path(ca.key)).unwrap();
        let name = ca.key.strip_prefix(ca.folder).unwrap().trim_start_matches('/');
        world.refuses(["issue", "--ca", ca.folder, "b.test"]).says(&format!("{name} is missing"));
    }
}
