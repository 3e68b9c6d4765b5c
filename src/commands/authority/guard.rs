//! What no command may do with the key of a CA.

use super::Ca;
use crate::commands::error::CommandError;
use crate::host::stdio::Place;
use crate::key::PublicKey;
use crate::ops::Error;

impl Ca {
    /// Refuses to certify its own key, or the key of a CA above it, for anything but a CA.
    pub(in crate::commands) fn refuse_key(&self, place: &Place, key: &PublicKey) -> Result<(), CommandError> {
        match self.chain().iter().any(|one| one.public_key == *key) {
            true => Err(Error::CaKey { place: place.clone(), ca: self.folder.clone() }.into()),
            false => Ok(()),
        }
    }
}
