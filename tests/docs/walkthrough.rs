//! A document from top to bottom: every command in its `sh` and `console` blocks, in one directory.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use snapbox::Assert;
use tempfile::TempDir;

/// Programs that are not on every machine: `tests/interop/guide.rs` runs some of them, and the pages say which were not run.
const NOT_RUN: [&str; 9] =
    ["cargo", "flask", "gunicorn", "java", "kubectl", "npx", "python", "uvicorn", "mkcert"];

/// devcert as the documents call it, but on no trust store of this machine, and with the test's server in place of every other one.
const DEVCERT: &str = r#"#!/bin/sh
case "$1 $2" in
  "trust env") ;;
  "trust "*) set -- "$@" --store nss --dry-run ;;
  "doctor "* | "probe "*) command="$1"; shift 2; set -- "$command" "$SERVER" "$@" ;;
esac
exec "$PROGRAM" "$@"
"#;

/// A command of a document, and what it prints where the document shows that.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) command: String,
    expected: Option<String>,
}

/// Every command in the blocks for a shell, in the order of the document.
pub(crate) fn steps(document: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut language, mut is_continued) = (None, false);
    for line in document.lines() {
        if let Some(name) = line.trim_start().strip_prefix("```") {
            language = Some(name).filter(|name| ["sh", "console"].contains(name) && language.is_none());
            continue;
        }
        let Some(language) = language else { continue };
        let typed = if language == "console" { line.strip_prefix("$ ") } else { Some(line.trim()) };
        let last = steps.last_mut();
        match (typed, last) {
            (Some(typed), Some(last)) if is_continued => last.command += typed,
            (Some(""), _) => {}
            (Some(typed), _) => steps.push(Step {
                command: typed.to_owned(),
                expected: (language == "console").then(String::new),
            }),
            (None, Some(Step { expected: Some(expected), .. })) => {
                expected.push_str(line);
                expected.push('\n');
            }
            (None, _) => {}
        }
        is_continued = steps.last_mut().is_some_and(|step| {
            let shortened = step.command.strip_suffix('\\').map(str::to_owned);
            shortened.map(|command| step.command = command).is_some()
        });
    }
    steps.retain(|step| !step.command.starts_with('#'));
    steps
}

pub(crate) struct Walk {
    folder: TempDir,
    server: Option<SocketAddr>,
}

impl Walk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir_all(path.join(".pki/nssdb")).unwrap();
        fs::write(path.join(".pki/nssdb/cert9.db"), "").unwrap();
        fs::create_dir_all(path.join(".bin")).unwrap();
        for name in ["devcert", "certutil", "curl", "npm"] {
            let program = path.join(".bin").join(name);
            fs::write(&program, if name == "devcert" { DEVCERT } else { "#!/bin/sh\n" }).unwrap();
            fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        }
        Self { folder, server: None }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs every command of the document; those of devcert have to succeed and to print what is shown.
    pub(crate) fn run(&mut self, name: &str, document: &str) -> usize {
        let mut run = 0;
        for step in steps(document) {
            if NOT_RUN.iter().any(|program| step.command.starts_with(program))
                || step.command.contains("$(mkcert ")
            {
                continue;
            }
            let output = self.execute(&step.command);
            let said = String::from_utf8_lossy(&output.stderr);
            // The server is fine, and the stores of this machine were left alone.
            let expected = i32::from(step.command.starts_with("devcert doctor "));
            assert_eq!(output.status.code(), Some(expected), "{name}: {}: {said}", step.command);
            if let Some(expected) = &step.expected {
                let printed = format!("{said}{}", String::from_utf8_lossy(&output.stdout));
                let command = &step.command;
                let expected = format!("$ {command}\n{}\n", expected.trim_end());
                Assert::new().eq(format!("$ {command}\n{}\n", printed.trim_end()), expected);
            }
            run += 1;
        }
        run
    }

    fn execute(&mut self, command: &str) -> Output {
        if ["devcert doctor", "devcert probe"].iter().any(|start| command.starts_with(start)) {
            self.server.get_or_insert_with(|| serve(self.folder.path()));
        }
        Command::new("/bin/sh")
            .args(["-e", "-c", command])
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", format!("{}:/usr/bin:/bin", self.path().join(".bin").display()))
            .env("PROGRAM", env!("CARGO_BIN_EXE_devcert"))
            .env("SERVER", self.server.map(|server| server.to_string()).unwrap_or_default())
            .env("GITHUB_ENV", self.path().join("github.env"))
            .env("STORE_PASSWORD", "correct-horse")
            .current_dir(self.path())
            .output()
            .unwrap()
    }
}

/// A server on the files in `cert/`.
fn serve(folder: &Path) -> SocketAddr {
    let pem = |name: &str| fs::read(folder.join("cert").join(name)).unwrap();
    let certificates = read::certificates(&pem("file.crt")).unwrap();
    let chain = certificates.iter().map(|one| CertificateDer::from(one.der().to_vec())).collect();
    let key = read::private_key(&pem("private.pem")).unwrap();
    let key = private_key::to_der(&key, KeyForm::Pkcs8).unwrap();
    let key = PrivateKeyDer::Pkcs8(key.expose().to_vec().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = stream.unwrap();
            // Whatever the client does, the next one is served.
            let _ = connection.complete_io(&mut stream);
        }
    });
    address
}
