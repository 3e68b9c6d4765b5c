//! What `s_client` prints of a connection.

use std::fmt::Write as _;

use devcert::text::{self, NameStyle};
use rustls::Connection;

use super::plan::Client;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::peer_name;
use crate::openssl::session::Session;
use crate::openssl::tls::hello::ServerHello;
use crate::openssl::tls::peer::Shown;
use crate::openssl::tls::session_text::{self, SessionText};
use crate::openssl::tls::setup;
use crate::openssl::tls::signature;
use crate::openssl::tls::suites::{self, Suite};
use crate::openssl::tls::transport::Transport;
use devcert::encoding::certificate::Certificate;
use devcert::pki::openssl::VerifyCode;

/// What is before and after an OCSP response.
const RULE: &str = "======================================";

/// A connection that is shown.
pub(super) struct Page<'a> {
    line: &'a Line,
    client: &'a Client,
    hello: Option<ServerHello>,
    style: NameStyle,
    start: i64,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        line: &'a Line,
        session: &Session,
        client: &'a Client,
        hello: Option<ServerHello>,
    ) -> Result<Self, Failure> {
        let style = setup::manner("s_client", session, line)?.style;
        Ok(Self { line, client, hello, style, start: session.now.unix_timestamp() })
    }

    /// Prints the connection, unless nothing is to be printed.
    pub(super) fn print(
        &self,
        session: &Session,
        tls: &Connection,
        transport: &Transport,
    ) -> Result<(), Failure> {
        if self.line.has("quiet") || self.line.has("brief") {
            return Ok(());
        }
        session.print_now(self.text(tls, transport).as_bytes())
    }

    /// The OCSP response of the server, if the line asks for it.
    pub(super) fn status(&self) -> String {
        if !self.line.has("status") || self.line.has("quiet") || self.line.has("brief") {
            return String::new();
        }
        let shown = match self.client.peer.shown().response.as_deref().map(text::ocsp_response) {
            None => "no response sent\n".to_owned(),
            Some(Err(_)) => "response parse error\n".to_owned(),
            Some(Ok(text)) => format!("\n{RULE}\n{text}{RULE}\n"),
        };
        format!("OCSP response: {shown}")
    }

    fn text(&self, tls: &Connection, transport: &Transport) -> String {
        let shown = self.client.peer.shown();
        let mut page = self.certificates(&shown);
        page.push_str(&self.parameters(&shown, tls));
        let Transport { read, written, .. } = transport;
        // Writing to a `String` does not fail.
        let _ = write!(page, "---\nSSL handshake has read {read} bytes and written {written} bytes\n");
        page.push_str(&session_text::verification(shown.code, self.peer_name(&shown).as_deref()));
        page.push_str(&self.cipher(&shown, tls));
        page.push_str(&self.end(&shown, tls));
        page.push_str("---\n");
        page
    }

    /// The certificates of the server.
    fn certificates(&self, shown: &Shown) -> String {
        let with_pem = self.line.has("showcerts");
        let mut page = match shown.chain.is_empty() {
            true => String::new(),
            false => session_text::chain(shown, self.style, with_pem),
        };
        page.push_str("---\n");
        match shown.chain.first().filter(|_| !shown.is_rejected) {
            None => page.push_str("no peer certificate available\n"),
            Some(own) => {
                page.push_str("Server certificate\n");
                if !with_pem {
                    page.push_str(&session_text::certificate(own));
                }
                page.push_str(&session_text::names(own, self.style));
            }
        }
        page
    }

    /// What the server asks of clients, its signature and its key of the exchange.
    fn parameters(&self, shown: &Shown, tls: &Connection) -> String {
        let asked = self.client.answer.asked();
        let mut page = match asked.authorities.is_empty() {
            true => "---\nNo client certificate CA names sent\n".to_owned(),
            false => session_text::authorities("client", &asked.authorities, self.style),
        };
        let own = self.client.config.crypto_provider().signature_verification_algorithms.supported_schemes();
        page.push_str(&session_text::schemes("Requested ", &asked.schemes, &own));
        page.push_str(&session_text::signed(shown.scheme));
        page.push_str(&temporary_key(tls));
        page
    }

    fn cipher(&self, shown: &Shown, tls: &Connection) -> String {
        let suite = suite(tls);
        let (version, name) = suite.map_or(("(NONE)", "(NONE)"), |suite| (suite.version(), suite.name));
        let mut page = format!("---\nNew, {version}, Cipher is {name}\n");
        if let Some(own) = shown.chain.first().filter(|_| !shown.is_rejected) {
            let _ = writeln!(page, "Server public key is {} bit", session_text::key_bits(own));
        }
        let is_secure = self.hello.as_ref().is_some_and(ServerHello::has_renegotiation_info);
        let not = if is_secure { "" } else { " NOT" };
        let _ = writeln!(page, "Secure Renegotiation IS{not} supported\nCompression: NONE\nExpansion: NONE");
        match tls.alpn_protocol() {
            Some(name) => {
                let _ = writeln!(page, "ALPN protocol: {}", String::from_utf8_lossy(name));
            }
            None => page.push_str("No ALPN negotiated\n"),
        }
        page
    }

    fn end(&self, shown: &Shown, tls: &Connection) -> String {
        let version = suites::version_name(tls.protocol_version().unwrap_or(self.client.newest));
        let mut page = match version {
            "TLSv1.3" => {
                format!("Early data was not sent\n{}", session_text::verify_code(shown.code))
            }
            version => {
                let master = self.client.keys.master();
                let text = SessionText {
                    version,
                    cipher: suite(tls).map_or("0000", |suite| suite.name),
                    hello: self.hello.as_ref(),
                    is_complete: !tls.is_handshaking(),
                    master: master.as_ref().map(|master| master.as_str()),
                    start: self.start,
                    code: shown.code,
                };
                text.text()
            }
        };
        page.push_str(&session_text::keying_material(self.line, tls));
        page
    }

    /// The name in the certificate by which the server was verified.
    fn peer_name(&self, shown: &Shown) -> Option<String> {
        let host = self.line.value("verify_hostname").filter(|_| shown.code == VerifyCode::Ok)?;
        let own = Certificate::from_der(shown.chain.first()?).ok()?;
        peer_name::matching(&own, host)
    }

    /// The summary of `-brief`, which openssl prints on standard error.
    pub(super) fn say_summary(&self, session: &Session, tls: &Connection) {
        let shown = self.client.peer.shown();
        let mut page = "CONNECTION ESTABLISHED\n".to_owned();
        let version = tls.protocol_version().map_or("unknown", suites::version_name);
        let cipher = suite(tls).map_or("(NONE)", |suite| suite.name);
        let _ = write!(page, "Protocol version: {version}\nCiphersuite: {cipher}\n");
        let asked = self.client.answer.asked().schemes;
        if !asked.is_empty() {
            let names: Vec<_> = asked.into_iter().map(signature::name).collect();
            let _ = writeln!(page, "Requested Signature Algorithms: {}", names.join(":"));
        }
        if let Some(own) = shown.chain.first() {
            let _ = writeln!(page, "Peer certificate: {}", session_text::subject(own, self.style));
            page.push_str(&session_text::hash_and_type(shown.scheme));
            page.push_str(&session_text::verification(shown.code, self.peer_name(&shown).as_deref()));
        }
        page.push_str(&temporary_key(tls));
        page.lines().for_each(|line| session.say(line));
    }
}

fn suite(tls: &Connection) -> Option<&'static Suite> {
    tls.negotiated_cipher_suite().and_then(|suite| suites::of(suite.suite()))
}

fn temporary_key(tls: &Connection) -> String {
    let group = tls.negotiated_key_exchange_group();
    group.map_or_else(String::new, |group| format!("Server Temp Key: {}\n", suites::group_key(group.name())))
}
