//! Which certificate is the server's own, and how the others stand behind it.

use time::OffsetDateTime;

use super::check::{Check, CheckId};
use super::remedy::{Conversion, Remedy};
use super::role::FileRole;
use super::title::title;
use crate::encoding::certificate::Certificate;
use crate::key::PrivateKey;
use crate::pki::chain::{self, Surplus, are_twins, has_issued, is_same_key, is_valid};

/// The certificates of a file, put in order.
pub(super) struct Chain<'a> {
    certificates: &'a [Certificate],
    /// Positions in the file: the server's own first, then each one's issuer.
    path: Vec<usize>,
    /// Whether the server's own certificate is the one of the key file.
    fits_key: Option<bool>,
    /// The time that decides between certificates of the same name and key.
    at: OffsetDateTime,
}

impl<'a> Chain<'a> {
    /// Puts `certificates`, of which there is at least one, in order. The server's own is the one on
    /// `key`; without a key, or when none is on it, the first that is not a CA's. The first of the file,
    /// which is the one that a server sends, gives way to another only if it is not valid `at` the time.
    pub(super) fn new(certificates: &'a [Certificate], key: Option<&PrivateKey>, at: OffsetDateTime) -> Self {
        let own = key.and_then(|key| chain::own(certificates, key.public(), Some(at)));
        let best = own.unwrap_or_else(|| chain::leaf(certificates, Some(at)));
        let stands_in = |first: &Certificate| {
            let fits = match own {
                Some(own) => is_same_key(first.public_key(), certificates[own].public_key()),
                None => are_twins(first, &certificates[best]),
            };
            fits && is_valid(first, Some(at))
        };
        let leaf = if certificates.first().is_some_and(stands_in) { 0 } else { best };
        let path = chain::path(certificates, leaf, Some(at));
        Self { certificates, path, fits_key: key.map(|_| own.is_some()), at }
    }

    /// Whether the server's own certificate is on the key of the key file, when that was read.
    pub(super) const fn fits_key(&self) -> Option<bool> {
        self.fits_key
    }

