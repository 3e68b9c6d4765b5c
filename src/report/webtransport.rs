//! The line of JavaScript by which a page accepts a WebTransport server.

use time::Duration;

use devcert::encoding::certificate::Certificate;
use devcert::key::PublicKeyAlgorithm;
use devcert::model::algorithm::Curve;

/// The longest validity, with the first and the last second counted (WebTransport, "custom certificate
/// requirements").
const LONGEST: Duration = Duration::days(14);

/// `serverCertificateHashes` with the hash of `certificate`, for the options of `new WebTransport(url, {…})`.
#[must_use]
pub fn hashes(certificate: &Certificate) -> String {
    format!(
        "serverCertificateHashes: [{{ algorithm: \"sha-256\", \
         value: Uint8Array.from(atob(\"{}\"), c => c.charCodeAt(0)) }}]",
        certificate.fingerprint().to_base64()
    )
}

/// Whether browsers accept `certificate` by its hash: a P-256 key, version 3 and at most two weeks.
#[must_use]
pub fn is_accepted(certificate: &Certificate) -> bool {
    let is_p256 = certificate.public_key().algorithm() == PublicKeyAlgorithm::Ec(Curve::P256);
    let length = certificate.not_after() - certificate.not_before() + Duration::SECOND;
    is_p256 && certificate.version() == 3 && length <= LONGEST && !certificate.is_ca()
}
