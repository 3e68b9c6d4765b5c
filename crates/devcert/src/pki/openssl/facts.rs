//! What the extensions of a certificate say, as OpenSSL keeps it (`ossl_x509v3_cache_extensions`).

use const_oid::ObjectIdentifier;

use super::general_name::GeneralName;
use super::node::{Node, bit_mask, nodes, only, sequence, unsigned};
use crate::model::oid::known;
use crate::x509::{Extension, Name};

/// Bits of keyUsage as OpenSSL has them.
pub(super) mod usage {
    pub(in super::super) const DIGITAL_SIGNATURE: u16 = 0x80;
    pub(in super::super) const NON_REPUDIATION: u16 = 0x40;
    pub(in super::super) const KEY_ENCIPHERMENT: u16 = 0x20;
    pub(in super::super) const KEY_AGREEMENT: u16 = 0x08;
    pub(in super::super) const CERT_SIGN: u16 = 0x04;
    pub(in super::super) const CRL_SIGN: u16 = 0x02;
}

/// A property of a certificate or a list (`EXFLAG_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// An extension is malformed or repeated.
    Invalid,
    /// It has a critical extension that is not processed.
    UnhandledCritical,
    /// It has basicConstraints.
    BasicConstraints,
    /// basicConstraints is critical.
    BasicConstraintsCritical,
    /// It is a CA.
    Ca,
    /// It is a proxy certificate (RFC 3820).
    Proxy,
    /// It points to delta CRLs.
    Freshest,
    /// The subject alternative names are critical.
    NamesCritical,
    /// It has addresses of RFC 3779.
    Addresses,
}

/// The properties that are true.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FactSet(u16);

impl FactSet {
    /// Adds a property.
    pub(super) fn add(&mut self, fact: Fact) {
        self.0 |= 1 << fact as u16;
    }

    /// Whether the property is true.
    pub(super) const fn has(self, fact: Fact) -> bool {
        self.0 & 1 << fact as u16 != 0
    }
}

/// authorityKeyIdentifier (RFC 5280, 4.2.1.1).
#[derive(Debug, Clone, Default)]
pub(super) struct AuthorityKey {
    /// The identifier of the key.
    pub(super) key_id: Option<Vec<u8>>,
    /// The names of the issuer of the issuer's certificate.
    pub(super) issuer: Option<Vec<GeneralName>>,
    /// Its serial number.
    pub(super) serial: Option<Vec<u8>>,
}

/// A base of name constraints.
#[derive(Debug, Clone)]
pub(super) struct Subtree {
    /// The base.
    pub(super) base: GeneralName,
    /// Whether minimum and maximum have their only values (RFC 5280, 4.2.1.10).
    pub(super) has_no_range: bool,
}

/// nameConstraints (RFC 5280, 4.2.1.10).
#[derive(Debug, Clone, Default)]
pub(super) struct NameConstraints {
    /// Permitted subtrees.
    pub(super) permitted: Vec<Subtree>,
    /// Excluded subtrees.
    pub(super) excluded: Vec<Subtree>,
}

/// The name of a distribution point.
#[derive(Debug, Clone)]
pub(super) enum PointName {
    /// Full names.
    Full(Vec<GeneralName>),
    /// A name relative to an issuer, completed to a canonical name; `None` when that is not possible.
    Relative(Option<Vec<u8>>),
}

/// A distribution point of CRLs (RFC 5280, 4.2.1.13).
#[derive(Debug, Clone)]
pub(super) struct Point {
    /// Its name.
    pub(super) name: Option<PointName>,
    /// The reasons that its list has, as a mask.
    pub(super) reasons: u16,
    /// Who issues the list.
    pub(super) issuer: Option<Vec<GeneralName>>,
}

/// Every reason for which a list can revoke (`CRLDP_ALL_REASONS`).
pub(super) const ALL_REASONS: u16 = 0x807f;

