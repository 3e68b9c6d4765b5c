//! The public key.

use crypto_bigint::{BoxedUint, Resize as _};

use crate::key::PublicKeyAlgorithm;
use crate::model::algorithm::{Client, KeyTypeInfo, RSA_BITS_ACCEPTED};
use crate::pki::lint::algorithms::{key_parameters_fault, rsa_numbers};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    RSA_TOO_SMALL,
    RSA_NOT_WHOLE_BYTES,
    RSA_TOO_LARGE,
    RSA_EXPONENT,
    RSA_EXPONENT_SMALL,
    RSA_SMALL_FACTOR,
    RSA_CLOSE_PRIMES,
    KEY_PARAMETERS,
    EXPLICIT_CURVE,
    CURVE_NOT_ACCEPTED,
    UNKNOWN_KEY,
    RSA_PSS_KEY,
    KEY_NOT_FOR_BROWSERS,
    KEY_DAMAGED,
];

const RSA_TOO_SMALL: Rule = Rule {
    id: "rsa-too-small",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5; Apple 103769",
    scope: Scope::CERTIFICATE,
    why: "rustls, and OpenSSL at security level 2, reject RSA keys of fewer than 2048 bits.",
    check: Check::Certificate(rsa_too_small),
};

fn rsa_too_small(subject: &LintTarget<'_>) -> Option<String> {
    let bits = subject.certificate.public_key().algorithm().rsa_bits()?;
    (bits < RSA_BITS_ACCEPTED).then(|| format!("the RSA key has {bits} bits (minimum {RSA_BITS_ACCEPTED})"))
}

const RSA_NOT_WHOLE_BYTES: Rule = Rule {
    id: "rsa-not-whole-bytes",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5",
    scope: Scope::CERTIFICATE,
    why: "The size of an RSA modulus in bits must be a multiple of 8.",
    check: Check::Certificate(rsa_not_whole_bytes),
};

fn rsa_not_whole_bytes(subject: &LintTarget<'_>) -> Option<String> {
    let bits = subject.certificate.public_key().algorithm().rsa_bits()?;
    (!bits.is_multiple_of(8)).then(|| format!("the RSA key has {bits} bits, which is not a multiple of 8"))
}

/// The largest key that rustls verifies with.
const RSA_BITS_MAX: u32 = 8192;

const RSA_TOO_LARGE: Rule = Rule {
    id: "rsa-too-large",
    severity: Severity::Warning,
    clause: "rustls-webpki, RSA_PKCS1_2048_8192",
    scope: Scope::CERTIFICATE,
    why: "rustls checks signatures of RSA keys up to 8192 bits; larger ones are slow everywhere.",
    check: Check::Certificate(rsa_too_large),
};

fn rsa_too_large(subject: &LintTarget<'_>) -> Option<String> {
    let bits = subject.certificate.public_key().algorithm().rsa_bits()?;
    (bits > RSA_BITS_MAX)
        .then(|| format!("the RSA key has {bits} bits, more than rustls accepts ({RSA_BITS_MAX})"))
}

const RSA_EXPONENT: Rule = Rule {
    id: "rsa-exponent",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.6",
    scope: Scope::CERTIFICATE,
    why: "The public exponent of an RSA key must be odd and at least 3.",
    check: Check::Certificate(rsa_exponent),
};

fn rsa_exponent(subject: &LintTarget<'_>) -> Option<String> {
    let exponent = rsa_numbers(subject.certificate.public_key())?.exponent;
    let is_odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    let is_good = is_odd && exponent != [1];
    (!is_good).then(|| "the public exponent of the RSA key is even or less than 3".to_owned())
}

const RSA_EXPONENT_SMALL: Rule = Rule {
    id: "rsa-exponent-small",
    severity: Severity::Notice,
    clause: "CABF BR, 6.1.6",
    scope: Scope::CERTIFICATE,
    why: "With a public exponent below 65537, mistakes in padding checks allow forgeries.",
    check: Check::Certificate(rsa_exponent_small),
};

fn rsa_exponent_small(subject: &LintTarget<'_>) -> Option<String> {
    let exponent = rsa_numbers(subject.certificate.public_key())?.exponent;
    (exponent.len() < 3).then(|| "the public exponent of the RSA key is less than 65537".to_owned())
}

