//! The policy extensions of a certificate (`crypto/x509/pcy_cache.c`).

use const_oid::ObjectIdentifier;

use super::certificate::StoreCertificate;
use super::facts::value;
use super::node::{only, sequence, unsigned};
use crate::model::oid::known;

/// The content of the object identifier of anyPolicy (RFC 5280, 4.2.1.4).
pub(super) const ANY_POLICY: &[u8] = &[0x55, 0x1d, 0x20, 0x00];

/// How a policy was mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mapped {
    /// It was not.
    No,
    /// From a policy of the certificate.
    FromPolicy,
    /// From anyPolicy.
    FromAny,
}

/// A policy of a certificate.
#[derive(Debug, Clone)]
pub(super) struct PolicyData {
    /// The content of its object identifier.
    pub(super) id: Vec<u8>,
    /// The DER of its qualifiers.
    pub(super) qualifiers: Option<Vec<u8>>,
    /// The policies that it is mapped to.
    pub(super) expected: Vec<Vec<u8>>,
    pub(super) mapped: Mapped,
    /// Whether the extension is critical.
    pub(super) is_critical: bool,
}

/// What the policy extensions of a certificate say.
#[derive(Debug, Clone, Default)]
pub(super) struct PolicyExtensions {
    /// anyPolicy.
    pub(super) any: Option<PolicyData>,
    /// The other policies; `None` without any extension.
    pub(super) policies: Option<Vec<PolicyData>>,
    /// After how many certificates a policy is required.
    pub(super) explicit_skip: Option<u64>,
    /// After how many certificates policies are not mapped.
    pub(super) map_skip: Option<u64>,
    /// After how many certificates anyPolicy does not count.
    pub(super) any_skip: Option<u64>,
}

/// Something in the extensions that makes them invalid.
#[derive(Debug)]
pub(super) struct Invalid;

impl PolicyExtensions {
    /// Those of the certificate.
    pub(super) fn of(certificate: &StoreCertificate) -> Result<Self, Invalid> {
        let extensions = certificate.extensions();
        let find = |id: ObjectIdentifier| value(&extensions, id).map_err(|()| Invalid);
        let mut found = Self::default();
        if let Some(der) = find(known::ID_CE_POLICY_CONSTRAINTS)? {
            (found.explicit_skip, found.map_skip) = constraints(der).ok_or(Invalid)?;
        }
        let Some(der) = find(known::ID_CE_CERTIFICATE_POLICIES)? else { return Ok(found) };
        let is_critical = extensions
            .iter()
            .any(|extension| extension.is(known::ID_CE_CERTIFICATE_POLICIES) && extension.is_critical());
        found.read_policies(der, is_critical)?;
        if let Some(der) = find(known::ID_CE_POLICY_MAPPINGS)? {
            found.read_mappings(der)?;
        }
        if let Some(der) = find(known::ID_CE_INHIBIT_ANY_POLICY)? {
            let number = only(der, 0x02).and_then(|number| unsigned(number.content));
            found.any_skip = Some(number.ok_or(Invalid)?);
        }
        Ok(found)
    }

    fn read_policies(&mut self, der: &[u8], is_critical: bool) -> Result<(), Invalid> {
        let list = sequence(der).ok_or(Invalid)?;
        if list.is_empty() {
            return Ok(());
        }
        let mut policies: Vec<PolicyData> = Vec::new();
        for item in list {
            let fields = sequence(item.der).ok_or(Invalid)?;
            let (id, rest) = fields.split_first().ok_or(Invalid)?;
            let qualifiers = rest.first().map(|rest| rest.der.to_vec());
            let data = PolicyData { qualifiers, ..PolicyData::new(id.content.to_vec(), is_critical) };
            if data.id == ANY_POLICY {
                if self.any.replace(data).is_some() {
                    return Err(Invalid);
                }
            } else if policies.iter().any(|other| other.id == data.id) {
                return Err(Invalid);
            } else {
                policies.push(data);
            }
        }
        policies.sort_by(|one, other| one.id.len().cmp(&other.id.len()).then_with(|| one.id.cmp(&other.id)));
        self.policies = Some(policies);
        Ok(())
    }

    fn read_mappings(&mut self, der: &[u8]) -> Result<(), Invalid> {
        let mappings = sequence(der).filter(|list| !list.is_empty()).ok_or(Invalid)?;
        for mapping in mappings {
            let pair = sequence(mapping.der).ok_or(Invalid)?;
            let [from, to] = pair.as_slice() else { return Err(Invalid) };
            if from.content == ANY_POLICY || to.content == ANY_POLICY {
                return Err(Invalid);
            }
            let policies = self.policies.get_or_insert_default();
            let to = to.content.to_vec();
            match (policies.iter_mut().find(|data| data.id == from.content), &self.any) {
                (Some(data), _) => {
                    if data.mapped == Mapped::No {
                        data.mapped = Mapped::FromPolicy;
                    }
                    data.expected.push(to);
                }
                (None, Some(any)) => policies.push(PolicyData {
                    qualifiers: any.qualifiers.clone(),
                    expected: vec![to],
                    mapped: Mapped::FromAny,
                    ..PolicyData::new(from.content.to_vec(), any.is_critical)
                }),
                (None, None) => {}
            }
        }
        Ok(())
    }
}

impl PolicyData {
    /// A policy without qualifiers.
    pub(super) fn new(id: Vec<u8>, is_critical: bool) -> Self {
        Self { id, qualifiers: None, expected: Vec::new(), mapped: Mapped::No, is_critical }
    }
}

/// requireExplicitPolicy and inhibitPolicyMapping (RFC 5280, 4.2.1.11).
fn constraints(der: &[u8]) -> Option<(Option<u64>, Option<u64>)> {
    let fields = sequence(der)?;
    let (mut explicit, mut map) = (None, None);
    for field in &fields {
        match field.identifier {
            0x80 => explicit = Some(unsigned(field.content)?),
            0x81 => map = Some(unsigned(field.content)?),
            _ => return None,
        }
    }
    (!fields.is_empty()).then_some((explicit, map))
}
