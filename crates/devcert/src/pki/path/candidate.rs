//! The path that names and signatures suggest, whether it holds or not.

use rustls::pki_types::CertificateDer;

use super::error::Member;
use super::link::{self, Link};
use super::query::{Query, Validated};
use crate::pki::chain::MOST_CANDIDATES;

/// The most certificates of a path: the two ends, and as many between them as webpki takes.
const LENGTH_MAX: usize = 8;

/// The path, from the certificate in question up.
pub(super) struct Candidate<'a> {
    pub(super) links: Vec<Link<'a>>,
}

impl<'a> Candidate<'a> {
    /// The best guess; empty where the certificate in question cannot be read.
    pub(super) fn guess(query: &Query<'a>) -> Self {
        let mut above = read(query.intermediates, Member::Intermediate);
        let mut roots = read(query.roots, Member::Root);
        let mut links: Vec<_> = Link::read(Member::Leaf, query.leaf).into_iter().collect();
        while let Some(top) = links.last().filter(|_| links.len() < LENGTH_MAX) {
            let height = links.len();
            let faults = |link: &Link<'_>| link::own(link, height, query).len();
            let namesakes = || above.iter().enumerate().filter(|(_, one)| one.is_namesake_of_issuer(top));
            let issuer = || namesakes().take(MOST_CANDIDATES).filter(|(_, one)| one.has_issued(top));
            let namesake = || namesakes().map(|(position, _)| position).next();
            if let Some(position) = roots.iter().position(|one| one.has_issued(top)) {
                links.push(roots.swap_remove(position));
                break;
            } else if let Some((position, _)) = issuer().min_by_key(|(_, one)| faults(one)) {
                links.push(above.remove(position));
            } else if top.is_self_signed() {
                break;
            } else if let Some(position) = roots.iter().position(|one| one.is_namesake_of_issuer(top)) {
                links.push(roots.swap_remove(position));
                break;
            } else if let Some(position) = namesake() {
                links.push(above.remove(position));
            } else {
                break;
            }
        }
        Self { links }
    }

    /// The path that webpki found.
    pub(super) fn found(query: &Query<'a>, found: &Validated) -> Self {
        let leaf = Link::read(Member::Leaf, query.leaf);
        let above = found.intermediates.iter().filter_map(|position| {
            Link::read(Member::Intermediate(*position), query.intermediates.get(*position)?)
        });
        let root = query.roots.get(found.root);
        let root = root.and_then(|der| Link::read(Member::Root(found.root), der));
        Self { links: leaf.into_iter().chain(above).chain(root).collect() }
    }

    /// Every certificate that webpki checks: a root is trusted as it is.
    pub(super) fn judged(&self) -> impl Iterator<Item = (usize, &Link<'a>)> {
        self.links.iter().enumerate().filter(|(_, link)| !link.is_root())
    }
}

fn read<'a>(ders: &'a [CertificateDer<'a>], member: impl Fn(usize) -> Member) -> Vec<Link<'a>> {
    let links = ders.iter().enumerate();
    links.filter_map(|(position, der)| Link::read(member(position), der)).collect()
}
