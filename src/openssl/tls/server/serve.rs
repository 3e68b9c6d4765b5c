//! What a server does with a connection.

use devcert::pki::openssl::VerifyCode;
use devcert::text::NameStyle;

use super::http::{self, Header};
use super::link::{Heard, Link};
use super::page::Page;
use super::plan::Server;
use super::tally::Tally;
use crate::host::socket::Socket;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::tls::transport::{self, End, Events, Received};
use crate::openssl::tls::{alert, setup};

/// How a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// With what comes from standard input.
    Talk,
    /// With a page about the connection.
    Page,
    /// With files.
    Files(Header),
    /// With each line in reverse.
    Reverse,
}

/// What a server does after a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Accept the next one.
    GoOn,
    /// Stop.
    Stop,
}

/// A server at work.
pub(super) struct Serving<'a> {
    line: &'a Line,
    session: &'a Session,
    server: &'a Server,
    events: &'a Events,
    mode: Mode,
    style: NameStyle,
    tally: Tally,
    /// Whether standard input is watched already.
    has_input: bool,
}

impl<'a> Serving<'a> {
    pub(super) fn new(
        line: &'a Line,
        session: &'a Session,
        server: &'a Server,
        events: &'a Events,
    ) -> Result<Self, Failure> {
        let mode = match line.in_order().filter(|name| ["www", "WWW", "HTTP"].contains(name)).last() {
            _ if line.has("rev") => Mode::Reverse,
            Some("www") => Mode::Page,
            Some("WWW") => Mode::Files(Header::Added),
            Some(_) => Mode::Files(Header::InFile),
            None => Mode::Talk,
        };
        let style = setup::manner("s_server", session, line)?.style;
        let tally = Tally::default();
        Ok(Self { line, session, server, events, mode, style, tally, has_input: false })
    }

    fn is_quiet(&self) -> bool {
        self.line.has("quiet") || self.line.has("brief")
    }

    /// Prints what openssl prints on standard output of everything but data.
    fn print(&self, text: &str) -> Result<(), Failure> {
        if self.is_quiet() { Ok(()) } else { self.session.print_now(text.as_bytes()) }
    }

    /// Prints how many connections there were.
    pub(super) fn print_tally(&self) -> Result<(), Failure> {
        self.print(&self.tally.text())
    }

    /// Serves a connection to its end.
    ///
    /// # Errors
    /// When standard output cannot be written, or the system has no threads.
    pub(super) fn serve(&mut self, socket: Socket) -> Result<Then, Failure> {
        self.server.peer.forget();
        self.server.chooser.forget();
        self.tally.begun += 1;
        if self.mode == Mode::Talk && !self.has_input {
            self.events.watch_input().map_err(Failure::new)?;
            self.has_input = true;
        }
        let mut link = Link::open(&self.server.config, socket, self.events, self.tally.begun)?;
        let outcome = match self.mode {
            Mode::Talk => self.talk(&mut link),
            _ => self.answer(&mut link),
        };
        if self.mode == Mode::Talk {
            self.print("shutting down SSL\n")?;
        }
        link.close();
        if self.mode == Mode::Talk {
            self.print("CONNECTION CLOSED\n")?;
        }
        outcome
    }

    /// Carries data between the client and standard input and output.
    fn talk(&mut self, link: &mut Link<'_>) -> Result<Then, Failure> {
        let mut is_connected = false;
        loop {
            match link.next() {
                Err(end) => return self.lost(&end, is_connected),
                Ok(Heard::Client(received)) => {
                    if !is_connected && !link.tls.is_handshaking() {
                        is_connected = true;
                        self.connected(link)?;
                    }
                    if self.take(&received)? {
                        return Ok(Then::GoOn);
                    }
                }
                // With -quiet, the end of standard input is not that of the server.
                Ok(Heard::InputEnd) if self.is_quiet() => {}
                Ok(Heard::InputEnd) => {
                    self.print("DONE\n")?;
                    self.session.say("shutdown accept socket");
                    return Ok(Then::Stop);
                }
                Ok(Heard::Input(bytes)) => match bytes.first().filter(|_| !self.is_quiet()) {
                    Some(b'Q') => {
                        self.print("DONE\n")?;
                        self.session.say("shutdown accept socket");
                        return Ok(Then::Stop);
                    }
                    Some(b'q') => {
                        self.print("DONE\n")?;
                        return Ok(Then::GoOn);
                    }
                    _ => self.send(link, &bytes)?,
                },
            }
        }
    }

    fn send(&self, link: &mut Link<'_>, bytes: &[u8]) -> Result<(), Failure> {
        let sent = match self.line.has("crlf") {
            true => link.send(&transport::with_crlf(bytes)),
            false => link.send(bytes),
        };
        // The end of the connection is the next event.
        if let Err(End::System(error)) = sent {
            self.print("ERROR\n")?;
            self.session.say(alert::of_system(&error).0);
        }
        Ok(())
    }

