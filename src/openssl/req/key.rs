//! The key of a request: read, or created and written.

use super::settings::Settings;
use crate::host::files::Access;
use crate::openssl::failure::Failure;
use crate::openssl::options::{Format, Line};
use crate::openssl::passphrase::{self, Passphrases};
use crate::openssl::session::Session;
use crate::openssl::{inputs, keys, newkey};
use devcert::encoding::encrypted_key::KeyCipher;
use devcert::key::PrivateKey;

/// The bits of a new RSA key without `default_bits`.
const BITS: i64 = 2048;

/// What the key is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyFor {
    /// It signs: it is created if no key is given.
    Signing,
    /// It may check a signature, if one is given.
    Checking,
}

/// The key of `-key`, or a new one; written where openssl writes it.
pub(super) fn private_key(
    session: &mut Session,
    line: &Line,
    settings: &Settings<'_>,
    passphrases: &Passphrases,
    key_for: KeyFor,
) -> Result<Option<PrivateKey>, Failure> {
    let configured = settings.secret("input_password");
    let key = match (line.value("key"), key_for) {
        (Some(path), _) => {
            let passphrase = passphrases.input.as_ref().or(configured.as_ref());
            let format = line.value("keyform").and_then(Format::named);
            inputs::private_key_as(session, path, format, passphrase, "private key")?
        }
        (None, KeyFor::Signing) => {
            let options: Vec<_> = line.values("pkeyopt").collect();
            let bits = settings.config.number(settings.section, "default_bits").unwrap_or(BITS);
            let algorithm = newkey::algorithm(session, line.value("newkey"), &options, bits)?;
            newkey::generate(session, algorithm)?
        }
        (None, KeyFor::Checking) => return Ok(None),
    };
    let is_given = line.has("key");
    let file = line.value("keyout").or_else(|| settings.get("default_keyfile").filter(|_| !is_given));
    if !is_given || file.is_some() {
        write(session, line, settings, passphrases, file, &key)?;
    }
    Ok(Some(key))
}

fn write(
    session: &mut Session,
    line: &Line,
    settings: &Settings<'_>,
    passphrases: &Passphrases,
    file: Option<&str>,
    key: &PrivateKey,
) -> Result<(), Failure> {
    let is_plain = line.has("noenc") || line.has("nodes") || settings.leaves_keys_plain();
    let passphrase = match is_plain {
        true => None,
        false => Some(match passphrases.output.clone().or_else(|| settings.secret("output_password")) {
            Some(passphrase) => passphrase,
            None => passphrase::ask_new(session)?,
        }),
    };
    // The default of OpenSSL 3.0.
    let encryption = passphrase.as_ref().map(|passphrase| (KeyCipher::TripleDes, passphrase));
    let pem = keys::pkcs8_pem(session, key, encryption)?;
    session.write(file, pem.expose(), Access::Secret)?;
    session.say("-----");
    Ok(())
}
