//! `rehash`: links by the hashes of names, by which OpenSSL finds certificates and CRLs in a directory.

use std::path::{Path, PathBuf};

use ::der::Decode as _;

use super::failure::Failure;
use super::name_hash;
use super::options::{COMMON, Line, PROVIDERS, Table, Unknown, flag};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::environment;
use crate::host::files::{self, DEFAULT_LIMIT};
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::key::digest_of;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::x509::{Certificate, CertificateList, Name};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "rehash",
    summary: "Create links by the hashes of names in directories of certificates and CRLs",
    table: Table {
        groups: &[
            COMMON,
            &[
                flag("compat", "Create the links of OpenSSL before 1.0 too"),
                flag("old", "Create the links of OpenSSL before 1.0 alone"),
                flag("n", "Do not remove links"),
                flag("v", "Print the directories and links"),
            ],
            PROVIDERS,
        ],
        unknown: Unknown::Mistake,
        operands: "[directory...]",
    },
    run,
};

/// How the names of files end that are read.
const EXTENSIONS: [&str; 4] = ["pem", "crt", "cer", "crl"];

/// The most links with the same hash.
const MOST: usize = 256;

/// The buckets of openssl's table of hashes, in whose order it creates links.
const BUCKETS: u32 = 257;

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Certificate,
    Crl,
}

impl Kind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Crl => "CRL",
        }
    }

    /// What stands between the hash and the number.
    const fn suffix(self) -> &'static str {
        match self {
            Self::Certificate => "",
            Self::Crl => "r",
        }
    }
}

/// A file that has a link, or needs one.
struct Entry {
    file: String,
    /// The number of the link that it has.
    old: Option<usize>,
    /// The SHA-1 of the object; `None` if no file was read that needs the link.
    digest: Option<Vec<u8>>,
}

/// The files with the same hash.
struct Bucket {
    kind: Kind,
    hash: u32,
    entries: Vec<Entry>,
}

impl Bucket {
    /// Notes that the link of this number leads to a file; of several, the first one counts.
    fn has_link(&mut self, file: String, number: usize) {
        match self.entries.iter_mut().find(|entry| entry.file == file) {
            Some(entry) => entry.old = Some(entry.old.map_or(number, |old| old.min(number))),
            None => self.entries.push(Entry { file, old: Some(number), digest: None }),
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every subcommand has this signature")]
fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let directories = match line.operands.as_slice() {
        [] => default_directories(),
        operands => operands.iter().map(PathBuf::from).collect(),
    };
    let mut errors = 0_u8;
    for directory in directories {
        let mut work = Work { line, session, buckets: Vec::new(), errors: 0 };
        work.directory(&directory);
        errors = errors.saturating_add(work.errors);
    }
    Ok(errors)
}

/// Those of the environment, or the system's own.
fn default_directories() -> Vec<PathBuf> {
    match environment::text("SSL_CERT_DIR") {
        Some(list) => list.split(':').filter(|path| !path.is_empty()).map(PathBuf::from).collect(),
        None => vec![Path::new(super::version::directory()).join("certs")],
    }
}

/// What is done in a directory.
struct Work<'a> {
    line: &'a Line,
    session: &'a mut Session,
    buckets: Vec<Bucket>,
    errors: u8,
}

impl Work<'_> {
    fn fail(&mut self, message: impl std::fmt::Display) {
        self.session.say(message);
        self.errors = self.errors.saturating_add(1);
    }

    fn print(&mut self, text: impl std::fmt::Display) {
        if self.line.has("v") {
            self.session.print(&format!("{text}\n"));
        }
    }

