//! What to type next.

mod place;
mod remake;
mod rewrite;

use serde::Serialize;

use super::around::{Around, Server};
use super::{Paths, Scene};
use crate::model::name::Name;
use crate::model::san::San;
use crate::pki::path::Purpose;
use crate::pki::verify::{Remedy, Role};
use crate::report::sanitize::sanitize;
use crate::report::shell::quoted;
use place::place;

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
}

impl FixKind {
    /// Every kind.
    pub const ALL: [Self; 25] = [
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
    ];
}

// The last kind closes the list, so that a new one is missed here or there.
const _: () = assert!(FixKind::ALL.len() == FixKind::Reorder as usize + 1);

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

impl Advice {
    /// What carries out `remedy` on these files; `None` where nothing is known to.
    pub(in crate::report) fn new(remedy: &Remedy, scene: &Scene<'_>) -> Option<Self> {
        let fix = match remedy {
            Remedy::Remake(remake) => remake::fix(remake, scene),
            Remedy::RenewIssuer { name, url } => {
                return Some(Self::Note(renewed_issuer(name, url.as_deref())));
            }
            Remedy::PermitNames(names) => return permit(names, scene),
            Remedy::OtherFile { role, otherwise } => match other_file(*role, scene) {
                Some(fix) => fix,
                None => remake::fix(otherwise.as_ref()?, scene),
            },
            Remedy::OtherPurpose { otherwise, .. } if scene.around.server.is_some() => {
                remake::fix(otherwise, scene)
            }
            Remedy::OtherPurpose { purpose, .. } => other_purpose(*purpose, scene),
            Remedy::RestrictMode => {
                let command = format!("chmod 600 {}", quoted(path(scene.paths, Role::Key)?));
                Fix::plain(FixKind::Restrict, command)
            }
            Remedy::SwapFiles => {
                let [key, certificate] =
                    [path(scene.paths, Role::Certificate)?, path(scene.paths, Role::Key)?];
                again_with(FixKind::Swap, scene, key, certificate)
            }
            // What replaces it makes the stores trust its successor.
            Remedy::NameCa(_) if scene.around.is_replaced => return None,
            Remedy::NameCa(name) | Remedy::ServeChain(name) => return Some(known_issuer(name, scene)),
            Remedy::AddIssuer { name, url } => return Some(added_issuer(name, url, scene)),
            Remedy::Staple => return Some(Self::Note(STAPLE.to_owned())),
            Remedy::StapleAnew => return Some(Self::Note(STAPLE_ANEW.to_owned())),
            Remedy::Rewrite(role, form) => rewrite::fix(*role, form, path(scene.paths, *role)?, scene),
        };
        Some(Self::Fix(fix))
    }

    /// The command, and what to do without one; one of them at most.
    pub(super) fn parts(self) -> (Option<Fix>, Option<String>) {
        match self {
            Self::Fix(fix) => (Some(fix), None),
            Self::Note(note) => (None, Some(sanitize(&note).into_owned())),
        }
    }
}

const STAPLE: &str = "enable OCSP stapling in the server's settings";

const STAPLE_ANEW: &str =
    "have the server staple a new response: it fetches one when it is restarted, or staples it from a file";

impl Fix {
    pub(super) const fn plain(kind: FixKind, command: String) -> Self {
        Self { kind, command, note: None }
    }

    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

/// The path of the file in this role, where it is a file.
fn path<'a>(paths: &Paths<'a>, role: Role) -> Option<&'a str> {
    paths.of(role).filter(|path| *path != Paths::STDIN && !path.is_empty())
}

fn renewed_issuer(name: &Name, url: Option<&str>) -> String {
    let place = url.map_or_else(String::new, |url| format!(", which it publishes at {url}"));
    format!("replace the certificate of {name} by its current one{place}")
}

/// What lets the CA issue for those of `names` that it may not.
fn permit(names: &[San], scene: &Scene<'_>) -> Option<Advice> {
    let own = scene.around.own.as_ref()?;
    let forbidden = own.forbidden(names);
    let command = permitted(&own.option, &forbidden)?;
    Some(Fix::plain(FixKind::Permit, command).into())
}

/// `devcert ca permit` for these names; `None` for no name.
fn permitted(option: &str, names: &[&San]) -> Option<String> {
    let bare = |name: &&San| {
        let bare = name.bare();
        quoted(bare.strip_prefix("*.").unwrap_or(&bare))
    };
    let mut names: Vec<_> = names.iter().map(bare).collect();
    names.dedup();
    (!names.is_empty()).then(|| format!("devcert ca permit{option} {}", names.join(" ")))
}

/// The command that was typed, with the file that fits the other one.
fn other_file(role: Role, scene: &Scene<'_>) -> Option<Fix> {
    let Scene { paths, around } = scene;
    let (key, certificate) = (path(paths, Role::Key), path(paths, Role::Certificate));
    let other_key = around.key.as_deref().filter(|other| Some(*other) != key);
    let other_certificate = around.certificate.as_deref().filter(|other| Some(*other) != certificate);
    let with_key = || Some(again_with(FixKind::UseFile, scene, other_key?, certificate?));
    let with_certificate = || Some(again_with(FixKind::UseFile, scene, key?, other_certificate?));
    match role {
        Role::Key => with_key().or_else(with_certificate),
        Role::Certificate => with_certificate(),
        Role::Ca | Role::Crl(_) => None,
    }
}

