//! The certificates above the server's own, as far as they count.

use super::chain::Chain;
use super::check::Check;
use super::path::VerifiedRequest;
use super::role::FileRole;
use super::title::title;
use super::trust::Trust;
use crate::encoding::certificate::Certificate;
use crate::pki::chain::has_issued;

/// One of them, and the file that it is in.
pub(super) struct Issuer<'a> {
    pub(super) certificate: &'a Certificate,
    role: FileRole,
    entry: Option<usize>,
}

impl<'a> Issuer<'a> {
    /// Those on the path that clients have `accepted`, or else those that names and signatures suggest.
    pub(super) fn all(
        chain: &'a Chain<'a>,
        trust: &'a Trust<'a>,
        accepted: Option<&VerifiedRequest>,
    ) -> Vec<Self> {
        let counts = |one: &Certificate| accepted.is_none_or(|path| path.includes(one));
        let sent = chain.in_order().enumerate().skip(1).filter(|(_, one)| counts(one));
        let mut found: Vec<_> = sent
            .map(|(height, certificate)| Self {
                certificate,
                role: FileRole::Certificate,
                entry: chain.position(height),
            })
            .collect();
        let top = chain.top();
        let is_root = |one: &Certificate| match accepted {
            Some(path) => path.is_root(one),
            None => has_issued(one, top),
        };
        let root = trust.certificates().enumerate().find(|(_, one)| is_root(one));
        let is_new = |root: &Certificate| chain.in_order().all(|one| one.der() != root.der());
        if let Some((position, certificate)) = root.filter(|(_, root)| is_new(root)) {
            let is_in_file = position < trust.in_file().len();
            let (role, entry) =
                if is_in_file { (FileRole::Ca, Some(position)) } else { (FileRole::Certificate, None) };
            found.push(Self { certificate, role, entry });
        }
        found
    }

    /// The check about this certificate; its text is a predicate of it.
    pub(super) fn place(&self, check: Check) -> Check {
        let text = format!("the certificate of its issuer, {}: {}", title(self.certificate), check.text);
        Check { text, ..check }.about(self.role).at(self.entry)
    }
}
