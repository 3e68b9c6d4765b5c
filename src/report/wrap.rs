//! Lines that fit the terminal: what is too long goes on below, indented.

use std::borrow::Cow;

/// Lines shorter than this are not worth an indentation.
const NARROWEST: usize = 40;

/// The indentation of what goes on below, where the line itself has no columns.
const INDENT: usize = 4;

/// How lines begin that are pasted into a shell: commands, what stands before them, and variables.
const PASTED: [&str; 6] = ["devcert ", "fix: ", "hint: ", "export ", "set -gx ", "$env:"];

/// `text` with every line that is longer than `width` columns broken at spaces, and what goes on below indented to the
/// last column of the line. Escape sequences take no column. A line with a command to paste (`devcert …`, and what
/// follows `fix: ` or `hint: `) stays whole: a terminal joins again what it has broken itself.
#[must_use]
pub(super) fn wrap(text: &str, width: usize) -> Cow<'_, str> {
    if width < NARROWEST || text.lines().all(|line| columns(line) <= width) {
        return Cow::Borrowed(text);
    }
    let mut wrapped = String::with_capacity(text.len() + text.len() / 16);
    for line in text.split_inclusive('\n') {
        let end = if line.ends_with('\n') { "\n" } else { "" };
        let line = line.trim_end_matches('\n');
        if columns(line) <= width || is_pasted(line) {
            wrapped.push_str(line);
        } else {
            break_line(line, width, &mut wrapped);
        }
        wrapped.push_str(end);
    }
    Cow::Owned(wrapped)
}

fn is_pasted(line: &str) -> bool {
    let text = line.trim_start();
    PASTED.iter().any(|start| text.starts_with(start)) || text.contains(": devcert ")
}

fn break_line(line: &str, width: usize, wrapped: &mut String) {
    let indent = indent(line, width);
    let mut column = 0;
    for (index, word) in line.split(' ').enumerate() {
        let length = columns(word);
        let is_first = index == 0 || column == indent && wrapped.ends_with(' ');
        if !is_first && column + 1 + length > width && column > indent {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if index > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
}

/// Where the last column of a table begins, or a little further in than the line.
fn indent(line: &str, width: usize) -> usize {
    let start = line.len() - line.trim_start().len();
    let last = line.rfind("  ").map_or(0, |at| columns(&line[..at]) + 2);
    if last > start && last <= width / 2 { last } else { start + INDENT }
}

/// How many columns a text takes on a terminal, without its escape sequences.
fn columns(text: &str) -> usize {
    anstream::adapter::strip_str(text).map(|piece| piece.chars().count()).sum()
}

/// `text` with at most so many characters: an ellipsis takes the place of what does not fit.
pub(super) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_below_its_last_column() {
        let line = "ok    cert/file.crt  certificate for CN=localhost, signed by CN=devcert CA";
        assert_eq!(
            wrap(line, 50),
            "ok    cert/file.crt  certificate for CN=localhost,\n                     signed by CN=devcert CA"
        );
        assert_eq!(
            wrap("one two three four five six seven eight nine", 40),
            "one two three four five six seven eight\n    nine"
        );
    }

    #[test]
    fn what_fits_and_what_is_pasted_stays_as_it_is() {
        for line in [
            "short",
            "devcert issue app.test --ca /a/rather/long/path/of/a/ca --dir another/one",
            "      fix: devcert issue app.test --ca /a/rather/long/path/of/a/ca --force",
            "a-word-that-is-longer-than-the-terminal-is-wide-and-has-no-space",
        ] {
            assert_eq!(wrap(line, 40), line);
        }
    }

    #[test]
    fn colors_take_no_room() {
        let line = format!("\u{1b}[32mok\u{1b}[0m    {}", "x".repeat(34));
        assert_eq!(wrap(&line, 40), line);
    }
}
