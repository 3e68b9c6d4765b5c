use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::*;

fn sh(script: &str) -> Call {
    Call::new("/bin/sh").args(["-c", script])
}

#[test]
fn a_program_gets_its_arguments_as_they_are_and_its_input() {
    let call = sh(r#"printf '%s|' "$@"; cat"#).args(["zero", "a b", "$HOME;*"]).input("in");
    assert_eq!(call.run().unwrap().text(), "a b|$HOME;*|in");
}

#[test]
fn a_program_that_is_given_nothing_reads_the_end_of_its_input() {
    assert_eq!(sh("cat; echo end").run().unwrap().text(), "end\n");
}

#[test]
fn a_program_that_is_missing_is_named() {
    let error = Call::new("/nonexistent/certutil").run().unwrap_err();
    assert_eq!(error.to_string(), "certutil not found");
}

#[test]
fn a_failure_has_its_status_and_the_line_that_says_most() {
    for (script, failure) in [
        ("echo; echo one >&2; echo two >&2; exit 3", "sh failed with status 3: one"),
        ("echo hm >&2; echo 'sh: bad thing' >&2; exit 1", "sh failed with status 1: sh: bad thing"),
        (
            "echo 'Picked up X' >&2; echo 'keytool error: no'; exit 1",
            "sh failed with status 1: keytool error: no",
        ),
        ("exit 4", "sh failed with status 4"),
        ("kill -9 $$", "sh failed with signal 9"),
    ] {
        assert_eq!(sh(script).run().unwrap_err().to_string(), failure);
    }
}

#[test]
fn a_program_that_hangs_is_stopped_with_all_that_it_has_started() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let start = Instant::now();
    let script = format!("(sleep 2; touch '{}') & wait", mark.display());
    let error = sh(&script).timeout(Duration::from_millis(200)).run().unwrap_err();
    assert_eq!(error.to_string(), "sh timed out after 200 ms and was stopped");
    assert!(start.elapsed() < Duration::from_secs(2));
    std::thread::sleep(Duration::from_millis(2500));
    assert!(!mark.exists(), "what it had started went on");
}

#[test]
fn a_program_that_never_stops_writing_is_stopped_at_the_limit() {
    for script in ["yes", "yes >&2", "yes & wait"] {
        let start = Instant::now();
        let error = sh(script).run().unwrap_err();
        assert_eq!(error.to_string(), "sh wrote more than 16 MiB and was stopped", "{script}");
        assert!(start.elapsed() < Duration::from_secs(20), "{script}");
    }
    let error = sh("head -c 2000 /dev/zero").limit(1000).run().unwrap_err();
    assert_eq!(error.to_string(), "sh wrote more than 1000 bytes and was stopped");
    assert_eq!(sh("head -c 1000 /dev/zero").limit(1000).run().unwrap().stdout.len(), 1000);
}

#[test]
fn a_program_has_ended_when_what_it_left_running_has_not() {
    let start = Instant::now();
    let captured = sh("echo out; echo err >&2; sleep 60 & exit 0").run().unwrap();
    assert_eq!((captured.text().as_str(), captured.stderr.as_slice()), ("out\n", &b"err\n"[..]));
    let error = sh("echo bad >&2; sleep 60 & exit 3").run().unwrap_err();
    assert_eq!(error.to_string(), "sh failed with status 3: bad");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_was_left_running_cannot_write_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let script = format!("(sleep 3; yes; touch '{}') & exit 0", mark.display());
    sh(&script).run().unwrap();
    let start = Instant::now();
    while !mark.exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "yes goes on");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_call_through_another_program_keeps_its_input() {
    let call = Call::new("/bin/cat").arg("-").input("x").through(sh("exec \"$@\"").arg("sh"));
    assert_eq!(call.to_string(), "/bin/sh -c exec \"$@\" sh /bin/cat -");
    assert_eq!(call.run().unwrap().text(), "x");
}

#[test]
fn only_files_that_can_be_run_are_programs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tool");
    std::fs::create_dir(folder.path().join("other")).unwrap();
    std::fs::write(&path, "").unwrap();
    let folders = [folder.path().to_owned()];
    assert_eq!(find("tool", &folders), None);
    assert_eq!(find("other", &folders), None);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(find("tool", &folders), Some(path));
}
