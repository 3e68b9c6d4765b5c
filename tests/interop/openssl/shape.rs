//! What is compared of files and texts: everything but keys, signatures, random serial numbers and the time of day.

use std::fmt::Write as _;

use der::{Decode as _, Encode as _};
use devcert::encoding::limits::Limits;
use devcert::encoding::pkcs12::{self, Content, File};
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::model::oid::known;
use devcert::x509::{
    AlgorithmIdentifier, Certificate, CertificateList, CertificationRequest, Extension, Integer, Name,
    PublicKeyInfo, Time,
};

/// The shape of a file: for each object its label and what does not depend on chance; other files as they are.
pub(super) fn shape(contents: &[u8]) -> String {
    let Ok(found) = sniff(contents) else { return String::from_utf8_lossy(contents).normal() };
    let mut text: String = String::from_utf8_lossy(contents)
        .lines()
        .filter(|line| ["-----", "Proc-Type: ", "DEK-Info: "].iter().any(|start| line.starts_with(start)))
        // Behind the comma is a random vector.
        .map(|line| if line.starts_with("DEK-Info") { line.split(',').next().unwrap_or(line) } else { line })
        .flat_map(|line| [line, "\n"])
        .collect();
    for object in &found.objects {
        let der = object.der.expose();
        match object.kind {
            ObjectKind::Certificate => certificate(&mut text, der),
            ObjectKind::Request => request(&mut text, der),
            ObjectKind::Crl => crl(&mut text, der),
            ObjectKind::EncryptedPrivateKey => encryption(&mut text, der),
            ObjectKind::Pkcs12 => store(&mut text, der),
            // Its numbers have random sizes, which are often on both sides of a bound.
            ref kind if der.windows(ID_DSA.len()).any(|window| window == ID_DSA) => {
                writeln!(text, "{kind} of DSA").unwrap();
            }
            ref kind => writeln!(text, "{kind}, about {} bytes", (der.len() + 32) / 64 * 64).unwrap(),
        }
    }
    text
}

/// 1.2.840.10040.4.1, encoded.
const ID_DSA: [u8; 9] = [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];

fn certificate(text: &mut String, der: &[u8]) {
    let certificate = Certificate::from_der(der).unwrap();
    let body = &certificate.body;
    writeln!(text, "version {:?}", body.version.as_ref().map(|version| version.content().to_vec())).unwrap();
    writeln!(text, "serial {}", serial(&body.serial)).unwrap();
    names(text, &[("issuer", &body.issuer), ("subject", &body.subject)]);
    let lifetime = body.validity.not_after.moment().zip(body.validity.not_before.moment());
    let lifetime = lifetime.map(|(end, start)| (end - start).whole_seconds());
    writeln!(text, "valid for {lifetime:?} s, {}", is_utc(&body.validity.not_after)).unwrap();
    key(text, &body.public_key);
    extensions(text, body.extensions.as_deref().unwrap_or_default());
    algorithms(text, &[&body.signature, &certificate.algorithm]);
}

fn crl(text: &mut String, der: &[u8]) {
    let crl = CertificateList::from_der(der).unwrap();
    let body = &crl.body;
    writeln!(text, "version {:?}", body.version.as_ref().map(|version| version.content().to_vec())).unwrap();
    names(text, &[("issuer", &body.issuer)]);
    let next = body.next_update.as_ref().unwrap();
    let until = next.moment().zip(body.this_update.moment());
    let until = until.map(|(next, this)| (next - this).whole_seconds());
    writeln!(text, "next in {until:?} s, {} and {}", is_utc(&body.this_update), is_utc(next)).unwrap();
    match &body.revoked {
        None => text.push_str("no list of entries\n"),
        Some(entries) => entries.iter().for_each(|entry| {
            let (serial, date) = (serial(&entry.serial), is_utc(&entry.date));
            writeln!(text, "entry {serial}, {date}, {}", entry.extensions.is_some()).unwrap();
            extensions(text, entry.extensions.as_deref().unwrap_or_default());
        }),
    }
    writeln!(text, "extensions {}", body.extensions.is_some()).unwrap();
    extensions(text, body.extensions.as_deref().unwrap_or_default());
    algorithms(text, &[&body.signature, &crl.algorithm]);
}

