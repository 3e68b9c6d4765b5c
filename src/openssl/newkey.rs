//! New keys as `-newkey` and `-pkeyopt` describe them.

use super::curve_options;
use super::digests;
use super::failure::Failure;
use super::session::Session;
use super::weak;
use crate::ops::key::search;
use ::der::Decode as _;
use ::der::asn1::ObjectIdentifier;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::key::{
    CurveForm, DsaGroup, NamedCurve, PointForm, PrivateKey, generate_edwards, generate_on, generate_rsa,
    generate_with,
};
use devcert::model::algorithm::{KeyAlgorithm, KeyType, Pss, RSA_BITS_MAX, RsaBits};

/// The fewest bits that openssl accepts.
pub(super) const RSA_BITS_MIN: i64 = 512;

/// The public exponent F4, which is the default.
pub(super) const F4: u64 = 65537;

/// The fewest bits of the primes p and q that openssl generates DSA keys for.
const DSA_BITS_MIN: u32 = 1024;
const DSA_ORDER_BITS_MIN: u32 = 160;

/// The bits of the primes p and q of DSA parameters where nothing is requested.
pub(super) const DSA_BITS: i64 = 2048;
/// See [`DSA_BITS`].
pub(super) const DSA_ORDER_BITS: i64 = 224;

