//! `ca`: a CA with a database, in the files of openssl.
//!
//! The database, the files of numbers, the certificates and the CRL of a run are written together, at its end.

mod authority;
mod certify;
mod dates;
mod display;
mod gencrl;
mod policy;
mod revocation;
mod settings;
mod table;

use self::authority::Authority;
use self::certify::{Certified, Certifier, extension_file};
use self::revocation::Given;
use self::settings::{BASE, Settings};
use super::configuration;
use super::failure::Failure;
use super::inputs;
use super::issue;
use super::number_file::{self, NumberFile};
use super::options::Line;
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::{self, Access};
use devcert::encoding::ca_database::{Database, Row};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::pem;
use devcert::key::Signer;
use devcert::x509::{Integer, Time};
use std::path::Path;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: BASE,
    summary: "Sign requests, revoke certificates and create CRLs with a database",
    table: table::TABLE,
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    check(line)?;
    let path = line.value("config");
    session.say(format_args!("Using configuration from {}", configuration::shown(path)));
    let config = configuration::load(session, BASE, path)?;
    let settings = Settings::new(line, &config)?;
    if let Some(serial) = line.value("status") {
        return print_status(&settings, session, serial);
    }
    let authority = Authority::read(&settings, session)?;
    let is_request = line.has("in") || line.has("infiles");
    let directory = is_request.then(|| certificate_directory(&settings)).transpose()?;
    settings.lock(session)?;
    let mut file = settings.database(session)?;
    file.check(&settings.objects)?;
    let mut is_changed = line.has("updatedb") && expire(session, &mut file.database);
    let signer = settings.signer(session, &authority.key)?;
    if let Some(directory) = directory {
        let run = Requests { settings: &settings, authority: &authority, signer: &signer, directory };
        match run.certify(session, &mut file.database)? {
            Answer::Canceled => return Ok(0),
            Answer::Certified(count) => is_changed |= count > 0,
        }
    }
    if line.has("gencrl") {
        write_crl(&settings, session, &authority, &signer, &file.database)?;
    }
    if let Some((path, adds)) = given_certificate(line) {
        let what = "certificate to be revoked";
        let certificate = inputs::certificate(session, Some(path), authority.passphrase.as_ref(), what)?;
        revoke(&settings, session, &mut file.database, &certificate, adds)?;
        session.say_when_written("Database updated");
        is_changed = true;
    }
    if is_changed {
        file.write(session)?;
    }
    Ok(0)
}

/// What openssl checks as it reads the line.
fn check(line: &Line) -> Result<(), Failure> {
    if let Some(directory) = line.value("outdir").filter(|path| !files::is_folder(Path::new(path))) {
        return Err(Failure::usage(BASE, format_args!("Not a directory: {directory}")));
    }
    let is_known = |format: &str| ["rfc_822", "iso_8601"].contains(&format);
    match line.value("dateopt").is_none_or(is_known) {
        true => Ok(()),
        false => Err(Failure::usage_only(BASE).hint("use -dateopt rfc_822 or -dateopt iso_8601")),
    }
}

/// Prints the status of a certificate. openssl exits with 1 in every case.
fn print_status(settings: &Settings<'_>, session: &Session, serial: &str) -> Result<u8, Failure> {
    let file = settings.database(session)?;
    file.check_clashes()?;
    let database = file.database;
    let zero = if serial.len().is_multiple_of(2) { "" } else { "0" };
    let shown = format!("{zero}{serial}").to_ascii_uppercase();
    match database.by_serial(&shown).map(|row| (row.state(), row.letter())) {
        None => session.say(format_args!("Serial {shown} not present in db.")),
        Some((Some(state), letter)) => {
            session.say(format_args!("{shown}={state} ({letter})"));
            return Ok(1);
        }
        Some((None, letter)) => session.say(format_args!("{shown}=Unknown ({letter}).")),
    }
    session.say(format_args!("Error verifying serial {serial}!"));
    Ok(1)
}

