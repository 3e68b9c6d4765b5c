//! What a request may bring into a certificate.

use std::fmt;
use std::str::FromStr;

use const_oid::ObjectIdentifier;
use thiserror::Error;

use super::lint::{self, extension_name};
use super::signature::{self, SignatureFault};
use crate::encoding::request::{Attribute, Request};
use crate::model::algorithm::KeyManagement;
use crate::model::extension::{self, Extension, ExtensionValue, OtherExtension};
use crate::model::name::Name;
use crate::model::oid::{Oid, known};
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};

/// The subject and the names of a request whose signature is valid.
#[derive(Debug, Clone)]
pub struct VerifiedRequest {
    /// The subject.
    pub subject: Name,
    /// The subject alternative names.
    pub names: Vec<San>,
    /// Names that it spells in a way that clients do not match, and what they became.
    pub respelled: Vec<(San, San)>,
    /// Its attributes that request no extensions, which are not used.
    pub attributes: Vec<Attribute>,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApprovalError {
    /// The signature was not made by the key in the request.
    #[error("invalid self-signature: {0}")]
    Signature(#[from] SignatureFault),
    /// A name that clients do not match.
    #[error("requests the name {0}, which {why}", why = .0.flaw().unwrap_or_else(|| "is malformed".to_owned()))]
    UnusableName(San),
    /// Programs differ in which of them they read.
    #[error("requests the extension {0} twice, so it is unclear which one is meant")]
    RepeatedExtension(String),
    /// Programs differ in which of several extension requests they read.
    #[error("has {0} different extension requests, so it is unclear which one is meant")]
    ExtensionRequests(usize),
    /// An extension that would be copied, and that clients could not read.
    #[error("the value of the extension {0} is malformed")]
    MalformedExtension(String),
    /// More than the profile gives.
    #[error("requests {}, which a {} certificate must not have", what.join(" and "), profile.noun())]
    OutsideProfile {
        /// What exceeds the profile, in words.
        what: Vec<String>,
        /// As it is allowed, each once.
        allow: Vec<AllowedExtra>,
        /// The profile of the certificate that is to be issued.
        profile: Profile,
    },
}

/// Checks a request's own signature and takes over its subject and names. The other extensions are
/// the issuer's to set: a server's profile decides them.
pub fn verify_request(request: &Request) -> Result<VerifiedRequest, ApprovalError> {
    verify_request_with(request, &[]).map(|(accepted, _)| accepted)
}

/// Checks a request as [`accept`] does. Where the issuer adds names, those that no client understands are
/// returned apart.
fn verify_request_with(
    request: &Request,
    more: &[San],
) -> Result<(VerifiedRequest, Vec<San>), ApprovalError> {
    signature::check(request.public_key(), request.signed())?;
    if let Some(ambiguity) = ambiguity(request) {
        return Err(ambiguity);
    }
    let mut accepted = VerifiedRequest {
        subject: request.subject().clone(),
        names: Vec::new(),
        respelled: Vec::new(),
        attributes: request.attributes().to_vec(),
    };
    let mut unusable = Vec::new();
    for name in request.names() {
        let meant = name.meant();
        if meant.is_none() && matches!(name, San::Unusable(_)) {
            match more {
                [] => return Err(ApprovalError::UnusableName(name.clone())),
                _ => unusable.push(name.clone()),
            }
            continue;
        }
        accepted.respelled.extend(meant.clone().map(|meant| (name.clone(), meant)));
        let name = meant.unwrap_or_else(|| name.clone());
        if !accepted.names.contains(&name) {
            accepted.names.push(name);
        }
    }
    Ok((accepted, unusable))
}

/// Why programs differ in what the request asks for: it says something twice.
#[must_use]
pub fn ambiguity(request: &Request) -> Option<ApprovalError> {
    match request.extension_requests() {
        0 | 1 => extension::repeated(request.extensions())
            .map(|oid| ApprovalError::RepeatedExtension(extension_name(oid))),
        more => Some(ApprovalError::ExtensionRequests(more)),
    }
}

/// Something that a request may ask for although its profile does not give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedExtra {
    /// A CA's certificate.
    Ca,
    /// A key usage.
    KeyUsage(KeyUsage),
    /// An extended key usage.
    ExtendedKeyUsage(ExtendedKeyUsage),
    /// An extension that devcert has no rule for.
    Extension(Oid),
}

/// The text is not an [`AllowedExtra`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "\"{found}\" can not be allowed; there are ca, the key usages such as nonRepudiation, the extended ones such as clientAuth, and object identifiers"
)]
pub struct UnknownAllow {
    found: String,
}

impl FromStr for AllowedExtra {
    type Err = UnknownAllow;

