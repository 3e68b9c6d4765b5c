//! The journal of a write of several files.
//!
//! No system renames two files in one step. So before the first rename each
//! folder concerned gets a small file that says what is about to happen, and
//! after the last it goes. A run that finds one knows that an earlier run was
//! killed in between, and finishes or undoes its work.
//!
//! It holds names and SHA-256 digests, never contents.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::error::{Action, FileError};
use super::sys::{FileKind, FileStat};

/// The name of the journal in each folder. One is enough, as the folder is locked.
const NAME: &str = ".devcert-journal";

/// What the names of our temporary files begin and end with.
const TEMPORARY: (&str, &str) = (".devcert-", ".tmp");

const VERSION: u32 = 1;

/// More than a journal of thirty thousand files takes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// What a write of several files is about to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Journal {
    /// For the person who finds the file.
    about: String,
    version: u32,
    /// The same in all folders of one write, and in no other.
    pub(super) id: String,
    /// Which of `folders` this journal lies in.
    here: usize,
    /// The folders, by their full paths.
    folders: Vec<Name>,
    entries: Vec<Entry>,
}

/// What happens to one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    folder: usize,
    target: Name,
    temporary: Name,
    backup: Option<Name>,
    new: String,
    old: Option<String>,
}

/// One file of a journal: its directory, and the names in it.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) directory: Arc<Directory>,
    pub(super) target: OsString,
    /// Where the new contents are before the rename.
    pub(super) temporary: OsString,
    /// Where the old file is kept, if there was one.
    pub(super) backup: Option<OsString>,
    /// SHA-256 of the new contents.
    pub(super) new: String,
    /// SHA-256 of the old file, if there was one.
    pub(super) old: Option<String>,
}

/// A file name; most are text, and all can be kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Raw(OsString),
}

impl Name {
    fn new(name: &OsStr) -> Self {
        name.to_owned().into_string().map_or_else(Self::Raw, Self::Text)
    }

    fn as_path(&self) -> &Path {
        match self {
            Self::Text(name) => Path::new(name),
            Self::Raw(name) => Path::new(name),
        }
    }

    /// Whether it is a name and nothing that leads out of the folder.
    fn is_plain(&self) -> bool {
        let mut parts = self.as_path().components();
        matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
    }
}

impl Journal {
    /// A journal of steps, each with the number of its folder. The folders'
    /// paths must be full ones if there are several.
    pub(super) fn new<'a>(
        id: String,
        folders: &[PathBuf],
        steps: impl Iterator<Item = (usize, &'a Step)>,
    ) -> Self {
        let entries = steps.map(|(folder, step)| Entry {
            folder,
            target: Name::new(&step.target),
            temporary: Name::new(&step.temporary),
            backup: step.backup.as_deref().map(Name::new),
            new: step.new.clone(),
            old: step.old.clone(),
        });
        Self {
            about: "devcert was replacing these files together. If it is not running any more, \
                    its next run that writes here finishes the work."
                .into(),
            version: VERSION,
            id,
            here: 0,
            entries: entries.collect(),
            folders: folders.iter().map(|folder| Name::new(folder.as_os_str())).collect(),
        }
    }

    /// Writes the journal into one of its directories; `here` is that one's number.
    pub(super) fn write(&mut self, directory: &Directory, here: usize) -> io::Result<()> {
        self.here = here;
        let text = serde_json::to_vec_pretty(self)?;
        let name = name_in(directory);
        let mut file = directory.create_new(&name, 0o600)?;
        let written = file.write_all(&text).and_then(|()| file.sync_all());
        // Windows removes no file that is open.
        drop(file);
        written.or_else(|error| {
            directory.remove(&name)?;
            Err(error)
        })
    }

    /// The paths of the directories of this write other than the one that the journal lies in.
    pub(super) fn partners(&self) -> impl Iterator<Item = &Path> {
        let all = self.folders.iter().enumerate();
        all.filter(|(number, _)| *number != self.here).map(|(_, folder)| folder.as_path())
    }

    /// The directories of this write, for a journal that lies in `own`, with those that are gone left out.
    pub(super) fn directories(
        &self,
        own: &Arc<Directory>,
        open: impl Fn(&Path) -> Option<Arc<Directory>>,
    ) -> Directories {
        let folders = self.folders.iter().enumerate();
        let all = folders.map(|(number, folder)| match number == self.here {
            true => Some(own.clone()),
            false => open(folder.as_path()),
        });
        Directories { all: all.collect(), own: self.here }
    }

    /// The steps in the directories that are not gone.
    pub(super) fn steps(&self, directories: &Directories) -> Vec<Step> {
        let own = |name: &Name| name.as_path().as_os_str().to_owned();
        let steps = self.entries.iter().filter_map(|entry| {
            Some(Step {
                directory: directories.all[entry.folder].clone()?,
                target: own(&entry.target),
                temporary: own(&entry.temporary),
                backup: entry.backup.as_ref().map(own),
                new: entry.new.clone(),
                old: entry.old.clone(),
            })
        });
        steps.collect()
    }

