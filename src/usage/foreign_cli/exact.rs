//! Commands of devcert that do what a command line of openssl does: with the same files, names, dates and keys.
//!
//! The table of [`super::table`] answers a person who types openssl's command to devcert, and may be generous. These rows
//! are for a line that a script has: an option that no row accounts for leaves it without an answer.

use super::foreign::ForeignLine;
use super::slots;

/// A command, the options that it must have (between `|` are options for the same), the others that it may have, and
/// what does the same. An operand is allowed where the options have `@`.
type ExactCommand = (&'static str, &'static [&'static str], &'static str, &'static str);

/// Options that may be repeated.
const REPEATABLE: [&str; 2] = ["-addext", "-pkeyopt"];

/// Creates a key that is not encrypted.
const PLAIN: &str = "-nodes|-noenc";

/// The options of `req` that say what is in a request or certificate.
const CONTENT: &str = "-subj|-addext|-sha256|-sha384|-sha512|-out|-batch|-utf8|-new|-verbose";

const TWO_FILES: &str = "-in|-out|-inform";

#[rustfmt::skip]
static COMMANDS: &[ExactCommand] = &[
    ("req", &["-x509", PLAIN], "-newkey|-pkeyopt|-keyout|-days|CONTENT", "devcert selfsign{#exact-days}{#exact-key}{#digest}{#exact-subject}{#exact-names}{#new-key} --cert {-out=-}"),
    ("req", &["-x509", "-key"], "-days|CONTENT", "devcert selfsign{#exact-days}{#digest}{#exact-subject}{#exact-names} --key {-key} --cert {-out=-}"),
    ("req", &["-new|-newkey", PLAIN], "-newkey|-pkeyopt|-keyout|CONTENT", "devcert csr{#exact-key}{#digest}{#exact-subject}{#exact-names}{#new-key} --out {-out=-}"),
    ("req", &["-new", "-key"], CONTENT, "devcert csr{#digest}{#exact-subject}{#exact-names} --key {-key} --out {-out=-}"),
    ("req", &["-text", "-noout"], "-in|-inform", "devcert inspect --text {-in=-}"),
    ("req", &["-pubkey", "-noout"], TWO_FILES, "devcert pubkey {-in=-} --out {-out=-}"),
    ("x509", &["-req", "-CA", "-CAkey"], "-in|-out|-days|-CAcreateserial|-copy_extensions|-sha256|-sha384|-sha512", "{#adopted}devcert sign {-in=-}{#exact-days}{#digest}{#ca} --out {-out=-}"),
    ("x509", &["-req", "-signkey|-key"], "-in|-out|-days|-copy_extensions|-sha256|-sha384|-sha512", "devcert selfsign --csr {-in=-}{#exact-days}{#digest} --key {-signkey|-key} --cert {-out=-}"),
    ("x509", &["-checkend"], "-in|-inform|-noout", "devcert expires {-in=-} --within {#within}"),
    ("x509", &["-pubkey", "-noout"], TWO_FILES, "devcert pubkey {-in=-} --out {-out=-}"),
    ("x509", &["-outform"], TWO_FILES, "devcert convert {-in=-} --to {#form} --out {-out=-}"),
    ("x509", &["-out"], "-in|-inform", "devcert convert {-in=-} --to pem --out {-out}"),
    ("x509", &["-enddate", "-noout"], "-in|-inform", "devcert inspect --field not-after {-in=-}"),
    ("x509", &["-startdate", "-noout"], "-in|-inform", "devcert inspect --field not-before {-in=-}"),
    ("x509", &["-serial", "-noout"], "-in|-inform", "devcert inspect --field serial {-in=-}"),
    ("x509", &["-fingerprint", "-sha256", "-noout"], "-in|-inform", "devcert inspect --field fingerprint {-in=-}"),
    ("x509", &["-text", "-noout"], "-in|-inform", "devcert inspect --text {-in=-}"),
    ("crl", &["-text", "-noout"], "-in|-inform", "devcert inspect --text {-in=-}"),
    ("genrsa", &["-traditional"], "-out|-f4|-F4|@", "devcert genkey{#exact-key} --key-format pkcs1 --out {-out=-}"),
    ("genrsa", &[], "-out|-f4|-F4|@", "devcert genkey{#exact-key} --out {-out=-}"),
    ("genpkey", &["-algorithm"], "-pkeyopt|-out|-quiet", "devcert genkey{#exact-key} --out {-out=-}"),
    ("ecparam", &["-name", "-genkey", "-noout"], "-out", "devcert genkey{#exact-key} --key-format sec1 --out {-out=-}"),
    ("rsa", &["-RSAPublicKey_out"], TWO_FILES, "devcert pubkey {-in=-} --key-format pkcs1 --out {-out=-}"),
    ("rsa|ec|pkey", &["-pubout"], TWO_FILES, "devcert pubkey {-in=-} --out {-out=-}"),
    ("rsa|ec|pkey", &["-text", "-noout"], "-in|-inform|-passin", "devcert inspect --text {-in=-}{#exact-passin}"),
    ("rsa", &["-traditional"], "-in|-out|-inform|-passin", "devcert convert {-in=-}{#exact-passin} --to pkcs1 --out {-out=-}"),
    ("rsa|pkey", &["-aes256|-aes-256-cbc"], "-in|-out|-inform|-passin|-passout", "devcert convert {-in=-}{#exact-passin} --to pkcs8 --out {-out=-} --new-passphrase {#passout=prompt}"),
    ("rsa|pkey", &[], "-in|-out|-inform|-outform|-passin", "devcert convert {-in=-}{#exact-passin} --to pkcs8[ --outform {#form}] --out {-out=-}"),
    ("ec", &[], "-in|-out|-inform|-outform|-passin", "devcert convert {-in=-}{#exact-passin} --to sec1[ --outform {#form}] --out {-out=-}"),
    ("pkcs8", &["-topk8", "-nocrypt"], "-in|-out|-inform|-outform|-passin", "devcert convert {-in=-}{#exact-passin} --to pkcs8[ --outform {#form}] --out {-out=-}"),
    ("pkcs8", &["-topk8"], "-in|-out|-inform|-outform|-passin|-passout", "devcert convert {-in=-}{#exact-passin} --to pkcs8[ --outform {#form}] --out {-out=-} --new-passphrase {#passout=prompt}"),
    ("pkcs8", &[], "-in|-out|-inform|-outform|-passin|-nocrypt", "devcert convert {-in=-}{#exact-passin} --to pkcs8[ --outform {#form}] --out {-out=-}"),
    ("pkcs12", &["-export", "-inkey"], "-in|-out|-certfile|-name|-passout|-password", "devcert convert {-inkey} {-in=-}[ {-certfile}] --to pkcs12[ --name {-name}] --out {-out=-} --new-passphrase {#passout=prompt}"),
    ("pkcs12", &["-export", "-in"], "-out|-certfile|-name|-passout|-password", "devcert convert {-in}[ {-certfile}] --to pkcs12[ --name {-name}] --out {-out=-} --new-passphrase {#passout=prompt}"),
    ("pkcs12", &["-nocerts", PLAIN], "-in|-out|-passin|-password", "devcert convert {-in=-} --to pkcs8 --out {-out=-} --passphrase {#passin=prompt}"),
    ("pkcs12", &["-nokeys"], "-in|-out|-passin|-password|-nodes|-noenc", "devcert convert {-in=-} --to certificates --out {-out=-} --passphrase {#passin=prompt}"),
    ("pkcs12", &[PLAIN], "-in|-out|-passin|-password", "devcert convert {-in=-} --to pem --out {-out=-} --passphrase {#passin=prompt}"),
    ("crl2pkcs7", &["-nocrl", "-certfile"], "-out", "devcert convert {-certfile} --to pkcs7 --out {-out=-}"),
    ("pkcs7", &["-print_certs"], "-in|-out|-inform", "devcert convert {-in=-} --to certificates --out {-out=-}"),
    ("s_client", &["-connect"], "-servername|-starttls|-CAfile|-alpn|-cert|-key|-showcerts|-brief", "devcert probe {#server}[ --sni {-servername}][ --starttls {-starttls}][ --ca {-CAfile}][ --alpn {-alpn}][ --cert {-cert}][ --key {-key}]"),
    ("verify", &["-CAfile", "-untrusted"], "-verify_hostname|-verify_ip|@", "{#files} | devcert verify --no-key --cert - --ca {-CAfile}[ --host {-verify_hostname|-verify_ip}]"),
    ("verify", &["-CAfile"], "-verify_hostname|-verify_ip|@", "devcert verify --no-key --cert {@1=-} --ca {-CAfile}[ --host {-verify_hostname|-verify_ip}]"),
];

/// What devcert's commands do in another way, by a part of the answer.
const NOTES: [(&str, &str); 8] = [
    (
        "devcert selfsign{",
        "creates a server certificate, where openssl creates a CA certificate (devcert ca init does)",
    ),
    ("devcert sign", "creates a server certificate"),
    ("devcert probe", "checks the connection and sends no data"),
    ("devcert verify", "also checks what browsers and rustls check"),
    ("--to pem --out {-out}", "writes everything in the file, where openssl writes the first certificate"),
    ("--to certificates", "omits the lines before each certificate"),
    ("{-in=-} --to pkcs8 --out {-out=-} --passphrase", "omits the lines before the key"),
    ("--field", "prints the value alone"),
];

/// The commands for a line, the best one first, with notes on what they do in another way.
pub(super) fn candidates(
    command: &str,
    line: &ForeignLine,
) -> impl Iterator<Item = (String, Vec<&'static str>)> {
    let rows = COMMANDS.iter().filter(move |row| row.0.split('|').any(|name| name == command));
    let rows = rows.filter(|(_, needed, allowed, _)| accounts_for(line, needed, allowed));
    rows.filter_map(|(.., answer)| Some((line.fill(answer)?, notes(line, answer))))
}

/// Whether a line has what a row needs, and nothing that it does not allow.
fn accounts_for(line: &ForeignLine, needed: &[&str], allowed: &str) -> bool {
    let allowed = allowed.replace("CONTENT", CONTENT);
    let is_among = |options: &str, name: &str| options.split('|').any(|option| option == name);
    let count = |name: &str| line.options.iter().filter(|(given, _)| given == name).count();
    let has = |options: &str| line.options.iter().any(|(name, _)| is_among(options, name));
    let is_expected = |name: &str| {
        (is_among(&allowed, name) || needed.iter().any(|options| is_among(options, name)))
            && (count(name) == 1 || REPEATABLE.contains(&name))
    };
    line.operands.len() <= usize::from(is_among(&allowed, "@"))
        && needed.iter().all(|options| has(options))
        && line.options.iter().all(|(name, _)| is_expected(name))
}

fn notes(line: &ForeignLine, answer: &str) -> Vec<&'static str> {
    let mut notes: Vec<_> =
        NOTES.iter().filter(|(part, _)| answer.contains(part)).map(|(_, note)| *note).collect();
    if answer.contains("{#exact-names}") {
        notes.extend(slots::names_note(line));
    }
    let copies = ["copy", "copyall"].map(Some).contains(&line.value("-copy_extensions"));
    if line.has("-req") && !copies {
        notes.push("keeps the SANs of the CSR, which openssl drops without -copy_extensions copy");
    }
    notes
}
