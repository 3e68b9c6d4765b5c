//! Clients that are told nothing on their command line: they trust by their store, or by variables.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::site::Site;
use crate::server::source;
use crate::world::Run;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Client {
    Curl,
    Wget,
    Openssl,
    Gnutls,
    Git,
    Node,
    PythonSsl,
    PythonRequests,
    Go,
    Java,
}

use Client::{Curl, Git, Gnutls, Go, Java, Node, Openssl, PythonRequests, PythonSsl, Wget};

/// Those that trust by the system's store.
pub(crate) const OF_THE_SYSTEM: [Client; 7] = [Curl, Wget, Openssl, Gnutls, Git, PythonSsl, Go];

/// Those that read variables.
pub(crate) const OF_VARIABLES: [Client; 8] = [Curl, Openssl, Git, Node, PythonSsl, PythonRequests, Go, Java];

impl Client {
    /// The command line that connects to the site.
    pub(crate) fn words(self, site: &Site) -> Vec<String> {
        let url = site.url("");
        let script = |name: &str| source("interop/clients").join(name).display().to_string();
        let port = site.port;
        let words: Vec<String> = match self {
            Curl => vec!["curl".into(), "-q".into(), "-sS".into(), "--noproxy".into(), "*".into(), url],
            Wget => vec!["wget".into(), "--no-config".into(), "--no-proxy".into(), "-O-".into(), url],
            Openssl => {
                let line = format!(
                    "openssl s_client -brief -verify_return_error -verify_hostname localhost -connect localhost:{port}"
                );
                super::site::words(&line)
            }
            Gnutls => super::site::words(&format!("gnutls-cli --port {port} localhost")),
            Git => vec!["git".into(), "ls-remote".into(), site.url("git")],
            Node => vec!["node".into(), script("node-client.js"), "localhost".into(), port.to_string()],
            PythonSsl => vec!["/usr/bin/python3".into(), script("python-client.py"), "ssl".into(), url],
            PythonRequests => {
                vec![script("python-venv/bin/python"), script("python-client.py"), "requests".into(), url]
            }
            Go => vec![go_client().display().to_string(), url],
            Java => vec!["java".into(), script("JavaClient.java"), url],
        };
        words
    }

    /// What it says when it takes the server, and when it does not.
    const fn answers(self) -> (&'static str, &'static str) {
        match self {
            Curl => ("hello", "SSL certificate problem"),
            Wget => ("hello", "is not trusted"),
            Openssl => ("Verification: OK", "verify error"),
            Gnutls => ("Status: The certificate is trusted", "The certificate issuer is unknown"),
            Git => ("not found", "unable to access"),
            Node | PythonSsl | PythonRequests | Go | Java => ("", "refused"),
        }
    }

    #[track_caller]
    pub(crate) fn takes(self, run: Run) {
        let (taken, refused) = self.answers();
        let run = run.says(taken).says_not(refused);
        // git finds a server and no repository.
        assert_eq!(run.status() == Some(0), self != Git, "{run}");
    }

    #[track_caller]
    pub(crate) fn refuses(self, run: Run) {
        let (_, refused) = self.answers();
        let run = run.says(refused);
        assert_ne!(run.status(), Some(0), "{run}");
    }
}

/// Go's client, compiled once for all tests.
fn go_client() -> &'static Path {
    static CLIENT: OnceLock<PathBuf> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let client = folder.join("go-client");
        let mut go = Command::new("go");
        go.arg("build").arg("-o").arg(&client).arg(source("interop/clients/go-client.go"));
        go.env("GOCACHE", folder.join("go-cache")).env("GO111MODULE", "off").env("CGO_ENABLED", "0");
        let built = go.output().expect("go: tests/interop/install.sh installs what is needed");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        client
    })
}
