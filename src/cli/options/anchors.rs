//! Whom the other side trusts.

use crate::ops::ca::report_exposed;
use crate::ops::ca::{certificate_in, root_in};
use std::path::{Path, PathBuf};

use clap::Args;
use rustls_pki_types::CertificateDer;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::CaArgs;
use crate::ca::layout;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, shell_path};
use crate::cli::hint::{self, CreationHint, Hint};
use crate::cli::line::Edit;
use crate::cli::pair::CERTIFICATE;
use crate::host::files::FileError;
use crate::host::stdio::PathOrStdio;
use crate::host::{files, roots};
use crate::report::outcome::OutputRole;
use crate::report::shell::quoted;
use crate::trust::Anchor;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::pki::path::root_of;

/// Whom the other side trusts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Trust")]
pub(crate) struct AnchorArgs {
    /// Trusted CA certificates: a file, or a CA directory (its ca.crt)
    #[arg(long, aliases = ["cacert", "CAfile", "roots"], value_name = "FILE|DIR")]
    ca: Option<PathBuf>,
    /// Trust this machine's CAs, or those in `SSL_CERT_FILE` and `SSL_CERT_DIR`
    #[arg(long)]
    system_roots: bool,
    /// Certificate revocation list (CRL) to check; repeatable
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
}

/// What was read.
pub(crate) struct Anchors {
    /// The CA file's path as it was typed, and its bytes.
    pub(crate) file: Option<(String, Zeroizing<Vec<u8>>)>,
    /// What this machine trusts.
    pub(crate) system: Option<Vec<CertificateDer<'static>>>,
    /// The paths of the revocation lists, and their bytes in the same order.
    pub(crate) crl_paths: Vec<String>,
    crls: Vec<Zeroizing<Vec<u8>>>,
}

impl AnchorArgs {
    /// Whether anybody is named.
    pub(crate) const fn is_empty(&self) -> bool {
        self.ca.is_none() && !self.system_roots
    }

    /// Whether a CA is named with `--ca`.
    pub(crate) const fn names_ca(&self) -> bool {
        self.ca.is_some()
    }

    /// Whether what this machine trusts is trusted.
    pub(crate) const fn is_of_system(&self) -> bool {
        self.system_roots
    }

    /// The files of revocation lists.
    pub(crate) fn crl_files(&self) -> &[PathBuf] {
        &self.crl
    }

    /// Reads the files, and this machine's CAs when they are asked for.
    pub(crate) fn read(&self, cx: &mut Context) -> Result<Anchors, CommandError> {
        let file = self.ca.as_deref().map(|path| ca_file(path, cx)).transpose()?;
        let system = self.system_roots.then(system).transpose()?;
        let read = |path: &PathBuf| cx.read_even_empty(&PathOrStdio::new(path), OutputRole::Crl);
        let crls = self.crl.iter().map(read).collect::<Result<_, _>>()?;
        let crl_paths = self.crl.iter().map(|path| path.display().to_string()).collect();
        Ok(Anchors { file, system, crl_paths, crls })
    }
}

impl Anchors {
    /// The bytes of the revocation lists.
    pub(crate) fn crls(&self) -> Vec<&[u8]> {
        self.crls.iter().map(|bytes| bytes.as_slice()).collect()
    }

    /// The bytes of the CA file.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.file.as_ref().map(|(_, bytes)| bytes.as_slice())
    }

    /// The CAs that are known without being trusted for it: the user's own, and this machine's where the
    /// CA file has an intermediate.
    pub(crate) fn known(&self) -> Vec<CertificateDer<'static>> {
        let own = OwnCa::find().map(|ours| ours.certificates).unwrap_or_default();
        let own = own.iter().map(|one| CertificateDer::from(one.der().to_vec()));
        let in_file = self.bytes().and_then(|bytes| read::certificates(bytes).ok()).unwrap_or_default();
        let has_intermediate = in_file.iter().any(|one| !one.is_self_issued());
        let machine = has_intermediate.then(roots::system).and_then(Result::ok).unwrap_or_default();
        own.chain(machine).collect()
    }

    /// The path of the CA file.
    pub(crate) fn path(&self) -> Option<&str> {
        self.file.as_ref().map(|(path, _)| path.as_str())
    }
}

/// The user's own CA, which `devcert issue` issues from.
pub(crate) struct OwnCa {
    /// Its certificate file: the path and the bytes.
    pub(crate) file: (String, Zeroizing<Vec<u8>>),
    certificates: Vec<Certificate>,
}

