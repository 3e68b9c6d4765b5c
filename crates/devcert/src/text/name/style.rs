//! The styles in which OpenSSL shows distinguished names (`-nameopt`).

/// How a distinguished name is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameStyle {
    /// What is between the relative names.
    pub(super) separator: Separator,
    /// Whether the last relative name is shown first.
    pub(super) is_reversed: bool,
    /// How the types are shown.
    pub(super) kinds: Kinds,
    /// Whether long names of types are as wide as each other.
    pub(super) is_aligned: bool,
    /// Whether spaces are around the equals sign.
    pub(super) has_spaced_equals: bool,
    /// What is escaped.
    pub(super) escapes: Escapes,
}

/// What is between relative names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// `/C=US/CN=x`
    Slash,
    /// The same with a comma and a space in place of slashes before types of one or two capital letters, and without
    /// the first slash.
    SlashOrComma,
    /// `C=US,CN=x`
    Comma,
    /// `C=US, CN=x`
    CommaSpace,
    /// `C=US; CN=x`
    Semicolon,
    /// A line for each.
    Line,
}

/// How types are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinds {
    /// Not at all.
    None,
    /// `CN`
    Short,
    /// `commonName`
    Long,
    /// `2.5.4.3`
    Numbers,
}

/// What is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Escapes(u8);

impl Escapes {
    /// The characters of RFC 2253, 2.4.
    pub(super) const RFC_2253: Self = Self(1);
    /// Quotes around the value instead of a backslash.
    pub(super) const QUOTES: Self = Self(2);
    /// Control characters.
    pub(super) const CONTROL: Self = Self(4);
    /// Bytes above 127.
    pub(super) const HIGH: Self = Self(8);
    /// Not an escape: the text is UTF-8 first.
    pub(super) const UTF_8: Self = Self(16);

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of `other` are among them.
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing is escaped.
    pub(super) const fn is_empty(self) -> bool {
        self.without(Self::UTF_8).0 == 0
    }
}

/// What RFC 2253 escapes, with OpenSSL's additions.
const RFC_2253: Escapes = Escapes::RFC_2253.and(Escapes::CONTROL).and(Escapes::HIGH).and(Escapes::UTF_8);

impl NameStyle {
    /// `C = US, O = Acme, CN = x`: the default of OpenSSL 3.0.
    pub const ONELINE: Self = Self {
        separator: Separator::CommaSpace,
        is_reversed: false,
        kinds: Kinds::Short,
        is_aligned: false,
        has_spaced_equals: true,
        escapes: RFC_2253.and(Escapes::QUOTES),
    };

    /// `CN=x,O=Acme,C=US` (RFC 2253).
    pub const RFC_2253: Self = Self {
        separator: Separator::Comma,
        is_reversed: true,
        has_spaced_equals: false,
        escapes: RFC_2253,
        ..Self::ONELINE
    };

    /// A line for each attribute, with its long name.
    pub const MULTILINE: Self = Self {
        separator: Separator::Line,
        kinds: Kinds::Long,
        is_aligned: true,
        escapes: Escapes::CONTROL.and(Escapes::HIGH),
        ..Self::ONELINE
    };

    /// `/C=US/O=Acme/CN=x`: what OpenSSL showed before 1.1.
    pub const COMPAT: Self = Self { separator: Separator::Slash, ..Self::PLAIN };

    /// `C=US, O=Acme, CN=x/emailAddress=a@x`: [`Self::COMPAT`] in the text of a whole certificate.
    pub const COMPAT_TEXT: Self = Self { separator: Separator::SlashOrComma, ..Self::PLAIN };

    /// No option yet: where the options of a list begin.
    const PLAIN: Self = Self {
        separator: Separator::CommaSpace,
        is_reversed: false,
        kinds: Kinds::Short,
        is_aligned: false,
        has_spaced_equals: false,
        escapes: Escapes(0),
    };

    /// The style that a value of `-nameopt` describes: names of styles and options, commas between them, `-` before one
    /// that is turned off.
    ///
    /// # Errors
    /// The first word that is not an option, or one that devcert does not support.
    pub fn parse(text: &str) -> Result<Self, &str> {
        text.split(',').try_fold(Self::PLAIN, |style, word| style.with(word.trim()).ok_or(word))
    }

