//! Servers that start from the lines that `convert --preset` prints for them, as they are.

use rustix::process::Signal;

use super::{Running, free_port, world};
use crate::world::{Program, Run, World};

/// A server, and the client of its own, where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    Apache,
    Caddy,
    Redis,
    Mosquitto,
    Mysql,
}

/// The lines that `convert` prints, with the files in a directory of the program's name.
fn lines(world: &World, program: &str, more: &str) -> String {
    let line = format!("convert --dir server --preset {program} --out-dir {program}{more}");
    let printed = world.devcert(&line).succeeds().errors();
    let mut lines = printed.lines().skip_while(|line| !line.starts_with("for "));
    let heading = lines.next().unwrap();
    match heading.ends_with(':') {
        true => lines.map(|line| format!("{}\n", line.strip_prefix("  ").unwrap())).collect(),
        false => heading.splitn(3, ": ").nth(2).unwrap().to_owned(),
    }
}

impl Server {
    const ALL: [Self; 5] = [Self::Apache, Self::Caddy, Self::Redis, Self::Mosquitto, Self::Mysql];

    fn start(self, world: &World) -> Running {
        let port = free_port();
        let end = if self == Self::Mysql { Signal::TERM } else { Signal::INT };
        Running::start(self.program(world, port), port).ended_by(end)
    }

    fn program(self, world: &World, port: u16) -> Program {
        let folder = world.folder().display().to_string();
        match self {
            Self::Apache => {
                let modules = ["mpm_event", "authz_core", "ssl"]
                    .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
                let configuration = format!(
                    "ServerRoot \"{folder}\"\nDefaultRuntimeDir \"{folder}\"\nPidFile apache.pid\nErrorLog /dev/stderr\n\
                     {}User nobody\nGroup nogroup\nServerName localhost\nListen 127.0.0.1:{port}\n\
                     <VirtualHost 127.0.0.1:{port}>\n{}</VirtualHost>\n",
                    modules.concat(),
                    lines(world, "apache", "")
                );
                world.write("httpd.conf", configuration);
                let file = format!("{folder}/httpd.conf");
                world.program_with("/usr/sbin/apache2", ["-DFOREGROUND", "-f", &file])
            }
            Self::Caddy => {
                let configuration = format!(
                    "{{\n  admin off\n  auto_https off\n}}\n\
                     https://localhost:{port} {{\n  bind 127.0.0.1\n  {}\n  respond \"hello\"\n}}\n",
                    lines(world, "caddy", "")
                );
                world.write("Caddyfile", configuration);
                world.program("caddy", "run --config Caddyfile --adapter caddyfile").env("HOME", &folder)
            }
            Self::Redis => {
                let lines = lines(world, "redis", "").replace("6379", &port.to_string());
                world.write("redis.conf", format!("{lines}bind 127.0.0.1\nsave \"\"\ndir \"{folder}\"\n"));
                world.program("redis-server", "redis.conf")
            }
            Self::Mosquitto => {
                let lines = lines(world, "mosquitto", "").replace("8883", &format!("{port} 127.0.0.1"));
                // As root it would become another user before it reads the key.
                world.write("mosquitto.conf", format!("user root\n{lines}allow_anonymous true\n"));
                world.program("/usr/sbin/mosquitto", "-c mosquitto.conf")
            }
            Self::Mysql => {
                let lines = lines(world, "mysql", " --ca ca");
                let configuration = format!(
                    "{lines}datadir={folder}/data\nsocket={folder}/socket\npid-file={folder}/pid\nport={port}\n\
                     bind-address=127.0.0.1\nuser=root\nskip-grant-tables\nskip-log-bin\n\
                     innodb-log-file-size=4M\ninnodb-flush-method=nosync\n"
                );
                world.write("my.cnf", configuration);
                std::fs::create_dir(world.path("data")).unwrap();
                world.program_with("/usr/sbin/mariadbd", [format!("--defaults-file={folder}/my.cnf")])
            }
        }
    }

    /// A client of OpenSSL that trusts the CA in this directory.
    fn handshake(self, world: &World, port: u16, ca: &str) -> Run {
        let starttls = if self == Self::Mysql { " -starttls mysql" } else { "" };
        let line = format!(
            "s_client -connect 127.0.0.1:{port} -servername localhost -CAfile {ca}/ca.crt -no-CApath -no-CAstore \
             -verify_return_error -verify_hostname localhost{starttls}"
        );
        world.openssl(&line)
    }

    /// What the client of the program says, where it has one.
    fn client(self, world: &World, port: u16, ca: &str) -> Option<Run> {
        let trust = format!("{ca}/ca.crt");
        Some(match self {
            Self::Redis => {
                let line = format!("--tls --cacert {trust} -h localhost -p {port} ping");
                world.program("redis-cli", &line).run()
            }
            Self::Mosquitto => {
                let line = format!("-h localhost -p {port} --cafile {trust} -t topic -m message");
                world.program("mosquitto_pub", &line).run()
            }
            Self::Apache | Self::Caddy | Self::Mysql => return None,
        })
    }
}

#[test]
fn a_server_starts_from_the_printed_lines_and_is_trusted_through_its_ca() {
    for server in Server::ALL {
        let world = world();
        let running = server.start(&world);
        server.handshake(&world, running.port, "ca").succeeds().says("Verify return code: 0 (ok)");
        server.handshake(&world, running.port, "other").ends_with(1).says("verify error");
        if let Some(client) = server.client(&world, running.port, "ca") {
            client.succeeds();
        }
        if let Some(client) = server.client(&world, running.port, "other") {
            assert_ne!(client.status(), Some(0), "{server:?}");
        }
    }
}
