//! What the next run makes of a run that was killed, at each point that it can be.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{World, lines, names, pair};
use crate::host::files::directory::Directory;
use crate::host::files::journal::Journal;
use crate::host::files::staged::Staged;
use crate::host::files::{FileError, Note, Overwrite, Snapshot, Transaction, write};

/// A write of `new` over a pair, stopped by hand wherever a test likes.
struct Killed {
    world: World,
    files: Vec<Staged>,
}

impl Killed {
    /// Killed when the contents of `count` files were ready.
    fn after_contents(world: World, count: usize) -> Self {
        let outputs = pair(world.folder.path(), "new", Overwrite::Replace);
        let directory = open(world.folder.path());
        let stage = |output| {
            let exists = world.path("file.crt").exists();
            let mut file = Staged::new(output, &directory, exists, exists.then_some(0o644)).unwrap();
            file.save(true).unwrap();
            file
        };
        let files = outputs.iter().take(count).map(stage).collect();
        Self { world, files }
    }

    fn over_a_pair(count: usize) -> Self {
        let world = World::new();
        write(pair(world.folder.path(), "old", Overwrite::Refuse)).unwrap();
        Self::after_contents(world, count)
    }

    /// Killed later: there is a journal, and `count` files are renamed.
    fn after_renames(mut self, count: usize) -> Self {
        let folder = self.world.folder.path();
        let steps = self.files.iter().map(|file| (0, file.step()));
        let mut journal = Journal::new("id".into(), &[folder.into()], steps);
        journal.write(&open(folder), 0).unwrap();
        self.files.iter_mut().take(count).for_each(|file| file.install().unwrap());
        self
    }

    /// Loses the contents of the certificate.
    fn without_certificate(self) -> Self {
        fs::remove_file(self.world.path(self.files[1].step().temporary.to_str().unwrap())).unwrap();
        self
    }

    /// What the next run says, and the pair that it leaves, which must be all there is.
    fn recovered(&self) -> (Vec<Note>, [String; 2]) {
        let notes = recover(&self.world).unwrap();
        assert_eq!(self.world.names(), ["file.crt", "private.pem"]);
        (notes, [self.world.contents("private.pem"), self.world.contents("file.crt")])
    }
}

fn open(folder: &Path) -> Arc<Directory> {
    Arc::new(Directory::open(folder).unwrap())
}

fn recover(world: &World) -> Result<Vec<Note>, FileError> {
    let mut transaction = Transaction::open([world.path("private.pem").as_path()])?;
    Ok(transaction.take_notes())
}

fn interrupted(world: &World) -> Vec<String> {
    let folder = format!("{}/", world.folder.path().display());
    let snapshot = Snapshot::open([world.path("file.crt").as_path()]);
    lines(snapshot.notes()).iter().map(|line| line.replace(&folder, "")).collect()
}

#[test]
fn contents_without_a_journal_are_removed() {
    for count in [1, 2] {
        let killed = Killed::over_a_pair(count);
        assert!(interrupted(&killed.world).is_empty());
        let (notes, files) = killed.recovered();
        assert_eq!((notes.len(), files), (0, ["key old".into(), "certificate old".into()]));
    }
}

#[test]
fn a_write_with_a_journal_is_finished() {
    for renamed in [0, 1, 2] {
        let (notes, files) = Killed::over_a_pair(2).after_renames(renamed).recovered();
        assert!(matches!(&notes[..], [Note::Finished { files }] if files.len() == 2));
        assert_eq!(files, ["key new", "certificate new"]);
    }
}

#[test]
fn a_reader_finishes_an_interrupted_write_first() {
    for renamed in [0, 1, 2] {
        let world = Killed::over_a_pair(2).after_renames(renamed).world;
        assert_eq!(interrupted(&world), ["finished an interrupted write of private.pem and file.crt"]);
        assert_eq!(world.names(), ["file.crt", "private.pem"]);
        assert_eq!(world.contents("private.pem"), "key new");
        assert!(interrupted(&world).is_empty());
    }
}

/// As another reader is at work.
#[test]
fn a_reader_that_cannot_finish_it_is_told_whether_the_files_belong_together() {
    let both = "a write of private.pem and file.crt was interrupted";
    let mixed = format!("{both}, and the files no longer match");
    for (renamed, line) in [(0, both), (1, &mixed), (2, both)] {
        let world = Killed::over_a_pair(2).after_renames(renamed).world;
        let other = fs::File::open(world.folder.path()).unwrap();
        rustix::fs::flock(&other, rustix::fs::FlockOperation::LockShared).unwrap();
        assert_eq!(interrupted(&world), [line]);
    }
}

#[test]
fn a_write_that_cannot_be_finished_is_undone() {
    for renamed in [0, 1] {
        let killed = Killed::over_a_pair(2).after_renames(renamed).without_certificate();
        let (notes, files) = killed.recovered();
        assert!(matches!(&notes[..], [Note::Undone { .. }]));
        assert_eq!(files, ["key old", "certificate old"]);
    }
}

#[test]
fn a_write_where_nothing_was_is_finished_or_undone_to_nothing() {
    let killed = Killed::after_contents(World::new(), 2).after_renames(1);
    assert_eq!(killed.recovered().1, ["key new", "certificate new"]);
    let killed = Killed::after_contents(World::new(), 2).after_renames(1).without_certificate();
    recover(&killed.world).unwrap();
    assert!(killed.world.names().is_empty());
}

#[test]
fn file_changed_meanwhile_is_not_touched() {
    let killed = Killed::over_a_pair(2).after_renames(1);
    fs::write(killed.world.path("file.crt"), "mine").unwrap();
    let (notes, files) = killed.recovered();
    assert!(matches!(&notes[..], [Note::Abandoned { .. }]));
    assert_eq!(files, ["key new", "mine"]);
}

