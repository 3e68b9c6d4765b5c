//! What of a bundle goes into a file.

use std::fmt;

use thiserror::Error;

use super::Bundle;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::encoding::request::Request;
use crate::key::{PrivateKey, PublicKey, PublicKeyAlgorithm};
use crate::pki::chain::{self, is_same_key};

/// The objects that go into one file, in the order in which it has them.
#[derive(Debug, Clone, Default)]
pub struct Selection<'a> {
    /// The private keys; with one of them the file is a secret.
    pub keys: Vec<&'a PrivateKey>,
    /// The certificates.
    pub certificates: Vec<&'a Certificate>,
    /// The certificates of CAs that the file has apart from the others.
    pub trusted: Vec<&'a Certificate>,
    /// The requests.
    pub requests: Vec<&'a Request>,
    /// The revocation lists.
    pub crls: Vec<&'a Crl>,
    /// The public keys.
    pub public_keys: Vec<&'a PublicKey>,
}

/// The contents of one file.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// What it is called, where a form makes several files.
    pub name: Option<String>,
    /// What goes into it.
    pub selection: Selection<'a>,
}

/// Why a bundle does not have what a form takes; each is a whole sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SelectError {
    /// It has none of them.
    #[error("the input holds no {0}")]
    Missing(&'static str),
    /// It has more than the form takes.
    #[error("the input holds {count} {what}, but this format allows one")]
    Several {
        /// In the plural.
        what: &'static str,
        /// How many were found.
        count: usize,
    },
    /// There are certificates, but none that signs others or itself.
    #[error("the input holds no certificate of a CA, and a server's certificate is no trust anchor")]
    NoAnchor,
    /// A file's extension promises something else.
    #[error("a .{extension} file holds {holds} only, and {found} would be in it")]
    Extension {
        /// Without the dot.
        extension: &'static str,
        /// What belongs into it.
        holds: &'static str,
        /// What would be in it.
        found: String,
    },
    /// Key and certificates do not belong together.
    #[error("the private key ({key}) belongs to none of the certificates: {certificates}")]
    Mismatch {
        /// What the key is.
        key: PublicKeyAlgorithm,
        /// What the certificates are.
        certificates: String,
    },
}

/// What a form takes out of a bundle.
pub(super) type Select = for<'a> fn(&'a Bundle) -> Result<Vec<Part<'a>>, SelectError>;

