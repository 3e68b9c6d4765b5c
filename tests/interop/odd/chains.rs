//! Chains that servers send: with too much, with too little, and in a wrong order.

use crate::server::Client;
use crate::world::World;

use super::{devcert_agrees, rustls_accepts, serve};

/// What the server sends after its certificate, and whether clients accept it.
const CHAINS: [(&str, &[&str], bool); 12] = [
    ("whole", &["below"], true),
    ("with the root", &["below", "root"], true),
    ("out of order", &["root", "below"], true),
    ("with a stranger", &["below", "stranger"], true),
    ("with a stranger first", &["stranger", "below"], true),
    ("with the certificate twice", &["server", "below"], true),
    ("with an expired cross-certificate", &["below", "crossed"], true),
    ("with a SHA-1 cross-certificate", &["below", "forgeable"], true),
    ("with an expired twin first", &["expired", "below"], true),
    ("with an expired twin last", &["below", "expired"], true),
    ("with the expired twin only", &["expired"], false),
    ("without the intermediate", &[], false),
];

const AUTHORITY: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n";
const SERVER: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n\
                      extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\n";

/// A world with the certificates of the table; `root` is in `ca.crt` too, and `server` in `cert/`.
fn world() -> World {
    let world = World::new();
    std::fs::create_dir(world.path("cert")).unwrap();
    world.write("authority", AUTHORITY);
    world.write("end", SERVER);
    for key in ["root", "below", "server", "stranger"] {
        world.openssl(&format!("ecparam -name prime256v1 -genkey -noout -out {key}.key")).succeeds();
        world.openssl(&format!("req -new -key {key}.key -subj /CN={key} -out {key}.csr")).succeeds();
    }
    for name in ["root", "stranger"] {
        let own = format!("x509 -req -in {name}.csr -signkey {name}.key -days 30 -extfile authority");
        world.openssl(&format!("{own} -out {name}.crt")).succeeds();
    }
    for (request, issuer, options, name) in [
        ("below", "root", "-days 30 -extfile authority", "below"),
        ("below", "root", "-days -1 -extfile authority", "expired"),
        ("root", "stranger", "-days -1 -extfile authority", "crossed"),
        ("root", "stranger", "-days 30 -sha1 -extfile authority", "forgeable"),
        ("server", "below", "-days 30 -extfile end", "server"),
    ] {
        let sign = format!("x509 -req -in {request}.csr -CA {issuer}.crt -CAkey {issuer}.key {options}");
        world.openssl(&format!("{sign} -CAcreateserial -out {name}.crt")).succeeds();
    }
    for (from, to) in
        [("root.crt", "ca.crt"), ("server.crt", "cert/file.crt"), ("server.key", "cert/private.pem")]
    {
        world.write(to, world.read(from));
    }
    world
}

#[test]
fn verify_and_probe_say_of_a_chain_what_rustls_and_openssl_do() {
    let world = world();
    let join = |names: &[&str]| -> Vec<u8> {
        names.iter().flat_map(|name| world.read(&format!("{name}.crt"))).collect()
    };
    for (title, above, accepted) in CHAINS {
        world.write("above.pem", join(above));
        world.write("served.pem", join(&[&["server"], above].concat()));
        let server = serve(&world, (!above.is_empty()).then_some("above.pem"));
        assert_eq!(rustls_accepts(&world, server.port), accepted, "{title}");
        let openssl = Client::Openssl.connect(&world, "localhost", server.port, "ca.crt");
        assert_eq!(openssl.status() == Some(0), accepted, "{title}: {openssl}");
        devcert_agrees(&world, title, "served.pem", server.port);
    }
}
