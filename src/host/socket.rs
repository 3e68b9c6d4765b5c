//! Streams between two programs: TCP and Unix sockets, connected and accepted.

#[cfg(not(unix))]
use std::io::ErrorKind;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
#[cfg(unix)]
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use thiserror::Error;

use super::files;

/// The version of IP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Either of them.
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl Family {
    const fn has(self, address: SocketAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// Why there is no stream.
#[derive(Debug, Error)]
pub enum SocketError {
    /// The host has no address.
    #[error("cannot resolve host {0}")]
    Host(String),
    /// The port is neither a number nor the name of a service.
    #[error("unknown service {0}")]
    Service(String),
    /// The system refuses.
    #[error("{0}")]
    System(io::Error),
}

/// A stream to another program.
#[derive(Debug)]
pub enum Socket {
    /// Over TCP.
    Tcp(TcpStream),
    /// Over a Unix socket.
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Socket {
    /// Connects to the first address of `host` that accepts the connection; `port` is a number or the name of a service.
    ///
    /// # Errors
    /// When the host has no address, the service no number, or no address accepts; the error is that of the last one.
    pub fn connect(host: &str, port: &str, family: Family) -> Result<Self, SocketError> {
        let mut last = SocketError::Host(host.to_owned());
        for address in addresses(host, port, family)? {
            match TcpStream::connect(address) {
                Ok(stream) => {
                    // Small messages are sent at once; without it they are only slower.
                    let _ = stream.set_nodelay(true);
                    return Ok(Self::Tcp(stream));
                }
                Err(error) => last = SocketError::System(error),
            }
        }
        Err(last)
    }

    /// Connects to the Unix socket at `path`.
    ///
    /// # Errors
    /// When there is none, no program listens there, or the system has no Unix sockets.
    pub fn connect_unix(path: &Path) -> Result<Self, SocketError> {
        #[cfg(unix)]
        return UnixStream::connect(path).map(Self::Unix).map_err(SocketError::System);
        #[cfg(not(unix))]
        Err(SocketError::System(io::Error::new(ErrorKind::Unsupported, path.display().to_string())))
    }

    /// A second handle of the same stream.
    ///
    /// # Errors
    /// When the system has no more handles.
    pub fn try_clone(&self) -> io::Result<Self> {
        match self {
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
            #[cfg(unix)]
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
        }
    }

    /// Tells the other side that nothing more will be sent; it may have gone already.
    pub fn end_writing(&self) {
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            #[cfg(unix)]
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }

    /// Ends the stream in both directions, for all of its handles.
    pub fn close(&self) {
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
            #[cfg(unix)]
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
        };
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(buffer),
            #[cfg(unix)]
            Self::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            #[cfg(unix)]
            Self::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.flush(),
            #[cfg(unix)]
            Self::Unix(stream) => stream.flush(),
        }
    }
}

/// What waits for connections.
#[derive(Debug)]
pub enum Listener {
    /// At a TCP port.
    Tcp(TcpListener),
    /// At a Unix socket.
    #[cfg(unix)]
    Unix(UnixListener),
}

impl Listener {
    /// Listens at `port` of `host`, or of all addresses of this machine without a host.
    ///
    /// # Errors
    /// When the host has no address, the service no number, or the port is in use.
    pub fn bind(host: Option<&str>, port: &str, family: Family) -> Result<Self, SocketError> {
        let mut found = if let Some(host) = host {
            addresses(host, port, family)?
        } else {
            let number = number_of(port)?;
            let all = [IpAddr::from(Ipv6Addr::UNSPECIFIED), IpAddr::from(Ipv4Addr::UNSPECIFIED)];
            let all = all.map(|address| SocketAddr::new(address, number));
            all.into_iter().filter(|address| family.has(*address)).collect()
        };
        // OpenSSL prefers IPv6, which at no particular address has IPv4 too.
        found.sort_by_key(SocketAddr::is_ipv4);
        TcpListener::bind(found.as_slice()).map(Self::Tcp).map_err(SocketError::System)
    }

    /// Listens at a new Unix socket.
    ///
    /// # Errors
    /// When there is one, its folder cannot be written, or the system has no Unix sockets.
    pub fn bind_unix(path: &Path) -> Result<Self, SocketError> {
        #[cfg(unix)]
        return UnixListener::bind(path).map(Self::Unix).map_err(SocketError::System);
        #[cfg(not(unix))]
        Err(SocketError::System(io::Error::new(ErrorKind::Unsupported, path.display().to_string())))
    }

    /// The address of a TCP port.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr().ok(),
            #[cfg(unix)]
            Self::Unix(_) => None,
        }
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    /// When the system accepts none.
    pub fn accept(&self) -> io::Result<Socket> {
        match self {
            Self::Tcp(listener) => listener.accept().map(|(stream, _)| {
                let _ = stream.set_nodelay(true);
                Socket::Tcp(stream)
            }),
            #[cfg(unix)]
            Self::Unix(listener) => listener.accept().map(|(stream, _)| Socket::Unix(stream)),
        }
    }
}

