//! What `devcert inspect` found: for people, for scripts and as JSON.

mod facts;
mod field;
mod inspected;
mod json;
mod keys;
mod tree;
mod usage;

use std::fmt::Write as _;

use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::sanitize::sanitize;
use super::sentence::about;
use devcert::encoding::certificate::X509Error;
use devcert::encoding::sniff::Packing;
use devcert::key::PublicKey;
use devcert::pki::inspection::{Facts, Inspection, Item};
use devcert::text;

pub use field::Field;
pub use inspected::Inspected;
use inspected::place;
pub use json::{Json, ObjectJson, json, objects};
use keys::Keys;

/// A screen for people: each object with what they look for first, then how the certificates hang
/// together.
#[must_use]
pub fn render_text(files: &[Inspected], now: OffsetDateTime) -> String {
    let mut text = String::new();
    let keys = Keys::of(files);
    for file in files {
        // Writing to a `String` does not fail.
        let _ = match &file.found {
            Err(reason) => writeln!(text, "{}", sanitize(&about(&file.path, reason))),
            Ok(found) => write!(text, "{}", file_text(file, found, &keys, now)),
        };
    }
    text + &tree::draw(files)
}

fn file_text(file: &Inspected, found: &Inspection, keys: &Keys<'_>, now: OffsetDateTime) -> String {
    let mut text = String::new();
    for item in &found.items {
        let _ = writeln!(text, "{}: {}", sanitize(&place(file, item)), sanitize(&title(item)));
        for (label, value) in facts::of(file, item, keys, now) {
            let _ = writeln!(text, "  {label:<11} {}", sanitize(&value));
        }
    }
    for oddity in &found.oddities {
        let _ = writeln!(text, "  note        {oddity}");
    }
    text
}

/// The objects of one file by number, each with what people look for first.
#[must_use]
pub fn numbered(file: &Inspected, now: OffsetDateTime) -> String {
    let mut text = String::new();
    let keys = Keys::of(std::slice::from_ref(file));
    for (number, item) in (1..).zip(file.items()) {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "#{number}: {}", sanitize(&title(item)));
        for (label, value) in facts::of(file, item, &keys, now) {
            let _ = writeln!(text, "  {label:<11} {}", sanitize(&value));
        }
    }
    text
}

/// What it is, and how it is packed.
fn title(item: &Item) -> String {
    let kind = item.kind.name();
    match &item.packing {
        Packing::Pem { .. } | Packing::Text { .. } | Packing::Own => kind.into_owned(),
        Packing::Der | Packing::DerAt { .. } => format!("{kind}, DER"),
        Packing::Base64 => format!("{kind}, base64 without armour"),
        Packing::Inside { container, .. } => format!("{kind}, in {container}"),
    }
}

/// Every object in full, laid out as openssl does; a line for each that has no layout.
#[must_use]
pub fn full_text(files: &[Inspected]) -> String {
    let mut out = String::new();
    for file in files {
        if let Err(reason) = &file.found {
            out.extend([&*sanitize(&about(&file.path, reason)), "\n"]);
        }
        for item in file.items() {
            match laid_out(item) {
                Ok(text) => out.push_str(&text),
                Err(reason) => {
                    let line = format!("{}: {}: {reason}", place(file, item), title(item));
                    out.extend([&*sanitize(&line), "\n"]);
                }
            }
        }
    }
    out
}

/// The object in openssl's layout, or why there is none.
fn laid_out(item: &Item) -> Result<Zeroizing<String>, String> {
    let shown = |text: Result<String, X509Error>| text.map(Zeroizing::new);
    match &item.facts {
        Facts::Certificate(certificate) => shown(text::certificate(certificate.der())),
        Facts::Request(request, _) => shown(text::request(request.der())),
        Facts::Crl(crl) => shown(text::crl(crl.der())),
        Facts::PublicKey(key) => {
            let no_layout = |_| no_layout(key);
            return text::public_key(key).map(Zeroizing::new).map_err(no_layout);
        }
        Facts::PrivateKey(key) => {
            return text::private_key(key).map_err(|_| no_layout(key.public()));
        }
        Facts::Empty => return Err(facts::EMPTY.to_owned()),
        Facts::Locked => return Err("a passphrase is needed".to_owned()),
        Facts::Limited(limit) => return Err(limit.to_string()),
        Facts::Unread(reason) => {
            return Err(reason.clone().unwrap_or_else(|| "openssl has no -text for it".to_owned()));
        }
    }
    .map_err(|error| error.to_string())
}

fn no_layout(key: &PublicKey) -> String {
    format!("--text has no layout for {} keys", key.algorithm())
}

/// One field of every object that has it, a line each; if there are several files or several values, each
/// line begins with the path. `None` when no object has the field.
#[must_use]
pub fn field(files: &[Inspected], field: Field, now: OffsetDateTime) -> Option<String> {
    let values: Vec<_> = files
        .iter()
        .flat_map(|file| file.items().iter().filter_map(move |item| Some((file, item, field.of(item, now)?))))
        .collect();
    let is_labelled = files.len() > 1 || values.len() > 1;
    let lines = values.iter().map(|(file, item, value)| match is_labelled {
        false => sanitize(value).into_owned() + "\n",
        true => format!("{}: {}\n", sanitize(&place(file, item)), sanitize(value)),
    });
    Some(lines.collect::<String>()).filter(|lines| !lines.is_empty())
}
