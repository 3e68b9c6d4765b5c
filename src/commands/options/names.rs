//! For whom: subject and names.

use clap::Args;

use crate::commands::error::CommandError;
use crate::commands::session::Session;
use crate::host::network::Lan;
use crate::model::extension::{Body, Extension};
use crate::model::name::Name;
use crate::model::san::{DnsName, San};
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};
use crate::report::shell::quoted;

/// For whom, and for what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Names")]
pub(in crate::commands) struct NameArgs {
    /// Subject, as '/C=CN/O=Acme/CN=x' or 'CN=x,O=Acme,C=CN' [default: CN = the first host name]
    #[arg(long, visible_alias = "subj", value_name = "NAME")]
    pub(in crate::commands) subject: Option<Name>,
    /// One more name: a host name, an IP address, an email address, or with its type before it
    /// (DNS:, IP:, email:, URI:, RID:, dirName:, otherName:)
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub(in crate::commands) san: Vec<San>,
    #[arg(long, help = "Leave out localhost, 127.0.0.1 and ::1")]
    only: bool,
    /// Add this machine's host name and its addresses in the local network, for phones and others
    #[arg(long)]
    lan: bool,
    /// Key usage instead of the server's, such as digitalSignature; repeatable
    #[arg(long, value_name = "USAGE", value_parser = key_usage)]
    key_usage: Vec<KeyUsage>,
    /// Extended key usage instead of serverAuth, such as clientAuth or a dotted identifier;
    /// repeatable
    #[arg(long, value_name = "USAGE", value_parser = extended_key_usage)]
    extended_key_usage: Vec<ExtendedKeyUsage>,
}

impl NameArgs {
    /// The names of this machine in the local network, where they are asked for.
    pub(in crate::commands) fn lan(&self) -> Result<Vec<San>, CommandError> {
        if !self.lan {
            return Ok(Vec::new());
        }
        let lan = Lan::here().map_err(|error| {
            CommandError::new(format_args!("cannot list this machine's addresses: {error}"))
        })?;
        Ok(names_of(&lan))
    }

    /// `base` and the names that were added, each once; the default names without a base.
    pub(in crate::commands) fn all(&self, base: &[San]) -> Result<Vec<San>, CommandError> {
        let defaults = San::defaults();
        let base = match (base, self.only) {
            (_, true) => &[],
            ([], false) => defaults.as_slice(),
            (base, false) => base,
        };
        let names = each_once([base, &self.san, &self.lan()?].concat());
        if names.is_empty() { Err(no_names()) } else { Ok(names) }
    }

    /// The names that were typed, as `typed` and with `--san`, each once; the default ones, where they
    /// are wanted, when none was typed outside of `--san`.
    pub(in crate::commands) fn typed(&self, typed: &[San]) -> Vec<San> {
        let defaults = San::defaults();
        let base = if typed.is_empty() && !self.only { defaults.as_slice() } else { typed };
        each_once([base, &self.san].concat())
    }

    /// Warns of a host in the subject that was asked for and is none of `names`: clients look at those
    /// alone (RFC 9525, 2).
    pub(in crate::commands) fn warn_of_subject(&self, names: &[San], session: &mut Session) {
        let Some(host) = self.subject.as_ref().and_then(Name::last_common_name) else { return };
        let is_named = |name: &San| match (host.parse::<San>(), name) {
            (Ok(San::Dns(host)), San::Dns(name)) => name == &host || name.covers(&host),
            (Ok(host), name) => host == *name,
            (Err(_), _) => false,
        };
        let is_host = host.contains(['.', ':']) && matches!(host.parse(), Ok(San::Dns(_) | San::Ip(_)));
        if is_host && !names.iter().any(is_named) {
            session.warn(format!(
                "rustls, Go and browsers do not look for {host} in the subject; --san {} makes it a name",
                quoted(host)
            ));
        }
    }

