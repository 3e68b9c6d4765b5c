//! What `s_server` prints of a connection.

use std::fmt::Write as _;

use devcert::text::{self, NameStyle};
use rustls::{CipherSuite, Connection, HandshakeKind};

use super::chooser::Offer;
use super::plan::Server;
use super::tally::Tally;
use crate::openssl::options::Line;
use crate::openssl::tls::hello::ServerHello;
use crate::openssl::tls::session_text::{self, SessionText};
use crate::openssl::tls::suites::{self, SUITES, Suite};

/// The columns of the lists of cipher suites.
const WIDTH: usize = 26;
const COLUMNS: usize = 3;

/// A connection that is shown.
pub(super) struct Page<'a> {
    /// The command line.
    pub line: &'a Line,
    /// The server.
    pub server: &'a Server,
    /// The connection.
    pub tls: &'a Connection,
    /// The style of names.
    pub style: NameStyle,
}

impl Page<'_> {
    /// What is printed when the handshake is complete.
    pub(super) fn text(&self) -> String {
        let shown = self.server.peer.shown();
        let mut page = String::new();
        if let Some(own) = shown.chain.first() {
            page.push_str("Client certificate\n");
            page.push_str(&session_text::certificate(own));
            page.push_str(&session_text::names(own, self.style));
        }
        let offer = self.server.chooser.offer();
        let shared: Vec<_> = self.shared(&offer).iter().map(|one| one.name).collect();
        // Writing to a `String` does not fail.
        let _ = writeln!(page, "Shared ciphers:{}", shared.join(":"));
        page.push_str(&self.offered(&offer));
        let _ = writeln!(page, "CIPHER is {}", self.suite().map_or("(NONE)", |suite| suite.name));
        if self.is_resumed() {
            page.push_str("Reused session-id\n");
        }
        page.push_str(&renegotiation(&offer));
        page.push_str(&session_text::keying_material(self.line, self.tls));
        page
    }

    /// The schemes and groups of the client.
    fn offered(&self, offer: &Offer) -> String {
        let own = self.server.config.crypto_provider();
        let schemes = own.signature_verification_algorithms.supported_schemes();
        let mut page = session_text::schemes("", &offer.schemes, &schemes);
        page.push_str(&session_text::signed(self.server.peer.shown().scheme));
        if !offer.groups.is_empty() {
            let has = |group: &&rustls::NamedGroup| own.kx_groups.iter().any(|one| one.name() == **group);
            let names = |groups: Vec<rustls::NamedGroup>| {
                groups.into_iter().map(suites::group_name).collect::<Vec<_>>().join(":")
            };
            let shared: Vec<_> = offer.groups.iter().filter(has).copied().collect();
            let shared = if shared.is_empty() { "NONE".to_owned() } else { names(shared) };
            let all = names(offer.groups.clone());
            let _ = write!(page, "Supported groups: {all}\nShared groups: {shared}\n");
        }
        page
    }

    /// The summary of `-brief`.
    pub(super) fn summary(&self) -> String {
        let (offer, shown) = (self.server.chooser.offer(), self.server.peer.shown());
        let version = self.tls.protocol_version().map_or("unknown", suites::version_name);
        let cipher = self.suite().map_or("(NONE)", |suite| suite.name);
        let ciphers: Vec<_> = offer.suites.iter().map(|suite| cipher_name(*suite)).collect();
        let mut page = format!(
            "Protocol version: {version}\nClient cipher list: {}\nCiphersuite: {cipher}\n",
            ciphers.join(":")
        );
        let schemes = session_text::schemes("", &offer.schemes, &[]);
        page.extend(schemes.lines().next().map(|line| format!("{line}\n")));
        match shown.chain.first() {
            None => page.push_str("No peer certificate\n"),
            Some(own) => {
                let _ = writeln!(page, "Peer certificate: {}", session_text::subject(own, self.style));
                page.push_str(&session_text::hash_and_type(shown.scheme));
                page.push_str(&session_text::verification(shown.code, None));
            }
        }
        let groups: Vec<_> = offer.groups.iter().map(|group| suites::group_name(*group)).collect();
        if !groups.is_empty() {
            let _ = writeln!(page, "Supported groups: {}", groups.join(":"));
        }
        page
    }

    /// The page of `-www`, with the words of the command line.
    pub(super) fn html(&self, words: &[String], start: i64, tally: &Tally) -> String {
        let (offer, shown) = (self.server.chooser.offer(), self.server.peer.shown());
        let mut page = "HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n\
                        <HTML><BODY BGCOLOR=\"#ffffff\">\n<pre>\n\n"
            .to_owned();
        for word in words {
            page.push_str(&escaped(word));
            page.push(' ');
        }
        page.push('\n');
        page.push_str(&renegotiation(&offer));
        page.push_str(&ciphers());
        page.push_str("---\nCiphers common between both SSL end points:\n");
        page.push_str(&in_columns(&self.shared(&offer)));
        page.push_str(&self.offered(&offer));
        page.push_str(&self.session(start));
        let _ = write!(page, "---\n{}---\n", tally.text());
        match shown.chain.first() {
            None => page.push_str("no client certificate available\n"),
            Some(own) => {
                page.push_str("Client certificate\n");
                page.push_str(&escaped(&text::certificate(own).unwrap_or_default()));
                page.push_str(&session_text::certificate(own));
            }
        }
        page.push_str("</pre></BODY></HTML>\r\n\r\n");
        page
    }

    /// The session of the page.
    fn session(&self, start: i64) -> String {
        let new = if self.is_resumed() { "Reused" } else { "New" };
        let suite = self.suite();
        let (version, name) = suite.map_or(("(NONE)", "(NONE)"), |suite| (suite.version(), suite.name));
        let session = SessionText {
            version: self.tls.protocol_version().map_or("unknown", suites::version_name),
            cipher: name,
            hello: None::<&ServerHello>,
            is_complete: true,
            master: None,
            start,
            code: self.server.peer.shown().code,
        };
        format!("---\n{new}, {version}, Cipher is {name}\n{}", session.text())
    }

    /// Whether it goes on with an earlier session.
    pub(super) fn is_resumed(&self) -> bool {
        self.tls.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    fn suite(&self) -> Option<&'static Suite> {
        self.tls.negotiated_cipher_suite().and_then(|suite| suites::of(suite.suite()))
    }

    /// The cipher suites of both sides, in the client's order.
    fn shared(&self, offer: &Offer) -> Vec<&'static Suite> {
        let own = &self.server.config.crypto_provider().cipher_suites;
        let is_own = |suite: &&CipherSuite| own.iter().any(|one| one.suite() == **suite);
        offer.suites.iter().filter(is_own).filter_map(|suite| suites::of(*suite)).collect()
    }
}

