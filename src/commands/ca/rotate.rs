//! `devcert ca rotate`

use serde::Serialize;

use crate::ca::layout::{CROSS_CERTIFICATES, KEY};
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::{AlgorithmArgs, CaKeyArgs, CaSubjectArgs, LifetimeArgs, ca_option};
use crate::cli::parent::{self, ParentArgs};
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use crate::ops;
use crate::ops::ca::{
    Ca, DEFAULT_ALGORITHM, InUse, NotReissued, NotReissuedReason as Reason, Reissued, RotateCa, RotatedCa,
};
use crate::ops::renew::Beside;
use crate::report::outcome::{Action, Envelope, FileReport, Outcome, OutputRole, Report, Verdict};
use crate::report::sentence::{counted, expiry, subject_label};
use devcert::encoding::certificate::Certificate;
use devcert::model::validity::{Validity, backdate};

/// Replace the key of the CA, and reissue its certificates
///
/// Creates a new CA in the CA directory and keeps the old one in the directory former/ below it. Each CA
/// certifies the key of the other one. Servers send this cross certificate, so that clients accept them whether
/// they trust the old CA or the new one. Certificates that the old CA issued are reissued from the new one, in
/// their files and for the same keys. Everything changes together, or nothing does. Exits with 1 if a file that
/// may contain such a certificate could not be read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(
    mut_arg("algorithm", |arg| arg.help(ALGORITHM_HELP)),
    mut_arg("subject", |arg| arg.help(SUBJECT_HELP))
)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaKeyArgs,
    #[command(flatten)]
    subject: CaSubjectArgs,
    /// Do not create cross certificates; use this if the old key has leaked
    #[arg(long, help_heading = "CA")]
    no_cross_sign: bool,
    /// Do not reissue certificates
    #[arg(long, help_heading = "CA")]
    no_reissue: bool,
    /// Only report what would be done
    #[arg(long, short = 'n', help_heading = "CA")]
    dry_run: bool,
    #[command(flatten)]
    parent: ParentArgs,
    #[command(flatten)]
    lifetime: LifetimeArgs,
    #[command(flatten)]
    algorithm: AlgorithmArgs,
    /// Encrypt the new key with a passphrase from SOURCE: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Key")]
    new_passphrase: Option<Source>,
}

const ALGORITHM_HELP: &str =
    "Key type of the new CA, as in devcert ca init [default: the key type of the old CA]";

const SUBJECT_HELP: &str =
    "Subject, as '/O=Acme/CN=Acme dev CA' or 'CN=x,O=Acme' [default: the old one with the next number]";

const EXAMPLES: &str = "\
Examples:
  devcert ca rotate --dry-run
  devcert ca rotate && devcert trust install
  # The old key has leaked: clients must not trust it any more
  devcert ca rotate --no-cross-sign
  devcert ca rotate --ca ./team-ca --name 'Acme dev CA 2'";

/// The JSON of `ca rotate`.
#[derive(Debug, Serialize)]
struct Json {
    files: Vec<FileReport>,
    /// The directory of the old CA; `None` with --dry-run.
    former: Option<String>,
    /// The cross certificate that servers of the new CA send; `None` where there is none.
    cross_certificate: Option<String>,
    not_reissued: Vec<Left>,
    warnings: Vec<String>,
}

/// A certificate that was not reissued.
#[derive(Debug, Serialize)]
struct Left {
    path: Option<String>,
    serial: String,
    subject: String,
    reason: String,
}

/// Replaces the CA.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca.ca, cx)?;
    // Before a passphrase is requested in vain.
    ca.check_changeable()?;
    ca.check(cx.now)?;
    let parent = parent::find(&ca, args.parent.parent.as_ref(), cx)?;
    let in_use = if args.no_reissue { InUse::nothing(&ca, cx)? } else { InUse::find(&ca, cx)? };
    let left = in_use.left.iter().map(left).collect::<Vec<_>>();
    if args.dry_run {
        return Ok(preview(&ca, &in_use, left, cx));
    }
    let parent = match (parent, ca.certificate().is_self_issued()) {
        (None, true) => None,
        (parent, _) => Some(args.parent.signer(&ca, parent, None, cx)?),
    };
    let validity = args.validity(ca.certificate(), cx)?;
    let unlocked = ca.clone().unlock(args.ca.passphrase.as_ref(), cx)?;
    let passphrase = args.new_passphrase.as_ref();
    let passphrase = passphrase
        .map(|source| cx.new_passphrase("new-passphrase", source, "the new CA's key"))
        .transpose()?;
    let algorithm = args.algorithm.asked();
    let like_old = || ca.certificate().public_key().algorithm().generated();
    let request = RotateCa {
        ca: &unlocked,
        in_use: &in_use,
        parent: parent.as_ref(),
        subject: args.subject.requested(),
        algorithm: algorithm.or_else(like_old).unwrap_or(DEFAULT_ALGORITHM),
        validity,
        passphrase,
        cross_signs: !args.no_cross_sign,
    };
    let done = ops::run(&request, cx)?;
    tell(&done, &left, cx);
    // A file that cannot be read can contain a certificate that is in use.
    let is_unread = |one: &NotReissued| matches!(one.reason, Reason::Unreadable(_));
    let verdict = if in_use.left.iter().any(is_unread) { Verdict::No } else { Verdict::Yes };
    Ok(Outcome { verdict, ..outcome(&done, left, cx) })
}

