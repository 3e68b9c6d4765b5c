//! Names of object identifiers: those of OpenSSL, and those that a configuration adds.

use super::config::{Config, Entry};
use devcert::model::oid::Oid;
use devcert::text;

/// The names that a configuration adds with `oid_section`.
#[derive(Debug, Default)]
pub struct Objects {
    added: Vec<(String, Oid)>,
}

impl Objects {
    /// The names that `config` adds, each with an identifier, in the section that `oid_section` specifies.
    ///
    /// # Errors
    /// The name whose value is not an object identifier, or the section that does not exist.
    pub fn of(config: &Config) -> Result<Self, String> {
        let Some(name) = config.get(super::config::DEFAULT, "oid_section") else {
            return Ok(Self::default());
        };
        let entries = config.section(name).ok_or_else(|| format!("problem loading oid section {name}"))?;
        let object = |entry: &Entry| {
            let oid = entry.value.parse();
            let oid = oid.map_err(|_| format!("problem creating object {}={}", entry.name, entry.value))?;
            Ok((entry.name.clone(), oid))
        };
        entries.iter().map(object).collect::<Result<_, _>>().map(|added| Self { added })
    }

    /// The object with this short or long name, or dotted identifier.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Oid> {
        let added = self.added.iter().find(|(known, _)| known == name).map(|(_, oid)| *oid);
        added.or_else(|| text::object_named(name)).or_else(|| name.parse().ok())
    }

    /// The object with this name, if it has one: openssl skips an attribute of a subject with an identifier that has no
    /// name.
    #[must_use]
    pub fn with_a_name(&self, name: &str) -> Option<Oid> {
        let is_known = |oid: &Oid| {
            text::object_names(*oid).is_some() || self.added.iter().any(|(_, added)| added == oid)
        };
        self.named(name).filter(is_known)
    }
}
