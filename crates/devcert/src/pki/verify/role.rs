//! What the files of a server are for.

/// What a file is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileRole {
    /// The server's private key.
    Key,
    /// The server's certificate, and those that stand behind it.
    Certificate,
    /// The certificates that the other side trusts.
    Ca,
    /// One of the files of revocation lists, by its position.
    Crl(usize),
}

impl FileRole {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Certificate => "certificate",
            Self::Ca => "ca",
            Self::Crl(_) => "crl",
        }
    }
}
