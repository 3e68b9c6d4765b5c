//! `devcert renew`

use std::path::{Path, PathBuf};

use crate::cli::authority;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::options::{CaKeyArgs, FolderArgs};
use crate::cli::pair;
use crate::cli::session::Session;
use crate::cli::survey;
use crate::ops::ca::LazyCa;
use crate::ops::renew::{self, Beside, Found, FoundCertificate, LeftAlone, Renewed};
use crate::ops::{self, Operation as _, Renew};
use crate::report::outcome::{Action, FileReport, Outcome, Verdict};
use crate::report::sentence::{expiry, whom};
use devcert::model::span::Span;
use devcert::pki::expiry::Window;

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

/// Renews what is due.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let found = args.find(session)?;
    let window = Window { now: session.now, within: args.within };
    let is_due = |seen: &&FoundCertificate| window.judge(&seen.certificate).is_due();
    let due: Vec<_> = found.certificates.iter().filter(is_due).collect();
    let ca = authority::find(&args.ca.ca, session)?;
    let ca = ca.map(|ca| LazyCa::new(ca, args.ca.passphrase.as_ref()));
    let mut verdict = if found.has_gaps { Verdict::No } else { Verdict::Yes };
    let mut files = Vec::new();
    for seen in &due {
        match args.renew(&Renew::new(seen, &found, ca.as_ref(), args.new_key), seen, session) {
            Ok(reports) => files.extend(reports),
            Err(error) => {
                session.warn(format!("{} was not renewed: {}", seen.path.display(), error.in_one_line()));
                verdict = Verdict::No;
            }
        }
    }
    if due.is_empty() {
        let count = found.certificates.len();
        session
            .ui
            .note(format_args!("nothing to renew: {count} checked, none expires within {}", args.within));
    }
    Ok(Outcome { verdict, ..session.files("renew", files) })
}

impl Args {
    /// The certificates below the paths.
    fn find(&self, session: &mut Session) -> Result<Found, CommandError> {
        let roots = match self.paths.as_slice() {
            [] => vec![self.folder.folder().to_path_buf()],
            named => named.to_vec(),
        };
        let found = renew::find(&roots, session).map_err(CommandError::from);
        let found = found.map_err(|error| match self.paths.is_empty() {
            true => error.hint("specify the directory to search, as in devcert renew ."),
            false => error,
        })?;
        if found.certificates.is_empty() && !found.has_gaps {
            survey::nothing_in(&roots)?;
        }
        Ok(found)
    }

    /// Renews one certificate, unless it is not for us.
    fn renew(
        &self,
        request: &Renew<'_>,
        seen: &FoundCertificate,
        session: &mut Session,
    ) -> Result<Vec<FileReport>, CommandError> {
        let path = seen.path.display();
        if let Some(reason) = request.left_alone() {
            let end = expiry(seen.certificate.not_before(), seen.certificate.not_after());
            session.warn(format!("{path} expires {end} and was not renewed: {}", left_alone(&reason)));
            return Ok(Vec::new());
        }
        if self.dry_run {
            request.check()?;
            session.ui.note(format_args!("would renew {path}: {}", whom(&seen.certificate)));
            return Ok(Vec::new());
        }
        let renewed = ops::run(request, session)?;
        Ok(report(&seen.path, &renewed, session))
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

fn report(path: &Path, renewed: &Renewed, session: &Session) -> Vec<FileReport> {
    let Renewed { key, place, certificate, is_self_signed } = renewed;
    if let Some(key) = key {
        keys::tell(key, session);
    }
    session.ui.note(format_args!(
        "renewed {}: {}, expires {}",
        path.display(),
        whom(certificate),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    if *is_self_signed {
        pair::tell_of_trust(place, session);
    }
    let key = key.iter().map(FileReport::of_source);
    key.chain([FileReport::of_certificate(place, Action::Created, certificate)]).collect()
}
