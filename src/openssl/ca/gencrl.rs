//! CRLs from the database.

use ::der::Encode as _;
use time::{Duration, OffsetDateTime};

use super::dates;
use super::settings::Settings;
use crate::openssl::extension::{Issuer, Place, Replaces, Subject, add_entries};
use crate::openssl::failure::Failure;
use crate::openssl::issue;
use crate::openssl::number;
use devcert::encoding::ca_database::{Database, Revocation};
use devcert::key::Signer;
use devcert::model::oid::known;
use devcert::pki;
use devcert::x509::{
    AlgorithmIdentifier, Extension, Integer, RevokedCertificate, TbsCertList, TbsCertificate, Time,
};

/// The DER of a CRL with everything that is revoked in the database. `ca` is the certificate of the CA, `number` the CRL
/// number, if the CA counts its CRLs.
///
/// # Errors
/// A setting that is missing or wrong.
pub(super) fn create(
    settings: &Settings<'_>,
    now: OffsetDateTime,
    ca: &TbsCertificate<'_>,
    signer: &Signer,
    database: &Database,
    number: Option<&[u8]>,
) -> Result<Vec<u8>, Failure> {
    let (this_update, next_update) = updates(settings, now)?;
    let mut extensions = section_extensions(settings, ca)?;
    let has_section = extensions.is_some();
    if let Some(number) = number {
        let value = Integer::unsigned(number).to_der().map_err(Failure::new)?;
        extensions.get_or_insert_default().push(Extension::new(known::ID_CE_CRL_NUMBER, value));
    }
    let revoked = revoked(settings, database)?;
    let is_version_2 =
        has_section || number.is_some() || revoked.iter().any(|entry| entry.extensions.is_some());
    let algorithm = signer.algorithm().identifier().map_err(Failure::new)?;
    let body = TbsCertList {
        version: is_version_2.then(|| Integer::from(1)),
        signature: AlgorithmIdentifier::from_model(&algorithm).map_err(Failure::new)?,
        issuer: ca.subject.clone(),
        this_update,
        next_update: Some(next_update),
        revoked: Some(revoked).filter(|revoked| !revoked.is_empty()),
        extensions: extensions.filter(|extensions| !extensions.is_empty()),
    };
    pki::sign_crl(&body, signer).map_err(Failure::new)
}

/// The dates of this list and of the next.
fn updates(settings: &Settings<'_>, now: OffsetDateTime) -> Result<(Time<'static>, Time<'static>), Failure> {
    let line = settings.line;
    let option = |name: &str| line.number(name).unwrap_or_default();
    let (mut days, mut hours, seconds) = (option("crldays"), option("crlhours"), option("crlsec"));
    if days == 0 && hours == 0 && seconds == 0 {
        (days, hours) = (settings.number("default_crl_days"), settings.number("default_crl_hours"));
    }
    if line.value("crl_nextupdate").is_none() && days == 0 && hours == 0 && seconds == 0 {
        return Err(Failure::new("cannot lookup how long until the next CRL is issued")
            .hint("add -crldays DAYS, or set default_crl_days in the configuration"));
    }
    let after = days.checked_mul(24).and_then(|more| more.checked_add(hours));
    let after = after.and_then(|hours| hours.checked_mul(3600)).and_then(|time| time.checked_add(seconds));
    let next = after.and_then(|seconds| now.checked_add(Duration::seconds(seconds)));
    let date = |option: &str, default: Option<OffsetDateTime>| match line.value(option) {
        Some(text) => dates::for_certificate(text),
        None => default.and_then(Time::new),
    };
    let this_update = date("crl_lastupdate", Some(now));
    let next_update = date("crl_nextupdate", next);
    Ok((
        this_update.ok_or_else(|| Failure::new("error setting CRL lastUpdate"))?,
        next_update.ok_or_else(|| Failure::new("error setting CRL nextUpdate"))?,
    ))
}

/// The extensions of the section for CRLs, if there is one.
fn section_extensions(
    settings: &Settings<'_>,
    ca: &TbsCertificate<'_>,
) -> Result<Option<Vec<Extension<'static>>>, Failure> {
    let name = settings.line.value("crlexts").or_else(|| settings.get("crl_extensions"));
    let Some(name) = name else { return Ok(None) };
    let missing = || {
        Failure::new(format_args!("Error checking CRL extension section {name}"))
            .hint(format!("add the section [{name}] to the configuration"))
    };
    let entries = settings.config.section(name).ok_or_else(missing)?;
    let issuer = Issuer {
        issuer: &ca.issuer,
        serial: &ca.serial,
        extensions: Some(ca.extensions.as_deref().unwrap_or_default()),
        key_id: None,
        is_self_signed: false,
    };
    let subject = Subject { name: &ca.subject, key_id: issue::key_id(&ca.public_key), issuer: Some(issuer) };
    let place = Place { config: settings.config, objects: &settings.objects, subject: Some(subject) };
    let mut extensions = Vec::new();
    add_entries(&mut extensions, name, entries, &place, Replaces::Nothing).map_err(|fault| {
        Failure::new(format_args!("Error adding CRL extensions from section {name}")).line(fault)
    })?;
    Ok(Some(extensions))
}

/// The entries, by the length of the serial number and then by the number.
fn revoked(
    settings: &Settings<'_>,
    database: &Database,
) -> Result<Vec<RevokedCertificate<'static>>, Failure> {
    let mut entries = Vec::new();
    for row in database.rows().iter().filter(|row| row.is_revoked()) {
        let revocation =
            Revocation::parse(&row.revocation, &|name| settings.objects.named(name)).map_err(Failure::new)?;
        let digits = match row.serial.strip_prefix('-') {
            Some(digits) => format!("-0x{digits}"),
            None => format!("0x{}", row.serial),
        };
        let serial = number::integer(&digits)
            .ok_or_else(|| Failure::new(format_args!("{} is not a serial number", row.serial)))?;
        let extensions = revocation.extensions().map_err(Failure::new)?;
        entries.push(RevokedCertificate {
            serial,
            date: revocation.date,
            extensions: Some(extensions).filter(|extensions| !extensions.is_empty()),
        });
    }
    entries.sort_by(|one, other| {
        let key = |entry: &RevokedCertificate<'static>| {
            let magnitude: Vec<u8> =
                entry.serial.content().iter().copied().skip_while(|byte| *byte == 0).collect();
            (magnitude.len(), magnitude)
        };
        key(one).cmp(&key(other))
    });
    Ok(entries)
}
