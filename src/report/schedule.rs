//! Files and lines that make a scheduler run a command every day.

use std::fmt::Write as _;

use super::shell;

/// A scheduler of the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduler {
    /// systemd timers, of the machine or of a user.
    Systemd {
        /// Whether they are the machine's.
        system: bool,
    },
    /// cron, in the crontab of a user.
    Cron,
}

/// When cron runs it: at an odd minute of the night, since much else runs at midnight.
const CRON_TIME: &str = "17 3 * * *";

impl Scheduler {
    /// What makes it run the command of these `words` every day. `name` names the systemd units.
    #[must_use]
    pub fn daily(self, name: &str, description: &str, words: &[String]) -> String {
        match self {
            Self::Systemd { system } => units(name, description, words, system),
            Self::Cron => format!("{CRON_TIME} {}\n", cron(words)),
        }
    }
}

/// A service and its timer (systemd.service(5), systemd.timer(5)), with the commands that put them in place.
fn units(name: &str, description: &str, words: &[String], system: bool) -> String {
    let (folder, systemctl) = match system {
        true => ("/etc/systemd/system", "systemctl"),
        false => ("~/.config/systemd/user", "systemctl --user"),
    };
    let start = words.iter().map(|word| systemd(word)).collect::<Vec<_>>().join(" ");
    let mut text = String::new();
    // Memory takes every write.
    let _ = write!(
        text,
        "\
# {folder}/{name}.service
[Unit]
Description={description}

[Service]
Type=oneshot
ExecStart={start}

# {folder}/{name}.timer
[Unit]
Description={description}, every day

[Timer]
OnCalendar=daily
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target

# To start it:
# {systemctl} daemon-reload && {systemctl} enable --now {name}.timer
"
    );
    text
}

/// A word of `ExecStart=`: quoted, without specifiers and variables (systemd.service(5), "COMMAND LINES").
fn systemd(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@+=,-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let escaped = word.replace('\\', r"\\").replace('"', r#"\""#).replace('%', "%%").replace('$', "$$");
    format!("\"{}\"", escaped.replace('\n', r"\n"))
}

/// A command line of crontab(5), where a bare `%` ends the line.
fn cron(words: &[String]) -> String {
    let line = words.iter().map(|word| shell::word(word)).collect::<Vec<_>>().join(" ");
    line.replace('%', r"\%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_the_same_to_each_scheduler() {
        let words = ["/usr/bin/devcert", "renew", "/a b", "--exec", "echo 100% \"$X\""].map(str::to_owned);
        let cron = Scheduler::Cron.daily("x", "X", &words);
        assert_eq!(cron, "17 3 * * * /usr/bin/devcert renew '/a b' --exec 'echo 100\\% \"$X\"'\n");
        let units = Scheduler::Systemd { system: true }.daily("x", "X", &words);
        assert!(
            units.contains("ExecStart=/usr/bin/devcert renew \"/a b\" --exec \"echo 100%% \\\"$$X\\\"\"\n")
        );
    }
}
