//! Which names the certificates below a CA may carry (RFC 5280, 4.2.1.10).

mod parse;
mod range;
mod subtree;

use std::fmt;

use thiserror::Error;

pub use parse::{Permission, PermissionError};
pub use range::IpRange;
pub use subtree::{Kind, Subtree};

use super::name::{AttributeKind, Name};
use super::san::{DnsName, San};

/// The extension's two lists. A kind of name that the permitted list does not mention at all is
/// permitted entirely.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Of the kinds of names that are in here, only these.
    pub permitted: Vec<Subtree>,
    /// None of these, permitted or not.
    pub excluded: Vec<Subtree>,
}

/// Domains that no public CA issues for and that the public DNS does not have: RFC 6761 (localhost,
/// test), RFC 6762 (local), RFC 8375 (home.arpa), ICANN's reservation of 2024 (internal), and the
/// one that routers at home give out (lan).
const LOCAL_DOMAINS: [&str; 6] = ["localhost", "test", "internal", "local", "lan", "home.arpa"];

/// Loopback, private and link-local addresses (RFC 1122, RFC 1918, RFC 3927, RFC 4291, RFC 4193).
const LOCAL_RANGES: [&str; 8] = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

impl NameConstraints {
    /// What a development CA needs: names and addresses that mean something on this machine and in
    /// its local network only, and the mailboxes at such hosts.
    #[must_use]
    pub fn local() -> Self {
        let permissions = LOCAL_DOMAINS.into_iter().chain(LOCAL_RANGES).map(str::parse::<Permission>);
        let mut constraints = Self::default();
        permissions.flatten().for_each(|permission| constraints.permit(permission));
        constraints
    }

    /// Permits more.
    pub fn permit(&mut self, permission: Permission) {
        for subtree in permission.0 {
            if !self.permitted.contains(&subtree) {
                self.permitted.push(subtree);
            }
        }
    }

    /// Whether a certificate of this subject and these names may stand below the CA.
    ///
    /// Beside the names themselves, the places are looked at where programs look for names when
    /// there are none: a host name as the common name (OpenSSL, GnuTLS and NSS hold it to the
    /// constraints when there is no DNS name), and a mailbox in the subject (RFC 5280, 4.2.1.10).
    ///
    /// # Errors
    /// The first name that may not.
    pub fn check(&self, subject: &Name, names: &[San]) -> Result<(), Violation> {
        names.iter().chain(&in_subject(subject, names)).try_for_each(|name| self.check_name(name))
    }

    fn check_name(&self, name: &San) -> Result<(), Violation> {
        let Some(kind) = Kind::of(name) else { return Ok(()) };
        if let Some(by) = self.excluded.iter().find(|subtree| subtree.touches(name)) {
            return Err(Violation::Excluded { name: name.clone(), by: by.clone() });
        }
        let mut permitted = self.permitted.iter().filter(|subtree| subtree.kind() == kind).peekable();
        if permitted.peek().is_none() || permitted.clone().any(|subtree| subtree.holds(name)) {
            return Ok(());
        }
        Err(Violation::NotPermitted { name: name.clone(), permitted: permitted.cloned().collect() })
    }

    /// The first subtree that this permits and `above` does not.
    #[must_use]
    pub fn beyond<'a>(&'a self, above: &Self) -> Option<&'a Subtree> {
        self.permitted.iter().find(|subtree| {
            let mut same_kind = above.permitted.iter().filter(|one| one.kind() == subtree.kind()).peekable();
            same_kind.peek().is_some() && !same_kind.any(|one| one.contains(subtree))
        })
    }
}

/// The names that some programs find in the subject.
fn in_subject(subject: &Name, names: &[San]) -> Vec<San> {
    let without = |kind| !names.iter().any(|name| Kind::of(name) == Some(kind));
    let host = subject.last_common_name().filter(|_| without(Kind::Dns));
    let host = host.filter(|text| text.contains('.')).and_then(|text| DnsName::new(text).ok());
    let mailboxes = subject.rdns().iter().flatten().filter(|one| one.kind == AttributeKind::EMAIL_ADDRESS);
    let mailboxes = mailboxes.filter_map(|one| one.value.text());
    host.map(San::Dns).into_iter().chain(mailboxes.map(|text| San::Email(text.to_owned()))).collect()
}

/// Why a name may not stand in a certificate below a CA.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Violation {
    /// It lies in none of the permitted subtrees of its kind.
    #[error("{name} is not among the names that the CA may issue for: {}", listed(permitted))]
    NotPermitted {
        /// The name.
        name: San,
        /// What is permitted of its kind.
        permitted: Vec<Subtree>,
    },
    /// It lies in an excluded subtree.
    #[error("{name} lies in {by}, which the CA is barred from")]
    Excluded {
        /// The name.
        name: San,
        /// Where it lies.
        by: Subtree,
    },
}

