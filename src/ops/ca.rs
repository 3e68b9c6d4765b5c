//! A CA: opened, unlocked, recorded in, and created.

mod authority;
mod create;
mod fault;
mod ledger;
mod naming;
mod open;
mod throw_away;

pub use authority::{Ca, DEFAULT_SPAN, UnlockedCa};
pub use create::{CreateCa, chain_file, subject};
pub use fault::CaFault;
pub use ledger::written;
pub use naming::{certificate_in, folder_of, naming, root_in};
pub use open::report_exposed;
pub use throw_away::{IssueOnce, IssuedOnce};
