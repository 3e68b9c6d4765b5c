//! `devcert run` and `devcert trust env`: trust by variables.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt};

use crate::shell::is_windows;
use crate::world::{Run, World};

fn with_path(world: &World) -> Run<'_> {
    world.env("PATH", "/usr/bin:/bin")
}

/// The value of a variable in the output of `env`.
fn value(text: &str, name: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("{name} is not set in\n{text}")).to_owned()
}

#[test]
fn the_program_finds_files_with_the_certificate() {
    let world = World::with_files();
    let run = with_path(&world).run(["run", "--cert", "cert.pem", "--", "env"]);
    let text = run.succeeds().stdout_text().to_owned();
    let certificate = world.text("cert.pem");
    for name in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"] {
        let file = std::fs::read_to_string(value(&text, name)).unwrap();
        assert!(file.starts_with(&certificate), "{name}");
    }
    assert!(value(&text, "JAVA_TOOL_OPTIONS").contains("/java.p12 -Djavax.net.ssl.trustStoreType=PKCS12 "));
}

#[test]
fn what_the_variables_named_before_stays_trusted() {
    let world = World::with_files();
    world.run(["selfsign", "--dir", "other", "--algorithm", "p256"]).succeeds();
    let other = world.path("other/file.crt").display().to_string();
    let run = with_path(&world).env("SSL_CERT_FILE", &other).env("NODE_EXTRA_CA_CERTS", &other);
    let text = run
        .env("JAVA_TOOL_OPTIONS", "-Xmx9m")
        .run(["run", "--cert", "cert.pem", "--", "env"])
        .stdout_text()
        .to_owned();
    let both = world.text("cert.pem") + &world.text("other/file.crt");
    for name in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] {
        assert_eq!(std::fs::read_to_string(value(&text, name)).unwrap(), both, "{name}");
    }
    assert!(value(&text, "JAVA_TOOL_OPTIONS").starts_with("-Xmx9m -Djavax"));
}

#[test]
fn the_files_are_made_once_and_again_when_the_roots_change() {
    let world = World::with_files();
    world.write("roots.pem", world.read("cert.pem"));
    world.run(["selfsign", "--dir", "other", "--algorithm", "p256"]).succeeds();
    let roots = world.path("roots.pem").display().to_string();
    let files = || {
        let run = with_path(&world).env("SSL_CERT_FILE", &roots);
        let text = run.run(["run", "--cert", "cert.pem", "--", "env"]).succeeds().stdout_text().to_owned();
        let java = value(&text, "SSL_CERT_FILE").replace("bundle.pem", "java.p12");
        [value(&text, "SSL_CERT_FILE"), java].map(|path| std::fs::metadata(path).unwrap().ino())
    };
    let first = files();
    assert_eq!(files(), first);
    world.write("roots.pem", world.read("other/file.crt"));
    let second = files();
    assert!(first[0] != second[0] && first[1] != second[1]);
}

#[test]
fn exit_codes_signals_and_streams_are_the_programs_own() {
    let world = World::with_files();
    let sh = |script: &'static str| ["run", "--cert", "cert.pem", "--", "sh", "-c", script];
    with_path(&world).run(sh("echo out; echo err >&2; exit 7")).fails_with(7).prints("out\n").says("err\n");
    with_path(&world).run(sh("exit 0")).succeeds().prints_nothing().says_nothing();
    let killed = world.command().env("PATH", "/usr/bin:/bin").args(sh("kill -TERM $$")).status().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&killed), Some(15));
    let piped = Run::run(world.stdin("in"), ["run", "--cert", "cert.pem", "--", "/bin/cat"]);
    piped.succeeds().prints("in");
}

#[test]
fn options_behind_the_program_are_its_own() {
    let world = World::with_files();
    let run = with_path(&world).run(["run", "--cert", "cert.pem", "echo", "--cert", "--json", "-q"]);
    assert_eq!(run.succeeds().stdout_text(), "--cert --json -q\n");
}

#[test]
fn a_program_that_cannot_be_run_is_named() {
    let world = World::with_files();
    world.write("no-program", "");
    std::fs::set_permissions(world.path("no-program"), PermissionsExt::from_mode(0o644)).unwrap();
    for (program, told) in [
        ("no-such-program", "error: program no-such-program not found on PATH\n"),
        ("./missing", "error: ./missing does not exist\n"),
        ("./no-program", "error: ./no-program is not executable\n"),
    ] {
        with_path(&world)
            .run(["run", "--cert", "cert.pem", "--", program])
            .fails_with(2)
            .says(told)
            .says_one_clear_line();
    }
}

#[test]
fn each_shell_gets_its_own_lines() {
    let world = World::with_files();
    for (format, line) in [
        ("sh", "export SSL_CERT_FILE='/"),
        ("fish", "set -gx SSL_CERT_FILE '/"),
        ("powershell", "$env:SSL_CERT_FILE = '/"),
        ("github", "SSL_CERT_FILE=/"),
        ("dotenv", "SSL_CERT_FILE=/"),
        ("docker", "SSL_CERT_FILE=/"),
    ] {
        let outcome = world.run(["trust", "env", "--cert", "cert.pem", "--format", format]);
        assert!(outcome.succeeds().stdout_text().starts_with(line), "{outcome}");
    }
    let json = world.run(["trust", "env", "--cert", "cert.pem", "--json"]).succeeds().json();
    assert_eq!(json["variables"][0]["name"], "SSL_CERT_FILE");
}

#[test]
fn a_container_is_given_the_directory_of_the_files() {
    let world = World::with_files();
    let outcome = world.run(["trust", "env", "--cert", "cert.pem", "--format", "docker"]);
    let file = value(outcome.succeeds().stdout_text(), "SSL_CERT_FILE");
    let folder = file.strip_suffix("/bundle.pem").unwrap();
    outcome.says(&format!("docker run --volume {folder}:{folder}:ro"));
}

#[test]
fn a_shell_that_reads_the_lines_has_the_variables() {
    let world = World::with_files();
    let arguments = ["trust", "env", "--cert", "cert.pem", "--format", "sh"];
    let lines = world.run(arguments).succeeds().stdout_text().to_owned();
    let by_default = world.run_all(&arguments[..4]);
    assert_eq!(by_default.succeeds().stdout_text() == lines, !is_windows());
    let script = format!("{lines}\ncat \"$NODE_EXTRA_CA_CERTS\"");
    let shell = std::process::Command::new("/bin/sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(shell.stdout).unwrap(), world.text("cert.pem"));
}
