//! One certificate of a path, and what is wrong with it, whoever signed it.

use rustls::pki_types::CertificateDer;
use webpki::EndEntityCert;

use super::error::{Fault, Member};
use super::query::{Purpose, Query};
use crate::encoding::certificate::Certificate;
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::chain::has_issued;
use crate::pki::refusal::RejectReason;

/// One certificate of the path.
pub(super) struct Link<'a> {
    pub(super) member: Member,
    pub(super) der: &'a CertificateDer<'a>,
    pub(super) certificate: Certificate,
}

impl<'a> Link<'a> {
    pub(super) fn read(member: Member, der: &'a CertificateDer<'a>) -> Option<Self> {
        Some(Self { member, der, certificate: Certificate::from_der(der).ok()? })
    }

    pub(super) const fn is_root(&self) -> bool {
        matches!(self.member, Member::Root(_))
    }

    pub(super) fn has_issued(&self, below: &Self) -> bool {
        has_issued(&self.certificate, &below.certificate)
    }

    /// Its name and another key, as a CA has that was made anew.
    pub(super) fn is_namesake_of_issuer(&self, below: &Self) -> bool {
        self.certificate.subject() == below.certificate.issuer()
    }

    pub(super) fn is_self_signed(&self) -> bool {
        self.certificate.is_self_issued() && self.has_issued(self)
    }
}

/// What is wrong with a certificate at this height of the path.
pub(super) fn own(link: &Link<'_>, height: usize, query: &Query<'_>) -> Vec<Fault> {
    let one = &link.certificate;
    let found = [unreadable(link), dates(one, query), ca(one, height), purpose(one, query.purpose)];
    found.into_iter().flatten().collect()
}

fn unreadable(link: &Link<'_>) -> Option<Fault> {
    let refusal = |error| RejectReason::of_webpki(&error).on(link.certificate.extensions());
    EndEntityCert::try_from(link.der).err().map(|error| Fault::Unreadable(refusal(error)))
}

fn dates(certificate: &Certificate, query: &Query<'_>) -> Option<Fault> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    match query.at {
        _ if not_after < not_before => Some(Fault::EndsBeforeItStarts { not_before, not_after }),
        at if at < not_before => Some(Fault::NotYetValid { not_before }),
        // webpki counts whole seconds.
        at if at.unix_timestamp() > not_after.unix_timestamp() => Some(Fault::Expired { not_after }),
        _ => None,
    }
}

/// RFC 5280, 4.2.1.9; webpki counts CAs that certify a key of their own too.
fn ca(certificate: &Certificate, height: usize) -> Option<Fault> {
    match height.checked_sub(1) {
        None => certificate.is_ca().then_some(Fault::Other(RejectReason::CaAsServer)),
        Some(_) if !certificate.is_ca() => Some(Fault::NoCa),
        Some(below) => path_length(certificate, below),
    }
}

pub(super) fn path_length(certificate: &Certificate, below: usize) -> Option<Fault> {
    let most = certificate.path_len().filter(|most| usize::from(*most) < below)?;
    Some(Fault::PathLength { most, below })
}

/// webpki asks it of issuers too, and takes no anyExtendedKeyUsage.
pub(super) fn purpose(certificate: &Certificate, purpose: Purpose) -> Option<Fault> {
    let wanted = match purpose {
        Purpose::Server => ExtendedKeyUsage::SERVER_AUTH,
        Purpose::Client => ExtendedKeyUsage::CLIENT_AUTH,
    };
    match certificate.extended_key_usage()? {
        [] => Some(Fault::Other(RejectReason::Extension)),
        usages => (!usages.contains(&wanted)).then_some(Fault::Other(RejectReason::Purpose)),
    }
}
