//! What to type next.

use std::fmt::Write as _;

use serde::Serialize;

use super::Paths;
use crate::model::san::San;
use crate::pki::bundle::Form;
use crate::pki::verify::{Remedy, Rewrite, Role};
use crate::report::sanitize::sanitize;
use crate::report::shell::quoted;

/// A command, ready to be pasted into a POSIX shell, and what to know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The command.
    pub command: String,
    /// What the command asks for, or leaves to be done.
    pub note: Option<String>,
}

impl Fix {
    /// The command that carries out `remedy` on these files; `None` where a file has no path.
    #[must_use]
    pub fn new(remedy: &Remedy, paths: &Paths<'_>) -> Option<Self> {
        Some(match remedy {
            Remedy::Remake { new_key, names, issuer: None } => Self::plain(selfsign(*new_key, names, paths)),
            Remedy::Remake { new_key, names, issuer: Some(issuer) } => {
                let note = format!("and have {} sign it", sanitize(&issuer.to_string()));
                Self { command: request(*new_key, names, paths), note: Some(note) }
            }
            Remedy::RestrictMode => Self::plain(format!("chmod 600 {}", path(paths, Role::Key)?)),
            Remedy::SwapFiles => Self::plain(format!(
                "devcert verify --key {} --cert {}",
                path(paths, Role::Certificate)?,
                path(paths, Role::Key)?
            )),
            Remedy::NameCa(name) => Self {
                command: format!("devcert verify{} --ca FILE", place(paths)),
                note: Some(format!("FILE is the certificate of {}", sanitize(&name.to_string()))),
            },
            Remedy::AddIssuer { name, url } => {
                let path = path(paths, Role::Certificate)?;
                let issuer = beside(&path, ".issuer");
                Self {
                    command: format!(
                        "curl -fsSo {issuer} {} && devcert convert {path} {issuer} --to fullchain --out {path} --force",
                        quoted(url)
                    ),
                    note: Some(format!("puts the certificate of {} behind it", sanitize(&name.to_string()))),
                }
            }
            Remedy::ServeChain(name) => {
                let (path, ca) = (path(paths, Role::Certificate)?, path(paths, Role::Ca)?);
                let note = format!("puts the certificate of {} after it", sanitize(&name.to_string()));
                Self { command: in_place(&format!("{path} {ca}"), &path, "fullchain"), note: Some(note) }
            }
            // No file of the server's mends that.
            Remedy::Staple | Remedy::StapleAnew => return None,
            Remedy::Rewrite(role, form) => rewrite(*role, form, &path(paths, *role)?, paths),
        })
    }

    const fn plain(command: String) -> Self {
        Self { command, note: None }
    }
}

fn selfsign(new_key: bool, names: &[San], paths: &Paths<'_>) -> String {
    let new_key = if new_key { " --new-key" } else { "" };
    format!("devcert selfsign{new_key}{}{} --force", sans(names), place(paths))
}

fn request(new_key: bool, names: &[San], paths: &Paths<'_>) -> String {
    let key = key_place(paths);
    let new_key = if new_key { format!("devcert genkey{key} --force && ") } else { String::new() };
    format!("{new_key}devcert csr{}{key} --force", sans(names))
}

fn sans(names: &[San]) -> String {
    names.iter().fold(String::new(), |mut text, name| {
        // Writing to a `String` does not fail.
        let _ = write!(text, " --san {}", quoted(&name.bare()));
        text
    })
}

/// The names that devcert gives its files, in a folder.
const KEY_NAME: &str = "private.pem";
const CERTIFICATE_NAME: &str = "file.crt";
/// The folder in which it puts them.
const FOLDER: &str = "cert";

/// The flags that lead to both files; none for those that are meant anyway.
fn place(paths: &Paths<'_>) -> String {
    match (folder(paths.key, KEY_NAME), folder(paths.certificate, CERTIFICATE_NAME)) {
        (Some(FOLDER), Some(FOLDER)) => String::new(),
        (Some(key), Some(certificate)) if key == certificate => format!(" --dir {}", quoted(key)),
        _ => format!("{}{}", flag("--key", paths.key), flag("--cert", paths.certificate)),
    }
}