    /// The purposes of a certificate: those that were asked for, or the profile's.
    pub(in crate::commands) fn purposes<'a>(
        &'a self,
        usual: &'a [ExtendedKeyUsage],
    ) -> &'a [ExtendedKeyUsage] {
        if self.extended_key_usage.is_empty() { usual } else { &self.extended_key_usage }
    }

    /// Whether the usages that were asked for leave the certificate to servers.
    pub(in crate::commands) fn is_for_servers(&self) -> bool {
        let purposes = &self.extended_key_usage;
        purposes.is_empty()
            || purposes.contains(&ExtendedKeyUsage::SERVER_AUTH)
            || purposes.contains(&ExtendedKeyUsage::ANY)
    }

    /// Whether `extensions` have other usages than those that were asked for.
    pub(in crate::commands) fn lacks_usages(&self, extensions: &[Extension]) -> bool {
        let has = |check: &dyn Fn(&Body) -> bool| extensions.iter().any(|one| check(&one.body));
        let same = |found: &[KeyUsage]| {
            found.len() == self.key_usage.len() && found.iter().all(|usage| self.key_usage.contains(usage))
        };
        let has_usage = || has(&|body| matches!(body, Body::KeyUsage(found) if same(found)));
        let purposes = &self.extended_key_usage;
        let has_purpose = || has(&|body| matches!(body, Body::ExtendedKeyUsage(found) if found == purposes));
        !self.key_usage.is_empty() && !has_usage() || !purposes.is_empty() && !has_purpose()
    }

    /// The extensions, with the usages that were asked for in place of the profile's.
    pub(in crate::commands) fn with_usages(&self, mut extensions: Vec<Extension>) -> Vec<Extension> {
        for extension in &mut extensions {
            match &mut extension.body {
                Body::KeyUsage(usages) if !self.key_usage.is_empty() => usages.clone_from(&self.key_usage),
                Body::ExtendedKeyUsage(usages) if !self.extended_key_usage.is_empty() => {
                    usages.clone_from(&self.extended_key_usage);
                }
                _ => {}
            }
        }
        extensions
    }
}

/// The subject that names the first host name among `names`; empty where there is none, or where it is
/// too long for a common name (64 characters, RFC 5280, appendix A.1). A subject may be empty, and an
/// address or a URI in it would be checked as a host name by OpenSSL and GnuTLS.
pub(in crate::commands) fn default_subject(names: &[San]) -> Name {
    let host = names.iter().find(|name| matches!(name, San::Dns(_)));
    host.and_then(|name| Name::common_name(&name.bare()).ok()).unwrap_or_default()
}

/// The names are to be others than the default ones, and there are no others.
pub(in crate::commands) fn no_names() -> CommandError {
    CommandError::new("--only leaves out the default names, and there are no others")
        .hint("name one with --san, as in --only --san dev.test")
}

/// By which names and addresses others in the local network reach a machine.
fn names_of(lan: &Lan) -> Vec<San> {
    let hosts: Vec<_> = lan.host_names.iter().filter_map(|name| DnsName::new(name).ok()).collect();
    // Phones find a machine by multicast DNS, under .local (RFC 6762).
    let bare = hosts.iter().find(|name| !name.as_str().contains('.'));
    let multicast = bare.and_then(|name| DnsName::new(&format!("{name}.local")).ok());
    let hosts = hosts.into_iter().chain(multicast).map(San::Dns);
    each_once(hosts.chain(lan.addresses.iter().copied().map(San::Ip)).collect())
}

/// The names without repetitions.
pub(in crate::commands) fn each_once(names: Vec<San>) -> Vec<San> {
    let mut all = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn key_usage(text: &str) -> Result<KeyUsage, String> {
    KeyUsage::ALL.into_iter().find(|usage| usage.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
        let known: Vec<_> = KeyUsage::ALL.iter().map(|usage| usage.name()).collect();
        format!("\"{text}\" is not a key usage; there are {}", known.join(", "))
    })
}

fn extended_key_usage(text: &str) -> Result<ExtendedKeyUsage, String> {
    ExtendedKeyUsage::named(text).ok_or_else(|| {
        format!("\"{text}\" is not an extended key usage; serverAuth and clientAuth are the usual ones")
    })
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
