//! The objects in a text: in armour wherever it is, in base64, in JSON, in lines of OpenSSH's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use zeroize::Zeroizing;

use super::classify::classify;
use super::der;
use super::embedded::{self, Content};
use super::parts::{Flaw, Part, Parts};
use crate::encoding::error::SniffError;
use crate::encoding::limits::{Limits, Measure};
use crate::encoding::object::{Contents, Object, ObjectKind, Packing};
use crate::encoding::oddity::EncodingQuirk;
use crate::encoding::pem::{self, Armour, Block, Lines, Scan};
use crate::encoding::{jwk, openssh};
use crate::model::secret::Secret;

/// The parts of `text`, or [`SniffError::NoArmour`].
pub(super) fn parts(text: &str, limits: &Limits) -> Result<Parts, SniffError> {
    let plain = pem::with_plain_markers(text);
    let text = plain.as_ref().map_or(text, |plain| plain.as_str());
    let begins = memmem::find_iter(text.as_bytes(), "-----BEGIN ").count();
    limits.check(Measure::Objects, begins as u64)?;
    let is_json = text.trim_start().starts_with('{');
    let json = is_json.then(|| jwk::classify(text).map_err(SniffError::Json));
    if let Some(Ok(kind)) = json.as_ref().filter(|_| begins == 0) {
        return Ok(line(kind.clone(), text).into());
    }
    let mut found = TextParts::everything(text);
    if plain.is_some() && found.oddities.is_empty() {
        found.odd(EncodingQuirk::Escaped);
    }
    limits.check(Measure::Objects, found.parts.len() as u64)?;
    if !found.parts.is_empty() {
        return Ok(Parts { parts: found.parts, oddities: found.oddities });
    }
    if let Some(Err(error)) = json {
        return Err(error);
    }
    match (without_armour(text, limits)?, found.oddities.first()) {
        (Some(contents), _) => Ok(contents.into()),
        (None, Some(EncodingQuirk::Mention { line })) => Err(SniffError::Mention { line: *line }),
        (None, _) => Err(SniffError::NoArmour),
    }
}

/// The objects that `text`, which is something else, has in base64 in it, each with its line.
pub(crate) fn embedded(text: &str) -> Vec<(usize, Object)> {
    let mut lines = Lines::new(text);
    let mut found = Vec::new();
    for (range, content) in embedded::find(text) {
        let line = lines.number_at(range.start);
        if let Content::Der(object) = content {
            found.push((line, object));
        }
    }
    found
}

/// Text that is something without PEM around it.
fn without_armour(text: &str, limits: &Limits) -> Result<Option<Contents>, SniffError> {
    if let Some(kind) = classify(text.as_bytes()) {
        return Ok(Some(line(kind, text)));
    }
    let objects: Vec<Object> = public_lines(text).collect();
    limits.check(Measure::Objects, objects.len() as u64)?;
    if !objects.is_empty() {
        return Ok(Some(Contents { objects, oddities: Vec::new() }));
    }
    let dense: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    let Ok(der) = STANDARD.decode(dense.as_bytes()).map(Secret::new) else { return Ok(None) };
    Ok(classify(der.expose()).map(|kind| Contents::one(kind, Packing::Base64, der)))
}

/// OpenSSH's public keys: one a line, as in `authorized_keys`, or in armour of their own.
fn public_lines(text: &str) -> impl Iterator<Item = Object> {
    let lines = (1..).zip(text.lines().map(|line| line.trim().to_owned()));
    lines.chain(openssh::armoured(text)).filter_map(|(number, line)| {
        let packing = Packing::Text { line: number };
        let kind = openssh::kind_of_line(&line)?;
        Some(Object { kind, packing, der: Secret::from(line.as_bytes()), dek_info: None })
    })
}

fn line(kind: ObjectKind, text: &str) -> Contents {
    Contents::one(kind, Packing::Text { line: 1 }, Secret::from(text.as_bytes()))
}

/// What was found so far.
#[derive(Default)]
struct TextParts {
    parts: Vec<Part>,
    oddities: Vec<EncodingQuirk>,
}

impl TextParts {
    /// Armour, and base64 between it.
    fn everything(text: &str) -> Self {
        let (mut found, mut lines, mut at) = (Self::default(), Lines::new(text), 0);
        for (range, armour) in Scan::new(text) {
            found.between(text, at..range.start, &mut lines);
            found.armour(armour);
            at = range.end;
        }
        found.between(text, at..text.len(), &mut lines);
        found
    }

    fn between(&mut self, text: &str, range: std::ops::Range<usize>, lines: &mut Lines<'_>) {
        let start = range.start;
        for (place, content) in embedded::find(&text[range]) {
            let (begin, end) = (start + place.start, start + place.end);
            let line = lines.number_at(begin);
            match content {
                Content::Der(object) => self.parts.push(Part::Object(object)),
                Content::Armour(inner) => {
                    Scan::new(&inner).for_each(|(_, armour)| self.armour(armour.on_line(line)));
                    self.odd(EncodingQuirk::Base64);
                    continue;
                }
            }
            // Alone in its file, DER in base64 is a form of its own.
            if !text[..begin].trim().is_empty() || !text[end..].trim().is_empty() {
                self.odd(EncodingQuirk::Base64);
            }
        }
    }

    fn armour(&mut self, armour: Armour) {
        match armour {
            Armour::Block(block) => {
                block.oddity.into_iter().for_each(|oddity| self.odd(oddity));
                self.block(block);
            }
            Armour::Damaged(error) => self.parts.push(Part::Flaw(Flaw::Pem(error))),
            Armour::Mention { line } => self.odd(EncodingQuirk::Mention { line }),
        }
    }

    /// An object, or several where more follow it in the same armour.
    fn block(&mut self, block: Block) {
        let whole = block.content.expose();
        let parts = Some(whole).filter(|whole| classify(whole).is_none()).map(der::following);
        match parts {
            Some((objects, rest)) if !objects.is_empty() => {
                if !rest.is_empty() {
                    self.odd(EncodingQuirk::Trailing { line: block.line });
                }
                for (kind, der) in objects {
                    let packing = Packing::Pem { label: block.label.clone(), line: block.line };
                    let object = Object { der: kind.content(der), kind, packing, dek_info: None };
                    self.parts.push(Part::Object(object));
                }
            }
            _ => self.parts.push(Part::Object(object(block))),
        }
    }

    /// Each once, save BEGIN lines, which are counted.
    fn odd(&mut self, oddity: EncodingQuirk) {
        if matches!(oddity, EncodingQuirk::Mention { .. }) || !self.oddities.contains(&oddity) {
            self.oddities.push(oddity);
        }
    }
}

fn object(block: Block) -> Object {
    // Headers that announce encryption around what is plain are passed over, as OpenSSL does.
    let kind = match classify(block.content.expose()) {
        Some(kind) => kind,
        None if block.encrypted => ObjectKind::LegacyEncryptedPrivateKey,
        None => ObjectKind::from_label(&block.label),
    };
    let packing = Packing::Pem { label: block.label, line: block.line };
    Object { der: kind.content(block.content.expose()), kind, packing, dek_info: block.dek_info }
}
