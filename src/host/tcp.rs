//! Connections to other machines, which end at a given time whatever happens.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::files::reason;

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// No address of this name.
    #[error("cannot resolve host {host}")]
    NoSuchHost {
        /// The name.
        host: String,
    },
    /// Nobody listens.
    #[error("{address} refused the connection: no server listens on this port")]
    Refused {
        /// The last address that was tried.
        address: SocketAddr,
    },
    /// Nobody answers.
    #[error("{host} did not answer within {} s", .timeout.as_secs())]
    TimedOut {
        /// The host.
        host: String,
        /// How long it was waited for.
        timeout: Duration,
    },
    /// Anything else.
    #[error("cannot connect to {address}: {}", reason(error))]
    Failed {
        /// The last address that was tried.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
}

/// A connection whose reads and writes fail with [`ErrorKind::TimedOut`] once its time is over.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    deadline: Instant,
}

impl Connection {
    /// Connects to the first address of `host` that takes the connection, all within `timeout`, which
    /// goes for the whole life of the connection.
    pub fn open(host: &str, port: u16, timeout: Duration) -> Result<Self, ConnectError> {
        let deadline = Instant::now() + timeout;
        let late = || ConnectError::TimedOut { host: host.to_owned(), timeout };
        let addresses = resolve(host, port, timeout).ok_or_else(late)?;
        let mut last = ConnectError::NoSuchHost { host: host.to_owned() };
        for address in addresses {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(late());
            }
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => return Ok(Self { stream, deadline }),
                Err(error) => last = failure(host, address, timeout, error),
            }
        }
        Err(last)
    }

    /// The address at the other end.
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        self.stream.peer_addr().ok()
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

/// A port of this machine that others connect to.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// Listens on a port of all addresses.
    ///
    /// # Errors
    /// When the port is in use, or this user may not listen on it.
    pub fn bind(port: u16) -> io::Result<Self> {
        TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).map(Self)
    }

    /// The next connection, which ends after `timeout`.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn accept(&self, timeout: Duration) -> io::Result<Connection> {
        let (stream, _) = self.0.accept()?;
        Ok(Connection { stream, deadline: Instant::now() + timeout })
    }
}

/// The system calls a read that was waited for in vain "would block".
fn in_time<T>(outcome: io::Result<T>) -> io::Result<T> {
    outcome.map_err(|error| match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    })
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        in_time(self.stream.read(buffer))
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        in_time(self.stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn failure(host: &str, address: SocketAddr, timeout: Duration, error: io::Error) -> ConnectError {
    match error.kind() {
        ErrorKind::ConnectionRefused => ConnectError::Refused { address },
        ErrorKind::TimedOut | ErrorKind::WouldBlock => {
            ConnectError::TimedOut { host: host.to_owned(), timeout }
        }
        _ => ConnectError::Failed { address, error },
    }
}

/// localhost and the names below it are this machine's, whether or not a resolver knows them (RFC 6761, 6.3).
fn is_this_machine(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

/// The addresses that were found; without any, those of this machine.
fn loopback(found: Vec<SocketAddr>, port: u16) -> Vec<SocketAddr> {
    let own = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
    if found.is_empty() { own.map(|address| SocketAddr::new(address, port)).to_vec() } else { found }
}

/// The addresses of `host`; empty when it has none, `None` when the answer does not come in time. The
/// system's resolver has no limit of its own, so it works aside, and is left behind when it is slow.
fn resolve(host: &str, port: u16, timeout: Duration) -> Option<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Some(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = mpsc::channel();
    let name = host.to_owned();
    // The receiver may have given up.
    let aside = thread::Builder::new().spawn(move || _ = sender.send(addresses_of(&name, port)));
    match aside {
        Ok(_) => receiver.recv_timeout(timeout).ok(),
        // Without a thread, the resolver's own limit has to do.
        Err(_) => Some(addresses_of(host, port)),
    }
}

fn addresses_of(host: &str, port: u16) -> Vec<SocketAddr> {
    let found = (host, port).to_socket_addrs().map(Iterator::collect).unwrap_or_default();
    if is_this_machine(host) { loopback(found, port) } else { found }
}
