//! For whom: subject and names.

use clap::Args;

use crate::ops::Names;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};

/// For whom, and for what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Names (SANs)")]
pub(crate) struct NameArgs {
    /// Subject, as '/C=US/O=Acme/CN=x' or 'CN=x,O=Acme,C=US' [default: CN = the first host name]
    #[arg(long, visible_alias = "subj", value_name = "NAME")]
    pub(crate) subject: Option<Name>,
    /// Additional subject alternative name: host name, IP address, email address, or TYPE:VALUE (DNS:, IP:,
    /// email:, URI:, RID:, dirName:, otherName:); repeatable
    #[arg(long, short = 'd', alias = "domain", value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) san: Vec<San>,
    #[arg(long, alias = "only", help = "Do not add localhost, 127.0.0.1 and ::1")]
    no_default_names: bool,
    /// Add this machine's host name and LAN addresses, for example for phones
    #[arg(long)]
    lan: bool,
    /// Override the key usage, for example digitalSignature; repeatable
    #[arg(long, value_name = "USAGE", value_parser = key_usage)]
    key_usage: Vec<KeyUsage>,
    /// Override the extended key usage, for example clientAuth or an OID; repeatable
    #[arg(long, value_name = "USAGE", value_parser = extended_key_usage)]
    extended_key_usage: Vec<ExtendedKeyUsage>,
}

impl NameArgs {
    /// What is requested with them.
    pub(crate) fn names(&self) -> Names {
        Names {
            subject: self.subject.clone(),
            san: self.san.clone(),
            only: self.no_default_names,
            lan: self.lan,
            key_usages: self.key_usage.clone(),
            extended_key_usages: self.extended_key_usage.clone(),
        }
    }
}

/// The names of a server.
#[derive(Debug, Args)]
pub(crate) struct HostArgs {
    #[arg(value_name = "NAME", help = HOSTS)]
    hosts: Vec<San>,
}

const HOSTS: &str = "Subject alternative names: host names, IP addresses, email addresses, or TYPE:VALUE (DNS:, IP:, email:, URI:, ...) [default: localhost, 127.0.0.1 and ::1]";

impl HostArgs {
    /// What is requested with these names, which replace the default ones, and the other options.
    pub(crate) fn names(&self, options: &NameArgs) -> Names {
        let names = options.names();
        Names {
            san: [self.hosts.as_slice(), &names.san].concat(),
            only: names.only || !self.hosts.is_empty(),
            ..names
        }
    }
}

fn key_usage(text: &str) -> Result<KeyUsage, String> {
    KeyUsage::ALL.into_iter().find(|usage| usage.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
        let known: Vec<_> = KeyUsage::ALL.iter().map(|usage| usage.name()).collect();
        format!("unknown key usage \"{text}\" (expected {})", known.join(", "))
    })
}

fn extended_key_usage(text: &str) -> Result<ExtendedKeyUsage, String> {
    ExtendedKeyUsage::named(text).ok_or_else(|| {
        format!("unknown extended key usage \"{text}\" (expected serverAuth, clientAuth, … or an OID)")
    })
}
