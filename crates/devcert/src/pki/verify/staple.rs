//! What the OCSP response that a server staples says, and whether it counts (RFC 6960, 3.2).

use time::OffsetDateTime;

use super::chain::Chain;
use super::check::{Check, CheckId};
use super::remedy::Remedy;
use super::role::FileRole;
use super::trust::Trust;
use crate::encoding::authority_info::{must_staple, responder_url};
use crate::encoding::certificate::Certificate;
use crate::encoding::ocsp::{Answer, OcspError, Response, Status};
use crate::model::usage::ExtendedKeyUsage;
use crate::model::validity::second;
use crate::pki::signature::{SignatureFault, check, check_issued};

/// A response that a server has sent along, and how it fits.
#[derive(Debug, Clone)]
pub struct Staple {
    /// The response.
    pub response: Response,
    /// The position of the answer about the server's own certificate.
    pub answer: Option<usize>,
    /// Whether it is signed by whom it may be.
    pub signature: Signature,
}

/// Whether a response is signed by whom it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// By the CA, or by whom the CA has let sign.
    Good,
    /// Not by the key of whom it names.
    Wrong,
    /// By somebody whom the CA has not let sign.
    Unauthorized,
    /// The CA's certificate is not here, or the algorithm is not known.
    Unchecked,
}

impl Signature {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Wrong => "wrong",
            Self::Unauthorized => "unauthorized",
            Self::Unchecked => "unchecked",
        }
    }
}

impl Staple {
    /// What it says of the server's own certificate.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.and_then(|position| self.response.answers.get(position))
    }

    fn read(der: &[u8], chain: &Chain<'_>, trust: &Trust<'_>, at: OffsetDateTime) -> Result<Self, OcspError> {
        let response = Response::from_der(der)?;
        let leaf = chain.leaf();
        let issuer = chain.in_order().nth(1).or_else(|| trust.issuer_of(leaf).map(|(issuer, _)| issuer));
        let issuer = issuer.or_else(|| leaf.is_self_issued().then_some(leaf));
        // Without the issuer, the serial number is all that there is to compare.
        let is_meant = |answer: &Answer| match issuer {
            Some(issuer) => {
                answer.id.is_of(leaf.serial(), leaf.issuer(), issuer.public_key()).unwrap_or_default()
            }
            None => answer.id.serial == leaf.serial(),
        };
        let answer = response.answers.iter().position(is_meant);
        let signature = issuer.map_or(Signature::Unchecked, |issuer| signature(&response, issuer, at));
        Ok(Self { response, answer, signature })
    }
}

/// RFC 6960, 4.2.2.2: the CA itself, or a certificate for signing responses that the CA has issued.
fn signature(response: &Response, issuer: &Certificate, at: OffsetDateTime) -> Signature {
    let signers = std::iter::once(issuer).chain(&response.certificates);
    let Some(signer) = signers.into_iter().find(|one| response.responder.is(one)) else {
        return Signature::Unchecked;
    };
    let is_delegate = || {
        let is_for_it = |purposes: &[ExtendedKeyUsage]| purposes.contains(&ExtendedKeyUsage::OCSP_SIGNING);
        signer.extended_key_usage().is_some_and(is_for_it)
            && signer.issuer() == issuer.subject()
            && check_issued(signer, issuer.public_key()).is_ok()
            && (signer.not_before()..=signer.not_after()).contains(&at)
    };
    match check(signer.public_key(), &response.signed) {
        Err(SignatureFault::Mismatch) => Signature::Wrong,
        Err(SignatureFault::Unknown { .. }) => Signature::Unchecked,
        Ok(()) if signer.der() == issuer.der() || is_delegate() => Signature::Good,
        Ok(()) => Signature::Unauthorized,
    }
}

