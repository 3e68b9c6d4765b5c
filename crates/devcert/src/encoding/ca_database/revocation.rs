//! A revocation in the third column of the database: `DATE[,REASON[,ARGUMENT]]`.

use std::fmt;

use ::der::Encode as _;

use super::date::date;
use crate::model::oid::{Oid, known};
use crate::x509::{Element, Extension, ObjectId, Time};

/// The reasons by their numbers in `CRLReason` (RFC 5280, 5.3.1), in the order and spelling of openssl.
const REASONS: [(&str, u8); 8] = [
    ("unspecified", 0),
    ("keyCompromise", 1),
    ("CACompromise", 2),
    ("affiliationChanged", 3),
    ("superseded", 4),
    ("cessationOfOperation", 5),
    ("certificateHold", 6),
    ("removeFromCRL", 8),
];

/// Words that have an argument in place of a reason, and the reason that they imply.
const WITH_ARGUMENT: [(&str, u8); 3] = [("holdInstruction", 6), ("keyTime", 1), ("CAkeyTime", 2)];

/// A function that returns the object identifier with a name, if there is one.
pub type ObjectNames<'a> = &'a dyn Fn(&str) -> Option<Oid>;

/// When and why a certificate was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Since when.
    pub date: Time<'static>,
    /// The number of the reason in `CRLReason`, if there is one.
    pub reason: Option<u8>,
    /// The hold instruction.
    hold: Option<Oid>,
    /// When the key was compromised.
    since: Option<Time<'static>>,
}

impl Revocation {
    /// Reads the column.
    ///
    /// # Errors
    /// What is wrong with it, in the words of openssl.
    pub fn parse(column: &str, objects: ObjectNames<'_>) -> Result<Self, RevocationError> {
        let mut parts = column.splitn(3, ',');
        let text = parts.next().unwrap_or_default();
        let date =
            self::date(text).filter(Time::is_utc).ok_or_else(|| RevocationError::Date(text.to_owned()))?;
        let mut revocation = Self { date, reason: None, hold: None, since: None };
        let (Some(reason), argument) = (parts.next(), parts.next()) else { return Ok(revocation) };
        let mut all = REASONS.iter().chain(&WITH_ARGUMENT);
        let (name, number) = all
            .find(|(name, _)| name.eq_ignore_ascii_case(reason))
            .ok_or_else(|| RevocationError::Reason(reason.to_owned()))?;
        revocation.reason = Some(*number);
        match *name {
            "holdInstruction" => {
                let text = argument.ok_or(RevocationError::NoHoldInstruction)?;
                let unknown = || RevocationError::HoldInstruction(text.to_owned());
                revocation.hold = Some(objects(text).ok_or_else(unknown)?);
            }
            "keyTime" | "CAkeyTime" => {
                let text = argument.ok_or(RevocationError::NoCompromiseTime)?;
                let since = super::date::date(text).filter(|date| !date.is_utc());
                revocation.since =
                    Some(since.ok_or_else(|| RevocationError::CompromiseTime(text.to_owned()))?);
            }
            _ => {}
        }
        Ok(revocation)
    }

    /// The extensions of the entry in a CRL (RFC 5280, 5.3).
    ///
    /// # Errors
    /// A value that DER cannot encode.
    pub fn extensions(&self) -> ::der::Result<Vec<Extension<'static>>> {
        const ENUMERATED: u8 = 0x0a;
        let mut extensions = Vec::new();
        if let Some(reason) = self.reason {
            let value = Element::new(ENUMERATED, &[reason])?.der().to_vec();
            extensions.push(Extension::new(known::ID_CE_CRL_REASONS, value));
        }
        if let Some(since) = &self.since {
            extensions.push(Extension::new(known::ID_CE_INVALIDITY_DATE, since.to_der()?));
        }
        if let Some(hold) = self.hold {
            extensions
                .push(Extension::new(known::ID_CE_HOLD_INSTRUCTION_CODE, ObjectId::from(hold).to_der()?));
        }
        Ok(extensions)
    }
}

/// The name of the reason that openssl writes for `name`, whose case does not matter; `None` if there is no such reason.
#[must_use]
pub fn reason(name: &str) -> Option<&'static str> {
    REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(known, _)| *known)
}

/// Why a revocation cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationError {
    /// The date is not `YYMMDDHHMMSSZ`.
    Date(String),
    /// There is no such reason.
    Reason(String),
    /// The hold instruction is missing.
    NoHoldInstruction,
    /// The hold instruction is not a known object.
    HoldInstruction(String),
    /// The time of the compromise is missing.
    NoCompromiseTime,
    /// The time of the compromise is not `YYYYMMDDHHMMSSZ`.
    CompromiseTime(String),
}

impl fmt::Display for RevocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(text) => write!(f, "invalid revocation date {text}"),
            Self::Reason(text) => write!(f, "invalid reason code {text}"),
            Self::NoHoldInstruction => f.write_str("missing hold instruction"),
            Self::HoldInstruction(text) => write!(f, "invalid object identifier {text}"),
            Self::NoCompromiseTime => f.write_str("missing compromised time"),
            Self::CompromiseTime(text) => write!(f, "invalid compromised time {text}"),
        }
    }
}

impl std::error::Error for RevocationError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(column: &str) -> Result<Revocation, RevocationError> {
        let objects =
            |name: &str| (name == "holdInstructionReject").then(|| "1.2.840.10040.2.3".parse().unwrap());
        Revocation::parse(column, &objects)
    }

    #[test]
    fn columns_are_read() {
        for (column, reason, extensions) in [
            ("300102030405Z", None, 0),
            ("300102030405Z,keyCompromise", Some(1), 1),
            ("300102030405Z,KEYCOMPROMISE", Some(1), 1),
            ("300102030405Z,unspecified", Some(0), 1),
            ("300102030405Z,removeFromCRL", Some(8), 1),
            ("300102030405Z,holdInstruction,holdInstructionReject", Some(6), 2),
            ("300102030405Z,keyTime,20290101000000Z", Some(1), 2),
            ("300102030405Z,CAkeyTime,20290101000000Z", Some(2), 2),
        ] {
            let read = parsed(column).unwrap();
            assert_eq!((read.reason, read.extensions().unwrap().len()), (reason, extensions), "{column}");
        }
    }

    #[test]
    fn mistakes_are_reported_in_openssls_words() {
        for (column, words) in [
            ("", "invalid revocation date "),
            ("20300102030405Z", "invalid revocation date 20300102030405Z"),
            ("300102030405Z,bored", "invalid reason code bored"),
            ("300102030405Z,keyTime", "missing compromised time"),
            ("300102030405Z,keyTime,x", "invalid compromised time x"),
            ("300102030405Z,holdInstruction", "missing hold instruction"),
            ("300102030405Z,holdInstruction,x", "invalid object identifier x"),
        ] {
            assert_eq!(parsed(column).unwrap_err().to_string(), words);
        }
    }

    #[test]
    fn reasons_have_the_spelling_of_openssl() {
        assert_eq!(reason("cacompromise"), Some("CACompromise"));
        assert_eq!(reason("keyTime"), None);
    }
}
