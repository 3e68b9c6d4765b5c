//! The encryption of the private keys that are printed.

use crate::openssl::ciphers;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use devcert::encoding::encrypted_key::KeyCipher;

/// The encryption of private keys in PEM.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// None, with the option that requests it.
    None(&'static str),
    /// The one that a cipher on the command line requests.
    Cipher(KeyCipher),
    /// The default.
    Default,
}

impl Encryption {
    /// The encryption of a command line.
    ///
    /// # Errors
    /// A cipher that openssl or devcert does not know.
    pub(super) fn of(line: &Line) -> Result<Self, Failure> {
        let plain = ["noenc", "nodes"].into_iter().find(|option| line.has(option));
        match (plain, ciphers::of_line("pkcs12", line)?) {
            (Some(option), _) => Ok(Self::None(option)),
            (None, Some(cipher)) => Ok(Self::Cipher(cipher)),
            (None, None) => Ok(Self::Default),
        }
    }
}