/// Whether the client supports secure renegotiation, of which the list of cipher suites has a sign (RFC 5746, 3.3).
fn renegotiation(offer: &Offer) -> String {
    let is_secure = offer.suites.contains(&CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
    let not = if is_secure { "" } else { " NOT" };
    format!("Secure Renegotiation IS{not} supported\n")
}

fn cipher_name(suite: CipherSuite) -> String {
    match suites::of(suite) {
        Some(known) => known.name.to_owned(),
        None if suite == CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV => {
            "TLS_EMPTY_RENEGOTIATION_INFO_SCSV".to_owned()
        }
        None => format!("0x{:04X}", u16::from(suite)),
    }
}

/// The cipher suites of the program, two in a line.
fn ciphers() -> String {
    let mut page = "Ciphers supported in s_server binary\n".to_owned();
    for (position, suite) in SUITES.iter().enumerate() {
        let _ = write!(page, "{:<11}:{:<25} ", suite.version(), suite.name);
        if position % 2 == 1 && position + 1 != SUITES.len() {
            page.push('\n');
        }
    }
    page.push('\n');
    page
}

fn in_columns(suites: &[&Suite]) -> String {
    let mut page = String::new();
    for (position, suite) in suites.iter().enumerate() {
        page.push_str(suite.name);
        if position + 1 < suites.len() {
            page.push_str(&" ".repeat(WIDTH.saturating_sub(suite.name.len())));
            page.push(if (position + 1) % COLUMNS == 0 { '\n' } else { ' ' });
        }
    }
    page.push('\n');
    page
}

/// Text in a page of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
