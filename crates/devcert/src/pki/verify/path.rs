//! Whether the certificates lead to a CA that is trusted: what can be said without a key.

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use super::chain::Chain;
use super::check::{Check, CheckId, Status};
use super::reason::{Reasons, flawed, has_name};
use super::remedy::Remedy;
use super::role::FileRole;
use super::title::title;
use super::trust::Trust;
use crate::encoding::certificate::Certificate;
use crate::model::algorithm::RSA_BITS_ACCEPTED;
use crate::model::san::San;
use crate::pki::path::{
    Fault, Member, PathDiagnostics, PathError, PathLimits, Purpose, Query, Revocation, Validated, holds_for,
    server_name, survey, validate,
};
use crate::pki::refusal::RejectReason;

/// What can be said of the path from the first certificate to a trusted one.
pub(super) struct Judgement {
    /// One check that says where it leads, or one for each fault of each certificate; then what only
    /// other programs mind.
    pub(super) checks: Vec<(Check, ReportedBy)>,
    /// What webpki refuses, and how that is said with its facts: of an issuer it speaks as if it were
    /// the first certificate.
    pub(super) told: Option<(RejectReason, String)>,
    /// Whether there is a path, so that clients come to look at the name.
    pub(super) holds: bool,
    /// The path that clients accept at the time that was asked about.
    pub(super) accepted: Option<VerifiedRequest>,
}

/// A path that clients accept.
#[derive(Debug, Clone)]
pub(super) struct VerifiedRequest {
    /// The certificates of the file, as DER: the server's own, then each one's issuer.
    sent: Vec<Vec<u8>>,
    /// The trusted certificate at its end, as DER.
    root: Vec<u8>,
}

impl VerifiedRequest {
    /// Whether the path goes over this certificate.
    pub(super) fn includes(&self, certificate: &Certificate) -> bool {
        self.is_root(certificate) || self.sent.iter().any(|der| der == certificate.der())
    }

    /// Whether the path ends at this certificate.
    pub(super) fn is_root(&self, certificate: &Certificate) -> bool {
        self.root == certificate.der()
    }
}

/// Who says the same as a check of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportedBy {
    /// No other check reports it.
    Here,
    /// A client that is refused.
    ByHandshakes,
    /// The checks of the dates, or those for browsers.
    Elsewhere,
}

/// Judges the path, and says every fault of it with its place.
pub(super) fn evaluate(
    chain: &Chain<'_>,
    trust: &Trust<'_>,
    at: OffsetDateTime,
    purpose: Purpose,
) -> Judgement {
    let anchors = trust.anchors(chain);
    let path = Path { chain, trust, anchors: &anchors, purpose };
    let judgement = path.evaluate(at);
    // What the dates hide comes to light at a moment at which all of them hold; they have checks of
    // their own.
    let other = Some(chain.moment_of_all(at)).filter(|other| *other != at && !judgement.holds);
    other.map_or(judgement, |other| Judgement { accepted: None, ..path.evaluate(other) })
}

/// What can be said without a server: where the path leads, and under each of `hosts` whether the
/// certificate holds for it.
pub(super) fn checks(judgement: &Judgement, chain: &Chain<'_>, hosts: &[San]) -> Vec<Check> {
    let names = hosts.iter().map(|host| name_check(chain.leaf(), host));
    let path = judgement.checks.iter().map(|(check, _)| check.clone());
    path.chain(names).collect()
}

/// The hosts that the certificate does not hold for.
pub(super) fn wrong_names(chain: &Chain<'_>, hosts: &[San]) -> impl Iterator<Item = Check> {
    let names = hosts.iter().map(|host| name_check(chain.leaf(), host));
    names.filter(|check| check.status == Status::Fail)
}

struct Path<'a> {
    chain: &'a Chain<'a>,
    trust: &'a Trust<'a>,
    anchors: &'a [CertificateDer<'static>],
    purpose: Purpose,
}

