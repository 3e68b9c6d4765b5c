//! What is around the files that were checked: other files, CAs, and the command that was typed.

use std::collections::BTreeSet;

use crate::ca::policy::IssuingChain;
use crate::report::shell::moved;
use devcert::encoding::certificate::Certificate;
use devcert::model::name::Name;
use devcert::model::san::San;

/// What is around the files that were checked. Paths are as they are typed.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The options that were typed, beyond the files and the CA.
    pub options: Options,
    /// The server that was asked, where it was one.
    pub server: Option<Server>,
    /// The CA of devcert's that issued the certificate, where one did.
    pub own: Option<OwnCa>,
    /// A file with the private key that the certificate is on.
    pub key: Option<String>,
    /// A file with a certificate on the private key.
    pub certificate: Option<String>,
    /// A file with a certificate for the same names, by the same CA, that is valid and expires later.
    pub newer: Option<String>,
    /// A file with the certificate of the CA that the last certificate is signed by.
    pub issuer: Option<IssuerFile>,
    /// Whether the last certificate signed itself.
    pub ends_in_root: bool,
    /// Whether the certificate signed itself and a fix replaces it, so that the new one is to be trusted.
    pub is_replaced: bool,
    /// Whether the certificate's file has the issuer of the last certificate, which the server does not send.
    pub is_unserved: bool,
    /// The files that exist, so that no new one takes the place of one of them.
    pub taken: BTreeSet<String>,
}

/// The options that were typed, as they are typed again.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// ` --host NAME`, for each.
    pub hosts: String,
    /// ` --purpose client`, or nothing.
    pub purpose: String,
    /// Whether a CA was given with `--ca`.
    pub names_ca: bool,
    /// Whether what the machine's stores trust is trusted.
    pub by_stores: bool,
    /// The others.
    pub others: String,
}

/// A server that was asked.
#[derive(Debug, Clone)]
pub struct Server {
    /// The command: `probe` or `doctor`.
    pub command: &'static str,
    /// The host and the port.
    pub target: String,
    /// ` --starttls PROTOCOL --sni NAME`, what of it was given.
    pub connection: String,
}

/// A CA of devcert's.
#[derive(Debug, Clone)]
pub struct OwnCa {
    /// ` --ca DIR`, or nothing for the default one.
    pub option: String,
    /// Its certificate and those above it.
    pub chain: Vec<Certificate>,
}

/// A file with the certificate of a CA.
#[derive(Debug, Clone)]
pub struct IssuerFile {
    /// Where it is.
    pub path: String,
    /// Whether the CA is a root, which clients trust, and not one below it, which servers send.
    pub is_root: bool,
}

impl OwnCa {
    /// The names that it may not issue for.
    pub(super) fn forbidden<'a>(&self, names: &'a [San]) -> Vec<&'a San> {
        let may_not = |name: &&San| {
            let names = std::slice::from_ref(*name);
            IssuingChain(&self.chain).permits(&Name::default(), names).is_err()
        };
        names.iter().filter(may_not).collect()
    }
}

impl Around {
    /// `path`, or the first name like it that no file has yet.
    pub(super) fn free(&self, path: &str) -> String {
        let numbered = |number: usize| match number {
            1 => path.to_owned(),
            _ => format!("{path}.{number}"),
        };
        let is_free = |path: &String| !self.taken.contains(path);
        // One of so many is free.
        (1..=self.taken.len() + 1).map(numbered).find(is_free).unwrap_or_else(|| path.to_owned())
    }

    /// `name`, or the first name like it of a directory without files.
    pub(super) fn free_folder(&self, name: &str) -> String {
        let numbered = |number: usize| if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
        let is_free = |folder: &String| {
            let is_at = |path: &String| {
                let rest = path.strip_prefix(folder.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(std::path::is_separator))
            };
            !self.taken.iter().any(is_at)
        };
        // One of so many is free.
        (1..=self.taken.len() + 1).map(numbered).find(is_free).unwrap_or_else(|| name.to_owned())
    }

    /// What moves the file at `path` out of the way, and where it is then.
    #[must_use]
    pub fn aside(&self, path: &str) -> (String, String) {
        let aside = self.free(&format!("{path}.orig"));
        (moved(path, &aside), aside)
    }
}
