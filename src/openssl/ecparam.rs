//! `ecparam`: the curves of EC keys, and new keys on them.

use std::fmt::Write as _;

use super::curve_options::{self, CURVES};
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
use devcert::key::{CurveForm, NamedCurve, PointForm, PrivateKey};
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
    text("param_enc", "How the curve is written: named_curve or explicit"),
    flag("check", "Check the parameters"),
    flag("check_named", "Check that the parameters match a named curve"),
    flag("no_seed", "Do not write the seed of a curve that is spelled out"),
    text("name", "Curve, as prime256v1 or P-256"),
    text("conv_form", "How the generator of a curve that is spelled out is written"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "ecparam",
    summary: "Write the parameters of EC keys, and generate keys",
    table: Table { groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS], unknown: Unknown::Mistake, operands: "" },
    run,
};

/// The names of curves that only this subcommand of openssl has, and those that it uses instead.
const OTHER_NAMES: [(&str, &str); 2] = [("secp192r1", "prime192v1"), ("secp256r1", "prime256v1")];

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let generator = curve_options::point_form("ecparam", line, "conv_form")?.unwrap_or_default();
    let wanted = curve_options::curve_form_of_line("ecparam", line, "param_enc")?;
    if line.has("list_curves") {
        return write(session, line, list().as_bytes(), Access::Public).map(|()| 0);
    }
    let (curve, own) = curve(session, line)?;
    let form = match wanted.unwrap_or(own) {
        CurveForm::ExplicitWithSeed if own == CurveForm::Explicit || line.has("no_seed") => {
            CurveForm::Explicit
        }
        form => form,
    };
    let der = curve.parameters(form, generator).map_err(Failure::new)?;
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
        let key = newkey::generate(session, NewKey::Curve(curve, CurveForm::Named))?;
        // openssl writes the point of a new key uncompressed.
        write_key(session, line, &key.with_curve(form, generator, PointForm::Uncompressed).unwrap_or(key))?;
    }
    Ok(0)
}

fn write_key(session: &mut Session, line: &Line, key: &PrivateKey) -> Result<(), Failure> {
    let der = private_key::to_der(key, KeyForm::Sec1).map_err(Failure::new)?;
    let key = keys::traditional_der(session, KeyForm::Sec1, der, Format::of(line, "outform"), None)?;
    write(session, line, key.expose(), Access::Secret)
}

/// The curve of `-name`, or of the parameters that are read, in its form.
fn curve(session: &mut Session, line: &Line) -> Result<(NamedCurve, CurveForm), Failure> {
    if let Some(name) = line.value("name") {
        let other = OTHER_NAMES.iter().find(|(known, _)| *known == name).map(|(_, own)| *own);
        if let Some(own) = other {
            session.say(format_args!("using curve name {own} instead of {name}"));
        }
        let named = curve_options::curve_named(other.unwrap_or(name));
        let curve = named.map_err(|mut failure| {
            if let Some(first) = failure.lines.first_mut().filter(|first| first.starts_with("Error")) {
                "unable to generate key".clone_into(first);
            }
            failure
        })?;
        return Ok((curve, CurveForm::Named));
    }
    let path = line.value("in");
    let unreadable = || {
        Failure::new(format_args!("Unable to load parameters from {}", path.unwrap_or("<NULL>")))
            .hint("add -name prime256v1, or -in with a file of parameters")
    };
    let bytes = session
        .read_input(path, "parameters")
        .map_err(|failure| failure.lines.into_iter().fold(unreadable(), Failure::line))?;
    newkey::curve_of(&bytes).unwrap_or_else(|| Err(unreadable()))
}

/// The curves and what they are, as openssl lists them.
fn list() -> String {
    CURVES.iter().fold(String::new(), |mut text, (name, comment)| {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "  {name:<10}: {comment}");
        text
    })
}

fn write(session: &mut Session, line: &Line, bytes: &[u8], access: Access) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, access)
}
