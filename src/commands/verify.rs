//! `devcert verify`

use std::iter;
use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::{self, CommandError};
use crate::cli::hint::{self, CreationHint, Hint};
use crate::cli::keys;
use crate::cli::line::Edit;
use crate::cli::options::{AnchorArgs, Anchors, FolderArgs, OwnCa, place_in, warn_of_ca};
use crate::cli::pair::CERTIFICATE;
use crate::cli::surroundings::{CheckedFiles, Surroundings};
use crate::host::files::{self, Snapshot};
use crate::host::stdio::PathOrStdio;
use crate::report::outcome::{Envelope, Outcome, OutputRole, Report, Verdict};
use crate::report::shell::repeated;
use crate::report::verify::{Around, Options, Paths, Scene, json, render_text};
use devcert::encoding::read;
use devcert::key::PrivateKey;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::validity::{Moment, rfc3339};
use devcert::pki::path::{self, path_of};
use devcert::pki::verify::{Status, VerifyInput, verify};

/// Check a key and certificate with a real server and client
///
/// Identifies each file, checks that the key matches the certificate and that the certificate has not
/// expired, starts rustls servers with the aws-lc-rs and ring providers, and connects to them over TLS 1.3
/// and 1.2, and checks every name. Also checks for what browsers reject. Reports every problem, with the file and the
/// certificate's position in it.
///
/// Without --ca or --system-roots, a certificate from your devcert CA is checked against that CA, and any
/// other against the last certificate in its chain. Exits with 1 if a check fails.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Certificate with its chain, and its private key; or a directory with both [default: DIR/file.crt and the
    /// matching key next to it]
    #[arg(value_name = "FILE", num_args = 0..)]
    files: Vec<PathBuf>,
    /// Additional name to connect to; repeatable
    #[arg(long, short = 'd', aliases = ["domain", "servername"], value_name = "NAME")]
    host: Vec<San>,
    /// Use of the certificate: server, client
    #[arg(long, value_name = "PURPOSE", default_value = "server", hide_possible_values = true)]
    purpose: PurposeArg,
    /// Time of the check, such as 2026-12-31 or 2026-12-31T23:59:59Z [default: now]
    #[arg(long, value_name = "DATE")]
    at: Option<Moment>,
    /// Fail if the certificate expires within this time, such as 30d
    #[arg(long, alias = "expires-in", value_name = "DURATION")]
    within: Option<Span>,
    #[command(flatten)]
    folder: FolderArgs,
    /// Private key; - is standard input [default: the matching key next to the certificate]
    #[arg(long, alias = "key-file", value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
    /// Check the certificate without its key: starts no server
    #[arg(long, conflicts_with = "key", help_heading = "Files")]
    no_key: bool,
    /// Certificate with its chain, instead of the first FILE; - is standard input [default: DIR/file.crt]
    #[arg(long, alias = "cert-file", value_name = "FILE", conflicts_with = "files", help_heading = "Files")]
    cert: Option<PathBuf>,
    #[command(flatten)]
    anchors: AnchorArgs,
}

/// Who shows the certificate.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum PurposeArg {
    /// A server, to those who connect to it
    #[value(alias = "sslserver")]
    Server,
    /// A client, to a server that asks for its certificate
    #[value(alias = "sslclient")]
    Client,
}

