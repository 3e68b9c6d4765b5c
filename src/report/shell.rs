//! Commands that are ready to be pasted into a POSIX shell; on Windows, into cmd or PowerShell.

/// `text` as one word of the shell. What starts with a hyphen would be taken for a flag.
#[must_use]
pub fn quoted(text: &str) -> String {
    match text.starts_with('-') && text != "-" {
        true => word(&format!("./{text}")),
        false => word(text),
    }
}

/// `text` as one word of the shell, options included.
#[must_use]
pub fn word(text: &str) -> String {
    if cfg!(windows) { windows_word(text) } else { posix_word(text) }
}

fn posix_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Double quotes mean the same in cmd and `PowerShell`, as long as nothing in them is special to one of the two.
/// Where something is, the word is `PowerShell`'s, which is what Windows opens.
fn windows_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || r"_./:\+=-".contains(c);
    let special = |c: char| "\"$`%!".contains(c);
    match text {
        _ if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
        _ if text.chars().any(special) => format!("'{}'", text.replace('\'', "''")),
        // A backslash before the quote would belong to it.
        _ if text.ends_with('\\') => format!("\"{text}\\\""),
        _ => format!("\"{text}\""),
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
            ("", "''"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(posix_word(text), word);
        }
        assert_eq!(quoted("-k.pem"), "./-k.pem");
    }

    #[test]
    fn a_word_is_quoted_as_both_shells_of_windows_read_it() {
        for (text, word) in [
            (r"cert\private.pem", r"cert\private.pem"),
            (r"C:\Users\me", r"C:\Users\me"),
            ("my key.pem", "\"my key.pem\""),
            ("it's", "\"it's\""),
            ("a,b", "\"a,b\""),
            ("@a", "\"@a\""),
            ("", "\"\""),
            ("my dir\\", "\"my dir\\\\\""),
            ("$HOME", "'$HOME'"),
            ("100%", "'100%'"),
        ] {
            assert_eq!(windows_word(text), word);
        }
    }
}
