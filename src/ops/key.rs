//! The private key that an operation works with: read where there is one, generated where there is none.

use super::seed::KeyUse;
use super::{Action, Batch, Error, Event, Existing, Format, OutputRole, World, guard};
use crate::host::files::{self, Access, Overwrite};
use crate::host::processor;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::SniffError;
use devcert::key::{self, PrivateKey, PublicKeyAlgorithm, Search};
use devcert::model::algorithm::{KeyAlgorithm, KeyManagement};
use devcert::model::secret::Secret;

/// Which key, and what may become of the one that exists.
#[derive(Debug, Clone)]
pub struct KeyRequest {
    /// Where it is, or is to be.
    pub place: PathOrStdio,
    /// Whether a missing file is an error, and not a reason to generate a key.
    pub must_exist: bool,
    /// Which kind of key it has to be, if that matters.
    pub algorithm: Option<KeyAlgorithm>,
    /// Whether a new key is generated even if there is one.
    pub new: bool,
    /// What to do with an existing key that is not the requested one.
    pub existing: Existing,
}

impl KeyRequest {
    /// Refuses a file that is the key of a CA.
    ///
    /// # Errors
    /// [`Error::CaKey`].
    pub fn check(&self) -> Result<(), Error> {
        if self.new { Ok(()) } else { guard::refuse_key_at(&self.place) }
    }

    /// The key, if it exists and may be used.
    ///
    /// # Errors
    /// When it is missing and must not be, cannot be read, is of another kind, or is the key of a CA.
    pub fn find(&self, world: &mut dyn World) -> Result<Option<SourceKey>, Error> {
        if self.new {
            return Ok(None);
        }
        if self.must_exist {
            self.require()?;
        }
        match self.existing.keeps() {
            true => SourceKey::find_usable(&self.place, self.algorithm, world),
            false => SourceKey::find(&self.place, self.algorithm, world),
        }
    }

    /// A new one, where a file may be written.
    ///
    /// # Errors
    /// When a file is in the way, or no key can be generated.
    pub fn generate(&self, batch: &Batch, world: &mut dyn World) -> Result<SourceKey, Error> {
        batch.check(&self.place, self.existing.overwrite())?;
        SourceKey::generate(&self.place, self.algorithm, world)
    }

    fn require(&self) -> Result<(), Error> {
        match self.place.path() {
            Some(path) if !files::exists(path)? => {
                Err(Error::MissingKey { path: path.to_owned(), algorithm: self.algorithm })
            }
            _ => Ok(()),
        }
    }
}

/// A private key, where it is, and how it came to be there.
#[derive(Debug, Clone)]
pub struct SourceKey {
    /// Its file.
    pub place: PathOrStdio,
    /// The key.
    pub key: PrivateKey,
    /// Whether it is new.
    pub action: Action,
}

impl SourceKey {
    /// The key at `place`, which has to be of this kind; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, is of another kind, or is the key of a CA.
    pub fn find(
        place: &PathOrStdio,
        algorithm: Option<KeyAlgorithm>,
        world: &mut dyn World,
    ) -> Result<Option<Self>, Error> {
        let Some(bytes) = world.read_if_exists(place, OutputRole::Key)? else { return Ok(None) };
        guard::refuse_key_at(place)?;
        let damaged = |error| Error::Damaged { place: place.clone(), role: OutputRole::Key, error };
        let key = read::private_key(&bytes).map_err(damaged)?;
        if let Some(algorithm) = algorithm.filter(|algorithm| !is(key.algorithm(), *algorithm)) {
            return Err(other_algorithm(place, &key, algorithm));
        }
        Self::used(place, key, world).map(Some)
    }

    /// The key at `place` when it is [`usable`].
    ///
    /// # Errors
    /// As [`usable`], and when it is the key of a CA.
    pub fn find_usable(
        place: &PathOrStdio,
        algorithm: Option<KeyAlgorithm>,
        world: &mut dyn World,
    ) -> Result<Option<Self>, Error> {
        guard::refuse_key_at(place)?;
        usable(place, algorithm, world)?.map(|key| Self::used(place, key, world)).transpose()
    }

    /// A key that is not the key of a CA.
    fn used(place: &PathOrStdio, key: PrivateKey, world: &dyn World) -> Result<Self, Error> {
        guard::refuse_key(place, key.public(), world)?;
        Ok(Self { place: place.clone(), key, action: Action::Used })
    }

    /// A new key of this kind, which is not written yet.
    ///
    /// # Errors
    /// When no key can be generated.
    pub fn generate(
        place: &PathOrStdio,
        algorithm: Option<KeyAlgorithm>,
        world: &mut dyn World,
    ) -> Result<Self, Error> {
        let key = generate(algorithm.unwrap_or_default(), KeyUse::Leaf, world)?;
        Ok(Self { place: place.clone(), key, action: Action::Created })
    }

    /// Adds the key to what is written, if it is new.
    ///
    /// # Errors
    /// When it cannot be written as PKCS#8.
    pub fn add_to(&self, batch: &mut Batch, overwrite: Overwrite) -> Result<(), Error> {
        if self.is_new() {
            let file = pack(&self.key, KeyForm::default(), Format::Pem)?;
            batch.add(&self.place, file.expose(), Access::Secret, overwrite);
        }
        Ok(())
    }

