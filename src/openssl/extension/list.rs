//! The values of extensions as lists: `CA:TRUE, pathlen:0`, or the names and values of a section.

use super::place::{Fault, Place};

/// A name, and the value after its colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The name.
    pub(super) name: String,
    /// The value, if there is a colon.
    pub(super) value: Option<String>,
}

impl Item {
    /// The value.
    pub(super) fn value(&self) -> Result<&str, Fault> {
        self.value.as_deref().ok_or_else(|| Fault::new(format_args!("{} has no value", self.name)))
    }

    /// The value, or the name where there is no value: `serverAuth` and `1 = serverAuth` are the same.
    pub(super) fn either(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.name)
    }

    /// Whether the name is this one, a number after a dot aside: `DNS` and `DNS.1`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The value as openssl reads a BOOLEAN.
    pub(super) fn boolean(&self) -> Result<bool, Fault> {
        boolean(self.value()?)
    }
}

/// openssl's words for true and false.
pub(super) fn boolean(text: &str) -> Result<bool, Fault> {
    match text {
        "TRUE" | "true" | "Y" | "y" | "YES" | "yes" => Ok(true),
        "FALSE" | "false" | "N" | "n" | "NO" | "no" => Ok(false),
        other => Err(Fault::new(format_args!("\"{other}\" is not TRUE or FALSE"))),
    }
}

/// The items of a value: a section after `@`, else a list.
pub(super) fn items(value: &str, place: &Place<'_>) -> Result<Vec<Item>, Fault> {
    match value.strip_prefix('@') {
        Some(section) => section_items(section, place),
        None => parse(value),
    }
}

/// The names and values of a section.
pub(super) fn section_items(section: &str, place: &Place<'_>) -> Result<Vec<Item>, Fault> {
    let entries = place.config.section(section).filter(|entries| !entries.is_empty());
    let entries =
        entries.ok_or_else(|| Fault::new(format_args!("section {section} does not exist or is empty")))?;
    Ok(entries
        .iter()
        .map(|entry| Item { name: entry.name.clone(), value: Some(entry.value.clone()) })
        .collect())
}

/// Reads `name:value, name, …`: commas separate, the first colon of an item ends its name, spaces around both are left
/// out.
pub(super) fn parse(text: &str) -> Result<Vec<Item>, Fault> {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    line.split(',').map(item).collect()
}

fn item(text: &str) -> Result<Item, Fault> {
    let (name, value) = match text.split_once(':') {
        Some((name, value)) => (name, Some(value.trim())),
        None => (text, None),
    };
    let name = name.trim();
    if name.is_empty() {
        return Err(Fault::new("a name in the list is empty"));
    }
    if value == Some("") {
        return Err(Fault::new(format_args!("{name} has an empty value")));
    }
    Ok(Item { name: name.to_owned(), value: value.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_at_commas_and_the_first_colon() {
        let items = parse(" CA:TRUE , pathlen:0,URI:http://a/,serverAuth").unwrap();
        let pairs: Vec<_> = items.iter().map(|item| (item.name.as_str(), item.value.as_deref())).collect();
        let expected =
            [("CA", Some("TRUE")), ("pathlen", Some("0")), ("URI", Some("http://a/")), ("serverAuth", None)];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn empty_names_and_values_are_faults() {
        for text in ["", "a,,b", "a:", ":a", "a,"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_after_a_dot_does_not_count() {
        let item = parse("DNS.1:a").unwrap().remove(0);
        assert!(item.is("DNS") && !item.is("DN"));
        assert!(!parse("DNSx:a").unwrap()[0].is("DNS"));
    }
}
