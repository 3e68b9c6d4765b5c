//! Other programs that run under Wine during a test.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use crate::world::{World, program};

/// The directory of devcert.exe and the tests' own programs.
pub(crate) fn built() -> std::path::PathBuf {
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
        let mut command = world.sealed_wine("/usr/lib/wine/wine64");
        command.arg(built().join("hold.exe")).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
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
