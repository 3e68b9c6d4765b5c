//! nginx, HAProxy and Node.

use std::io::{BufRead, BufReader};

use super::clients::{Identity, curl, s_client};
use super::{Running, free_port, world};
use crate::server::{Client, DEFAULT_NAMES, NotesServer, source};
use crate::world::World;

/// A server that speaks HTTPS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    Nginx,
    Haproxy,
    Node,
}

/// What a server asks of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Nothing.
    Nothing,
    /// A certificate of our CA.
    Certificate,
    /// One that `ca.crl` does not take back.
    Unrevoked,
}

impl Server {
    const ALL: [Self; 3] = [Self::Nginx, Self::Haproxy, Self::Node];

    /// Starts it from what `convert` makes for it of the folder `from`.
    fn start(self, world: &World, from: &str, asks: Asks) -> Running {
        let preset = format!("{self:?}").to_lowercase();
        let convert = format!("convert --dir {from} --preset {preset} --out-dir {preset} --force");
        world.devcert(&convert).succeeds();
        match self {
            Self::Nginx => nginx(world, asks),
            Self::Haproxy => haproxy(world, asks),
            Self::Node => node(world, asks),
        }
    }
}

/// One process in the foreground, with everything in the world's folder.
fn nginx(world: &World, asks: Asks) -> Running {
    let port = free_port();
    let clients = match asks {
        Asks::Nothing => "",
        Asks::Certificate => "ssl_verify_client on; ssl_client_certificate ca/ca.crt;",
        Asks::Unrevoked => "ssl_verify_client on; ssl_client_certificate ca/ca.crt; ssl_crl ca.crl;",
    };
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|what| format!("{what}_temp_path {what};"));
    let configuration = format!(
        "daemon off; master_process off; pid nginx.pid; error_log stderr;\n\
         events {{}}\n\
         http {{\n  access_log off; {}\n  server {{\n    listen 127.0.0.1:{port} ssl; listen [::1]:{port} ssl;\n    \
         ssl_certificate nginx/server.crt; ssl_certificate_key nginx/server.key;\n    {clients}\n    \
         location / {{ return 200 \"hello $ssl_client_s_dn\\n\"; }}\n  }}\n}}\n",
        temporary.join(" ")
    );
    world.write("nginx.conf", configuration);
    let folder = world.folder();
    let line = ["-p", folder.to_str().unwrap(), "-c", "nginx.conf", "-e", "stderr"];
    // Debian puts servers where PATH does not reach for users.
    Running::start(world.program_with("/usr/sbin/nginx", line), port)
}

fn haproxy(world: &World, asks: Asks) -> Running {
    let port = free_port();
    let clients = match asks {
        Asks::Nothing => "",
        Asks::Certificate => "verify required ca-file ca/ca.crt",
        Asks::Unrevoked => "verify required ca-file ca/ca.crt crl-file ca.crl",
    };
    let bind = |address: &str| format!("  bind {address}:{port} ssl crt haproxy/haproxy.pem {clients}\n");
    let configuration = format!(
        "defaults\n  mode http\n  timeout client 10s\n  timeout server 10s\n  timeout connect 10s\n\
         frontend all\n{}{}  http-request return status 200 content-type text/plain lf-string \"hello CN=%[ssl_c_s_dn(cn)]\\n\"\n",
        bind("127.0.0.1"),
        bind("[::1]")
    );
    world.write("haproxy.cfg", configuration);
    Running::start(world.program("/usr/sbin/haproxy", "-db -f haproxy.cfg"), port)
}

fn node(world: &World, asks: Asks) -> Running {
    let script = source("interop/clients/mutual-server.js");
    let files: &[&str] = match asks {
        Asks::Nothing => &[],
        Asks::Certificate => &["ca/ca.crt"],
        Asks::Unrevoked => &["ca/ca.crt", "ca.crl"],
    };
    let line = [&[script.to_str().unwrap(), "node/cert.pem", "node/key.pem"], files].concat();
    let (_, mut child) = world.program_with("node", line).start();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    Running::of(child, first.trim().parse().expect("a port"))
}

