//! Whether a server takes a certificate for a client's.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use time::OffsetDateTime;

use super::load::Provider;
use super::refusal::Refusal;
use crate::encoding::certificate::Certificate;

/// Whether a rustls server that trusts `root` lets a client in that shows `leaf` at `now`, with
/// `intermediates` behind it.
///
/// # Errors
/// Why not.
pub fn server_accepts(
    leaf: &Certificate,
    intermediates: &[Certificate],
    root: &Certificate,
    now: OffsetDateTime,
) -> Result<(), Refusal> {
    let der = |one: &Certificate| CertificateDer::from(one.der().to_vec());
    let mut roots = RootCertStore::empty();
    roots.add(der(root)).map_err(|error| Refusal::from(&error))?;
    let provider = Provider::AwsLcRs.crypto();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|_| Refusal::Unknown)?;
    let seconds = u64::try_from(now.unix_timestamp()).unwrap_or(0);
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    let intermediates: Vec<_> = intermediates.iter().map(der).collect();
    let accepted = verifier.verify_client_cert(&der(leaf), &intermediates, now);
    accepted.map(drop).map_err(|error| Refusal::from(&error))
}
