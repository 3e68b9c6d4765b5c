//! The `[req]` section, and the options that stand before it.

use crate::openssl::config::Config;
use crate::openssl::failure::Failure;
use crate::openssl::names::Strings;
use crate::openssl::options::Line;
use devcert::model::secret::Secret;

/// The section of requests, unless `-section` is given.
const SECTION: &str = "req";

/// What the configuration says, where no option says otherwise.
pub(super) struct Settings<'a> {
    /// The configuration.
    pub(super) config: &'a Config,
    /// The section.
    pub(super) section: &'a str,
    /// How names are written.
    pub(super) strings: Strings,
}

impl<'a> Settings<'a> {
    /// The settings of a command line.
    pub(super) fn new(line: &'a Line, config: &'a Config) -> Result<Self, Failure> {
        let section = line.value("section").unwrap_or(SECTION);
        let strings = Strings::of_section(config, section, line.has("utf8")).map_err(Failure::new)?;
        Ok(Self { config, section, strings })
    }

    /// The value of a name in the section.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.config.get(self.section, name)
    }

    /// The section of extensions: the option's value, else the name's.
    pub(super) fn extensions(&self, line: &'a Line, option: &str, name: &str) -> Option<&'a str> {
        line.value(option).or_else(|| self.get(name))
    }

    /// The passphrase that is the value of a name.
    pub(super) fn secret(&self, name: &str) -> Option<Secret> {
        self.get(name).map(|text| Secret::from(text.as_bytes()))
    }

    /// Whether the configuration turns encryption of new keys off.
    pub(super) fn leaves_keys_plain(&self) -> bool {
        self.get("encrypt_rsa_key").or_else(|| self.get("encrypt_key")) == Some("no")
    }
}
