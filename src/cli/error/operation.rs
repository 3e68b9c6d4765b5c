//! What operations ran into, and what to type next.

use std::path::Path;

use super::{CommandError, creation_hint, move_aside, shell_path, typed};
use crate::cli::hint::{CreationHint, Hint};
use crate::cli::line::Edit;
use crate::host::files::FileError;
use crate::host::stdio::PathOrStdio;
use crate::ops::error::{RenewFault, RequestFault};
use crate::ops::{Error, Format, OutputRole};
use devcert::encoding::private_key::KeyForm;
use devcert::model::san::San;
use devcert::pki::{ApprovalError, IssueError};

/// What to do when `--if-needed` meets a file that may be the only copy of something.
fn not_replaced(place: &PathOrStdio) -> Hint {
    let advice = "--if-needed keeps the file because it may be the only copy; move it away first";
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
            Error::Input { error, place, role } => Self::input(error, &creation_hint(role, &place)),
            Error::Damaged { place, role, error } => {
                Self::damage(&place, &error, &creation_hint(role, &place))
            }
            Error::Contents { place, error } => Self::contents(&place, &error),
            Error::NotReplaced { place, error } => Self::contents(&place, &error).hint(not_replaced(&place)),
            Error::MissingKey { path, algorithm } => {
                let algorithm =
                    algorithm.map(|one| format!(" --algorithm {}", one.name())).unwrap_or_default();
                let command = format!("devcert genkey --out {}{algorithm}", shell_path(&path));
                Self::new(FileError::Missing { path })
                    .hint(Hint::again(vec![Edit::Add("--new-key".to_owned())]).note("creates it"))
                    .hint(Hint::command(command).note("creates the key alone"))
            }
            Error::OtherAlgorithm { place, found, requested } => {
                Self::other_algorithm(&place, found, requested)
            }
            Error::CaFile { .. } | Error::ReplacesInput { .. } => {
                plain.hint("specify another file with --out")
            }
            Error::CaKey { .. } => plain.hint(
                Hint::command("devcert genkey --out new.pem")
                    .note("creates a key; anyone with a CA's key can issue certificates"),
            ),
            Error::Generate(error) => error.into(),
            Error::Key(error) => error.into(),
            Error::NotRsa { .. } => plain.hint("omit --key-format pkcs1"),
            Error::OtherForm { place, form, format } => plain.hint(conversion(&place, form, format)),
            Error::Passphrase(error) => error.into(),
            Error::Validity(error) => error.into(),
            Error::Ca { folder, fault } => Self::ca(&folder, &fault, "passphrase"),
            Error::Revocation { ca, fault } => Self::revocation(&ca, *fault),
            Error::Convert(fault) => Self::conversion(&fault),
            Error::NoNames => {
                Self::new("--no-default-names removes the default names, but no other name was given")
                    .hint("specify one with --san, as in --no-default-names --san dev.test")
            }
            Error::Issue(IssueError::EmptyIssuer) => Self::empty_issuer(),
            Error::Issue(error) => error.into(),
            Error::Signature(error) => Self::new(error),
            Error::Renew { path, fault } => not_renewed(plain, &path, &fault),
            Error::Request { ref request, .. } => {
                let creation_hint = creation_hint(OutputRole::Csr, request);
                Self::of_operation(error, &creation_hint)
            }
            _ => plain,
        }
    }
}

impl CommandError {
    /// The same where `maker` is how the operation's input comes to exist.
    pub(crate) fn of_operation(error: Error, creation_hint: &CreationHint) -> Self {
        match error {
            Error::Input { error, .. } => Self::input(error, creation_hint),
            Error::Request { request, fault, .. } => match *fault {
                RequestFault::Unreadable(error) => Self::damage(&request, &error, creation_hint),
                RequestFault::Refused(_) => Self::new(fault.about(&request)),
                RequestFault::NotAdmitted(ref error) => {
                    not_admitted(Self::new(fault.about(&request)), &request, error)
                }
                RequestFault::NoNames => Self::new(fault.about(&request)).hint(
                    Hint::again(vec![Edit::Set("san", "localhost".to_owned())])
                        .note("or the name that clients use"),
                ),
                RequestFault::NewKey | RequestFault::OtherKey(_) => {
                    Self::new(fault.about(&request)).hint("specify the CSR's key with --key")
                }
            },
            error => error.into(),
        }
    }
}

/// The command that writes a key file in another form.
fn conversion(place: &PathOrStdio, form: KeyForm, format: Format) -> Hint {
    let path = typed(place);
    let to = match form {
        KeyForm::Pkcs8 => "pkcs8",
        KeyForm::Pkcs1 => "pkcs1",
        KeyForm::Sec1 => "sec1",
        KeyForm::Dsa => "dsa",
    };
    let format = match format {
        Format::Pem => "pem",
        Format::Der => "der",
    };
    Hint::command(format!("devcert convert {path} --to {to} --outform {format} --out {path} --force"))
}

/// What to do where a certificate is not renewed.
fn not_renewed(plain: CommandError, path: &Path, fault: &RenewFault) -> CommandError {
    match fault {
        RenewFault::Changed => plain.hint(Hint::again(Vec::new())),
        RenewFault::NothingToReplace => {
            let note = format!("creates a key and a certificate; {} stays as it is", path.display());
            plain.hint(Hint::command("devcert issue").note(note))
        }
        RenewFault::SharedKey { .. } => {
            plain.hint("omit --new-key, or specify the path of this certificate alone")
        }
        RenewFault::Revoked => plain.hint("use --new-key to create another key"),
        RenewFault::NotAmongNames(_) => {
            plain.hint(Hint::command(format!("devcert inspect {}", shell_path(path))).note("shows them"))
        }
        RenewFault::NoNameLeft => plain.hint("add another one with --san"),
        RenewFault::NoKey | RenewFault::Algorithm(_) => plain,
    }
}

/// How a CA comes to sign a request all the same.
fn not_admitted(plain: CommandError, request: &PathOrStdio, error: &ApprovalError) -> CommandError {
    match error {
        ApprovalError::OutsideProfile { allow, .. } => {
            let options: Vec<_> = allow.iter().map(|one| format!("--allow {one}")).collect();
            let words = allow.iter().map(|one| Edit::Add(format!("--allow={one}"))).collect();
            plain.hint(Hint::again(words).note("allows it").or(options.join(" "))).hint(
                "set what the certificate is for with --profile: server, client, peer, email, code-signing",
            )
        }
        ApprovalError::UnusableName(name) => plain.hint(instead_of(name)),
        ApprovalError::Signature(_) => plain.hint("get a new CSR that is signed with its own key"),
        ApprovalError::RepeatedExtension(_)
        | ApprovalError::ExtensionRequests(_)
        | ApprovalError::MalformedExtension(_) => plain.hint(
            Hint::command(format!("devcert inspect --text {}", typed(request))).note("shows all of it"),
        ),
        _ => plain,
    }
}

/// The name to issue for instead of one in a request that no client understands.
fn instead_of(name: &San) -> Hint {
    let meant = name.to_string().parse::<San>().err().map(|error| error.instead()).unwrap_or_default();
    match meant.is_empty() {
        true => Hint::option("san", "say what to issue for"),
        false => Hint::again(meant.iter().map(|name| Edit::Add(format!("--san={name}"))).collect()),
    }
}
