//! A verification that is running, and those who watch it.

use std::sync::Arc;

use time::OffsetDateTime;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::list::RevocationList;
use super::policy::Policies;
use super::settings::{Clock, Settings, VerifyFlag};

/// Where trusted certificates and lists come from.
pub trait Store {
    /// The certificates with this canonical subject, the preferred one first. `for_crl` if the chain is that of the
    /// issuer of a CRL, for which OpenSSL does not use the certificates of `-trusted`.
    fn certificates(&mut self, subject: &[u8], for_crl: bool) -> Vec<Arc<StoreCertificate>>;

    /// The lists with this canonical issuer.
    fn lists(&mut self, issuer: &[u8]) -> Vec<Arc<RevocationList>>;
}

/// What a verification has come to: an error, or a certificate that it has checked.
#[derive(Debug)]
pub struct Problem<'a> {
    /// What the error is; for a certificate that was checked, the last error of its chain, if it has one.
    pub code: VerifyCode,
    /// The position in the chain, zero for the first certificate.
    pub depth: usize,
    /// The certificate, for errors that are about one.
    pub certificate: Option<&'a StoreCertificate>,
    /// Whether the chain is that of the issuer of a CRL.
    pub in_crl_path: bool,
    /// The policies, for [`VerifyCode::NoExplicitPolicy`].
    pub policies: &'a Policies,
}

/// Who watches a verification.
pub trait Observer {
    /// Hears of an error and decides whether the verification continues; it fails in either case.
    fn problem(&mut self, problem: &Problem<'_>) -> bool;

    /// Hears of a certificate whose signature and dates were checked, whether or not they had errors.
    fn checked(&mut self, _: &Problem<'_>) {}

    /// Hears of the policies, about no certificate, if [`VerifyFlag::NotifyPolicy`] is set.
    fn policies(&mut self, found: &Problem<'_>);
}

/// Ends a verification at its first error.
#[derive(Debug, Clone, Copy)]
pub struct FirstError;

impl Observer for FirstError {
    fn problem(&mut self, _: &Problem<'_>) -> bool {
        false
    }

    fn policies(&mut self, _: &Problem<'_>) {}
}

/// What a verification has found.
#[derive(Debug)]
pub struct Verified {
    /// The chain, the first certificate first, as far as it was built.
    pub chain: Vec<Arc<StoreCertificate>>,
    /// How many certificates of the chain are not from the store.
    pub untrusted: usize,
    /// The last error, or [`VerifyCode::Ok`].
    pub code: VerifyCode,
    /// A kind of signature that devcert cannot check and that made the verification fail.
    pub unsupported: Option<String>,
}

impl Verified {
    /// Whether nothing has failed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.code == VerifyCode::Ok
    }
}

/// The verification ended before all checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped;

/// What all chains of a verification have in common.
pub(super) struct Run<'a> {
    pub(super) settings: &'a Settings,
    pub(super) store: &'a mut dyn Store,
    /// Certificates that may be used and are not trusted; `None` without any.
    pub(super) untrusted: Option<&'a [Arc<StoreCertificate>]>,
    pub(super) lists: &'a [Arc<RevocationList>],
    pub(super) observer: &'a mut dyn Observer,
    pub(super) unsupported: Option<String>,
}

/// One chain that is verified.
pub(super) struct Context<'r, 'a> {
    pub(super) run: &'r mut Run<'a>,
    pub(super) chain: Vec<Arc<StoreCertificate>>,
    /// How many certificates of the chain are not from the store.
    pub(super) untrusted: usize,
    /// Whether the chain is that of the issuer of a CRL.
    pub(super) in_crl_path: bool,
    pub(super) code: VerifyCode,
    pub(super) depth: usize,
    pub(super) policies: Policies,
}

impl<'r, 'a> Context<'r, 'a> {
    /// A chain that begins with this certificate.
    pub(super) fn new(run: &'r mut Run<'a>, certificate: Arc<StoreCertificate>, in_crl_path: bool) -> Self {
        Self {
            run,
            chain: vec![certificate],
            untrusted: 1,
            in_crl_path,
            code: VerifyCode::Ok,
            depth: 0,
            policies: Policies::default(),
        }
    }

    /// Whether the check is on.
    pub(super) const fn has(&self, flag: VerifyFlag) -> bool {
        self.run.settings.has(flag)
    }

    /// The time at which certificates must be valid.
    pub(super) const fn time(&self) -> Option<OffsetDateTime> {
        match self.run.settings.clock {
            Clock::At(time) => Some(time),
            Clock::Unchecked => None,
        }
    }

    /// Reports an error of the certificate at this depth.
    pub(super) fn fail(&mut self, depth: usize, code: VerifyCode) -> Result<(), Stopped> {
        self.depth = depth;
        let certificate = self.chain.get(depth).cloned();
        self.fail_about(certificate.as_deref(), code)
    }

    /// Reports an error at the current depth, about a certificate or about none.
    pub(super) fn fail_about(
        &mut self,
        certificate: Option<&StoreCertificate>,
        code: VerifyCode,
    ) -> Result<(), Stopped> {
        self.code = code;
        let goes_on = self.tell(certificate, |observer, problem| observer.problem(problem));
        goes_on.then_some(()).ok_or(Stopped)
    }

    /// Tells the observer what the verification has come to at the current depth.
    pub(super) fn tell<T>(
        &mut self,
        certificate: Option<&StoreCertificate>,
        tell: impl FnOnce(&mut dyn Observer, &Problem<'_>) -> T,
    ) -> T {
        let problem = Problem {
            code: self.code,
            depth: self.depth,
            certificate,
            in_crl_path: self.in_crl_path,
            policies: &self.policies,
        };
        tell(self.run.observer, &problem)
    }

    /// Reports the errors that apply, in their order, of the certificate at this depth.
    pub(super) fn fail_if(&mut self, depth: usize, faults: &[(bool, VerifyCode)]) -> Result<(), Stopped> {
        faults.iter().filter(|(applies, _)| *applies).try_for_each(|(_, code)| self.fail(depth, *code))
    }
}