    /// Reads `ca`, a key usage, an extended key usage, or the object identifier of either an extended
    /// key usage or an extension: those of extensions lie elsewhere.
    fn from_str(text: &str) -> Result<Self, UnknownAllow> {
        let usage = KeyUsage::ALL.into_iter().find(|usage| usage.name().eq_ignore_ascii_case(text));
        let purpose = ExtendedKeyUsage::named(text);
        match (text, usage, purpose) {
            ("ca" | "CA", ..) => Ok(Self::Ca),
            (_, Some(usage), _) => Ok(Self::KeyUsage(usage)),
            (_, None, Some(purpose)) if text.contains(|c: char| c.is_ascii_alphabetic()) => {
                Ok(Self::ExtendedKeyUsage(purpose))
            }
            (_, None, Some(purpose)) => Ok(Self::Extension(purpose.0)),
            (_, None, None) => Err(UnknownAllow { found: text.to_owned() }),
        }
    }
}

impl fmt::Display for AllowedExtra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ca => f.write_str("ca"),
            Self::KeyUsage(usage) => f.write_str(usage.name()),
            Self::ExtendedKeyUsage(purpose) => f.write_str(&purpose.name()),
            Self::Extension(oid) => oid.fmt(f),
        }
    }
}

/// The policy by which a request is checked.
#[derive(Debug, Clone, Copy)]
pub struct IssuancePolicy<'a> {
    /// The profile of the certificate that is to be issued.
    pub profile: Profile,
    /// What is allowed beyond that.
    pub allow: &'a [AllowedExtra],
    /// Names that the issuer adds. With them, names that no client understands are left out.
    pub names: &'a [San],
}

impl IssuancePolicy<'_> {
    /// What a certificate of this profile has, and nothing else.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, allow: &[], names: &[] }
    }
}

/// What a request is granted.
#[derive(Debug, Clone)]
pub struct ApprovedRequest {
    /// The subject.
    pub subject: Name,
    /// The subject alternative names.
    pub names: Vec<San>,
    /// Names that it spells in a way that clients do not match, and what they became.
    pub respelled: Vec<(San, San)>,
    /// What its key may do: the profile's usages, and those that were allowed.
    pub key_usages: Vec<KeyUsage>,
    /// What its key may be used for: the profile's purposes, and those that were allowed.
    pub purposes: Vec<ExtendedKeyUsage>,
    /// Whether it is to be a CA's.
    pub ca: bool,
    /// The other extensions that are kept.
    pub kept: Vec<Extension>,
    /// What is left out, as sentences name it.
    pub left_out: Vec<String>,
}

/// What happens to an extension that the model has no type for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// It goes into the certificate as it is.
    Keep,
    /// The issuer says this, whatever was asked for.
    Issuer,
    /// Nobody reads it any more.
    LeaveOut,
}

/// The extensions with a rule of their own. Any other is left out, and refused when it is critical:
/// who asks for that would not get what he needs.
const RULES: [(ObjectIdentifier, &str, Rule); 8] = [
    (known::ID_PE_TLS_FEATURE, "TLS feature (must-staple)", Rule::Keep),
    (known::ID_CE_SUBJECT_KEY_IDENTIFIER, "subject key identifier", Rule::Issuer),
    (known::ID_CE_AUTHORITY_KEY_IDENTIFIER, "authority key identifier", Rule::Issuer),
    (known::ID_CE_CRL_DISTRIBUTION_POINTS, "CRL distribution points", Rule::Issuer),
    (known::ID_PE_AUTHORITY_INFO_ACCESS, "authority information access", Rule::Issuer),
    (known::NETSCAPE_CERT_TYPE, "Netscape certificate type", Rule::LeaveOut),
    (known::NETSCAPE_COMMENT, "Netscape comment", Rule::LeaveOut),
    (known::MICROSOFT_TEMPLATE_NAME, "Microsoft certificate template", Rule::LeaveOut),
];

/// Holds a request to the terms: its own signature, its names, and every extension that it asks for.
pub fn apply_policy(request: &Request, terms: &IssuancePolicy<'_>) -> Result<ApprovedRequest, ApprovalError> {
    let (VerifiedRequest { subject, names, respelled, attributes }, unusable) =
        verify_request_with(request, terms.names)?;
    let key = request.public_key().algorithm().key_management();
    let mut admitted = ApprovedRequest {
        subject,
        names: with_names(names, terms.names),
        respelled,
        key_usages: terms.profile.key_usages(key),
        purposes: terms.profile.purposes().to_vec(),
        ca: false,
        kept: Vec::new(),
        left_out: unusable
            .iter()
            .map(|name| format!("the name {name}, which rustls and OpenSSL do not match"))
            .collect(),
    };
    let mut foreign = OutsideProfile::default();
    admitted.left_out.extend(attributes.iter().map(|one| format!("the attribute {one}")));
    for extension in request.extensions() {
        admitted.add(extension, key, terms.allow, &mut foreign);
    }
    let OutsideProfile { what, allow } = foreign;
    if let Some(broken) = admitted.kept.iter().find(|one| !is_well_formed(one)) {
        return Err(ApprovalError::MalformedExtension(extension_name(broken.body.oid())));
    }
    match what.is_empty() {
        true => Ok(admitted),
        false => Err(ApprovalError::OutsideProfile { what, allow, profile: terms.profile }),
    }
}

