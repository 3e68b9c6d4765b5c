//! Writing JSON Web Keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use der::Decode;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::encoding::error::KeyError;
use crate::encoding::{ec_key, other_key};
use crate::key::{Material, PrivateKey, PublicKey, PublicKeyAlgorithm};
use crate::model::control_chars::escaped_json;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

/// The members of a key, in the order that RFC 7638 wants for its thumbprint; the private ones are
/// left out of that.
type Members = Vec<(&'static str, Zeroizing<String>)>;

/// The JWK of a public key, as JSON that ends in a line feed. `kid` is the key's thumbprint (RFC 7638)
/// when none is given.
///
/// # Errors
/// [`KeyError::NoPlace`] for keys that JWK has no place for here.
pub fn public(key: &PublicKey, kid: Option<&str>) -> Result<String, KeyError> {
    Ok(document(&Jwk::new(key, kid, Vec::new())?).to_string())
}

/// The JWK of a private key, as JSON that ends in a line feed.
///
/// # Errors
/// [`KeyError::NoPlace`] for keys that JWK has no place for here.
pub fn private(key: &PrivateKey, kid: Option<&str>) -> Result<Secret, KeyError> {
    let jwk = Jwk::new(key.public(), kid, private_members(key)?)?;
    Ok(Secret::from(document(&jwk).as_bytes()))
}

/// The set of these public keys, as JSON that ends in a line feed.
///
/// # Errors
/// [`KeyError::NoPlace`] for keys that JWK has no place for here.
pub fn set<'a>(keys: impl IntoIterator<Item = &'a PublicKey>) -> Result<String, KeyError> {
    #[derive(Serialize)]
    struct Set {
        keys: Vec<Jwk>,
    }
    let keys = keys.into_iter().map(|key| Jwk::new(key, None, Vec::new())).collect::<Result<_, _>>()?;
    Ok(document(&Set { keys }).to_string())
}

fn document(value: &impl Serialize) -> Zeroizing<String> {
    // Maps of strings always serialise.
    let text = Zeroizing::new(serde_json::to_string_pretty(value).unwrap_or_default());
    let mut text = Zeroizing::new(escaped_json(&text).into_owned());
    text.push('\n');
    text
}

struct Jwk {
    kid: String,
    public: Members,
    private: Members,
}

impl Jwk {
    fn new(key: &PublicKey, kid: Option<&str>, private: Members) -> Result<Self, KeyError> {
        let public = public_members(key)?;
        let kid = kid.map_or_else(|| thumbprint(&public), str::to_owned);
        Ok(Self { kid, public, private })
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kid = ("kid", self.kid.as_str());
        let keys = self.public.iter().chain(&self.private).map(|(name, value)| (*name, value.as_str()));
        serializer.collect_map(keys.chain([kid]))
    }
}

fn base64url(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes))
}

fn member(name: &'static str, bytes: &[u8]) -> (&'static str, Zeroizing<String>) {
    (name, base64url(bytes))
}

fn public_members(key: &PublicKey) -> Result<Members, KeyError> {
    let word = |name, value: String| (name, Zeroizing::new(value));
    match key.algorithm() {
        PublicKeyAlgorithm::Rsa { .. } => {
            let numbers = RsaPublicKeyRef::from_der(key.bits()).opaque()?;
            Ok(vec![
                member("e", numbers.public_exponent.as_bytes()),
                word("kty", "RSA".to_owned()),
                member("n", numbers.modulus.as_bytes()),
            ])
        }
        algorithm => {
            let (kind, curve) = curve_of(algorithm).ok_or_else(|| no_place(key))?;
            let names = vec![word("crv", curve.to_owned()), word("kty", kind.to_owned())];
            let values = match (kind, key.bits().split_first()) {
                ("OKP", _) => vec![member("x", key.bits())],
                (_, Some((4, coordinates))) => {
                    let (x, y) = coordinates.split_at(coordinates.len() / 2);
                    vec![member("x", x), member("y", y)]
                }
                _ => return Err(no_place(key)),
            };
            Ok([names, values].concat())
        }
    }
}

/// The kind of key, and the name of its curve.
fn curve_of(algorithm: PublicKeyAlgorithm) -> Option<(&'static str, &'static str)> {
    algorithm.row()?.jwk
}

fn private_members(key: &PrivateKey) -> Result<Members, KeyError> {
    Ok(match key.material() {
        Material::Rsa(pkcs1) => {
            let numbers = RsaPrivateKeyRef::from_der(pkcs1.expose()).opaque()?;
            vec![
                member("d", numbers.private_exponent.as_bytes()),
                member("p", numbers.prime1.as_bytes()),
                member("q", numbers.prime2.as_bytes()),
                member("dp", numbers.exponent1.as_bytes()),
                member("dq", numbers.exponent2.as_bytes()),
                member("qi", numbers.coefficient.as_bytes()),
            ]
        }
        Material::Ec(_, scalar) => vec![member("d", scalar.expose())],
        Material::Ed25519(seed) => vec![member("d", seed.expose())],
        Material::Other(other) => match curve_of(key.algorithm()) {
            Some(("EC", _)) => vec![member("d", ec_key::scalar(other).opaque()?.expose())],
            Some(_) => vec![member("d", other_key::octets(other).opaque()?.expose())],
            None => return Err(no_place(key.public())),
        },
        Material::MlDsa(_) => return Err(no_place(key.public())),
    })
}

const fn no_place(key: &PublicKey) -> KeyError {
    KeyError::NoPlace { form: "JWK", algorithm: key.algorithm() }
}

/// SHA-256 of the members that make the key, without white space, in the order of their names
/// (RFC 7638, 3).
fn thumbprint(public: &Members) -> String {
    let members: Vec<String> =
        public.iter().map(|(name, value)| format!("\"{name}\":\"{}\"", value.as_str())).collect();
    let text = format!("{{{}}}", members.join(","));
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, A.3.
    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let key = PublicKey::from_ed25519(&URL_SAFE_NO_PAD.decode(x).unwrap()).unwrap();
        assert!(public(&key, None).unwrap().contains("\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\""));
    }
}
