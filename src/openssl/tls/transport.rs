//! The bytes below a TLS connection, and what drives it after the handshake: the network, standard input and the time.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rustls::{Connection, Error, IoState};

use crate::host::socket::Socket;
use crate::host::stdio;

/// How much is read at once.
const CHUNK: usize = 16 * 1024;
/// How many pieces may wait.
const QUEUE: usize = 64;
/// How long a connection that has ended waits for the end of the other side, as openssl does.
const LAST_WAIT: Duration = Duration::from_millis(500);

/// A socket that counts, and keeps the first bytes that came.
pub(super) struct Transport {
    socket: Socket,
    /// How many bytes came.
    pub read: u64,
    /// How many bytes went.
    pub written: u64,
    first: Vec<u8>,
}

/// Why a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// Without an alert.
    Eof,
    /// By an error of the protocol, or an alert.
    Tls(Error),
    /// By an error of the system.
    System(io::Error),
}

impl Transport {
    /// A socket that has carried nothing yet.
    pub(super) const fn new(socket: Socket) -> Self {
        Self { socket, read: 0, written: 0, first: Vec::new() }
    }

    /// The first bytes that came since the last [`Self::forget`].
    pub(super) fn first(&self) -> &[u8] {
        &self.first
    }

    /// Forgets the first bytes: what comes next is another protocol.
    pub(super) fn forget(&mut self) {
        self.first.clear();
    }

    /// Another handle of the socket.
    pub(super) fn socket(&self) -> io::Result<Socket> {
        self.socket.try_clone()
    }
}

impl Read for Transport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.socket.read(buffer)?;
        self.read += count as u64;
        let room = CHUNK.saturating_sub(self.first.len()).min(count);
        self.first.extend_from_slice(&buffer[..room]);
        Ok(count)
    }
}

impl Write for Transport {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.socket.write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    /// All in one: a peer that rejects the first message answers and goes, and what is written after that can cost its
    /// answer.
    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        let all: Vec<u8> = buffers.iter().flat_map(|buffer| buffer.iter().copied()).collect();
        self.write(&all)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

/// Sends what the connection has to say.
pub(super) fn send(tls: &mut Connection, transport: &mut Transport) -> io::Result<()> {
    while tls.wants_write() {
        tls.write_tls(transport)?;
    }
    Ok(())
}

/// Completes the handshake.
///
/// # Errors
/// Why there is none.
pub(super) fn handshake(tls: &mut Connection, transport: &mut Transport) -> Result<(), End> {
    while tls.is_handshaking() {
        // A peer that has gone already may have said why, which is read next.
        let sent = send(tls, transport);
        if !tls.is_handshaking() {
            break;
        }
        match tls.read_tls(transport) {
            Ok(0) => return Err(End::Eof),
            Ok(_) => {}
            Err(error) => return Err(End::System(sent.err().unwrap_or(error))),
        }
        process(tls, transport)?;
    }
    // What came with the end of the handshake is there already.
    process(tls, transport)?;
    send(tls, transport).map_err(End::System)
}

/// Reads what has come, and sends the alert if it is wrong.
fn process(tls: &mut Connection, transport: &mut Transport) -> Result<IoState, End> {
    tls.process_new_packets().map_err(|error| {
        // The other side may not listen any more.
        let _ = send(tls, transport);
        End::Tls(error)
    })
}

/// What the peer has sent.
#[derive(Debug, Default)]
pub(super) struct Received {
    /// The data.
    pub data: Vec<u8>,
    /// Whether it has said that there is no more.
    pub is_closed: bool,
}

/// Takes bytes from the network, and returns the data in them.
///
/// # Errors
/// An error of the protocol, or an alert.
pub(super) fn receive(
    tls: &mut Connection,
    transport: &mut Transport,
    mut bytes: &[u8],
) -> Result<Received, End> {
    let mut received = Received::default();
    loop {
        if !bytes.is_empty() {
            tls.read_tls(&mut bytes).map_err(End::System)?;
        }
        let state = process(tls, transport)?;
        let start = received.data.len();
        received.data.resize(start + state.plaintext_bytes_to_read(), 0);
        if start < received.data.len() {
            tls.reader().read_exact(&mut received.data[start..]).map_err(End::System)?;
        }
        received.is_closed |= state.peer_has_closed();
        if bytes.is_empty() {
            // Answers to updates of keys.
            send(tls, transport).map_err(End::System)?;
            return Ok(received);
        }
    }
}

/// Sends data.
///
/// # Errors
/// When the peer has gone.
pub(super) fn send_data(tls: &mut Connection, transport: &mut Transport, mut bytes: &[u8]) -> io::Result<()> {
    loop {
        let count = tls.writer().write(bytes)?;
        send(tls, transport)?;
        bytes = &bytes[count..];
        if bytes.is_empty() {
            return Ok(());
        }
    }
}

/// Bytes with CR LF for each LF.
pub(super) fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut converted = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if *byte == b'\n' {
            converted.push(b'\r');
        }
        converted.push(*byte);
    }
    converted
}

