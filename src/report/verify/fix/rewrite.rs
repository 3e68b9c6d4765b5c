//! Commands that write the same content in another form. The file as it was is kept under another
//! name, since it may be the only copy of a key.

use super::command::{Fix, FixKind, again_with, path};
use crate::report::shell::quoted;
use crate::report::verify::scene::Scene;
use devcert::pki::verify::{Rewrite, Role};

/// The command that gives the file at `path` this form.
pub(super) fn fix(role: Role, form: &Rewrite, file: &str, scene: &Scene<'_>) -> Fix {
    let kind = kind(form);
    match form {
        Rewrite::UnpackPkcs12 => unpacked(file, scene),
        Rewrite::Trim(end) => trimmed(*end, file, scene),
        // The key says which certificate is the server's own.
        Rewrite::Reorder(_) => {
            let key = path(scene.paths, Role::Key).map(|key| format!("{} ", quoted(key)));
            converted(kind, &key.unwrap_or_default(), to(role, form), file, scene)
        }
        Rewrite::Decrypt => {
            converted(kind, "", to(role, form), file, scene).noted("prompts for the passphrase")
        }
        Rewrite::ToPem
        | Rewrite::Reencode
        | Rewrite::UnpackPkcs7
        | Rewrite::Relabel
        | Rewrite::DropByteOrderMark
        | Rewrite::Utf16ToUtf8
        | Rewrite::Unindent
        | Rewrite::Rearmour
        | Rewrite::Extract => converted(kind, "", to(role, form), file, scene),
    }
}

const fn kind(form: &Rewrite) -> FixKind {
    match form {
        Rewrite::ToPem => FixKind::ToPem,
        Rewrite::Reencode => FixKind::Reencode,
        Rewrite::Decrypt => FixKind::Decrypt,
        Rewrite::UnpackPkcs12 => FixKind::UnpackPkcs12,
        Rewrite::UnpackPkcs7 => FixKind::UnpackPkcs7,
        Rewrite::Relabel => FixKind::Relabel,
        Rewrite::DropByteOrderMark => FixKind::DropByteOrderMark,
        Rewrite::Utf16ToUtf8 => FixKind::Utf16ToUtf8,
        Rewrite::Unindent => FixKind::Unindent,
        Rewrite::Rearmour => FixKind::Rearmour,
        Rewrite::Extract => FixKind::Extract,
        Rewrite::Trim(_) => FixKind::Trim,
        Rewrite::Reorder(_) => FixKind::Reorder,
    }
}

/// The form that the content has to have. Other forms than PEM are binary in a file that is called so.
fn to(role: Role, form: &Rewrite) -> &'static str {
    match (form, role) {
        (Rewrite::Reencode, _) => "pkcs8",
        // A client trusts every certificate of its CA file; a server sends one chain.
        (Rewrite::UnpackPkcs7, Role::Certificate) | (Rewrite::Reorder(_), _) => "fullchain",
        _ => "pem",
    }
}

fn converted(kind: FixKind, before: &str, form: &str, file: &str, scene: &Scene<'_>) -> Fix {
    let (aside, moved) = scene.around.aside(file);
    let out = quoted(file);
    Fix::plain(kind, format!("{aside} && devcert convert {before}{moved} --to {form} --out {out}"))
}

fn trimmed(end: usize, file: &str, scene: &Scene<'_>) -> Fix {
    let (aside, moved) = scene.around.aside(file);
    let out = quoted(file);
    let command = format!("{aside} && head -c {end} {moved} | devcert convert - --to pem --out {out}");
    Fix::plain(FixKind::Trim, command)
}

/// The key and the certificates beside the file, since both are in it.
fn unpacked(file: &str, scene: &Scene<'_>) -> Fix {
    let around = scene.around;
    let [key, certificates] = [".key", ".crt"].map(|suffix| around.free(&format!("{file}{suffix}")));
    let verify = again_with(FixKind::UnpackPkcs12, scene, &key, &certificates).command;
    let [file, key, certificates] = [file, &key, &certificates].map(quoted);
    let command = format!(
        "devcert convert {file} --to pkcs8 --out {key} && \
         devcert convert {file} --to fullchain --out {certificates} && {verify}"
    );
    Fix::plain(FixKind::UnpackPkcs12, command).noted("prompts for the passphrase")
}
