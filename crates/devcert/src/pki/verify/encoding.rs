//! What stricter clients than rustls reject in the encoding of the certificates.

use super::chain::Chain;
use super::check::{Check, CheckId};
use super::issuers::Issuer;
use super::remedy::Remedy;
use super::role::FileRole;
use crate::encoding::certificate::Certificate;
use crate::encoding::strict::departures;

/// One warning for each value that is not DER, of the server's own certificate and of its issuers.
pub(super) fn checks(chain: &Chain<'_>, issuers: &[Issuer<'_>]) -> Vec<Check> {
    let leaf = chain.leaf();
    let own = warnings(leaf).map(|check| {
        check.about(FileRole::Certificate).at(chain.position(0)).mended_by(Remedy::remake(leaf))
    });
    let above = issuers
        .iter()
        .flat_map(|issuer| warnings(issuer.certificate).map(|check| issuer.place(check)).collect::<Vec<_>>());
    own.chain(above).collect()
}

fn warnings(certificate: &Certificate) -> impl Iterator<Item = Check> {
    departures(certificate.der()).into_iter().filter_map(|departure| {
        let strict = departure.flaw.not_loaded_by()?;
        Some(Check::warn(CheckId::Encoding, format!("{departure}, so {strict} the certificate")))
    })
}
