//! `pkcs8`: keys converted to PKCS#8 and back, encrypted in every way that openssl encrypts them.

use super::ciphers;
use super::failure::Failure;
use super::inputs;
use super::keys::{self, Layout};
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, output, positive, text,
};
use super::passphrase::{self, Passphrases};
use super::session::Session;
use super::subcommand::Subcommand;
use super::weak;
use devcert::encoding::encrypted_key::{KeyCipher, Prf, Scheme, ScryptCost};
use devcert::encoding::limits::Limits;
use devcert::encoding::read;
use devcert::encoding::sniff::{ObjectKind, Packing, sniff};
use devcert::key::PrivateKey;

const OPTIONS: &[Opt] = &[
    input("in", "Key (default: standard input)"),
    format("inform", "Format of the input (default: PEM)"),
    text("passin", "Passphrase of the key that is read"),
    flag("nocrypt", "Read or write a key that is not encrypted"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("topk8", "Write PKCS#8"),
    text("passout", "Passphrase of the key that is written"),
    flag("traditional", "Write PKCS#1, SEC1 or DSA instead of PKCS#8"),
    positive("iter", "Rounds of the key derivation (default: 2048)"),
    flag("noiter", "Use one round"),
    text("v1", "Scheme from before PBES2: PBE-SHA1-3DES or PBE-SHA1-2DES"),
    text("v2", "Cipher of PBES2 (default: aes-256-cbc)"),
    text("v2prf", "Function of PBKDF2, as hmacWithSHA256 (default)"),
    flag("scrypt", "Derive the key with scrypt"),
    positive("scrypt_N", "Cost of scrypt, a power of two (16384 with -scrypt)"),
    positive("scrypt_r", "Block size of scrypt (8 with -scrypt)"),
    positive("scrypt_p", "Parallelization of scrypt (1 with -scrypt)"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "pkcs8",
    summary: "Convert keys to PKCS#8 and back, and encrypt them",
    table: Table { groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS], unknown: Unknown::Mistake, operands: "" },
    run,
};

/// The most memory that openssl gives scrypt, in bytes.
const SCRYPT_MEMORY: u64 = 32 << 20;

/// The schemes of `-v1` that OpenSSL 3.0 encrypts with.
const OLD_SCHEMES: [(&str, Scheme); 2] =
    [("PBE-SHA1-3DES", Scheme::TripleDes), ("PBE-SHA1-2DES", Scheme::TwoKeyTripleDes)];

/// The others, which fail without openssl's legacy provider.
const LEGACY_SCHEMES: [&str; 10] = [
    "PBE-MD2-DES",
    "PBE-MD2-RC2-64",
    "PBE-MD5-DES",
    "PBE-MD5-RC2-64",
    "PBE-SHA1-DES",
    "PBE-SHA1-RC2-128",
    "PBE-SHA1-RC2-40",
    "PBE-SHA1-RC2-64",
    "PBE-SHA1-RC4-128",
    "PBE-SHA1-RC4-40",
];

/// The functions of PBKDF2 by their names.
const FUNCTIONS: [(&str, Prf); 5] = [
    ("hmacWithSHA1", Prf::Sha1),
    ("hmacWithSHA224", Prf::Sha224),
    ("hmacWithSHA256", Prf::Sha256),
    ("hmacWithSHA384", Prf::Sha384),
    ("hmacWithSHA512", Prf::Sha512),
];

/// Functions that openssl has and devcert does not.
const OTHER_FUNCTIONS: [&str; 3] = ["hmacWithMD5", "hmacWithSHA512-224", "hmacWithSHA512-256"];

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let scheme = scheme(line)?;
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    match line.has("topk8") {
        true => encrypt(session, line, scheme, passphrases),
        false => decrypt(session, line, passphrases),
    }
}

/// The encryption of the options.
fn scheme(line: &Line) -> Result<Scheme, Failure> {
    let cipher = line.value("v2").map(|name| ciphers::named("pkcs8", name)).transpose()?;
    let function = line.value("v2prf").map(function).transpose()?;
    let old = line.value("v1").map(old_scheme).transpose()?;
    if let Some(cost) = scrypt(line)? {
        return Ok(Scheme::Scrypt(cipher.unwrap_or(KeyCipher::Aes256), cost));
    }
    match (old, cipher, function) {
        (Some(old), None, None) => Ok(old),
        (Some(_), ..) => Err(Failure::unsupported("pkcs8 -v1 together with -v2 or -v2prf")),
        (None, cipher, function) => {
            Ok(Scheme::Pbes2(cipher.unwrap_or(KeyCipher::Aes256), function.unwrap_or_default()))
        }
    }
}

fn old_scheme(name: &str) -> Result<Scheme, Failure> {
    if let Some((_, scheme)) = OLD_SCHEMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Ok(*scheme);
    }
    match LEGACY_SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        true => Err(Failure::new("Error encrypting key")
            .line(format_args!("OpenSSL 3.0 has {name} in its legacy provider only"))
            .hint("use -v2 aes-256-cbc, or -v1 PBE-SHA1-3DES")),
        false => Err(Failure::usage("pkcs8", format_args!("Unknown PBE algorithm {name}"))),
    }
}

