//! Which command creates a file.

use std::path::Path;

use super::{ca, typed};
use crate::cli::hint::CreationHint;
use crate::cli::options::ca_option;
use crate::host::stdio::PathOrStdio;
use crate::report::outcome::OutputRole;

/// The command that makes a file of this role at `place`.
pub(crate) fn creation_hint(role: OutputRole, place: &PathOrStdio) -> CreationHint {
    let path = typed(place);
    CreationHint::command(match role {
        OutputRole::CaKey => return CreationHint::advice(ca::FROM_A_BACKUP),
        OutputRole::Key => format!("devcert genkey --out {path}"),
        OutputRole::PublicKey => format!("devcert pubkey --out {path}"),
        OutputRole::Csr => format!("devcert csr --out {path}"),
        OutputRole::Ca => match place.path().and_then(Path::parent) {
            Some(folder) => format!("devcert ca init{}", ca_option(folder)),
            None => "devcert ca init".to_owned(),
        },
        OutputRole::Crl => format!("devcert crl --out {path}"),
        OutputRole::Certificate | OutputRole::Bundle => format!("devcert selfsign --cert {path}"),
    })
}
