//! `pkcs12`: keys and certificates put into PKCS#12 files, and read from them.

mod chain;
mod encryption;
mod export;
mod file_passphrase;
mod import;
mod info;
mod protection;
mod sources;
mod table;

use std::path::Path;

use self::encryption::Encryption;
use self::file_passphrase::FilePassphrase;
use super::failure::Failure;
use super::options::Line;
use super::passphrase::{self, Passphrases};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "pkcs12",
    summary: "Create, read and convert PKCS#12 files",
    table: table::TABLE,
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    if let Some(path) = line.value("CApath").filter(|path| !files::is_folder(Path::new(path))) {
        return Err(Failure::usage("pkcs12", format_args!("Not a directory: {path}")));
    }
    let encryption = Encryption::of(line)?;
    let protection = protection::Protection::of(line)?;
    warn(line, session, encryption);
    let passcerts = passphrase::read_both(session, line.value("passcerts"), None)
        .map_err(|failure| failure.line("Error getting certificate file password"))?
        .input;
    let is_export = line.has("export");
    let password = line.value("password");
    let (input, output) = match is_export {
        true => (line.value("passin"), password.or_else(|| line.value("passout"))),
        false => (password.or_else(|| line.value("passin")), line.value("passout")),
    };
    let Passphrases { input, output } = passphrase::read_both(session, input, output)?;
    if is_export {
        let file = FilePassphrase::new(line, session, output, "-passout")?;
        return export::run(&export::Job { line, protection, encryption, input, passcerts }, session, file);
    }
    let file = FilePassphrase::new(line, session, input, "-passin")?;
    import::run(&import::Job { line, encryption, output }, session, file)
}

/// Options that have no effect with or without `-export`, and how openssl calls them.
const FOR_READING: [&str; 4] = ["info", "nomacver", "clcerts", "cacerts"];
const FOR_WRITING: [(&str, &str); 13] = [
    ("inkey", "inkey"),
    ("certfile", "certfile"),
    ("passcerts", "passcerts"),
    ("chain", "chain"),
    ("untrusted", "untrusted"),
    ("CAfile", "CAfile"),
    ("CApath", "CApath"),
    ("no-CAfile", "no-CAfile"),
    ("no-CApath", "no-CApath"),
    ("no-CAstore", "no-CAstore"),
    ("name", "name"),
    ("caname", "caname"),
    ("CSP", "CSP"),
];
const FOR_PROTECTING: [(&str, &str); 11] = [
    ("LMK", "LMK"),
    ("keyex", "keyex"),
    ("keysig", "keysig"),
    ("keypbe", "keypbe"),
    ("certpbe", "certpbe and -descert"),
    ("descert", "certpbe and -descert"),
    ("macalg", "macalg"),
    ("iter", "iter and -noiter"),
    ("noiter", "iter and -noiter"),
    ("nomaciter", "nomaciter"),
    ("nomac", "nomac"),
];

/// Says which options have no effect.
fn warn(line: &Line, session: &Session, encryption: Encryption) {
    if line.has("export") {
        for option in FOR_READING.iter().filter(|option| line.has(option)) {
            session.say(format_args!("Warning: -{option} option ignored with -export"));
        }
        let cipher = match encryption {
            Encryption::None(option) => Some(option),
            _ => line.algorithm(),
        };
        if let Some(cipher) = cipher {
            session.say(format_args!("Warning: output encryption option -{cipher} ignored with -export"));
        }
        return;
    }
    let given = FOR_WRITING.iter().chain(&FOR_PROTECTING).filter(|(option, _)| line.has(option));
    let mut names: Vec<_> = given.map(|(_, name)| *name).collect();
    names.dedup();
    for name in names {
        session.say(format_args!("Warning: -{name} option ignored without -export"));
    }
}
