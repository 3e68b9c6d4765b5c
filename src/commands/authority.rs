//! The CA that a command works with: its folder, and its key.

pub(super) mod exposed;
mod guard;
mod make;
mod permission;
mod record;

use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::error::{CommandError, about, shell_path};
use super::hint::{self, Hint};
use super::line::Edit;
use super::options::CaArgs;
use super::session::Session;
use crate::ca::layout::{CERTIFICATE, KEY, LEDGER, Naming, SETTINGS, Settings, VERSION};
use crate::ca::ledger::Ledger;
use crate::ca::policy::{self, Unfit};
use crate::encoding::certificate::Certificate;
use crate::encoding::limits::Limits;
use crate::encoding::open::OpenError;
use crate::encoding::read::{self, ReadError};
use crate::host::files::{self, FileError, Note, Snapshot, Transaction};
use crate::host::passphrase::Source;
use crate::host::stdio::{self, Place};
use crate::key::PrivateKey;
use crate::model::span::Span;
use crate::model::validity::Validity;
pub(super) use crate::model::validity::day;
use crate::pki::path::{self, PathError, Purpose, Query, Revocation};
use crate::pki::{IssueError, Issuer, IssuerError};
use crate::report::outcome::{Action, FileReport, Role};

pub(super) use crate::ops::ca::certificate_in;
use crate::ops::ca::naming;
pub(super) use make::{Blueprint, chain_file, make, subject};
pub(super) use permission::{
    init_commands, permission, permit_above, recorded_parent, warn_of_public_suffixes,
};
pub(super) use record::{record, written};

/// A CA as its folder has it, without its key.
#[derive(Debug)]
pub(super) struct Ca {
    pub(super) folder: PathBuf,
    /// Its own certificate, then those above it, up to the root; at least one.
    chain: Vec<Certificate>,
    naming: Naming,
    /// How the folder is named on the command line: ` --ca DIR`, or nothing for the default one.
    typed: String,
}

/// A CA that signs.
pub(super) struct Authority {
    pub(super) ca: Ca,
    pub(super) issuer: Issuer,
}

/// How long a CA is good for.
pub(super) const DEFAULT_SPAN: Span = Span::days(3650);

/// A ledger is larger than any key: a million certificates take 800 MB.
const LEDGER_LIMIT: u64 = 1 << 30;

impl Ca {
    /// The CA that the options name.
    pub(super) fn open(args: &CaArgs, session: &mut Session) -> Result<Self, CommandError> {
        Self::find(args, session)?.ok_or_else(|| match args.folder() {
            Ok(folder) => missing(&folder, &args.typed()),
            Err(error) => error,
        })
    }

    /// The same, or `None` where there is none yet at the usual place or the one in the environment.
    /// A folder that an option specifies must have one: a mistyped path is an error, not a new CA.
    pub(super) fn find(args: &CaArgs, session: &mut Session) -> Result<Option<Self>, CommandError> {
        let folder = args.folder()?;
        match Self::at(&folder, args.typed(), session)? {
            None if args.is_named() => Err(missing(&folder, &args.typed())),
            found => Ok(found),
        }
    }

    /// The CA in a folder; `None` when there is nothing of a CA in it.
    pub(super) fn at(
        folder: &Path,
        typed: String,
        session: &mut Session,
    ) -> Result<Option<Self>, CommandError> {
        let naming = naming(folder);
        let parts = [CERTIFICATE, KEY, SETTINGS, LEDGER].map(|part| naming.file(part));
        // Another run may be making it, or have been killed while it did.
        let together = settled(&parts.map(|name| folder.join(name)), session)?;
        let [certificate, key, settings, ledger] = parts.map(|name| files::exists(&folder.join(name)));
        let (certificate, key, settings, ledger) = (certificate?, key?, settings?, ledger?);
        for (name, is_there) in [(CERTIFICATE, certificate), (KEY, key), (SETTINGS, settings)] {
            if is_there && files::real_path(&folder.join(name)).is_some() {
                files::check_regular(&folder.join(name))?;
            }
        }
        if !(certificate || key || settings || ledger) {
            return Ok(None);
        }
        if settings {
            check_settings(folder)?;
        }
        if !certificate {
            return Err(half(folder, CERTIFICATE, &typed));
        }
        if settings && !ledger {
            return Err(half(folder, LEDGER, &typed));
        }
        if !settings && ledger && is_of_devcert(&folder.join(LEDGER))? {
            return Err(half(folder, SETTINGS, &typed));
        }
        let place = Place::File(folder.join(naming.file(CERTIFICATE)));
        let bytes = session.read_made_by(&place, Role::Ca, &format!("devcert ca init{typed}"))?;
        drop(together);
        exposed::warn(folder, session)?;
        let certificates = read::certificates(&bytes)
            .map_err(|error| CommandError::new(about(&place.as_input(), &error)).hint(restore(folder)))?;
        Ok(Some(Self { folder: folder.to_owned(), chain: above(certificates), naming, typed }))
    }

