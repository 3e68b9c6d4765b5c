//! This machine's names and addresses in its local network.

use std::io;
use std::net::IpAddr;

/// The addresses by which other machines in the local network can reach this one: neither loopback
/// nor link-local, each once, in the order of the interfaces.
pub fn lan_addresses() -> io::Result<Vec<IpAddr>> {
    let mut found = Vec::new();
    for interface in if_addrs::get_if_addrs()? {
        let address = interface.ip();
        if !interface.is_loopback() && !interface.is_link_local() && !found.contains(&address) {
            found.push(address);
        }
    }
    Ok(found)
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
