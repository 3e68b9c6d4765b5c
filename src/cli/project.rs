//! The directories of a project: its first certificate is in DIR, every other one in a directory of
//! its own below it, as in `cert/b.test/`.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::pair::CERTIFICATES;
use crate::host::files;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::usage::ExtendedKeyUsage;

/// The request's name in its folder.
pub(crate) const REQUEST: &str = "csr.pem";

/// Which certificate a command is about to write.
pub(crate) struct Wanted<'a> {
    pub(crate) names: &'a [San],
    pub(crate) subject: &'a Name,
    pub(crate) purposes: &'a [ExtendedKeyUsage],
    /// Whether the user accepts that an existing certificate is replaced.
    pub(crate) replaces: bool,
}

/// Where its files go.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
    /// The certificate in the project's own directory, where that is for something else.
    occupant: Option<Occupant>,
}

#[derive(Debug, PartialEq, Eq)]
struct Occupant {
    path: PathBuf,
    title: String,
}

impl Home {
    /// A directory that the user has chosen.
    pub(crate) fn chosen(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), occupant: None }
    }

    /// `project` itself, or the directory below it with the certificate's name where `project` has a
    /// certificate for something else.
    pub(crate) fn find(project: &Path, wanted: &Wanted<'_>) -> Self {
        let present = CERTIFICATES.iter().filter_map(|name| certificate_at(project.join(name)));
        let mut others = present.filter(|(_, found)| !wanted.is(found));
        let Some((path, other)) = others.next() else { return Self::chosen(project) };
        let folder = project.join(file_name(&title(wanted.names, wanted.subject)));
        // Without a directory of its own it replaces what is there, as it was told to.
        if wanted.replaces && !CERTIFICATES.iter().any(|name| files::is_file(&folder.join(name))) {
            return Self::chosen(project);
        }
        let title = title(other.names(), other.subject());
        Self { folder, occupant: Some(Occupant { path, title }) }
    }

    /// Says why the files are not in the usual place.
    pub(crate) fn tell(&self, cx: &Context) {
        if let Some(Occupant { path, title }) = &self.occupant {
            let (path, folder) = (path.display(), self.folder.display());
            cx.ui.note(format_args!("{path} is for {title}, so this certificate is in {folder}/"));
        }
    }
}

impl Wanted<'_> {
    /// Whether `found` is a certificate for the same, to be renewed or replaced by this one.
    fn is(&self, found: &Certificate) -> bool {
        // A certificate without purposes is accepted for all of them (RFC 5280, 4.2.1.12).
        let serves = |purposes: &[_]| purposes.contains(&ExtendedKeyUsage::SERVER_AUTH);
        title(self.names, self.subject) == title(found.names(), found.subject())
            && serves(self.purposes) == found.extended_key_usage().is_none_or(serves)
    }
}

fn certificate_at(path: PathBuf) -> Option<(PathBuf, Certificate)> {
    let bytes = files::is_file(&path).then(|| files::read_regular(&path, files::DEFAULT_LIMIT).ok())??;
    let certificate = read::certificates(&bytes).ok()?.into_iter().next()?;
    Some((path, certificate))
}

/// What a certificate is for, in short: its first name, or else its common name.
pub(crate) fn title(names: &[San], subject: &Name) -> String {
    let common_name = || subject.common_name().map_or_else(|| subject.to_string(), str::to_owned);
    names.first().map_or_else(common_name, San::value)
}

/// No file system has longer names (255 bytes), and this leaves room for a suffix.
const LONGEST_FILE_NAME: usize = 200;

/// `title` as the name of a directory on every system: `_wildcard.b.test` for `*.b.test`, and `_` for
/// what not all of them accept.
pub(crate) fn file_name(title: &str) -> String {
    let title = match title.strip_prefix("*.") {
        Some(domain) => format!("_wildcard.{domain}"),
        None => title.to_owned(),
    };
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-@".contains(c) { c } else { '_' };
    let name: String = title.chars().take(LONGEST_FILE_NAME).map(safe).collect();
    match name.strip_prefix(['.', '-']) {
        Some(rest) => format!("_{rest}"),
        None if name.is_empty() => "_".to_owned(),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn titles_become_file_names_of_every_system() {
        for (title, name) in [
            ("b.test", "b.test"),
            ("*.b.test", "_wildcard.b.test"),
            ("10.0.0.5", "10.0.0.5"),
            ("::1", "__1"),
            ("me@b.test", "me@b.test"),
            ("Acme Tools", "Acme_Tools"),
            ("spiffe://a/b", "spiffe___a_b"),
            ("../../etc", "_._.._etc"),
            ("-rf", "_rf"),
            ("", "_"),
        ] {
            assert_eq!(file_name(title), name);
        }
    }
}
