//! Ways of writing a file that devcert reads and other programs do not.

use std::fmt;

/// Something that devcert reads over, but rustls's PEM reader, openssl or others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingQuirk {
    /// U+FEFF at the start, as Windows editors write it.
    ByteOrderMark,
    /// Two bytes a character, as PowerShell redirects write it.
    Utf16,
    /// Armour lines with white space before them.
    Indented,
    /// A BEGIN line on the same line as the END line before it.
    Joined,
    /// Line breaks that are written as a backslash and a letter.
    EscapedLineBreaks,
    /// Lines that end in CR without LF.
    LoneCarriageReturns,
    /// Base64 on the same line as a BEGIN or END line.
    OneLine,
    /// Armour inside other text: a string of a program, a value of a configuration, a comment.
    Embedded,
    /// Base64 around PEM, or DER in base64 inside other text.
    Base64,
    /// Base64 with escapes in it, as in URLs, mails and HTML.
    Escaped,
    /// An END line that does not match the BEGIN line, which is on this line.
    EndLine {
        /// The line's number, counted from 1.
        line: usize,
    },
    /// Base64 without the padding at its end.
    Unpadded {
        /// The number of the BEGIN line, counted from 1.
        line: usize,
    },
    /// Bytes after the object in the armour that begins on this line.
    Trailing {
        /// The line's number, counted from 1.
        line: usize,
    },
    /// A BEGIN line without data, on this line.
    Mention {
        /// The line's number, counted from 1.
        line: usize,
    },
}

impl EncodingQuirk {
    /// Whether openssl and Node.js reject the file even where rustls reads it.
    #[must_use]
    pub(crate) const fn stops_openssl(self) -> bool {
        matches!(
            self,
            Self::Joined
                | Self::EscapedLineBreaks
                | Self::LoneCarriageReturns
                | Self::OneLine
                | Self::Escaped
                | Self::EndLine { .. }
                | Self::Unpadded { .. }
        )
    }

    /// Whether there may be other text in the file, which would be lost if it were replaced.
    #[must_use]
    pub const fn is_about_other_text(self) -> bool {
        matches!(self, Self::Embedded | Self::Base64 | Self::Escaped | Self::Mention { .. })
    }
}

impl fmt::Display for EncodingQuirk {
    /// A sentence that follows the file's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMark => "starts with a byte order mark, which rustls cannot read",
            Self::Utf16 => "UTF-16 text, which rustls and openssl do not read",
            Self::Indented => "the PEM is indented, which rustls and openssl do not read",
            Self::Joined => {
                "a newline is missing between an END line and the BEGIN line after it, so rustls and openssl do not read it"
            }
            Self::EscapedLineBreaks => "the line breaks are written as \\n, so rustls and openssl do not read it",
            Self::LoneCarriageReturns => "the lines end in CR without LF, so openssl and Node.js do not read it",
            Self::OneLine => {
                "the BEGIN and END lines are not on separate lines, so rustls and openssl do not read it"
            }
            Self::Embedded => "the BEGIN line is inside other text, so rustls and openssl do not read it",
            Self::Base64 => "base64 inside other text or around PEM, which rustls and openssl do not read",
            Self::Escaped => {
                "the base64 is escaped, as in URLs, mails and HTML, so rustls and openssl do not read it"
            }
            Self::EndLine { line } => {
                return write!(
                    f,
                    "the END line of the object on line {line} does not match its BEGIN line, so rustls and openssl do not read it"
                );
            }
            Self::Unpadded { line } => {
                return write!(
                    f,
                    "the base64 of the object on line {line} has no padding, so openssl does not read it"
                );
            }
            Self::Trailing { line } => {
                return write!(
                    f,
                    "bytes follow the end of the object on line {line}, which openssl ignores and rustls rejects"
                );
            }
            Self::Mention { line } => return write!(f, "the BEGIN line on line {line} is not followed by data"),
        })
    }
}
