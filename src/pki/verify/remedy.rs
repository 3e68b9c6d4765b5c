//! What mends a fault. The report turns it into a command with the paths of the files.

use super::check::{Check, Role, Status};
use crate::encoding::certificate::Certificate;
use crate::model::name::Name;
use crate::model::san::San;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Make the certificate again.
    Remake {
        /// With a new key.
        new_key: bool,
        /// For these names beside those that devcert adds by itself; DNS names and addresses only.
        names: Vec<San>,
        /// The CA that has to sign it; `None` where the certificate signs itself.
        issuer: Option<Name>,
    },
    /// Keep the key file to its owner.
    RestrictMode,
    /// Give the key file as certificate and the certificate file as key.
    SwapFiles,
    /// Say which CA the client trusts: the one of this name.
    NameCa(Name),
    /// Put the certificate of the CA of this name, which is at this address, behind the others.
    AddIssuer {
        /// The CA.
        name: Name,
        /// Where it publishes its certificate.
        url: String,
    },
    /// Let the server send the certificate of this intermediate too, which the CA file has.
    ServeChain(Name),
    /// Let the server staple an OCSP response: its CA answers to whoever asks.
    Staple,
    /// Let the server staple another response than the one that it has.
    StapleAnew,
    /// Write the same content in another form.
    Rewrite(Role, Rewrite),
}

/// In which other form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewrite {
    /// In PEM: from DER, a JSON Web Key, or OpenSSH's form.
    ToPem,
    /// Without passphrase.
    Decrypt,
    /// Key and certificate out of a PKCS#12 file.
    UnpackPkcs12,
    /// The certificates out of a PKCS#7 bundle.
    UnpackPkcs7,
    /// With the PEM label that belongs to the content.
    Relabel,
    /// Without U+FEFF at its start.
    DropByteOrderMark,
    /// In UTF-8 instead of UTF-16.
    Utf16ToUtf8,
    /// Without white space before the armour lines.
    Unindent,
    /// With every armour line, and 64 characters of base64, on a line of its own.
    Rearmour,
    /// In a file of its own, since there is other text in this one.
    Extract,
    /// These certificates only, in this order, counted from 0.
    Reorder(Vec<usize>),
}

impl Remedy {
    /// The certificate again, as `old` was, which may not have been read.
    pub(super) fn remake(old: Option<&Certificate>) -> Self {
        let names = old.map_or_else(Vec::new, |old| usable_names(old.names()));
        let issuer = old.filter(|old| !old.is_self_issued()).map(|old| old.issuer.clone());
        Self::Remake { new_key: false, names, issuer }
    }

    /// The same with a new key; other remedies stay as they are.
    pub(super) fn with_new_key(self) -> Self {
        match self {
            Self::Remake { names, issuer, .. } => Self::Remake { new_key: true, names, issuer },
            other => other,
        }
    }

    /// The same without a CA, for when it is the CA's certificate that is at fault.
    pub(super) fn signed_by_itself(self) -> Self {
        match self {
            Self::Remake { new_key, names, .. } => Self::Remake { new_key, names, issuer: None },
            other => other,
        }
    }

    /// Both remakes at once; of other remedies, the first.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Remake { new_key, mut names, issuer },
                Self::Remake { new_key: other_key, names: other_names, issuer: other_issuer },
            ) => {
                names.extend(other_names);
                Self::Remake {
                    new_key: new_key || other_key,
                    names: without_repeats(names),
                    issuer: issuer.and(other_issuer),
                }
            }
            (first, _) => first,
        }
    }

    /// The same for one name more.
    pub(super) fn with_name(self, name: &San) -> Self {
        match self {
            Self::Remake { new_key, mut names, issuer } => {
                names.extend(usable_names(std::slice::from_ref(name)));
                Self::Remake { new_key, names: without_repeats(names), issuer }
            }
            other => other,
        }
    }
}

/// Makes one of all the remakes, so that one command mends whatever can be mended by it: what faults
/// ask for goes into every one, what warnings ask for only into theirs.
pub(super) fn unite(checks: &mut [Check]) {
    for least in [Status::Fail, Status::Warn] {
        let concerned =
            |check: &&mut Check| check.status >= least && matches!(check.remedy, Some(Remedy::Remake { .. }));
        let remedies = checks.iter_mut().filter(concerned).filter_map(|check| check.remedy.clone());
        let Some(united) = remedies.reduce(Remedy::and) else { continue };
        for check in checks.iter_mut().filter(concerned).filter(|check| check.status == least) {
            check.remedy = Some(united.clone());
        }
    }
}

/// Those names that a client can match and that devcert does not add by itself; an address that
/// stands among the DNS names becomes the address that was meant.
fn usable_names(names: &[San]) -> Vec<San> {
    let defaults = San::defaults();
    let meant = names.iter().filter_map(|name| match name {
        San::Dns(dns) => Some(dns.as_str().parse().map_or_else(|_| name.clone(), San::Ip)),
        San::Ip(_) => Some(name.clone()),
        _ => None,
    });
    without_repeats(meant.filter(|name| !defaults.contains(name)).collect())
}

fn without_repeats(names: Vec<San>) -> Vec<San> {
    names.into_iter().fold(Vec::new(), |mut kept, name| {
        if !kept.contains(&name) {
            kept.push(name);
        }
        kept
    })
}
