//! The chain of a certificate for `-chain`.

use super::sources::Found;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::verification::{self, Defaults, FileStore, Places};
use devcert::encoding::certificate::Certificate;
use devcert::pki::openssl::{self, FirstError, Settings, VerifyCode};

/// The issuers of `certificate`, from its own up to a trusted one.
///
/// # Errors
/// That they do not verify, in openssl's words.
pub(super) fn issuers(
    session: &Session,
    line: &Line,
    certificate: &Certificate,
    untrusted: &[Found],
) -> Result<Vec<Certificate>, Failure> {
    let mut store = FileStore::of("pkcs12", line, Places::usual(Defaults::Each))?;
    let untrusted = verification::of_certificates(untrusted.iter().map(|found| &found.certificate))?;
    let mut issuers = Vec::new();
    for own in verification::of_certificates([certificate])? {
        let settings = Settings::new(session.now);
        let verified = openssl::verify(&own, Some(&untrusted), &[], &mut store, &settings, &mut FirstError);
        if !verified.is_ok() {
            return Err(failed(verified.code, verified.unsupported));
        }
        for issuer in verified.chain.iter().skip(1) {
            issuers.push(Certificate::from_der(issuer.der()).map_err(Failure::new)?);
        }
    }
    Ok(issuers)
}

fn failed(code: VerifyCode, unsupported: Option<String>) -> Failure {
    let failure = Failure::new(format_args!("Error getting chain: {}", code.text()));
    if let Some(what) = unsupported {
        return Failure::unsupported(what).after(failure.lines.join("\n"));
    }
    match code {
        VerifyCode::UnableToGetIssuerCertLocally | VerifyCode::UnableToGetIssuerCert => {
            failure.hint("give the certificates of the CAs with -CAfile and -untrusted")
        }
        VerifyCode::DepthZeroSelfSignedCert | VerifyCode::SelfSignedCertInChain => {
            failure.hint("give the root with -CAfile")
        }
        _ => failure,
    }
}
