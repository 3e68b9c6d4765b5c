//! The directories of CAs that other programs have made, used as they are.

use super::layout::{CERTIFICATE, CRL, FORMER_CERTIFICATES, KEY, LEDGER, SETTINGS};

/// Where the parts of a CA are, by the conventions of the program that made it.
#[derive(Debug, Clone, Copy)]
pub struct Naming(&'static Convention);

/// One convention. Paths are relative to the directory of the CA.
#[derive(Debug)]
struct Convention {
    /// The program, unless it is devcert.
    program: Option<&'static str>,
    /// The files by which the directory is recognised: all of them exist.
    signs: &'static [&'static str],
    certificate: &'static str,
    key: &'static str,
    /// The certificate that clients trust, where the other file lacks it.
    root: Option<&'static str>,
    /// What devcert adds: the ledger, the CRL and the former certificates.
    ledger: &'static str,
    crl: &'static str,
    former: &'static str,
}

const DEVCERT: Convention = Convention {
    program: None,
    signs: &[],
    certificate: CERTIFICATE,
    key: KEY,
    root: None,
    ledger: LEDGER,
    crl: CRL,
    former: FORMER_CERTIFICATES,
};

/// The conventions of others, the most special one first.
static OTHERS: [Convention; 5] = [
    // `cert.go` of mkcert 1.4: the directory that `mkcert -CAROOT` prints.
    Convention {
        program: Some("mkcert"),
        signs: &["rootCA.pem"],
        certificate: "rootCA.pem",
        key: "rootCA-key.pem",
        ..DEVCERT
    },
    // `step ca init`: step-ca issues from the intermediate CA, and keeps the root's key for the next one.
    Convention {
        program: Some("step"),
        signs: &["certs/root_ca.crt", "certs/intermediate_ca.crt", "secrets/intermediate_ca_key"],
        certificate: "certs/intermediate_ca.crt",
        key: "secrets/intermediate_ca_key",
        root: Some("certs/root_ca.crt"),
        ..DEVCERT
    },
    // The same without an intermediate CA, or after `step ca bootstrap`, without any key.
    Convention {
        program: Some("step"),
        signs: &["certs/root_ca.crt"],
        certificate: "certs/root_ca.crt",
        key: "secrets/root_ca_key",
        ..DEVCERT
    },
    // `easyrsa build-ca`: the directory with easyrsa in it.
    Convention {
        program: Some("easy-rsa"),
        signs: &["pki/ca.crt"],
        certificate: "pki/ca.crt",
        key: "pki/private/ca.key",
        ledger: "pki/ledger.jsonl",
        crl: "pki/ca.crl",
        former: "pki/ca-former.crt",
        ..DEVCERT
    },
    // `EASYRSA_PKI` itself.
    Convention {
        program: Some("easy-rsa"),
        signs: &[CERTIFICATE, "private/ca.key"],
        key: "private/ca.key",
        ..DEVCERT
    },
];

impl Naming {
    /// The conventions of devcert.
    pub const DEVCERT: Self = Self(&DEVCERT);

    /// The convention of a directory; `has` reports whether it has a file of a name. A key or settings of devcert
    /// decide, then a certificate of its name unless its key is where another program puts it.
    pub fn of(has: impl Fn(&str) -> bool) -> Self {
        if [KEY, SETTINGS].into_iter().any(&has) {
            return Self::DEVCERT;
        }
        let is_ours = has(CERTIFICATE);
        let mut others = OTHERS.iter().filter(|row| (row.certificate == CERTIFICATE) == is_ours);
        others.find(|row| row.signs.iter().all(|sign| has(sign))).map_or(Self::DEVCERT, Self)
    }

    /// The program that made the CA, unless it is devcert.
    #[must_use]
    pub const fn program(self) -> Option<&'static str> {
        self.0.program
    }

    /// The path of a part of the CA, given as one of the constants of [`layout`](super::layout).
    #[must_use]
    pub fn file(self, part: &'static str) -> &'static str {
        match part {
            CERTIFICATE => self.0.certificate,
            KEY => self.0.key,
            LEDGER => self.0.ledger,
            CRL => self.0.crl,
            FORMER_CERTIFICATES => self.0.former,
            part => part,
        }
    }

    /// The file of the root, where that of the certificate lacks it.
    #[must_use]
    pub const fn root(self) -> Option<&'static str> {
        self.0.root
    }

    /// How many directories below that of the CA its files can be.
    pub const DEPTH: usize = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming(files: &[&str]) -> (Option<&'static str>, &'static str, &'static str) {
        let naming = Naming::of(|name| files.contains(&name));
        (naming.program(), naming.file(CERTIFICATE), naming.file(KEY))
    }

    #[test]
    fn a_directory_is_recognised_by_its_files() {
        let step = [
            "certs/root_ca.crt",
            "secrets/root_ca_key",
            "certs/intermediate_ca.crt",
            "secrets/intermediate_ca_key",
        ];
        for (files, program, certificate, key) in [
            (&[][..], None, "ca.crt", "ca.key"),
            (&["ca.crt"], None, "ca.crt", "ca.key"),
            (&["ca.crt", "rootCA.pem"], None, "ca.crt", "ca.key"),
            (&["ca.crt", "ca.key", "private/ca.key"], None, "ca.crt", "ca.key"),
            (&["ca.json", "pki/ca.crt"], None, "ca.crt", "ca.key"),
            (&["rootCA.pem"], Some("mkcert"), "rootCA.pem", "rootCA-key.pem"),
            (&step, Some("step"), "certs/intermediate_ca.crt", "secrets/intermediate_ca_key"),
            (&step[..2], Some("step"), "certs/root_ca.crt", "secrets/root_ca_key"),
            (&step[..3], Some("step"), "certs/root_ca.crt", "secrets/root_ca_key"),
            (&["pki/ca.crt"], Some("easy-rsa"), "pki/ca.crt", "pki/private/ca.key"),
            (&["ca.crt", "private/ca.key"], Some("easy-rsa"), "ca.crt", "private/ca.key"),
        ] {
            assert_eq!(naming(files), (program, certificate, key), "{files:?}");
        }
    }

    #[test]
    fn no_file_is_deeper_than_the_depth() {
        for row in &OTHERS {
            for path in [row.certificate, row.key, row.ledger, row.crl, row.former] {
                assert!(path.split('/').count() <= Naming::DEPTH + 1, "{path}");
            }
        }
    }
}
