"""Python's cryptography as a reader and a writer of keys and certificates.

forms.py read FORM FILE [PASSPHRASE]            says what was read
forms.py write FORM KEY CERTIFICATE OUT [PASSPHRASE]
"""

import base64
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
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


def combined(data):
    key = serialization.load_pem_private_key(data, None)
    return pair(key, x509.load_pem_x509_certificates(data)[0])


def crl(found):
    return f"a revocation list of {found.issuer.rfc4514_string()}"


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
    "combined": lambda data, _: combined(data),
    "base64": lambda data, _: combined(base64.b64decode(data, validate=False)),
    "certificates": lambda data, _: certificates(x509.load_pem_x509_certificates(data)),
    "certificate-der": lambda data, _: certificates([x509.load_der_x509_certificate(data)]),
    "openssh": lambda data, secret: key(serialization.load_ssh_private_key(data, secret)),
    "openssh-public": lambda data, _: type(serialization.load_ssh_public_key(data)).__name__,
    "spki": lambda data, _: type(serialization.load_pem_public_key(data)).__name__,
    "spki-der": lambda data, _: type(serialization.load_der_public_key(data)).__name__,
    "csr": lambda data, _: request(x509.load_pem_x509_csr(data)),
    "csr-der": lambda data, _: request(x509.load_der_x509_csr(data)),
    "crl": lambda data, _: crl(x509.load_pem_x509_crl(data)),
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


def csr(key):
    # The others have a digest of their own.
    digest = hashes.SHA256() if isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)) else None
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    return x509.CertificateSigningRequestBuilder(name).sign(key, digest)


WRITERS = {
    "pkcs12": bag(sealed),
    "pkcs12-legacy": bag(legacy),
    "pkcs8": lambda key, _, secret: key.private_bytes(PEM, PKCS8, sealed(secret)),
    "pkcs8-der": lambda key, _, secret: key.private_bytes(DER, PKCS8, NOTHING),
    "traditional": lambda key, _, secret: key.private_bytes(PEM, TRADITIONAL, NOTHING),
    "traditional-sealed": lambda key, _, secret: key.private_bytes(PEM, TRADITIONAL, sealed(secret)),
    "openssh": lambda key, _, secret: key.private_bytes(PEM, OPENSSH, sealed(secret)),
    "openssh-plain": lambda key, _, secret: key.private_bytes(PEM, OPENSSH, NOTHING),
    "openssh-public": lambda key, _, secret: key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    ),
    "spki": lambda key, _, secret: key.public_key().public_bytes(
        PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ),
    "csr": lambda key, _, secret: csr(key).public_bytes(PEM),
    "pkcs7": lambda _, certificate, secret: pkcs7.serialize_certificates([certificate], PEM),
    "pkcs7-der": lambda _, certificate, secret: pkcs7.serialize_certificates([certificate], DER),
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
