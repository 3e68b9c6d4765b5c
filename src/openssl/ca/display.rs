//! What `ca` prints of subjects and of new certificates.

use std::fmt::Write as _;

use crate::openssl::parts::Parts;
use devcert::encoding::certificate::X509Error;
use devcert::model::oid::known;
use devcert::text::{self, NameStyle};
use devcert::x509::{Name, NameAttribute, TbsCertificate};

/// A name as in the database (`X509_NAME_oneline`): `/C=US/O=Org/CN=x`, bytes that are not printable in hexadecimal.
pub(super) fn oneline(name: &Name<'_>) -> String {
    let mut text = String::new();
    for set in &name.0 {
        for (index, attribute) in set.0.iter().enumerate() {
            text.push(if index == 0 { '/' } else { '+' });
            text.push_str(&kind(attribute, |(short, _)| short));
            text.push('=');
            for byte in attribute.value.content() {
                match byte {
                    b'/' | b'+' => text.extend(['\\', char::from(*byte)]),
                    b' '..=b'~' => text.push(char::from(*byte)),
                    _ => {
                        // Writing to a `String` does not fail.
                        let _ = write!(text, "\\x{byte:02X}");
                    }
                }
            }
        }
    }
    text
}

/// A name as in the text of a new certificate (`X509_NAME_print`): the slashes before types of one or two capital letters
/// as commas.
fn printed(name: &Name<'_>) -> String {
    let line = oneline(name);
    let mut text = String::new();
    for (at, letter) in line.char_indices() {
        let after = &line.as_bytes()[at + letter.len_utf8()..];
        let is_start =
            letter == '/' && matches!(after, [b'A'..=b'Z', b'=', ..] | [b'A'..=b'Z', b'A'..=b'Z', b'=', ..]);
        match (at, letter) {
            (0, _) => {}
            _ if is_start => text.push_str(", "),
            _ => text.push(letter),
        }
    }
    text
}

/// The name of an attribute's type, or its dotted identifier.
fn kind(
    attribute: &NameAttribute<'_>,
    name: impl Fn((&'static str, &'static str)) -> &'static str,
) -> String {
    let Some(oid) = attribute.id.oid() else { return String::new() };
    text::object_names(oid).map_or_else(|| oid.to_string(), |names| name(names).to_owned())
}

/// `PrintableString`, `TeletexString`, `IA5String`, `BMPString` and `UTF8String` (X.680).
const PRINTABLE: u8 = 19;
const TELETEX: u8 = 20;
const IA5: u8 = 22;
const BMP: u8 = 30;
const UTF8: u8 = 12;

/// The line for an attribute: `commonName            :ASN.1 12:'x'`.
pub(super) fn entry(attribute: &NameAttribute<'_>) -> String {
    let title = match attribute.value.identifier() {
        PRINTABLE => "PRINTABLE".to_owned(),
        TELETEX => "T61STRING".to_owned(),
        IA5 => "IA5STRING".to_owned(),
        28 => "UNIVERSALSTRING".to_owned(),
        other => format!("ASN.1 {:2}", other & 0x1f),
    };
    let mut text = format!("{:<22}:{title}:'", kind(attribute, |(_, long)| long));
    for byte in attribute.value.content() {
        match byte {
            b' '..=b'~' => text.push(char::from(*byte)),
            // A char of C, which has a sign, as an int.
            0x80.. => {
                let _ = write!(text, "\\0xFFFFFF{byte:02X}");
            }
            0x7f => text.push_str("^?"),
            _ => text.extend(['^', char::from(byte + b'@')]),
        }
    }
    text.push('\'');
    text
}

/// What openssl reports of an attribute whose string has the wrong type.
pub(super) fn problem(attribute: &NameAttribute<'_>) -> Option<&'static str> {
    let (kind, content) = (attribute.value.identifier(), attribute.value.content());
    let is_email = attribute.id.content() == known::PKCS_9_AT_EMAIL_ADDRESS.as_bytes();
    if is_email && kind != IA5 {
        return Some("emailAddress type needs to be of type IA5STRING");
    }
    let is_printable = |byte: &u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte);
    let is_illegal = match kind {
        BMP | UTF8 | TELETEX => false,
        PRINTABLE => !content.iter().all(is_printable),
        _ => !content.is_ascii(),
    };
    is_illegal.then_some("The string contains characters that are illegal for the ASN.1 type")
}

