//! `pkcs7`: bundles of certificates shown and converted.

use ::der::Decode as _;

use super::crl2pkcs7;
use super::failure::Failure;
use super::inputs;
use super::options::{COMMON, Line, Opt, PROVIDERS, Table, Unknown, flag, format, input, output};
use super::session::Session;
use super::show;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::sniff::{Object, ObjectKind};
use devcert::encoding::{pem, pkcs7};
use devcert::text::{self, NameStyle};
use devcert::x509;

const OPTIONS: &[Opt] = &[
    input("in", "PKCS#7 file (default: standard input)"),
    format("inform", "Format of the input"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("print_certs", "Print the certificates and CRLs"),
    flag("print", "Print every field").rejected("use asn1parse for the structure of the file"),
    flag("text", "Print the text of the certificates"),
    flag("noout", "Do not write the encoded data"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "pkcs7",
    summary: "Show and convert PKCS#7 files",
    table: Table { groups: &[COMMON, OPTIONS, PROVIDERS], unknown: Unknown::Mistake, operands: "" },
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let unreadable = || Failure::new("unable to load PKCS7 object");
    // A label says what is damaged.
    let is_bundle = |kind: &ObjectKind| match kind {
        ObjectKind::Pkcs7 => true,
        ObjectKind::Unreadable(label) => label.to_string().contains("PKCS7"),
        _ => false,
    };
    let bytes = inputs::object_in_format(session, line, "PKCS7 object", is_bundle)?;
    let bytes = bytes.ok_or_else(|| unreadable().hint("check -in and -inform"))?;
    let der = pkcs7::normalized(&bytes).map_err(|error| unreadable().line(error))?;
    if line.has("print_certs") {
        return print(line, session, &der);
    }
    match line.has("noout") {
        true => Ok(0),
        false => crl2pkcs7::write(session, line, &der),
    }
}

/// Prints the certificates, then the revocation lists.
fn print(line: &Line, session: &mut Session, der: &[u8]) -> Result<u8, Failure> {
    let objects = match pkcs7::open(der, &Limits::default()) {
        // The other types have no certificates that openssl prints.
        Err(OpenError::ContentType(_)) => Vec::new(),
        objects => objects.map_err(|error| Failure::new("unable to load PKCS7 object").line(error))?,
    };
    let (certificates, crls): (Vec<_>, Vec<_>) =
        objects.iter().partition(|object| object.kind == ObjectKind::Certificate);
    for object in certificates {
        let text = certificate_text(line, object.der.expose())?;
        add(line, session, &text, "CERTIFICATE", object)?;
    }
    for object in crls.iter().filter(|object| object.kind == ObjectKind::Crl) {
        let text = text::crl(object.der.expose()).map_err(Failure::new)?;
        add(line, session, &text, "X509 CRL", object)?;
    }
    // An empty bundle leaves an empty file.
    session.write(line.value("out"), b"", Access::Public)?;
    Ok(0)
}

fn certificate_text(line: &Line, der: &[u8]) -> Result<String, Failure> {
    if line.has("text") {
        return text::certificate_with(der, NameStyle::COMPAT_TEXT).map_err(Failure::new);
    }
    let parsed = x509::Certificate::from_der(der).map_err(Failure::new)?;
    let subject = show::name("subject=", &parsed.body.subject, NameStyle::ONELINE)?;
    Ok(subject + &show::name("issuer=", &parsed.body.issuer, NameStyle::ONELINE)?)
}

fn add(line: &Line, session: &mut Session, text: &str, label: &str, object: &Object) -> Result<(), Failure> {
    let out = line.value("out");
    session.write(out, text.as_bytes(), Access::Public)?;
    if !line.has("noout") {
        session.write(out, pem::encode(label, object.der.expose()).expose(), Access::Public)?;
    }
    session.write(out, b"\n", Access::Public)
}
