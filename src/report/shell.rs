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

/// ` OPTION VALUE` for each of the values; without an option, the values alone.
#[must_use]
pub fn repeated<S: AsRef<str>>(option: &str, values: impl IntoIterator<Item = S>) -> String {
    values.into_iter().fold(String::new(), |mut line, value| {
        for word in [option, &quoted(value.as_ref())].into_iter().filter(|word| !word.is_empty()) {
            line.push(' ');
            line.push_str(word);
        }
        line
    })
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
