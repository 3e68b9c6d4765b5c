//! Creating a CA in a directory that has none.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Ca, CaFault, UnlockedCa, certificate_in, chain_file, naming};
use crate::ca::layout::{CERTIFICATE, CROSS_CERTIFICATES, CaSettings, KEY, LEDGER, SETTINGS};
use crate::ca::ledger::{Created, Event as Entry, File, FileRole, Issued};
use crate::ca::naming::Naming;
use crate::host::environment;
use crate::host::files::{self, Access, FileError, Overwrite};
use crate::host::network;
use crate::host::stdio::PathOrStdio;
use crate::ops::SignatureRequest;
use crate::ops::certify::Content;
use crate::ops::event::Exposure;
use crate::ops::key::generate;
use crate::ops::seed::KeyUse;
use crate::ops::{Batch, Error, Operation, Warning, World};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::encrypted_key::{ROUNDS, encrypt};
use devcert::encoding::pem;
use devcert::encoding::private_key::{KeyForm, to_der};
use devcert::key::PrivateKey;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::constraint::NameConstraints;
use devcert::model::name::Name;
use devcert::model::profile::{Profile, ca_extensions};
use devcert::model::secret::Secret;
use devcert::model::validity::Validity;
use devcert::pki::{Faults, IssueError, Issuer};

/// What the CA is to be.
pub struct CreateCa<'a> {
    /// Its directory.
    pub folder: PathBuf,
    /// Its subject; one that tells where and when it was created otherwise.
    pub subject: Option<Name>,
    /// The kind of its key.
    pub algorithm: KeyAlgorithm,
    /// Its dates.
    pub validity: Validity,
    /// What it may issue for; everything otherwise.
    pub constraints: Option<NameConstraints>,
    /// The CA above it, and how many CAs may be below it.
    pub parent: Option<(&'a UnlockedCa, u8)>,
    /// The passphrase that its key is encrypted with.
    pub passphrase: Option<Secret>,
    /// How its certificate is signed, by its own key or that of the CA above it.
    pub signature: SignatureRequest,
    /// What is deliberately wrong with it.
    pub faults: Faults,
}

/// The files of a new CA.
const PARTS: [&str; 4] = [CERTIFICATE, KEY, LEDGER, SETTINGS];

impl Operation for CreateCa<'_> {
    /// The new CA, which can sign for the same batch.
    type Done = UnlockedCa;

    fn places(&self) -> Vec<PathOrStdio> {
        PARTS.iter().map(|part| PathOrStdio::File(self.folder.join(part))).collect()
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        Batch::open_private(&self.places(), &[], world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<UnlockedCa, Error> {
        let folder = &self.folder;
        if naming(folder).program().is_some() {
            let path = certificate_in(folder);
            return Err(Error::ca(folder, CaFault::Exists { folder: folder.clone(), path }));
        }
        for path in PARTS.map(|part| folder.join(part)) {
            batch.check(&PathOrStdio::File(path), Overwrite::Refuse).map_err(|error| self.occupied(error))?;
        }
        let key_use = if self.parent.is_some() { KeyUse::Intermediate } else { KeyUse::Root };
        let key = generate(self.algorithm, key_use, world)?;
        let (certificate, profile) = self.certify(&key, world)?;
        let above = self.parent.map_or(&[][..], |(parent, _)| parent.ca.chain());
        let chain: Vec<_> = [certificate].into_iter().chain(above.iter().cloned()).collect();
        let now = world.now();
        let mut add = |part: &str, contents: &[u8], access| {
            batch.add(&PathOrStdio::File(folder.join(part)), contents, access, Overwrite::Refuse);
        };
        add(KEY, &key_file(&key, self.passphrase.as_ref(), world)?, Access::Secret);
        add(CERTIFICATE, &chain_file(&chain), Access::Public);
        add(LEDGER, &Entry::Created(Created::of(&chain[0], now)).line(), Access::Secret);
        add(SETTINGS, &self.settings().write(), Access::Public);
        let cross = self.parent.map_or_else(Vec::new, |(parent, _)| parent.ca.cross().to_vec());
        if !cross.is_empty() {
            add(CROSS_CERTIFICATES, &chain_file(&cross), Access::Public);
        }
        if let Some((parent, _)) = self.parent {
            let files = vec![File::of_certificate(&folder.join(CERTIFICATE), &chain[0])];
            batch.record(&parent.ca, vec![Entry::Issued(Issued::of(&chain[0], profile, now, files))]);
        }
        // A directory that existed, with other things in it, keeps its mode.
        if files::mode(folder)?.is_some_and(|mode| mode & 0o077 != 0) {
            world.report(Warning::CaExposed(Exposure::NewDirectory(folder.clone())).into());
        }
        Ca { folder: folder.clone(), chain, cross, naming: Naming::DEVCERT }.with_key(&key)
    }
}

impl CreateCa<'_> {
    fn settings(&self) -> CaSettings {
        let parent = self
            .parent
            .and_then(|(parent, _)| files::absolute(&parent.ca.folder).to_str().map(str::to_owned));
        CaSettings { parent, ..CaSettings::default() }
    }

    /// A part of a CA is in the way.
    fn occupied(&self, error: Error) -> Error {
        match error {
            Error::File(FileError::AlreadyExists { path }) => {
                let folder = path.parent().unwrap_or(&path).to_owned();
                Error::ca(&self.folder, CaFault::Exists { folder, path })
            }
            other => other,
        }
    }

    fn certify(&self, key: &PrivateKey, world: &mut dyn World) -> Result<(Certificate, Profile), Error> {
        let (profile, path_len) = match self.parent {
            Some((_, path_len)) => (Profile::Intermediate, Some(path_len)),
            None => (Profile::Root, None),
        };
        let content = Content {
            subject: subject(self.subject.as_ref(), profile, key, world)?,
            extensions: ca_extensions(profile, path_len, self.constraints.clone()),
            validity: self.validity,
        };
        let certificate = if let Some((parent, _)) = self.parent {
            let requested = self.signature.of_ca(&parent.issuer)?;
            let issuer = requested.as_ref().unwrap_or(&parent.issuer);
            content.certify(key.public(), issuer, &self.faults, world)?
        } else {
            let own = Issuer::new(content.subject.clone(), key)?;
            content.certify(key.public(), &self.signature.issuer(own)?, &self.faults, world)?
        };
        Ok((certificate, profile))
    }
}

