//! `devcert renew`

mod args;
mod hook;
mod schedule;

use std::path::Path;

use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::keys;
use crate::cli::line::Edit;
use crate::cli::pair;
use crate::cli::scan;
use crate::host::files;
use crate::ops::renew::{self, Beside, FoundCertificate, LeftAlone, RenewCandidates, Renewed};
use crate::ops::{self, Operation as _, Renew};
use crate::report::outcome::{Action, FileReport, Outcome, Verdict};
use crate::report::sentence::{expiry, subject_label};
pub(super) use args::Args;
use devcert::pki::expiry::Window;
use devcert::pki::renewal::Changes;

/// Renews what is due.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    if let Some(scheduler) = args.schedule {
        return schedule::print(args, scheduler, cx);
    }
    let found = args.find(cx)?;
    let changes = args.changes();
    let ca = authority::find_with_former(&args.ca.ca, args.ca.passphrase.as_ref(), cx)?;
    let due = args.due(&found, &changes, cx)?;
    let mut verdict = if found.has_gaps { Verdict::No } else { Verdict::Yes };
    let (mut files, mut renewed) = (Vec::new(), Vec::new());
    for seen in due {
        let request = Renew::new(seen, &found, ca.as_ref(), args.new_key, &changes);
        match args.renew(&request, seen, cx) {
            Ok(reports) => {
                renewed.extend((!reports.is_empty()).then(|| seen.path.clone()));
                files.extend(reports);
            }
            Err(error) => {
                cx.fault(format!("{} was not renewed: {}", seen.path.display(), error.in_one_line()));
                verdict = Verdict::No;
            }
        }
    }
    let command = args.exec.as_ref().filter(|_| !renewed.is_empty());
    let hook = command.map(|command| hook::run(command, &renewed, cx));
    Ok(Outcome { verdict, ..cx.files("renew", files) }.followed_by(hook))
}

impl Args {
    /// Which certificates are renewed now. Other names are for one certificate.
    fn due<'a>(
        &self,
        found: &'a RenewCandidates,
        changes: &Changes,
        cx: &Context,
    ) -> Result<Vec<&'a FoundCertificate>, CommandError> {
        let names_change = !(changes.added.is_empty() && changes.removed.is_empty());
        if let ([one, _, ..], true) = (found.certificates.as_slice(), names_change) {
            return Err(self.too_many(one, found.certificates.len()));
        }
        let window = Window { now: cx.now, within: self.within };
        let is_due = |seen: &&FoundCertificate| {
            self.force
                || !changes.removed.is_empty()
                || changes.changes_names(&seen.certificate)
                || window.evaluate(&seen.certificate).is_due()
        };
        let due: Vec<_> = found.certificates.iter().filter(is_due).collect();
        if due.is_empty() {
            let count = found.certificates.len();
            let reason = match (names_change, changes.lifetime) {
                (true, _) => "the certificate has these names already".to_owned(),
                (false, None) if !self.new_key => {
                    format!("{count} checked, none expires within {}", self.within)
                }
                (false, _) => {
                    format!("{count} checked, none expires within {}; --force renews now", self.within)
                }
            };
            cx.ui.note(format_args!("nothing to renew: {reason}"));
        }
        Ok(due)
    }

    /// More than one certificate was found, and the names of one are to change.
    fn too_many(&self, first: &FoundCertificate, count: usize) -> CommandError {
        let error = CommandError::new(format_args!(
            "{count} certificates were found; --san and --remove-san change only one"
        ));
        let path = first.path.display().to_string();
        match self.paths.as_slice() {
            [] => error.hint(Hint::again(vec![Edit::Add(path)])),
            [root] => error.hint(Hint::again(vec![Edit::Replace(root.display().to_string(), vec![path])])),
            _ => error.hint("specify the path of one certificate"),
        }
    }

    /// The certificates below the paths.
    fn find(&self, cx: &mut Context) -> Result<RenewCandidates, CommandError> {
        let roots = self.roots();
        let found = renew::find(&roots, cx).map_err(CommandError::from);
        let found = found.map_err(|error| match self.paths.is_empty() {
            true => error.hint("specify the directory to search, as in devcert renew ."),
            false if self.paths.iter().any(|path| matches!(files::exists(path), Ok(false))) => {
                let listed =
                    Hint::command("devcert expires .").note("lists the certificates in this directory");
                error.hint(listed)
            }
            false => error,
        })?;
        if found.certificates.is_empty() && !found.has_gaps {
            scan::nothing_in(&roots)?;
        }
        Ok(found)
    }

    /// Renews one certificate, unless it is not for us.
    fn renew(
        &self,
        request: &Renew<'_>,
        seen: &FoundCertificate,
        cx: &mut Context,
    ) -> Result<Vec<FileReport>, CommandError> {
        let path = seen.path.display();
        if let Some(reason) = request.left_alone() {
            let end = expiry(seen.certificate.not_before(), seen.certificate.not_after());
            cx.warn(format!("{path} expires {end} and was not renewed: {}", left_alone(&reason)));
            return Ok(Vec::new());
        }
        if self.dry_run {
            request.check()?;
            cx.ui.note(format_args!("would renew {path}: {}", subject_label(&seen.certificate)));
            return Ok(Vec::new());
        }
        let renewed = ops::run(request, cx)?;
        Ok(report(&seen.path, &renewed, cx))
    }
}

/// Why a certificate is not for us, in words.
fn left_alone(reason: &LeftAlone<'_>) -> String {
    let beside = match reason {
        LeftAlone::OfCa => {
            return "CA certificate; every client that trusts it would have to trust the new one".to_owned();
        }
        LeftAlone::OtherCa(issuer) => return format!("issued by another CA, {issuer}"),
        LeftAlone::Beside(Beside::Object(kind)) => format!("{kind} is in the same file"),
        LeftAlone::Beside(Beside::Text(oddity)) => oddity.to_string(),
        LeftAlone::Beside(Beside::Container(container)) => {
            format!("inside a {}", container.as_deref().unwrap_or("another form"))
        }
    };
    format!("{beside}; renew the PEM files that it was created from, and recreate it with devcert convert")
}

fn report(path: &Path, renewed: &Renewed, cx: &Context) -> Vec<FileReport> {
    let Renewed { key, place, certificate, is_self_signed } = renewed;
    if let Some(key) = key {
        keys::tell(key, cx);
    }
    cx.ui.note(format_args!(
        "renewed {}: {}, expires {}",
        path.display(),
        subject_label(certificate),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    if *is_self_signed {
        pair::tell_of_trust(place, cx);
    }
    let key = key.iter().map(FileReport::of_source);
    key.chain([FileReport::of_certificate(place, Action::Created, certificate)]).collect()
}
