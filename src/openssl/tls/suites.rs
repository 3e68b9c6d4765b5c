//! The cipher suites and groups that rustls has, by openssl's names.

use rustls::{CipherSuite, NamedGroup, ProtocolVersion, SignatureAlgorithm};

/// A cipher suite.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Suite {
    /// openssl's name.
    pub name: &'static str,
    /// The number that TLS has for it.
    pub id: CipherSuite,
    /// The words of a cipher list that mean it.
    pub words: &'static [&'static str],
}

const TLS13: &[&str] = &[];
const ECDSA_256: &[&str] =
    &["ECDHE", "EECDH", "kECDHE", "kEECDH", "aECDSA", "ECDSA", "AES", "AES256", "AESGCM", "SHA384"];
const ECDSA_128: &[&str] =
    &["ECDHE", "EECDH", "kECDHE", "kEECDH", "aECDSA", "ECDSA", "AES", "AES128", "AESGCM", "SHA256"];
const ECDSA_CHACHA: &[&str] = &["ECDHE", "EECDH", "kECDHE", "kEECDH", "aECDSA", "ECDSA", "CHACHA20"];
const RSA_256: &[&str] = &["ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "AES", "AES256", "AESGCM", "SHA384"];
const RSA_128: &[&str] = &["ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "AES", "AES128", "AESGCM", "SHA256"];
const RSA_CHACHA: &[&str] = &["ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "CHACHA20"];

/// The words of a cipher list that mean every suite of rustls.
const ALL: [&str; 5] = ["ALL", "DEFAULT", "HIGH", "TLSv1.2", "FIPS"];

const fn suite(name: &'static str, id: CipherSuite, words: &'static [&'static str]) -> Suite {
    Suite { name, id, words }
}

/// Every suite, in openssl's order of preference.
pub(super) static SUITES: [Suite; 9] = [
    suite("TLS_AES_256_GCM_SHA384", CipherSuite::TLS13_AES_256_GCM_SHA384, TLS13),
    suite("TLS_CHACHA20_POLY1305_SHA256", CipherSuite::TLS13_CHACHA20_POLY1305_SHA256, TLS13),
    suite("TLS_AES_128_GCM_SHA256", CipherSuite::TLS13_AES_128_GCM_SHA256, TLS13),
    suite("ECDHE-ECDSA-AES256-GCM-SHA384", CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ECDSA_256),
    suite("ECDHE-RSA-AES256-GCM-SHA384", CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, RSA_256),
    suite(
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        ECDSA_CHACHA,
    ),
    suite(
        "ECDHE-RSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        RSA_CHACHA,
    ),
    suite("ECDHE-ECDSA-AES128-GCM-SHA256", CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ECDSA_128),
    suite("ECDHE-RSA-AES128-GCM-SHA256", CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA_128),
];

impl Suite {
    /// Whether it is one of TLS 1.3.
    pub(super) const fn is_tls13(&self) -> bool {
        self.words.is_empty()
    }

    /// The version of the protocol that has it, as openssl writes it.
    pub(super) const fn version(&self) -> &'static str {
        if self.is_tls13() { "TLSv1.3" } else { "TLSv1.2" }
    }

    fn is_meant(&self, word: &str) -> bool {
        word.split('+').all(|part| self.name == part || ALL.contains(&part) || self.words.contains(&part))
    }
}

/// The suite with this number.
pub(super) fn of(suite: CipherSuite) -> Option<&'static Suite> {
    SUITES.iter().find(|one| one.id == suite)
}

/// Whether any of these suites goes with signatures of such a key; those of TLS 1.3 go with all.
pub(super) fn allow(suites: &[CipherSuite], key: SignatureAlgorithm) -> bool {
    let word = if key == SignatureAlgorithm::RSA { "aRSA" } else { "aECDSA" };
    suites.iter().filter_map(|suite| of(*suite)).any(|suite| suite.is_tls13() || suite.is_meant(word))
}

/// The suites of TLS 1.2 that a cipher list means, in its order (ciphers(1)); a word of suites that rustls does not have
/// means none.
pub(super) fn listed(list: &str) -> Vec<&'static Suite> {
    let mut chosen: Vec<&Suite> = Vec::new();
    let mut banned: Vec<&Suite> = Vec::new();
    for word in list.split([':', ',', ' ', ';']) {
        let word = word.split('@').next().unwrap_or_default();
        let (action, word) = match word.chars().next() {
            Some(action @ ('!' | '-' | '+')) => (action, &word[1..]),
            Some(_) => (' ', word),
            None => continue,
        };
        let meant: Vec<_> = SUITES.iter().filter(|one| !one.is_tls13() && one.is_meant(word)).collect();
        match action {
            '!' => {
                chosen.retain(|one| !meant.contains(one));
                banned.extend(meant);
            }
            '-' => chosen.retain(|one| !meant.contains(one)),
            '+' => {
                let (moved, kept): (Vec<_>, Vec<_>) = chosen.iter().partition(|one| meant.contains(one));
                chosen = kept.into_iter().chain(moved).collect();
            }
            _ => {
                let is_new = |one: &&Suite| !chosen.contains(one) && !banned.contains(one);
                let new: Vec<_> = meant.into_iter().filter(is_new).collect();
                chosen.extend(new);
            }
        }
    }
    chosen
}

/// A group of a key exchange.
struct Group {
    id: NamedGroup,
    /// The names that openssl has for it; the first is the one that it prints in lists.
    names: &'static [&'static str],
    /// How openssl prints a key of it.
    key: &'static str,
}

