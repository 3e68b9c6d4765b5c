//! `genrsa`: new RSA keys.

use super::ciphers;
use super::failure::Failure;
use super::keys::{self, Layout};
use super::newkey::{self, F4, RSA_BITS_MIN};
use super::options::{
    COMMON, Format, Line, PROVIDERS, RANDOM, Table, Unknown, flag, integer, output, positive, text,
};
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;
use devcert::model::algorithm::RSA_BITS_MAX;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "genrsa",
    summary: "Generate an RSA key",
    table: Table {
        groups: &[
            COMMON,
            &[
                flag("3", "Use 3 as the public exponent"),
                flag("F4", "Use 65537 as the public exponent (default)"),
                flag("f4", "Use 65537 as the public exponent (default)"),
                output("out", "Output file (default: standard output)"),
                text("passout", "Passphrase of the new key"),
                positive("primes", "Number of primes; 2 is supported"),
                flag("verbose", "Print the size and the public exponent"),
                flag("traditional", "Write PKCS#1 instead of PKCS#8"),
            ],
            RANDOM,
            PROVIDERS,
        ],
        unknown: Unknown::Cipher,
        operands: "numbits",
    },
    run,
};

/// The bits of a key without a number on the command line.
const BITS: i64 = 2048;

/// The most primes that openssl accepts.
const PRIMES_MAX: i64 = 5;

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    ciphers::of_line("genrsa", line)?;
    let bits = bits(line)?;
    let passphrase = passphrase::read_both(session, None, line.value("passout"))?.output;
    if bits > i64::from(RSA_BITS_MAX) {
        session.say(format_args!(
            "Warning: It is not recommended to use more than {RSA_BITS_MAX} bit for RSA keys."
        ));
        session.say(format_args!(
            "         Your key size is {bits}! Larger key size may behave not as expected."
        ));
    }
    match line.number("primes") {
        None | Some(2) => {}
        Some(PRIMES_MAX..) => return Err(Failure::new("genrsa: Error generating RSA key")),
        Some(_) => return Err(newkey::many_primes()),
    }
    if line.has("verbose") {
        session.say(format_args!("Generating RSA key with {bits} bits"));
    }
    let exponent = exponent(line);
    let new = newkey::rsa_key(bits, exponent)?;
    let key = newkey::generate(session, new)?;
    if line.has("verbose") {
        let digits = format!("{exponent:x}");
        let zero = if digits.len().is_multiple_of(2) { "" } else { "0" };
        session.say(format_args!("e is {exponent} (0x{zero}{digits})"));
    }
    let encryption = keys::encryption(session, "genrsa", line, passphrase)?;
    let encryption = encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase));
    let pem = match Layout::of(line) {
        Layout::Pkcs8 => keys::pkcs8_pem(session, &key, encryption)?,
        Layout::Traditional => keys::traditional(session, &key, Format::Pem, encryption)?,
    };
    keys::write(session, "genrsa", line, &pem)?;
    Ok(0)
}

fn bits(line: &Line) -> Result<i64, Failure> {
    let bits = match line.operands.as_slice() {
        [] => BITS,
        [number] => integer(number)
            .ok_or_else(|| Failure::usage("genrsa", format_args!("Can't parse \"{number}\" as a number")))?,
        _ => {
            return Err(Failure::usage_only("genrsa")
                .after("Extra arguments given.")
                .hint("write the number of bits last"));
        }
    };
    match bits {
        RSA_BITS_MIN.. => Ok(bits),
        _ => Err(Failure::new("Error setting RSA length")
            .line(format_args!("an RSA key of {bits} bits is too small (minimum {RSA_BITS_MIN})"))),
    }
}

/// The public exponent; the last option counts.
fn exponent(line: &Line) -> u64 {
    match line.in_order().filter(|option| ["3", "F4", "f4"].contains(option)).last() {
        Some("3") => 3,
        _ => F4,
    }
}
