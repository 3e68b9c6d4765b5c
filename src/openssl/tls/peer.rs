//! The peer of a connection: its certificates are checked and recorded as the handshake goes on, and each step is said
//! on standard error in openssl's words.

use std::sync::{Mutex, PoisonError};

use ::der::Decode as _;
use devcert::encoding::certificate::Certificate;
use devcert::text::{self, NameStyle};
use devcert::x509::{self, Name};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::signature;
use super::verification::{self, EXPIRED, NO_TRUSTED_ISSUER, NOT_YET_VALID, OK, Rules, Step, TOO_LONG};
use crate::report::ui::Ui;

/// What a peer has shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Its certificates in the order in which it has sent them.
    pub chain: Vec<CertificateDer<'static>>,
    /// How it has signed the handshake.
    pub scheme: Option<SignatureScheme>,
    /// The number of the last error in its certificates.
    pub code: u32,
    /// Whether the error has ended the connection.
    pub is_rejected: bool,
}

/// How errors are met, and what is said of a check.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Where it is said.
    pub ui: Ui,
    /// The style of names.
    pub style: NameStyle,
    /// Whether only errors are said.
    pub quiet: bool,
    /// Whether an error ends the connection.
    pub strict: bool,
    /// The greatest depth at which errors are accepted.
    pub depth: Option<usize>,
    /// What is said before a check.
    pub first: Option<&'static str>,
}

/// Checks a peer.
#[derive(Debug)]
pub(super) struct Peer {
    rules: Rules,
    manner: Manner,
    algorithms: WebPkiSupportedAlgorithms,
    /// The names of the CAs that a client is asked for.
    authorities: Vec<DistinguishedName>,
    /// Whether a client must have a certificate; `None` where it is not asked for one.
    client_auth: Option<bool>,
    shown: Mutex<Shown>,
}

impl Peer {
    /// A server, of which every certificate is accepted unless errors end the connection.
    pub(super) fn server(rules: Rules, manner: Manner, algorithms: WebPkiSupportedAlgorithms) -> Self {
        let (authorities, client_auth, shown) = (Vec::new(), None, Mutex::default());
        Self { rules, manner, algorithms, authorities, client_auth, shown }
    }

    /// The same for a client, which is asked for a certificate of these CAs, and must have one if that is mandatory.
    pub(super) fn asking(self, authorities: Vec<DistinguishedName>, client_auth: Option<bool>) -> Self {
        Self { authorities, client_auth, ..self }
    }

    /// What it has shown.
    pub(super) fn shown(&self) -> Shown {
        self.with(|shown| shown.clone())
    }

    /// Forgets it, before the next connection.
    pub(super) fn forget(&self) {
        self.with(|shown| *shown = Shown::default());
    }

    fn with<T>(&self, act: impl FnOnce(&mut Shown) -> T) -> T {
        act(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn check(&self, chain: Vec<CertificateDer<'static>>) -> Result<(), Error> {
        let read: Result<Vec<_>, _> = chain.iter().map(|der| Certificate::from_der(der)).collect();
        self.with(|shown| *shown = Shown { chain, ..Shown::default() });
        let certificates = read.map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
        if let Some(line) = self.manner.first {
            self.manner.ui.line(line);
        }
        let (mut last, mut is_too_long) = (OK, false);
        let code = self.rules.check(&certificates, &mut |step| {
            // As in openssl, the dates of an error are said with the steps after it too.
            last = if step.code == OK { last } else { step.code };
            self.hear(step, last, &mut is_too_long)
        });
        let code = if is_too_long { TOO_LONG } else { code };
        let is_rejected = is_too_long || (self.manner.strict && code != OK);
        self.with(|shown| (shown.code, shown.is_rejected) = (code, is_rejected));
        match is_rejected {
            true => Err(Error::InvalidCertificate(rejection(code))),
            false => Ok(()),
        }
    }

    /// Says a step of the check, as the callback of openssl's programs does; `last` is the number of the last error.
    /// Returns whether to go on.
    fn hear(&self, step: &Step<'_>, last: u32, is_too_long: &mut bool) -> bool {
        let Manner { ui, quiet, strict, depth, .. } = self.manner;
        let is_error = step.code != OK;
        if !quiet || is_error {
            let subject = self.subject(step.certificate.der());
            ui.line(format_args!("depth={} {subject}", step.depth));
        }
        let mut goes_on = true;
        if is_error {
            ui.line(format_args!("verify error:num={}:{}", step.code, verification::text(step.code)));
            *is_too_long = depth.is_some_and(|depth| depth < step.depth);
            goes_on = !strict && !*is_too_long;
        }
        self.say_detail(step, last);
        if goes_on && !quiet {
            ui.line("verify return:1");
        }
        goes_on
    }

    fn say_detail(&self, step: &Step<'_>, last: u32) {
        let Ok(structure) = x509::Certificate::from_der(step.certificate.der()) else { return };
        let validity = &structure.body.validity;
        match last {
            NO_TRUSTED_ISSUER => {
                let issuer = name(&structure.body.issuer, self.manner.style);
                self.manner.ui.line(format_args!("issuer= {issuer}"));
            }
            NOT_YET_VALID => {
                self.manner.ui.line(format_args!("notBefore={}", text::date(&validity.not_before)));
            }
            EXPIRED => self.manner.ui.line(format_args!("notAfter={}", text::date(&validity.not_after))),
            _ => {}
        }
    }

    fn subject(&self, der: &[u8]) -> String {
        let structure = x509::Certificate::from_der(der);
        structure.map_or_else(|_| String::new(), |one| name(&one.body.subject, self.manner.style))
    }

    /// Whether the peer has signed the handshake. Signatures that rustls cannot check are accepted from peers whose
    /// errors are.
    fn signed(
        &self,
        outcome: Result<HandshakeSignatureValid, Error>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.with(|shown| shown.scheme = Some(signed.scheme));
        match outcome {
            Err(error)
                if !self.manner.strict
                    && error != Error::InvalidCertificate(CertificateError::BadSignature) =>
            {
                Ok(HandshakeSignatureValid::assertion())
            }
            outcome => outcome,
        }
    }
}

/// A name in one line.
pub(super) fn name(name: &Name<'_>, style: NameStyle) -> String {
    text::distinguished_name(name, style).unwrap_or_default()
}

/// The error that makes rustls send the alert that openssl sends.
fn rejection(code: u32) -> CertificateError {
    match code {
        EXPIRED => CertificateError::Expired,
        NOT_YET_VALID => CertificateError::NotValidYet,
        7 => CertificateError::BadSignature,
        26 => CertificateError::InvalidPurpose,
        62..=64 => CertificateError::NotValidForName,
        _ => CertificateError::UnknownIssuer,
    }
}

fn whole(first: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Vec<CertificateDer<'static>> {
    std::iter::once(first).chain(others).map(|one| one.clone().into_owned()).collect()
}

impl ServerCertVerifier for Peer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.check(whole(end_entity, intermediates))?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls12_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls13_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        signature::in_order(self.algorithms.supported_schemes())
    }
}

impl ClientCertVerifier for Peer {
    fn offer_client_auth(&self) -> bool {
        self.client_auth.is_some()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.client_auth.unwrap_or_default()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.authorities
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.check(whole(end_entity, intermediates))?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls12_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls13_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        signature::in_order(self.algorithms.supported_schemes())
    }
}
