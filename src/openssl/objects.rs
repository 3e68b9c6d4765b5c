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

    /// The names in the lines of a file: an identifier, a short name and a long one, which is the rest of the line. As
    /// in openssl, the first other line ends the list.
    #[must_use]
    pub fn of_lines(text: &str) -> Self {
        let mut added = Vec::new();
        for line in text.lines() {
            let (dotted, names) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let Ok(oid) = dotted.parse::<Oid>() else { break };
            let (short, long) =
                names.trim_start().split_once(char::is_whitespace).unwrap_or((names.trim(), ""));
            let names = [long.trim(), short];
            added.extend(names.iter().filter(|name| !name.is_empty()).map(|name| ((*name).to_owned(), oid)));
        }
        Self { added }
    }

    /// The name of an object: the long one, else the short one.
    #[must_use]
    pub fn name(&self, oid: Oid) -> Option<&str> {
        let own = self.added.iter().find(|(_, added)| *added == oid).map(|(name, _)| name.as_str());
        text::object_names(oid).map(|(_, long)| long).or(own)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_a_file_have_their_names() {
        let objects = Objects::of_lines("1.2.3.4.5 short a long name\n1.2.3.4.6 other\n\n1.2.3.4.7 late\n");
        let named = |name: &str| objects.named(name).map(|oid| oid.to_string());
        assert_eq!(named("a long name").as_deref(), Some("1.2.3.4.5"));
        assert_eq!(named("short"), named("a long name"));
        assert_eq!(named("late"), None);
        let name = |oid: &str| objects.name(oid.parse().unwrap()).map(str::to_owned);
        assert_eq!(name("1.2.3.4.5").as_deref(), Some("a long name"));
        assert_eq!(name("1.2.3.4.6").as_deref(), Some("other"));
        assert_eq!(name("2.5.4.3").as_deref(), Some("commonName"));
    }
}