impl From<PurposeArg> for path::Purpose {
    fn from(purpose: PurposeArg) -> Self {
        match purpose {
            PurposeArg::Server => Self::Server,
            PurposeArg::Client => Self::Client,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  # cert/private.pem and cert/file.crt
  devcert verify
  # A certificate, with the matching key in its directory
  devcert verify site/fullchain.pem
  devcert verify tls.crt tls.key --ca ca.crt
  devcert verify site.crt --no-key --system-roots --host www.example.com
  devcert verify --purpose client --ca ca.crt --crl ca.crl
  devcert verify --host dev.example.test --at 2027-01-01";

/// Reads the files and checks them.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    if let (PurposeArg::Client, Some(host)) = (args.purpose, args.host.first()) {
        let message = format!("--host {} cannot be used with --purpose client", host.value());
        return Err(CommandError::new(message).hint("omit --host or --purpose client"));
    }
    let files = Files::of(args)?;
    let certificate = place_in(files.folder, files.certificate, CERTIFICATE);
    let key = (!args.no_key).then(|| files.key(&certificate, cx));
    let together = Snapshot::open(key.iter().chain([&certificate]).filter_map(|place| place.path()));
    cx.warn_of(together.notes());
    let creation_hint = files.creation_hint(key.as_ref(), &certificate, cx);
    let mut read = |place: &PathOrStdio, role| cx.read_even_empty_made_by(place, role, &creation_hint);
    let key_bytes = key
        .as_ref()
        .map(|place| read(place, OutputRole::Key))
        .transpose()
        .map_err(without_key(files.key.is_none(), &certificate))?;
    // The command that creates the certificate needs a key.
    let certificate_bytes = read(&certificate, OutputRole::Certificate).map_err(|error| {
        unusable(key.as_ref(), key_bytes.as_ref().map(|bytes| bytes.as_slice())).unwrap_or(error)
    })?;
    let mut anchors = args.anchors.read(cx)?;
    if args.anchors.is_empty() {
        anchors.file =
            OwnCa::find().filter(|ours| ours.has_issued(&certificate_bytes, cx.now)).map(|ours| ours.file);
        if let Some((path, _)) = &anchors.file {
            warn_of_ca(path.as_ref(), cx)?;
        }
    }
    let (crls, known) = (anchors.crls(), anchors.known());
    let mode = key.as_ref().and_then(PathOrStdio::path).map(files::mode).transpose()?.flatten();
    let verification = verify(&VerifyInput {
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
        ..VerifyInput::new(&certificate_bytes, cx.now)
    });
    drop(together);
    let [key, certificate] =
        [key.as_ref(), Some(&certificate)].map(|place| place.map(PathOrStdio::to_string));
    let paths = Paths {
        key: key.as_deref().unwrap_or_default(),
        certificate: certificate.as_deref().unwrap_or_default(),
        ca: anchors.path(),
        crls: &anchors.crl_paths,
    };
    let around = match verification.checks.iter().any(|check| check.remedy.is_some()) {
        true => around(&paths, key_bytes.as_deref(), &certificate_bytes, &anchors, args, cx),
        false => Around::default(),
    };
    let scene = Scene { paths: &paths, around: &around };
    let report = Report::checked(
        render_text(&verification, &scene),
        Envelope::new("verify", json(&verification, &scene)),
    );
    let verdict = if verification.verdict() == Status::Fail { Verdict::No } else { Verdict::Yes };
    Ok(Outcome { verdict, report })
}

/// The files that the operands and options specify.
struct Files<'a> {
    folder: &'a Path,
    certificate: Option<&'a PathBuf>,
    key: Option<&'a PathBuf>,
}

impl<'a> Files<'a> {
    fn of(args: &'a Args) -> Result<Self, CommandError> {
        let (folder, key) = (args.folder.folder(), args.key.as_ref());
        Ok(match args.files.as_slice() {
            [directory] if files::is_folder(directory) => Self { folder: directory, certificate: None, key },
            [certificate, key] if args.key.is_none() && !args.no_key => {
                let [certificate, key] =
                    if holds_key(certificate) { [key, certificate] } else { [certificate, key] };
                Self { folder, certificate: Some(certificate), key: Some(key) }
            }
            [_, _] => {
                return Err(CommandError::new("the second FILE is the private key, as is --key")
                    .hint("omit the second FILE, or omit --key and --no-key"));
            }
            [_, _, _, ..] => return Err(too_many(&args.files)),
            files => Self { folder, certificate: files.first().or(args.cert.as_ref()), key },
        })
    }