const GROUPS: [Group; 4] = [
    Group { id: NamedGroup::X25519, names: &["x25519", "X25519"], key: "X25519, 253 bits" },
    Group {
        id: NamedGroup::secp256r1,
        names: &["secp256r1", "prime256v1", "P-256"],
        key: "ECDH, prime256v1, 256 bits",
    },
    Group { id: NamedGroup::secp384r1, names: &["secp384r1", "P-384"], key: "ECDH, secp384r1, 384 bits" },
    Group { id: NamedGroup::X25519MLKEM768, names: &["X25519MLKEM768"], key: "X25519MLKEM768" },
];

/// How many of the groups OpenSSL 3.0 has too, which are offered unless the command line lists others.
const COMMON_GROUPS: usize = 3;

/// The groups that OpenSSL 3.0 has too.
pub(super) fn common_groups() -> Vec<NamedGroup> {
    GROUPS[..COMMON_GROUPS].iter().map(|one| one.id).collect()
}

/// The group with this name of openssl.
pub(super) fn group_named(name: &str) -> Option<NamedGroup> {
    GROUPS.iter().find(|one| one.names.contains(&name)).map(|one| one.id)
}

/// A key of this group as openssl describes it.
pub(super) fn group_key(group: NamedGroup) -> String {
    let row = GROUPS.iter().find(|one| one.id == group);
    row.map_or_else(|| format!("{group:?}"), |row| row.key.to_owned())
}

/// The name of a group as openssl lists it.
pub(super) fn group_name(group: NamedGroup) -> String {
    let row = GROUPS.iter().find(|one| one.id == group);
    let others = match group {
        NamedGroup::secp521r1 => "secp521r1".to_owned(),
        NamedGroup::X448 => "x448".to_owned(),
        NamedGroup::FFDHE2048 => "ffdhe2048".to_owned(),
        NamedGroup::FFDHE3072 => "ffdhe3072".to_owned(),
        NamedGroup::FFDHE4096 => "ffdhe4096".to_owned(),
        NamedGroup::FFDHE6144 => "ffdhe6144".to_owned(),
        NamedGroup::FFDHE8192 => "ffdhe8192".to_owned(),
        other => format!("0x{:04X}", u16::from(other)),
    };
    row.map_or(others, |row| row.names[0].to_owned())
}

/// A version of the protocol as openssl writes it.
pub(super) fn version_name(version: ProtocolVersion) -> &'static str {
    match version {
        ProtocolVersion::TLSv1_3 => "TLSv1.3",
        ProtocolVersion::TLSv1_2 => "TLSv1.2",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &str) -> Vec<&'static str> {
        listed(list).into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn cipher_lists_are_read_as_openssl_reads_them() {
        assert_eq!(names("HIGH:!aNULL:!MD5").len(), 6);
        assert_eq!(names("ECDHE-RSA-AES128-GCM-SHA256"), ["ECDHE-RSA-AES128-GCM-SHA256"]);
        assert_eq!(
            names("ECDHE+CHACHA20:ECDHE+AESGCM:!ECDSA:!AES128"),
            ["ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-AES256-GCM-SHA384"]
        );
        assert_eq!(names("DEFAULT@SECLEVEL=0").len(), 6);
        assert_eq!(
            names("aECDSA:+AES256:-CHACHA20"),
            ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"]
        );
        assert!(names("AES128-SHA:TLS_AES_128_GCM_SHA256").is_empty());
    }

    #[test]
    fn every_suite_of_rustls_has_a_name() {
        for suite in rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES {
            assert!(of(suite.suite()).is_some(), "{suite:?}");
        }
    }
}
