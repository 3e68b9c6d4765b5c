//! What a running server shows: a TLS handshake with it that takes any certificate.
//!
//! The connection is the caller's; here are the words that are spoken over it.

mod client_auth;
mod error;
mod protocol;
mod starttls;
mod tap;
#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ProtocolVersion};
use time::OffsetDateTime;

use super::handshake::{FixedClock, Observer, Shown, TlsVersion};
use super::load::Provider;
use client_auth::Answer;
use tap::Tap;

pub use client_auth::{ClientAuth, ClientIdentity, ClientIdentityError, Presented};
pub use error::ProbeError;
pub use protocol::{Protocol, UnknownProtocol};

/// What is said to the server.
#[derive(Debug, Clone)]
pub struct Call {
    /// The name that is asked for; a host's is sent (SNI), an address is not.
    pub name: ServerName<'static>,
    /// The protocols that are offered for what follows (RFC 7301), such as `h2`.
    pub alpn: Vec<String>,
    /// The protocol in which TLS has to be asked for first.
    pub starttls: Option<Protocol>,
    /// The only protocol version that is offered; both where it is `None`.
    pub version: Option<TlsVersion>,
    /// The certificate for a server that requests one.
    pub identity: Option<ClientIdentity>,
    /// The present.
    pub now: OffsetDateTime,
}

/// What the server has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// Its certificates, and what came with them.
    pub shown: Shown,
    /// The protocol version, as in `TLS 1.3`.
    pub version: Option<String>,
    /// The cipher suite by its IANA name.
    pub cipher_suite: Option<String>,
    /// The group of the key exchange.
    pub key_exchange: Option<String>,
    /// The protocol that it chose of those that were offered.
    pub alpn: Option<String>,
    /// Its request for a client certificate, and what came of it; `None` where it did not request one,
    /// and there was none for it.
    pub client_auth: Option<ClientAuth>,
    /// What went wrong after it had shown its certificates, beyond that.
    pub trouble: Option<String>,
}

/// Asks the server at the other end of `stream` for TLS, and keeps what it shows. Nothing is left
/// of the connection.
pub fn probe(stream: impl Read + Write, call: &Call) -> Result<Probed, ProbeError> {
    let mut stream = Tap::new(stream);
    if let Some(protocol) = call.starttls {
        starttls::ask(protocol, &call.name.to_str(), &mut stream)?;
    }
    stream.forget();
    let observer = Arc::new(Observer::new(Provider::AwsLcRs));
    let answer = Arc::new(Answer::new(call.identity.clone()));
    let config = config(call, &observer, &answer).map_err(|error| ProbeError::tls(&error, &[]))?;
    let mut tls = ClientConnection::new(Arc::new(config), call.name.clone())
        .map_err(|error| ProbeError::tls(&error, &[]))?;
    let outcome = handshake(&mut tls, &mut stream).and_then(|()| match answer.is_requested() {
        true => hear_out(&mut tls, &mut stream),
        false => send(&mut tls, &mut stream).map_err(|error| ProbeError::io(&error, stream.first())),
    });
    let shown = observer.shown();
    let error = match outcome {
        Err(error) if shown.chain.is_empty() => return Err(error.with_only(call.version)),
        outcome => outcome.err(),
    };
    let (rejected, trouble) = match error {
        Some(error) if answer.is_requested() => {
            (error.ending(), Some(error).filter(|one| one.ending().is_none()))
        }
        error => (None, error),
    };
    tls.send_close_notify();
    // The server may have gone first.
    let _ = tls.write_tls(&mut stream);
    Ok(Probed {
        shown,
        version: tls.protocol_version().map(version),
        cipher_suite: tls.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str().map(iana_name)),
        key_exchange: tls.negotiated_key_exchange_group().map(|group| format!("{:?}", group.name())),
        alpn: tls.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
        client_auth: answer.outcome(rejected),
        trouble: trouble.map(|error| error.to_string()),
    })
}

/// Asks the server of this name, at the other end of `stream`, for TLS in a protocol that begins without it. What comes
/// next in `stream` is the handshake.
///
/// # Errors
/// When the server speaks another protocol, answers no, or goes.
pub fn start_tls(stream: impl Read + Write, protocol: Protocol, name: &str) -> Result<(), ProbeError> {
    starttls::ask(protocol, name, &mut Tap::new(stream))
}

fn config(
    call: &Call,
    observer: &Arc<Observer>,
    answer: &Arc<Answer>,
) -> Result<ClientConfig, rustls::Error> {
    let clock = Arc::new(FixedClock::at(call.now));
    let (verifier, resolver) = (Arc::clone(observer), Arc::clone(answer));
    let offered = TlsVersion::ALL.into_iter().filter(|one| call.version.is_none_or(|only| only == *one));
    let offered: Vec<_> = offered.map(TlsVersion::rustls).collect();
    let mut config = ClientConfig::builder_with_details(Provider::AwsLcRs.crypto(), clock)
        .with_protocol_versions(&offered)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(resolver);
    config.alpn_protocols = call.alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    config.check_selected_alpn = false;
    config.resumption = Resumption::disabled();
    Ok(config)
}

fn handshake<S: Read + Write>(tls: &mut ClientConnection, stream: &mut Tap<S>) -> Result<(), ProbeError> {
    while tls.is_handshaking() {
        // A server that has gone already may have said why, which is read next.
        let sent = send(tls, stream);
        if !tls.is_handshaking() {
            break;
        }
        match tls.read_tls(stream) {
            Ok(0) => return Err(ProbeError::closed(stream.first())),
            Ok(_) => {}
            Err(error) => return Err(ProbeError::io(&sent.err().unwrap_or(error), stream.first())),
        }
        if let Err(error) = tls.process_new_packets() {
            // The alert that says why, for the other side.
            let _ = tls.write_tls(stream);
            return Err(ProbeError::tls(&error, stream.first()));
        }
    }
    Ok(())
}

fn send<S: Read + Write>(tls: &mut ClientConnection, stream: &mut Tap<S>) -> io::Result<()> {
    while tls.wants_write() {
        tls.write_tls(stream)?;
    }
    Ok(())
}

/// Waits for what the server makes of the client's last messages, which it checks when the client's part
/// of a TLS 1.3 handshake is over: an alert, a session ticket, or the end of the connection that the
/// client closes. Silence is no rejection.
fn hear_out<S: Read + Write>(tls: &mut ClientConnection, stream: &mut Tap<S>) -> Result<(), ProbeError> {
    tls.send_close_notify();
    // The server may have gone already, with its reason sent.
    let _ = send(tls, stream);
    while tls.tls13_tickets_received() == 0 {
        match tls.read_tls(stream) {
            Ok(0) => break,
            Ok(_) => {
                let state = tls.process_new_packets();
                let state = state.map_err(|error| ProbeError::tls(&error, stream.first()))?;
                if state.peer_has_closed() || state.plaintext_bytes_to_read() > 0 {
                    break;
                }
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => break,
            Err(error) => return Err(ProbeError::io(&error, stream.first())),
        }
    }
    Ok(())
}

/// rustls has the suites of TLS 1.3 with a 13 of its own in their names.
fn iana_name(suite: &str) -> String {
    suite.replace("TLS13_", "TLS_")
}

fn version(version: ProtocolVersion) -> String {
    match version {
        ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
        ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
        other => format!("{other:?}"),
    }
}
