//! The trust settings of certificates in PEM labelled `TRUSTED CERTIFICATE`.

use std::fmt::Write as _;

use ::der::Encode as _;

use crate::openssl::failure::Failure;
use crate::openssl::objects::Objects;
use crate::openssl::options::Line;
use devcert::text;
use devcert::x509::{ObjectId, TrustSettings, Utf8String};

/// The settings of a certificate and how it is written.
#[derive(Debug, Default)]
pub(super) struct Trust {
    settings: Option<TrustSettings<'static>>,
    is_written: bool,
}

/// The options that make the certificate be written with its settings.
const WRITING: [&str; 4] = ["trustout", "setalias", "addtrust", "addreject"];

impl Trust {
    /// The settings that the file has, changed as the options specify.
    ///
    /// # Errors
    /// A use without an object identifier.
    pub(super) fn new(line: &Line, settings: Option<TrustSettings<'static>>) -> Result<Self, Failure> {
        let mut settings = settings;
        if let Some(alias) = line.value("setalias") {
            settings.get_or_insert_default().alias =
                Some(Utf8String::from_content(alias.as_bytes().to_vec()));
        }
        if let Some(settings) = &mut settings {
            if line.has("clrtrust") {
                settings.trusted = None;
            }
            if line.has("clrreject") {
                settings.rejected = None;
            }
        }
        for use_ in objects(line, "addtrust", "trust")? {
            settings.get_or_insert_default().trusted.get_or_insert_default().push(use_);
        }
        for use_ in objects(line, "addreject", "reject")? {
            settings.get_or_insert_default().rejected.get_or_insert_default().push(use_);
        }
        Ok(Self { settings, is_written: WRITING.iter().any(|option| line.has(option)) })
    }

    /// The label of the certificate in PEM.
    pub(super) const fn label(&self) -> &'static str {
        if self.is_written { "TRUSTED CERTIFICATE" } else { "CERTIFICATE" }
    }

    /// What follows the certificate in PEM.
    ///
    /// # Errors
    /// Settings that are too long for DER.
    pub(super) fn after(&self) -> Result<Vec<u8>, Failure> {
        let settings = self.settings.as_ref().filter(|_| self.is_written);
        settings.map_or_else(|| Ok(Vec::new()), |settings| settings.to_der().map_err(Failure::new))
    }

    /// What `-alias` prints.
    pub(super) fn alias(&self) -> String {
        let alias = self.settings.as_ref().and_then(|settings| settings.alias.as_ref());
        let alias = alias.map(|alias| String::from_utf8_lossy(alias.content()).into_owned());
        alias.unwrap_or_else(|| "<No Alias>".to_owned())
    }

    /// What `-text` prints after the certificate.
    pub(super) fn text(&self) -> String {
        let Some(settings) = &self.settings else { return String::new() };
        let mut text = String::new();
        for (title, ids) in [("Trusted", &settings.trusted), ("Rejected", &settings.rejected)] {
            // Writing to a `String` does not fail.
            let _ = match ids {
                None => writeln!(text, "No {title} Uses."),
                Some(ids) => {
                    let names: Vec<_> = ids.iter().map(name).collect();
                    writeln!(text, "{title} Uses:\n  {}", names.join(", "))
                }
            };
        }
        if settings.alias.is_some() {
            let _ = writeln!(text, "Alias: {}", self.alias());
        }
        if let Some(id) = &settings.key_id {
            let pairs: Vec<_> = id.content().iter().map(|byte| format!("{byte:02X}")).collect();
            let _ = writeln!(text, "Key Id: {}", pairs.join(":"));
        }
        text
    }
}

fn name(id: &ObjectId<'_>) -> String {
    let oid = id.oid();
    let known = oid.and_then(text::object_names).map(|(_, long)| long.to_owned());
    known.or_else(|| oid.map(|oid| oid.to_string())).unwrap_or_default()
}

/// The uses that are the values of an option.
fn objects(line: &Line, option: &str, what: &str) -> Result<Vec<ObjectId<'static>>, Failure> {
    let named = |name: &str| {
        let oid = Objects::default().named(name);
        let invalid = format!("x509: Invalid {what} object value {name}");
        oid.map(ObjectId::from).ok_or_else(|| {
            Failure::new(invalid)
                .line("x509: Use -help for summary.")
                .hint("use a name such as serverAuth, clientAuth, emailProtection or anyExtendedKeyUsage")
        })
    };
    line.values(option).map(named).collect()
}
