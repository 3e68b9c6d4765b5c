//! A CA, a server with a certificate of that CA, and a machine's stores to put the CA in: a home of the
//! world's own, and for what belongs to root a mount namespace in which `/etc`, `/usr/local`,
//! dpkg's records and the list of certificates that Debian's hook keeps for Java's stores are layers that
//! are thrown away.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::server::source;
use crate::servers::free_port;
use crate::world::{DEVCERT, Program, Run, World};

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) port: u16,
    serve: Serve,
    server: Child,
}

/// What serves, with the key and the certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Serve {
    Node(&'static str, &'static str),
    /// `openssl s_server`, which serves what others refuse to.
    Openssl(&'static str, &'static str),
}

impl Serve {
    fn start(self, world: &World) -> (Child, u16) {
        match self {
            Self::Node(key, certificate) => {
                let script = source("interop/clients/https-server.js");
                let arguments = [script.to_str().unwrap(), key, certificate, "server.log"];
                let (_, mut server) = world.program_with("node", arguments).start();
                let mut line = String::new();
                BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
                let port = line.trim().parse();
                (server, port.unwrap_or_else(|_| panic!("the server does not start: {line}")))
            }
            Self::Openssl(key, certificate) => {
                let port = free_port();
                let options = "-quiet -www -cipher ALL:@SECLEVEL=0";
                let line = format!("s_server -accept {port} -key {key} -cert {certificate} {options}");
                let (_, server) = world.program("openssl", &line).start();
                let start = Instant::now();
                while TcpStream::connect(("127.0.0.1", port)).is_err() {
                    assert!(start.elapsed() < PATIENCE, "openssl {line} does not listen");
                    std::thread::sleep(Duration::from_millis(20));
                }
                (server, port)
            }
        }
    }
}

/// Mounts the layers, does what the test wants beforehand, and becomes the program.
const NAMESPACE: &str = r#"
set -eu
layers=$1 before=$2
shift 2
for folder in etc usr/local var/lib/dpkg var/lib/ca-certificates-java; do
  top=$layers/$folder
  mkdir -p "$top/upper" "$top/work"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$top/upper,workdir=$top/work" "/$folder"
done
eval "$before"
exec "$@"
"#;

impl Site {
    /// A site whose server has a certificate of the CA in `ca/`.
    pub(crate) fn new() -> Self {
        let world = World::new();
        world.devcert("ca init --ca ca").succeeds();
        world.devcert("issue --ca ca localhost").succeeds();
        Self::serving(world)
    }

    /// A site whose server has the self-signed certificate in `cert/`.
    pub(crate) fn self_signed() -> Self {
        let world = World::new();
        world.devcert("selfsign --algorithm p256").succeeds();
        Self::serving(world)
    }

    /// A site whose server has the files in `cert/`.
    pub(crate) fn serving(world: World) -> Self {
        Self::serving_by(world, Serve::Node("cert/private.pem", "cert/file.crt"))
    }

    /// A site whose server is this one.
    pub(crate) fn serving_by(world: World, serve: Serve) -> Self {
        world.write("namespace.sh", NAMESPACE);
        let (server, port) = serve.start(&world);
        Self { world, port, serve, server }
    }

    /// Stops the server, and starts it again on another port.
    pub(crate) fn restart(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        (self.server, self.port) = self.serve.start(&self.world);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}/{path}", self.port)
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.world.folder().parent().unwrap().join("home")
    }

    /// A program for which the layers are the machine's own files.
    pub(crate) fn inside(&self, words: &[String]) -> Run {
        self.inside_after("", words)
    }

    /// The same, after a line of shell has changed the namespace.
    pub(crate) fn inside_after(&self, before: &str, words: &[String]) -> Run {
        self.namespace(before, words).run()
    }

    /// The same where other users are, for which the suite has to run as root.
    pub(crate) fn inside_as_real_root(&self, before: &str, words: &[String]) -> Run {
        self.unshared(&["--mount"], before, words).run()
    }

    fn namespace(&self, before: &str, words: &[String]) -> Program {
        self.unshared(&["--mount", "--map-root-user"], before, words)
    }

    fn unshared(&self, options: &[&str], before: &str, words: &[String]) -> Program {
        let layers = self.world.path("layers").display().to_string();
        let start = [options, &["sh", "namespace.sh", &layers, before]].concat();
        let words = start.into_iter().map(str::to_owned).chain(words.iter().cloned());
        self.world.program_with("unshare", words)
    }

    /// The same for a program that ends only when it is stopped.
    pub(crate) fn start_inside(&self, before: &str, words: &[String]) -> Running {
        Running(self.namespace(before, words).start().1)
    }

    /// `devcert trust` with the CA, where the layers are.
    pub(crate) fn trust(&self, arguments: &str) -> Run {
        self.trust_after("", arguments)
    }

    pub(crate) fn trust_after(&self, before: &str, arguments: &str) -> Run {
        self.inside_after(before, &words(&format!("{DEVCERT} trust {arguments} --ca ca")))
    }

    /// Waits until the server has seen a request for `path`, or a client that gave up.
    pub(crate) fn sees(&self, path: &str) -> Seen {
        let start = Instant::now();
        let taken = format!("GET /{path}\n");
        loop {
            let log = String::from_utf8(self.world.read("server.log")).unwrap();
            match (log.contains(&taken), log.contains("refused: ")) {
                (true, _) => return Seen::Taken,
                (_, true) => return Seen::Refused(log),
                _ if start.elapsed() > PATIENCE => panic!("no client came to {path}:\n{log}"),
                _ => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    pub(crate) fn forget(&self) {
        self.world.write("server.log", "");
    }
}

/// A browser that starts on a busy machine.
const PATIENCE: Duration = Duration::from_secs(150);

/// A program that is stopped with this value. `unshare` and `sh` have become the program.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn stop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What the server saw.
pub(crate) enum Seen {
    Taken,
    /// With all that it wrote down.
    Refused(String),
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("the server was taken"),
            Self::Refused(log) => write!(f, "the server was refused:\n{log}"),
        }
    }
}

pub(crate) fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
