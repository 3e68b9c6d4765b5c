//! `crl`: CRLs shown, checked and converted.

mod table;

use ::der::Decode as _;

use super::failure::Failure;
use super::options::{Format, Line};
use super::session::Session;
use super::subcommand::Subcommand;
use super::{digests, inputs, name_hash, show};
use crate::host::files::Access;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::{pem, read};
use devcert::key::digest_of;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::pki::signature;
use devcert::text;
use devcert::x509::{CertificateList, Integer, Name, TbsCertList};

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "crl", summary: "Show, check and convert CRLs", table: table::TABLE, run };

/// The options that print something of their own, which counts for the titles of hashes.
const PRINTING: [&str; 7] =
    ["issuer", "hash", "hash_old", "lastupdate", "nextupdate", "fingerprint", "crlnumber"];

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let is_known = |format: &str| ["rfc_822", "iso_8601"].contains(&format);
    if !line.value("dateopt").is_none_or(is_known) {
        return Err(Failure::usage_only("crl").hint("use -dateopt rfc_822 or -dateopt iso_8601"));
    }
    let digest = line.algorithm().map(|name| digests::named("crl", name)).transpose()?;
    let style = show::name_style("crl", line)?;
    if line.has("text") && !style.is_one_line() {
        return Err(Failure::unsupported("crl -text with names of several lines"));
    }
    let crl = inputs::crl(session, line)?;
    let list = CertificateList::from_der(crl.der()).map_err(Failure::new)?;
    if ["verify", "CAfile", "CApath"].iter().any(|option| line.has(option)) {
        let is_signed = is_signed(line, session, &crl, &list.body.issuer)?;
        session.say(if is_signed { "verify OK" } else { "verify failure" });
    }
    let digest = digest.unwrap_or(DigestAlgorithm::Sha1);
    for option in line.in_order() {
        let text = match option {
            "issuer" => show::name("issuer=", &list.body.issuer, style)?,
            "fingerprint" => fingerprint(digest, crl.der()),
            _ => printed(line, option, &list.body),
        };
        session.print(&text);
    }
    let out = line.value("out");
    if line.has("text") {
        let text = text::crl_with(crl.der(), style).map_err(Failure::new)?;
        session.write(out, text.as_bytes(), Access::Public)?;
    }
    if !line.has("noout") {
        let object = match Format::of(line, "outform") {
            Format::Pem => pem::encode("X509 CRL", crl.der()).expose().to_vec(),
            Format::Der => crl.der().to_vec(),
        };
        session.write(out, &object, Access::Public)?;
    }
    Ok(0)
}

/// What an option prints of the list.
fn printed(line: &Line, option: &str, body: &TbsCertList<'_>) -> String {
    let date = match line.value("dateopt") {
        Some("iso_8601") => text::iso_date,
        _ => text::date,
    };
    let count: usize = PRINTING.iter().map(|option| line.values(option).count()).sum();
    let hash = |title: &str, hash: Option<String>| {
        let title = if count > 1 { title } else { "" };
        format!("{title}{}\n", hash.unwrap_or_else(|| "<ERROR>".to_owned()))
    };
    match option {
        "hash" => hash("issuer name hash=", name_hash::hash(&body.issuer)),
        "hash_old" => hash("issuer name old hash=", name_hash::hash_old(&body.issuer)),
        "lastupdate" => format!("lastUpdate={}\n", date(&body.this_update)),
        "nextupdate" => {
            let next = body.next_update.as_ref().map_or_else(|| "NONE".to_owned(), date);
            format!("nextUpdate={next}\n")
        }
        "crlnumber" => format!("crlNumber={}\n", number(body).unwrap_or_else(|| "<NONE>".to_owned())),
        _ => String::new(),
    }
}

/// The CRL number (RFC 5280, 5.2.3) in hexadecimal.
fn number(body: &TbsCertList<'_>) -> Option<String> {
    use devcert::model::oid::known::ID_CE_CRL_NUMBER;
    let extensions = body.extensions.as_deref().unwrap_or_default();
    let extension = extensions.iter().find(|extension| extension.is(ID_CE_CRL_NUMBER))?;
    let number = Integer::from_der(extension.value.content()).ok()?;
    text::serial_number(&number).map(|digits| format!("0x{digits}"))
}

fn fingerprint(digest: DigestAlgorithm, der: &[u8]) -> String {
    let pairs: Vec<_> = digest_of(digest, der).iter().map(|byte| format!("{byte:02X}")).collect();
    format!("{} Fingerprint={}\n", digests::provider_name(digest), pairs.join(":"))
}

/// Whether the CRL is signed by its issuer, whose certificate is in the file or the directory of the options.
fn is_signed(line: &Line, session: &mut Session, crl: &Crl, issuer: &Name<'_>) -> Result<bool, Failure> {
    let mut certificates = Vec::new();
    if let Some(path) = line.value("CAfile") {
        let failed = || Failure::new(format_args!("Error loading file {path}"));
        let bytes = session.read_file(path).map_err(|failure| failure.after(failed().lines[0].clone()))?;
        certificates.extend(read::certificates(&bytes).map_err(|error| failed().line(error))?);
    }
    if let Some(directory) = line.value("CApath") {
        certificates.extend(by_hash(session, directory, issuer)?);
    }
    if !line.has("CAfile") && !line.has("CApath") {
        return Err(Failure::unsupported("crl -verify with the system's certificates")
            .hint("add -CAfile FILE with the certificate of the CA"));
    }
    let canonical = issuer.canonical().ok();
    let is_issuer = |certificate: &Certificate| {
        let subject = inputs::parsed(certificate.der()).ok();
        subject.is_some_and(|parsed| parsed.body.subject.canonical().ok() == canonical)
    };
    let found = certificates.into_iter().find(is_issuer);
    let found = found.ok_or_else(|| Failure::new("Error getting CRL issuer certificate"))?;
    Ok(signature::check(found.public_key(), crl.signed()).is_ok())
}

/// The certificates of a directory in the files `HASH.0`, `HASH.1` and so on.
fn by_hash(session: &Session, directory: &str, name: &Name<'_>) -> Result<Vec<Certificate>, Failure> {
    let Some(hash) = name_hash::hash(name) else { return Ok(Vec::new()) };
    let mut certificates = Vec::new();
    for number in 0.. {
        let path = format!("{directory}/{hash}.{number}");
        let Some(bytes) = session.read_if_exists(&path)? else { break };
        certificates.extend(read::certificates(&bytes).map_err(Failure::new)?);
    }
    Ok(certificates)
}