    /// The server's own certificate.
    pub(super) fn leaf(&self) -> &'a Certificate {
        &self.certificates[self.path[0]]
    }

    /// The certificates in order, from the server's own to the last issuer that is there.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &'a Certificate> + '_ {
        self.path.iter().map(|position| &self.certificates[*position])
    }

    /// The last issuer that is there, which is the server's own certificate when it stands alone.
    pub(super) fn top(&self) -> &'a Certificate {
        &self.certificates[self.path[self.path.len() - 1]]
    }

    /// Every certificate of the file but the server's own, with its position there.
    pub(super) fn others(&self) -> impl Iterator<Item = (usize, &'a Certificate)> + '_ {
        self.certificates.iter().enumerate().filter(|(position, _)| *position != self.path[0])
    }

    /// Where the certificate of this height in the order stands in the file, when it is not alone there.
    pub(super) fn position(&self, height: usize) -> Option<usize> {
        self.path.get(height).copied().filter(|_| self.certificates.len() > 1)
    }

    /// Where [`Self::top`] stands in the file, when it is not alone there.
    pub(super) fn top_position(&self) -> Option<usize> {
        self.position(self.path.len() - 1)
    }

    /// The moment next to `at` at which all the certificates in order hold; `at` when there is none.
    pub(super) fn moment_of_all(&self, at: OffsetDateTime) -> OffsetDateTime {
        let first = self.in_order().map(Certificate::not_before).max().unwrap_or(at);
        let last = self.in_order().map(Certificate::not_after).min().unwrap_or(at);
        if first <= last { at.clamp(first, last) } else { at }
    }

    /// The first certificate that has expired: of those in order, or else of the file.
    pub(super) fn expired(&self) -> Option<&'a Certificate> {
        self.in_order().chain(self.certificates).find(|one| one.not_after() < self.at)
    }

    /// Whether key and certificate belong together.
    pub(super) fn pair_check(&self, key: &PrivateKey) -> Check {
        if self.fits_key == Some(true) {
            return Check::pass(CheckId::Pair, "matches the private key").about(FileRole::Certificate);
        }
        let (own, other) = (key.algorithm(), self.leaf().public_key().algorithm());
        let text = match own == other {
            true => format!("does not match the private key; both are {own}"),
            false => {
                format!("does not match the private key: the certificate has {other}, the key file {own}")
            }
        };
        Check::fail(CheckId::Pair, text)
            .about(FileRole::Certificate)
            .mended_by(Remedy::right_key(self.leaf()))
    }

    /// Whether the file has the certificates in the order in which a server has to send them
    /// (RFC 5246, 7.4.2; RFC 8446, 4.4.2); nothing to ask of a single one.
    pub(super) fn order_check(&self) -> Option<Check> {
        let count = self.certificates.len();
        let check = match self.path[0] {
            _ if count == 1 => return None,
            _ if self.path.iter().copied().eq(0..count) => {
                let text = format!("the {count} certificates are in the order in which a server sends them");
                return Some(Check::pass(CheckId::Chain, text).about(FileRole::Certificate));
            }
            0 if self.path.len() < count => Check::warn(CheckId::Chain, self.unrelated()),
            0 => Check::warn(CheckId::Chain, format!("the certificates are out of order: {}", self.right())),
            _ => Check::fail(CheckId::Chain, self.wrong_start()),
        };
        Some(check.about(FileRole::Certificate).mended_by(self.reorder()))
    }

    /// The certificates in order, and no others.
    pub(super) fn reorder(&self) -> Remedy {
        Remedy::Conversion(FileRole::Certificate, Conversion::Reorder(self.path.clone()))
    }

    /// Whether the file starts with a certificate that is not valid, and has another in its place.
    pub(super) fn has_valid_twin(&self) -> bool {
        let (first, leaf) = (&self.certificates[0], self.leaf());
        self.path[0] != 0
            && is_same_key(first.public_key(), leaf.public_key())
            && is_valid(leaf, Some(self.at))
    }

    fn right(&self) -> String {
        let titles: Vec<_> = self.in_order().map(title).collect();
        format!("the right order is {}", titles.join(", then "))
    }

    /// What is wrong with the first of the file where another is the server's own.
    fn wrong_start(&self) -> String {
        let (first, leaf, right) = (&self.certificates[0], self.leaf(), self.right());
        match Surplus::of(first, [leaf], Some(self.at)) {
            Surplus::Twin(dates) => format!(
                "starts with a certificate for {} that {dates}, before the one that is valid: {right}",
                title(first)
            ),
            _ => format!("starts with {}, which is not the server certificate: {right}", title(first)),
        }
    }

    /// What is wrong with those that are not in order; a CA that was made anew keeps its name.
    fn unrelated(&self) -> String {
        let unrelated = (0..self.certificates.len()).filter(|position| !self.path.contains(position));
        let unrelated: Vec<_> = unrelated.map(|position| &self.certificates[position]).collect();
        let (unrelated, twins): (Vec<_>, Vec<_>) =
            unrelated.into_iter().partition(|one| self.surplus(one) == Surplus::Unrelated);
        let mut texts: Vec<_> =
            twins.into_iter().map(|one| format!("{} {}", title(one), self.surplus(one))).collect();
        let top = self.top();
        let namesake = unrelated.iter().find(|one| one.subject() == top.issuer() && !has_issued(top, top));
        if let Some(namesake) = namesake {
            texts.push(format!(
                "followed by {}, which has the name of the issuer but a different key",
                title(namesake)
            ));
        } else if !unrelated.is_empty() {
            let titles: Vec<_> = unrelated.into_iter().map(title).collect();
            texts.push(format!("contains unrelated certificates: {}", titles.join(" and ")));
        }
        texts.dedup();
        texts.join("; ")
    }

    /// Why a certificate is not one of those in order.
    fn surplus(&self, certificate: &Certificate) -> Surplus {
        Surplus::of(certificate, self.in_order(), Some(self.at))
    }
}
