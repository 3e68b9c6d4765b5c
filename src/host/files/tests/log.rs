//! A log that many add to.

use std::fs;

use super::super::{FileError, Log};

fn log(contents: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, contents).unwrap();
    (folder, path)
}

fn add(path: &std::path::Path, line: &str) {
    Log::open(path).unwrap().append(line.as_bytes(), |line| line.ends_with(b"}")).unwrap();
}

#[test]
fn lines_are_added_at_the_end() {
    let (_folder, path) = log("{1}\n");
    add(&path, "{2}\n");
    add(&path, "{3}\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{1}\n{2}\n{3}\n");
    assert_eq!(*Log::open(&path).unwrap().read(12).unwrap(), b"{1}\n{2}\n{3}\n");
    assert!(matches!(Log::open(&path).unwrap().read(11), Err(FileError::TooLarge { limit: 11, .. })));
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let (folder, path) = log("{1}\n");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(Log::open(&link), Err(FileError::SymbolicLink { .. })));
    assert!(matches!(Log::create(&link), Err(FileError::SymbolicLink { .. })));
}

#[test]
fn torn_last_line_is_dropped() {
    for torn in ["{2", "{", &"x".repeat(10_000)] {
        let (_folder, path) = log(&format!("{{1}}\n{torn}"));
        add(&path, "{3}\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), "{1}\n{3}\n");
    }
    let (_folder, path) = log("{torn from the start");
    add(&path, "{1}\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{1}\n");
}

#[test]
fn a_whole_line_that_only_lacks_its_newline_stays() {
    let (_folder, path) = log("{1}\n{2}");
    add(&path, "{3}\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{1}\n{2}\n{3}\n");
}

#[test]
fn many_at_once_lose_nothing() {
    let (_folder, path) = log("");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let path = &path;
            scope.spawn(move || (0..25).for_each(|line| add(path, &format!("{{{writer} {line}}}\n"))));
        }
    });
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), 200);
}

#[test]
fn a_log_that_is_missing_or_a_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Log::open(&folder.path().join("none")), Err(FileError::Missing { .. })));
    assert!(matches!(Log::open(folder.path()), Err(FileError::Folder { .. })));
}

#[test]
fn a_last_line_without_an_end_is_an_error_and_not_read_to_its_start() {
    let (_folder, path) = log("{1}\n");
    let size = 1 << 30;
    fs::File::options().append(true).open(&path).unwrap().set_len(size).unwrap();
    let start = std::time::Instant::now();
    let error = Log::open(&path).unwrap().append(b"{2}\n", |_| false).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot write {}: the last line is incomplete", path.display()));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert_eq!(fs::metadata(&path).unwrap().len(), size);
}
