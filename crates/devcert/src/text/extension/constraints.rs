//! Name constraints (RFC 5280, 4.2.1.10).

use super::super::element::{Element, ElementTag as _, Fields, Tag};
use super::super::lines::Lines;
use super::general_name::{address, alone};

/// Name constraints.
pub(super) fn names(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut lines = Lines::new();
    for (number, title) in [(0, "Permitted:"), (1, "Excluded:")] {
        if let Some(subtrees) = fields.tagged(number) {
            lines.nest(0, &listed(title, &subtrees)?);
        }
    }
    fields.end(lines)
}

fn listed(title: &str, subtrees: &Element<'_>) -> Option<Lines> {
    let mut lines = Lines::new();
    for (index, subtree) in Fields::inside(subtrees).rest()?.iter().enumerate() {
        if index == 0 {
            lines.push(title);
        }
        let base = Fields::inside(subtree).any()?;
        lines.push(format!("  {}", shown(&base)?));
    }
    Some(lines)
}

fn shown(base: &Element<'_>) -> Option<String> {
    if base.number() != Some(7) {
        return alone(base);
    }
    let length = match base.data.len() {
        16.. => 16,
        4.. => 4,
        short => short,
    };
    let (network, mask) = base.data.split_at(length);
    Some(format!("IP:{}/{}", address(network), address(mask)))
}
