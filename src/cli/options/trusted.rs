//! Which certificate is to be trusted.

use std::path::PathBuf;

use clap::Args;

use super::{CaArgs, ca_option};
use crate::ca::layout;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, about, typed};
use crate::cli::hint::CreationHint;
use crate::host::files;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::{folder_of, naming, root_in};
use crate::report::outcome::OutputRole;
use crate::report::shell::quoted;
use crate::trust::{Anchor, AnchorError};
use devcert::encoding::read;

/// Which certificate.
#[derive(Debug, Args)]
pub(crate) struct TrustedArgs {
    #[command(flatten)]
    ca: CaArgs,
    /// Another certificate instead of the CA, such as a self-signed one; - is standard input
    #[arg(long, value_name = "FILE", help_heading = "CA")]
    cert: Option<PathBuf>,
}

/// The certificate, and where it was found.
#[derive(Debug)]
pub(crate) struct TrustedFile {
    pub(crate) anchor: Anchor,
    /// The certificates that the CA had before, which stores may still have.
    pub(crate) former: Vec<Anchor>,
    pub(crate) place: PathOrStdio,
}

/// The certificate that the stores are about.
#[derive(Debug)]
pub(crate) struct TrustedCertificate {
    pub(crate) anchor: Anchor,
    /// The certificates that the CA had before, which stores may still have.
    pub(crate) former: Vec<Anchor>,
    /// The option that chooses it, as root can type it too; `None` for standard input.
    pub(crate) typed: Option<String>,
    /// The option as the user can type it, with a space before it; empty for the default CA, and `None` for standard input.
    pub(crate) option: Option<String>,
}

impl TrustedArgs {
    /// The certificate of the options.
    pub(crate) fn chosen(&self, cx: &mut Context) -> Result<TrustedCertificate, CommandError> {
        let found = self.read(cx)?;
        let for_root =
            found.full_path().map(|path| format!("--cert {}", quoted(&path.display().to_string())));
        let option = match &self.cert {
            Some(_) => found.place.path().map(|_| format!(" --cert {}", typed(&found.place))),
            None => Some(ca_option(&self.ca.folder()?)),
        };
        Ok(TrustedCertificate { anchor: found.anchor, former: found.former, typed: for_root, option })
    }

    /// Reads it; of a chain, the root that it ends in. What will keep clients from taking it is a
    /// warning.
    pub(crate) fn read(&self, cx: &mut Context) -> Result<TrustedFile, CommandError> {
        if self.cert.is_some() && self.ca.is_named() {
            return Err(
                CommandError::new("--cert and --ca both specify a certificate").hint("omit one of them")
            );
        }
        let place = match &self.cert {
            Some(path) => PathOrStdio::new(path),
            None => PathOrStdio::File(root_in(&self.ca.folder()?)),
        };
        let creation_hint = match &self.cert {
            Some(_) => CreationHint::command(format!("devcert selfsign --cert {}", typed(&place))),
            None => CreationHint::command(format!("devcert ca init{}", ca_option(&self.ca.folder()?)))
                .noted("or specify another certificate with --cert"),
        };
        let bytes = cx.read_made_by(&place, OutputRole::Ca, &creation_hint)?;
        let anchor = Anchor::from_bytes(&bytes).map_err(|error| contents(&place, &error))?;
        warn_of_limits(&anchor, &place, cx);
        let former = former(&place, &anchor)?;
        Ok(TrustedFile { anchor, former, place })
    }
}

impl TrustedFile {
    /// The certificate's file as root finds it, too.
    pub(crate) fn full_path(&self) -> Option<PathBuf> {
        files::real_path(self.place.path()?)
    }
}

/// What lies beside a CA's certificate of its former ones: those on the same key.
fn former(place: &PathOrStdio, anchor: &Anchor) -> Result<Vec<Anchor>, CommandError> {
    let folder = place.path().and_then(|path| folder_of(path, &[layout::CERTIFICATE]));
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let path = folder.join(naming(&folder).file(layout::FORMER_CERTIFICATES));
    let Some(bytes) = files::read_if_exists(&path, files::DEFAULT_LIMIT)? else { return Ok(Vec::new()) };
    let place = PathOrStdio::File(path);
    let mut found = read::certificates(&bytes).map_err(|error| CommandError::contents(&place, &error))?;
    let current = &anchor.certificate;
    found.retain(|one| one.public_key() == current.public_key() && one.der() != current.der());
    Ok(found.into_iter().map(Anchor::new).collect())
}

fn contents(place: &PathOrStdio, error: &AnchorError) -> CommandError {
    match error {
        AnchorError::Read(error) => CommandError::contents(place, error),
        AnchorError::NoChain(_) => CommandError::new(about(&place.as_input(), error))
            .hint("specify a file with that one certificate, or a chain that ends in its root"),
    }
}

fn warn_of_limits(anchor: &Anchor, place: &PathOrStdio, cx: &mut Context) {
    let certificate = &anchor.certificate;
    if certificate.not_after() < cx.now {
        cx.warn(format!("{} has expired, and OpenSSL and Go reject what it signed", place.as_input()));
    }
    if !certificate.is_self_issued() {
        let failure = "is not self-signed: OpenSSL and others trust it only together with its issuer";
        cx.warn(format!("{} {failure}", place.as_input()));
    }
}
