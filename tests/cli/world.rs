//! A sealed world for one test: an empty environment, a home and a working folder of its own, no
//! terminal, no other program within reach.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::RwLock;
use std::time::Duration;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::key::PrivateKey;
use regex::bytes::{Captures, Regex};
use serde_json::Value;
use tempfile::TempDir;

use crate::schema::{assert_conforms, assert_output_conforms};
use crate::shell::{as_printed, is_windows};

/// The time after which a run counts as hanging. Emulators are slower.
fn longest_run() -> Duration {
    Duration::from_mins(if foreign_target().is_some() { 10 } else { 2 })
}

/// The umask belongs to the whole test process, and children inherit it: a run under another one
/// is alone.
static UMASK: RwLock<()> = RwLock::new(());

/// The devcert that is tested: this build, or one for another platform, from tests/platforms/linux or tests/windows/run.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("DEVCERT_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_devcert").into(), PathBuf::from)
}

/// The target of a devcert for another platform, as rustc names it.
pub(crate) fn foreign_target() -> Option<String> {
    std::env::var_os("DEVCERT_PROGRAM")?;
    Some(std::env::var("DEVCERT_PROGRAM_TARGET").expect("DEVCERT_PROGRAM comes with DEVCERT_PROGRAM_TARGET"))
}

/// Two folders that go when the test ends.
pub(crate) struct World {
    root: TempDir,
}

/// A run that is being prepared.
pub(crate) struct Run<'a> {
    world: &'a World,
    stdin: Option<Vec<u8>>,
    umask: Option<u32>,
    environment: Vec<(&'static str, String)>,
}

/// What a run has left behind: exit code and both streams.
pub(crate) struct Outcome {
    told: String,
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
    /// Both streams before [`with_slashes`].
    unchanged: [Vec<u8>; 2],
}

/// Every path in the working folder, and what is there.
pub(crate) type Tree = BTreeMap<PathBuf, Entry>;

/// One thing in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    kind: fs::FileType,
    /// Always 0 where there are none.
    mode: u32,
    /// Left out for large files.
    contents: Vec<u8>,
}

impl World {
    pub(crate) fn new() -> Self {
        let root = tempfile::Builder::new().prefix("devcert-test-").tempdir().unwrap();
        fs::create_dir(root.path().join("home")).unwrap();
        fs::create_dir(root.path().join("work")).unwrap();
        Self { root }
    }

    /// A world with a P-256 key in `key.pem`, a certificate in `cert.pem` and a request in `csr.pem`.
    pub(crate) fn with_files() -> Self {
        let world = Self::new();
        world.run(["genkey", "--algorithm", "p256", "--out", "key.pem"]).succeeds();
        world.run(["selfsign", "--key", "key.pem", "--cert", "cert.pem"]).succeeds();
        world.run(["csr", "--key", "key.pem", "--out", "csr.pem"]).succeeds();
        world
    }

    /// A world with a CA in `ca/`.
    pub(crate) fn with_ca() -> Self {
        let world = Self::new();
        world.run(["ca", "init", "--ca", "ca"]).succeeds();
        world
    }

    /// Runs devcert in the working folder.
    pub(crate) fn run<const N: usize>(&self, args: [&str; N]) -> Outcome {
        self.prepared().run(args)
    }

    /// The same, for arguments that were put together.
    pub(crate) fn run_all(&self, args: &[&str]) -> Outcome {
        self.prepared().run_all(args)
    }

    /// A run that must fail with one clear line, print nothing and change nothing.
    pub(crate) fn refuses<const N: usize>(&self, args: [&str; N]) -> Outcome {
        self.prepared().refuses(args)
    }

    /// The same, for arguments that were put together.
    pub(crate) fn refuses_all(&self, args: &[&str]) -> Outcome {
        self.prepared().refuses_all(args)
    }

    pub(crate) fn stdin(&self, bytes: impl Into<Vec<u8>>) -> Run<'_> {
        Run { stdin: Some(bytes.into()), ..self.prepared() }
    }

    pub(crate) fn umask(&self, umask: u32) -> Run<'_> {
        Run { umask: Some(umask), ..self.prepared() }
    }

    pub(crate) fn env(&self, name: &'static str, value: &str) -> Run<'_> {
        self.prepared().env(name, value)
    }

    fn prepared(&self) -> Run<'_> {
        Run { world: self, stdin: None, umask: None, environment: Vec::new() }
    }

    /// The devcert of this build, sealed off, to be run by hand.
    pub(crate) fn command(&self) -> std::process::Command {
        let mut command = std::process::Command::new(program());
        command.env_clear().env("HOME", self.root.path().join("home")).current_dir(self.path(""));
        command
    }

    /// A path in the working folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("work").join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).unwrap();
    }

    pub(crate) fn folder(&self, name: &str) {
        fs::create_dir(self.path(name)).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub(crate) fn key(&self, name: &str) -> PrivateKey {
        read::private_key(&self.read(name)).unwrap()
    }

    pub(crate) fn certificate(&self, name: &str) -> Certificate {
        read::certificates(&self.read(name)).unwrap().remove(0)
    }

    pub(crate) fn request(&self, name: &str) -> Request {
        read::request(&self.read(name)).unwrap()
    }

    #[cfg(unix)]
    pub(crate) fn mode(&self, name: &str) -> u32 {
        mode(&fs::metadata(self.path(name)).unwrap())
    }

    #[cfg(unix)]
    pub(crate) fn set_mode(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The names in the working folder, folders first looked into: `cert cert/private.pem`.
    pub(crate) fn files(&self) -> String {
        let names: Vec<_> = self.tree().keys().map(|path| path.display().to_string()).collect();
        names.join(" ")
    }

    pub(crate) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        gather(&self.path(""), Path::new(""), &mut tree);
        tree
    }
}

