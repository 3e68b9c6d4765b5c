//! The private keys of ML-DSA (RFC 9881, 6): a seed, the expanded key that it makes, or both.

use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Sequence, Tag, TagNumber, Tagged};

use super::error::KeyError;
use super::structure::element;
use crate::key::{KeyFault, Material, MlDsaMaterial, PrivateKey};
use crate::model::algorithm::MlDsa;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

/// The tag of a seed that stands alone.
const SEED: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };

/// Seed and expanded key.
#[derive(Sequence)]
struct Both<'a> {
    seed: &'a OctetStringRef,
    expanded: &'a OctetStringRef,
}

/// The key in the content of a PKCS#8 `privateKey`.
pub(super) fn from_der(parameters: MlDsa, der: &[u8]) -> Result<PrivateKey, KeyError> {
    let choice = AnyRef::from_der(der).opaque()?;
    match choice.tag() {
        SEED => Ok(PrivateKey::from_ml_dsa_seed(parameters, choice.value())?),
        Tag::OctetString => Ok(PrivateKey::from_ml_dsa_expanded(parameters, choice.value())?),
        _ => {
            let both: Both<'_> = choice.decode_as().opaque()?;
            let key = PrivateKey::from_ml_dsa_seed(parameters, both.seed.as_bytes())?;
            match key.material() {
                Material::MlDsa(made) if made.expanded.expose() == both.expanded.as_bytes() => Ok(key),
                _ => Err(KeyFault::Seed.into()),
            }
        }
    }
}

/// The seed, where there is one, which is the form that RFC 9881 recommends; else the expanded key.
pub(super) fn to_der(key: &MlDsaMaterial) -> Result<Secret, KeyError> {
    let (tag, value) = match &key.seed {
        Some(seed) => (SEED, seed),
        None => (Tag::OctetString, &key.expanded),
    };
    Ok(Secret::new(element(tag, &[value.expose()]).opaque()?))
}

#[cfg(test)]
mod tests {
    use der::Encode;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::encoding::pkcs8::to_der as pkcs8_der;
    use crate::encoding::private_key::{self, KeyForm};
    use crate::key::generate;
    use crate::model::algorithm::KeyAlgorithm;

    fn made(parameters: MlDsa) -> (PrivateKey, MlDsaMaterial) {
        let key = generate(KeyAlgorithm::MlDsa(parameters), &mut StdRng::seed_from_u64(7)).unwrap();
        let Material::MlDsa(material) = key.material().clone() else { panic!("another key") };
        (key, material)
    }

    fn read(parameters: MlDsa, inner: &[u8]) -> Result<PrivateKey, KeyError> {
        let pkcs8 = pkcs8_der(parameters.oid(), None, inner).unwrap();
        private_key::from_pkcs8(pkcs8.expose())
    }

    #[test]
    fn every_form_of_a_private_key_is_read() {
        for parameters in MlDsa::ALL {
            let (key, material) = made(parameters);
            let seed = OctetStringRef::new(material.seed.as_ref().unwrap().expose()).unwrap();
            let expanded = OctetStringRef::new(material.expanded.expose()).unwrap();
            let forms = [
                element(SEED, &[seed.as_bytes()]).unwrap(),
                expanded.to_der().unwrap(),
                Both { seed, expanded }.to_der().unwrap(),
            ];
            for inner in forms {
                let found = read(parameters, &inner).unwrap();
                assert_eq!(found.public(), key.public());
                let written = private_key::to_der(&found, KeyForm::Pkcs8).unwrap();
                assert_eq!(private_key::from_pkcs8(written.expose()).unwrap().public(), key.public());
            }
        }
    }

    #[test]
    fn a_seed_beside_another_expanded_key_is_refused() {
        let (_, material) = made(MlDsa::Set44);
        let seed = [1; 32];
        let both = Both {
            seed: OctetStringRef::new(&seed).unwrap(),
            expanded: OctetStringRef::new(material.expanded.expose()).unwrap(),
        };
        assert_eq!(read(MlDsa::Set44, &both.to_der().unwrap()).unwrap_err(), KeyFault::Seed.into());
    }

    #[test]
    fn keys_of_another_length_are_refused() {
        let (_, material) = made(MlDsa::Set44);
        let expanded = OctetStringRef::new(material.expanded.expose()).unwrap().to_der().unwrap();
        let length = KeyFault::Length { expected: 4032, found: 2560 };
        assert_eq!(read(MlDsa::Set65, &expanded).unwrap_err(), length.into());
        let seed = element(SEED, &[&[0; 31]]).unwrap();
        let length = KeyFault::Length { expected: 32, found: 31 };
        assert_eq!(read(MlDsa::Set65, &seed).unwrap_err(), length.into());
    }
}