/// That there is no response, where the certificate asks for one (RFC 7633, 4.2.3). Firefox and GnuTLS
/// refuse such a server; rustls, OpenSSL, Go, Java and Chromium do not look. A CA that says nowhere
/// that it answers leaves the server without one for ever.
pub(super) fn missing(leaf: &Certificate) -> Option<Check> {
    let text = "must-staple certificate (RFC 7633), but the server sends no stapled OCSP response: \
         Firefox and GnuTLS reject it";
    let remedy = || responder_url(leaf).map_or_else(|| Remedy::remake(leaf), |_| Remedy::Staple);
    must_staple(leaf).then(|| Check::warn(CheckId::Ocsp, text).mended_by(remedy()))
}

/// The warning that the certificate requires a stapled response, if only files are checked (RFC 7633, 4.2.3).
pub(super) fn required(leaf: &Certificate) -> Option<Check> {
    let text = "must-staple certificate (RFC 7633): Firefox and GnuTLS reject a server that sends no stapled OCSP response";
    must_staple(leaf).then(|| Check::warn(CheckId::Ocsp, text).about(FileRole::Certificate))
}

/// The response, when it is one, and what is to be said of it.
pub(super) fn evaluate(
    der: &[u8],
    chain: &Chain<'_>,
    trust: &Trust<'_>,
    at: OffsetDateTime,
) -> (Vec<Check>, Option<Staple>) {
    match Staple::read(der, chain, trust, at) {
        Ok(staple) => (checks(&staple, chain.leaf(), at), Some(staple)),
        Err(error @ OcspError::Refused(_)) => {
            let text = format!("the stapled response says nothing of the certificate: {error}");
            (vec![Check::warn(CheckId::Ocsp, text).mended_by(Remedy::StapleAnew)], None)
        }
        Err(error) => (vec![unfit(format!("the stapled response cannot be read: {error}"))], None),
    }
}

fn checks(staple: &Staple, leaf: &Certificate, at: OffsetDateTime) -> Vec<Check> {
    let said = match staple.answer() {
        None => vec![unfit("the stapled response is about another certificate than the server's")],
        Some(answer) => vec![status(answer, leaf)].into_iter().chain(dates(answer, at)).collect(),
    };
    said.into_iter().chain(signed(staple)).collect()
}

/// A response that does not count, which is as bad as none.
fn unfit(text: impl Into<String>) -> Check {
    Check::fail(CheckId::Ocsp, text).mended_by(Remedy::StapleAnew)
}

fn status(answer: &Answer, leaf: &Certificate) -> Check {
    let until = answer.next_update.map_or_else(String::new, |next| format!(", until {}", second(next)));
    let on = second(answer.this_update);
    match answer.status {
        Status::Good => Check::pass(
            CheckId::Ocsp,
            format!("the stapled OCSP response reports that it is not revoked, as of {on}{until}"),
        ),
        Status::Revoked { at, reason } => {
            let why = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            let text =
                format!("the stapled OCSP response reports that it was revoked on {}{why}", second(at));
            let remedy = Remedy::remake(leaf).with_new_key();
            Check::fail(CheckId::Ocsp, text).mended_by(remedy)
        }
        Status::Unknown => Check::warn(CheckId::Ocsp, "the OCSP responder does not know the certificate"),
    }
}

fn dates(answer: &Answer, at: OffsetDateTime) -> Option<Check> {
    let text = match answer.next_update {
        Some(next) if next < at => {
            format!("the stapled response has expired: a newer one was due on {}", second(next))
        }
        _ if at < answer.this_update => {
            format!("the stapled response is not valid before {}", second(answer.this_update))
        }
        _ => return None,
    };
    Some(unfit(text))
}

fn signed(staple: &Staple) -> Option<Check> {
    let responder = &staple.response.responder;
    match staple.signature {
        Signature::Good => None,
        Signature::Wrong => Some(unfit(format!(
            "the signature on the stapled response does not match the key of {responder}"
        ))),
        Signature::Unauthorized => Some(unfit(format!(
            "the stapled response is signed by {responder}, which the issuer of the certificate has not authorized \
             (RFC 6960, 4.2.2.2)"
        ))),
        Signature::Unchecked => Some(Check::warn(
            CheckId::Ocsp,
            format!("whether {responder} signed the stapled response cannot be checked here"),
        )),
    }
}
