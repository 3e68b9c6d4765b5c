//! `sess_id`: TLS sessions converted between PEM and DER.

use ::der::Decode as _;

use super::failure::Failure;
use super::options::{COMMON, Format, Line, Opt, Table, Unknown, flag, format, input, output, text};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::model::secret::Secret;
use devcert::x509::Element;

const NOT_SHOWN: &str = "devcert converts sessions only";

const OPTIONS: &[Opt] = &[
    input("in", "Session (default: standard input)"),
    format("inform", "Format of the input"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("text", "Print the session as text").rejected(NOT_SHOWN),
    flag("cert", "Write the certificate of the session").rejected(NOT_SHOWN),
    flag("noout", "Do not write the session"),
    text("context", "Context of the session").rejected(NOT_SHOWN),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "sess_id",
    summary: "Convert TLS sessions",
    table: Table { groups: &[COMMON, OPTIONS], unknown: Unknown::Mistake, operands: "" },
    run,
};

const LABEL: &str = "SSL SESSION PARAMETERS";

/// What a session begins with: version of the structure, version of TLS, cipher suite, identifier and master secret.
const FIELDS: [u8; 5] = [2, 2, 4, 4, 4];

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let der = read(line, session)?;
    if line.has("noout") {
        return Ok(0);
    }
    // It contains the master secret.
    let out = line.value("out");
    match Format::of(line, "outform") {
        Format::Pem => session.write(out, pem::encode(LABEL, der.expose()).expose(), Access::Secret)?,
        Format::Der => session.write(out, der.expose(), Access::Secret)?,
    }
    Ok(0)
}

fn read(line: &Line, session: &mut Session) -> Result<Secret, Failure> {
    let unreadable = || Failure::new("unable to load SSL_SESSION").hint("check -in and -inform");
    let path = line.file("in");
    if let Some(path) = path {
        session.check_exists(path).map_err(|failure| failure.line("unable to load SSL_SESSION"))?;
    }
    let bytes = session.read_input(path, "SSL_SESSION")?;
    let der = match Format::of(line, "inform") {
        Format::Der => Secret::new(bytes.to_vec()),
        Format::Pem => {
            let text = String::from_utf8_lossy(&bytes);
            let mut blocks = pem::blocks(&text).filter_map(Result::ok);
            blocks.find(|block| block.label.is(LABEL)).ok_or_else(unreadable)?.content
        }
    };
    let parts = Vec::<Element<'_>>::from_der(der.expose()).map_err(|_| unreadable())?;
    let is_session = parts.iter().map(Element::identifier).take(FIELDS.len()).eq(FIELDS);
    if is_session { Ok(der) } else { Err(unreadable()) }
}