/// The subject of a new CA: the one that is requested, or the default one.
///
/// # Errors
/// [`IssueError::EmptyIssuer`].
pub fn subject(
    requested: Option<&Name>,
    profile: Profile,
    key: &PrivateKey,
    world: &dyn World,
) -> Result<Name, Error> {
    match requested {
        Some(subject) if subject.is_empty() => Err(IssueError::EmptyIssuer.into()),
        Some(subject) => Ok(subject.clone()),
        None => Ok(default_subject(profile, key, world)),
    }
}

/// A common name has at most this many characters (RFC 5280, appendix A.1).
const COMMON_NAME_MAX: usize = 64;

/// `devcert CA me@machine 2026-11-24 1f2e3d`: who created it where and when, and the start of its key's
/// identifier, which tells two of one day apart.
fn default_subject(profile: Profile, key: &PrivateKey, world: &dyn World) -> Name {
    let title = if profile == Profile::Root { "devcert CA" } else { "devcert intermediate CA" };
    let date = world.now().date();
    let [one, two, three, ..] = key.public().key_identifier();
    let end = format!(" {date} {one:02x}{two:02x}{three:02x}");
    let room = COMMON_NAME_MAX - title.len() - 1 - end.len();
    let who: String = owner().chars().take(room).collect();
    // It is short enough, and not empty.
    Name::from_common_name(&format!("{title} {who}{end}")).unwrap_or_default()
}

/// `me@machine`, as far as both are known.
fn owner() -> String {
    let user = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(environment::variable);
    let user = user.and_then(|name| name.into_string().ok());
    let home = || environment::home()?.file_name()?.to_str().map(str::to_owned);
    let user = user.or_else(home);
    let plain = |text: String| text.chars().filter(|c| !c.is_control()).collect::<String>();
    match (user.map(plain), network::host_name().map(plain)) {
        (Some(user), Some(host)) => format!("{user}@{host}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "unknown".to_owned(),
    }
}

/// A CA's key as the contents of its file.
pub(super) fn key_file(
    key: &PrivateKey,
    passphrase: Option<&Secret>,
    world: &mut dyn World,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let der = to_der(key, KeyForm::Pkcs8)?;
    let text = match passphrase {
        Some(passphrase) => {
            pem::encode("ENCRYPTED PRIVATE KEY", &encrypt(&der, passphrase, ROUNDS, &mut world.rng())?)
        }
        None => pem::encode("PRIVATE KEY", der.expose()),
    };
    Ok(text.expose().to_vec().into())
}

impl File {
    /// The file of a certificate, as the ledger has it.
    pub(super) fn of_certificate(path: &Path, certificate: &Certificate) -> Self {
        Self {
            role: FileRole::Certificate,
            path: files::absolute(path).display().to_string(),
            sha256: certificate.fingerprint().to_string(),
        }
    }
}
