//! What a trust store is.

use std::fmt;

use super::anchor::Anchor;
use super::error::StoreError;
use super::plan::Plan;

/// Which family a store belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreKind {
    /// The operating system's: what most programs that are no browser look into.
    System,
    /// The databases of NSS: Chromium on Linux, Firefox and its relatives.
    Nss,
    /// The cacerts file of a Java.
    Java,
    /// Windows' own, seen from a Linux inside of it (WSL).
    Windows,
}

impl StoreKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::System, Self::Nss, Self::Java, Self::Windows];

    /// As the command line has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Nss => "nss",
            Self::Java => "java",
            Self::Windows => "windows",
        }
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose databases of NSS a store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Firefox and its relatives.
    Firefox,
    /// Chromium and its relatives: Chrome, Edge, Brave.
    Chromium,
}

/// Whether a store trusts a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It does; where that was seen.
    Trusted(String),
    /// It does not; why.
    Untrusted(String),
}

/// A trust store.
pub trait Store: fmt::Debug {
    /// Its family.
    fn kind(&self) -> StoreKind;

    /// The browsers that read it, where it is theirs alone.
    fn browser(&self) -> Option<Browser> {
        None
    }

    /// Whose it is, as in "Debian" or "Firefox".
    fn owner(&self) -> String;

    /// Where it is: a path, where it has one.
    fn place(&self) -> String;

    /// Whether it trusts the certificate, read as those who trust by it read it.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn state(&self, anchor: &Anchor) -> Result<State, StoreError>;

    /// What puts the certificate in.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or what is needed for it is missing.
    fn install(&self, anchor: &Anchor) -> Result<Plan, StoreError>;

    /// What takes the certificate out, and nothing else; an empty plan when it is not in there.
    ///
    /// # Errors
    ///
    /// As [`Self::install`].
    fn uninstall(&self, anchor: &Anchor) -> Result<Plan, StoreError>;
}

/// What was found on a machine.
#[derive(Debug, Default)]
pub struct DiscoveredStores {
    /// Its stores.
    pub stores: Vec<Box<dyn Store>>,
    /// What looks like a mistake, and stops nothing.
    pub warnings: Vec<String>,
}
