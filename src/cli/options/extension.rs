//! Extensions that are requested by hand.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::host::files;
use devcert::model::extension::{Extension, ExtensionValue, OtherExtension};
use devcert::model::hex;
use devcert::model::oid::{Oid, known};
use devcert::x509;

/// Extensions in addition to those of the profile.
#[derive(Debug, Args)]
#[command(next_help_heading = "Extensions")]
pub(crate) struct ExtensionArgs {
    /// Additional extension: OID=HEX or OID=der:FILE, with `critical,` in front of the value if it is critical,
    /// or must-staple; repeatable
    #[arg(long, value_name = "EXTENSION")]
    extension: Vec<Extra>,
}

/// `OID=[critical,]HEX`, `OID=[critical,]der:FILE`, `must-staple`.
#[derive(Debug, Clone)]
pub(crate) struct Extra {
    oid: Oid,
    critical: bool,
    value: Value,
}

#[derive(Debug, Clone)]
enum Value {
    Bytes(Vec<u8>),
    File(PathBuf),
}

/// The TLS feature extension with `status_request` (RFC 7633), which is what "must staple" is.
const MUST_STAPLE: [u8; 5] = [0x30, 3, 2, 1, 5];

impl FromStr for Extra {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("must-staple") {
            return Ok(Self {
                oid: Oid::of(known::ID_PE_TLS_FEATURE),
                critical: false,
                value: Value::Bytes(MUST_STAPLE.to_vec()),
            });
        }
        let (oid, rest) = text
            .split_once('=')
            .ok_or("an extension is written OID=HEX, OID=der:FILE or must-staple, as in 1.2.3.4=0500")?;
        let oid = oid.parse().map_err(|_| format!("\"{oid}\" is not an object identifier (OID)"))?;
        let (critical, value) = rest.strip_prefix("critical,").map_or((false, rest), |value| (true, value));
        let value = match value.strip_prefix("der:") {
            Some(path) if !path.is_empty() => Value::File(path.into()),
            _ => Value::Bytes(octets(value).ok_or_else(|| format!("\"{value}\" is not hexadecimal"))?),
        };
        Ok(Self { oid, critical, value })
    }
}

fn octets(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.chars().filter(|c| *c != ':')).filter(|octets| !octets.is_empty())
}

/// A file of an extension is small.
const LIMIT: u64 = 64 * 1024;

impl ExtensionArgs {
    /// The extensions; none may be among the profile's `own`, or occur twice.
    pub(crate) fn read(&self, own: &[Extension]) -> Result<Vec<Extension>, CommandError> {
        let mut read: Vec<Extension> = Vec::new();
        for extra in &self.extension {
            if own.iter().chain(&read).any(|one| one.body.oid() == extra.oid) {
                return Err(CommandError::new(format_args!(
                    "the certificate already contains the extension {}",
                    extra.oid
                ))
                .hint(
                    "names, usages and key identifiers have separate options; give every other extension once",
                ));
            }
            let other = OtherExtension::new(extra.oid, extra.octets()?).map_err(|_| {
                CommandError::new(format_args!(
                    "the value of the extension {} is not one DER element",
                    extra.oid
                ))
                .hint(
                    Hint::command("openssl asn1parse -genstr UTF8:text -noout -out FILE").note("writes one"),
                )
            })?;
            read.push(Extension { critical: extra.critical, body: ExtensionValue::Other(other) });
        }
        Ok(read)
    }
}

impl Extra {
    /// Its type.
    pub(crate) const fn oid(&self) -> Oid {
        self.oid
    }

    fn octets(&self) -> Result<Vec<u8>, CommandError> {
        Ok(match &self.value {
            Value::Bytes(bytes) => bytes.clone(),
            Value::File(path) => files::read(path, LIMIT)?.to_vec(),
        })
    }

    /// The extension as it is written, whatever its value is.
    pub(crate) fn unchecked(&self) -> Result<x509::Extension<'static>, CommandError> {
        let extension = x509::Extension::new(self.oid, self.octets()?);
        Ok(if self.critical { extension.critical() } else { extension })
    }
}
