//! A connection to a client.

use std::sync::Arc;

use rustls::{Connection, ServerConfig, ServerConnection};

use crate::host::socket::Socket;
use crate::openssl::failure::Failure;
use crate::openssl::tls::transport::{self, End, Event, Events, Received, Transport};

/// A connection to a client, with what happens on it.
pub(super) struct Link<'a> {
    /// The connection.
    pub tls: Connection,
    transport: Transport,
    events: &'a Events,
    number: u32,
}

/// What happened.
pub(super) enum Heard {
    /// Bytes came from the client.
    Client(Received),
    /// Bytes came from standard input.
    Input(Vec<u8>),
    /// Standard input has ended.
    InputEnd,
}

impl<'a> Link<'a> {
    /// A connection that begins; `number` is its own among the events.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub(super) fn open(
        config: &Arc<ServerConfig>,
        socket: Socket,
        events: &'a Events,
        number: u32,
    ) -> Result<Self, Failure> {
        let tls = ServerConnection::new(Arc::clone(config)).map_err(Failure::new)?;
        let transport = Transport::new(socket);
        events.watch_network(transport.socket().map_err(Failure::new)?, number).map_err(Failure::new)?;
        Ok(Self { tls: Connection::Server(tls), transport, events, number })
    }

    /// Waits for what happens next.
    ///
    /// # Errors
    /// When the client ends the connection without saying so, or breaks the protocol.
    pub(super) fn next(&mut self) -> Result<Heard, End> {
        loop {
            match self.events.next() {
                Event::Network(number, bytes) if number == self.number => {
                    let received = transport::receive(&mut self.tls, &mut self.transport, &bytes)?;
                    return Ok(Heard::Client(received));
                }
                Event::NetworkEnd(number, error) if number == self.number => {
                    return Err(error.map_or(End::Eof, End::System));
                }
                // What an earlier connection has left.
                Event::Network(..) | Event::NetworkEnd(..) => {}
                Event::Input(bytes) => return Ok(Heard::Input(bytes)),
                Event::InputEnd => return Ok(Heard::InputEnd),
            }
        }
    }

    /// Sends data.
    ///
    /// # Errors
    /// When the client has gone.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), End> {
        transport::send_data(&mut self.tls, &mut self.transport, bytes).map_err(End::System)
    }

    /// Ends the connection.
    pub(super) fn close(mut self) {
        transport::close(&mut self.tls, &mut self.transport, self.events, self.number);
    }
}
