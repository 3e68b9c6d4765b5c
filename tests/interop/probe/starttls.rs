//! Servers that go over to TLS when they are asked, each with its own settings, folder and port.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::servers::{Running, free_port};
use crate::world::{Program, World};

/// A server of Debian's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    Mariadb,
    DovecotImap,
    DovecotPop3,
    DovecotLmtp,
    DovecotSieve,
    Postfix,
    Slapd,
    Proftpd,
}

/// What a server is told of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    On,
    Off,
    /// It is on, with no certificate.
    Broken,
}

/// What `devcert probe` has to say of one.
struct Row {
    server: Server,
    protocol: &'static str,
    /// When it is asked, and has no TLS.
    refusal: &'static str,
    /// When it is not asked.
    unasked: &'static str,
}

#[rustfmt::skip]
const ROWS: [Row; 8] = [
    row(Server::Mariadb, "mysql", "the greeting does not offer TLS", "but with the greeting of a MySQL or MariaDB server"),
    row(Server::DovecotImap, "imap", "\"a1 BAD TLS support isn't enabled.\"", "but with the greeting of an IMAP server"),
    row(Server::DovecotPop3, "pop3", "\"-ERR TLS support isn't enabled.\"", "but with the greeting of a POP3 server"),
    row(Server::DovecotLmtp, "lmtp", "\"502 5.5.1 TLS support is not enabled.\"", "but with the greeting of a mail or FTP server"),
    row(Server::DovecotSieve, "sieve", "\"NO \"TLS support isn't enabled.\"\"", "but with the greeting of a ManageSieve server"),
    row(Server::Postfix, "smtp", "\"502 5.5.1 Error: command not implemented\"", "but with the greeting of a mail server"),
    row(Server::Slapd, "ldap", "result code 2 (protocolError), \"unsupported extended operation\"", "closed the connection without an answer"),
    // Or the greeting of a mail server, where no more has come than the administrator's words.
    row(Server::Proftpd, "ftp", "\"500 AUTH not understood\"", "FTP server"),
];

const fn row(server: Server, protocol: &'static str, refusal: &'static str, unasked: &'static str) -> Row {
    Row { server, protocol, refusal, unasked }
}

impl Server {
    fn row(self) -> &'static Row {
        ROWS.iter().find(|row| row.server == self).unwrap()
    }

    fn start(self, world: &World, tls: Tls) -> Started {
        let folder = tempfile::Builder::new().prefix("devcert-interop-").tempdir().unwrap();
        // Most of them give up root's rights.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        for file in ["private.pem", "file.crt"] {
            std::fs::copy(world.path("server").join(file), folder.path().join(file)).unwrap();
        }
        let set = Settings { world, folder: folder.path(), port: free_port(), tls };
        let (program, end) = match self {
            Self::Mariadb => (set.mariadb(), Signal::TERM),
            Self::DovecotImap => (set.dovecot("imap", "imap-login", "imap"), Signal::INT),
            Self::DovecotPop3 => (set.dovecot("pop3", "pop3-login", "pop3"), Signal::INT),
            Self::DovecotLmtp => (set.dovecot("lmtp", "lmtp", "lmtp"), Signal::INT),
            Self::DovecotSieve => (set.dovecot("sieve", "managesieve-login", "sieve"), Signal::INT),
            Self::Postfix => (set.postfix(), Signal::TERM),
            Self::Slapd => (set.slapd(), Signal::INT),
            Self::Proftpd => (set.proftpd(), Signal::TERM),
        };
        Started { running: Running::start(program, set.port).ended_by(end), _folder: folder }
    }

    /// What probe says of it by the right CA, by another one, by another name, without TLS, unasked.
    fn is_asked_in_its_own_way(self) {
        let world = World::new();
        world.devcert("ca init --ca ca").succeeds();
        world.devcert("issue --ca ca --dir server").succeeds();
        world.devcert("ca init --ca other").succeeds();
        let Row { protocol, refusal, unasked, .. } = *self.row();
        let probe = |server: &Started, options: &str| {
            let port = server.running.port;
            world.devcert(&format!("probe localhost:{port} --timeout 60s {options}"))
        };
        let asked = format!("--starttls {protocol}");

        let server = self.start(&world, Tls::On);
        let run = probe(&server, &format!("{asked} --ca ca --save saved.crt")).succeeds();
        run.says(&format!("STARTTLS in {protocol}")).says("passed: clients that trust its CA accept it");
        assert_eq!(world.read("saved.crt"), world.read("server/file.crt"));
        let run = probe(&server, &format!("{asked} --ca other")).ends_with(1);
        let run = run.says("FAIL  localhost").says("which is not in the CA file");
        run.says("failed: 1 problem").says(&format!(" --starttls {protocol} --ca ca/ca.crt   ("));
        let run = probe(&server, &format!("{asked} --ca ca --sni other.test")).ends_with(1);
        run.says("FAIL  other.test").says("failed: 1 problem");

        let plain = self.start(&world, Tls::Off);
        let run = probe(&plain, &asked).ends_with(2);
        run.says(&format!("refused to start TLS in {protocol}: {refusal}")).says("enable TLS");
        let run = probe(&plain, "").ends_with(2).says(unasked).says("--starttls");
        // OpenLDAP's server says nothing that it could be known by.
        run.says(if unasked.contains("server") { protocol } else { unasked });
    }
}

