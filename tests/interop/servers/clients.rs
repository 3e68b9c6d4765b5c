//! Who connects.

use crate::world::{Run, World};

/// A client's certificate and key, by its folder; `None` has none.
pub(super) type Identity = Option<&'static str>;

/// `curl https://NAME:PORT/` with this trust and identity.
pub(super) fn curl(world: &World, name: &str, port: u16, trust: &str, identity: Identity) -> Run {
    let identity = identity
        .map_or_else(String::new, |folder| format!("--cert {folder}/file.crt --key {folder}/private.pem"));
    let options = format!("-q -sS --fail --noproxy * --capath /nonexistent --cacert {trust} {identity}");
    world.program("curl", &format!("{options} https://{name}:{port}/")).run()
}

/// The same with `openssl s_client`, which sends a request and shows what comes back.
pub(super) fn s_client(world: &World, port: u16, identity: Identity) -> Run {
    let identity = identity.map_or_else(String::new, |folder| {
        format!("-cert {folder}/file.crt -cert_chain {folder}/file.crt -key {folder}/private.pem")
    });
    let trust = "-CAfile ca/ca.crt -no-CApath -no-CAstore -verify_return_error -verify_hostname localhost";
    let line = format!("s_client -quiet -connect localhost:{port} -servername localhost {trust} {identity}");
    let request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
    world.program("openssl", &line).input(request).run()
}
