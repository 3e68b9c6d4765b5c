//! What to issue in the place of a certificate that breaks rules.
//!
//! Nothing here knows a rule. What the old certificate has is put into another one, a part at a time; a part is kept
//! if [`lint`] finds no more with it than without it.

use rand::CryptoRng;
use time::OffsetDateTime;

use super::builder::CertificateBuilder;
use super::issue::Issuer;
use super::lint::{CertKind, Context, Expected, Rule, lint};
use crate::encoding::certificate::Certificate;
use crate::key::{PrivateKey, PublicKey, generate};
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::name::{Attribute, AttributeKind, Name};
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::model::span::Span;
use crate::model::usage::ExtendedKeyUsage;

/// What the corrected certificate contains.
#[derive(Debug, Clone)]
pub struct Correction {
    /// What it is for.
    pub profile: Profile,
    /// Its subject; the default of the profile if nothing of the old one is kept.
    pub subject: Option<Name>,
    /// Its subject alternative names; for a server without a valid name, `localhost`, `127.0.0.1` and `::1`.
    pub names: Vec<San>,
    /// How long it is valid; the default if the old one's lifetime breaks a rule.
    pub lifetime: Option<Span>,
    /// Whether its key can be the old one's; not for a root, which becomes another CA.
    pub keeps_key: bool,
    /// The names and attributes of the old certificate that it does not have, as `DNS:my_host` and `CN=x`.
    pub dropped: Vec<String>,
    /// The rules that it breaks all the same.
    pub remaining: Vec<&'static Rule>,
}

/// The certificate to issue in the place of `certificate`, which [`lint`] checked as one of this `kind`, at the
/// time `now`. Its lifetime, key and names are the old one's as far as no rule is broken by them; a host name in the
/// common name alone becomes a subject alternative name. `rng` gives the key and the serial numbers of trials.
///
/// `None` for what devcert has no [`Profile`] for, such as an OCSP responder, and for intermediate CAs.
pub fn correct<R: CryptoRng>(
    certificate: &Certificate,
    kind: CertKind,
    now: OffsetDateTime,
    rng: &mut R,
) -> Option<Correction> {
    let mut draft = Draft::new(profile_of(certificate, kind)?);
    let mut trial = Trial::new(kind, now, rng)?;
    let mut dropped = Vec::new();
    if draft.profile != Profile::Root {
        trial.adopt_names(&mut draft, certificate, &mut dropped);
    }
    if draft.names.is_empty() && draft.profile.is_server() {
        draft.names = San::defaults().to_vec();
    }
    trial.adopt_subject(&mut draft, certificate, &mut dropped);
    if let Some(lifetime) = lifetime(certificate) {
        trial.adopt(&mut draft, |next| next.lifetime = Some(lifetime));
    }
    if draft.profile != Profile::Root {
        trial.adopt(&mut draft, |next| next.key = Some(certificate.public_key()));
    }
    let remaining = trial.findings(&draft).unwrap_or_default();
    let Draft { profile, subject, names, lifetime, key } = draft;
    Some(Correction { profile, subject, names, lifetime, keeps_key: key.is_some(), dropped, remaining })
}

/// The profile for a certificate that is used as this one.
fn profile_of(certificate: &Certificate, kind: CertKind) -> Option<Profile> {
    let purposes = certificate.extended_key_usage().unwrap_or_default();
    let has = |purpose: &ExtendedKeyUsage| purposes.contains(purpose);
    match kind {
        CertKind::Root => Some(Profile::Root),
        CertKind::Intermediate => None,
        CertKind::Server if has(&ExtendedKeyUsage::CLIENT_AUTH) => Some(Profile::ServerAndClient),
        CertKind::Server => Some(Profile::Server),
        CertKind::Client => Some(Profile::Client),
        CertKind::Other => {
            [Profile::Email, Profile::CodeSigning].into_iter().find(|one| one.purposes().iter().all(has))
        }
    }
}

/// The lifetime in whole days, if there is one.
fn lifetime(certificate: &Certificate) -> Option<Span> {
    let days = u32::try_from(certificate.lifetime_days()).ok()?;
    (days > 0).then_some(Span::days(days))
}

/// What the new certificate has so far.
#[derive(Clone)]
struct Draft<'a> {
    profile: Profile,
    subject: Option<Name>,
    names: Vec<San>,
    lifetime: Option<Span>,
    key: Option<&'a PublicKey>,
}

impl Draft<'_> {
    const fn new(profile: Profile) -> Self {
        Self { profile, subject: None, names: Vec::new(), lifetime: None, key: None }
    }

    fn add_attribute(&mut self, attribute: Attribute) {
        let mut rdns = self.subject.as_ref().map_or_else(Vec::new, |subject| subject.rdns().to_vec());
        rdns.push(vec![attribute]);
        self.subject = Some(Name::as_read(rdns));
    }
}

