//! The options that EC keys have in several subcommands: how the point is written, and how the curve.

use super::failure::Failure;
use super::options::Line;
use devcert::key::PointForm;

/// The forms of a point by their names.
const FORMS: [(&str, PointForm); 3] = [
    ("uncompressed", PointForm::Uncompressed),
    ("compressed", PointForm::Compressed),
    ("hybrid", PointForm::Hybrid),
];

/// How the curve is written, by the name; only the first is supported.
const ENCODINGS: [&str; 2] = ["named_curve", "explicit"];

/// The form of the point that the option names.
///
/// # Errors
/// A form that is unknown.
pub(super) fn point_form(command: &str, line: &Line, option: &str) -> Result<Option<PointForm>, Failure> {
    let Some(name) = line.value(option) else { return Ok(None) };
    let form = FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
    form.map(Some).ok_or_else(|| one_of(command, FORMS.iter().map(|(name, _)| *name)))
}

/// Checks that the option, if it is given, requires the name of the curve.
///
/// # Errors
/// An encoding that is unknown, or the curve's numbers instead of its name.
pub(super) fn check_encoding(command: &str, line: &Line, option: &str) -> Result<(), Failure> {
    match line.value(option) {
        None | Some("named_curve") => Ok(()),
        Some("explicit") => Err(Failure::unsupported(format_args!(
            "{command} -{option} explicit: TLS programs reject curves whose numbers are spelled out"
        ))),
        Some(_) => Err(one_of(command, ENCODINGS.into_iter())),
    }
}

fn one_of<'a>(command: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let failure = Failure::new(format_args!("{command}: Value must be one of:"));
    let failure = names.fold(failure, |failure, name| failure.line(format_args!("    {name}")));
    failure
        .line(format_args!("{command}: Use -help for summary."))
        .hint(format!("`devcert openssl {command} -help` lists the options"))
}
