//! What mends a fault. The report turns it into a command with the paths of the files.

use time::Duration;

use super::role::FileRole;
use crate::encoding::certificate::Certificate;
use crate::encoding::sniff::ObjectKind;
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::model::span::Span;
use crate::model::usage::KeyUsage;
use crate::model::validity::BACKDATE;
use crate::pki::path::Purpose;
use crate::pki::renewal;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Make the certificate again.
    Remake(Remake),
    /// Have the certificate of the CA of this name renewed, which is above the server's own.
    RenewIssuer {
        /// The CA.
        name: Name,
        /// Where it publishes its certificate.
        url: Option<String>,
    },
    /// Let the CA issue for the names that the certificate has.
    PermitNames(Vec<San>),
    /// Use another file in this role: the one that fits the other file.
    OtherFile {
        /// What the file is used as.
        role: FileRole,
        /// What to do where there is no such file.
        otherwise: Option<Remake>,
    },
    /// The certificate is for this side of the connection only.
    OtherPurpose {
        /// What it is for.
        purpose: Purpose,
        /// What makes a certificate for both sides.
        otherwise: Remake,
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
    /// Present a client certificate, issued by one of these CAs where the server names any.
    ClientCertificate(Vec<Name>),
    /// Write the same content in another form.
    Conversion(FileRole, Conversion),
    /// Have the program that reads a file of this kind write the same content in another form.
    ForeignConversion(FileRole, ObjectKind),
}

/// The certificate that takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remake {
    /// With a new key.
    pub new_key: bool,
    /// For these names, DNS names and addresses only; those that devcert adds by default among them.
    pub names: Vec<San>,
    /// The common name, which may be all that the certificate of a client has.
    pub common_name: Option<String>,
    /// What the certificate is for.
    pub profile: Profile,
    /// The CA that has to sign it; `None` where the certificate signs itself.
    pub issuer: Option<Name>,
    /// Where nothing is wrong but its end: how near the end is, where it has not come.
    pub renewal: Option<Renewal>,
    /// How many days it has to last, where the old one did not last long enough.
    pub days: Option<u32>,
    /// Whether the old certificate belongs to a CA and not to a server. The certificates that the CA issued still need it, so
    /// the new one must not replace it.
    pub is_ca: bool,
}

/// A certificate that only has to last longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The time within which it ends; `None` where it has expired.
    pub within: Option<Span>,
}

/// In which other form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conversion {
    /// In PEM: from DER, a JSON Web Key, or OpenSSH's form.
    ToPem,
    /// Encode the same key as every server reads it.
    Reencode,
    /// Write the key without a passphrase.
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
    /// Without what follows the first bytes, which are this many and DER.
    Trim(usize),
    /// These certificates only, in this order, counted from 0.
    Reorder(Vec<usize>),
}

impl Remedy {
    /// The certificate again, as `old` was.
    pub(super) fn remake(old: &Certificate) -> Self {
        Self::Remake(Remake::of(old))
    }

    /// Another file in this role, which nothing can be done without.
    pub(super) const fn other_file(role: FileRole) -> Self {
        Self::OtherFile { role, otherwise: None }
    }

    /// The key of the certificate `old`, or else such a certificate on the key that is there.
    pub(super) fn right_key(old: &Certificate) -> Self {
        Self::OtherFile { role: FileRole::Key, otherwise: Some(Remake::of(old)) }
    }

    /// What makes the certificate `old`, which is not for it, fit for `purpose`.
    pub(super) fn for_purpose(old: &Certificate, purpose: Purpose) -> Self {
        let remake = Remake::of(old).with_purpose(purpose);
        match purpose {
            Purpose::Server if remake.profile == Profile::ServerAndClient => {
                Self::OtherPurpose { purpose: Purpose::Client, otherwise: remake }
            }
            _ => Self::Remake(remake),
        }
    }

    /// A renewal of `old` where it is valid for long enough, else a new certificate; for a certificate that has
    /// expired or expires too soon, and is fine otherwise.
    pub(super) fn renew(old: &Certificate, within: Option<Span>) -> Self {
        let least = within.map_or(Duration::ZERO, Span::duration);
        let is_enough = old.not_after() - old.not_before() > least + BACKDATE;
        Self::remake(old).changed(|remake| match is_enough {
            true => remake.renewal = Some(Renewal { within }),
            false => remake.days = u32::try_from(least.whole_days() + 2).ok(),
        })
    }

