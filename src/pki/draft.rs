//! The one way in which a certificate or request is made.
//!
//! rcgen writes the structure, unsigned. What rcgen cannot hold is then set on the part to be
//! signed (its distinguished names are maps, so a repeated attribute would be lost; its public keys
//! come without their parameters; it knows few signature algorithms), and the one signature is made over
//! the result.

use der::asn1::{Any, BitStringRef};
use der::{Decode, Encode};
use rcgen::{
    CertificateParams, CertificateRevocationListParams, CustomExtension, DistinguishedName, Issuer,
    PublicKeyData, SigningKey,
};

use super::issue::IssueError;
use crate::encoding::{extension_to_der, name_to_der};
use crate::key::{PublicKey, Signer};
use crate::model::extension::Extension;
use crate::model::name::Name;

/// A key for rcgen that signs nothing. Its kind takes the place of the real one, with all the algorithms that
/// rcgen does not know, until [`sign`] sets the real key and algorithm.
struct Unsigned<'a> {
    public: &'a PublicKey,
}

impl PublicKeyData for Unsigned<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.public.bits()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl SigningKey for Unsigned<'_> {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

/// rcgen's parameters for a certificate whose issuer's key has this identifier, with nothing in them of rcgen's own choosing.
pub(super) fn parameters(
    extensions: &[Extension],
    subject: &PublicKey,
    issuer_id: &[u8],
) -> Result<CertificateParams, IssueError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    for extension in extensions {
        let oid = extension.body.oid();
        let arcs = oid.arcs().ok_or(IssueError::LargeOid(oid))?;
        let content = extension_to_der(&extension.body, subject, issuer_id)?;
        let mut custom = CustomExtension::from_oid_content(&arcs, content);
        custom.set_criticality(extension.critical);
        params.custom_extensions.push(custom);
    }
    Ok(params)
}

/// Positions in a version 3 `TBSCertificate` (RFC 5280, 4.1).
mod tbs {
    pub(super) const SIGNATURE: usize = 2;
    pub(super) const ISSUER: usize = 3;
    pub(super) const SUBJECT: usize = 5;
    pub(super) const PUBLIC_KEY: usize = 6;
}

/// Positions in a version 2 `TBSCertList` (RFC 5280, 5.1).
mod list {
    pub(super) const SIGNATURE: usize = 1;
    pub(super) const ISSUER: usize = 2;
}

/// Positions in a `CertificationRequestInfo` (RFC 2986, 4.1).
mod info {
    pub(super) const SUBJECT: usize = 1;
    pub(super) const PUBLIC_KEY: usize = 2;
}

/// The DER of a certificate on `subject_key`, signed by `signer`, whose public half is `signer_key`.
pub(super) fn certificate(
    params: &CertificateParams,
    subject: &Name,
    subject_key: &PublicKey,
    issuer: &Name,
    (signer, signer_key): (&Signer, &PublicKey),
) -> Result<Vec<u8>, IssueError> {
    let unsigned = Unsigned { public: signer_key };
    let draft = params.signed_by(&unsigned, &Issuer::from_params(params, &unsigned))?;
    sign(draft.der(), signer, |fields, algorithm| {
        set(fields, tbs::SIGNATURE, algorithm)?;
        set(fields, tbs::ISSUER, &name_to_der(issuer)?)?;
        set(fields, tbs::SUBJECT, &name_to_der(subject)?)?;
        set(fields, tbs::PUBLIC_KEY, subject_key.spki())
    })
}

/// The DER of a request for `key`, signed by it.
pub(super) fn request(
    params: &CertificateParams,
    subject: &Name,
    (signer, key): (&Signer, &PublicKey),
) -> Result<Vec<u8>, IssueError> {
    let unsigned = Unsigned { public: key };
    let draft = params.serialize_request(&unsigned)?;
    sign(draft.der(), signer, |fields, _| {
        set(fields, info::SUBJECT, &name_to_der(subject)?)?;
        set(fields, info::PUBLIC_KEY, key.spki())
    })
}

/// The DER of a revocation list, signed by `signer`, whose public half is `signer_key`.
pub(super) fn crl(
    params: &CertificateRevocationListParams,
    issuer: &Name,
    (signer, signer_key): (&Signer, &PublicKey),
) -> Result<Vec<u8>, IssueError> {
    let unsigned = Unsigned { public: signer_key };
    let mut nobody = CertificateParams::default();
    nobody.distinguished_name = DistinguishedName::new();
    let draft = params.signed_by(&Issuer::from_params(&nobody, &unsigned))?;
    sign(draft.der(), signer, |fields, algorithm| {
        set(fields, list::SIGNATURE, algorithm)?;
        set(fields, list::ISSUER, &name_to_der(issuer)?)
    })
}

fn set(fields: &mut [Any], position: usize, der: &[u8]) -> der::Result<()> {
    let field = fields.get_mut(position).ok_or(der::ErrorKind::Failed)?;
    *field = Any::from_der(der)?;
    Ok(())
}

/// Takes a signed structure apart, edits the fields of what is to be signed, and signs it. `edit` gets the
/// fields and the DER of the signature's algorithm.
fn sign(
    draft: &[u8],
    signer: &Signer,
    edit: impl FnOnce(&mut [Any], &[u8]) -> der::Result<()>,
) -> Result<Vec<u8>, IssueError> {
    let parts = Vec::<Any>::from_der(draft)?;
    let [unsigned, _, _] = parts.as_slice() else {
        return Err(der::Error::from(der::ErrorKind::Failed).into());
    };
    let mut fields: Vec<Any> = unsigned.sequence(|reader| {
        let mut fields = Vec::new();
        while !der::Reader::is_finished(reader) {
            fields.push(Any::decode(reader)?);
        }
        Ok::<_, der::Error>(fields)
    })?;
    let algorithm = signer.algorithm().identifier()?.to_der()?;
    edit(&mut fields, &algorithm)?;
    let to_be_signed = fields.to_der()?;
    let signature = signer.sign(&to_be_signed)?;
    let signature = Any::from_der(&BitStringRef::from_bytes(&signature)?.to_der()?)?;
    Ok(vec![Any::from_der(&to_be_signed)?, Any::from_der(&algorithm)?, signature].to_der()?)
}