impl Violation {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &San {
        match self {
            Self::NotPermitted { name, .. } | Self::Excluded { name, .. } => name,
        }
    }
}

/// Each subtree, without the kind that they share.
fn listed(subtrees: &[Subtree]) -> String {
    subtrees.iter().map(Subtree::bare).collect::<Vec<_>>().join(", ")
}

/// The same, without the mailboxes at hosts that are among them.
fn summed_up(subtrees: &[Subtree]) -> String {
    let is_host = |host: &str| subtrees.contains(&Subtree::Dns(host.to_owned()));
    let follows = |subtree: &&Subtree| match subtree {
        Subtree::Email(base) => !is_host(base.strip_prefix('.').unwrap_or(base)),
        _ => true,
    };
    listed(&subtrees.iter().filter(follows).cloned().collect::<Vec<_>>())
}

impl fmt::Display for NameConstraints {
    /// What people want to know: mailboxes go with their hosts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [mut permitted, excluded] = [&self.permitted, &self.excluded].map(|list| summed_up(list));
        // What the list does not mention is permitted entirely.
        for (kind, all) in [(Kind::Dns, "every host name"), (Kind::Ip, "every address")] {
            if !permitted.is_empty() && !self.permitted.iter().any(|subtree| subtree.kind() == kind) {
                permitted = format!("{permitted}, {all}");
            }
        }
        match (permitted.is_empty(), excluded.is_empty()) {
            (true, true) => f.write_str("every name"),
            (false, true) => f.write_str(&permitted),
            (true, false) => write!(f, "everything but {excluded}"),
            (false, false) => write!(f, "{permitted}, but not {excluded}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(constraints: &NameConstraints, names: &[&str]) -> Result<(), String> {
        let names: Vec<San> = names.iter().map(|name| name.parse().unwrap()).collect();
        constraints.check(&Name::default(), &names).map_err(|violation| violation.to_string())
    }

    #[test]
    fn local_names_are_permitted_by_default_and_others_are_not() {
        let local = NameConstraints::local();
        for name in ["localhost", "a.localhost", "*.dev.test", "db.internal", "x.home.arpa", "me@x.test"] {
            assert_eq!(check(&local, &[name]), Ok(()), "{name}");
        }
        for name in ["127.1.2.3", "::1", "192.168.0.7", "172.31.255.255", "fd00::1", "fe80::1"] {
            assert_eq!(check(&local, &[name]), Ok(()), "{name}");
        }
        for name in
            ["example.com", "notlocalhost", "home.arpa.example", "8.8.8.8", "172.32.0.1", "2001:db8::1"]
        {
            assert!(check(&local, &[name]).is_err(), "{name}");
        }
        assert!(check(&local, &["me@example.com"]).is_err());
        assert_eq!(check(&local, &["URI:spiffe://example.com/x"]), Ok(()));
    }

    #[test]
    fn permitting_a_domain_permits_what_is_below_it_and_its_mailboxes() {
        let mut constraints = NameConstraints::local();
        constraints.permit("example.com".parse().unwrap());
        for name in ["example.com", "a.b.example.com", "me@example.com", "me@mail.example.com"] {
            assert_eq!(check(&constraints, &[name]), Ok(()), "{name}");
        }
        assert!(check(&constraints, &["badexample.com"]).is_err());
    }

    #[test]
    fn what_is_excluded_is_out_although_it_is_permitted() {
        let mut constraints = NameConstraints::local();
        constraints.excluded.push(Subtree::Dns("bad.dev.test".to_owned()));
        assert_eq!(
            check(&constraints, &["x.bad.dev.test"]),
            Err("DNS:x.bad.dev.test lies in DNS:bad.dev.test, which the CA is barred from".to_owned())
        );
        assert!(check(&constraints, &["*.dev.test"]).is_err(), "the wildcard stands for bad.dev.test too");
        assert_eq!(check(&constraints, &["good.dev.test"]), Ok(()));
    }

    #[test]
    fn names_in_the_subject_count_where_programs_look_for_them() {
        let local = NameConstraints::local();
        let check = |subject: &str, names: &[San]| local.check(&subject.parse().unwrap(), names).is_ok();
        assert!(!check("CN=example.com", &[]));
        assert!(check("CN=alice", &[]));
        assert!(check("CN=example.com", &["dev.test".parse().unwrap()]));
        assert!(!check("CN=alice,emailAddress=alice@example.com", &[]));
    }

    #[test]
    fn constraints_beyond_those_above_are_found() {
        let local = NameConstraints::local();
        let mut wider = NameConstraints::default();
        wider.permit("a.test".parse().unwrap());
        wider.permit("10.1.0.0/16".parse().unwrap());
        assert_eq!(wider.beyond(&local), None);
        wider.permit("example.com".parse().unwrap());
        assert_eq!(wider.beyond(&local), Some(&Subtree::Dns("example.com".to_owned())));
    }
}