impl OwnCa {
    /// The one that `DEVCERT_CA` names, or in the user's data folder; `None` where there is none.
    pub(crate) fn find() -> Option<Self> {
        let folder = CaArgs::from_environment().folder().ok()?;
        let (own, root) = (certificate_in(&folder), root_in(&folder));
        let read = |path: &Path| files::read_regular(path, files::DEFAULT_LIMIT).ok();
        let bytes = read(&root)?;
        let mut certificates = read::certificates(&bytes).ok()?;
        if own != root {
            certificates.splice(..0, read::certificates(&read(&own)?).ok()?);
        }
        Some(Self { file: (root.display().to_string(), bytes), certificates })
    }

    /// Whether `certificate` is in its file.
    pub(crate) fn has(&self, certificate: &Certificate) -> bool {
        self.certificates.iter().any(|one| one.der() == certificate.der())
    }

    /// Its certificates: its own, and those above it.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Whether the certificates in `file` come from it.
    pub(crate) fn has_issued(&self, file: &[u8], now: OffsetDateTime) -> bool {
        let sent = read::certificates(file).unwrap_or_default();
        root_of(&sent, &self.certificates, now).is_some_and(|root| self.has(&root))
    }
}

/// What this machine trusts.
pub(crate) fn system() -> Result<Vec<CertificateDer<'static>>, CommandError> {
    roots::system().map_err(|error| {
        CommandError::new(error).hint("specify the certificates with --ca FILE, or in SSL_CERT_FILE")
    })
}

/// Warns where others than its owner can change the CA of devcert's whose certificate is at `path`.
pub(crate) fn warn_of_ca(path: &Path, cx: &mut Context) -> Result<(), CommandError> {
    match path.parent().filter(|folder| files::is_file(&folder.join(layout::SETTINGS))) {
        Some(folder) => Ok(report_exposed(folder, cx)?),
        None => Ok(()),
    }
}

fn ca_file(path: &Path, cx: &mut Context) -> Result<(String, Zeroizing<Vec<u8>>), CommandError> {
    if let Some(file) = certificate_instead_of_ca(path) {
        let edits = vec![Edit::Set("ca", file.display().to_string())];
        return Err(CommandError::new(FileError::Missing { path: root_in(path) })
            .hint(Hint::again(edits).note("trusts the certificate in it")));
    }
    let path = if files::is_folder(path) { root_in(path) } else { path.to_owned() };
    let place = PathOrStdio::new(&path);
    warn_of_ca(&path, cx)?;
    let Some(folder) = folder_of(&path) else {
        if !files::exists(&path)? {
            let new = hint::free(&path.with_extension("")).display().to_string();
            let init = format!("devcert ca init --ca {}", quoted(&new));
            let hint = Hint::command(init).note(format!("creates a CA, for --ca {}", quoted(&new)));
            return Err(CommandError::foreign_input(FileError::Missing { path }.into()).hint(hint));
        }
        let bytes = cx.read_even_empty(&place, OutputRole::Ca)?;
        return Ok((place.to_string(), bytes));
    };
    let creation_hint =
        CreationHint::command(format!("devcert ca init --ca {}", shell_path(folder))).noted("creates a CA");
    let bytes = cx.read_even_empty_made_by(&place, OutputRole::Ca, &creation_hint)?;
    Ok((place.to_string(), bytes))
}

/// A certificate that clients can trust, in a directory without a CA; first of all, the one beside its key.
fn certificate_instead_of_ca(folder: &Path) -> Option<PathBuf> {
    if !files::is_folder(folder) || files::is_file(&root_in(folder)) {
        return None;
    }
    let found = files::list(folder, false).ok()?.files.into_iter();
    let is_anchor = |path: &PathBuf| {
        let bytes = files::read_regular(path, files::DEFAULT_LIMIT);
        bytes.is_ok_and(|bytes| Anchor::from_bytes(&bytes).is_ok())
    };
    let found: Vec<_> = found.filter(is_anchor).collect();
    let pair = found.iter().find(|path| path.file_name().is_some_and(|name| name == CERTIFICATE));
    pair.or_else(|| found.first()).cloned()
}

/// The directory of the CA that `path` specifies, as itself or as the certificate in it; `None` where it
/// is some other file.
fn folder_of(path: &Path) -> Option<&Path> {
    match path.file_name() {
        Some(name) if name == layout::CERTIFICATE => {
            path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
        }
        _ => path.extension().is_none().then_some(path),
    }
}
