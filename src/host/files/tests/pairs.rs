//! Several outputs at once: all or none, and nothing beside them.

use std::fs;
use std::path::Path;

use super::{World, names, pair, public, secret};
use crate::host::files::{FileError, Overwrite, Transaction, read_if_exists, write};
use Overwrite::{Refuse, Replace};

#[test]
fn a_pair_is_written_into_a_new_folder() {
    let world = World::new();
    let notes = write(pair(&world.path("a/b"), "new", Refuse)).unwrap();
    assert!(notes.is_empty());
    assert_eq!(names(&world.path("a/b")), ["file.crt", "private.pem"]);
    assert_eq!(world.contents("a/b/private.pem"), "key new");
}

#[test]
fn a_pair_is_replaced_with_nothing_left_beside_it() {
    let world = World::new();
    write(pair(world.folder.path(), "old", Refuse)).unwrap();
    write(pair(world.folder.path(), "new", Replace)).unwrap();
    assert_eq!(world.names(), ["file.crt", "private.pem"]);
    assert_eq!(world.contents("private.pem"), "key new");
    assert_eq!(world.contents("file.crt"), "certificate new");
}

#[test]
fn one_existing_file_keeps_all_from_being_written() {
    let world = World::new().with("file.crt", "mine");
    let error = write(pair(world.folder.path(), "new", Refuse)).unwrap_err();
    assert_eq!(error.path(), world.path("file.crt"));
    assert!(matches!(error, FileError::AlreadyExists { .. }));
    assert_eq!((world.contents("file.crt").as_str(), world.names().len()), ("mine", 1));
}

#[test]
fn a_file_that_appears_after_the_check_is_not_overwritten() {
    let world = World::new();
    let transaction = Transaction::open([world.path("file.crt").as_path()]).unwrap();
    transaction.check(&world.path("file.crt"), Refuse).unwrap();
    fs::write(world.path("file.crt"), "theirs").unwrap();
    let error = transaction.commit(pair(world.folder.path(), "new", Refuse)).unwrap_err();
    assert!(matches!(error, FileError::AlreadyExists { .. }));
    assert_eq!(world.names(), ["file.crt"]);
}

#[test]
fn each_output_has_its_own_word_on_overwriting() {
    let world = World::new().with("ledger", "old");
    let ledger = public(world.path("ledger"), "new", Replace);
    write(vec![ledger, public(world.path("a.crt"), "a", Refuse)]).unwrap();
    let ledger = public(world.path("ledger"), "newer", Replace);
    write(vec![ledger, public(world.path("a.crt"), "b", Refuse)]).unwrap_err();
    assert_eq!(world.contents("ledger"), "new");
}

#[test]
fn one_file_cannot_be_two_outputs() {
    let world = World::new().with("sub/x", "");
    for other in ["a", "sub/../a"] {
        let outputs = vec![secret(world.path("a"), "1", Replace), public(world.path(other), "2", Replace)];
        assert!(matches!(write(outputs), Err(FileError::SameTarget { .. })));
    }
    assert_eq!(world.names(), ["sub"]);
}

#[test]
fn a_folder_that_was_not_opened_is_not_written_to() {
    let world = World::new().with("other/x", "");
    let transaction = Transaction::open([world.path("a").as_path()]).unwrap();
    let error = transaction.commit(vec![public(world.path("other/b"), "", Refuse)]).unwrap_err();
    assert!(matches!(error, FileError::NotOpened { .. }));
}

#[test]
fn a_transaction_that_writes_nothing_leaves_no_folder() {
    let world = World::new();
    drop(Transaction::open([world.path("a/b/c/d.pem").as_path()]).unwrap());
    assert!(world.names().is_empty());
    let outputs = vec![secret(world.path("a/b.pem"), "", Refuse), public("/dev/full", "x", Refuse)];
    write(outputs).unwrap_err();
    assert!(world.names().is_empty());
}

#[test]
fn a_folder_that_is_in_use_stays() {
    let world = World::new();
    let transaction = Transaction::open([world.path("a/b.pem").as_path()]).unwrap();
    fs::write(world.path("a/other"), "x").unwrap();
    drop(transaction);
    assert_eq!(names(&world.path("a")), ["other"]);
}

#[test]
fn files_in_two_folders_replace_each_other_together() {
    let world = World::new();
    let outputs = |word, overwrite| {
        vec![
            secret(world.path("a/private.pem"), word, overwrite),
            public(world.path("b/file.crt"), word, overwrite),
        ]
    };
    write(outputs("old", Refuse)).unwrap();
    write(outputs("new", Replace)).unwrap();
    assert_eq!((world.contents("a/private.pem"), world.contents("b/file.crt")), ("new".into(), "new".into()));
    assert_eq!((names(&world.path("a")).len(), names(&world.path("b")).len()), (1, 1));
}

#[test]
fn a_bare_name_lies_in_the_current_folder() {
    let name = Path::new("devcert-test-that-is-not-written.pem");
    let transaction = Transaction::open([name]).unwrap();
    transaction.check(name, Refuse).unwrap();
}

#[test]
fn concurrent_if_needed_runs_create_one_pair() {
    let world = World::new();
    let folder = world.path("cert");
    let made = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..20)
            .map(|run| {
                scope.spawn({
                    let folder = &folder;
                    move || {
                        let key = folder.join("private.pem");
                        let transaction = Transaction::open([key.as_path()]).unwrap();
                        if read_if_exists(&key, 100).unwrap().is_some() {
                            return 0;
                        }
                        transaction.commit(pair(folder, &run.to_string(), Refuse)).unwrap();
                        1
                    }
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum::<u32>()
    });
    assert_eq!((made, names(&folder).len()), (1, 2));
}

#[test]
fn many_at_once_who_replace_leave_a_pair_that_matches() {
    let world = World::new();
    std::thread::scope(|scope| {
        for run in 0..20 {
            let folder = world.path("cert");
            scope.spawn(move || write(pair(&folder, &run.to_string(), Replace)).unwrap());
        }
    });
    let (key, certificate) = (world.contents("cert/private.pem"), world.contents("cert/file.crt"));
    assert_eq!(key.strip_prefix("key "), certificate.strip_prefix("certificate "));
    assert_eq!(names(&world.path("cert")).len(), 2);
}

#[test]
fn many_at_once_who_give_up_leave_no_folder() {
    let world = World::new();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            let path = world.path("cert/private.pem");
            scope.spawn(move || drop(Transaction::open([path.as_path()]).unwrap()));
        }
    });
    assert!(world.names().is_empty());
}
