//! Subjects and names as clients accept them below a constrained CA.

use super::event::Adjustment;
use super::{Warning, World};
use crate::ca::identity::{foreign_to_gnutls, host_beside, without_addresses};
use devcert::model::constraint::NameConstraints;
use devcert::model::name::Name;
use devcert::model::san::San;

/// Makes subject and names acceptable to OpenSSL and GnuTLS where the CA is constrained; returns the changes.
/// `constraints` are those of the CA and of all above it.
pub fn settle(
    subject: &mut Name,
    names: &mut Vec<San>,
    is_server: bool,
    constraints: &[&NameConstraints],
) -> Vec<Adjustment> {
    let mut changes = Vec::new();
    let (kept, addresses) = without_addresses(constraints, subject, names);
    *subject = kept;
    if !addresses.is_empty() {
        changes.push(Adjustment::WithoutCommonNames(addresses));
    }
    if !is_server && let Some(host) = host_beside(constraints, subject, names) {
        changes.push(Adjustment::AddedName(host.clone()));
        names.push(host);
    }
    changes
}

/// Reports a common name for which GnuTLS rejects a server's certificate.
pub fn report_foreign_to_gnutls(
    subject: &Name,
    names: &[San],
    constraints: &[&NameConstraints],
    world: &mut dyn World,
) {
    if let Some(text) = foreign_to_gnutls(constraints, subject, names) {
        world.report(Warning::ForeignToGnutls(text.to_owned()).into());
    }
}
