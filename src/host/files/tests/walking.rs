//! What a walk reads, and what it passes over.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::World;
use crate::host::files::{DEFAULT_LIMIT, Walk, WalkError, Walked};

const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();

fn walk(world: &World, roots: &[&str], all: bool, exclude: &[&str]) -> Result<Walked<PathBuf>, WalkError> {
    let roots: Vec<_> = roots.iter().map(|root| world.path(root)).collect();
    let exclude: Vec<_> = exclude.iter().map(|pattern| (*pattern).to_owned()).collect();
    let walk = Walk { roots: &roots, all, exclude: &exclude, limit: DEFAULT_LIMIT, threads: TWO };
    walk.each(|_, _| true, |path, _| path)
}

/// The files that were read, as seen from the world's folder.
fn read(world: &World, roots: &[&str], all: bool, exclude: &[&str]) -> Vec<String> {
    let walked = walk(world, roots, all, exclude).unwrap();
    assert!(walked.unread.is_empty(), "{:?}", walked.unread);
    let mut names: Vec<_> = walked.found.iter().map(|path| name(world, path)).collect();
    names.sort();
    names
}

fn name(world: &World, path: &Path) -> String {
    path.strip_prefix(world.folder.path()).unwrap().display().to_string()
}

#[test]
fn every_file_in_every_folder_is_read() {
    let world = World::new().with("a", "x").with("b/c/d", "x").with("b/.hidden", "x");
    assert_eq!(read(&world, &[""], false, &[]), ["a", "b/.hidden", "b/c/d"]);
}

#[test]
fn hidden_folders_and_those_of_programs_are_passed_over_unless_all_are_wanted() {
    let world = World::new()
        .with(".git/a", "x")
        .with("web/node_modules/a", "x")
        .with("target/a", "x")
        .with("targets/a", "x");
    assert_eq!(read(&world, &[""], false, &[]), ["targets/a"]);
    assert_eq!(read(&world, &[""], true, &[]).len(), 4);
    assert_eq!(read(&world, &[".git", "target"], false, &[]), [".git/a", "target/a"]);
}

#[test]
fn what_a_devcertignore_names_is_passed_over_in_its_folder_and_below() {
    let world = World::new()
        .with(".devcertignore", "# meant to be expired\nfixtures/\n*.old\n!keep.old\n")
        .with("fixtures/a", "x")
        .with("b/fixtures/a", "x")
        .with("b/c.old", "x")
        .with("b/keep.old", "x")
        .with("d/.devcertignore", "/e\n")
        .with("d/e", "x")
        .with("d/f/e", "x");
    let ignored = [".devcertignore", "b/keep.old", "d/.devcertignore", "d/f/e"];
    assert_eq!(read(&world, &[""], false, &[]), ignored);
    assert_eq!(read(&world, &["b"], false, &[]), ["b/keep.old"], "a folder above says so too");
    assert_eq!(read(&world, &["fixtures/a"], false, &[]), ["fixtures/a"], "what is named is read");
    assert_eq!(read(&world, &[""], true, &[]).len(), 8);
}

#[test]
fn exclusions_hold_from_each_root_and_at_any_depth_as_git_reads_them() {
    let world = World::new().with("a/b/c.pem", "x").with("b/c.pem", "x").with("b/d.crt", "x");
    assert_eq!(read(&world, &[""], false, &["b/c.pem"]), ["a/b/c.pem", "b/d.crt"]);
    assert_eq!(read(&world, &[""], true, &["*.pem"]), ["b/d.crt"]);
    assert_eq!(read(&world, &["a", "b"], false, &["/c.pem", "*.crt"]), ["a/b/c.pem"]);
    let error = walk(&world, &[""], false, &["a{b"]).unwrap_err();
    assert!(error.to_string().starts_with("\"a{b\" is not a pattern: "), "{error}");
}

#[test]
fn a_broken_pattern_in_a_devcertignore_is_told_and_the_rest_holds() {
    let world = World::new().with(".devcertignore", "a{b\nc\n").with("c", "x").with("d", "x");
    let walked = walk(&world, &[""], false, &[]).unwrap();
    assert_eq!(walked.found.len(), 2);
    let [error] = walked.unread.as_slice() else { panic!("{:?}", walked.unread) };
    assert!(error.to_string().contains(".devcertignore"), "{error}");
}