impl Path<'_> {
    fn evaluate(&self, at: OffsetDateTime) -> Judgement {
        let leaf = CertificateDer::from(self.chain.leaf().der());
        let others: Vec<_> = self.chain.others().map(|(_, one)| CertificateDer::from(one.der())).collect();
        let query = Query {
            leaf: &leaf,
            intermediates: &others,
            roots: self.anchors,
            at,
            name: None,
            purpose: self.purpose,
            revocation: Revocation::default(),
            limits: PathLimits::default(),
        };
        let outcome = validate(&query);
        let PathDiagnostics { faults, openssl_warnings } = survey(&query, &outcome);
        let mut checks = match &outcome {
            _ if !self.trust.is_usable() => self.without_trust(&faults),
            Ok(found) => vec![(self.leads(found), ReportedBy::Here)],
            Err(error) => self.refusals(&faults, error),
        };
        checks.extend(openssl_warnings.iter().map(|doubt| (self.doubt(doubt), ReportedBy::Here)));
        let told = outcome.as_ref().err().filter(|error| {
            is_of_issuer(error) || !(is_end(&error.fault) || matches!(error.fault, Fault::Other(_)))
        });
        let told = told.map(|error| (error.fault.refusal(), self.refusal(error).text));
        let accepted = outcome.as_ref().ok().filter(|_| self.trust.is_usable());
        let accepted = accepted.map(|found| self.accepted(found));
        Judgement { checks, told, holds: outcome.is_ok(), accepted }
    }

    fn accepted(&self, found: &Validated) -> VerifiedRequest {
        let over = found.intermediates.iter().filter_map(|one| self.chain.others().nth(*one));
        let over = over.map(|(_, one)| one.der().to_vec());
        let sent = std::iter::once(self.chain.leaf().der().to_vec()).chain(over).collect();
        let root = self.anchors.get(found.root).map(|der| der.to_vec()).unwrap_or_default();
        VerifiedRequest { sent, root }
    }

    /// Nobody can be asked whom to trust, and yet the certificates have their faults.
    fn without_trust(&self, faults: &[PathError]) -> Vec<(Check, ReportedBy)> {
        let skipped = Check::skip(CheckId::Path, "the CA file cannot be used");
        let faults = faults.iter().filter(|one| !one.fault.is_of_dates() && !is_end(&one.fault));
        let faults = faults.map(|fault| (self.refusal(fault), ReportedBy::Here));
        std::iter::once((skipped, ReportedBy::Here)).chain(faults).collect()
    }

    /// All that is to be said by nobody else, or else what webpki comes upon `first`.
    fn refusals(&self, faults: &[PathError], first: &PathError) -> Vec<(Check, ReportedBy)> {
        let said = |one: &PathError| match one {
            _ if self.is_said_elsewhere(one) => ReportedBy::Elsewhere,
            _ if one == first && !is_of_issuer(one) => ReportedBy::ByHandshakes,
            _ => ReportedBy::Here,
        };
        let told: Vec<_> = faults.iter().filter(|one| said(one) != ReportedBy::Elsewhere).collect();
        let told = if told.is_empty() { vec![first] } else { told };
        told.into_iter().map(|one| (self.refusal(one), said(one))).collect()
    }

    fn is_said_elsewhere(&self, error: &PathError) -> bool {
        let leaf = self.chain.leaf();
        let of_browsers = self.purpose == Purpose::Server && error.member == Some(Member::Leaf);
        match error.fault {
            Fault::RsaSize { bits } => of_browsers && leaf.is_self_issued() && bits < RSA_BITS_ACCEPTED,
            Fault::Unreadable(RejectReason::Version) => of_browsers,
            _ => error.fault.is_of_dates(),
        }
    }

    fn leads(&self, found: &Validated) -> Check {
        let position = found.root;
        let over = found.intermediates.iter().filter_map(|one| self.chain.others().nth(*one));
        let over: Vec<_> = over.map(|(_, one)| title(one)).collect();
        let over = if over.is_empty() { String::new() } else { format!(" through {}", over.join(" and ")) };
        let root = self.anchors.get(position).and_then(|der| Certificate::from_der(der).ok());
        let is_itself = root.as_ref().is_some_and(|root| root.der() == self.chain.leaf().der());
        let root = root.as_ref().map(title).unwrap_or_default();
        let text = match (self.trust.is_said(), is_itself) {
            (true, true) => "directly trusted".to_owned(),
            (true, false) => format!("chains to {root} {}{over}", self.trust.place_of(position)),
            (false, true) => "self-signed; trust was not checked".to_owned(),
            (false, false) => format!("chains to {root}{over}; trust in that CA was not checked"),
        };
        Check::pass(CheckId::Path, text).about(FileRole::Certificate)
    }

    fn refusal(&self, error: &PathError) -> Check {
        let reasons = Reasons {
            chain: self.chain,
            trust: self.trust,
            provider: super::Provider::AwsLcRs,
            purpose: self.purpose,
            told: None,
        };
        let text = match &error.fault {
            fault if is_end(fault) => reasons.unknown_issuer(),
            Fault::Other(refusal) => reasons.text(*refusal, None),
            fault => fault.to_string(),
        };
        let remedy = match is_of_issuer(error) {
            true => Some(self.renewed_issuer(error)),
            false => reasons.remedy(error.fault.refusal(), &[]),
        };
        self.placed(error, Check::fail(CheckId::Path, text)).mended_by(remedy)
    }

    fn doubt(&self, doubt: &PathError) -> Check {
        // Of the clients that devcert knows, rustls alone accepts an intermediate that may not sign.
        let (check, who): (fn(_, String) -> _, _) = match (doubt.member, &doubt.fault) {
            (Some(Member::Intermediate(_)), Fault::NoCertSign) => {
                (Check::fail, "OpenSSL, Go, Java, Chromium and Firefox reject it")
            }
            _ => (Check::warn, "OpenSSL rejects it"),
        };
        let text = format!("{}; rustls does not check this, but {who}", doubt.fault);
        self.placed(doubt, check(CheckId::Path, text)).mended_by(self.renewed_issuer(doubt))
    }

    /// Another certificate for the issuer that has the fault, where that is known.
    fn renewed_issuer(&self, error: &PathError) -> Remedy {
        let leaf = self.chain.leaf();
        let name = match error.member {
            Some(Member::Intermediate(position)) => {
                self.chain.others().nth(position).map(|(_, one)| one.subject().clone())
            }
            Some(Member::Root(position)) => {
                let root = self.anchors.get(position).and_then(|der| Certificate::from_der(der).ok());
                root.map(|root| root.subject().clone())
            }
            _ => None,
        };
        Remedy::RenewIssuer { name: name.unwrap_or_else(|| leaf.issuer().clone()), url: None }
    }

    /// The check with the place of the certificate that it is about.
    fn placed(&self, error: &PathError, check: Check) -> Check {
        let of_issuer = |one: &Certificate, check: Check| {
            let text = format!("the certificate of its issuer, {}: {}", title(one), check.text);
            Check { text, ..check }
        };
        match error.member {
            _ if is_end(&error.fault) => check.about(FileRole::Certificate),
            Some(Member::Intermediate(position)) => match self.chain.others().nth(position) {
                Some((entry, one)) => of_issuer(one, check).about(FileRole::Certificate).at(entry),
                None => check.about(FileRole::Certificate),
            },
            Some(Member::Root(position)) => {
                let root = self.anchors.get(position).and_then(|der| Certificate::from_der(der).ok());
                let (role, entry) = self.place_of_root(position);
                root.map_or(check.clone(), |root| of_issuer(&root, check)).about(role).at(entry)
            }
            _ => check.about(FileRole::Certificate).at(self.chain.position(0)),
        }
    }

    /// The file that an anchor is from: where nobody said who is trusted, it is the last of the chain.
    fn place_of_root(&self, position: usize) -> (FileRole, Option<usize>) {
        match self.trust.entry_of(position) {
            Some(entry) => (FileRole::Ca, Some(entry)),
            None if self.trust.is_said() => (FileRole::Certificate, None),
            None => (FileRole::Certificate, self.chain.top_position()),
        }
    }
}