/// The text of a certificate before its PEM, in the lines of openssl.
///
/// # Errors
/// When the DER is not that of a certificate.
pub(super) fn certificate(der: &[u8], body: &TbsCertificate<'_>) -> Result<String, X509Error> {
    let text = text::certificate(der)?;
    let mut is_names = true;
    let line = |line: &str| {
        is_names &= line != "        Subject Public Key Info:";
        let title = ["Issuer", "Subject"]
            .into_iter()
            .find(|title| is_names && line.starts_with(&format!("        {title}: ")));
        match title {
            Some("Issuer") => format!("        Issuer: {}\n", printed(&body.issuer)),
            Some(_) => format!("        Subject: {}\n", printed(&body.subject)),
            None => format!("{line}\n"),
        }
    };
    Ok(text.lines().map(line).collect())
}

/// How new certificates are shown before they are signed.
pub(super) enum Shown {
    /// The attributes of the subject.
    Subject,
    /// The certificate.
    Certificate(Details),
}

/// How a certificate is shown.
pub(super) struct Details {
    names: NameStyle,
    parts: Parts,
}

impl Shown {
    /// What `name_opt` and `cert_opt` ask for.
    ///
    /// # Errors
    /// The word that is not known.
    pub(super) fn new(name_opt: Option<&str>, cert_opt: Option<&str>) -> Result<Self, String> {
        if name_opt.is_none() && cert_opt.is_none() {
            return Ok(Self::Subject);
        }
        let names = match name_opt {
            None => NameStyle::ONELINE,
            Some(text) => NameStyle::parse(text).map_err(|word| format!("name_opt {word}"))?,
        };
        let parts = Parts::before_signature().without(cert_opt.unwrap_or("compatible"));
        let parts = parts.map_err(|word| format!("cert_opt {word}"))?;
        Ok(Self::Certificate(Details { names, parts }))
    }
}

impl Details {
    /// The lines of the certificate in `der`.
    ///
    /// # Errors
    /// When the DER is not that of a certificate.
    pub(super) fn lines(&self, der: &[u8]) -> Result<Vec<String>, X509Error> {
        let text = text::certificate_with(der, self.names)?;
        let line = |line: &str| match line.starts_with("        Version: ") {
            // openssl sets version 3 as it signs.
            true => "        Version: 1 (0x0)".to_owned(),
            false => line.to_owned(),
        };
        Ok(self.parts.of(&text).into_iter().map(line).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::names::{self, Characters, Mask, Strings};
    use crate::openssl::objects::Objects;

    fn name(text: &str) -> Name<'static> {
        let strings = Strings { characters: Characters::Utf8, mask: Mask::UTF8_ONLY };
        names::of_subject(text, &Objects::default(), strings, "ca").unwrap().0
    }

    #[test]
    fn names_are_those_of_the_database() {
        for (text, database, shown) in [
            ("/", "", ""),
            (
                "/C=US/O=Acme, Inc/CN=host/emailAddress=a@b",
                "/C=US/O=Acme, Inc/CN=host/emailAddress=a@b",
                "C=US, O=Acme, Inc, CN=host/emailAddress=a@b",
            ),
            (
                r#"/O=A "q"\\x\/y\+z/OU=ü+CN=m"#,
                r#"/O=A "q"\x\/y\+z/CN=m+OU=\xC3\xBC"#,
                r#"O=A "q"\x\/y\+z, CN=m+OU=\xC3\xBC"#,
            ),
        ] {
            let name = name(text);
            assert_eq!((oneline(&name).as_str(), printed(&name).as_str()), (database, shown));
        }
    }

    #[test]
    fn attributes_have_their_type_of_string() {
        let lines: Vec<_> = name("/C=US/OU=ü/CN=x/emailAddress=a@b").attributes().map(entry).collect();
        assert_eq!(
            lines,
            [
                "countryName           :PRINTABLE:'US'",
                r"organizationalUnitName:ASN.1 12:'\0xFFFFFFC3\0xFFFFFFBC'",
                "commonName            :ASN.1 12:'x'",
                "emailAddress          :IA5STRING:'a@b'",
            ]
        );
    }

    #[test]
    fn words_of_options_are_known_or_named() {
        assert!(matches!(Shown::new(None, None), Ok(Shown::Subject)));
        assert!(matches!(Shown::new(Some("ca_default"), Some("ca_default")), Ok(Shown::Certificate(_))));
        assert_eq!(Shown::new(None, Some("no_header, ext_dump")).err().unwrap(), "cert_opt ext_dump");
        assert_eq!(Shown::new(Some("nonsense"), None).err().unwrap(), "name_opt nonsense");
    }
}