    /// Prints what a client has sent; whether it has ended the connection.
    fn take(&self, received: &Received) -> Result<bool, Failure> {
        if !received.data.is_empty() {
            self.session.print_now(&received.data)?;
        }
        if received.is_closed {
            self.print("DONE\n")?;
        }
        Ok(received.is_closed)
    }

    /// Says that a connection has failed: before its handshake was complete, or after.
    fn lost(&self, end: &End, is_connected: bool) -> Result<Then, Failure> {
        if is_connected {
            self.print("ERROR\n")?;
        } else {
            self.print_offer()?;
            self.session.say("ERROR");
            let code = self.server.peer.shown().code;
            if code != VerifyCode::Ok {
                self.session.say(format_args!("verify error:{}", code.text()));
            }
        }
        alert::say(self.session, end);
        Ok(Then::GoOn)
    }

    /// Counts a handshake, and shows it.
    fn connected(&mut self, link: &Link<'_>) -> Result<(), Failure> {
        self.tally.completed += 1;
        let page = self.page(link);
        let (text, summary, is_resumed) = (page.text(), page.summary(), page.is_resumed());
        self.tally.resumed += u32::from(is_resumed);
        self.print_offer()?;
        if let Some(name) = link.tls.alpn_protocol() {
            self.print(&format!("ALPN protocols selected: {}\n", String::from_utf8_lossy(name)))?;
        }
        if self.mode == Mode::Reverse {
            self.session.say("CONNECTION ESTABLISHED");
        }
        if self.line.has("brief") || self.mode == Mode::Reverse {
            summary.lines().for_each(|line| self.session.say(line));
        }
        if self.mode == Mode::Talk { self.print(&text) } else { Ok(()) }
    }

    /// Prints the name and the protocols that the client asks for, if the server has such.
    fn print_offer(&self) -> Result<(), Failure> {
        let offer = self.server.chooser.offer();
        if self.server.chooser.has_name() {
            if let Some(name) = &offer.server_name {
                self.print(&format!("Hostname in TLS extension: \"{name}\"\n"))?;
            }
            if offer.is_switched {
                self.print("Switching server context.\n")?;
            }
        }
        if !self.server.config.alpn_protocols.is_empty() && !offer.alpn.is_empty() {
            let names: Vec<_> = offer.alpn.iter().map(|name| String::from_utf8_lossy(name)).collect();
            self.print(&format!("ALPN protocols advertised by the client: {}\n", names.join(", ")))?;
        }
        Ok(())
    }

    fn page<'b>(&'b self, link: &'b Link<'_>) -> Page<'b> {
        Page { line: self.line, server: self.server, tls: &link.tls, style: self.style }
    }

    /// Answers the lines of a client.
    fn answer(&mut self, link: &mut Link<'_>) -> Result<Then, Failure> {
        let (mut is_connected, mut waiting) = (false, Vec::new());
        loop {
            let received = match link.next() {
                Ok(Heard::Client(received)) => received,
                Ok(_) => continue,
                Err(end) => {
                    if self.mode == Mode::Reverse && !is_connected {
                        self.session.say("CONNECTION FAILURE");
                    }
                    if !self.line.has("quiet") {
                        alert::say(self.session, &end);
                    }
                    return Ok(Then::GoOn);
                }
            };
            if !is_connected && !link.tls.is_handshaking() {
                is_connected = true;
                self.connected(link)?;
            }
            waiting.extend_from_slice(&received.data);
            while let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
                let request: Vec<u8> = waiting.drain(..=end).collect();
                let request = String::from_utf8_lossy(&request);
                if self.answer_line(link, request.trim_end_matches(['\r', '\n'])) {
                    return Ok(Then::GoOn);
                }
            }
            if received.is_closed {
                if self.mode == Mode::Reverse {
                    self.session.say("CONNECTION CLOSED");
                }
                return Ok(Then::GoOn);
            }
        }
    }

    /// Answers a line; whether that ends the connection.
    fn answer_line(&self, link: &mut Link<'_>, request: &str) -> bool {
        let bytes = match self.mode {
            Mode::Reverse if request == "CLOSE" && !self.line.has("ign_eof") => {
                self.session.say("CONNECTION CLOSED");
                return true;
            }
            Mode::Reverse => {
                let mut bytes: Vec<u8> = request.bytes().rev().collect();
                bytes.push(b'\n');
                // The end of the connection is the next event.
                return link.send(&bytes).is_err();
            }
            Mode::Files(Header::Added) if request.starts_with("GET /stats ") => self.html(link),
            Mode::Page if request.starts_with("GET ") => self.html(link),
            Mode::Files(header) if request.starts_with("GET /") => {
                let (bytes, file) = http::answer(request, header);
                if let Some(file) = file.filter(|_| !self.line.has("quiet")) {
                    self.session.say(format_args!("FILE:{file}"));
                }
                bytes
            }
            _ => return false,
        };
        // A client that has gone needs no answer.
        let _ = link.send(&bytes);
        true
    }

    fn html(&self, link: &Link<'_>) -> Vec<u8> {
        let start = self.session.now.unix_timestamp();
        self.page(link).html(&self.line.words(), start, &self.tally).into_bytes()
    }
}
