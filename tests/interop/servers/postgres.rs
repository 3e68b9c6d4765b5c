//! PostgreSQL, and psql with sslmode=verify-full.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Running, free_port, world};
use crate::world::{Program, Run, World};

/// Who may connect.
const EVERYBODY: &str = "hostssl all all all trust\n";
/// A client whose certificate has the role's name as its common name.
const CERTIFICATE: &str = "hostssl all all all cert\n";

/// A database, in a folder of its own that belongs to its user.
struct Postgres {
    running: Running,
    _data: TempDir,
}

impl Postgres {
    /// Starts a new one on what `convert` makes of the folder `from`.
    fn start(world: &World, from: &str, clients: &str, revoked: bool) -> Self {
        // The world's folder is closed to other users, and the server refuses to run as root.
        let data = tempfile::Builder::new().prefix("devcert-interop-postgres-").tempdir().unwrap();
        let folder = data.path().to_str().unwrap();
        give_away(data.path());
        let init = ["-D", folder, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"];
        program(world, "initdb", &init).run().succeeds();
        let roles = "CREATE ROLE alice LOGIN;\nCREATE ROLE bob LOGIN;\n";
        let single = ["--single", "-D", folder, "postgres"];
        program(world, "postgres", &single).input(roles).run().succeeds();
        world
            .devcert_with(&["convert", "--dir", from, "--preset", "postgres", "--out-dir", folder])
            .succeeds();
        std::fs::copy(world.path("ca/ca.crt"), data.path().join("root.crt")).unwrap();
        std::fs::write(data.path().join("pg_hba.conf"), clients).unwrap();
        let mut line =
            vec!["-D", folder, "-c", "fsync=off", "-c", "unix_socket_directories=", "-c", "ssl=on"];
        line.extend(["-c", "listen_addresses=127.0.0.1,::1", "-c", "ssl_ca_file=root.crt"]);
        if revoked {
            std::fs::copy(world.path("ca.crl"), data.path().join("root.crl")).unwrap();
            line.extend(["-c", "ssl_crl_file=root.crl"]);
        }
        for file in ["server.crt", "server.key", "root.crt", "pg_hba.conf"] {
            give_away(&data.path().join(file));
        }
        let port = free_port();
        let number = port.to_string();
        line.extend(["-p", &number]);
        let running = Running::start(program(world, "postgres", &line), port);
        let is_ready =
            || world.program_with("pg_isready", ["-h", "127.0.0.1", "-p", &number]).run().status() == Some(0);
        let patience = Instant::now() + Duration::from_secs(60);
        while !is_ready() {
            assert!(Instant::now() < patience, "PostgreSQL takes connections, and is not ready");
        }
        Self { running, _data: data }
    }

    /// `psql` asks who it is.
    fn ask(&self, world: &World, host: &str, trust: &str, user: &str, identity: Option<&str>) -> Run {
        let identity = identity.map_or_else(
            || "sslcert=none sslkey=none".to_owned(),
            |folder| format!("sslcert={folder}/file.crt sslkey={folder}/private.pem"),
        );
        let connection = format!(
            "host={host} hostaddr={} port={} dbname=postgres user={user} sslmode=verify-full sslrootcert={trust} {identity}",
            if host == "::1" { "::1" } else { "127.0.0.1" },
            self.running.port
        );
        let query = "select current_user, ssl, client_dn from pg_stat_ssl where pid = pg_backend_pid()";
        world.program_with("psql", ["-X", "-A", "-t", "-c", query, &connection]).run()
    }
}

/// The folder of the newest server's programs, which Debian leaves off PATH.
fn programs() -> PathBuf {
    let all = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL: run tests/interop/install.sh");
    let newest = all.map(|entry| entry.unwrap().path()).max().expect("a version of PostgreSQL");
    newest.join("bin")
}

/// A program of the server, as the user that Debian made for it when the tests are root's.
pub(crate) fn program(world: &World, name: &str, arguments: &[&str]) -> Program {
    let path = programs().join(name);
    let path = path.to_str().unwrap();
    let line = match rustix::process::geteuid().is_root() {
        true => {
            [&["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", path], arguments].concat()
        }
        false => [&[path], arguments].concat(),
    };
    world.program_with(line[0], &line[1..]).folder("/")
}

/// Hands a file to the server's user.
pub(crate) fn give_away(path: &Path) {
    if rustix::process::geteuid().is_root() {
        let home = std::fs::metadata("/var/lib/postgresql").unwrap();
        chown(path, Some(home.uid()), Some(home.gid())).unwrap();
    }
}

#[test]
fn a_database_is_taken_with_verify_full_by_every_name_and_with_trust_only() {
    let world = world();
    let database = Postgres::start(&world, "server", EVERYBODY, false);
    for name in ["localhost", "127.0.0.1", "::1"] {
        database.ask(&world, name, "ca/ca.crt", "alice", None).succeeds().says("alice|t|");
        let refused = database.ask(&world, name, "other/ca.crt", "alice", None).ends_with(2);
        refused.says("certificate verify failed");
    }
}

#[test]
fn a_database_under_another_name_is_refused() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca --algorithm p256 --no-default-names db.test --dir server").succeeds();
    let database = Postgres::start(&world, "server", EVERYBODY, false);
    database.ask(&world, "db.test", "ca/ca.crt", "alice", None).succeeds();
    let refused = database.ask(&world, "localhost", "ca/ca.crt", "alice", None).ends_with(2);
    refused.says("server certificate for \"db.test\" does not match host name \"localhost\"");
}

#[test]
fn a_role_is_had_with_the_certificate_of_its_name_and_no_other() {
    let world = world();
    let database = Postgres::start(&world, "server", CERTIFICATE, false);
    let ask = |user, identity| database.ask(&world, "localhost", "ca/ca.crt", user, identity);
    ask("alice", Some("alice")).succeeds().says("alice|t|/CN=alice");
    ask("bob", Some("bob")).succeeds().says("bob|t|/CN=bob");
    ask("alice", Some("bob")).ends_with(2).says("certificate authentication failed for user \"alice\"");
    ask("alice", None).ends_with(2).says("connection requires a valid client certificate");
    ask("alice", Some("mallory")).ends_with(2).says("unknown ca");
    ask("alice", Some("server")).ends_with(2).says("unsupported certificate");
}

#[test]
fn a_role_is_lost_when_its_certificate_is_revoked() {
    let world = world();
    world.devcert("revoke --ca ca alice/file.crt").succeeds();
    world.devcert("crl --ca ca --out ca.crl").succeeds();
    let database = Postgres::start(&world, "server", CERTIFICATE, true);
    let ask = |user| database.ask(&world, "localhost", "ca/ca.crt", user, Some(user));
    ask("alice").ends_with(2).says("certificate revoked");
    ask("bob").succeeds().says("bob|t|/CN=bob");
}
