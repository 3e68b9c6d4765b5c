//! Chains, purposes and revocation lists made by OpenSSL: `devcert verify` says what `openssl verify`
//! says of the same files.

use crate::strictness::go;
use crate::world::{Run, World};

const SETTINGS: &str = "\
[ca]
default_ca = this
[this]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
default_days = 90
default_crl_days = 7
unique_subject = no
crlnumber = crlnumber
crl_extensions = list
[any]
commonName = supplied
[list]
authorityKeyIdentifier = keyid
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[below]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost
authorityKeyIdentifier = keyid
authorityInfoAccess = caIssuers;URI:http://ca.example.test/below.crt
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
authorityKeyIdentifier = keyid
";

/// A world with `root`, `below` it, and a `server` and a `client` below that, each `.key` and `.crt`.
fn world() -> World {
    world_with(SETTINGS)
}

fn world_with(settings: &str) -> World {
    let world = World::new();
    world.write("ca.cnf", settings);
    for name in ["root", "below", "server", "client"] {
        let key = format!("ecparam -name prime256v1 -genkey -noout -out {name}.key");
        world.openssl(&key).succeeds();
    }
    world
        .openssl("req -x509 -new -key root.key -subj /CN=Root -days 365 -config ca.cnf -extensions root -out root.crt")
        .succeeds();
    for (name, issuer) in [("below", "root"), ("server", "below"), ("client", "below")] {
        world
            .openssl(&format!("req -new -key {name}.key -subj /CN={name} -config ca.cnf -out {name}.csr"))
            .succeeds();
        world
            .openssl(&format!(
                "x509 -req -in {name}.csr -CA {issuer}.crt -CAkey {issuer}.key -CAcreateserial -days 90 \
                 -extfile ca.cnf -extensions {name} -out {name}.crt"
            ))
            .succeeds();
    }
    world
}

fn join(world: &World, names: &[&str], to: &str) {
    world.write(to, names.iter().flat_map(|name| world.read(name)).collect::<Vec<_>>());
}

/// The list of `ca`, which revokes these.
fn list(world: &World, ca: &str, revoked: &[&str]) {
    world.write("index.txt", "");
    world.write("crlnumber", "01\n");
    let signer = format!("ca -config ca.cnf -batch -cert {ca}.crt -keyfile {ca}.key");
    for name in revoked {
        world.openssl(&format!("{signer} -revoke {name}.crt -crl_reason keyCompromise")).succeeds();
    }
    world.openssl(&format!("{signer} -gencrl -out {ca}.crl")).succeeds();
}

/// Both checks say yes, or both say no.
#[track_caller]
fn agree(openssl: Run, devcert: Run, verdict: bool) -> Run {
    let accepts = [openssl.status() == Some(0), devcert.status() == Some(0)];
    assert!(accepts == [verdict; 2], "{verdict} was expected\n{openssl}{devcert}");
    devcert
}

#[test]
fn openssl_and_devcert_find_the_same_path() {
    let world = world();
    join(&world, &["server.crt", "below.crt"], "chain.crt");
    let openssl = |rest: &str| world.openssl(&format!("verify -no-CApath -no-CAstore {rest}"));
    let verify = |rest: &str| world.devcert(&format!("verify {rest}"));
    let whole = verify("--key server.key --cert chain.crt --ca root.crt");
    agree(openssl("-CAfile root.crt -untrusted below.crt server.crt"), whole, true).says("through CN=below");
    let missing = verify("--key server.key --cert server.crt --ca root.crt");
    agree(openssl("-CAfile root.crt server.crt"), missing, false)
        .says("chains to CN=below, which is not in the CA file")
        .says("its certificate is at http://ca.example.test/below.crt");
    let other_name = verify("--no-key --cert chain.crt --ca root.crt --host example.test");
    agree(
        openssl("-CAfile root.crt -untrusted below.crt -verify_hostname example.test server.crt"),
        other_name,
        false,
    )
    .says("valid for localhost only");
    let late = verify("--no-key --cert chain.crt --ca root.crt --at 2100-01-01");
    agree(openssl("-CAfile root.crt -untrusted below.crt -attime 4102444800 server.crt"), late, false)
        .says("chain.crt #1  expired on")
        .says("chain.crt #2  the certificate of its issuer, CN=below: expired on")
        .says("root.crt #1");
}

