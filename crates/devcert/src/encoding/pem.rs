//! PEM: text armour around DER (RFC 7468).

mod alphabet;
mod block;
mod body;
mod escape;
mod label;
mod marker;
mod scan;

use ::pem::{EncodeConfig, LineEnding, Pem};

pub use block::{Block, PemError};
pub use label::Label;
pub(crate) use marker::may_hold_armour;
pub(super) use marker::plain as with_plain_markers;
pub(super) use scan::{Armour, Lines, Scan, in_base64};

use crate::model::secret::Secret;

/// The armoured objects in `text`, in their order, wherever on a line they begin; lines end in LF, CR LF or
/// CR, or in the escapes `\n` and `\r` of strings.
pub fn decode(text: &str) -> Result<Vec<Block>, PemError> {
    blocks(text).collect()
}

/// The armoured objects in `text` one by one; those that follow a damaged one are found too.
pub fn blocks(text: &str) -> impl Iterator<Item = Result<Block, PemError>> {
    Scan::new(text).filter_map(|(_, armour)| match armour {
        Armour::Block(block) => Some(Ok(block)),
        Armour::Damaged(error) => Some(Err(error)),
        Armour::Mention { .. } => None,
    })
}

/// `der` in armour, 64 characters a line, lines ended by LF, as openssl writes it.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> Secret {
    Secret::new(armored(label, der).into_bytes())
}

/// What is no secret in armour, as [`encode`] writes it.
pub(super) fn armored(label: &str, der: &[u8]) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    ::pem::encode_config(&Pem::new(label, der), config)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "-----BEGIN X-----\nAAEC\n-----END X-----\n";

    #[test]
    fn text_around_indentation_and_carriage_returns_do_not_matter() {
        let odd = format!("subject=x\r\n  {}", GOOD.replace('\n', "\r\n  "));
        let blocks = decode(&odd).unwrap();
        assert!(blocks[0].label.is("X") && blocks[0].line == 2);
        assert_eq!(blocks[0].content.expose(), [0, 1, 2]);
    }

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(encode("X", &[0, 1, 2]).expose(), GOOD.as_bytes());
    }

    #[test]
    fn what_stands_around_a_damaged_object_is_found_all_the_same() {
        let cut = "-----BEGIN X-----\nAA\n";
        let found: Vec<_> = blocks(&format!("{GOOD}{cut}{GOOD}")).collect();
        assert!(matches!(found.as_slice(), [Ok(_), Err(PemError::Truncated { line: 4, .. }), Ok(_)]));
        assert_eq!(found[2].as_ref().unwrap().line, 6);
    }

    #[test]
    fn damaged_armour_is_located() {
        let cut = PemError::Truncated { label: Label::new("X"), line: 1 };
        assert_eq!(decode("-----BEGIN X-----\nAAEC\n").unwrap_err(), cut);
        assert_eq!(decode(&format!("-----BEGIN X-----\nAA\n{GOOD}")).unwrap_err(), cut);
        assert!(matches!(decode(&GOOD.replace("END X", "END Y")), Err(PemError::WrongEnd { .. })));
        assert!(matches!(decode(&GOOD.replace("AAEC", "A*")), Err(PemError::NotBase64 { line: 1, .. })));
    }
}
