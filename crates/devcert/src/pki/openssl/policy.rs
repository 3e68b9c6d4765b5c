//! The policies that are valid for a chain (`crypto/x509/pcy_tree.c`; RFC 5280, 6.1).

use std::sync::Arc;

use super::certificate::StoreCertificate;
use super::policy_extensions::{ANY_POLICY, Invalid, Mapped, PolicyData, PolicyExtensions};

/// What the processing of policies has found.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// Whether a policy is required.
    pub is_explicit: bool,
    /// The policies that the authorities have set; `None` without a tree.
    pub authority: Option<Vec<ValidPolicy>>,
    /// Those of them that are acceptable; `None` without any.
    pub user: Option<Vec<ValidPolicy>>,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidPolicy {
    /// The content of its object identifier.
    pub id: Vec<u8>,
    /// Whether its extension is critical.
    pub is_critical: bool,
    /// The DER of its qualifiers (RFC 5280, 4.2.1.4).
    pub qualifiers: Option<Vec<u8>>,
}

/// Why policies fail.
#[derive(Debug)]
pub(super) enum Failure {
    /// An extension is invalid.
    Invalid,
    /// A policy is required and there is none.
    NoPolicy(Policies),
    /// There are too many.
    TooMany,
}

/// What is required of policies from the start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Required {
    pub(super) explicit: bool,
    pub(super) inhibit_any: bool,
    pub(super) inhibit_map: bool,
}

/// The size of a tree that is processed (`OPENSSL_POLICY_TREE_NODES_MAX`).
const NODES_MAX: usize = 1000;

/// A node of the tree.
#[derive(Debug)]
struct TreeNode {
    data: PolicyData,
    parent: Option<usize>,
    children: usize,
}

/// The nodes of one certificate.
#[derive(Debug, Default)]
struct Level {
    nodes: Vec<usize>,
    any: Option<usize>,
    inhibits_any: bool,
    inhibits_map: bool,
}

#[derive(Debug, Default)]
struct Tree {
    arena: Vec<TreeNode>,
    levels: Vec<Level>,
}

/// Processes the policies of the chain, whose last certificate is the anchor; `wanted` are the acceptable ones.
pub(super) fn check(
    chain: &[Arc<StoreCertificate>],
    wanted: &[Vec<u8>],
    required: Required,
) -> Result<Policies, Failure> {
    let mut policies = Policies::default();
    let Some((_, below)) = chain.split_last().filter(|(_, below)| !below.is_empty()) else {
        return Ok(policies);
    };
    // From the anchor down, as the tree grows.
    let certificates: Vec<_> = below.iter().rev().collect();
    let found = certificates.iter().map(|certificate| PolicyExtensions::of(certificate));
    let found = found.collect::<Result<Vec<_>, Invalid>>().map_err(|Invalid| Failure::Invalid)?;
    policies.is_explicit = is_explicit(&certificates, &found, required);
    let is_empty = found.iter().any(|one| one.policies.is_none());
    let none = |policies: Policies| match policies.is_explicit {
        true => Err(Failure::NoPolicy(policies)),
        false => Ok(policies),
    };
    if is_empty {
        return none(policies);
    }
    let mut tree = Tree::new(&certificates, &found, required);
    for (index, extensions) in found.iter().enumerate() {
        tree.grow(index + 1, extensions)?;
        if !tree.prune(index + 1) {
            return none(policies);
        }
    }
    tree.read_sets(wanted, &mut policies);
    if policies.is_explicit && policies.user.as_ref().is_none_or(Vec::is_empty) {
        return Err(Failure::NoPolicy(policies));
    }
    Ok(policies)
}

/// Whether a policy is required at the end of the chain.
fn is_explicit(
    certificates: &[&Arc<StoreCertificate>],
    found: &[PolicyExtensions],
    required: Required,
) -> bool {
    let mut skip = if required.explicit { 0 } else { certificates.len() as u64 + 1 };
    for (certificate, extensions) in certificates.iter().zip(found) {
        if skip > 0 {
            skip -= u64::from(!certificate.is_self_issued());
            skip = skip.min(extensions.explicit_skip.unwrap_or(u64::MAX));
        }
    }
    skip == 0
}

impl Tree {
    /// The tree with a level for the anchor, which has anyPolicy, and an empty one for each certificate.
    fn new(certificates: &[&Arc<StoreCertificate>], found: &[PolicyExtensions], required: Required) -> Self {
        let start = |is_required: bool| if is_required { 0 } else { certificates.len() as u64 + 1 };
        let (mut any_skip, mut map_skip) = (start(required.inhibit_any), start(required.inhibit_map));
        let mut tree = Self::default();
        tree.levels.push(Level::default());
        tree.add(0, PolicyData::new(ANY_POLICY.to_vec(), false), None);
        for (index, (certificate, extensions)) in certificates.iter().zip(found).enumerate() {
            let is_self_issued = certificate.is_self_issued();
            let is_last = index + 1 == certificates.len();
            let mut level = Level { inhibits_any: extensions.any.is_none(), ..Level::default() };
            if any_skip == 0 {
                level.inhibits_any |= !is_self_issued || is_last;
            } else {
                any_skip -= u64::from(!is_self_issued);
                any_skip = any_skip.min(extensions.any_skip.unwrap_or(u64::MAX));
            }
            if map_skip == 0 {
                level.inhibits_map = true;
            } else {
                map_skip -= u64::from(!is_self_issued);
                map_skip = map_skip.min(extensions.map_skip.unwrap_or(u64::MAX));
            }
            tree.levels.push(level);
        }
        tree
    }