#[test]
fn a_root_that_is_not_there_is_an_error() {
    let error = walk(&World::new().with("a", "x"), &["", "no"], false, &[]).unwrap_err();
    assert!(error.to_string().ends_with("no does not exist"), "{error}");
}

#[test]
fn what_is_not_worth_it_is_counted_and_not_kept() {
    let world = World::new().with("a", "yes").with("b", "no").with("c", "");
    let roots = [world.path("")];
    let walk = Walk { roots: &roots, all: false, exclude: &[], limit: DEFAULT_LIMIT, threads: TWO };
    let walked = walk.each(|head, size| size == 3 && head == b"yes", |path, _| path).unwrap();
    assert_eq!((walked.files, walked.found.len()), (3, 1));
}

#[test]
fn a_file_beyond_the_limit_is_named_when_it_is_worth_it() {
    let world = World::new().with("big", "");
    fs::File::options().write(true).open(world.path("big")).unwrap().set_len(1 << 30).unwrap();
    let walked = walk(&world, &[""], false, &[]).unwrap();
    assert!(walked.unread[0].to_string().ends_with("big is larger than 16 MiB"));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;
    use crate::host::files::tests::reading::unix::pipe;

    #[test]
    fn links_in_a_circle_and_links_to_nowhere_end_and_links_to_files_are_read() {
        let world = World::new().with("a/file", "x").with("outside/b", "x");
        symlink(world.path("a"), world.path("a/circle")).unwrap();
        symlink("gone", world.path("a/dangling")).unwrap();
        symlink("self", world.path("a/self")).unwrap();
        symlink(world.path("outside"), world.path("a/folder")).unwrap();
        symlink(world.path("outside/b"), world.path("a/link")).unwrap();
        assert_eq!(read(&world, &["a"], false, &[]), ["a/file", "a/link"]);
    }

    #[test]
    fn a_link_to_a_folder_is_followed_when_it_is_named() {
        let world = World::new().with("a/file", "x");
        symlink(world.path("a"), world.path("link")).unwrap();
        assert_eq!(read(&world, &["link"], false, &[]), ["link/file"]);
    }

    #[test]
    fn pipes_sockets_and_devices_are_passed_over() {
        let world = World::new().with("file", "x");
        pipe(&world, "pipe");
        let _socket = UnixListener::bind(world.path("socket")).unwrap();
        symlink("/dev/zero", world.path("zero")).unwrap();
        assert_eq!(read(&world, &[""], false, &[]), ["file"]);
        let [note] = walk(&world, &[""], false, &[]).unwrap().notes.try_into().unwrap();
        let note = note.to_string();
        for kind in ["pipe (FIFO)", "socket (socket)", "zero (character device)"] {
            assert!(note.contains(kind), "{note}");
        }
    }

    /// Nor does it wait for the other end of such a pipe.
    #[test]
    fn an_ignore_file_that_is_a_pipe_is_named_and_the_walk_goes_on() {
        let world = World::new().with("file", "x");
        pipe(&world, ".devcertignore");
        let walked = walk(&world, &[""], false, &[]).unwrap();
        assert_eq!(walked.found.len(), 1);
        assert!(walked.unread[0].to_string().ends_with(".devcertignore is a FIFO, not a file"));
    }

    #[test]
    fn a_deep_tree_and_a_wide_one_are_walked() {
        let mut world = World::new().with(&format!("{}deep", "d/".repeat(200)), "x");
        for name in 0..500 {
            world = world.with(&format!("wide/{name}"), "x");
        }
        assert_eq!(walk(&world, &[""], false, &[]).unwrap().files, 501);
    }
}

/// Whoever looks while somebody writes must not take these for files of their own.
#[test]
fn the_temporary_files_of_a_write_are_none() {
    let world = World::new()
        .with("a", "x")
        .with(".devcert-0123456789abcdef.tmp", "x")
        .with("b/.devcert-76e5698979b3f75d.tmp", "x")
        .with("b/.devcert-mine.tmp", "x");
    for all in [false, true] {
        assert_eq!(read(&world, &[""], all, &[]), ["a", "b/.devcert-mine.tmp"]);
    }
}
