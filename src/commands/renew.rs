//! `devcert renew`

mod find;
mod issuer;

use crate::ops::ca::Ca;
use crate::ops::ca::UnlockedCa;
use devcert::model::validity::day;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::ca::ledger::{Event, Issued, Ledger, serial_of};
use crate::cli::authority;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::options::{CaKeyArgs, FolderArgs};
use crate::cli::pair;
use crate::cli::session::Session;
use crate::cli::survey;
use crate::host::files::{self, Access, Overwrite, Snapshot};
use crate::host::stdio::Place;
use crate::ops::ca::written;
use crate::ops::{Batch, SourceKey, key};
use crate::report::outcome::{Action, FileReport, Outcome, Role, Verdict};
use crate::report::sentence::whom;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::private_key::KeyForm;
use devcert::encoding::read;
use devcert::key::PrivateKey;
use devcert::model::span::Span;
use devcert::pki::expiry::Window;
use devcert::pki::renewal;
use devcert::pki::{self, CertificateSpec, Issuer};
use find::{Found, Key, Seen};
use issuer::By;

/// Make certificates again that end soon
///
/// Looks for certificates below the paths, and makes those anew that end within the window: with the
/// same subject, names, usages and extensions, for as long again. What your own CA issued it issues
/// again, what is self-signed is self-signed again, and what comes from others is named and left alone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, and folders with everything below them [default: DIR]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How near the end has to be
    #[arg(long, value_name = "SPAN", default_value = "30d")]
    within: Span,
    /// Say what would be made, and make nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Make new keys too; key and certificate are replaced as a pair
    #[arg(long, help_heading = "Key")]
    new_key: bool,
    #[command(flatten)]
    ca: CaKeyArgs,
    #[command(flatten)]
    folder: FolderArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert renew                                     what is in cert/ and ends within 30 days
  devcert renew deploy/ --within 7d --dry-run
  devcert renew /etc/ssl/dev --new-key";

/// What became of one certificate.
enum Fate {
    /// It was made again, or would have been.
    Renewed(Vec<FileReport>),
    /// It is not for us: nothing is wrong.
    LeftAlone,
    /// It should have been made again, and could not.
    Failed,
}

/// Renews what is due.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let roots = match args.paths.as_slice() {
        [] => vec![args.folder.folder().to_path_buf()],
        named => named.to_vec(),
    };
    let found = find::find(&roots, session).map_err(|error| match args.paths.is_empty() {
        true => error.hint("name the folder to look in, as in devcert renew ."),
        false => error,
    })?;
    if found.certificates.is_empty() && !found.has_gaps {
        survey::nothing_in(&roots)?;
    }
    let window = Window { now: session.now, within: args.within };
    let due: Vec<_> =
        found.certificates.iter().filter(|seen| window.judge(&seen.certificate).is_due()).collect();
    let mut renewer = Renewer {
        args,
        ca: authority::find(&args.ca.ca, session)?,
        issuer: None,
        ledger: OnceCell::new(),
        found: &found,
    };
    let mut verdict = if found.has_gaps { Verdict::No } else { Verdict::Yes };
    let mut files = Vec::new();
    for seen in &due {
        match renewer.renew(seen, session) {
            Ok(Fate::Renewed(reports)) => files.extend(reports),
            Ok(Fate::LeftAlone) => {}
            Ok(Fate::Failed) => verdict = Verdict::No,
            Err(error) => {
                session.warn(format!("{} is not renewed: {}", seen.path.display(), error.in_one_line()));
                verdict = Verdict::No;
            }
        }
    }
    if due.is_empty() {
        let count = found.certificates.len();
        session.ui.note(format_args!("nothing ends within {}, of {count} looked at", args.within));
    }
    Ok(Outcome { verdict, ..session.files("renew", files) })
}

struct Renewer<'a> {
    args: &'a Args,
    ca: Option<Ca>,
    /// The CA's key, readied when it is first needed.
    issuer: Option<UnlockedCa>,
    /// What the CA has issued, read when it is first needed.
    ledger: OnceCell<Ledger>,
    found: &'a Found,
}