/// Ends the connection in this direction, and waits a moment for the other side to do the same: if bytes were left unread,
/// the system would tell it that its own were lost.
pub(super) fn close(tls: &mut Connection, transport: &mut Transport, events: &Events, connection: u32) {
    tls.send_close_notify();
    // The other side may have gone.
    let _ = send(tls, transport);
    transport.socket.end_writing();
    let deadline = Instant::now() + LAST_WAIT;
    while let Some(event) = events.next_until(deadline) {
        if matches!(event, Event::NetworkEnd(of, _) if of == connection) {
            break;
        }
    }
    transport.socket.close();
}

/// What happens.
#[derive(Debug)]
pub(super) enum Event {
    /// Bytes came from standard input.
    Input(Vec<u8>),
    /// Standard input has ended.
    InputEnd,
    /// Bytes came from the network, on the connection with this number.
    Network(u32, Vec<u8>),
    /// The peer of the connection with this number has ended it, or it has failed.
    NetworkEnd(u32, Option<io::Error>),
}

/// Waits for whatever happens first.
pub(super) struct Events {
    sender: SyncSender<Event>,
    receiver: Receiver<Event>,
}

impl Events {
    /// Nothing is waited for yet.
    pub(super) fn new() -> Self {
        let (sender, receiver) = sync_channel(QUEUE);
        Self { sender, receiver }
    }

    /// Waits for standard input from now on.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub(super) fn watch_input(&self) -> io::Result<()> {
        let sender = self.sender.clone();
        let watch = move || {
            let mut buffer = vec![0; CHUNK];
            loop {
                let event = match stdio::read_some(&mut buffer) {
                    Ok(count @ 1..) => Event::Input(buffer[..count].to_vec()),
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    _ => Event::InputEnd,
                };
                let is_end = matches!(event, Event::InputEnd);
                if sender.send(event).is_err() || is_end {
                    return;
                }
            }
        };
        thread::Builder::new().spawn(watch).map(|_| ())
    }

    /// Waits for the network from now on.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub(super) fn watch_network(&self, mut socket: Socket, connection: u32) -> io::Result<()> {
        let sender = self.sender.clone();
        let watch = move || {
            let mut buffer = vec![0; CHUNK];
            loop {
                let event = match socket.read(&mut buffer) {
                    Ok(count @ 1..) => Event::Network(connection, buffer[..count].to_vec()),
                    Ok(0) => Event::NetworkEnd(connection, None),
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    Err(error) => Event::NetworkEnd(connection, Some(error)),
                };
                let is_end = matches!(event, Event::NetworkEnd(..));
                if sender.send(event).is_err() || is_end {
                    return;
                }
            }
        };
        thread::Builder::new().spawn(watch).map(|_| ())
    }

    /// The next event.
    pub(super) fn next(&self) -> Event {
        // This holds a sender, so that the channel stays open.
        self.receiver.recv().unwrap_or(Event::InputEnd)
    }

    fn next_until(&self, deadline: Instant) -> Option<Event> {
        self.receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }
}
