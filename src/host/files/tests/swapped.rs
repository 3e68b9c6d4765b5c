//! A directory that somebody replaces by a link to another one while files are written to it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::{World, names, pair};
use crate::host::files::{FileError, Log, Output, Overwrite, Transaction, stream};
use Overwrite::{Refuse, Replace};

/// `cert/`, which is written to, and `victim/`, where its owner has files of the same names.
fn world() -> World {
    let world = World::new();
    for folder in ["cert", "victim"] {
        super::super::write(pair(&world.path(folder), folder, Refuse)).unwrap();
    }
    world
}

/// Moves `cert` away and puts a link to `victim` in its place.
fn swap(world: &World) {
    fs::rename(world.path("cert"), world.path("moved")).unwrap();
    symlink("victim", world.path("cert")).unwrap();
}

fn is_as_it_was(world: &World, folder: &str, contents: &str) {
    assert_eq!(names(&world.path(folder)), ["file.crt", "private.pem"], "{folder}");
    assert_eq!(world.contents(&format!("{folder}/private.pem")), format!("key {contents}"));
    assert_eq!(world.contents(&format!("{folder}/file.crt")), format!("certificate {contents}"));
}

fn is_replaced(error: &FileError) -> bool {
    error.to_string().ends_with(": replaced during the write")
}

/// A transaction on `cert` whose directory is swapped when the new contents are staged.
fn swapped_after_staging(world: &World, outputs: Vec<Output>) -> FileError {
    let paths: Vec<PathBuf> = outputs.iter().map(|output| output.path.clone()).collect();
    let transaction = Transaction::open(paths.iter().map(PathBuf::as_path)).unwrap();
    let swapped = || {
        swap(world);
        Ok(())
    };
    transaction.commit_with(outputs, swapped).unwrap_err()
}

#[test]
fn a_directory_that_is_swapped_after_staging_is_not_followed() {
    for outputs in [1, 2] {
        let world = world();
        let mut files = pair(&world.path("cert"), "new", Replace);
        files.truncate(outputs);
        let error = swapped_after_staging(&world, files);
        assert!(is_replaced(&error), "{error}");
        is_as_it_was(&world, "victim", "victim");
        is_as_it_was(&world, "moved", "cert");
    }
}

#[test]
fn new_files_go_again_when_their_directory_is_swapped() {
    let world = World::new().with("victim/other", "x");
    let outputs = pair(&world.path("cert"), "new", Refuse);
    swapped_after_staging(&world, outputs);
    assert_eq!(names(&world.path("victim")), ["other"]);
    assert!(!world.path("moved/private.pem").exists());
}

#[test]
fn a_directory_that_is_swapped_before_staging_is_not_followed() {
    let world = world();
    let outputs = pair(&world.path("cert"), "new", Replace);
    let transaction = Transaction::open(outputs.iter().map(|output| output.path.as_path())).unwrap();
    swap(&world);
    let error = transaction.commit(outputs).unwrap_err();
    assert!(is_replaced(&error), "{error}");
    is_as_it_was(&world, "victim", "victim");
    is_as_it_was(&world, "moved", "cert");
}

/// Exchanges two names without pause.
fn exchange(one: &Path, other: &Path, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_directory_that_is_swapped_all_the_time_is_not_followed() {
    for round in 0..40 {
        let world = world();
        symlink("victim", world.path("link")).unwrap();
        let outputs = pair(&world.path("cert"), "new", Replace);
        let transaction = Transaction::open(outputs.iter().map(|output| output.path.as_path())).unwrap();
        let stop = AtomicBool::new(false);
        let (cert, link) = (world.path("cert"), world.path("link"));
        let done = std::thread::scope(|scope| {
            scope.spawn(|| exchange(&cert, &link, &stop));
            let done = transaction.commit(outputs);
            stop.store(true, Ordering::Relaxed);
            done
        });
        is_as_it_was(&world, "victim", "victim");
        let ours = if cert.is_symlink() { "link" } else { "cert" };
        is_as_it_was(&world, ours, if done.is_ok() { "new" } else { "cert" });
        if let Err(error) = done {
            assert!(is_replaced(&error), "round {round}: {error}");
        }
    }
}

#[test]
fn a_log_whose_directory_is_swapped_is_not_followed() {
    let world = World::new().with("cert/log", "{1}\n").with("victim/log", "mine");
    let mut log = Log::open(&world.path("cert/log")).unwrap();
    swap(&world);
    log.append(b"{2}\n", |_| true).unwrap();
    assert_eq!(
        (world.contents("victim/log").as_str(), world.contents("moved/log").as_str()),
        ("mine", "{1}\n{2}\n")
    );
}

/// A pipe is written to directly; a file in its place would be overwritten.
#[test]
fn a_pipe_that_became_a_file_is_not_written_to() {
    let world = World::new().with("victim", "mine");
    let error = stream::write(&super::public(world.path("victim"), "new", Replace)).unwrap_err();
    assert!(is_replaced(&error), "{error}");
    assert_eq!(world.contents("victim"), "mine");
}
