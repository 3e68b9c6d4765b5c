//! What `devcert probe` saw, for people and for machines.

mod ocsp;

use std::fmt::Write as _;

use serde::Serialize;
use time::OffsetDateTime;

use super::inspect::{self, Inspected, ObjectJson};
use super::outcome::Envelope;
use super::sanitize::sanitize;
use super::sentence::counted;
use super::verify::{self, Around, Paths, Scene};
use devcert::model::fingerprint::Hex;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::pki::handshake::TlsVersion;
use devcert::pki::probe::{ClientAuth, Presented, Probed};
use devcert::pki::verify::{Check, CheckId, Status, Verification};

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
    /// The only TLS version that was offered; both where it is `None`.
    pub only: Option<TlsVersion>,
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
    /// The server's files, where they are here.
    pub files: Paths<'a>,
    /// What is around them.
    pub around: &'a Around,
}

/// What was said, the certificates, the checks, and the verdict last.
#[must_use]
pub fn render_text(seen: &Seen<'_>) -> String {
    let mut text = String::new();
    for (label, value) in cx(seen) {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "{label:<11} {}", sanitize(&value));
    }
    text + &inspect::numbered(seen.certificates, seen.now) + &findings(seen)
}

/// The server in one line.
pub(super) fn summary(seen: &Seen<'_>) -> String {
    let lines = cx(seen).into_iter().filter(|(label, _)| ["server", "protocol", "then"].contains(label));
    let parts: Vec<_> = lines.map(|(_, value)| value).filter(|value| !value.is_empty()).collect();
    sanitize(&parts.join("; ")).into_owned()
}

/// The checks, what mends them, and the verdict last.
pub(super) fn findings(seen: &Seen<'_>) -> String {
    let checks: Vec<_> = seen.verification.checks.iter().filter(|check| is_told(check)).collect();
    verify::lines(&checks, &labels(seen), &scene(seen)) + &verdict(seen)
}

/// What a certificate is, is told above the checks.
fn is_told(check: &Check) -> bool {
    check.id != CheckId::CertificateFile || check.status != Status::Pass
}

/// The server is called by its address, wherever its files are.
fn labels<'a>(seen: &'a Seen<'_>) -> Paths<'a> {
    Paths { key: "", certificate: seen.target, ca: seen.ca, crls: seen.crls }
}

pub(super) const fn scene<'a>(seen: &'a Seen<'_>) -> Scene<'a> {
    Scene { paths: &seen.files, around: seen.around }
}

fn cx(seen: &Seen<'_>) -> Vec<(&'static str, String)> {
    let Probed { shown, version, cipher_suite, key_exchange, alpn, trouble, .. } = seen.probed;
    let address = seen.address.as_deref().filter(|address| *address != seen.target);
    let address = address.map_or_else(String::new, |address| format!(" ({address})"));
    let starttls = seen.starttls.map_or_else(String::new, |name| format!(", STARTTLS in {name}"));
    let version = version.as_ref().map(|version| match (version.as_str(), seen.only) {
        ("TLS 1.2", None) => "TLS 1.2 (the server does not support TLS 1.3)",
        (version, _) => version,
    });
    let rest = [cipher_suite, key_exchange].map(|part| part.as_deref());
    let spoken = std::iter::once(version).chain(rest).flatten().collect::<Vec<_>>().join(", ");
    let ocsp = match (&seen.verification.staple, shown.ocsp.len()) {
        (_, 0) => "none".to_owned(),
        (Some(staple), _) => ocsp::summary(staple),
        (None, length) => format!("stapled, {length} bytes"),
    };
    let mut lines = vec![
        ("server", format!("{}{address}, requested {}{starttls}", seen.target, seen.name.value())),
        ("protocol", spoken),
        ("ALPN", alpn.clone().unwrap_or_else(|| "none".to_owned())),
        ("OCSP", ocsp),
        ("sent", counted(shown.chain.len(), "certificate")),
    ];
    lines.extend(trouble.clone().map(|trouble| ("then", trouble)));
    lines
}

fn verdict(seen: &Seen<'_>) -> String {
    let count = |status| seen.verification.checks.iter().filter(|check| check.status == status).count();
    let warnings = counted(count(Status::Warn), "warning");
    let with = if count(Status::Warn) == 0 { String::new() } else { format!(" with {warnings}") };
    let name = sanitize(&seen.name.value()).into_owned();
    match seen.verification.verdict() {
        Status::Fail => format!("failed: {}, {warnings}\n", counted(count(Status::Fail), "problem")),
        _ => format!("passed{with}: clients that trust its CA accept it as {name}\n"),
    }
}

/// The report for machines, described in `docs/json.md`.
#[derive(Debug, Serialize)]
pub struct Json {
    target: String,
    address: Option<String>,
    name: String,
    starttls: Option<&'static str>,
    tls_versions_offered: Vec<&'static str>,
    tls_version: Option<String>,
    cipher_suite: Option<String>,
    key_exchange: Option<String>,
    alpn: Option<String>,
    ocsp_staple: Option<String>,
    ocsp: Option<ocsp::Json>,
    client_certificate: Option<ClientCertificate>,
    error: Option<String>,
    chain: Vec<ObjectJson>,
    #[serde(flatten)]
    verification: verify::Json,
}

/// The server's request for a client certificate, and what came of it.
#[derive(Debug, Serialize)]
struct ClientCertificate {
    requested: bool,
    authorities: Vec<String>,
    sent: bool,
    rejected: Option<String>,
}

impl From<ClientAuth> for ClientCertificate {
    fn from(ClientAuth { authorities, presented, rejected }: ClientAuth) -> Self {
        Self {
            requested: presented != Presented::Unrequested,
            authorities: authorities.iter().map(Name::to_string).collect(),
            sent: presented == Presented::Certificate,
            rejected,
        }
    }
}

fn offered(only: Option<TlsVersion>) -> Vec<&'static str> {
    let offered = TlsVersion::ALL.into_iter().filter(|version| only.is_none_or(|only| only == *version));
    offered.map(TlsVersion::number).collect()
}

/// The report for machines.
#[must_use]
pub fn json(seen: &Seen<'_>) -> Envelope<Json> {
    Envelope::new(seen.command, members(seen))
}

/// The members of the report, for the report of `doctor` too.
pub(super) fn members(seen: &Seen<'_>) -> Json {
    let Probed { shown, version, cipher_suite, key_exchange, alpn, client_auth, trouble } =
        seen.probed.clone();
    let ocsp = Hex(&shown.ocsp).to_string();
    Json {
        target: seen.target.to_owned(),
        address: seen.address.clone(),
        name: seen.name.to_string(),
        starttls: seen.starttls,
        tls_versions_offered: offered(seen.only),
        tls_version: version.map(|version| version.trim_start_matches("TLS ").to_owned()),
        cipher_suite,
        key_exchange,
        alpn,
        ocsp_staple: Some(ocsp).filter(|hex| !hex.is_empty()),
        ocsp: seen.verification.staple.as_ref().map(ocsp::json),
        client_certificate: client_auth.map(ClientCertificate::from),
        error: trouble,
        chain: inspect::objects(seen.certificates, seen.now),
        verification: verify::json_labelled(seen.verification, &labels(seen), &scene(seen)),
    }
}
