//! An HTTPS server for tests: axum on tokio-rustls, with a certificate from a CA in memory.
//!
//! `cargo run -p devcert --example axum` prints the CA's certificate and the address, and serves until it
//! is interrupted. The test below is how a project tests its own router.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use axum::serve::Listener;
use devcert::testing::{Ca, Issued};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Accepts TLS connections, one handshake at a time, which suffices for tests.
struct TlsListener {
    tcp: TcpListener,
    tls: TlsAcceptor,
}

impl TlsListener {
    /// Listens on a free port of the loopback interface with this certificate.
    async fn bind(server: &Issued) -> Result<Self, Box<dyn Error>> {
        let tls = TlsAcceptor::from(Arc::new(server.server_config()?));
        Ok(Self { tcp: TcpListener::bind("127.0.0.1:0").await?, tls })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.tcp).await;
            // A client that rejects the certificate does not stop the server.
            if let Ok(stream) = self.tls.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

fn app() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

#[expect(clippy::disallowed_macros, reason = "an example prints for people")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let ca = Ca::new("test CA")?;
    let listener = TlsListener::bind(&ca.server(["localhost", "127.0.0.1"])?).await?;
    println!("{}https://{}", ca.pem(), listener.local_addr()?);
    Ok(axum::serve(listener, app()).await?)
}

#[cfg(test)]
#[allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests may fail, and the thread serves until the test ends"
)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    use rustls::{ClientConfig, ClientConnection, StreamOwned};

    /// Serves one test's requests on a thread of its own.
    fn serve(server: Issued) -> SocketAddr {
        let (sender, receiver) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new().spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
            runtime.block_on(async {
                let listener = TlsListener::bind(&server).await.unwrap();
                sender.send(listener.local_addr().unwrap()).unwrap();
                axum::serve(listener, app()).await.unwrap();
            });
        });
        thread.unwrap();
        receiver.recv().unwrap()
    }

    fn fetch(address: SocketAddr, client: ClientConfig) -> io::Result<String> {
        let tls = ClientConnection::new(Arc::new(client), "localhost".try_into().unwrap()).unwrap();
        let mut stream = StreamOwned::new(tls, std::net::TcpStream::connect(address)?);
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        Ok(response)
    }

    #[test]
    fn client_that_trusts_the_ca_is_served() {
        let ca = Ca::new("test CA").unwrap();
        let address = serve(ca.server(["localhost"]).unwrap());
        let response = fetch(address, ca.client_config().unwrap()).unwrap();
        assert!(response.starts_with("HTTP/1.1 200") && response.ends_with("hello"), "{response}");
    }

    #[test]
    fn client_rejects_another_ca_and_an_expired_certificate() {
        let (ca, other) = (Ca::new("test CA").unwrap(), Ca::new("test CA").unwrap());
        let address = serve(ca.server(["localhost"]).unwrap());
        assert!(fetch(address, other.client_config().unwrap()).is_err());
        let expired = serve(ca.server(["localhost"]).unwrap().expired().unwrap());
        let error = fetch(expired, ca.client_config().unwrap()).unwrap_err();
        assert!(error.to_string().contains("expired"), "{error}");
    }
}
