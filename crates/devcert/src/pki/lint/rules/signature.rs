//! How it is signed.

use crate::key::PublicKeyAlgorithm;
use crate::model::algorithm::{Curve, DigestAlgorithm, SignatureAlgorithm};
use crate::pki::lint::algorithms::{self, is_known_signature, signature_parameters_fault};
use crate::pki::lint::chain::Link;
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
    ECDSA_DIGEST_UNSUPPORTED,
    ECDSA_DIGEST_NOT_FOR_CURVE,
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
    clause: "RFC 4055, 3.1 and 5; RFC 5758, 3.2; RFC 8410, 3; RFC 8446, 4.2.3",
    scope: Scope::CERTIFICATE,
    why: "RSA signature algorithms must have NULL parameters, RSA-PSS one digest and a salt of its length; ECDSA, EdDSA and ML-DSA must have none. rustls and others compare the bytes.",
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

const ECDSA_DIGEST_UNSUPPORTED: Rule = Rule {
    id: "ecdsa-digest-unsupported",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.3.2.2; rustls-webpki",
    scope: Scope::CERTIFICATE,
    why: "rustls on ring verifies ECDSA with SHA-256 and SHA-384 only, with the curves P-256 and P-384.",
    check: Check::Chain(ecdsa_digest_unsupported),
};

fn ecdsa_digest_unsupported(link: &Link<'_>) -> Vec<String> {
    let (digest, curve) = match ecdsa(link) {
        Some(found) if found.1 != Curve::P521 => found,
        _ => return Vec::new(),
    };
    let is_unsupported = digest == DigestAlgorithm::Sha512;
    let text =
        || format!("is signed by a key on {curve} with {digest}, which rustls on ring does not verify");
    is_unsupported.then(text).into_iter().collect()
}

const ECDSA_DIGEST_NOT_FOR_CURVE: Rule = Rule {
    id: "ecdsa-digest-not-for-curve",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.3.2.2",
    scope: Scope::CERTIFICATE,
    why: "Public CAs sign with SHA-256 on P-256, SHA-384 on P-384 and SHA-512 on P-521; clients accept other pairs.",
    check: Check::Chain(ecdsa_digest_not_for_curve),
};

fn ecdsa_digest_not_for_curve(link: &Link<'_>) -> Vec<String> {
    let Some((digest, curve)) = ecdsa(link) else { return Vec::new() };
    let wanted = match curve {
        Curve::P256 | Curve::Secp256k1 => DigestAlgorithm::Sha256,
        Curve::P384 => DigestAlgorithm::Sha384,
        Curve::P521 => DigestAlgorithm::Sha512,
    };
    // Another rule is about SHA-512 on small curves, and others about digests that are broken or unusual.
    let is_common = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384].contains(&digest);
    let text = || format!("is signed by a key on {curve} with {digest} instead of {wanted}");
    (is_common && digest != wanted).then(text).into_iter().collect()
}

/// The digest of an ECDSA signature and the curve of the issuer's key; `None` for other signatures, and where the issuer
/// is not here.
fn ecdsa(link: &Link<'_>) -> Option<(DigestAlgorithm, Curve)> {
    let SignatureAlgorithm::Ecdsa(digest) =
        SignatureAlgorithm::from_oid(link.subject.raw.algorithm.id.oid()?.known()?)?
    else {
        return None;
    };
    let itself = link.subject.certificate.is_self_issued().then_some(link.subject);
    let issuer = link.issuer().or(itself)?;
    match issuer.certificate.public_key().algorithm() {
        PublicKeyAlgorithm::Ec(curve) => Some((digest, curve)),
        _ => None,
    }
}
