//! Generating private keys.

use std::ops::ControlFlow;

use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;

use super::seed::KeyUse;
use super::{Action, Batch, Error, Event, Existing, Format, Operation, OutputRole, SourceKey, World, key};
use crate::host::files::Access;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::private_key::KeyForm;
use devcert::encoding::sniff::sniff;
use devcert::key::{PrivateKey, generate_many_rsa};
use devcert::model::algorithm::KeyAlgorithm;

/// One key.
#[derive(Debug)]
pub struct GenerateKey {
    /// Its file.
    pub place: PathOrStdio,
    /// Which kind of key; the default one otherwise.
    pub algorithm: Option<KeyAlgorithm>,
    /// Its structure; any where a key is kept.
    pub form: Option<KeyForm>,
    /// Its format.
    pub format: Format,
    /// What to do with an existing file.
    pub existing: Existing,
}

impl Operation for GenerateKey {
    type Done = SourceKey;

    fn places(&self) -> Vec<PathOrStdio> {
        vec![self.place.clone()]
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<SourceKey, Error> {
        if self.existing.keeps()
            && let Some(kept) = self.kept(world)?
        {
            return Ok(kept);
        }
        let overwrite = self.existing.overwrite();
        batch.check(&self.place, overwrite)?;
        let key = SourceKey::generate(&self.place, self.algorithm, world)?;
        let file = key::pack(&key.key, self.form(), self.format)?;
        batch.add(&self.place, file.expose(), Access::Secret, overwrite);
        Ok(key)
    }
}

impl GenerateKey {
    /// The structure of a new key.
    #[must_use]
    pub fn form(&self) -> KeyForm {
        self.form.unwrap_or_default()
    }

    /// The key that exists, if it is the one that would be generated.
    fn kept(&self, world: &mut dyn World) -> Result<Option<SourceKey>, Error> {
        let Some(bytes) = world.read_if_filled(&self.place, OutputRole::Key)? else { return Ok(None) };
        let Some(key) = key::usable_in(&self.place, &bytes, self.algorithm, world)? else { return Ok(None) };
        self.check_form(&bytes)?;
        Ok(Some(SourceKey { place: self.place.clone(), key, action: Action::Unchanged }))
    }

    /// Fails where the key that is kept is written otherwise than requested: another key is no way to get
    /// there.
    fn check_form(&self, bytes: &[u8]) -> Result<(), Error> {
        let is_form = |form: KeyForm| {
            sniff(bytes).is_ok_and(|found| found.objects.iter().any(|one| one.kind == form.kind()))
        };
        if self.form.is_none_or(is_form) && Format::of(bytes) == self.format {
            return Ok(());
        }
        Err(Error::OtherForm { place: self.place.clone(), form: self.form(), format: self.format })
    }
}

/// Many keys of one kind, on all cores.
#[derive(Debug)]
pub struct GenerateKeys {
    /// Their files.
    pub places: Vec<PathOrStdio>,
    /// Which kind of key.
    pub algorithm: KeyAlgorithm,
    /// Their structure.
    pub form: KeyForm,
    /// Their format.
    pub format: Format,
    /// What to do with existing files.
    pub existing: Existing,
}

impl Operation for GenerateKeys {
    type Done = Vec<SourceKey>;

    fn places(&self) -> Vec<PathOrStdio> {
        self.places.clone()
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Vec<SourceKey>, Error> {
        let overwrite = self.existing.overwrite();
        self.places.iter().try_for_each(|place| batch.check(place, overwrite))?;
        let mut made = Vec::with_capacity(self.places.len());
        for (key, place) in self.generate(world)?.into_iter().zip(&self.places) {
            let file = key::pack(&key, self.form, self.format)?;
            batch.add(place, file.expose(), Access::Secret, overwrite);
            made.push(SourceKey { place: place.clone(), key, action: Action::Created });
        }
        Ok(made)
    }
}

impl GenerateKeys {
    fn generate(&self, world: &mut dyn World) -> Result<Vec<PrivateKey>, Error> {
        let total = self.places.len();
        if let KeyAlgorithm::Rsa(bits) = self.algorithm {
            let seeded = world.seed().map(|seed| seed.key_rng(KeyUse::Numbered(0), self.algorithm));
            let mut rng = seeded.unwrap_or_else(|| ChaCha20Rng::from_rng(&mut world.rng()));
            // They get done in any order.
            let mut numbered = Vec::with_capacity(total);
            generate_many_rsa(bits, total, &key::search(), &mut rng, |number, key| {
                numbered.push((number, key));
                world.report(Event::Generated { done: numbered.len(), total });
                ControlFlow::Continue(())
            })?;
            numbered.sort_by_key(|(number, _)| *number);
            return Ok(numbered.into_iter().map(|(_, key)| key).collect());
        }
        let mut keys = Vec::with_capacity(total);
        for done in 1..=total {
            keys.push(key::generate(self.algorithm, KeyUse::Numbered(done), world)?);
            world.report(Event::Generated { done, total });
        }
        Ok(keys)
    }
}
