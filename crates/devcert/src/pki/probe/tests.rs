//! A server in memory, and conversations that were written down.

use std::collections::VecDeque;
use std::io;

use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection};

use super::*;
use crate::encoding::certificate::Certificate;
use crate::model::algorithm::KeyManagement;
use crate::model::profile::Profile;
use crate::pki::load::ServerFiles;
use crate::pki::testing::{Leaf, NOW, P256, certificate_pem, key, key_pem};

fn call() -> Call {
    let name = ServerName::try_from("localhost").unwrap();
    Call { name, alpn: Vec::new(), starttls: None, version: None, identity: None, now: NOW }
}

/// A rustls server at the other end.
struct Server(ServerConnection);

impl Server {
    fn with(configure: impl FnOnce(&mut ServerConfig)) -> Self {
        let key = key(1, P256);
        let files = ServerFiles::read(&key_pem(&key), &certificate_pem(&Leaf::default().self_signed(&key)));
        let clock = Arc::new(FixedClock::at(NOW));
        let mut config = files.unwrap().server_config(Provider::Ring, clock).unwrap();
        configure(&mut config);
        Self::of(config)
    }

    fn of(config: ServerConfig) -> Self {
        Self(ServerConnection::new(Arc::new(config)).unwrap())
    }
}

impl Read for Server {
    fn read(&mut self, mut buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.wants_write() { self.0.write_tls(&mut buffer) } else { Ok(0) }
    }
}