/// The extensions of a certificate.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Properties.
    pub(super) set: FactSet,
    /// pathLenConstraint.
    pub(super) path_length: Option<u64>,
    /// pCPathLenConstraint (RFC 3820).
    pub(super) proxy_length: Option<u64>,
    /// keyUsage as OpenSSL's mask.
    pub(super) key_usage: Option<u16>,
    /// The contents of the object identifiers of extendedKeyUsage.
    pub(super) uses: Option<Vec<Vec<u8>>>,
    /// nsCertType as OpenSSL's mask.
    pub(super) netscape: Option<u16>,
    /// subjectKeyIdentifier.
    pub(super) subject_key: Option<Vec<u8>>,
    /// authorityKeyIdentifier.
    pub(super) authority_key: Option<AuthorityKey>,
    /// subjectAltName.
    pub(super) names: Option<Vec<GeneralName>>,
    /// nameConstraints.
    pub(super) constraints: Option<NameConstraints>,
    /// cRLDistributionPoints.
    pub(super) points: Vec<Point>,
}

/// The extensions that are processed (`X509_supported_extension`); others must not be critical.
const SUPPORTED: [ObjectIdentifier; 15] = [
    known::NETSCAPE_CERT_TYPE,
    known::ID_CE_KEY_USAGE,
    known::ID_CE_SUBJECT_ALT_NAME,
    known::ID_CE_BASIC_CONSTRAINTS,
    known::ID_CE_CERTIFICATE_POLICIES,
    known::ID_CE_CRL_DISTRIBUTION_POINTS,
    known::ID_CE_EXT_KEY_USAGE,
    known::ID_PE_IP_ADDR_BLOCKS,
    known::ID_PE_AUTONOMOUS_SYS_IDS,
    known::ID_PKIX_OCSP_NOCHECK,
    known::ID_CE_POLICY_CONSTRAINTS,
    known::ID_PE_PROXY_CERT_INFO,
    known::ID_CE_NAME_CONSTRAINTS,
    known::ID_CE_POLICY_MAPPINGS,
    known::ID_CE_INHIBIT_ANY_POLICY,
];

/// The value of the only extension of this type: `Ok(None)` without one.
///
/// # Errors
/// When there are several.
pub(super) fn value<'a>(
    extensions: &'a [Extension<'_>],
    id: ObjectIdentifier,
) -> Result<Option<&'a [u8]>, ()> {
    let mut found = extensions.iter().filter(|extension| extension.is(id));
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(()),
        (first, None) => Ok(first.map(|extension| extension.value.content())),
    }
}

