//! `devcert verify`

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::cli::error::{self, CommandError};
use crate::cli::hint::{Hint, Maker};
use crate::cli::keys;
use crate::cli::options::{AnchorArgs, Anchors, FolderArgs, OwnCa, warn_of_ca};
use crate::cli::pair::CERTIFICATE;
use crate::cli::session::Session;
use crate::cli::surroundings::{Judged, Surroundings};
use crate::host::files::{self, Snapshot};
use crate::host::stdio::Place;
use crate::report::outcome::{Envelope, Outcome, Report, Role, Verdict};
use crate::report::shell::repeated;
use crate::report::verify::{Around, Options, Paths, Scene, human, json};
use devcert::encoding::read;
use devcert::key::PrivateKey;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::validity::{Moment, rfc3339};
use devcert::pki::path::{self, path_of};
use devcert::pki::verify::{Status, Subject, verify};

/// Prove that a server starts from the files and that a client accepts it
///
/// Says what each file is, whether they belong together and for how long they are good; loads them
/// into rustls servers on aws-lc-rs and on ring; connects as a client in TLS 1.3 and 1.2, by each
/// name; and names what Chromium or Firefox would reject. All that is wrong is said at once, with the file and
/// the number of the certificate in it. Without --ca and --system-roots, a certificate of devcert's
/// own CA is held against that CA, and any other against the last one of its chain. Exit code 1 when
/// there is a fault.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// One more name to connect to, beside those of the certificate; repeatable
    #[arg(long, value_name = "NAME")]
    host: Vec<San>,
    /// Who shows the certificate: server, client
    #[arg(long, value_name = "PURPOSE", default_value = "server", hide_possible_values = true)]
    purpose: Purpose,
    /// Another moment than now, as 2026-12-31 or 2026-12-31T23:59:59Z
    #[arg(long, value_name = "DATE")]
    at: Option<Moment>,
    /// Fail when the certificate ends within this time, as in 30d
    #[arg(long, value_name = "SPAN")]
    within: Option<Span>,
    #[command(flatten)]
    folder: FolderArgs,
    /// Private key; - is standard input [default: DIR/private.pem]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
    /// Judge the certificate without its key: no server is started, no client connects
    #[arg(long, conflicts_with = "key", help_heading = "Files")]
    no_key: bool,
    /// Certificate, with its chain; - is standard input [default: DIR/file.crt]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    cert: Option<PathBuf>,
    #[command(flatten)]
    anchors: AnchorArgs,
}

/// Who shows the certificate.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Purpose {
    /// A server, to those who connect to it
    #[value(alias = "sslserver")]
    Server,
    /// A client, to a server that asks for its certificate
    #[value(alias = "sslclient")]
    Client,
}

impl From<Purpose> for path::Purpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Server => Self::Server,
            Purpose::Client => Self::Client,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  devcert verify                                    cert/private.pem and cert/file.crt
  devcert verify --key tls.key --cert tls.crt --ca ca.crt
  devcert verify --cert site.crt --no-key --system-roots --host www.example.com
  devcert verify --purpose client --ca ca.crt --crl ca.crl
  devcert verify --host dev.example.test --at 2027-01-01";

/// Reads the files and judges them.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    if let (Purpose::Client, Some(host)) = (args.purpose, args.host.first()) {
        let message = format!("--host {} cannot be used with --purpose client", host.bare());
        return Err(CommandError::new(message).hint("omit --host or --purpose client"));
    }
    let certificate = args.folder.place(args.cert.as_ref(), CERTIFICATE);
    let key = (!args.no_key).then(|| key_of(&certificate, args, session.now));
    let together = Snapshot::open(key.iter().chain([&certificate]).filter_map(|place| place.path()));
    session.warn_of(together.notes());
    let maker = maker(key.as_ref(), &certificate);
    let mut read = |place: &Place, role| session.read_even_empty_made_by(place, role, &maker);
    let key_bytes = key
        .as_ref()
        .map(|place| read(place, Role::Key))
        .transpose()
        .map_err(without_key(args, &certificate))?;
    let certificate_bytes = read(&certificate, Role::Certificate)?;
    let mut anchors = args.anchors.read(session)?;
    if args.anchors.is_empty() {
        anchors.file = OwnCa::find()
            .filter(|ours| ours.has_issued(&certificate_bytes, session.now))
            .map(|ours| ours.file);
        if let Some((path, _)) = &anchors.file {
            warn_of_ca(path.as_ref(), session)?;
        }
    }
    let (crls, known) = (anchors.crls(), anchors.known());
    let mode = key.as_ref().and_then(Place::path).map(files::mode).transpose()?.flatten();
    let verification = verify(&Subject {
        key: key_bytes.as_deref().map(Vec::as_slice),
        anchors: anchors.bytes(),
        system: anchors.system.as_deref(),
        known: &known,
        crls: &crls,
        key_mode: mode,
        hosts: &args.host,
        at: args.at.map(|moment| moment.0),
        within: args.within,
        purpose: args.purpose.into(),
        ..Subject::new(&certificate_bytes, session.now)
    });
    drop(together);
    let [key, certificate] = [key.as_ref(), Some(&certificate)].map(|place| place.map(Place::to_string));
    let paths = Paths {
        key: key.as_deref().unwrap_or_default(),
        certificate: certificate.as_deref().unwrap_or_default(),
        ca: anchors.path(),
        crls: &anchors.crl_paths,
    };
    let around = match verification.checks.iter().any(|check| check.remedy.is_some()) {
        true => around(&paths, key_bytes.as_deref(), &certificate_bytes, &anchors, args, session),
        false => Around::default(),
    };
    let scene = Scene { paths: &paths, around: &around };
    let report =
        Report::judged(human(&verification, &scene), Envelope::new("verify", json(&verification, &scene)));
    let verdict = if verification.verdict() == Status::Fail { Verdict::No } else { Verdict::Yes };
    Ok(Outcome { verdict, report })
}

