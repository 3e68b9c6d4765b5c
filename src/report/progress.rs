//! How far a long piece of work has come, in one line of the terminal.

use std::time::{Duration, Instant};

use super::ui::{self, Ui};
use crate::host::stdio;

/// So many columns are written over each time, so that nothing of a longer line is left.
const WIDTH: usize = 40;

/// How long a line stays before the next one is worth its while.
const PAUSE: Duration = Duration::from_millis(100);

/// A count that goes up to a total. It shows on a terminal only, and is gone when it is dropped.
#[derive(Debug)]
pub struct Progress {
    shows: bool,
    what: &'static str,
    total: usize,
    done: usize,
    begun: Instant,
    written: Option<Instant>,
}

impl Progress {
    /// None of `total` are done, of `what`, in the plural.
    #[must_use]
    pub fn new(total: usize, what: &'static str, ui: Ui) -> Self {
        let shows = ui.shows_status() && stdio::stderr_is_terminal();
        Self { shows, what, total, done: 0, begun: Instant::now(), written: None }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.shows && self.written.is_none_or(|written| written.elapsed() >= PAUSE) {
            self.written = Some(Instant::now());
            let line = line(self.done, self.total, self.what, self.begun.elapsed());
            ui::in_place(format_args!("{line:<WIDTH$}"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.written.is_some() {
            ui::in_place(format_args!("{:WIDTH$}", ""));
        }
    }
}

/// `412 of 1000 keys, 12 s left`, if the others take as long as those that are done took in `elapsed`.
fn line(done: usize, total: usize, what: &str, elapsed: Duration) -> String {
    let left = elapsed.as_millis() * total.saturating_sub(done) as u128 / (done as u128).max(1);
    let left = match left.div_ceil(1000) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    };
    format!("{done} of {total} {what}, {left} left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_is_done() {
        let line = |done, seconds| line(done, 1000, "keys", Duration::from_secs(seconds));
        assert_eq!(line(250, 2), "250 of 1000 keys, 6 s left");
        assert_eq!(line(1, 1), "1 of 1000 keys, 17 min left");
        assert_eq!(line(1000, 4), "1000 of 1000 keys, 0 s left");
        assert_eq!(line(0, 4), "0 of 1000 keys, 67 min left");
    }

    #[test]
    fn a_line_covers_the_one_before() {
        let longest = line(99_999, 100_000, "keys", Duration::from_hours(1000));
        assert!(longest.len() <= WIDTH, "{longest}");
    }
}