    fn add(&mut self, level: usize, data: PolicyData, parent: Option<usize>) {
        let node = self.arena.len();
        let level = &mut self.levels[level];
        if data.id == ANY_POLICY {
            level.any = Some(node);
        } else {
            level.nodes.push(node);
        }
        if let Some(parent) = parent {
            self.arena[parent].children += 1;
        }
        self.arena.push(TreeNode { data, parent, children: 0 });
    }

    /// Adds the policies of a certificate to its level.
    fn grow(&mut self, level: usize, extensions: &PolicyExtensions) -> Result<(), Failure> {
        let last = level - 1;
        for data in extensions.policies.iter().flatten() {
            let is_match = |node: &&usize| self.matches(last, **node, &data.id);
            let mut parents: Vec<_> = self.levels[last].nodes.iter().filter(is_match).copied().collect();
            if parents.is_empty() {
                parents.extend(self.levels[last].any);
            }
            for parent in parents {
                self.add(level, data.clone(), Some(parent));
                self.check_size()?;
            }
        }
        let Some(any) = extensions.any.as_ref().filter(|_| !self.levels[level].inhibits_any) else {
            return Ok(());
        };
        for parent in self.levels[last].nodes.clone() {
            for id in self.unmatched(level, parent) {
                let is_critical = self.arena[parent].data.is_critical;
                let qualifiers = any.qualifiers.clone();
                let data = PolicyData { qualifiers, ..PolicyData::new(id, is_critical) };
                self.add(level, data, Some(parent));
                self.check_size()?;
            }
        }
        if let Some(parent) = self.levels[last].any {
            self.add(level, any.clone(), Some(parent));
        }
        Ok(())
    }

    fn check_size(&self) -> Result<(), Failure> {
        if self.arena.len() > NODES_MAX { Err(Failure::TooMany) } else { Ok(()) }
    }

    /// Whether a policy can follow a node of this level.
    fn matches(&self, level: usize, node: usize, id: &[u8]) -> bool {
        let data = &self.arena[node].data;
        match self.levels[level].inhibits_map || data.mapped == Mapped::No {
            true => data.id == id,
            false => data.expected.iter().any(|expected| expected == id),
        }
    }

    /// The policies that must follow `parent` and that the certificate of `level` covers by anyPolicy only.
    fn unmatched(&self, level: usize, parent: usize) -> Vec<Vec<u8>> {
        let TreeNode { data, children, .. } = &self.arena[parent];
        if self.levels[level - 1].inhibits_map || data.mapped != Mapped::FromPolicy {
            return if *children > 0 { Vec::new() } else { vec![data.id.clone()] };
        }
        if *children == data.expected.len() {
            return Vec::new();
        }
        let is_there = |id: &&Vec<u8>| {
            let nodes = &self.levels[level].nodes;
            nodes
                .iter()
                .any(|node| self.arena[*node].parent == Some(parent) && self.arena[*node].data.id == **id)
        };
        data.expected.iter().filter(|id| !is_there(id)).cloned().collect()
    }

    /// Removes the nodes that lead nowhere; returns whether a tree is left.
    fn prune(&mut self, level: usize) -> bool {
        if self.levels[level].inhibits_map {
            self.remove(level, |node| node.data.mapped != Mapped::No);
        }
        for level in (0..level).rev() {
            self.remove(level, |node| node.children == 0);
            if let Some(any) = self.levels[level].any.filter(|any| self.arena[*any].children == 0) {
                if let Some(parent) = self.arena[any].parent {
                    self.arena[parent].children -= 1;
                }
                self.levels[level].any = None;
            }
        }
        self.levels[0].any.is_some()
    }

    fn remove(&mut self, level: usize, is_removed: impl Fn(&TreeNode) -> bool) {
        let nodes = std::mem::take(&mut self.levels[level].nodes);
        let (removed, kept) = nodes.into_iter().partition(|node| is_removed(&self.arena[*node]));
        self.levels[level].nodes = kept;
        let removed: Vec<usize> = removed;
        for node in removed {
            if let Some(parent) = self.arena[node].parent {
                self.arena[parent].children -= 1;
            }
        }
    }

    /// The policies that the authorities have set, and those of them in `wanted`.
    fn read_sets(&self, wanted: &[Vec<u8>], policies: &mut Policies) {
        let last_any = self.levels.last().and_then(|level| level.any);
        let mut set: Vec<usize> = Vec::new();
        for pair in self.levels.windows(2) {
            let Some(any) = pair[0].any else { break };
            for node in pair[1].nodes.iter().filter(|node| self.arena[**node].parent == Some(any)) {
                if !set.iter().any(|known| self.arena[*known].data.id == self.arena[*node].data.id) {
                    set.push(*node);
                }
            }
        }
        let shown = |data: &PolicyData| ValidPolicy {
            id: data.id.clone(),
            is_critical: data.is_critical,
            qualifiers: data.qualifiers.clone(),
        };
        let of_node = |node: &usize| shown(&self.arena[*node].data);
        let authority: Vec<_> = match &last_any {
            Some(any) => vec![of_node(any)],
            None => set.iter().map(of_node).collect(),
        };
        policies.user = match wanted {
            _ if wanted.iter().any(|id| id == ANY_POLICY) => Some(authority.clone()),
            [] => None,
            wanted => {
                let find = |id: &Vec<u8>| {
                    let own = set.iter().find(|node| self.arena[**node].data.id == *id).map(of_node);
                    own.or_else(|| last_any.map(|any| ValidPolicy { id: id.clone(), ..of_node(&any) }))
                };
                Some(wanted.iter().filter_map(find).collect::<Vec<_>>()).filter(|found| !found.is_empty())
            }
        };
        policies.authority = Some(authority);
    }
}
