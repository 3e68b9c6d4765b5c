//! Whether a rustls client accepts the server, name by name.

use super::chain::Chain;
use super::check::{Check, CheckId};
use super::reason::Reasons;
use super::remedy::Remedy;
use super::title::common_name;
use crate::encoding::certificate::Certificate;
use crate::model::san::{DnsName, San};
use crate::pki::handshake::{HandshakeTest, TlsVersion};
use crate::pki::load::Provider;
use crate::pki::path::server_name;
use crate::pki::refusal::RejectReason;

/// One reason to refuse, and whom it met.
struct Refused {
    refusal: RejectReason,
    reason: String,
    names: Vec<San>,
    versions: Vec<TlsVersion>,
}

/// Connects under every name of the certificate and every one of `hosts`, in TLS 1.3 and 1.2: one
/// check for each name that is accepted, and one for each reason to refuse.
pub(super) fn checks(
    rehearsal: &HandshakeTest,
    chain: &Chain<'_>,
    reasons: &Reasons<'_>,
    hosts: &[San],
) -> Vec<Check> {
    let (mut accepted, mut refused, mut untried) = (Vec::new(), Vec::new(), Vec::new());
    for name in names(chain.leaf(), hosts) {
        let Some(host) = server_name(&name) else {
            untried.push(name);
            continue;
        };
        let mut versions = Vec::new();
        let spoken = rehearsal.connect(&host).filter(|(version, _)| speaks(chain.leaf(), *version));
        for (version, outcome) in spoken {
            match outcome {
                Ok(()) => versions.push(version),
                Err(refusal) => {
                    note(&mut refused, refusal, reasons.text(refusal, Some(&name)), &name, version);
                }
            }
        }
        if !versions.is_empty() {
            accepted.push(acceptance(name, versions, reasons.provider));
        }
    }
    let is_accepted = !accepted.is_empty();
    let refused = refused.into_iter().map(|refused| {
        // A name of the certificate's own that never matches does not keep clients from the others.
        let is_own = !refused.names.iter().any(|name| hosts.contains(name));
        let spare = is_accepted && is_own && refused.refusal == RejectReason::OtherName;
        refusal(refused, if spare { Check::warn } else { Check::fail }, reasons)
    });
    accepted.into_iter().chain(refused).chain(not_tried(untried, hosts)).collect()
}

/// Whether this protocol version has signatures of the certificate's key at all.
pub(super) fn speaks(leaf: &Certificate, version: TlsVersion) -> bool {
    version == TlsVersion::Tls13 || leaf.public_key().algorithm().row().is_none_or(|row| row.is_in_tls12)
}

/// The certificate's names and the hosts that were asked for. A certificate without names is tried
/// under its common name, so that whatever else is wrong with it comes to light.
fn names(leaf: &Certificate, hosts: &[San]) -> Vec<San> {
    let mut names = leaf.names().to_vec();
    for host in hosts {
        if !names.contains(host) {
            names.push(host.clone());
        }
    }
    if names.is_empty() {
        names.push(common_name(leaf).unwrap_or_else(|| San::Dns(DnsName::localhost())));
    }
    names
}

fn note(refused: &mut Vec<Refused>, refusal: RejectReason, reason: String, name: &San, version: TlsVersion) {
    match refused.iter_mut().find(|one| one.reason == reason) {
        Some(known) => {
            if !known.names.contains(name) {
                known.names.push(name.clone());
            }
            if !known.versions.contains(&version) {
                known.versions.push(version);
            }
        }
        None => refused.push(Refused { refusal, reason, names: vec![name.clone()], versions: vec![version] }),
    }
}

fn acceptance(name: San, versions: Vec<TlsVersion>, provider: Provider) -> Check {
    let text = format!("a rustls client accepts it in {}", listed(&versions));
    Check::pass(CheckId::Handshake, text).under(vec![name]).over(versions).with_providers(vec![provider])
}

fn refusal(refused: Refused, check: fn(CheckId, String) -> Check, reasons: &Reasons<'_>) -> Check {
    let Refused { refusal, reason, names, versions } = refused;
    let limited = match versions.as_slice() {
        [version] => format!(" in TLS {}", version.number()),
        _ => String::new(),
    };
    let remedy: Option<Remedy> = reasons.remedy(refusal, &names);
    let text = format!("a rustls client rejects it{limited}: {reason}");
    check(CheckId::Handshake, text)
        .under(names)
        .over(versions)
        .with_providers(vec![reasons.provider])
        .mended_by(remedy)
}

/// Names of no host: nothing to say against a certificate that has them, but not what a host that was
/// asked for can be.
fn not_tried(names: Vec<San>, hosts: &[San]) -> impl Iterator<Item = Check> {
    let (asked, own): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| hosts.contains(name));
    let asked = Check::fail(CheckId::Handshake, "not a name that a TLS client can connect to").under(asked);
    let text = "a TLS client cannot connect to such a name";
    let own = Check::skip(CheckId::Handshake, text).under(own);
    [asked, own].into_iter().filter(|check| !check.names.is_empty())
}

pub(super) fn listed(versions: &[TlsVersion]) -> String {
    versions.iter().map(|version| format!("TLS {}", version.number())).collect::<Vec<_>>().join(" and ")
}
