"""Certificates and CRLs without a defect, in which each part can be replaced."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from der import NULL, bits, boolean, ia5, integer, octets, oid, printable, seq, set_of, time, tlv, utf8

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
BEGIN = NOW - DAY
HOST = "dev.example.test"

CA_KEY, SUB_KEY, LEAF_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
RSA_KEY = rsa.generate_private_key(65537, 2048)

# Names

ATTRIBUTES = {
    "CN": "2.5.4.3",
    "SN": "2.5.4.4",
    "serialNumber": "2.5.4.5",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "street": "2.5.4.9",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "postalCode": "2.5.4.17",
    "GN": "2.5.4.42",
    "email": "1.2.840.113549.1.9.1",
}
STRINGS = {"C": printable, "serialNumber": printable, "email": ia5}


def attribute(kind: str, value: str | bytes) -> bytes:
    """A value that is no `str` is the DER of a string of another type."""
    text = value if isinstance(value, bytes) else STRINGS.get(kind, utf8)(value)
    return seq(oid(ATTRIBUTES[kind]), text)


def name(*rdns: dict[str, str | bytes]) -> bytes:
    return seq(*(set_of(*(attribute(*one) for one in rdn.items())) for rdn in rdns))


def host(**attributes: str | bytes) -> bytes:
    """The name of the server with further attributes before the common name."""
    return name(*({kind: value} for kind, value in attributes.items()), {"CN": HOST})


CA_NAME = name({"O": "Example"}, {"CN": "Example Root"})

# General names (RFC 5280, 4.2.1.6)


def email(text: str) -> bytes:
    return tlv(0x81, text.encode())


def dns(text: str | bytes) -> bytes:
    return tlv(0x82, text if isinstance(text, bytes) else text.encode())


def uri(text: str | bytes) -> bytes:
    return tlv(0x86, text if isinstance(text, bytes) else text.encode())


def directory(dn: bytes) -> bytes:
    return tlv(0xA4, dn)


OTHER_NAME = tlv(0xA0, oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xA0, utf8("alice@example.test")))
X400_ADDRESS = tlv(0xA3, seq(tlv(0x61, printable("GB"))))
EDI_PARTY_NAME = tlv(0xA5, tlv(0xA1, utf8("Example")))
REGISTERED_ID = oid("1.3.6.1.4.1.32473.1", 0x88)

# Keys and algorithms

ECDSA = {name: seq(oid(f"1.2.840.10045.4.{arc}")) for name, arc in
         {"SHA1": "1", "SHA224": "3.1", "SHA256": "3.2", "SHA384": "3.3", "SHA512": "3.4"}.items()}
RSA_SHA256 = seq(oid("1.2.840.113549.1.1.11"), NULL)
RSA_ENCRYPTION = seq(oid("1.2.840.113549.1.1.1"), NULL)


def pss(salt: int) -> bytes:
    sha256 = seq(oid("2.16.840.1.101.3.4.2.1"), NULL)
    mgf = seq(oid("1.2.840.113549.1.1.8"), sha256)
    return seq(oid("1.2.840.113549.1.1.10"),
               seq(tlv(0xA0, sha256), tlv(0xA1, mgf), tlv(0xA2, integer(salt))))


def spki(key) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def rsa_spki(modulus: int, exponent: int = 65537, algorithm: bytes = RSA_ENCRYPTION) -> bytes:
    return seq(algorithm, bits(seq(integer(modulus), integer(exponent))))


def key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:20]


Signer = Callable[[bytes], bytes]


def ecdsa(digest: hashes.HashAlgorithm, key: ec.EllipticCurvePrivateKey = CA_KEY) -> Signer:
    return lambda body: key.sign(body, ec.ECDSA(digest))


def pkcs1(body: bytes) -> bytes:
    return RSA_KEY.sign(body, padding.PKCS1v15(), hashes.SHA256())


def rsa_pss(salt: int) -> Signer:
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), salt)
    return lambda body: RSA_KEY.sign(body, scheme, hashes.SHA256())


# Extensions

EXTENSIONS = {
    "sda": "2.5.29.9",
    "ski": "2.5.29.14",
    "ku": "2.5.29.15",
    "san": "2.5.29.17",
    "ian": "2.5.29.18",
    "bc": "2.5.29.19",
    "number": "2.5.29.20",
    "reason": "2.5.29.21",
    "nc": "2.5.29.30",
    "cdp": "2.5.29.31",
    "policies": "2.5.29.32",
    "mappings": "2.5.29.33",
    "aki": "2.5.29.35",
    "constraints": "2.5.29.36",
    "eku": "2.5.29.37",
    "freshest": "2.5.29.46",
    "inhibit": "2.5.29.54",
    "aia": "1.3.6.1.5.5.7.1.1",
    "sia": "1.3.6.1.5.5.7.1.11",
}
CRITICAL = {"bc", "ku", "nc", "constraints", "inhibit", "mappings"}


def extension(kind: str, value: bytes | tuple[bytes, bool] | None) -> bytes:
    """`value` alone is as critical as it should be; without a value there is no extension."""
    if value is None:
        return b""
    value, critical = value if isinstance(value, tuple) else (value, kind in CRITICAL)
    return seq(oid(EXTENSIONS[kind]), boolean(True) if critical else b"", octets(value))


def critical(value: bytes) -> tuple[bytes, bool]:
    return value, True


def plain(value: bytes) -> tuple[bytes, bool]:
    return value, False


USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
          "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"]


def ku(*names: str) -> bytes:
    """keyUsage in DER, which omits trailing zero bits."""
    number = sum(0x8000 >> USAGES.index(one) for one in names)
    content = number.to_bytes(2, "big").rstrip(b"\0")
    unused = (content[-1] & -content[-1]).bit_length() - 1 if content else 0
    return bits(content, unused)


PURPOSES = {one: f"1.3.6.1.5.5.7.3.{arc}" for one, arc in
            {"server": 1, "client": 2, "code": 3, "email": 4, "other": 17}.items()} | {"any": "2.5.29.37.0"}


def eku(*names: str) -> bytes:
    return seq(*(oid(PURPOSES[one]) for one in names))


def aki(key: bytes, *more: bytes) -> bytes:
    return seq(tlv(0x80, key_id(key)), *more)


ISSUER_AND_SERIAL = (tlv(0xA1, directory(CA_NAME)), integer(7, 0x82))


def access(*places: tuple[str, bytes]) -> bytes:
    methods = {"ocsp": 1, "issuers": 2, "time": 3, "repository": 5}
    return seq(*(seq(oid(f"1.3.6.1.5.5.7.48.{methods[method]}"), place) for method, place in places))


def point(*names: bytes, more: bytes = b"") -> bytes:
    full = tlv(0xA0, tlv(0xA0, *names)) if names else b""
    return seq(full, more)


def permitted(*bases: bytes, more: bytes = b"") -> bytes:
    """nameConstraints with permitted subtrees; `more` are a minimum and a maximum."""
    return seq(tlv(0xA0, *(seq(base, more) for base in bases)))


POLICY, POLICY_2, ANY_POLICY = "1.3.6.1.4.1.32473.1", "1.3.6.1.4.1.32473.2", "2.5.29.32.0"


def policy(of: str = POLICY, *qualifiers: bytes) -> bytes:
    return seq(oid(of), seq(*qualifiers) if qualifiers else b"")


def notice(*parts: bytes) -> bytes:
    return seq(policy(POLICY, seq(oid("1.3.6.1.5.5.7.2.2"), seq(*parts))))


CPS = seq(oid("1.3.6.1.5.5.7.2.1"), ia5("http://ca.example.test/cps"))


def mappings(old: str, new: str) -> bytes:
    return seq(seq(oid(old), oid(new)))


# Certificates

VERSION_3 = tlv(0xA0, integer(2))
SERIAL = integer(0x5C3F_0123_4567_89AB_CDEF_0123_4567_89AB)


def signed(body: bytes, algorithm: bytes, sign: Signer) -> bytes:
    return seq(body, algorithm, bits(sign(body)))


def certificate(fields: dict, extensions: dict) -> bytes:
    """The certificate with these fields; `extra` is the DER of further extensions."""
    key = fields["key"]
    values = [extension(kind, value) for kind, value in extensions.items()]
    listed = fields.get("extensions", tlv(0xA3, seq(*values, fields.get("extra", b""))))
    body = seq(
        fields.get("version", VERSION_3),
        fields.get("serial", SERIAL),
        fields.get("algorithm", ECDSA["SHA256"]),
        fields.get("issuer", CA_NAME),
        fields.get("validity") or seq(time(BEGIN), time(BEGIN + fields["lifetime"])),
        fields["subject"],
        key,
        fields.get("ids", b""),
        listed,
    )
    outer = fields.get("outer", fields.get("algorithm", ECDSA["SHA256"]))
    return signed(body, outer, fields.get("sign", ecdsa(hashes.SHA256())))


FIELDS = {"version", "serial", "algorithm", "issuer", "validity", "lifetime", "subject", "key", "ids", "extensions",
          "extra", "outer", "sign"}


def kind(fields: dict, extensions: dict) -> Callable[..., bytes]:
    """What makes certificates of one kind, with the fields and extensions replaced that are given."""

    def make(**changes) -> bytes:
        unknown = changes.keys() - FIELDS - EXTENSIONS.keys()
        assert not unknown, unknown
        own = fields | {name: value for name, value in changes.items() if name in FIELDS}
        ids = {"ski": octets(key_id(own["key"])), "aki": aki(spki(CA_KEY))}
        more = {name: value for name, value in changes.items() if name in EXTENSIONS}
        return certificate(own, extensions | ids | more)

    return make


LEAF = {"bc": seq()}
CA = {"bc": seq(boolean(True)), "ku": ku("keyCertSign", "cRLSign")}
SERVER = LEAF | {"ku": ku("digitalSignature"), "eku": eku("server"), "san": seq(dns(HOST))}
RSA_SERVER = SERVER | {"ku": ku("digitalSignature", "keyEncipherment")}
SUB_NAME = name({"O": "Example"}, {"CN": "Example CA"})

server = kind({"subject": host(), "key": spki(LEAF_KEY), "lifetime": 90 * DAY}, SERVER)
rsa_server = kind({"subject": host(), "key": spki(RSA_KEY), "lifetime": 90 * DAY}, RSA_SERVER)
client = kind({"subject": name({"CN": "alice"}), "key": spki(LEAF_KEY), "lifetime": 90 * DAY},
              LEAF | {"ku": ku("digitalSignature"), "eku": eku("client")})
ca = kind({"subject": SUB_NAME, "key": spki(SUB_KEY), "lifetime": 1000 * DAY}, CA)
rsa_ca = kind({"subject": SUB_NAME, "key": spki(RSA_KEY), "lifetime": 1000 * DAY}, CA)
root = kind({"subject": CA_NAME, "key": spki(CA_KEY), "lifetime": 3650 * DAY}, CA)

# CRLs


def entry(serial: int = 0x1234_5678_9ABC_DEF0, at: bytes = time(NOW - 3 * DAY), *extensions: bytes) -> bytes:
    return seq(integer(serial), at, seq(*extensions) if extensions else b"")


def reason(code: int, critical: bool = False) -> bytes:
    return extension("reason", (integer(code, 10), critical))


def crl(**changes) -> bytes:
    """A CRL of the CA with one entry; `revoked` is the DER of the list, `extra` of further extensions."""
    unknown = changes.keys() - FIELDS - {"aki", "number", "this", "next", "revoked"}
    assert not unknown, unknown
    algorithm = changes.get("algorithm", ECDSA["SHA256"])
    values = {"aki": aki(spki(CA_KEY)), "number": integer(7)}
    values |= {name: value for name, value in changes.items() if name in values}
    listed = seq(*(extension(name, value) for name, value in values.items()), changes.get("extra", b""))
    body = seq(
        integer(1),
        algorithm,
        changes.get("issuer", CA_NAME),
        changes.get("this", time(NOW - DAY)),
        changes.get("next", time(NOW + 6 * DAY)),
        changes.get("revoked", seq(entry())),
        tlv(0xA0, listed),
    )
    return signed(body, algorithm, changes.get("sign", ecdsa(hashes.SHA256())))
