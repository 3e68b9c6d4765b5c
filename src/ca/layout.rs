//! The files in the directory of a CA. Those of other programs are in [`naming`](super::naming).

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The CA's certificate; behind it, for a CA below others, theirs up to the root.
pub const CERTIFICATE: &str = "ca.crt";
/// The certificates that it had before, the last one first; stores that trust them need the current one.
pub const FORMER_CERTIFICATES: &str = "ca-former.crt";
/// Certificates for the key of the root by other CAs, which servers send so that clients of those CAs accept them.
pub const CROSS_CERTIFICATES: &str = "ca-cross.crt";
/// The directory with the CAs that this one has replaced, each in one of its own with a number as its name.
pub const FORMER: &str = "former";
/// The CA's private key, PKCS#8, possibly behind a passphrase.
pub const KEY: &str = "ca.key";
/// What it has issued and revoked.
pub const LEDGER: &str = "ledger.jsonl";
/// The settings.
pub const SETTINGS: &str = "ca.json";
/// Its revocation list.
pub const CRL: &str = "ca.crl";

/// The version of the folder's contents; a change that an older devcert would get wrong raises it.
pub const VERSION: u32 = 1;

/// The contents of [`SETTINGS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaSettings {
    /// [`VERSION`]
    pub version: u32,
    /// The folder of the CA above, from the root of the file system, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

impl Default for CaSettings {
    fn default() -> Self {
        Self { version: VERSION, parent: None }
    }
}

/// Why settings cannot be used; each is a sentence that follows the file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// Not what devcert writes.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Created by a devcert that does things that this one does not know.
    #[error("CA version {0} is newer than the latest supported version {VERSION}")]
    Newer(u32),
}

impl CaSettings {
    /// Reads the contents of [`SETTINGS`].
    pub fn read(bytes: &[u8]) -> Result<Self, SettingsError> {
        let damaged = |error: serde_json::Error| SettingsError::Damaged(error.to_string());
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(damaged)?;
        // The version first: what a newer one means by the rest is not known.
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        match version.map(|version| u32::try_from(version).unwrap_or(u32::MAX)) {
            Some(version) if version > VERSION => Err(SettingsError::Newer(version)),
            _ => serde_json::from_value(value).map_err(damaged),
        }
    }

    /// The same as a file's contents.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        // Numbers and text take every serialisation.
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_this_version_read_back_and_those_of_a_newer_one_are_told() {
        assert_eq!(CaSettings::read(&CaSettings::default().write()), Ok(CaSettings::default()));
        let below = CaSettings { parent: Some("/home/me/ca".to_owned()), ..CaSettings::default() };
        assert_eq!(CaSettings::read(&below.write()), Ok(below));
        assert_eq!(CaSettings::read(br#"{"version": 2, "x": []}"#), Err(SettingsError::Newer(2)));
        assert_eq!(CaSettings::read(br#"{"version": 99999999999}"#), Err(SettingsError::Newer(u32::MAX)));
        for text in ["", "{", "{}", "[]", r#"{"version": "1"}"#] {
            assert!(matches!(CaSettings::read(text.as_bytes()), Err(SettingsError::Damaged(_))), "{text}");
        }
    }
}
