//! Why a client refuses the server, said with the facts of these files.

use super::chain::Chain;
use super::remedy::Remedy;
use super::title::common_name;
use super::title::title;
use super::trust::Trust;
use crate::encoding::authority_info::{issuer_key_identifier, issuer_url};
use crate::encoding::certificate::Certificate;
use crate::model::algorithm::SignatureAlgorithm;
use crate::model::fingerprint::ColonHex;
use crate::model::san::San;
use crate::model::san::UnusableName;
use crate::model::validity::day;
use crate::pki::chain::has_issued;
use crate::pki::load::Provider;
use crate::pki::path::Purpose;
use crate::pki::refusal::RejectReason;
use crate::pki::signature::check_issued;

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
    pub(super) told: Option<&'a (RejectReason, String)>,
}

impl Reasons<'_> {
    /// The refusal, under `name` where one was asked for, as a predicate of the
    /// certificate.
    pub(super) fn text(&self, refusal: RejectReason, name: Option<&San>) -> String {
        if let Some((_, text)) = self.told.filter(|(known, _)| known.unrefined() == refusal) {
            return text.clone();
        }
        let refusal = refusal.on(self.chain.leaf().extensions());
        match (refusal, name) {
            (RejectReason::OtherName, Some(name)) => self.other_name(name),
            (RejectReason::UnknownIssuer, _) => self.unknown_issuer(),
            (RejectReason::Expired, _) => self.expired(),
            // rustls compares it with the key of a trusted certificate of the same name.
            (RejectReason::BadSignature | RejectReason::SignatureAlgorithm, _) if self.is_own_root() => {
                self.unknown_issuer()
            }
            (RejectReason::BadSignature | RejectReason::SignatureAlgorithm, _)
                if self.namesake().is_some() =>
            {
                self.other_key()
            }
            (RejectReason::SignatureAlgorithm, _) => self.signature_algorithm(),
            (RejectReason::NameConstraint, _) if self.is_permitted() => {
                "the name constraints of its CA allow its names, but rustls supports only those on host names and IP addresses".to_owned()
            }
            (refusal, _) => for_purpose(refusal, self.purpose),
        }
    }

    /// What mends the refusal of `names`.
    pub(super) fn remedy(&self, refusal: RejectReason, names: &[San]) -> Option<Remedy> {
        // The check of the dates says which certificate it is.
        let is_of_dates = matches!(refusal, RejectReason::Expired | RejectReason::NotYetValid);
        let is_beyond_repair = match refusal {
            RejectReason::SignatureAlgorithm => self.is_below_unsupported_key(),
            RejectReason::NameConstraint => self.is_permitted(),
            _ => false,
        };
        match is_of_dates && !self.chain.has_valid_twin() || is_beyond_repair {
            true => None,
            false => Some(self.remedy_of(refusal, names)),
        }
    }

    fn remedy_of(&self, refusal: RejectReason, names: &[San]) -> Remedy {
        let leaf = self.chain.leaf();
        let again = Remedy::remake(leaf);
        match refusal {
            RejectReason::OtherName => names.iter().fold(again, Remedy::with_name),
            RejectReason::UnknownIssuer if leaf.is_self_issued() => Remedy::NameCa(leaf.subject().clone()),
            RejectReason::UnknownIssuer => self.missing_issuer(),
            RejectReason::BadSignature | RejectReason::SignatureAlgorithm if self.is_own_root() => {
                Remedy::NameCa(self.chain.top().subject().clone())
            }
            RejectReason::Expired | RejectReason::NotYetValid if self.chain.has_valid_twin() => {
                self.chain.reorder()
            }
            RejectReason::BadSignature if self.is_damaged() => again,
            RejectReason::BadSignature | RejectReason::SignatureAlgorithm if self.namesake().is_some() => {
                Remedy::NameCa(self.chain.top().issuer().clone())
            }
            RejectReason::NothingInCommon => again.with_new_key(),
            RejectReason::Purpose => Remedy::for_purpose(leaf, self.purpose),
            RejectReason::NameConstraint => Remedy::PermitNames(leaf.names().to_vec()),
            RejectReason::IssuerIsNoCa | RejectReason::PathLength | RejectReason::Tangled => {
                Remedy::RenewIssuer { name: leaf.issuer().clone(), url: None }
            }
            _ => again,
        }
    }

    fn other_name(&self, name: &San) -> String {
        let leaf = self.chain.leaf();
        if let Some(text) = flawed(leaf, name) {
            return text;
        }
        if leaf.names().contains(name) {
            return format!("rustls does not match the name {name}");
        }
        let names: Vec<_> = leaf.names().iter().map(San::value).collect();
        match (names.is_empty(), common_name(leaf)) {
            (false, _) => format!("valid for {} only", names.join(", ")),
            (true, Some(_)) => {
                "no subject alternative name (SAN), but rustls, Go, Chromium and Firefox ignore the common name".to_owned()
            }
            (true, None) => "no subject alternative name (SAN)".to_owned(),
        }
    }

    /// Which certificate has expired; rustls reports the server's own and its issuers' alike.
    fn expired(&self) -> String {
        match self.chain.expired() {
            Some(one) if one.subject() == self.chain.leaf().subject() => {
                format!("expired on {}", day(one.not_after()))
            }
            Some(issuer) => {
                format!("the certificate of {} expired on {}", title(issuer), day(issuer.not_after()))
            }
            None => RejectReason::Expired.to_string(),
        }
    }

    pub(super) fn unknown_issuer(&self) -> String {
        let top = self.chain.top();
        let (place, sender) = (self.trust.place(), sender(self.purpose));
        if self.is_own_root() {
            return format!("{} is self-signed and not {place}{}", title(top), self.other_of_its_name());
        }
        if !self.trust.is_said() && top.is_self_issued() {
            return RejectReason::UnknownIssuer.to_string();
        }
        if let Some(intermediate) = self.trust.intermediate_of(top) {
            return format!(
                "the {sender} does not send its intermediate, {}; serve the full chain",
                title(intermediate)
            );
        }
        let (issuer, pointers) = (top.issuer(), pointers(top));
        match self.trust.is_said() {
            true => format!(
                "chains to {issuer}, which is not {place}{pointers}; if that is an intermediate, the {sender} does not send it: serve the full chain"
            ),
            false => format!("issued by {issuer}, and no trusted CA was given{pointers}"),
        }
    }

    /// Whether the path ends at a certificate that its own key signed and that is not trusted.
    fn is_own_root(&self) -> bool {
        let top = self.chain.top();
        self.trust.is_said()
            && has_issued(top, top)
            && !self.trust.certificates().any(|one| one.der() == top.der())
    }

    /// That the CA file has another certificate of the name of the last one of the chain.
    fn other_of_its_name(&self) -> &'static str {
        let top = self.chain.top();
        let has_other = self.trust.in_file().iter().any(|one| one.subject() == top.subject());
        if has_other { ", which has another certificate of that name" } else { "" }
    }

    /// The certificate among those that are trusted that has the issuer's name and another key.
    fn namesake(&self) -> Option<&Certificate> {
        let top = self.chain.top();
        let namesake = self.trust.certificates().find(|one| one.subject() == top.issuer());
        namesake.filter(|_| !has_issued(top, top) && self.trust.issuer_of(top).is_none())
    }

    /// Whether the name constraints of the CAs allow all names (RFC 5280, 4.2.1.10).
    fn is_permitted(&self) -> bool {
        let leaf = self.chain.leaf();
        let above = self.chain.in_order().skip(1).chain(self.trust.certificates());
        let mut constraints = above.filter_map(Certificate::name_constraints);
        constraints.all(|one| one.violations(leaf.subject(), leaf.names()).is_empty())
    }

    /// Whether the last certificate of the chain specifies the key of the trusted CA of its issuer's name, and yet that
    /// key does not verify it.
    fn is_damaged(&self) -> bool {
        let wanted = issuer_key_identifier(self.chain.top());
        wanted.is_some() && self.namesake().is_some_and(|ca| ca.key_identifier() == wanted)
    }

    /// Said of a CA, or a certificate that signed itself, that was made anew.
    fn other_key(&self) -> String {
        let issuer = self.chain.top().issuer();
        match self.is_damaged() {
            true => format!("damaged or changed: the key of {issuer} does not verify its signature"),
            false => {
                format!(
                    "the key of {issuer} {} is not the key that signed this certificate",
                    self.trust.place()
                )
            }
        }
    }

    /// Either an intermediate is missing, or the CA is: where the certificate says who has it, it is to
    /// be fetched from there.
    fn missing_issuer(&self) -> Remedy {
        let top = self.chain.top();
        if let Some(intermediate) = self.trust.intermediate_of(top) {
            return Remedy::ServeChain(intermediate.subject().clone());
        }
        match issuer_url(top).filter(|_| self.trust.is_said()) {
            Some(url) => Remedy::AddIssuer { name: top.issuer().clone(), url },
            None => Remedy::NameCa(top.issuer().clone()),
        }
    }

    fn signature_algorithm(&self) -> String {
        if let Some(text) = self.chain.in_order().find_map(pss_fault) {
            return text;
        }
        let (leaf, provider) = (self.chain.leaf(), self.provider.name());
        let culprit = self.chain.in_order().find(|one| one.signed().algorithm.is_broken());
        let algorithm = &culprit.unwrap_or(leaf).signed().algorithm;
        match self.signer_of(leaf).filter(|_| culprit.is_none()) {
            // rustls does not look at the signature, so it is said what devcert found itself.
            Some(signer) => format!(
                "signed with {algorithm}: rustls does not support {} keys with {provider}; the signature itself is valid",
                signer.public_key().algorithm()
            ),
            None => format!("signed with {algorithm}, which rustls does not support with {provider}"),
        }
    }

    /// The certificate on the key that signed `certificate`, where it is there.
    fn signer_of(&self, certificate: &Certificate) -> Option<&Certificate> {
        let mut known = self.chain.in_order().chain(self.trust.certificates());
        known.find(|one| {
            one.subject() == certificate.issuer() && check_issued(certificate, one.public_key()).is_ok()
        })
    }

    /// Whether the CA above has a key whose signatures rustls does not know: no certificate of that CA
    /// helps.
    fn is_below_unsupported_key(&self) -> bool {
        let leaf = self.chain.leaf();
        let signer = self.signer_of(leaf).filter(|signer| signer.der() != leaf.der());
        signer
            .and_then(|signer| signer.public_key().algorithm().row())
            .is_some_and(|row| !row.is_for_rustls())
    }
}

