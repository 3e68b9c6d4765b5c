//! The command that issues a certificate again so that it breaks no rules.

use std::path::{Path, PathBuf};

use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::{CaArgs, ca_option};
use crate::host::files;
use crate::ops::ca::LazyCa;
use crate::ops::renew::{self, FoundCertificate, FoundKey, RenewCandidates};
use crate::ops::{Format, World as _};
use crate::report::lint::{Fix, FixCommand};
use crate::report::place::{place, words};
use crate::report::shell::{quoted, repeated, word};
use crate::report::verify::Around;
use devcert::encoding::certificate::Certificate;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::usage::ExtendedKeyUsage;
use devcert::pki::correction::{Correction, correct};
use devcert::pki::lint::CertKind;
use devcert::pki::renewal::is_self_signed;

/// Which certificates can be issued again: those of this CA, and those with a signature of their own key.
pub(super) struct Fixes {
    ca: Option<LazyCa<'static>>,
    /// The option that names the CA.
    option: String,
}

impl Fixes {
    /// # Errors
    /// When there is no CA in a directory that an option names, or the CA cannot be read.
    pub(super) fn new(args: &CaArgs, cx: &mut Context) -> Result<Self, CommandError> {
        let ca = match authority::find(args, cx)? {
            Some(ca) => {
                let former = ca.former(cx)?;
                Some(LazyCa::new(ca, None).with_former(former))
            }
            None => None,
        };
        Ok(Self { ca, option: ca_option(&args.folder()?) })
    }

    /// What issues the certificate again that was found in the file at `path`, and checked as one of this `kind`.
    pub(super) fn fix(
        &self,
        certificate: &Certificate,
        path: &Path,
        kind: CertKind,
        cx: &mut Context,
    ) -> Fix {
        let has_issued = self.ca.as_ref().is_some_and(|ca| ca.has_issued(certificate));
        if self.ca.as_ref().is_some_and(|ca| ca.ca().certificate().der() == certificate.der()) {
            return Fix::Impossible("it is your CA; devcert ca rotate replaces it".to_owned());
        }
        if !has_issued && !is_self_signed(certificate) {
            let issuer = certificate.issuer();
            return Fix::Impossible(format!("only its issuer, {issuer}, can issue it again"));
        }
        let now = cx.now();
        let Some(correction) = correct(certificate, kind, now, &mut cx.rng()) else {
            return Fix::Impossible(format!(
                "not a kind of certificate that devcert issues again ({})",
                kind.name()
            ));
        };
        let place = Place::of(certificate, path, cx);
        let command = match (correction.profile, has_issued) {
            (Profile::Root, _) => new_ca(&correction, &place),
            (_, true) => self.issue(&correction, &place),
            (_, false) => selfsign(&correction, &place),
        };
        let remaining = correction.remaining.iter().map(|rule| rule.id).collect();
        Fix::Command(FixCommand { command, dropped: correction.dropped, remaining })
    }

    fn issue(&self, correction: &Correction, place: &Place) -> String {
        let profile = correction.profile;
        let identity = match &correction.subject {
            // Programs and people need a name, which becomes the common name.
            Some(subject) if correction.names.is_empty() => {
                repeated("", [subject.common_name().unwrap_or("localhost")])
            }
            _ => names(&correction.names),
        };
        let profile = match profile {
            Profile::Server => String::new(),
            other => format!(" --profile {}", other.name()),
        };
        let details = subject_and_days(correction);
        place.complete(&format!("devcert issue{identity}{profile}{details}{}", self.option), correction)
    }
}

fn selfsign(correction: &Correction, place: &Place) -> String {
    let usages = match correction.profile {
        Profile::Server => String::new(),
        other => repeated("--extended-key-usage", other.purposes().iter().map(ExtendedKeyUsage::name)),
    };
    let (names, details) = (names(&correction.names), subject_and_days(correction));
    place.complete(&format!("devcert selfsign{names}{details}{usages}"), correction)
}

/// A CA keeps neither its key nor what it issued: what it issued says who its issuer is.
fn new_ca(correction: &Correction, place: &Place) -> String {
    let folder = quoted(&place.folder.join("corrected-ca").display().to_string());
    format!("devcert ca init --ca {folder}{}", subject_and_days(correction))
}

fn names(names: &[San]) -> String {
    let only = if names.is_empty() { "" } else { " --no-default-names" };
    words(names) + only
}

fn subject_and_days(correction: &Correction) -> String {
    let subject =
        correction.subject.iter().map(|subject| format!(" --subject {}", word(&subject.to_string())));
    let days = correction.lifetime.iter().map(|span| format!(" --days {}", span.duration().whole_days()));
    subject.chain(days).collect()
}

/// Where the new certificate goes.
struct Place {
    folder: PathBuf,
    /// The old certificate's file and its key, where both can be replaced.
    pair: Option<Pair>,
}

/// The file that has nothing but the certificate and those above it, and the file of its key.
struct Pair {
    certificate: PathBuf,
    key: PathBuf,
    format: Format,
}

impl Place {
    fn of(certificate: &Certificate, path: &Path, cx: &mut Context) -> Self {
        let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let pair = files::is_file(path).then(|| Pair::of(certificate, path, cx)).flatten();
        Self { folder, pair }
    }

    /// The command that does `what`, with the options for its files. A key that is replaced is moved aside.
    fn complete(&self, what: &str, correction: &Correction) -> String {
        let Some(Pair { certificate, key, format }) = &self.pair else {
            return format!("{what} --dir {}", quoted(&self.folder.join("corrected").display().to_string()));
        };
        let [certificate, key] = [certificate, key].map(|path| typed(path).display().to_string());
        let (before, new_key) = match correction.keeps_key {
            true => (String::new(), ""),
            false => (self.around().aside(&key).0 + " && ", " --new-key"),
        };
        let format = if *format == Format::Der { " --outform der" } else { "" };
        format!("{before}{what}{}{new_key}{format} --force", place(&key, &certificate))
    }

    /// The files that exist.
    fn around(&self) -> Around {
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let listed = files::list(folder, false).map(|listing| listing.files).unwrap_or_default();
        let taken = listed.iter().map(|path| typed(path).display().to_string()).collect();
        Around { taken, ..Around::default() }
    }
}

/// The path without the folder that it is relative to anyway.
fn typed(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

impl Pair {
    fn of(certificate: &Certificate, path: &Path, cx: &mut Context) -> Option<Self> {
        let RenewCandidates { certificates, keys, .. } = renew::find(&[path.to_path_buf()], cx).ok()?;
        let is_it =
            |one: &FoundCertificate| one.certificate.der() == certificate.der() && one.beside.is_none();
        let found = certificates.into_iter().find(is_it)?;
        let is_its_key = |key: &FoundKey| key.private.public() == certificate.public_key();
        let key = keys.into_iter().find(is_its_key)?.path;
        Some(Self { certificate: found.path, key, format: found.format })
    }
}
