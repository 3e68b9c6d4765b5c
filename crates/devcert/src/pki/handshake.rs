//! TLS handshakes in memory: a rustls server and a rustls client that trusts what it is told to,
//! joined by two buffers instead of a network.

mod admission;
mod observer;
mod witness;

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier as _;
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::NoServerSessionStorage;
use rustls::sign::SigningKey;
use rustls::time_provider::TimeProvider;
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, Connection, Error, RootCertStore, ServerConfig, ServerConnection,
    SignatureScheme, SupportedProtocolVersion,
};
use time::OffsetDateTime;

use super::load::{Provider, Server};
use super::refusal::RejectReason;
use witness::Witness;

pub use admission::{Admission, starts as client_starts};
pub use observer::{Observer, Shown};

/// A protocol version that rustls speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsVersion {
    /// RFC 8446
    Tls13,
    /// RFC 5246
    Tls12,
}

impl TlsVersion {
    /// Both, the newer one first.
    pub const ALL: [Self; 2] = [Self::Tls13, Self::Tls12];

    /// The number, as in `TLS 1.3`.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::Tls13 => "1.3",
            Self::Tls12 => "1.2",
        }
    }

    /// The version as rustls takes it.
    pub(super) const fn rustls(self) -> &'static SupportedProtocolVersion {
        match self {
            Self::Tls13 => &TLS13,
            Self::Tls12 => &TLS12,
        }
    }
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(UnixTime);

impl FixedClock {
    /// Stopped at `now`; times before 1970 count as 1970, the first that rustls can hold.
    #[must_use]
    pub fn at(now: OffsetDateTime) -> Self {
        let seconds = u64::try_from(now.unix_timestamp()).unwrap_or(0);
        Self(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }

    /// The moment at which it stands.
    pub(super) const fn time(self) -> UnixTime {
        self.0
    }
}

impl TimeProvider for FixedClock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

/// A server and, for each protocol version, a client that trusts the given anchors and nobody else.
pub struct HandshakeTest {
    server: Arc<ServerConfig>,
    /// The key of a server that is known to speak both versions.
    key: Option<Arc<dyn SigningKey>>,
    clients: Vec<Client>,
}

/// A client of one protocol version.
struct Client {
    version: TlsVersion,
    config: Arc<ClientConfig>,
    /// Its verifier; `None` if there are no anchors.
    witness: Option<Arc<Witness>>,
    /// Whether a handshake was completed.
    is_proved: Cell<bool>,
}

impl HandshakeTest {
    /// Sets both sides up; each handshake starts afresh, without resumption.
    ///
    /// # Errors
    /// When an anchor is no certificate that rustls can read.
    pub fn new(
        mut server: ServerConfig,
        provider: Provider,
        anchors: impl IntoIterator<Item = CertificateDer<'static>>,
        clock: FixedClock,
    ) -> Result<Self, RejectReason> {
        server.session_storage = Arc::new(NoServerSessionStorage {});
        server.send_tls13_tickets = 0;
        let mut roots = RootCertStore::empty();
        for anchor in anchors {
            roots.add(anchor).map_err(|error| RejectReason::of_rustls(&error))?;
        }
        let roots = Arc::new(roots);
        let client = |version| Client::new(version, provider, &roots, clock);
        let clients = TlsVersion::ALL.into_iter().map(client).collect::<Result<_, Error>>();
        Ok(Self {
            server: Arc::new(server),
            key: None,
            clients: clients.map_err(|error| RejectReason::of_rustls(&error))?,
        })
    }

    /// The same for a server that was loaded from files.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(super) fn of(
        server: Server,
        provider: Provider,
        anchors: impl IntoIterator<Item = CertificateDer<'static>>,
        clock: FixedClock,
    ) -> Result<Self, RejectReason> {
        let Server { config, key } = server;
        Ok(Self { key: Some(key), ..Self::new(config, provider, anchors, clock)? })
    }