/// A key to generate.
#[derive(Debug, Clone)]
pub(super) enum NewKey {
    /// An RSA key with its public exponent.
    Rsa(RsaBits, u64),
    /// An RSA key that is bound to PSS, with its public exponent and its restriction.
    RsaPss(RsaBits, u64, Option<Pss>),
    /// An EC key on a curve, which is written in this form.
    Curve(NamedCurve, CurveForm),
    /// Ed25519.
    Ed25519,
    /// Ed448, X25519 or X448.
    Edwards(KeyType),
    /// A DSA key in a group.
    Dsa(DsaGroup),
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
            Some(path) => in_file(session, path),
            None => ec(&options),
        },
        "param" | "dsa" => match detail {
            Some(path) => in_file(session, path),
            None if kind == "dsa" => Err(Failure::new("Error generating DSA key")
                .line("DSA keys need parameters")
                .hint("add a file of them, which `openssl dsaparam` writes: dsa:FILE")),
            None => Err(Failure::new("Parameter file requested but no path given: param")),
        },
        "ed25519" => Ok(NewKey::Ed25519),
        "rsa-pss" => rsa_pss(detail, &options, default_bits),
        "ed448" => Ok(NewKey::Edwards(KeyType::Ed448)),
        "x25519" | "x448" | "dh" | "sm2" => {
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

fn ec(options: &[(&str, &str)]) -> Result<NewKey, Failure> {
    let (mut curve, mut form) = (None, CurveForm::Named);
    for (name, value) in options {
        let wrong = || wrong_option(&format!("{name}:{value}"));
        match *name {
            "ec_paramgen_curve" | "group" => curve = Some(curve_options::curve_named(value)?),
            "ec_param_enc" => form = curve_options::curve_form(value).ok_or_else(wrong)?,
            _ => return Err(wrong()),
        }
    }
    let missing = || Failure::new("Error generating EC key").hint("add -pkeyopt ec_paramgen_curve:P-256");
    curve.map(|curve| NewKey::Curve(curve, form)).ok_or_else(missing)
}

/// The key of the kind whose parameters are in a file, as `ecparam` and `dsaparam` write them.
fn in_file(session: &mut Session, path: &str) -> Result<NewKey, Failure> {
    let unreadable = || Failure::new(format_args!("Error reading parameter file {path}"));
    let bytes = session.read_input(Some(path), "parameters").map_err(|failure| {
        let mut failure = failure.after(format_args!("Can't open parameter file {path}"));
        failure.lines.truncate(1);
        failure
    })?;
    match (group_of(&bytes), curve_of(&bytes)) {
        (Some(group), _) => Ok(NewKey::Dsa(group)),
        (None, Some(curve)) => curve.map(|(curve, form)| NewKey::Curve(curve, form)),
        (None, None) => Err(unreadable()),
    }
}

/// The group in DSA parameters in PEM or DER; `None` if the bytes are no such parameters.
pub(super) fn group_of(bytes: &[u8]) -> Option<DsaGroup> {
    let contents = sniff(bytes).ok()?;
    let parameters = contents.objects.iter().find(|object| object.kind == ObjectKind::DsaParameters)?;
    DsaGroup::from_der(parameters.der.expose()).ok()
}

/// Generates DSA parameters for `command`.
///
/// # Errors
/// Sizes that openssl or devcert does not generate.
pub(super) fn dsa_group(
    session: &mut Session,
    command: &str,
    bits: i64,
    order_bits: i64,
) -> Result<DsaGroup, Failure> {
    let size = |bits: i64| u32::try_from(bits).unwrap_or_default();
    let first = format!("{command}: Generating DSA key parameters failed");
    let failed = || Failure::new(&first);
    if bits < RSA_BITS_MIN {
        return Err(failed().line(format_args!("the prime of DSA has at least {RSA_BITS_MIN} bits")));
    }
    if ![160, 224, 256].contains(&order_bits) || bits > i64::from(RSA_BITS_MAX) {
        return Err(Failure::unsupported(format_args!("DSA parameters of {bits} and {order_bits} bits")));
    }
    weak::check_size(session, "DSA key", size(bits)).map_err(|failure| failure.after(&first))?;
    DsaGroup::generate(size(bits), size(order_bits), &mut session.rng).map_err(|error| failed().line(error))
}

/// The curve that parameters in PEM or DER name or spell out, and in which form; `None` if the bytes are no such
/// parameters.
pub(super) fn curve_of(bytes: &[u8]) -> Option<Result<(NamedCurve, CurveForm), Failure>> {
    let contents = sniff(bytes);
    let objects = contents.as_ref().map_or(&[][..], |contents| &contents.objects);
    let parameters = objects.iter().find(|object| object.kind == ObjectKind::EcParameters);
    let is_der = NamedCurve::of_parameters(bytes).is_some()
        || <ObjectIdentifier as ::der::Decode>::from_der(bytes).is_ok();
    let der = parameters.map(|found| found.der.expose()).or(is_der.then_some(bytes))?;
    let unsupported = || match ObjectIdentifier::from_der(der) {
        Ok(oid) => {
            let name = devcert::text::object_names(oid.into()).map(|(short, _)| short.to_owned());
            Failure::unsupported(format_args!("the curve {}", name.unwrap_or_else(|| oid.to_string())))
        }
        Err(_) => Failure::unsupported("curves without a name"),
    };
    Some(NamedCurve::of_parameters(der).filter(|(curve, _)| curve.is_for_ecdsa()).ok_or_else(unsupported))
}

/// Generates the key.
///
/// # Errors
/// An RSA key that is too short, in strict mode; or when the generator fails, which is not known to happen.
pub(super) fn generate(session: &mut Session, key: NewKey) -> Result<PrivateKey, Failure> {
    if let NewKey::Rsa(bits, _) | NewKey::RsaPss(bits, ..) = &key {
        weak::check_size(session, "RSA key", bits.get())?;
    }
    if let NewKey::Dsa(group) = &key {
        weak::check_size(session, "DSA key", group.bits())?;
    }
    let rng = &mut session.rng;
    let generated = match key {
        NewKey::Rsa(bits, exponent) => generate_rsa(bits, exponent, &search(), rng),
        NewKey::RsaPss(bits, exponent, restriction) => {
            let key = generate_rsa(bits, exponent, &search(), rng).map_err(Failure::new)?;
            return key.bound_to_pss(restriction).map_err(Failure::new);
        }
        NewKey::Curve(curve, form) => {
            let key = generate_on(curve, rng).map_err(Failure::new)?;
            return Ok(match form {
                CurveForm::Named => key,
                form => key.with_curve(form, PointForm::default(), PointForm::default()).unwrap_or(key),
            });
        }
        NewKey::Ed25519 => generate_with(KeyAlgorithm::Ed25519, &search(), rng),
        NewKey::Dsa(group) => {
            // The sizes that openssl generates keys for.
            if group.bits() < DSA_BITS_MIN || group.order_bits() < DSA_ORDER_BITS_MIN {
                return Err(Failure::new("Error generating DSA key").line(format_args!(
                    "the prime has {} bits (minimum {DSA_BITS_MIN}), and q has {} (minimum {DSA_ORDER_BITS_MIN})",
                    group.bits(),
                    group.order_bits()
                )));
            }
            group.generate_key(rng)
        }
        NewKey::Edwards(key_type) => generate_edwards(key_type, rng),
    };
    generated.map_err(Failure::new)
}
