//! Which names the certificates below a CA may carry (RFC 5280, 4.2.1.10).

mod parse;
mod range;
mod subject;
mod subtree;
mod violation;

use std::fmt;

pub use parse::{Permission, PermissionError};
pub use range::IpRange;
pub use subtree::{Subtree, SubtreeKind};
pub use violation::{Violation, Violations};

use subtree::listed;

use super::name::Name;
use super::san::San;
use crate::model::san::Mailbox;

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

    /// Adds subtrees to the permitted ones.
    pub fn permit(&mut self, permission: Permission) {
        for subtree in permission.0 {
            if !self.permitted.contains(&subtree) {
                self.permitted.push(subtree);
            }
        }
    }

    /// What is to be added so that all of `permissions` are permitted. Of a kind of name that the permitted
    /// list does not mention, everything is permitted already, and to add one would forbid the others.
    #[must_use]
    pub fn missing(&self, permissions: &[Permission]) -> Vec<Subtree> {
        let mut missing = Vec::new();
        for subtree in permissions.iter().flat_map(|permission| &permission.0) {
            let mut same_kind = self.permitted.iter().filter(|one| one.kind() == subtree.kind()).peekable();
            let limited = same_kind.peek().is_some();
            if limited && !same_kind.any(|one| one.contains(subtree)) && !missing.contains(subtree) {
                missing.push(subtree.clone());
            }
        }
        missing
    }

    /// The first of `permissions` that lies in an excluded subtree, and so cannot be permitted, and that
    /// subtree.
    #[must_use]
    pub fn barred<'a>(&'a self, permissions: &'a [Permission]) -> Option<(&'a Subtree, &'a Subtree)> {
        let mut wanted = permissions.iter().flat_map(|permission| &permission.0);
        wanted.find_map(|one| Some((one, self.excluded.iter().find(|excluded| excluded.contains(one))?)))
    }

    /// Whether a certificate with these names may stand below the CA (RFC 5280, 4.2.1.10).
    ///
    /// # Errors
    /// The first name that the constraints forbid.
    pub fn check_names(&self, names: &[San]) -> Result<(), Violation> {
        names.iter().try_for_each(|name| self.check_name(name))
    }

    /// Whether a certificate of this subject and these names carries no other name, outside of `names`, that
    /// the constraints forbid and that OpenSSL looks at: a host as a common name, a mailbox in the subject,
    /// or an internationalised one.
    ///
    /// # Errors
    /// The first name that the constraints forbid.
    pub(crate) fn check_subject(&self, subject: &Name, names: &[San]) -> Result<(), Violation> {
        self.implied(subject, names).into_iter().next().map_or(Ok(()), Err)
    }

    /// Every name in a certificate of this subject and these names that the constraints forbid, wherever
    /// a client may look for one: among the names, and in the subject.
    #[must_use]
    pub fn violations(&self, subject: &Name, names: &[San]) -> Violations {
        let directory = (!subject.is_empty()).then(|| San::Directory(subject.clone()));
        let listed = names.iter().chain(&directory).filter_map(|name| self.check_name(name).err());
        Violations(listed.chain(self.implied(subject, names)).collect())
    }

    fn implied(&self, subject: &Name, names: &[San]) -> Vec<Violation> {
        let mailboxes = names.iter().filter_map(subject::international_mailbox);
        let mailboxes =
            mailboxes.chain(subject::mailboxes(subject)).map(|text| San::Email(Mailbox::as_read(text)));
        let mailboxes = mailboxes.filter_map(|name| self.check_name(&name).err());
        let hosts = subject::hosts(subject, names).into_iter().map(San::Dns);
        let hosts = hosts.filter_map(|name| self.check_name(&name).err()).map(Violation::in_common_name);
        mailboxes.chain(hosts).collect()
    }

    fn check_name(&self, name: &San) -> Result<(), Violation> {
        let Some(kind) = SubtreeKind::of(name) else { return Ok(()) };
        if let Some(by) = self.excluded.iter().find(|subtree| subtree.touches(name)) {
            return Err(Violation::Excluded { name: name.clone(), by: by.clone() });
        }
        let mut permitted = self.permitted.iter().filter(|subtree| subtree.kind() == kind).peekable();
        if permitted.peek().is_none() || permitted.clone().any(|subtree| subtree.holds(name)) {
            return Ok(());
        }
        Err(Violation::NotPermitted { name: name.clone(), permitted: permitted.cloned().collect() })
    }

    /// What is permitted, without the mailboxes at hosts that are.
    #[must_use]
    pub fn shown(&self) -> String {
        summed_up(&self.permitted)
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

/// The subtrees in words, without the mailboxes at hosts that are among them.
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
        for (kind, all) in [(SubtreeKind::Dns, "every host name"), (SubtreeKind::Ip, "every address")] {
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
        constraints.check_names(&names).map_err(|violation| violation.to_string())
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
            Err("DNS:x.bad.dev.test is in DNS:bad.dev.test, which the CA's name constraints exclude"
                .to_owned())
        );
        assert!(check(&constraints, &["*.dev.test"]).is_err(), "the wildcard stands for bad.dev.test too");
        assert_eq!(check(&constraints, &["good.dev.test"]), Ok(()));
    }

    #[test]
    fn names_in_the_subject_count_where_programs_look_for_them() {
        let local = NameConstraints::local();
        let check = |subject: &str, names: &[&str]| {
            let names: Vec<San> = names.iter().map(|name| name.parse().unwrap()).collect();
            local.violations(&subject.parse().unwrap(), &names).is_empty()
        };
        for subject in ["CN=alice", "CN=alice@example.com", "CN=Alice Smith", "CN=jörg.müller", "CN=a.test"]
        {
            assert!(check(subject, &["10.0.0.1"]), "{subject}");
        }
        for subject in ["CN=example.com", "CN=10.0.0.1", "/CN=example.com/CN=alice", "CN=*.example.com"] {
            assert!(!check(subject, &["10.0.0.1"]), "{subject}");
            assert!(check(subject, &["dev.test"]), "{subject} beside a host name");
        }
        assert!(!check("CN=alice,emailAddress=alice@example.com", &[]));
        assert!(!check("/", &["otherName:1.3.6.1.5.5.7.8.9;UTF8:jörg@example.com"]));
        assert!(check("/", &["otherName:1.3.6.1.5.5.7.8.9;UTF8:jörg@mail.test"]));
    }

    #[test]
    fn a_subject_lies_in_a_directory_whatever_its_case_and_strings_are() {
        let mut constraints = NameConstraints::default();
        constraints.permitted.push(Subtree::Directory("/C=DE/O=Acme  Ltd".parse().unwrap()));
        let check = |subject: &str| constraints.violations(&subject.parse().unwrap(), &[]).is_empty();
        assert!(check("/C=DE/O=ACME Ltd/CN=alice") && check("/C=DE/O=Acme Ltd"));
        assert!(!check("/C=DE/O=Other/CN=alice") && !check("CN=alice"));
    }

    #[test]
    fn a_uri_without_a_host_breaks_every_constraint_on_uris() {
        let excluded = vec![Subtree::Uri("bad.test".to_owned())];
        let constraints = NameConstraints { permitted: Vec::new(), excluded };
        assert!(check(&constraints, &["URI:urn:uuid:1"]).is_err());
        assert_eq!(check(&constraints, &["URI:https://good.test/"]), Ok(()));
    }

    #[test]
    fn only_what_is_not_permitted_yet_is_missing() {
        let shown = |constraints: &NameConstraints, typed: &[&str]| {
            let permissions: Vec<Permission> = typed.iter().map(|text| text.parse().unwrap()).collect();
            constraints.missing(&permissions).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let local = NameConstraints::local();
        assert_eq!(shown(&local, &["a.test", "10.1.0.0/16", "DNS:db", "DNS:db"]), ["DNS:db"]);
        assert_eq!(shown(&local, &["db"]), ["DNS:db", "email:db", "email:.db"]);
        let mut hosts = NameConstraints::default();
        hosts.permit("DNS:a.test".parse().unwrap());
        assert_eq!(shown(&hosts, &["db", "8.8.8.8"]), ["DNS:db"], "addresses are not limited");
        hosts.excluded.push(Subtree::Dns("example.com".to_owned()));
        let barred = ["www.example.com".parse().unwrap()];
        assert!(hosts.barred(&barred).is_some() && local.barred(&barred).is_none());
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
