//! Lines of shells: those that tests write for sh, and those that devcert prints for its users' shell, which is cmd
//! where `DEVCERT_PROGRAM` is devcert.exe under Wine.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::world::{Outcome, World, foreign_target, program};

/// Wine's cmd, with the batch file beside the working folder.
const CMD: [&str; 5] = ["/usr/lib/wine/wine64", "cmd", "/d", "/c", r"..\typed.bat"];

/// Whether devcert.exe is tested.
pub(crate) fn is_windows() -> bool {
    foreign_target().is_some_and(|target| target.contains("-windows-"))
}

#[cfg(unix)]
impl World {
    /// A line of sh in the working folder, with devcert and the system's programs within reach.
    pub(crate) fn shell(&self, line: &str) -> Outcome {
        check(line);
        let mut command = self.sh("/bin/sh");
        Outcome::new(&[line], command.args(["-c", line]).stdin(Stdio::null()).output().unwrap())
    }

    /// A line that devcert has printed, in the shell of its users.
    pub(crate) fn paste(&self, line: &str) -> Outcome {
        if !is_windows() {
            return self.shell(line);
        }
        check(line);
        Outcome::new(&[line], self.cmd(line).stdin(Stdio::null()).output().unwrap())
    }

    /// The same at a terminal, where these lines are typed as passphrases.
    pub(crate) fn paste_at_terminal(&self, line: &str, passphrases: &[&str]) -> Output {
        check(line);
        let mut script =
            if is_windows() { self.sealed_wine("/usr/bin/script") } else { self.sh("/usr/bin/script") };
        if is_windows() {
            self.write_batch(line);
            // What is shown is for Wine's console to decide.
            let line = format!("stty -echo; {}", CMD.join(" ").replace('\\', "/"));
            script.args(["-qec", &line, "/dev/null"]).env("PATH", "/usr/bin:/bin");
        } else {
            script.args(["-qec", line, "/dev/null"]);
        }
        answer(script, passphrases)
    }

    fn sh(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.path("../home")).current_dir(self.path(""));
        let devcert = crate::world::program();
        let devcert = devcert.parent().unwrap().display().to_string();
        command.env("PATH", format!("{devcert}:/usr/bin:/bin")).env("SHELL", "/bin/sh");
        command
    }

    /// A line for cmd in a batch file beside the working folder: arguments change on their way through Wine.
    pub(crate) fn cmd(&self, line: &str) -> Command {
        self.write_batch(line);
        let mut command = self.sealed_wine(CMD[0]);
        command.args(&CMD[1..]);
        command
    }

    /// A program that is Wine or starts it.
    pub(crate) fn sealed_wine(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(std::env::vars_os().filter(|(name, _)| name == "WINEPREFIX"));
        command
            .env("WINEDEBUG", "-all")
            .env("LC_ALL", "C.UTF-8")
            .env("SHELL", "/bin/sh")
            .env("TERM", "xterm");
        command.env("HOME", self.path("../home")).current_dir(self.path(""));
        command
    }

    fn write_batch(&self, line: &str) {
        std::fs::write(self.path("../typed.bat"), self.batch(line)).unwrap();
    }

    /// The cmd of Wine 8 executes what follows `&&` in any case, and takes `/` in paths, where that of Windows sees
    /// an option.
    fn batch(&self, line: &str) -> String {
        let home = |folder: &str| format!(r"Z:{}\{folder}", windows_path(&self.path("../home")));
        let mut text = format!(
            "@set PATH=Z:{};%PATH%\r\n@set LOCALAPPDATA={}\r\n@set APPDATA={}\r\n@set USERPROFILE={}\r\n",
            windows_path(program().parent().and_then(Path::parent).unwrap()),
            home(r"AppData\Local"),
            home(r"AppData\Roaming"),
            home("").trim_end_matches('\\'),
        );
        for part in line.split(" && ") {
            let is_of_cmd = ["move", "copy", "type", "md", "dir"]
                .iter()
                .any(|name| part.starts_with(&format!("{name} ")));
            assert!(
                !is_of_cmd || !part.split(" | ").next().unwrap().contains('/'),
                "cmd takes it for an option: {part}"
            );
            text.extend(["@", part, "\r\n@if errorlevel 1 exit %errorlevel%\r\n"]);
        }
        text
    }
}

