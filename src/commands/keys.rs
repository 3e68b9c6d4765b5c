//! The private key that a command works with: read where there is one, made where there is none.

use super::authority;
use super::error::{CommandError, maker};
use super::options::Format;
use super::outputs::Outputs;
use super::session::Session;
use crate::encoding::private_key::{self, KeyForm};
use crate::encoding::read::{self, ReadError};
use crate::encoding::sniff::SniffError;
use crate::host::files::{self, Access, FileError, Overwrite};
use crate::host::processor;
use crate::host::stdio::Place;
use crate::key::{self, PrivateKey, PublicKeyAlgorithm, Search};
use crate::model::algorithm::{Curve, KeyAlgorithm, RSA_BITS_ACCEPTED};
use crate::model::secret::Secret;
use crate::report::outcome::{Action, FileReport, Role};

/// The private key's name in its folder, which is the one that the server reads.
pub(super) const PRIVATE_KEY: &str = "private.pem";

/// A private key, where it lies, and how it came to be.
#[derive(Debug)]
pub(super) struct KeyAtHand {
    pub(super) place: Place,
    pub(super) key: PrivateKey,
    pub(super) action: Action,
}

impl KeyAtHand {
    /// The key at `place`, which has to be of this kind; `None` when there is no such file.
    pub(super) fn find(
        place: &Place,
        asked: Option<KeyAlgorithm>,
        session: &mut Session,
    ) -> Result<Option<Self>, CommandError> {
        let Some(bytes) = session.read_if_exists(place, Role::Key)? else { return Ok(None) };
        authority::refuse_key_at(place)?;
        let maker = maker(Role::Key, place);
        let key = read::private_key(&bytes).map_err(|error| CommandError::damage(place, &error, &maker))?;
        if let Some(asked) = asked.filter(|asked| !is(key.algorithm(), *asked)) {
            return Err(CommandError::other_algorithm(place, key.algorithm(), asked));
        }
        Self::usable_by_leaf(place, key).map(Some)
    }

    /// A key that is not the key of a CA.
    fn usable_by_leaf(place: &Place, key: PrivateKey) -> Result<Self, CommandError> {
        authority::refuse_key(place, key.public())?;
        Ok(Self { place: place.clone(), key, action: Action::Used })
    }

    /// Fails where a key file that an option specifies is missing: a mistyped path is an error, not a
    /// new key.
    pub(super) fn require(place: &Place, asked: Option<KeyAlgorithm>) -> Result<(), CommandError> {
        let Some(path) = place.path() else { return Ok(()) };
        if files::exists(path)? {
            return Ok(());
        }
        let algorithm = asked.map(|asked| format!(" --algorithm {}", asked.name())).unwrap_or_default();
        Err(CommandError::new(FileError::Missing { path: path.to_owned() })
            .hint(format!("{}{algorithm}   (creates it)", maker(Role::Key, place))))
    }

    /// The key at `place` when it is [`usable`].
    pub(super) fn find_usable(
        place: &Place,
        asked: Option<KeyAlgorithm>,
        session: &mut Session,
    ) -> Result<Option<Self>, CommandError> {
        authority::refuse_key_at(place)?;
        usable(place, asked, session)?.map(|key| Self::usable_by_leaf(place, key)).transpose()
    }

    /// A new key of this kind.
    pub(super) fn make(
        place: &Place,
        asked: Option<KeyAlgorithm>,
        session: &mut Session,
    ) -> Result<Self, CommandError> {
        let key = make(asked.unwrap_or_default(), session)?;
        Ok(Self { place: place.clone(), key, action: Action::Made })
    }

    /// Adds the key to what is written, if it is new.
    pub(super) fn add_to(&self, outputs: &mut Outputs, overwrite: Overwrite) -> Result<(), CommandError> {
        if self.action == Action::Made {
            let file = pack(&self.key, KeyForm::default(), Format::Pem)?;
            outputs.add(&self.place, file.expose(), Access::Secret, overwrite);
        }
        Ok(())
    }

    /// Says that the key was made, if it was.
    pub(super) fn tell(&self, session: &Session) {
        if self.action == Action::Made {
            let (made, algorithm) = (self.place.made(), self.key.algorithm());
            session.ui.note(format_args!("{made}: {algorithm} private key"));
        }
    }

    pub(super) fn report(&self) -> FileReport {
        report(&self.place, self.action, &self.key)
    }
}

/// A new key.
pub(super) fn make(algorithm: KeyAlgorithm, session: &mut Session) -> Result<PrivateKey, CommandError> {
    let search = match algorithm {
        KeyAlgorithm::Rsa(_) => search(),
        _ => Search::default(),
    };
    Ok(key::generate_with(algorithm, &search, &mut session.rng)?)
}

/// How RSA keys are searched for: on all cores. To ask how many there are takes time.
pub(super) fn search() -> Search {
    Search { threads: processor::cores(), vector: processor::may_use_vectors() }
}