impl Args {
    /// From now on for as long as an option says, or as long as the old CA.
    fn validity(&self, certificate: &Certificate, cx: &Context) -> Result<Validity, CommandError> {
        let lifetime = certificate.not_after() - certificate.not_before();
        let start = cx.now - backdate(lifetime);
        Ok(match self.lifetime.lifetime() {
            Some(span) => Validity::for_duration(cx.now, span)?,
            None => Validity::between(start, start + lifetime)?,
        })
    }
}

/// Says what would be done.
fn preview(ca: &Ca, in_use: &InUse, left: Vec<Left>, cx: &mut Context) -> Outcome {
    cx.ui.note(format_args!("would replace the CA {}", ca.certificate().subject()));
    for (path, certificate) in in_use.files() {
        cx.ui.note(format_args!("would reissue {}: {}", path.display(), subject_label(certificate)));
    }
    tell_left(&left, cx);
    let (files, warnings) = (Vec::new(), cx.take_warnings());
    let json = Json { files, former: None, cross_certificate: None, not_reissued: left, warnings };
    report(json)
}

fn tell(done: &RotatedCa, left: &[Left], cx: &mut Context) {
    let RotatedCa { ca, former, reissued } = done;
    authority::tell_made(ca, cx);
    let (old, folder) = (former.certificate(), former.folder.display());
    cx.ui.note(format_args!("kept the old CA in {folder}: {}, expires {}", old.subject(), expiry_of(old)));
    for Reissued { place, certificate, below } in reissued {
        let (what, end) = (subject_label(certificate), expiry_of(certificate));
        cx.ui.note(format_args!("reissued {place}: {what}, expires {end}"));
        if let Some(below) = below {
            let option = ca_option(below);
            cx.ui.note(format_args!(
                "renew what this intermediate CA has issued: devcert renew --force{option} DIR"
            ));
        }
    }
    tell_left(left, cx);
    if !former.cross().is_empty() {
        let old = former.path(CROSS_CERTIFICATES);
        cx.ui.note(format_args!(
            "servers send {}, so that clients that trust only the old CA accept them",
            ca.path(CROSS_CERTIFICATES).display()
        ));
        if !left.is_empty() {
            cx.ui.note(format_args!(
                "append {} to certificates that are not reissued, for clients that trust only the new CA",
                old.display()
            ));
        }
    }
    if !reissued.is_empty() {
        cx.ui.note(format_args!("restart the servers: {} reissued", counted(reissued.len(), "certificate")));
    }
    if ca.certificate().is_self_issued() {
        cx.ui.note(format_args!(
            "next: devcert trust install{}; when no client needs the old CA any more: devcert trust uninstall{}",
            ca_option(&ca.folder),
            ca_option(&former.folder)
        ));
    }
}

fn tell_left(left: &[Left], cx: &mut Context) {
    for one in left {
        let what = one.path.as_ref().unwrap_or(&one.subject);
        cx.warn(format!("{what}: not reissued: {}", one.reason));
    }
}

fn left(one: &NotReissued) -> Left {
    Left {
        path: one.path.as_ref().map(|path| path.display().to_string()),
        serial: one.issued.serial.to_string(),
        subject: one.issued.subject.clone(),
        reason: reason(&one.reason),
    }
}

/// Why a certificate is not reissued, in words.
fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoFile => "the ledger has no file for it".to_owned(),
        Reason::Missing => "the file does not exist".to_owned(),
        Reason::Unreadable(error) => error.to_string(),
        Reason::Other => "the file contains another certificate".to_owned(),
        Reason::Beside(Beside::Object(kind)) => format!("{kind} is in the same file"),
        Reason::Beside(Beside::Text(quirk)) => quirk.to_string(),
        Reason::Beside(Beside::Container(container)) => {
            format!("inside a {}", container.as_deref().unwrap_or("container"))
        }
        Reason::OtherProgram(program) => format!("CA of {program}"),
    }
}

fn expiry_of(certificate: &Certificate) -> String {
    expiry(certificate.not_before(), certificate.not_after())
}

fn outcome(done: &RotatedCa, not_reissued: Vec<Left>, cx: &mut Context) -> Outcome {
    let ca = &done.ca;
    let key = PathOrStdio::File(ca.path(KEY)).to_string();
    let key = FileReport::of_key(OutputRole::Key, key, Action::Created, ca.certificate().public_key());
    let reissued = done.reissued.iter().map(|one| {
        let role = if one.below.is_some() { OutputRole::Ca } else { OutputRole::Certificate };
        FileReport { role, ..FileReport::of_certificate(&one.place, Action::Created, &one.certificate) }
    });
    let files = [key, authority::report(ca, Action::Created)].into_iter().chain(reissued).collect();
    let cross = (!ca.cross().is_empty()).then(|| ca.path(CROSS_CERTIFICATES).display().to_string());
    report(Json {
        files,
        former: Some(done.former.folder.display().to_string()),
        cross_certificate: cross,
        not_reissued,
        warnings: cx.take_warnings(),
    })
}

fn report(json: Json) -> Outcome {
    let report = Report::found(String::new(), Envelope::new("ca rotate", json));
    Outcome { verdict: Verdict::Yes, report }
}
