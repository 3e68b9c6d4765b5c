//! Whom the other side trusts.

use rustls::pki_types::CertificateDer;
use webpki::anchor_from_trusted_cert;

use super::chain::Chain;
use super::check::Check;
use super::files::{self, File};
use crate::encoding::certificate::Certificate;
use crate::pki::chain::has_issued;

/// The certificates that are trusted, and where they come from.
pub(super) struct Trust<'a> {
    file: Option<File<Vec<Certificate>>>,
    system: Option<&'a [CertificateDer<'static>]>,
    system_read: Vec<Certificate>,
}

impl<'a> Trust<'a> {
    /// Those in a CA file, the system's, or both.
    pub(super) fn new(file: Option<&[u8]>, system: Option<&'a [CertificateDer<'static>]>) -> Self {
        let read = system.unwrap_or_default().iter().filter_map(|der| Certificate::from_der(der).ok());
        Self { file: file.map(files::anchors), system, system_read: read.collect() }
    }

    /// What was found in the CA file.
    pub(super) fn check(&self) -> Option<Check> {
        self.file.as_ref().map(|file| file.check.clone())
    }

    /// Whether somebody said who is trusted; otherwise it is the last certificate of the chain.
    pub(super) const fn is_said(&self) -> bool {
        self.file.is_some() || self.system.is_some()
    }

    /// Whether what was said can be used.
    pub(super) fn is_usable(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.content.is_some())
    }

    /// The certificates that somebody said are trusted.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.in_file().iter().chain(&self.system_read)
    }

    fn in_file(&self) -> &[Certificate] {
        self.file.as_ref().and_then(|file| file.content.as_deref()).unwrap_or_default()
    }

    /// What a client is given to trust: of the system's, those that rustls reads.
    pub(super) fn anchors(&self, chain: &Chain<'_>) -> Vec<CertificateDer<'static>> {
        let owned = |certificate: &Certificate| CertificateDer::from(certificate.der().to_vec());
        // A file that cannot be used leaves the chain to be looked at for itself.
        if !self.is_said() || !self.is_usable() {
            return vec![owned(chain.top())];
        }
        let system = self.system.unwrap_or_default().iter();
        let system = system.filter(|der| anchor_from_trusted_cert(der).is_ok()).cloned();
        self.in_file().iter().map(owned).chain(system).collect()
    }

    /// The certificate that issued `certificate`, and its place in the CA file, where it is from there.
    pub(super) fn issuer_of(&self, certificate: &Certificate) -> Option<(&Certificate, Option<usize>)> {
        let in_file = self.in_file().iter().enumerate().map(|(position, one)| (one, Some(position)));
        let all = in_file.chain(self.system_read.iter().map(|one| (one, None)));
        all.into_iter().find(|(one, _)| one.der() != certificate.der() && has_issued(one, certificate))
    }

    /// Which certificate of the CA file the one of [`Self::anchors`] at this position is, if it is one.
    pub(super) fn entry_of(&self, position: usize) -> Option<usize> {
        (position < self.in_file().len()).then_some(position)
    }

    /// Where the one of [`Self::anchors`] at this position comes from.
    pub(super) fn place_of(&self, position: usize) -> &'static str {
        if self.entry_of(position).is_some() { "in the CA file" } else { "among this machine's CAs" }
    }

    /// Where those are that were said, to follow "which is not".
    pub(super) const fn place(&self) -> &'static str {
        match (self.file.is_some(), self.system.is_some()) {
            (true, true) => "in the CA file or among this machine's CAs",
            (false, true) => "among this machine's CAs",
            _ => "in the CA file",
        }
    }
}
