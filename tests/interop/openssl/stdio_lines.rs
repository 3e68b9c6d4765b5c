//! Lines in which `-` is a file: a standard stream where openssl opens a file, the name of a file where it loads an
//! object from a URI.

/// Files that the lines use, made by openssl.
pub(super) const FILES: [&str; 3] = [
    "openssl dhparam -out dh.pem 512; openssl dsaparam -out dsa.params 1024; openssl gendsa -out dsa.pem dsa.params",
    "touch index.txt; echo 01 > serial; printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=.\\ncertificate=ca.pem\\nprivate_key=ca.key\\ndefault_md=sha256\\ndefault_days=9\\ndefault_crl_days=30\\npolicy=p\\n[p]\\ncommonName=supplied\\n' > sign.cnf",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -no_nonce -reqout req.der",
];

/// Standard output as the file that is written.
pub(super) const WRITTEN: [&str; 31] = [
    "openssl genrsa -out - 1024",
    "openssl genrsa -out - 1024 | openssl rsa -noout -check",
    "openssl genpkey -algorithm ED25519 -out -",
    "openssl ecparam -name prime256v1 -genkey -out -",
    "openssl ec -in ec.pem -out -",
    "openssl rsa -in k.pem -out -",
    "openssl rsa -in k.pem -pubout -out -",
    "openssl pkey -in k.pem -out -",
    "openssl pkey -in k.pem -text -out -",
    "openssl pkcs8 -topk8 -nocrypt -in k.pem -out -",
    "openssl req -x509 -newkey rsa:1024 -nodes -keyout - -out - -subj /CN=w",
    "openssl req -new -newkey rsa:1024 -nodes -keyout - -subj /CN=w -pubkey",
    "openssl req -in r.pem -pubkey -noout -out -",
    "openssl x509 -in ca.pem -out -",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out -",
    "openssl pkcs12 -in full.p12 -passin pass:secret -nodes -out -",
    "openssl pkcs12 -export -in all.pem -passout pass:secret -out - | openssl pkcs12 -passin pass:secret -nokeys",
    "openssl crl -in crl.pem -out -",
    "openssl crl2pkcs7 -nocrl -certfile ca.pem -out -",
    "openssl pkcs7 -in bundle.p7 -print_certs -out -",
    "openssl ca -config sign.cnf -batch -notext -in r.pem -out -",
    "openssl ca -config sign.cnf -gencrl -out -",
    "openssl rand -hex -out - 8 | wc -c",
    "openssl dhparam -in dh.pem -out -",
    "openssl dsaparam -in dsa.params -out -; openssl dsa -in dsa.pem -out -; openssl gendsa -out - dsa.params",
    "openssl pkeyparam -in dh.pem -out -",
    "openssl dgst -sha256 -out - r.pem; openssl dgst -sha256 -hex -sign k.pem -out - r.pem",
    "openssl enc -base64 -in r.pem -out -; openssl base64 -in r.pem -out -",
    "openssl asn1parse -in r.pem -noout -out - | openssl asn1parse -inform DER; openssl asn1parse -in r.pem -out - | cksum",
    "openssl ocsp -issuer ca.pem -cert leaf.pem -no_nonce -reqout - | openssl asn1parse -inform DER",
    "openssl ocsp -reqin req.der -req_text -out -",
];

/// Standard input as the file that is read.
pub(super) const READ: [&str; 22] = [
    "openssl req -in - -noout -text < r.pem",
    "openssl req -new -key k.pem -config - -out new.pem < server.cnf",
    "OPENSSL_CONF=- openssl req -new -key k.pem -out new.pem < server.cnf",
    "openssl x509 -req -in - -CA ca.pem -CAkey ca.key -set_serial 3 -out new.pem < r.pem",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 3 -extfile - -out new.pem < san.cnf",
    "openssl pkcs12 -in - -passin pass:secret -nokeys < full.p12",
    "openssl crl2pkcs7 -in - < crl.pem",
    "openssl pkcs7 -in - -print_certs < bundle.p7",
    "openssl pkcs8 -in - -nocrypt < k.pem",
    "openssl ca -config sign.cnf -batch -in - -out new.pem < r.pem",
    "openssl ca -config sign.cnf -batch -out new.pem -infiles - < r.pem",
    "openssl ca -config - -gencrl -out new.pem < sign.cnf",
    "openssl ca -config sign.cnf -batch -in r.pem -extfile - -out new.pem < san.cnf",
    "openssl dhparam -in - -noout -text < dh.pem",
    "openssl pkeyparam -in - < dh.pem",
    "openssl enc -base64 -in - < r.pem",
    "echo secret | openssl enc -aes-128-cbc -pbkdf2 -nosalt -kfile - -in r.pem -a",
    "openssl asn1parse -in - < r.pem",
    "printf '1.2.840.113549.1.1.1 mine Mine\\n' | openssl asn1parse -oid - -in r.pem",
    "echo asn1=UTF8:text | openssl asn1parse -genconf -",
    "openssl dgst -sha256 - < r.pem; openssl dgst -sha256 - r.pem",
    "openssl sess_id -in - < r.pem",
];

/// A file with the name `-`, which these options do not take for standard input.
pub(super) const LOADED: [&str; 20] = [
    "openssl rsa -in - < k.pem",
    "openssl ec -in - < ec.pem",
    "openssl pkey -in - < k.pem",
    "openssl dsa -in - < dsa.pem",
    "openssl dsaparam -in - < dsa.params",
    "openssl pkcs8 -topk8 -nocrypt -in - < k.pem",
    "openssl req -new -key - -subj /CN=a < k.pem",
    "openssl x509 -in - < ca.pem",
    "openssl x509 -req -in r.pem -signkey - < k.pem",
    "openssl crl -in - < crl.pem",
    "openssl crl2pkcs7 -nocrl -certfile - < ca.pem",
    "openssl pkcs12 -export -inkey k.pem -in - -passout pass:x < leaf.pem",
    "openssl verify -CAfile - leaf.pem < ca.pem",
    "openssl verify -CAfile ca.pem - < leaf.pem",
    "openssl dgst -sha256 -sign - r.pem < k.pem",
    "openssl genpkey -paramfile - -out new.pem < params.pem",
    "openssl ocsp -issuer - -cert leaf.pem -reqout new.der < ca.pem",
    "openssl gendsa - < dsa.params",
    "cp k.pem ./-; openssl rsa -in - -check < ca.key",
    "cp ca.pem ./-; openssl x509 -in - -noout -subject < leaf.pem",
];
