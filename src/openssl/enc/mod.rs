//! `enc`, `base64` and the ciphers as subcommands: base64, and files encrypted with a passphrase or a key.

pub(super) mod base64;
mod table;

use std::fmt::Write as _;

use rand::Rng as _;
use zeroize::Zeroizing;

use self::base64::Layout;
use super::digests;
use super::failure::Failure;
use super::options::Line;
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::symmetric::{self, Block, Cipher, Derivation, Keys, Mode, Padding, SALT_BYTES};
use devcert::model::algorithm::DigestAlgorithm;
use devcert::model::secret::Secret;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "enc",
    summary: "Encrypt and decrypt files with a passphrase or a key, and write and read base64",
    table: table::TABLE,
    run,
};

pub(super) const BASE64: Subcommand =
    Subcommand { name: "base64", summary: "Write and read base64", table: table::TABLE, run };

/// The ciphers by the names that openssl has for them, in lower case, and the one that it prints.
const CIPHERS: [(&str, &str, Block, Mode); 16] = [
    ("aes-128-cbc", "AES-128-CBC", Block::Aes128, Mode::Cbc),
    ("aes-128-ctr", "AES-128-CTR", Block::Aes128, Mode::Ctr),
    ("aes-128-ecb", "AES-128-ECB", Block::Aes128, Mode::Ecb),
    ("aes-192-cbc", "AES-192-CBC", Block::Aes192, Mode::Cbc),
    ("aes-192-ctr", "AES-192-CTR", Block::Aes192, Mode::Ctr),
    ("aes-192-ecb", "AES-192-ECB", Block::Aes192, Mode::Ecb),
    ("aes-256-cbc", "AES-256-CBC", Block::Aes256, Mode::Cbc),
    ("aes-256-ctr", "AES-256-CTR", Block::Aes256, Mode::Ctr),
    ("aes-256-ecb", "AES-256-ECB", Block::Aes256, Mode::Ecb),
    ("aes128", "AES-128-CBC", Block::Aes128, Mode::Cbc),
    ("aes192", "AES-192-CBC", Block::Aes192, Mode::Cbc),
    ("aes256", "AES-256-CBC", Block::Aes256, Mode::Cbc),
    ("des-ede3", "DES-EDE3-ECB", Block::TripleDes, Mode::Ecb),
    ("des-ede3-cbc", "DES-EDE3-CBC", Block::TripleDes, Mode::Cbc),
    ("des-ede3-ecb", "DES-EDE3-ECB", Block::TripleDes, Mode::Ecb),
    ("des3", "DES-EDE3-CBC", Block::TripleDes, Mode::Cbc),
];

/// The rounds of PBKDF2 without `-iter`.
const ROUNDS: i64 = 10_000;

/// What `list -cipher-commands` prints, of the ciphers that devcert has.
pub(super) const LISTED: [&str; 9] = [
    "aes-128-cbc",
    "aes-128-ecb",
    "aes-192-cbc",
    "aes-192-ecb",
    "aes-256-cbc",
    "aes-256-ecb",
    "des-ede3",
    "des-ede3-cbc",
    "des3",
];

/// Whether a subcommand is the name of a cipher.
#[must_use]
pub(super) fn is_cipher(name: &str) -> bool {
    row(name).is_some()
}

fn row(name: &str) -> Option<&'static (&'static str, &'static str, Block, Mode)> {
    let lower = name.to_ascii_lowercase();
    CIPHERS.iter().find(|(known, ..)| *known == lower)
}

/// The cipher of the line, and the name that openssl prints; none where it asks for base64 alone.
fn cipher(line: &Line) -> Result<Option<(Cipher, &'static str)>, Failure> {
    let own = Some(line.command.as_str()).filter(|command| is_cipher(command));
    let Some(name) = line.algorithm().or(own) else { return Ok(None) };
    let found = row(name).map(|(_, title, block, mode)| (Cipher { block: *block, mode: *mode }, *title));
    match found {
        Some(found) => Ok(Some(found)),
        // Why not: a mistake, or a cipher of openssl.
        None => Err(match super::ciphers::named(&line.command, name) {
            Err(failure) if failure.lines.len() == 1 => {
                failure.line(format_args!("{}: Use -help for summary.", line.command))
            }
            Err(failure) => failure,
            Ok(_) => Failure::unsupported(format_args!("the cipher {name}")),
        }),
    }
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    if line.has("list") || line.has("ciphers") {
        session.print(&list());
        return Ok(0);
    }
    let cipher = cipher(line)?;
    let encrypts = line.last_of(&["e", "d"]) != Some("d");
    let armors = line.command == "base64" || line.has("a") || line.has("base64");
    if line.has("v") {
        session.say("bufsize=8192");
    }
    let passphrase = passphrase(line, session, cipher.map(|(_, title)| title), encrypts)?;
    let input = session.read_data(line.file("in"))?;
    let read = input.len();
    let input = match armors && !encrypts {
        true => base64::decode(&input).ok_or_else(|| {
            Failure::new("error reading input file")
                .line("the input is not base64")
                .hint("check that the base64 is whole: devcert does not decode a part of it")
        })?,
        false => input,
    };
    let output = match cipher {
        None => input,
        Some((cipher, _)) => match crypt(line, session, cipher, passphrase.as_ref(), encrypts, &input)? {
            Some(output) => output,
            None => return Ok(0),
        },
    };
    let layout = if line.has("A") { Layout::OneLine } else { Layout::Lines };
    let output = if armors && encrypts { base64::encode(&output, layout) } else { output };
    let access = if cipher.is_some() && !encrypts { Access::Secret } else { Access::Public };
    session.write(line.value("out"), &output, access)?;
    if line.has("v") {
        session.say(format_args!("bytes read   : {read:8}"));
        session.say(format_args!("bytes written: {:8}", output.len()));
    }
    Ok(0)
}