/// Whether an extension that is copied says something in its own syntax.
fn is_well_formed(extension: &Extension) -> bool {
    match &extension.body {
        ExtensionValue::Other(OtherExtension { oid, der }) => lint::is_well_formed(*oid, der),
        _ => true,
    }
}

/// These names and more, each once.
fn with_names(mut names: Vec<San>, more: &[San]) -> Vec<San> {
    for name in more {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// What is asked for beyond the terms, so that all of it can be told at once.
#[derive(Default)]
struct OutsideProfile {
    what: Vec<String>,
    allow: Vec<AllowedExtra>,
}

impl OutsideProfile {
    fn add(&mut self, allow: AllowedExtra, what: impl fmt::Display) {
        self.what.push(what.to_string());
        if !self.allow.contains(&allow) {
            self.allow.push(allow);
        }
    }
}

impl ApprovedRequest {
    fn add(
        &mut self,
        extension: &Extension,
        key: KeyManagement,
        allow: &[AllowedExtra],
        foreign: &mut OutsideProfile,
    ) {
        match &extension.body {
            ExtensionValue::BasicConstraints { ca: true, .. } => {
                self.ca = allow.contains(&AllowedExtra::Ca);
                if !self.ca {
                    foreign.add(AllowedExtra::Ca, "a CA's certificate (CA:TRUE)");
                }
            }
            ExtensionValue::BasicConstraints { ca: false, .. }
            | ExtensionValue::SubjectAltName(_)
            | ExtensionValue::SubjectKeyIdentifier
            | ExtensionValue::AuthorityKeyIdentifier => {}
            ExtensionValue::KeyUsage(usages) => {
                for usage in usages {
                    self.add_usage(*usage, key, allow, foreign);
                }
            }
            ExtensionValue::ExtendedKeyUsage(purposes) => {
                for purpose in purposes {
                    self.add_purpose(*purpose, allow, foreign);
                }
            }
            ExtensionValue::NameConstraints(_) | ExtensionValue::Other(_) => {
                self.add_other(extension, allow, foreign);
            }
        }
    }

    fn add_usage(
        &mut self,
        usage: KeyUsage,
        key: KeyManagement,
        allow: &[AllowedExtra],
        foreign: &mut OutsideProfile,
    ) {
        // Without CA:TRUE they are forbidden (RFC 5280, 4.2.1.3), and with it the profile has them.
        let of_ca = matches!(usage, KeyUsage::KeyCertSign | KeyUsage::CrlSign);
        let needed = if of_ca { AllowedExtra::Ca } else { AllowedExtra::KeyUsage(usage) };
        if self.key_usages.contains(&usage) || (of_ca && allow.contains(&needed)) {
            return;
        }
        if allow.contains(&needed) {
            self.key_usages.push(usage);
            self.key_usages.sort_unstable();
        } else if key != KeyManagement::Encipherment && usage == KeyUsage::KeyEncipherment {
            // Requests copied from recipes for RSA ask for it whatever the key; no harm, and no use.
            self.left_out.push("keyEncipherment, which is for RSA keys".to_owned());
        } else {
            foreign.add(needed, format_args!("the key usage {}", usage.name()));
        }
    }

    fn add_purpose(
        &mut self,
        purpose: ExtendedKeyUsage,
        allow: &[AllowedExtra],
        foreign: &mut OutsideProfile,
    ) {
        // A purpose without a name is typed as a number, as an extension is.
        let ways = [AllowedExtra::ExtendedKeyUsage(purpose), AllowedExtra::Extension(purpose.0)];
        if self.purposes.contains(&purpose) {
            return;
        }
        match ways.iter().any(|way| allow.contains(way)) {
            true => self.purposes.push(purpose),
            false => foreign.add(ways[0], format_args!("the extended key usage {}", purpose.name())),
        }
    }

    fn add_other(&mut self, extension: &Extension, allow: &[AllowedExtra], foreign: &mut OutsideProfile) {
        let oid = extension.body.oid();
        let rule = RULES.iter().find(|(known, ..)| oid == *known);
        let needed = AllowedExtra::Extension(oid);
        match rule {
            Some((_, _, Rule::Keep)) => self.kept.push(extension.clone()),
            Some((_, _, Rule::Issuer)) => {}
            _ if allow.contains(&needed) => self.kept.push(extension.clone()),
            Some((_, name, Rule::LeaveOut)) => self.left_out.push((*name).to_owned()),
            None if extension.critical => foreign.add(needed, format_args!("the critical extension {oid}")),
            None => self.left_out.push(format!("the extension {oid}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::generate;
    use crate::pki::{RequestSpec, create_request};

    fn asking(extensions: Vec<Extension>) -> Request {
        let key = generate("p256".parse().unwrap(), &mut StdRng::seed_from_u64(1)).unwrap();
        let spec = RequestSpec { subject: "CN=x".parse().unwrap(), extensions };
        create_request(&spec, &key).unwrap()
    }

    fn admit_for(
        profile: Profile,
        allow: &[AllowedExtra],
        body: ExtensionValue,
    ) -> Result<ApprovedRequest, String> {
        let terms = IssuancePolicy { profile, allow, names: &[] };
        apply_policy(&asking(vec![body.non_critical()]), &terms).map_err(|error| error.to_string())
    }

    #[test]
    fn a_ca_is_refused_unless_it_is_allowed() {
        let ca = || ExtensionValue::BasicConstraints { ca: true, path_len: None };
        let told = admit_for(Profile::Server, &[], ca()).unwrap_err();
        assert_eq!(told, "requests a CA's certificate (CA:TRUE), which a server certificate must not have");
        assert!(admit_for(Profile::Server, &[AllowedExtra::Ca], ca()).unwrap().ca);
        assert!(
            admit_for(Profile::Server, &[], ExtensionValue::KeyUsage(vec![KeyUsage::KeyCertSign])).is_err()
        );
    }

    #[test]
    fn foreign_usages_are_refused_unless_they_are_allowed() {
        let usage = || ExtensionValue::KeyUsage(vec![KeyUsage::DigitalSignature, KeyUsage::NonRepudiation]);
        assert!(admit_for(Profile::Server, &[], usage()).is_err());
        let allowed = admit_for(Profile::Server, &["nonRepudiation".parse().unwrap()], usage()).unwrap();
        assert_eq!(allowed.key_usages, [KeyUsage::DigitalSignature, KeyUsage::NonRepudiation]);
        let purpose = || ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::CLIENT_AUTH]);
        assert!(admit_for(Profile::Server, &[], purpose()).is_err());
        assert!(admit_for(Profile::ServerAndClient, &[], purpose()).is_ok());
        assert!(admit_for(Profile::Server, &["clientAuth".parse().unwrap()], purpose()).is_ok());
        let own = || ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage("1.2.3".parse().unwrap())]);
        assert!(admit_for(Profile::Server, &["1.2.3".parse().unwrap()], own()).is_ok());
    }

    #[test]
    fn what_recipes_for_rsa_ask_for_is_left_out_for_other_keys() {
        let usage = ExtensionValue::KeyUsage(vec![KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment]);
        let admitted = admit_for(Profile::Server, &[], usage).unwrap();
        assert_eq!(admitted.key_usages, [KeyUsage::DigitalSignature]);
        assert_eq!(admitted.left_out, ["keyEncipherment, which is for RSA keys"]);
    }

    #[test]
    fn must_staple_is_kept_and_strangers_are_left_out_or_refused() {
        let other = |oid: &str, der: &[u8]| {
            ExtensionValue::Other(OtherExtension { oid: oid.parse().unwrap(), der: der.to_vec() })
        };
        let staple =
            admit_for(Profile::Server, &[], other("1.3.6.1.5.5.7.1.24", &[0x30, 3, 2, 1, 5])).unwrap();
        assert_eq!(staple.kept.len(), 1);
        let stranger = || other("1.2.3.4", &[5, 0]);
        assert_eq!(admit_for(Profile::Server, &[], stranger()).unwrap().left_out, ["the extension 1.2.3.4"]);
        assert_eq!(
            admit_for(Profile::Server, &["1.2.3.4".parse().unwrap()], stranger()).unwrap().kept.len(),
            1
        );
        let terms = IssuancePolicy { profile: Profile::Server, allow: &[], names: &[] };
        assert!(apply_policy(&asking(vec![stranger().critical()]), &terms).is_err());
    }

    #[test]
    fn a_request_that_its_key_did_not_sign_is_refused() {
        let request = asking(Vec::new());
        let mut der = request.der().to_vec();
        let position = der.windows(3).position(|bytes| bytes == [0x55, 4, 3]).unwrap() + 5;
        der[position] ^= 1;
        let forged = Request::from_der(&der).unwrap();
        assert!(matches!(verify_request(&forged), Err(ApprovalError::Signature(_))));
    }
}
