//! Trust stores by the names that people know.

use std::fmt;
use std::str::FromStr;

use super::machine::Platform;
use super::store::{Browser, Store, StoreKind};

/// What `--store` accepts: a family of stores, or the stores of one browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// All stores of a family.
    Kind(StoreKind),
    /// The stores that a browser reads.
    Browser(Browser),
}

/// Every name, in the order of the help. Chrome, Chromium, Edge and their relatives share one database on Linux.
const NAMES: [(&str, Choice); 13] = [
    ("system", Choice::Kind(StoreKind::System)),
    ("firefox", Choice::Browser(Browser::Firefox)),
    ("chrome", Choice::Browser(Browser::Chromium)),
    ("chromium", Choice::Browser(Browser::Chromium)),
    ("edge", Choice::Browser(Browser::Chromium)),
    ("java", Choice::Kind(StoreKind::Java)),
    ("windows", Choice::Kind(StoreKind::Windows)),
    ("nss", Choice::Kind(StoreKind::Nss)),
    ("brave", Choice::Browser(Browser::Chromium)),
    ("vivaldi", Choice::Browser(Browser::Chromium)),
    ("opera", Choice::Browser(Browser::Chromium)),
    ("librewolf", Choice::Browser(Browser::Firefox)),
    ("thunderbird", Choice::Browser(Browser::Firefox)),
];

/// How many of [`NAMES`] the help has.
const SHOWN: usize = 8;

impl Choice {
    /// Every family.
    pub const ALL: [Self; 4] = [
        Self::Kind(StoreKind::System),
        Self::Kind(StoreKind::Nss),
        Self::Kind(StoreKind::Java),
        Self::Kind(StoreKind::Windows),
    ];

    /// The names for messages and completions.
    #[must_use]
    pub fn names() -> [&'static str; SHOWN] {
        std::array::from_fn(|position| NAMES[position].0)
    }

    /// The family that its stores belong to. Chromium reads the system's store except on Linux, and so does
    /// Firefox on Windows.
    #[must_use]
    pub const fn kind(self, platform: Platform) -> StoreKind {
        match (self, platform) {
            (Self::Kind(kind), _) => kind,
            (Self::Browser(Browser::Firefox), Platform::Unix | Platform::MacOs)
            | (Self::Browser(Browser::Chromium), Platform::Unix) => StoreKind::Nss,
            (Self::Browser(_), _) => StoreKind::System,
        }
    }

    /// Whether a store is among those.
    #[must_use]
    pub fn has(self, store: &dyn Store, platform: Platform) -> bool {
        let by_browser = match self {
            Self::Browser(browser) if self.kind(platform) == StoreKind::Nss => {
                store.browser() == Some(browser)
            }
            _ => true,
        };
        by_browser && store.kind() == self.kind(platform)
    }

    /// Whether Firefox reads one of those.
    #[must_use]
    pub fn has_firefox(self) -> bool {
        !matches!(self, Self::Browser(Browser::Chromium))
    }
}

impl fmt::Display for Choice {
    /// The first of its names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.iter().find(|(_, choice)| choice == self).map_or("", |(name, _)| name))
    }
}

impl FromStr for Choice {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_lowercase();
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, choice)| *choice).ok_or_else(|| UnknownStore(text.to_owned()))
    }
}

/// A word that is not the name of a trust store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownStore(pub String);

impl fmt::Display for UnknownStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown store \"{}\" (expected {})", self.0, Choice::names().join(", "))
    }
}

impl std::error::Error for UnknownStore {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_reads_the_stores_of_its_platform() {
        let kind = |name: &str, platform| name.parse::<Choice>().unwrap().kind(platform);
        assert_eq!(kind("firefox", Platform::Unix), StoreKind::Nss);
        assert_eq!(kind("Edge", Platform::Unix), StoreKind::Nss);
        assert_eq!(kind("firefox", Platform::MacOs), StoreKind::Nss);
        assert_eq!(kind("chrome", Platform::MacOs), StoreKind::System);
        assert_eq!(kind("firefox", Platform::Windows), StoreKind::System);
        assert_eq!(kind("nss", Platform::Unix), StoreKind::Nss);
        assert!("safari".parse::<Choice>().is_err());
    }
}
