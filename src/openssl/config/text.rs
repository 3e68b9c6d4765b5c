//! The letters of the configuration language: lines, comments, quotes, escapes and variables.

use super::error::Problem;

/// The most bytes that a value has once its variables are replaced.
const EXPANDED_MAX: usize = 65536;

/// The lines of a file with their numbers: a backslash at the end, not itself escaped, continues a line, whose number
/// is that of its last part.
pub(super) fn lines(text: &str) -> Vec<(usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Vec::new();
    let mut whole = String::new();
    for (index, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        whole.push_str(line);
        match whole.strip_suffix('\\').filter(|before| !before.ends_with('\\')) {
            Some(before) => whole.truncate(before.len()),
            None => found.push((index + 1, std::mem::take(&mut whole))),
        }
    }
    if !whole.is_empty() {
        found.push((text.split('\n').count(), whole));
    }
    found
}

/// Whether the letter may be in a name.
const fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether the letter may be in the name of an entry or a section.
const fn is_name_or_mark(letter: char) -> bool {
    is_name(letter)
        || matches!(
            letter,
            '!' | '%' | '&' | '*' | '+' | ',' | '-' | '.' | '/' | ';' | '?' | '@' | '^' | '|' | '~'
        )
}

const fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`')
}

/// Where the name at the beginning of `text` ends.
pub(super) fn name_end(text: &str) -> usize {
    let mut letters = text.char_indices();
    while let Some((index, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            letter if is_name_or_mark(letter) || !letter.is_ascii() => {}
            _ => return index,
        }
    }
    text.len()
}

/// The line up to its comment.
pub(super) fn without_comment(line: &str) -> &str {
    let mut letters = line.char_indices();
    while let Some((index, letter)) = letters.next() {
        match letter {
            '#' => return &line[..index],
            '\\' => {
                letters.next();
            }
            quote if is_quote(quote) => skip_quoted(&mut letters, quote),
            _ => {}
        }
    }
    line
}

fn skip_quoted(letters: &mut std::str::CharIndices<'_>, quote: char) {
    while let Some((_, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            letter if letter == quote => return,
            _ => {}
        }
    }
}

/// The value that `text` stands for: quotes removed, escapes and variables replaced. `lookup` has the value of a
/// variable of a section, or of the section that is being read.
pub(super) fn expand(
    text: &str,
    dollar_in_names: bool,
    lookup: &dyn Fn(Option<&str>, &str) -> Option<String>,
) -> Result<String, Problem> {
    let mut cursor = Cursor { rest: text, dollar_in_names };
    let mut value = String::with_capacity(text.len());
    while let Some(letter) = cursor.next() {
        match letter {
            quote if is_quote(quote) => cursor.quoted(quote, &mut value),
            '\\' => match cursor.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('b') => value.push('\u{8}'),
                Some('t') => value.push('\t'),
                Some(other) => value.push(other),
                None => {}
            },
            '$' if !dollar_in_names || cursor.rest.starts_with(['{', '(']) => {
                let (section, name) = cursor.variable()?;
                let found = lookup(section, name).ok_or_else(|| Problem::Variable(name.to_owned()))?;
                value.push_str(&found);
                if value.len() > EXPANDED_MAX {
                    return Err(Problem::Expansion);
                }
            }
            other => value.push(other),
        }
    }
    Ok(value)
}

/// What is left of a value.
struct Cursor<'a> {
    rest: &'a str,
    dollar_in_names: bool,
}

impl<'a> Cursor<'a> {
    fn next(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let next = letters.next();
        self.rest = letters.as_str();
        next
    }

    /// Adds what is left up to `quote`. Only an escaped letter stands for itself there: `\n` is an n.
    fn quoted(&mut self, quote: char, value: &mut String) {
        while let Some(letter) = self.next() {
            match letter {
                '\\' => value.extend(self.next()),
                letter if letter == quote => return,
                letter => value.push(letter),
            }
        }
    }

    /// The variable after a `$`: `name`, `section::name`, either of them in braces or parentheses.
    fn variable(&mut self) -> Result<(Option<&'a str>, &'a str), Problem> {
        let close = match self.rest.chars().next() {
            Some('{') => Some('}'),
            Some('(') => Some(')'),
            _ => None,
        };
        if close.is_some() {
            self.next();
        }
        let first = self.name();
        let named = match self.rest.strip_prefix("::") {
            Some(after) => {
                self.rest = after;
                (Some(first), self.name())
            }
            None => (None, first),
        };
        match close {
            Some(close) if self.next() != Some(close) => Err(Problem::Brace),
            _ => Ok(named),
        }
    }

    fn name(&mut self) -> &'a str {
        let is_in_name = |letter| is_name(letter) || (self.dollar_in_names && letter == '$');
        let end = self.rest.find(|letter| !is_in_name(letter)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name
    }
}
