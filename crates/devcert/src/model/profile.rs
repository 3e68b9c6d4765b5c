//! Which extensions a certificate gets for what it is meant to do.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::algorithm::KeyManagement;
use super::constraint::NameConstraints;
use super::extension::{Extension, ExtensionValue};
use super::san::San;
use super::usage::{ExtendedKeyUsage, KeyUsage};

/// What a certificate is meant to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// A TLS server: what rustls, browsers, Go and Java expect of one.
    #[default]
    Server,
    /// A TLS server that a page names by its certificate's hash (`serverCertificateHashes`).
    WebTransport,
    /// A TLS client.
    Client,
    /// A TLS server that is a client of its peers, as in clusters.
    ServerAndClient,
    /// A mailbox (S/MIME).
    Email,
    /// Signed programs.
    CodeSigning,
    /// A CA that nobody stands above.
    Root,
    /// A CA below another.
    Intermediate,
}

/// What makes one profile.
struct ProfileRow {
    profile: Profile,
    /// As it is typed.
    name: &'static str,
    /// As a sentence names it.
    title: &'static str,
    usages: &'static [KeyUsage],
    /// RSA keys get keyEncipherment too: NSS tools refuse RSA servers without it, and mail to an RSA
    /// key is enciphered with it.
    enciphers: bool,
    purposes: &'static [ExtendedKeyUsage],
}

use ExtendedKeyUsage as For;

const SIGNATURES: &[KeyUsage] = &[KeyUsage::DigitalSignature];
const CERTIFICATES: &[KeyUsage] = &[KeyUsage::KeyCertSign, KeyUsage::CrlSign];

#[rustfmt::skip]
const ROWS: [ProfileRow; 8] = [
    row(Profile::Server, "server", "server", SIGNATURES, true, &[For::SERVER_AUTH]),
    row(Profile::WebTransport, "webtransport", "WebTransport server", SIGNATURES, true, &[For::SERVER_AUTH]),
    row(Profile::Client, "client", "client", SIGNATURES, false, &[For::CLIENT_AUTH]),
    row(Profile::ServerAndClient, "peer", "server and client", SIGNATURES, true, &[For::SERVER_AUTH, For::CLIENT_AUTH]),
    row(Profile::Email, "email", "S/MIME", SIGNATURES, true, &[For::EMAIL_PROTECTION]),
    row(Profile::CodeSigning, "code-signing", "code-signing", SIGNATURES, false, &[For::CODE_SIGNING]),
    row(Profile::Root, "root", "CA", CERTIFICATES, false, &[]),
    row(Profile::Intermediate, "intermediate", "intermediate CA", CERTIFICATES, false, &[]),
];

/// Other names of profiles.
const ALIASES: [(&str, &str); 3] =
    [("both", "peer"), ("code", "code-signing"), ("codesigning", "code-signing")];

const fn row(
    profile: Profile,
    name: &'static str,
    title: &'static str,
    usages: &'static [KeyUsage],
    enciphers: bool,
    purposes: &'static [ExtendedKeyUsage],
) -> ProfileRow {
    ProfileRow { profile, name, title, usages, enciphers, purposes }
}

impl Profile {
    /// The profiles of certificates that stand at the end of a chain.
    pub const LEAVES: [Self; 6] = [
        Self::Server,
        Self::Client,
        Self::ServerAndClient,
        Self::Email,
        Self::CodeSigning,
        Self::WebTransport,
    ];

