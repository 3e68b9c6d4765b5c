//! Subjects and names that clients accept below a constrained CA.
//!
//! Clients differ in where they look for host names. rustls, Go, NSS and browsers look among the names
//! only. In a certificate without a DNS name, OpenSSL checks every common name that looks like a host name
//! against the constraints, whatever the certificate is for; GnuTLS does so with any common name, and
//! refuses a second one, in a certificate that a server may use.

use std::net::IpAddr;

use devcert::model::constraint::{NameConstraints, Subtree, SubtreeKind, Violations};
use devcert::model::name::Name;
use devcert::model::san::{DnsName, San};

/// Whether all of these constraints permit the subject and the names; otherwise each name that one of
/// them forbids, once.
pub fn permits(constraints: &[&NameConstraints], subject: &Name, names: &[San]) -> Result<(), Violations> {
    let mut all = Violations::default();
    for violation in constraints.iter().flat_map(|one| one.violations(subject, names).0) {
        if !all.names().contains(&violation.name()) {
            all.0.push(violation);
        }
    }
    if all.is_empty() { Ok(()) } else { Err(all) }
}

/// The subject without common names that are IP addresses, where clients would check those as host names,
/// and what was left out. No client looks for an address in the subject.
#[must_use]
pub fn without_addresses(
    constraints: &[&NameConstraints],
    subject: &Name,
    names: &[San],
) -> (Name, Vec<String>) {
    if has_host(names) || !constrain_hosts(constraints) {
        return (subject.clone(), Vec::new());
    }
    subject.without_common_names(|text| text.parse::<IpAddr>().is_ok())
}

/// A host name to put beside a person's common name, such as `alice.smith`, that clients would otherwise
/// check as a host name: the same name below a domain that the CA may issue for.
#[must_use]
pub fn host_beside(constraints: &[&NameConstraints], subject: &Name, names: &[San]) -> Option<San> {
    let without = permits(constraints, subject, names).err()?;
    let domains = constraints.iter().flat_map(|one| &one.permitted).filter_map(|subtree| match subtree {
        Subtree::Dns(base) => Some(base.trim_start_matches('.')),
        _ => None,
    });
    let hosts = domains.flat_map(|domain| {
        let below = |text: &str| DnsName::new(&format!("{text}.{domain}")).ok();
        subject.common_names().filter_map(below).map(San::Dns).collect::<Vec<_>>()
    });
    let mends = |host: &San| {
        let names = [names, std::slice::from_ref(host)].concat();
        match permits(constraints, subject, &names) {
            Ok(()) => true,
            Err(with) => with.0.len() < without.0.len(),
        }
    };
    hosts.into_iter().find(mends)
}

/// The common name for which GnuTLS refuses a server's certificate that OpenSSL accepts.
#[must_use]
pub fn foreign_to_gnutls<'a>(
    constraints: &[&NameConstraints],
    subject: &'a Name,
    names: &[San],
) -> Option<&'a str> {
    if has_host(names) || !constrain_hosts(constraints) {
        return None;
    }
    let permitted = |text: &str| {
        let host = DnsName::new(text).map(San::Dns);
        host.is_ok_and(|host| {
            constraints.iter().all(|one| one.check_names(std::slice::from_ref(&host)).is_ok())
        })
    };
    let mut common_names = subject.common_names();
    common_names.clone().nth(1).or_else(|| common_names.find(|text| !permitted(text)))
}

fn has_host(names: &[San]) -> bool {
    names.iter().any(|name| matches!(name, San::Dns(_)))
}

fn constrain_hosts(constraints: &[&NameConstraints]) -> bool {
    let mut subtrees = constraints.iter().flat_map(|one| one.permitted.iter().chain(&one.excluded));
    subtrees.any(|subtree| subtree.kind() == SubtreeKind::Dns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<San> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn every_forbidden_name_is_listed_once_with_what_is_permitted() {
        let local = NameConstraints::local();
        let asked = names(&["db", "dev.test", "redis", "8.8.8.8", "db"]);
        let failure = permits(&[&local, &local], &Name::default(), &asked).unwrap_err().to_string();
        let expected = "DNS:db, DNS:redis and IP:8.8.8.8 are not among the names that the CA may issue for: localhost, test";
        assert!(failure.starts_with(expected), "{failure}");
        assert!(failure.ends_with("fe80::/10"), "{failure}");
    }

    #[test]
    fn a_dotted_common_name_gets_a_host_name_that_is_permitted() {
        let local = NameConstraints::local();
        let beside = |subject: &str, given: &[&str]| {
            host_beside(&[&local], &subject.parse().unwrap(), &names(given)).map(|host| host.to_string())
        };
        assert_eq!(beside("CN=alice.smith", &[]), Some("DNS:alice.smith.localhost".to_owned()));
        assert_eq!(beside("CN=alice", &[]), None);
        assert_eq!(beside("CN=alice.smith", &["dev.test"]), None);
        assert_eq!(beside("CN=alice.dev.test", &[]), None);
    }

    #[test]
    fn an_address_in_the_subject_is_left_out_where_hosts_are_constrained() {
        let (local, given) = (NameConstraints::local(), names(&["10.0.0.1"]));
        let subject = "/O=Acme/CN=10.0.0.1".parse().unwrap();
        let (kept, left_out) = without_addresses(&[&local], &subject, &given);
        assert_eq!((kept.to_string(), left_out), ("O=Acme".to_owned(), vec!["10.0.0.1".to_owned()]));
        assert_eq!(without_addresses(&[], &subject, &given).0, subject);
        assert_eq!(without_addresses(&[&local], &subject, &names(&["a.test"])).0, subject);
    }

    #[test]
    fn gnutls_refuses_a_server_with_another_common_name() {
        let (local, given) = (NameConstraints::local(), names(&["10.0.0.1"]));
        let foreign = |subject: &str| {
            foreign_to_gnutls(&[&local], &subject.parse().unwrap(), &given).map(str::to_owned)
        };
        assert_eq!(foreign("CN=alice"), Some("alice".to_owned()));
        assert_eq!(foreign("/CN=a.test/CN=b.test"), Some("b.test".to_owned()));
        assert_eq!(foreign("CN=a.test"), None);
        assert_eq!(foreign("O=Acme"), None);
    }
}
