//! The options of `enc`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, input, output, positive, text,
};

const OPTIONS: &[Opt] = &[
    flag("list", "List the ciphers"),
    flag("ciphers", "List the ciphers"),
    flag("e", "Encrypt (default)"),
    flag("d", "Decrypt"),
    flag("p", "Print the salt, the key and the initialization vector"),
    flag("P", "Print the salt, the key and the initialization vector, and do nothing else"),
    input("in", "Input file (default: standard input)"),
    text("k", "Passphrase; every user of the machine can read it"),
    input("kfile", "File whose first line is the passphrase"),
    output("out", "Output file (default: standard output)"),
    text("pass", "Source of the passphrase"),
    flag("v", "Print the number of bytes"),
    flag("a", "Write or read base64"),
    flag("base64", "Write or read base64"),
    flag("A", "Write base64 in one line"),
    flag("nopad", "Do not pad the last block"),
    flag("salt", "Use a salt (default)"),
    flag("nosalt", "Do not use a salt"),
    flag("debug", "Print openssl's calls").no_effect("devcert does not have these calls"),
    text("bufsize", "Size of the buffer").no_effect("devcert reads the whole input"),
    text("K", "Key, in hexadecimal digits"),
    text("S", "Salt, in hexadecimal digits"),
    text("iv", "Initialization vector, in hexadecimal digits"),
    text("md", "Digest that derives the key (default: sha256)"),
    positive("iter", "Rounds of PBKDF2"),
    flag("pbkdf2", "Derive the key by PBKDF2 (default: 10000 rounds)"),
    flag("none", "Do not encrypt"),
];

pub(super) const TABLE: Table =
    Table { groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS], unknown: Unknown::Cipher, operands: "" };
