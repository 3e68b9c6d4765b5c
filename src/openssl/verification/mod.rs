//! Chains of certificates, which several subcommands verify with the same options: the options, the settings and the
//! trusted certificates that they specify, and what is said of policies.

mod load;
mod policies;
mod settings;
mod store;
mod table;

use devcert::text::{self, NameStyle};
use devcert::x509::Name;

pub(super) use load::{certificate, certificates, lists, of_certificates};
pub(super) use policies::say_policies;
pub(super) use settings::{read as settings, read_with as settings_with};
pub(super) use store::{Defaults, FileStore, Places};
pub(super) use table::{CHECKS, TRUSTED};

/// A name in this style; empty when a string in it breaks its type.
pub(super) fn shown(name: &Name<'_>, style: NameStyle) -> String {
    let text = text::distinguished_name(name, style).unwrap_or_default();
    match style.has_lines() {
        // openssl does not indent them here.
        true => text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n"),
        false => text,
    }
}