/// Files beyond this size are compared by their names only.
const LARGE: u64 = 1 << 20;

fn gather(folder: &Path, name: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let found = fs::symlink_metadata(entry.path()).unwrap();
        let name = name.join(entry.file_name());
        if found.is_dir() {
            gather(&entry.path(), &name, tree);
        }
        let contents = match found.is_file() && found.len() < LARGE {
            true => fs::read(entry.path()).unwrap(),
            false => Vec::new(),
        };
        tree.insert(name, Entry { kind: found.file_type(), mode: mode(&found), contents });
    }
}

/// Wine shows the list of a file for its owner alone as a mode of owner and group.
#[cfg(unix)]
fn mode(found: &fs::Metadata) -> u32 {
    let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o7777;
    match is_windows() {
        true if mode == 0o770 => 0o600 | (0o100 * u32::from(found.is_dir())),
        _ => mode,
    }
}

#[cfg(not(unix))]
const fn mode(_: &fs::Metadata) -> u32 {
    0
}

impl Run<'_> {
    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    pub(crate) fn run<const N: usize>(self, args: [&str; N]) -> Outcome {
        self.run_all(&args)
    }

    /// The same with as many arguments as a table has.
    pub(crate) fn run_all(self, args: &[&str]) -> Outcome {
        let mut command = self.world.command();
        command.args(args).envs(self.environment);
        let mut command = assert_cmd::Command::from_std(command);
        command.timeout(longest_run());
        if let Some(bytes) = self.stdin {
            command.write_stdin(bytes);
        }
        let output = match self.umask {
            None => {
                let _shared = UMASK.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                command.output()
            }
            Some(umask) => {
                let _alone = UMASK.write().unwrap_or_else(std::sync::PoisonError::into_inner);
                under_umask(umask, || command.output())
            }
        };
        let output = output.unwrap_or_else(|error| match error.kind() {
            ErrorKind::TimedOut => panic!("devcert {} hangs", args.join(" ")),
            _ => panic!("devcert {}: {error}", args.join(" ")),
        });
        Outcome::new(args, output)
    }

    pub(crate) fn refuses<const N: usize>(self, args: [&str; N]) -> Outcome {
        self.refuses_all(&args)
    }

    pub(crate) fn refuses_all(self, args: &[&str]) -> Outcome {
        let world = self.world;
        let before = world.tree();
        let outcome = self.run_all(args);
        outcome.fails_with(2).prints_nothing().says_one_clear_line();
        let after = world.tree();
        assert!(before == after, "{outcome}\nchanged the folder: {before:?}\nto: {after:?}");
        outcome
    }
}

#[cfg(unix)]
fn under_umask<T>(umask: u32, run: impl FnOnce() -> T) -> T {
    use rustix::fs::Mode;
    let before = rustix::process::umask(Mode::from_raw_mode(umask));
    let done = run();
    rustix::process::umask(before);
    done
}

#[cfg(not(unix))]
fn under_umask<T>(_: u32, run: impl FnOnce() -> T) -> T {
    run()
}

/// What devcert.exe prints, with the paths that the tests expect: Wine has the root of the file system as the drive
/// Z, and a separator stands between two parts of a path, twice in JSON. Devcert itself is compared as it is.
fn with_slashes(output: Output) -> Output {
    if !is_windows() {
        return output;
    }
    let drive = Regex::new(r"\bZ:(\\\\?|/)").unwrap();
    let in_text = Regex::new(r"([\w.~-])\\([\w.~]\{?)").unwrap();
    let in_json = Regex::new(r"([\w.~-])\\\\([\w.~]\{?)").unwrap();
    // `\u{1b}` is an escape.
    let slash = |found: &Captures<'_>| match &found[2] {
        b"u{" => found[0].to_vec(),
        after => [&found[1], b"/", after].concat(),
    };
    let slashed = |bytes: Vec<u8>| match std::str::from_utf8(&bytes) {
        Ok(text) => {
            let separator = if text.starts_with(['{', '[']) { &in_json } else { &in_text };
            let rooted = drive.replace_all(&bytes, &b"/"[..]);
            let once = separator.replace_all(&rooted, slash);
            separator.replace_all(&once, slash).into_owned()
        }
        Err(_) => bytes,
    };
    Output { stdout: slashed(output.stdout), stderr: slashed(output.stderr), status: output.status }
}

