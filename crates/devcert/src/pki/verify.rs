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
mod client_auth;
mod dates;
mod encoding;
mod files;
mod issuers;
mod obstacle;
mod path;
mod presented;
mod reason;
mod rehearsal;
mod remedy;
mod revocation;
mod role;
mod server;
mod staple;
mod title;
mod trust;
mod unite;

#[cfg(test)]
mod tests;

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use self::chain::Chain;
use self::dates::Moment;
use self::files::File;
use self::issuers::Issuer;
use self::path::{Judgement, ReportedBy};
use self::reason::Reasons;
use self::rehearsal::rehearsed;
use self::trust::Trust;
use super::handshake::{FixedClock, HandshakeTest};
use super::load::{Provider, ServerFiles};
use super::path::Purpose;
use super::probe::ClientAuth;
use crate::encoding::certificate::Certificate;
use crate::key::PrivateKey;
use crate::model::san::San;
use crate::model::span::Span;

pub use check::{Check, CheckId, Status};
pub use remedy::{Conversion, Remake, Remedy, Renewal};
pub use role::FileRole;
pub use staple::{Signature, Staple};

/// The facts to check.
#[derive(Debug, Clone, Copy)]
pub struct VerifyInput<'a> {
    /// The key file's bytes; without them, no server is started, and the certificate is checked alone.
    pub key: Option<&'a [u8]>,
    /// A key that this process has generated or checked: if it is the one in the file, its numbers are not
    /// checked again.
    pub known_key: Option<&'a PrivateKey>,
    /// The certificate file's bytes.
    pub certificates: &'a [u8],
    /// The bytes of the file of CAs that the other side trusts. Where neither these nor the system's
    /// are given, it trusts the last certificate of the chain, which is the server's own when that
    /// stands alone.
    pub anchors: Option<&'a [u8]>,
    /// The CAs that this machine trusts, where they are to be trusted.
    pub system: Option<&'a [CertificateDer<'static>]>,
    /// CAs that are known without being trusted for it: an intermediate in `anchors` whose root is known
    /// is not an anchor, since clients trust the root.
    pub known: &'a [CertificateDer<'static>],
    /// The bytes of the files of revocation lists.
    pub crls: &'a [&'a [u8]],
    /// The OCSP response that a server sent along, as DER; empty where it sent none, and `None` where
    /// no server was asked.
    pub ocsp: Option<&'a [u8]>,
    /// What a server made of the client certificate that it requested.
    pub client_auth: Option<&'a ClientAuth>,
    /// The key file's permission bits, where there are such.
    pub key_mode: Option<u32>,
    /// Host names and addresses to connect to, beside those of the certificate.
    pub hosts: &'a [San],
    /// The present time.
    pub now: OffsetDateTime,
    /// Another moment at which it all happens.
    pub at: Option<OffsetDateTime>,
    /// How long the certificate has to hold from then on.
    pub within: Option<Span>,
    /// Whether a server or a client shows the certificate.
    pub purpose: Purpose,
}

impl<'a> VerifyInput<'a> {
    /// A certificate file alone, a server's, now: the rest is for the caller to add.
    #[must_use]
    pub const fn new(certificates: &'a [u8], now: OffsetDateTime) -> Self {
        Self {
            key: None,
            known_key: None,
            certificates,
            anchors: None,
            system: None,
            known: &[],
            crls: &[],
            ocsp: None,
            client_auth: None,
            key_mode: None,
            hosts: &[],
            now,
            at: None,
            within: None,
            purpose: Purpose::Server,
        }
    }

