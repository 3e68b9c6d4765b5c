//! The CA that a command works with, and what is said about it.

mod permission;

use std::borrow::Cow;

use super::context::Context;
use super::error::CommandError;
use super::options::CaArgs;
use crate::ca::layout::{CERTIFICATE, KEY};
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use crate::ops::Error;
use crate::ops::ca::{Ca, CaFault, LazyCa};
use crate::report::outcome::{Action, FileReport, OutputRole};
use crate::report::sentence::expiry;
use devcert::model::validity::rfc3339;

pub(crate) use permission::{
    init_commands, permission, permit_above, recorded_parent, refused_names, warn_of_public_suffixes,
};

/// The CA that the options name.
pub(crate) fn open(args: &CaArgs, cx: &mut Context) -> Result<Ca, CommandError> {
    let folder = args.folder()?;
    find(args, cx)?.ok_or_else(|| Error::ca(&folder, CaFault::Missing(folder.clone())).into())
}

/// The same, or `None` where there is none yet at the usual place or the one in the environment. A directory
/// that an option specifies must have one: a mistyped path is an error, not a new CA.
pub(crate) fn find(args: &CaArgs, cx: &mut Context) -> Result<Option<Ca>, CommandError> {
    let folder = args.folder()?;
    let ca = match args.is_named() {
        true => Some(Ca::open(&folder, cx)?),
        false => Ca::find(&folder, cx)?,
    };
    if let Some((ca, program)) = ca.as_ref().and_then(|ca| Some((ca, ca.program()?))) {
        cx.foreign_ca = Some((ca.path(CERTIFICATE), program));
    }
    Ok(ca)
}

/// The same, together with the CAs that it has replaced; its key opens with the passphrase from `passphrase`.
pub(crate) fn find_with_former<'a>(
    args: &CaArgs,
    passphrase: Option<&'a Source>,
    cx: &mut Context,
) -> Result<Option<LazyCa<'a>>, CommandError> {
    let Some(ca) = find(args, cx)? else { return Ok(None) };
    let former = ca.former(cx)?;
    Ok(Some(LazyCa::new(ca, passphrase).with_former(former)))
}

/// Says what was made, and what to do with it.
pub(crate) fn tell_made(ca: &Ca, cx: &Context) {
    let certificate = ca.certificate();
    let key = certificate.public_key().algorithm();
    cx.ui.note(format_args!("created {}: {key} private key of the CA", ca.path(KEY).display()));
    cx.ui.note(format_args!(
        "created {}: {}, expires {}",
        ca.path(CERTIFICATE).display(),
        certificate.subject(),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    match certificate.name_constraints() {
        Some(constraints) if cx.ui.folds() => {
            cx.ui.note(format_args!("permitted names: {}", folded(&constraints.to_string())));
        }
        Some(constraints) => cx.ui.note(format_args!("permitted names: {constraints}")),
        None => cx.ui.note("permitted names: all"),
    }
}

/// The names that a CA may issue for, with its IP ranges as a number. Exceptions are always written out.
fn folded(constraints: &str) -> Cow<'_, str> {
    let (ranges, names): (Vec<_>, Vec<_>) = constraints.split(", ").partition(|one| one.contains('/'));
    match constraints.contains("but ") || ranges.len() < 2 || names.is_empty() {
        true => constraints.into(),
        false => format!("{} and {} IP ranges", names.join(", "), ranges.len()).into(),
    }
}

/// The report on a CA's certificate.
pub(crate) fn report(ca: &Ca, action: Action) -> FileReport {
    let certificate = ca.certificate();
    let path = PathOrStdio::File(ca.path(CERTIFICATE)).to_string();
    FileReport {
        subject: Some(certificate.subject().to_string()),
        not_after: rfc3339(certificate.not_after()),
        sha256: certificate.fingerprint().to_string(),
        ..FileReport::of_key(OutputRole::Ca, path, action, certificate.public_key())
    }
}
