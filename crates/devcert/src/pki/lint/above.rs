//! Where the issuers of a certificate are.

/// What is above a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Above {
    /// The positions of its issuer, the issuer's issuer, and so on.
    pub(super) issuers: Vec<usize>,
    /// Whether its issuer's key did not make its signature.
    pub(super) is_forged: bool,
}
