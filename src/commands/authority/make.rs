//! A new CA.

use std::path::{Path, PathBuf};

use super::{Authority, Ca, another};
use crate::ca::layout::{CERTIFICATE, KEY, LEDGER, Naming, SETTINGS, Settings};
use crate::ca::ledger::{Event, File, Issued, Made};
use crate::commands::error::CommandError;
use crate::commands::hint::Hint;
use crate::commands::line::Edit;
use crate::commands::session::Session;
use crate::encoding::certificate::Certificate;
use crate::encoding::encrypted_key::{ROUNDS, encrypt};
use crate::encoding::pem;
use crate::encoding::private_key::{KeyForm, to_der};
use crate::encoding::sniff::Kind;
use crate::host::environment;
use crate::host::files::{self, FileError, Output, Overwrite, Transaction};
use crate::host::network;
use crate::key::PrivateKey;
use crate::model::algorithm::KeyAlgorithm;
use crate::model::constraint::NameConstraints;
use crate::model::name::Name;
use crate::model::profile::{Profile, ca_extensions};
use crate::model::secret::Secret;
use crate::model::serial::Serial;
use crate::model::validity::Validity;
use crate::ops::key::generate;
use crate::pki::{self, CertificateSpec, Issuer};

/// What the CA shall be.
pub(in crate::commands) struct Blueprint<'a> {
    pub(in crate::commands) subject: Option<Name>,
    pub(in crate::commands) algorithm: KeyAlgorithm,
    pub(in crate::commands) validity: Validity,
    pub(in crate::commands) constraints: Option<NameConstraints>,
    /// The CA above it, and how many may stand below it.
    pub(in crate::commands) parent: Option<(&'a Authority, u8)>,
    pub(in crate::commands) passphrase: Option<Secret>,
}

/// Makes a CA in a folder that has none.
pub(in crate::commands) fn make(
    folder: &Path,
    typed: String,
    blueprint: &Blueprint<'_>,
    session: &mut Session,
) -> Result<Ca, CommandError> {
    let [certificate, key, ledger, settings] =
        [CERTIFICATE, KEY, LEDGER, SETTINGS].map(|name| folder.join(name));
    let transaction =
        Transaction::open_private([&certificate, &key, &ledger, &settings].map(PathBuf::as_path))?;
    session.warn_of(transaction.notes());
    for path in [&super::certificate_in(folder), &certificate, &key, &ledger, &settings] {
        transaction.check(path, Overwrite::Refuse).map_err(|error| occupied(error, &typed))?;
    }
    let private = generate(blueprint.algorithm, session)?;
    let (made, profile) = certify(&private, blueprint, session)?;
    let chain: Vec<_> = [made].into_iter().chain(above(blueprint).iter().cloned()).collect();
    let outputs = vec![
        Output::secret(key, key_file(&private, blueprint.passphrase.as_ref(), session)?, Overwrite::Refuse),
        Output::public(certificate, chain_file(&chain), Overwrite::Refuse),
        Output::secret(
            ledger,
            Event::Made(Made::of(&chain[0], session.now)).line().into(),
            Overwrite::Refuse,
        ),
        Output::public(settings, settings_of(blueprint).write(), Overwrite::Refuse),
    ];
    let now = session.now;
    let files = vec![File {
        role: "certificate".to_owned(),
        path: files::absolute(&folder.join(CERTIFICATE)).display().to_string(),
        sha256: chain[0].fingerprint().to_string(),
    }];
    session.begin_report()?;
    let entry = || match blueprint.parent {
        Some((parent, _)) => {
            super::record(parent, &[Event::Issued(Issued::of(&chain[0], profile, now, files))])
        }
        None => Ok(()),
    };
    session.warn_of(&transaction.commit_with(outputs, entry)?);
    warn_if_open(folder, session)?;
    Ok(Ca { folder: folder.to_owned(), chain, naming: Naming::Devcert, typed })
}

fn above<'a>(blueprint: &'a Blueprint<'_>) -> &'a [Certificate] {
    blueprint.parent.map_or(&[], |(parent, _)| parent.ca.chain())
}

fn settings_of(blueprint: &Blueprint<'_>) -> Settings {
    let parent = blueprint
        .parent
        .and_then(|(parent, _)| files::absolute(&parent.ca.folder).to_str().map(str::to_owned));
    Settings { parent, ..Settings::default() }
}

