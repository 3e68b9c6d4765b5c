//! Ciphers by the names that openssl has for them.

use super::failure::Failure;
use super::options::Line;
use devcert::encoding::encrypted_key::KeyCipher;

/// The names, in lower case.
const NAMES: [(&str, KeyCipher); 8] = [
    ("aes-128-cbc", KeyCipher::Aes128),
    ("aes-192-cbc", KeyCipher::Aes192),
    ("aes-256-cbc", KeyCipher::Aes256),
    ("aes128", KeyCipher::Aes128),
    ("aes192", KeyCipher::Aes192),
    ("aes256", KeyCipher::Aes256),
    ("des-ede3-cbc", KeyCipher::TripleDes),
    ("des3", KeyCipher::TripleDes),
];

/// How the names of ciphers begin that openssl has and devcert does not; a digit, a hyphen or nothing follows.
const OTHERS: [&str; 10] =
    ["aes", "aria", "bf", "camellia", "cast5", "chacha20", "des", "rc2", "seed", "sm4"];

/// How the names of ciphers end that authenticate too, which do not encrypt keys.
const AUTHENTICATED: [&str; 5] = ["-ccm", "-gcm", "-ocb", "-poly1305", "-siv"];

/// The cipher with this name.
///
/// # Errors
/// That there is none, in openssl's words, or that devcert does not support it.
pub(super) fn named(command: &str, name: &str) -> Result<KeyCipher, Failure> {
    let lower = name.to_ascii_lowercase();
    if let Some((_, cipher)) = NAMES.iter().find(|(known, _)| *known == lower) {
        return Ok(*cipher);
    }
    let continues =
        |rest: &str| rest.is_empty() || rest.starts_with(|next: char| next == '-' || next.is_ascii_digit());
    if !OTHERS.iter().any(|other| lower.strip_prefix(other).is_some_and(continues)) {
        return Err(Failure::usage(command, format_args!("Unknown cipher: {name}")));
    }
    Err(match AUTHENTICATED.iter().any(|end| lower.ends_with(end)) {
        true => Failure::new(format_args!("{command}: AEAD ciphers not supported"))
            .hint("use -aes256: keys are encrypted in CBC mode"),
        false => Failure::unsupported(format_args!("the cipher {name}")),
    })
}

/// The cipher that a command line names.
///
/// # Errors
/// As [`named`].
pub(super) fn of_line(command: &str, line: &Line) -> Result<Option<KeyCipher>, Failure> {
    line.algorithm().map(|name| named(command, name)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciphers_have_their_names_in_any_case() {
        for (name, cipher) in [
            ("aes256", KeyCipher::Aes256),
            ("AES-128-CBC", KeyCipher::Aes128),
            ("aes192", KeyCipher::Aes192),
            ("des3", KeyCipher::TripleDes),
            ("DES-EDE3-CBC", KeyCipher::TripleDes),
        ] {
            assert_eq!(named("rsa", name).unwrap(), cipher, "{name}");
        }
    }

    #[test]
    fn other_ciphers_are_rejected_by_name_and_mistakes_in_the_words_of_openssl() {
        for (name, line) in [
            ("camellia128", "devcert's openssl front end does not support the cipher camellia128"),
            ("des", "devcert's openssl front end does not support the cipher des"),
            ("aes-128-gcm", "rsa: AEAD ciphers not supported"),
            ("nonsense", "rsa: Unknown cipher: nonsense"),
            ("description", "rsa: Unknown cipher: description"),
        ] {
            assert_eq!(named("rsa", name).unwrap_err().lines[0], line);
        }
    }
}