    fn directory(&mut self, directory: &Path) {
        if !files::is_folder(directory) || !files::may_write(directory) {
            return self.fail(format_args!("Skipping {}, can't write", directory.display()));
        }
        self.print(format_args!("Doing {}", directory.display()));
        let names = match files::names(directory) {
            Ok(names) => names,
            Err(error) => return self.fail(format_args!("Skipping {}: {error}", directory.display())),
        };
        for name in names {
            let path = directory.join(&name);
            match files::link_target(&path).and_then(|target| Some((parsed(&name)?, target))) {
                Some(((kind, hash, number), target)) => {
                    let file = target.to_string_lossy().into_owned();
                    self.bucket(kind, hash).has_link(file, number);
                }
                None => self.file(&name, &path),
            }
        }
        for bucket in in_order(std::mem::take(&mut self.buckets)) {
            self.link(directory, bucket);
        }
    }

    fn bucket(&mut self, kind: Kind, hash: u32) -> &mut Bucket {
        let found = self.buckets.iter().position(|bucket| bucket.kind == kind && bucket.hash == hash);
        let index = found.unwrap_or_else(|| {
            self.buckets.push(Bucket { kind, hash, entries: Vec::new() });
            self.buckets.len() - 1
        });
        &mut self.buckets[index]
    }

    /// Reads a file, and notes the links that it needs.
    fn file(&mut self, name: &str, path: &Path) {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        let is_read = |extension: &str| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension));
        if !extension.is_some_and(is_read) {
            return;
        }
        let contents = match files::read_regular(path, DEFAULT_LIMIT) {
            Err(files::FileError::Empty { .. }) => zeroize::Zeroizing::default(),
            Err(_) => return self.fail(format_args!("rehash: error: skipping {name}, cannot open file")),
            Ok(contents) => contents,
        };
        let found = match objects(&contents) {
            Found::One(kind, der) => named(kind, &der).map(|hashes| (kind, der, hashes)),
            // A key alone is an error without a message.
            Found::Key => {
                self.errors = self.errors.saturating_add(1);
                return;
            }
            Found::Other => None,
        };
        let Some((kind, der, [new, old])) = found else {
            return self.session.say(format_args!(
                "rehash: warning: skipping {name},it does not contain exactly one certificate or CRL"
            ));
        };
        let digest = digest_of(DigestAlgorithm::Sha1, &der);
        if !self.line.has("old") || self.line.last_of(&["old", "compat"]) == Some("compat") {
            self.add(kind, new, name, &digest);
        }
        if self.line.has("old") || self.line.has("compat") {
            self.add(kind, old, name, &digest);
        }
    }

    fn add(&mut self, kind: Kind, hash: u32, name: &str, digest: &[u8]) {
        let bucket = self.bucket(kind, hash);
        let is_duplicate = bucket.entries.iter().any(|entry| entry.digest.as_deref() == Some(digest));
        let needed = bucket.entries.iter().filter(|entry| entry.digest.is_some()).count();
        let known = bucket.entries.iter_mut().find(|entry| entry.file == name);
        match known {
            _ if is_duplicate => {
                let noun = kind.noun();
                self.session.say(format_args!("rehash: warning: skipping duplicate {noun} in {name}"));
            }
            Some(entry) => entry.digest = Some(digest.to_vec()),
            None if needed >= MOST => {
                self.fail(format_args!("rehash: error: hash table overflow for {name}"));
            }
            None => {
                bucket.entries.push(Entry {
                    file: name.to_owned(),
                    old: None,
                    digest: Some(digest.to_vec()),
                });
            }
        }
    }

    /// Creates and removes the links of a hash.
    fn link(&mut self, directory: &Path, bucket: Bucket) {
        let needed = bucket.entries.iter().filter(|entry| entry.digest.is_some()).count();
        let mut used: Vec<usize> =
            bucket.entries.iter().filter_map(|entry| entry.old).filter(|old| *old < needed).collect();
        let link = |number: usize| format!("{:08x}.{}{number}", bucket.hash, bucket.kind.suffix());
        for entry in bucket.entries {
            match entry.old {
                Some(old) if old < needed => self.print(format_args!("link {} -> {}", entry.file, link(old))),
                _ if entry.digest.is_some() => {
                    let number = (0..MOST).find(|number| !used.contains(number)).unwrap_or(MOST);
                    used.push(number);
                    let name = link(number);
                    self.print(format_args!("link {} -> {name}", entry.file));
                    let path = directory.join(&name);
                    self.remove(&path);
                    if let Err(error) = files::link(Path::new(&entry.file), &path) {
                        self.fail(format_args!("rehash: Can't symlink {}, {error}", entry.file));
                    }
                }
                Some(old) if !self.line.has("n") => {
                    self.print(format_args!("unlink {}", link(old)));
                    self.remove(&directory.join(link(old)));
                }
                _ => {}
            }
        }
    }

    fn remove(&mut self, path: &Path) {
        if let Err(error) = files::remove_file(path) {
            self.fail(format_args!("rehash: Can't unlink {}, {error}", path.display()));
        }
    }
}

