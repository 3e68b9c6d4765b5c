//! A response checked, and what it says of the certificates.

use std::fmt::Write as _;

use ::der::Decode as _;
use time::{Duration, OffsetDateTime};

use super::inputs::{Asked, certificates};
use crate::host::files::Access;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::verification::{self, Defaults, FileStore, Places};
use devcert::encoding::ocsp::Response;
use devcert::model::oid::known;
use devcert::pki::ocsp::{Check, Checks, verify_response};
use devcert::text;
use devcert::x509::{
    BasicOcspResponse, CertId, Element, Extension, OcspRequest, OcspResponse, RevokedInfo, SingleResponse,
    Time,
};

/// The options that skip a check.
const SKIPS: [(&str, Check); 6] = [
    ("no_signature_verify", Check::Signature),
    ("no_cert_verify", Check::Certificate),
    ("no_cert_checks", Check::Purpose),
    ("no_chain", Check::Contained),
    ("no_intern", Check::Responder),
    ("no_explicit", Check::Explicit),
];

/// The seconds by which clocks may differ without `-validity_period`.
const SKEW: i64 = 300;

/// Verifies the response, and prints what it says of the certificates that were asked about; the exit status.
///
/// # Errors
/// A response, or a file of certificates, that cannot be read.
pub(super) fn check(line: &Line, session: &mut Session, asked: &Asked, der: &[u8]) -> Result<u8, Failure> {
    let damaged = || Failure::new("Error parsing response");
    let outer = OcspResponse::from_der(der).map_err(|_| damaged())?;
    let bytes = outer.bytes.ok_or_else(damaged)?;
    let basic = BasicOcspResponse::from_der(bytes.response.content()).map_err(|_| damaged())?;
    let mut status = 0;
    if !line.has("noverify") {
        let nonces = [request_nonce(asked), nonce(basic.body.extensions.as_deref())];
        match nonces {
            [Some(_), None] => session.say("WARNING: no nonce in response"),
            [Some(one), Some(other)] if one != other => return Err(Failure::new("Nonce Verify error")),
            _ => {}
        }
        status = verify(line, session, asked, der)?;
    }
    for (name, id) in &asked.ids {
        let found = basic.body.responses.iter().find(|single| is_same(&single.id, id));
        match found {
            None => {
                print(line, session, &format!("{name}: ERROR: No Status found.\n"))?;
                status = 1;
            }
            Some(single) => {
                let shown = shown(line, session.now, single).ok_or_else(damaged)?;
                print(line, session, &format!("{name}: {shown}"))?;
            }
        }
    }
    Ok(status)
}

fn request_nonce(asked: &Asked) -> Option<Vec<u8>> {
    let request = OcspRequest::from_der(asked.request.as_deref()?).ok()?;
    nonce(request.body.extensions.as_deref())
}

fn nonce(extensions: Option<&[Extension<'_>]>) -> Option<Vec<u8>> {
    let found = extensions?.iter().find(|extension| extension.is(known::ID_PKIX_OCSP_NONCE))?;
    Some(found.value.content().to_vec())
}

/// Whether two identifiers are of the same certificate, by the same digest.
fn is_same(one: &CertId<'_>, other: &CertId<'_>) -> bool {
    let parts = |id: &CertId<'_>| {
        [id.algorithm.id.content(), id.name_hash.content(), id.key_hash.content(), id.serial.content()]
            .map(<[u8]>::to_vec)
    };
    parts(one) == parts(other)
}

fn verify(line: &Line, session: &mut Session, asked: &Asked, der: &[u8]) -> Result<u8, Failure> {
    let response =
        Response::from_der(der).map_err(|error| Failure::new("Error parsing response").line(error))?;
    let mut store = FileStore::of("ocsp", line, Places::usual(Defaults::Each))?;
    let settings = verification::settings("ocsp", line, session.now)?;
    let others = match line.last_of(&["VAfile", "verify_other"]) {
        Some(option) => {
            certificates(session, line.value(option).unwrap_or_default(), "validator certificates")?
        }
        None => Vec::new(),
    };
    let skipped: Vec<_> =
        SKIPS.iter().filter(|(option, _)| line.has(option)).map(|(_, check)| *check).collect();
    let trusts_others = line.has("trust_other") || line.has("VAfile");
    let checks = Checks { skipped: &skipped, trusts_others };
    let mut verdict = verify_response(&response, &others, &mut store, &settings, checks);
    if verdict.is_err() && !asked.issuers.is_empty() {
        // Issuers are not trusted for being asked about.
        let checks = Checks { trusts_others: line.has("trust_other"), ..checks };
        verdict = verify_response(&response, &asked.issuers, &mut store, &settings, checks).or(verdict);
    }
    match verdict {
        Ok(()) => {
            session.say("Response verify OK");
            Ok(0)
        }
        Err(fault) => {
            session.say("Response Verify Failure");
            session.say(fault);
            Ok(1)
        }
    }
}

/// What a response says of a certificate.
fn shown(line: &Line, now: OffsetDateTime, single: &SingleResponse<'_>) -> Option<String> {
    let mut shown = String::new();
    if !is_current(line, now, single) {
        shown.push_str("WARNING: Status times invalid.\n");
    }
    let (word, revoked) = match single.status.identifier() {
        0x80 => ("good", None),
        0xa1 => ("revoked", Some(Element::new(0x30, single.status.content()).ok()?)),
        _ => ("unknown", None),
    };
    // Writing to a `String` does not fail.
    let _ = writeln!(shown, "{word}\n\tThis Update: {}", text::date(&single.this_update));
    if let Some(next) = &single.next_update {
        let _ = writeln!(shown, "\tNext Update: {}", text::date(next));
    }
    if let Some(revoked) = revoked {
        let revoked = RevokedInfo::from_der(revoked.der()).ok()?;
        if let Some(reason) = &revoked.reason {
            let number = i64::from(*reason.content().last()?);
            let _ = writeln!(shown, "\tReason: {}", text::ocsp_reason(number));
        }
        let _ = writeln!(shown, "\tRevocation Time: {}", text::date(&revoked.at));
    }
    Some(shown)
}

/// Whether the dates of an answer are right now (RFC 6960, 4.2.2.1).
fn is_current(line: &Line, now: OffsetDateTime, single: &SingleResponse<'_>) -> bool {
    let skew = Duration::seconds(line.number("validity_period").unwrap_or(SKEW));
    let moment = |time: &Time<'_>| time.moment();
    let Some(this) = moment(&single.this_update) else { return false };
    let is_fresh = line.number("status_age").is_none_or(|age| this >= now - Duration::seconds(age));
    let next = single.next_update.as_ref().map(moment);
    let is_next = next.is_none_or(|next| next.is_some_and(|next| next >= now - skew && next >= this));
    this <= now + skew && is_fresh && is_next
}

/// Adds to `-out`, or to standard output.
pub(super) fn print(line: &Line, session: &mut Session, shown: &str) -> Result<(), Failure> {
    session.write(line.value("out"), shown.as_bytes(), Access::Public)
}