    /// Its own certificate.
    pub(super) fn certificate(&self) -> &Certificate {
        // There is at least one: `above` keeps the first.
        &self.chain[0]
    }

    /// The certificate that clients are to trust.
    pub(super) fn root(&self) -> &Certificate {
        self.chain.last().unwrap_or_else(|| self.certificate())
    }

    /// Its own certificate and those above it, up to the root.
    pub(super) fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// What a server has to send behind its own certificate: everything but the root.
    pub(super) fn intermediates(&self) -> &[Certificate] {
        let roots = usize::from(self.root().is_self_issued());
        &self.chain[..self.chain.len() - roots]
    }

    /// The same CA with these certificates, its own first.
    pub(super) fn with_chain(&self, chain: Vec<Certificate>) -> Self {
        Self { folder: self.folder.clone(), chain, naming: self.naming, typed: self.typed.clone() }
    }

    /// What it may issue.
    pub(super) fn policy(&self) -> policy::Authority<'_> {
        policy::Authority(&self.chain)
    }

    /// A file of its folder.
    pub(super) fn path(&self, name: &'static str) -> PathBuf {
        self.folder.join(self.naming.file(name))
    }

    /// What follows a command that shall work with it: ` --ca DIR`, or nothing.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    /// What it has issued.
    pub(super) fn ledger(&self) -> Result<Ledger, CommandError> {
        let path = self.path(LEDGER);
        match files::read_in_place(&path, LEDGER_LIMIT) {
            Ok(bytes) => Ledger::read(&bytes).map_err(|error| damaged(&path, &error)),
            Err(FileError::Missing { .. } | FileError::Empty { .. }) => Ok(Ledger::default()),
            Err(error) => Err(ledger_file(error)),
        }
    }

    /// Fails when it signs nothing at this moment.
    pub(super) fn check(&self, now: OffsetDateTime) -> Result<(), CommandError> {
        if self.certificate().subject.is_empty() {
            let path = self.path(CERTIFICATE).display().to_string();
            return Err(CommandError::new(about(&path, IssueError::EmptyIssuer)).hint(another(&self.folder)));
        }
        self.policy().check(now).map_err(|unfit| self.unfit(&unfit))
    }

    pub(super) fn unfit(&self, unfit: &Unfit) -> CommandError {
        let path = self.path(CERTIFICATE).display().to_string();
        let told = CommandError::new(about(&path, unfit));
        match unfit {
            Unfit::Expired(_) => told.hint(another(&self.folder)),
            Unfit::NotYet(..) => told.hint("set this machine's clock, or wait"),
            Unfit::NoCa | Unfit::Usage => told.hint(restore(&self.folder)),
            Unfit::PathLength => told.hint("name a CA further up with --parent"),
        }
    }

    /// Readies its key.
    pub(super) fn unlock(
        self,
        source: Option<&Source>,
        session: &mut Session,
    ) -> Result<Authority, CommandError> {
        self.unlock_with("passphrase", source, session)
    }

    /// The same, with the name of the option for the passphrase.
    pub(super) fn unlock_with(
        self,
        option: &'static str,
        source: Option<&Source>,
        session: &mut Session,
    ) -> Result<Authority, CommandError> {
        let place = Place::File(self.path(KEY));
        if !files::exists(&self.path(KEY))? {
            return Err(half(&self.folder, self.naming.file(KEY), &self.typed));
        }
        self.check_ledger()?;
        let bytes = session.read_made_by(&place, Role::Key, FROM_A_BACKUP)?;
        if files::looser_than_owner(&self.path(KEY))?.is_some() {
            session.warn(format!(
                "the CA's key {place} is open to others than its owner; chmod 600 {place} closes it"
            ));
        }
        let key = open_key(&place, &bytes, (option, source), session)?;
        let issuer = Issuer::of(self.certificate(), &key).map_err(|error| match error {
            IssuerError::OtherKey => {
                let certificate = self.path(CERTIFICATE);
                CommandError::new(format_args!("{place} does not belong to {}", certificate.display()))
                    .hint(restore(&self.folder))
            }
            IssuerError::Sign(error) => CommandError::new(about(&place.as_input(), format_args!("{error}"))),
        })?;
        Ok(Authority { ca: self, issuer })
    }
}