/// A part of a CA is in the way.
fn occupied(error: FileError, typed: &str) -> CommandError {
    match error {
        FileError::AlreadyExists { path } => {
            let folder = path.parent().unwrap_or(&path).display().to_string();
            CommandError::new(format_args!(
                "there is a CA in {folder} already, or a part of one: {}",
                path.display()
            ))
            .hint(Hint::command(format!("devcert ca show{typed}")).note("says what it is"))
            .hint(Hint::again(vec![Edit::Add("--if-needed".to_owned())]).note("keeps it"))
            .hint(another(path.parent().unwrap_or(&path)).note("makes another one; a CA is never replaced"))
        }
        other => other.into(),
    }
}

fn certify(
    key: &PrivateKey,
    blueprint: &Blueprint<'_>,
    session: &mut Session,
) -> Result<(Certificate, Profile), CommandError> {
    let (profile, path_len) = match blueprint.parent {
        Some((_, path_len)) => (Profile::Intermediate, Some(path_len)),
        None => (Profile::Root, None),
    };
    let subject = subject(blueprint.subject.as_ref(), profile, key, session)?;
    let spec = CertificateSpec {
        subject,
        extensions: ca_extensions(profile, path_len, blueprint.constraints.clone()),
        validity: blueprint.validity,
        serial: Serial::random(&mut session.rng),
    };
    let certificate = match blueprint.parent {
        Some((parent, _)) => pki::issue(&spec, key.public(), &parent.issuer)?,
        None => pki::issue(
            &spec,
            key.public(),
            &Issuer::new(spec.subject.clone(), key).map_err(CommandError::new)?,
        )?,
    };
    Ok((certificate, profile))
}

/// The subject of a new CA: the one that was asked for, or the default one.
pub(in crate::commands) fn subject(
    asked: Option<&Name>,
    profile: Profile,
    key: &PrivateKey,
    session: &Session,
) -> Result<Name, CommandError> {
    match asked {
        Some(subject) if subject.is_empty() => Err(CommandError::empty_issuer()),
        Some(subject) => Ok(subject.clone()),
        None => default_subject(profile, key, session),
    }
}

/// A common name has at most this many characters (RFC 5280, appendix A.1).
const COMMON_NAME_MAX: usize = 64;

/// `devcert CA me@machine 2026-11-24 1f2e3d`: who made it where and when, and the start of its key's
/// identifier, which tells two of one day apart.
fn default_subject(profile: Profile, key: &PrivateKey, session: &Session) -> Result<Name, CommandError> {
    let title = if profile == Profile::Root { "devcert CA" } else { "devcert intermediate CA" };
    let date = session.now.date();
    let [one, two, three, ..] = key.public().key_identifier();
    let end = format!(" {date} {one:02x}{two:02x}{three:02x}");
    let room = COMMON_NAME_MAX - title.len() - 1 - end.len();
    let who: String = owner().chars().take(room).collect();
    Name::common_name(&format!("{title} {who}{end}")).map_err(CommandError::new)
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

fn key_file(
    key: &PrivateKey,
    passphrase: Option<&Secret>,
    session: &mut Session,
) -> Result<zeroize::Zeroizing<Vec<u8>>, CommandError> {
    let der = to_der(key, KeyForm::Pkcs8)?;
    let text = match passphrase {
        Some(passphrase) => {
            let sealed = encrypt(&der, passphrase, ROUNDS, &mut session.rng)?;
            pem::encode(Kind::EncryptedPrivateKey.label().unwrap_or_default(), &sealed)
        }
        None => pem::encode(Kind::Pkcs8.label().unwrap_or_default(), der.expose()),
    };
    Ok(text.expose().to_vec().into())
}

pub(in crate::commands) fn chain_file(chain: &[Certificate]) -> Vec<u8> {
    chain.iter().map(Certificate::to_pem).collect::<String>().into_bytes()
}

/// A folder that was there with other things in it keeps its mode.
fn warn_if_open(folder: &Path, session: &mut Session) -> Result<(), CommandError> {
    if files::mode(folder)?.is_some_and(|mode| mode & 0o077 != 0) {
        let folder = folder.display();
        session.warn(format!("{folder} is open to others than its owner; chmod 700 {folder} closes it"));
    }
    Ok(())
}