fn list() -> String {
    let mut page = "Supported ciphers:\n".to_owned();
    for row in CIPHERS.chunks(3) {
        let names: Vec<_> = row.iter().map(|(name, ..)| format!("-{name:<25}")).collect();
        page.push_str(&names.join(" "));
        page.push('\n');
    }
    page
}

/// The passphrase of `-k`, `-kfile` or `-pass`, or the one that is asked for; none where there is a key, or no cipher.
fn passphrase(
    line: &Line,
    session: &mut Session,
    cipher: Option<&str>,
    encrypts: bool,
) -> Result<Option<Secret>, Failure> {
    let given = match line.last_of(&["k", "kfile"]) {
        Some("k") => line.value("k").map(|text| Secret::from(text.as_bytes())),
        Some(_) => Some(first_line(line, session)?),
        None => {
            let both = passphrase::read_both(session, line.value("pass"), None);
            both.map_err(|mut failure| {
                failure.lines.retain(|line| line != "Error getting passwords");
                failure.line("Error getting password")
            })?
            .input
        }
    };
    let Some(title) = cipher.filter(|_| given.is_none() && !line.has("K")) else { return Ok(given) };
    let kind = if encrypts { "encryption" } else { "decryption" };
    let question = format!("enter {title} {kind} password:");
    let none = || Failure::new("bad password read").hint("add -pass with the source of a passphrase");
    let first = session.ask_secret(&question)?.ok_or_else(none)?;
    if encrypts && session.ask_secret(&format!("Verifying - {question}"))?.ok_or_else(none)? != first {
        return Err(Failure::new("Verify failure").line("bad password read"));
    }
    Ok(Some(first))
}

/// The first line of `-kfile`.
fn first_line(line: &Line, session: &Session) -> Result<Secret, Failure> {
    let help = |failure: Failure| failure.line(format_args!("{}: Use -help for summary.", line.command));
    let bytes = session.read_data(line.file("kfile")).map_err(help)?;
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = first.strip_suffix(b"\r").unwrap_or(first);
    match first {
        [] => Err(Failure::usage(&line.command, "zero length password")),
        first => Ok(Secret::from(first)),
    }
}

/// The input encrypted or decrypted; none where the keys are printed alone.
fn crypt(
    line: &Line,
    session: &mut Session,
    cipher: Cipher,
    passphrase: Option<&Secret>,
    encrypts: bool,
    input: &[u8],
) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let salt = salt(line, session, passphrase.is_some(), encrypts, input)?;
    let keys = keys(line, session, cipher, passphrase, &salt)?;
    if line.has("p") || line.has("P") {
        session.print(&shown(line, &salt, &keys));
        if line.has("P") {
            return Ok(None);
        }
    }
    let padding = if line.has("nopad") { Padding::None } else { Padding::Pkcs7 };
    if encrypts {
        let sealed = cipher.encrypt(&keys, padding, input);
        let sealed = sealed.ok_or_else(|| Failure::new("bad encrypt").line("wrong final block length"))?;
        let header = salt.stored.map(symmetric::header).unwrap_or_default();
        return Ok(Some(Zeroizing::new([header, sealed].concat())));
    }
    let rest = if salt.is_read { &input[2 * SALT_BYTES..] } else { input };
    let opened = cipher.decrypt(&keys, padding, rest);
    let opened = opened.ok_or_else(|| {
        Failure::new("bad decrypt")
            .hint("check the passphrase, -md, -pbkdf2 and -iter: use the same as for encryption")
    })?;
    Ok(Some(Zeroizing::new(opened.expose().to_vec())))
}

