//! The notes' server on a world's `cert/`, and the clients that connect to it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::world::{Program, Run, World};

/// The names that every certificate carries unless others are asked for.
pub(crate) const DEFAULT_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The server of the notes, running; it ends with this value.
pub(crate) struct NotesServer {
    child: Child,
    pub(crate) http: u16,
    pub(crate) https: u16,
}

impl NotesServer {
    /// Starts it in the world's folder, where `cert/` must be.
    pub(crate) fn start(world: &World) -> Self {
        Self::try_start(world).unwrap_or_else(|errors| panic!("the notes' server does not start:\n{errors}"))
    }

    /// Starts it, or gives what it says when it ends at once.
    pub(crate) fn try_start(world: &World) -> Result<Self, String> {
        let app = world.program_with("node", [app(world)]).env("PORT", "0");
        let (_, mut child) = app.start();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let ports: Vec<_> = lines.by_ref().take(2).map(|line| port(&line)).collect();
        let [http, https] = ports[..] else {
            child.wait().unwrap();
            return Err(std::io::read_to_string(child.stderr.take().unwrap()).unwrap());
        };
        Ok(Self { child, http, https })
    }
}

impl Drop for NotesServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server of the notes, started with `forever start`; it is stopped with this value.
pub(crate) struct ForeverServer<'a> {
    world: &'a World,
    pub(crate) https: u16,
}

/// How long `forever` may take to start the server on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

impl<'a> ForeverServer<'a> {
    /// Starts it in the world's folder, where `cert/` must be.
    pub(crate) fn start(world: &'a World) -> Self {
        let folder = world.folder();
        let app = app(world);
        let options =
            ["start", "--workingDir", folder.to_str().unwrap(), "-o", "forever.log", "-e", "forever.err"];
        let arguments = options.into_iter().chain([app.to_str().unwrap()]);
        let (_, mut launcher) = world.program_with(forever(), arguments).env("PORT", "0").start();
        // The daemon inherits the streams and keeps them open: the end of the process is what counts.
        assert!(launcher.wait().unwrap().success(), "forever start failed");
        let server = Self { world, https: Self::port(world, 1) };
        server.world.program(forever(), "list").run().succeeds().says("app.js");
        server
    }

    /// The port that the server listens on after `starts` starts.
    fn port(world: &World, starts: usize) -> u16 {
        let begin = Instant::now();
        loop {
            let log = std::fs::read_to_string(world.path("forever.log")).unwrap_or_default();
            // A line that is still being written has no end yet.
            let complete = log.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            let mut addresses = complete.filter(|line| line.starts_with("https://"));
            if let Some(line) = addresses.nth(starts - 1) {
                return port(line.trim_end());
            }
            assert!(begin.elapsed() < PATIENCE, "forever started no server:\n{log}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Restarts it, as after a renewal of its certificate.
    pub(crate) fn restart(&mut self) {
        self.world.program_with(forever(), ["restart", "0"]).run().succeeds();
        self.https = Self::port(self.world, 2);
    }
}

impl Drop for ForeverServer<'_> {
    fn drop(&mut self) {
        let stopped = self.world.program(forever(), "stopall").run();
        if !std::thread::panicking() {
            stopped.succeeds();
        }
    }
}

fn forever() -> PathBuf {
    source("e2e/notes-server/node_modules/.bin/forever")
}

/// The server's program, with its pages linked into the world's folder.
fn app(world: &World) -> PathBuf {
    let home = source("e2e/notes-server");
    assert!(home.join("node_modules").is_dir(), "no express: run tests/interop/install.sh");
    std::os::unix::fs::symlink(home.join("views"), world.path("views")).unwrap();
    home.join("app.js")
}

/// The port at the end of `https://localhost:3001`.
fn port(line: &str) -> u16 {
    line.rsplit(':').next().and_then(|port| port.parse().ok()).expect("an address")
}

/// A file of the test tree.
pub(crate) fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A client that trusts one file, or nothing that helps.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Client {
    Node,
    Curl,
    Openssl,
}

impl Client {
    pub(crate) const ALL: [Self; 3] = [Self::Node, Self::Curl, Self::Openssl];

    /// Connects to this machine by `name`.
    pub(crate) fn connect(self, world: &World, name: &str, port: u16, trust: &str) -> Run {
        self.program(world, name, port, trust).run()
    }

    fn program(self, world: &World, name: &str, port: u16, trust: &str) -> Program {
        match self {
            Self::Node => {
                let client = source("interop/clients/node-client.js");
                let port = port.to_string();
                world.program_with("node", [client.to_str().unwrap(), name, &port, trust])
            }
            Self::Curl => {
                let url = format!("https://{}:{port}/", bracketed(name));
                let options = "-q --silent --show-error --fail --noproxy * --capath /nonexistent --cacert";
                world.program("curl", &format!("{options} {trust} {url}"))
            }
            Self::Openssl => world.program("openssl", &s_client(name, port, trust)),
        }
    }

    /// The status of a refusal, and what it says.
    pub(crate) const fn refusal(self) -> (i32, &'static str) {
        match self {
            Self::Node => (1, "refused"),
            Self::Curl => (60, "SSL certificate problem"),
            Self::Openssl => (1, "verify error"),
        }
    }
}

/// The arguments of an `openssl s_client` that verifies `name` and ends at once.
pub(crate) fn s_client(name: &str, port: u16, trust: &str) -> String {
    let of_name = match name.parse::<std::net::IpAddr>() {
        Ok(_) => format!("-noservername -verify_ip {name}"),
        Err(_) => format!("-servername {name} -verify_hostname {name}"),
    };
    let trusted = format!("-CAfile {trust} -no-CApath -no-CAstore -verify_return_error");
    format!("s_client -brief -connect {}:{port} {of_name} {trusted}", bracketed(name))
}

fn bracketed(name: &str) -> String {
    if name.contains(':') { format!("[{name}]") } else { name.to_owned() }
}