/// The key file that is given; or else the one beside the certificate, when it has the certificate's key or
/// the usual one does not.
fn key_of(certificate: &Place, args: &Args, now: OffsetDateTime) -> Place {
    let usual = args.folder.place(args.key.as_ref(), keys::PRIVATE_KEY);
    let (None, Some(file), Some(default)) =
        (&args.key, args.cert.as_ref().and(certificate.path()), usual.path())
    else {
        return usual;
    };
    let beside = file.with_file_name(keys::PRIVATE_KEY);
    let [first, second] = [&beside, default].map(|path| path.display().to_string());
    let certificates =
        files::read(file, files::DEFAULT_LIMIT).ok().and_then(|bytes| read::certificates(&bytes).ok());
    let leaf = certificates.and_then(|all| path_of(&all, None, now).into_iter().next());
    let found = leaf.and_then(|leaf| {
        let mut near = Surroundings::beside(file);
        near.add_file(default);
        near.key_of(leaf.public_key(), &[&first, &second], &file.display().to_string())
    });
    match found {
        Some(path) => Place::File(path.into()),
        None if files::is_file(&beside) => Place::File(beside),
        None => usual,
    }
}

/// What helps to mend what was found.
fn around(
    paths: &Paths<'_>,
    key: Option<&Vec<u8>>,
    certificates: &[u8],
    anchors: &Anchors,
    args: &Args,
    session: &mut Session,
) -> Around {
    let key = key.and_then(|bytes| read::private_key(bytes).ok());
    let key = key.as_ref().map(PrivateKey::public);
    let certificates = read::certificates(certificates).unwrap_or_default();
    let [key_file, file] =
        [paths.key, paths.certificate].map(|path| if path == Paths::STDIN { "" } else { path });
    let judged = Judged {
        path: path_of(&certificates, key, session.now),
        key,
        files: [key_file, file],
        anchors,
        now: session.now,
    };
    let near = Surroundings::of(&[key_file, file].map(Path::new));
    Around { options: typed(args), ..judged.around(&near, session) }
}

/// The options as they are typed again.
fn typed(args: &Args) -> Options {
    let within = args.within.map_or_else(String::new, |within| format!(" --within {within}"));
    let at = args.at.map(|at| rfc3339(at.0).unwrap_or_default());
    let crls = args.anchors.crl_files().iter().map(|file| file.display().to_string());
    let roots = if args.anchors.is_of_system() { " --system-roots" } else { "" };
    let others = [within, repeated("--at", at), roots.to_owned(), repeated("--crl", crls)];
    Options {
        hosts: repeated("--host", args.host.iter().map(San::bare)),
        purpose: if matches!(args.purpose, Purpose::Client) { " --purpose client" } else { "" }.to_owned(),
        names_ca: args.anchors.names_ca(),
        by_stores: args.anchors.is_of_system(),
        others: others.concat(),
    }
}

fn maker(key: Option<&Place>, certificate: &Place) -> Maker {
    let is_missing = |key: &Place| key.path().is_some_and(|path| matches!(files::exists(path), Ok(false)));
    let key = key.map_or_else(String::new, |key| {
        let new = if is_missing(key) { " --new-key" } else { "" };
        format!("{new} --key {}", error::typed(key))
    });
    Maker::command(format!("devcert selfsign{key} --cert {}", error::typed(certificate)))
        .noted("creates the missing file")
}

/// Where only the certificate was named, its key may be elsewhere, or nowhere.
fn without_key<'a>(args: &'a Args, certificate: &'a Place) -> impl Fn(CommandError) -> CommandError + 'a {
    let is_there = args.key.is_none() && certificate.path().is_some_and(files::is_file);
    let hint = Hint::command(format!("devcert verify --no-key --cert {}", error::typed(certificate)))
        .note("checks the certificate alone");
    move |error| if is_there { CommandError::new(error.message).hint(hint.clone()) } else { error }
}
