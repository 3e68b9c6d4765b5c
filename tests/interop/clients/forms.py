"""Python's cryptography as a reader and a writer of keys and certificates.

forms.py read FORM FILE [PASSPHRASE]            says what was read
forms.py write FORM KEY CERTIFICATE OUT [PASSPHRASE]
"""

import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8
TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL
OPENSSH = serialization.PrivateFormat.OpenSSH
NOTHING = serialization.NoEncryption()


def pair(key, certificate):
    assert key.public_key() == certificate.public_key()
    return f"the key of {certificate.subject.rfc4514_string()}"


def key(key):
    return f"a private key, {type(key.public_key()).__name__}"


def certificates(found):
    assert found
    return "certificates of " + " and ".join(one.subject.rfc4514_string() for one in found)


def request(found):
    assert found.is_signature_valid
    return f"a request of {found.subject.rfc4514_string()}"


READERS = {
    "pkcs12": lambda data, secret: pair(*pkcs12.load_key_and_certificates(data, secret)[:2]),
    "truststore": lambda data, secret: certificates(
        [one.certificate for one in pkcs12.load_pkcs12(data, secret).additional_certs]
    ),
    "pkcs7": lambda data, _: certificates(pkcs7.load_pem_pkcs7_certificates(data)),
    "pkcs7-der": lambda data, _: certificates(pkcs7.load_der_pkcs7_certificates(data)),
    "pem": lambda data, secret: key(serialization.load_pem_private_key(data, secret)),
    "der": lambda data, secret: key(serialization.load_der_private_key(data, secret)),
    "combined": lambda data, _: pair(
        serialization.load_pem_private_key(data, None), x509.load_pem_x509_certificates(data)[0]
    ),
    "openssh": lambda data, secret: key(serialization.load_ssh_private_key(data, secret)),
    "openssh-public": lambda data, _: type(serialization.load_ssh_public_key(data)).__name__,
    "spki": lambda data, _: type(serialization.load_pem_public_key(data)).__name__,
    "csr": lambda data, _: request(x509.load_pem_x509_csr(data)),
}


def sealed(secret):
    return serialization.BestAvailableEncryption(secret)


def legacy(secret):
    builder = serialization.PrivateFormat.PKCS12.encryption_builder()
    builder = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    return builder.hmac_hash(hashes.SHA1()).build(secret)


def bag(encryption):
    return lambda key, certificate, secret: pkcs12.serialize_key_and_certificates(
        b"theirs", key, certificate, None, encryption(secret)
    )


WRITERS = {
    "pkcs12": bag(sealed),
    "pkcs12-legacy": bag(legacy),
    "pkcs8": lambda key, _, secret: key.private_bytes(PEM, PKCS8, sealed(secret)),
    "pkcs8-der": lambda key, _, secret: key.private_bytes(DER, PKCS8, NOTHING),
    "traditional": lambda key, _, secret: key.private_bytes(PEM, TRADITIONAL, NOTHING),
    "traditional-sealed": lambda key, _, secret: key.private_bytes(PEM, TRADITIONAL, sealed(secret)),
    "openssh": lambda key, _, secret: key.private_bytes(PEM, OPENSSH, sealed(secret)),
    "pkcs7": lambda _, certificate, secret: pkcs7.serialize_certificates([certificate], PEM),
    "certificate-der": lambda _, certificate, secret: certificate.public_bytes(DER),
}


def main(action, form, *rest):
    if action == "read":
        path, *secret = rest
        with open(path, "rb") as file:
            print(READERS[form](file.read(), secret[0].encode() if secret else None))
    else:
        key_path, certificate_path, out, secret = rest
        with open(key_path, "rb") as key, open(certificate_path, "rb") as certificate:
            private = serialization.load_pem_private_key(key.read(), None)
            public = x509.load_pem_x509_certificate(certificate.read())
        with open(out, "wb") as file:
            file.write(WRITERS[form](private, public, secret.encode()))


main(*sys.argv[1:])
