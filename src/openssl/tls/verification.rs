//! The certificates of a peer checked in the steps of OpenSSL, with its numbers.

use devcert::encoding::certificate::Certificate;
use devcert::pki::signature::check_issued;
use time::OffsetDateTime;

use crate::openssl::peer_name;

/// The most certificates of a chain that is followed.
const LENGTH_MAX: usize = 100;

/// The numbers of OpenSSL (`X509_V_…`) and their texts.
const TEXTS: [(u32, &str); 15] = [
    (OK, "ok"),
    (NO_TRUSTED_ISSUER, "unable to get issuer certificate"),
    (SIGNATURE, "certificate signature failure"),
    (NOT_YET_VALID, "certificate is not yet valid"),
    (EXPIRED, "certificate has expired"),
    (SELF_SIGNED, "self-signed certificate"),
    (SELF_SIGNED_IN_CHAIN, "self-signed certificate in certificate chain"),
    (NO_ISSUER, "unable to get local issuer certificate"),
    (LEAF_SIGNATURE, "unable to verify the first certificate"),
    (TOO_LONG, "certificate chain too long"),
    (PURPOSE, "unsuitable certificate purpose"),
    (HOST, "hostname mismatch"),
    (MAILBOX, "email address mismatch"),
    (ADDRESS, "IP address mismatch"),
    (NOT_A_CA, "invalid CA certificate"),
];

/// No error.
pub(super) const OK: u32 = 0;
/// Certificates of the store do not lead to one that is self-signed.
pub(super) const NO_TRUSTED_ISSUER: u32 = 2;
const SIGNATURE: u32 = 7;
/// The first date is in the future.
pub(super) const NOT_YET_VALID: u32 = 9;
/// The last date is in the past.
pub(super) const EXPIRED: u32 = 10;
const SELF_SIGNED: u32 = 18;
const SELF_SIGNED_IN_CHAIN: u32 = 19;
const NO_ISSUER: u32 = 20;
const LEAF_SIGNATURE: u32 = 21;
/// An error above the depth that `-verify` allows.
pub(super) const TOO_LONG: u32 = 22;
const PURPOSE: u32 = 26;
const HOST: u32 = 62;
const MAILBOX: u32 = 63;
const ADDRESS: u32 = 64;
const NOT_A_CA: u32 = 79;

/// OpenSSL's text for a number.
pub(super) fn text(code: u32) -> &'static str {
    TEXTS
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("unknown certificate verification error", |(_, text)| text)
}

/// What the peer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A server, whose certificate a client checks.
    Server,
    /// A client, whose certificate a server checks.
    Client,
}

/// What is checked.
#[derive(Debug)]
pub(super) struct Rules {
    /// The certificates that are trusted.
    pub store: Vec<Certificate>,
    /// Whether any certificate of the store ends a chain, or one that is self-signed only.
    pub partial_chain: bool,
    /// The time, unless times do not matter.
    pub now: Option<OffsetDateTime>,
    /// The role of the peer.
    pub role: Role,
    /// The host that the certificate must be for.
    pub host: Option<String>,
    /// The IP address that the certificate must be for.
    pub address: Option<String>,
    /// The mailbox that the certificate must be for.
    pub mailbox: Option<String>,
}

/// One step of a check.
pub(super) struct Step<'a> {
    /// The number of the error, or [`OK`].
    pub code: u32,
    /// The place of the certificate in the chain, the peer's own at 0.
    pub depth: usize,
    /// The certificate.
    pub certificate: &'a Certificate,
}

/// Why a check ended early: its listener wanted no more.
struct Stopped;

/// A chain as far as it leads, the peer's certificate first.
struct Chain<'a> {
    certificates: Vec<&'a Certificate>,
    /// How many of them the peer has sent.
    sent: usize,
    is_trusted: bool,
}

impl Rules {
    /// Checks what the peer has sent, its own certificate first. `listener` hears each step, and says whether to go on.
    /// Returns the number of the last error.
    pub(super) fn check(&self, sent: &[Certificate], listener: &mut dyn FnMut(&Step<'_>) -> bool) -> u32 {
        let mut code = OK;
        let mut report = |step: Step<'_>| {
            if step.code != OK {
                code = step.code;
            }
            if listener(&step) { Ok(()) } else { Err(Stopped) }
        };
        let chain = self.chain(sent);
        // The code has the error of a check that was stopped.
        let _ = Self::trust(&chain, &mut report)
            .and_then(|()| self.usages(&chain, &mut report))
            .and_then(|()| self.names(&chain, &mut report))
            .and_then(|()| self.signatures(&chain, &mut report));
        code
    }

