//! The options of `devcert renew`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::options::{CaKeyArgs, FolderArgs, LifetimeArgs};
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::pki::renewal::Changes;

/// Renew certificates that are about to expire
///
/// Finds certificates under the given paths and renews those that expire within the window, keeping subject,
/// names, usages, extensions and lifetime. Certificates from your CA are reissued and self-signed ones are
/// signed again; certificates from other CAs are reported but not changed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, and directories with everything under them [default: DIR]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Renew certificates that expire within this time
    #[arg(long, alias = "expires-in", value_name = "DURATION", default_value = "30d")]
    pub(super) within: Span,
    /// Renew now, whenever the certificates expire
    #[arg(long, short)]
    pub(super) force: bool,
    /// Show what would be renewed, without changing files
    #[arg(long, short = 'n')]
    pub(super) dry_run: bool,
    /// Also generate new keys; replaces key and certificate together
    #[arg(long, help_heading = "Key")]
    pub(super) new_key: bool,
    /// Add a subject alternative name; repeatable. Renews now, and takes the path of one certificate
    #[arg(
        long,
        short = 'd',
        alias = "domain",
        value_name = "NAME",
        allow_hyphen_values = true,
        help_heading = "Names (SANs)"
    )]
    pub(super) san: Vec<San>,
    /// Remove a subject alternative name; repeatable
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, help_heading = "Names (SANs)")]
    pub(super) remove_san: Vec<San>,
    #[command(flatten)]
    pub(super) lifetime: LifetimeArgs,
    #[command(flatten)]
    pub(super) ca: CaKeyArgs,
    /// Run a shell command when certificates were renewed, for example to reload a server; their paths are in
    /// `DEVCERT_RENEWED`, one per line
    #[arg(long, value_name = "COMMAND", help_heading = "Automation")]
    pub(super) exec: Option<String>,
    /// Print what makes systemd or cron run this command every day, without changing files
    #[arg(
        long,
        value_name = "SCHEDULER",
        conflicts_with_all = ["force", "dry_run", "san", "remove_san"],
        help_heading = "Automation"
    )]
    pub(super) schedule: Option<Scheduler>,
    #[command(flatten)]
    pub(super) folder: FolderArgs,
}

const EXAMPLES: &str = "\
Examples:
  # Certificates in cert/ that expire within 30 days
  devcert renew
  devcert renew deploy/ --within 7d --dry-run
  devcert renew /etc/ssl/dev --exec 'systemctl reload nginx'
  # Now, with another name or another lifetime
  devcert renew cert/file.crt --san api.test
  devcert renew cert/file.crt --force --days 30
  # A line for crontab
  devcert renew /etc/ssl/dev --exec 'nginx -s reload' --schedule cron";

/// Who runs the command every day.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Scheduler {
    /// A systemd service and timer
    Systemd,
    /// A line for crontab -e
    Cron,
}

impl Args {
    /// What the new certificates have that the old ones have not.
    pub(super) fn changes(&self) -> Changes {
        let mut changes = Changes::default();
        changes.lifetime = self.lifetime.lifetime();
        changes.added.clone_from(&self.san);
        changes.removed.clone_from(&self.remove_san);
        changes
    }

    /// The paths to look below.
    pub(super) fn roots(&self) -> Vec<PathBuf> {
        match self.paths.as_slice() {
            [] => vec![self.folder.folder().to_path_buf()],
            named => named.to_vec(),
        }
    }
}
