//! Commands that are ready to be pasted into a POSIX shell.

/// `text` as one word of a POSIX shell. What starts with a hyphen would be taken for a flag.
#[must_use]
pub fn quoted(text: &str) -> String {
    match text.starts_with('-') && text != "-" {
        true => word(&format!("./{text}")),
        false => word(text),
    }
}

/// `text` as one word of a POSIX shell, options included.
#[must_use]
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// `words`, each quoted and with `before` it: ` --san a.test --san b.test`.
#[must_use]
pub fn repeated(before: &str, words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    words.into_iter().fold(String::new(), |line, word| line + " " + before + &quoted(word.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_only_where_a_shell_needs_it() {
        for (text, word) in [
            ("cert/private.pem", "cert/private.pem"),
            ("my key.pem", "'my key.pem'"),
            ("it's", r"'it'\''s'"),
            ("-k.pem", "./-k.pem"),
            ("", "''"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