fn key_place(paths: &Paths<'_>) -> String {
    match folder(paths.key, KEY_NAME) {
        Some(FOLDER) => String::new(),
        Some(folder) => format!(" --dir {}", quoted(folder)),
        None => flag("--key", paths.key),
    }
}

fn folder<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    path.strip_suffix(name)?.strip_suffix('/').filter(|folder| !folder.is_empty())
}

fn flag(flag: &str, path: &str) -> String {
    match path {
        // Without its key a certificate is made again at the usual place.
        "" | Paths::STDIN => String::new(),
        path => format!(" {flag} {}", quoted(path)),
    }
}

fn path(paths: &Paths<'_>, role: Role) -> Option<String> {
    let path = paths.of(role)?;
    (path != Paths::STDIN && !path.is_empty()).then(|| quoted(path))
}

fn rewrite(role: Role, form: &Rewrite, path: &str, paths: &Paths<'_>) -> Fix {
    match form {
        Rewrite::UnpackPkcs12 => unpack(path),
        // A client trusts every certificate of its CA file; a server sends one chain.
        Rewrite::UnpackPkcs7 if role == Role::Ca => Fix::plain(in_place(path, path, "pem")),
        // The key says which certificate is the server's own.
        Rewrite::Reorder(_) if role == Role::Certificate => {
            let key = self::path(paths, Role::Key).map(|key| format!("{key} ")).unwrap_or_default();
            Fix::plain(in_place(&format!("{key}{path}"), path, "fullchain"))
        }
        Rewrite::Reorder(_) | Rewrite::UnpackPkcs7 => Fix::plain(in_place(path, path, "fullchain")),
        Rewrite::Decrypt => {
            Fix { command: in_place(path, path, "pem"), note: Some("asks for the passphrase".to_owned()) }
        }
        Rewrite::Extract => extract(role, path, paths),
        Rewrite::ToPem
        | Rewrite::Relabel
        | Rewrite::DropByteOrderMark
        | Rewrite::Utf16ToUtf8
        | Rewrite::Unindent
        | Rewrite::Rearmour => Fix::plain(in_place(path, path, "pem")),
    }
}

/// The file in another form. The form is named where the file's name would mean another one.
fn in_place(inputs: &str, path: &str, form: &str) -> String {
    let extension = path.trim_end_matches('\'').rsplit_once('.').map(|(_, extension)| extension);
    let meant = extension.and_then(Form::of_extension).map_or("pem", |form| form.name);
    // A certificate or a key alone comes out the same in the form that its extension means.
    let is_same = meant == form || form == "pem" && matches!(meant, "certificates" | "pkcs8");
    let to = if is_same { String::new() } else { format!(" --to {form}") };
    format!("devcert convert {inputs}{to} --out {path} --force")
}

/// The objects of a file that has other text in it, in a new file; the other file stays as it is.
fn extract(role: Role, path: &str, paths: &Paths<'_>) -> Fix {
    let new = beside(path, ".pem");
    let convert = format!("devcert convert {path} --to pem --out {new}");
    let other = |other| self::path(paths, other).map(|found| if found == path { new.clone() } else { found });
    let (key, certificate) = (other(Role::Key), other(Role::Certificate));
    Fix::plain(match (role, key, certificate) {
        (Role::Key | Role::Certificate, Some(key), Some(certificate)) => {
            format!("{convert} && devcert verify --key {key} --cert {certificate}")
        }
        _ => convert,
    })
}

/// The key and the certificates beside the file, since both are in it.
fn unpack(path: &str) -> Fix {
    let (key, certificates) = (beside(path, ".key"), beside(path, ".crt"));
    let command = format!(
        "devcert convert {path} --to pkcs8 --out {key} && \
         devcert convert {path} --to fullchain --out {certificates} && \
         devcert verify --key {key} --cert {certificates}"
    );
    Fix { command, note: Some("asks for the passphrase".to_owned()) }
}