/// Warns of who will refuse certificates on this key.
pub(super) fn warn_of_limits(key: &PrivateKey, session: &mut Session) {
    let caveat = match key.algorithm() {
        PublicKeyAlgorithm::Rsa { bits } if bits < RSA_BITS_ACCEPTED => format!(
            "RSA {bits} keys are refused by rustls, by OpenSSL at security level 2 and by browsers; --bits 2048 makes one that they take"
        ),
        PublicKeyAlgorithm::Ed25519 => {
            "Ed25519 certificates are refused by Chromium, Firefox and NSS: fine for services, not for browsers".to_owned()
        }
        PublicKeyAlgorithm::MlDsa(parameters) => format!(
            "{parameters} certificates are rejected by Chromium and Firefox; OpenSSL 3.5 and rustls on aws-lc-rs accept them"
        ),
        PublicKeyAlgorithm::Ec(Curve::P521) => {
            "P-521 keys do not load in rustls servers built on ring, and Chromium refuses them; --algorithm p384 works everywhere".to_owned()
        }
        _ => return,
    };
    session.warn(caveat);
}

/// Warns of the clients that reject what a CA with such a key signs.
pub(super) fn warn_of_ca_limits(algorithm: PublicKeyAlgorithm, session: &mut Session) {
    let caveat = match algorithm {
        PublicKeyAlgorithm::Ed25519 | PublicKeyAlgorithm::MlDsa(_) => format!(
            "Chromium, Firefox and NSS reject every certificate of a CA with a key of {algorithm}; --algorithm p256 makes a CA for browsers"
        ),
        PublicKeyAlgorithm::Ec(Curve::P521) => {
            "rustls on ring rejects every certificate of a CA with a key of EC P-521; it accepts those of --algorithm p384".to_owned()
        }
        _ => return,
    };
    session.warn(caveat);
}

/// The key as a file's contents.
pub(super) fn pack(key: &PrivateKey, form: KeyForm, format: Format) -> Result<Secret, CommandError> {
    let der = private_key::to_der(key, form)?;
    Ok(format.pack(form.kind().label().unwrap_or_default(), der.expose()))
}

/// What to do when `--if-needed` meets a file that is whole and something else.
pub(super) const NOT_REPLACED: &str =
    "--if-needed does not replace it, since it may be somebody's only copy; move it away, or use --force";

/// The key at `place`, if it is there, whole, and of the kind that is asked for. `None` means that
/// a new one may take its place, so whatever might be somebody's only copy of something else is an
/// error instead, and so is everything on standard input, where nothing can be put in its place.
pub(super) fn usable(
    place: &Place,
    asked: Option<KeyAlgorithm>,
    session: &mut Session,
) -> Result<Option<PrivateKey>, CommandError> {
    let Some(bytes) = session.read_if_filled(place, Role::Key)? else { return Ok(None) };
    match read::private_key(&bytes) {
        Ok(key) if asked.is_none_or(|asked| is(key.algorithm(), asked)) => Ok(Some(key)),
        Ok(key) if place.path().is_some() => {
            session.ui.note(format_args!("{place} is a key of {}; making it again", key.algorithm()));
            Ok(None)
        }
        Ok(key) => Err(CommandError::other_algorithm(place, key.algorithm(), asked.unwrap_or_default())),
        Err(error) if place.path().is_none() => Err(CommandError::contents(place, &error)),
        Err(error) if is_damage(&error) => {
            let told = CommandError::contents(place, &error);
            session.ui.note(format_args!("{}; making it again", told.message));
            Ok(None)
        }
        Err(error) => Err(CommandError::contents(place, &error).hint(NOT_REPLACED)),
    }
}

/// Whether a file was cut off or broken, as opposed to being something else.
pub(super) const fn is_damage(error: &ReadError) -> bool {
    matches!(
        error,
        ReadError::Sniff(
            SniffError::Empty | SniffError::Blank | SniffError::Pem(_) | SniffError::TruncatedDer { .. }
        ) | ReadError::X509(_)
    )
}

/// Whether a key that was read is of the kind that is asked for.
fn is(found: PublicKeyAlgorithm, asked: KeyAlgorithm) -> bool {
    match (found, asked) {
        (PublicKeyAlgorithm::Rsa { bits }, KeyAlgorithm::Rsa(asked)) => bits == asked.get(),
        (PublicKeyAlgorithm::Ec(curve), KeyAlgorithm::Ec(asked)) => curve == asked,
        (PublicKeyAlgorithm::Ed25519, KeyAlgorithm::Ed25519) => true,
        (PublicKeyAlgorithm::MlDsa(parameters), KeyAlgorithm::MlDsa(asked)) => parameters == asked,
        _ => false,
    }
}

pub(super) fn report(place: &Place, action: Action, key: &PrivateKey) -> FileReport {
    FileReport::of_key(Role::Key, place.to_string(), action, key.public())
}
