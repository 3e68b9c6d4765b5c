//! What one check found.

use super::remedy::Remedy;
use super::role::FileRole;
use crate::model::san::San;
use crate::pki::handshake::TlsVersion;
use crate::pki::load::Provider;

/// One question that was asked, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which question.
    pub id: CheckId,
    /// The answer in one word.
    pub status: Status,
    /// The file that it is about, when it is about one.
    pub role: Option<FileRole>,
    /// Which certificate in that file, counted from 0, where there are several.
    pub entry: Option<usize>,
    /// The names that a client connected to.
    pub names: Vec<San>,
    /// The providers that it holds for.
    pub providers: Vec<Provider>,
    /// The protocol versions that it holds for.
    pub versions: Vec<TlsVersion>,
    /// What was found: one line, lower case, as a predicate of the file of `role`. It may hold text
    /// from a certificate: escape it before it is shown.
    pub text: String,
    /// What mends it.
    pub remedy: Option<Remedy>,
}

/// The questions; their names are part of the JSON format and do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckId {
    /// Is the key file a private key that rustls's reader sees?
    KeyFile,
    /// Is the certificate file one or more certificates that rustls's reader sees?
    CertificateFile,
    /// Is the CA file one or more certificates?
    CaFile,
    /// Is the revocation list file one or more revocation lists?
    CrlFile,
    /// Do key and certificate belong together?
    Pair,
    /// Can nobody but its owner read the key?
    KeyMode,
    /// Are the certificates in the order in which a server must send them?
    Chain,
    /// Is the certificate, and each of its issuers, in DER, which stricter clients than rustls require?
    Encoding,
    /// Is now between the certificate's dates?
    Dates,
    /// Is it revoked, as far as the revocation lists say?
    Revocation,
    /// Does the OCSP response that came with it speak for it, and did one come where it asks for one?
    Ocsp,
    /// Does it lead to a CA that is trusted?
    Path,
    /// Does the certificate hold for this name? (Asked where no handshake can be tried.)
    Name,
    /// Does a rustls server start, or a client?
    Loads,
    /// Does a rustls client accept the server by this name?
    Handshake,
    /// Is there nothing that Chromium or Firefox rejects? (The answer when none of the following has one.)
    Browsers,
    /// Is it version 3?
    BrowserVersion,
    /// Is the key one that the clients devcert knows accept?
    BrowserKey,
    /// Is the signature one that they accept?
    BrowserSignature,
    /// Does it have names that Chromium and Firefox look at?
    BrowserNames,
    /// Is it valid for no longer than browsers allow?
    BrowserLifetime,
    /// May its key be used for TLS servers?
    BrowserUsage,
    /// Does the server accept the client certificate that it requests?
    ClientCertificate,
}

impl CheckId {
    /// Every question.
    pub const ALL: [Self; 23] = [
        Self::KeyFile,
        Self::CertificateFile,
        Self::CaFile,
        Self::CrlFile,
        Self::Pair,
        Self::KeyMode,
        Self::Chain,
        Self::Encoding,
        Self::Dates,
        Self::Revocation,
        Self::Ocsp,
        Self::Path,
        Self::Name,
        Self::Loads,
        Self::Handshake,
        Self::Browsers,
        Self::BrowserVersion,
        Self::BrowserKey,
        Self::BrowserSignature,
        Self::BrowserNames,
        Self::BrowserLifetime,
        Self::BrowserUsage,
        Self::ClientCertificate,
    ];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeyFile => "key-file",
            Self::CertificateFile => "certificate-file",
            Self::CaFile => "ca-file",
            Self::CrlFile => "crl-file",
            Self::Pair => "key-match",
            Self::KeyMode => "key-permissions",
            Self::Chain => "chain",
            Self::Encoding => "encoding",
            Self::Dates => "validity",
            Self::Revocation => "revocation",
            Self::Ocsp => "ocsp",
            Self::Path => "chain-of-trust",
            Self::Name => "hostname",
            Self::Loads => "server-start",
            Self::Handshake => "handshake",
            Self::Browsers => "browsers",
            Self::BrowserVersion => "browser-version",
            Self::BrowserKey => "browser-key",
            Self::BrowserSignature => "browser-signature",
            Self::BrowserNames => "browser-names",
            Self::BrowserLifetime => "browser-lifetime",
            Self::BrowserUsage => "browser-usage",
            Self::ClientCertificate => "client-certificate",
        }
    }
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The check found nothing wrong.
    Pass,
    /// Not asked, since an answer before it leaves nothing to ask.
    Skip,
    /// Works here, and not everywhere.
    Warn,
    /// Does not work.
    Fail,
}

impl Check {
    fn new(id: CheckId, status: Status, text: impl Into<String>) -> Self {
        Self {
            id,
            status,
            role: None,
            entry: None,
            names: Vec::new(),
            providers: Vec::new(),
            versions: Vec::new(),
            text: text.into(),
            remedy: None,
        }
    }

    pub(super) fn pass(id: CheckId, text: impl Into<String>) -> Self {
        Self::new(id, Status::Pass, text)
    }

    pub(super) fn skip(id: CheckId, text: impl Into<String>) -> Self {
        Self::new(id, Status::Skip, text)
    }

    pub(super) fn warn(id: CheckId, text: impl Into<String>) -> Self {
        Self::new(id, Status::Warn, text)
    }

    pub(super) fn fail(id: CheckId, text: impl Into<String>) -> Self {
        Self::new(id, Status::Fail, text)
    }

    /// Makes a warning of a fault: of what fails with one provider, and works with another.
    pub(super) fn soften(&mut self) {
        if self.status == Status::Fail {
            let on: Vec<_> = self.providers.iter().map(|provider| provider.name()).collect();
            self.status = Status::Warn;
            self.text = format!("on {}, {}", on.join(" and "), self.text);
            self.remedy = None;
        }
    }

    pub(super) fn about(self, role: FileRole) -> Self {
        Self { role: Some(role), ..self }
    }

    pub(super) fn at(self, entry: impl Into<Option<usize>>) -> Self {
        Self { entry: entry.into(), ..self }
    }

    pub(super) fn under(self, names: Vec<San>) -> Self {
        Self { names, ..self }
    }

    pub(super) fn with_providers(self, providers: Vec<Provider>) -> Self {
        Self { providers, ..self }
    }

    pub(super) fn over(self, versions: Vec<TlsVersion>) -> Self {
        Self { versions, ..self }
    }

    pub(super) fn mended_by(self, remedy: impl Into<Option<Remedy>>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }
}
