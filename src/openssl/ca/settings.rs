//! What the configuration and the options set for a CA.

use std::path::Path;

use crate::host::files;
use crate::openssl::config::{Config, DEFAULT};
use crate::openssl::database_file::DatabaseFile;
use crate::openssl::digests;
use crate::openssl::failure::Failure;
use crate::openssl::names::Strings;
use crate::openssl::objects::Objects;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use devcert::encoding::ca_database::Subjects;
use devcert::key::{PrivateKey, Signer};
use devcert::model::algorithm::KeyType;

/// The section that all CAs share.
pub(super) const BASE: &str = "ca";

/// The settings of a run.
pub(super) struct Settings<'a> {
    /// The command line.
    pub(super) line: &'a Line,
    /// The configuration.
    pub(super) config: &'a Config,
    /// The section of the CA.
    section: &'a str,
    /// The names of objects.
    pub(super) objects: Objects,
    /// How names are written.
    pub(super) strings: Strings,
}

impl<'a> Settings<'a> {
    /// The settings of a command line and a configuration.
    ///
    /// # Errors
    /// A section that is not set, or a setting that is not known.
    pub(super) fn new(line: &'a Line, config: &'a Config) -> Result<Self, Failure> {
        let section = match line.value("name").or_else(|| line.value("section")) {
            Some(section) => section,
            None => required(config, BASE, "default_ca")?,
        };
        if config.get(DEFAULT, "oid_file").is_some_and(|path| files::is_file(Path::new(path))) {
            return Err(Failure::unsupported("oid_file in a configuration"));
        }
        if config.get(BASE, "msie_hack").is_some_and(|text| text.starts_with(['y', 'Y'])) {
            return Err(Failure::unsupported("msie_hack in a configuration"));
        }
        let objects = Objects::of(config).map_err(Failure::new)?;
        let strings = Strings::of_section(config, section, line.has("utf8")).map_err(Failure::new)?;
        Ok(Self { line, config, section, objects, strings })
    }

    /// The value of a name in the section of the CA.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.config.get(self.section, name)
    }

    /// The value of a name in the section of the CA.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn required(&self, name: &str) -> Result<&'a str, Failure> {
        required(self.config, self.section, name)
    }

    /// The value of an option, else of a name in the section of the CA.
    ///
    /// # Errors
    /// When there is neither.
    pub(super) fn option_or(&self, option: &str, name: &str) -> Result<&'a str, Failure> {
        self.line.value(option).map_or_else(|| self.required(name), Ok)
    }

    /// The number that a name in the section of the CA has; 0 without one.
    pub(super) fn number(&self, name: &str) -> i64 {
        self.config.number(self.section, name).unwrap_or_default()
    }

    /// What signs with the key of the CA.
    ///
    /// # Errors
    /// A digest that is not set or not known, or a key that does not sign with it.
    pub(super) fn signer(&self, session: &mut Session, key: &PrivateKey) -> Result<Signer, Failure> {
        let has_digest =
            matches!(key.algorithm().key_type(), Some(KeyType::Rsa | KeyType::RsaPss | KeyType::Ec(_)));
        let digest = match has_digest.then(|| self.option_or("md", "default_md")).transpose()? {
            None | Some("default") => None,
            Some(name) => Some(digests::named(BASE, name)?),
        };
        digests::signer(session, key, digest, &self.line.values("sigopt").collect::<Vec<_>>())
    }

    /// The file of the database, and what is in it.
    ///
    /// # Errors
    /// When it cannot be read, or is not a database.
    pub(super) fn database(&self, session: &Session) -> Result<DatabaseFile<'a>, Failure> {
        let subjects = self.get("unique_subject").map_or(Subjects::Unique, Subjects::parse);
        DatabaseFile::read(session, BASE, self.required("database")?, subjects)
    }

    /// Locks the directories of all files that a run reads and writes, so that runs at the same time wait for each other: two
    /// of them would issue the same serial number.
    ///
    /// # Errors
    /// When another program keeps the lock.
    pub(super) fn lock(&self, session: &mut Session) -> Result<(), Failure> {
        let directory = self.line.value("outdir").or_else(|| self.get("new_certs_dir"));
        let certificate = directory.map(|directory| format!("{directory}/certificate"));
        let numbers = ["database", "serial", "crlnumber"].map(|name| self.get(name));
        let files = numbers.into_iter().flatten().chain(self.line.value("out")).chain(certificate.as_deref());
        session.lock(files)
    }
}

/// A value, else the default section's.
fn required<'a>(config: &'a Config, section: &str, name: &str) -> Result<&'a str, Failure> {
    config.get(section, name).ok_or_else(|| {
        Failure::new(format_args!("variable lookup failed for {section}::{name}"))
            .hint(format!("set {name} in the section [{section}] of the configuration"))
    })
}
