"""A certificate or CRL for each lint of zlint, with the defect that the lint is about and no other.

specimens.py DIR

Writes LINT.pem for each of them, LINT+RULE.pem for a further defect that the lint is about and another rule of
devcert reports, pass-LINT.pem for a neighbor that is permitted, pass-KIND.pem for each kind without a defect, and
the CA that issued them (ca.pem, ca.key) with the key of the leaves (leaf.key).
"""

import base64
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from base import (
    ANY_POLICY, BEGIN, CA_KEY, CA_NAME, CPS, DAY, ECDSA, EDI_PARTY_NAME, HOST, ISSUER_AND_SERIAL, LEAF_KEY, NOW,
    OTHER_NAME, POLICY, POLICY_2, REGISTERED_ID, RSA_KEY, RSA_SHA256, SECOND, SUB_KEY, SUB_NAME, X400_ADDRESS, access,
    aki, ca, client, critical, crl, directory, dns, ecdsa, eku, email, entry, extension, host, ku, mappings, name,
    notice, permitted, pkcs1, plain, point, policy, pss, reason, root, rsa_ca, rsa_pss, rsa_server, rsa_spki, server,
    spki, uri,
)
from der import (
    NULL, bits, boolean, generalized, ia5, integer, octets, oid, printable, seq, set_of, teletex, time, tlv, utf8,
)

HTTP = "http://ca.example.test/"


def san(*names: bytes) -> bytes:
    """The SANs of a server with further ones."""
    return seq(dns(HOST), *names)


def dated(end: bytes, begin: bytes = time(BEGIN)) -> bytes:
    return ca(validity=seq(begin, end))


def text(content: str) -> bytes:
    """The content of a date in 2056, or one of UTCTime this year."""
    return tlv(24 if content.startswith("2056") else 23, content.encode())


# Keys that no program makes

N = RSA_KEY.public_key().public_numbers().n


def multiple_of(factor: int) -> int:
    """A number of 2048 bits whose smallest factor is this one."""
    rest = (1 << 2047) // factor | 1
    while any(rest % other == 0 for other in range(2, factor)):
        rest += 2
    return factor * rest


def close_primes() -> int:
    """The product of two primes that are neighbors."""
    first = second = RSA_KEY.private_numbers().p
    while second == first or any(second % one == 0 for one in range(3, 1000, 2)) or pow(2, second - 1, second) != 1:
        second += 2
    return first * second


def modulus(size: int) -> int:
    return rsa.generate_private_key(65537, size).public_key().public_numbers().n


