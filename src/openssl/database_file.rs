//! The files of a CA's database: `index.txt`, `index.txt.attr`, and the `.old` copies of both.

use super::config::DEFAULT;
use super::configuration;
use super::failure::Failure;
use super::objects::Objects;
use super::session::Session;
use crate::host::files::Access::Public;
use devcert::encoding::ca_database::{Damage, Database, Position, RowProblem, Subjects};

/// The file of a database.
pub(super) struct DatabaseFile<'a> {
    path: &'a str,
    before: Vec<u8>,
    attributes_before: Option<Vec<u8>>,
    /// What is in it.
    pub(super) database: Database,
}

impl<'a> DatabaseFile<'a> {
    /// Reads the file for `command`; `default` is whether subjects are unique, unless the file with the attributes
    /// says so.
    ///
    /// # Errors
    /// In openssl's words, when it cannot be read, or is not a database.
    pub(super) fn read(
        session: &Session,
        command: &str,
        path: &'a str,
        default: Subjects,
    ) -> Result<Self, Failure> {
        let failed =
            || Failure::new(format_args!("Problem with index file: {path} (could not load/parse file)"));
        let before = session.read_if_exists(path)?;
        let before = before.ok_or_else(|| failed().hint(format!("create it with `touch {path}`")))?;
        let attributes_before = session.read_if_exists(&format!("{path}.attr"))?;
        let subjects = attributes_before
            .as_deref()
            .and_then(|text| std::str::from_utf8(text).ok())
            .and_then(|text| configuration::parse(command, text, path).ok())
            .and_then(|attributes| attributes.get(DEFAULT, "unique_subject").map(Subjects::parse))
            .unwrap_or(default);
        let text =
            std::str::from_utf8(&before).map_err(|error| failed().line(format_args!("{path}: {error}")))?;
        let database = Database::parse(text, subjects)
            .map_err(|damage| failed().line(format_args!("{path}: {damage}")).hint(advice(path)))?;
        let attributes_before = attributes_before.map(|text| text.to_vec());
        Ok(Self { path, before: before.to_vec(), attributes_before, database })
    }

    /// Checks every row.
    ///
    /// # Errors
    /// In openssl's words, the first thing that is wrong.
    pub(super) fn check(&self, objects: &Objects) -> Result<(), Failure> {
        self.undamaged(self.database.damage(&|name| objects.named(name)))
    }

    /// Checks that no two rows have the same serial number, or the same subject where it must be unique.
    ///
    /// # Errors
    /// In openssl's words, the first two such rows.
    pub(super) fn check_clashes(&self) -> Result<(), Failure> {
        self.undamaged(self.database.clash())
    }

    fn undamaged(&self, damage: Option<Damage>) -> Result<(), Failure> {
        let Some(damage) = damage else { return Ok(()) };
        let failure = Failure { status: 1, lines: in_openssls_words(&damage), next: Some(advice(self.path)) };
        Err(failure.line(format_args!("{}: {damage}", self.path)))
    }

    /// Writes the database and its attributes, and what was in the files to files with `.old` at their ends.
    ///
    /// # Errors
    /// When the file is in no directory.
    pub(super) fn write(&self, session: &mut Session) -> Result<(), Failure> {
        let path = self.path;
        session.write_file(&format!("{path}.old"), &self.before, Public)?;
        if let Some(before) = &self.attributes_before {
            session.write_file(&format!("{path}.attr.old"), before, Public)?;
        }
        session.write_file(&format!("{path}.attr"), self.database.attributes().as_bytes(), Public)?;
        session.write_file(path, self.database.to_string().as_bytes(), Public)
    }
}

fn advice(path: &str) -> String {
    format!("correct {path}, or restore {path}.old, which is the database before its last change")
}

/// openssl's line for two rows that have the same key in an index.
fn clash(index: &str, first: &Position, second: &Position) -> String {
    const INDEX_CLASH: u8 = 2;
    format!("Error creating {index} index:({INDEX_CLASH},{},{})", first.index, second.index)
}

/// The lines that openssl prints for damage.
fn in_openssls_words(damage: &Damage) -> Vec<String> {
    match damage {
        Damage::Row { entry, problem, .. } => match problem {
            RowProblem::Revocation(error) => vec![error.to_string(), format!(" in entry {entry}")],
            RowProblem::RevocationOfValid => {
                vec![format!("entry {entry}: not revoked yet, but has a revocation date")]
            }
            RowProblem::SerialCharacter(character) => {
                let code = u32::from(*character);
                vec![format!("entry {entry}: bad char 0{code:o} '{character}' in serial number")]
            }
            problem => vec![format!("entry {entry}: {problem}")],
        },
        Damage::SameSerial { first, second } => {
            vec![clash("serial number", first, second)]
        }
        Damage::SameSubject { first, second } => vec![clash("name", first, second)],
        _ => vec![],
    }
}
