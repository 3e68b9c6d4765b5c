//! This machine's names and addresses in its local network.

use std::io;
use std::net::IpAddr;
use std::path::Path;

use super::files;

/// A machine as others in its local network know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lan {
    /// Its host names.
    pub host_names: Vec<String>,
    /// Its addresses: neither loopback nor link-local, each once, in the order of the interfaces.
    pub addresses: Vec<IpAddr>,
}

impl Lan {
    /// This machine.
    ///
    /// # Errors
    ///
    /// When the system does not list its addresses.
    pub fn here() -> io::Result<Self> {
        let mut addresses = Vec::new();
        for interface in if_addrs::get_if_addrs()? {
            let address = interface.ip();
            if !interface.is_loopback() && !interface.is_link_local() && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        Ok(Self { host_names: host_names(), addresses })
    }
}

/// The machine's host name, when it has one.
#[must_use]
pub fn host_name() -> Option<String> {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_str().ok().map(str::to_owned);
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").ok();
    name.filter(|name| !name.is_empty() && name != "(none)")
}

/// The machine's host name, and the same with its domain or without it. Whoever resolves names may have
/// to be waited for, so the domain is looked up in hosts(5) only, where systems keep it.
#[must_use]
pub fn host_names() -> Vec<String> {
    let Some(name) = host_name() else { return Vec::new() };
    let hosts = match cfg!(windows) {
        true => Path::new(r"C:\Windows\System32\drivers\etc\hosts"),
        false => Path::new("/etc/hosts"),
    };
    let hosts = files::read(hosts, files::DEFAULT_LIMIT).unwrap_or_default();
    let other = other_form(&name, &String::from_utf8_lossy(&hosts));
    [Some(name), other].into_iter().flatten().collect()
}

/// The first label of a name with a domain; the name with the domain that `hosts` gives it otherwise.
fn other_form(name: &str, hosts: &str) -> Option<String> {
    if let Some((label, _)) = name.split_once('.') {
        return Some(label.to_owned()).filter(|label| !label.is_empty());
    }
    let lines = hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
    let mut names = lines.flat_map(|line| line.split_whitespace().skip(1));
    let is_qualified = |other: &&str| match other.split_once('.') {
        Some((label, domain)) => label.eq_ignore_ascii_case(name) && !domain.is_empty(),
        None => false,
    };
    names.find(is_qualified).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_is_found_with_its_domain_and_without_it() {
        let hosts = "127.0.0.1 localhost\n127.0.1.1\tLaptop.corp.test laptop # laptop.old.test\n";
        assert_eq!(other_form("laptop", hosts), Some("Laptop.corp.test".to_owned()));
        assert_eq!(other_form("laptop.corp.test", ""), Some("laptop".to_owned()));
        assert_eq!(other_form("desktop", hosts), None);
    }
}
