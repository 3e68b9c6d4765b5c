//! Does a rustls server start from these files, and does a client accept it?
//!
//! Every fault becomes a [`Check`] with what was found and what mends it; nothing is an error. The
//! checks go from the files to the world: what each file is, whether they belong together, their
//! dates, whether a server starts, whether a client accepts it under each name, and what browsers
//! would refuse beyond that.

mod browsers;
mod chain;
mod check;
mod client;
mod dates;
mod files;
mod obstacle;
mod reason;
mod remedy;
mod server;

#[cfg(test)]
mod tests;

use std::slice;

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use self::chain::Chain;
use self::files::File;
use self::reason::Reasons;
use super::chain::has_issued;
use super::handshake::{FixedClock, Rehearsal};
use super::load::ServerFiles;
use crate::encoding::certificate::Certificate;
use crate::key::PrivateKey;
use crate::model::san::San;
use crate::model::span::Span;

pub use browsers::{APPLE_DAYS_MAX, PUBLIC_CA_DAYS_MAX};
pub use check::{Check, CheckId, Role, Status};
pub use remedy::{Remedy, Rewrite};

/// The facts to judge.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The key file's bytes.
    pub key: &'a [u8],
    /// The certificate file's bytes.
    pub certificates: &'a [u8],
    /// The bytes of the file of CAs that the client trusts; without it, the client trusts the last
    /// certificate of the chain, which is the server's own when that stands alone.
    pub anchors: Option<&'a [u8]>,
    /// The key file's permission bits, where there are such.
    pub key_mode: Option<u32>,
    /// Host names and addresses to connect to, beside those of the certificate.
    pub hosts: &'a [San],
    /// The moment at which it all happens.
    pub now: OffsetDateTime,
    /// How long the certificate has to hold from then on.
    pub within: Option<Span>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Every check, in the order in which people read them.
    pub checks: Vec<Check>,
}

impl Verification {
    /// The worst of the answers; a check that was skipped counts as good.
    #[must_use]
    pub fn verdict(&self) -> Status {
        let worst = self.checks.iter().map(|check| check.status).max();
        worst.filter(|status| *status > Status::Skip).unwrap_or(Status::Pass)
    }

    /// The names under which a client accepted the server.
    pub fn accepted_names(&self) -> impl Iterator<Item = &San> {
        let is_accepted = |check: &&Check| check.id == CheckId::Handshake && check.status == Status::Pass;
        self.checks.iter().filter(is_accepted).flat_map(|check| &check.names)
    }
}

/// Makes every check that the files leave room for.
#[must_use]
pub fn verify(subject: &Subject<'_>) -> Verification {
    let (key, certificates) = files::server(subject.key, subject.certificates);
    let anchors = subject.anchors.map(files::anchors);
    let are_seen = [&key.check, &certificates.check].map(|check| check.status == Status::Pass);
    let mut checks = vec![key.check, certificates.check];
    checks.extend(anchors.as_ref().map(|anchors| anchors.check.clone()));
    let chain = certificates.content.as_deref().map(|list| Chain::new(list, key.content.as_ref()));
    let pair = key.content.as_ref().zip(chain.as_ref());

    checks.extend(pair.map(|(key, chain)| chain.pair_check(key)));
    checks.extend(key.content.as_ref().zip(subject.key_mode).map(|(_, mode)| key_mode(mode)));
    if let Some(chain) = &chain {
        let issuer = anchors.as_ref().and_then(|anchors| issuer_above(chain, anchors.content.as_deref()?));
        checks.extend(chain.order_check());
        checks.extend(dates::checks(chain, issuer, subject.now, subject.within));
    }
    match pair.filter(|_| are_seen == [true, true]) {
        Some((key, chain)) => checks.extend(rehearse(subject, key, chain, anchors.as_ref())),
        None => checks.extend(untried(pair.is_none(), are_seen)),
    }
    checks.extend(chain.iter().flat_map(|chain| browsers::checks(chain.leaf(), chain.fits_key())));
    remedy::unite(&mut checks);
    Verification { checks }
}

/// The checks that need both files.
fn untried(pair_too: bool, [key, certificates]: [bool; 2]) -> impl Iterator<Item = Check> {
    let text = match (key, certificates) {
        (false, false) => "not tried, since neither key nor certificate can be used",
        (false, true) => "not tried, since the key cannot be used",
        (true, _) => "not tried, since the certificate cannot be used",
    };
    let ids = pair_too.then_some(CheckId::Pair).into_iter().chain([CheckId::Loads, CheckId::Handshake]);
    ids.map(move |id| Check::skip(id, text))
}

/// The bits that let the group and everybody else at a file.
const OTHERS: u32 = 0o077;

fn key_mode(mode: u32) -> Check {
    let mode = mode & 0o777;
    let who = match mode & 0o007 {
        _ if mode & OTHERS == 0 => {
            let text = format!("it is closed to everybody but its owner (mode {mode:04o})");
            return Check::pass(CheckId::KeyMode, text).about(Role::Key);
        }
        0 => "its group",
        _ => "everybody on this machine",
    };
    let text = format!("it is open to {who} (mode {mode:04o})");
    Check::warn(CheckId::KeyMode, text).about(Role::Key).mended_by(Remedy::RestrictMode)
}

/// The certificate in the CA file that issued the last one of the chain.
fn issuer_above<'a>(chain: &Chain<'_>, anchors: &'a [Certificate]) -> Option<&'a Certificate> {
    let top = chain.top();
    anchors.iter().find(|anchor| anchor.der() != top.der() && has_issued(anchor, top))
}

/// Starts servers and connects to them.
fn rehearse(
    subject: &Subject<'_>,
    key: &PrivateKey,
    chain: &Chain<'_>,
    anchors: Option<&File<Vec<Certificate>>>,
) -> Vec<Check> {
    let clock = FixedClock::at(subject.now);
    let files = match ServerFiles::read(subject.key, subject.certificates) {
        Ok(files) => files,
        Err(error) => return vec![Check::fail(CheckId::Loads, error.to_string())],
    };
    let (mut checks, started) = server::start(&files, key.algorithm(), chain.leaf(), clock);
    let trusted = anchors.map_or(Some(slice::from_ref(chain.top())), |file| file.content.as_deref());
    let skip = |why| Check::skip(CheckId::Handshake, format!("not tried, since {why}"));
    match (started, trusted) {
        (None, _) => checks.push(skip("no rustls server starts")),
        (_, None) => checks.push(skip("the CA file cannot be used")),
        (Some((provider, config)), Some(trusted)) => {
            let reasons = Reasons { chain, anchors: anchors.and(Some(trusted)), provider };
            let trusted = trusted.iter().map(|one| CertificateDer::from(one.der().to_vec()));
            match Rehearsal::new(config, provider, trusted, clock) {
                Ok(rehearsal) => checks.extend(client::checks(&rehearsal, chain, &reasons, subject.hosts)),
                Err(refusal) => {
                    let text = format!("a rustls client cannot read what it shall trust: {refusal}");
                    checks.push(Check::fail(CheckId::Handshake, text));
                }
            }
        }
    }
    checks
}
