//! `gendsa`: new DSA keys from parameters.

use super::ciphers;
use super::failure::Failure;
use super::keys;
use super::newkey::{self, NewKey};
use super::options::{COMMON, Line, PROVIDERS, RANDOM, Table, Unknown, flag, output, text};
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "gendsa",
    summary: "Generate a DSA key",
    table: Table {
        groups: &[
            COMMON,
            &[
                output("out", "Output file (default: standard output)"),
                text("passout", "Passphrase of the new key"),
                flag("verbose", "Print the size"),
            ],
            RANDOM,
            PROVIDERS,
        ],
        unknown: Unknown::Cipher,
        operands: "dsaparam-file",
    },
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    ciphers::of_line("gendsa", line)?;
    let [path] = line.operands.as_slice() else {
        return Err(
            Failure::usage_only("gendsa").hint("add the file of parameters, which `openssl dsaparam` writes")
        );
    };
    let passphrase = passphrase::read_both(session, None, line.value("passout"))?.output;
    let no_context = |failure: Failure| failure.line("unable to create PKEY context");
    let bytes = session.read_input(Some(path), "params of DSA parameters").map_err(no_context)?;
    let group = newkey::group_of(&bytes)
        .ok_or_else(|| Failure::new(format_args!("Could not read params of DSA parameters from {path}")))
        .map_err(no_context)?;
    if line.has("verbose") {
        session.say(format_args!("Generating DSA key with {} bits", group.bits()));
    }
    let key = newkey::generate(session, NewKey::Dsa(group))
        .map_err(|failure| failure.after("gendsa: Error generating DSA key"))?;
    let encryption = keys::encryption(session, "gendsa", line, passphrase)?;
    let encryption = encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase));
    let pem = keys::pkcs8_pem(session, &key, encryption)?;
    keys::write(session, "gendsa", line, &pem)?;
    Ok(0)
}