/// The directory for new certificates.
fn certificate_directory<'a>(settings: &Settings<'a>) -> Result<&'a str, Failure> {
    if let Some(directory) = settings.line.value("outdir") {
        return Ok(directory);
    }
    let directory = settings.get("new_certs_dir").ok_or_else(|| {
        Failure::new("there needs to be defined a directory for new certificate to be placed in")
            .hint("add -outdir DIRECTORY, or set new_certs_dir in the configuration")
    })?;
    match files::is_folder(Path::new(directory)) {
        true => Ok(directory),
        false => Err(Failure::new(format_args!("ca: {directory} is not a directory"))
            .line(format_args!("{directory}: No such file or directory"))
            .hint(format!("create it with `mkdir {directory}`"))),
    }
}

/// Marks what has expired, and reports whether there was anything.
fn expire(session: &Session, database: &mut Database) -> bool {
    let expired = database.expire(session.now);
    for serial in &expired {
        session.say(format_args!("{serial}=Expired"));
    }
    !expired.is_empty()
}

/// A run that certifies requests.
struct Requests<'a> {
    settings: &'a Settings<'a>,
    authority: &'a Authority,
    signer: &'a Signer,
    directory: &'a str,
}

/// How questions were answered.
enum Answer {
    /// So many certificates are to be written.
    Certified(usize),
    /// Nothing is to be written.
    Canceled,
}

impl Requests<'_> {
    /// Creates a certificate for each request, and writes them.
    fn certify(&self, session: &mut Session, database: &mut Database) -> Result<Answer, Failure> {
        let line = self.settings.line;
        let extension_file = extension_file(self.settings, session)?;
        let certifier =
            Certifier::new(self.settings, session, self.authority, self.signer, extension_file.as_ref())?;
        let (mut serial, mut serial_file) = self.serial(session)?;
        let paths: Vec<_> =
            line.value("in").into_iter().chain(line.operands.iter().map(String::as_str)).collect();
        let mut issued = Vec::new();
        for path in &paths {
            let number = Integer::unsigned(&serial);
            if let Some(one) = certifier.certify(session, database, &number, path)? {
                session.say("");
                issued.push(one);
                serial = super::number::next(&serial);
            }
        }
        if issued.is_empty() {
            return Ok(Answer::Certified(0));
        }
        if !line.has("batch") && !is_committed(session, issued.len(), paths.len())? {
            return Ok(Answer::Canceled);
        }
        session.say(format_args!("Write out database with {} new entries", issued.len()));
        if let Some(file) = &mut serial_file {
            file.next = serial;
            file.write(session)?;
        }
        self.write(session, &issued)?;
        session.say_when_written("Database updated");
        Ok(Answer::Certified(issued.len()))
    }

    /// The first serial number, and the file for the one after the last.
    fn serial(&self, session: &mut Session) -> Result<(Vec<u8>, Option<NumberFile<'_>>), Failure> {
        let settings = self.settings;
        let random = issue::random_serial(session);
        if settings.get("rand_serial").is_some() {
            return Ok((random, None));
        }
        let path = settings.required("serial")?;
        let is_random = settings.line.has("rand_serial");
        let first = (is_random || settings.line.has("create_serial")).then(|| random.clone());
        let failed = |failure: Failure| failure.line("error while loading serial number");
        let file = NumberFile::read(session, path, first).map_err(failed)?;
        // openssl writes the number after a random one to the file, too.
        let serial = if is_random { random } else { file.next.clone() };
        Ok((serial, Some(file)))
    }

    fn write(&self, session: &mut Session, certified: &[Certified]) -> Result<(), Failure> {
        let out = self.settings.line.file("out");
        for (index, one) in certified.iter().enumerate() {
            let path = format!("{}/{}.pem", self.directory, one.serial.trim_start_matches('-'));
            session.write_file(&path, &one.contents, Access::Public)?;
            // openssl opens an output file again for each object, so that the last one is in it.
            let is_last = index + 1 == certified.len() && !self.settings.line.has("gencrl");
            if out.is_none() || is_last {
                session.write(out, &one.contents, Access::Public)?;
            }
        }
        Ok(())
    }
}

/// Asks whether the database is to be written.
fn is_committed(session: &mut Session, certified: usize, total: usize) -> Result<bool, Failure> {
    session.say("");
    session.prompt(format_args!("{certified} out of {total} certificate requests certified, commit? [y/n]"));
    let refused = match session.read_line()? {
        None => "CERTIFICATION CANCELED: I/O error",
        Some(answer) if answer.starts_with(['y', 'Y']) => return Ok(true),
        Some(_) => "CERTIFICATION CANCELED",
    };
    session.say(refused);
    Ok(false)
}

