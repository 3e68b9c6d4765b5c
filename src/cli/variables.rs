//! The files that variables name: the system's roots and ours in one, for those who cannot change a
//! store.

use std::io::ErrorKind;
use std::path::PathBuf;

use super::context::Context;
use super::error::CommandError;
use super::options::{TrustedArgs, TrustedFile};
use crate::host::files::{self, FileError, Output, Overwrite, Snapshot};
use crate::host::{environment, roots};
use crate::trust::variables::{self, JAVA_PASSWORD, Paths, Variable};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::{pkcs12, read};
use devcert::model::secret::Secret;

/// A variable and its value.
pub(crate) type Set = (&'static str, std::ffi::OsString);

/// Java's default rounds for such files. They protect nothing here: the password is known to all.
const ROUNDS: u32 = 10_000;

/// Makes the files where they are missing or out of date, and gives the variables that name them, and the
/// directory that the files are in.
pub(crate) fn environment(args: &TrustedArgs, cx: &mut Context) -> Result<(Vec<Set>, PathBuf), CommandError> {
    let found = args.read(cx)?;
    let folder = folder(&found)?;
    let paths = Paths::in_folder(&folder);
    let bundle = bundle(&found, cx);
    let extra = extra(&found);
    refresh(&paths, &bundle, &extra, cx)?;
    let already = |name: &str| environment::variable(name);
    let variables =
        variables::ALL.iter().map(|Variable { name, holds, .. }| (*name, holds.value(&paths, already(name))));
    Ok((variables.collect(), folder))
}

/// A folder for each certificate, where files are that can be made again.
fn folder(found: &TrustedFile) -> Result<PathBuf, CommandError> {
    let beside = || Some(found.full_path()?.parent()?.to_owned());
    let folder = environment::cache_folder().or_else(beside);
    let folder = folder.map(|folder| folder.join("devcert").join("trust").join(&found.anchor.name));
    folder.ok_or_else(|| {
        CommandError::new("no home directory found for the certificate bundles")
            .hint("specify a directory in XDG_CACHE_HOME")
    })
}

/// The system's roots, or those that `SSL_CERT_FILE` names already, and ours.
fn bundle(found: &TrustedFile, cx: &mut Context) -> Vec<Certificate> {
    let system = roots::system().unwrap_or_else(|error| {
        cx.warn(format!("{error}; programs will trust this certificate alone"));
        Vec::new()
    });
    let mut bundle = vec![found.anchor.certificate.clone()];
    for certificate in system.iter().filter_map(|der| Certificate::from_der(der).ok()) {
        if bundle.iter().all(|other| other.der() != certificate.der()) {
            bundle.push(certificate);
        }
    }
    bundle
}

/// Ours, and those that Node was told of already.
fn extra(found: &TrustedFile) -> Vec<Certificate> {
    let mut extra = vec![found.anchor.certificate.clone()];
    let failure = environment::variable("NODE_EXTRA_CA_CERTS").map(PathBuf::from);
    let failure = failure.map(|path| files::read_if_exists(&path, files::DEFAULT_LIMIT)).transpose();
    // Node itself only warns of a file that it cannot read.
    let bytes = failure.ok().flatten().flatten().unwrap_or_default();
    for certificate in read::certificates(&bytes).unwrap_or_default() {
        if extra.iter().all(|other| other.der() != certificate.der()) {
            extra.push(certificate);
        }
    }
    extra
}

fn refresh(
    paths: &Paths,
    bundle: &[Certificate],
    extra: &[Certificate],
    cx: &mut Context,
) -> Result<(), CommandError> {
    let [bundle_pem, extra_pem] = [bundle, extra].map(armoured);
    if is_fresh(paths, &bundle_pem, &extra_pem) {
        return Ok(());
    }
    let java = java_store(bundle, cx)?;
    let all = [(&paths.bundle, bundle_pem), (&paths.extra, extra_pem), (&paths.java, java)];
    let outputs = all.map(|(path, contents)| Output::public(path.clone(), contents, Overwrite::Replace));
    let written = files::write(outputs.into()).map_err(unwritable);
    cx.warn_of(&written?);
    Ok(())
}

fn unwritable(error: FileError) -> CommandError {
    match &error {
        FileError::Denied { .. } | FileError::NotAFolder { .. } | FileError::Folder { .. } => {
            CommandError::new(&error).hint(ANOTHER_CACHE)
        }
        FileError::Io { source, .. } if source.kind() == ErrorKind::ReadOnlyFilesystem => {
            CommandError::new(&error).hint(ANOTHER_CACHE)
        }
        _ => error.into(),
    }
}

const ANOTHER_CACHE: &str = "make that directory writable, or specify another one in XDG_CACHE_HOME";

/// Whether the files are what would be written. Java's store is salted, and comes with the bundle.
fn is_fresh(paths: &Paths, bundle: &[u8], extra: &[u8]) -> bool {
    let together = Snapshot::open(paths.all());
    let is = |path, wanted: &[u8]| {
        files::read_regular(path, files::DEFAULT_LIMIT).is_ok_and(|found| found.as_slice() == wanted)
    };
    together.notes().is_empty()
        && is(&paths.bundle, bundle)
        && is(&paths.extra, extra)
        && files::is_file(&paths.java)
}

fn armoured(certificates: &[Certificate]) -> Vec<u8> {
    certificates.iter().map(Certificate::to_pem).collect::<String>().into_bytes()
}

fn java_store(bundle: &[Certificate], cx: &mut Context) -> Result<Vec<u8>, CommandError> {
    let names: Vec<_> = (0..bundle.len()).map(|number| format!("root-{number}")).collect();
    let trusted: Vec<_> = names.iter().map(String::as_str).zip(bundle).collect();
    let store = pkcs12::Store { identity: None, trusted: &trusted };
    let password = Secret::from(JAVA_PASSWORD.as_bytes());
    let der = pkcs12::to_der(&store, &password, pkcs12::Protection::default(), ROUNDS, &mut cx.rng);
    der.map(|der| der.expose().to_vec()).map_err(CommandError::new)
}
