//! Why a certificate is not revoked, and what to type next.

use std::path::Path;

use super::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::cli::options::ca_option;
use crate::ops::fault::RevocationFault;
use crate::report::sanitize::sanitize;

impl CommandError {
    /// Why the CA in this directory does not revoke a certificate.
    pub(super) fn revocation(ca: &Path, fault: RevocationFault) -> Self {
        let plain = Self::new(&fault);
        match fault {
            RevocationFault::Input(error) => Self::foreign_input(error),
            RevocationFault::Unreadable { .. } | RevocationFault::Unknown { .. } => {
                plain.hint(serial_numbers(ca))
            }
            RevocationFault::OwnCertificate(_) => plain.hint(
                Hint::command("devcert trust uninstall")
                    .note("removes the CA from this machine's trust stores"),
            ),
            RevocationFault::FormerCa { former, .. } => {
                plain.hint(Hint::again(vec![Edit::Set("ca", former.display().to_string())]))
            }
            RevocationFault::OtherIssuer { issuer, certificate, subject, .. } => plain.hint(format!(
                "its issuer is {}, but this CA, in {}, is {subject}; use --ca to specify another one",
                sanitize(&issuer.to_string()),
                certificate.display()
            )),
            RevocationFault::InFuture(_) => Self::new(format_args!("--compromised-since {}", plain.message))
                .hint("specify the date from which the key may have been compromised, or omit it"),
        }
    }
}

/// The command that lists the serial numbers of a CA's certificates.
pub(crate) fn serial_numbers(ca: &Path) -> Hint {
    Hint::command(format!("devcert ca list{}", ca_option(ca))).note("shows the serial numbers")
}