/// One that runs, in a folder that goes with it.
struct Started {
    running: Running,
    _folder: TempDir,
}

/// What it is started with.
struct Settings<'a> {
    world: &'a World,
    folder: &'a Path,
    port: u16,
    tls: Tls,
}

impl Settings<'_> {
    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file; `{folder}` and `{port}` stand for this server's, and lines that begin with `on: `
    /// and `off: ` are for one with TLS, and one without.
    fn file(&self, name: &str, template: &str) -> String {
        let lines = template.lines().filter_map(|line| match line.split_once(": ") {
            Some(("on", line)) => (self.tls == Tls::On).then_some(line),
            Some(("off", line)) => (self.tls == Tls::Off).then_some(line),
            _ => Some(line),
        });
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let text = text.replace("{folder}", self.folder.to_str().unwrap());
        let path = self.folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text.replace("{port}", &self.port.to_string())).unwrap();
        self.path(name)
    }

    /// Without tables of rights it needs no database to be made first.
    fn mariadb(&self) -> Program {
        let options = self.file("my.cnf", MARIADB);
        std::fs::create_dir(self.folder.join("data")).unwrap();
        self.world.program_with("/usr/sbin/mariadbd", [format!("--defaults-file={options}")])
    }

    fn dovecot(&self, protocol: &str, service: &str, listener: &str) -> Program {
        let settings = DOVECOT.replace("{protocol}", protocol);
        let settings = settings.replace("{service}", service).replace("{listener}", listener);
        let options = self.file("dovecot.conf", &settings);
        self.world.program_with("/usr/sbin/dovecot", ["-F", "-c", &options])
    }

    /// It ends its process group with itself, so it gets one of its own.
    fn postfix(&self) -> Program {
        self.file("etc/main.cf", POSTFIX);
        self.file("etc/master.cf", POSTFIX_SERVICES);
        for folder in ["spool", "data"] {
            std::fs::create_dir(self.folder.join(folder)).unwrap();
        }
        self.world.program_with("chown", ["postfix", &self.path("data")]).run().succeeds();
        let etc = self.path("etc");
        self.world.program_with("/usr/sbin/postfix", ["-c", &etc, "check"]).run().succeeds();
        self.world.program_with("setsid", ["/usr/lib/postfix/sbin/master", "-c", &etc, "-d"])
    }

    fn slapd(&self) -> Program {
        let options = self.file("slapd.conf", SLAPD);
        std::fs::create_dir(self.folder.join("data")).unwrap();
        let url = format!("ldap://127.0.0.1:{}", self.port);
        self.world.program_with("/usr/sbin/slapd", ["-d", "0", "-f", &options, "-h", &url])
    }

    fn proftpd(&self) -> Program {
        self.file("welcome", "welcome to the\n530 machine\nof tests\n");
        let options = self.file("proftpd.conf", PROFTPD);
        self.world.program_with("/usr/sbin/proftpd", ["-n", "-c", &options])
    }
}

const MARIADB: &str = "\
[mariadbd]
datadir={folder}/data
socket={folder}/socket
pid-file={folder}/pid
port={port}
bind-address=127.0.0.1
user=root
skip-grant-tables
skip-log-bin
innodb-log-file-size=4M
innodb-flush-method=nosync
on: ssl-cert={folder}/file.crt
on: ssl-key={folder}/private.pem
";

const DOVECOT: &str = "\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = {protocol}
on: ssl_cert = <{folder}/file.crt
on: ssl_key = <{folder}/private.pem
off: ssl = no
service {service} {
  inet_listener {listener} {
    port = {port}
  }
  inet_listener {listener}s {
    port = 0
  }
}
passdb {
  driver = static
  args = password=none
}
";

const POSTFIX: &str = "\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
smtpd_peername_lookup = no
local_recipient_maps =
alias_maps =
mydestination =
on: smtpd_tls_security_level = may
on: smtpd_tls_cert_file = {folder}/file.crt
on: smtpd_tls_key_file = {folder}/private.pem
";

/// Nothing that reads settings from elsewhere, and no chroot.
const POSTFIX_SERVICES: &str = "\
127.0.0.1:{port} inet n - n - - smtpd
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
on: tlsmgr unix - - n 1000? 1 tlsmgr
";

