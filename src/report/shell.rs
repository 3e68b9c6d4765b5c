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

/// The command that gives the file or directory `from` the name `to`, which is free.
#[must_use]
pub fn moved(from: &str, to: &str) -> String {
    let name = if cfg!(windows) { "move" } else { "mv -n" };
    format!("{name} {} {}", operand(from), operand(to))
}

/// The command that copies the file `from` to `to`.
#[must_use]
pub fn copied(from: &str, to: &str) -> String {
    let name = if cfg!(windows) { "copy" } else { "cp" };
    format!("{name} {} {}", operand(from), operand(to))
}

/// The command that prints the files one after the other.
#[must_use]
pub fn printed(paths: &[&str]) -> String {
    let name = if cfg!(windows) { "type" } else { "cat" };
    paths.iter().fold(name.to_owned(), |line, path| line + " " + &operand(path))
}

/// The command that leaves the private file at `path` to its owner alone.
#[must_use]
pub fn restricted(path: &str) -> String {
    if cfg!(windows) { owned(path, "F") } else { format!("chmod 600 {}", quoted(path)) }
}

/// The command of Windows that leaves the file or directory at `path` to its owner (S-1-3-4) with these rights, and
/// nothing that is inherited.
#[must_use]
pub fn owned(path: &str, rights: &str) -> String {
    format!("icacls {} /inheritance:r /grant:r \"*S-1-3-4:{rights}\"", quoted(path))
}

/// The command that creates the directory `path`, on Unix for its owner alone.
#[must_use]
pub fn created_folder(path: &str) -> String {
    let name = if cfg!(windows) { "md" } else { "mkdir -m 700" };
    format!("{name} {}", operand(path))
}

/// The command that prints the first `length` bytes of the file at `path`, in front of a pipe.
#[must_use]
pub fn beginning(path: &str, length: usize) -> String {
    if cfg!(windows) {
        let bytes = format!("[IO.File]::ReadAllBytes({})", literal(path));
        powershell(&format!("[Console]::OpenStandardOutput().Write({bytes}, 0, {length})"))
    } else {
        format!("head -c {length} {}", quoted(path))
    }
}

/// The command that writes the first `length` bytes of the file `from` to the file `to`.
#[must_use]
pub fn beginning_in_file(from: &str, length: usize, to: &str) -> String {
    if cfg!(windows) {
        let bytes = format!("[IO.File]::ReadAllBytes({})[0..{}]", literal(from), length.saturating_sub(1));
        powershell(&format!("[IO.File]::WriteAllBytes({}, {bytes})", literal(to)))
    } else {
        format!("head -c {length} {} > {}", quoted(from), quoted(to))
    }
}

/// The command that writes one line, a JSON object without special characters, to the file at `path`.
#[must_use]
pub fn json_line_in_file(json: &str, path: &str) -> String {
    match cfg!(windows) {
        // The echo of cmd prints quotes too.
        true => format!("echo {json} > {}", operand(path)),
        false => format!("echo '{json}' > {}", quoted(path)),
    }
}

/// A path for a command of the shell itself. In those of cmd, `/` starts an option.
fn operand(path: &str) -> String {
    if cfg!(windows) { quoted(path).replace('/', "\\") } else { quoted(path) }
}

/// A command for `PowerShell` that cmd can start too. `script` contains no double quotes.
fn powershell(script: &str) -> String {
    format!("powershell -NoProfile -Command \"{script}\"")
}

/// `text` as a literal of `PowerShell`.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
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
