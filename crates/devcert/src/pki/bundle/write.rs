//! A selection as bytes.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use super::manifest::{self, ManifestError};
use super::select::Selection;
use crate::encoding::certificate::Certificate;
use crate::encoding::pkcs12::{self, Identity, Protection, Store};
use crate::encoding::private_key::{self, KeyError, KeyForm};
use crate::encoding::sniff::ObjectKind;
use crate::encoding::{encrypted_key, jwk, openssh, pem, pkcs7};
use crate::key::PrivateKey;
use crate::model::der_error::DerError;
use crate::model::secret::Secret;

/// How the files are written.
pub struct Settings<'a> {
    /// What encrypts the private keys.
    pub passphrase: Option<&'a Secret>,
    /// Who shall be able to read PKCS#12.
    pub protection: Protection,
    /// The friendly name of PKCS#12, the key ID of a JWK, the name of a Kubernetes secret.
    pub name: Option<&'a str>,
    /// The namespace of a Kubernetes secret.
    pub namespace: Option<&'a str>,
    /// Bare DER where the form has it, instead of PEM.
    pub der: bool,
    /// Where salts come from.
    pub rng: &'a mut dyn CryptoRng,
}

/// Why a file is not written; each is a whole sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The form has no place for this kind of key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// PKCS#12 has no place for it.
    #[error(transparent)]
    Pkcs12(#[from] pkcs12::WriteError),
    /// The manifest has no place for it.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Something is too long for DER.
    #[error("cannot be written: {0}")]
    Encoding(#[from] DerError),
}

/// How a form is written.
pub(super) type Write = fn(&Selection<'_>, &mut Settings<'_>) -> Result<Secret, WriteError>;

/// The password that Java gives to its own trust store; a trust store has no secrets.
const JAVA_PASSWORD: &[u8] = b"changeit";

/// One object: its kind, and its DER.
type Item = (ObjectKind, Secret);

/// The objects of a selection, keys in PKCS#8, encrypted where a passphrase is given.
fn items(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Vec<Item>, WriteError> {
    let mut items = Vec::new();
    for key in &selection.keys {
        items.push(pkcs8_item(key, settings)?);
    }
    let public = |kind: ObjectKind, der: &[u8]| (kind, Secret::from(der));
    items.extend(selection.certificates.iter().map(|one| public(ObjectKind::Certificate, one.der())));
    items.extend(selection.requests.iter().map(|one| public(ObjectKind::Request, one.der())));
    items.extend(selection.crls.iter().map(|one| public(ObjectKind::Crl, one.der())));
    items.extend(selection.public_keys.iter().map(|one| public(ObjectKind::PublicKey, one.spki())));
    Ok(items)
}

fn pkcs8_item(key: &PrivateKey, settings: &mut Settings<'_>) -> Result<Item, WriteError> {
    let plain = private_key::to_der(key, KeyForm::Pkcs8)?;
    let Some(passphrase) = settings.passphrase else { return Ok((ObjectKind::Pkcs8, plain)) };
    let sealed = encrypted_key::encrypt(&plain, passphrase, encrypted_key::ROUNDS, &mut settings.rng)?;
    Ok((ObjectKind::EncryptedPrivateKey, Secret::new(sealed)))
}

fn pack(items: &[Item], der: bool) -> Secret {
    let mut bytes = Zeroizing::new(Vec::new());
    for (kind, content) in items {
        match der {
            true => bytes.extend_from_slice(content.expose()),
            false => bytes
                .extend_from_slice(pem::encode(kind.label().unwrap_or_default(), content.expose()).expose()),
        }
    }
    Secret::from(bytes.as_slice())
}

/// PEM, one block after another.
pub(super) fn pem(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    Ok(pack(&items(selection, settings)?, false))
}

/// Bare DER.
pub(super) fn der(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    Ok(pack(&items(selection, settings)?, true))
}

/// PEM, or DER where that is asked for.
pub(super) fn either(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    Ok(pack(&items(selection, settings)?, settings.der))
}

/// `RSA PRIVATE KEY`
pub(super) fn pkcs1(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    in_form(selection, KeyForm::Pkcs1, settings)
}

/// `EC PRIVATE KEY`
pub(super) fn sec1(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    in_form(selection, KeyForm::Sec1, settings)
}

/// `DSA PRIVATE KEY`
pub(super) fn dsa(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    in_form(selection, KeyForm::Dsa, settings)
}

fn in_form(selection: &Selection<'_>, form: KeyForm, settings: &Settings<'_>) -> Result<Secret, WriteError> {
    let keys = selection.keys.iter().map(|key| Ok((form.kind(), private_key::to_der(key, form)?)));
    Ok(pack(&keys.collect::<Result<Vec<_>, WriteError>>()?, settings.der))
}

/// PEM in base64, one line: what an environment variable holds.
pub(super) fn base64(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let text = pem(selection, settings)?;
    let mut line = STANDARD.encode(text.expose()).into_bytes();
    line.push(b'\n');
    Ok(Secret::new(line))
}

/// A JSON Web Key.
pub(super) fn jwk(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let text = match (selection.keys.first(), selection.public_keys.first()) {
        (Some(key), _) => jwk::private(key, settings.name)?,
        (None, Some(key)) => Secret::new(jwk::public(key, settings.name)?.into_bytes()),
        (None, None) => Secret::default(),
    };
    Ok(text)
}

/// A set of public JSON Web Keys.
pub(super) fn jwks(selection: &Selection<'_>, _: &mut Settings<'_>) -> Result<Secret, WriteError> {
    Ok(Secret::new(jwk::set(selection.public_keys.iter().copied())?.into_bytes()))
}

/// `OPENSSH PRIVATE KEY`
pub(super) fn openssh(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let comment = settings.name.unwrap_or_default();
    let passphrase = settings.passphrase.map(|passphrase| (passphrase, openssh::ROUNDS));
    let mut items = Vec::new();
    for key in &selection.keys {
        let content = openssh::private(key, comment, passphrase, &mut settings.rng)?;
        items.push((ObjectKind::OpenSshPrivateKey, content));
    }
    Ok(pack(&items, false))
}

/// A line of `authorized_keys`.
pub(super) fn openssh_public(
    selection: &Selection<'_>,
    settings: &mut Settings<'_>,
) -> Result<Secret, WriteError> {
    let comment = settings.name.unwrap_or_default();
    let lines = selection.public_keys.iter().map(|key| openssh::public_line(key, comment));
    Ok(Secret::new(lines.collect::<Result<String, _>>()?.into_bytes()))
}

/// A key and its chain.
pub(super) fn pkcs12(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let certificates: Vec<Certificate> = selection.certificates.iter().copied().cloned().collect();
    let name = settings.name.or_else(|| certificates.first().and_then(title));
    let identity = selection.keys.first().map(|key| Identity { key, certificates: &certificates, name });
    store(&Store { identity, trusted: &[] }, settings)
}

/// Certificates that Java trusts, each under a name of its own.
pub(super) fn truststore(
    selection: &Selection<'_>,
    settings: &mut Settings<'_>,
) -> Result<Secret, WriteError> {
    let mut taken = HashSet::new();
    let aliases: Vec<String> = selection
        .certificates
        .iter()
        .map(|one| alias(settings.name.or_else(|| title(one)).unwrap_or("certificate"), &mut taken))
        .collect();
    let trusted: Vec<(&str, &Certificate)> =
        aliases.iter().map(String::as_str).zip(selection.certificates.iter().copied()).collect();
    store(&Store { identity: None, trusted: &trusted }, settings)
}

fn store(store: &Store<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let rounds = match settings.protection {
        Protection::Modern => pkcs12::ROUNDS,
        Protection::Legacy => pkcs12::LEGACY_ROUNDS,
    };
    let java = Secret::from(JAVA_PASSWORD);
    let passphrase = settings.passphrase.unwrap_or(&java);
    Ok(pkcs12::to_der(store, passphrase, settings.protection, rounds, &mut settings.rng)?)
}

/// In lower case, as keytool has them; a second one of the same name gets a number.
fn alias(name: &str, taken: &mut HashSet<String>) -> String {
    let name = name.to_lowercase();
    let numbered = (2..).map(|number: u32| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|one| taken.insert(one.clone()));
    free.unwrap_or(name)
}

fn title(certificate: &Certificate) -> Option<&str> {
    certificate.subject().common_name()
}

/// Certificates and revocation lists in a bundle that signs nothing.
pub(super) fn pkcs7(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let certificates: Vec<_> = selection.certificates.iter().map(|one| one.der()).collect();
    let crls: Vec<_> = selection.crls.iter().map(|one| one.der()).collect();
    let der = Secret::new(pkcs7::to_der(&certificates, &crls)?);
    Ok(pack(&[(ObjectKind::Pkcs7, der)], settings.der))
}

/// A Kubernetes TLS Secret.
pub(super) fn k8s(selection: &Selection<'_>, settings: &mut Settings<'_>) -> Result<Secret, WriteError> {
    let key = pem(&Selection { keys: selection.keys.clone(), ..Selection::default() }, settings)?;
    let certificates = |list: &[&Certificate]| -> Secret {
        let text: String = list.iter().map(|one| one.to_pem()).collect();
        Secret::new(text.into_bytes())
    };
    let chain = certificates(&selection.certificates);
    let ca = (!selection.trusted.is_empty()).then(|| certificates(&selection.trusted));
    let manifest = manifest::TlsSecret { name: settings.name, namespace: settings.namespace, chain, ca, key };
    Ok(manifest.write()?)
}