    /// Whether it was generated just now.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.action == Action::Created
    }

    /// What its certificates can allow besides signatures.
    #[must_use]
    pub fn key_management(&self) -> KeyManagement {
        self.key.algorithm().key_management()
    }
}

/// A new key for this use, which counts with a seed only.
///
/// # Errors
/// [`Error::Generate`].
pub fn generate(
    algorithm: KeyAlgorithm,
    key_use: KeyUse,
    world: &mut dyn World,
) -> Result<PrivateKey, Error> {
    let search = match algorithm {
        KeyAlgorithm::Rsa(_) => search(),
        _ => Search::default(),
    };
    let seeded = world.seed().map(|seed| seed.key_rng(key_use, algorithm));
    Ok(match seeded {
        Some(mut rng) => key::generate_with(algorithm, &search, &mut rng),
        None => key::generate_with(algorithm, &search, &mut world.rng()),
    }?)
}

/// How RSA primes are searched for: on all cores. To find out how many there are takes time.
#[must_use]
pub fn search() -> Search {
    let most = processor::most_instructions().and_then(|name| name.parse().ok()).unwrap_or_default();
    Search { threads: processor::cores(), most }
}

/// The key as a file's contents.
///
/// # Errors
/// When keys of its kind have no such form.
pub fn pack(key: &PrivateKey, form: KeyForm, format: Format) -> Result<Secret, Error> {
    let der = private_key::to_der(key, form)?;
    Ok(format.pack(form.kind().label().unwrap_or_default(), der.expose()))
}

/// The key at `place`, if it exists, is whole, and is of the requested kind. `None` means that a new one may
/// take its place.
///
/// # Errors
/// [`Error::NotReplaced`] for a file that may be the only copy of something, a damaged key included; and any
/// fault in what comes from standard input, where nothing can be put in its place.
pub fn usable(
    place: &PathOrStdio,
    algorithm: Option<KeyAlgorithm>,
    world: &mut dyn World,
) -> Result<Option<PrivateKey>, Error> {
    match world.read_if_filled(place, OutputRole::Key)? {
        Some(bytes) => usable_in(place, &bytes, algorithm, world),
        None => Ok(None),
    }
}

/// The key in `bytes`, which were read from `place`, with the same meaning and errors as [`usable`].
///
/// # Errors
/// As [`usable`].
pub fn usable_in(
    place: &PathOrStdio,
    bytes: &[u8],
    algorithm: Option<KeyAlgorithm>,
    world: &mut dyn World,
) -> Result<Option<PrivateKey>, Error> {
    match read::private_key(bytes) {
        Ok(key) if algorithm.is_none_or(|algorithm| is(key.algorithm(), algorithm)) => Ok(Some(key)),
        Ok(key) if place.path().is_some() => {
            world.report(Event::OtherAlgorithm { place: place.clone(), found: key.algorithm() });
            Ok(None)
        }
        Ok(key) => Err(other_algorithm(place, &key, algorithm.unwrap_or_default())),
        Err(error) if place.path().is_none() => Err(Error::Contents { place: place.clone(), error }),
        Err(error) if is_blank(&error) => replaceable(place, error, world).map(|()| None),
        Err(error) => Err(Error::NotReplaced { place: place.clone(), error }),
    }
}

/// Whether nothing is lost with the file. A damaged key may be repaired, and no new one takes its place where
/// it is in use.
const fn is_blank(error: &ReadError) -> bool {
    matches!(error, ReadError::Sniff(SniffError::Empty | SniffError::Blank))
}

/// Reports a damaged file that is going to be replaced.
///
/// # Errors
/// [`Error::NotReplaced`] where the file is whole, and something else.
pub fn replaceable(place: &PathOrStdio, error: ReadError, world: &mut dyn World) -> Result<(), Error> {
    match is_damage(&error) {
        true => {
            world.report(Event::Damaged { place: place.clone(), error });
            Ok(())
        }
        false => Err(Error::NotReplaced { place: place.clone(), error }),
    }
}

/// Whether a file was cut off or broken, as opposed to being something else.
const fn is_damage(error: &ReadError) -> bool {
    matches!(
        error,
        ReadError::Sniff(
            SniffError::Empty | SniffError::Blank | SniffError::Pem(_) | SniffError::TruncatedDer { .. }
        ) | ReadError::X509(_)
    )
}

fn other_algorithm(place: &PathOrStdio, key: &PrivateKey, requested: KeyAlgorithm) -> Error {
    Error::OtherAlgorithm { place: place.clone(), found: key.algorithm(), requested }
}

/// Whether a key that was read is of the requested kind.
fn is(found: PublicKeyAlgorithm, requested: KeyAlgorithm) -> bool {
    match (found, requested) {
        (PublicKeyAlgorithm::Rsa { bits }, KeyAlgorithm::Rsa(requested)) => bits == requested.get(),
        _ => found.generated() == Some(requested),
    }
}
