//! Writing keys and certificates in other forms.

use std::path::{Path, PathBuf};

use super::fault::ConvertFault;
use super::{Batch, Error, Existing, Operation, World, guard};
use crate::host::files::{self, Access};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::limits::Limits;
use devcert::encoding::pkcs12::Protection;
use devcert::encoding::read;
use devcert::key::PrivateKey;
use devcert::model::secret::Secret;
use devcert::pki::bundle::{Bundle, Form, Part, Passphrase, SelectError, Settings};

/// A form, and where what has it is written.
#[derive(Debug)]
pub struct Job {
    /// The form.
    pub form: &'static Form,
    /// The file; one or more in `folder` otherwise, whose names depend on the form and the input.
    pub file: Option<PathOrStdio>,
    /// The directory.
    pub folder: PathBuf,
    /// Whether it is DER where the form has PEM too.
    pub der: bool,
}

/// The files that are written, as far as they are known before the input is read.
#[derive(Debug)]
pub struct Outputs {
    /// The forms.
    pub jobs: Vec<Job>,
    /// The file that the passphrase is written to.
    pub passphrase: Option<PathOrStdio>,
    /// What to do with existing files.
    pub existing: Existing,
}

/// One file with its contents.
#[derive(Debug)]
pub struct ConvertOutput<'a> {
    /// Its form.
    pub form: &'static Form,
    /// The file.
    pub place: PathOrStdio,
    /// What it contains.
    pub part: Part<'a>,
    /// Whether it is DER where the form has PEM too.
    pub der: bool,
}

/// What is requested.
pub struct Convert<'a> {
    /// The files.
    pub outputs: &'a Outputs,
    /// The files that `bundle` was read from.
    pub inputs: &'a [PathOrStdio],
    /// What is written.
    pub bundle: &'a Bundle,
    /// The passphrase that encrypts what can be encrypted.
    pub passphrase: Option<Secret>,
    /// How PKCS#12 is encrypted.
    pub protection: Protection,
    /// The name of what is written, in forms that have one; that of the input otherwise.
    pub name: Option<&'a str>,
    /// The namespace of a Kubernetes Secret.
    pub namespace: Option<&'a str>,
}

impl<'a> Operation for Convert<'a> {
    type Done = Vec<ConvertOutput<'a>>;

    fn places(&self) -> Vec<PathOrStdio> {
        self.outputs.places()
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        self.outputs.open(world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Vec<ConvertOutput<'a>>, Error> {
        let targets = self.outputs.targets(self.bundle)?;
        self.check_targets(&targets, batch)?;
        let overwrite = self.outputs.existing.overwrite();
        for target in &targets {
            let contents = self.write(target, world)?;
            batch.add(&target.place, contents.expose(), target.access(), overwrite);
        }
        if let (Some(place), Some(passphrase)) = (&self.outputs.passphrase, &self.passphrase) {
            let line = Secret::new([passphrase.expose(), b"\n"].concat());
            batch.add(place, line.expose(), Access::Secret, overwrite);
        }
        Ok(targets)
    }
}

impl Convert<'_> {
    /// Fails when a target may not be written.
    ///
    /// # Errors
    /// [`Error::CaFile`], [`ConvertFault::LosesKey`], and as [`Batch::check`].
    pub fn check_targets(&self, targets: &[ConvertOutput<'_>], batch: &Batch) -> Result<(), Error> {
        self.outputs.check(batch)?;
        for target in targets {
            self.keep_ca(target)?;
            batch.check(&target.place, self.outputs.existing.overwrite())?;
        }
        self.keep_keys(targets)
    }

    /// Refuses to replace a file of a CA, except its key alone by the same key in another form.
    fn keep_ca(&self, target: &ConvertOutput<'_>) -> Result<(), Error> {
        let is_itself = matches!(self.inputs, [one] if is_same(one, &target.place));
        match is_itself && !target.part.selection.keys.is_empty() {
            true => Ok(()),
            false => guard::refuse_to_replace(&target.place),
        }
    }

    /// Refuses to replace an input by an output that lacks the private key in it.
    fn keep_keys(&self, targets: &[ConvertOutput<'_>]) -> Result<(), Error> {
        let is_kept = |key: &PrivateKey| {
            let mut kept = targets.iter().flat_map(|target| &target.part.selection.keys);
            kept.any(|one| one.public() == key.public())
        };
        if self.bundle.keys.iter().all(is_kept) {
            return Ok(());
        }
        let is_input =
            |target: &&ConvertOutput<'_>| self.inputs.iter().any(|input| is_same(input, &target.place));
        match targets.iter().filter(is_input).find(|target| has_key(&target.place)) {
            Some(ConvertOutput { place, .. }) => Err(ConvertFault::LosesKey(place.clone()).into()),
            None => Ok(()),
        }
    }

    fn write(&self, target: &ConvertOutput<'_>, world: &mut dyn World) -> Result<Secret, Error> {
        // What something was called elsewhere is no name of a Kubernetes Secret.
        let found = self.bundle.name.as_deref().filter(|_| target.form.name != "k8s");
        let mut settings = Settings {
            passphrase: self.passphrase.as_ref().filter(|_| target.takes_passphrase()),
            protection: self.protection,
            name: self.name.or(found),
            namespace: self.namespace,
            der: target.der,
            rng: &mut world.rng(),
        };
        Ok(target.form.write(&target.part.selection, &mut settings).map_err(ConvertFault::Write)?)
    }
}

impl Outputs {
    fn places(&self) -> Vec<PathOrStdio> {
        self.jobs.iter().map(Job::representative).chain(self.passphrase.clone()).collect()
    }

    /// Locks the directories, so that what is read from them belongs together.
    ///
    /// # Errors
    /// As [`Batch::open_any`], and [`Error::CaFile`] for the file of the passphrase.
    pub fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        let batch = Batch::open_any(&self.places(), world)?;
        self.passphrase.iter().try_for_each(guard::refuse_to_replace)?;
        Ok(batch)
    }

    /// Fails when a file cannot be written whose name is known already.
    ///
    /// # Errors
    /// As [`Batch::check`].
    pub fn check(&self, batch: &Batch) -> Result<(), Error> {
        let known = self.jobs.iter().filter(|job| job.has_one_file()).map(Job::representative);
        let mut known = known.chain(self.passphrase.clone());
        known.try_for_each(|place| batch.check(&place, self.existing.overwrite()))
    }

    /// The files that the forms make of `bundle`.
    ///
    /// # Errors
    /// [`ConvertFault::Select`] and [`ConvertFault::OneFile`].
    pub fn targets<'a>(&self, bundle: &'a Bundle) -> Result<Vec<ConvertOutput<'a>>, Error> {
        let targets: Vec<_> = self.jobs.iter().map(|job| job.targets(bundle)).collect::<Result<_, _>>()?;
        Ok(targets.into_iter().flatten().collect())
    }
}

