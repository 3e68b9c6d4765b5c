//! The passphrases of a PKCS#12 file: one, or another for its check value.

use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::passphrase;
use crate::openssl::session::Session;
use devcert::model::secret::Secret;

/// The passphrase of a PKCS#12 file.
pub(super) struct FilePassphrase {
    /// The one of the command line.
    pub given: Option<Secret>,
    /// The one of the check value, where it is another.
    mac: Option<Secret>,
}

impl FilePassphrase {
    /// The passphrase that the command line gives; with `-twopass`, the one of the check value is asked for.
    ///
    /// # Errors
    /// `-twopass` together with a passphrase, which `option` gives, or no answer.
    pub(super) fn new(
        line: &Line,
        session: &mut Session,
        given: Option<Secret>,
        option: &str,
    ) -> Result<Self, Failure> {
        if !line.has("twopass") {
            return Ok(Self { given, mac: None });
        }
        if given.is_some() {
            return Err(Failure::new(format_args!(
                "Option -twopass cannot be used with {option} or -password"
            )));
        }
        let mac = read(session, "Enter MAC Password:", line.has("export"))?;
        Ok(Self { given, mac: Some(mac) })
    }

    /// The passphrase of the encryption, which is asked for if it was not given, and the one of the check value.
    ///
    /// # Errors
    /// When there is no answer.
    pub(super) fn both(
        self,
        session: &mut Session,
        question: &str,
        is_new: bool,
    ) -> Result<(Secret, Secret), Failure> {
        let own = match self.given {
            Some(given) => given,
            None => read(session, question, is_new)?,
        };
        let mac = self.mac.unwrap_or_else(|| own.clone());
        Ok((own, mac))
    }
}

/// A passphrase that a person types, twice if it is a new one.
fn read(session: &mut Session, question: &str, is_new: bool) -> Result<Secret, Failure> {
    let typed = match is_new {
        true => passphrase::ask_twice(session, question, 0),
        false => passphrase::ask(session, question),
    };
    typed.map_err(|failure| failure.after("Can't read Password"))
}
