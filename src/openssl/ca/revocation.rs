//! The revocation that options set, as the third column of the database.

use crate::openssl::objects::Objects;
use devcert::encoding::ca_database;
use devcert::x509::Time;

/// What options set of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given<'a> {
    /// Nothing.
    Nothing,
    /// A reason.
    Reason(&'a str),
    /// A hold instruction.
    Hold(&'a str),
    /// When the key was compromised.
    KeyTime(&'a str),
    /// When the key of a CA was compromised.
    CaKeyTime(&'a str),
}

impl Given<'_> {
    /// The column for a revocation at `date`.
    ///
    /// # Errors
    /// In openssl's words, what is wrong with the argument.
    pub(super) fn column(self, date: &Time<'_>, objects: &Objects) -> Result<String, String> {
        let date = String::from_utf8_lossy(date.content());
        let moment = |text: &str| match ca_database::date(text).filter(|date| !date.is_utc()) {
            Some(_) => Ok(()),
            None => Err(format!("Invalid time format {text}. Need YYYYMMDDHHMMSSZ")),
        };
        Ok(match self {
            Self::Nothing => date.into_owned(),
            Self::Reason(text) => {
                let reason = ca_database::reason(text);
                let reason = reason.ok_or_else(|| format!("Unknown CRL reason {text}"))?;
                format!("{date},{reason}")
            }
            Self::Hold(text) => match objects.named(text) {
                Some(_) => format!("{date},holdInstruction,{text}"),
                None => return Err(format!("Invalid object identifier {text}")),
            },
            Self::KeyTime(text) => moment(text).map(|()| format!("{date},keyTime,{text}"))?,
            Self::CaKeyTime(text) => moment(text).map(|()| format!("{date},CAkeyTime,{text}"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use devcert::encoding::ca_database::Revocation;

    const DATE: &str = "300102030405Z";

    #[test]
    fn what_options_set_is_read_again() {
        let date = ca_database::date(DATE).unwrap();
        for (given, column, reason, extensions) in [
            (Given::Nothing, "300102030405Z", None, 0),
            (Given::Reason("keycompromise"), "300102030405Z,keyCompromise", Some(1), 1),
            (Given::Reason("unspecified"), "300102030405Z,unspecified", Some(0), 1),
            (Given::Reason("removeFromCRL"), "300102030405Z,removeFromCRL", Some(8), 1),
            (
                Given::Hold("holdInstructionReject"),
                "300102030405Z,holdInstruction,holdInstructionReject",
                Some(6),
                2,
            ),
            (Given::KeyTime("20290101000000Z"), "300102030405Z,keyTime,20290101000000Z", Some(1), 2),
            (Given::CaKeyTime("20290101000000Z"), "300102030405Z,CAkeyTime,20290101000000Z", Some(2), 2),
        ] {
            let text = given.column(&date, &Objects::default()).unwrap();
            assert_eq!(text, column);
            let read = Revocation::parse(&text, &|name| Objects::default().named(name)).unwrap();
            assert_eq!((read.reason, read.extensions().unwrap().len()), (reason, extensions), "{column}");
        }
    }

    #[test]
    fn mistakes_are_reported_in_openssls_words() {
        let date = ca_database::date(DATE).unwrap();
        for (given, words) in [
            (Given::Reason("bored"), "Unknown CRL reason bored"),
            (Given::Reason("keyTime"), "Unknown CRL reason keyTime"),
            (Given::Hold("bored"), "Invalid object identifier bored"),
            (Given::KeyTime(DATE), "Invalid time format 300102030405Z. Need YYYYMMDDHHMMSSZ"),
        ] {
            assert_eq!(given.column(&date, &Objects::default()).unwrap_err(), words);
        }
    }
}
