//! Which command creates a file.

use std::path::Path;

use super::{ca, typed};
use crate::cli::hint::Maker;
use crate::cli::options::ca_option;
use crate::host::stdio::Place;
use crate::report::outcome::Role;

/// The command that makes a file of this role at `place`.
pub(crate) fn maker(role: Role, place: &Place) -> Maker {
    let path = typed(place);
    Maker::command(match role {
        Role::CaKey => return Maker::advice(ca::FROM_A_BACKUP),
        Role::Key => format!("devcert genkey --out {path}"),
        Role::PublicKey => format!("devcert pubkey --out {path}"),
        Role::Csr => format!("devcert csr --out {path}"),
        Role::Ca => match place.path().and_then(Path::parent) {
            Some(folder) => format!("devcert ca init{}", ca_option(folder)),
            None => "devcert ca init".to_owned(),
        },
        Role::Crl => format!("devcert crl --out {path}"),
        Role::Certificate | Role::Bundle => format!("devcert selfsign --cert {path}"),
    })
}