/// The order of openssl's table.
fn in_order(mut buckets: Vec<Bucket>) -> Vec<Bucket> {
    // In a place of the table, the last one comes first.
    buckets.reverse();
    buckets.sort_by_key(|bucket| (bucket.hash.wrapping_add(u32::from(bucket.kind == Kind::Crl))) % BUCKETS);
    buckets
}

/// The kind, the hash and the number in the name of a link: `0123abcd.0`, `0123abcd.r0`.
fn parsed(name: &str) -> Option<(Kind, u32, usize)> {
    let (hash, rest) = name.split_at_checked(8)?;
    let rest = rest.strip_prefix('.').filter(|_| hash.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let (kind, number) = match rest.strip_prefix(['r', 'R']) {
        Some(number) => (Kind::Crl, number),
        None => (Kind::Certificate, rest),
    };
    Some((kind, u32::from_str_radix(hash, 16).ok()?, number.parse().ok()?))
}

/// What a file has.
enum Found {
    /// One certificate or CRL.
    One(Kind, Vec<u8>),
    /// A key, and neither.
    Key,
    /// None of them in PEM, or more than one.
    Other,
}

fn objects(contents: &[u8]) -> Found {
    const BEGIN: &[u8] = b"-----BEGIN ";
    let is_pem = contents.windows(BEGIN.len()).any(|window| window == BEGIN);
    let Some(found) = sniff(contents).ok().filter(|_| is_pem) else { return Found::Other };
    let kind = |kind: &ObjectKind| match kind {
        ObjectKind::Certificate => Some(Kind::Certificate),
        ObjectKind::Crl => Some(Kind::Crl),
        _ => None,
    };
    let mut listed =
        found.objects.iter().filter_map(|object| Some((kind(&object.kind)?, object.der.expose().to_vec())));
    match (listed.next(), listed.next()) {
        (Some((kind, der)), None) => Found::One(kind, der),
        (None, _) if !found.objects.is_empty() => Found::Key,
        _ => Found::Other,
    }
}

/// The hash of the name, and the old one.
fn named(kind: Kind, der: &[u8]) -> Option<[u32; 2]> {
    let hashes = |name: &Name<'_>| {
        let number = |hash: String| u32::from_str_radix(&hash, 16).ok();
        Some([number(name_hash::hash(name)?)?, number(name_hash::hash_old(name)?)?])
    };
    match kind {
        Kind::Certificate => hashes(&Certificate::from_der(der).ok()?.body.subject),
        Kind::Crl => hashes(&CertificateList::from_der(der).ok()?.body.issuer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_links_are_a_hash_and_a_number() {
        assert_eq!(parsed("0123abCD.0"), Some((Kind::Certificate, 0x0123_abcd, 0)));
        assert_eq!(parsed("0123abcd.r12"), Some((Kind::Crl, 0x0123_abcd, 12)));
        for name in ["0123abcd", "0123abcg.0", "0123abcd.x", "0123abcd.", "0123abcd.r", "é123abc.0"] {
            assert_eq!(parsed(name), None, "{name}");
        }
    }
}
