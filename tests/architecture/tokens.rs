//! Rust code as a tree of tokens: what is in brackets is a group. Comments are left out.

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name or a keyword.
    Word(String),
    /// One character of punctuation; two colons are one token.
    Mark(char),
    PathMark,
    /// The content of a string literal, as it is written.
    Text(String),
    /// What is between brackets of this kind.
    Group(char, Vec<Token>),
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        *self == Self::Mark(mark)
    }

    /// The tokens in these brackets.
    pub(crate) fn group(&self, opening: char) -> Option<&[Token]> {
        match self {
            Self::Group(found, inside) if *found == opening => Some(inside),
            _ => None,
        }
    }
}

pub(crate) fn tokens(code: &str) -> Vec<Token> {
    let mut reader = Reader { rest: code };
    reader.until_closed()
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn until_closed(&mut self) -> Vec<Token> {
        let mut found = Vec::new();
        while let Some(first) = self.rest.chars().next() {
            if let Some(length) = blank(self.rest) {
                self.take(length);
                continue;
            }
            if let Some((start, hashes)) = string_start(self.rest) {
                self.take(start);
                found.push(Token::Text(self.string(hashes).to_owned()));
                continue;
            }
            match first {
                '(' | '[' | '{' => {
                    self.take(1);
                    found.push(Token::Group(first, self.until_closed()));
                }
                ')' | ']' | '}' => {
                    self.take(1);
                    return found;
                }
                '\'' => self.quote(),
                ':' if self.rest.starts_with("::") => {
                    self.take(2);
                    found.push(Token::PathMark);
                }
                _ if is_part_of_name(first) => {
                    self.take(if self.rest.starts_with("r#") { 2 } else { 0 });
                    let end = self.rest.find(|c| !is_part_of_name(c)).unwrap_or(self.rest.len());
                    found.push(Token::Word(self.take(end).to_owned()));
                }
                mark => {
                    self.take(mark.len_utf8());
                    found.push(Token::Mark(mark));
                }
            }
        }
        found
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// A character in quotes, or a lifetime.
    fn quote(&mut self) {
        let after = &self.rest[1..];
        let first = after.chars().next().map_or(0, char::len_utf8);
        if after.starts_with('\\') {
            let end = after[2..].find('\'').unwrap();
            self.take(1 + 2 + end + 1);
        } else if after[first..].starts_with('\'') {
            self.take(1 + first + 1);
        } else {
            let end = after.find(|c| !is_part_of_name(c)).unwrap_or(after.len());
            self.take(1 + end);
        }
    }

    /// The content of a string whose opening quote was taken, and its end; `hashes` is `None` for one with escapes.
    fn string(&mut self, hashes: Option<usize>) -> &'a str {
        let mut is_escaped = false;
        let is_end = |c: char| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        };
        let end = match hashes {
            Some(hashes) => self.rest.find(&format!("\"{}", "#".repeat(hashes))),
            None => self.rest.find(is_end),
        };
        let end = end.unwrap();
        let text = self.take(end);
        self.take(1 + hashes.unwrap_or(0));
        text
    }
}

fn is_part_of_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The length of the white space or the comment at the start.
fn blank(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").unwrap() + 2);
    }
    let length = rest.len() - rest.trim_start().len();
    (length > 0).then_some(length)
}

/// The length of what opens a string at the start, and the hashes of a raw one.
fn string_start(rest: &str) -> Option<(usize, Option<usize>)> {
    let after = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - after.len();
    if after.starts_with('"') && prefix <= 1 {
        return Some((prefix + 1, None));
    }
    let hashes = after.strip_prefix('r')?;
    let quote = hashes.trim_start_matches('#');
    let count = hashes.len() - quote.len();
    (quote.starts_with('"') && prefix <= 1).then_some((prefix + 1 + count + 1, Some(count)))
}
