//! What other programs write, and devcert reads.

use super::{ALL, Kinds, NO_P12, NO_PLACE, NSS, OLD, RSA_AND_EC};

/// What is in the file that a program has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The private key, maybe with its certificate.
    Key,
    /// The certificate alone.
    Certificate,
}

/// A program, and its lines that make `theirs` out of `cert/private.pem` and `cert/file.crt`, or out of
/// `a.p12`, `a.ssh` and `theirs`, which devcert has made of them before.
pub(super) struct Writer {
    pub(super) form: &'static str,
    pub(super) holds: Holds,
    pub(super) lines: &'static [(&'static str, &'static str)],
    /// The kinds of key that the program does not take in this form.
    pub(super) except: &'static [Kinds],
}

impl Writer {
    /// Who writes it.
    pub(super) fn program(&self) -> &'static str {
        self.lines[self.lines.len() - 1].0
    }
}

const fn writer(
    form: &'static str,
    holds: Holds,
    lines: &'static [(&'static str, &'static str)],
    except: &'static [Kinds],
) -> Writer {
    Writer { form, holds, lines, except }
}

/// Every writer.
pub(super) const WRITERS: [Writer; 31] = [
    writer(
        "PKCS#12",
        Holds::Key,
        &[(
            "openssl",
            "pkcs12 -export -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass",
        )],
        OLD,
    ),
    writer(
        "PKCS#12, legacy",
        Holds::Key,
        &[(
            "openssl",
            "pkcs12 -export -legacy -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass",
        )],
        OLD,
    ),
    writer(
        "PKCS#8, encrypted, PBKDF2",
        Holds::Key,
        &[("openssl", "pkcs8 -topk8 -in cert/private.pem -v2 aes256 -passout file:pass -out theirs")],
        OLD,
    ),
    writer(
        "PKCS#8, encrypted, scrypt",
        Holds::Key,
        &[("openssl", "pkcs8 -topk8 -in cert/private.pem -scrypt -passout file:pass -out theirs")],
        OLD,
    ),
    writer(
        "PKCS#8, encrypted, PBES1",
        Holds::Key,
        &[("openssl", "pkcs8 -topk8 -in cert/private.pem -v1 PBE-SHA1-3DES -passout file:pass -out theirs")],
        OLD,
    ),
    writer(
        "PKCS#8, DER",
        Holds::Key,
        &[("openssl", "pkcs8 -topk8 -nocrypt -in cert/private.pem -outform der -out theirs")],
        OLD,
    ),
    writer(
        "traditional, encrypted",
        Holds::Key,
        &[("openssl", "pkey -in cert/private.pem -traditional -aes256 -passout file:pass -out theirs")],
        RSA_AND_EC,
    ),
    writer(
        "PKCS#7",
        Holds::Certificate,
        &[("openssl", "crl2pkcs7 -nocrl -certfile cert/file.crt -out theirs")],
        ALL,
    ),
    writer(
        "certificate with trust settings",
        Holds::Certificate,
        &[("openssl", "x509 -in cert/file.crt -trustout -addtrust serverAuth -out theirs")],
        ALL,
    ),
    writer(
        "PKCS#12",
        Holds::Key,
        &[(
            "certtool",
            "--to-p12 --load-privkey cert/private.pem --load-certificate cert/file.crt --p12-name x --password secret6 --outder --outfile theirs",
        )],
        OLD,
    ),
    writer(
        "PKCS#8, encrypted",
        Holds::Key,
        &[("certtool", "--to-p8 --load-privkey cert/private.pem --password secret6 --outfile theirs")],
        OLD,
    ),
    writer(
        "PKCS#12",
        Holds::Key,
        &[(
            "keytool",
            "-importkeystore -noprompt -srckeystore a.p12 -srcstorepass secret6 -destkeystore theirs -deststoretype PKCS12 -deststorepass secret6",
        )],
        OLD,
    ),
    writer(
        "trust store",
        Holds::Certificate,
        &[(
            "keytool",
            "-importcert -noprompt -file cert/file.crt -alias x -keystore theirs -storetype PKCS12 -storepass secret6",
        )],
        ALL,
    ),
    writer(
        "certificate, PEM",
        Holds::Certificate,
        &[("keytool", "-exportcert -rfc -keystore a.p12 -storepass secret6 -alias localhost -file theirs")],
        ALL,
    ),
    writer(
        "certificate, DER",
        Holds::Certificate,
        &[("keytool", "-exportcert -keystore a.p12 -storepass secret6 -alias localhost -file theirs")],
        ALL,
    ),
    writer(
        "PKCS#12",
        Holds::Key,
        &[
            ("pk12util", "-d sql:nss -i a.p12 -W secret6"),
            ("pk12util", "-d sql:nss -o theirs -n localhost -W secret6"),
        ],
        NSS,
    ),
    writer("OpenSSH, encrypted", Holds::Key, &[("ssh-keygen", "-q -p -N secret6 -f a.ssh")], NO_PLACE),
    writer(
        "PKCS#8, encrypted (Ed25519 in its own form)",
        Holds::Key,
        &[("ssh-keygen", "-q -p -N secret6 -m PKCS8 -f a.ssh")],
        NO_PLACE,
    ),
    writer(
        "traditional, encrypted (Ed25519 in its own form)",
        Holds::Key,
        &[("ssh-keygen", "-q -p -N secret6 -m PEM -f a.ssh")],
        NO_PLACE,
    ),
    writer(
        "PKCS#8, encrypted",
        Holds::Key,
        &[("node", "clients/forms.js write pkcs8 cert/private.pem theirs secret6")],
        OLD,
    ),
    writer(
        "PKCS#8, DER",
        Holds::Key,
        &[("node", "clients/forms.js write pkcs8-der cert/private.pem theirs secret6")],
        OLD,
    ),
    writer(
        "traditional",
        Holds::Key,
        &[("node", "clients/forms.js write traditional cert/private.pem theirs secret6")],
        RSA_AND_EC,
    ),
    writer(
        "traditional, encrypted",
        Holds::Key,
        &[("node", "clients/forms.js write traditional-sealed cert/private.pem theirs secret6")],
        RSA_AND_EC,
    ),
    writer("JWK", Holds::Key, &[("node", "clients/forms.js write jwk cert/private.pem theirs secret6")], OLD),
    writer(
        "PKCS#12",
        Holds::Key,
        &[("cryptography", "clients/forms.py write pkcs12 cert/private.pem cert/file.crt theirs secret6")],
        NO_P12,
    ),
    writer(
        "PKCS#12, legacy",
        Holds::Key,
        &[(
            "cryptography",
            "clients/forms.py write pkcs12-legacy cert/private.pem cert/file.crt theirs secret6",
        )],
        NO_P12,
    ),
    writer(
        "PKCS#8, encrypted",
        Holds::Key,
        &[("cryptography", "clients/forms.py write pkcs8 cert/private.pem cert/file.crt theirs secret6")],
        ALL,
    ),
    writer(
        "traditional",
        Holds::Key,
        &[(
            "cryptography",
            "clients/forms.py write traditional cert/private.pem cert/file.crt theirs secret6",
        )],
        RSA_AND_EC,
    ),
    writer(
        "traditional, encrypted",
        Holds::Key,
        &[(
            "cryptography",
            "clients/forms.py write traditional-sealed cert/private.pem cert/file.crt theirs secret6",
        )],
        RSA_AND_EC,
    ),
    writer(
        "OpenSSH, encrypted",
        Holds::Key,
        &[("cryptography", "clients/forms.py write openssh cert/private.pem cert/file.crt theirs secret6")],
        NO_PLACE,
    ),
    writer(
        "PKCS#7",
        Holds::Certificate,
        &[("cryptography", "clients/forms.py write pkcs7 cert/private.pem cert/file.crt theirs secret6")],
        ALL,
    ),
];