/// Issues certificates to see what the rules find in them.
struct Trial<'a, R> {
    kind: CertKind,
    now: OffsetDateTime,
    rng: &'a mut R,
    key: PrivateKey,
    issuer: Issuer,
}

impl<'a, R: CryptoRng> Trial<'a, R> {
    fn new(kind: CertKind, now: OffsetDateTime, rng: &'a mut R) -> Option<Self> {
        let key = generate(KeyAlgorithm::Ec(Curve::P256), rng).ok()?;
        let issuer = Issuer::new(Name::from_common_name("trial").ok()?, &key).ok()?;
        Some(Self { kind, now, rng, key, issuer })
    }

    /// The rules that a certificate of this draft breaks; `None` when it cannot be issued.
    fn findings(&mut self, draft: &Draft<'_>) -> Option<Vec<&'static Rule>> {
        let names = draft.names.iter().map(ToString::to_string);
        let mut builder = CertificateBuilder::new(draft.profile, self.now, self.rng).names(names).ok()?;
        if let Some(subject) = &draft.subject {
            builder = builder.subject(subject.clone());
        }
        if let Some(lifetime) = draft.lifetime {
            builder = builder.valid_for(lifetime);
        }
        let certificate = match draft.profile {
            Profile::Root => builder.self_signed(&self.key).ok()?,
            _ => builder.issued_by(&self.issuer, draft.key.unwrap_or(self.key.public())).ok()?,
        };
        let context = Context { expected: Some(Expected::CertKind(self.kind)), at: Some(self.now) };
        Some(lint(&certificate, context).findings.into_iter().map(|finding| finding.rule).collect())
    }

    /// Makes the `change` unless it breaks a rule that was not broken before, and returns whether it is made.
    fn adopt<'d>(&mut self, draft: &mut Draft<'d>, change: impl FnOnce(&mut Draft<'d>)) -> bool {
        let before = self.findings(draft).unwrap_or_default();
        let mut next = draft.clone();
        change(&mut next);
        let Some(after) = self.findings(&next) else { return false };
        let is_made = after.iter().all(|rule| before.iter().any(|known| known.id == rule.id));
        if is_made {
            *draft = next;
        }
        is_made
    }

    fn adopt_names(&mut self, draft: &mut Draft<'_>, old: &Certificate, dropped: &mut Vec<String>) {
        let common_names: Vec<San> = match draft.profile.is_server() {
            true => old.subject().common_names().filter_map(host).collect(),
            false => Vec::new(),
        };
        for name in old.names().iter().chain(&common_names) {
            let spellings = [name.meant(), typed(name)].into_iter().flatten();
            if !self.adopt_first(draft, spellings, |next, name| next.names.push(name)) {
                let is_kept = draft.names.iter().any(|kept| kept.value().eq_ignore_ascii_case(&name.value()));
                dropped.extend((!is_kept).then(|| name.to_string()));
            }
        }
    }

    fn adopt_subject(&mut self, draft: &mut Draft<'_>, old: &Certificate, dropped: &mut Vec<String>) {
        for attribute in old.subject().rdns().iter().flatten() {
            let kind = attribute.kind;
            let texts = attribute.value.text().map(|text| spellings(kind, text)).unwrap_or_default();
            let attributes = texts.iter().filter_map(|text| Attribute::new(kind, text).ok());
            if !self.adopt_first(draft, attributes, Draft::add_attribute) {
                dropped.push(format!("{kind}={}", attribute.value));
            }
        }
    }

    /// Adds the first of the `candidates` that breaks no rule, and returns whether there is one.
    fn adopt_first<'d, T>(
        &mut self,
        draft: &mut Draft<'d>,
        mut candidates: impl Iterator<Item = T>,
        add: impl Fn(&mut Draft<'d>, T),
    ) -> bool {
        candidates.any(|candidate| self.adopt(draft, |next| add(next, candidate)))
    }
}

/// A host name or an IP address.
fn host(text: &str) -> Option<San> {
    text.parse().ok().filter(|name| matches!(name, San::Dns(_) | San::Ip(_)))
}

/// The name as it is read again from what is shown of it.
fn typed(name: &San) -> Option<San> {
    name.to_string().parse().ok()
}

/// The text of an attribute, and what was meant by it: without superfluous white space, as UTF-8 that was read as
/// Latin-1, and a country in capitals.
fn spellings(kind: AttributeKind, text: &str) -> Vec<String> {
    let latin1: Option<Vec<u8>> = text.chars().map(|character| u8::try_from(character).ok()).collect();
    let decoded = latin1.and_then(|bytes| String::from_utf8(bytes).ok());
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let upper = (kind == AttributeKind::COUNTRY).then(|| text.to_ascii_uppercase());
    [Some(text.to_owned()), Some(words(text)), decoded.as_deref().map(words), upper]
        .into_iter()
        .flatten()
        .collect()
}
