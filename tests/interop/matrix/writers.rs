//! What other programs write, and devcert reads.

use super::{ALL, EC_LOST, Kinds, NO_P12, NO_PLACE, NSS, OLD, RSA, RSA_AND_EC, SSH_PEM};

/// What is in the file that a program has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The private key, maybe with its certificate.
    Key,
    /// The certificate alone.
    Certificate,
    /// The public key alone.
    PublicKey,
    /// A request that the key has signed.
    Request,
    /// The CA's revocation list.
    Crl,
}

use Holds::{Certificate, Crl, Key, PublicKey, Request};

/// A program, and the line with which it makes `theirs` out of `cert/private.pem`, `cert/public.pem`,
/// `cert/file.crt` and `a.crl`, or out of `a.p12`, `a.ssh` and `a.pub`, which devcert has made of them. What
/// it prints is `theirs` when it makes no file.
pub(super) struct Writer {
    pub(super) program: &'static str,
    pub(super) form: &'static str,
    pub(super) holds: Holds,
    /// What is run before, with its arguments.
    pub(super) first: Option<(&'static str, &'static str)>,
    pub(super) line: &'static str,
    /// The kinds of key that the program does not take in this form.
    pub(super) except: &'static [Kinds],
}

const fn writer(
    program: &'static str,
    form: &'static str,
    holds: Holds,
    line: &'static str,
    except: &'static [Kinds],
) -> Writer {
    Writer { program, form, holds, first: None, line, except }
}

const fn after(first: (&'static str, &'static str), writer: Writer) -> Writer {
    Writer { first: Some(first), ..writer }
}

/// ssh-keygen changes a file in place.
const COPY: (&str, &str) = ("cp", "-p a.ssh theirs");
/// NSS writes what it has taken in.
const IMPORT: (&str, &str) = ("pk12util", "-d sql:nss -i a.p12 -W secret6");

