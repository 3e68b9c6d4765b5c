//! Names in files that may hold keys: foreign text, which is shown only when it cannot be part of a key.

/// The longest name that is shown.
const LONGEST: usize = 40;

/// Base64 and hexadecimal come in runs that are longer than the words of such names.
const LONGEST_WORD: usize = 11;

/// `name`, that of an algorithm, where it consists of a few short words, as in `aes256-gcm@openssh.com`.
pub(super) fn shown(name: &str) -> &str {
    let is_word =
        |word: &str| word.len() <= LONGEST_WORD && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match !name.is_empty() && name.len() <= LONGEST && name.split(['-', '.', '@', ' ']).all(is_word) {
        true => name,
        false => "an unknown algorithm",
    }
}

/// The name of an object inside of another is shown as far as this.
const LONGEST_NAME: usize = 64;

/// A name is shown as it is up to the length of a JSON web key's thumbprint, which many have as their name
/// (RFC 7638); the private part of a key is hardly ever shorter.
const THUMBPRINT: usize = 43;

/// A longer name is shown unless so much of it stands together.
const LONGEST_RUN: usize = 24;

/// `name`, what an object is called inside of another: shortened, and without what looks like a key.
#[must_use]
pub fn name(name: &str) -> String {
    let is_encoded = |one: char| one.is_ascii_alphanumeric() || "+/=_".contains(one);
    if name.len() > THUMBPRINT && name.split(|one| !is_encoded(one)).any(|run| run.len() > LONGEST_RUN) {
        return "[long name]".to_owned();
    }
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}\u{2026}", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{name, shown};

    #[test]
    fn a_long_name_is_shortened_and_one_that_may_be_a_key_is_not_shown() {
        assert_eq!(name("my näme, of 2026"), "my näme, of 2026");
        assert_eq!(name(&"ä ".repeat(40)), format!("{}\u{2026}", "ä ".repeat(32)));
        assert_eq!(name(&"aB3_".repeat(11)), "[long name]");
        assert_eq!(name(&"a".repeat(43)), "a".repeat(43));
    }

    #[test]
    fn a_name_of_short_words_is_shown_and_anything_else_is_not() {
        for name in ["AES-256-CBC", "chacha20-poly1305@openssh.com", "oct", "BP-256"] {
            assert_eq!(shown(name), name);
        }
        for name in
            ["", "MHcCAQEEILHo11", "a\nb", "11llhbOdyT/0tSr8", "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u"]
        {
            assert_eq!(shown(name), "an unknown algorithm");
        }
    }
}