/// Which name of the certificate looks like `host` and does not match it, and why.
pub(super) fn flawed(leaf: &Certificate, host: &San) -> Option<String> {
    let is_address = |name: &San| matches!(name.meant(), Some(San::Ip(_)));
    let looks_like = |name: &&San| match (name, name.meant()) {
        (San::Dns(_), meant) if is_address(name) => *name == host || meant.as_ref() == Some(host),
        (San::Unusable(_), Some(meant)) => covers(&meant, host),
        (San::Unusable(UnusableName { tag: 2, content }), None) => suffix_of(content, host),
        _ => false,
    };
    let name = leaf.names().iter().find(looks_like)?;
    Some(match name.flaw() {
        Some(flaw) => unmatched(name, &flaw),
        None => format!(
            "{} is listed as a DNS name, but rustls and OpenSSL look for IP addresses in IP names",
            name.value()
        ),
    })
}

/// Whether `host` is a name of the certificate (RFC 6125, 6.4).
pub(super) fn has_name(leaf: &Certificate, host: &San) -> bool {
    leaf.names().iter().any(|name| covers(name, host))
}

/// That clients do not match a name with this flaw. OpenSSL, Java and Node.js match a wildcard within a label (RFC 6125, 6.4.3).
pub(super) fn unmatched(name: &San, flaw: &impl std::fmt::Display) -> String {
    let label = name.value().split('.').next().map(str::to_owned).unwrap_or_default();
    let clients = match label.contains('*') && label != "*" {
        true => "rustls, Go, Chromium and Firefox",
        false => "rustls and OpenSSL",
    };
    format!("the name {name} {flaw}, and {clients} do not match it")
}

