//! `pkeyparam`: the parameters of keys shown and checked.

use ::der::Decode as _;
use ::der::asn1::ObjectIdentifier;

use super::dhparam;
use super::failure::Failure;
use super::newkey;
use super::options::{COMMON, Line, PROVIDERS, Table, Unknown, flag, input, output};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::text as texts;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "pkeyparam",
    summary: "Show and check the parameters of EC keys and of Diffie-Hellman",
    table: Table {
        groups: &[
            COMMON,
            &[
                flag("check", "Check the parameters"),
                input("in", "Parameters (default: standard input)"),
                output("out", "Output file (default: standard output)"),
                flag("text", "Print the parameters as text"),
                flag("noout", "Do not write the parameters"),
            ],
            PROVIDERS,
        ],
        unknown: Unknown::Mistake,
        operands: "",
    },
    run,
};

/// Parameters that were read.
struct Parameters {
    label: &'static str,
    der: Vec<u8>,
    text: String,
    is_valid: bool,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let bytes = session.read_data(line.file("in"))?;
    let unreadable = || Failure::new("Error reading parameters");
    let found = match dhparam::parameters(&bytes) {
        Some(parameters) => Some(Parameters {
            label: dhparam::label(&parameters),
            der: parameters.to_der().map_err(Failure::new)?,
            text: texts::dh_parameters(&parameters),
            is_valid: !line.has("check") || parameters.is_valid(),
        }),
        None => curve(&bytes)?,
    };
    let found = found.ok_or_else(unreadable)?;
    if line.has("check") {
        let verdict = if found.is_valid { "Parameters are valid\n" } else { "Parameters are invalid\n" };
        write(line, session, verdict.as_bytes())?;
    }
    if !line.has("noout") {
        write(line, session, pem::encode(found.label, &found.der).expose())?;
    }
    if line.has("text") {
        write(line, session, found.text.as_bytes())?;
    }
    Ok(0)
}

/// The curve of a file; `None` if it has none.
fn curve(bytes: &[u8]) -> Result<Option<Parameters>, Failure> {
    let Ok(contents) = sniff(bytes) else { return Ok(None) };
    let first = contents.objects.first().filter(|object| object.kind == ObjectKind::EcParameters);
    let Some(object) = first else { return Ok(None) };
    match newkey::curve_of(bytes) {
        None => return Ok(None),
        // The name of a curve can be shown without the curve; its numbers cannot be checked.
        Some(Err(failure)) if <ObjectIdentifier>::from_der(object.der.expose()).is_err() => {
            return Err(failure);
        }
        Some(_) => (),
    }
    let der = object.der.expose().to_vec();
    let text = texts::ec_parameters(&der).map_err(Failure::new)?;
    Ok(Some(Parameters { label: "EC PARAMETERS", der, text, is_valid: true }))
}

fn write(line: &Line, session: &mut Session, bytes: &[u8]) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, Access::Public)
}
