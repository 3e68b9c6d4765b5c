//! How it is signed.

use crate::pki::lint::algorithms::{self, is_known_signature, signature_parameters_fault};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    SIGNATURE_ALGORITHMS_DIFFER,
    SIGNATURE_PARAMETERS,
    SIGNATURE_NOT_WHOLE_BYTES,
    WEAK_DIGEST,
    ROOT_WEAK_DIGEST,
    UNKNOWN_SIGNATURE_ALGORITHM,
];

const SIGNATURE_ALGORITHMS_DIFFER: Rule = Rule {
    id: "signature-algorithms-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.1.2",
    scope: Scope::CERTIFICATE,
    why: "The signature algorithm inside the signed part must equal the one next to the signature, so that it cannot be replaced.",
    check: Check::Certificate(signature_algorithms_differ),
};

fn signature_algorithms_differ(subject: &LintTarget<'_>) -> Option<String> {
    let differ = subject.body().signature != subject.raw.algorithm;
    differ.then(|| "the two signature algorithm fields differ".to_owned())
}

const SIGNATURE_PARAMETERS: Rule = Rule {
    id: "signature-parameters",
    severity: Severity::Error,
    clause: "RFC 4055, 5; RFC 5758, 3.2; RFC 8410, 3",
    scope: Scope::CERTIFICATE,
    why: "RSA signature algorithms must have NULL parameters; ECDSA, EdDSA and ML-DSA must have none. rustls and others compare the bytes.",
    check: Check::Certificate(signature_parameters),
};

fn signature_parameters(subject: &LintTarget<'_>) -> Option<String> {
    signature_parameters_fault(&subject.raw.algorithm)
}

const SIGNATURE_NOT_WHOLE_BYTES: Rule = Rule {
    id: "signature-not-whole-bytes",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.1.3",
    scope: Scope::CERTIFICATE,
    why: "A signature must be a whole number of bytes.",
    check: Check::Certificate(signature_not_whole_bytes),
};

fn signature_not_whole_bytes(subject: &LintTarget<'_>) -> Option<String> {
    let unused = subject.raw.signature.unused_bits();
    (unused != 0).then(|| format!("the last {unused} bits of the signature are unused"))
}

const WEAK_DIGEST: Rule = Rule {
    id: "weak-digest",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.3.2; Apple 103769; Chrome 57",
    scope: Scope::BELOW_ROOT,
    why: "Signatures on MD5 and SHA-1 can be forged, and rustls, OpenSSL 3, Chromium and Firefox reject them.",
    check: Check::Certificate(weak_digest),
};

fn weak_digest(subject: &LintTarget<'_>) -> Option<String> {
    algorithms::weak_digest(&subject.raw.algorithm).map(|name| format!("is signed with {name}"))
}

const ROOT_WEAK_DIGEST: Rule = Rule {
    id: "root-weak-digest",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::ROOT,
    why: "A root's signature on itself proves nothing, but scanners report its digest.",
    check: Check::Certificate(weak_digest),
};

const UNKNOWN_SIGNATURE_ALGORITHM: Rule = Rule {
    id: "unknown-signature-algorithm",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::CERTIFICATE,
    why: "rustls verifies only RSA, ECDSA, Ed25519 and ML-DSA signatures.",
    check: Check::Certificate(unknown_signature_algorithm),
};

fn unknown_signature_algorithm(subject: &LintTarget<'_>) -> Option<String> {
    let oid = subject.raw.algorithm.id.oid()?;
    (!is_known_signature(oid)).then(|| format!("is signed with {oid}, which rustls does not verify"))
}
