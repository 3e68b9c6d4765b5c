//! Floor 1: keys in memory.

mod generate;
pub(crate) mod oid;
mod private;
mod public;
mod rsa_numbers;
mod sign;

pub use generate::{GenerateError, generate};
pub use private::{KeyFault, Material, PrivateKey};
pub use public::{PublicKey, PublicKeyAlgorithm};
pub(crate) use rsa_numbers::RsaNumbers;
pub use sign::{SignError, Signer};
