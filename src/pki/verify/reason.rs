//! Why a client refuses the server, said with the facts of these files.

use super::chain::Chain;
use super::client::common_name;
use super::files::title;
use super::remedy::Remedy;
use super::trust::Trust;
use crate::encoding::certificate::Certificate;
use crate::encoding::pointer::{issuer_key_identifier, issuer_url};
use crate::model::san::San;
use crate::pki::load::Provider;
use crate::pki::path::Purpose;
use crate::pki::refusal::Refusal;

/// The facts behind the refusals of one client.
pub(super) struct Reasons<'a> {
    /// The certificates that the server sends.
    pub(super) chain: &'a Chain<'a>,
    /// Whom the other side trusts.
    pub(super) trust: &'a Trust<'a>,
    /// The provider on both sides.
    pub(super) provider: Provider,
    /// What the certificate is shown for.
    pub(super) purpose: Purpose,
    /// The refusal of which more is known, and how that is said.
    pub(super) told: Option<&'a (Refusal, String)>,
}

impl Reasons<'_> {
    /// The refusal, under `name` where one was asked for, as a sentence in which "it" is the
    /// certificate.
    pub(super) fn text(&self, refusal: Refusal, name: Option<&San>) -> String {
        if let Some((_, text)) = self.told.filter(|(known, _)| *known == refusal) {
            return text.clone();
        }
        let refusal = refusal.on(&self.chain.leaf().extensions);
        match (refusal, name) {
            (Refusal::OtherName, Some(name)) => self.other_name(name),
            (Refusal::UnknownIssuer, _) => self.unknown_issuer(),
            (Refusal::BadSignature | Refusal::SignatureAlgorithm, _) if self.namesake().is_some() => {
                self.other_key()
            }
            (Refusal::SignatureAlgorithm, _) => self.signature_algorithm(),
            (refusal, _) => for_purpose(refusal, self.purpose),
        }
    }

    /// What mends the refusal of `names`.
    pub(super) fn remedy(&self, refusal: Refusal, names: &[San]) -> Remedy {
        let leaf = self.chain.leaf();
        let again = Remedy::remake(Some(leaf));
        match refusal {
            Refusal::OtherName => names.iter().fold(again, Remedy::with_name),
            Refusal::UnknownIssuer if leaf.is_self_issued() => Remedy::NameCa(leaf.subject.clone()),
            Refusal::UnknownIssuer => self.missing_issuer(),
            Refusal::BadSignature | Refusal::SignatureAlgorithm if self.namesake().is_some() => {
                Remedy::NameCa(self.chain.top().issuer.clone())
            }
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

    pub(super) fn unknown_issuer(&self) -> String {
        let top = self.chain.top();
        let place = self.trust.place();
        match (self.trust.is_said(), top.is_self_issued()) {
            (true, true) => format!("{} signed itself and is not {place}", title(top)),
            (true, false) => format!("it leads to {}, which is not {place}{}", top.issuer, pointers(top)),
            (false, true) => Refusal::UnknownIssuer.to_string(),
            (false, false) => format!(
                "it is signed by {}, and no file here says that the client trusts that CA{}",
                top.issuer,
                pointers(top)
            ),
        }
    }

    /// The certificate among those that are trusted that has the issuer's name and another key.
    fn namesake(&self) -> Option<&Certificate> {
        let top = self.chain.top();
        let has_issuer = top.is_self_issued() && self.trust.certificates().any(|one| one.der() == top.der());
        let namesake = self.trust.certificates().find(|one| one.subject == top.issuer);
        namesake.filter(|_| !has_issuer && self.trust.issuer_of(top).is_none())
    }

    /// Said of a CA, or a certificate that signed itself, that was made anew.
    fn other_key(&self) -> String {
        let issuer = &self.chain.top().issuer;
        format!("the key of {issuer} {} is another one than that which signed it", self.trust.place())
    }

    /// Either an intermediate is missing, or the CA is: where the certificate says who has it, it is to
    /// be fetched from there.
    fn missing_issuer(&self) -> Remedy {
        let top = self.chain.top();
        match issuer_url(top).filter(|_| self.trust.is_said()) {
            Some(url) => Remedy::AddIssuer { name: top.issuer.clone(), url },
            None => Remedy::NameCa(top.issuer.clone()),
        }
    }

    fn signature_algorithm(&self) -> String {
        let leaf = self.chain.leaf();
        let culprit = self.chain.in_order().find(|one| one.signed.algorithm.is_broken()).unwrap_or(leaf);
        let algorithm = &culprit.signed.algorithm;
        format!("it is signed with {algorithm}, which rustls does not take on {}", self.provider.name())
    }
}

/// By what the missing certificate can be found.
fn pointers(certificate: &Certificate) -> String {
    let key = issuer_key_identifier(certificate).map(|identifier| {
        let hex: Vec<_> = identifier.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("; its key has the identifier {}", hex.join(":"))
    });
    let url = issuer_url(certificate).map(|url| format!("; its certificate is at {url}"));
    key.into_iter().chain(url).collect()
}

/// The refusal in words that fit what the certificate is shown for.
fn for_purpose(refusal: Refusal, purpose: Purpose) -> String {
    match (purpose, refusal) {
        (Purpose::Client, Refusal::Purpose) => {
            "its extended key usage leaves out clientAuth, so it is not for clients".to_owned()
        }
        (Purpose::Client, Refusal::CaAsServer) => {
            "it says that it is a CA (CA:TRUE), and servers take no CA's certificate for a client's"
                .to_owned()
        }
        (Purpose::Client, Refusal::UnknownIssuer) => "its issuer is none that the server trusts".to_owned(),
        (_, refusal) => refusal.to_string(),
    }
}
