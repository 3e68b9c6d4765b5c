//! Distinguished names as openssl builds them: from `-subj`, from a section, and from answers; with the type of string
//! that `string_mask` allows.

mod table;

use std::fmt;

use self::table::{Rule, rule};
use super::config::{Config, Entry};
use super::objects::Objects;
use devcert::model::name::StringKind;
use devcert::model::oid::Oid;
use devcert::x509::{Element, Name, NameAttribute, ObjectId, Set};

/// How the bytes of a text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Characters {
    /// Each byte is a character, which is openssl's default: UTF-8 becomes two characters.
    #[default]
    Latin1,
    /// UTF-8.
    Utf8,
}

/// `text` as the characters that openssl sees in it.
#[must_use]
pub fn characters(text: &str, characters: Characters) -> String {
    match characters {
        Characters::Latin1 => text.bytes().map(char::from).collect(),
        Characters::Utf8 => text.to_owned(),
    }
}

/// Which types of string names may have, and how text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strings {
    /// How text is read.
    pub characters: Characters,
    /// The types that a `DirectoryString` may have.
    pub mask: Mask,
}

impl Default for Strings {
    fn default() -> Self {
        Self { characters: Characters::Latin1, mask: Mask::UTF8_ONLY }
    }
}

impl Strings {
    /// What `string_mask` and `utf8` of a section set; `is_utf8` if an option asks for UTF-8.
    ///
    /// # Errors
    /// A mask that openssl or devcert does not know.
    pub fn of_section(config: &Config, section: &str, is_utf8: bool) -> Result<Self, NameFault> {
        let mask = match config.get(section, "string_mask") {
            None => Mask::UTF8_ONLY,
            Some(name) => Mask::named(name)
                .ok_or_else(|| NameFault::new(format_args!("Invalid global string mask setting {name}")))?,
        };
        let is_utf8 = is_utf8 || config.get(section, "utf8") == Some("yes");
        let characters = if is_utf8 { Characters::Utf8 } else { Characters::Latin1 };
        Ok(Self { characters, mask })
    }
}

/// The types that `string_mask` allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask(&'static [StringKind]);

impl Mask {
    /// `utf8only`, openssl's own default.
    pub const UTF8_ONLY: Self = Self(&[StringKind::Utf8]);

    /// The mask with this name of `string_mask`; `None` for names and numbers that devcert does not support.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "utf8only" | "MASK:0x2000" => Self::UTF8_ONLY,
            "pkix" => Self(&[StringKind::Printable, StringKind::Ia5, StringKind::Bmp, StringKind::Utf8]),
            "nombstr" => Self(&[StringKind::Printable, StringKind::Ia5, StringKind::Teletex]),
            "default" => Self(&[
                StringKind::Printable,
                StringKind::Ia5,
                StringKind::Teletex,
                StringKind::Bmp,
                StringKind::Utf8,
            ]),
            _ => return None,
        })
    }

    /// Whether the type is allowed.
    fn allows(self, kind: StringKind) -> bool {
        self.0.contains(&kind)
    }
}

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFault(String);

impl NameFault {
    fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name that is being built.
#[derive(Debug, Default)]
pub struct Builder {
    relative: Vec<Vec<NameAttribute<'static>>>,
}

/// Where an attribute goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Into a relative name of its own.
    No,
    /// Into the one of the attribute before it.
    ToPrevious,
}

impl Builder {
    /// Adds an attribute.
    ///
    /// # Errors
    /// A text that is too short or too long for the type, or has characters that none of its types of string has.
    pub fn add(&mut self, kind: Oid, text: &str, joined: Joined, strings: Strings) -> Result<(), NameFault> {
        let value = value(kind, text, strings)?;
        let attribute = NameAttribute { id: ObjectId::from(kind), value };
        match self.relative.last_mut().filter(|_| joined == Joined::ToPrevious) {
            Some(set) => set.push(attribute),
            None => self.relative.push(vec![attribute]),
        }
        Ok(())
    }

    /// Whether there is no attribute yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.relative.is_empty()
    }

    /// The name.
    ///
    /// # Errors
    /// A set of attributes that is too long for DER.
    pub fn finish(self) -> Result<Name<'static>, NameFault> {
        let sets = self.relative.into_iter().map(Set::sorted).collect::<Result<_, _>>();
        sets.map(Name).map_err(|_| NameFault::new("the name is too long"))
    }
}

