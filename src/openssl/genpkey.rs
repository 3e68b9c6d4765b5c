//! `genpkey`: new keys of every kind, and parameters.

use super::ciphers;
use super::failure::Failure;
use super::keys;
use super::newkey::{self, NewKey, RSA_BITS_MIN};
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, output, text,
};
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::key::{PointForm, PrivateKey};
use devcert::model::algorithm::KeyType;
use devcert::model::secret::Secret;
use devcert::text as texts;

const OPTIONS: &[Opt] = &[
    input("paramfile", "File of EC or DSA parameters"),
    text(
        "algorithm",
        "Kind of the key: RSA, RSA-PSS, EC, ED25519, ED448, X25519 or X448; of parameters: EC or DSA",
    ),
    flag("quiet", "Print no progress").no_effect("devcert prints none"),
    text("pkeyopt", "Option of the new key, as rsa_keygen_bits:3072 or ec_paramgen_curve:P-256"),
    input("config", "Configuration file").no_effect("it could only load modules"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    text("pass", "Passphrase of the new key"),
    flag("genparam", "Write parameters instead of a key"),
    flag("text", "Print the key as text"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "genpkey",
    summary: "Generate a key",
    table: Table { groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS], unknown: Unknown::Cipher, operands: "" },
    run,
};

/// The bits of an RSA key without `rsa_keygen_bits`.
const BITS: i64 = 2048;

/// The options that each kind of key has.
const KEY_OPTIONS: [(&str, &[&str]); 4] = [
    ("dsa", &["dsa_paramgen_bits", "dsa_paramgen_q_bits", "pbits", "qbits"]),
    ("rsa", &["bits", "e", "primes", "rsa_keygen_bits", "rsa_keygen_primes", "rsa_keygen_pubexp"]),
    (
        "rsa-pss",
        &[
            "bits",
            "e",
            "primes",
            "rsa_keygen_bits",
            "rsa_keygen_primes",
            "rsa_keygen_pubexp",
            "rsa_pss_keygen_md",
            "rsa_pss_keygen_mgf1_md",
            "rsa_pss_keygen_saltlen",
        ],
    ),
    ("ec", &["ec_param_enc", "ec_paramgen_curve", "group"]),
];

/// The options of DSA parameters that devcert does not have: it takes no seed, which they are about.
const OTHER_DSA_OPTIONS: [&str; 9] = [
    "digest",
    "dsa_paramgen_md",
    "dsa_paramgen_type",
    "gindex",
    "hexseed",
    "pcounter",
    "properties",
    "qdigest",
    "type",
];

/// The kinds of keys that openssl generates and devcert does not.
const OTHERS: [&str; 6] = ["cmac", "dh", "dhx", "hmac", "poly1305", "sm2"];

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    ciphers::of_line("genpkey", line)?;
    let passphrase = passphrase::read_both(session, None, line.value("pass"))?.output;
    let new = new_key(session, line)?;
    if line.has("genparam") {
        return parameters(session, line, new);
    }
    let key = newkey::generate(session, new)?;
    let written = written(session, line, &key, passphrase)?;
    keys::write(session, "genpkey", line, &written)?;
    if line.has("text") {
        let text = texts::private_key(&key).map_err(Failure::new)?;
        session.write(line.value("out"), text.as_bytes(), Access::Secret)?;
    }
    Ok(0)
}

/// The key that the options describe.
fn new_key(session: &mut Session, line: &Line) -> Result<NewKey, Failure> {
    let options: Vec<_> = line.values("pkeyopt").collect();
    let description = match (line.value("algorithm"), line.value("paramfile")) {
        (Some(_), Some(_)) => return Err(Failure::new("Algorithm already set!")),
        (None, None) => {
            return Err(Failure::usage_only("genpkey").hint("add -algorithm RSA, EC or ED25519"));
        }
        (None, Some(path)) => format!("param:{path}"),
        (Some(name), None) => {
            let kind = name.to_ascii_lowercase();
            check_options(&kind, &options)?;
            match kind.as_str() {
                "x25519" => return Ok(NewKey::Edwards(KeyType::X25519)),
                "x448" => return Ok(NewKey::Edwards(KeyType::X448)),
                "ed448" => return Ok(NewKey::Edwards(KeyType::Ed448)),
                "dsa" => return dsa(session, line, &options),
                "rsa" | "rsa-pss" | "ec" | "ed25519" => kind,
                _ if OTHERS.contains(&kind.as_str()) => {
                    return Err(Failure::unsupported(format_args!("genpkey -algorithm {name}")));
                }
                _ => {
                    return Err(Failure::new(format_args!("Error initializing {name} context"))
                        .line(format_args!("\"{name}\" is not a kind of key"))
                        .hint("use -algorithm RSA, EC or ED25519"));
                }
            }
        }
    };
    let options: &[&str] = if line.has("paramfile") { &[] } else { &options };
    newkey::algorithm(session, Some(&description), options, BITS).map_err(|failure| {
        // The words of openssl, which has none here for what devcert does not support.
        let is_ours = failure.lines.first().is_some_and(|first| first.starts_with("Error generating"));
        if is_ours { failure.of("genpkey") } else { failure }
    })
}

