//! A CA on disk, as data: what lies in its folder, what it has issued, what it may issue.
//! Bytes come in and go out; the files themselves are opened by `ops`.

pub mod identity;
pub mod layout;
pub mod ledger;
pub mod mobileconfig;
pub mod naming;
pub mod policy;
