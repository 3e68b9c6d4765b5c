//! How a certificate or a request is signed.

use clap::Args;

use crate::ops::SignatureRequest;
use devcert::key::SignatureChoice;

/// Which signature algorithm.
#[derive(Debug, Args)]
#[command(next_help_heading = "Signature")]
pub(crate) struct SignatureArgs {
    /// Signature algorithm: sha256, sha384 or sha512, alone or after rsa-, rsa-pss- or ecdsa-
    /// [default: rsa-sha256, or ECDSA with the digest of the curve]
    #[arg(long, visible_alias = "digest", value_name = "ALGORITHM")]
    signature: Option<SignatureChoice>,
}

impl SignatureArgs {
    /// What is requested.
    pub(crate) const fn request(&self) -> SignatureRequest {
        SignatureRequest::of(self.signature)
    }
}