impl Job {
    fn targets<'a>(&self, bundle: &'a Bundle) -> Result<Vec<ConvertOutput<'a>>, Error> {
        let form = self.form;
        let unfit = |error| ConvertFault::Select { form: form.name, error };
        let parts = form.select(bundle).map_err(unfit)?;
        if let (Some(place), true) = (&self.file, parts.len() > 1) {
            let (count, place) = (parts.len(), place.clone());
            return Err(ConvertFault::OneFile { form: form.name, count, place }.into());
        }
        parts.iter().try_for_each(|part| self.check(part)).map_err(unfit)?;
        let target = |part| ConvertOutput { form, place: self.place(&part), part, der: self.der };
        Ok(parts.into_iter().map(target).collect())
    }

    /// Whether the name of its file is known before the input is.
    const fn has_one_file(&self) -> bool {
        self.file.is_some() || !self.form.file.is_empty()
    }

    /// The file, or some file in the directory.
    fn representative(&self) -> PathOrStdio {
        let file = if self.form.file.is_empty() { "private.pem" } else { self.form.file };
        self.file.clone().unwrap_or_else(|| PathOrStdio::File(self.folder.join(file)))
    }

    /// Fails when its file must not contain the part.
    fn check(&self, part: &Part<'_>) -> Result<(), SelectError> {
        let count = part.selection.certificates.len();
        if self.der && self.form.name == "certificates" && count > 1 {
            return Err(SelectError::Several { what: "certificates", count });
        }
        let place = self.place(part);
        let extension = place.path().and_then(Path::extension).and_then(|one| one.to_str());
        extension.map_or(Ok(()), |extension| part.selection.check_extension(extension))
    }

    fn place(&self, part: &Part<'_>) -> PathOrStdio {
        match (&self.file, &part.name) {
            (None, Some(name)) => PathOrStdio::File(self.folder.join(name)),
            _ => self.representative(),
        }
    }
}

impl ConvertOutput<'_> {
    /// A file with a private key is readable by its owner only.
    fn access(&self) -> Access {
        match self.part.selection.keys.is_empty() {
            true => Access::Public,
            false => Access::Secret,
        }
    }

    /// Whether a passphrase changes what is written.
    #[must_use]
    pub fn takes_passphrase(&self) -> bool {
        match self.form.passphrase {
            Passphrase::Required | Passphrase::Usual => true,
            Passphrase::Optional => !self.part.selection.keys.is_empty(),
            Passphrase::Unfit(_) | Passphrase::OldHeaders => false,
        }
    }
}

fn is_same(one: &PathOrStdio, other: &PathOrStdio) -> bool {
    one.path().zip(other.path()).is_some_and(|(one, other)| files::is_same_file(one, other))
}

/// Whether there is a private key in the file.
fn has_key(place: &PathOrStdio) -> bool {
    let bytes = place.path().and_then(|path| files::read(path, files::DEFAULT_LIMIT).ok());
    let contents = bytes.and_then(|bytes| read::contents(&bytes, None, &Limits::default()).ok());
    contents.is_none_or(|contents| read::private_keys_in(&contents).is_ok_and(|keys| !keys.is_empty()))
}