#[test]
fn a_file_that_became_a_link_is_left_alone() {
    let killed = Killed::after_contents(World::new(), 2).after_renames(0);
    symlink("nowhere", killed.world.path("file.crt")).unwrap();
    let notes = recover(&killed.world).unwrap();
    assert!(matches!(&notes[..], [Note::Abandoned { .. }]));
    assert_eq!(killed.world.names(), ["file.crt"]);
}

#[test]
fn a_journal_that_was_not_finished_counts_for_nothing() {
    let killed = Killed::over_a_pair(2).after_renames(0);
    let text = killed.world.contents(".devcert-journal");
    for end in [0, 1, text.len() / 2, text.len() - 1] {
        let killed = Killed::over_a_pair(2);
        fs::write(killed.world.path(".devcert-journal"), &text[..end]).unwrap();
        assert!(interrupted(&killed.world).is_empty());
        assert_eq!(killed.recovered().1, ["key old", "certificate old"]);
    }
}

#[test]
fn a_journal_that_is_not_ours_stops_the_run() {
    let text = Killed::over_a_pair(2).after_renames(0).world.contents(".devcert-journal");
    for (from, to) in [
        ("\"version\": 1", "\"version\": 2"),
        ("\"private.pem\"", "\"../private.pem\""),
        ("\"private.pem\"", "\"/etc/passwd\""),
        ("\"temporary\": \".devcert-", "\"temporary\": \"x.devcert-"),
        ("\"here\": 0", "\"here\": 7"),
        ("\"folder\": 0", "\"folder\": 7"),
    ] {
        let world = World::new().with(".devcert-journal", &text.replace(from, to));
        assert!(text.contains(from), "{from}");
        assert!(matches!(recover(&world), Err(FileError::Journal { .. })), "{to}");
    }
    let world = World::new();
    symlink("/dev/zero", world.path(".devcert-journal")).unwrap();
    assert!(matches!(recover(&world), Err(FileError::Journal { .. })));
}

#[test]
fn journal_of_another_user_is_ignored() {
    // Only root can make a file that belongs to somebody else.
    if rustix::process::geteuid().is_root() {
        let killed = Killed::over_a_pair(2).after_renames(0);
        let journal = killed.world.path(".devcert-journal");
        std::os::unix::fs::chown(journal, Some(1234), None).unwrap();
        assert!(matches!(recover(&killed.world), Err(FileError::Journal { .. })));
        assert_eq!(killed.world.contents("private.pem"), "key old");
    }
}

#[test]
fn only_names_like_ours_are_swept_up() {
    let kept = [".devcert-0123456789abcdef.pem", ".devcert-0123.tmp", ".devcert-0123456789ABCDEF.tmp"];
    let mut world = World::new().with(".devcert-0123456789abcdef.tmp", "");
    for name in kept {
        world = world.with(name, "");
    }
    fs::create_dir(world.path(".devcert-0123456789abcde0.tmp")).unwrap();
    recover(&world).unwrap();
    assert_eq!(world.names().len(), 4);
}

/// A write to two folders with the journals of `journals`, and `renamed` files in place.
fn apart(journals: &[usize], renamed: usize) -> World {
    let world = World::new();
    let folders = [world.path("a"), world.path("b")];
    let outputs = |word: &str| {
        let [key, certificate] = <[_; 2]>::try_from(pair(Path::new(""), word, Overwrite::Replace)).unwrap();
        let place = |folder: &PathBuf, mut output: crate::host::files::Output| {
            output.path = folder.join(&output.path);
            output
        };
        vec![place(&folders[0], key), place(&folders[1], certificate)]
    };
    write(outputs("old")).unwrap();
    let stage = |output: &crate::host::files::Output| {
        let directory = open(output.path.parent().unwrap());
        let mut file = Staged::new(output, &directory, true, Some(0o644)).unwrap();
        file.save(true).unwrap();
        file
    };
    let mut files: Vec<_> = outputs("new").iter().map(stage).collect();
    let mut journal = Journal::new("id".into(), &folders, files.iter().map(Staged::step).enumerate());
    for &here in journals {
        journal.write(&open(&folders[here]), here).unwrap();
    }
    files.iter_mut().take(renamed).for_each(|file| file.install().unwrap());
    world
}

#[test]
fn a_write_to_two_folders_is_finished_from_either() {
    for (from, renamed) in [("a/private.pem", 1), ("b/file.crt", 1), ("b/file.crt", 0), ("a/private.pem", 2)]
    {
        let world = apart(&[0, 1], renamed);
        drop(Transaction::open([world.path(from).as_path()]).unwrap());
        assert_eq!(world.contents("a/private.pem"), "key new");
        assert_eq!(world.contents("b/file.crt"), "certificate new");
        assert_eq!((names(&world.path("a")).len(), names(&world.path("b")).len()), (1, 1));
    }
}

#[test]
fn a_write_to_two_folders_that_had_not_begun_is_dropped() {
    let world = apart(&[0], 0);
    drop(Transaction::open([world.path("a/private.pem").as_path()]).unwrap());
    assert_eq!(world.contents("a/private.pem"), "key old");
    assert_eq!((names(&world.path("a")).len(), names(&world.path("b")).len()), (1, 1));
}

#[test]
fn a_write_whose_other_folder_is_gone_is_dropped() {
    let world = apart(&[0, 1], 1);
    fs::remove_dir_all(world.path("b")).unwrap();
    drop(Transaction::open([world.path("a/private.pem").as_path()]).unwrap());
    assert_eq!(world.contents("a/private.pem"), "key new");
    assert_eq!(names(&world.path("a")).len(), 1);
}
