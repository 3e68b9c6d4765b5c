//! `crl2pkcs7`: certificates and a revocation list bundled in PKCS#7.

use super::failure::Failure;
use super::inputs;
use super::options::{COMMON, Format, Line, Opt, PROVIDERS, Table, Unknown, flag, format, input, output};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::limits::Limits;
use devcert::encoding::open;
use devcert::encoding::sniff::{ObjectKind, Packing, sniff};
use devcert::encoding::{pem, pkcs7};

const OPTIONS: &[Opt] = &[
    input("in", "CRL (default: standard input)"),
    format("inform", "Format of the CRL"),
    flag("nocrl", "Read no CRL"),
    input("certfile", "Certificates in PEM; can be given more than once"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "crl2pkcs7",
    summary: "Bundle certificates and a CRL in PKCS#7",
    table: Table { groups: &[COMMON, OPTIONS, PROVIDERS], unknown: Unknown::Mistake, operands: "" },
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let crl = match line.has("nocrl") {
        true => None,
        false => Some(crl(session, line)?),
    };
    let mut certificates = Vec::new();
    for path in line.values("certfile") {
        let added =
            certificates_in(session, path).map_err(|failure| failure.line("error loading certificates"));
        certificates.extend(added?);
    }
    let crls: Vec<_> = crl.iter().map(Vec::as_slice).collect();
    let certificates: Vec<_> = certificates.iter().map(Vec::as_slice).collect();
    let der = pkcs7::to_der(&certificates, &crls).map_err(Failure::new)?;
    write(session, line, &der)
}

/// Writes the DER of a PKCS#7 object to `-out`, in the format of `-outform`.
///
/// # Errors
/// When the file is in no directory.
pub(super) fn write(session: &mut Session, line: &Line, der: &[u8]) -> Result<u8, Failure> {
    let out = line.value("out");
    match Format::of(line, "outform") {
        Format::Pem => session.write(out, pem::encode("PKCS7", der).expose(), Access::Public)?,
        Format::Der => session.write(out, der, Access::Public)?,
    }
    Ok(0)
}

/// The DER of the revocation list of `-in`.
fn crl(session: &mut Session, line: &Line) -> Result<Vec<u8>, Failure> {
    let object = inputs::object_in_format(session, line, "CRL", |kind| *kind == ObjectKind::Crl)?;
    object.ok_or_else(|| {
        Failure::new("unable to load CRL").hint("add -nocrl for a bundle of certificates alone")
    })
}

/// The DER of the certificates in a file of PEM; there may be none.
fn certificates_in(session: &mut Session, path: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let failed = |problem: &str| Failure::new(format_args!("error {problem} the file, {path}"));
    session.check_exists(path).map_err(|_| failed("opening").hint(format!("check the path {path}")))?;
    let bytes = session.read_input(Some(path), "certificates").map_err(|_| failed("opening"))?;
    // A file without any object is no mistake here.
    let Ok(contents) = sniff(&bytes) else { return Ok(Vec::new()) };
    let mut certificates = Vec::new();
    for object in contents.objects.iter().filter(|object| matches!(object.packing, Packing::Pem { .. })) {
        match object.kind {
            ObjectKind::Certificate => certificates.push(object.der.expose().to_vec()),
            ObjectKind::TrustedCertificate => {
                let opened = open::open(object, None, &Limits::default());
                let opened = opened.map_err(|error| failed("reading").line(error))?;
                certificates.extend(opened.iter().map(|object| object.der.expose().to_vec()));
            }
            _ => {}
        }
    }
    Ok(certificates)
}
