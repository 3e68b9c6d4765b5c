//! Floor 1: keys in memory.

mod generate;
mod ml_dsa;
pub(crate) mod oid;
mod prime;
mod private;
mod public;
mod rsa_numbers;
mod sign;

pub use generate::{GenerateError, generate, generate_many_rsa, generate_with};
pub use ml_dsa::MlDsaMaterial;
pub(crate) use ml_dsa::verification as ml_dsa_verification;
pub use prime::{Search, SearchError};
pub use private::{KeyFault, Material, PrivateKey};
pub(crate) use public::behind;
pub use public::{PublicKey, PublicKeyAlgorithm};
pub(crate) use rsa_numbers::RsaNumbers;
pub use sign::{SignError, Signer};
