//! Names that a CA may not issue for, and the commands that let it.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use crate::ca::layout::{CaSettings, SETTINGS};
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::{Hint, Prior};
use crate::cli::options::ca_option;
use crate::host::files;
use crate::report::shell::quoted;
use devcert::encoding::certificate::Certificate;
use devcert::model::constraint::{Permission, Violation, Violations};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::suffix::is_public_suffix;

/// The error for names that the CA, or one above it, may not issue for, with the commands that permit them.
pub(crate) fn refused_names(
    ca: (&Path, &[Certificate]),
    wanted: (&Name, &[San]),
    violations: &Violations,
) -> CommandError {
    let error = CommandError::new(violations);
    match permit_commands(ca, wanted, violations) {
        Some(commands) => error.hint(Hint::before(commands)),
        None => error.hint("issue it from another CA, with --ca DIR"),
    }
}

/// `devcert ca permit …` for the CA, after the same for those above it that need it; `None` where no permission
/// helps, or it is not known where a CA above lies.
fn permit_commands(
    (folder, chain): (&Path, &[Certificate]),
    (subject, names): (&Name, &[San]),
    violations: &Violations,
) -> Option<Vec<Prior>> {
    if !violations.0.iter().all(is_permissible) {
        return None;
    }
    let mut commands = Vec::new();
    let mut folder = Some(folder.to_owned());
    for (height, one) in chain.iter().enumerate() {
        let violations = one.name_constraints().map(|own| own.violations(subject, names)).unwrap_or_default();
        if !violations.is_empty() {
            let permit = permissions(&violations).join(" ");
            let command = format!("devcert ca permit{} {permit}", ca_option(folder.as_ref()?));
            let is_this = height == 0 && one.is_self_issued();
            commands.push(Prior { command, shares: is_this.then_some("passphrase") });
        }
        if height + 1 < chain.len() {
            folder = folder.as_deref().and_then(recorded_parent);
        }
    }
    commands.reverse();
    Some(commands)
}

/// The command that lets the CA above, in `folder`, issue for names, before the one that is running.
pub(crate) fn permit_above(folder: &Path, permissions: &[Permission]) -> Hint {
    let names: Vec<_> = permissions.iter().map(|name| quoted(&name.to_string())).collect();
    let command = format!("devcert ca permit{} {}", ca_option(folder), names.join(" "));
    Hint::before(vec![Prior { command, shares: None }])
}

/// Where the CA above the one in `folder` lies, as the folder's settings say.
pub(crate) fn recorded_parent(folder: &Path) -> Option<PathBuf> {
    let settings = files::read_regular(&folder.join(SETTINGS), files::DEFAULT_LIMIT).ok()?;
    CaSettings::read(&settings).ok()?.parent.map(PathBuf::from)
}

/// The error for a CA that is not made because it may not issue what it would be made for, with the
/// command that makes one that may. `usual` is what a CA without any permission may not issue for.
pub(crate) fn init_commands(violations: &Violations, usual: &Violations, typed: &str) -> CommandError {
    let error = CommandError::new(violations);
    match violations.0.iter().all(is_permissible) {
        true => {
            let permit: Vec<_> = permissions(usual).iter().map(|name| format!(" --permit {name}")).collect();
            let command = format!("devcert ca init{typed}{}", permit.concat());
            error.hint(Hint::before(vec![Prior { command, shares: None }]))
        }
        false => error,
    }
}

fn is_permissible(violation: &Violation) -> bool {
    match violation {
        Violation::NotPermitted { name, .. } => permission(name).parse::<Permission>().is_ok(),
        // To permit an address permits it among the names, and as no host name.
        Violation::CommonName { violation } => {
            violation.name().value().parse::<IpAddr>().is_err() && is_permissible(violation)
        }
        // A permitted name can still be excluded.
        _ => false,
    }
}

/// The names as words of a shell for `ca permit` and `--permit`, each once.
fn permissions(violations: &Violations) -> Vec<String> {
    let mut words = Vec::new();
    for word in violations.names().into_iter().map(|name| quoted(&permission(name))) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The name as `ca permit` and `--permit` accept it.
pub(crate) fn permission(name: &San) -> String {
    match name {
        San::Email(mailbox) if !mailbox.as_str().is_ascii() => {
            let host = mailbox.as_str().rsplit_once('@').map_or(mailbox.as_str(), |(_, host)| host);
            format!("email:{host}")
        }
        San::Dns(_) | San::Ip(_) | San::Email(_) => {
            let bare = name.value();
            bare.strip_prefix("*.").unwrap_or(&bare).to_owned()
        }
        other => other.to_string(),
    }
}

/// Warns of domains below which everybody can register names.
pub(crate) fn warn_of_public_suffixes(permissions: &[Permission], cx: &mut Context) {
    let hosts = permissions.iter().flat_map(Permission::hosts).filter(|host| is_public_suffix(host));
    for host in hosts {
        cx.warn(format!(
            "{host} is a public domain: anyone who obtains the CA's key can impersonate any site under it; permit your own domain instead, such as my-app.{host}"
        ));
    }
}