/// The string that an attribute of this type has (`ASN1_STRING_set_by_NID`): of the allowed types the first that has
/// all characters.
///
/// # Errors
/// As [`Builder::add`].
pub fn value(kind: Oid, text: &str, strings: Strings) -> Result<Element<'static>, NameFault> {
    let Rule { shortest, longest, types, is_fixed } = rule(kind);
    let text = characters(text, strings.characters);
    let length = text.chars().count();
    if length < shortest {
        return Err(NameFault::new(format_args!("string too short: minsize={shortest}")));
    }
    if length > longest {
        return Err(NameFault::new(format_args!("string too long: maxsize={longest}")));
    }
    let mut allowed = types.iter().filter(|kind| is_fixed || strings.mask.allows(**kind));
    let value = allowed.find_map(|kind| Element::text(*kind, &text));
    value.ok_or_else(|| NameFault::new("illegal characters"))
}

/// The name that a section describes: each name a type, `0.`, `1.` and the like before it left out, `+` to join the
/// attribute to the one before.
///
/// # Errors
/// A type that is not known, or as [`Builder::add`].
pub fn of_section(
    entries: &[Entry],
    objects: &Objects,
    strings: Strings,
) -> Result<Name<'static>, NameFault> {
    let mut builder = Builder::default();
    for entry in entries {
        let (kind, joined) = attribute(&entry.name);
        let oid = objects.named(kind);
        let oid =
            oid.ok_or_else(|| NameFault::new(format_args!("\"{kind}\" is not an attribute of a name")))?;
        let added = builder.add(oid, &entry.value, joined, strings);
        added.map_err(|fault| NameFault::new(format_args!("{kind}={}: {fault}", entry.value)))?;
    }
    builder.finish()
}

/// The type that the name of an entry specifies: what follows the first `.`, `:` or `,`, and a `+`.
#[must_use]
pub fn attribute(name: &str) -> (&str, Joined) {
    let after = name.find([':', ',', '.']).map(|at| &name[at + 1..]).filter(|rest| !rest.is_empty());
    let kind = after.unwrap_or(name);
    match kind.strip_prefix('+') {
        Some(kind) => (kind, Joined::ToPrevious),
        None => (kind, Joined::No),
    }
}

/// The name that `-subj` has, and what openssl says while it reads it.
///
/// # Errors
/// A text that does not begin with a slash, has a part without `=`, or as [`Builder::add`]; the line is openssl's.
pub fn of_subject(
    text: &str,
    objects: &Objects,
    strings: Strings,
    command: &str,
) -> Result<(Name<'static>, Vec<String>), NameFault> {
    let Some(mut rest) = text.strip_prefix('/') else {
        return Err(NameFault::new(format_args!(
            "{command}: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '{text}'"
        )));
    };
    let (mut builder, mut said, mut joined) = (Builder::default(), Vec::new(), Joined::No);
    while !rest.is_empty() {
        let (kind, value) = rest.split_once('=').ok_or_else(|| {
            NameFault::new(format_args!(
                "{command}: Missing '=' after RDN type string '{rest}' in subject name string"
            ))
        })?;
        let (value, after, next) = subject_value(value, command)?;
        rest = after;
        let this = std::mem::replace(&mut joined, next);
        match objects.with_a_name(kind) {
            None => {
                said.push(format!("{command} warning: Skipping unknown subject name attribute \"{kind}\""));
                if this == Joined::ToPrevious {
                    said.push(format!("{command} hint: a '+' in a value string needs be escaped using '\\' else a new member of a multi-valued RDN is expected"));
                }
            }
            Some(_) if value.is_empty() => said.push(format!(
                "{command} warning: No value provided for subject name attribute \"{kind}\", skipped"
            )),
            Some(oid) => builder.add(oid, &value, this, strings).map_err(|fault| {
                NameFault::new(format_args!(
                    "{command}: Error adding subject name attribute \"/{kind}={value}\": {fault}"
                ))
            })?,
        }
    }
    Ok((builder.finish()?, said))
}