/// DSA parameters with `-genparam`; keys need a file of parameters.
fn dsa(session: &mut Session, line: &Line, options: &[&str]) -> Result<NewKey, Failure> {
    if !line.has("genparam") {
        let first = Failure::new(match options.first() {
            Some(option) => format!("genpkey: Error setting {option} parameter:"),
            None => "genpkey: Error generating DSA key".to_owned(),
        });
        return Err(first.line("DSA keys need parameters").hint("add -paramfile, which `-genparam` writes"));
    }
    let (mut bits, mut order_bits) = (newkey::DSA_BITS, newkey::DSA_ORDER_BITS);
    for (name, value) in options.iter().filter_map(|option| option.split_once(':')) {
        let number = newkey::leading(value);
        if ["dsa_paramgen_bits", "pbits"].contains(&name) { bits = number } else { order_bits = number }
    }
    newkey::dsa_group(session, "genpkey", bits, order_bits).map(NewKey::Dsa)
}

/// Checks the names of the options, and the size of RSA keys, which openssl does at once.
fn check_options(kind: &str, options: &[&str]) -> Result<(), Failure> {
    let known = KEY_OPTIONS.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, options)| *options);
    for option in options {
        let wrong = || Failure::new(format_args!("genpkey: Error setting {option} parameter:"));
        let (name, value) = option.split_once(':').ok_or_else(wrong)?;
        if OTHERS.contains(&kind) {
            continue;
        }
        if OTHER_DSA_OPTIONS.contains(&name) && kind == "dsa" {
            return Err(Failure::unsupported(format_args!("genpkey -pkeyopt {name}")));
        }
        if !known.contains(&name) {
            return Err(wrong().line(format_args!("{kind} keys have no option {name}")));
        }
        if ["bits", "rsa_keygen_bits"].contains(&name) && newkey::leading(value) < RSA_BITS_MIN {
            return Err(wrong().line(format_args!("an RSA key has at least {RSA_BITS_MIN} bits")));
        }
    }
    Ok(())
}

/// The key as openssl writes it: in DER in the form of its kind and without encryption.
fn written(
    session: &mut Session,
    line: &Line,
    key: &PrivateKey,
    passphrase: Option<Secret>,
) -> Result<Secret, Failure> {
    if Format::of(line, "outform") == Format::Der {
        if line.algorithm().is_some() {
            session.ui.warning("the key is not encrypted: openssl genpkey does not encrypt DER");
        }
        return keys::plain_der(key);
    }
    let encryption = keys::encryption(session, "genpkey", line, passphrase)?;
    keys::pkcs8_pem(session, key, encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase)))
}

/// Writes parameters, in PEM whatever the format.
fn parameters(session: &mut Session, line: &Line, new: NewKey) -> Result<u8, Failure> {
    let text = match new {
        NewKey::Curve(curve, form) => {
            let der = curve.parameters(form, PointForm::default()).map_err(Failure::new)?;
            let mut text = pem::encode("EC PARAMETERS", &der).expose().to_vec();
            if line.has("text") {
                text.extend_from_slice(texts::ec_parameters(&der).map_err(Failure::new)?.as_bytes());
            }
            text
        }
        NewKey::Dsa(_) if line.has("text") => {
            return Err(Failure::unsupported("genpkey -genparam -text for DSA, which has a seed in it"));
        }
        NewKey::Dsa(group) => {
            pem::encode("DSA PARAMETERS", &group.to_der().map_err(Failure::new)?).expose().to_vec()
        }
        _ => {
            let name = line.value("algorithm").unwrap_or_default();
            return Err(Failure::new(format_args!("Error initializing {name} context"))
                .line(format_args!("{name} keys have no parameters")));
        }
    };
    session.write(line.value("out"), &text, Access::Public).map_err(|failure| failure.of("genpkey"))?;
    Ok(0)
}
