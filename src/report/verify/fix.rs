//! What to type next.

use std::fmt::Write as _;

use serde::Serialize;

use super::Paths;
use crate::model::san::San;
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
            Remedy::Rewrite(role, form) => rewrite(*role, form, &path(paths, *role)?),
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
        Paths::STDIN => String::new(),
        path => format!(" {flag} {}", quoted(path)),
    }
}

fn path(paths: &Paths<'_>, role: Role) -> Option<String> {
    let path = paths.of(role)?;
    (path != Paths::STDIN).then(|| quoted(path))
}

fn rewrite(role: Role, form: &Rewrite, path: &str) -> Fix {
    let tool = if role == Role::Key { "openssl pkey" } else { "openssl x509" };
    let der = |is_der: bool| if is_der { " -inform DER" } else { "" };
    let filter = match form {
        Rewrite::UnpackPkcs12 => return unpack(path),
        Rewrite::DerToPem => format!("{tool} -inform DER -in"),
        Rewrite::Relabel => format!("{tool} -in"),
        Rewrite::Decrypt { der: is_der } => format!("{tool}{} -in", der(*is_der)),
        Rewrite::UnpackPkcs7 { der: is_der } => format!("openssl pkcs7{} -print_certs -in", der(*is_der)),
        Rewrite::DropByteOrderMark => "tail -c +4".to_owned(),
        Rewrite::Utf16ToUtf8 => "iconv -f UTF-16 -t UTF-8".to_owned(),
        Rewrite::Unindent => "sed 's/^[[:space:]]*//'".to_owned(),
        Rewrite::Reorder(order) => reorder(order),
    };
    let note = matches!(form, Rewrite::Decrypt { .. }).then(|| "asks for the passphrase".to_owned());
    Fix { command: filtered(role, &filter, path), note }
}

/// The key and the certificates beside the file, since both are in it.
fn unpack(path: &str) -> Fix {
    let (key, certificates) = (beside(path, ".key"), beside(path, ".crt"));
    let command = format!(
        "openssl pkcs12 -in {path} -nocerts -nodes -out {key} && \
         openssl pkcs12 -in {path} -nokeys -out {certificates} && \
         devcert verify --key {key} --cert {certificates}"
    );
    Fix { command, note: Some("asks for the passphrase".to_owned()) }
}

/// A filter between the file and its successor, which takes its place only when it is whole: `openssl
/// pkey` with one path for `-in` and `-out` empties the file before it reads it. A key stays closed to
/// others all the while.
fn filtered(role: Role, filter: &str, path: &str) -> String {
    let new = beside(path, ".new");
    let command = format!("{filter} {path} > {new} && mv {new} {path}");
    match role {
        Role::Key => format!("(umask 077; {command})"),
        Role::Certificate | Role::Ca => command,
    }
}

/// Prints the PEM blocks, counted from 1, in this order.
fn reorder(order: &[usize]) -> String {
    let blocks: Vec<_> = order.iter().map(|position| format!("b[{}]", position + 1)).collect();
    format!(r#"awk '/-BEGIN /{{n++}} n{{b[n]=b[n] $0 "\n"}} END{{printf "%s", {}}}'"#, blocks.join(" "))
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

    const HOME: Paths<'_> = Paths { key: "cert/private.pem", certificate: "cert/file.crt", ca: None };

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
        ] {
            let paths = Paths { key, certificate, ca: None };
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
    fn a_rewritten_key_is_never_open_to_others() {
        assert_eq!(
            command(&Remedy::Rewrite(Role::Key, Rewrite::DropByteOrderMark), &HOME),
            "(umask 077; tail -c +4 cert/private.pem > cert/private.pem.new && mv cert/private.pem.new cert/private.pem)"
        );
    }

    #[test]
    fn certificates_are_put_in_order_by_one_command() {
        let reorder = Remedy::Rewrite(Role::Certificate, Rewrite::Reorder(vec![1, 0]));
        assert_eq!(
            command(&reorder, &Paths { certificate: "a b", ..HOME }),
            r#"awk '/-BEGIN /{n++} n{b[n]=b[n] $0 "\n"} END{printf "%s", b[2] b[1]}' 'a b' > 'a b.new' && mv 'a b.new' 'a b'"#
        );
    }

    #[test]
    fn what_came_from_stdin_cannot_be_rewritten() {
        let rewrite = Remedy::Rewrite(Role::Key, Rewrite::DerToPem);
        assert_eq!(Fix::new(&rewrite, &Paths { key: "-", ..HOME }), None);
    }
}
