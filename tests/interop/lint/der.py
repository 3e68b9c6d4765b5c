"""DER, as far as certificates and CRLs need it: every function returns one element."""

from datetime import datetime


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return tlv(0x31, *sorted(parts))


def boolean(value: bool) -> bytes:
    return tlv(1, b"\xff" if value else b"\x00")


def integer(value: int, tag: int = 2) -> bytes:
    return tlv(tag, value.to_bytes((value + (value < 0)).bit_length() // 8 + 1, "big", signed=True))


def bits(content: bytes, unused: int = 0, tag: int = 3) -> bytes:
    return tlv(tag, bytes([unused]), content)


def octets(content: bytes) -> bytes:
    return tlv(4, content)


def oid(text: str, tag: int = 6) -> bytes:
    first, second, *rest = map(int, text.split("."))
    content = b""
    for arc in [40 * first + second, *rest]:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.insert(0, arc & 0x7F | 0x80)
        content += bytes(digits)
    return tlv(tag, content)


NULL = tlv(5)


def utf8(text: str) -> bytes:
    return tlv(12, text.encode())


def printable(text: str) -> bytes:
    return tlv(19, text.encode())


def teletex(text: str) -> bytes:
    return tlv(20, text.encode("latin-1"))


def ia5(text: str) -> bytes:
    return tlv(22, text.encode())


def utc(at: datetime) -> bytes:
    return tlv(23, at.strftime("%y%m%d%H%M%SZ").encode())


def generalized(at: datetime) -> bytes:
    return tlv(24, at.strftime("%Y%m%d%H%M%SZ").encode())


def time(at: datetime) -> bytes:
    """The type that RFC 5280, 4.1.2.5 requires for the year."""
    return utc(at) if at.year < 2050 else generalized(at)
