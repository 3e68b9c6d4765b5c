//! CAs of mkcert and easy-rsa, and one in the layout of step, used as they are; devcert's own, for others.

use crate::world::{Program, World};

/// mkcert with a CA of its own, in `mkcert/`, which no store gets to know.
fn mkcert(world: &World, arguments: &str) -> Program {
    world.program("mkcert", arguments).env("CAROOT", world.path("mkcert"))
}

#[test]
fn the_directory_that_mkcert_prints_is_a_ca() {
    let world = World::new();
    mkcert(&world, "-cert-file theirs.crt -key-file theirs.key localhost").run().succeeds();
    let before = ["rootCA.pem", "rootCA-key.pem"].map(|name| world.read(&format!("mkcert/{name}")));
    let root = mkcert(&world, "-CAROOT").run().succeeds().text();
    let root = root.trim();
    world.devcert(&format!("issue dev.test localhost --ca {root}")).succeeds();
    world.devcert("csr --dir theirs").succeeds();
    world.devcert(&format!("sign theirs/csr.pem --out signed.crt --ca {root}")).succeeds();
    for certificate in ["cert/file.crt", "signed.crt", "theirs.crt"] {
        let line = format!("verify -purpose sslserver -CAfile mkcert/rootCA.pem {certificate}");
        world.openssl(&line).succeeds();
    }
    world.devcert(&format!("verify --ca {root}")).succeeds();
    world.devcert(&format!("verify --key theirs.key --cert theirs.crt --ca {root}")).succeeds();
    world.devcert(&format!("ca list --ca {root}")).succeeds().says("dev.test");
    world.devcert(&format!("ca init --ca {root}")).ends_with(2).says("already");
    mkcert(&world, "-cert-file again.crt -key-file again.key again.test").run().succeeds();
    assert_eq!(before, ["rootCA.pem", "rootCA-key.pem"].map(|name| world.read(&format!("mkcert/{name}"))));
}

#[test]
fn a_configuration_profile_is_read_by_python() {
    let world = World::new();
    world.devcert_with(&["ca", "init", "--ca", "ca", "--subject", "/O=A & B/CN=<root>"]).succeeds();
    world.devcert_with(&["ca", "init", "--intermediate", "--parent", "ca", "--ca", "below"]).succeeds();
    world.devcert("ca export --ca below --out ca.mobileconfig").succeeds();
    let script = "
import plistlib, ssl, sys, uuid
profile = plistlib.load(open('ca.mobileconfig', 'rb'))
blocks = open('below/ca.crt').read().split('-----BEGIN')[1:]
ders = [ssl.PEM_cert_to_DER_cert('-----BEGIN' + block) for block in blocks]
payloads = profile['PayloadContent']
assert [one['PayloadContent'] for one in payloads] == ders
kinds = [one['PayloadType'] for one in payloads]
assert kinds == ['com.apple.security.pkcs1', 'com.apple.security.root'], kinds
assert payloads[1]['PayloadDisplayName'] == '<root>', payloads
assert profile['PayloadType'] == 'Configuration' and profile['PayloadVersion'] == 1
ids = [uuid.UUID(one['PayloadUUID']) for one in [profile, *payloads]]
assert len(set(ids)) == 3 and all(one.variant == uuid.RFC_4122 for one in ids), ids
assert len({one['PayloadIdentifier'] for one in [profile, *payloads]}) == 3
";
    world.program_with("python3", ["-c", script]).run().succeeds();
}

#[test]
fn git_sees_no_private_key() {
    let world = World::new();
    world.program("git", "init -q .").run().succeeds();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca --algorithm p256 a.test").succeeds();
    world.devcert("issue --ca ca --algorithm p256 b.test").succeeds();
    world.program("git", "add .").run().succeeds();
    assert_eq!(world.program("git", "ls-files").run().succeeds().text(), "");
}

/// easy-rsa with its `pki` directory in `easy-rsa/`.
fn easy_rsa(world: &World, arguments: &str) -> Program {
    world
        .program("/usr/share/easy-rsa/easyrsa", arguments)
        .env("EASYRSA", world.path("easy-rsa"))
        .env("EASYRSA_PKI", world.path("easy-rsa/pki"))
        .env("EASYRSA_BATCH", "1")
}

