//! The options of `devcert issue`.

use std::path::Path;

use crate::cli::options::{CaKeyArgs, ExtensionArgs, ProfileArgs};
use crate::cli::pair::{LeafArgs, PairArgs};
use crate::cli::webtransport;
use crate::ops::pair::Pair;
use devcert::model::profile::Profile;

/// Issue a certificate from your local CA, creating the CA if needed
///
/// Writes cert/private.pem and cert/file.crt, with the chain of the CA, and creates the CA on first use. If
/// cert/ contains a certificate for something else, writes to cert/NAME/ instead. Then loads both files into
/// a rustls server, connects to it as a client that trusts the CA, and checks each name.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("outform", |arg| arg.help(FORMAT)))]
pub struct Args {
    #[arg(value_name = "NAME", help = NAMES)]
    pub(super) identities: Vec<String>,
    #[command(flatten)]
    pub(super) profile: ProfileArgs,
    #[command(flatten)]
    pub(super) ca: CaKeyArgs,
    /// Append the root certificate to the chain, for programs that require it; not with --outform der
    #[arg(long, help_heading = "CA")]
    pub(super) with_root: bool,
    #[command(flatten)]
    pub(super) leaf: LeafArgs,
    #[command(flatten)]
    pub(super) extensions: ExtensionArgs,
    #[command(flatten)]
    pub(super) pair: PairArgs,
    #[command(flatten)]
    pub(super) one_time: OneTimeArgs,
}

const NAMES: &str = "Subject alternative names: host names, IP addresses, email addresses, or TYPE:VALUE (DNS:, IP:, email:, URI:, ...); clients and code signing accept any name [default: localhost, 127.0.0.1 and ::1 for servers]";

const FORMAT: &str = "File format; DER contains the certificate alone, without its chain";

const EXAMPLES: &str = "\
Examples:
  # For localhost, 127.0.0.1 and ::1
  devcert issue
  # For these names, and for other devices in the local network
  devcert issue dev.test '*.dev.test' --lan
  # For a client
  devcert issue --profile client alice --dir alice
  # In a script: only if the certificate is missing or expires soon
  devcert issue dev.test --if-needed --within 30d
  # From a new CA whose key is discarded
  devcert issue db.test --one-time-ca --dir db";

/// The option for a one-time CA.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "One-time CA")]
pub(super) struct OneTimeArgs {
    /// Create a one-time CA, issue one server certificate for these names and discard the CA key without
    /// writing it; writes private.pem, file.crt and ca.crt to DIR
    #[arg(long, conflicts_with_all = [
        "passphrase", "with_root", "profile", "client", "subject", "key_usage", "extended_key_usage", "extension",
        "key", "new_key", "outform", "out", "if_needed", "unsafe_bits", "unsafe_digest", "unsafe_serial",
        "unsafe_not_before", "unsafe_not_after", "unsafe_no_san", "unsafe_ca", "unsafe_extension",
    ])]
    pub(super) one_time_ca: bool,
}

impl Args {
    /// The files, in this directory unless an option says otherwise.
    pub(super) fn files(&self, folder: &Path) -> Pair {
        let mut pair = self.pair.pair(&self.leaf, folder);
        if self.profile.profile() == Profile::WebTransport {
            pair.key.algorithm = Some(webtransport::ALGORITHM);
        }
        pair
    }

    /// Whether a self-signed certificate on the same key is kept under another name.
    pub(super) fn retires(&self) -> bool {
        self.pair.out.is_none() && !self.pair.overwrite.force
    }
}
