//! Data in both directions until one side ends it.

use rustls::Connection;

use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::tls::alert;
use crate::openssl::tls::transport::{self, End, Event, Events, Received, Transport};

/// The number of the connection among the events.
pub(super) const CONNECTION: u32 = 1;

/// How data is carried.
pub(super) struct Talk<'a> {
    session: &'a Session,
    line: &'a Line,
    /// Whether the end of standard input does not end the connection, and its lines are no commands.
    ignores_end: bool,
}

/// What a piece of input asks for.
enum Input {
    /// To send it.
    Data(Vec<u8>),
    /// To end.
    Quit,
    /// Nothing that is sent.
    Command,
}

impl<'a> Talk<'a> {
    pub(super) fn new(line: &'a Line, session: &'a Session) -> Self {
        // The last one counts.
        let decides = |name: &&str| ["quiet", "ign_eof", "no_ign_eof"].contains(name);
        let decision = line.in_order().filter(decides).last();
        Self { session, line, ignores_end: matches!(decision, Some("quiet" | "ign_eof")) }
    }

    /// Carries data until one side ends it, and returns the exit status.
    ///
    /// # Errors
    /// When standard output cannot be written, or the system has no threads.
    pub(super) fn run(
        &self,
        tls: &mut Connection,
        transport: &mut Transport,
        events: &Events,
    ) -> Result<u8, Failure> {
        // What came with the end of the handshake.
        let early = transport::receive(tls, transport, &[]);
        if let Some(status) = self.take(early)? {
            return Ok(status);
        }
        let socket = transport.socket().map_err(Failure::new)?;
        events.watch_network(socket, CONNECTION).map_err(Failure::new)?;
        events.watch_input().map_err(Failure::new)?;
        loop {
            let status = match events.next() {
                Event::Network(_, bytes) => self.take(transport::receive(tls, transport, &bytes))?,
                Event::NetworkEnd(_, None) if self.line.has("ignore_unexpected_eof") => self.closed()?,
                Event::NetworkEnd(_, error) => Some(self.lost(&error.map_or(End::Eof, End::System))),
                Event::InputEnd if self.ignores_end => None,
                Event::InputEnd => Some(self.done()),
                Event::Input(bytes) => match self.input(bytes, tls) {
                    Input::Quit => Some(self.done()),
                    Input::Command => self.send(tls, transport, &[]),
                    Input::Data(bytes) => self.send(tls, transport, &bytes),
                },
            };
            if let Some(status) = status {
                return Ok(status);
            }
        }
    }

    fn done(&self) -> u8 {
        self.session.say("DONE");
        0
    }

    fn closed(&self) -> Result<Option<u8>, Failure> {
        if !self.line.has("quiet") && !self.line.has("brief") {
            self.session.print_now(b"closed\n")?;
        }
        Ok(Some(0))
    }

    fn lost(&self, end: &End) -> u8 {
        if self.line.has("brief") && matches!(end, End::System(_)) {
            self.session.say("CONNECTION CLOSED BY SERVER");
            return 1;
        }
        alert::say(self.session, end);
        1
    }

    /// Prints what the server has sent; the status if it has ended the connection.
    fn take(&self, received: Result<Received, End>) -> Result<Option<u8>, Failure> {
        match received {
            Err(end) => Ok(Some(self.lost(&end))),
            Ok(received) => {
                if !received.data.is_empty() {
                    self.session.print_now(&received.data)?;
                }
                if received.is_closed { self.closed() } else { Ok(None) }
            }
        }
    }

    fn input(&self, bytes: Vec<u8>, tls: &mut Connection) -> Input {
        let command = bytes.first().filter(|_| !self.line.has("nocommands") && !self.ignores_end);
        match command {
            Some(b'Q') => Input::Quit,
            Some(b'R') => {
                self.session.say("RENEGOTIATING");
                self.session.say("devcert's openssl front end does not support renegotiation");
                Input::Command
            }
            Some(b'K' | b'k') => {
                self.session.say("KEYUPDATE");
                // TLS 1.2 has no new keys.
                let _ = tls.refresh_traffic_keys();
                Input::Command
            }
            _ if self.line.has("crlf") => Input::Data(transport::with_crlf(&bytes)),
            _ => Input::Data(bytes),
        }
    }

    fn send(&self, tls: &mut Connection, transport: &mut Transport, bytes: &[u8]) -> Option<u8> {
        let error = transport::send_data(tls, transport, bytes).err()?;
        self.session.say(format_args!("write:errno={}", error.raw_os_error().unwrap_or_default()));
        Some(1)
    }
}
