//! Whether a certificate may be used for a purpose (`X509_check_purpose`, `crypto/x509/v3_purp.c` of OpenSSL).

use const_oid::ObjectIdentifier;

use super::certificate::StoreCertificate;
use super::facts::Fact;
use super::facts::usage::{
    CERT_SIGN, CRL_SIGN, DIGITAL_SIGNATURE, KEY_AGREEMENT, KEY_ENCIPHERMENT, NON_REPUDIATION,
};
use super::issued::is_self_signed;
use super::trust::Trust;
use crate::model::oid::known;
use crate::x509;

/// A purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// TLS client.
    SslClient,
    /// TLS server.
    SslServer,
    /// TLS server as Netscape wanted it.
    NetscapeSslServer,
    /// Signing mail.
    SmimeSign,
    /// Encrypting mail.
    SmimeEncrypt,
    /// Signing CRLs.
    CrlSign,
    /// Anything.
    Any,
    /// Signing OCSP responses.
    OcspHelper,
    /// Signing time stamps.
    TimestampSign,
}

/// The place of a certificate in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It has the purpose itself.
    Leaf,
    /// It issues certificates with the purpose.
    Issuer,
}

/// Whether a certificate is for a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurposeCheck {
    /// It is not.
    No,
    /// It is.
    Yes,
    /// It is, with OpenSSL's number for the reason of a doubt.
    Doubtful(u8),
    /// An extension is malformed.
    Invalid,
}

/// Every purpose with its name, its title and the trust that it requires.
const PURPOSES: [(Purpose, &str, &str, Option<Trust>); 9] = [
    (Purpose::SslClient, "sslclient", "SSL client", Some(Trust::SslClient)),
    (Purpose::SslServer, "sslserver", "SSL server", Some(Trust::SslServer)),
    (Purpose::NetscapeSslServer, "nssslserver", "Netscape SSL server", Some(Trust::SslServer)),
    (Purpose::SmimeSign, "smimesign", "S/MIME signing", Some(Trust::Email)),
    (Purpose::SmimeEncrypt, "smimeencrypt", "S/MIME encryption", Some(Trust::Email)),
    (Purpose::CrlSign, "crlsign", "CRL signing", Some(Trust::Compatible)),
    (Purpose::Any, "any", "Any Purpose", None),
    (Purpose::OcspHelper, "ocsphelper", "OCSP helper", Some(Trust::Compatible)),
    (Purpose::TimestampSign, "timestampsign", "Time Stamp signing", Some(Trust::TimeStamp)),
];

/// Bits of nsCertType.
const NS_SSL_CLIENT: u16 = 0x80;
const NS_SSL_SERVER: u16 = 0x40;
const NS_SMIME: u16 = 0x20;
const NS_SSL_CA: u16 = 0x04;
const NS_SMIME_CA: u16 = 0x02;
const NS_ANY_CA: u16 = 0x07;

/// The extended key usages that OpenSSL knows.
const KNOWN_USES: [ObjectIdentifier; 10] = [
    known::ID_KP_SERVER_AUTH,
    known::ID_KP_CLIENT_AUTH,
    known::ID_KP_EMAIL_PROTECTION,
    known::ID_KP_CODE_SIGNING,
    known::SERVER_GATED_CRYPTO[0],
    known::SERVER_GATED_CRYPTO[1],
    known::ID_KP_OCSP_SIGNING,
    known::ID_KP_TIME_STAMPING,
    known::ID_KP_DVCS,
    known::ANY_EXTENDED_KEY_USAGE,
];

impl Purpose {
    /// Every purpose, in OpenSSL's order.
    pub fn all() -> impl Iterator<Item = Self> {
        PURPOSES.iter().map(|row| row.0)
    }

    /// The purpose with this name, as in `sslserver`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        PURPOSES.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        PURPOSES.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// The title, as in `SSL server`.
    #[must_use]
    pub fn title(self) -> &'static str {
        PURPOSES.iter().find(|row| row.0 == self).map_or("", |row| row.2)
    }

    /// The trust that it requires of an anchor; `None` for any.
    pub(super) fn trust(self) -> Option<Trust> {
        PURPOSES.iter().find(|row| row.0 == self).and_then(|row| row.3)
    }

    /// Whether the certificate is for this purpose at this place.
    #[must_use]
    pub fn check(self, certificate: &StoreCertificate, place: Place) -> PurposeCheck {
        let as_ca = place == Place::Issuer;
        if certificate.has(Fact::Invalid) {
            return PurposeCheck::Invalid;
        }
        let code = match self {
            Self::Any => 1,
            Self::SslClient => ssl_client(certificate, as_ca),
            Self::SslServer => ssl_server(certificate, as_ca),
            Self::NetscapeSslServer => match ssl_server(certificate, as_ca) {
                1 if !as_ca && certificate.facts.rejects_usage(KEY_ENCIPHERMENT) => 0,
                code => code,
            },
            Self::SmimeSign => smime(certificate, as_ca, DIGITAL_SIGNATURE | NON_REPUDIATION),
            Self::SmimeEncrypt => smime(certificate, as_ca, KEY_ENCIPHERMENT),
            _ if as_ca => ca_kind(certificate),
            Self::CrlSign => u8::from(!certificate.facts.rejects_usage(CRL_SIGN)),
            Self::OcspHelper => 1,
            Self::TimestampSign => u8::from(is_for_time_stamps(certificate)),
        };
        match code {
            0 => PurposeCheck::No,
            1 => PurposeCheck::Yes,
            code => PurposeCheck::Doubtful(code),
        }
    }
}

