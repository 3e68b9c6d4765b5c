//! The colors of reports and messages. `Ui` removes them where the terminal or the user wants none.

use anstyle::{AnsiColor, Style};

/// What an error begins with.
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// What a warning begins with.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// What a notice or a hint begins with.
pub(super) const NOTICE: Style = AnsiColor::Cyan.on_default();

/// The word that a line of a report begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// As it should be.
    Ok,
    /// What a dry run would change.
    Plan,
    /// Not checked.
    Skip,
    /// Works, with trouble ahead.
    Warn,
    /// Not as it should be.
    Fail,
}

impl Mark {
    const fn word(self) -> (&'static str, Style) {
        match self {
            Self::Ok => ("ok", AnsiColor::Green.on_default()),
            Self::Plan => ("plan", Style::new()),
            Self::Skip => ("skip", Style::new().dimmed()),
            Self::Warn => ("warn", WARNING),
            Self::Fail => ("FAIL", ERROR),
        }
    }

    /// The word in its color, four columns wide.
    pub(super) fn colorized(self) -> String {
        let (word, style) = self.word();
        format!("{style}{word:<4}{style:#}")
    }
}

/// A report without its colors, for a file.
#[must_use]
pub fn plain(report: &str) -> String {
    anstream::adapter::strip_str(report).to_string()
}
