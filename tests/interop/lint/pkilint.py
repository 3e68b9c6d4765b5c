"""What pkilint finds in certificates and CRLs, as JSON: for each file the findings of WARNING and worse.

pkilint.py FILE...       as lint_pkix_cert does for certificates, and lint_crl -p PKIX for CRLs
pkilint.py --br FILE...  with the Baseline Requirements for CRLs: lint_crl -p BR
"""

import json
import re
import sys
from base64 import b64decode
from pathlib import Path

# The folder of this file has the name of the package.
sys.path = [one for one in sys.path if Path(one or ".").resolve() != Path(__file__).parent]

from pkilint import loader, pkix  # noqa: E402
from pkilint.cabf import cabf_crl  # noqa: E402
from pkilint.pkix import certificate, crl, extension, name  # noqa: E402
from pkilint.validation import ValidationFindingSeverity as Severity  # noqa: E402

KIND = crl.CertificateRevocationListType.CRL
BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\n(.*?)-----END", re.DOTALL)


def certificates():
    return certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    )


def crls(br: bool):
    validity = [cabf_crl.create_validity_period_validator(KIND)] if br else []
    more = [cabf_crl.CabfCrlReasonCodeAllowlistValidator(KIND)] if br else []
    return crl.create_pkix_crl_validator_container(
        [
            pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
            pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        ],
        [
            crl.create_issuer_validator_container([]),
            crl.create_validity_validator_container(validity),
            crl.create_extensions_validator_container([]),
            *more,
        ],
    )


def findings(judges: dict, label: str, der: bytes, file: str):
    load, judge = judges[label]
    try:
        results = judge.validate(load().load_der_document(der, file).root)
    except Exception as error:  # pkilint stops at what it cannot decode
        yield {"severity": "FATAL", "code": "unreadable", "path": "", "message": str(error)}
        return
    for result in results:
        for one in result.finding_descriptions:
            if one.finding.severity <= Severity.WARNING:
                yield {
                    "severity": one.finding.severity.name,
                    "code": one.finding.code,
                    "path": result.node.path,
                    "message": one.message,
                }


def main(arguments: list[str]) -> None:
    br, files = arguments[0] == "--br", [one for one in arguments if one != "--br"]
    judges = {
        "CERTIFICATE": (loader.RFC5280CertificateDocumentLoader, certificates()),
        "X509 CRL": (loader.RFC5280CertificateListDocumentLoader, crls(br)),
    }
    found = {}
    for file in files:
        blocks = BLOCK.findall(Path(file).read_text())
        assert blocks, file
        found[file] = [
            one for label, text in blocks for one in findings(judges, label, b64decode(text), file)
        ]
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
