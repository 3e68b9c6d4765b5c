//! What was done, or why it was not.

use std::iter;
use std::path::Path;

use super::new_passphrase::NewPassphrase;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::host::files;
use crate::host::passphrase::Source;
use crate::ops::convert::ConvertOutput;
use crate::report::outcome::{Action, FileReport, OutputRole};
use crate::report::shell::quoted;
use devcert::model::fingerprint::Fingerprint;
use devcert::pki::bundle::{Passphrase, Preset};

/// The line for people: `made site.p12: RSA 2048 private key and certificate (PKCS#12, encrypted)`.
pub(super) fn line(target: &ConvertOutput<'_>, encrypted: bool) -> String {
    let encrypted = if encrypted { ", encrypted" } else { "" };
    let der = if target.der && !target.form.binary { ", DER" } else { "" };
    format!("{}: {} ({}{der}{encrypted})", target.place.made(), target.part.selection, target.form.title)
}

/// The report on one file: its first certificate, or else its key or what there is.
pub(super) fn report(target: &ConvertOutput<'_>) -> FileReport {
    let (place, selection) = (&target.place, &target.part.selection);
    let of_key = |role, key| FileReport::of_key(role, place.to_string(), Action::Created, key);
    let mut report = match (selection.certificates.first(), selection.keys.first()) {
        (Some(certificate), _) => FileReport::of_certificate(place, Action::Created, certificate),
        (None, Some(key)) => of_key(OutputRole::Key, key.public()),
        (None, None) => match (selection.requests.first(), selection.public_keys.first()) {
            (Some(request), _) => FileReport::of_request(place, Action::Created, request),
            (None, Some(key)) => of_key(OutputRole::PublicKey, key),
            (None, None) => revocation_list(target),
        },
    };
    let kinds = [
        selection.keys.len(),
        selection.certificates.len(),
        selection.requests.len(),
        selection.crls.len(),
        selection.public_keys.len(),
    ];
    if kinds.iter().filter(|count| **count > 0).count() > 1 {
        report.role = OutputRole::Bundle;
    }
    report.format = Some(target.form.name);
    report
}

fn revocation_list(target: &ConvertOutput<'_>) -> FileReport {
    let der = target.part.selection.crls.first().map(|crl| crl.der()).unwrap_or_default();
    FileReport {
        role: OutputRole::Crl,
        path: target.place.to_string(),
        action: Action::Created,
        key: String::new(),
        names: Vec::new(),
        subject: None,
        format: None,
        not_after: None,
        sha256: Fingerprint::of(der).to_string(),
    }
}

/// What to do with the files of a preset: one line, or a heading and the lines of a configuration. Words of a
/// shell are quoted.
pub(super) fn notes(preset: &Preset, folder: &Path, passphrase: Option<&NewPassphrase>) -> Vec<String> {
    let path = files::absolute(folder).join("").display().to_string();
    let folder = folder.join("").display().to_string();
    let password = match passphrase {
        Some(NewPassphrase::Of(Source::Environment(name))) => format!("\"${name}\""),
        Some(NewPassphrase::Of(Source::File(path)) | NewPassphrase::Created(path)) => {
            format!("\"$(head -n 1 {})\"", quoted(&path.display().to_string()))
        }
        _ => "\"$PASSPHRASE\"".to_owned(),
    };
    let folder = if preset.is_shell { quoted(&folder) } else { folder };
    let line = |line: &&str| {
        line.replace("{dir}", &folder).replace("{path}", &path).replace("{password}", &password)
    };
    let heading = format!("for {}: {}:", preset.program, preset.note);
    match preset.lines {
        // A command to paste has a line of its own.
        [one] if !preset.is_shell => vec![format!("{heading} {}", line(one))],
        several => iter::once(heading).chain(several.iter().map(|one| format!("  {}", line(one)))).collect(),
    }
}

/// The error for a passphrase that can encrypt nothing in `targets`, and what to type instead.
pub(super) fn no_use_for_passphrase(targets: &[ConvertOutput<'_>]) -> CommandError {
    let refused = targets.iter().find_map(|target| {
        let (reason, hint) = match target.form.passphrase {
            Passphrase::Unfit(reason) => (reason, Hint::from("omit --new-passphrase")),
            Passphrase::OldHeaders => (
                "only OpenSSL's old PEM headers encrypt it, with a key from one round of MD5",
                Hint::again(vec![Edit::Set("to", "pkcs8".into())]).note("encrypts it as PKCS#8"),
            ),
            Passphrase::Optional | Passphrase::Required | Passphrase::Usual => return None,
        };
        Some(CommandError::new(format!("{} is not encrypted: {reason}", target.form.title)).hint(hint))
    });
    refused.unwrap_or_else(|| CommandError::new("no private key to encrypt").hint("omit --new-passphrase"))
}