impl Outcome {
    pub(crate) fn new(args: &[&str], output: Output) -> Self {
        let unchanged = [output.stdout.clone(), output.stderr.clone()];
        let output = with_slashes(output);
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert!(!stderr.contains("panicked at"), "{stderr}");
        let told = format!("devcert {}", args.join(" "));
        assert_output_conforms(&told, &output.stdout);
        let code = output.status.code();
        Self { told, code, stdout: output.stdout, stderr, unchanged }
    }

    pub(crate) fn succeeds(&self) -> &Self {
        self.exits_with(0)
    }

    pub(crate) fn fails_with(&self, code: i32) -> &Self {
        self.exits_with(code)
    }

    fn exits_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// On standard error.
    pub(crate) fn says(&self, part: &str) -> &Self {
        let part = as_printed(part);
        assert!(self.stderr.contains(&part), "{self}\ndoes not say: {part}");
        self
    }

    pub(crate) fn does_not_say(&self, part: &str) -> &Self {
        let part = as_printed(part);
        assert!(!self.stderr.contains(&part), "{self}\nsays: {part}");
        self
    }

    pub(crate) fn says_nothing(&self) -> &Self {
        assert_eq!(self.stderr, "", "{self}");
        self
    }

    /// On standard output.
    pub(crate) fn prints(&self, part: &str) -> &Self {
        let part = as_printed(part);
        assert!(self.stdout_text().contains(&part), "{self}\ndoes not print: {part}");
        self
    }

    pub(crate) fn does_not_print(&self, part: &str) -> &Self {
        let part = as_printed(part);
        assert!(!self.stdout_text().contains(&part), "{self}\nprints: {part}");
        self
    }

    pub(crate) fn prints_nothing(&self) -> &Self {
        assert!(self.stdout.is_empty(), "{self}");
        self
    }

    /// One `error:` line, hints below it, and no traces of the program's insides.
    pub(crate) fn says_one_clear_line(&self) -> &Self {
        let (warnings, lines): (Vec<_>, Vec<_>) =
            self.stderr.lines().partition(|line| line.starts_with("warning: "));
        let (first, hints) = lines.split_first().unwrap_or_else(|| panic!("{self}\nsays nothing"));
        assert!(first.starts_with("error: ") && first.len() > "error: ".len(), "{self}");
        assert!(hints.iter().all(|hint| hint.starts_with("  hint: ")), "{self}");
        for inside in ["os error", "panicked", "RUST_BACKTRACE", "Error {", "Err(", "unwrap", "()"] {
            assert!(!self.stderr.contains(inside), "{self}\nshows its insides: {inside}");
        }
        let visible = |c: char| !c.is_control() || c == '\n';
        assert!(self.stderr.chars().all(visible), "{self:?}\nhas control characters");
        assert!(warnings.len() <= 2, "{self}");
        self
    }

    pub(crate) const fn code(&self) -> Option<i32> {
        self.code
    }

    pub(crate) fn stdout(&self) -> &[u8] {
        &self.stdout
    }

    pub(crate) fn stdout_text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("text on standard output")
    }

    pub(crate) fn stderr(&self) -> &str {
        &self.stderr
    }

    /// The hints on standard error to the letter, without `hint: `.
    pub(crate) fn hints(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.unchanged[1]).into_owned();
        text.lines().filter_map(|line| line.strip_prefix("  hint: ")).map(str::to_owned).collect()
    }

    /// Standard output to the letter.
    pub(crate) fn unchanged_text(&self) -> &str {
        std::str::from_utf8(&self.unchanged[0]).expect("text on standard output")
    }

    /// Standard output as JSON, to the letter.
    pub(crate) fn unchanged_json(&self) -> Value {
        serde_json::from_slice(&self.unchanged[0])
            .unwrap_or_else(|error| panic!("{self}\nis not JSON: {error}"))
    }

    /// Standard output as the JSON of a command, which conforms to its schema.
    pub(crate) fn json(&self) -> Value {
        let json = serde_json::from_slice(&self.stdout);
        let json = json.unwrap_or_else(|error| panic!("{self}\nis not JSON: {error}"));
        assert_conforms(&json);
        json
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { told, code, stdout, stderr, .. } = self;
        let stdout = String::from_utf8_lossy(stdout);
        write!(f, "\n$ {told}\n{stderr}{stdout}-> {code:?}")
    }
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "$ {} -> {:?} {:?}", self.told, self.code, self.stderr)
    }
}
