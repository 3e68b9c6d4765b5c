//! The journal of a write of several files.
//!
//! No system renames two files in one step. So before the first rename each
//! folder concerned gets a small file that says what is about to happen, and
//! after the last it goes. A run that finds one knows that an earlier run was
//! killed in between, and finishes or undoes its work.
//!
//! It holds names and SHA-256 digests, never contents.

use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{Action, FileError};
use super::sys;

/// The name of the journal in each folder. One is enough, as the folder is locked.
const NAME: &str = ".devcert-journal";

/// What the names of our temporary files begin and end with.
const TEMPORARY: (&str, &str) = (".devcert-", ".tmp");

const VERSION: u32 = 1;

/// More than a journal of a thousand files takes.
const LIMIT: u64 = 1024 * 1024;

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

/// One file of a journal, its names as paths.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) target: PathBuf,
    /// Where the new contents are before the rename.
    pub(super) temporary: PathBuf,
    /// Where the old file is kept, if there was one.
    pub(super) backup: Option<PathBuf>,
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

    fn last_of(path: &Path) -> Self {
        Self::new(path.file_name().unwrap_or_default())
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
            target: Name::last_of(&step.target),
            temporary: Name::last_of(&step.temporary),
            backup: step.backup.as_deref().map(Name::last_of),
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

    /// Writes the journal into one of its folders; `here` is that folder's number.
    pub(super) fn write(&mut self, path: &Path, here: usize) -> io::Result<()> {
        self.here = here;
        let text = serde_json::to_vec_pretty(self)?;
        let mut file = sys::create_new(path, 0o600)?;
        let written = file.write_all(&text).and_then(|()| file.sync_all());
        written.or_else(|error| {
            super::remove(path)?;
            Err(error)
        })
    }

    /// The folders of this write other than the one that the journal lies in.
    pub(super) fn partners(&self) -> impl Iterator<Item = &Path> {
        let all = self.folders.iter().enumerate();
        all.filter(|(number, _)| *number != self.here).map(|(_, folder)| folder.as_path())
    }

    /// The steps, for a journal that lies in `folder`.
    pub(super) fn steps(&self, folder: &Path) -> Vec<Step> {
        let steps = self.entries.iter().map(|entry| {
            let folder =
                if entry.folder == self.here { folder } else { self.folders[entry.folder].as_path() };
            Step {
                target: beside(folder, entry.target.as_path()),
                temporary: beside(folder, entry.temporary.as_path()),
                backup: entry.backup.as_ref().map(|name| beside(folder, name.as_path())),
                new: entry.new.clone(),
                old: entry.old.clone(),
            }
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

/// Reads the journal in a folder, if there is one.
///
/// One that is cut off, or is no JSON at all, was never finished; nothing had
/// been renamed then, so it counts as none (and [`discard`] removes it).
pub(super) fn load(folder: &Path) -> Result<Option<Journal>, FileError> {
    let path = in_folder(folder);
    let failed = |error| FileError::new(Action::Recover, folder, error);
    let problem = |problem| Err(FileError::Journal { path: path.clone(), problem });
    let Some((text, found)) = text(&path).map_err(failed)? else {
        return Ok(None);
    };
    if !found.is_file() || !sys::trusted(&found, &fs::metadata(folder).map_err(failed)?) {
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

/// The text and the owner of a journal; a link is not followed.
fn text(path: &Path) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(found) if !found.is_file() => return Ok(Some((Vec::new(), found))),
        found => found?,
    };
    let mut options = OpenOptions::new();
    options.read(true);
    let mut text = Vec::new();
    let file = sys::open_at_once(path, options)?;
    let found = file.metadata()?;
    file.take(LIMIT).read_to_end(&mut text)?;
    Ok(Some((text, found)))
}

/// Removes a folder's journal, if it has one.
pub(super) fn discard(folder: &Path) -> io::Result<()> {
    let path = in_folder(folder);
    match fs::symlink_metadata(&path) {
        // Where nothing can be removed, there may still be nothing to remove.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        _ => super::remove(&path),
    }
}

/// Where a folder's journal is, or would be. Where another user's file has the usual name and stays, as in
/// /tmp, it is one of ours beside it, with a name that nobody can have taken before.
pub(super) fn in_folder(folder: &Path) -> PathBuf {
    let usual = beside(folder, Path::new(NAME));
    if !sys::is_in_the_way(&usual, folder) {
        return usual;
    }
    let names = sys::open_folder(folder).and_then(|handle| sys::names(handle.as_ref(), folder));
    let others = names.unwrap_or_default().into_iter().filter(|name| is_journal(name));
    let ours =
        others.map(|name| beside(folder, Path::new(&name))).find(|path| !sys::is_in_the_way(path, folder));
    ours.unwrap_or_else(|| {
        let name = format!("{NAME}-{}", random().unwrap_or_default());
        beside(folder, Path::new(&name))
    })
}

/// Whether a name is one that [`in_folder`] gives.
pub(super) fn is_journal(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(NAME.as_bytes())
}

/// A new name for a temporary file in a folder.
pub(super) fn temporary(folder: &Path) -> io::Result<PathBuf> {
    let (begin, end) = TEMPORARY;
    Ok(beside(folder, Path::new(&format!("{begin}{}{end}", random()?))))
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
    let number = rand::rngs::SysRng.try_next_u64().map_err(io::Error::other)?;
    Ok(format!("{number:016x}"))
}

/// A file in a folder; without the `./` of the current one.
pub(super) fn beside(folder: &Path, name: &Path) -> PathBuf {
    if folder == Path::new(".") { name.into() } else { folder.join(name) }
}