/// The primes below 752.
#[rustfmt::skip]
static SMALL_PRIMES: [u64; 133] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101,
    103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199,
    211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317,
    331, 337, 347, 349, 353, 359, 367, 373, 379, 383, 389, 397, 401, 409, 419, 421, 431, 433, 439, 443,
    449, 457, 461, 463, 467, 479, 487, 491, 499, 503, 509, 521, 523, 541, 547, 557, 563, 569, 571, 577,
    587, 593, 599, 601, 607, 613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701,
    709, 719, 727, 733, 739, 743, 751,
];

/// How many of them are tried at once: their product times 256 fits 64 bits.
const PRIMES_AT_ONCE: usize = 5;

const RSA_SMALL_FACTOR: Rule = Rule {
    id: "rsa-small-factor",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.6",
    scope: Scope::CERTIFICATE,
    why: "A modulus with a small divisor is not the product of two large primes.",
    check: Check::Certificate(rsa_small_factor),
};

fn rsa_small_factor(subject: &LintTarget<'_>) -> Option<String> {
    let modulus = rsa_numbers(subject.certificate.public_key())?.modulus;
    let divisor = SMALL_PRIMES.chunks(PRIMES_AT_ONCE).find_map(|primes| {
        let rest = remainder(modulus, primes.iter().product());
        primes.iter().find(|prime| rest.is_multiple_of(**prime))
    })?;
    Some(format!("the modulus of the RSA key is divisible by {divisor}"))
}

/// The steps of Fermat's method; each covers primes that are a little farther apart.
const FERMAT_ROUNDS: usize = 100;

const RSA_CLOSE_PRIMES: Rule = Rule {
    id: "rsa-close-primes",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.1.3",
    scope: Scope::CERTIFICATE,
    why: "A modulus whose primes are close to each other is factored at once by Fermat's method.",
    check: Check::Certificate(rsa_close_primes),
};

fn rsa_close_primes(subject: &LintTarget<'_>) -> Option<String> {
    let modulus = BoxedUint::from_be_slice_vartime(rsa_numbers(subject.certificate.public_key())?.modulus);
    // One limb more, since the squares exceed the modulus.
    let precision = modulus.bits_precision() + 64;
    let modulus = modulus.resize(precision);
    let one = BoxedUint::one_with_precision(precision);
    // The modulus is a difference of squares; the larger one is the square of the mean of the primes.
    let mut mean = modulus.floor_sqrt_vartime();
    let mut rest = mean.wrapping_mul(&mean).wrapping_sub(&modulus);
    for _ in 0..FERMAT_ROUNDS {
        if is_square(&rest) {
            return Some(
                "the primes of the RSA key are so close to each other that they can be computed".to_owned(),
            );
        }
        rest = rest.wrapping_add(&mean).wrapping_add(&mean).wrapping_add(&one);
        mean = mean.wrapping_add(&one);
    }
    None
}

/// The numbers below 64 that are squares modulo 64, as bits.
const SQUARES_MOD_64: u64 = 0x0202_0212_0203_0213;

/// Moduli with few squares, whose tests leave one number in 34 of those that pass the test modulo 64.
const SQUARE_MODULI: [u64; 3] = [63, 65, 11];

/// Whether `number` is a perfect square. A negative number, which wraps around, is not.
fn is_square(number: &BoxedUint) -> bool {
    if SQUARES_MOD_64 >> (number.as_words()[0] & 63) & 1 == 0 {
        return false;
    }
    let product = SQUARE_MODULI.iter().product();
    let rest = remainder(&number.to_be_bytes(), product);
    let may_be = |modulus: &u64| (0..*modulus).any(|root| root * root % modulus == rest % modulus);
    SQUARE_MODULI.iter().all(may_be) && {
        let root = number.floor_sqrt_vartime();
        root.bits_vartime() * 2 <= number.bits_precision() && root.wrapping_mul(&root) == *number
    }
}

/// `number` modulo `divisor`, which is less than 2^56.
fn remainder(number: &[u8], divisor: u64) -> u64 {
    number.iter().fold(0, |rest, byte| (rest * 256 + u64::from(*byte)) % divisor)
}

const KEY_PARAMETERS: Rule = Rule {
    id: "key-parameters",
    severity: Severity::Error,
    clause: "RFC 3279, 2.3.1; RFC 8410, 3",
    scope: Scope::CERTIFICATE,
    why: "The algorithm identifier of an RSA key must have NULL parameters; for an Ed25519 or ML-DSA key it must have none.",
    check: Check::Certificate(key_parameters),
};

