//! Signature algorithms with their parameters, and signatures.

use super::element::{Element, ElementTag as _, Fields, Tag, whole};
use super::integer::Integer;
use super::lines::Lines;
use super::object::Object;
use crate::model::oid::known;
use crate::x509::AlgorithmIdentifier;

/// How many bytes of a signature stand on a line.
const SIGNATURE_WIDTH: usize = 18;

/// An `AlgorithmIdentifier` (RFC 5280, 4.1.1.2).
pub(super) struct Algorithm<'a> {
    /// Which algorithm.
    pub(super) object: Object,
    /// Its parameters.
    pub(super) parameters: Option<Element<'a>>,
}

impl<'a> Algorithm<'a> {
    /// The algorithm of a structure.
    pub(super) fn of(found: &'a AlgorithmIdentifier<'_>) -> Option<Self> {
        let object = Object::from_content(found.id.content())?;
        let parameters = match &found.parameters {
            Some(parameters) => Some(whole(parameters.der())?),
            None => None,
        };
        Some(Self { object, parameters })
    }

    /// Reads the element.
    pub(super) fn from_element(element: &Element<'a>) -> Option<Self> {
        let mut fields = Fields::inside(element);
        let object = Object::from_element(&fields.any()?)?;
        let parameters = fields.any();
        fields.end(Self { object, parameters })
    }

    /// The algorithm as it stands among the other fields.
    pub(super) fn announced(&self) -> Lines {
        let mut lines = Lines::one(format!("        Signature Algorithm: {}", self.object.long()));
        lines.continue_with(&self.parameters());
        lines
    }

    /// The algorithm and the signature, as they stand at the end.
    pub(super) fn with_signature(&self, octets: &[u8]) -> Lines {
        let mut lines = Lines::one(format!("    Signature Algorithm: {}", self.object.long()));
        lines.push("    Signature Value:");
        lines.continue_with(&self.parameters());
        match self.two_numbers(octets) {
            Some(numbers) => lines.nest(8, &numbers),
            None => lines.nest(0, &dumped(octets, 8)),
        }
        lines
    }

    /// What follows on the line and below it: only RSA-PSS has parameters that are shown.
    fn parameters(&self) -> Lines {
        match self.object.known() {
            Some(known::ID_RSASSA_PSS) => pss(self.parameters.as_ref()).unwrap_or_else(invalid_pss),
            _ => Lines::one(""),
        }
    }

    fn two_numbers(&self, octets: &[u8]) -> Option<Lines> {
        if !self.object.known().is_some_and(|oid| known::DSA_SIGNATURES.contains(&oid)) {
            return None;
        }
        // What stands behind the numbers does not keep openssl from showing them.
        let mut fields = Fields::inside(&Fields::over(octets).universal(Tag::Sequence)?);
        let mut lines = Lines::new();
        for label in ["r:   ", "s:   "] {
            let number = Integer::from_content(fields.universal(Tag::Integer)?.data)?;
            super::number::number(&mut lines, label, &number);
        }
        fields.end(lines)
    }
}

/// Bytes as openssl dumps a signature; of nothing, an empty line.
pub(super) fn dumped(octets: &[u8], indent: usize) -> Lines {
    let mut lines = Lines::new();
    match octets.is_empty() {
        true => lines.push(""),
        false => lines.hex(indent, SIGNATURE_WIDTH, octets),
    }
    lines
}

fn invalid_pss() -> Lines {
    Lines::one("        (INVALID PSS PARAMETERS)")
}

/// The parameters of a PSS signature (RFC 4055, 3.1).
fn pss(parameters: Option<&Element<'_>>) -> Option<Lines> {
    let mut fields = Fields::inside(parameters.filter(|element| element.is(Tag::Sequence))?);
    let hash = fields.tagged(0).map(|hash| inner_algorithm(&hash));
    let mask = fields.tagged(1).map(|mask| inner_algorithm(&mask));
    let salt = fields.tagged(2).map(|salt| inner_number(&salt));
    let trailer = fields.tagged(3).map(|trailer| inner_number(&trailer));
    let mut lines = Lines::one("        ");
    let hash = match hash {
        Some(hash) => hash?.object.long().to_owned(),
        None => "sha1 (default)".to_owned(),
    };
    lines.push(format!("        Hash Algorithm: {hash}"));
    let mask = match mask {
        Some(mask) => mask_name(&mask?)?,
        None => "mgf1 with sha1 (default)".to_owned(),
    };
    lines.push(format!("        Mask Algorithm: {mask}"));
    let salt = match salt {
        Some(salt) => salt?.bare_hex(),
        None => "14 (default)".to_owned(),
    };
    // The space too many is openssl's.
    lines.push(format!("         Salt Length: 0x{salt}"));
    let trailer = match trailer {
        Some(trailer) => trailer?.bare_hex(),
        None => "01 (default)".to_owned(),
    };
    lines.push(format!("        Trailer Field: 0x{trailer}"));
    fields.end(lines)
}

fn mask_name(mask: &Algorithm<'_>) -> Option<String> {
    let hash = Algorithm::from_element(
        mask.parameters.as_ref().filter(|_| mask.object.known() == Some(known::ID_MGF_1))?,
    )?;
    Some(format!("{} with {}", mask.object.long(), hash.object.long()))
}

fn inner_algorithm<'a>(tagged: &Element<'a>) -> Option<Algorithm<'a>> {
    Algorithm::from_element(&Fields::inside(tagged).universal(Tag::Sequence)?)
}

fn inner_number(tagged: &Element<'_>) -> Option<Integer> {
    Integer::from_content(Fields::inside(tagged).universal(Tag::Integer)?.data)
}
