//! The types of strings in names (X.680, 41; RFC 5280, 4.1.2.4).

/// A type of string, by its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum StringKind {
    Utf8,
    Numeric,
    Printable,
    Teletex,
    Ia5,
    Visible,
    Universal,
    Bmp,
}

impl StringKind {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Utf8,
        Self::Numeric,
        Self::Printable,
        Self::Teletex,
        Self::Ia5,
        Self::Visible,
        Self::Universal,
        Self::Bmp,
    ];

    /// Its identifier octet.
    #[must_use]
    pub const fn identifier(self) -> u8 {
        match self {
            Self::Utf8 => 12,
            Self::Numeric => 18,
            Self::Printable => 19,
            Self::Teletex => 20,
            Self::Ia5 => 22,
            Self::Visible => 26,
            Self::Universal => 28,
            Self::Bmp => 30,
        }
    }

    /// The type with this identifier octet.
    #[must_use]
    pub fn from_identifier(identifier: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.identifier() == identifier)
    }

    /// Whether its alphabet has `character`; a `TeletexString` is Latin-1, as every program reads it.
    #[must_use]
    pub const fn has(self, character: char) -> bool {
        match self {
            Self::Utf8 | Self::Universal => true,
            Self::Numeric => matches!(character, '0'..='9' | ' '),
            Self::Printable => {
                character.is_ascii_alphanumeric()
                    || matches!(
                        character,
                        ' ' | '\'' | '(' | ')' | '+' | ',' | '-' | '.' | '/' | ':' | '=' | '?'
                    )
            }
            Self::Teletex => character as u32 <= 0xff,
            Self::Ia5 => character.is_ascii(),
            Self::Visible => matches!(character, ' '..='~'),
            Self::Bmp => character as u32 <= 0xffff,
        }
    }

    /// Whether its content octets are UTF-8, of which ASCII is a part.
    #[must_use]
    pub const fn is_utf8(self) -> bool {
        !matches!(self, Self::Teletex | Self::Universal | Self::Bmp)
    }

    /// The content octets of `text`; `None` when the alphabet lacks one of its characters.
    #[must_use]
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        if !text.chars().all(|character| self.has(character)) {
            return None;
        }
        let characters = text.chars().map(u32::from);
        Some(match self {
            Self::Teletex => characters.filter_map(|character| u8::try_from(character).ok()).collect(),
            Self::Universal => characters.flat_map(u32::to_be_bytes).collect(),
            Self::Bmp => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => text.as_bytes().to_vec(),
        })
    }

    /// The text that `content`, of this type, is; `None` when it breaks the encoding. The alphabet is not
    /// checked, since other programs do not keep to it.
    #[must_use]
    pub fn text(self, content: &[u8]) -> Option<String> {
        match self {
            Self::Teletex => Some(content.iter().map(|byte| char::from(*byte)).collect()),
            Self::Bmp => {
                let units = content.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
                String::from_utf16(&units.collect::<Vec<_>>()).ok()
            }
            Self::Universal => {
                let characters = content.as_chunks::<4>().0.iter();
                characters.map(|bytes| char::from_u32(u32::from_be_bytes(*bytes))).collect()
            }
            _ => std::str::from_utf8(content).ok().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_reads_back_in_every_type_that_has_its_characters() {
        for (text, types) in
            [("12 3", 8), ("a/b", 7), ("a@b", 6), ("tab\t", 5), ("é", 4), ("日", 3), ("🔑", 2)]
        {
            let fits: Vec<_> = StringKind::ALL.into_iter().filter(|one| one.encode(text).is_some()).collect();
            assert_eq!(fits.len(), types, "{text}: {fits:?}");
            for one in fits {
                let content = one.encode(text).unwrap();
                assert_eq!(StringKind::from_identifier(one.identifier()), Some(one));
                assert_eq!(one.text(&content).as_deref(), Some(text), "{one:?}");
            }
        }
    }
}