#[test]
fn openssl_and_devcert_agree_on_who_is_a_client() {
    let world = world();
    for (name, purpose, verdict) in [
        ("client", "client", true),
        ("server", "client", false),
        ("server", "server", true),
        ("client", "server", false),
    ] {
        join(&world, &[&format!("{name}.crt"), "below.crt"], "chain.crt");
        let openssl = world.openssl(&format!(
            "verify -no-CApath -no-CAstore -CAfile root.crt -untrusted below.crt -purpose ssl{purpose} {name}.crt"
        ));
        let devcert = world
            .devcert(&format!("verify --purpose {purpose} --key {name}.key --cert chain.crt --ca root.crt"));
        agree(openssl, devcert, verdict);
    }
}

#[test]
fn openssl_and_devcert_agree_on_who_is_revoked() {
    let world = world();
    join(&world, &["server.crt", "below.crt"], "chain.crt");
    for (by_below, by_root, verdict) in [
        (&[][..], &[][..], true),
        (&["server"], &[], false),
        (&[], &["below"], false),
        (&["client"], &[], true),
    ] {
        list(&world, "below", by_below);
        list(&world, "root", by_root);
        join(&world, &["below.crl", "root.crl"], "all.crl");
        let openssl = world.openssl(
            "verify -no-CApath -no-CAstore -CAfile root.crt -untrusted below.crt -crl_check_all -CRLfile all.crl server.crt",
        );
        let devcert = world
            .devcert("verify --key server.key --cert chain.crt --ca root.crt --crl below.crl --crl root.crl");
        let run = agree(openssl, devcert, verdict);
        if !verdict {
            run.says("revoked on ").says("(keyCompromise)");
        }
    }
}

/// What rustls does not ask of a CA, and OpenSSL does: a warning, and the exit code is rustls's verdict. That an
/// intermediate may sign is asked by all others: without it, devcert fails.
#[test]
fn where_openssl_refuses_a_ca_that_rustls_takes_there_is_a_warning() {
    const CERT_SIGN: &str = "keyUsage = critical,keyCertSign,cRLSign";
    let change = |section: &str, from: &str, to: &str| {
        let (before, rest) = SETTINGS.split_once(section).unwrap();
        format!("{before}{section}{}", rest.replacen(from, to, 1))
    };
    for (settings, told) in [
        (SETTINGS.to_owned(), None),
        (change("[root]", CERT_SIGN, "keyUsage = critical,cRLSign"), Some("CN=Root: issued a certificate")),
        (change("[below]", CERT_SIGN, "keyUsage = critical,cRLSign"), Some("CN=below: issued a certificate")),
        (change("[root]", "CA:TRUE", "CA:FALSE"), Some("CN=Root: issued a certificate but is not")),
        (
            change("[root]", "CA:TRUE", "CA:TRUE,pathlen:0"),
            Some("CN=Root: its path length allows 0 subordinate CAs"),
        ),
        (
            change("[root]", CERT_SIGN, &format!("{CERT_SIGN}\nextendedKeyUsage = clientAuth")),
            Some("CN=Root: the extended key usage does not include serverAuth"),
        ),
    ] {
        let world = world_with(&settings);
        join(&world, &["server.crt", "below.crt"], "chain.crt");
        let openssl = world.openssl(
            "verify -CAfile root.crt -untrusted below.crt -purpose sslserver -no-CApath -no-CAstore server.crt",
        );
        let ours = world.devcert("verify --cert chain.crt --key server.key --ca root.crt");
        match told {
            None => {
                agree(openssl, ours, true).says_not("warn  ");
            }
            Some(told) => {
                assert_ne!(openssl.status(), Some(0), "{openssl}");
                let is_intermediate = told.starts_with("CN=below");
                let who = if is_intermediate { "OpenSSL, Go, Java, " } else { "OpenSSL rejects it" };
                ours.ends_with(is_intermediate.into()).says(told).says(who);
                if is_intermediate {
                    let go = go(&world, "chain.crt", "root.crt", "localhost");
                    assert!(go.errors().contains("refused: x509:"), "{go}");
                }
            }
        }
    }
}
