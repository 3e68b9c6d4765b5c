//! `dhparam`: the parameters of Diffie-Hellman, shown, checked and generated.

use super::failure::Failure;
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, integer, output,
};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::key::{DhForm, DhParameters};
use devcert::text as texts;

const OPTIONS: &[Opt] = &[
    flag("check", "Check the parameters"),
    flag("dsaparam", "Write the order of the group too"),
    input("in", "Parameters (default: standard input)"),
    format("inform", "Format of the parameters (default: recognized by its content)")
        .no_effect("the format is recognized by its content"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("text", "Print the parameters as text"),
    flag("noout", "Do not write the parameters"),
    flag("2", "Generate parameters with 2 as the generator (default)"),
    flag("3", "Generate parameters with 3 as the generator; up to 1536 bits"),
    flag("5", "Generate parameters with 5 as the generator; up to 1536 bits"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "dhparam",
    summary: "Show, check and generate parameters of Diffie-Hellman; from 2048 bits on, those of RFC 7919",
    table: Table {
        groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS],
        unknown: Unknown::Mistake,
        operands: "[numbits]",
    },
    run,
};

/// The bits without a number on the command line.
const BITS: i64 = 2048;

/// The most bits of a new prime: a search for more takes minutes.
const SEARCHED_MAX: u32 = 1536;

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let generator = match line.last_of(&["2", "3", "5"]) {
        None => None,
        Some("3") => Some(3),
        Some("5") => Some(5),
        Some(_) => Some(2),
    };
    if generator.is_some() && line.has("dsaparam") {
        return Err(Failure::new("Error, generator may not be chosen for DSA parameters"));
    }
    let parameters = match bits(line)?.or(generator.map(|_| BITS)) {
        Some(bits) => {
            if let Some(path) = line.value("in") {
                session.say(format_args!("Warning, input file {path} ignored"));
            }
            generate(line, session, bits, generator.unwrap_or(2))?
        }
        None => read(line, session)?,
    };
    if line.has("text") {
        let shown = texts::dh_parameters(&parameters);
        let shown: String = shown.lines().flat_map(|line| ["    ", line, "\n"]).collect();
        write(line, session, shown.as_bytes())?;
    }
    if line.has("check") {
        if !parameters.is_valid() {
            return Err(Failure::new("Error, invalid parameters generated"));
        }
        session.say("DH parameters appear to be ok.");
    }
    if line.has("noout") {
        return Ok(0);
    }
    let der = parameters.to_der().map_err(Failure::new)?;
    match Format::of(line, "outform") {
        Format::Der => write(line, session, &der)?,
        Format::Pem => write(line, session, pem::encode(label(&parameters), &der).expose())?,
    }
    Ok(0)
}

/// The label of parameters in PEM.
#[must_use]
pub(super) fn label(parameters: &DhParameters) -> &'static str {
    match parameters.form() {
        DhForm::Pkcs3 => "DH PARAMETERS",
        DhForm::X942 => "X9.42 DH PARAMETERS",
    }
}

fn write(line: &Line, session: &mut Session, bytes: &[u8]) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, Access::Public)
}

/// The number on the command line.
fn bits(line: &Line) -> Result<Option<i64>, Failure> {
    match line.operands.as_slice() {
        [] => Ok(None),
        [number] => {
            let wrong = || Failure::usage("dhparam", format_args!("Can't parse \"{number}\" as a number"));
            let bits = integer(number).ok_or_else(wrong)?;
            if bits <= 0 { Err(Failure::usage_only("dhparam")) } else { Ok(Some(bits)) }
        }
        _ => Err(Failure::usage_only("dhparam").hint("write the number of bits last")),
    }
}

/// A standard group, or a new prime where there is none of this size.
fn generate(line: &Line, session: &mut Session, bits: i64, generator: u8) -> Result<DhParameters, Failure> {
    let is_dsa = line.has("dsaparam");
    let (kind, safe) = if is_dsa { ("DSA", "") } else { ("DH", "safe ") };
    session.say(format_args!("Generating {kind} parameters, {bits} bit long {safe}prime"));
    let bits = u32::try_from(bits).unwrap_or(u32::MAX);
    let parameters = match DhParameters::standard(bits).filter(|_| generator == 2) {
        Some(standard) => {
            session.say(format_args!("These are the parameters ffdhe{bits} of RFC 7919."));
            standard
        }
        None if bits > SEARCHED_MAX => {
            return Err(Failure::unsupported(format_args!(
                "dhparam with {bits} bits and the generator {generator}"
            ))
            .hint("use 2048, 3072, 4096, 6144 or 8192 bits and the generator 2"));
        }
        None => {
            let made = DhParameters::generate(bits, generator, &mut session.rng);
            made.ok_or_else(|| {
                Failure::new("dhparam: Generating DH key parameters failed").line("modulus too small")
            })?
        }
    };
    Ok(if is_dsa { parameters.with_order() } else { parameters })
}

fn read(line: &Line, session: &mut Session) -> Result<DhParameters, Failure> {
    if line.has("dsaparam") {
        return Err(Failure::unsupported("dhparam -dsaparam with parameters of DSA"));
    }
    let bytes = session.read_data(line.file("in"))?;
    parameters(&bytes).ok_or_else(|| {
        Failure::new("Error, unable to load parameters").hint("add a number of bits to generate parameters")
    })
}

/// The parameters of Diffie-Hellman in a file; `None` if it has none.
pub(super) fn parameters(bytes: &[u8]) -> Option<DhParameters> {
    let contents = sniff(bytes).ok()?;
    let object = contents.objects.iter().find(|object| object.kind == ObjectKind::DhParameters)?;
    let is_x942 = bytes.windows(5).any(|window| window == b"X9.42");
    let form = if is_x942 { DhForm::X942 } else { DhForm::Pkcs3 };
    DhParameters::from_der(object.der.expose(), form).ok()
}
