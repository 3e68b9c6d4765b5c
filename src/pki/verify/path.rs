//! Whether the certificates lead to a CA that is trusted: what can be said without a key.

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use super::chain::Chain;
use super::check::{Check, CheckId, Role};
use super::files::title;
use super::reason::Reasons;
use super::remedy::Remedy;
use super::trust::Trust;
use crate::encoding::certificate::Certificate;
use crate::model::san::San;
use crate::pki::path::{Fault, Limits, Member, PathError, Purpose, Query, Revocation, server_name, validate};
use crate::pki::refusal::Refusal;

/// The path from the first certificate to a trusted one, and under each of `hosts` whether the
/// certificate holds for it.
pub(super) fn checks(
    chain: &Chain<'_>,
    trust: &Trust<'_>,
    at: OffsetDateTime,
    purpose: Purpose,
    hosts: &[San],
) -> Vec<Check> {
    if !trust.is_usable() {
        return vec![Check::skip(CheckId::Path, "not tried, since the CA file cannot be used")];
    }
    let anchors = trust.anchors(chain);
    let path = Path { chain, trust, anchors: &anchors, purpose };
    // What the dates hide comes to light at a moment at which all of them hold; they have a check of
    // their own.
    let mut checks = vec![path.check(chain.moment_of_all(at))];
    checks.extend(hosts.iter().map(|host| name_check(chain.leaf(), host)));
    checks
}

struct Path<'a> {
    chain: &'a Chain<'a>,
    trust: &'a Trust<'a>,
    anchors: &'a [CertificateDer<'static>],
    purpose: Purpose,
}

impl Path<'_> {
    fn check(&self, at: OffsetDateTime) -> Check {
        let leaf = CertificateDer::from(self.chain.leaf().der());
        let others: Vec<_> = self.chain.others().map(|(_, one)| CertificateDer::from(one.der())).collect();
        let found = validate(&Query {
            leaf: &leaf,
            intermediates: &others,
            roots: self.anchors,
            at,
            name: None,
            purpose: self.purpose,
            revocation: Revocation::default(),
            limits: Limits::default(),
        });
        match found {
            Ok(found) => {
                let over: Vec<_> =
                    found.intermediates.iter().filter_map(|one| self.chain.others().nth(*one)).collect();
                self.leads(found.root, &over)
            }
            Err(error) => self.refusal(&error),
        }
    }

    fn leads(&self, position: usize, over: &[(usize, &Certificate)]) -> Check {
        let over: Vec<_> = over.iter().map(|(_, one)| title(one)).collect();
        let over = if over.is_empty() { String::new() } else { format!(" over {}", over.join(" and ")) };
        let root = self.anchors.get(position).and_then(|der| Certificate::from_der(der).ok());
        let is_itself = root.as_ref().is_some_and(|root| root.der() == self.chain.leaf().der());
        let root = root.as_ref().map(title).unwrap_or_default();
        let text = match (self.trust.is_said(), is_itself) {
            (true, true) => "it is trusted by itself".to_owned(),
            (true, false) => format!("it leads to {root}{over}, which is {}", self.trust.place_of(position)),
            (false, true) => "it signed itself, and whoever trusts it is not asked here".to_owned(),
            (false, false) => format!("it leads to {root}{over}; who trusts that CA is not asked here"),
        };
        Check::pass(CheckId::Path, text).about(Role::Certificate)
    }

    fn refusal(&self, error: &PathError) -> Check {
        let reasons = Reasons {
            chain: self.chain,
            trust: self.trust,
            provider: super::Provider::AwsLcRs,
            purpose: self.purpose,
        };
        let refusal = refusal_of(&error.fault);
        let remedy = reasons.remedy(refusal, &[]);
        let text = match error.fault {
            Fault::MissingIssuer { .. } | Fault::UntrustedRoot | Fault::NoRoots => reasons.unknown_issuer(),
            Fault::Other(refusal) => reasons.text(refusal, None),
            _ => error.fault.to_string(),
        };
        let check = Check::fail(CheckId::Path, text.clone());
        match error.member {
            Some(Member::Intermediate(position)) => match self.chain.others().nth(position) {
                Some((entry, one))
                    if !matches!(error.fault, Fault::MissingIssuer { .. } | Fault::UntrustedRoot) =>
                {
                    let text = format!("the certificate of its issuer, {}: {text}", title(one));
                    Check { text, ..check }.about(Role::Certificate).at(entry)
                }
                _ => check.about(Role::Certificate),
            },
            Some(Member::Root(_)) => check.about(Role::Ca),
            _ => check.about(Role::Certificate).at(self.chain.position(0)),
        }
        .mended_by(remedy)
    }
}

fn refusal_of(fault: &Fault) -> Refusal {
    match fault {
        Fault::Expired { .. } => Refusal::Expired,
        Fault::NotYetValid { .. } => Refusal::NotYetValid,
        Fault::MissingIssuer { .. } | Fault::UntrustedRoot | Fault::NoRoots => Refusal::UnknownIssuer,
        Fault::OtherName { .. } => Refusal::OtherName,
        Fault::Revoked { .. } => Refusal::Revoked,
        Fault::Unreadable(refusal) | Fault::Other(refusal) => *refusal,
        Fault::StaleCrl { .. } | Fault::UnknownRevocation => Refusal::Unknown,
    }
}

/// Whether the certificate holds for `host`.
fn name_check(leaf: &Certificate, host: &San) -> Check {
    let names: Vec<_> = leaf.names().iter().map(San::bare).collect();
    let held = names.join(", ");
    let remedy = Remedy::remake(Some(leaf)).with_name(host);
    let check = match server_name(host) {
        None => Check::fail(CheckId::Name, "no client can connect to such a name"),
        Some(name) if crate::pki::path::holds_for(leaf.der(), &name) => {
            Check::pass(CheckId::Name, "the certificate holds for it")
        }
        Some(_) if names.is_empty() => {
            Check::fail(CheckId::Name, "the certificate has no subject alternative name").mended_by(remedy)
        }
        Some(_) => {
            Check::fail(CheckId::Name, format!("the certificate holds for {held} only")).mended_by(remedy)
        }
    };
    check.under(vec![host.clone()])
}