fn addresses(host: &str, port: &str, family: Family) -> Result<Vec<SocketAddr>, SocketError> {
    let number = number_of(port)?;
    let found = (host, number).to_socket_addrs().map_err(|_| SocketError::Host(host.to_owned()))?;
    Ok(found.filter(|address| family.has(*address)).collect())
}

/// The number of a port, or of a service.
fn number_of(port: &str) -> Result<u16, SocketError> {
    let number = port.parse().ok().or_else(|| service(port));
    number.ok_or_else(|| SocketError::Service(port.to_owned()))
}

/// The port of a service by its name in services(5).
fn service(name: &str) -> Option<u16> {
    let path = match cfg!(windows) {
        true => Path::new(r"C:\Windows\System32\drivers\etc\services"),
        false => Path::new("/etc/services"),
    };
    let text = files::read(path, files::DEFAULT_LIMIT).ok();
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let listed = text.and_then(|text| port_in(&text, name));
    // Containers often have no list.
    listed.or(match name {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })
}

fn port_in(services: &str, name: &str) -> Option<u16> {
    services.lines().find_map(|line| {
        let mut words = line.split('#').next()?.split_whitespace();
        let (first, port) = (words.next()?, words.next()?.strip_suffix("/tcp")?);
        let is_named = first == name || words.any(|alias| alias == name);
        is_named.then(|| port.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_found_by_name_and_alias() {
        let services = "# comment\nftp 21/tcp\nsmtp\t25/tcp\tmail # old\ndomain 53/udp\n";
        assert_eq!(port_in(services, "smtp"), Some(25));
        assert_eq!(port_in(services, "mail"), Some(25));
        assert_eq!(port_in(services, "domain"), None);
        assert_eq!(port_in(services, "old"), None);
    }

    #[test]
    fn a_connection_carries_bytes_in_both_directions_and_ends() {
        let listener = Listener::bind(Some("127.0.0.1"), "0", Family::Any).unwrap();
        let port = listener.address().unwrap().port().to_string();
        let mut client = Socket::connect("127.0.0.1", &port, Family::V4).unwrap();
        let mut server = listener.accept().unwrap();
        client.write_all(b"there").unwrap();
        client.end_writing();
        let mut text = String::new();
        server.read_to_string(&mut text).unwrap();
        server.write_all(b"back").unwrap();
        server.close();
        client.read_to_string(&mut text).unwrap();
        assert_eq!(text, "thereback");
        drop(listener);
        let refused = Socket::connect("127.0.0.1", &port, Family::Any);
        assert!(matches!(refused, Err(SocketError::System(_))));
        assert!(matches!(Socket::connect("127.0.0.1", "no such", Family::Any), Err(SocketError::Service(_))));
    }
}