impl Write for Server {
    fn write(&mut self, mut bytes: &[u8]) -> io::Result<usize> {
        let count = self.0.read_tls(&mut bytes)?;
        // What is wrong with it goes to the client as an alert.
        let _ = self.0.process_new_packets();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A server whose words are written down, each after what it waits for.
#[derive(Default)]
struct Script {
    said: VecDeque<u8>,
    turns: VecDeque<Turn>,
    heard: Vec<u8>,
}

impl Script {
    fn new(greeting: &[u8], turns: &[Turn]) -> Self {
        Self {
            said: greeting.iter().copied().collect(),
            turns: turns.iter().copied().collect(),
            heard: Vec::new(),
        }
    }
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.said.read(buffer)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.heard.extend_from_slice(bytes);
        if self.turns.front().is_some_and(|(awaited, _)| self.heard.ends_with(awaited)) {
            let (_, answer) = self.turns.pop_front().unwrap();
            self.said.extend(answer);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the client says, and what the server answers.
type Turn = (&'static [u8], &'static [u8]);

fn outcome(greeting: &[u8], turns: &[Turn], starttls: Option<Protocol>) -> ProbeError {
    probe(Script::new(greeting, turns), &Call { starttls, ..call() }).unwrap_err()
}

#[test]
fn a_server_shows_its_certificate_whoever_signed_it() {
    let probed = probe(Server::with(|_| ()), &call()).unwrap();
    let shown: Vec<_> = probed.shown.chain.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    assert_eq!(shown.iter().map(Certificate::public_key).collect::<Vec<_>>(), [key(1, P256).public()]);
    assert_eq!((probed.version.as_deref(), probed.alpn, probed.trouble), (Some("TLS 1.3"), None, None));
    assert_eq!(probed.shown.signed, Some(true));
    assert!(probed.cipher_suite.unwrap().starts_with("TLS_AES"));
}

#[test]
fn the_protocol_that_the_server_chose_is_told() {
    let server = || Server::with(|config| config.alpn_protocols = vec![b"http/1.1".to_vec()]);
    let offering = |names: &[&str]| Call { alpn: names.iter().map(ToString::to_string).collect(), ..call() };
    assert_eq!(probe(server(), &offering(&["h2", "http/1.1"])).unwrap().alpn.as_deref(), Some("http/1.1"));
    let error = probe(server(), &offering(&["h2"])).unwrap_err().to_string();
    assert!(
        error.contains("NoApplicationProtocol: the server supports none of the offered protocols"),
        "{error}"
    );
}

#[test]
fn what_is_not_tls_is_named_by_how_it_begins() {
    for (greeting, part) in [
        (b"HTTP/1.1 400 Bad Request\r\n".as_slice(), "with plain HTTP"),
        (b"220 mail.example.test ESMTP\r\n", "a mail server"),
        (b"220-ProFTPD Server\r\n", "an FTP server"),
        (b"220 ready\r\n", "a mail or FTP server"),
        (MYSQL_GREETING, "a MySQL or MariaDB server"),
        (b"* OK IMAP4rev1 ready\r\n", "an IMAP server"),
        (b"+OK ready\r\n", "a POP3 server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
        (b"220 mail.example.test LMTP ready\r\n", "an LMTP server"),
        (b"200 news.example.test ready\r\n", "a news server"),
        (SIEVE_GREETING, "a ManageSieve server"),
        (XMPP_FEATURES, "an XMPP server"),
        (b"hello there\r\n", "with \"hello there\""),
        (b"\x00\x01\x02\x03\x04\x05", "the bytes 00 01 02 03 04 05"),
    ] {
        let error = outcome(greeting, &[], None);
        assert!(matches!(error, ProbeError::NotTls { .. }), "{error:?}");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_server_that_goes_away_and_one_that_refuses_are_told_apart() {
    assert_eq!(outcome(b"", &[], None), ProbeError::Closed { answered: false });
    assert_eq!(outcome(b"\x16\x03\x03\x00\x50\x02", &[], None), ProbeError::Closed { answered: true });
    let refused = outcome(b"\x15\x03\x03\x00\x02\x02\x46", &[], None).to_string();
    assert!(refused.contains("ProtocolVersion: the server supports neither TLS 1.3 nor 1.2"), "{refused}");
    let other = outcome(b"\x15\x03\x03\x00\x02\x02\x70", &[], None).to_string();
    assert!(other.contains("UnrecognisedName"), "{other}");
}

#[test]
fn a_server_of_an_old_version_is_told() {
    // A ServerHello of TLS 1.0, without extensions.
    let mut hello = vec![0x16, 0x03, 0x01, 0x00, 42, 0x02, 0x00, 0x00, 38, 0x03, 0x01];
    hello.extend([7; 32]);
    hello.extend([0, 0x00, 0x2f, 0]);
    assert_eq!(outcome(&hello, &[], None), ProbeError::OldVersion);
}

/// A server that requests certificates of the CA "clients", and one of that CA.
fn with_client_ca(is_required: bool) -> (Server, ClientIdentity) {
    let (ca_key, client_key) = (key(2, P256), key(3, P256));
    let ca = Leaf { subject: "clients", ..Leaf::default() }.self_signed(&ca_key);
    let issuer = Certificate::from_der(&ca).unwrap().subject().clone();
    let extensions = Some(Profile::Client.extensions(KeyManagement::Nothing, Vec::new()));
    let client =
        Leaf { subject: "alice", extensions, ..Leaf::default() }.signed(&client_key, &issuer, &ca_key);
    let mut roots = RootCertStore::empty();
    roots.add(ca.into()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Provider::Ring.crypto());
    let verifier = if is_required { verifier } else { verifier.allow_unauthenticated() };
    let verifier = verifier.build().unwrap();
    let files = ServerFiles::read(
        &key_pem(&key(1, P256)),
        &certificate_pem(&Leaf::default().self_signed(&key(1, P256))),
    )
    .unwrap();
    let config = ServerConfig::builder_with_details(Provider::Ring.crypto(), Arc::new(FixedClock::at(NOW)))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(files.chain().to_vec(), files.key())
        .unwrap();
    let client = Certificate::from_der(&client).unwrap();
    (Server::of(config), ClientIdentity::new(&[client], &client_key).unwrap())
}

#[test]
fn client_certificate_request_is_reported_with_its_authorities() {
    for version in TlsVersion::ALL {
        for is_required in [false, true] {
            let (server, _) = with_client_ca(is_required);
            let probed = probe(server, &Call { version: Some(version), ..call() }).unwrap();
            let auth = probed.client_auth.unwrap();
            let names: Vec<_> = auth.authorities.iter().map(ToString::to_string).collect();
            assert_eq!(
                (names.as_slice(), auth.presented),
                (&["CN=clients".to_owned()][..], Presented::Nothing)
            );
            assert_eq!(auth.rejected.is_some(), is_required, "{version:?}: {auth:?}");
            assert_eq!((probed.shown.chain.len(), probed.trouble), (1, None));
        }
    }
    assert_eq!(probe(Server::with(|_| ()), &call()).unwrap().client_auth, None);
}

#[test]
fn client_certificate_is_presented_if_requested() {
    for version in TlsVersion::ALL {
        let (server, identity) = with_client_ca(true);
        let presenting = |identity: &ClientIdentity| Call {
            version: Some(version),
            identity: Some(identity.clone()),
            ..call()
        };
        let auth = probe(server, &presenting(&identity)).unwrap().client_auth.unwrap();
        assert_eq!((auth.presented, auth.rejected), (Presented::Certificate, None));
        let stranger = Certificate::from_der(&Leaf::default().self_signed(&key(4, P256))).unwrap();
        let stranger = ClientIdentity::new(&[stranger], &key(4, P256)).unwrap();
        let auth = probe(with_client_ca(true).0, &presenting(&stranger)).unwrap().client_auth.unwrap();
        assert_eq!(auth.presented, Presented::Certificate);
        assert!(auth.rejected.is_some_and(|alert| alert.starts_with("the alert ")), "{version:?}");
        let auth = probe(Server::with(|_| ()), &presenting(&identity)).unwrap().client_auth.unwrap();
        assert_eq!((auth.presented, auth.rejected), (Presented::Unrequested, None));
    }
    let other = Certificate::from_der(&Leaf::default().self_signed(&key(4, P256))).unwrap();
    let mismatch = ClientIdentity::new(&[other], &key(5, P256)).unwrap_err();
    assert_eq!(mismatch, ClientIdentityError::Mismatch);
}

#[test]
fn server_without_the_offered_version_is_reported() {
    // A ServerHello of TLS 1.2, without extensions.
    let mut hello = vec![0x16, 0x03, 0x03, 0x00, 42, 0x02, 0x00, 0x00, 38, 0x03, 0x03];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x2b, 0]);
    let refused = |version, answer: &[u8]| {
        let call = Call { version: Some(version), ..call() };
        probe(Script::new(answer, &[]), &call).unwrap_err()
    };
    assert_eq!(refused(TlsVersion::Tls13, &hello), ProbeError::NotOffered(TlsVersion::Tls13));
    let alert = b"\x15\x03\x03\x00\x02\x02\x46";
    assert_eq!(refused(TlsVersion::Tls12, alert), ProbeError::NotOffered(TlsVersion::Tls12));
    for version in TlsVersion::ALL {
        let call = Call { version: Some(version), ..call() };
        let spoken = probe(Server::with(|_| ()), &call).unwrap().version;
        assert_eq!(spoken, Some(format!("TLS {}", version.number())));
    }
}

/// Each protocol's conversation up to the server's yes, as its specification has it.
const PRELUDES: [(Protocol, &[u8], &[Turn]); 13] = [
    (
        Protocol::Smtp,
        b"220-mail.example.test\r\n220 ready\r\n",
        &[
            (b"EHLO devcert.invalid\r\n", b"250-mail.example.test\r\n250-STARTTLS\r\n250 HELP\r\n"),
            (b"STARTTLS\r\n", b"220 go ahead\r\n"),
        ],
    ),
    (
        Protocol::Imap,
        b"* OK ready\r\n",
        &[(b"a1 STARTTLS\r\n", b"* CAPABILITY IMAP4rev1\r\na1 OK begin\r\n")],
    ),
    (Protocol::Pop3, b"+OK ready\r\n", &[(b"STLS\r\n", b"+OK begin\r\n")]),
    (Protocol::Ftp, PROFTPD_GREETING, &[(b"AUTH TLS\r\n", b"234 go ahead\r\n")]),
    (
        Protocol::Ldap,
        b"",
        &[(
            b"1.3.6.1.4.1.1466.20037",
            b"\x30\x24\x02\x01\x01\x78\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20037",
        )],
    ),
    (Protocol::Postgres, b"", &[(b"\x00\x00\x00\x08\x04\xd2\x16\x2f", b"S")]),
    (Protocol::Mysql, MYSQL_GREETING, &[(b"\x00\x00\x00\x00\x00\x00", b"")]),
    (
        Protocol::Xmpp,
        b"",
        &[
            (b"xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>", XMPP_FEATURES),
            (XMPP_STARTTLS, b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
        ],
    ),
    (
        Protocol::XmppServer,
        b"",
        &[
            (b"version='1.0'>", XMPP_FEATURES),
            (XMPP_STARTTLS, b"<proceed xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\"></proceed>"),
        ],
    ),
    (Protocol::Nntp, b"201 news.example.test\r\n", &[(b"STARTTLS\r\n", b"382 go ahead\r\n")]),
    (Protocol::Sieve, SIEVE_GREETING, &[(b"STARTTLS\r\n", b"OK\r\n")]),
    (Protocol::Sieve, b"OK {2}\r\nNO\r\n", &[(b"STARTTLS\r\n", b"ok (TAG {3+}\r\nNO\n) \"go\"\r\n")]),
    (
        Protocol::Lmtp,
        b"220 mail.example.test LMTP\r\n",
        &[
            (b"LHLO devcert.invalid\r\n", b"250-mail.example.test\r\n250 STARTTLS\r\n"),
            (b"STARTTLS\r\n", b"220 go ahead\r\n"),
        ],
    ),
];

const XMPP_STARTTLS: &[u8] = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

/// A server's stream with its features, some of them with what only looks like the end of a tag.
const XMPP_FEATURES: &[u8] = b"<?xml version='1.0'?>\n<stream:stream xmlns:stream='http://etherx.jabber.org/streams' \
    from='localhost' id='a>\"<b' version='1.0'> <stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>\
    <required/></starttls><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>";

/// As in RFC 5804, 1.8.
const SIEVE_GREETING: &[u8] = b"\"IMPLEMENTATION\" \"Example1 ManageSieved v001\"\r\n\"SASL\" \"PLAIN\"\r\n\
    \"STARTTLS\"\r\n\"SIEVE\" \"fileinto vacation\"\r\nOK \"ready\"\r\n";

/// What is between the first line and the last is the administrator's.
const PROFTPD_GREETING: &[u8] =
    b"220-welcome\r\n 530 machine\r\n220-\r\n530 of tests\r\n220 ProFTPD Server (ProFTPD) [127.0.0.1]\r\n";

/// Protocol 10, version "8.0", a thread, salt, and capabilities with `CLIENT_SSL`.
const MYSQL_GREETING: &[u8] = b"\x14\x00\x00\x00\x0a8.0\x00\x01\x00\x00\x0012345678\x00\xff\xff";

#[test]
fn tls_is_asked_for_as_each_protocol_has_it() {
    for (protocol, greeting, turns) in PRELUDES {
        // The written conversation ends with the yes: what comes then is the handshake.
        let error = outcome(greeting, turns, Some(protocol));
        assert_eq!(error, ProbeError::Closed { answered: false }, "{protocol}");
    }
}

#[test]
fn a_no_is_told_in_the_words_of_the_server() {
    let cases: [(Protocol, &[u8], &[Turn], &str); 20] = [
        (Protocol::Pop3, b"+OK\r\n", &[(b"STLS\r\n", b"-ERR not here\r\n")], "\"-ERR not here\""),
        (Protocol::Ftp, b"220 x\r\n", &[(b"AUTH TLS\r\n", b"530 log in\r\n")], "\"530 log in\""),
        (Protocol::Smtp, b"554 no\r\n", &[], "\"554 no\""),
        (Protocol::Smtp, b"554-no\r\n220 x\r\n554 never\r\n", &[], "\"554 never\""),
        (Protocol::Ftp, b"220-no\r\n220-end\r\n", &[], "closed the connection"),
        (
            Protocol::Smtp,
            b"220 x\r\n",
            &[(b"EHLO devcert.invalid\r\n", b"250 x\r\n"), (b"STARTTLS\r\n", b"502 not here\r\n")],
            "\"502 not here\"",
        ),
        (Protocol::Imap, b"* OK\r\n", &[(b"a1 STARTTLS\r\n", b"a1 BAD what\r\n")], "\"a1 BAD what\""),
        (Protocol::Postgres, b"", &[(b"\x16\x2f", b"N")], "ssl = off"),
        (
            Protocol::Mysql,
            b"\x14\x00\x00\x00\x0a8.0\x00\x01\x00\x00\x0012345678\x00\x00\x00",
            &[],
            "does not offer TLS",
        ),
        (Protocol::Mysql, b"\x0c\x00\x00\x00\xff\x69\x04Host no x", &[], "\"Host no x\""),
        (
            Protocol::Ldap,
            b"",
            &[(b"20037", b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x34\x04\x00\x04\x00")],
            "result code 52 (unavailable)",
        ),
        (
            Protocol::Ldap,
            b"",
            &[(b"20037", b"\x30\x17\x02\x01\x01\x78\x12\x0a\x01\x02\x04\x00\x04\x0bunsupported")],
            "result code 2 (protocolError), \"unsupported\"",
        ),
        (Protocol::Nntp, b"400 gone\r\n", &[], "\"400 gone\""),
        (Protocol::Nntp, b"200\r\n", &[(b"STARTTLS\r\n", b"580 not now\r\n")], "\"580 not now\""),
        (Protocol::Sieve, SIEVE_GREETING, &[(b"STARTTLS\r\n", b"NO \"no TLS\"\r\n")], "\"NO \"no TLS\"\""),
        (
            Protocol::Lmtp,
            b"220 x LMTP\r\n",
            &[(b"LHLO devcert.invalid\r\n", b"500 what\r\n")],
            "\"500 what\"",
        ),
        (
            Protocol::Xmpp,
            b"",
            &[(b"version='1.0'>", b"<stream:stream><stream:features></stream:features>")],
            "the features do not include starttls",
        ),
        (
            Protocol::XmppServer,
            b"",
            &[(b"version='1.0'>", b"<stream:stream><stream:error><host-unknown xmlns='x'/></stream:error>")],
            "the server does not know this name (host-unknown)",
        ),
        (
            Protocol::Xmpp,
            b"",
            &[(b"version='1.0'>", XMPP_FEATURES), (XMPP_STARTTLS, b"<failure xmlns='x'/></stream:stream>")],
            "<failure>",
        ),
        (Protocol::Pop3, b"\x15\x03\x01\x00\x02\x02\x0a", &[], "answered with TLS immediately"),
    ];
    for (protocol, greeting, turns, part) in cases {
        let error = outcome(greeting, turns, Some(protocol));
        assert!(matches!(error, ProbeError::NoStarttls { .. }), "{protocol}: {error:?}");
        assert!(error.to_string().contains(part), "{protocol}: {error}");
    }
}
