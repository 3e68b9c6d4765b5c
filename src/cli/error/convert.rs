//! Why something is not written in another form, and what to type next.

use std::path::Path;

use super::CommandError;
use crate::cli::hint::{Hint, free};
use crate::cli::line::Edit;
use crate::ops::fault::ConvertFault;
use crate::report::sanitize::sanitize;
use devcert::encoding::pkcs12;
use devcert::encoding::private_key::KeyError;
use devcert::pki::bundle::{ManifestError, SelectError, WriteError};

impl CommandError {
    /// Why something is not written in another form.
    pub(super) fn conversion(fault: &ConvertFault) -> Self {
        match fault {
            ConvertFault::Select { form, error } => select(form, error),
            ConvertFault::OneFile { form, count, place } => {
                Self::new(format_args!("--to {form} writes {count} files, but --out {place} is one file"))
                    .hint("specify a directory with --out-dir")
            }
            ConvertFault::LosesKey(_) => Self::new(fault).hint("specify another file with --out"),
            ConvertFault::Write(error) => write(error),
        }
    }
}

/// The input does not have what the form needs.
fn select(form: &str, error: &SelectError) -> CommandError {
    let at = CommandError::new(sanitize(&format!("--to {form}: {error}")));
    match error {
        SelectError::Missing("private key") => at.hint("specify the private key's file too"),
        SelectError::Missing("certificate") => at.hint("specify the certificate's file too"),
        SelectError::NoAnchor => {
            at.hint("add the CA's certificate to the input, or specify its directory with --ca DIR")
        }
        SelectError::Extension { .. } => {
            at.hint("--to certificates and --to pkcs8 write one kind; .pem holds all")
        }
        SelectError::Several { .. } => {
            let folder = free(Path::new("split")).display().to_string();
            let split = vec![
                Edit::Without("out"),
                Edit::Without("preset"),
                Edit::Set("to", "split".to_owned()),
                Edit::Set("out-dir", folder),
            ];
            at.hint("specify only one of them")
                .hint(Hint::again(split).note("splits them into separate files"))
        }
        SelectError::Mismatch { .. } => at.hint("specify the certificate's own key"),
        _ => at,
    }
}

/// The form cannot hold it.
fn write(error: &WriteError) -> CommandError {
    let at = CommandError::new(error);
    match error {
        WriteError::Key(KeyError::WrongForm { .. })
        | WriteError::Pkcs12(pkcs12::WriteError::Key(KeyError::WrongForm { .. })) => {
            at.hint("--to pkcs8 supports every type of key")
        }
        WriteError::Manifest(ManifestError::Name(_)) => at.hint("set the name of the Secret with --name"),
        WriteError::Manifest(ManifestError::Namespace(_)) => at.hint("omit --namespace, or correct it"),
        _ => at,
    }
}
