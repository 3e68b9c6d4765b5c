//! What the layouts of extensions are made from.

use crate::text::element::{Element, ElementTag as _, Tag, whole};
use crate::text::lines::Lines;
use crate::text::string::shown;

/// The one universal element with this tag that `content` consists of.
pub(super) fn only(content: &[u8], tag: Tag) -> Option<Element<'_>> {
    whole(content).filter(|element| element.is(tag))
}

/// Values on one line; openssl takes a list of nothing for a broken one.
pub(super) fn in_line(values: &[String]) -> Option<Lines> {
    (!values.is_empty()).then(|| Lines::one(values.join(", ")))
}

/// What openssl shows of names and locations when there are none.
pub(super) fn empty() -> Lines {
    let mut lines = Lines::one("<EMPTY>");
    lines.push("");
    lines
}

/// The text that openssl's list functions make of a string: as it stands; none with a zero byte in it.
pub(super) fn without_zero(content: &[u8]) -> Option<String> {
    (!content.contains(&0)).then(|| shown(content))
}
