//! A command that mends something.

use serde::Serialize;

use crate::report::next_step::NextStep;
use crate::report::shell::quoted;
use crate::report::verify::around::Around;
use crate::report::verify::scene::{Paths, Scene};
use devcert::model::san::San;
use devcert::pki::verify::FileRole;

/// What helps against a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// A command.
    Fix(Fix),
    /// What to do where no command does it.
    Note(String),
}

impl From<Fix> for Advice {
    fn from(fix: Fix) -> Self {
        Self::Fix(fix)
    }
}

/// A command, ready to be pasted into a POSIX shell, and what to know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What the command does.
    pub kind: FixKind,
    /// The command.
    pub command: String,
    /// What the command asks for, or leaves to be done.
    pub note: Option<String>,
}

/// What a fix does. The names are part of the JSON format and do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// Renews a certificate that expires.
    Renew,
    /// Issues a certificate from an own CA.
    Issue,
    /// Creates a self-signed certificate.
    SelfSign,
    /// Creates a CSR for another CA.
    Request,
    /// Adds names to those that an own CA may issue for.
    Permit,
    /// Judges the file that fits instead of another.
    UseFile,
    /// Judges the certificate as a client's.
    Purpose,
    /// Gives key and certificate in the right order.
    Swap,
    /// Closes the key to others than its owner.
    Restrict,
    /// Makes the trust stores trust a CA.
    Trust,
    /// Judges by the right CA.
    UseCa,
    /// Adds the certificate of an intermediate CA to what a server sends.
    AddIssuer,
    /// Writes a file in PEM.
    ToPem,
    /// Encodes a key anew.
    Reencode,
    /// Takes the passphrase off a key.
    Decrypt,
    /// Takes key and certificates out of a PKCS#12 file.
    UnpackPkcs12,
    /// Takes the certificates out of a PKCS#7 file.
    UnpackPkcs7,
    /// Writes the right PEM label.
    Relabel,
    /// Removes a byte order mark.
    DropByteOrderMark,
    /// Converts UTF-16 to UTF-8.
    Utf16ToUtf8,
    /// Removes white space before PEM.
    Unindent,
    /// Writes PEM with the usual line breaks.
    Rearmour,
    /// Takes the PEM out of another text.
    Extract,
    /// Removes the bytes after a DER object.
    Trim,
    /// Puts certificates in order.
    Reorder,
    /// Issues a client certificate from an own CA, and presents it.
    ClientCertificate,
}

impl FixKind {
    /// Every kind.
    pub const ALL: [Self; 26] = [
        Self::Renew,
        Self::Issue,
        Self::SelfSign,
        Self::Request,
        Self::Permit,
        Self::UseFile,
        Self::Purpose,
        Self::Swap,
        Self::Restrict,
        Self::Trust,
        Self::UseCa,
        Self::AddIssuer,
        Self::ToPem,
        Self::Reencode,
        Self::Decrypt,
        Self::UnpackPkcs12,
        Self::UnpackPkcs7,
        Self::Relabel,
        Self::DropByteOrderMark,
        Self::Utf16ToUtf8,
        Self::Unindent,
        Self::Rearmour,
        Self::Extract,
        Self::Trim,
        Self::Reorder,
        Self::ClientCertificate,
    ];
}

// The last kind closes the list, so that a new one is missed here or there.
const _: () = assert!(FixKind::ALL.len() == FixKind::ClientCertificate as usize + 1);

impl Fix {
    pub(super) const fn plain(kind: FixKind, command: String) -> Self {
        Self { kind, command, note: None }
    }

    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// The command and its note, without what the command is for.
    #[must_use]
    pub fn step(&self) -> NextStep {
        NextStep::Command { command: self.command.clone(), note: self.note.clone() }
    }
}

/// The path of the file in this role, where it is a file.
pub(super) fn path<'a>(paths: &Paths<'a>, role: FileRole) -> Option<&'a str> {
    paths.of(role).filter(|path| *path != Paths::STDIN && !path.is_empty())
}

/// `devcert ca permit` for these names; `None` for no name.
pub(super) fn permitted(option: &str, names: &[&San]) -> Option<String> {
    let bare = |name: &&San| {
        let bare = name.value();
        quoted(bare.strip_prefix("*.").unwrap_or(&bare))
    };
    let mut names: Vec<_> = names.iter().map(bare).collect();
    names.dedup();
    (!names.is_empty()).then(|| format!("devcert ca permit{option} {}", names.join(" ")))
}

/// `verify` as it was typed, with these files.
pub(super) fn again_with(kind: FixKind, scene: &Scene<'_>, key: &str, certificate: &str) -> Fix {
    let Scene { paths, around } = scene;
    let files = format!(" --key {} --cert {}", quoted(key), quoted(certificate));
    let options = &around.options;
    let (purpose, hosts, others) = (&options.purpose, &options.hosts, &options.others);
    let command = format!("devcert verify{purpose}{files}{hosts}{}{others}", ca_option(paths, around));
    Fix::plain(kind, command)
}

pub(super) fn ca_option(paths: &Paths<'_>, around: &Around) -> String {
    let ca = paths.ca.filter(|_| around.options.names_ca);
    ca.map_or_else(String::new, |ca| format!(" --ca {}", quoted(ca)))
}
