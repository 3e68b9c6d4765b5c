//! A sealed world: a folder and a home of its own, and nothing of the caller's environment but PATH.

use std::ffi::OsStr;
use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::schema::assert_output_conforms;

/// Longer than any program here takes on a machine that is busy compiling.
const PATIENCE: Duration = Duration::from_secs(180);

/// Everything that a test leaves behind, removed at its end.
pub(crate) struct World {
    root: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self { root: tempfile::Builder::new().prefix("devcert-interop-").tempdir().unwrap() };
        for folder in ["work", "home", "tmp"] {
            std::fs::create_dir(world.root.path().join(folder)).unwrap();
        }
        world
    }

    /// The folder that programs are started in.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("cannot read {name}: {error}"))
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }

    /// A program in this world, with `arguments` that are separated by white space.
    pub(crate) fn program(&self, program: impl AsRef<OsStr>, arguments: &str) -> Program {
        self.program_with(program, arguments.split_whitespace())
    }

    pub(crate) fn program_with(
        &self,
        program: impl AsRef<OsStr>,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Program {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path().join("home"))
            .env("TMPDIR", self.root.path().join("tmp"))
            .env("LC_ALL", "C.UTF-8");
        Program { command, input: Vec::new() }
    }

    pub(crate) fn devcert(&self, arguments: &str) -> Run {
        self.program(DEVCERT, arguments).run()
    }

    pub(crate) fn devcert_with(&self, arguments: &[&str]) -> Run {
        self.program_with(DEVCERT, arguments).run()
    }

    pub(crate) fn openssl(&self, arguments: &str) -> Run {
        self.program("openssl", arguments).run()
    }

    pub(crate) fn openssl_with(&self, arguments: &[&str]) -> Run {
        self.program_with("openssl", arguments).run()
    }
}

/// The command under test.
pub(crate) const DEVCERT: &str = env!("CARGO_BIN_EXE_devcert");

/// A program that is about to be started.
pub(crate) struct Program {
    command: Command,
    input: Vec<u8>,
}

impl Program {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it in another folder than the world's.
    pub(crate) fn folder(mut self, folder: &str) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Run {
        let input = self.input.clone();
        let (line, mut child) = self.start();
        let mut stdin = child.stdin.take().unwrap();
        let (stdout, stderr) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
        // A program that does not read its input may be gone already.
        let feeder = thread::spawn(move || _ = stdin.write_all(&input));
        let status = wait(&mut child, &line);
        feeder.join().unwrap();
        let run = Run { line, status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() };
        assert!(!run.errors().contains("devcert panicked at"), "{run}");
        if run.line.starts_with("devcert ") {
            assert_output_conforms(&run.line, &run.stdout);
        }
        run
    }

    /// Starts it, with its three streams piped.
    pub(crate) fn start(mut self) -> (String, Child) {
        let line = line(&self.command);
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = self.command.spawn().unwrap_or_else(|error| {
            panic!("cannot start {line}: {error}; tests/interop/install.sh installs what is needed")
        });
        (line, child)
    }
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn drain(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

fn wait(child: &mut Child, line: &str) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{line} has not ended after {} s", PATIENCE.as_secs());
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// A program that has ended.
pub(crate) struct Run {
    line: String,
    status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Run {
    /// The exit status; `None` when a signal ended it.
    pub(crate) fn status(&self) -> Option<i32> {
        self.status.code()
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.ends_with(0)
    }

    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert!(self.status() == Some(status), "status {status} was expected:\n{self}");
        self
    }

    /// Standard output or standard error has `part` in it.
    #[track_caller]
    pub(crate) fn says(self, part: &str) -> Self {
        assert!(self.output().contains(part), "\"{part}\" was expected:\n{self}");
        self
    }

    #[track_caller]
    pub(crate) fn says_not(self, part: &str) -> Self {
        assert!(!self.output().contains(part), "\"{part}\" was not expected:\n{self}");
        self
    }

    /// Whether it succeeds and says `part`.
    pub(crate) fn says_in_the_end(&self, part: &str) -> bool {
        self.status() == Some(0) && self.output().contains(part)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub(crate) fn errors(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    fn output(&self) -> String {
        self.text() + &self.errors()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}\n{}{}({})", self.line, self.text(), self.errors(), self.status)
    }
}

/// Compares bytes, and shows those that differ as text or in hexadecimal.
#[track_caller]
pub(crate) fn assert_same(ours: &[u8], theirs: &[u8], what: &str) {
    let shown = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => text.to_owned(),
        _ => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    assert!(ours == theirs, "{what} differ\n  devcert: {}\n  openssl: {}", shown(ours), shown(theirs));
}
