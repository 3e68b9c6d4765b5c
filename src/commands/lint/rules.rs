//! Rules on the command line.

use std::str::FromStr;

use devcert::pki::lint::{Rule, rules};

/// A rule that was named.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleId(pub(super) &'static Rule);

impl FromStr for RuleId {
    type Err = String;

    /// Finds the rule of this name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rule = rules().find(|rule| rule.id == text.trim());
        rule.map(Self).ok_or_else(|| match alike(text) {
            Some(id) => {
                format!("unknown rule {text:?}; closest match: {id} (devcert lint --list shows all rules)")
            }
            None => format!("unknown rule {text:?} (devcert lint --list shows all rules)"),
        })
    }
}

/// The rule whose name shares the most words with `text`, if there is one; best one that starts with it.
fn alike(text: &str) -> Option<&'static str> {
    let words: Vec<_> = text.split(['-', '_', ' ']).map(str::to_lowercase).collect();
    let shared = |id: &str| id.split('-').filter(|word| words.iter().any(|other| other == word)).count();
    // Of those that are equally alike, the last one is taken: the first of the table, backwards.
    let alike = rules().rev().map(|rule| (shared(rule.id), rule.id.starts_with(text), rule.id));
    let alike = alike.max_by_key(|(count, starts, _)| (*count, *starts));
    alike.filter(|(count, ..)| *count > 0).map(|(.., id)| id)
}