fn key_parameters(subject: &LintTarget<'_>) -> Option<String> {
    key_parameters_fault(&subject.body().public_key.algorithm)
}

const EXPLICIT_CURVE: Rule = Rule {
    id: "explicit-curve",
    severity: Severity::Error,
    clause: "RFC 5480, 2.1.1",
    scope: Scope::CERTIFICATE,
    why: "Explicit curve parameters can hide a trapdoor (CVE-2020-0601); rustls and OpenSSL 3 reject them.",
    check: Check::Certificate(explicit_curve),
};

fn explicit_curve(subject: &LintTarget<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key().algorithm();
    let is_explicit = matches!(algorithm, PublicKeyAlgorithm::ExplicitCurve { .. });
    is_explicit.then(|| "the key has explicit curve parameters".to_owned())
}

const CURVE_NOT_ACCEPTED: Rule = Rule {
    id: "curve-not-accepted",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5",
    scope: Scope::CERTIFICATE,
    why: "TLS certificates must use the curves P-256, P-384 or P-521.",
    check: Check::Certificate(curve_not_accepted),
};

fn curve_not_accepted(subject: &LintTarget<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key().algorithm();
    let is_accepted = algorithm.row().is_some_and(KeyTypeInfo::is_for_rustls);
    (algorithm.curve().is_some() && !is_accepted)
        .then(|| format!("the key is {algorithm}, which rustls does not support"))
}

const UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5",
    scope: Scope::CERTIFICATE,
    why: "rustls supports only RSA, EC, Ed25519 and ML-DSA keys.",
    check: Check::Certificate(unknown_key),
};

fn unknown_key(subject: &LintTarget<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key().algorithm();
    matches!(
        algorithm,
        PublicKeyAlgorithm::Other(_)
            | PublicKeyAlgorithm::Dsa { .. }
            | PublicKeyAlgorithm::DiffieHellman { .. }
    )
    .then(|| format!("the key is {algorithm}, which rustls does not support"))
}

const RSA_PSS_KEY: Rule = Rule {
    id: "rsa-pss-key",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.3.1.1",
    scope: Scope::CERTIFICATE,
    why: "rustls, NSS, Chromium and Firefox reject a key whose algorithm restricts it to RSA-PSS.",
    check: Check::Certificate(rsa_pss_key),
};

fn rsa_pss_key(subject: &LintTarget<'_>) -> Option<String> {
    let is_pss = matches!(subject.certificate.public_key().algorithm(), PublicKeyAlgorithm::RsaPss { .. });
    is_pss.then(|| "the key is restricted to RSA-PSS".to_owned())
}

const KEY_NOT_FOR_BROWSERS: Rule = Rule {
    id: "key-not-for-browsers",
    severity: Severity::Warning,
    clause: "CABF BR, 6.1.5",
    scope: Scope::SERVER,
    why: "Browsers support fewer key types than TLS: Chromium RSA, P-256 and P-384, Firefox P-521 as well.",
    check: Check::Certificate(key_not_for_browsers),
};

fn key_not_for_browsers(subject: &LintTarget<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key().algorithm();
    // Other rules report the keys that no TLS client accepts.
    let row = algorithm.row().filter(|row| row.is_for_rustls())?;
    let reject = Client::rejecting(&row.rejected_by_browsers())?;
    Some(format!("the key is {algorithm}, which {reject}"))
}

const KEY_DAMAGED: Rule = Rule {
    id: "key-damaged",
    severity: Severity::Error,
    clause: "RFC 5480, 2.1.1 and 2.2; RFC 8017, A.1.1; RFC 8410, 4",
    scope: Scope::CERTIFICATE,
    why: "A key with a point off its curve, no curve, unreadable RSA numbers or a wrong length cannot verify signatures.",
    check: Check::Certificate(key_damaged),
};

fn key_damaged(subject: &LintTarget<'_>) -> Option<String> {
    let key = subject.certificate.public_key();
    if key.algorithm().rsa_bits().is_some()
        || matches!(key.algorithm(), PublicKeyAlgorithm::ExplicitCurve { .. })
    {
        return None;
    }
    key.check().err().map(|fault| format!("the key cannot be used: {fault}"))
}
