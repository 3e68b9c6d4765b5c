//! For whom: subject and names.

use clap::Args;

use crate::commands::error::CommandError;
use crate::commands::session::Session;
use crate::host::network;
use crate::model::extension::{Body, Extension};
use crate::model::name::Name;
use crate::model::san::{DnsName, San};
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};
use crate::report::shell::quoted;

/// For whom, and for what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Names")]
pub(in crate::commands) struct NameArgs {
    /// Subject, as '/C=CN/O=Acme/CN=x' or 'CN=x,O=Acme,C=CN' [default: CN = the first name]
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
    /// The names that are asked for beyond the default ones.
    pub(in crate::commands) fn added(&self) -> Result<Vec<San>, CommandError> {
        let mut names = self.san.clone();
        if self.lan {
            names.extend(local_network()?);
        }
        Ok(names)
    }

    /// `base` and the names that were added, each once; the default names without a base.
    pub(in crate::commands) fn all(&self, base: &[San]) -> Result<Vec<San>, CommandError> {
        let defaults = San::defaults();
        let base = match (base, self.only) {
            (_, true) => &[],
            ([], false) => defaults.as_slice(),
            (base, false) => base,
        };
        let names = self.beside(base)?;
        match names.is_empty() {
            true => Err(CommandError::new("--only leaves out the default names, and there are no others")
                .hint("name one with --san, as in --only --san dev.test")),
            false => Ok(names),
        }
    }

    /// `names` and those that were added, each once.
    pub(in crate::commands) fn beside(&self, names: &[San]) -> Result<Vec<San>, CommandError> {
        let mut all = Vec::new();
        for name in names.iter().cloned().chain(self.added()?) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        Ok(all)
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
                "no client looks for {host} in the subject; --san {} makes it a name",
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

/// The subject that names the first of `names`; empty when that is too long for a common name
/// (64 characters, RFC 5280, appendix A.1), which certificates may have.
pub(in crate::commands) fn default_subject(names: &[San]) -> Name {
    names.first().and_then(|name| Name::common_name(&name.bare()).ok()).unwrap_or_default()
}

fn local_network() -> Result<Vec<San>, CommandError> {
    let addresses = network::lan_addresses()
        .map_err(|error| CommandError::new(format_args!("cannot list this machine's addresses: {error}")))?;
    let name = network::host_name().and_then(|name| DnsName::new(&name).ok());
    // Phones find a machine by multicast DNS, under .local (RFC 6762).
    let multicast = name.as_ref().filter(|name| !name.as_str().contains('.'));
    let multicast = multicast.and_then(|name| DnsName::new(&format!("{name}.local")).ok());
    let names = [name, multicast].into_iter().flatten().map(San::Dns);
    Ok(names.chain(addresses.into_iter().map(San::Ip)).collect())
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
