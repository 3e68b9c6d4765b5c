//! Variables as shells read them.

use std::fmt::Write as _;

use serde::Serialize;

use crate::report::outcome::JSON_VERSION;

/// Who reads the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// POSIX shells.
    Sh,
    /// fish.
    Fish,
    /// `PowerShell`.
    PowerShell,
    /// GitHub Actions, which takes lines as they are.
    Github,
}

/// Variables and their values, which have no line breaks; the JSON of `trust env`.
#[derive(Debug, Serialize)]
pub struct Variables {
    version: u32,
    command: &'static str,
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
        Self { version: JSON_VERSION, command: "trust env", all }
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
                Shell::Github => writeln!(text, "{name}={value}"),
            };
            text
        })
    }
}

/// `value` in single quotes, each quote in it as the shell writes one there.
fn quoted(value: &str, quote: &str) -> String {
    format!("'{}'", value.replace('\'', quote))
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
            (Shell::Github, r"A=/it's \n $HOME"),
        ] {
            assert_eq!(variables.text(shell), format!("{line}\n"));
        }
    }
}