/// The quoted path with something behind it.
fn beside(quoted: &str, suffix: &str) -> String {
    match quoted.strip_suffix('\'') {
        Some(open) => format!("{open}{suffix}'"),
        None => format!("{quoted}{suffix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::name::Name;

    const HOME: Paths<'_> =
        Paths { key: "cert/private.pem", certificate: "cert/file.crt", ca: None, crls: &[] };

    fn command(remedy: &Remedy, paths: &Paths<'_>) -> String {
        Fix::new(remedy, paths).map(|fix| fix.command).unwrap_or_default()
    }

    fn remake(issuer: Option<Name>) -> Remedy {
        let names = ["example.test", "*.x.test", "10.0.0.1"].map(|name| name.parse().unwrap()).to_vec();
        Remedy::Remake { new_key: true, names, issuer }
    }

    #[test]
    fn the_usual_files_need_no_flags_and_others_get_theirs() {
        let names = "--san example.test --san '*.x.test' --san 10.0.0.1";
        for (key, certificate, place) in [
            ("cert/private.pem", "cert/file.crt", ""),
            ("/srv/tls/private.pem", "/srv/tls/file.crt", " --dir /srv/tls"),
            ("my key.pem", "it's.crt", r" --key 'my key.pem' --cert 'it'\''s.crt'"),
            ("-", "file.crt", " --cert file.crt"),
            ("", "file.crt", " --cert file.crt"),
        ] {
            let paths = Paths { key, certificate, ca: None, crls: &[] };
            let expected = format!("devcert selfsign --new-key {names}{place} --force");
            assert_eq!(command(&remake(None), &paths), expected);
        }
    }

    #[test]
    fn a_certificate_of_a_ca_is_made_again_by_a_request() {
        let fix = Fix::new(&remake(Some(Name::common_name("My CA").unwrap())), &HOME).unwrap();
        assert_eq!(
            fix.command,
            "devcert genkey --force && devcert csr --san example.test --san '*.x.test' --san 10.0.0.1 --force"
        );
        assert_eq!(fix.note.as_deref(), Some("and have CN=My CA sign it"));
    }

    #[test]
    fn a_file_in_another_form_is_rewritten_in_place() {
        let rewrite = |role, form, paths| command(&Remedy::Rewrite(role, form), &paths);
        assert_eq!(
            rewrite(Role::Key, Rewrite::Decrypt, HOME),
            "devcert convert cert/private.pem --out cert/private.pem --force"
        );
        assert_eq!(
            rewrite(Role::Key, Rewrite::ToPem, Paths { key: "my key.der", ..HOME }),
            "devcert convert 'my key.der' --to pem --out 'my key.der' --force"
        );
        assert_eq!(
            rewrite(Role::Certificate, Rewrite::UnpackPkcs7, Paths { certificate: "chain.p7b", ..HOME }),
            "devcert convert chain.p7b --to fullchain --out chain.p7b --force"
        );
    }

    #[test]
    fn a_pkcs12_file_is_unpacked_beside_itself() {
        let unpack = Remedy::Rewrite(Role::Certificate, Rewrite::UnpackPkcs12);
        assert_eq!(
            command(&unpack, &Paths { certificate: "my site.p12", ..HOME }),
            "devcert convert 'my site.p12' --to pkcs8 --out 'my site.p12.key' && \
             devcert convert 'my site.p12' --to fullchain --out 'my site.p12.crt' && \
             devcert verify --key 'my site.p12.key' --cert 'my site.p12.crt'"
        );
    }

    #[test]
    fn certificates_are_put_in_order_by_the_key() {
        let reorder = Remedy::Rewrite(Role::Certificate, Rewrite::Reorder(vec![1, 0]));
        assert_eq!(
            command(&reorder, &Paths { certificate: "a b", ..HOME }),
            "devcert convert cert/private.pem 'a b' --to fullchain --out 'a b' --force"
        );
        let key_from_stdin = Paths { key: "-", ..HOME };
        assert_eq!(
            command(&reorder, &key_from_stdin),
            "devcert convert cert/file.crt --to fullchain --out cert/file.crt --force"
        );
    }

    #[test]
    fn what_came_from_stdin_cannot_be_rewritten() {
        let rewrite = Remedy::Rewrite(Role::Key, Rewrite::ToPem);
        assert_eq!(Fix::new(&rewrite, &Paths { key: "-", ..HOME }), None);
    }
}
