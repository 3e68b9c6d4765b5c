//! The subject, the names and the usages that are requested for a certificate.

use crate::host::network::Lan;
use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::name::Name;
use devcert::model::san::{DnsName, San};
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};

use super::Error;

/// What is requested; everything may be left to its default.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The subject.
    pub subject: Option<Name>,
    /// Names, in addition to those that come from elsewhere.
    pub san: Vec<San>,
    /// Whether the default names, localhost and its addresses, are left out.
    pub only: bool,
    /// Whether this machine's names and addresses in the local network are added.
    pub lan: bool,
    /// Key usages, instead of the profile's.
    pub key_usages: Vec<KeyUsage>,
    /// Extended key usages, instead of the profile's.
    pub extended_key_usages: Vec<ExtendedKeyUsage>,
}

impl Names {
    /// The names of this machine in the local network, where they are requested.
    ///
    /// # Errors
    /// [`Error::Lan`].
    pub fn lan(&self) -> Result<Vec<San>, Error> {
        if !self.lan {
            return Ok(Vec::new());
        }
        Ok(names_of(&Lan::here().map_err(Error::Lan)?))
    }

    /// `base` and the names that were added, each once; the default names without a base.
    ///
    /// # Errors
    /// [`Error::Lan`], and [`Error::NoNames`] where none is left.
    pub fn all(&self, base: &[San]) -> Result<Vec<San>, Error> {
        let defaults = San::defaults();
        let base = match (base, self.only) {
            (_, true) => &[],
            ([], false) => defaults.as_slice(),
            (base, false) => base,
        };
        let names = each_once([base, &self.san, &self.lan()?].concat());
        if names.is_empty() { Err(Error::NoNames) } else { Ok(names) }
    }

    /// `listed` and [`Self::san`], each once; the default names, where they are wanted, when none is listed.
    #[must_use]
    pub fn listed(&self, listed: &[San]) -> Vec<San> {
        let defaults = San::defaults();
        let base = if listed.is_empty() && !self.only { defaults.as_slice() } else { listed };
        each_once([base, &self.san].concat())
    }

    /// The host in the requested subject, where it is not one of `names`: clients look at those alone (RFC
    /// 9525, 2).
    #[must_use]
    pub fn host_beside(&self, names: &[San]) -> Option<&str> {
        let host = self.subject.as_ref().and_then(Name::common_name)?;
        let is_named = |name: &San| match (host.parse::<San>(), name) {
            (Ok(San::Dns(host)), San::Dns(name)) => name == &host || name.covers(&host),
            (Ok(host), name) => host == *name,
            (Err(_), _) => false,
        };
        let is_host = host.contains(['.', ':']) && matches!(host.parse(), Ok(San::Dns(_) | San::Ip(_)));
        (is_host && !names.iter().any(is_named)).then_some(host)
    }

    /// The extended key usages: those requested, or else the `usual` ones.
    #[must_use]
    pub fn purposes<'a>(&'a self, usual: &'a [ExtendedKeyUsage]) -> &'a [ExtendedKeyUsage] {
        if self.extended_key_usages.is_empty() { usual } else { &self.extended_key_usages }
    }

    /// Whether servers may use the certificate.
    #[must_use]
    pub fn is_for_servers(&self) -> bool {
        let purposes = &self.extended_key_usages;
        purposes.is_empty()
            || purposes.contains(&ExtendedKeyUsage::SERVER_AUTH)
            || purposes.contains(&ExtendedKeyUsage::ANY)
    }

    /// Whether `extensions` lack a usage that is requested.
    #[must_use]
    pub fn lacks_usages(&self, extensions: &[Extension]) -> bool {
        let has = |check: &dyn Fn(&ExtensionValue) -> bool| extensions.iter().any(|one| check(&one.body));
        let same = |found: &[KeyUsage]| {
            found.len() == self.key_usages.len() && found.iter().all(|usage| self.key_usages.contains(usage))
        };
        let has_usage = || has(&|body| matches!(body, ExtensionValue::KeyUsage(found) if same(found)));
        let purposes = &self.extended_key_usages;
        let has_purpose =
            || has(&|body| matches!(body, ExtensionValue::ExtendedKeyUsage(found) if found == purposes));
        !self.key_usages.is_empty() && !has_usage() || !purposes.is_empty() && !has_purpose()
    }

    /// `extensions` with the requested usages instead of the profile's.
    #[must_use]
    pub fn with_usages(&self, mut extensions: Vec<Extension>) -> Vec<Extension> {
        for extension in &mut extensions {
            match &mut extension.body {
                ExtensionValue::KeyUsage(usages) if !self.key_usages.is_empty() => {
                    usages.clone_from(&self.key_usages);
                }
                ExtensionValue::ExtendedKeyUsage(usages) if !self.extended_key_usages.is_empty() => {
                    usages.clone_from(&self.extended_key_usages);
                }
                _ => {}
            }
        }
        extensions
    }
}

/// The subject that the names give: the first host name that is short enough (RFC 5280, ub-common-name).
#[must_use]
pub fn default_subject(names: &[San]) -> Name {
    let host = names.iter().find(|name| matches!(name, San::Dns(_)));
    host.and_then(|name| Name::from_common_name(&name.value()).ok()).unwrap_or_default()
}

fn names_of(lan: &Lan) -> Vec<San> {
    let hosts: Vec<_> = lan.host_names.iter().filter_map(|name| DnsName::new(name).ok()).collect();
    // Phones find a machine by multicast DNS, under .local (RFC 6762).
    let bare = hosts.iter().find(|name| !name.as_str().contains('.'));
    let multicast = bare.and_then(|name| DnsName::new(&format!("{name}.local")).ok());
    let hosts = hosts.into_iter().chain(multicast).map(San::Dns);
    each_once(hosts.chain(lan.addresses.iter().copied().map(San::Ip)).collect())
}

/// The names in their order, without repetitions.
#[must_use]
pub fn each_once(names: Vec<San>) -> Vec<San> {
    let mut all = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_reached_by_its_names_and_its_addresses() {
        let lan = Lan {
            host_names: vec!["laptop".to_owned(), "laptop.corp.example".to_owned()],
            addresses: vec!["192.168.0.7".parse().unwrap(), "2001:db8::7".parse().unwrap()],
        };
        let names: Vec<_> = names_of(&lan).iter().map(San::to_string).collect();
        let expected =
            ["DNS:laptop", "DNS:laptop.corp.example", "DNS:laptop.local", "IP:192.168.0.7", "IP:2001:db8::7"];
        assert_eq!(names, expected);
        assert_eq!(names_of(&Lan::default()), []);
    }
}
