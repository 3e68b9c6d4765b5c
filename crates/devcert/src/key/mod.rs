//! Keys in memory.

mod choice;
mod curve_parameters;
mod deterministic;
mod dh;
mod digest;
mod dsa;
mod ecdsa;
mod fault;
mod generate;
mod group_signature;
mod kind;
mod message_digest;
mod ml_dsa;
pub(crate) mod named_curve;
pub(crate) mod oid;
mod other;
mod other_signature;
mod point;
mod private;
mod public;
mod rsa_numbers;
mod rsa_signature;
mod sign;
mod verify;
pub(crate) mod weierstrass;

pub use choice::{ChoiceError, SignatureChoice};
pub use curve_parameters::CurveForm;
pub use devcert_primes::Search;
pub use dh::{DH_BITS_MAX, DH_BITS_MIN, DhForm, DhParameters};
pub use digest::digest_of;
pub use dsa::DsaGroup;
pub use fault::KeyFault;
pub use generate::{
    GenerateError, generate, generate_edwards, generate_many_rsa, generate_on, generate_rsa, generate_with,
};
pub use kind::PublicKeyAlgorithm;
pub use message_digest::{Digester, MessageDigest};
pub use ml_dsa::MlDsaMaterial;
pub use named_curve::NamedCurve;
pub use other::OtherKey;
pub(crate) use other::{Powers, edwards_public};
pub use point::PointForm;
pub(crate) use point::same_point;
pub use private::{Material, PrivateKey, Remark};
pub use public::PublicKey;
pub(crate) use public::behind;
pub(crate) use rsa_numbers::RsaNumbers;
pub use sign::{SignError, Signer};
pub use verify::VerifyError;