/// Another CA, and the command line that failed with it: the only help where a CA cannot do what is
/// asked of it.
pub(super) fn another(folder: &Path) -> Hint {
    Hint::another_ca(&hint::free(folder)).note("a new CA, which clients have to trust too")
}

/// The only help where a part of a CA is lost.
const FROM_A_BACKUP: &str = "put it back from a backup";

/// The same, and what else can be done.
fn restore(folder: &Path) -> Hint {
    let new = hint::free(folder);
    format!("{FROM_A_BACKUP}, or make another CA: devcert ca init --ca {}", shell_path(&new)).into()
}

/// Keeps writers out of the folder; what a killed one left undone is done first.
fn settled(paths: &[PathBuf], session: &mut Session) -> Result<Option<Snapshot>, CommandError> {
    let all = || paths.iter().map(PathBuf::as_path);
    let snapshot = Snapshot::open(all());
    let is_open = |note: &Note| matches!(note, Note::Interrupted { .. });
    if !snapshot.notes().iter().any(is_open) {
        session.warn_of(snapshot.notes());
        return Ok(Some(snapshot));
    }
    drop(snapshot);
    let transaction = Transaction::open(all())?;
    session.warn_of(transaction.notes());
    Ok(None)
}

fn check_settings(folder: &Path) -> Result<(), CommandError> {
    let path = folder.join(SETTINGS);
    let bytes = files::read_regular(&path, files::DEFAULT_LIMIT)?;
    let told = |error| {
        CommandError::new(about(&path.display().to_string(), &error)).hint(match error {
            crate::ca::layout::SettingsError::Newer(_) => "install a devcert that is as new as the CA".into(),
            crate::ca::layout::SettingsError::Damaged(_) => restore(folder),
        })
    };
    Settings::read(&bytes).map(drop).map_err(told)
}

/// More than the first line of any ledger has.
const FIRST_LINE: u64 = 64 << 10;

/// Whether a ledger begins with how devcert made the CA. That of another program's CA, which has no
/// settings, begins with what devcert issued.
fn is_of_devcert(ledger: &Path) -> Result<bool, CommandError> {
    let line = files::first_line(ledger, FIRST_LINE).map_err(ledger_file)?;
    Ok(Ledger::read(&line).is_ok_and(|ledger| ledger.made.is_some()))
}

/// The first certificate, and its issuers as far as they follow.
pub(super) fn above(mut certificates: Vec<Certificate>) -> Vec<Certificate> {
    let mut chain = vec![certificates.remove(0)];
    while let Some(last) = chain.last().filter(|last| !last.is_self_issued()) {
        let Some(next) = certificates.iter().position(|one| one.subject == last.issuer) else { break };
        chain.push(certificates.remove(next));
    }
    chain
}

fn missing(folder: &Path, typed: &str) -> CommandError {
    CommandError::new(format_args!("there is no CA in {}", folder.display()))
        .hint(format!("devcert ca init{typed}   (makes one)"))
}

fn half(folder: &Path, lost: &str, typed: &str) -> CommandError {
    let message = format!("the CA in {} is incomplete: {lost} is not there", folder.display());
    match lost {
        CERTIFICATE => {
            let (here, there) = (shell_path(folder), shell_path(&hint::free(folder)));
            let anew = format!("mv {here} {there} && devcert ca init{typed}");
            CommandError::new(message)
                .hint(FROM_A_BACKUP)
                .hint(Hint::command(anew).note("moves the rest away and makes another CA"))
        }
        SETTINGS => {
            let path = shell_path(&folder.join(SETTINGS));
            CommandError::new(message).hint(FROM_A_BACKUP).hint(
                Hint::command(format!("echo '{{\"version\": {VERSION}}}' > {path}"))
                    .note("where no newer devcert works with this CA"),
            )
        }
        _ => CommandError::new(message).hint(restore(folder)),
    }
}

/// What opening the ledger ran into: it is appended to, so it has to be a file of the CA's own.
fn ledger_file(error: FileError) -> CommandError {
    match error {
        FileError::SymbolicLink { .. } | FileError::Special { .. } => {
            CommandError::new(&error).hint(FROM_A_BACKUP)
        }
        error => error.into(),
    }
}

fn damaged(path: &Path, error: &crate::ca::ledger::LedgerError) -> CommandError {
    CommandError::new(about(&path.display().to_string(), error))
        .hint("put it back from a backup, or mend that line; every line is one JSON object")
}