    /// The profile of this name, those of CAs included.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        ROWS.iter().find(|row| row.name == text).map(|row| row.profile)
    }

    /// As it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The kind of certificate in words, as in `S/MIME` certificate.
    #[must_use]
    pub fn noun(self) -> &'static str {
        self.row().title
    }

    /// Whether clients connect to what has such a certificate, by its names.
    #[must_use]
    pub const fn is_server(self) -> bool {
        matches!(self, Self::Server | Self::WebTransport | Self::ServerAndClient)
    }

    /// What its key may be used for; empty where nothing is said.
    #[must_use]
    pub fn purposes(self) -> &'static [ExtendedKeyUsage] {
        self.row().purposes
    }

    /// What its key may do; one that enciphers may do so too, where the profile has a use for that.
    #[must_use]
    pub fn key_usages(self, key: KeyManagement) -> Vec<KeyUsage> {
        let row = self.row();
        let encipherment =
            (key == KeyManagement::Encipherment && row.enciphers).then_some(KeyUsage::KeyEncipherment);
        row.usages.iter().copied().chain(encipherment).collect()
    }

    /// The extensions of a certificate for `names` on a `key` of this sort, in order.
    #[must_use]
    pub fn extensions(self, key: KeyManagement, names: Vec<San>) -> Vec<Extension> {
        let ca = matches!(self, Self::Root | Self::Intermediate);
        let mut extensions = vec![
            ExtensionValue::BasicConstraints { ca, path_len: None }.critical(),
            ExtensionValue::KeyUsage(self.key_usages(key)).critical(),
        ];
        if !self.purposes().is_empty() {
            extensions.push(ExtensionValue::ExtendedKeyUsage(self.purposes().to_vec()).non_critical());
        }
        if !names.is_empty() {
            extensions.push(ExtensionValue::SubjectAltName(names).non_critical());
        }
        extensions.push(ExtensionValue::SubjectKeyIdentifier.non_critical());
        extensions.push(ExtensionValue::AuthorityKeyIdentifier.non_critical());
        extensions
    }

    /// What a request asks for: the same, without the identifiers that the issuer sets.
    #[must_use]
    pub fn requested_extensions(self, key: KeyManagement, names: Vec<San>) -> Vec<Extension> {
        let mut extensions = self.extensions(key, names);
        extensions.retain(|extension| {
            !matches!(
                extension.body,
                ExtensionValue::SubjectKeyIdentifier | ExtensionValue::AuthorityKeyIdentifier
            )
        });
        extensions
    }

    fn row(self) -> &'static ProfileRow {
        // The test below holds that every profile has its row.
        ROWS.iter().find(|row| row.profile == self).unwrap_or(&ROWS[0])
    }
}

/// The extensions of a CA's certificate, in order: a root when `path_len` is `None`.
#[must_use]
pub fn ca_extensions(
    profile: Profile,
    path_len: Option<u8>,
    constraints: Option<NameConstraints>,
) -> Vec<Extension> {
    let mut extensions = profile.extensions(KeyManagement::Nothing, Vec::new());
    if let Some(first) = extensions.first_mut() {
        *first = ExtensionValue::BasicConstraints { ca: true, path_len }.critical();
    }
    if let Some(constraints) = constraints {
        // Critical, so that who cannot hold a name to them refuses it (RFC 5280, 4.2.1.10).
        extensions.insert(2, ExtensionValue::NameConstraints(constraints).critical());
    }
    extensions
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Not a profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{found}\" is not a profile; there are {}", Profile::LEAVES.map(Profile::name).join(", "))]
pub struct UnknownProfile {
    found: String,
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    /// Reads the profile of a leaf certificate, in upper or lower case, by its name or an alias.
    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        let text_lower = text.to_ascii_lowercase();
        let name = ALIASES
            .iter()
            .find(|(alias, _)| *alias == text_lower)
            .map_or(text_lower.as_str(), |(_, name)| name);
        let leaf = Self::LEAVES.into_iter().find(|profile| profile.name() == name);
        leaf.ok_or_else(|| UnknownProfile { found: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_its_own_row() {
        let all = Profile::LEAVES.into_iter().chain([Profile::Root, Profile::Intermediate]);
        assert!(all.clone().all(|profile| profile.row().profile == profile));
        assert_eq!(all.count(), ROWS.len());
    }

    #[test]
    fn only_rsa_keys_that_receive_secrets_encipher() {
        assert_eq!(
            Profile::Server.key_usages(KeyManagement::Encipherment),
            [KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment]
        );
        assert_eq!(Profile::Server.key_usages(KeyManagement::Agreement), [KeyUsage::DigitalSignature]);
        assert_eq!(Profile::Client.key_usages(KeyManagement::Encipherment), [KeyUsage::DigitalSignature]);
        assert_eq!(
            Profile::Root.key_usages(KeyManagement::Encipherment),
            [KeyUsage::KeyCertSign, KeyUsage::CrlSign]
        );
    }
}
