//! New keys as `-newkey` and `-pkeyopt` describe them.

use super::digests;
use super::failure::Failure;
use super::session::Session;
use super::weak;
use crate::ops::key::search;
use ::der::Decode as _;
use ::der::asn1::ObjectIdentifier;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::key::{PrivateKey, generate_edwards, generate_rsa, generate_with};
use devcert::model::algorithm::{KeyAlgorithm, KeyType, Pss, RsaBits};

/// The fewest bits that openssl accepts.
pub(super) const RSA_BITS_MIN: i64 = 512;

/// The public exponent F4, which is the default.
pub(super) const F4: u64 = 65537;

/// A key to generate.
#[derive(Debug, Clone, Copy)]
pub(super) enum NewKey {
    /// An RSA key with its public exponent.
    Rsa(RsaBits, u64),
    /// An RSA key that is bound to PSS, with its public exponent and its restriction.
    RsaPss(RsaBits, u64, Option<Pss>),
    /// A key of another kind that devcert signs with.
    Usual(KeyAlgorithm),
    /// Ed448, X25519 or X448.
    Edwards(KeyType),
}

impl From<KeyAlgorithm> for NewKey {
    fn from(algorithm: KeyAlgorithm) -> Self {
        match algorithm {
            KeyAlgorithm::Rsa(bits) => Self::Rsa(bits, F4),
            other => Self::Usual(other),
        }
    }
}

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
) -> Result<NewKey, Failure> {
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
            Some(path) => curve_in(session, path).map(NewKey::from),
            None => ec(&options).map(NewKey::from),
        },
        "param" => match detail {
            Some(path) => curve_in(session, path).map(NewKey::from),
            None => Err(Failure::new("Parameter file requested but no path given: param")),
        },
        "ed25519" => Ok(NewKey::Usual(KeyAlgorithm::Ed25519)),
        "rsa-pss" => rsa_pss(detail, &options, default_bits),
        "ed448" => Ok(NewKey::Edwards(KeyType::Ed448)),
        "dsa" | "x25519" | "x448" | "dh" | "sm2" => {
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

/// The number at the start of a text, as C's `atoi` reads it; 0 without one.
pub(super) fn leading(text: &str) -> i64 {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().unwrap_or_default()
}

fn rsa(detail: Option<&str>, options: &[(&str, &str)], default_bits: i64) -> Result<NewKey, Failure> {
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
    let mut exponent = F4;
    for (name, value) in options {
        match *name {
            "rsa_keygen_bits" | "bits" => bits = leading(value),
            "rsa_keygen_pubexp" | "e" => {
                exponent = value.parse().map_err(|_| wrong_option(&format!("{name}:{value}")))?;
            }
            "rsa_keygen_primes" | "primes" if *value == "2" => {}
            "rsa_keygen_primes" | "primes" => return Err(many_primes()),
            _ => return Err(wrong_option(&format!("{name}:{value}"))),
        }
    }
    rsa_key(bits, exponent)
}

/// An RSA key that is bound to PSS; the options of the restriction are `rsa_pss_keygen_…`.
fn rsa_pss(detail: Option<&str>, options: &[(&str, &str)], default_bits: i64) -> Result<NewKey, Failure> {
    let mut restriction = None;
    let mut others = Vec::new();
    for (name, value) in options {
        let wrong = || wrong_option(&format!("{name}:{value}"));
        let digest = || digests::named("genpkey", value).map_err(|_| wrong());
        match name.strip_prefix("rsa_pss_keygen_") {
            Some("md") => restriction.get_or_insert(Pss::DEFAULT).digest = digest()?,
            Some("mgf1_md") => restriction.get_or_insert(Pss::DEFAULT).mask_digest = digest()?,
            Some("saltlen") => {
                restriction.get_or_insert(Pss::DEFAULT).salt_bytes = value.parse().map_err(|_| wrong())?;
            }
            _ => others.push((*name, *value)),
        }
    }
    match rsa(detail, &others, default_bits)? {
        NewKey::Rsa(bits, exponent) => Ok(NewKey::RsaPss(bits, exponent, restriction)),
        other => Ok(other),
    }
}

/// The error for more than two primes.
pub(super) fn many_primes() -> Failure {
    Failure::unsupported("RSA keys with more than two primes")
}

/// An RSA key of this size.
///
/// # Errors
/// A size or a public exponent that devcert does not generate.
pub(super) fn rsa_key(bits: i64, exponent: u64) -> Result<NewKey, Failure> {
    /// The largest public exponent that the library below accepts.
    const EXPONENT_MAX: u64 = (1 << 33) - 1;
    if exponent.is_multiple_of(2) || !(3..=EXPONENT_MAX).contains(&exponent) {
        return Err(Failure::unsupported(format_args!("RSA keys with the public exponent {exponent}")));
    }
    let size = u32::try_from(bits).ok().and_then(|bits| RsaBits::weak(bits).ok());
    let size = size.ok_or_else(|| Failure::unsupported(format_args!("RSA keys of {bits} bits")))?;
    Ok(NewKey::Rsa(size, exponent))
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
    let unreadable = || Failure::new(format_args!("Error reading parameter file {path}"));
    let bytes = session.read_input(Some(path), "parameters").map_err(|failure| {
        let mut failure = failure.after(format_args!("Can't open parameter file {path}"));
        failure.lines.truncate(1);
        failure
    })?;
    curve_of(&bytes).unwrap_or_else(|| Err(unreadable()))
}

/// The key on the curve that parameters in PEM or DER name; `None` if they name none.
pub(super) fn curve_of(bytes: &[u8]) -> Option<Result<KeyAlgorithm, Failure>> {
    let named =
        |oid: ObjectIdentifier| devcert::text::object_names(oid.into()).map(|(short, _)| curve_named(short));
    if let Ok(oid) = ObjectIdentifier::from_der(bytes) {
        return named(oid);
    }
    let contents = sniff(bytes).ok()?;
    let parameters = contents.objects.iter().find(|object| object.kind == ObjectKind::EcParameters)?;
    match ObjectIdentifier::from_der(parameters.der.expose()) {
        Ok(oid) => named(oid),
        Err(_) => Some(Err(Failure::unsupported("curves whose numbers are spelled out"))),
    }
}

/// Generates the key.
///
/// # Errors
/// An RSA key that is too short, in strict mode; or when the generator fails, which is not known to happen.
pub(super) fn generate(session: &mut Session, key: NewKey) -> Result<PrivateKey, Failure> {
    if let NewKey::Rsa(bits, _) | NewKey::RsaPss(bits, ..) = key {
        weak::check_rsa(session, bits)?;
    }
    let rng = &mut session.rng;
    let generated = match key {
        NewKey::Rsa(bits, exponent) => generate_rsa(bits, exponent, &search(), rng),
        NewKey::RsaPss(bits, exponent, restriction) => {
            let key = generate_rsa(bits, exponent, &search(), rng).map_err(Failure::new)?;
            return key.bound_to_pss(restriction).map_err(Failure::new);
        }
        NewKey::Usual(algorithm) => generate_with(algorithm, &search(), rng),
        NewKey::Edwards(key_type) => generate_edwards(key_type, rng),
    };
    generated.map_err(Failure::new)
}