    /// What to do where one of the files is missing: where a directory was specified, the command for another pair in it,
    /// or else the command that creates the files.
    fn creation_hint(
        &self,
        key: Option<&PathOrStdio>,
        certificate: &PathOrStdio,
        cx: &Context,
    ) -> CreationHint {
        let is_chosen = self.certificate.is_some() || self.key.is_some();
        let missing = certificate.path().filter(|_| !is_chosen && is_missing(certificate));
        match missing.and_then(|path| Surroundings::beside(path).pair(cx.now)) {
            Some(pair) => {
                CreationHint::command(format!("devcert verify {}", error::shell_path(Path::new(&pair))))
                    .noted("checks the certificate there")
            }
            None => creation_hint(key, certificate),
        }
    }

    /// The key file that is specified, or else the one for the certificate: its own file if that contains a key, the
    /// usual one, or one in the certificate's directory that matches.
    fn key(&self, certificate: &PathOrStdio, cx: &Context) -> PathOrStdio {
        let usual = place_in(self.folder, self.key, keys::PRIVATE_KEY);
        let (None, Some(file), Some(default)) =
            (self.key, self.certificate.and(certificate.path()), usual.path())
        else {
            return usual;
        };
        let near = key_names(file);
        let first: Vec<_> = near.iter().map(PathBuf::as_path).chain([default]).collect();
        let first: Vec<_> = first.iter().map(|path| path.display().to_string()).collect();
        let first: Vec<_> = first.iter().map(String::as_str).collect();
        let bytes = files::read(file, files::DEFAULT_LIMIT).ok();
        let has_key = bytes.as_ref().is_some_and(|bytes| read::private_key(bytes).is_ok());
        let certificates = bytes.and_then(|bytes| read::certificates(&bytes).ok());
        let leaf = certificates.and_then(|all| path_of(&all, None, cx.now).into_iter().next());
        let found = leaf.and_then(|leaf| {
            let mut surroundings = Surroundings::beside(file);
            surroundings.add_file(default);
            surroundings.key_of(leaf.public_key(), &first, &file.display().to_string())
        });
        let found = has_key
            .then(|| file.to_owned())
            .or(found.map(PathBuf::from))
            .or_else(|| near.into_iter().find(|path| files::is_file(path)));
        match found.filter(|path| path != default) {
            Some(path) => {
                cx.ui.note(format_args!("using the private key in {}", path.display()));
                PathOrStdio::File(path)
            }
            None => usual,
        }
    }
}

/// More files than a certificate with its chain and its key, with the command that writes the chain to one file.
fn too_many(named: &[PathBuf]) -> CommandError {
    let (keys, certificates): (Vec<&PathBuf>, Vec<_>) = named.iter().partition(|path| holds_key(path));
    let message = format!("{} files, but verify checks one certificate file and one key file", named.len());
    let advice = "write a certificate and its chain to one file";
    let [first, rest @ ..] = certificates.as_slice() else { return CommandError::new(message).hint(advice) };
    if keys.len() > 1 {
        return CommandError::new(message).hint("check each key with its own certificate");
    }
    let chain = hint::free(Path::new("chain.pem"));
    let inputs: Vec<_> = certificates.iter().map(|path| error::shell_path(path)).collect();
    let inputs = inputs.join(" ");
    let convert = format!("devcert convert {inputs} --to fullchain --out {}", error::shell_path(&chain));
    let text = |path: &Path| path.display().to_string();
    let edits = iter::once(Edit::Replace(text(first), vec![text(&chain)]))
        .chain(rest.iter().map(|path| Edit::Replace(text(path), Vec::new())));
    let again = Hint::again(edits.collect()).after(convert).or(advice);
    CommandError::new(message).hint(again.note("writes the certificate and its chain to one file"))
}

