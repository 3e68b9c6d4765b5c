//! The trust stores of a machine. One store a file, the same three verbs: is it trusted, put
//! it in, take it out.
//!
//! A store makes a [`Plan`], which is what `--dry-run` shows and what [`verbs`] carries out; whether
//! that has worked is read back from the store.

mod anchor;
mod choice;
mod error;
mod java;
mod keychain;
mod machine;
mod nss;
mod pem;
mod plan;
mod policy;
mod remedy;
mod rights;
mod store;
mod system;
#[cfg(all(test, unix))]
mod testing;
pub mod variables;
pub mod verbs;
mod windows;

pub use anchor::{Anchor, AnchorError};
pub use choice::{Choice, UnknownStore};
pub use error::StoreError;
pub use machine::{Machine, Platform};
pub use plan::{Plan, RequiredPrivilege, Step};
pub use remedy::InstallHint;
pub use store::{Browser, DiscoveredStores, State, Store, StoreKind};

/// Programs that bring trusted roots of their own, and what starts them.
const OTHERS: [(&str, &[&str]); 3] = [
    ("Node.js", &["node", "nodejs"]),
    ("Python's requests and pip", &["python3", "python"]),
    ("Deno", &["deno"]),
];

/// The programs on a machine that read none of its stores unless a variable tells them to.
#[must_use]
pub fn without_store(machine: &Machine) -> Vec<&'static str> {
    let is_there = |names: &&[&str]| names.iter().any(|name| machine.program(name).is_some());
    OTHERS.iter().filter(|(_, names)| is_there(names)).map(|(title, _)| *title).collect()
}

/// What finds the stores of one family.
type Finder = fn(&Machine, &mut DiscoveredStores);

/// The order matters: on Debian and Fedora the system's store fills Java's.
const FINDERS: [(StoreKind, Finder); 4] = [
    (StoreKind::System, system::find),
    (StoreKind::Nss, nss::find),
    (StoreKind::Java, java::find),
    (StoreKind::Windows, windows::find_around),
];

/// The stores of these families.
#[must_use]
pub fn find(machine: &Machine, kinds: &[StoreKind]) -> DiscoveredStores {
    find_chosen(machine, &kinds.iter().copied().map(Choice::Kind).collect::<Vec<_>>())
}

/// The stores that were chosen.
#[must_use]
pub fn find_chosen(machine: &Machine, choices: &[Choice]) -> DiscoveredStores {
    let platform = machine.platform;
    let mut found = DiscoveredStores::default();
    for (kind, finder) in FINDERS {
        let mut chosen = choices.iter().filter(|choice| choice.kind(platform) == kind).peekable();
        if chosen.peek().is_none() {
            continue;
        }
        let mut family = DiscoveredStores::default();
        finder(machine, &mut family);
        // The warnings of NSS are about Firefox.
        if kind != StoreKind::Nss || chosen.any(|choice| choice.has_firefox()) {
            found.warnings.append(&mut family.warnings);
        }
        family.stores.retain(|store| choices.iter().any(|choice| choice.has(store.as_ref(), platform)));
        found.stores.append(&mut family.stores);
    }
    found
}