impl Renewer<'_> {
    fn renew(&mut self, seen: &Seen, session: &mut Session) -> Result<Fate, CommandError> {
        let path = seen.path.display();
        if let Some(why) = seen.unfit() {
            session.warn(format!(
                "{path} ends on {} and is left alone: {why}",
                day(seen.certificate.not_after())
            ));
            return Ok(Fate::LeftAlone);
        }
        let by = By::of(&seen.certificate, self.ca.as_ref());
        if by == By::Others {
            let issuer = seen.certificate.issuer();
            session.warn(format!(
                "{path} ends on {} and is left alone: it is from another CA, {issuer}",
                day(seen.certificate.not_after())
            ));
            return Ok(Fate::LeftAlone);
        }
        let key = self.found.keys.iter().find(|key| *key.private.public() == *seen.certificate.public_key());
        let needs_key = by == By::Itself || self.args.new_key;
        if needs_key && key.is_none() && self.has_changed(seen) {
            return Err(changed());
        }
        if by == By::Itself && key.is_none() && !self.args.new_key {
            session.warn(format!("{path} is not renewed: no file in its directory holds its private key"));
            return Ok(Fate::Failed);
        }
        if self.args.new_key && key.is_none() {
            let note = format!("creates a key and a certificate; {path} stays as it is");
            return Err(CommandError::new("there is no private key of it to be replaced")
                .hint(Hint::command("devcert issue").note(note)));
        }
        if by == By::Ca && !self.args.new_key && self.is_revoked(seen)? {
            session.warn(format!(
                "{path} is not renewed: it is revoked, and so may its key be; --new-key makes another one"
            ));
            return Ok(Fate::Failed);
        }
        if self.args.dry_run {
            session.ui.note(format_args!("would renew {path}: {}", whom(&seen.certificate)));
            return Ok(Fate::Renewed(Vec::new()));
        }
        if by == By::Ca && self.issuer.is_none() {
            self.unlock(session)?;
        }
        self.make(seen, key, by, session).map(Fate::Renewed)
    }

    /// Whether the certificate or its key is another one than was found: both were looked for while somebody
    /// replaced them.
    fn has_changed(&self, seen: &Seen) -> bool {
        let _whole = Snapshot::open([seen.path.as_path()]);
        let now = |path: &Path| files::read_regular(path, files::DEFAULT_LIMIT).ok();
        let is_its_key = |path: &Path| {
            let private = now(path).and_then(|bytes| read::private_key(&bytes).ok());
            private.is_some_and(|private| *private.public() == *seen.certificate.public_key())
        };
        now(&seen.path).is_none_or(|contents| *contents != *seen.contents)
            || self
                .found
                .keys
                .iter()
                .any(|key| key.path.parent() == seen.path.parent() && is_its_key(&key.path))
    }

    fn is_revoked(&self, seen: &Seen) -> Result<bool, CommandError> {
        let Some(ca) = &self.ca else { return Ok(false) };
        // One reading serves the whole run: what it adds revokes nothing.
        if self.ledger.get().is_none() {
            let _ = self.ledger.set(ca.ledger()?);
        }
        let revoked = |ledger: &Ledger| ledger.revocation(&serial_of(&seen.certificate)).is_some();
        Ok(self.ledger.get().is_some_and(revoked))
    }

    fn unlock(&mut self, session: &mut Session) -> Result<(), CommandError> {
        let ca = authority::open(&self.args.ca.ca, session)?;
        ca.check(session.now)?;
        self.issuer = Some(ca.unlock(self.args.ca.passphrase.as_ref(), session)?);
        Ok(())
    }

    /// Makes one certificate, and with `--new-key` its key, under the locks of their folders.
    fn make(
        &self,
        seen: &Seen,
        key: Option<&Key>,
        by: By,
        session: &mut Session,
    ) -> Result<Vec<FileReport>, CommandError> {
        let place = Place::File(seen.path.clone());
        let key_place = key.map(|key| Place::File(key.path.clone()));
        let places: Vec<_> = [Some(place.clone()), key_place.clone()].into_iter().flatten().collect();
        let mut outputs = Batch::open(&places, session)?;
        if *files::read_regular(&seen.path, files::DEFAULT_LIMIT)? != *seen.contents {
            return Err(changed());
        }
        let fresh = match self.args.new_key {
            true => Some(new_key(&seen.certificate, session)?),
            false => None,
        };
        let signing = fresh.as_ref().or(key.map(|key| &key.private));
        let spec = renewal::renewal(&seen.certificate, session.now, &mut session.rng)?;
        let (made, above) = self.certify(spec, seen, signing, by, session)?;
        let fresh = fresh.zip(key_place).map(|(key, place)| SourceKey { place, key, action: Action::Made });
        if let (Some(fresh), Some(old)) = (&fresh, key) {
            let file = key::pack(&fresh.key, KeyForm::default(), old.format)?;
            outputs.add(&fresh.place, file.expose(), Access::Secret, Overwrite::Replace);
        }
        let mut reports: Vec<_> = fresh.iter().map(FileReport::of_source).collect();
        let file = seen.format.pack_chain(&made, above);
        outputs.add(&place, file.expose(), Access::Public, Overwrite::Replace);
        reports.push(FileReport::of_certificate(&place, Action::Made, &made));
        if let Some(authority) = self.issuer.as_ref().filter(|_| by == By::Ca) {
            let profile = renewal::profile(&made);
            let entry = Issued::of(&made, profile, session.now, written(fresh.as_ref(), &place, &made));
            outputs.record(&authority.ca, vec![Event::Issued(entry)]);
        }
        outputs.commit(session)?;
        for report in reports.iter().filter(|report| report.role == Role::Key) {
            session.ui.note(format_args!("made {}: {} private key", report.path, report.key));
        }
        session.ui.note(format_args!(
            "renewed {}: {}, until {}",
            seen.path.display(),
            whom(&made),
            day(made.not_after())
        ));
        if by == By::Itself {
            pair::tell_of_trust(&place, session);
        }
        Ok(reports)
    }

    /// The certificate, and what stands above it in the file.
    fn certify(
        &self,
        mut spec: CertificateSpec,
        seen: &Seen,
        key: Option<&PrivateKey>,
        by: By,
        session: &mut Session,
    ) -> Result<(Certificate, &[Certificate]), CommandError> {
        let public = key.map_or(seen.certificate.public_key(), PrivateKey::public);
        let (made, above): (_, &[Certificate]) = match (by, &self.issuer, key) {
            (By::Ca, Some(authority), _) => {
                authority.ca.check_names(&spec.subject, seen.certificate.names())?;
                spec.validity = authority.ca.clamp(spec.validity, session)?;
                let above = if seen.has_root { authority.ca.chain() } else { authority.ca.intermediates() };
                let issuer = authority.issuer.signing_like(&seen.certificate);
                (pki::issue(&spec, public, issuer.as_ref().unwrap_or(&authority.issuer))?, above)
            }
            (_, _, Some(key)) => {
                let issuer = Issuer::new(spec.subject.clone(), key).map_err(CommandError::new)?;
                let like = issuer.signing_like(&seen.certificate);
                (pki::issue(&spec, public, like.as_ref().unwrap_or(&issuer))?, &[])
            }
            (_, _, None) => return Err(CommandError::new("its private key is not there")),
        };
        Ok((made, above))
    }
}

fn changed() -> CommandError {
    CommandError::new("it has changed meanwhile").hint(Hint::again(Vec::new()))
}

fn new_key(certificate: &Certificate, session: &mut Session) -> Result<PrivateKey, CommandError> {
    let found = certificate.public_key().algorithm();
    let algorithm = found
        .generated()
        .ok_or_else(|| CommandError::new(format_args!("cannot create a key of type {found}")))?;
    Ok(key::generate(algorithm, session)?)
}
