//! DER that is not one object: several that follow each other, one that was cut off, none that is known.

use std::cmp::Ordering;

use super::classify::classify;
use super::parts::{Flaw, Part};
use crate::encoding::error::SniffError;
use crate::encoding::limits::{LimitError, Limits, Measure};
use crate::encoding::object::{Object, ObjectKind, Packing};
use crate::encoding::structure;

/// The objects that follow each other in `bytes`, and what remains after them; `None` when not even the
/// first is known.
pub(super) fn series(bytes: &[u8], limits: &Limits) -> Result<Option<Vec<Part>>, LimitError> {
    let (objects, rest) = following(bytes);
    limits.check(Measure::Objects, objects.len() as u64)?;
    let (mut parts, mut start) = (Vec::with_capacity(objects.len()), 0);
    for (kind, der) in objects {
        let packing = Packing::DerAt { byte: start };
        let content = kind.content(der);
        parts.push(Part::Object(Object { kind, packing, der: content, dek_info: None }));
        start += der.len();
    }
    if let [Part::Object(Object { packing, .. })] = parts.as_mut_slice() {
        *packing = Packing::Der;
    }
    if !rest.is_empty() && !parts.is_empty() {
        parts.push(Part::Flaw(Flaw::Remainder {
            start,
            end: bytes.len(),
            is_blank: rest.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0),
            is_cut_off: header(rest).is_some_and(|(header, length)| header + length > rest.len()),
        }));
    }
    Ok(Some(parts).filter(|parts| !parts.is_empty()))
}

/// The objects that follow each other in `bytes`, and the bytes after them.
pub(super) fn following(bytes: &[u8]) -> (Vec<(ObjectKind, &[u8])>, &[u8]) {
    let (mut found, mut rest) = (Vec::new(), bytes);
    while let Some((der, after)) = length(rest).and_then(|length| rest.split_at_checked(length)) {
        let Some(kind) = classify(der) else { break };
        found.push((kind, der));
        rest = after;
    }
    (found, rest)
}

/// How many bytes the SEQUENCE has that `bytes` begin with, in DER or BER.
fn length(bytes: &[u8]) -> Option<usize> {
    let sequence = bytes.first().filter(|tag| **tag == 0x30);
    sequence.and_then(|_| structure::element_length(bytes))
}

/// A SEQUENCE that is not known, or that ends before its length says so (X.690, 8.1.3).
pub(super) fn unknown(bytes: &[u8]) -> Option<SniffError> {
    let (header, length) = header(bytes)?;
    let (found, expected) = (bytes.len(), header + length);
    match expected.cmp(&found) {
        Ordering::Greater => Some(SniffError::TruncatedDer { found, expected }),
        Ordering::Equal => Some(SniffError::UnknownDer),
        Ordering::Less => None,
    }
}

/// The bytes of a SEQUENCE's header, and how many follow it.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let (0x30, rest) = bytes.split_first().map(|(tag, rest)| (*tag, rest))? else { return None };
    let (first, rest) = rest.split_first()?;
    match *first {
        short @ 0..=0x7f => Some((2, usize::from(short))),
        long @ 0x81..=0x84 => {
            let digits = rest.get(..usize::from(long - 0x80))?;
            Some((2 + digits.len(), digits.iter().fold(0, |sum, digit| (sum << 8) | usize::from(*digit))))
        }
        _ => None,
    }
}
