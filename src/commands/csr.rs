//! `devcert csr`

use std::path::PathBuf;

use super::authority;
use super::error::CommandError;
use super::keys::{self, KeyAtHand};
use super::options::{AlgorithmArgs, FolderArgs, Format, NameArgs, OverwriteArgs, default_subject};
use super::outputs::{self, Outputs};
use super::session::Session;
use crate::encoding::read;
use crate::encoding::request::Request;
use crate::encoding::sniff::Kind;
use crate::host::files::Access;
use crate::host::stdio::Place;
use crate::key::PublicKeyAlgorithm;
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::pki::{self, RequestSpec};
use crate::report::outcome::{Action, FileReport, Outcome, Role};

/// Make a certificate request (CSR)
///
/// Writes cert/csr.pem for the key in cert/private.pem, which it makes when it is not there.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    names: NameArgs,
    /// Private key; - is standard input [default: DIR/private.pem, created if it is missing]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
    #[command(flatten)]
    algorithm: AlgorithmArgs,
    /// Create a new key, even if there is one; both files are replaced as a pair
    #[arg(long, help_heading = "Key", conflicts_with = "if_needed")]
    new_key: bool,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: DIR/csr.pem]
    #[arg(long, short, visible_alias = "csr", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    #[command(flatten)]
    overwrite: OverwriteArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert csr                                     for localhost, 127.0.0.1 and ::1
  devcert csr --san dev.example.test --san 10.0.0.5
  devcert csr --subject '/C=CN/O=Acme' --out -";

/// The request's name in its folder.
pub(super) const REQUEST: &str = "csr.pem";

/// Makes a request and checks that it reads back.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let key_place = args.folder.place(args.key.as_ref(), keys::PRIVATE_KEY);
    let place = args.folder.place(args.out.as_ref(), default_name(args.format));
    outputs::check_stdout(&place, args.overwrite.if_needed, session)?;
    outputs::keep_apart((&place, Role::Request), &[(&key_place, Role::Key.name())])?;
    if !args.new_key {
        authority::refuse_key_at(&key_place)?;
    }
    let names = args.names.all(&[])?;
    let mut outputs = Outputs::open(&[&key_place, &place], session)?;
    let overwrite = args.overwrite.overwrite();
    let asked = args.algorithm.asked();
    let found = args.find_key(&key_place, session)?;
    if !args.overwrite.if_needed {
        outputs.check(&place, overwrite)?;
    }
    let at_hand = if let Some(found) = found {
        found
    } else {
        outputs.check(&key_place, overwrite)?;
        KeyAtHand::make(&key_place, asked, session)?
    };
    if args.overwrite.if_needed
        && let Some(kept) = kept(&place, &at_hand, &names, args, session)?
    {
        session.ui.note(format_args!(
            "kept {place}: it belongs to {} and carries the names asked for",
            key_place.as_input()
        ));
        return Ok(session.files("csr", vec![at_hand.report(), kept]));
    }
    args.names.warn_of_subject(&names, session);
    let rsa = matches!(at_hand.key.algorithm(), PublicKeyAlgorithm::Rsa { .. });
    let spec = RequestSpec {
        subject: args.names.subject.clone().unwrap_or_else(|| default_subject(&names)),
        extensions: args.names.with_usages(Profile::Server.requested_extensions(rsa, names)),
    };
    let request = read_back(&pki::request(&spec, &at_hand.key)?)?;
    at_hand.add_to(&mut outputs, overwrite)?;
    let file = args.format.pack(Kind::Request.label().unwrap_or_default(), request.der());
    outputs.add(&place, file.expose(), Access::Public, overwrite);
    outputs.commit(session)?;
    at_hand.tell(session);
    keys::warn_of_limits(&at_hand.key, session);
    session.ui.note(format_args!("{}: certificate request for {}", place.made(), list(&request.names())));
    let files = vec![at_hand.report(), report(&place, Action::Made, &request)];
    Ok(session.files("csr", files))
}

impl Args {
    /// The key that the request is for, if it exists and may be used.
    fn find_key(&self, place: &Place, session: &mut Session) -> Result<Option<KeyAtHand>, CommandError> {
        let asked = self.algorithm.asked();
        if self.new_key {
            outputs::check_stdout(place, false, session)?;
            return Ok(None);
        }
        if self.key.is_some() {
            KeyAtHand::require(place, asked)?;
        }
        match self.overwrite.if_needed {
            true => KeyAtHand::find_usable(place, asked, session),
            false => KeyAtHand::find(place, asked, session),
        }
    }
}

/// The request that is there, if it is what would be made.
fn kept(
    place: &Place,
    at_hand: &KeyAtHand,
    names: &[San],
    args: &Args,
    session: &mut Session,
) -> Result<Option<FileReport>, CommandError> {
    let Some(request) = request_at(place, session)? else { return Ok(None) };
    if at_hand.action == Action::Made {
        return Ok(None);
    }
    if let Some(reason) = shortcoming(&request, at_hand, names, args) {
        session.ui.note(format_args!("{place} {reason}; making it again"));
        return Ok(None);
    }
    Ok(Some(report(place, Action::Kept, &request)))
}

/// The request that is there; `None` when there is none, or only its remains.
fn request_at(place: &Place, session: &mut Session) -> Result<Option<Request>, CommandError> {
    let Some(bytes) = session.read_if_filled(place, Role::Request)? else { return Ok(None) };
    match read::request(&bytes) {
        Ok(request) => Ok(Some(request)),
        Err(error) if keys::is_damage(&error) => {
            let told = CommandError::contents(place, &error);
            session.ui.note(format_args!("{}; making it again", told.message));
            Ok(None)
        }
        Err(error) => Err(CommandError::contents(place, &error).hint(keys::NOT_REPLACED)),
    }
}

/// Why the request is not what would be made, as words that follow its name.
fn shortcoming(request: &Request, at_hand: &KeyAtHand, names: &[San], args: &Args) -> Option<String> {
    let missing = names.iter().find(|name| !request.names().contains(name));
    let subject = args.names.subject.as_ref();
    if request.public_key != *at_hand.key.public() {
        Some(format!("belongs to another key than {}", at_hand.place.as_input()))
    } else if let Err(error) = pki::accept(request) {
        Some(format!("is not usable: {error}"))
    } else if let Some(name) = missing {
        Some(format!("does not carry {name}"))
    } else if subject.is_some_and(|subject| *subject != request.subject) {
        Some(format!("has the subject {}", request.subject))
    } else if args.names.lacks_usages(&request.extensions) {
        Some("has other usages".to_owned())
    } else {
        None
    }
}

/// Reads a new request as its receiver will, its self-signature included.
fn read_back(der: &[u8]) -> Result<Request, CommandError> {
    let request = Request::from_der(der).map_err(|error| {
        CommandError::new(format_args!("the request that was made does not read back: {error}"))
    })?;
    pki::accept(&request).map_err(|error| {
        CommandError::new(format_args!("the request that was made does not hold: {error}"))
    })?;
    Ok(request)
}

pub(super) fn report(place: &Place, action: Action, request: &Request) -> FileReport {
    let mut report = FileReport::of_key(Role::Request, place.to_string(), action, &request.public_key);
    report.names = request.names().iter().map(ToString::to_string).collect();
    report.subject = Some(request.subject.to_string());
    report
}

/// Names for people: `localhost, 127.0.0.1 and ::1`.
pub(super) fn list(names: &[San]) -> String {
    let names: Vec<_> = names.iter().map(San::bare).collect();
    match names.as_slice() {
        [] => "no name at all".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => REQUEST,
        Format::Der => "csr.der",
    }
}
