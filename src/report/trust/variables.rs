//! Variables as shells read them.

use std::fmt::Write as _;

use serde::Serialize;

/// Who reads the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// POSIX shells.
    Sh,
    /// fish.
    Fish,
    /// `PowerShell`.
    PowerShell,
    /// A batch file of Windows.
    Cmd,
    /// GitHub Actions, which takes lines as they are.
    Github,
    /// Files of `.env`, where single quotes keep everything but themselves, and double quotes know escapes.
    Dotenv,
    /// Docker's `--env-file`, which takes lines as they are.
    Docker,
}

/// Variables and their values, which have no line breaks; the JSON of `trust env`.
#[derive(Debug, Serialize)]
pub struct Variables {
    #[serde(rename = "variables")]
    all: Vec<Set>,
}

#[derive(Debug, Serialize)]
struct Set {
    name: &'static str,
    value: String,
}

impl Variables {
    /// These.
    #[must_use]
    pub fn new(variables: Vec<(&'static str, String)>) -> Self {
        let all = variables.into_iter().map(|(name, value)| Set { name, value }).collect();
        Self { all }
    }

    /// A line for each.
    #[must_use]
    pub fn text(&self, shell: Shell) -> String {
        self.all.iter().fold(String::new(), |mut text, Set { name, value }| {
            // Writing to a `String` does not fail.
            let _ = match shell {
                Shell::Sh => writeln!(text, "export {name}={}", quoted(value, r"'\''")),
                Shell::Fish => {
                    writeln!(text, "set -gx {name} {}", quoted(&value.replace('\\', r"\\"), r"\'"))
                }
                Shell::PowerShell => writeln!(text, "$env:{name} = {}", quoted(value, "''")),
                Shell::Cmd => writeln!(text, "@set {}", batch(name, value)),
                Shell::Github | Shell::Docker => writeln!(text, "{name}={value}"),
                Shell::Dotenv => writeln!(text, "{name}={}", dotenv(value)),
            };
            text
        })
    }
}

/// `value` in single quotes, each quote in it as the shell writes one there.
fn quoted(value: &str, quote: &str) -> String {
    format!("'{}'", value.replace('\'', quote))
}

/// The operand of `set` in a batch file, where `%%` is a percent sign. Quotes protect everything but quotes; next to
/// those, a caret protects one character.
fn batch(name: &str, value: &str) -> String {
    let value = value.replace('%', "%%");
    if !value.contains('"') {
        return format!("\"{name}={value}\"");
    }
    value.chars().fold(format!("{name}="), |mut text, c| {
        if "^&|<>()\"".contains(c) {
            text.push('^');
        }
        text.push(c);
        text
    })
}

/// `value` as dotenv files have it. What is plain needs no quotes, and what has a single quote goes into double
/// quotes, where `$` would begin a variable.
fn dotenv(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
    if value.chars().all(plain) {
        value.to_owned()
    } else if value.contains('\'') {
        format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\"").replace('$', r"\$"))
    } else {
        format!("'{value}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_has_its_own_way_to_quote() {
        let variables = Variables::new(vec![("A", r"/it's \n $HOME".to_owned())]);
        for (shell, line) in [
            (Shell::Sh, r"export A='/it'\''s \n $HOME'"),
            (Shell::Fish, r"set -gx A '/it\'s \\n $HOME'"),
            (Shell::PowerShell, r"$env:A = '/it''s \n $HOME'"),
            (Shell::Cmd, r#"@set "A=/it's \n $HOME""#),
            (Shell::Github, r"A=/it's \n $HOME"),
            (Shell::Docker, r"A=/it's \n $HOME"),
            (Shell::Dotenv, r#"A="/it's \\n \$HOME""#),
        ] {
            assert_eq!(variables.text(shell), format!("{line}\n"));
        }
    }

    #[test]
    fn a_value_in_a_batch_file_is_what_set_reads() {
        for (value, line) in [
            (r"C:\100% & more\a.pem", r#"@set "A=C:\100%% & more\a.pem""#),
            (r#"-D="C:\a & b.p12" -E"#, r#"@set A=-D=^"C:\a ^& b.p12^" -E"#),
        ] {
            let text = Variables::new(vec![("A", value.to_owned())]).text(Shell::Cmd);
            assert_eq!(text, format!("{line}\n"));
        }
    }

    #[test]
    fn a_dotenv_value_is_quoted_only_where_it_must_be() {
        for (value, line) in [
            ("/home/me/.cache/devcert/bundle.pem", "A=/home/me/.cache/devcert/bundle.pem"),
            ("/a b/$x.pem", "A='/a b/$x.pem'"),
            ("#1", "A='#1'"),
        ] {
            let text = Variables::new(vec![("A", value.to_owned())]).text(Shell::Dotenv);
            assert_eq!(text, format!("{line}\n"));
        }
    }
}