EC = oid("1.2.840.10045.2.1")
POINT = spki(LEAF_KEY)[-68:]  # the public key of the leaves, without its algorithm
P256 = seq(
    integer(1),
    seq(oid("1.2.840.10045.1.1"), integer(2**256 - 2**224 + 2**192 + 2**96 - 1)),
    seq(octets((2**256 - 2**224 + 2**192 + 2**96 - 4).to_bytes(32, "big")),
        octets(bytes.fromhex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"))),
    octets(bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                         "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")),
    integer(0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551),
    integer(1),
)
DSA = seq(seq(oid("1.2.840.10040.4.1"), seq(integer(N), integer(2**255 + 95), integer(2))), bits(integer(N >> 1)))
ED25519 = spki(ed25519.Ed25519PrivateKey.generate())
SECP256K1 = ec.generate_private_key(ec.SECP256K1())
PSS_KEY = rsa_spki(N, algorithm=seq(oid("1.2.840.113549.1.1.10")))
P384 = ec.generate_private_key(ec.SECP384R1())

LATIN_1 = "M\u00fcller".encode("latin-1")
BIRTH = seq(seq(oid("1.3.6.1.5.5.7.9.1"), set_of(generalized(NOW))))
UNIQUE_ID = bits(b"\x2a", tag=0x81)
FULL = name({"O": "Example", "OU": "Test"}, {"CN": HOST})


def issued_by(title: str, key, algorithm: bytes, sign) -> dict:
    """The changes to what another CA issues."""
    return {"issuer": name({"CN": title}), "aki": aki(spki(key)), "algorithm": algorithm, "sign": sign}


BY_RSA = issued_by("Example RSA CA", RSA_KEY, RSA_SHA256, pkcs1)
BY_RSA_WITHOUT_NULL = BY_RSA | {"algorithm": seq(oid("1.2.840.113549.1.1.11"))}
BY_PSS = {salt: issued_by("Example RSA CA", RSA_KEY, pss(salt), rsa_pss(salt)) for salt in (32, 222)}
BY_P384 = issued_by("Example P-384 CA", P384, ECDSA["SHA384"], ecdsa(hashes.SHA384(), P384))
BY_SUB = {"issuer": SUB_NAME, "aki": aki(spki(SUB_KEY)), "sign": ecdsa(hashes.SHA256(), SUB_KEY)}

LONG_EMAIL = "a" * 60 + "@" + ".".join(["b" * 60] * 3)  # 243 characters
NO_CA = ca(bc=seq())

# The defects. A list is a leaf and its issuer in one file.

CAS = {
    "e_basic_constraints_not_critical": ca(bc=plain(seq(boolean(True)))),
    "e_ca_is_ca": [server(**BY_SUB), NO_CA],
    "e_ca_subject_field_empty": ca(subject=seq()),
    "e_path_len_constraint_improperly_included": server(bc=seq(integer(0))),
    "e_path_len_constraint_zero_or_less": ca(bc=seq(boolean(True), integer(-1))),
    "e_sub_cert_not_is_ca": server(bc=seq(boolean(True))),
    "w_root_ca_basic_constraints_path_len_constraint_field_present": root(bc=seq(boolean(True), integer(1))),
}

CRITICALITY = {
    "e_ext_aia_marked_critical": client(aia=critical(access(("ocsp", uri(HTTP))))),
    "e_ext_authority_key_identifier_critical": server(aki=critical(aki(spki(CA_KEY)))),
    "e_ext_freshest_crl_marked_critical": server(freshest=critical(seq(point(uri(HTTP))))),
    "e_ext_subject_directory_attr_critical": client(sda=critical(BIRTH)),
    "e_ext_subject_key_identifier_critical": server(ski=critical(octets(b"\x01" * 20))),
    "e_sub_ca_aia_marked_critical": ca(aia=critical(access(("ocsp", uri(HTTP))))),
    "e_sub_ca_crl_distribution_points_marked_critical": ca(cdp=critical(seq(point(uri(HTTP))))),
    "e_sub_cert_aia_marked_critical": server(aia=critical(access(("issuers", uri(HTTP))))),
    "e_sub_cert_basic_constraints_not_critical": server(bc=plain(seq())),
    "e_sub_cert_crl_distribution_points_marked_critical": server(cdp=critical(seq(point(uri(HTTP))))),
    "e_subject_info_access_marked_critical": ca(sia=critical(access(("repository", uri(HTTP))))),
    "w_ext_crl_distribution_marked_critical": client(cdp=critical(seq(point(uri(HTTP))))),
    "w_sub_ca_certificate_policies_marked_critical": ca(policies=critical(seq(policy()))),
    "w_sub_cert_certificate_policies_marked_critical": server(policies=critical(seq(policy()))),
}

CRLS = {
    "e_cab_crl_has_valid_reason_code": crl(revoked=seq(entry(1, time(BEGIN), reason(0)))),
    "e_cab_crl_reason_code_not_critical": crl(revoked=seq(entry(1, time(BEGIN), reason(1, critical=True)))),
    "e_crl_auth_key_id_only_contains_keyid": crl(aki=aki(spki(CA_KEY), *ISSUER_AND_SERIAL)),
    "e_crl_empty_revoked_certificates": crl(revoked=seq()),
    "e_crl_extensions_validity": crl(number=critical(integer(7))),
    "e_crl_has_authority_key_identifier": crl(aki=None),
    "e_crl_has_next_update": crl(next=b""),
    "e_crl_has_valid_reason_code": crl(revoked=seq(entry(1, time(BEGIN), reason(7)))),
    "e_crl_missing_crl_number": crl(number=None),
    "e_crl_no_duplicate_extensions": crl(extra=extension("number", integer(7))),
    "e_crl_number_out_of_range": crl(number=integer(1 << 160)),
    "e_crl_revocation_date_too_early": crl(revoked=seq(entry(1, tlv(23, b"980101000000Z")))),
    "e_crl_revocation_time_after_this_update": crl(revoked=seq(entry(1, time(NOW + DAY)))),
    "e_crl_revoked_certificate_crl_entry_has_no_duplicate_extensions":
        crl(revoked=seq(entry(1, time(BEGIN), reason(1), reason(1)))),
    "e_crl_revoked_certificates_field_must_be_empty": crl(revoked=seq()),
    "e_crl_sigalgo_missing_null_params": crl(**BY_RSA_WITHOUT_NULL),
    "e_crl_unique_revoked_certificate": crl(revoked=seq(entry(), entry())),
}

HOSTS = {
    "e_dnsname_bad_character_in_label": "a+b.example.test",
    "e_dnsname_contains_prohibited_reserved_label": "ab--cd.example.test",
    "e_dnsname_empty_label": "a..example.test",
    "e_dnsname_hyphen_in_sld": "www.-example.test",
    "e_dnsname_label_too_long": "a" * 64 + ".example.test",
    "e_dnsname_left_label_wildcard_correct": "a*.example.test",
    "e_dnsname_underscore_in_sld": "www.my_example.test",
    "e_dnsname_wildcard_only_in_left_label": "www.*.test",
    "e_ext_san_dns_name_too_long": ".".join(["a" * 61] * 4) + ".test.a",
    "e_ext_san_dns_not_ia5_string": LATIN_1 + b".example.test",
    "e_ext_san_empty_name": "",
    "e_ext_san_space_dns_name": " ",
    "e_international_dns_name_not_nfc": "xn--" + "mu\u0308ller".encode("punycode").decode() + ".example.test",
    "e_international_dns_name_not_unicode": "xn--99999999.example.test",
    "e_rfc_dnsname_empty_label": "example..test",
    "e_rfc_dnsname_hyphen_in_sld": "www.example-.test",
    "e_rfc_dnsname_label_too_long": "www." + "b" * 64 + ".test",
    "e_rfc_dnsname_underscore_in_sld": "example_.test",
    "e_san_bare_wildcard": "*",
    "e_san_dns_name_includes_null_char": "www.example.test\0.example.org",
    "e_san_dns_name_starts_with_period": ".example.test",
    "e_san_wildcard_not_first": "a.*.example.test",
    "e_underscore_not_permissible_in_dnsname": "a_b.c.example.test",
    "n_dnsname_wildcard_left_of_public_suffix": "*.test",
    "n_san_dns_name_duplicate": HOST.upper(),
    "w_dnsname_underscore_in_trd": "my_www.example.test",
    "w_rfc_dnsname_underscore_in_trd": "_www.example.test",
}

SANS = {
    "e_ext_san_directory_name_present": server(san=san(directory(CA_NAME))),
    "e_ext_san_edi_party_name_present": server(san=san(EDI_PARTY_NAME)),
    "e_ext_san_missing": server(san=None),
    "e_ext_san_no_entries": client(san=seq()),
    "e_ext_san_not_critical_without_subject": server(subject=seq()),
    "e_ext_san_other_name_present": server(san=san(OTHER_NAME)),
    "e_ext_san_registered_id_present": server(san=san(REGISTERED_ID)),
    "e_ext_san_rfc822_format_invalid": client(san=seq(email("Alice <alice@example.test>"))),
    "e_ext_san_rfc822_name_present": server(san=san(email("alice@example.test"))),
    "e_ext_san_uniform_resource_identifier_present": server(san=san(uri("https://example.test/a"))),
    "e_ext_san_uri_format_invalid": client(san=seq(uri("https://"))),
    "e_ext_san_uri_host_not_fqdn_or_ip": client(san=seq(uri("https://example/a"))),
    "e_ext_san_uri_not_ia5": client(san=seq(uri(b"https://example.test/" + LATIN_1))),
    "e_ext_san_uri_relative": client(san=seq(uri("/a"))),
    "e_subject_empty_without_san": client(subject=seq()),
    "w_ext_san_critical_with_subject_dn": server(san=critical(san())),
}

ISSUER_ALTERNATIVE_NAMES = {
    "e_ext_ian_dns_not_ia5_string": dns(LATIN_1 + b".example.test"),
    "e_ext_ian_empty_name": dns(""),
    "e_ext_ian_no_entries": b"",
    "e_ext_ian_rfc822_format_invalid": email("Alice <alice@example.test>"),
    "e_ext_ian_space_dns_name": dns(" "),
    "e_ext_ian_uri_format_invalid": uri("https://"),
    "e_ext_ian_uri_host_not_fqdn_or_ip": uri("https://example/a"),
    "e_ext_ian_uri_not_ia5": uri(b"https://example.test/" + LATIN_1),
    "e_ext_ian_uri_relative": uri("/a"),
    "e_ian_bare_wildcard": dns("*"),
    "e_ian_dns_name_includes_null_char": dns("www.example.test\0.example.org"),
    "e_ian_dns_name_starts_with_period": dns(".example.test"),
    "e_ian_wildcard_not_first": dns("a.*.example.test"),
}

PURPOSES = {
    "e_ca_invalid_eku": ca(eku=eku("server", "any")),
    "e_eku_critical": server(eku=critical(eku("server"))),
    "e_root_ca_extended_key_usage_present": root(eku=eku("server")),
    "e_sub_cert_eku_check": server(eku=eku("server", "code")),
    "e_sub_cert_eku_missing": server(eku=None),
    "e_sub_cert_eku_server_auth_client_auth_missing": server(eku=eku("code")),
    "n_mp_allowed_eku": ca(eku=eku("any")),
    "w_eku_critical_improperly": server(eku=critical(eku("server", "any"))),
    "w_sub_ca_eku_critical": ca(eku=critical(eku("server"))),
    "w_sub_cert_eku_extra_values": server(eku=eku("server", "other")),
}

ENCODINGS = {
    "e_basic_constr_invalid_der": server(bc=seq(boolean(False))),
    "e_cert_ext_invalid_der":
        server(eku=None, extra=seq(oid("2.5.29.37"), boolean(False), octets(eku("server")))),
    "e_incorrect_ku_encoding": server(ku=bits(b"\xe0", 7)),
    "e_superfluous_ku_encoding": server(ku=bits(b"\x80", 0)),
}

KEY_IDS = {
    "e_ext_authority_key_identifier_no_key_identifier": server(aki=seq(*ISSUER_AND_SERIAL)),
    "e_ext_subject_key_identifier_missing_ca": ca(ski=None),
    "e_mp_authority_key_identifier_correct": server(aki=aki(spki(CA_KEY), *ISSUER_AND_SERIAL)),
    "w_ext_subject_key_identifier_missing_sub_cert": server(ski=None),
}

KEY_USAGES = {
    "e_ca_crl_sign_not_set": ca(ku=ku("keyCertSign")),
    "e_ca_key_cert_sign_not_set": ca(ku=ku("cRLSign")),
    "e_ca_key_usage_missing": ca(ku=None),
    "e_ca_key_usage_not_critical": ca(ku=plain(ku("keyCertSign", "cRLSign"))),
    "e_cabf_ecc_allowed_key_usages": server(ku=ku("keyAgreement")),
    "e_ecdsa_allowed_ku": server(ku=ku("digitalSignature", "keyEncipherment")),
    "e_ext_key_usage_cert_sign_without_ca": client(ku=ku("digitalSignature", "keyCertSign")),
    "e_ext_key_usage_without_bits": client(ku=ku()),
    "e_key_usage_and_extended_key_usage_inconsistent": client(ku=ku("nonRepudiation")),
    "e_key_usage_incorrect_length": client(ku=bits(b"\x80\x00\x01", 0)),
    "e_root_ca_key_usage_must_be_critical": root(ku=plain(ku("keyCertSign", "cRLSign"))),
    "e_root_ca_key_usage_present": root(ku=None),
    "e_rsa_allowed_ku_ca": rsa_ca(ku=ku("keyCertSign", "cRLSign", "keyAgreement")),
    "e_rsa_allowed_ku_ee": rsa_server(ku=ku("digitalSignature", "keyEncipherment", "keyAgreement")),
    "e_rsa_allowed_ku_no_encipherment_ca": rsa_ca(ku=ku("keyCertSign", "cRLSign", "keyEncipherment")),
    "e_sub_cert_key_usage_cert_sign_bit_set": server(ku=ku("digitalSignature", "keyCertSign")),
    "e_sub_cert_key_usage_crl_sign_bit_set": server(ku=ku("digitalSignature", "cRLSign")),
    "n_ecdsa_ee_invalid_ku": server(ku=ku("digitalSignature", "dataEncipherment")),
    "w_ext_key_usage_not_critical": server(ku=plain(ku("digitalSignature"))),
}

KEYS = {
    "e_algorithm_identifier_improper_encoding": server(key=seq(seq(EC, P256), POINT)),
    "e_br_prohibit_dsa_usage": server(key=DSA),
    "e_ec_improper_curves": server(key=spki(SECP256K1)),
    "e_mp_ecdsa_pub_key_encoding_correct": server(key=seq(seq(EC, NULL), POINT)),
    "e_mp_exponent_cannot_be_one": rsa_server(key=rsa_spki(N, 1)),
    "e_mp_modulus_must_be_2048_bits_or_more": rsa_server(key=rsa_spki(modulus(1024))),
    "e_mp_modulus_must_be_divisible_by_8": rsa_server(key=rsa_spki(modulus(2052))),
    "e_mp_rsassa-pss_in_spki": server(key=PSS_KEY),
    "e_prohibit_dsa_usage": client(key=DSA),
    "e_public_key_type_not_allowed": server(key=spki(x25519.X25519PrivateKey.generate())),
    "e_rsa_exp_negative": rsa_server(key=rsa_spki(N, -65537)),
    "e_rsa_fermat_factorization": rsa_server(key=rsa_spki(close_primes())),
    "e_rsa_mod_less_than_2048_bits": rsa_server(key=rsa_spki(modulus(2040))),
    "e_rsa_no_public_key": rsa_server(key=seq(seq(oid("1.2.840.113549.1.1.1"), NULL), bits(NULL))),
    "e_rsa_public_exponent_not_odd": rsa_server(key=rsa_spki(N, 65538)),
    "e_rsa_public_exponent_too_small": rsa_server(key=rsa_spki(N, 2)),
    "e_spki_rsa_encryption_parameter_not_null":
        rsa_server(key=rsa_spki(N, algorithm=seq(oid("1.2.840.113549.1.1.1")))),
    "w_rsa_mod_factors_smaller_than_752": rsa_server(key=rsa_spki(multiple_of(751))),
    "w_rsa_mod_not_odd": rsa_server(key=rsa_spki(N - 1)),
    "w_rsa_public_exponent_not_in_range": rsa_server(key=rsa_spki(N, 17)),
}

CONSTRAINTS = {
    "e_ext_name_constraints_not_critical": root(nc=plain(permitted(dns("example.test")))),
    "e_ext_name_constraints_not_in_ca": server(nc=permitted(dns("example.test"))),
    "e_name_constraint_empty": ca(nc=seq()),
    "e_name_constraint_maximum_not_absent": ca(nc=permitted(dns("example.test"), more=integer(3, 0x81))),
    "e_name_constraint_minimum_non_zero": ca(nc=permitted(dns("example.test"), more=integer(1, 0x80))),
    "e_name_constraint_not_fqdn": ca(nc=permitted(uri("https://example.test/"))),
    "w_name_constraint_on_edi_party_name": ca(nc=permitted(EDI_PARTY_NAME)),
    "w_name_constraint_on_registered_id": ca(nc=permitted(REGISTERED_ID)),
    "w_name_constraint_on_x400": ca(nc=permitted(X400_ADDRESS)),
    "w_sub_ca_name_constraints_not_critical": ca(nc=plain(permitted(dns("example.test")))),
}

SUBJECTS = {
    "e_duplicate_subject_attribs": name({"O": "Example"}, {"O": "Test"}, {"CN": HOST}),
    "e_state_or_province_name_must_not_contain_control_characters": host(ST="Ba\x07y"),
    "e_subj_contains_html_entities": host(O="Bell &amp; Co"),
    "e_subj_country_not_uppercase": host(C="us"),
    "e_subj_email_not_in_san": host(email="alice@example.test"),
    "e_subject_common_name_not_exactly_from_san": name({"CN": "Dev.example.test"}),
    "e_subject_common_name_not_from_san": name({"CN": "www.example.test"}),
    "e_subject_contains_noninformational_value": host(O="-"),
    "e_subject_country_not_iso": host(C="UK"),
    "e_subject_dn_country_not_printable_string": host(C=utf8("US")),
    "e_subject_dn_not_printable_characters": host(O="Exam\x01ple"),
    "e_subject_dn_serial_number_max_length": host(serialNumber="1" * 65),
    "e_subject_dn_serial_number_not_printable_string": host(serialNumber=utf8("1")),
    "e_subject_given_name_max_length": host(GN="a" * 32769),
    "e_subject_locality_name_max_length": host(L="a" * 129),
    "e_subject_not_dn": octets(b"subject"),
    "e_subject_organization_name_max_length": host(O="a" * 65),
    "e_subject_organizational_unit_name_max_length": host(OU="a" * 65),
    "e_subject_postal_code_max_length": host(postalCode="1" * 41),
    "e_subject_printable_string_badalpha": host(O=printable("a@b")),
    "e_subject_rdns_correct_encoding": host(O=teletex("Example")),
    "e_subject_state_name_max_length": host(ST="a" * 129),
    "e_subject_street_address_max_length": host(street="a" * 129),
    "e_subject_surname_max_length": host(SN="a" * 32769),
    "e_utf8_latin1_mixup": host(O="M\u00c3\u00bcller"),
    "n_multiple_subject_rdn": FULL,
    "w_subject_dn_leading_whitespace": host(O=" Example"),
    "w_subject_dn_trailing_whitespace": host(O="Example "),
    "w_subject_given_name_recommended_max_length": host(GN="a" * 65),
    "w_subject_surname_recommended_max_length": host(SN="a" * 65),
}

NAMES = {
    "e_ca_country_name_invalid": ca(subject=name({"C": "ZZ"}, {"CN": "Example CA"})),
    "e_issuer_dn_country_not_printable_string": server(issuer=name({"C": utf8("US")}, {"CN": "Example Root"})),
    "e_issuer_field_empty": server(issuer=seq()),
    "e_subject_common_name_max_length":
        server(subject=name({"CN": "a" * 60 + ".test"}), san=san(dns("a" * 60 + ".test"))),
    "e_subject_email_max_length":
        client(subject=name({"email": LONG_EMAIL + ".example.test"}), san=seq(email(LONG_EMAIL + ".example.test"))),
    "w_extra_subject_common_names":
        server(subject=name({"CN": HOST}, {"CN": "www.example.test"}), san=san(dns("www.example.test"))),
    "w_issuer_dn_leading_whitespace": server(issuer=name({"CN": " Example Root"})),
    "w_issuer_dn_trailing_whitespace": server(issuer=name({"CN": "Example Root "})),
    "w_multiple_issuer_rdn": server(issuer=name({"O": "Example", "CN": "Example Root"})),
}

POLICIES = {
    "e_ext_cert_policy_disallowed_any_policy_qualifier":
        ca(policies=seq(policy(ANY_POLICY, seq(oid("1.3.6.1.4.1.32473.9"), NULL)))),
    "e_ext_cert_policy_duplicate": server(policies=seq(policy(), policy())),
    "e_ext_cert_policy_explicit_text_ia5_string": server(policies=notice(ia5("for tests"))),
    "e_ext_cert_policy_explicit_text_too_long": server(policies=notice(utf8("a" * 201))),
    "e_ext_policy_constraints_empty": root(constraints=seq()),
    "e_ext_policy_constraints_not_critical": ca(constraints=plain(seq(integer(0, 0x80)))),
    "e_ext_policy_map_any_policy": root(policies=seq(policy(ANY_POLICY)), mappings=mappings(ANY_POLICY, POLICY)),
    "e_inhibit_any_policy_not_critical": ca(inhibit=plain(integer(0))),
    "w_ext_cert_policy_contains_noticeref":
        server(policies=notice(seq(utf8("Example"), seq(integer(1))), utf8("for tests"))),
    "w_ext_cert_policy_explicit_text_includes_control": server(policies=notice(utf8("for\ttests"))),
    "w_ext_cert_policy_explicit_text_not_nfc": server(policies=notice(utf8("Mu\u0308ller"))),
    "w_ext_cert_policy_explicit_text_not_utf8": server(policies=notice(tlv(26, b"for tests"))),
    "w_ext_policy_map_not_critical": ca(policies=seq(policy()), mappings=plain(mappings(POLICY, POLICY_2))),
    "w_ext_policy_map_not_in_cert_policy": root(policies=seq(policy()), mappings=mappings(POLICY_2, POLICY)),
}

POINTERS = {
    "e_aia_ca_issuers_must_have_http_only": server(aia=access(("issuers", uri("https://ca.example.test/ca.crt")))),
    "e_aia_must_contain_permitted_access_method": server(aia=access(("time", uri(HTTP)))),
    "e_aia_ocsp_must_have_http_only": server(aia=access(("ocsp", uri("https://ca.example.test/")))),
    "e_aia_unique_access_locations": server(aia=access(*[("ocsp", uri(HTTP))] * 2)),
    "e_ca_aia_non_http_url": ca(aia=access(("issuers", uri("ftp://ca.example.test/ca.crt")))),
    "e_crl_distrib_points_not_http": server(cdp=seq(point(uri("https://ca.example.test/crl")))),
    "e_distribution_point_incomplete": server(cdp=seq(point(more=bits(b"\x40", 6, tag=0x81)))),
    "w_distribution_point_missing_ldap_or_uri": client(cdp=seq(point(directory(CA_NAME)))),
    "w_ext_aia_access_location_missing": client(aia=access(("issuers", directory(CA_NAME)))),
}

SERIALS = {
    "e_serial_number_longer_than_20_octets": server(serial=integer(1 << 160)),
    "e_serial_number_not_positive": server(serial=integer(-(1 << 120))),
}

SIGNATURES = {
    "e_cert_sig_alg_not_match_tbs_sig_alg": server(outer=ECDSA["SHA384"], sign=ecdsa(hashes.SHA384())),
    "e_mp_ecdsa_signature_encoding_correct": server(algorithm=seq(oid("1.2.840.10045.4.3.2"), NULL)),
    "e_mp_rsassa-pss_parameters_encoding_in_signature_algorithm_correct":
        server(**BY_PSS[222]),
    "e_signature_algorithm_not_supported": server(algorithm=ECDSA["SHA224"], sign=ecdsa(hashes.SHA224())),
    "e_sub_cert_or_sub_ca_using_sha1": server(algorithm=ECDSA["SHA1"], sign=ecdsa(hashes.SHA1())),
    "e_tbs_signature_rsa_encryption_parameter_not_null": server(**BY_RSA_WITHOUT_NULL),
}

STRUCTURES = {
    "e_cert_contains_unique_identifier": server(ids=UNIQUE_ID),
    "e_cert_extensions_version_not_3": server(version=tlv(0xA0, integer(1))),
    "e_cert_unique_identifier_version_not_2_or_3": server(version=b"", ids=UNIQUE_ID),
    "e_ext_cannot_be_empty_sequence": client(eku=seq()),
    "e_ext_duplicate_extension": server(extra=extension("eku", eku("server"))),
    "e_invalid_certificate_version": server(version=tlv(0xA0, integer(3))),
}

TIMES = {
    "e_generalized_time_does_not_include_seconds": dated(text("205608111220Z")),
    "e_generalized_time_includes_fraction_seconds": dated(text("20560811122001.5Z")),
    "e_generalized_time_not_in_zulu": dated(text("20560811122001-0600")),
    "e_sub_cert_valid_time_longer_than_825_days": server(lifetime=826 * DAY),
    "e_tls_server_cert_valid_time_longer_than_398_days": server(lifetime=398 * DAY),
    "e_utc_time_does_not_include_seconds": dated(time(NOW + DAY), text(f"{BEGIN:%y%m%d%H%M}Z")),
    "e_utc_time_not_in_zulu": dated(time(NOW + DAY), text(f"{BEGIN:%y%m%d%H%M%S}+0000")),
    "e_validity_time_not_positive": server(lifetime=-DAY),
    "e_wrong_time_format_pre2050": server(validity=seq(time(BEGIN), generalized(NOW + DAY))),
    "w_tls_server_cert_valid_time_longer_than_397_days": server(lifetime=397 * DAY),
}

LINTS = (
    CAS | CRITICALITY | CRLS | {lint: server(san=san(dns(one))) for lint, one in HOSTS.items()} | SANS
    | {lint: server(ian=seq(one)) for lint, one in ISSUER_ALTERNATIVE_NAMES.items()}
    | {"w_ext_ian_critical": server(ian=critical(seq(dns("ca.example.test"))))}
    | PURPOSES | ENCODINGS | KEY_IDS | KEY_USAGES | KEYS | CONSTRAINTS
    | {lint: server(subject=one) for lint, one in SUBJECTS.items()} | NAMES
    | POLICIES | POINTERS | SERIALS | SIGNATURES | STRUCTURES | TIMES
)

# Further defects that the same lints are about, by the rules that report them.

FURTHER = {
    "e_aia_must_contain_permitted_access_method+information-access-not-http":
        server(aia=access(("ocsp", dns("ca.example.test")))),
    "e_algorithm_identifier_improper_encoding+curve-not-accepted": server(key=spki(SECP256K1)),
    "e_algorithm_identifier_improper_encoding+key-parameters":
        server(key=seq(seq(oid("1.3.101.112"), NULL), bits(ED25519[-32:]))),
    "e_basic_constr_invalid_der+malformed-extension": server(bc=octets(b"")),
    "e_ca_country_name_invalid+country-not-two-letters": ca(subject=name({"C": "D"}, {"CN": "Example CA"})),
    "e_ca_is_ca+ca-without-basic-constraints": [server(**BY_SUB), ca(bc=None)],
    "e_cab_crl_has_valid_reason_code+crl-reason-code": crl(revoked=seq(entry(1, time(BEGIN), reason(11)))),
    "e_cabf_ecc_allowed_key_usages+key-usage-not-for-key": server(ku=ku("digitalSignature", "keyEncipherment")),
    "e_crl_auth_key_id_only_contains_keyid+crl-authority-key-id": crl(aki=seq(*ISSUER_AND_SERIAL)),
    "e_crl_has_valid_reason_code+crl-unspecified-reason": crl(revoked=seq(entry(1, time(BEGIN), reason(0)))),
    "e_ext_authority_key_identifier_no_key_identifier+without-authority-key-id": server(aki=None),
    "e_ext_cannot_be_empty_sequence+malformed-extension": client(policies=seq()),
    "e_ext_cannot_be_empty_sequence+no-extensions": client(extensions=tlv(0xA3, seq())),
    "e_ext_cannot_be_empty_sequence+san-empty": client(san=seq()),
    "e_ext_ian_empty_name+email-malformed": client(ian=seq(email(""))),
    "e_ext_ian_empty_name+uri-malformed": client(ian=seq(uri(""))),
    "e_ext_san_empty_name+email-malformed": client(san=seq(email(""))),
    "e_ext_san_empty_name+malformed-extension": client(san=seq(tlv(0xA0))),
    "e_ext_san_empty_name+uri-malformed": client(san=seq(uri(""))),
    "e_ext_san_uri_host_not_fqdn_or_ip+uri-malformed": client(san=seq(uri("https:///a"))),
    "e_mp_ecdsa_pub_key_encoding_correct+curve-not-accepted": client(key=spki(SECP256K1)),
    "e_mp_ecdsa_signature_encoding_correct+ecdsa-digest-not-for-curve":
        [server(algorithm=ECDSA["SHA384"], sign=ecdsa(hashes.SHA384())), root()],
    "e_mp_ecdsa_signature_encoding_correct+ecdsa-digest-unsupported":
        [server(algorithm=ECDSA["SHA512"], sign=ecdsa(hashes.SHA512())), root()],
    "e_mp_ecdsa_signature_encoding_correct+unknown-signature-algorithm":
        client(algorithm=ECDSA["SHA224"], sign=ecdsa(hashes.SHA224())),
    "e_mp_ecdsa_signature_encoding_correct+weak-digest":
        client(algorithm=ECDSA["SHA1"], sign=ecdsa(hashes.SHA1())),
    "e_name_constraint_not_fqdn+name-constraints-dns": ca(nc=permitted(dns("*.example.test"))),
    "e_name_constraint_not_fqdn+name-constraints-email": ca(nc=permitted(email("alice@a@example.test"))),
    "e_path_len_constraint_improperly_included+path-length-without-cert-sign":
        ca(bc=seq(boolean(True), integer(0)), ku=ku("cRLSign")),
    "e_rsa_allowed_ku_ee+cert-sign-without-ca":
        rsa_server(ku=ku("digitalSignature", "keyEncipherment", "keyCertSign")),
    "e_rsa_allowed_ku_ee+crl-sign-without-ca":
        rsa_server(ku=ku("digitalSignature", "keyEncipherment", "cRLSign")),
    "e_san_bare_wildcard+dns-dot": server(san=san(dns("*."))),
    "e_san_bare_wildcard+wildcard-position": server(san=san(dns("www.example.*"))),
    "e_signature_algorithm_not_supported+root-weak-digest":
        root(algorithm=ECDSA["SHA1"], sign=ecdsa(hashes.SHA1())),
    "e_signature_algorithm_not_supported+weak-digest": ca(algorithm=ECDSA["SHA1"], sign=ecdsa(hashes.SHA1())),
    "e_sub_cert_eku_check+eku-any": server(eku=eku("server", "any")),
    "e_sub_cert_eku_check+server-without-eku": server(eku=None),
    "e_sub_cert_eku_check+server-without-server-auth": server(eku=eku("email")),
    "e_subject_country_not_iso+country-not-two-letters": server(subject=host(C="1A")),
    "e_subject_empty_without_san+san-missing": server(subject=seq(), san=None),
    "e_subject_rdns_correct_encoding+attribute-string-type": server(subject=host(serialNumber=utf8("1"))),
    "n_ecdsa_ee_invalid_ku+cert-sign-without-ca": client(ku=ku("digitalSignature", "keyCertSign")),
    "n_ecdsa_ee_invalid_ku+crl-sign-without-ca": client(ku=ku("digitalSignature", "cRLSign")),
    "w_sub_cert_eku_extra_values+eku-any": server(eku=eku("server", "any")),
}

# What is permitted: each kind, and the neighbors of defects.

KINDS = {
    "server": server(), "client": client(), "intermediate": ca(), "root": root(), "crl": crl(),
    "rsa-server": rsa_server(), "rsa-intermediate": rsa_ca(),
}

PERMITTED = {
    "e_aia_ca_issuers_must_have_http_only": server(aia=access(("issuers", uri(HTTP)), ("ocsp", uri(HTTP)))),
    "e_basic_constr_invalid_der": ca(bc=seq(boolean(True))),
    "e_ca_country_name_invalid": ca(subject=name({"C": "XX"}, {"CN": "Example CA"})),
    "e_ca_is_ca": [server(**BY_SUB), ca()],
    "e_cab_crl_has_valid_reason_code":
        crl(revoked=seq(*(entry(code, time(BEGIN), reason(code)) for code in (1, 2, 3, 4, 5, 6, 8, 9, 10)))),
    "e_cert_sig_alg_not_match_tbs_sig_alg": rsa_server(**BY_RSA),
    "e_crl_distrib_points_not_http": server(cdp=seq(point(uri("ldap://ca.example.test/cn=crl"), uri(HTTP)))),
    "e_crl_empty_revoked_certificates": crl(revoked=b""),
    "e_crl_number_out_of_range": crl(number=integer((1 << 159) - 1)),
    "e_crl_revocation_date_too_early": crl(revoked=seq(entry(1, tlv(23, b"000101000000Z")))),
    "e_crl_revocation_time_after_this_update": crl(revoked=seq(entry(1, time(BEGIN)))),
    "e_crl_sigalgo_missing_null_params": crl(**BY_RSA),
    "e_crl_unique_revoked_certificate": crl(revoked=seq(entry(1), entry(2))),
    "e_distribution_point_incomplete": server(cdp=seq(point(uri(HTTP), more=bits(b"\x40", 6, tag=0x81)))),
    "e_dnsname_contains_prohibited_reserved_label": server(san=san(dns("a--b.example.test"))),
    "e_dnsname_hyphen_in_sld": server(san=san(dns("www.my-example.test"))),
    "e_dnsname_label_too_long": server(san=san(dns("a" * 63 + ".example.test"))),
    "e_dnsname_left_label_wildcard_correct": server(san=san(dns("*.example.test"))),
    "e_ec_improper_curves": client(key=spki(P384)),
    "e_ecdsa_allowed_ku": client(ku=ku("digitalSignature", "keyAgreement", "decipherOnly")),
    "e_ext_authority_key_identifier_no_key_identifier": root(aki=None),
    "e_ext_cert_policy_disallowed_any_policy_qualifier": ca(policies=seq(policy(ANY_POLICY, CPS))),
    "e_ext_cert_policy_duplicate": server(policies=seq(policy(), policy(POLICY_2))),
    "e_ext_cert_policy_explicit_text_too_long": server(policies=notice(utf8("a" * 200))),
    "e_ext_freshest_crl_marked_critical": server(freshest=seq(point(uri(HTTP)))),
    "e_ext_ian_uri_host_not_fqdn_or_ip": server(ian=seq(uri("https://ca.example.test"), dns("ca.example.test"))),
    "e_ext_policy_constraints_empty": root(constraints=seq(integer(0, 0x80))),
    "e_ext_policy_map_any_policy": root(policies=seq(policy()), mappings=mappings(POLICY, POLICY_2)),
    "e_ext_san_dns_name_too_long": server(san=san(dns(".".join(["a" * 61] * 4) + ".test"))),
    "e_ext_san_no_entries": client(san=None),
    "e_ext_san_not_critical_without_subject": server(subject=seq(), san=critical(san())),
    "e_ext_san_rfc822_format_invalid": client(san=seq(email("alice+test@example.test"))),
    "e_ext_san_uri_format_invalid": client(san=seq(uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))),
    "e_ext_san_uri_host_not_fqdn_or_ip": client(san=seq(uri("https://user@example.test:8443/a?b#c"))),
    "e_ext_san_uri_relative": client(san=seq(uri("spiffe://example.test/a"))),
    "e_ext_subject_directory_attr_critical": client(sda=BIRTH),
    "e_generalized_time_does_not_include_seconds": dated(text("20560811122001Z")),
    "e_incorrect_ku_encoding": ca(ku=ku("digitalSignature", "keyCertSign", "cRLSign")),
    "e_inhibit_any_policy_not_critical": root(inhibit=integer(0)),
    "e_international_dns_name_not_nfc":
        server(san=san(dns("xn--" + "m\u00fcller".encode("punycode").decode() + ".example.test"))),
    "e_mp_ecdsa_signature_encoding_correct":
        client(**BY_P384),
    "e_mp_modulus_must_be_divisible_by_8": rsa_server(key=rsa_spki(modulus(2056))),
    "e_mp_rsassa-pss_parameters_encoding_in_signature_algorithm_correct":
        server(**BY_PSS[32]),
    "e_name_constraint_empty": ca(nc=permitted(dns("example.test"), email("example.test"), uri(".example.test"))),
    "e_name_constraint_minimum_non_zero": ca(nc=permitted(dns("example.test"), more=integer(0, 0x80))),
    "e_path_len_constraint_zero_or_less": ca(bc=seq(boolean(True), integer(0))),
    "e_public_key_type_not_allowed": client(key=ED25519),
    "e_rsa_allowed_ku_ca": rsa_ca(ku=ku("digitalSignature", "nonRepudiation", "keyCertSign", "cRLSign")),
    "e_rsa_public_exponent_too_small": rsa_server(key=rsa_spki(N, 3)),
    "e_serial_number_longer_than_20_octets": server(serial=integer((1 << 159) - 1)),
    "e_serial_number_not_positive": root(serial=integer(1)),
    "e_sub_cert_eku_check": server(eku=eku("server", "client")),
    "e_sub_cert_valid_time_longer_than_825_days": server(lifetime=825 * DAY - SECOND),
    "e_subj_country_not_uppercase": server(subject=host(C="GB")),
    "e_subj_email_not_in_san":
        client(subject=name({"email": "alice@example.test"}), san=seq(email("alice@example.test"))),
    "e_subject_common_name_max_length":
        server(subject=name({"CN": "a" * 59 + ".test"}), san=san(dns("a" * 59 + ".test"))),
    "e_subject_dn_serial_number_max_length": server(subject=host(serialNumber="1" * 64)),
    "e_subject_email_max_length":
        client(subject=name({"email": LONG_EMAIL + ".example.tes"}), san=seq(email(LONG_EMAIL + ".example.tes"))),
    "e_subject_given_name_max_length": server(subject=host(GN="a" * 64)),
    "e_subject_locality_name_max_length": server(subject=host(L="\u00e4" * 128)),
    "e_subject_organization_name_max_length": server(subject=host(O="\u00e4" * 64)),
    "e_subject_organizational_unit_name_max_length": server(subject=host(OU="a" * 64)),
    "e_subject_postal_code_max_length": server(subject=host(postalCode="1" * 40)),
    "e_subject_printable_string_badalpha": server(subject=host(O=printable("A-Z a-z 0-9 '()+,-./:=?"))),
    "e_subject_state_name_max_length": server(subject=host(ST="a" * 128)),
    "e_subject_street_address_max_length": server(subject=host(street="a" * 128)),
    "e_subject_surname_max_length": server(subject=host(SN="a" * 64)),
    "e_tls_server_cert_valid_time_longer_than_398_days": server(lifetime=398 * DAY - SECOND),
    "e_utf8_latin1_mixup": server(subject=host(O="M\u00fcller")),
    "e_wrong_time_format_pre2050": ca(validity=seq(time(BEGIN), tlv(23, b"491231235959Z"))),
    "n_multiple_subject_rdn": server(subject=name({"OU": "Example"}, {"OU": "Test"}, {"CN": HOST})),
    "w_ext_policy_map_not_in_cert_policy":
        root(policies=seq(policy(), policy(POLICY_2)), mappings=mappings(POLICY_2, POLICY)),
    "w_sub_ca_eku_critical": ca(eku=eku("server", "client")),
}


def pem(ders: bytes | list[bytes], label: str) -> str:
    ders = ders if isinstance(ders, list) else [ders]
    texts = (base64.encodebytes(der).decode() for der in ders)
    return "".join(f"-----BEGIN {label}-----\n{text}-----END {label}-----\n" for text in texts)


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    allowed = {f"pass-{name}": ders for name, ders in (KINDS | PERMITTED).items()}
    assert PERMITTED.keys() | {name.split("+")[0] for name in FURTHER} <= LINTS.keys()
    for name, ders in (LINTS | FURTHER | allowed).items():
        is_crl = name.removeprefix("pass-").split("+")[0] in CRLS.keys() | {"crl"}
        (folder / f"{name}.pem").write_text(pem(ders, "X509 CRL" if is_crl else "CERTIFICATE"))
    (folder / "ca.pem").write_text(pem(root(), "CERTIFICATE"))
    for name, key in (("ca", CA_KEY), ("leaf", LEAF_KEY)):
        data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