/// That a server's certificate from the CA in `folder` chains to `root`, and its revocation list is the CA's.
fn issues(world: &World, folder: &str, root: &str, passphrase: &str) {
    world.devcert(&format!("issue dev.test --ca {folder} --algorithm p256 --force{passphrase}")).succeeds();
    let line = format!("verify -purpose sslserver -CAfile {root} -untrusted cert/file.crt cert/file.crt");
    world.openssl(&line).succeeds();
    world.devcert(&format!("verify --ca {folder}")).succeeds();
    world.devcert(&format!("revoke --ca {folder} cert/file.crt")).succeeds();
    world.devcert(&format!("crl --ca {folder} --out revoked.crl --force{passphrase}")).succeeds();
    let line = format!(
        "verify -crl_check -CRLfile revoked.crl -CAfile {root} -partial_chain -untrusted cert/file.crt cert/file.crt"
    );
    world.openssl(&line).ends_with(2).says("certificate revoked");
}

#[test]
fn the_directory_of_easy_rsa_is_a_ca() {
    for (options, passphrase) in
        [("nopass", ""), ("--passin=pass:secret6 --passout=pass:secret6", " --passphrase file:pass")]
    {
        let world = World::new();
        world.write("pass", "secret6\n");
        std::fs::create_dir(world.path("easy-rsa")).unwrap();
        easy_rsa(&world, "init-pki").run().succeeds();
        let line = match options {
            "nopass" => "build-ca nopass".to_owned(),
            options => format!("{options} build-ca"),
        };
        easy_rsa(&world, &line).run().succeeds();
        let files = ["easy-rsa/pki/ca.crt", "easy-rsa/pki/private/ca.key", "easy-rsa/pki/index.txt"];
        let before = files.map(|name| world.read(name));
        for folder in ["easy-rsa", "easy-rsa/pki"] {
            issues(&world, folder, "easy-rsa/pki/ca.crt", passphrase);
        }
        world.devcert("ca list --ca easy-rsa").succeeds().says("dev.test");
        assert_eq!(before, files.map(|name| world.read(name)), "{options}");
        if passphrase.is_empty() {
            easy_rsa(&world, "build-server-full again.test nopass").run().succeeds();
        }
    }
}

/// `step ca init` writes these files, its keys in the traditional PEM encryption of OpenSSL.
#[test]
fn the_directory_of_step_is_a_ca() {
    let world = World::new();
    world.write("pass", "secret6\n");
    for folder in ["step", "step/certs", "step/secrets"] {
        std::fs::create_dir(world.path(folder)).unwrap();
    }
    let (root, root_key) = ("step/certs/root_ca.crt", "step/secrets/root_ca_key");
    let (own, own_key) = ("step/certs/intermediate_ca.crt", "step/secrets/intermediate_ca_key");
    for key in [root_key, own_key] {
        world.openssl("ecparam -name prime256v1 -genkey -noout -out plain.key").succeeds();
        world.openssl(&format!("ec -aes256 -in plain.key -passout file:pass -out {key}")).succeeds();
        assert!(String::from_utf8(world.read(key)).unwrap().contains("Proc-Type: 4,ENCRYPTED"));
    }
    let request = |more: &str| world.openssl(&format!("req -new -x509 -days 3650 {more}")).succeeds();
    request(&format!(
        "-key {root_key} -passin file:pass -subj /O=Dev/CN=Dev_Root_CA -addext keyUsage=critical,keyCertSign,cRLSign -out {root}"
    ));
    issues(&world, "step", root, " --passphrase file:pass");
    world
        .openssl(&format!(
            "req -new -key {own_key} -passin file:pass -subj /O=Dev/CN=Dev_Intermediate_CA -out own.csr"
        ))
        .succeeds();
    world.write(
        "own.cnf",
        "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n",
    );
    world
        .openssl(&format!(
            "x509 -req -in own.csr -CA {root} -CAkey {root_key} -passin file:pass -days 3000 -extfile own.cnf -out {own}"
        ))
        .succeeds();
    let before = [root, root_key, own, own_key].map(|name| world.read(name));
    issues(&world, "step", root, " --passphrase file:pass");
    world.openssl("x509 -in cert/file.crt -noout -issuer").succeeds().says("Dev_Intermediate_CA");
    assert_eq!(before, [root, root_key, own, own_key].map(|name| world.read(name)));
}
