//! The options of `pkcs12`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, input, output, positive, text,
};
use crate::openssl::verification::TRUSTED;

const GENERAL: &[Opt] = &[
    input("in", "Input file (default: standard input)"),
    output("out", "Output file (default: standard output)"),
    text("passin", "Passphrase of the file that is read, or of the keys for -export"),
    text("passout", "Passphrase of the file that is written, or of the keys in it"),
    text("password", "Passphrase of the PKCS#12 file, read or written"),
    flag("twopass", "Request a separate passphrase for the check value"),
    flag("nokeys", "Omit the private keys"),
    flag("nocerts", "Omit the certificates"),
    flag("noout", "Check the input only"),
    flag("legacy", "Read and write the algorithms of OpenSSL 1.1: RC2 with 40 bits, 3DES and SHA-1"),
];

const READING: &[Opt] = &[
    flag("info", "Print the structure of the file"),
    flag("nomacver", "Do not verify the check value"),
    flag("clcerts", "Print the certificates with a private key only"),
    flag("cacerts", "Print the certificates without a private key only"),
    flag("noenc", "Do not encrypt the private keys"),
    flag("nodes", "Do not encrypt the private keys"),
];

const WRITING: &[Opt] = &[
    flag("export", "Create a PKCS#12 file"),
    input("inkey", "Private key (default: the one of -in)"),
    input("certfile", "More certificates"),
    text("passcerts", "Passphrase of the files of certificates"),
    flag("chain", "Add the chain of the certificate"),
    input("untrusted", "Certificates for the chain that are not trusted"),
    text("name", "Friendly name of key and certificate"),
    text("caname", "Friendly name of the next other certificate"),
    text("CSP", "Cryptographic service provider for Windows"),
    flag("LMK", "Let Windows store the key for the machine"),
    flag("keyex", "Let Windows use the key for key exchange and signatures"),
    flag("keysig", "Let Windows use the key for signatures only"),
    text("keypbe", "Encryption of the key, or NONE (default: AES-256-CBC)"),
    text("certpbe", "Encryption of the certificates, or NONE (default: AES-256-CBC)"),
    flag("descert", "Encrypt the certificates with 3DES"),
    text("macalg", "Digest of the check value (default: SHA-256)"),
    positive("iter", "Rounds of the key derivations (default: 2048)"),
    flag("noiter", "One round for the encryption"),
    flag("nomaciter", "One round for the check value"),
    flag("maciter", "Several rounds for the check value").no_effect("it is the default"),
    flag("nomac", "No check value, and certificates without encryption"),
];

pub(super) const TABLE: Table = Table {
    groups: &[COMMON, GENERAL, READING, WRITING, TRUSTED, PROVIDERS, RANDOM],
    unknown: Unknown::Cipher,
    operands: "",
};
