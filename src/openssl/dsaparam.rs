//! `dsaparam`: the parameters of DSA keys, and new keys with them.

use super::failure::Failure;
use super::keys;
use super::newkey::{self, DSA_ORDER_BITS, NewKey};
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, integer, output,
};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::key::DsaGroup;
use devcert::text as texts;

const OPTIONS: &[Opt] = &[
    input("in", "Parameters (default: standard input)"),
    format("inform", "Format of the parameters (default: recognized by its content)")
        .no_effect("the format is recognized by its content"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("text", "Print the parameters as text; with -in"),
    flag("noout", "Do not write the parameters"),
    flag("verbose", "Print the size"),
    flag("genkey", "Generate a key"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "dsaparam",
    summary: "Generate and show the parameters of DSA keys, and generate keys",
    table: Table {
        groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS],
        unknown: Unknown::Mistake,
        operands: "[numbits]",
    },
    run,
};

/// The number of bits above which openssl warns.
const BITS_USUAL: i64 = 10000;

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let group = group(session, line)?;
    let der = group.to_der().map_err(Failure::new)?;
    let format = Format::of(line, "outform");
    if line.has("text") {
        let text = texts::dsa_parameters(&der).map_err(Failure::new)?;
        write(session, line, text.as_bytes(), Access::Public)?;
    }
    // In DER, a key is alone in its file.
    let key_alone = format == Format::Der && line.has("genkey");
    if !line.has("noout") && !key_alone {
        let parameters = match format {
            Format::Pem => pem::encode("DSA PARAMETERS", &der).expose().to_vec(),
            Format::Der => der,
        };
        write(session, line, &parameters, Access::Public)?;
    }
    if line.has("genkey") {
        let key = newkey::generate(session, NewKey::Dsa(group))
            .map_err(|failure| failure.after("dsaparam: Error generating DSA key"))?;
        let key = match format {
            Format::Pem => keys::pkcs8_pem(session, &key, None)?,
            Format::Der => keys::plain_der(&key)?,
        };
        keys::write(session, "dsaparam", line, &key)?;
    }
    Ok(0)
}

/// The group of a new size, or of the parameters that are read.
fn group(session: &mut Session, line: &Line) -> Result<DsaGroup, Failure> {
    let bits = match line.operands.as_slice() {
        [] => None,
        [number] => Some(integer(number).ok_or_else(|| {
            Failure::usage("dsaparam", format_args!("Can't parse \"{number}\" as a number"))
        })?),
        _ => {
            return Err(Failure::usage_only("dsaparam")
                .after("Extra arguments given.")
                .hint("write the number of bits last"));
        }
    };
    let Some(bits) = bits.filter(|bits| *bits > 0) else { return read(session, line) };
    if line.has("text") {
        return Err(Failure::unsupported("dsaparam -text for new parameters, which has a seed in it"));
    }
    if bits > BITS_USUAL {
        session.say(format_args!(
            "Warning: It is not recommended to use more than {BITS_USUAL} bit for DSA keys."
        ));
        session.say(format_args!(
            "         Your key size is {bits}! Larger key size may behave not as expected."
        ));
    }
    if line.has("verbose") {
        session.say(format_args!("Generating DSA parameters, {bits} bit long prime"));
        session.say("This could take some time");
    }
    newkey::dsa_group(session, "dsaparam", bits, DSA_ORDER_BITS)
}

fn read(session: &mut Session, line: &Line) -> Result<DsaGroup, Failure> {
    let path = line.value("in");
    let bytes = session.read_input(path, "params of DSA parameters")?;
    newkey::group_of(&bytes).ok_or_else(|| {
        let path = path.unwrap_or("<stdin>");
        Failure::new(format_args!("Could not read params of DSA parameters from {path}"))
            .hint("add a number of bits to generate parameters, or -in with a file of them")
    })
}

fn write(session: &mut Session, line: &Line, bytes: &[u8], access: Access) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, access).map_err(|failure| failure.of("dsaparam"))
}
