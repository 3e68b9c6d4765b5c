//! What `devcert probe` saw, for people and for machines.

mod ocsp;

use std::fmt::Write as _;

use serde::Serialize;
use time::OffsetDateTime;

use super::inspect::{self, Inspected, Object};
use super::outcome::JSON_VERSION;
use super::sanitize::sanitize;
use super::shell::quoted;
use super::verify::{self, Fix, Paths};
use crate::model::san::San;
use crate::pki::probe::Probed;
use crate::pki::verify::{Check, CheckId, Remedy, Status, Verification};

/// One server, and what came of asking it.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The host and the port, as they can be typed.
    pub target: &'a str,
    /// The address behind them.
    pub address: Option<String>,
    /// The name that was asked for.
    pub name: &'a San,
    /// The protocol in which TLS was asked for.
    pub starttls: Option<&'static str>,
    /// What it showed.
    pub probed: &'a Probed,
    /// Its certificates.
    pub certificates: &'a Inspected,
    /// What is to be said of them.
    pub verification: &'a Verification,
    /// The present.
    pub now: OffsetDateTime,
    /// The path of the CA file.
    pub ca: Option<&'a str>,
    /// The paths of the revocation lists.
    pub crls: &'a [String],
    /// The command that was typed.
    pub command: &'static str,
}

/// What was said, the certificates, the checks, and the verdict last.
#[must_use]
pub fn human(seen: &Seen<'_>) -> String {
    let mut text = String::new();
    for (label, value) in session(seen) {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "{label:<11} {}", sanitize(&value));
    }
    text + &inspect::numbered(seen.certificates, seen.now) + &findings(seen)
}

/// The server in one line.
pub(super) fn summary(seen: &Seen<'_>) -> String {
    let lines = session(seen).into_iter().filter(|(label, _)| ["server", "protocol", "then"].contains(label));
    let parts: Vec<_> = lines.map(|(_, value)| value).filter(|value| !value.is_empty()).collect();
    sanitize(&parts.join("; ")).into_owned()
}

/// The checks, what mends them, and the verdict last.
pub(super) fn findings(seen: &Seen<'_>) -> String {
    let checks: Vec<_> = seen.verification.checks.iter().filter(|check| is_told(check)).collect();
    let fix = |check: &Check| Some(verify::typed(&fix(check.remedy.as_ref()?, seen)?));
    verify::lines(&checks, &paths(seen), fix) + &verdict(seen)
}

/// What a certificate is, is told above the checks.
fn is_told(check: &Check) -> bool {
    check.id != CheckId::CertificateFile || check.status != Status::Pass
}

fn paths<'a>(seen: &'a Seen<'_>) -> Paths<'a> {
    Paths { key: "", certificate: seen.target, ca: seen.ca, crls: seen.crls }
}

fn session(seen: &Seen<'_>) -> Vec<(&'static str, String)> {
    let Probed { shown, version, cipher_suite, key_exchange, alpn, trouble } = seen.probed;
    let address = seen.address.as_deref().filter(|address| *address != seen.target);
    let address = address.map_or_else(String::new, |address| format!(" ({address})"));
    let starttls = seen.starttls.map_or_else(String::new, |name| format!(", STARTTLS in {name}"));
    let spoken = [version, cipher_suite, key_exchange].into_iter().flatten().map(String::as_str);
    let spoken = spoken.collect::<Vec<_>>().join(", ");
    let ocsp = match (&seen.verification.staple, shown.ocsp.len()) {
        (_, 0) => "none".to_owned(),
        (Some(staple), _) => ocsp::summary(staple),
        (None, length) => format!("stapled, {length} bytes"),
    };
    let mut lines = vec![
        ("server", format!("{}{address}, asked for {}{starttls}", seen.target, seen.name.bare())),
        ("protocol", spoken),
        ("ALPN", alpn.clone().unwrap_or_else(|| "none".to_owned())),
        ("OCSP", ocsp),
        ("sent", counted(shown.chain.len(), "certificate")),
    ];
    lines.extend(trouble.clone().map(|trouble| ("then", trouble)));
    lines
}

