//! What rustls reports as the lines of openssl's error queue, whose reasons scripts search for.

use std::io;

use rustls::{AlertDescription, Error, PeerIncompatible};

use super::transport::End;
use crate::openssl::session::Session;

/// Where the numbers of the reasons for received alerts begin.
const ALERTS: u32 = 1000;
/// The number of the library of TLS among openssl's.
const TLS_LIBRARY: u32 = 20;
/// The bits of a reason.
const REASON_BITS: u32 = 23;

/// The alerts, by openssl's reasons.
const REASONS: [(AlertDescription, &str); 29] = [
    (AlertDescription::UnexpectedMessage, "sslv3 alert unexpected message"),
    (AlertDescription::BadRecordMac, "sslv3 alert bad record mac"),
    (AlertDescription::DecryptionFailed, "tlsv1 alert decryption failed"),
    (AlertDescription::RecordOverflow, "tlsv1 alert record overflow"),
    (AlertDescription::DecompressionFailure, "sslv3 alert decompression failure"),
    (AlertDescription::HandshakeFailure, "sslv3 alert handshake failure"),
    (AlertDescription::NoCertificate, "sslv3 alert no certificate"),
    (AlertDescription::BadCertificate, "sslv3 alert bad certificate"),
    (AlertDescription::UnsupportedCertificate, "sslv3 alert unsupported certificate"),
    (AlertDescription::CertificateRevoked, "sslv3 alert certificate revoked"),
    (AlertDescription::CertificateExpired, "sslv3 alert certificate expired"),
    (AlertDescription::CertificateUnknown, "sslv3 alert certificate unknown"),
    (AlertDescription::IllegalParameter, "sslv3 alert illegal parameter"),
    (AlertDescription::UnknownCA, "tlsv1 alert unknown ca"),
    (AlertDescription::AccessDenied, "tlsv1 alert access denied"),
    (AlertDescription::DecodeError, "tlsv1 alert decode error"),
    (AlertDescription::DecryptError, "tlsv1 alert decrypt error"),
    (AlertDescription::ExportRestriction, "tlsv1 alert export restriction"),
    (AlertDescription::ProtocolVersion, "tlsv1 alert protocol version"),
    (AlertDescription::InsufficientSecurity, "tlsv1 alert insufficient security"),
    (AlertDescription::InternalError, "tlsv1 alert internal error"),
    (AlertDescription::InappropriateFallback, "tlsv1 alert inappropriate fallback"),
    (AlertDescription::UserCanceled, "tlsv1 alert user cancelled"),
    (AlertDescription::NoRenegotiation, "tlsv1 alert no renegotiation"),
    (AlertDescription::MissingExtension, "tlsv13 alert missing extension"),
    (AlertDescription::UnsupportedExtension, "tlsv1 unsupported extension"),
    (AlertDescription::UnrecognisedName, "tlsv1 unrecognized name"),
    (AlertDescription::CertificateRequired, "tlsv13 alert certificate required"),
    (AlertDescription::NoApplicationProtocol, "tlsv1 alert no application protocol"),
];

/// A line of openssl's error queue about TLS.
fn line(number: u32, reason: &str, detail: &str) -> String {
    let code = (TLS_LIBRARY << REASON_BITS) | number;
    format!("error:{code:08X}:SSL routines::{reason}:{detail}")
}

/// The line for an error of rustls.
pub(super) fn of_tls(error: &Error) -> String {
    let detail = error.to_string();
    match error {
        Error::AlertReceived(alert) => {
            let number = u32::from(u8::from(*alert));
            let row = REASONS.iter().find(|(known, _)| known == alert);
            let reason = row.map_or("unknown alert type", |(_, reason)| reason);
            line(ALERTS + number, reason, &format!("SSL alert number {number}"))
        }
        Error::InvalidCertificate(_) => line(134, "certificate verify failed", &detail),
        Error::NoCertificatesPresented => line(199, "peer did not return a certificate", &detail),
        Error::InvalidMessage(_) => line(267, "wrong version number", &detail),
        Error::NoApplicationProtocol => line(235, "no application protocol", &detail),
        Error::PeerIncompatible(incompatible) => match incompatible {
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::SupportedVersionsExtensionRequired
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled => line(258, "unsupported protocol", &detail),
            PeerIncompatible::NoKxGroupsInCommon => line(101, "no suitable key share", &detail),
            PeerIncompatible::NoSignatureSchemesInCommon => {
                line(118, "no suitable signature algorithm", &detail)
            }
            _ => line(193, "no shared cipher", &detail),
        },
        _ => line(68, "internal error", &detail),
    }
}

/// The line for a connection that ended without an alert.
pub(super) fn of_end() -> String {
    line(294, "unexpected eof while reading", "")
}

/// The line for an error of the system, and its number.
pub(super) fn of_system(error: &io::Error) -> (String, i32) {
    let number = error.raw_os_error().unwrap_or_default();
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    (format!("error:{:08X}:system library::{text}:", 0x8000_0000_u32 | number.unsigned_abs()), number)
}

/// Says why a connection ended.
pub(super) fn say(session: &Session, end: &End) {
    match end {
        End::Eof => session.say(of_end()),
        End::Tls(error) => session.say(of_tls(error)),
        End::System(error) => {
            let (text, number) = of_system(error);
            session.say(text);
            session.say(format_args!("read:errno={number}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_have_openssls_numbers_and_reasons() {
        let line = of_tls(&Error::AlertReceived(AlertDescription::UnknownCA));
        assert_eq!(line, "error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48");
        assert!(of_end().starts_with("error:0A000126:SSL routines::unexpected eof while reading:"));
        let (line, number) = of_system(&io::Error::from_raw_os_error(111));
        assert_eq!((line.as_str(), number), ("error:8000006F:system library::Connection refused:", 111));
    }
}