/// The salt of a passphrase.
#[derive(Default)]
struct Salt {
    /// The salt, if there is one.
    bytes: Option<[u8; SALT_BYTES]>,
    /// The one that is written before the cipher text.
    stored: Option<[u8; SALT_BYTES]>,
    /// Whether the input begins with it.
    is_read: bool,
}

fn salt(
    line: &Line,
    session: &mut Session,
    has_passphrase: bool,
    encrypts: bool,
    input: &[u8],
) -> Result<Salt, Failure> {
    if !has_passphrase || line.last_of(&["salt", "nosalt"]) == Some("nosalt") {
        return Ok(Salt::default());
    }
    if let Some(digits) = line.value("S") {
        let bytes = hex(session, digits, SALT_BYTES, "salt")?;
        return Ok(Salt { bytes: bytes.first_chunk().copied(), ..Salt::default() });
    }
    if encrypts {
        let mut bytes = [0; SALT_BYTES];
        session.rng.fill_bytes(&mut bytes);
        return Ok(Salt { bytes: Some(bytes), stored: Some(bytes), is_read: false });
    }
    let (bytes, _) = symmetric::salted(input).ok_or_else(|| {
        let words =
            if input.len() < 2 * SALT_BYTES { "error reading input file" } else { "bad magic number" };
        Failure::new(words).line("the input does not begin with a salt")
    })?;
    Ok(Salt { bytes: Some(bytes), stored: None, is_read: true })
}

/// The key and the initialization vector, of the passphrase and of `-K` and `-iv`.
fn keys(
    line: &Line,
    session: &Session,
    cipher: Cipher,
    passphrase: Option<&Secret>,
    salt: &Salt,
) -> Result<Keys, Failure> {
    let digest = match line.value("md") {
        Some(name) => digests::message(&line.command, name)?.0,
        None => DigestAlgorithm::Sha256.into(),
    };
    let mut keys = Keys { key: Zeroizing::default(), iv: Zeroizing::default() };
    if let Some(passphrase) = passphrase {
        let rounds = line.number("iter").or(line.has("pbkdf2").then_some(ROUNDS));
        let derivation = rounds.map_or(Derivation::OneRound, |rounds| {
            Derivation::Pbkdf2(u32::try_from(rounds).unwrap_or(u32::MAX))
        });
        if derivation == Derivation::OneRound {
            session.say("*** WARNING : deprecated key derivation used.");
            session.say("Using -iter or -pbkdf2 would be better.");
        }
        let salt = salt.bytes.as_ref().map_or(&[][..], |salt| salt);
        let derived = derivation.keys(digest, passphrase, salt, cipher);
        keys = derived.ok_or_else(|| Failure::unsupported("enc -md with a digest of any length"))?;
    }
    match line.value("iv") {
        Some(_) if cipher.iv_bytes() == 0 => session.say("warning: iv not used by this cipher"),
        Some(digits) => keys.iv = hex(session, digits, cipher.iv_bytes(), "iv")?,
        None if passphrase.is_none() && cipher.iv_bytes() > 0 => {
            return Err(Failure::new("iv undefined").hint("add -iv with hexadecimal digits"));
        }
        None => {}
    }
    if let Some(digits) = line.value("K") {
        keys.key = hex(session, digits, cipher.key_bytes(), "key")?;
    }
    Ok(keys)
}

/// So many bytes of hexadecimal digits, which openssl cuts off or fills with zeros.
fn hex(session: &Session, digits: &str, length: usize, what: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let count = digits.chars().count();
    if count > 2 * length {
        session.say("hex string is too long, ignoring excess");
    }
    if count < 2 * length {
        session.say("hex string is too short, padding with zero bytes to length");
    }
    let digits = digits.chars().chain(std::iter::repeat('0')).take(2 * length);
    let bytes = devcert::model::hex::decode(digits).map(Zeroizing::new);
    bytes.ok_or_else(|| Failure::new("non-hex digit").line(format_args!("invalid hex {what} value")))
}

/// The salt and the keys, as `-p` prints them.
fn shown(line: &Line, salt: &Salt, keys: &Keys) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    let mut row = |title: &str, bytes: &[u8]| {
        // Writing to a `String` does not fail.
        let _ = write!(text, "{title}=");
        for byte in bytes {
            let _ = write!(text, "{byte:02X}");
        }
        text.push('\n');
    };
    if line.last_of(&["salt", "nosalt"]) != Some("nosalt")
        && let Some(salt) = &salt.bytes
    {
        row("salt", salt);
    }
    row("key", &keys.key);
    if !keys.iv.is_empty() {
        row("iv ", &keys.iv);
    }
    text
}
