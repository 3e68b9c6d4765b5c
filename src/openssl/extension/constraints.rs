//! nameConstraints (RFC 5280, 4.2.1.10).

use super::der;
use super::general_name::{Addresses, general_name};
use super::list::Item;
use super::list::items;
use super::place::{Fault, Place, too_long};
use devcert::x509::Extension;

/// `permitted;DNS:a.test, excluded;IP:10.0.0.0/255.0.0.0`
pub(super) fn names(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let (mut permitted, mut excluded) = (Vec::new(), Vec::new());
    for item in items(value, place)? {
        let (subtrees, name) = if let Some(name) = kind_after(&item.name, "permitted") {
            (&mut permitted, name)
        } else if let Some(name) = kind_after(&item.name, "excluded") {
            (&mut excluded, name)
        } else {
            return Err(Fault::new(format_args!("\"{}\" is neither permitted nor excluded", item.name)));
        };
        let item = Item { name: name.to_owned(), value: item.value.clone() };
        let name = general_name(&item, place, Addresses::Networks)?;
        subtrees.push(der::sequence(&[name]).ok_or_else(too_long)?);
    }
    let list = |number, subtrees: Vec<Vec<u8>>| match subtrees.is_empty() {
        true => Some(Vec::new()),
        false => der::tagged(number, &subtrees.concat()),
    };
    let lists = [list(0, permitted), list(1, excluded)].into_iter().collect::<Option<Vec<_>>>();
    der::sequence(&lists.ok_or_else(too_long)?).ok_or_else(too_long)
}

/// What follows the word and one more letter, whichever that is.
fn kind_after<'a>(name: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = name.strip_prefix(word)?.chars();
    rest.next().map(|_| rest.as_str())
}
