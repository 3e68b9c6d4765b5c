//! Lines about parameters of Diffie-Hellman and of curves as scripts have them.

/// Files of parameters, made by openssl.
pub(super) const FILES: [&str; 3] = [
    "openssl dhparam -out dh.pem 512",
    "openssl dhparam -dsaparam -out dsaparam.pem 512",
    "openssl ecparam -name prime256v1 -out p256.pem",
];

/// What is shown and written, whose every byte is compared.
pub(super) const SHOWN: [&str; 22] = [
    "openssl dhparam -in dh.pem -text -noout",
    "openssl dhparam -in dh.pem -text",
    "openssl dhparam -in dh.pem -check -noout",
    "openssl dhparam -in dh.pem -inform PEM -outform DER -out dh.der; openssl dhparam -inform DER -in dh.der",
    "openssl dhparam < dh.pem",
    "openssl dhparam -in dsaparam.pem -text",
    "openssl dhparam -in dsaparam.pem -check",
    "openssl dhparam -in dh.pem -text -outform DER -out dh.txt",
    "openssl dhparam -2 -rand dh.pem 512 2>/dev/null | grep -- ---",
    "openssl dhparam -3 -text -noout 512 2>/dev/null | tail -1",
    "openssl dhparam -5 -text -noout 512 2>/dev/null | tail -1",
    "openssl dhparam -dsaparam 1024 2>/dev/null | grep -- ---",
    "openssl dhparam 2048 2>/dev/null | openssl dhparam -noout -text | head -1",
    "openssl pkeyparam -in dh.pem",
    "openssl pkeyparam -in dh.pem -text",
    "openssl pkeyparam -in dh.pem -text -noout",
    "openssl pkeyparam -in dh.pem -check",
    "openssl pkeyparam -in dh.pem -text -out shown.txt",
    "openssl pkeyparam -in p256.pem -text",
    "openssl pkeyparam -check < p256.pem",
    "openssl x509 -in leaf.pem -noout -ocspid",
    "openssl x509 -in ca.pem -noout -ocspid -subject",
];

/// Mistakes, whose status and first words are compared.
pub(super) const MISTAKES: [&str; 9] = [
    "openssl dhparam < /dev/null",
    "openssl dhparam abc",
    "openssl dhparam -unknown",
    "openssl dhparam 0",
    "openssl dhparam 5 7",
    "openssl dhparam -in none",
    "openssl dhparam -2 -dsaparam 512",
    "openssl pkeyparam -in none",
    "openssl pkeyparam -in k.pem -check",
];