const SLAPD: &str = "\
on: TLSCertificateFile {folder}/file.crt
on: TLSCertificateKeyFile {folder}/private.pem
database ldif
directory {folder}/data
suffix cn=test
";

const PROSODY: &str = "\
pidfile = '{folder}/pid'
data_path = '{folder}/data'
certificates = '{folder}/none'
run_as_root = true
interfaces = { '127.0.0.1' }
c2s_ports = { {port} }
s2s_ports = { {servers} }
off: modules_enabled = { 'saslauth' }
off: c2s_require_encryption = false
off: allow_unencrypted_plain_auth = true
on: modules_enabled = { 'saslauth', 'tls', 's2s' }
on: ssl = { certificate = '{folder}/file.crt', key = '{folder}/private.pem' }
log = { info = '{folder}/log' }
VirtualHost 'localhost'
";

/// Its banner has lines that begin with other numbers.
const PROFTPD: &str = "\
LoadModule mod_tls.c
ServerType standalone
DefaultAddress 127.0.0.1
Port {port}
PidFile {folder}/pid
ScoreboardFile {folder}/scoreboard
SystemLog {folder}/log
DelayTable none
WtmpLog off
TransferLog none
DisplayConnect {folder}/welcome
on: TLSEngine on
on: TLSRSACertificateFile {folder}/file.crt
on: TLSRSACertificateKeyFile {folder}/private.pem
";

#[test]
fn mariadb_is_asked_for_tls_in_its_own_way() {
    Server::Mariadb.is_asked_in_its_own_way();
}

#[test]
fn dovecot_is_asked_for_tls_in_imap_and_in_pop3() {
    Server::DovecotImap.is_asked_in_its_own_way();
    Server::DovecotPop3.is_asked_in_its_own_way();
}

#[test]
fn dovecot_is_asked_for_tls_in_lmtp_and_in_managesieve() {
    Server::DovecotLmtp.is_asked_in_its_own_way();
    Server::DovecotSieve.is_asked_in_its_own_way();
}

/// An XMPP server for localhost, with a port for clients and one for servers.
fn prosody(world: &World, tls: Tls) -> (Running, u16, TempDir) {
    let folder = tempfile::Builder::new().prefix("devcert-interop-").tempdir().unwrap();
    for file in ["private.pem", "file.crt"] {
        std::fs::copy(world.path("server").join(file), folder.path().join(file)).unwrap();
    }
    let servers = free_port();
    let set = Settings { world, folder: folder.path(), port: free_port(), tls };
    let options = set.file("prosody.cfg.lua", &PROSODY.replace("{servers}", &servers.to_string()));
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let program = world.program_with("prosody", ["-F", "--config", &options]);
    (Running::start(program, set.port), servers, folder)
}

#[test]
fn prosody_is_asked_for_tls_by_clients_and_by_servers() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue localhost --ca ca --dir server").succeeds();
    let (clients, servers, _folder) = prosody(&world, Tls::On);
    let probe =
        |port: u16, options: &str| world.devcert(&format!("probe localhost:{port} --ca ca {options}"));
    for (protocol, port) in [("xmpp", clients.port), ("xmpp-server", servers)] {
        let run = probe(port, &format!("--starttls {protocol}")).succeeds();
        run.says(&format!("STARTTLS in {protocol}")).says("passed: clients that trust its CA accept it");
        let other = probe(port, &format!("--starttls {protocol} --sni other.test")).ends_with(2);
        other.says("the server does not know this name (host-unknown)").says("--sni");
    }
    let unasked = probe(clients.port, "").ends_with(2).says("the stream of an XMPP server");
    unasked.says("--starttls xmpp\n").says("--starttls xmpp-server\n");
    let (plain, _, _folder) = prosody(&world, Tls::Off);
    let run = probe(plain.port, "--starttls xmpp").ends_with(2);
    run.says("refused to start TLS in xmpp: the features do not include starttls");
}

#[test]
fn a_server_that_says_yes_and_has_no_certificate_is_told_in_its_own_words() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --dir server --ca ca").succeeds();
    let server = Server::DovecotImap.start(&world, Tls::Broken);
    let run = world.devcert(&format!("probe localhost:{} --starttls imap", server.running.port)).ends_with(2);
    run.says("\"* BYE [UNAVAILABLE] TLS initialization failed.\"").says("check its log");
}

#[test]
fn postfix_is_asked_for_tls_in_its_own_way() {
    Server::Postfix.is_asked_in_its_own_way();
}

#[test]
fn slapd_is_asked_for_tls_in_its_own_way() {
    Server::Slapd.is_asked_in_its_own_way();
}

#[test]
fn proftpd_is_asked_for_tls_behind_a_banner_of_many_lines() {
    Server::Proftpd.is_asked_in_its_own_way();
}
