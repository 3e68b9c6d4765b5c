//! What is read, and what is refused.

use std::fs::{self, File};

use super::World;
use crate::host::files::{DEFAULT_LIMIT, FileError, looser_than_owner, read, read_if_exists};

fn message(world: &World, name: &str) -> String {
    let error = read(&world.path(name), DEFAULT_LIMIT).unwrap_err();
    error.to_string().replace(&format!("{}/", world.folder.path().display()), "")
}

#[test]
fn a_missing_file_is_named() {
    let world = World::new();
    assert_eq!(message(&world, "no.pem"), "no.pem does not exist");
    assert!(read_if_exists(&world.path("no/no.pem"), DEFAULT_LIMIT).unwrap().is_none());
}

#[test]
fn an_empty_file_is_named() {
    assert_eq!(message(&World::new().with("a.pem", ""), "a.pem"), "a.pem is empty");
}

#[test]
fn a_folder_is_named() {
    assert_eq!(message(&World::new().with("cert/a", "x"), "cert"), "cert is a directory, not a file");
}

#[test]
fn a_file_in_the_place_of_a_folder_is_named() {
    assert_eq!(message(&World::new().with("a", "x"), "a/b/c"), "a is not a directory");
}

#[test]
fn a_gigabyte_is_refused_without_reading_it() {
    let world = World::new().with("big", "");
    File::options().write(true).open(world.path("big")).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(message(&world, "big"), "big is larger than 16 MiB");
}

#[test]
fn the_limit_is_the_largest_size_that_is_read() {
    let world = World::new().with("a", "12345");
    assert_eq!(*read(&world.path("a"), 5).unwrap(), b"12345");
    let error = read(&world.path("a"), 4).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { limit: 4, .. }));
}

#[cfg(unix)]
pub(super) mod unix {
    use std::ffi::OsStr;
    use std::io::{Read as _, Write as _};
    use std::os::fd::AsRawFd as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::net::UnixListener;
    use std::path::{Path, PathBuf};
    use std::time::{Duration, Instant};

    use super::*;

    /// Makes a named pipe.
    pub(in crate::host::files::tests) fn pipe(world: &World, name: &str) -> PathBuf {
        let path = world.path(name);
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        path
    }

    #[test]
    fn a_device_without_an_end_is_read_to_the_limit() {
        let error = read(Path::new("/dev/zero"), 100_000).unwrap_err();
        assert_eq!(error.to_string(), "/dev/zero is larger than 100000 bytes");
        assert!(matches!(read(Path::new("/dev/null"), 9), Err(FileError::Empty { .. })));
    }

    #[test]
    fn a_named_pipe_is_read_to_its_end() {
        let world = World::new();
        let path = pipe(&world, "pipe");
        let writer = std::thread::spawn({
            let path = path.clone();
            move || {
                // The writer comes late, and pauses in the middle.
                std::thread::sleep(Duration::from_millis(50));
                let mut pipe = File::options().write(true).open(path).unwrap();
                pipe.write_all(&vec![b'a'; 100_000]).unwrap();
                std::thread::sleep(Duration::from_millis(50));
                pipe.write_all(b"end").unwrap();
            }
        });
        let contents = read(&path, DEFAULT_LIMIT).unwrap();
        writer.join().unwrap();
        assert_eq!((contents.len(), &contents[100_000..]), (100_003, &b"end"[..]));
    }

    #[test]
    fn a_named_pipe_that_nothing_writes_to_does_not_hang() {
        let world = World::new();
        pipe(&world, "pipe");
        assert_eq!(message(&world, "pipe"), "pipe is a pipe that nothing writes to");
    }

    #[test]
    fn a_process_substitution_is_read() {
        let (reader, mut writer) = std::io::pipe().unwrap();
        let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
        let writing = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            writer.write_all(b"from a command").unwrap();
        });
        assert_eq!(*read(&path, DEFAULT_LIMIT).unwrap(), b"from a command");
        writing.join().unwrap();
    }

    #[test]
    fn a_process_substitution_that_wrote_nothing_is_empty_at_once() {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(writer);
        let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
        let start = Instant::now();
        assert!(matches!(read(&path, DEFAULT_LIMIT), Err(FileError::Empty { .. })));
        assert!(start.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn a_socket_is_named() {
        let world = World::new();
        let _socket = UnixListener::bind(world.path("s")).unwrap();
        assert_eq!(message(&world, "s"), "s is a socket, not a file");
    }

    #[test]
    fn a_name_that_is_not_text_is_no_trouble() {
        let world = World::new();
        let path = world.folder.path().join(OsStr::from_bytes(b"\xff.pem"));
        assert!(read(&path, 9).unwrap_err().to_string().ends_with(".pem does not exist"));
        fs::write(&path, "x").unwrap();
        assert_eq!(*read(&path, 9).unwrap(), b"x");
    }

    #[test]
    fn a_file_that_others_may_read_is_told_apart() {
        let world = World::new().with("a", "x");
        for (mode, loose) in [(0o600, None), (0o400, None), (0o640, Some(0o640)), (0o604, Some(0o604))] {
            fs::set_permissions(world.path("a"), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(looser_than_owner(&world.path("a")).unwrap(), loose);
        }
    }

    #[test]
    fn a_link_is_followed_when_reading() {
        let world = World::new().with("a", "x");
        std::os::unix::fs::symlink("a", world.path("link")).unwrap();
        let mut text = String::new();
        read(&world.path("link"), 9).unwrap().as_slice().read_to_string(&mut text).unwrap();
        assert_eq!(text, "x");
    }
}

#[cfg(unix)]
pub(super) use unix::pipe;