fn open_key(
    place: &Place,
    bytes: &[u8],
    (option, source): (&'static str, Option<&Source>),
    session: &mut Session,
) -> Result<PrivateKey, CommandError> {
    let give_it =
        || Hint::option(option, "give the passphrase of the CA's key, as env:NAME, file:PATH or stdin,");
    let told = |error: &ReadError| {
        let told = CommandError::new(about(&place.as_input(), error));
        match error {
            ReadError::Open(OpenError::WrongPassphrase) => told.hint(
                Hint::again(vec![Edit::Set(option, "prompt".to_owned())])
                    .note("asks for the passphrase")
                    .or(format!("give the passphrase of the CA's key with --{option}")),
            ),
            _ => told.hint(restore(place.path().and_then(Path::parent).unwrap_or(Path::new(".")))),
        }
    };
    let key = match read::private_key(bytes) {
        Err(ReadError::Encrypted(_)) => {
            let passphrase = match source {
                Some(source) => session.passphrase(source, &place.as_input())?,
                None if stdio::stdin_is_terminal() => {
                    session.passphrase(&Source::Prompt, &place.as_input())?
                }
                None => {
                    let message = format!("the CA's key {place} is behind a passphrase, and none was given");
                    return Err(CommandError::new(message).hint(give_it()));
                }
            };
            read::contents(bytes, Some(&passphrase), &Limits::default())
                .and_then(|contents| read::private_key_in(&contents))
        }
        key => key,
    };
    key.map_err(|error| told(&error))
}

/// The dates that a certificate below the CA can have; says so when that is less than was asked for.
pub(super) fn clamp(ca: &Ca, asked: Validity, session: &Session) -> Result<Validity, CommandError> {
    let policy = ca.policy();
    let (validity, by) = policy.clamp(asked).map_err(|_| too_early(&ca.folder, "ca", asked))?;
    if let Some(by) = by {
        let (end, subject) = (day(validity.not_after()), &by.subject);
        session.ui.note(format_args!("it ends on {end}, with the CA {subject}"));
    }
    Ok(validity)
}

/// The certificate would expire before the CA is valid that lies in `folder`, as `option` names it.
pub(super) fn too_early(folder: &Path, option: &'static str, asked: Validity) -> CommandError {
    let (start, end) = (asked.not_before().date(), asked.not_after().date());
    let new = hint::free(folder);
    let older = hint::older_ca(&new.display().to_string(), start);
    let again = Hint::again(vec![Edit::Set(option, new.display().to_string())]).after(older);
    CommandError::new(format_args!("the certificate would expire on {end}, before its CA is valid"))
        .hint(again.note("a CA that is old enough"))
}

/// Whether who trusts the CA takes the certificate for this purpose; the reason otherwise.
pub(super) fn judge(
    ca: &Ca,
    certificate: &Certificate,
    purpose: Purpose,
    now: OffsetDateTime,
) -> Result<(), PathError> {
    let der = |one: &Certificate| CertificateDer::from(one.der().to_vec());
    let query = Query {
        leaf: &der(certificate),
        intermediates: &ca.intermediates().iter().map(der).collect::<Vec<_>>(),
        roots: &[der(ca.root())],
        at: now,
        name: None,
        purpose,
        revocation: Revocation::default(),
        limits: path::Limits::default(),
    };
    path::validate(&query).map(drop)
}

/// Says what was made, and what to do with it.
pub(super) fn tell_made(ca: &Ca, session: &Session) {
    let certificate = ca.certificate();
    let key = certificate.public_key.algorithm();
    session.ui.note(format_args!("made {}: {key} private key of the CA", ca.path(KEY).display()));
    session.ui.note(format_args!(
        "made {}: {}, until {}",
        ca.path(CERTIFICATE).display(),
        certificate.subject,
        day(certificate.not_after)
    ));
    match certificate.name_constraints() {
        Some(constraints) => session.ui.note(format_args!("it may issue for {constraints}")),
        None => session.ui.note("it may issue for every name"),
    }
}

/// The report on a CA's certificate.
pub(super) fn report(ca: &Ca, action: Action) -> FileReport {
    let certificate = ca.certificate();
    let path = Place::File(ca.path(CERTIFICATE)).to_string();
    FileReport {
        subject: Some(certificate.subject.to_string()),
        not_after: certificate.not_after.format(&Rfc3339).ok(),
        sha256: certificate.fingerprint().to_string(),
        ..FileReport::of_key(Role::Ca, path, action, &certificate.public_key)
    }
}
