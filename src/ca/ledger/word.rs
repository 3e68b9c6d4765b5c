//! Values that the ledger has as words.

use std::borrow::Cow;
use std::fmt::Display;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

use devcert::encoding::crl::Reason;
use devcert::model::profile::Profile;
use devcert::model::serial::SerialNumber;

/// A value with a word for it.
pub(super) trait Word: Display + Sized {
    /// What a word stands for, after an article.
    const WHAT: &'static str;

    /// The value that the word stands for.
    fn read(word: &str) -> Option<Self>;
}

impl Word for SerialNumber {
    const WHAT: &'static str = "a serial number";

    fn read(word: &str) -> Option<Self> {
        // Half a byte at the end is what damage leaves.
        let digits = word.chars().filter(char::is_ascii_hexdigit).count();
        word.parse().ok().filter(|_| digits.is_multiple_of(2))
    }
}

impl Word for Profile {
    const WHAT: &'static str = "a profile";

    fn read(word: &str) -> Option<Self> {
        Self::named(word)
    }
}

impl Word for Reason {
    const WHAT: &'static str = "a reason";

    fn read(word: &str) -> Option<Self> {
        Self::named(word)
    }
}

/// Text that is copied only where JSON has escapes in it.
#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

pub(super) fn serialize<T: Word, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let word = Borrowed::deserialize(deserializer)?.0;
    T::read(&word).ok_or_else(|| D::Error::custom(format_args!("{word:?} is not {}", T::WHAT)))
}