/// What to type, or to do where the server's files are.
fn fix(remedy: &Remedy, seen: &Seen<'_>) -> Option<Fix> {
    let (command, note) = match remedy {
        Remedy::NameCa(name) => {
            (again(seen, Some("FILE")), format!("FILE is the certificate of {name}, if you trust it"))
        }
        Remedy::ServeChain(name) => (
            format!("devcert convert CERT {} --to fullchain --out CERT --force", quoted(seen.ca?)),
            format!("CERT is the server's file, to which it adds the certificate of {name}"),
        ),
        Remedy::Staple => {
            (again(seen, seen.ca), "when OCSP stapling is switched on in the server's settings".to_owned())
        }
        Remedy::StapleAnew => (
            again(seen, seen.ca),
            "when the server has a new response: it fetches one when it is restarted, or staples it from a file"
                .to_owned(),
        ),
        Remedy::AddIssuer { name, url } => (
            format!("curl -fsSo issuer.der {}", quoted(url)),
            format!("the certificate of {name}, for the server to send behind its own"),
        ),
        Remedy::Remake { new_key, names, issuer } => {
            let key = if *new_key { " --new-key" } else { "" };
            let sans =
                names.iter().fold(String::new(), |sans, name| sans + " --san " + &quoted(&name.bare()));
            let there = "where the server's files are";
            match issuer {
                None => (format!("devcert selfsign{key}{sans} --force"), there.to_owned()),
                Some(issuer) => (format!("devcert csr{sans}"), format!("{there}, for {issuer} to sign")),
            }
        }
        Remedy::Rewrite(..) => (
            "devcert convert KEY CERT --to fullchain --out CERT --force".to_owned(),
            "KEY and CERT are the server's files".to_owned(),
        ),
        Remedy::RestrictMode | Remedy::SwapFiles => return None,
    };
    let [command, note] = [command, note].map(|text| sanitize(&text).into_owned());
    Some(Fix { command, note: Some(note) })
}

/// The command that was typed, by the certificates in this file.
fn again(seen: &Seen<'_>, ca: Option<&str>) -> String {
    let Seen { command, target, starttls, name, crls, .. } = seen;
    let name = name.bare();
    let host = target.rsplit_once(':').map_or(*target, |(host, _)| host).trim_matches(['[', ']']);
    let sni = if name == host { String::new() } else { format!(" --sni {}", quoted(&name)) };
    let starttls = starttls.map_or_else(String::new, |protocol| format!(" --starttls {protocol}"));
    let ca = ca.map_or_else(String::new, |file| format!(" --ca {}", quoted(file)));
    let crls = crls.iter().fold(String::new(), |crls, file| format!("{crls} --crl {}", quoted(file)));
    format!("devcert {command} {target}{starttls}{sni}{ca}{crls}")
}

fn verdict(seen: &Seen<'_>) -> String {
    let count = |status| seen.verification.checks.iter().filter(|check| check.status == status).count();
    let warnings = counted(count(Status::Warn), "warning");
    let with = if count(Status::Warn) == 0 { String::new() } else { format!(", with {warnings}") };
    let name = sanitize(&seen.name.bare()).into_owned();
    match seen.verification.verdict() {
        Status::Fail => format!("not in order: {}, {warnings}\n", counted(count(Status::Fail), "fault")),
        _ => format!("in order{with}: clients that trust its CA accept it as {name}\n"),
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// The report for machines, described in `docs/json.md`.
#[derive(Debug, Serialize)]
pub struct Json {
    version: u32,
    command: &'static str,
    target: String,
    address: Option<String>,
    name: String,
    starttls: Option<&'static str>,
    tls_version: Option<String>,
    cipher_suite: Option<String>,
    key_exchange: Option<String>,
    alpn: Option<String>,
    ocsp_staple: Option<String>,
    ocsp: Option<ocsp::Json>,
    trouble: Option<String>,
    chain: Vec<Object>,
    #[serde(flatten)]
    verification: verify::Json,
}

/// The same as [`human`].
#[must_use]
pub fn json(seen: &Seen<'_>) -> Json {
    let Probed { shown, version, cipher_suite, key_exchange, alpn, trouble } = seen.probed.clone();
    let ocsp = shown.ocsp.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Json {
        version: JSON_VERSION,
        command: seen.command,
        target: seen.target.to_owned(),
        address: seen.address.clone(),
        name: seen.name.to_string(),
        starttls: seen.starttls,
        tls_version: version.map(|version| version.trim_start_matches("TLS ").to_owned()),
        cipher_suite,
        key_exchange,
        alpn,
        ocsp_staple: Some(ocsp).filter(|hex| !hex.is_empty()),
        ocsp: seen.verification.staple.as_ref().map(ocsp::json),
        trouble,
        chain: inspect::objects(seen.certificates, seen.now),
        verification: verify::json_with(seen.verification, &paths(seen), |check| {
            fix(check.remedy.as_ref()?, seen)
        }),
    }
}