/// Creates a CRL and writes it, with the number of the next one.
fn write_crl(
    settings: &Settings<'_>,
    session: &mut Session,
    authority: &Authority,
    signer: &Signer,
    database: &Database,
) -> Result<(), Failure> {
    let failed = |failure: Failure| failure.line("error while loading CRL number");
    let file = settings.get("crlnumber").map(|path| NumberFile::read(session, path, None).map_err(failed));
    let mut file = file.transpose()?;
    let ca = authority.certificate.as_ref().ok_or_else(|| Failure::new("a CRL needs a CA certificate"))?;
    let ca = inputs::parsed(ca.der())?;
    let number = file.as_ref().map(|file| file.next.as_slice());
    let der = gencrl::create(settings, session.now, &ca.body, signer, database, number)?;
    session.write(settings.line.value("out"), pem::encode("X509 CRL", &der).expose(), Access::Public)?;
    if let Some(file) = &mut file {
        file.advance();
        file.write(session)?;
    }
    Ok(())
}

/// What is done with a certificate that is given by its file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Adds {
    Valid,
    Revoked,
}

/// The file of a certificate that is to be revoked or added, if there is one.
fn given_certificate(line: &Line) -> Option<(&str, Adds)> {
    let revoked = line.value("revoke").map(|path| (path, Adds::Revoked));
    revoked.or_else(|| line.value("valid").map(|path| (path, Adds::Valid)))
}

/// Adds a certificate to the database if it is not there, and revokes it unless it is to be valid.
fn revoke(
    settings: &Settings<'_>,
    session: &Session,
    database: &mut Database,
    certificate: &Certificate,
    adds: Adds,
) -> Result<(), Failure> {
    let body = inputs::parsed(certificate.der())?.body;
    let expires = String::from_utf8_lossy(body.validity.not_after.content()).into_owned();
    let row = Row::valid(expires, number_file::shown(&body.serial), display::oneline(&body.subject));
    let (serial, subject) = (row.serial.clone(), row.subject.clone());
    match database.by_serial(&serial) {
        None => {
            session.say(format_args!("Adding Entry with serial number {serial} to DB for {subject}"));
            if database.conflict(&row).is_some() {
                return Err(Failure::new("failed to update database")
                    .line("TXT_DB error number 2")
                    .hint(format!("the database has another valid certificate for {subject}")));
            }
            database.add(row);
        }
        Some(found) if found.subject != subject => {
            return Err(Failure::new(format_args!("ERROR:name does not match {subject}")));
        }
        Some(_) if adds == Adds::Valid => {
            return Err(Failure::new(format_args!("ERROR:Already present, serial number {serial}")));
        }
        Some(found) if found.is_revoked() => {
            return Err(Failure::new(format_args!("ERROR:Already revoked, serial number {serial}")));
        }
        Some(_) => {}
    }
    if adds == Adds::Valid {
        return Ok(());
    }
    session.say(format_args!("Revoking Certificate {serial}."));
    database.revoke(&serial, revocation(settings, session)?);
    Ok(())
}

/// The revocation that the options set, as the column of the database.
fn revocation(settings: &Settings<'_>, session: &Session) -> Result<String, Failure> {
    let date =
        Time::new(session.now).ok_or_else(|| Failure::new("the clock shows no date of certificates"))?;
    let column = given(settings.line).column(&date, &settings.objects);
    column.map_err(|problem| Failure::new(problem).line("Error in revocation arguments"))
}

/// The revocation that the last of the options sets.
fn given(line: &Line) -> Given<'_> {
    let value = |option: &str| line.value(option).unwrap_or_default();
    let mut given = Given::Nothing;
    for option in line.in_order() {
        given = match option {
            "crl_reason" => Given::Reason(value(option)),
            "crl_hold" => Given::Hold(value(option)),
            "crl_compromise" => Given::KeyTime(value(option)),
            "crl_CA_compromise" => Given::CaKeyTime(value(option)),
            _ => given,
        };
    }
    given
}
