//! `asn1parse`: the elements of a structure shown, cut out and generated.

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::config::{Config, DEFAULT};
use super::configuration;
use super::extension::{self, Place};
use super::failure::Failure;
use super::number;
use super::objects::Objects;
use super::options::{
    COMMON, Format, Line, Opt, Table, Unknown, flag, format, input, output, positive, text,
};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::text::{self as texts, Dump, StructureStyle};

const OPTIONS: &[Opt] = &[
    input("oid", "File with names of object identifiers"),
    format("inform", "Format of the input"),
    input("in", "Input file (default: standard input)"),
    output("out", "File for the DER of the structure"),
    flag("noout", "Do not print the structure"),
    positive("offset", "Position of the first byte"),
    positive("length", "Number of bytes"),
    positive("strparse", "Position of an element whose content is read; can be given more than once"),
    text("genstr", "Generate the structure that the text describes"),
    input("genconf", "Generate the structure that the configuration describes"),
    flag("strictpem", "Read PEM only between its header lines"),
    text("item", "Template of the structure").rejected("the templates are OpenSSL's own"),
    flag("i", "Indent elements in others"),
    flag("dump", "Dump the content of other types"),
    positive("dlimit", "Dump so many bytes of the content of other types"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "asn1parse",
    summary: "Show the elements of an ASN.1 structure",
    table: Table { groups: &[COMMON, OPTIONS], unknown: Unknown::Mistake, operands: "" },
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let objects = match line.value("oid") {
        Some(path) => Objects::of_lines(&session.read_text(path)?),
        None => Objects::default(),
    };
    let mut bytes = match (line.value("genstr"), line.value("genconf")) {
        (None, None) => read(session, line)?,
        (text, path) => generated(session, text, path, &objects)?,
    };
    for position in line.values("strparse") {
        bytes = inside(session, bytes, position)?;
    }
    let offset = position(line, "offset").unwrap_or_default();
    let rest = bytes.get(offset..).filter(|rest| !rest.is_empty()).ok_or_else(|| {
        Failure::new("Error: offset out of range")
            .hint("use -inform DER for input that is not PEM, and an -offset within it")
    })?;
    let length = position(line, "length").unwrap_or(rest.len()).min(rest.len());
    let rest = &rest[..length];
    if let Some(path) = line.value("out") {
        session.write(Some(path), rest, Access::Public)?;
    }
    if line.has("noout") {
        return Ok(0);
    }
    let name = |oid| objects.name(oid).map(str::to_owned);
    let style = StructureStyle { is_indented: line.has("i"), dump: dump(line), name: &name };
    let shown = texts::structure(rest, &style);
    session.print(&shown.text);
    // openssl prints what it could read before it fails.
    Ok(u8::from(!shown.is_whole))
}

/// What is dumped: the last of the two options wins.
fn dump(line: &Line) -> Dump {
    match line.in_order().filter(|option| ["dump", "dlimit"].contains(option)).last() {
        None => Dump::None,
        Some("dump") => Dump::All,
        Some(_) => Dump::First(position(line, "dlimit").unwrap_or_default()),
    }
}

fn position(line: &Line, option: &str) -> Option<usize> {
    line.number(option).and_then(|number| usize::try_from(number).ok())
}

/// The DER of `-in`.
fn read(session: &mut Session, line: &Line) -> Result<Vec<u8>, Failure> {
    let path = line.file("in");
    if let Some(path) = path {
        session.check_exists(path)?;
    }
    let bytes = session.read_input(path, "structure")?;
    let is_strict = line.has("strictpem");
    match Format::of(line, "inform") {
        Format::Der if !is_strict => Ok(bytes.to_vec()),
        _ => {
            let text = String::from_utf8_lossy(&bytes);
            let block = pem::blocks(&text).find_map(Result::ok);
            match block {
                Some(block) => Ok(block.content.expose().to_vec()),
                None if is_strict => Err(Failure::new("Error reading PEM file")
                    .hint("check that the input has a line \"-----BEGIN LABEL-----\"")),
                // Without anything to read, the offset is out of range.
                None => Ok(without_header_lines(&text)),
            }
        }
    }
}

/// The bytes in base64; none if it is not base64.
fn without_header_lines(text: &str) -> Vec<u8> {
    let letters: Vec<u8> = text.bytes().filter(|letter| !letter.is_ascii_whitespace()).collect();
    BASE64_STANDARD.decode(letters).unwrap_or_default()
}

/// The DER of what a text describes, or the value `asn1` of a configuration.
fn generated(
    session: &mut Session,
    text: Option<&str>,
    path: Option<&str>,
    objects: &Objects,
) -> Result<Vec<u8>, Failure> {
    let config = match path {
        Some(path) => configuration::load(session, "asn1parse", Some(path))?,
        None => Config::default(),
    };
    let missing = || {
        let path = path.unwrap_or_default();
        Failure::new(format_args!("Can't find 'asn1' in '{path}'"))
            .hint(format!("add asn1 = TYPE:VALUE to {path}, or use -genstr"))
    };
    let text = text.or_else(|| config.get(DEFAULT, "asn1")).ok_or_else(missing)?;
    let place = Place { config: &config, objects, subject: None };
    extension::generate(text, &place).map_err(|fault| {
        Failure::new(format_args!("cannot generate \"{text}\": {fault}"))
            .hint("write a type and its value, such as UTF8:text or SEQUENCE:section")
    })
}

/// What is inside of the element at `position`: the content, or all of an element that has others in it.
fn inside(session: &Session, bytes: Vec<u8>, position: &str) -> Result<Vec<u8>, Failure> {
    let at = super::options::integer(position).and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
    let Some(rest) = bytes.get(at..).filter(|rest| at > 0 && !rest.is_empty()) else {
        session.say(format_args!("'{position}' is out of range"));
        return Ok(bytes);
    };
    let element = first_element(rest).ok_or_else(|| {
        Failure::new("Error parsing structure")
            .hint(format!("set -strparse to a position at which asn1parse shows an element, not {position}"))
    })?;
    match element.identifier() {
        identifier @ (1 | 5 | 6) => Err(Failure::new(format_args!(
            "Can't parse {} type",
            match identifier {
                1 => "BOOLEAN",
                5 => "NULL",
                _ => "OBJECT",
            }
        ))),
        // Numbers without their sign, and bits without the number of those unused.
        2 | 10 => Ok(number::magnitude_of(element.content())),
        3 => Ok(element.content().get(1..).unwrap_or_default().to_vec()),
        identifier if identifier & 0xe0 == 0 => Ok(element.content().to_vec()),
        _ => Ok(element.der().to_vec()),
    }
}

fn first_element(bytes: &[u8]) -> Option<devcert::x509::Element<'_>> {
    use ::der::{Decode as _, SliceReader};
    devcert::x509::Element::decode(&mut SliceReader::new(bytes).ok()?).ok()
}