    /// What comes of connecting to the server as `name`, for each protocol version.
    ///
    /// Once a handshake has succeeded, the server has proved that it has the key of its certificate. Clients of
    /// other names then differ in how they verify the certificate alone, so that is all that is done for them. The
    /// same goes for TLS 1.2 after TLS 1.3, where the server would sign with the same algorithm in both: clients
    /// verify certificates in the same way (RFC 5246, 7.4.2; RFC 8446, 4.4.2.4).
    pub fn connect<'a>(
        &'a self,
        name: &'a ServerName<'static>,
    ) -> impl Iterator<Item = (TlsVersion, Result<(), RejectReason>)> + 'a {
        self.clients.iter().map(move |client| {
            let proof = self.clients.iter().find(|other| self.has_proved(other, client));
            let outcome = proof.and_then(|other| other.verify_again(name));
            (client.version, outcome.unwrap_or_else(|| client.connect(&self.server, name)))
        })
    }

    /// Whether the server has proved to `other` what it would prove to `client`: that it has its key.
    fn has_proved(&self, other: &Client, client: &Client) -> bool {
        let signs_alike = || {
            let scheme = self.key.as_ref()?.choose_scheme(&client.schemes()?)?.scheme();
            Some(other.version == TlsVersion::Tls13 && other.scheme()? == scheme)
        };
        other.is_proved.get() && (other.version == client.version || signs_alike().unwrap_or(false))
    }
}

impl Client {
    fn new(
        version: TlsVersion,
        provider: Provider,
        roots: &Arc<RootCertStore>,
        clock: FixedClock,
    ) -> Result<Self, Error> {
        let crypto = provider.crypto();
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), Arc::clone(&crypto));
        let mut config = ClientConfig::builder_with_details(crypto, Arc::new(clock))
            .with_protocol_versions(&[version.rustls()])?
            .with_root_certificates(Arc::clone(roots))
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        // Only a client without anchors has no such verifier.
        let witness = verifier.build().ok().map(|verifier| Arc::new(Witness::new(verifier)));
        if let Some(witness) = &witness {
            config.dangerous().set_certificate_verifier(Arc::clone(witness) as _);
        }
        Ok(Self { version, config: Arc::new(config), witness, is_proved: Cell::new(false) })
    }

    fn connect(&self, server: &Arc<ServerConfig>, name: &ServerName<'static>) -> Result<(), RejectReason> {
        let shake = || handshake(Arc::clone(&self.config), Arc::clone(server), name.clone());
        let outcome = shake().map_err(|error| RejectReason::of_rustls(&error));
        let outcome = outcome.or_else(|refusal| again(refusal, shake));
        self.is_proved.set(outcome.is_ok());
        outcome
    }

    /// What comes of another name after a handshake that succeeded.
    fn verify_again(&self, name: &ServerName<'static>) -> Option<Result<(), RejectReason>> {
        Some(self.witness.as_ref()?.verify_again(name)?.map_err(|error| RejectReason::of_rustls(&error)))
    }

    /// The signature algorithms that it offers.
    fn schemes(&self) -> Option<Vec<SignatureScheme>> {
        Some(self.witness.as_ref()?.supported_verify_schemes())
    }

    /// The algorithm of the server's signature in the last handshake, if it was TLS 1.3.
    fn scheme(&self) -> Option<SignatureScheme> {
        self.witness.as_ref()?.scheme()
    }
}

/// Tries again where the refusal may have nothing to do with the files: when the system gives no random numbers
/// for a moment, the libraries do not say so.
fn again(refusal: RejectReason, shake: impl Fn() -> Result<(), Error>) -> Result<(), RejectReason> {
    match refusal {
        RejectReason::Unknown | RejectReason::Key => shake().map_err(|error| RejectReason::of_rustls(&error)),
        refusal => Err(refusal),
    }
}

/// Three flights are enough for either version; more than this many is a handshake that hangs.
const ROUNDS_MAX: usize = 8;

fn handshake(
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    name: ServerName<'static>,
) -> Result<(), Error> {
    let mut client = Connection::from(ClientConnection::new(client, name)?);
    let mut server = Connection::from(ServerConnection::new(server)?);
    for _ in 0..ROUNDS_MAX {
        deliver(&mut client, &mut server)?;
        deliver(&mut server, &mut client)?;
        if !client.is_handshaking() && !server.is_handshaking() {
            return Ok(());
        }
    }
    Err(Error::HandshakeNotComplete)
}

/// Carries over everything that `from` wants to send; the error is that of `to`, who reads it.
fn deliver(from: &mut Connection, to: &mut Connection) -> Result<(), Error> {
    let mut wire = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut wire).map_err(|_| Error::EncryptError)?;
    }
    let mut unread = wire.as_slice();
    while !unread.is_empty() {
        to.read_tls(&mut unread).map_err(|_| Error::PeerSentOversizedRecord)?;
        to.process_new_packets()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