/// Whether it is a fault of a certificate above the first one.
fn is_of_issuer(error: &PathError) -> bool {
    matches!(error.member, Some(Member::Intermediate(_) | Member::Root(_))) && !is_end(&error.fault)
}

/// Whether it says that the path ends before it comes to a trusted certificate.
const fn is_end(fault: &Fault) -> bool {
    matches!(fault, Fault::MissingIssuer { .. } | Fault::UntrustedRoot | Fault::NoRoots)
}

/// Whether the certificate holds for `host`.
fn name_check(leaf: &Certificate, host: &San) -> Check {
    let names: Vec<_> = leaf.names().iter().map(San::value).collect();
    let held = names.join(", ");
    let remedy = Remedy::remake(leaf).with_name(host);
    let check = match server_name(host) {
        None => Check::fail(CheckId::Name, "not a name that a TLS client can connect to"),
        // webpki does not compare the names of a certificate that it cannot use for another reason.
        Some(name) if holds_for(leaf.der(), &name).unwrap_or_else(|| has_name(leaf, host)) => {
            Check::pass(CheckId::Name, "the certificate is valid for it")
        }
        Some(_) if names.is_empty() => {
            Check::fail(CheckId::Name, "the certificate has no subject alternative name").mended_by(remedy)
        }
        Some(_) => {
            let only = || format!("the certificate is valid for {held} only");
            Check::fail(CheckId::Name, flawed(leaf, host).unwrap_or_else(only)).mended_by(remedy)
        }
    };
    check.under(vec![host.clone()])
}