/// What kind of CA it is: zero for none, one for a CA, others for certificates without basicConstraints (`check_ca`).
pub(super) fn ca_kind(certificate: &StoreCertificate) -> u8 {
    let facts = &certificate.facts;
    if certificate.has(Fact::Invalid) || facts.rejects_usage(CERT_SIGN) {
        return 0;
    }
    if certificate.has(Fact::BasicConstraints) {
        return u8::from(certificate.has(Fact::Ca));
    }
    if certificate.version == 0 && is_self_signed(certificate) == Some(true) {
        3
    } else if facts.key_usage.is_some() {
        4
    } else if facts.netscape.is_some_and(|kind| kind & NS_ANY_CA != 0) {
        5
    } else {
        0
    }
}

/// Whether extendedKeyUsage is there and has none of these.
fn rejects_uses(certificate: &StoreCertificate, uses: &[ObjectIdentifier]) -> bool {
    let own = certificate.facts.uses.as_ref();
    own.is_some_and(|own| !own.iter().any(|id| uses.iter().any(|use_| use_.as_bytes() == id)))
}

fn rejects_netscape(certificate: &StoreCertificate, bits: u16) -> bool {
    certificate.facts.netscape.is_some_and(|kind| kind & bits == 0)
}

fn ssl_ca(certificate: &StoreCertificate) -> u8 {
    match ca_kind(certificate) {
        0 => 0,
        5 => u8::from(!rejects_netscape(certificate, NS_SSL_CA)),
        _ => 1,
    }
}

fn ssl_client(certificate: &StoreCertificate, as_ca: bool) -> u8 {
    if rejects_uses(certificate, &[known::ID_KP_CLIENT_AUTH]) {
        return 0;
    }
    if as_ca {
        return ssl_ca(certificate);
    }
    let is_wrong = certificate.facts.rejects_usage(DIGITAL_SIGNATURE | KEY_AGREEMENT)
        || rejects_netscape(certificate, NS_SSL_CLIENT);
    u8::from(!is_wrong)
}

fn ssl_server(certificate: &StoreCertificate, as_ca: bool) -> u8 {
    if rejects_uses(
        certificate,
        &[known::ID_KP_SERVER_AUTH, known::SERVER_GATED_CRYPTO[0], known::SERVER_GATED_CRYPTO[1]],
    ) {
        return 0;
    }
    if as_ca {
        return ssl_ca(certificate);
    }
    let is_wrong = rejects_netscape(certificate, NS_SSL_SERVER)
        || certificate.facts.rejects_usage(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT);
    u8::from(!is_wrong)
}

fn smime(certificate: &StoreCertificate, as_ca: bool, usage: u16) -> u8 {
    if rejects_uses(certificate, &[known::ID_KP_EMAIL_PROTECTION]) {
        return 0;
    }
    if as_ca {
        return match ca_kind(certificate) {
            5 if rejects_netscape(certificate, NS_SMIME_CA) => 0,
            kind => kind,
        };
    }
    let code = match certificate.facts.netscape {
        Some(kind) if kind & NS_SMIME != 0 => 1,
        Some(kind) if kind & NS_SSL_CLIENT != 0 => 2,
        Some(_) => 0,
        None => 1,
    };
    if certificate.facts.rejects_usage(usage) { 0 } else { code }
}

/// Whether key usages are the ones of RFC 3161, 2.3.
fn is_for_time_stamps(certificate: &StoreCertificate) -> bool {
    const ALLOWED: u16 = DIGITAL_SIGNATURE | NON_REPUDIATION;
    if certificate.facts.key_usage.is_some_and(|usage| usage & !ALLOWED != 0 || usage & ALLOWED == 0) {
        return false;
    }
    let is_known = |id: &&Vec<u8>| KNOWN_USES.iter().any(|use_| use_.as_bytes() == id.as_slice());
    let mut uses = certificate.facts.uses.iter().flatten().filter(is_known).peekable();
    let is_stamp = |id: &Vec<u8>| known::ID_KP_TIME_STAMPING.as_bytes() == id.as_slice();
    if uses.peek().is_none() || !uses.all(is_stamp) {
        return false;
    }
    let extensions = certificate.extensions();
    extensions.iter().find(|one| one.is(known::ID_CE_EXT_KEY_USAGE)).is_some_and(x509::Extension::is_critical)
}
