//! Keys in memory.

mod choice;
mod deterministic;
mod dh;
mod digest;
mod ecdsa;
mod fault;
mod generate;
mod kind;
mod message_digest;
mod ml_dsa;
pub(crate) mod oid;
mod other;
mod private;
mod public;
mod rsa_numbers;
mod rsa_signature;
mod sign;
mod verify;
pub(crate) mod weierstrass;

pub use choice::{ChoiceError, SignatureChoice};
pub use devcert_primes::Search;
pub use dh::{DH_BITS_MAX, DH_BITS_MIN, DhForm, DhParameters};
pub use digest::digest_of;
pub use fault::KeyFault;
pub use generate::{
    GenerateError, generate, generate_edwards, generate_many_rsa, generate_rsa, generate_with,
};
pub use kind::PublicKeyAlgorithm;
pub use message_digest::{Digester, MessageDigest};
pub use ml_dsa::MlDsaMaterial;
pub use other::OtherKey;
pub(crate) use other::{Powers, edwards_public};
pub(crate) use private::same_point;
pub use private::{Material, PrivateKey, Remark};
pub(crate) use public::behind;
pub use public::{PointForm, PublicKey};
pub(crate) use rsa_numbers::RsaNumbers;
pub use sign::{SignError, Signer};
pub use verify::VerifyError;