/// The usual names of the key for a certificate file, in its directory.
fn key_names(certificate: &Path) -> Vec<PathBuf> {
    let stem = certificate.file_stem().unwrap_or_default().to_string_lossy();
    let names = [
        keys::PRIVATE_KEY.to_owned(),
        format!("{stem}.key"),
        "privkey.pem".to_owned(),
        format!("{stem}-key.pem"),
        "key.pem".to_owned(),
    ];
    names.into_iter().map(|name| certificate.with_file_name(name)).collect()
}

/// Whether a file contains a private key and no certificate.
fn holds_key(path: &Path) -> bool {
    let bytes = files::read_regular(path, files::DEFAULT_LIMIT).ok();
    bytes.is_some_and(|bytes| read::private_key(&bytes).is_ok() && read::certificates(&bytes).is_err())
}

/// What helps to mend what was found.
fn around(
    paths: &Paths<'_>,
    key: Option<&Vec<u8>>,
    certificates: &[u8],
    anchors: &Anchors,
    args: &Args,
    cx: &mut Context,
) -> Around {
    let key = key.and_then(|bytes| read::private_key(bytes).ok());
    let key = key.as_ref().map(PrivateKey::public);
    let certificates = read::certificates(certificates).unwrap_or_default();
    let [key_file, file] =
        [paths.key, paths.certificate].map(|path| if path == Paths::STDIN { "" } else { path });
    let checked = CheckedFiles {
        path: path_of(&certificates, key, cx.now),
        key,
        files: [key_file, file],
        anchors,
        now: cx.now,
    };
    let near = Surroundings::of(&[key_file, file].map(Path::new));
    Around { options: typed(args), ..checked.around(&near, cx) }
}

/// The options as they are typed again.
fn typed(args: &Args) -> Options {
    let within = args.within.map_or_else(String::new, |within| format!(" --within {within}"));
    let at = args.at.map(|at| rfc3339(at.0).unwrap_or_default());
    let crls = args.anchors.crl_files().iter().map(|file| file.display().to_string());
    let roots = if args.anchors.is_of_system() { " --system-roots" } else { "" };
    let others = [within, repeated("--at", at), roots.to_owned(), repeated("--crl", crls)];
    Options {
        hosts: repeated("--host", args.host.iter().map(San::value)),
        purpose: if matches!(args.purpose, PurposeArg::Client) { " --purpose client" } else { "" }.to_owned(),
        names_ca: args.anchors.names_ca(),
        by_stores: args.anchors.is_of_system(),
        others: others.concat(),
    }
}

/// What is wrong with the contents of the key file.
fn unusable(key: Option<&PathOrStdio>, bytes: Option<&[u8]>) -> Option<CommandError> {
    let (place, bytes) = key.zip(bytes)?;
    read::private_key(bytes).err().map(|error| CommandError::contents(place, &error))
}

fn creation_hint(key: Option<&PathOrStdio>, certificate: &PathOrStdio) -> CreationHint {
    let key = key.map_or_else(String::new, |key| {
        let new = if is_missing(key) { " --new-key" } else { "" };
        format!("{new} --key {}", error::typed(key))
    });
    CreationHint::command(format!("devcert selfsign{key} --cert {}", error::typed(certificate)))
        .noted("creates the missing file")
}

fn is_missing(place: &PathOrStdio) -> bool {
    place.path().is_some_and(|path| matches!(files::exists(path), Ok(false)))
}

/// Where only the certificate was named, its key may be elsewhere, or nowhere.
fn without_key(is_searched: bool, certificate: &PathOrStdio) -> impl Fn(CommandError) -> CommandError {
    let is_there = is_searched && certificate.path().is_some_and(files::is_file);
    let hint = Hint::command(format!("devcert verify --no-key --cert {}", error::typed(certificate)))
        .note("checks the certificate alone");
    move |error| if is_there { CommandError::new(error.message).hint(hint.clone()) } else { error }
}
