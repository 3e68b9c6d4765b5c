//! Does the server request a client certificate, and what does it make of the one that it gets?

use super::check::{Check, CheckId};
use super::remedy::Remedy;
use crate::model::name::Name;
use crate::pki::probe::{ClientAuth, Presented};

/// More names than a line holds.
const AUTHORITIES_SHOWN: usize = 5;

/// What a server's request for a client certificate comes to.
pub(super) fn check(auth: &ClientAuth) -> Check {
    let id = CheckId::ClientCertificate;
    let of = of(&auth.authorities);
    let ending = auth.rejected.as_ref();
    match (auth.presented, ending) {
        (Presented::Unrequested, _) => {
            Check::warn(id, "the server does not request a client certificate, so none was sent")
        }
        (Presented::Nothing, None) => {
            Check::pass(id, format!("the server requests a client certificate{of}, but does not require it for the handshake"))
        }
        (Presented::Nothing, Some(ending)) => {
            Check::warn(id, format!("the server requires a client certificate{of}: without one, it ends the connection with {ending}"))
                .mended_by(Remedy::ClientCertificate(auth.authorities.clone()))
        }
        (Presented::Certificate, None) => {
            Check::pass(id, "the server requests a client certificate, and accepts this one in the handshake")
        }
        (Presented::Certificate, Some(ending)) => {
            Check::fail(id, format!("the server rejects the client certificate with {ending}; it requests one{of}"))
                .mended_by(Remedy::ClientCertificate(auth.authorities.clone()))
        }
        (Presented::Unsupported, _) => Check::fail(
            id,
            "the client certificate was not sent: the server accepts no signature algorithm of its key",
        ),
    }
}

/// ` issued by CN=one or CN=two`; nothing where the server accepts any CA.
fn of(authorities: &[Name]) -> String {
    let shown: Vec<_> = authorities.iter().take(AUTHORITIES_SHOWN).map(Name::to_string).collect();
    match authorities.len().saturating_sub(AUTHORITIES_SHOWN) {
        _ if shown.is_empty() => String::new(),
        0 => format!(" issued by {}", shown.join(" or ")),
        more => format!(" issued by {} or {more} more CAs", shown.join(" or ")),
    }
}
