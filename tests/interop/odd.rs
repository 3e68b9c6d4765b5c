//! Certificates with one oddity each, and chains that servers are known to send: what `devcert verify` and
//! `devcert probe` say of them is what a rustls client does, and the clients that devcert names in its
//! messages do what these say.

mod chains;
mod leaves;

use std::net::TcpStream;
use std::sync::Arc;

use devcert::pki::load::Provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore};

pub(crate) use leaves::Leaf;

use crate::servers::{Running, free_port};
use crate::world::World;

/// OpenSSL's server on the files in `cert/`, and on the certificates in `above` where that is said.
fn serve(world: &World, above: Option<&str>) -> Running {
    let port = free_port();
    let chain = above.map(|file| format!(" -cert_chain {file}")).unwrap_or_default();
    let files = format!("-key cert/private.pem -cert cert/file.crt{chain}");
    let options = "-www -quiet -cipher ALL:@SECLEVEL=0";
    let line = format!("s_server -accept 127.0.0.1:{port} {files} {options}");
    Running::start(world.program("openssl", &line), port)
}

/// Whether the handshake of a rustls client that trusts `ca.crt` succeeds.
fn rustls_accepts(world: &World, port: u16) -> bool {
    let mut roots = RootCertStore::empty();
    let file = CertificateDer::pem_file_iter(world.path("ca.crt")).unwrap();
    roots.add_parsable_certificates(file.map(Result::unwrap));
    let config = ClientConfig::builder_with_provider(Provider::AwsLcRs.crypto())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut client = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    while client.is_handshaking() {
        if client.complete_io(&mut stream).is_err() {
            return false;
        }
    }
    true
}

/// What `devcert verify` says of `files`, and `devcert probe` of the server: both are rustls's verdict.
#[track_caller]
fn devcert_agrees(world: &World, title: &str, files: &str, port: u16) {
    let status = Some(i32::from(!rustls_accepts(world, port)));
    let verify = format!("verify --key cert/private.pem --cert {files} --ca ca.crt --host localhost");
    let verify = world.devcert(&verify);
    assert_eq!(verify.status(), status, "{title}: {verify}");
    let probe = world.devcert(&format!("probe localhost:{port} --ca ca.crt"));
    assert_eq!(probe.status(), status, "{title}: {probe}");
}