    /// Requires a new key, if this is a new certificate.
    pub(super) fn with_new_key(self) -> Self {
        self.changed(|remake| remake.new_key = true)
    }

    /// Adds a name, if this is a new certificate.
    pub(super) fn with_name(self, name: &San) -> Self {
        self.changed(|remake| {
            remake.names.extend(usable_names(std::slice::from_ref(name)));
            remake.names = without_repeats(std::mem::take(&mut remake.names));
        })
    }

    fn changed(self, change: impl FnOnce(&mut Remake)) -> Self {
        match self {
            Self::Remake(mut remake) => {
                change(&mut remake);
                Self::Remake(remake)
            }
            other => other,
        }
    }
}

impl Remake {
    /// The certificate again, as `old` was.
    fn of(old: &Certificate) -> Self {
        Self {
            new_key: false,
            names: usable_names(old.names()),
            common_name: old.subject().common_name().map(str::to_owned),
            profile: renewal::profile(old),
            issuer: Some(old).filter(|old| !old.is_self_issued()).map(|old| old.issuer().clone()),
            renewal: None,
            days: None,
            is_ca: is_authority(old),
        }
    }

    /// Adds a purpose to the profile.
    fn with_purpose(self, purpose: Purpose) -> Self {
        Self { profile: with_purpose(self.profile, purpose), ..self }
    }

    /// Both at once.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            new_key: self.new_key || other.new_key,
            names: without_repeats([self.names, other.names].concat()),
            common_name: self.common_name.or(other.common_name),
            profile: if self.profile == Profile::Server { other.profile } else { self.profile },
            issuer: self.issuer.and(other.issuer),
            renewal: match (self.renewal, other.renewal) {
                (Some(one), Some(other)) => Some(Renewal { within: one.within.max(other.within) }),
                _ => None,
            },
            days: self.days.max(other.days),
            is_ca: self.is_ca || other.is_ca,
        }
    }
}

/// Whether it is the certificate of a CA. `openssl req -x509` marks every certificate as one (basicConstraints, RFC
/// 5280 section 4.2.1.9), those of servers included: what has a server's name and may not sign is a server's.
fn is_authority(certificate: &Certificate) -> bool {
    let signs = || certificate.key_usage().is_some_and(|usages| usages.contains(&KeyUsage::KeyCertSign));
    let is_host = |name: &str| {
        name == "localhost" || (name.contains('.') && matches!(name.parse(), Ok(San::Dns(_) | San::Ip(_))))
    };
    certificate.is_ca()
        && usable_names(certificate.names()).is_empty()
        && (signs() || !certificate.subject().common_name().is_some_and(is_host))
}

/// A profile that has this purpose and those of `profile`.
const fn with_purpose(profile: Profile, purpose: Purpose) -> Profile {
    match (profile, purpose) {
        (Profile::Server | Profile::WebTransport, Purpose::Client) | (Profile::Client, Purpose::Server) => {
            Profile::ServerAndClient
        }
        (Profile::Server | Profile::WebTransport | Profile::Client | Profile::ServerAndClient, _) => profile,
        (_, Purpose::Server) => Profile::Server,
        (_, Purpose::Client) => Profile::Client,
    }
}

/// Those names that a client can match; an address that is among the DNS names becomes the address
/// that was meant.
fn usable_names(names: &[San]) -> Vec<San> {
    let meant = names.iter().filter_map(|name| match name {
        San::Dns(dns) => Some(dns.as_str().parse().map_or_else(|_| name.clone(), San::Ip)),
        San::Ip(_) => Some(name.clone()),
        _ => None,
    });
    without_repeats(meant.collect())
}

fn without_repeats(names: Vec<San>) -> Vec<San> {
    names.into_iter().fold(Vec::new(), |mut kept, name| {
        if !kept.contains(&name) {
            kept.push(name);
        }
        kept
    })
}
