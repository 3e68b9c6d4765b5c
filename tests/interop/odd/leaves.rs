//! Certificates of servers, below a root that is trusted.

use crate::chromium::visit;
use crate::server::Client;
use crate::strictness::go;
use crate::world::World;

use super::{devcert_agrees, rustls_accepts, serve};

/// A certificate as OpenSSL makes it.
pub(crate) struct Leaf {
    pub(crate) title: &'static str,
    /// Arguments of `openssl genpkey`.
    key: &'static str,
    /// Arguments of `openssl x509 -req`.
    options: &'static str,
    /// Lines of its extensions; without any it is of version 1.
    extensions: &'static [&'static str],
    /// The clients that reject it.
    pub(crate) rejected_by: &'static [&'static str],
}

const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const NAME: &str = "subjectAltName=DNS:localhost";
const SERVER: &str = "extendedKeyUsage=serverAuth";
const SIGNS: &str = "keyUsage=critical,digitalSignature";
const END: &str = "basicConstraints=critical,CA:FALSE";
const EVERY_ONE: &[&str] = &["rustls", "Go", "Chromium", "Firefox", "OpenSSL", "curl", "Node.js"];
const STRICT: &[&str] = &["rustls", "Go", "Chromium", "Firefox"];

const GOOD: Leaf = Leaf {
    title: "good",
    key: P256,
    options: "-sha256",
    extensions: &[NAME, SERVER, SIGNS, END],
    rejected_by: &[],
};

impl Leaf {
    pub(crate) const ALL: [Self; 15] = [
        GOOD,
        Self { title: "version 1", extensions: &[], rejected_by: STRICT, ..GOOD },
        Self { title: "without names", extensions: &[SERVER, SIGNS, END], rejected_by: STRICT, ..GOOD },
        Self {
            title: "RSA 1024",
            key: "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
            rejected_by: &["rustls", "OpenSSL", "curl"],
            ..GOOD
        },
        Self { title: "SHA-1", options: "-sha1", rejected_by: EVERY_ONE, ..GOOD },
        Self {
            title: "explicit curve",
            key: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
            rejected_by: EVERY_ONE,
            ..GOOD
        },
        Self {
            title: "for clients",
            extensions: &[NAME, "extendedKeyUsage=clientAuth", SIGNS, END],
            rejected_by: EVERY_ONE,
            ..GOOD
        },
        Self {
            title: "Netscape's type of a client",
            extensions: &[NAME, "nsCertType=client", SIGNS, END],
            rejected_by: &["OpenSSL", "curl", "Node.js"],
            ..GOOD
        },
        Self { title: "without purposes", extensions: &[NAME, SIGNS, END], ..GOOD },
        Self {
            title: "without digitalSignature",
            extensions: &[NAME, SERVER, "keyUsage=critical,keyAgreement", END],
            rejected_by: &["Chromium"],
            ..GOOD
        },
        Self {
            title: "of a CA",
            extensions: &[NAME, SERVER, "keyUsage=digitalSignature,keyCertSign", "basicConstraints=CA:TRUE"],
            rejected_by: &["rustls", "Firefox"],
            ..GOOD
        },
        Self {
            title: "unknown critical extension",
            extensions: &[NAME, SERVER, SIGNS, END, "1.2.3.4=critical,DER:0500"],
            rejected_by: EVERY_ONE,
            ..GOOD
        },
        Self {
            title: "serial number of 21 bytes",
            options: "-sha256 -set_serial 0x410000000000000000000000000000000000000001",
            ..GOOD
        },
        Self { title: "negative serial number", options: "-sha256 -set_serial -5", ..GOOD },
        Self { title: "expired", options: "-sha256 -days -1", rejected_by: EVERY_ONE, ..GOOD },
    ];

    /// A world with the root in `ca.crt`, and the certificate with its key in `cert/`.
    pub(crate) fn world(&self) -> World {
        let world = World::new();
        std::fs::create_dir(world.path("cert")).unwrap();
        world.openssl(&format!("genpkey {P256} -out ca.key")).succeeds();
        world.openssl("req -x509 -new -key ca.key -subj /CN=Root -days 30 -out ca.crt").succeeds();
        world.openssl(&format!("genpkey {} -out cert/private.pem", self.key)).succeeds();
        world.openssl("req -new -key cert/private.pem -subj /CN=localhost -out file.csr").succeeds();
        world.write("extensions", self.extensions.join("\n"));
        let mut sign = format!("x509 -req -in file.csr -CA ca.crt -CAkey ca.key {}", self.options);
        sign.push_str(" -out cert/file.crt");
        if !self.extensions.is_empty() {
            sign.push_str(" -extfile extensions");
        }
        world.openssl(&sign).succeeds();
        world
    }
}

#[test]
fn a_leaf_is_rejected_by_the_clients_that_devcert_names() {
    let mut surprises = Vec::new();
    for leaf in Leaf::ALL {
        let world = leaf.world();
        let server = serve(&world, None);
        let by_client =
            |client: Client| client.connect(&world, "localhost", server.port, "ca.crt").status() == Some(0);
        let url = format!("https://localhost:{}/", server.port);
        let (page, _) = visit(&world, &url, &["--trust", "ca.crt"]);
        let found = [
            ("rustls", rustls_accepts(&world, server.port)),
            ("Go", go(&world, "cert/file.crt", "ca.crt", "localhost").status() == Some(0)),
            ("Chromium", page["error"].is_null()),
            ("OpenSSL", by_client(Client::Openssl)),
            ("curl", by_client(Client::Curl)),
            ("Node.js", by_client(Client::Node)),
        ];
        for (name, accepts) in found {
            if accepts == leaf.rejected_by.contains(&name) {
                surprises.push(format!(
                    "{}: {name}: {}",
                    leaf.title,
                    if accepts { "accepts" } else { "rejects" }
                ));
            }
        }
    }
    assert!(surprises.is_empty(), "{surprises:#?}");
}

#[test]
fn verify_and_probe_say_of_a_leaf_what_rustls_does() {
    for leaf in Leaf::ALL {
        let world = leaf.world();
        let server = serve(&world, None);
        devcert_agrees(&world, leaf.title, "cert/file.crt", server.port);
    }
}
