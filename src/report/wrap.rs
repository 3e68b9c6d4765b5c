//! Lines that fit the terminal: what is too long goes on below, indented.

use std::borrow::Cow;
use std::iter;

use super::next_step::NOTE;

/// Lines shorter than this are not worth an indentation.
const NARROWEST: usize = 40;

/// The indentation of what goes on below, where the line itself has no columns.
const INDENT: usize = 4;

/// How lines begin that are pasted into a shell: commands, and variables.
const PASTED: [&str; 18] = [
    "devcert ",
    "java ",
    "kubectl ",
    "security ",
    "sudo ",
    "mkdir ",
    "mv ",
    "cp ",
    "cat ",
    "move ",
    "copy ",
    "md ",
    "type ",
    "powershell ",
    "keytool ",
    "export ",
    "set -gx ",
    "$env:",
];

/// What stands before the next step.
const LABELS: [&str; 2] = ["fix: ", "hint: "];

/// How a command begins that ends a sentence.
const COMMAND: &str = ": devcert ";

/// The bytes of a fingerprint on each of its lines, where it is longer than the terminal is wide.
const BYTES_PER_LINE: usize = 16;

/// `text` with every line that is longer than `width` columns broken at spaces, and what goes on below indented to the
/// last column of the line. Escape sequences take no column. A command to paste (`devcert …`, also after `fix: ` or
/// `hint: `) stays whole, since a terminal joins again what it has broken itself; a note after it goes on below. A
/// fingerprint that is longer than the line is broken after 16 bytes.
#[must_use]
pub(super) fn wrap(text: &str, width: usize) -> Cow<'_, str> {
    if width < NARROWEST || text.lines().all(|line| columns(line) <= width) {
        return Cow::Borrowed(text);
    }
    let mut wrapped = String::with_capacity(text.len() + text.len() / 16);
    for line in text.split_inclusive('\n') {
        let end = if line.ends_with('\n') { "\n" } else { "" };
        let line = line.trim_end_matches('\n');
        match () {
            () if columns(line) <= width => wrapped.push_str(line),
            () if is_pasted(line) => break_note(line, width, &mut wrapped),
            () => match line.rfind(COMMAND) {
                Some(at) => break_before(&line[..=at], &line[at + 2..], width, &mut wrapped),
                None => break_line(line, width, &mut wrapped),
            },
        }
        wrapped.push_str(end);
    }
    Cow::Owned(wrapped)
}

fn is_pasted(line: &str) -> bool {
    let text = line.trim_start();
    let text = LABELS.iter().find_map(|label| text.strip_prefix(label)).unwrap_or(text);
    PASTED.iter().any(|start| text.starts_with(start))
}

/// A sentence, and below it the command that it ends with.
fn break_before(sentence: &str, command: &str, width: usize, wrapped: &mut String) {
    break_line(sentence, width, wrapped);
    wrapped.push('\n');
    wrapped.push_str(&" ".repeat(INDENT));
    wrapped.push_str(command);
}

/// A command, and below it the note about it.
fn break_note(line: &str, width: usize, wrapped: &mut String) {
    let Some((command, note)) = line.rsplit_once(NOTE).filter(|(_, note)| note.ends_with(')')) else {
        wrapped.push_str(line);
        return;
    };
    let start = line.len() - line.trim_start().len() + INDENT;
    wrapped.push_str(command);
    wrapped.push('\n');
    break_line(&format!("{}({note}", " ".repeat(start)), width, wrapped);
}

/// The words of a line; a fingerprint that does not fit is two.
fn words(line: &str, room: usize) -> impl Iterator<Item = &str> {
    line.split(' ').flat_map(move |word| {
        let end = 3 * BYTES_PER_LINE;
        let is_long =
            word.len() > room.max(end) && word.bytes().all(|byte| byte == b':' || byte.is_ascii_hexdigit());
        let (first, rest) = if is_long { word.split_at(end) } else { (word, "") };
        iter::once(first).chain((!rest.is_empty()).then_some(rest))
    })
}

fn break_line(line: &str, width: usize, wrapped: &mut String) {
    let indent = indent(line, width);
    let mut column = 0;
    for (index, word) in words(line, width.saturating_sub(indent)).enumerate() {
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
            "  hint: mkdir -m 700 ca && cp root.crt ca/ca.crt && cp root.key ca/ca.key",
            "a-word-that-is-longer-than-the-terminal-is-wide-and-has-no-space",
        ] {
            assert_eq!(wrap(line, 40), line);
        }
    }

    #[test]
    fn a_note_goes_on_below_the_command_that_it_is_about() {
        let line = "  hint: devcert ca init --ca /a/path/of/a/ca   (creates another one; devcert never overwrites a CA)";
        assert_eq!(
            wrap(line, 50),
            "  hint: devcert ca init --ca /a/path/of/a/ca\n      (creates another one; devcert never\n          overwrites a CA)"
        );
        let advice = "  hint: specify another file with --out, or another directory with --dir";
        assert_eq!(
            wrap(advice, 50),
            "  hint: specify another file with --out, or\n      another directory with --dir"
        );
    }

    #[test]
    fn a_command_at_the_end_of_a_sentence_is_on_a_line_of_its_own() {
        let line = "warning: not permitted: 192.0.2.2; to permit it: devcert ca permit 192.0.2.2";
        assert_eq!(
            wrap(line, 40),
            "warning: not permitted: 192.0.2.2; to\n    permit it:\n    devcert ca permit 192.0.2.2"
        );
    }

    #[test]
    fn a_fingerprint_is_broken_in_the_middle() {
        let half = ["A1"; 16].join(":");
        let line = format!("  SHA-256     {half}:{half}");
        assert_eq!(wrap(&line, 80), format!("  SHA-256     {half}:\n              {half}"));
        assert_eq!(wrap(&line, 120), line);
    }

    #[test]
    fn colors_take_no_room() {
        let line = format!("\u{1b}[32mok\u{1b}[0m    {}", "x".repeat(34));
        assert_eq!(wrap(&line, 40), line);
    }
}
