//! Whom the other side trusts.

use rustls::pki_types::CertificateDer;
use webpki::anchor_from_trusted_cert;

use super::chain::Chain;
use super::check::Check;
use super::files::{self, File};
use crate::encoding::certificate::Certificate;
use crate::pki::chain::{has_issued, path};

/// The certificates that are trusted, and where they come from.
pub(super) struct Trust<'a> {
    file: Option<File<Vec<Certificate>>>,
    system: Option<&'a [CertificateDer<'static>]>,
    system_read: Vec<Certificate>,
    /// Those that are known here without being trusted for it.
    known: Vec<Certificate>,
    /// Positions in the file of intermediates whose root is known: clients trust the root.
    below_root: Vec<usize>,
    /// Those roots, where they are neither in the file nor the system's.
    roots: Vec<Certificate>,
}

impl<'a> Trust<'a> {
    /// Those in a CA file, the system's, or both. An intermediate is not one of them when its root is
    /// among them, or `known` otherwise.
    pub(super) fn new(
        file: Option<&[u8]>,
        system: Option<&'a [CertificateDer<'static>]>,
        known: &[CertificateDer<'static>],
    ) -> Self {
        let read = |ders: &[CertificateDer<'static>]| {
            ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect::<Vec<_>>()
        };
        let system_read = read(system.unwrap_or_default());
        let file = file.map(files::anchors);
        let mut trust =
            Self { file, system, system_read, known: read(known), below_root: Vec::new(), roots: Vec::new() };
        trust.sort_out();
        trust
    }

    /// Finds the intermediates in the file whose root is known.
    fn sort_out(&mut self) {
        if self.in_file().iter().all(Certificate::is_self_issued) {
            return;
        }
        let all: Vec<_> = self.certificates().chain(&self.known).cloned().collect();
        for (position, one) in self.in_file().to_vec().iter().enumerate() {
            let Some(root) = root_above(one, &all) else { continue };
            self.below_root.push(position);
            if !self.certificates().chain(&self.roots).any(|known| known.der() == root.der()) {
                self.roots.push(root);
            }
        }
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

    /// The certificates in the CA file.
    pub(super) fn in_file(&self) -> &[Certificate] {
        self.file.as_ref().and_then(|file| file.content.as_deref()).unwrap_or_default()
    }

    /// The anchors in the file, with their positions there.
    fn file_anchors(&self) -> impl Iterator<Item = (usize, &Certificate)> {
        let all = self.in_file().iter().enumerate();
        all.filter(|(position, _)| !self.below_root.contains(position))
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
        let file = self.file_anchors().map(|(_, one)| one);
        file.chain(&self.roots).map(owned).chain(system).collect()
    }

    /// The intermediate that issued `certificate`, where it is known here and has to be sent along.
    pub(super) fn intermediate_of(&self, certificate: &Certificate) -> Option<&Certificate> {
        let in_file = self.below_root.iter().filter_map(|position| self.in_file().get(*position));
        let known = self.known.iter().filter(|one| !has_issued(one, one));
        in_file.chain(known).find(|one| has_issued(one, certificate))
    }

    /// The certificate that issued `certificate`, and its place in the CA file, where it is from there.
    pub(super) fn issuer_of(&self, certificate: &Certificate) -> Option<(&Certificate, Option<usize>)> {
        let in_file = self.in_file().iter().enumerate().map(|(position, one)| (one, Some(position)));
        let all = in_file.chain(self.system_read.iter().map(|one| (one, None)));
        all.into_iter().find(|(one, _)| one.der() != certificate.der() && has_issued(one, certificate))
    }

    /// Which certificate of the CA file the one of [`Self::anchors`] at this position is, if it is one.
    pub(super) fn entry_of(&self, position: usize) -> Option<usize> {
        self.file_anchors().nth(position).map(|(entry, _)| entry)
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

/// The root that an intermediate leads to, by way of `known`; `None` where that is not known, and for a
/// certificate that its own key signed.
fn root_above(certificate: &Certificate, known: &[Certificate]) -> Option<Certificate> {
    if certificate.is_self_issued() {
        return None;
    }
    let all: Vec<_> = std::iter::once(certificate).chain(known).cloned().collect();
    let top = path(&all, 0, None).last().and_then(|position| all.get(*position)).cloned();
    top.filter(|top| has_issued(top, top))
}