fn one(selection: Selection<'_>) -> Vec<Part<'_>> {
    vec![Part { name: None, selection }]
}

/// Everything; the certificate of a key before its issuers, as servers read it.
#[expect(clippy::unnecessary_wraps, reason = "one of the functions in a table, and others fail")]
pub(super) fn everything(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let certificates = match bundle.own() {
        Some((_, own)) => {
            let path = chain::path(&bundle.certificates, own, bundle.at);
            let others = (0..bundle.certificates.len()).filter(|position| !path.contains(position));
            path.iter().copied().chain(others).map(|position| &bundle.certificates[position]).collect()
        }
        None => bundle.certificates.iter().collect(),
    };
    Ok(one(Selection {
        keys: bundle.keys.iter().collect(),
        certificates,
        requests: bundle.requests.iter().collect(),
        crls: bundle.crls.iter().collect(),
        public_keys: bundle.public_keys.iter().collect(),
        ..Selection::default()
    }))
}

/// The one object that there is.
pub(super) fn single(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let parts = everything(bundle)?;
    match parts.iter().map(|part| part.selection.len()).sum() {
        0 => Err(SelectError::Missing("key and no certificate")),
        1 => Ok(parts),
        count => Err(SelectError::Several { what: "objects", count }),
    }
}

/// The one private key.
pub(super) fn key(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let key = only(&bundle.keys, "private key", "private keys")?;
    Ok(one(Selection { keys: vec![key], ..Selection::default() }))
}

/// The one private key, or else the one public key.
pub(super) fn any_key(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    match bundle.keys.is_empty() {
        true => public_key(bundle),
        false => key(bundle),
    }
}

/// The public keys of everything, each once.
pub(super) fn public_keys(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let keys = bundle.keys.iter().map(PrivateKey::public).chain(&bundle.public_keys);
    let certified = bundle.certificates.iter().map(Certificate::public_key);
    let requested = bundle.requests.iter().map(Request::public_key);
    let mut found: Vec<&PublicKey> = Vec::new();
    for key in keys.chain(certified).chain(requested) {
        if !found.iter().any(|other| is_same_key(other, key)) {
            found.push(key);
        }
    }
    match found.is_empty() {
        true => Err(SelectError::Missing("key")),
        false => Ok(one(Selection { public_keys: found, ..Selection::default() })),
    }
}

/// The one public key: of the private key, or of what there is instead.
pub(super) fn public_key(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let keys = bundle.keys.iter().map(PrivateKey::public);
    let requests = bundle.requests.iter().map(Request::public_key);
    let mut found: Vec<&PublicKey> = keys.chain(&bundle.public_keys).chain(requests).collect();
    if found.is_empty() && !bundle.certificates.is_empty() {
        found.push(bundle.certificates[chain::leaf(&bundle.certificates, bundle.at)].public_key());
    }
    found.dedup();
    match found.as_slice() {
        [] => Err(SelectError::Missing("key")),
        [key] => Ok(one(Selection { public_keys: vec![key], ..Selection::default() })),
        several => Err(SelectError::Several { what: "keys", count: several.len() }),
    }
}

/// The server's own certificate and its issuers, in the order in which a server sends them.
pub(super) fn chain(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    if bundle.certificates.is_empty() {
        return Err(SelectError::Missing("certificate"));
    }
    let leaf = bundle.own().map_or_else(|| chain::leaf(&bundle.certificates, bundle.at), |(_, own)| own);
    Ok(one(Selection { certificates: bundle.chain_from(leaf), ..Selection::default() }))
}

/// A private key, its certificate, and the issuers of that.
pub(super) fn pair(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let Some(first) = bundle.keys.first() else { return Err(SelectError::Missing("private key")) };
    if bundle.certificates.is_empty() {
        return Err(SelectError::Missing("certificate"));
    }
    let (key, own) = bundle.own().ok_or_else(|| SelectError::Mismatch {
        key: first.algorithm(),
        certificates: titles(&bundle.certificates),
    })?;
    Ok(one(Selection { keys: vec![key], certificates: bundle.chain_from(own), ..Selection::default() }))
}

/// A private key, its certificate and the issuers of that, and apart from them the CAs that clients trust.
pub(super) fn pair_and_ca(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let mut parts = pair(bundle)?;
    let all = bundle.certificates.iter().chain(&bundle.trusted);
    let trusted: Vec<_> = all.filter(|one| one.is_ca() && one.is_self_issued()).collect();
    for part in &mut parts {
        part.selection.trusted.clone_from(&trusted);
    }
    Ok(parts)
}

/// The certificates that a client shall trust: those of CAs, or else self-signed ones. The certificate of a
/// server that a CA has issued is none: it is another one after each renewal, and vouches for no client.
pub(super) fn trusted(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let all = bundle.certificates.iter().chain(&bundle.trusted);
    let cas: Vec<_> = all.clone().filter(|one| one.is_ca()).collect();
    let certificates = if cas.is_empty() { all.filter(|one| one.is_self_issued()).collect() } else { cas };
    match (certificates.is_empty(), bundle.certificates.is_empty()) {
        (false, _) => Ok(one(Selection { certificates, ..Selection::default() })),
        (true, true) => Err(SelectError::Missing("certificate")),
        (true, false) => Err(SelectError::NoAnchor),
    }
}

/// The certificates alone, in the order of [`everything`].
pub(super) fn certificates(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let all = everything(bundle)?.into_iter();
    let certificates: Vec<_> = all.flat_map(|part| part.selection.certificates).collect();
    match certificates.is_empty() {
        true => Err(SelectError::Missing("certificate")),
        false => Ok(one(Selection { certificates, ..Selection::default() })),
    }
}

/// What the extension of a file promises to those who publish it, mount it or put it on a phone.
const PROMISES: [(&[&str], &str, Holds); 5] = [
    (&["crt", "cer", "cert"], "certificates", |selection| selection.certificates.len()),
    (&["key"], "private keys", |selection| selection.keys.len()),
    (&["csr"], "certificate requests", |selection| selection.requests.len()),
    (&["crl"], "CRLs", |selection| selection.crls.len()),
    (&["pub"], "public keys", |selection| selection.public_keys.len()),
];

/// How many objects of a selection a file may hold.
type Holds = fn(&Selection<'_>) -> usize;

impl Selection<'_> {
    /// Fails when a file with this extension must not hold all of it.
    ///
    /// # Errors
    /// [`SelectError::Extension`]
    pub fn check_extension(&self, extension: &str) -> Result<(), SelectError> {
        let extension = extension.to_ascii_lowercase();
        let promise = PROMISES.iter().find_map(|(extensions, holds, count)| {
            let extension = extensions.iter().find(|one| **one == extension)?;
            Some((*extension, *holds, count(self)))
        });
        match promise {
            Some((extension, holds, count)) if count < self.len() => {
                Err(SelectError::Extension { extension, holds, found: self.to_string() })
            }
            _ => Ok(()),
        }
    }
}

/// The certificates and revocation lists.
pub(super) fn public_objects(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let all = everything(bundle)?.into_iter().map(|part| part.selection);
    let selections: Vec<_> = all
        .map(|all| Selection { certificates: all.certificates, crls: all.crls, ..Selection::default() })
        .collect();
    match selections.iter().all(|selection| selection.len() == 0) {
        true => Err(SelectError::Missing("certificate")),
        false => Ok(selections.into_iter().flat_map(one).collect()),
    }
}

/// Every object on its own.
pub(super) fn each(bundle: &Bundle) -> Result<Vec<Part<'_>>, SelectError> {
    let leaf = bundle.own().map(|(_, own)| own);
    let has_leaf = bundle.certificates.iter().any(|one| !one.is_ca());
    let leaf = leaf.or_else(|| has_leaf.then(|| chain::leaf(&bundle.certificates, bundle.at)));
    let path = leaf.map_or_else(Vec::new, |leaf| chain::path(&bundle.certificates, leaf, bundle.at));
    let all = &bundle.certificates;
    let (mut parts, none) = (Vec::new(), Selection::default);
    let mut add = |name, selections: Vec<_>| parts.extend(numbered(name, selections));
    add("private", bundle.keys.iter().map(|key| Selection { keys: vec![key], ..none() }).collect());
    let certificate = |position: &usize| Selection { certificates: vec![&all[*position]], ..none() };
    let others: Vec<_> = (0..all.len()).filter(|position| !path.contains(position)).collect();
    let (ca, other): (Vec<_>, Vec<_>) = others.into_iter().partition(|position| all[*position].is_ca());
    let own = path.first().into_iter().chain(&other);
    add("certificate", own.map(certificate).collect());
    add("issuer", path.iter().skip(1).map(certificate).collect());
    add("ca", ca.iter().map(certificate).collect());
    add("csr", bundle.requests.iter().map(|one| Selection { requests: vec![one], ..none() }).collect());
    add("crl", bundle.crls.iter().map(|one| Selection { crls: vec![one], ..none() }).collect());
    add(
        "public",
        bundle.public_keys.iter().map(|one| Selection { public_keys: vec![one], ..none() }).collect(),
    );
    match parts.is_empty() {
        true => Err(SelectError::Missing("key and no certificate")),
        false => Ok(parts),
    }
}

