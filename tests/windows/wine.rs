//! Other programs that run under Wine during a test.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::world::{World, program};

/// A Windows program, started as the tests' devcert is.
fn wine(world: &World, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("/usr/lib/wine/wine64");
    command.arg(program).current_dir(world.path(""));
    command
}

/// A line for cmd, with devcert within reach.
pub(crate) fn cmd(world: &World, line: &str) -> Output {
    let built = built().display().to_string().replace('/', "\\");
    // A batch file has the line as it is typed, which arguments on their way through Wine do not.
    world.write("typed.bat", format!("@set PATH=Z:{built};%PATH%\r\n@{line}\r\n"));
    let output = wine(world, "cmd").args(["/d", "/c", "typed.bat"]).stdin(Stdio::null()).output().unwrap();
    std::fs::remove_file(world.path("typed.bat")).unwrap();
    output
}

fn built() -> std::path::PathBuf {
    program().parent().and_then(Path::parent).unwrap().to_owned()
}

/// A file that another program has open.
pub(crate) struct Held(Child);

impl Held {
    /// Nobody else can open it.
    pub(crate) fn alone(world: &World, name: &str) -> Self {
        Self::with(world, &[name])
    }

    /// Others can read and write it, but not rename it or replace it.
    pub(crate) fn unmovable(world: &World, name: &str) -> Self {
        Self::with(world, &[name, "shared"])
    }

    fn with(world: &World, arguments: &[&str]) -> Self {
        let mut command = wine(world, built().join("hold.exe"));
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "open");
        Self(child)
    }

    pub(crate) fn release(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}