    /// Whether it names only files that a write of ours could have named.
    fn is_sound(&self) -> bool {
        self.here < self.folders.len()
            && self.entries.iter().all(|entry| {
                let own = [Some(&entry.temporary), entry.backup.as_ref()];
                entry.folder < self.folders.len()
                    && entry.target.is_plain()
                    && own.into_iter().flatten().all(|name| is_temporary(name.as_path().as_os_str()))
            })
    }
}

/// The directories of one write by number; `None` for one that is gone.
#[derive(Debug)]
pub(super) struct Directories {
    all: Vec<Option<Arc<Directory>>>,
    own: usize,
}

impl Directories {
    /// Those other than the one that the journal was found in.
    pub(super) fn partners(&self) -> impl Iterator<Item = Option<&Directory>> {
        let all = self.all.iter().enumerate();
        all.filter(|(number, _)| *number != self.own).map(|(_, directory)| directory.as_deref())
    }
}

impl Step {
    /// Where the file is or will be, for messages.
    pub(super) fn path(&self) -> PathBuf {
        self.directory.path_of(&self.target)
    }
}

/// Reads the journal in a directory, if there is one.
///
/// One that is cut off, or is no JSON at all, was never finished; nothing had
/// been renamed then, so it counts as none (and [`discard`] removes it).
pub(super) fn load(directory: &Directory) -> Result<Option<Journal>, FileError> {
    let failed = |error| FileError::new(Action::Recover, directory.path(), error);
    let problem = |problem| Err(FileError::Journal { path: path_in(directory), problem });
    let Some((text, found)) = text(directory).map_err(failed)? else {
        return Ok(None);
    };
    if found.kind != FileKind::File || !found.is_trusted_in(&directory.itself().map_err(failed)?) {
        return problem("was not written by this user");
    }
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(&text) else {
        return Ok(None);
    };
    if value.get("version") != Some(&VERSION.into()) {
        return problem("was written by another version of this program");
    }
    match serde_json::from_value::<Journal>(value) {
        Ok(journal) if journal.is_sound() => Ok(Some(journal)),
        _ => problem("is damaged"),
    }
}

/// The text of a journal and what it is; a link is not followed.
fn text(directory: &Directory) -> io::Result<Option<(Vec<u8>, FileStat)>> {
    let name = name_in(directory);
    match directory.find(&name)? {
        None => return Ok(None),
        Some(found) if found.kind != FileKind::File => return Ok(Some((Vec::new(), found))),
        Some(_) => {}
    }
    let mut text = Vec::new();
    let file = directory.open_file(&name)?;
    let found = FileStat::of(&file.metadata()?);
    file.take(LIMIT).read_to_end(&mut text)?;
    Ok(Some((text, found)))
}

/// Whether there is a journal in a directory.
pub(super) fn is_in(directory: &Directory) -> bool {
    let found = directory.find(&name_in(directory));
    found.is_ok_and(|found| found.is_some_and(|found| found.kind == FileKind::File))
}

/// Removes a directory's journal, if it has one.
pub(super) fn discard(directory: &Directory) -> io::Result<()> {
    let name = name_in(directory);
    match directory.find(&name) {
        // Where nothing can be removed, there may still be nothing to remove.
        Ok(None) => Ok(()),
        _ => directory.remove(&name),
    }
}

/// The path of a directory's journal, for messages.
pub(super) fn path_in(directory: &Directory) -> PathBuf {
    directory.path_of(&name_in(directory))
}

/// The name that a directory's journal has, or would have. Where another user's file has the usual name and
/// stays, as in /tmp, it is another one, which nobody can have taken before.
pub(super) fn name_in(directory: &Directory) -> OsString {
    if !is_in_the_way(directory, NAME.as_ref()) {
        return NAME.into();
    }
    let names = directory.names().unwrap_or_default().into_iter();
    let ours = names.filter(|name| is_journal(name)).find(|name| !is_in_the_way(directory, name));
    ours.unwrap_or_else(|| format!("{NAME}-{}", random().unwrap_or_default()).into())
}

/// Whether another user's file has this name, in a directory such as /tmp where we cannot remove it.
fn is_in_the_way(directory: &Directory, name: &OsStr) -> bool {
    let Ok(Some(found)) = directory.find(name) else { return false };
    directory.itself().is_ok_and(|directory| directory.is_sticky() && !found.is_trusted_in(&directory))
}

/// Whether a name is one that [`name_in`] gives.
pub(super) fn is_journal(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(NAME.as_bytes())
}

/// A new name for a temporary file.
pub(super) fn temporary() -> io::Result<OsString> {
    let (begin, end) = TEMPORARY;
    Ok(format!("{begin}{}{end}", random()?).into())
}

/// Whether a name is one that [`temporary`] gives.
pub(super) fn is_temporary(name: &OsStr) -> bool {
    let (begin, end) = TEMPORARY;
    let middle = name.to_str().and_then(|name| name.strip_prefix(begin)?.strip_suffix(end));
    middle.is_some_and(|middle| {
        middle.len() == 16 && middle.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Sixteen random hexadecimal digits.
pub(super) fn random() -> io::Result<String> {
    use rand::TryRng as _;
    let number = rand::rngs::SysRng
        .try_next_u64()
        .map_err(|error| io::Error::other(format!("no random numbers: {error}")))?;
    Ok(format!("{number:016x}"))
}