/// Every writer.
#[rustfmt::skip]
pub(super) const WRITERS: [Writer; 84] = [
    writer("openssl", "PKCS#12", Key, "pkcs12 -export -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass", OLD),
    writer("openssl", "PKCS#12, legacy", Key, "pkcs12 -export -legacy -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass", OLD),
    writer("openssl", "PKCS#12, not encrypted", Key, "pkcs12 -export -keypbe NONE -certpbe NONE -nomac -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass", OLD),
    writer("openssl", "PKCS#12 without a key", Certificate, "pkcs12 -export -nokeys -in cert/file.crt -out theirs -passout file:pass", ALL),
    writer("openssl", "PKCS#8", Key, "pkey -in cert/private.pem -out theirs", OLD),
    writer("openssl", "PKCS#8, DER", Key, "pkcs8 -topk8 -nocrypt -in cert/private.pem -outform der -out theirs", OLD),
    writer("openssl", "PKCS#8, encrypted, PBKDF2", Key, "pkcs8 -topk8 -in cert/private.pem -v2 aes256 -passout file:pass -out theirs", OLD),
    writer("openssl", "PKCS#8, encrypted, PBKDF2, DER", Key, "pkcs8 -topk8 -in cert/private.pem -v2 aes256 -passout file:pass -outform der -out theirs", OLD),
    writer("openssl", "PKCS#8, encrypted, scrypt", Key, "pkcs8 -topk8 -in cert/private.pem -scrypt -passout file:pass -out theirs", OLD),
    writer("openssl", "PKCS#8, encrypted, PBES1", Key, "pkcs8 -topk8 -in cert/private.pem -v1 PBE-SHA1-3DES -passout file:pass -out theirs", OLD),
    writer("openssl", "traditional", Key, "pkey -in cert/private.pem -traditional -out theirs", RSA_AND_EC),
    writer("openssl", "traditional, DER (Ed25519 in PKCS#8)", Key, "pkey -in cert/private.pem -traditional -outform der -out theirs", OLD),
    writer("openssl", "traditional, encrypted", Key, "pkey -in cert/private.pem -traditional -aes256 -passout file:pass -out theirs", RSA_AND_EC),
    writer("openssl", "traditional, encrypted, 3DES", Key, "pkey -in cert/private.pem -traditional -des3 -passout file:pass -out theirs", RSA_AND_EC),
    writer("openssl", "public key", PublicKey, "pkey -in cert/private.pem -pubout -out theirs", OLD),
    writer("openssl", "public key, DER", PublicKey, "pkey -in cert/private.pem -pubout -outform der -out theirs", OLD),
    writer("openssl", "public key, PKCS#1", PublicKey, "rsa -in cert/private.pem -RSAPublicKey_out -out theirs", RSA),
    writer("openssl", "request", Request, "req -new -key cert/private.pem -subj /CN=localhost -out theirs", OLD),
    writer("openssl", "request, DER", Request, "req -new -key cert/private.pem -subj /CN=localhost -outform der -out theirs", OLD),
    writer("openssl", "certificate after its text", Certificate, "x509 -in cert/file.crt -text -out theirs", ALL),
    writer("openssl", "certificate, DER", Certificate, "x509 -in cert/file.crt -outform der -out theirs", ALL),
    writer("openssl", "certificate with trust settings", Certificate, "x509 -in cert/file.crt -trustout -addtrust serverAuth -out theirs", ALL),
    writer("openssl", "PKCS#7", Certificate, "crl2pkcs7 -nocrl -certfile cert/file.crt -out theirs", ALL),
    writer("openssl", "PKCS#7, DER", Certificate, "crl2pkcs7 -nocrl -certfile cert/file.crt -outform der -out theirs", ALL),
    writer("openssl", "PKCS#7 with a signature", Certificate, "smime -sign -in pass -nodetach -signer cert/file.crt -inkey cert/private.pem -outform pem -out theirs", RSA_AND_EC),
    writer("openssl", "revocation list, DER", Crl, "crl -in a.crl -outform der -out theirs", ALL),
    writer("certtool", "PKCS#12", Key, "--to-p12 --load-privkey cert/private.pem --load-certificate cert/file.crt --p12-name x --password secret6 --outder --outfile theirs", OLD),
    writer("certtool", "PKCS#12, legacy", Key, "--to-p12 --load-privkey cert/private.pem --load-certificate cert/file.crt --p12-name x --password secret6 --pkcs-cipher 3des-pkcs12 --outder --outfile theirs", OLD),
    writer("certtool", "PKCS#8, encrypted", Key, "--to-p8 --load-privkey cert/private.pem --password secret6 --outfile theirs", OLD),
    writer("certtool", "PKCS#8, encrypted, DER", Key, "--to-p8 --load-privkey cert/private.pem --password secret6 --outder --outfile theirs", OLD),
    writer("certtool", "traditional, after its text (Ed25519 in PKCS#8)", Key, "--key-info --infile cert/private.pem --outfile theirs", EC_LOST),
    writer("certtool", "public key", PublicKey, "--pubkey-info --load-privkey cert/private.pem --outfile theirs", OLD),
    writer("certtool", "public key, DER", PublicKey, "--pubkey-info --load-privkey cert/private.pem --outder --outfile theirs", OLD),
    writer("certtool", "request", Request, "--generate-request --load-privkey cert/private.pem --template template --outfile theirs", OLD),
    writer("certtool", "request, DER", Request, "--generate-request --load-privkey cert/private.pem --template template --outder --outfile theirs", OLD),
    writer("certtool", "certificate after its text", Certificate, "--certificate-info --infile cert/file.crt --outfile theirs", ALL),
    writer("certtool", "certificate, DER", Certificate, "--certificate-info --infile cert/file.crt --outder --outfile theirs", ALL),
    writer("certtool", "PKCS#7", Certificate, "--p7-generate --load-certificate cert/file.crt --outfile theirs", ALL),
    writer("certtool", "PKCS#7, DER", Certificate, "--p7-generate --load-certificate cert/file.crt --outder --outfile theirs", ALL),
    writer("certtool", "PKCS#7 with a signature", Certificate, "--p7-sign --p7-include-cert --load-certificate cert/file.crt --load-privkey cert/private.pem --infile pass --outfile theirs", OLD),
    writer("certtool", "revocation list after its text", Crl, "--crl-info --infile a.crl --outfile theirs", ALL),
    writer("keytool", "PKCS#12", Key, "-importkeystore -noprompt -srckeystore a.p12 -srcstorepass secret6 -destkeystore theirs -deststoretype PKCS12 -deststorepass secret6", OLD),
    writer("keytool", "PKCS#12, legacy", Key, "-J-Dkeystore.pkcs12.legacy -importkeystore -noprompt -srckeystore a.p12 -srcstorepass secret6 -destkeystore theirs -deststoretype PKCS12 -deststorepass secret6", OLD),
    writer("keytool", "trust store", Certificate, "-importcert -noprompt -file cert/file.crt -alias x -keystore theirs -storetype PKCS12 -storepass secret6", ALL),
    writer("keytool", "certificate, PEM", Certificate, "-exportcert -rfc -keystore a.p12 -storepass secret6 -alias localhost -file theirs", ALL),
    writer("keytool", "certificate, DER", Certificate, "-exportcert -keystore a.p12 -storepass secret6 -alias localhost -file theirs", ALL),
    writer("keytool", "request", Request, "-certreq -keystore a.p12 -storepass secret6 -alias localhost -file theirs", OLD),
    after(IMPORT, writer("pk12util", "PKCS#12", Key, "-d sql:nss -o theirs -n localhost -W secret6", NSS)),
    after(IMPORT, writer("pk12util", "PKCS#12, 3DES", Key, "-d sql:nss -o theirs -n localhost -W secret6 -c DES-EDE3-CBC -C DES-EDE3-CBC", NSS)),
    after(COPY, writer("ssh-keygen", "OpenSSH", Key, "-q -p -N '' -f theirs", NO_PLACE)),
    after(COPY, writer("ssh-keygen", "OpenSSH, encrypted", Key, "-q -p -N secret6 -f theirs", NO_PLACE)),
    after(COPY, writer("ssh-keygen", "PKCS#8 (Ed25519 in its own form)", Key, "-q -p -N '' -m PKCS8 -f theirs", NO_PLACE)),
    after(COPY, writer("ssh-keygen", "PKCS#8, encrypted (Ed25519 in its own form)", Key, "-q -p -N secret6 -m PKCS8 -f theirs", NO_PLACE)),
    after(COPY, writer("ssh-keygen", "traditional (Ed25519 in its own form)", Key, "-q -p -N '' -m PEM -f theirs", NO_PLACE)),
    after(COPY, writer("ssh-keygen", "traditional, encrypted (Ed25519 in its own form)", Key, "-q -p -N secret6 -m PEM -f theirs", NO_PLACE)),
    writer("ssh-keygen", "OpenSSH public key (`-y`)", PublicKey, "-y -f a.ssh", NO_PLACE),
    writer("ssh-keygen", "OpenSSH public key, of PKCS#8", PublicKey, "-i -m PKCS8 -f cert/public.pem", SSH_PEM),
    writer("ssh-keygen", "public key", PublicKey, "-e -m PKCS8 -f a.pub", SSH_PEM),
    writer("ssh-keygen", "public key (RSA in PKCS#1)", PublicKey, "-e -m PEM -f a.pub", SSH_PEM),
    writer("ssh-keygen", "public key, RFC 4716", PublicKey, "-e -m RFC4716 -f a.pub", NO_PLACE),
    writer("node", "PKCS#8, encrypted", Key, "clients/forms.js write pkcs8 cert/private.pem theirs secret6", OLD),
    writer("node", "PKCS#8, encrypted, DER", Key, "clients/forms.js write pkcs8-sealed-der cert/private.pem theirs secret6", OLD),
    writer("node", "PKCS#8, DER", Key, "clients/forms.js write pkcs8-der cert/private.pem theirs secret6", OLD),
    writer("node", "traditional", Key, "clients/forms.js write traditional cert/private.pem theirs secret6", RSA_AND_EC),
    writer("node", "traditional, encrypted", Key, "clients/forms.js write traditional-sealed cert/private.pem theirs secret6", RSA_AND_EC),
    writer("node", "JWK", Key, "clients/forms.js write jwk cert/private.pem theirs secret6", OLD),
    writer("node", "public JWK", PublicKey, "clients/forms.js write public-jwk cert/private.pem theirs secret6", OLD),
    writer("node", "public key", PublicKey, "clients/forms.js write spki cert/private.pem theirs secret6", OLD),
    writer("node", "public key, DER", PublicKey, "clients/forms.js write spki-der cert/private.pem theirs secret6", OLD),
    writer("node", "certificate, DER", Certificate, "clients/forms.js write certificate-der cert/file.crt theirs", ALL),
    writer("cryptography", "PKCS#12", Key, "clients/forms.py write pkcs12 cert/private.pem cert/file.crt theirs secret6", NO_P12),
    writer("cryptography", "PKCS#12, legacy", Key, "clients/forms.py write pkcs12-legacy cert/private.pem cert/file.crt theirs secret6", NO_P12),
    writer("cryptography", "PKCS#8, encrypted", Key, "clients/forms.py write pkcs8 cert/private.pem cert/file.crt theirs secret6", ALL),
    writer("cryptography", "PKCS#8, DER", Key, "clients/forms.py write pkcs8-der cert/private.pem cert/file.crt theirs secret6", ALL),
    writer("cryptography", "traditional", Key, "clients/forms.py write traditional cert/private.pem cert/file.crt theirs secret6", RSA_AND_EC),
    writer("cryptography", "traditional, encrypted", Key, "clients/forms.py write traditional-sealed cert/private.pem cert/file.crt theirs secret6", RSA_AND_EC),
    writer("cryptography", "OpenSSH", Key, "clients/forms.py write openssh-plain cert/private.pem cert/file.crt theirs secret6", NO_PLACE),
    writer("cryptography", "OpenSSH, encrypted", Key, "clients/forms.py write openssh cert/private.pem cert/file.crt theirs secret6", NO_PLACE),
    writer("cryptography", "OpenSSH public key", PublicKey, "clients/forms.py write openssh-public cert/private.pem cert/file.crt theirs secret6", NO_PLACE),
    writer("cryptography", "public key", PublicKey, "clients/forms.py write spki cert/private.pem cert/file.crt theirs secret6", ALL),
    writer("cryptography", "request", Request, "clients/forms.py write csr cert/private.pem cert/file.crt theirs secret6", ALL),
    writer("cryptography", "certificate, DER", Certificate, "clients/forms.py write certificate-der cert/private.pem cert/file.crt theirs secret6", ALL),
    writer("cryptography", "PKCS#7", Certificate, "clients/forms.py write pkcs7 cert/private.pem cert/file.crt theirs secret6", ALL),
    writer("cryptography", "PKCS#7, DER", Certificate, "clients/forms.py write pkcs7-der cert/private.pem cert/file.crt theirs secret6", ALL),
];
