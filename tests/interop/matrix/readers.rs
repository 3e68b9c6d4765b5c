//! What devcert writes, and who reads it.

use super::{ALL, EC, Kinds, NO_P12, NO_PLACE, NSS, OLD, RSA, SSH_PEM};

/// One program and one form.
pub(super) struct Reader {
    pub(super) program: &'static str,
    /// What devcert is told; the files are `cert/private.pem` and `cert/file.crt`, and a CA is in `ca`.
    pub(super) devcert: &'static str,
    /// What the program is told then.
    pub(super) line: &'static str,
    /// What it says when it succeeds.
    pub(super) says: &'static str,
    /// The kinds of key that it does not take in this form.
    pub(super) except: &'static [Kinds],
}

const fn reader(
    program: &'static str,
    devcert: &'static str,
    line: &'static str,
    says: &'static str,
    except: &'static [Kinds],
) -> Reader {
    Reader { program, devcert, line, says, except }
}

const P12: &str = "convert --out a.p12 --new-passphrase file:pass";
const P12_LEGACY: &str = "convert --out a.p12 --new-passphrase file:pass --legacy";
const TRUST: &str = "convert --to truststore --out a.p12";
const P7: &str = "convert --out a.p7b";
const P7_DER: &str = "convert --to pkcs7 --outform der --out a.der";
const PKCS8: &str = "convert cert/private.pem --to pkcs8 --out a.pem";
const PKCS8_DER: &str = "convert cert/private.pem --to pkcs8 --out a.der";
const SEALED: &str = "convert cert/private.pem --out a.pem --new-passphrase file:pass";
const SEALED_DER: &str = "convert cert/private.pem --out a.der --new-passphrase file:pass";
const PKCS1: &str = "convert cert/private.pem --to pkcs1 --out a.pem";
const PKCS1_DER: &str = "convert cert/private.pem --to pkcs1 --out a.der";
const SEC1: &str = "convert cert/private.pem --to sec1 --out a.pem";
const SEC1_DER: &str = "convert cert/private.pem --to sec1 --out a.der";
const SPKI: &str = "convert cert/private.pem --to spki --out a.pem";
const SPKI_DER: &str = "convert cert/private.pem --to spki --out a.der";
const COMBINED: &str = "convert --to combined --out a.pem";
const CHAIN: &str = "convert --to fullchain --out a.pem";
const DER: &str = "convert cert/file.crt --out a.der";
const BASE64: &str = "convert --to base64 --out a.b64";
const SSH: &str = "convert cert/private.pem --to openssh --out a.ssh";
const SSH_SEALED: &str = "convert cert/private.pem --to openssh --out a.ssh --new-passphrase file:pass";
const SSH_PUBLIC: &str = "convert cert/private.pem --to openssh-public --out a.pub --name me@here";
const JWK: &str = "convert cert/private.pem --to jwk --out a.jwk";
const JWKS: &str = "convert cert/file.crt --to jwks --out a.jwks";
const CSR: &str = "csr --out a.csr";
const CSR_DER: &str = "csr --outform der --out a.der";
const CRL: &str = "crl --ca ca --out a.crl";

