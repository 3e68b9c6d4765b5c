//! `devcert verify`

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::error::CommandError;
use super::keys;
use super::options::FolderArgs;
use super::selfsign::CERTIFICATE;
use super::session::Session;
use crate::host::files::{self, Snapshot};
use crate::host::stdio::Place;
use crate::model::san::San;
use crate::model::span::Span;
use crate::pki::verify::{Status, Subject, verify};
use crate::report::outcome::{Outcome, Report, Role, Verdict, Verified};
use crate::report::verify::{Paths, human, json};

/// Prove that a server starts from the files and that a client accepts it
///
/// Says what each file is, whether they belong together and for how long they are good; loads them
/// into rustls servers on aws-lc-rs and on ring; connects as a client in TLS 1.3 and 1.2, by each
/// name; and names what browsers would refuse. Exit code 1 when there is a fault.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    folder: FolderArgs,
    /// Private key; - is standard input [default: DIR/private.pem]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
    /// Certificate, with its chain; - is standard input [default: DIR/file.crt]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    cert: Option<PathBuf>,
    /// Certificates that the client trusts [default: the last one of the chain]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    ca: Option<PathBuf>,
    /// One more name to connect to, beside those of the certificate; repeatable
    #[arg(long, value_name = "NAME")]
    host: Vec<San>,
    /// Fail when the certificate ends within this time, as in 30d
    #[arg(long, value_name = "SPAN")]
    within: Option<Span>,
}

const EXAMPLES: &str = "\
Examples:
  devcert verify                                    cert/private.pem and cert/file.crt
  devcert verify --key tls.key --cert tls.crt --ca ca.crt
  devcert verify --host dev.example.test --within 30d";

/// Reads the files and judges them.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let key = args.folder.place(args.key.as_ref(), keys::PRIVATE_KEY);
    let certificate = args.folder.place(args.cert.as_ref(), CERTIFICATE);
    let ca = args.ca.as_deref().map(Place::new);
    let together = Snapshot::open([&key, &certificate].into_iter().filter_map(|place| place.path()));
    session.warn_of(together.notes());
    let maker = format!("devcert selfsign --key {key} --cert {certificate}   (makes what is missing)");
    let key_bytes = read(&key, Role::Key, session).map_err(|error| error.instead(&maker))?;
    let certificate_bytes =
        read(&certificate, Role::Certificate, session).map_err(|error| error.instead(&maker))?;
    let ca_bytes = ca.as_ref().map(|place| read(place, Role::Ca, session)).transpose()?;
    let verification = verify(&Subject {
        key: &key_bytes,
        certificates: &certificate_bytes,
        anchors: ca_bytes.as_deref().map(Vec::as_slice),
        key_mode: key.path().map(files::mode).transpose()?.flatten(),
        hosts: &args.host,
        now: session.now,
        within: args.within,
    });
    drop(together);
    let [key, certificate] = [key, certificate].map(|place| place.to_string());
    let ca = ca.map(|place| place.to_string());
    let paths = Paths { key: &key, certificate: &certificate, ca: ca.as_deref() };
    let verified = Verified::new(json(&verification, &paths));
    let report = Report::judged(human(&verification, &paths), verified);
    let verdict = if verification.verdict() == Status::Fail { Verdict::No } else { Verdict::Yes };
    Ok(Outcome { verdict, report })
}

/// The file's bytes; an empty file is a finding and not an error.
fn read(place: &Place, role: Role, session: &mut Session) -> Result<Zeroizing<Vec<u8>>, CommandError> {
    if keys::is_empty_file(place) {
        return Ok(Zeroizing::default());
    }
    session.read(place, role)
}