/// `issuer.pem`, or `issuer-1.pem`, `issuer-2.pem` and so on, as many digits as the last has.
fn numbered<'a>(name: &str, selections: Vec<Selection<'a>>) -> Vec<Part<'a>> {
    let count = selections.len();
    let digits = count.to_string().len();
    let named = selections.into_iter().enumerate().map(|(index, selection)| {
        let name = match count {
            1 => format!("{name}.pem"),
            _ => format!("{name}-{:0digits$}.pem", index + 1),
        };
        Part { name: Some(name), selection }
    });
    named.collect()
}

fn only<'a, T>(found: &'a [T], what: &'static str, several: &'static str) -> Result<&'a T, SelectError> {
    match found {
        [] => Err(SelectError::Missing(what)),
        [one] => Ok(one),
        _ => Err(SelectError::Several { what: several, count: found.len() }),
    }
}

fn titles(certificates: &[Certificate]) -> String {
    let title = |one: &Certificate| format!("{} ({})", one.subject(), one.public_key().algorithm());
    certificates.iter().map(title).collect::<Vec<_>>().join(", ")
}

impl Bundle {
    /// The first key that has a certificate, and that certificate's position.
    fn own(&self) -> Option<(&PrivateKey, usize)> {
        self.keys
            .iter()
            .find_map(|key| chain::own(&self.certificates, key.public(), self.at).map(|own| (key, own)))
    }

    fn chain_from(&self, leaf: usize) -> Vec<&Certificate> {
        chain::path(&self.certificates, leaf, self.at)
            .into_iter()
            .map(|one| &self.certificates[one])
            .collect()
    }
}

impl Selection<'_> {
    /// How many objects there are.
    fn len(&self) -> usize {
        self.keys.len()
            + self.certificates.len()
            + self.trusted.len()
            + self.requests.len()
            + self.crls.len()
            + self.public_keys.len()
    }
}

impl fmt::Display for Selection<'_> {
    /// `RSA 2048 private key and 2 certificates`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = match self.keys.as_slice() {
            [one] => Some(format!("{} private key", one.algorithm())),
            several => counted(several.len(), "private key"),
        };
        let public = match self.public_keys.as_slice() {
            [one] => Some(format!("{} public key", one.algorithm())),
            several => counted(several.len(), "public key"),
        };
        let parts = [
            keys,
            counted(self.certificates.len(), "certificate"),
            counted(self.trusted.len(), "CA certificate"),
            counted(self.requests.len(), "certificate request"),
            counted(self.crls.len(), "CRL"),
            public,
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(" and "))
    }
}

fn counted(count: usize, what: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(what.to_owned()),
        _ => Some(format!("{count} {what}s")),
    }
}
