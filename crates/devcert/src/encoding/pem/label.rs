//! The label of an armoured object, which is foreign text: the file may hold a key, and a damaged
//! marker line may hold all of it.

use std::fmt;

/// No label that is in use is longer.
const LONGEST: usize = 40;

/// Base64 and hexadecimal come in runs that are longer than the words of labels.
const LONGEST_WORD: usize = 11;

/// The words of labels that are longer than that.
const LONG_WORDS: [&str; 1] = ["CERTIFICATES"];

/// The text between `-----BEGIN ` and `-----`. It is compared as it stands in the file, and shown only
/// when it consists of a few short words, as every label in use does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

impl Label {
    /// The label with this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it is this label.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.0 == text
    }

    /// Whether it ends in this word, as in `X509 CERTIFICATE`.
    #[must_use]
    pub fn ends_with(&self, word: &str) -> bool {
        self.0.ends_with(word)
    }

    /// The longest text that can be a label; none that is in use comes near it.
    pub(super) const MOST_BYTES: usize = 64;

    /// Whether a marker line may have this text as its label.
    pub(super) fn is_plausible(text: &str) -> bool {
        text.len() <= Self::MOST_BYTES
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .#/_-()".contains(&byte))
    }

    fn is_presentable(&self) -> bool {
        let is_short = |word: &str| word.len() <= LONGEST_WORD || LONG_WORDS.contains(&word);
        !self.0.is_empty()
            && self.0.len() <= LONGEST
            && Self::is_plausible(&self.0)
            && self.0.split(' ').all(is_short)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_presentable() { &self.0 } else { "[unknown label]" })
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl PartialEq<String> for Label {
    fn eq(&self, other: &String) -> bool {
        self.is(other)
    }
}

impl PartialEq<str> for Label {
    fn eq(&self, other: &str) -> bool {
        self.is(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_of_words_is_shown_and_anything_else_is_not() {
        for label in
            ["CERTIFICATE", "PKCS #7 SIGNED DATA", "X9.42 DH PARAMETERS", "SSH2 ENCRYPTED PRIVATE KEY"]
        {
            assert_eq!(Label::new(label).to_string(), label);
        }
        for label in
            ["", "MHcCAQEEILHo11", "EC PRIVATE KEY MHcCAQEEILHo11llhbOdyT", "KEY\nAB", "3059301306072A8648"]
        {
            assert_eq!(Label::new(label).to_string(), "[unknown label]");
            assert_eq!(format!("{:?}", Label::new(label)), "\"[unknown label]\"");
        }
    }
}
