//! New keys as `-newkey` and `-pkeyopt` describe them.

use super::failure::Failure;
use super::session::Session;
use crate::ops::key::search;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::key::{PrivateKey, generate_with};
use devcert::model::algorithm::{KeyAlgorithm, RsaBits};

/// The fewest bits that openssl accepts.
const RSA_BITS_MIN: i64 = 512;

/// The key that `-newkey` describes: `rsa:2048`, `2048`, `ec` with a curve in `options` or a file of parameters,
/// `param:FILE`, `ed25519`; RSA with `default_bits` without one.
///
/// # Errors
/// A description that openssl does not accept, or a key that devcert does not create.
pub(super) fn algorithm(
    session: &mut Session,
    description: Option<&str>,
    options: &[&str],
    default_bits: i64,
) -> Result<KeyAlgorithm, Failure> {
    let (kind, detail) = match description {
        None => ("rsa", None),
        Some(bits) if bits.starts_with(|first: char| first.is_ascii_digit()) => ("rsa", Some(bits)),
        Some(text) => text.split_once(':').map_or((text, None), |(kind, detail)| (kind, Some(detail))),
    };
    let options = options
        .iter()
        .map(|option| option.split_once(':').ok_or_else(|| wrong_option(option)))
        .collect::<Result<Vec<_>, _>>()?;
    match kind.to_ascii_lowercase().as_str() {
        "rsa" => rsa(detail, &options, default_bits),
        "ec" => match detail {
            Some(path) => curve_in(session, path),
            None => ec(&options),
        },
        "param" => match detail {
            Some(path) => curve_in(session, path),
            None => Err(Failure::new("Parameter file requested but no path given: param")),
        },
        "ed25519" => Ok(KeyAlgorithm::Ed25519),
        "dsa" | "ed448" | "x25519" | "x448" | "rsa-pss" | "dh" | "sm2" => {
            Err(Failure::unsupported(format_args!("new keys of the kind {kind}")))
        }
        _ => Err(Failure::new("Error allocating keygen context")
            .line(format_args!("\"{kind}\" is not a kind of key"))
            .hint("use -newkey rsa:2048, ec or ed25519")),
    }
}

fn wrong_option(option: &str) -> Failure {
    Failure::new(format_args!("Key parameter error \"{option}\""))
}

fn rsa(detail: Option<&str>, options: &[(&str, &str)], default_bits: i64) -> Result<KeyAlgorithm, Failure> {
    let leading = |text: &str| {
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse::<i64>().unwrap_or_default()
    };
    let mut bits = detail.map_or(default_bits, leading);
    if detail.is_some() && bits < RSA_BITS_MIN {
        return Err(Failure::new("Error setting keysize")
            .line(format_args!("an RSA key of {bits} bits is too small (minimum {RSA_BITS_MIN})")));
    }
    if bits < RSA_BITS_MIN {
        return Err(Failure::new(format_args!(
            "Private key length too short, needs to be at least {RSA_BITS_MIN} bits, not {bits}."
        )));
    }
    for (name, value) in options {
        match *name {
            "rsa_keygen_bits" => bits = leading(value),
            "rsa_keygen_pubexp" if *value == "65537" => {}
            "rsa_keygen_pubexp" => {
                return Err(Failure::unsupported("RSA keys with another exponent than 65537"));
            }
            "rsa_keygen_primes" if *value == "2" => {}
            "rsa_keygen_primes" => return Err(Failure::unsupported("RSA keys with more than two primes")),
            _ => return Err(wrong_option(&format!("{name}:{value}"))),
        }
    }
    let bits = u32::try_from(bits).ok().and_then(|bits| RsaBits::new(bits).ok());
    bits.map(KeyAlgorithm::Rsa).ok_or_else(|| Failure::unsupported("RSA keys of this size"))
}

fn ec(options: &[(&str, &str)]) -> Result<KeyAlgorithm, Failure> {
    let mut curve = None;
    for (name, value) in options {
        match *name {
            "ec_paramgen_curve" | "group" => curve = Some(curve_named(value)?),
            "ec_param_enc" if *value == "named_curve" => {}
            "ec_param_enc" => return Err(Failure::unsupported("EC keys with explicit parameters")),
            _ => return Err(wrong_option(&format!("{name}:{value}"))),
        }
    }
    curve.ok_or_else(|| Failure::new("Error generating EC key").hint("add -pkeyopt ec_paramgen_curve:P-256"))
}

/// The key on the curve with this name of openssl, or of NIST.
///
/// # Errors
/// A curve that devcert does not have.
pub(super) fn curve_named(name: &str) -> Result<KeyAlgorithm, Failure> {
    let key = name.parse().ok().filter(|key| matches!(key, KeyAlgorithm::Ec(_)));
    key.ok_or_else(|| Failure::unsupported(format_args!("the curve {name}")))
}

/// The key on the curve in a file of parameters, as `ecparam` writes it.
fn curve_in(session: &mut Session, path: &str) -> Result<KeyAlgorithm, Failure> {
    let bytes = session.read_text(path)?;
    let unreadable = || Failure::new(format_args!("Error reading parameter file {path}"));
    let contents = sniff(bytes.as_bytes()).map_err(|error| unreadable().line(error))?;
    let parameters = contents.objects.iter().find(|object| object.kind == ObjectKind::EcParameters);
    let parameters = parameters.ok_or_else(unreadable)?;
    let oid: ::der::asn1::ObjectIdentifier =
        ::der::Decode::from_der(parameters.der.expose()).map_err(|_| unreadable())?;
    let names = devcert::text::object_names(oid.into());
    names.map_or_else(|| Err(unreadable()), |(short, _)| curve_named(short))
}

/// Generates the key.
///
/// # Errors
/// When the generator fails, which is not known to happen.
pub(super) fn generate(session: &mut Session, algorithm: KeyAlgorithm) -> Result<PrivateKey, Failure> {
    generate_with(algorithm, &search(), &mut session.rng).map_err(Failure::new)
}