/// The value up to an unescaped `/` or `+`, what follows, and whether that belongs to the same relative name.
fn subject_value<'a>(text: &'a str, command: &str) -> Result<(String, &'a str, Joined), NameFault> {
    let mut value = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '/' => return Ok((value, letters.as_str(), Joined::No)),
            '+' => return Ok((value, letters.as_str(), Joined::ToPrevious)),
            '\\' => value.push(letters.next().ok_or_else(|| {
                NameFault::new(format_args!("{command}: Escape character at end of subject name string"))
            })?),
            letter => value.push(letter),
        }
    }
    Ok((value, "", Joined::No))
}

#[cfg(test)]
mod tests {
    use super::*;
    use devcert::text;

    fn subject(subject: &str, strings: Strings) -> Result<(String, Vec<String>), String> {
        let (name, said) =
            of_subject(subject, &Objects::default(), strings, "req").map_err(|fault| fault.to_string())?;
        Ok((text::distinguished_name(&name, text::NameStyle::ONELINE).unwrap(), said))
    }

    #[test]
    fn subjects_are_read_as_openssl_reads_them() {
        for (typed, name) in [
            ("/", ""),
            ("/CN=a", "CN = a"),
            ("/C=US/O=Org/CN=x/", "C = US, O = Org, CN = x"),
            ("/CN=a+OU=b/O=c", "CN = a + OU = b, O = c"),
            (r"/CN=a\/b\+c", "CN = \"a/b+c\""),
            ("/CN=a=b", "CN = a=b"),
            ("/commonName=a/DC=b", "CN = a, DC = b"),
        ] {
            assert_eq!(subject(typed, Strings::default()).unwrap().0, name, "{typed}");
        }
    }

    #[test]
    fn what_openssl_skips_is_skipped_and_said() {
        let (name, said) = subject("/CN=a/XX=b/O=/1.2.3.4=c+OU=d", Strings::default()).unwrap();
        assert_eq!(name, "CN = a + OU = d");
        assert_eq!(said[0], "req warning: Skipping unknown subject name attribute \"XX\"");
        assert_eq!(said[1], "req warning: No value provided for subject name attribute \"O\", skipped");
        assert_eq!(said.len(), 3);
    }

    #[test]
    fn what_is_not_a_subject_is_a_fault_in_openssls_words() {
        for (typed, words) in [
            ("CN=a", "req: subject name is expected to be in the format /type0="),
            ("/CN", "req: Missing '=' after RDN type string 'CN'"),
            ("/CN=a\\", "req: Escape character at end of subject name string"),
            ("/C=DEU", "string too long: maxsize=2"),
            ("/C=\u{e9}", "illegal characters"),
        ] {
            let fault = subject(typed, Strings::default()).unwrap_err();
            assert!(fault.contains(words), "{typed}: {fault}");
        }
    }

    #[test]
    fn the_mask_decides_the_type_of_string() {
        let kind = |text, mask, characters| {
            let strings = Strings { characters, mask: Mask::named(mask).unwrap() };
            let oid = Objects::default().named("CN").unwrap();
            StringKind::from_identifier(value(oid, text, strings).unwrap().identifier()).unwrap()
        };
        for (text, mask, expected) in [
            ("a", "utf8only", StringKind::Utf8),
            ("a", "default", StringKind::Printable),
            ("a@b", "default", StringKind::Teletex),
            ("a@b", "pkix", StringKind::Bmp),
            ("\u{e9}", "nombstr", StringKind::Teletex),
            ("\u{4e2d}", "pkix", StringKind::Bmp),
        ] {
            assert_eq!(kind(text, mask, Characters::Utf8), expected, "{text} {mask}");
        }
        let latin = value(Objects::default().named("CN").unwrap(), "\u{e9}", Strings::default()).unwrap();
        assert_eq!(latin.content(), "\u{c3}\u{a9}".as_bytes());
    }

    #[test]
    fn prefixes_of_entries_do_not_count() {
        assert_eq!(attribute("0.organizationName"), ("organizationName", Joined::No));
        assert_eq!(attribute("1.+CN"), ("CN", Joined::ToPrevious));
        assert_eq!(attribute("CN"), ("CN", Joined::No));
    }
}
