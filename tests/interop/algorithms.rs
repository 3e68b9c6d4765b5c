//! The kinds of key, their structures and packings.

/// A kind of key, as `--algorithm` takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Algorithm(pub(crate) &'static str);

impl Algorithm {
    /// Every kind that devcert makes.
    pub(crate) const ALL: [Self; 9] = [
        Self("rsa:1024"),
        Self("rsa:2048"),
        Self("rsa:3072"),
        Self("rsa:4096"),
        Self("p256"),
        Self("p384"),
        Self("p521"),
        Self("secp256k1"),
        Self("ed25519"),
    ];

    pub(crate) fn is_rsa(self) -> bool {
        self.0.starts_with("rsa")
    }

    /// The structures that can hold such a key, each with the openssl command that writes it.
    pub(crate) fn encodings(self) -> &'static [(&'static str, &'static str)] {
        match self.0 {
            "ed25519" => &[("pkcs8", PKCS8)],
            _ if self.is_rsa() => &[("pkcs8", PKCS8), ("pkcs1", "rsa -traditional")],
            _ => &[("pkcs8", PKCS8), ("sec1", "ec")],
        }
    }
}

/// openssl pkey writes PKCS#8 too, but in PEM only.
const PKCS8: &str = "pkcs8 -topk8 -nocrypt";

/// Text and binary, as both programs call them.
pub(crate) const FORMATS: [&str; 2] = ["pem", "der"];
