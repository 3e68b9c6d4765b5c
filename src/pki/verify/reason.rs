//! Why a client refuses the server, said with the facts of these files.

use super::chain::Chain;
use super::client::common_name;
use super::files::title;
use super::remedy::Remedy;
use crate::encoding::certificate::Certificate;
use crate::model::algorithm::RSA_BITS_ACCEPTED;
use crate::model::san::San;
use crate::pki::load::Provider;
use crate::pki::refusal::Refusal;

/// webpki checks signatures of RSA keys of up to this many bits.
const WEBPKI_RSA_BITS_MAX: u32 = 8192;

/// The facts behind the refusals of one client.
pub(super) struct Reasons<'a> {
    /// The certificates that the server sends.
    pub(super) chain: &'a Chain<'a>,
    /// The CA file's certificates; without them, the client trusts the last certificate of the chain.
    pub(super) anchors: Option<&'a [Certificate]>,
    /// The provider on both sides.
    pub(super) provider: Provider,
}

impl Reasons<'_> {
    /// The refusal under `name`, as a sentence in which "it" is the certificate.
    pub(super) fn text(&self, refusal: Refusal, name: &San) -> String {
        match refusal {
            Refusal::OtherName => self.other_name(name),
            Refusal::UnknownIssuer => self.unknown_issuer(),
            Refusal::BadSignature => self.odd_rsa_size().unwrap_or_else(|| refusal.to_string()),
            Refusal::SignatureAlgorithm => self.signature_algorithm(),
            _ => refusal.to_string(),
        }
    }

    /// What mends the refusal of `names`.
    pub(super) fn remedy(&self, refusal: Refusal, names: &[San]) -> Remedy {
        let leaf = self.chain.leaf();
        let again = Remedy::remake(Some(leaf));
        match refusal {
            Refusal::OtherName => names.iter().fold(again, Remedy::with_name),
            Refusal::UnknownIssuer if leaf.is_self_issued() => Remedy::NameCa(leaf.subject.clone()),
            Refusal::UnknownIssuer => Remedy::NameCa(self.chain.top().issuer.clone()),
            Refusal::NothingInCommon => again.with_new_key(),
            Refusal::IssuerIsNoCa | Refusal::NameConstraint | Refusal::PathLength | Refusal::Tangled => {
                again.signed_by_itself()
            }
            _ => again,
        }
    }

    fn other_name(&self, name: &San) -> String {
        let leaf = self.chain.leaf();
        if leaf.names().contains(name) {
            return format!(
                "{} stands among its DNS names, and clients look for addresses among its IP names",
                name.bare()
            );
        }
        let names: Vec<_> = leaf.names().iter().map(San::bare).collect();
        match (names.is_empty(), common_name(leaf)) {
            (false, _) => format!("it holds for {} only", names.join(", ")),
            (true, Some(_)) => {
                "it has no subject alternative name, and clients do not look at the common name".to_owned()
            }
            (true, None) => "it has no subject alternative name".to_owned(),
        }
    }

    fn unknown_issuer(&self) -> String {
        let top = self.chain.top();
        match (self.anchors, top.is_self_issued()) {
            (Some(_), true) => format!("{} signed itself and is not in the CA file", title(top)),
            (Some(_), false) => format!("it leads to {}, which is not in the CA file", top.issuer),
            (None, true) => Refusal::UnknownIssuer.to_string(),
            (None, false) => {
                format!(
                    "it is signed by {}, and no file here says that the client trusts that CA",
                    top.issuer
                )
            }
        }
    }

    /// webpki calls a signature wrong when its key has a size that it does not check.
    fn odd_rsa_size(&self) -> Option<String> {
        let issuers = self.chain.in_order().skip(1).chain(self.anchors.unwrap_or_default());
        let accepted = RSA_BITS_ACCEPTED..=WEBPKI_RSA_BITS_MAX;
        let mut bits = issuers.filter_map(|issuer| issuer.public_key.algorithm().rsa_bits());
        bits.find(|bits| !accepted.contains(bits)).map(|bits| {
            format!(
                "it is signed with an RSA key of {bits} bits, and clients take {RSA_BITS_ACCEPTED} to {WEBPKI_RSA_BITS_MAX}"
            )
        })
    }

    fn signature_algorithm(&self) -> String {
        let leaf = self.chain.leaf();
        let culprit = self.chain.in_order().find(|one| one.signed.algorithm.is_broken()).unwrap_or(leaf);
        let algorithm = &culprit.signed.algorithm;
        format!("it is signed with {algorithm}, which rustls does not take on {}", self.provider.name())
    }
}