    fn with(self, word: &str) -> Option<Self> {
        let (is_on, name) = match word.strip_prefix('-') {
            Some(name) => (false, name),
            None => (true, word.strip_prefix('+').unwrap_or(word)),
        };
        let escaping = |escape| match is_on {
            true => Self { escapes: self.escapes.and(escape), ..self },
            false => Self { escapes: self.escapes.without(escape), ..self },
        };
        let separated = |separator| Self { separator, ..self };
        let with_kinds = |kinds| Self { kinds, ..self };
        Some(match name {
            "esc_2253" => escaping(Escapes::RFC_2253),
            "esc_ctrl" => escaping(Escapes::CONTROL),
            "esc_msb" => escaping(Escapes::HIGH),
            "use_quote" => escaping(Escapes::QUOTES),
            "utf8" => escaping(Escapes::UTF_8),
            "dn_rev" => Self { is_reversed: is_on, ..self },
            "align" => Self { is_aligned: is_on, ..self },
            "space_eq" => Self { has_spaced_equals: is_on, ..self },
            // Other types than strings are always dumped.
            "dump_der" | "dump_unknown" if is_on => self,
            "sep_comma_plus" if is_on => separated(Separator::Comma),
            "sep_comma_plus_space" if is_on => separated(Separator::CommaSpace),
            "sep_semi_plus_space" if is_on => separated(Separator::Semicolon),
            "sep_multiline" if is_on => separated(Separator::Line),
            "nofname" if is_on => with_kinds(Kinds::None),
            "sname" if is_on => with_kinds(Kinds::Short),
            "lname" if is_on => with_kinds(Kinds::Long),
            "oid" if is_on => with_kinds(Kinds::Numbers),
            "compat" if is_on => Self::COMPAT,
            "RFC2253" if is_on => Self::RFC_2253,
            "oneline" if is_on => Self::ONELINE,
            "multiline" | "ca_default" if is_on => Self::MULTILINE,
            _ => return None,
        })
    }

    /// Whether the name is one line, without a line or a slash for each attribute.
    #[must_use]
    pub fn is_one_line(self) -> bool {
        !matches!(self.separator, Separator::Line | Separator::Slash)
    }

    /// Whether the name is several lines, which begin below its title.
    #[must_use]
    pub fn has_lines(self) -> bool {
        self.separator == Separator::Line
    }
}

impl Separator {
    /// What is between two attributes, the second of which is `joined` to the first or not.
    pub(super) const fn between(self, joined: bool) -> &'static str {
        match (self, joined) {
            (Self::Comma, true) => "+",
            (_, true) => " + ",
            (Self::Slash | Self::SlashOrComma, false) => "/",
            (Self::Comma, false) => ",",
            (Self::CommaSpace, false) => ", ",
            (Self::Semicolon, false) => "; ",
            (Self::Line, false) => "\n    ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::name;
    use crate::text;
    use crate::x509::Name;

    #[test]
    fn a_name_is_shown_in_every_style() {
        let name = "/C=US/O=Acme, Inc./CN=\u{e9}+UID=\u{4e2d}".parse::<name::Name>().unwrap();
        let name = Name::new(&name).unwrap();
        for (style, shown) in [
            ("oneline", r#"C = US, O = "Acme, Inc.", CN = \C3\A9 + UID = \E4\B8\AD"#),
            ("RFC2253", r"UID=\E4\B8\AD+CN=\C3\A9,O=Acme\, Inc.,C=US"),
            ("RFC2253,-esc_msb", "UID=\u{4e2d}+CN=\u{e9},O=Acme\\, Inc.,C=US"),
            (
                "sep_semi_plus_space,lname,utf8",
                "countryName=US; organizationName=Acme, Inc.; commonName=\u{e9} + userId=\u{4e2d}",
            ),
            (
                "sep_comma_plus,oid,utf8,esc_msb",
                r"2.5.4.6=US,2.5.4.10=Acme, Inc.,2.5.4.3=\C3\A9+0.9.2342.19200300.100.1.1=\E4\B8\AD",
            ),
            ("nofname,utf8", "US, Acme, Inc., \u{e9} + \u{4e2d}"),
            (
                "multiline",
                "    countryName               = US\n    organizationName          = Acme, Inc.\n    commonName                = \\E9 + userId                    = \\U4E2D",
            ),
            ("compat", r"/C=US/O=Acme, Inc./CN=\xC3\xA9+UID=\xE4\xB8\xAD"),
        ] {
            let style = NameStyle::parse(style).unwrap();
            assert_eq!(text::distinguished_name(&name, style).unwrap(), shown, "{style:?}");
        }
        let shown = text::distinguished_name(&name, NameStyle::COMPAT_TEXT).unwrap();
        assert_eq!(shown, r"C=US, O=Acme, Inc., CN=\xC3\xA9+UID=\xE4\xB8\xAD");
        assert_eq!(NameStyle::parse("RFC2253,nonsense"), Err("nonsense"));
    }
}