/// Reads the extension of this type with `read`; `None` also when it is malformed, which makes `set` invalid.
pub(super) fn decoded<T>(
    extensions: &[Extension<'_>],
    set: &mut FactSet,
    id: ObjectIdentifier,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Option<T> {
    let found = match value(extensions, id) {
        Ok(None) => return None,
        Ok(Some(der)) => read(der),
        Err(()) => None,
    };
    if found.is_none() {
        set.add(Fact::Invalid);
    }
    found
}

impl Facts {
    /// What `extensions` of a certificate from `issuer` say.
    pub(super) fn of(extensions: &[Extension<'_>], issuer: &Name<'_>) -> Self {
        let mut facts = Self::default();
        let mut set = FactSet::default();
        let constraints = decoded(extensions, &mut set, known::ID_CE_BASIC_CONSTRAINTS, basic_constraints);
        if let Some((is_ca, length)) = constraints {
            set.add(Fact::BasicConstraints);
            if is_ca {
                set.add(Fact::Ca);
            }
            match length {
                Some(None) => set.add(Fact::Invalid),
                length => facts.path_length = length.flatten(),
            }
        }
        facts.read_proxy(extensions, &mut set);
        let mask = |der: &[u8]| bit_mask(only(der, 0x03)?.content);
        facts.key_usage = decoded(extensions, &mut set, known::ID_CE_KEY_USAGE, mask);
        if facts.key_usage == Some(0) {
            set.add(Fact::Invalid);
        }
        facts.uses = decoded(extensions, &mut set, known::ID_CE_EXT_KEY_USAGE, object_ids);
        facts.netscape =
            decoded(extensions, &mut set, known::NETSCAPE_CERT_TYPE, mask).map(|mask| mask & 0xff);
        let octets = |der: &[u8]| Some(only(der, 0x04)?.content.to_vec());
        facts.subject_key = decoded(extensions, &mut set, known::ID_CE_SUBJECT_KEY_IDENTIFIER, octets);
        let authority = known::ID_CE_AUTHORITY_KEY_IDENTIFIER;
        facts.authority_key = decoded(extensions, &mut set, authority, authority_key);
        facts.names = decoded(extensions, &mut set, known::ID_CE_SUBJECT_ALT_NAME, GeneralName::all);
        facts.constraints = decoded(extensions, &mut set, known::ID_CE_NAME_CONSTRAINTS, name_constraints);
        let points = |der: &[u8]| distribution_points(der, issuer);
        let found = decoded(extensions, &mut set, known::ID_CE_CRL_DISTRIBUTION_POINTS, points);
        facts.points = found.unwrap_or_default();
        read_critical_bits(extensions, &mut set);
        facts.set = set;
        facts
    }

    fn read_proxy(&mut self, extensions: &[Extension<'_>], set: &mut FactSet) {
        let length = decoded(extensions, set, known::ID_PE_PROXY_CERT_INFO, proxy_length);
        let Some(length) = length else { return };
        let names = [known::ID_CE_SUBJECT_ALT_NAME, known::ID_CE_ISSUER_ALT_NAME];
        let has_names = extensions.iter().any(|extension| names.iter().any(|id| extension.is(*id)));
        if set.has(Fact::Ca) || has_names {
            set.add(Fact::Invalid);
        }
        self.proxy_length = Some(length).filter(|length| *length < u64::MAX);
        set.add(Fact::Proxy);
    }

    /// Whether keyUsage is there and has none of these bits.
    pub(super) fn rejects_usage(&self, bits: u16) -> bool {
        self.key_usage.is_some_and(|usage| usage & bits == 0)
    }
}

fn read_critical_bits(extensions: &[Extension<'_>], set: &mut FactSet) {
    for extension in extensions {
        if extension.is(known::ID_CE_FRESHEST_CRL) {
            set.add(Fact::Freshest);
        }
        if [known::ID_PE_IP_ADDR_BLOCKS, known::ID_PE_AUTONOMOUS_SYS_IDS].iter().any(|id| extension.is(*id)) {
            set.add(Fact::Addresses);
        }
        if !extension.is_critical() {
            continue;
        }
        if !SUPPORTED.iter().any(|id| extension.is(*id)) {
            set.add(Fact::UnhandledCritical);
            break;
        }
        if extension.is(known::ID_CE_BASIC_CONSTRAINTS) {
            set.add(Fact::BasicConstraintsCritical);
        }
        if extension.is(known::ID_CE_SUBJECT_ALT_NAME) {
            set.add(Fact::NamesCritical);
        }
    }
}

/// Whether it is a CA, and the path length, which is `Some(None)` when it is negative.
type BasicConstraints = (bool, Option<Option<u64>>);

fn basic_constraints(der: &[u8]) -> Option<BasicConstraints> {
    let fields = sequence(der)?;
    let (is_ca, rest) = match fields.as_slice() {
        [first, rest @ ..] if first.identifier == 0x01 => (first.content != [0], rest),
        rest => (false, rest),
    };
    match rest {
        [] => Some((is_ca, None)),
        [length] if length.identifier == 0x02 => Some((is_ca, Some(unsigned(length.content)))),
        _ => None,
    }
}

/// The path length of `ProxyCertInfo` (RFC 3820, 3.8); the greatest number without one.
fn proxy_length(der: &[u8]) -> Option<u64> {
    match sequence(der)?.as_slice() {
        [length, policy] if length.identifier == 0x02 && policy.identifier == 0x30 => {
            Some(unsigned(length.content).unwrap_or(u64::MAX))
        }
        [policy] if policy.identifier == 0x30 => Some(u64::MAX),
        _ => None,
    }
}

fn object_ids(der: &[u8]) -> Option<Vec<Vec<u8>>> {
    let id = |node: Node<'_>| (node.identifier == 0x06).then(|| node.content.to_vec());
    sequence(der)?.into_iter().map(id).collect()
}

/// The value of an authorityKeyIdentifier; of a list too.
pub(super) fn authority_key(der: &[u8]) -> Option<AuthorityKey> {
    let mut key = AuthorityKey::default();
    for field in sequence(der)? {
        match field.identifier {
            0x80 => key.key_id = Some(field.content.to_vec()),
            0xa1 => key.issuer = Some(GeneralName::list(field.content)?),
            0x82 => key.serial = Some(field.content.to_vec()),
            _ => return None,
        }
    }
    Some(key)
}

fn name_constraints(der: &[u8]) -> Option<NameConstraints> {
    let mut constraints = NameConstraints::default();
    for field in sequence(der)? {
        let subtrees = nodes(field.content)?.into_iter().map(subtree).collect::<Option<_>>()?;
        match field.identifier {
            0xa0 => constraints.permitted = subtrees,
            0xa1 => constraints.excluded = subtrees,
            _ => return None,
        }
    }
    Some(constraints)
}

fn subtree(node: Node<'_>) -> Option<Subtree> {
    let fields = nodes(node.content)?;
    let (base, range) = fields.split_first()?;
    let is_zero = |field: &Node<'_>| field.identifier == 0x80 && unsigned(field.content) == Some(0);
    Some(Subtree { base: GeneralName::from_node(*base)?, has_no_range: range.iter().all(is_zero) })
}

fn distribution_points(der: &[u8], issuer: &Name<'_>) -> Option<Vec<Point>> {
    sequence(der)?.into_iter().map(|node| distribution_point(node, issuer)).collect()
}

fn distribution_point(node: Node<'_>, issuer: &Name<'_>) -> Option<Point> {
    let (mut name, mut reasons, mut issuers) = (None, ALL_REASONS, None);
    for field in nodes(node.content)? {
        match field.identifier {
            0xa0 => name = Some(field.content),
            0x81 => reasons = bit_mask(field.content)? & ALL_REASONS,
            0xa2 => issuers = Some(GeneralName::list(field.content)?),
            _ => return None,
        }
    }
    if name.is_none() && issuers.as_ref().is_none_or(Vec::is_empty) {
        return None;
    }
    let directory = issuers.iter().flatten().find_map(GeneralName::directory).map(<[u8]>::to_vec);
    let issuer = || directory.or_else(|| issuer.canonical().ok());
    let name = match name {
        None => None,
        Some(content) => Some(point_name(content, issuer)?),
    };
    Some(Point { name, reasons, issuer: issuers })
}

/// The name of a distribution point in `content`; `issuer` is the canonical name that a relative one is added to.
pub(super) fn point_name(content: &[u8], issuer: impl FnOnce() -> Option<Vec<u8>>) -> Option<PointName> {
    match nodes(content)?.as_slice() {
        [full] if full.identifier == 0xa0 => GeneralName::list(full.content).map(PointName::Full),
        [relative] if relative.identifier == 0xa1 => {
            Some(PointName::Relative(completed(relative.content, issuer)))
        }
        _ => None,
    }
}

/// The canonical form of the issuer's name with the attributes in `content` after it.
fn completed(content: &[u8], issuer: impl FnOnce() -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    use ::der::{Decode as _, Encode as _};

    use crate::x509::{Element, Set};
    let set = Element::new(0x31, content).ok()?.to_der().ok()?;
    let last = Name(vec![Set::from_der(&set).ok()?]).canonical().ok()?;
    Some([issuer()?, last].concat())
}
