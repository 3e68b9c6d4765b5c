//! Where a single output may go, and what it becomes there.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::fd::AsRawFd as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use super::reading::pipe;
use super::{World, names, pair, public, secret};
use crate::host::files::{Access, FileError, Output, Overwrite, Snapshot, write};
use Overwrite::{Refuse, Replace};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn both(path: &Path) -> [Output; 2] {
    [secret(path, "new", Replace), public(path, "new", Replace)]
}

/// Not a test: what [`under_umask`] runs in a process of its own.
#[test]
#[ignore = "run by the tests of the umask"]
fn writes_a_pair_where_the_environment_says() {
    let folder = std::env::var_os("DEVCERT_TEST_FOLDER").unwrap();
    write(pair(Path::new(&folder), "new", Replace)).unwrap();
}

/// Writes a pair into a folder in a process with a umask.
fn under_umask(umask: &str, folder: &Path) {
    let module = module_path!().split_once("::").unwrap().1;
    let test = format!("{module}::writes_a_pair_where_the_environment_says");
    let mut command = Command::new("sh");
    command.args(["-c", r#"umask "$0"; exec "$@""#, umask]);
    command.arg(std::env::current_exe().unwrap()).args(["--ignored", "--exact", &test]);
    let output = command.env("DEVCERT_TEST_FOLDER", folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn a_key_is_its_owners_alone_under_any_umask() {
    for umask in ["000", "022", "077", "0277", "0777"] {
        let world = World::new();
        under_umask(umask, world.folder.path());
        assert_eq!(mode(&world.path("private.pem")), 0o600, "umask {umask}");
    }
}

#[test]
fn a_key_is_its_owners_alone_over_a_looser_file() {
    for umask in ["000", "077"] {
        let world = World::new().with("private.pem", "old");
        fs::set_permissions(world.path("private.pem"), fs::Permissions::from_mode(0o666)).unwrap();
        under_umask(umask, world.folder.path());
        assert_eq!(mode(&world.path("private.pem")), 0o600);
    }
}

#[test]
fn a_new_public_file_and_its_folder_follow_the_umask() {
    for (umask, file, folder) in [("000", 0o644, 0o755), ("027", 0o640, 0o750), ("077", 0o600, 0o700)] {
        let world = World::new();
        under_umask(umask, &world.path("cert"));
        assert_eq!(mode(&world.path("cert/file.crt")), file);
        assert_eq!(mode(&world.path("cert")), folder);
    }
}

#[test]
fn a_replaced_public_file_keeps_its_mode() {
    for before in [0o600, 0o664, 0o444, 0o666] {
        let world = World::new().with("file.crt", "old");
        fs::set_permissions(world.path("file.crt"), fs::Permissions::from_mode(before)).unwrap();
        under_umask("022", world.folder.path());
        assert_eq!(mode(&world.path("file.crt")), before);
        assert_eq!(world.contents("file.crt"), "certificate new");
    }
}

#[test]
fn a_full_device_is_an_error() {
    for output in both(Path::new("/dev/full")) {
        let error = write(vec![output]).unwrap_err();
        assert_eq!(error.to_string(), "cannot write /dev/full: no space left on device");
    }
}

#[test]
fn a_device_that_takes_everything_takes_it() {
    for output in both(Path::new("/dev/null")) {
        write(vec![output]).unwrap();
    }
}

#[test]
fn an_output_to_a_device_that_fails_changes_no_file() {
    let world = World::new().with("private.pem", "old");
    let key = secret(world.path("private.pem"), "new", Replace);
    write(vec![key, public("/dev/full", "new", Refuse)]).unwrap_err();
    assert_eq!((world.contents("private.pem").as_str(), world.names().len()), ("old", 1));
}

#[test]
fn a_descriptor_is_written_to() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    for output in both(format!("/dev/fd/{}", writer.as_raw_fd()).as_ref()) {
        write(vec![output]).unwrap();
    }
    drop(writer);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "newnew");
}

#[test]
fn a_descriptor_that_is_a_file_goes_on_at_its_end() {
    let world = World::new().with("log", "one ");
    let file = File::options().append(true).open(world.path("log")).unwrap();
    let path = format!("/dev/fd/{}", file.as_raw_fd());
    write(vec![public(path, "two", Refuse)]).unwrap();
    assert_eq!(world.contents("log"), "one two");
}

#[test]
fn a_named_pipe_is_written_to() {
    let world = World::new();
    let path = pipe(&world, "pipe");
    let reader = std::thread::spawn({
        let path = path.clone();
        move || fs::read_to_string(path).unwrap()
    });
    write(vec![secret(&path, &"a".repeat(100_000), Refuse)]).unwrap();
    assert_eq!(reader.join().unwrap().len(), 100_000);
    assert_eq!(world.names(), ["pipe"]);
}

#[test]
fn a_named_pipe_that_nothing_reads_does_not_hang() {
    let world = World::new();
    let path = pipe(&world, "pipe");
    let error = write(vec![secret(&path, "new", Refuse)]).unwrap_err();
    assert!(matches!(error, FileError::NoReader { .. }), "{error}");
}

/// In a folder such as /tmp, its owner may have put it there to get the key.
#[test]
fn a_key_is_not_written_to_the_pipe_of_another_user() {
    // Only root can give a file to somebody else.
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let world = World::new();
    let path = pipe(&world, "pipe");
    std::os::unix::fs::chown(&path, Some(1234), None).unwrap();
    let mut reader = File::options().read(true).write(true).open(&path).unwrap();
    let error = write(vec![secret(&path, "new", Refuse)]).unwrap_err();
    assert_eq!(error.to_string(), format!("{} is a FIFO of another user, not a file", path.display()));
    write(vec![public(&path, "new", Refuse)]).unwrap();
    let mut read = [0; 4];
    assert_eq!(reader.read(&mut read).unwrap(), 3);
}

#[test]
fn a_link_is_not_written_through() {
    let world = World::new().with("target", "old");
    symlink("target", world.path("link")).unwrap();
    symlink("nowhere", world.path("dangling")).unwrap();
    for (name, target) in [("link", "target"), ("dangling", "nowhere")] {
        for output in both(&world.path(name)) {
            let error = write(vec![output]).unwrap_err();
            assert!(
                matches!(&error, FileError::SymbolicLink { target: to, .. } if *to == world.path(target))
            );
        }
    }
    assert_eq!((world.contents("target").as_str(), world.names().len()), ("old", 3));
}

#[test]
fn a_link_to_a_device_is_written_through() {
    let world = World::new();
    symlink("/dev/full", world.path("link")).unwrap();
    let error = write(vec![secret(world.path("link"), "new", Refuse)]).unwrap_err();
    assert!(error.to_string().ends_with("no space left on device"));
}

#[test]
fn a_folder_is_no_output() {
    let world = World::new().with("cert/a", "x");
    for name in ["cert", "cert/", "new/", "cert/.."] {
        for output in both(&world.path(name)) {
            let error = write(vec![output]).unwrap_err();
            assert!(matches!(error, FileError::Folder { .. }), "{error}");
        }
    }
    assert_eq!(world.names(), ["cert"]);
}

#[test]
fn a_socket_is_no_output() {
    let world = World::new();
    let _socket = UnixListener::bind(world.path("s")).unwrap();
    for output in both(&world.path("s")) {
        assert!(matches!(write(vec![output]), Err(FileError::Special { kind: "socket", .. })));
    }
}

#[test]
fn a_folder_below_a_file_is_named() {
    let world = World::new().with("a", "x");
    let error = write(vec![public(world.path("a/b/c"), "new", Refuse)]).unwrap_err();
    assert_eq!(error.to_string(), format!("{} is not a directory", world.path("a").display()));
}

#[test]
fn a_folder_that_takes_no_files_is_an_error() {
    let world = World::new();
    // Permissions do not stop root, but no one makes files in /sys.
    let mut folder = world.path("cert");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if rustix::process::geteuid().is_root() {
        folder = "/sys".into();
    }
    let path = folder.join("file.crt");
    let error = write(vec![public(&path, "new", Refuse)]).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot write {}: ", path.display())), "{error}");
    assert!(!error.contains("os error"));
}

#[test]
fn names_that_are_not_text_are_written_together() {
    let world = World::new();
    let name = |byte| world.folder.path().join(OsStr::from_bytes(&[byte, b'.']));
    for word in ["one", "two"] {
        write(vec![secret(name(0xfe), word, Replace), public(name(0xff), word, Replace)]).unwrap();
    }
    assert_eq!(fs::read(name(0xff)).unwrap(), b"two");
    assert_eq!(names(world.folder.path()).len(), 2);
}

#[test]
fn an_output_does_not_print_its_contents() {
    let output = secret("a.pem", "PRIVATE", Refuse);
    assert_eq!(output.access, Access::Secret);
    assert!(!format!("{output:?}").contains("80") && !format!("{output:?}").contains("PRIV"));
}

#[test]
fn a_snapshot_of_nothing_has_nothing_to_say() {
    assert!(Snapshot::open([Path::new("/no/such/folder/a"), Path::new("/dev/null")]).notes().is_empty());
}
