//! Revocation lists (RFC 5280, 5).

use rcgen::{
    CertificateRevocationListParams, KeyIdMethod, RevocationReason, RevokedCertParams, SerialNumber,
};
use time::OffsetDateTime;

use super::draft;
use super::issue::{IssueError, Issuer};
use crate::encoding::crl::Reason;
use crate::model::serial::Serial;

/// What a revocation list shall say.
#[derive(Debug, Clone)]
pub struct CrlSpec {
    /// Its number, higher than that of any list before it (5.2.3).
    pub number: u64,
    /// When it is made.
    pub this_update: OffsetDateTime,
    /// When the next one comes at the latest.
    pub next_update: OffsetDateTime,
    /// What is revoked, written in this order.
    pub revoked: Vec<Revocation>,
}

/// One revoked certificate.
#[derive(Debug, Clone)]
pub struct Revocation {
    /// Its serial number.
    pub serial: Serial,
    /// Since when.
    pub at: OffsetDateTime,
    /// Why; unspecified is left out, as the standard asks (5.3.1).
    pub reason: Reason,
    /// Since when its key may have been in other hands, where that is known (5.3.2).
    pub invalid_since: Option<OffsetDateTime>,
}

/// A revocation list signed by `issuer`, as DER.
pub fn crl(spec: &CrlSpec, issuer: &Issuer) -> Result<Vec<u8>, IssueError> {
    issuer.check_name()?;
    let params = CertificateRevocationListParams {
        this_update: spec.this_update,
        next_update: spec.next_update,
        crl_number: SerialNumber::from(spec.number),
        issuing_distribution_point: None,
        revoked_certs: spec.revoked.iter().map(revoked).collect(),
        key_identifier_method: KeyIdMethod::PreSpecified(issuer.key_id().to_vec()),
    };
    draft::crl(&params, issuer.name(), issuer.signer())
}

fn revoked(one: &Revocation) -> RevokedCertParams {
    RevokedCertParams {
        serial_number: SerialNumber::from_slice(one.serial.as_be_bytes()),
        revocation_time: one.at,
        reason_code: reason(one.reason),
        invalidity_date: one.invalid_since,
    }
}

const fn reason(reason: Reason) -> Option<RevocationReason> {
    Some(match reason.0 {
        1 => RevocationReason::KeyCompromise,
        2 => RevocationReason::CaCompromise,
        3 => RevocationReason::AffiliationChanged,
        4 => RevocationReason::Superseded,
        5 => RevocationReason::CessationOfOperation,
        6 => RevocationReason::CertificateHold,
        8 => RevocationReason::RemoveFromCrl,
        9 => RevocationReason::PrivilegeWithdrawn,
        10 => RevocationReason::AaCompromise,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use time::macros::datetime;

    use super::*;
    use crate::encoding::crl::Crl;
    use crate::key::{PrivateKey, generate};
    use crate::model::name::Name;
    use crate::pki::signature;

    const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);

    fn key() -> PrivateKey {
        generate("p256".parse().unwrap(), &mut StdRng::seed_from_u64(1)).unwrap()
    }

    /// A name that rcgen's own cannot hold: two attributes of one type.
    fn list(revoked: Vec<Revocation>) -> Crl {
        let name: Name = "/O=Acme/OU=one/OU=two".parse().unwrap();
        let spec =
            CrlSpec { number: 300, this_update: NOW, next_update: NOW + time::Duration::days(30), revoked };
        let read = Crl::from_der(&crl(&spec, &Issuer::new(name.clone(), &key()).unwrap()).unwrap()).unwrap();
        assert_eq!(read.issuer, name);
        read
    }

    #[test]
    fn every_reason_comes_back_and_unspecified_is_left_out() {
        let revoked = |(at, reason): (u8, Reason)| Revocation {
            serial: Serial::from_be_bytes(&[0x80, at]).unwrap(),
            at: NOW,
            reason,
            invalid_since: Some(NOW),
        };
        let reasons: Vec<(u8, Reason)> = (0..).zip(Reason::all()).collect();
        let read = list(reasons.iter().copied().map(revoked).collect());
        let found: Vec<_> = read.revoked.iter().map(|one| one.reason).collect();
        let expected = reasons.iter().map(|(_, reason)| Some(*reason).filter(|reason| reason.0 != 0));
        assert_eq!(found, expected.collect::<Vec<_>>());
        assert_eq!(read.revoked[3].serial, [0, 0x80, 3]);
    }

    #[test]
    fn a_list_has_its_number_and_holds_when_it_is_empty() {
        let read = list(Vec::new());
        assert_eq!((read.number.as_deref(), read.revoked.len(), read.version), (Some(&[1, 44][..]), 0, 2));
        assert_eq!(signature::check(key().public(), &read.signed), Ok(()));
    }
}
