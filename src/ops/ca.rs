//! A CA: opened, unlocked, recorded in, and created.

mod authority;
mod create;
mod fault;
mod former;
mod lazy;
mod ledger;
mod names;
mod naming;
mod one_time;
mod open;
mod permit;
mod renew;
mod replace;
mod request;
mod rotate;

pub use super::format::chain_file;
pub use authority::{Ca, DEFAULT_ALGORITHM, DEFAULT_SPAN, UnlockedCa};
pub use create::{CreateCa, subject};
pub use fault::CaFault;
pub use lazy::LazyCa;
pub use ledger::written;
pub use names::CaNames;
pub use naming::{certificate_in, folder_of, naming, root_in};
pub use one_time::{IssueOnce, IssuedOnce};
pub use open::report_exposed;
pub use permit::{Permit, PermittedCa, needed as permission_needed};
pub use renew::RenewCa;
pub use request::RequestForCa;
pub use rotate::{InUse, NotReissued, Reason as NotReissuedReason, Reissued, RotateCa, RotatedCa};