/// Every reader.
#[rustfmt::skip]
pub(super) const READERS: [Reader; 105] = [
    reader("openssl", P12, "pkcs12 -in a.p12 -passin file:pass -nodes", "friendlyName: localhost", OLD),
    reader("openssl", P12_LEGACY, "pkcs12 -in a.p12 -passin file:pass -nodes -legacy", "friendlyName: localhost", OLD),
    reader("openssl", TRUST, "pkcs12 -in a.p12 -passin pass:changeit -nokeys", "friendlyName: localhost", ALL),
    reader("openssl", P7, "pkcs7 -in a.p7b -print_certs", "BEGIN CERTIFICATE", ALL),
    reader("openssl", P7_DER, "pkcs7 -inform der -in a.der -print_certs", "BEGIN CERTIFICATE", ALL),
    reader("openssl", PKCS8, "pkey -in a.pem -check -noout", "Key is valid", OLD),
    reader("openssl", PKCS8_DER, "pkey -inform der -in a.der -check -noout", "Key is valid", OLD),
    reader("openssl", SEALED, "pkey -in a.pem -passin file:pass -check -noout", "Key is valid", OLD),
    reader("openssl", SEALED_DER, "pkey -inform der -in a.der -passin file:pass -check -noout", "Key is valid", OLD),
    reader("openssl", PKCS1, "pkey -in a.pem -check -noout", "Key is valid", RSA),
    reader("openssl", PKCS1_DER, "pkey -inform der -in a.der -check -noout", "Key is valid", RSA),
    reader("openssl", SEC1, "pkey -in a.pem -check -noout", "Key is valid", EC),
    reader("openssl", SEC1_DER, "pkey -inform der -in a.der -check -noout", "Key is valid", EC),
    reader("openssl", SPKI, "pkey -pubin -in a.pem -noout -text", "Public-Key:", OLD),
    reader("openssl", SPKI_DER, "pkey -pubin -inform der -in a.der -noout -text", "Public-Key:", OLD),
    reader("openssl", COMBINED, "x509 -in a.pem -noout -subject", "localhost", ALL),
    reader("openssl", CHAIN, "x509 -in a.pem -noout -subject", "localhost", ALL),
    reader("openssl", DER, "x509 -inform der -in a.der -noout -subject", "localhost", ALL),
    reader("openssl", CSR, "req -in a.csr -noout -verify", "verify OK", OLD),
    reader("openssl", CSR_DER, "req -inform der -in a.der -noout -verify", "verify OK", OLD),
    reader("openssl", CRL, "crl -in a.crl -noout -CAfile ca/ca.crt", "verify OK", OLD),
    reader("certtool", P12, "--p12-info --inraw --infile a.p12 --password secret6", "BEGIN CERTIFICATE", ALL),
    reader("certtool", P12_LEGACY, "--p12-info --inraw --infile a.p12 --password secret6", "BEGIN CERTIFICATE", ALL),
    reader("certtool", TRUST, "--p12-info --inraw --infile a.p12 --password changeit", "BEGIN CERTIFICATE", ALL),
    reader("certtool", P7, "--p7-info --infile a.p7b", "BEGIN CERTIFICATE", ALL),
    reader("certtool", P7_DER, "--p7-info --inder --infile a.der", "BEGIN CERTIFICATE", ALL),
    reader("certtool", PKCS8, "--key-info --infile a.pem", "PRIVATE KEY-----", OLD),
    reader("certtool", PKCS8_DER, "--key-info --inder --infile a.der", "PRIVATE KEY-----", OLD),
    reader("certtool", SEALED, "--key-info --infile a.pem --password secret6", "PRIVATE KEY-----", OLD),
    reader("certtool", SEALED_DER, "--key-info --inder --infile a.der --password secret6", "PRIVATE KEY-----", OLD),
    reader("certtool", PKCS1, "--key-info --infile a.pem", "PRIVATE KEY-----", RSA),
    reader("certtool", PKCS1_DER, "--key-info --inder --infile a.der", "PRIVATE KEY-----", RSA),
    reader("certtool", SEC1, "--key-info --infile a.pem", "PRIVATE KEY-----", EC),
    reader("certtool", SEC1_DER, "--key-info --inder --infile a.der", "PRIVATE KEY-----", EC),
    reader("certtool", SPKI, "--pubkey-info --load-pubkey a.pem", "BEGIN PUBLIC KEY", OLD),
    reader("certtool", SPKI_DER, "--pubkey-info --inder --load-pubkey a.der", "BEGIN PUBLIC KEY", OLD),
    reader("certtool", COMBINED, "--key-info --infile a.pem", "PRIVATE KEY-----", OLD),
    reader("certtool", CHAIN, "--certificate-info --infile a.pem", "Subject: CN=localhost", ALL),
    reader("certtool", DER, "--certificate-info --inder --infile a.der", "Subject: CN=localhost", ALL),
    reader("certtool", CSR, "--crq-info --infile a.csr", "Self signature: verified", OLD),
    reader("certtool", CSR_DER, "--crq-info --inder --infile a.der", "Self signature: verified", OLD),
    reader("certtool", CRL, "--verify-crl --load-ca-certificate ca/ca.crt --infile a.crl", "Verification output: Verified", OLD),
    reader("keytool", P12, "-list -keystore a.p12 -storepass secret6", "PrivateKeyEntry", ALL),
    reader("keytool", P12_LEGACY, "-list -keystore a.p12 -storepass secret6", "PrivateKeyEntry", ALL),
    reader("keytool", TRUST, "-list -keystore a.p12 -storepass changeit", "trustedCertEntry", ALL),
    reader("keytool", P7, "-printcert -file a.p7b", "localhost", ALL),
    reader("keytool", P7_DER, "-printcert -file a.der", "localhost", ALL),
    reader("keytool", CHAIN, "-printcert -file a.pem", "localhost", ALL),
    reader("keytool", DER, "-printcert -file a.der", "localhost", ALL),
    reader("keytool", CSR, "-printcertreq -file a.csr", "Subject: CN=localhost", OLD),
    reader("keytool", CRL, "-printcrl -file a.crl", "X.509 CRL v2", ALL),
    reader("pk12util", P12, "-d sql:nss -i a.p12 -W secret6", "IMPORT SUCCESSFUL", NSS),
    reader("pk12util", P12_LEGACY, "-d sql:nss -i a.p12 -W secret6", "IMPORT SUCCESSFUL", NSS),
    reader("pk12util", TRUST, "-l a.p12 -W changeit", "localhost", ALL),
    reader("ssh-keygen", SSH, "-y -f a.ssh", "AAAA", NO_PLACE),
    reader("ssh-keygen", SSH_SEALED, "-y -P secret6 -f a.ssh", "AAAA", NO_PLACE),
    reader("ssh-keygen", SSH_PUBLIC, "-l -f a.pub", "me@here", NO_PLACE),
    reader("ssh-keygen", PKCS8, "-y -f a.pem", "AAAA", SSH_PEM),
    reader("ssh-keygen", SEALED, "-y -P secret6 -f a.pem", "AAAA", SSH_PEM),
    reader("ssh-keygen", PKCS1, "-y -f a.pem", "AAAA", RSA),
    reader("ssh-keygen", SEC1, "-y -f a.pem", "AAAA", EC),
    reader("ssh-keygen", SPKI, "-i -m PKCS8 -f a.pem", "AAAA", SSH_PEM),
    reader("node", P12, "clients/forms.js read pkcs12 a.p12 secret6", "a server starts", OLD),
    reader("node", P12_LEGACY, "clients/forms.js read pkcs12 a.p12 secret6", "a server starts", OLD),
    reader("node", COMBINED, "clients/forms.js read combined a.pem", "a server starts", OLD),
    reader("node", CHAIN, "clients/forms.js read certificate a.pem", "CN=localhost", ALL),
    reader("node", DER, "clients/forms.js read certificate a.der", "CN=localhost", ALL),
    reader("node", PKCS8, "clients/forms.js read pem a.pem", "a private key", OLD),
    reader("node", PKCS8_DER, "clients/forms.js read der a.der", "a private key", OLD),
    reader("node", SEALED, "clients/forms.js read pem a.pem secret6", "a private key", OLD),
    reader("node", SEALED_DER, "clients/forms.js read der a.der secret6", "a private key", OLD),
    reader("node", PKCS1, "clients/forms.js read pem a.pem", "a private key", RSA),
    reader("node", PKCS1_DER, "clients/forms.js read pkcs1-der a.der", "a private key", RSA),
    reader("node", SEC1, "clients/forms.js read pem a.pem", "a private key", EC),
    reader("node", SEC1_DER, "clients/forms.js read sec1-der a.der", "a private key", EC),
    reader("node", SPKI, "clients/forms.js read spki a.pem", "a public key", OLD),
    reader("node", SPKI_DER, "clients/forms.js read spki-der a.der", "a public key", OLD),
    reader("node", BASE64, "clients/forms.js read base64 a.b64", "a server starts", OLD),
    reader("node", JWK, "clients/forms.js read jwk a.jwk", "a private key", OLD),
    reader("node", JWKS, "clients/forms.js read jwks a.jwks", "a public key", OLD),
    reader("cryptography", P12, "clients/forms.py read pkcs12 a.p12 secret6", "the key of CN=localhost", NO_P12),
    reader("cryptography", P12_LEGACY, "clients/forms.py read pkcs12 a.p12 secret6", "the key of CN=localhost", NO_P12),
    reader("cryptography", TRUST, "clients/forms.py read truststore a.p12 changeit", "CN=localhost", ALL),
    reader("cryptography", P7, "clients/forms.py read pkcs7 a.p7b", "CN=localhost", ALL),
    reader("cryptography", P7_DER, "clients/forms.py read pkcs7-der a.der", "CN=localhost", ALL),
    reader("cryptography", PKCS8, "clients/forms.py read pem a.pem", "a private key", ALL),
    reader("cryptography", PKCS8_DER, "clients/forms.py read der a.der", "a private key", ALL),
    reader("cryptography", SEALED, "clients/forms.py read pem a.pem secret6", "a private key", ALL),
    reader("cryptography", SEALED_DER, "clients/forms.py read der a.der secret6", "a private key", ALL),
    reader("cryptography", PKCS1, "clients/forms.py read pem a.pem", "a private key", RSA),
    reader("cryptography", PKCS1_DER, "clients/forms.py read der a.der", "a private key", RSA),
    reader("cryptography", SEC1, "clients/forms.py read pem a.pem", "a private key", EC),
    reader("cryptography", SEC1_DER, "clients/forms.py read der a.der", "a private key", EC),
    reader("cryptography", COMBINED, "clients/forms.py read combined a.pem", "the key of CN=localhost", ALL),
    reader("cryptography", CHAIN, "clients/forms.py read certificates a.pem", "CN=localhost", ALL),
    reader("cryptography", DER, "clients/forms.py read certificate-der a.der", "CN=localhost", ALL),
    reader("cryptography", BASE64, "clients/forms.py read base64 a.b64", "the key of CN=localhost", ALL),
    reader("cryptography", SPKI, "clients/forms.py read spki a.pem", "PublicKey", ALL),
    reader("cryptography", SPKI_DER, "clients/forms.py read spki-der a.der", "PublicKey", ALL),
    reader("cryptography", SSH, "clients/forms.py read openssh a.ssh", "a private key", NO_PLACE),
    reader("cryptography", SSH_SEALED, "clients/forms.py read openssh a.ssh secret6", "a private key", NO_PLACE),
    reader("cryptography", SSH_PUBLIC, "clients/forms.py read openssh-public a.pub", "PublicKey", NO_PLACE),
    reader("cryptography", CSR, "clients/forms.py read csr a.csr", "a request of CN=localhost", ALL),
    reader("cryptography", CSR_DER, "clients/forms.py read csr-der a.der", "a request of CN=localhost", ALL),
    reader("cryptography", CRL, "clients/forms.py read crl a.crl", "a revocation list of CN=", ALL),
];