fn covers(name: &San, host: &San) -> bool {
    match (name, host) {
        (San::Dns(name), San::Dns(host)) => name.covers(host),
        _ => name == host,
    }
}

/// Whether a DNS name that is none, such as a URL or a wildcard in the wrong place, ends as `host` does.
fn suffix_of(content: &[u8], host: &San) -> bool {
    let San::Dns(host) = host else { return false };
    let parent = host.as_str().split_once('.').map_or(host.as_str(), |(_, parent)| parent);
    String::from_utf8_lossy(content).to_ascii_lowercase().ends_with(parent)
}

/// That the parameters of its RSA-PSS signature are not those of TLS. A digest that can be forged comes first.
fn pss_fault(certificate: &Certificate) -> Option<String> {
    match certificate.signed().algorithm.signature()? {
        SignatureAlgorithm::RsaPss(pss) if !pss.digest.is_broken() => {
            let fault = pss.tls_fault()?;
            Some(format!("signed with rsassaPss with {} and {fault}", pss.digest))
        }
        _ => None,
    }
}

/// Which side shows the certificate.
const fn sender(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Server => "server",
        Purpose::Client => "client",
    }
}

/// By what the missing certificate can be found.
fn pointers(certificate: &Certificate) -> String {
    let key = issuer_key_identifier(certificate)
        .map(|identifier| format!("; its key has the identifier {}", ColonHex(&identifier)));
    let url = issuer_url(certificate).map(|url| format!("; its certificate is at {url}"));
    key.into_iter().chain(url).collect()
}

/// The refusal in words that fit what the certificate is shown for.
fn for_purpose(refusal: RejectReason, purpose: Purpose) -> String {
    match (purpose, refusal) {
        (Purpose::Client, RejectReason::Purpose) => {
            "the extended key usage does not include clientAuth, so it is not for clients".to_owned()
        }
        (Purpose::Client, RejectReason::CaAsServer) => {
            "CA certificate (CA:TRUE), which rustls rejects for a client".to_owned()
        }
        (Purpose::Client, RejectReason::UnknownIssuer) => "the server does not trust its issuer".to_owned(),
        (_, refusal) => refusal.to_string(),
    }
}