    fn moment(&self) -> Moment {
        Moment { at: self.at.unwrap_or(self.now), is_now: self.at.is_none() }
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Every check, in the order in which people read them.
    pub checks: Vec<Check>,
    /// What the certificate was checked for.
    pub purpose: Purpose,
    /// Whether its key was there, so that a server or a client could be started.
    pub with_key: bool,
    /// The OCSP response, where one came that can be read.
    pub staple: Option<Staple>,
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
pub fn verify(subject: &VerifyInput<'_>) -> Verification {
    let at = subject.moment().at;
    let (key, certificates) = match subject.key {
        Some(bytes) => {
            let (key, certificates) = files::server(bytes, subject.certificates, subject.known_key);
            (Some(key), certificates)
        }
        None => (None, files::certificates(subject.certificates)),
    };
    let trust = Trust::new(subject.anchors, subject.system, subject.known);
    let (list_checks, lists) = files::lists(subject.crls);
    let key_content = key.as_ref().and_then(|file| file.content.as_ref());
    let chain = certificates.content.as_deref().map(|list| Chain::new(list, key_content, at));
    let path = chain.as_ref().map(|chain| path::evaluate(chain, &trust, at, subject.purpose));
    let accepted = path.as_ref().and_then(|path| path.accepted.as_ref());
    let issuers = chain.as_ref().map(|chain| Issuer::all(chain, &trust, accepted)).unwrap_or_default();

    let mut checks: Vec<_> = key.iter().map(|file| file.check.clone()).collect();
    checks.push(certificates.check.clone());
    checks.extend(trust.check());
    checks.extend(list_checks);
    checks.extend(key_content.zip(chain.as_ref()).map(|(key, chain)| chain.pair_check(key)));
    checks.extend(key_content.zip(subject.key_mode).map(|(_, mode)| key_mode(mode)));
    if let Some(chain) = &chain {
        checks.extend(chain.order_check());
        checks.extend(encoding::checks(chain, &issuers));
        checks.extend(dates::checks(chain, &trust, accepted, subject.moment(), subject.within));
        if !subject.crls.is_empty() {
            checks.extend(revocation::checks(chain, &trust, accepted, &lists, at));
        }
    }
    let (stapled, staple) = match subject.ocsp.zip(chain.as_ref()) {
        None => (chain.as_ref().and_then(|chain| staple::required(chain.leaf())).into_iter().collect(), None),
        Some(([], chain)) => (staple::missing(chain.leaf()).into_iter().collect(), None),
        Some((der, chain)) => staple::evaluate(der, chain, &trust, at),
    };
    checks.extend(stapled);
    let judged = chain.as_ref().zip(path.as_ref());
    checks.extend(tried(subject, key.as_ref(), &certificates, judged, &trust));
    let browsed = chain.iter().filter(|_| subject.purpose == Purpose::Server);
    checks.extend(browsed.flat_map(|chain| browsers::checks(chain.leaf(), chain.fits_key(), &issuers)));
    checks.extend(subject.client_auth.map(client_auth::check));
    browsers::unite(&mut checks);
    unite::unite(&mut checks);
    Verification { checks, purpose: subject.purpose, with_key: subject.key.is_some(), staple }
}

/// The handshakes, where there is all that they take, and otherwise what can be said without them.
fn tried(
    subject: &VerifyInput<'_>,
    key: Option<&File<PrivateKey>>,
    certificates: &File<Vec<Certificate>>,
    judged: Option<(&Chain<'_>, &Judgement)>,
    trust: &Trust<'_>,
) -> Vec<Check> {
    let Some(key) = key else {
        let path = judged.map(|(chain, path)| path::checks(path, chain, subject.hosts));
        return path.unwrap_or_default();
    };
    let are_seen = [&key.check, &certificates.check].map(|check| check.status != Status::Fail);
    let Some((chain, path)) = judged else { return untried(true, are_seen).collect() };
    let tried = match &key.content {
        Some(key) if are_seen == [true, true] => run_handshakes(subject, key, chain, trust, path),
        content => untried(content.is_none(), are_seen).collect(),
    };
    let handshake =
        |status| tried.iter().any(|check| check.id == CheckId::Handshake && check.status == status);
    // Clients look at the name last.
    let is_named = handshake(Status::Pass) || (handshake(Status::Fail) && path.holds);
    let names = path::wrong_names(chain, subject.hosts).filter(|_| !is_named);
    let is_new = |(check, said): &&(Check, ReportedBy)| match (check.status, said) {
        (Status::Skip, _) | (_, ReportedBy::Elsewhere) => false,
        // Of a certificate that signed itself, the first checks say so.
        (Status::Pass, _) => trust.is_said() || !chain.leaf().is_self_issued(),
        (_, ReportedBy::ByHandshakes) => !handshake(Status::Fail),
        (_, ReportedBy::Here) => true,
    };
    let path = path.checks.iter().filter(is_new).map(|(check, _)| check.clone());
    path.chain(names).chain(tried.iter().cloned()).collect()
}

/// The checks that need both files.
fn untried(pair_too: bool, [key, certificates]: [bool; 2]) -> impl Iterator<Item = Check> {
    let text = match (key, certificates) {
        (false, false) => "neither the key nor the certificate can be used",
        (false, true) => "the key cannot be used",
        (true, _) => "the certificate cannot be used",
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
            let text = format!("readable only by its owner (mode {mode:04o})");
            return Check::pass(CheckId::KeyMode, text).about(FileRole::Key);
        }
        0 => "its group",
        _ => "all users",
    };
    let text = format!("accessible to {who} (mode {mode:04o})");
    Check::warn(CheckId::KeyMode, text).about(FileRole::Key).mended_by(Remedy::RestrictMode)
}

/// Starts servers or clients and connects them.
fn run_handshakes(
    subject: &VerifyInput<'_>,
    key: &PrivateKey,
    chain: &Chain<'_>,
    trust: &Trust<'_>,
    path: &Judgement,
) -> Vec<Check> {
    let files = match subject.key.map(|key| ServerFiles::read(key, subject.certificates)) {
        Some(Ok(files)) => files,
        Some(Err(error)) => return vec![Check::fail(CheckId::Loads, error.to_string())],
        None => return Vec::new(),
    };
    let at = subject.moment().at;
    let reasons =
        |provider| Reasons { chain, trust, provider, purpose: subject.purpose, told: path.told.as_ref() };
    match subject.purpose {
        Purpose::Server => served(&files, key, &reasons, subject.hosts, at),
        Purpose::Client => presented::checks(&files, key.algorithm(), &reasons, at),
    }
}

/// Starts servers and connects to them.
fn served<'a>(
    files: &ServerFiles,
    key: &PrivateKey,
    reasons: &dyn Fn(Provider) -> Reasons<'a>,
    hosts: &[San],
    at: OffsetDateTime,
) -> Vec<Check> {
    let Reasons { chain, trust, .. } = reasons(Provider::AwsLcRs);
    let (checks, started) = server::start(files, key.algorithm(), chain.leaf(), FixedClock::at(at));
    let connected = |provider, at| {
        let server = started.iter().find(|(one, _)| *one == provider).map(|(_, server)| server.clone());
        let Some(server) = server else { return Vec::new() };
        match HandshakeTest::of(server, provider, trust.anchors(chain), FixedClock::at(at)) {
            Ok(rehearsal) => client::checks(&rehearsal, chain, &reasons(provider), hosts),
            Err(refusal) => {
                let text = format!("a rustls client cannot load the trusted CAs: {refusal}");
                vec![Check::fail(CheckId::Handshake, text)]
            }
        }
    };
    let providers: Vec<_> = started.iter().map(|(provider, _)| *provider).collect();
    let tried = match providers.is_empty() {
        true => vec![Check::skip(CheckId::Handshake, "no rustls server starts")],
        false if !trust.is_usable() => {
            vec![Check::skip(CheckId::Handshake, "the CA file cannot be used")]
        }
        false => rehearsed(&providers, chain, at, &connected),
    };
    checks.into_iter().chain(tried).collect()
}
