//! The options of `req`.

use crate::openssl::options::{
    COMMON, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, key_format, output, positive, text,
};

const NOT_YET: &str = "not implemented yet";

pub(super) const TABLE: Table = Table {
    groups: &[
        COMMON,
        &[
            input("in", "Request to read (default: standard input)"),
            format("inform", "Format of the request (default: recognized by its content)"),
            flag("verify", "Check the signature of the request"),
            flag("new", "Create a request"),
            input("config", "Configuration file"),
            text("section", "Section of the configuration (default: req)"),
            flag("utf8", "Read text as UTF-8 (default: Latin-1)"),
            text("nameopt", "Style of names"),
            text("reqopt", "Parts that the text does not include, as no_pubkey,no_sigdump"),
            flag("text", "Print the request or certificate as text"),
            flag("x509", "Create a certificate instead of a request"),
            input("CA", "Certificate of the CA that signs; implies -x509"),
            text("CAkey", "Key of the CA (default: in the file of -CA)"),
            text("subj", "Subject, as /C=US/CN=name"),
            flag("subject", "Print the subject"),
            flag("multivalue-rdn", "Accept attributes joined by +").no_effect("they are always accepted"),
            positive("days", "Days until the certificate expires (default: 30)"),
            text("set_serial", "Serial number"),
            text("copy_extensions", "Extensions of the request: none, copy or copyall"),
            text("addext", "Extension to add, as NAME=VALUE"),
            text("extensions", "Section of the extensions of a certificate"),
            text("reqexts", "Section of the extensions of a request"),
            flag("precert", "Add the poison extension of precertificates")
                .rejected("OpenSSL 3.0 writes it without a value, which RFC 6962 does not allow"),
            text("key", "Private key"),
            key_format("keyform", "Format of the key (default: recognized by its content)"),
            flag("pubkey", "Print the public key"),
            output("keyout", "File for the new private key"),
            text("passin", "Passphrase of keys that are read"),
            text("passout", "Passphrase of the new key"),
            text("newkey", "Kind of the new key: rsa:BITS, ec, ec:FILE, param:FILE or ed25519"),
            text("pkeyopt", "Option of the new key, as ec_paramgen_curve:P-256"),
            text("sigopt", "Option of the signature, as rsa_padding_mode:pss"),
            text("vfyopt", "Option of -verify").rejected(NOT_YET),
            output("out", "Output file (default: standard output)"),
            format("outform", "Format of the output"),
            flag("batch", "Ask nothing and use the defaults"),
            flag("verbose", "Print more").no_effect("devcert prints what it warns of in any case"),
            flag("noenc", "Do not encrypt the new key"),
            flag("nodes", "Do not encrypt the new key"),
            flag("noout", "Do not write the request or certificate"),
            flag("newhdr", "Write NEW in the lines around the request"),
            flag("modulus", "Print the modulus of the key"),
            text("keygen_engine", "Engine that creates the key").rejected("devcert has no engines"),
        ],
        RANDOM,
        PROVIDERS,
    ],
    unknown: Unknown::Digest,
    operands: "",
};
