//! For whom: subject and names.

use clap::Args;

use crate::ops::Names;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};

/// For whom, and for what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Names")]
pub(crate) struct NameArgs {
    /// Subject, as '/C=CN/O=Acme/CN=x' or 'CN=x,O=Acme,C=CN' [default: CN = the first host name]
    #[arg(long, visible_alias = "subj", value_name = "NAME")]
    pub(crate) subject: Option<Name>,
    /// One more name: a host name, an IP address, an email address, or with its type before it
    /// (DNS:, IP:, email:, URI:, RID:, dirName:, otherName:)
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) san: Vec<San>,
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
    /// What is requested with them.
    pub(crate) fn names(&self) -> Names {
        Names {
            subject: self.subject.clone(),
            san: self.san.clone(),
            only: self.only,
            lan: self.lan,
            key_usages: self.key_usage.clone(),
            extended_key_usages: self.extended_key_usage.clone(),
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
