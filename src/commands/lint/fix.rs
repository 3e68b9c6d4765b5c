//! The command that issues a certificate again so that it breaks no rules.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::{CaArgs, ca_option};
use crate::host::files;
use crate::ops::ca::LazyCa;
use crate::ops::renew::{FoundKey, keys_beside};
use crate::ops::{Format, World as _};
use crate::report::lint::{Fix, FixCommand};
use crate::report::place::{STDIO, place, words};
use crate::report::shell::{quoted, repeated, word};
use crate::report::verify::Around;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::sniff::Packing;
use devcert::model::name::AttributeKind;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::usage::ExtendedKeyUsage;
use devcert::pki::correction::{Correction, correct};
use devcert::pki::inspection::Item;
use devcert::pki::lint::CertKind;
use devcert::pki::renewal::is_self_signed;

/// Which certificates can be issued again: those of this CA, and those with a signature of their own key.
pub(super) struct Fixes {
    ca: Option<LazyCa<'static>>,
    /// The option that names the CA.
    option: String,
    /// The keys of the directories that were looked at so far.
    keys: HashMap<PathBuf, Vec<FoundKey>>,
}

/// A certificate in a file.
pub(super) struct Found<'a> {
    /// The certificate.
    pub(super) certificate: &'a Certificate,
    /// As what it was checked.
    pub(super) kind: CertKind,
    /// The file, as it was given.
    pub(super) path: &'a Path,
    /// Everything in the file.
    pub(super) items: &'a [Item],
}

impl Fixes {
    /// # Errors
    /// When there is no CA in a directory that an option names, or the CA cannot be read.
    pub(super) fn new(args: &CaArgs, cx: &mut Context) -> Result<Self, CommandError> {
        let ca = authority::find_with_former(args, None, cx)?;
        Ok(Self { ca, option: ca_option(&args.folder()?), keys: HashMap::new() })
    }

    /// What issues the certificate again.
    pub(super) fn fix(&mut self, found: &Found<'_>, cx: &mut Context) -> Fix {
        let Found { certificate, kind, .. } = *found;
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
        if !has_name(&correction) {
            return Fix::Impossible("no name of it can be kept; issue another one".to_owned());
        }
        let place = self.place(found);
        let command = match (correction.profile, has_issued) {
            (Profile::Root, _) => new_ca(&correction, &place),
            (_, true) => self.issue(&correction, &place),
            (_, false) => selfsign(&correction, &place),
        };
        let remaining = correction.remaining.iter().map(|rule| rule.id).collect();
        Fix::Command(FixCommand { command, dropped: correction.dropped, remaining })
    }

    fn place(&mut self, found: &Found<'_>) -> Place {
        let folder = found.path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let stem = match found.path.to_str() {
            Some(STDIO) => "stdin".to_owned(),
            _ => found.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let keys = self.keys.entry(folder.clone()).or_insert_with(|| keys_beside(found.path, &[]));
        Place { pair: Pair::of(found, keys), folder, stem }
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
    format!("devcert ca init --ca {}{}", place.new_folder("-ca"), subject_and_days(correction))
}

/// Whether there is something to call it. Servers have default names; everything else has a common name from the
/// subject, or from its first name if that is short enough.
fn has_name(correction: &Correction) -> bool {
    let is_short = |name: &San| name.value().chars().count() <= AttributeKind::COMMON_NAME.upper_bound();
    correction.profile.is_server()
        || correction.subject.is_some()
        || correction.names.first().is_some_and(is_short)
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
    /// The name of the file, without its extension.
    stem: String,
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
    /// The command that does `what`, with the options for its files. A key that is replaced is moved aside.
    fn complete(&self, what: &str, correction: &Correction) -> String {
        let Some(Pair { certificate, key, format }) = &self.pair else {
            return format!("{what} --dir {}", self.new_folder("-corrected"));
        };
        let [certificate, key] = [certificate, key].map(|path| typed(path).display().to_string());
        let (before, new_key) = match correction.keeps_key {
            true => (String::new(), ""),
            false => (self.around().aside(&key).0 + " && ", " --new-key"),
        };
        let format = if *format == Format::Der { " --outform der" } else { "" };
        format!("{before}{what}{}{new_key}{format} --force", place(&key, &certificate))
    }

    /// A directory that does not exist, quoted.
    fn new_folder(&self, ending: &str) -> String {
        let name = self.folder.join(format!("{}{ending}", self.stem)).display().to_string();
        let numbered = |number: u32| if number == 1 { name.clone() } else { format!("{name}-{number}") };
        let is_free = |name: &String| !Path::new(name).exists();
        quoted(&(1..u32::MAX).map(numbered).find(is_free).unwrap_or_else(|| name.clone()))
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
    fn of(found: &Found<'_>, keys: &[FoundKey]) -> Option<Self> {
        let is_first = found
            .items
            .first()
            .and_then(Item::certificate)
            .is_some_and(|first| first.der() == found.certificate.der() && files::is_file(found.path));
        let is_alone = found.items.iter().all(|item| item.certificate().is_some());
        let key = keys.iter().find(|key| key.private.public() == found.certificate.public_key())?;
        let format = match found.items.first()?.packing {
            Packing::Der => Format::Der,
            _ => Format::Pem,
        };
        let pair = || Self { certificate: found.path.to_path_buf(), key: key.path.clone(), format };
        (is_first && is_alone).then(pair)
    }
}