fn other_purpose(purpose: Purpose, scene: &Scene<'_>) -> Fix {
    let Scene { paths, around } = scene;
    let (purpose, hosts) = match purpose {
        Purpose::Client => (" --purpose client", ""),
        Purpose::Server => ("", around.options.hosts.as_str()),
    };
    let (files, ca) = (place(paths.key, paths.certificate), ca_option(paths, around));
    let command = format!("devcert verify{purpose}{files}{hosts}{ca}{}", around.options.others);
    Fix::plain(FixKind::Purpose, command)
}

/// `verify` as it was typed, with these files.
fn again_with(kind: FixKind, scene: &Scene<'_>, key: &str, certificate: &str) -> Fix {
    let Scene { paths, around } = scene;
    let files = format!(" --key {} --cert {}", quoted(key), quoted(certificate));
    let options = &around.options;
    let (purpose, hosts, others) = (&options.purpose, &options.hosts, &options.others);
    let command = format!("devcert verify{purpose}{files}{hosts}{}{others}", ca_option(paths, around));
    Fix::plain(kind, command)
}

fn ca_option(paths: &Paths<'_>, around: &Around) -> String {
    let ca = paths.ca.filter(|_| around.options.names_ca);
    ca.map_or_else(String::new, |ca| format!(" --ca {}", quoted(ca)))
}

/// What makes the other side trust the CA of this name.
fn known_issuer(name: &Name, scene: &Scene<'_>) -> Advice {
    let Scene { around, .. } = scene;
    if let Some(issuer) = around.issuer.as_ref().filter(|issuer| !issuer.is_root) {
        return sent_issuer(name, &issuer.path, scene);
    }
    match (trust(scene), ca_file(scene)) {
        (Some(fix), _) if around.options.by_stores => fix.into(),
        (_, Some(file)) => use_ca(&file, scene).into(),
        _ => Advice::Note(format!("specify the certificate of {name} with --ca, if you trust it")),
    }
}

/// What makes the stores trust the root; `None` where its certificate is not at hand.
pub(in crate::report) fn trust(scene: &Scene<'_>) -> Option<Fix> {
    let around = scene.around;
    if around.is_replaced {
        return None;
    }
    let install = |what: &str| Fix::plain(FixKind::Trust, format!("devcert trust install{what}"));
    if let Some(own) = &around.own {
        return Some(install(&own.option));
    }
    if let Some(file) = ca_file(scene) {
        return Some(install(&format!(" --cert {}", quoted(&file))).noted("if you trust it"));
    }
    let Server { target, connection, .. } = around.server.as_ref().filter(|_| around.ends_in_root)?;
    Some(install(&format!(" --from {}{connection}", quoted(target))).noted("if you trust it"))
}

/// The file with the root's certificate.
fn ca_file(scene: &Scene<'_>) -> Option<String> {
    let Scene { paths, around } = scene;
    match around.ends_in_root {
        true => path(paths, Role::Certificate).map(str::to_owned),
        false => around.issuer.as_ref().map(|issuer| issuer.path.clone()),
    }
}

/// The command that was typed, with this CA.
fn use_ca(file: &str, scene: &Scene<'_>) -> Fix {
    let Scene { paths, around } = scene;
    let options = &around.options;
    let files = || place(paths.key, paths.certificate);
    let what = match &around.server {
        Some(Server { command, target, connection }) => format!("{command} {}{connection}", quoted(target)),
        None => format!("verify{}{}{}", options.purpose, files(), options.hosts),
    };
    let command = format!("devcert {what} --ca {}{}", quoted(file), options.others);
    Fix::plain(FixKind::UseCa, command).noted("if you trust it")
}

/// What puts the certificate of an intermediate CA, which is in `issuer`, behind the server's own.
fn sent_issuer(name: &Name, issuer: &str, scene: &Scene<'_>) -> Advice {
    match path(scene.paths, Role::Certificate) {
        Some(certificate) if scene.around.is_unserved && scene.around.server.is_some() => {
            Advice::Note(format!(
                "restart the server and have it send every certificate in {certificate}, which includes {name}"
            ))
        }
        Some(certificate) => add_issuer(certificate, &quoted(issuer), "", name, scene).into(),
        None => Advice::Note(format!(
            "have the server send the certificate of {name}, which is in {issuer}, after its own"
        )),
    }
}

fn added_issuer(name: &Name, url: &str, scene: &Scene<'_>) -> Advice {
    let around = scene.around;
    match (&around.issuer, path(scene.paths, Role::Certificate)) {
        (Some(_), _) => known_issuer(name, scene),
        (None, _) if around.own.is_some() => known_issuer(name, scene),
        (None, Some(certificate)) => {
            let issuer = quoted(&around.free(&format!("{certificate}.issuer")));
            let fetch = format!("curl -fsSo {issuer} {} && ", quoted(url));
            add_issuer(certificate, &issuer, &fetch, name, scene).into()
        }
        (None, None) => Advice::Note(format!(
            "have the server send the certificate of {name}, which is at {url}, after its own"
        )),
    }
}

fn add_issuer(certificate: &str, issuer: &str, fetch: &str, name: &Name, scene: &Scene<'_>) -> Fix {
    let (aside, moved) = scene.around.aside(certificate);
    let out = quoted(certificate);
    let command = format!("{fetch}{aside} && devcert convert {moved} {issuer} --to fullchain --out {out}");
    let note = format!("adds the certificate of {}", sanitize(&name.to_string()));
    Fix::plain(FixKind::AddIssuer, command).noted(note)
}

#[cfg(test)]
mod tests;