fn windows_path(path: &Path) -> String {
    path.display().to_string().replace('/', "\\")
}

/// Runs a program at a terminal, and types one of the lines at each question for a passphrase.
fn answer(mut command: Command, lines: &[&str]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut said, mut seen) = (Vec::new(), 0);
    let mut lines = lines.iter();
    let mut part = [0; 4096];
    while let Ok(count @ 1..) = stdout.read(&mut part) {
        said.extend_from_slice(&part[..count]);
        if String::from_utf8_lossy(&said[seen..]).contains("passphrase") {
            let line = lines.next().expect("one answer for each question");
            seen = said.len();
            // Return, as a keyboard sends it.
            write!(stdin, "{line}\r").unwrap();
        }
    }
    let output = child.wait_with_output().unwrap();
    Output { stdout: said, ..output }
}

fn check(line: &str) {
    let changes_stores = line.contains("devcert trust install") || line.contains("devcert trust uninstall");
    assert!(!changes_stores, "changes the stores of this machine: {line}");
}

/// What devcert prints where it prints `text`, which has commands for sh, on Unix. Paths keep their slashes, as
/// those of an [`Outcome`] do.
pub(crate) fn as_printed(text: &str) -> String {
    if is_windows() { for_windows(text) } else { text.to_owned() }
}

fn for_windows(text: &str) -> String {
    let names = ["devcert ", "keytool ", "mv ", "cp ", "cat ", "mkdir ", "chmod ", "echo "];
    match names.iter().filter_map(|name| text.find(name)).min() {
        Some(at) => text[..at].to_owned() + &command_for_windows(&text[at..]),
        None => text.to_owned(),
    }
}

fn command_for_windows(text: &str) -> String {
    static QUOTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(^|[ =])'((?:[^'\n]|'\\'')*)'($|[ \n)])").unwrap());
    static NAMES: LazyLock<[(Regex, &str); 6]> = LazyLock::new(|| {
        [
            (r"\bmv -n ", "move "),
            (r"\bmkdir -m 700 ", "md "),
            (r"(^|: |&& )cp ", "${1}copy "),
            (r"(^|: |&& )cat ", "${1}type "),
            (r"\bchmod 600 (\S+)", "icacls ${1} /inheritance:r /grant:r \"*S-1-3-4:F\""),
            (r"\becho '(\{.*\})' >", "echo ${1} >"),
        ]
        .map(|(sh, cmd)| (Regex::new(sh).unwrap(), cmd))
    });
    let named =
        NAMES.iter().fold(text.to_owned(), |text, (sh, cmd)| sh.replace_all(&text, *cmd).into_owned());
    let quoted = QUOTED.replace_all(&named, |found: &Captures<'_>| {
        let word = found[2].replace(r"'\''", "'");
        let word = match word.contains(['"', '$', '`', '%', '!']) {
            true => format!("'{}'", word.replace('\'', "''")),
            false => format!("\"{word}\""),
        };
        format!("{}{word}{}", &found[1], &found[3])
    });
    quoted.into_owned()
}

#[test]
fn commands_for_sh_are_expected_as_those_for_windows() {
    for (sh, windows) in [
        (
            "hint: mv -n a 'b c' && devcert csr --key 'b c'   (it's here)",
            "hint: move a \"b c\" && devcert csr --key \"b c\"   (it's here)",
        ),
        (r"devcert genkey --out 'it'\''s.pem'", "devcert genkey --out \"it's.pem\""),
        ("devcert genkey --out '$x'", "devcert genkey --out '$x'"),
        ("mkdir -m 700 ca && cp a ca/b", "md ca && copy a ca/b"),
        ("the user's roots, and the user's stores", "the user's roots, and the user's stores"),
        ("write it as '/CN=a'", "write it as '/CN=a'"),
    ] {
        assert_eq!(for_windows(sh), windows);
    }
}
