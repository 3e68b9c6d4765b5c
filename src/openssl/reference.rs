//! The page of the reference: every subcommand and option, from the tables.

use std::fmt::Write as _;

use super::help::{left, others};
use super::options::{Opt, Support};
use super::subcommands::{REJECTED, SUBCOMMANDS};

const HEAD: &str = "\
# devcert openssl

`devcert openssl SUBCOMMAND …` reads openssl's command line, as does devcert when it is called by the name `openssl`
(`devcert openssl --install DIR` creates the link). Options are read as OpenSSL 3.0 reads them: `-out FILE`, `--out FILE`, `-out=FILE`; the
last one counts. Anything that is not in these tables, or is marked as not supported, fails with status 1 and a message that contains
\"devcert's openssl front end does not support\".
";

/// The page as Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = HEAD.to_owned();
    // Writing to a `String` does not fail.
    for subcommand in SUBCOMMANDS {
        let _ = write!(
            page,
            "\n## {}\n\n{}.\n\n| option | effect |\n|---|---|\n",
            subcommand.name, subcommand.summary
        );
        let others = others(&subcommand.table);
        let rows = subcommand.table.options().map(|option| (left(option), effect(option))).chain(others);
        for (option, effect) in rows {
            let _ = writeln!(page, "| `{}` | {} |", option.replace('|', "\\|"), effect.replace('|', "\\|"));
        }
    }
    page.push_str("\n## Subcommands that are not supported\n\n| subcommand | reason |\n|---|---|\n");
    for (name, reason) in REJECTED {
        let _ = writeln!(page, "| `{name}` | {reason} |");
    }
    page
}

fn effect(option: &Opt) -> String {
    match option.support {
        Support::Full => option.help.to_owned(),
        Support::NoEffect(reason) => format!("No effect: {reason}"),
        Support::Rejected(reason) => format!("Not supported: {reason}"),
    }
}
