//! The TLS clients and servers whose limits are known.

use std::fmt;

/// A program or library that uses certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// Chromium, with Chrome and Edge.
    Chromium,
    /// Firefox
    Firefox,
    /// NSS, the library of Firefox, with its tools.
    Nss,
    /// rustls on ring
    RustlsRing,
    /// rustls on aws-lc-rs
    RustlsAwsLc,
    /// OpenSSL, in the first release that has the kind of key.
    OpenSsl,
}

impl Client {
    /// Every client.
    pub const ALL: [Self; 6] =
        [Self::Chromium, Self::Firefox, Self::Nss, Self::RustlsRing, Self::RustlsAwsLc, Self::OpenSsl];
    /// The clients that are browsers.
    pub(crate) const BROWSERS: [Self; 2] = [Self::Chromium, Self::Firefox];
    /// Both builds of rustls.
    pub(crate) const RUSTLS: [Self; 2] = [Self::RustlsRing, Self::RustlsAwsLc];

    /// These clients in a sentence; both builds of rustls are one.
    #[must_use]
    pub fn listed(clients: &[Self]) -> String {
        Self::in_words(clients, |client| client.to_string())
    }

    /// That these clients reject something, to be followed by what: "Chromium and Firefox reject"; `None`
    /// when there are none.
    #[must_use]
    pub fn rejecting(clients: &[Self]) -> Option<String> {
        let names = Self::listed(clients);
        let is_one = !names.contains(" and ");
        (!names.is_empty()).then(|| format!("{names} {}", if is_one { "rejects" } else { "reject" }))
    }

    /// The clients in words, with the names that `name` gives to all but rustls.
    pub(crate) fn in_words(clients: &[Self], name: impl Fn(Self) -> String) -> String {
        let is_rustls = |client: &Self| Self::RUSTLS.contains(client);
        let is_whole = Self::RUSTLS.iter().all(|one| clients.contains(one));
        let mut names: Vec<String> = Vec::new();
        for client in clients {
            names.push(match is_whole && is_rustls(client) {
                true => "rustls".to_owned(),
                false => name(*client),
            });
        }
        names.dedup();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::Nss => "NSS",
            Self::RustlsRing => "rustls on ring",
            Self::RustlsAwsLc => "rustls on aws-lc-rs",
            Self::OpenSsl => "OpenSSL",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_listed_as_people_say_them() {
        use Client::{Chromium, Firefox, OpenSsl, RustlsAwsLc, RustlsRing};
        assert_eq!(Client::listed(&[]), "");
        assert_eq!(Client::listed(&[RustlsRing]), "rustls on ring");
        assert_eq!(Client::listed(&[Chromium, Firefox]), "Chromium and Firefox");
        assert_eq!(Client::rejecting(&[Chromium, Firefox]).as_deref(), Some("Chromium and Firefox reject"));
        assert_eq!(Client::rejecting(&[RustlsAwsLc]).as_deref(), Some("rustls on aws-lc-rs rejects"));
        assert_eq!(Client::rejecting(&[]), None);
        assert_eq!(
            Client::listed(&[Chromium, RustlsRing, RustlsAwsLc, OpenSsl]),
            "Chromium, rustls and OpenSSL"
        );
    }
}
