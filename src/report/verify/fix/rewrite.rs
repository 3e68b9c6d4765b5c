//! Commands that write the same content in another form. The file as it was is kept under another
//! name, since it may be the only copy of a key.

use super::command::{Fix, FixKind, again_with, path};
use crate::report::shell::{beginning, quoted};
use crate::report::verify::scene::Scene;
use devcert::pki::verify::{Conversion, FileRole};

/// The command that gives the file at `path` this form.
pub(super) fn fix(role: FileRole, form: &Conversion, file: &str, scene: &Scene<'_>) -> Fix {
    let kind = kind(form);
    match form {
        Conversion::UnpackPkcs12 => unpacked(file, scene),
        Conversion::Trim(end) => trimmed(*end, file, scene),
        // The key says which certificate is the server's own.
        Conversion::Reorder(_) => {
            let key = path(scene.paths, FileRole::Key).map(|key| format!("{} ", quoted(key)));
            converted(kind, &key.unwrap_or_default(), to(role, form), file, scene)
        }
        Conversion::Decrypt => {
            converted(kind, "", to(role, form), file, scene).noted("prompts for the passphrase")
        }
        Conversion::ToPem
        | Conversion::Reencode
        | Conversion::UnpackPkcs7
        | Conversion::Relabel
        | Conversion::DropByteOrderMark
        | Conversion::Utf16ToUtf8
        | Conversion::Unindent
        | Conversion::Rearmour
        | Conversion::Extract => converted(kind, "", to(role, form), file, scene),
    }
}

const fn kind(form: &Conversion) -> FixKind {
    match form {
        Conversion::ToPem => FixKind::ToPem,
        Conversion::Reencode => FixKind::Reencode,
        Conversion::Decrypt => FixKind::Decrypt,
        Conversion::UnpackPkcs12 => FixKind::UnpackPkcs12,
        Conversion::UnpackPkcs7 => FixKind::UnpackPkcs7,
        Conversion::Relabel => FixKind::Relabel,
        Conversion::DropByteOrderMark => FixKind::DropByteOrderMark,
        Conversion::Utf16ToUtf8 => FixKind::Utf16ToUtf8,
        Conversion::Unindent => FixKind::Unindent,
        Conversion::Rearmour => FixKind::Rearmour,
        Conversion::Extract => FixKind::Extract,
        Conversion::Trim(_) => FixKind::Trim,
        Conversion::Reorder(_) => FixKind::Reorder,
    }
}

/// The form that the content has to have. Other forms than PEM are binary in a file that is called so.
fn to(role: FileRole, form: &Conversion) -> &'static str {
    match (form, role) {
        (Conversion::Reencode, _) => "pkcs8",
        // A client trusts every certificate of its CA file; a server sends one chain.
        (Conversion::UnpackPkcs7, FileRole::Certificate) | (Conversion::Reorder(_), _) => "fullchain",
        _ => "pem",
    }
}

fn converted(kind: FixKind, before: &str, form: &str, file: &str, scene: &Scene<'_>) -> Fix {
    let (aside, moved) = scene.around.aside(file);
    let [out, moved] = [file, &moved].map(quoted);
    Fix::plain(kind, format!("{aside} && devcert convert {before}{moved} --to {form} --out {out}"))
}

fn trimmed(end: usize, file: &str, scene: &Scene<'_>) -> Fix {
    let (aside, moved) = scene.around.aside(file);
    let out = quoted(file);
    let beginning = beginning(&moved, end);
    let command = format!("{aside} && {beginning} | devcert convert - --to pem --out {out}");
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
