//! Floor 1: keys in memory.

mod generate;
pub(crate) mod oid;
mod prime;
mod private;
mod public;
mod rsa_numbers;
mod sign;

pub use generate::{GenerateError, generate, generate_many_rsa, generate_with};
pub use prime::{Search, SearchError};
pub use private::{KeyFault, Material, PrivateKey};
pub use public::{PublicKey, PublicKeyAlgorithm};
pub(crate) use rsa_numbers::RsaNumbers;
pub use sign::{SignError, Signer};