/// That curl and OpenSSL get through as `name`, or do not get through.
#[track_caller]
fn is_let_in(world: &World, port: u16, identity: Identity, name: Option<&str>) {
    let runs = [curl(world, "localhost", port, "ca/ca.crt", identity), s_client(world, port, identity)];
    for run in runs {
        match name {
            Some(name) => _ = run.says("hello ").says(name),
            None => {
                run.says_not("hello ");
            }
        }
    }
}

/// That every client takes the server at this port by each of its names, with trust in its CA only.
fn is_taken_with_trust_only(world: &World, port: u16) {
    for client in Client::ALL {
        for name in DEFAULT_NAMES {
            client.connect(world, name, port, "ca/ca.crt").succeeds();
            let (status, reason) = client.refusal();
            client.connect(world, name, port, "other/ca.crt").ends_with(status).says(reason);
        }
    }
}

#[test]
fn every_server_starts_from_what_convert_wrote_and_every_client_takes_it_with_trust_only() {
    let world = world();
    for server in Server::ALL {
        is_taken_with_trust_only(&world, server.start(&world, "server", Asks::Nothing).port);
    }
}

#[test]
fn the_notes_server_starts_from_what_issue_wrote() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca").succeeds();
    world.devcert("ca init --ca other --algorithm p256").succeeds();
    is_taken_with_trust_only(&world, NotesServer::start(&world).https);
}

#[test]
fn a_server_under_an_intermediate_is_taken_by_who_trusts_the_root() {
    let world = World::new();
    world.devcert("ca init --ca root --algorithm p256").succeeds();
    world.devcert("ca init --ca ca --algorithm p256 --intermediate --parent root").succeeds();
    world.devcert("issue --ca ca --algorithm p256 --dir server").succeeds();
    for server in Server::ALL {
        let running = server.start(&world, "server", Asks::Nothing);
        for client in Client::ALL {
            client.connect(&world, "localhost", running.port, "root/ca.crt").succeeds();
        }
    }
}

#[test]
fn a_name_that_the_certificate_lacks_is_refused_whatever_the_server() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca --algorithm p256 --no-default-names dev.test --dir server").succeeds();
    for server in Server::ALL {
        let running = server.start(&world, "server", Asks::Nothing);
        for client in Client::ALL {
            client.connect(&world, "localhost", running.port, "ca/ca.crt").ends_with(client.refusal().0);
        }
        let resolved = format!("--resolve dev.test:{}:127.0.0.1", running.port);
        let line = format!(
            "-q -sS --fail --noproxy * {resolved} --cacert ca/ca.crt https://dev.test:{}/",
            running.port
        );
        world.program("curl", &line).run().succeeds().says("hello ");
    }
}

#[test]
fn a_client_needs_a_certificate_of_the_ca_that_the_server_asks_for() {
    let world = world();
    for server in Server::ALL {
        let running = server.start(&world, "server", Asks::Certificate);
        is_let_in(&world, running.port, None, None);
        is_let_in(&world, running.port, Some("mallory"), None);
        is_let_in(&world, running.port, Some("alice"), Some("alice"));
        is_let_in(&world, running.port, Some("bob"), Some("bob"));
        // Its usages leave clients out.
        is_let_in(&world, running.port, Some("server"), None);
    }
}

#[test]
fn a_client_is_let_in_until_it_is_revoked() {
    let world = world();
    let list = || world.devcert("crl --ca ca --out ca.crl").succeeds();
    list();
    for server in Server::ALL {
        let running = server.start(&world, "server", Asks::Unrevoked);
        is_let_in(&world, running.port, Some("alice"), Some("alice"));
    }
    world.devcert("revoke --ca ca alice/file.crt --reason keyCompromise").succeeds();
    list();
    for server in Server::ALL {
        let running = server.start(&world, "server", Asks::Unrevoked);
        is_let_in(&world, running.port, Some("alice"), None);
        is_let_in(&world, running.port, Some("bob"), Some("bob"));
    }
}
