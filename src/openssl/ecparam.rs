//! `ecparam`: the curves of EC keys, and new keys on them.

use std::fmt::Write as _;

use ::der::Encode as _;

use super::curve_options;
use super::failure::Failure;
use super::keys;
use super::newkey::{self, NewKey};
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, output, text,
};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::model::algorithm::{Curve, KeyAlgorithm};
use devcert::text as texts;

const OPTIONS: &[Opt] = &[
    flag("list_curves", "List the curves"),
    flag("genkey", "Generate a key"),
    input("in", "Parameters (default: standard input)"),
    format("inform", "Format of the parameters (default: recognized by its content)")
        .no_effect("the format is recognized by its content"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("text", "Print the parameters as text"),
    flag("noout", "Do not write the parameters"),
    text("param_enc", "How the curve is written: named_curve"),
    flag("check", "Check the parameters"),
    flag("check_named", "Check that the parameters match a named curve"),
    flag("no_seed", "Do not write the seed").no_effect("the name of a curve has none"),
    text("name", "Curve, as prime256v1 or P-256"),
    text("conv_form", "How the generator is written; no effect on named curves"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "ecparam",
    summary: "Write the parameters of EC keys, and generate keys",
    table: Table { groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS], unknown: Unknown::Mistake, operands: "" },
    run,
};

/// What openssl says of the curves that devcert has, in its order.
const CURVES: [(Curve, &str); 4] = [
    (Curve::Secp256k1, "SECG curve over a 256 bit prime field"),
    (Curve::P384, "NIST/SECG curve over a 384 bit prime field"),
    (Curve::P521, "NIST/SECG curve over a 521 bit prime field"),
    (Curve::P256, "X9.62/SECG curve over a 256 bit prime field"),
];

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    // It is the form of a generator that is spelled out; openssl writes the point of a new key uncompressed.
    curve_options::point_form("ecparam", line, "conv_form")?;
    curve_options::check_encoding("ecparam", line, "param_enc")?;
    if line.has("list_curves") {
        return write(session, line, list().as_bytes(), Access::Public).map(|()| 0);
    }
    let curve = curve(session, line)?;
    let der = curve.oid().to_der().map_err(Failure::new)?;
    let format = Format::of(line, "outform");
    if line.has("text") {
        let text = texts::ec_parameters(&der).map_err(Failure::new)?;
        write(session, line, text.as_bytes(), Access::Public)?;
    }
    for _ in ["check", "check_named"].iter().filter(|option| line.has(option)) {
        session.say("checking elliptic curve parameters: ok");
    }
    // In DER, a key is alone in its file.
    let key_alone = format == Format::Der && line.has("genkey");
    if !line.has("noout") && !key_alone {
        let parameters = match format {
            Format::Pem => pem::encode("EC PARAMETERS", &der).expose().to_vec(),
            Format::Der => der,
        };
        write(session, line, &parameters, Access::Public)?;
    }
    if line.has("genkey") {
        let key = newkey::generate(session, NewKey::Usual(KeyAlgorithm::Ec(curve)))?;
        let der = private_key::to_der(&key, KeyForm::Sec1).map_err(Failure::new)?;
        let key = keys::traditional_der(session, KeyForm::Sec1, der, format, None)?;
        write(session, line, key.expose(), Access::Secret)?;
    }
    Ok(0)
}

/// The curve of `-name`, or of the parameters that are read.
fn curve(session: &mut Session, line: &Line) -> Result<Curve, Failure> {
    let algorithm = if let Some(name) = line.value("name") {
        if name == "secp256r1" {
            session.say("using curve name prime256v1 instead of secp256r1");
        }
        newkey::curve_named(name)?
    } else {
        let path = line.value("in");
        let unreadable = || {
            Failure::new(format_args!("Unable to load parameters from {}", path.unwrap_or("<NULL>")))
                .hint("add -name prime256v1, or -in with a file of parameters")
        };
        let bytes = session
            .read_input(path, "parameters")
            .map_err(|failure| failure.lines.into_iter().fold(unreadable(), Failure::line))?;
        newkey::curve_of(&bytes).unwrap_or_else(|| Err(unreadable()))?
    };
    match algorithm {
        KeyAlgorithm::Ec(curve) => Ok(curve),
        other => Err(Failure::unsupported(format_args!("parameters of {other} keys"))),
    }
}

/// The curves and what they are, as openssl lists them.
fn list() -> String {
    CURVES.iter().fold(String::new(), |mut text, (curve, comment)| {
        let name = texts::object_names(curve.oid().into()).map_or("", |(short, _)| short);
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "  {name:<10}: {comment}");
        text
    })
}

fn write(session: &mut Session, line: &Line, bytes: &[u8], access: Access) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, access)
}