fn function(name: &str) -> Result<Prf, Failure> {
    if let Some((_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
        return Ok(*function);
    }
    match OTHER_FUNCTIONS.contains(&name) {
        true => Err(Failure::unsupported(format_args!("pkcs8 -v2prf {name}"))),
        false => Err(Failure::usage("pkcs8", format_args!("Unknown PRF algorithm {name}"))),
    }
}

/// The cost of scrypt: of `-scrypt` and the options after it, or of all three options without it; `None` otherwise.
fn scrypt(line: &Line) -> Result<Option<ScryptCost>, Failure> {
    let order: Vec<_> = line.in_order().collect();
    let place = |option: &str| order.iter().position(|name| *name == option);
    let defaults = place("scrypt");
    let number = |option: &str, default: u64| match place(option) {
        Some(at) if defaults.is_none_or(|start| at > start) => {
            line.number(option).and_then(|number| u64::try_from(number).ok())
        }
        _ => defaults.map(|_| default),
    };
    let (Some(cost), Some(block_size), Some(parallelization)) =
        (number("scrypt_N", 16384), number("scrypt_r", 8), number("scrypt_p", 1))
    else {
        return Ok(None);
    };
    let wrong = |reason: &str| Failure::new("Error setting PBE algorithm").line(reason);
    if !cost.is_power_of_two() || cost < 2 {
        return Err(wrong("-scrypt_N is not a power of two"));
    }
    let blocks = cost.saturating_add(2).saturating_add(parallelization);
    if blocks.saturating_mul(128).saturating_mul(block_size) > SCRYPT_MEMORY {
        return Err(wrong("scrypt would need more than 32 MiB of memory"));
    }
    let small = |number: u64| u16::try_from(number).map_err(|_| wrong("the cost of scrypt is too large"));
    Ok(Some(ScryptCost { cost, block_size: small(block_size)?, parallelization: small(parallelization)? }))
}

/// Writes a key of any form as PKCS#8.
fn encrypt(
    session: &mut Session,
    line: &Line,
    scheme: Scheme,
    passphrases: Passphrases,
) -> Result<u8, Failure> {
    // A file that is missing is reported in other words than with the other commands.
    if let Some(path) = line.file("in") {
        session.check_exists(path)?;
    }
    let key = inputs::private_key_of_line(session, line, passphrases.input.as_ref(), "key")?;
    let format = Format::of(line, "outform");
    let rounds = match (line.has("noiter"), line.number("iter")) {
        (true, _) => 1,
        // More than the key derivation accepts is an error below.
        (false, Some(rounds)) => u32::try_from(rounds).unwrap_or(u32::MAX),
        (false, None) => keys::ROUNDS,
    };
    let passphrase = match (line.has("nocrypt"), passphrases.output) {
        (true, _) => None,
        (false, Some(passphrase)) => Some(passphrase),
        (false, None) => {
            Some(passphrase::ask_twice(session, "Enter Encryption Password:", passphrase::SHORTEST)?)
        }
    };
    let encryption = passphrase.as_ref().map(|passphrase| (scheme, passphrase));
    if encryption.is_some() {
        weak::check_scheme(session, scheme)?;
    }
    let written = keys::pkcs8(session, &key, format, encryption, rounds)?;
    keys::write(session, "pkcs8", line, &written)?;
    Ok(0)
}

/// Writes a key that is in PKCS#8 without encryption.
fn decrypt(session: &mut Session, line: &Line, passphrases: Passphrases) -> Result<u8, Failure> {
    let key = read_pkcs8(session, line, passphrases)?;
    let format = Format::of(line, "outform");
    let written = match (format, Layout::of(line)) {
        (Format::Der, _) => keys::plain_der(&key)?,
        (Format::Pem, Layout::Traditional) => {
            keys::traditional(session, &keys::with_plain_point(&key), format, None)?
        }
        (Format::Pem, Layout::Pkcs8) => keys::pkcs8_pem(session, &key, None)?,
    };
    keys::write(session, "pkcs8", line, &written)?;
    Ok(0)
}

/// The key of `-in`, which must be in PKCS#8, in the format of `-inform`, and encrypted unless `-nocrypt` is given.
fn read_pkcs8(session: &mut Session, line: &Line, passphrases: Passphrases) -> Result<PrivateKey, Failure> {
    let path = line.file("in");
    if let Some(path) = path {
        session.check_exists(path)?;
    }
    let bytes = session.read_input(path, "key")?;
    let is_plain = line.has("nocrypt");
    let unreadable = || match is_plain {
        true => Failure::new("Error decrypting key")
            .line("the input is not an unencrypted key in PKCS#8")
            .hint("remove -nocrypt if the key is encrypted, or add -topk8 to convert it to PKCS#8"),
        false => Failure::new("Error reading key")
            .line("the input is not an encrypted key in PKCS#8")
            .hint("add -nocrypt if the key is not encrypted, or -topk8 to convert it to PKCS#8"),
    };
    let wanted = if is_plain { ObjectKind::Pkcs8 } else { ObjectKind::EncryptedPrivateKey };
    let wants_pem = Format::of(line, "inform") == Format::Pem;
    let mut contents = sniff(&bytes).map_err(|error| unreadable().line(error))?;
    contents.objects.retain(|object| {
        let is_pem = matches!(object.packing, Packing::Pem { .. });
        is_pem == wants_pem && object.kind == wanted
    });
    contents.objects.truncate(1);
    let object = contents.objects.first().ok_or_else(unreadable)?;
    if is_plain {
        return read::any_private_key_in(&contents)
            .map(PrivateKey::as_stated)
            .map_err(|error| Failure::new("Error decrypting key").line(error));
    }
    let passphrase = match passphrases.input {
        Some(passphrase) => passphrase,
        None => passphrase::ask(session, "Enter Password:")
            .map_err(|failure| failure.after("Can't read Password"))?,
    };
    let failed = |error: &dyn std::fmt::Display| Failure::new("Error decrypting key").line(error);
    let opened = devcert::encoding::open::open(object, Some(&passphrase), &Limits::default());
    contents.objects = opened.map_err(|error| failed(&error))?;
    read::any_private_key_in(&contents).map(PrivateKey::as_stated).map_err(|error| failed(&error))
}
