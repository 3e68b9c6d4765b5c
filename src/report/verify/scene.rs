//! The files that were checked, and what is around them.

use super::around::Around;
use crate::report::place::STDIO;
use devcert::pki::verify::FileRole;

/// The paths of the files that were checked, as the user named them.
#[derive(Debug, Clone, Copy)]
pub struct Paths<'a> {
    /// The key file.
    pub key: &'a str,
    /// The certificate file.
    pub certificate: &'a str,
    /// The CA file, if there is one.
    pub ca: Option<&'a str>,
    /// The files of revocation lists.
    pub crls: &'a [String],
}

impl<'a> Paths<'a> {
    /// What stands for standard input.
    pub const STDIN: &'static str = STDIO;

    pub(super) fn of(&self, role: FileRole) -> Option<&'a str> {
        match role {
            FileRole::Crl(position) => self.crls.get(position).map(String::as_str),
            FileRole::Key => Some(self.key),
            FileRole::Certificate => Some(self.certificate),
            FileRole::Ca => self.ca,
        }
    }
}

/// The files that were checked, and what is around them.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The files; those that are not known have no path.
    pub paths: &'a Paths<'a>,
    /// What is around them.
    pub around: &'a Around,
}
