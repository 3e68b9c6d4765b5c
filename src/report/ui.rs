//! The terminal: data on standard output, talk on standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::AutoStream;
use anstyle::Style;

use super::color::{ERROR, NOTICE, WARNING};
use super::sanitize::sanitize;
use super::wrap::wrap;
use crate::host::stdio;

/// Where all printing goes through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ui {
    /// Only errors are said.
    pub quiet: bool,
    /// Results are JSON on standard output, and talk is left to it.
    pub json: bool,
}

/// How every JSON object is begun.
const JSON_BEGIN: &str = "{\n";

/// Whether that is on standard output, and the rest is not.
static JSON_IS_BEGUN: AtomicBool = AtomicBool::new(false);

impl Ui {
    /// Whether it is said what was done, or is being done.
    pub(super) const fn shows_status(self) -> bool {
        !self.quiet && !self.json
    }

    /// Says what was done.
    pub fn note(self, text: impl Display) {
        if self.shows_status() {
            talk("", Style::new(), text, width());
        }
    }

    /// Says what will cause trouble.
    pub fn warning(self, text: impl Display) {
        if !self.quiet {
            talk("warning: ", WARNING, text, width());
        }
    }

    /// Prints a line on standard error in the words of another program.
    pub fn line(self, text: impl Display) {
        talk("", Style::new(), text, usize::MAX);
    }

    /// Prints a question on standard error without the end of the line.
    #[expect(clippy::disallowed_methods, reason = "all talk goes through here")]
    pub fn prompt(self, text: impl Display) {
        let _ = io::stderr().lock().write_all(sanitize(&text.to_string()).as_bytes());
    }

    /// Says why nothing was done.
    pub fn error(self, text: impl Display) {
        talk("error: ", ERROR, text, width());
    }

    /// Says what to type next.
    pub fn hint(self, text: impl Display) {
        talk("  hint: ", NOTICE, text, width());
    }

    /// Whether a person reads on a terminal what is said, so that long lists are folded.
    #[must_use]
    pub fn folds(self) -> bool {
        stdio::stderr_width().is_some()
    }

    /// Prints a result that was asked for.
    pub fn data(self, bytes: &[u8]) -> io::Result<()> {
        stdio::write_stdout(bytes)
    }

    /// Begins the JSON object that the result will be, before anything is changed for it: a standard output
    /// that accepts nothing shows then. A reader that has gone is no reason to stop.
    ///
    /// # Errors
    ///
    /// When the stream does not accept it.
    pub fn begin_json(self) -> io::Result<()> {
        if !self.json || JSON_IS_BEGUN.load(Ordering::Relaxed) {
            return Ok(());
        }
        match self.data(JSON_BEGIN.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            begun => begun.inspect(|()| JSON_IS_BEGUN.store(true, Ordering::Relaxed)),
        }
    }

    /// Prints a JSON object, or the rest of the one that was begun.
    ///
    /// # Errors
    ///
    /// When the stream does not accept it.
    pub fn json(self, object: &str) -> io::Result<()> {
        let begun = JSON_IS_BEGUN.swap(false, Ordering::Relaxed);
        let rest = object.strip_prefix(JSON_BEGIN).filter(|_| begun).unwrap_or(object);
        self.data(rest.as_bytes())
    }

    /// Prints a result for people, coloured where the terminal wants it.
    pub fn text(self, text: &str) -> io::Result<()> {
        stdio::check_stdout()?;
        let mut out = anstream::stdout().lock();
        let width = stdio::stdout_width().unwrap_or(usize::MAX);
        out.write_all(wrap(text, width).as_bytes())?;
        out.flush()
    }
}

/// Writes over the line of the terminal that this has written before.
#[expect(clippy::disallowed_methods, reason = "all talk goes through here")]
pub(super) fn in_place(text: impl Display) {
    let _ = io::stderr().lock().write_all(format!("\r{text}\r").as_bytes());
}

/// How wide a line may be: as wide as the terminal, and of any width in a pipe or a file.
fn width() -> usize {
    stdio::stderr_width().unwrap_or(usize::MAX)
}

/// A line to standard error, in one piece: other programs, and other runs, write there as well. It
/// may hold text from a file or the command line, so whatever would act on the terminal is escaped.
/// When standard error is closed there is nobody left to tell.
#[expect(clippy::disallowed_methods, reason = "all talk goes through here")]
fn talk(label: &str, style: Style, text: impl Display, width: usize) {
    let stderr = io::stderr();
    let text = text.to_string();
    let text = format!("{label}{}", sanitize(&text));
    let text = wrap(&text, width);
    let rest = text.strip_prefix(label).unwrap_or(&text);
    let mut line = AutoStream::new(Vec::new(), AutoStream::choice(&stderr));
    // Memory takes every write.
    let indent = label.len() - label.trim_start().len();
    let (indent, label) = label.split_at(indent);
    let _ = writeln!(line, "{indent}{style}{label}{style:#}{rest}");
    let _ = stderr.lock().write_all(&line.into_inner());
}
