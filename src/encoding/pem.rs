//! PEM: text armour around DER (RFC 7468).

use std::iter::Peekable;

use ::pem::{EncodeConfig, LineEnding, Pem};
use thiserror::Error;

use crate::model::secret::Secret;

/// One armoured object of a file.
#[derive(Debug, Clone)]
pub struct Block {
    /// The text between `-----BEGIN ` and `-----`.
    pub label: String,
    /// The line of its `-----BEGIN`, counted from 1.
    pub line: usize,
    /// Whether the header of RFC 1421 says that the content is encrypted.
    pub encrypted: bool,
    /// The header that says with which cipher, when it does.
    pub dek_info: Option<String>,
    /// The decoded content.
    pub content: Secret,
}

/// Where and why the armour is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PemError {
    /// The end line is missing: the file was cut off.
    #[error("its {label} that begins on line {line} has no end line, so the file was cut off")]
    Truncated {
        /// The label of the begin line.
        label: String,
        /// The begin line's number.
        line: usize,
    },
    /// The end line names another label than the begin line.
    #[error("its {label} that begins on line {line} ends as {found}")]
    WrongEnd {
        /// The label of the begin line.
        label: String,
        /// The begin line's number.
        line: usize,
        /// The label of the end line.
        found: String,
    },
    /// What stands between the lines is not base64.
    #[error("its {label} that begins on line {line} is not base64")]
    NotBase64 {
        /// The label of the begin line.
        label: String,
        /// The begin line's number.
        line: usize,
    },
}

impl PemError {
    /// The number of the begin line.
    #[must_use]
    pub const fn line(&self) -> usize {
        match self {
            Self::Truncated { line, .. } | Self::WrongEnd { line, .. } | Self::NotBase64 { line, .. } => {
                *line
            }
        }
    }

    /// The label of the begin line.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Truncated { label, .. } | Self::WrongEnd { label, .. } | Self::NotBase64 { label, .. } => {
                label
            }
        }
    }
}

/// The armoured objects in `text`, in their order; text around them is passed over, lines may be
/// indented and end in CR LF.
pub fn decode(text: &str) -> Result<Vec<Block>, PemError> {
    blocks(text).collect()
}

/// The same one by one: what follows a damaged object is found all the same.
pub fn blocks(text: &str) -> impl Iterator<Item = Result<Block, PemError>> {
    let mut lines = text.lines().map(str::trim).enumerate().peekable();
    std::iter::from_fn(move || {
        let (index, label) =
            lines.by_ref().find_map(|(index, line)| Some((index, marker(line, "-----BEGIN ")?)))?;
        Some(body(label, index + 1, &mut lines))
    })
}

/// The object of which the begin line has been read.
fn body<'a>(
    label: &str,
    line: usize,
    lines: &mut Peekable<impl Iterator<Item = (usize, &'a str)>>,
) -> Result<Block, PemError> {
    let mut armour = format!("-----BEGIN {label}-----\n");
    let inside = |(_, line): &(usize, &str)| !line.starts_with("-----BEGIN ");
    let end = loop {
        let Some((_, line_of_body)) = lines.next_if(inside) else {
            return Err(PemError::Truncated { label: label.to_owned(), line });
        };
        if let Some(end) = marker(line_of_body, "-----END ") {
            break end;
        }
        armour.push_str(line_of_body);
        armour.push('\n');
    };
    if end != label {
        return Err(PemError::WrongEnd { label: label.to_owned(), line, found: end.to_owned() });
    }
    armour.extend(["-----END ", label, "-----\n"]);
    block(label, line, &Secret::new(armour.into_bytes()))
}

fn marker<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}

fn block(label: &str, line: usize, armour: &Secret) -> Result<Block, PemError> {
    let parsed =
        ::pem::parse(armour.expose()).map_err(|_| PemError::NotBase64 { label: label.to_owned(), line })?;
    let encrypted = parsed.headers().get("Proc-Type").is_some_and(|value| value.contains("ENCRYPTED"));
    let dek_info = parsed.headers().get("DEK-Info").map(str::to_owned);
    Ok(Block {
        label: label.to_owned(),
        line,
        encrypted,
        dek_info,
        content: Secret::new(parsed.into_contents()),
    })
}

/// `der` in armour, 64 characters a line, lines ended by LF, as openssl writes it.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> Secret {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    Secret::new(::pem::encode_config(&Pem::new(label, der), config).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "-----BEGIN X-----\nAAEC\n-----END X-----\n";

    #[test]
    fn text_around_indentation_and_carriage_returns_do_not_matter() {
        let odd = format!("subject=x\r\n  {}", GOOD.replace('\n', "\r\n  "));
        let blocks = decode(&odd).unwrap();
        assert_eq!((blocks[0].label.as_str(), blocks[0].line), ("X", 2));
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
        let cut = PemError::Truncated { label: "X".into(), line: 1 };
        assert_eq!(decode("-----BEGIN X-----\nAAEC\n").unwrap_err(), cut);
        assert_eq!(decode(&format!("-----BEGIN X-----\nAA\n{GOOD}")).unwrap_err(), cut);
        assert!(matches!(decode(&GOOD.replace("END X", "END Y")), Err(PemError::WrongEnd { .. })));
        assert!(matches!(decode(&GOOD.replace("AAEC", "A*")), Err(PemError::NotBase64 { line: 1, .. })));
    }
}
