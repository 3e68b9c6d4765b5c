//! What operations ran into, and what to type next.

use super::{CommandError, maker, move_aside, shell_path, typed};
use crate::cli::hint::{Hint, Maker};
use crate::host::files::FileError;
use crate::host::stdio::Place;
use crate::ops::error::RequestFault;
use crate::ops::{Error, Role};
use devcert::pki::IssueError;

/// What to do when `--if-needed` meets a file that may be the only copy of something.
fn not_replaced(place: &Place) -> Hint {
    let advice = "--if-needed does not replace the file, which may be an only copy; move it away first";
    match place.path() {
        Some(path) => Hint::again(Vec::new()).after(move_aside(path)).note("keeps the old file").or(advice),
        None => advice.into(),
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let plain = Self::new(&error);
        match error {
            Error::File(error) => error.into(),
            Error::Input { error, place, role } => Self::input(error, &maker(role, &place)),
            Error::Damaged { place, role, error } => Self::damage(&place, &error, &maker(role, &place)),
            Error::Contents { place, error } => Self::contents(&place, &error),
            Error::NotReplaced { place, error } => Self::contents(&place, &error).hint(not_replaced(&place)),
            Error::MissingKey { path, algorithm } => {
                let algorithm =
                    algorithm.map(|one| format!(" --algorithm {}", one.name())).unwrap_or_default();
                let command = format!("devcert genkey --out {}{algorithm}", shell_path(&path));
                Self::new(FileError::Missing { path }).hint(Hint::command(command).note("creates it"))
            }
            Error::OtherAlgorithm { place, found, requested } => {
                Self::other_algorithm(&place, found, requested)
            }
            Error::CaFile { .. } => plain.hint("specify another file with --out"),
            Error::CaKey { .. } => plain.hint(
                Hint::command("devcert genkey --out new.pem")
                    .note("creates a key; anyone with a CA's key can issue certificates"),
            ),
            Error::ReplacesInput { .. } => plain.hint("name another file with --out"),
            Error::Generate(error) => error.into(),
            Error::Key(error) => error.into(),
            Error::NotRsa { .. } => plain.hint("leave --encoding pkcs1 out"),
            Error::OtherForm { place, form, format } => {
                let path = typed(&place);
                let to = form.to_string().replace('#', "").to_lowercase();
                let format = format.to_string().to_lowercase();
                let command =
                    format!("devcert convert {path} --to {to} --format {format} --out {path} --force");
                plain.hint(Hint::command(command))
            }
            Error::Passphrase(error) => error.into(),
            Error::Validity(error) => error.into(),
            Error::Ca { folder, fault } => Self::ca(&folder, &fault, "passphrase"),
            Error::Revocation { ca, fault } => Self::revocation(&ca, *fault),
            Error::Convert(fault) => Self::conversion(&fault),
            Error::NoNames => Self::new("--only leaves out the default names, and there are no others")
                .hint("name one with --san, as in --only --san dev.test"),
            Error::Issue(IssueError::EmptyIssuer) => Self::empty_issuer(),
            Error::Issue(error) => error.into(),
            Error::Signature(error) => Self::new(error),
            Error::Request { ref request, .. } => {
                let maker = maker(Role::Request, request);
                Self::of_operation(error, &maker)
            }
            _ => plain,
        }
    }
}

impl CommandError {
    /// The same where `maker` is how the operation's input comes to exist.
    pub(crate) fn of_operation(error: Error, maker: &Maker) -> Self {
        match error {
            Error::Input { error, .. } => Self::input(error, maker),
            Error::Request { request, fault, .. } => match *fault {
                RequestFault::Unreadable(error) => Self::damage(&request, &error, maker),
                RequestFault::Refused(_) => Self::new(fault.about(&request)),
                RequestFault::NewKey | RequestFault::OtherKey(_) => {
                    Self::new(fault.about(&request)).hint("name the key of the request with --key")
                }
            },
            error => error.into(),
        }
    }
}