/// A serial number; random ones have twenty bytes, or a few less.
fn serial(serial: &Integer<'_>) -> String {
    let bytes = serial.content();
    if bytes.len() > 16 { "random".to_owned() } else { format!("{bytes:?}") }
}

fn is_utc(time: &Time<'_>) -> &'static str {
    if time.is_utc() { "UTCTime" } else { "GeneralizedTime" }
}

fn request(text: &mut String, der: &[u8]) {
    let request = CertificationRequest::from_der(der).unwrap();
    let body = &request.body;
    names(text, &[("subject", &body.subject)]);
    key(text, &body.public_key);
    for attribute in body.attributes.iter().flat_map(|set| &set.0) {
        match attribute.is_extension_request() {
            true => attribute.values.0.iter().for_each(|list| {
                extensions(text, &Vec::<Extension<'_>>::from_der(list.der()).unwrap());
            }),
            false => writeln!(text, "attribute {}", hex(&attribute.to_der().unwrap())).unwrap(),
        }
    }
    algorithms(text, &[&request.algorithm]);
}

/// A PKCS#12 file: its algorithms, its bags and their attributes.
fn store(text: &mut String, der: &[u8]) {
    let file = File::from_der(der).unwrap();
    writeln!(text, "{:?}", file.mac()).unwrap();
    let opened =
        [&b"secret"[..], b""].iter().find_map(|word| file.safes(&(*word).into(), &Limits::default()).ok());
    for safe in opened.unwrap() {
        writeln!(text, "safe").unwrap();
        if let Some(algorithm) = &safe.encryption {
            algorithm_of_encryption(text, algorithm);
        }
        for bag in &safe.bags {
            match &bag.content {
                Content::Key(key) => {
                    writeln!(text, "key, {:?}", pkcs12::key_attributes(key).unwrap()).unwrap();
                }
                Content::EncryptedKey { key, encryption } => {
                    writeln!(text, "sealed key, {:?}", pkcs12::key_attributes(key).unwrap()).unwrap();
                    algorithm_of_encryption(text, encryption);
                }
                Content::Certificate(der) => certificate(text, der),
                other => writeln!(text, "{other:?}").unwrap(),
            }
            for attribute in bag.attributes.iter().flatten() {
                let values = attribute.values.iter();
                // Certificates that a line creates have a key ID of their own.
                let values = values.map(|value| match attribute.id == known::PKCS_9_AT_LOCAL_KEY_ID {
                    true => format!("{} bytes", value.content().len()),
                    false => hex(value.der()),
                });
                writeln!(text, "{} {:?}", attribute.id, values.collect::<Vec<_>>()).unwrap();
            }
        }
    }
}

/// The algorithm of an encrypted key, without salt and initialization vector.
fn encryption(text: &mut String, der: &[u8]) {
    let parts = Vec::<devcert::x509::Element<'_>>::from_der(der).unwrap();
    algorithm_of_encryption(text, parts[0].der());
}

fn algorithm_of_encryption(text: &mut String, der: &[u8]) {
    let algorithm = hex(der);
    for (name, oid) in [
        ("PBKDF2", "2a864886f70d01050c"),
        ("HMAC-SHA256", "2a864886f70d0209"),
        ("HMAC-SHA512", "2a864886f70d020b"),
        ("scrypt", "2b06010401da47040b"),
        ("3DES", "2a864886f70d0307"),
        ("AES-128", "608648016503040102"),
        ("AES-192", "608648016503040116"),
        ("AES-256", "60864801650304012a"),
        ("PKCS#12, 3DES", "2a864886f70d010c0103"),
        ("PKCS#12, 3DES with two keys", "2a864886f70d010c0104"),
        ("PKCS#12, RC2 with 128 bits", "2a864886f70d010c0105"),
        ("PKCS#12, RC2 with 40 bits", "2a864886f70d010c0106"),
        ("1 round", "020101"),
        ("1000 rounds", "020203e8"),
        ("2048 rounds", "02020800"),
        ("5000 rounds", "02021388"),
        ("16384, 8, 1", "02024000020108020101"),
        ("1024, 8, 16", "02020400020108020110"),
    ] {
        writeln!(text, "{name}: {}", algorithm.contains(oid)).unwrap();
    }
}

fn names(text: &mut String, names: &[(&str, &Name<'_>)]) {
    for (title, name) in names {
        writeln!(text, "{title} {}", hex(&name.to_der().unwrap())).unwrap();
    }
}

/// The algorithm of a key and its size.
fn key(text: &mut String, key: &PublicKeyInfo<'_>) {
    let algorithm = hex(&key.algorithm.to_der().unwrap());
    // The numbers of DSA have a byte less in one key of 128.
    writeln!(text, "key {algorithm}, about {} bytes", (key.key.bytes().len() + 2) / 4 * 4).unwrap();
}

fn extensions(text: &mut String, extensions: &[Extension<'_>]) {
    for extension in extensions {
        let id = extension.oid().unwrap();
        let of_a_key = [known::ID_CE_SUBJECT_KEY_IDENTIFIER, known::ID_CE_AUTHORITY_KEY_IDENTIFIER];
        let value = extension.value.content();
        let value = match of_a_key.iter().any(|key| extension.is(*key)) {
            true => format!("{} bytes", value.len()),
            false => hex(value),
        };
        writeln!(
            text,
            "{id} {:?} {value}",
            extension.critical.as_ref().map(|critical| critical.content().to_vec())
        )
        .unwrap();
    }
}

fn algorithms(text: &mut String, algorithms: &[&AlgorithmIdentifier<'_>]) {
    for algorithm in algorithms {
        writeln!(text, "algorithm {}", hex(&algorithm.to_der().unwrap())).unwrap();
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a line of openssl's standard error is compared: not the dots of a key search, the error queue, or questions.
pub(super) fn counts(line: &str) -> bool {
    let is_progress = line.chars().all(|letter| matches!(letter, '.' | '+' | '*' | '-'));
    let is_queue = line.contains(":error:") || line.contains(" routines:");
    !is_progress && !is_queue && !line.ends_with(':')
}

/// Text without what depends on chance and on the time of day, and without what is in PEM.
pub(super) trait Normal {
    fn normal(&self) -> String;
}

impl<T: AsRef<str>> Normal for T {
    fn normal(&self) -> String {
        let mut is_object = false;
        let line = |line: &str| {
            is_object &= !line.starts_with("-----END");
            let text = if is_object { String::new() } else { normal_line(line) + "\n" };
            is_object |= line.starts_with("-----BEGIN");
            text
        };
        self.as_ref().lines().map(line).collect()
    }
}

fn normal_line(line: &str) -> String {
    const UNTIL: [&str; 5] = ["serial=", "Modulus=", "Fingerprint=", "Serial Number:", "serial:"];
    if let Some(end) = UNTIL.iter().find_map(|word| line.find(word).map(|at| at + word.len())) {
        return line[..end].to_owned();
    }
    let trimmed = line.trim();
    let is_hex = trimmed.len() > 4
        && trimmed.contains(':')
        && trimmed.chars().all(|letter| letter.is_ascii_hexdigit() || letter == ':');
    let is_base64 = trimmed.len() > 16
        && trimmed.chars().all(|letter| letter.is_ascii_alphanumeric() || "+/=".contains(letter));
    if is_hex || is_base64 {
        return "…".to_owned();
    }
    // `12:34:56` in a date.
    let words = line
        .split(' ')
        .map(|word| if word.len() == 8 && word.bytes().nth(2) == Some(b':') { "…" } else { word });
    let line = words.collect::<Vec<_>>().join(" ");
    line.split('\t').map(normal_column).collect::<Vec<_>>().join("\t")
}

/// A column of a database without the time of day, which is that of a test unless it is a round one, and without a random
/// serial number.
fn normal_column(column: &str) -> String {
    let (date, rest) = column.split_once(',').map_or((column, ""), |(date, rest)| (date, rest));
    let is_date =
        date.len() == 13 && date.ends_with('Z') && date[..12].bytes().all(|digit| digit.is_ascii_digit());
    let is_random = column.len() >= 36 && column.bytes().all(|digit| digit.is_ascii_hexdigit());
    match (is_date, is_random) {
        (true, _) => format!("{}…{rest}", &date[..6]),
        (_, true) => "…".to_owned(),
        _ => column.to_owned(),
    }
}