    fn chain<'a>(&'a self, sent: &'a [Certificate]) -> Chain<'a> {
        let mut certificates: Vec<&Certificate> = sent.iter().take(1).collect();
        let mut count = certificates.len();
        while let Some(top) = certificates.last().filter(|_| certificates.len() < LENGTH_MAX) {
            if top.is_self_issued() {
                break;
            }
            let is_sent = count == certificates.len();
            if let Some(issuer) = self.issuer(&self.store, top) {
                certificates.push(issuer);
            } else if let Some(issuer) = self.issuer(sent, top).filter(|_| is_sent) {
                certificates.push(issuer);
                count += 1;
            } else {
                break;
            }
        }
        let is_stored = |one: &&Certificate| self.store.iter().any(|stored| stored.der() == one.der());
        let is_trusted = match self.partial_chain {
            true => certificates.iter().any(is_stored),
            false => certificates.last().is_some_and(|top| top.is_self_issued() && is_stored(top)),
        };
        Chain { certificates, sent: count, is_trusted }
    }

    /// The issuers of a certificate in the store, as far as they are there.
    pub(super) fn issuers(&self, of: &Certificate) -> Vec<Certificate> {
        let chain = self.chain(std::slice::from_ref(of));
        chain.certificates.into_iter().skip(1).cloned().collect()
    }

    /// The best issuer of a certificate: one whose key has signed it and that is valid now, or one with the name.
    fn issuer<'a>(&self, certificates: &'a [Certificate], of: &Certificate) -> Option<&'a Certificate> {
        let namesakes =
            certificates.iter().filter(|one| one.subject() == of.issuer() && one.der() != of.der());
        namesakes.max_by_key(|one| {
            let is_valid = self.now.is_none_or(|now| (one.not_before()..=one.not_after()).contains(&now));
            (check_issued(of, one.public_key()).is_ok(), is_valid)
        })
    }

    fn trust(chain: &Chain<'_>, report: &mut Report<'_>) -> Result<(), Stopped> {
        let Some(top) = chain.certificates.last().filter(|_| !chain.is_trusted) else { return Ok(()) };
        let length = chain.certificates.len();
        let code = match top.is_self_issued() {
            true if length == 1 => SELF_SIGNED,
            true => SELF_SIGNED_IN_CHAIN,
            false if chain.sent < length => NO_TRUSTED_ISSUER,
            false => NO_ISSUER,
        };
        report(Step { code, depth: length - 1, certificate: top })
    }

    fn usages(&self, chain: &Chain<'_>, report: &mut Report<'_>) -> Result<(), Stopped> {
        use devcert::model::usage::ExtendedKeyUsage;
        let wanted = match self.role {
            Role::Server => ExtendedKeyUsage::SERVER_AUTH,
            Role::Client => ExtendedKeyUsage::CLIENT_AUTH,
        };
        for (depth, certificate) in chain.certificates.iter().enumerate() {
            // A certificate of the first version is a CA's if it is self-signed.
            let is_old_root = certificate.version() == 1 && certificate.is_self_issued();
            if depth > 0 && !certificate.is_ca() && !is_old_root {
                report(Step { code: NOT_A_CA, depth, certificate })?;
            }
            let usages = certificate.extended_key_usage();
            if usages.is_some_and(|usages| !usages.contains(&wanted)) {
                report(Step { code: PURPOSE, depth, certificate })?;
            }
        }
        Ok(())
    }

    fn names(&self, chain: &Chain<'_>, report: &mut Report<'_>) -> Result<(), Stopped> {
        let Some(certificate) = chain.certificates.first() else { return Ok(()) };
        let has = |name: &Option<String>, is_for: fn(&Certificate, &str) -> bool| {
            name.as_deref().is_none_or(|name| is_for(certificate, name))
        };
        let checks = [
            (HOST, has(&self.host, peer_name::is_for_host)),
            (MAILBOX, has(&self.mailbox, peer_name::is_for_mailbox)),
            (ADDRESS, has(&self.address, peer_name::is_for_address)),
        ];
        for (code, _) in checks.into_iter().filter(|(_, holds)| !holds) {
            report(Step { code, depth: 0, certificate })?;
        }
        Ok(())
    }

    /// Signatures and dates, from the top of the chain down.
    fn signatures(&self, chain: &Chain<'_>, report: &mut Report<'_>) -> Result<(), Stopped> {
        let Some((mut depth, top)) = chain.certificates.iter().enumerate().next_back() else {
            return Ok(());
        };
        let mut issuer = depth;
        if !top.is_self_issued() && !self.partial_chain {
            match depth {
                0 => report(Step { code: LEAF_SIGNATURE, depth, certificate: top })?,
                _ => depth -= 1,
            }
        }
        loop {
            let certificate = chain.certificates[depth];
            let key = chain.certificates[issuer].public_key();
            if issuer != depth && check_issued(certificate, key).is_err() {
                report(Step { code: SIGNATURE, depth, certificate })?;
            }
            if self.now.is_some_and(|now| now < certificate.not_before()) {
                report(Step { code: NOT_YET_VALID, depth, certificate })?;
            }
            if self.now.is_some_and(|now| now > certificate.not_after()) {
                report(Step { code: EXPIRED, depth, certificate })?;
            }
            report(Step { code: OK, depth, certificate })?;
            if depth == 0 {
                return Ok(());
            }
            issuer = depth;
            depth -= 1;
        }
    }
}

/// What hears the steps.
type Report<'a> = dyn FnMut(Step<'_>) -> Result<(), Stopped> + 'a;
