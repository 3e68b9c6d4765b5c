//! Which objects have the same key.

use std::collections::HashMap;

use super::inspected::{Inspected, place};
use devcert::pki::inspection::Item;

/// So many places are named, however many there are.
const PLACES_SHOWN: usize = 5;

/// The objects of some files by their public keys, each as where it is and its place in words.
pub(super) struct Keys<'a>(HashMap<&'a [u8], Vec<(&'a Item, String)>>);

impl<'a> Keys<'a> {
    pub(super) fn of(files: &'a [Inspected]) -> Self {
        let mut keys: HashMap<&[u8], Vec<(&Item, String)>> = HashMap::new();
        for file in files {
            for item in file.items() {
                if let Some(key) = item.public_key() {
                    keys.entry(key.spki()).or_default().push((item, place(file, item)));
                }
            }
        }
        Self(keys)
    }

    /// The places of other objects with the key of `item`, as a list in words.
    pub(super) fn partners(&self, item: &Item) -> Option<String> {
        let all = self.0.get(item.public_key()?.spki())?;
        let others = all.iter().filter(|(other, _)| !std::ptr::eq(*other, item));
        let mut places: Vec<&str> = others.map(|(_, place)| place.as_str()).take(MOST_LOOKED_AT).collect();
        // The objects of one file stand one behind the other.
        places.dedup();
        match places.len().saturating_sub(PLACES_SHOWN) {
            _ if places.is_empty() => None,
            0 => Some(places.join(" and ")),
            _ => Some(format!("{} and others", places[..PLACES_SHOWN].join(" and "))),
        }
    }
}

/// A file may hold thousands of objects with one key.
const MOST_LOOKED_AT: usize = 64;
