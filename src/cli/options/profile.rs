//! What a certificate is for.

use clap::Args;

use devcert::model::profile::Profile;

/// The intended use of a certificate.
#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// Intended use: server, client, peer (server and client), email, code-signing, webtransport
    #[arg(long, value_name = "PROFILE", default_value = "server")]
    profile: Profile,
    /// A certificate for a client, as `--profile client`
    #[arg(long, hide = true, conflicts_with = "profile")]
    client: bool,
}

impl ProfileArgs {
    /// The profile that was chosen.
    pub(crate) const fn profile(&self) -> Profile {
        if self.client { Profile::Client } else { self.profile }
    }
}
