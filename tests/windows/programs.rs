//! Programs that devcert starts, and variables for them.

use crate::world::{Outcome, World};

const RUN: [&str; 4] = ["run", "--cert", "cert.pem", "--"];

fn run(world: &World, command: &[&str]) -> Outcome {
    world.run_all(&[&RUN, command].concat())
}

#[test]
fn a_program_finds_files_with_the_certificate_and_has_its_own_exit_code_and_streams() {
    let world = World::with_files();
    let variables = run(&world, &["cmd", "/d", "/c", "set"]);
    let text = variables.succeeds().unchanged_text().to_owned();
    for name in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"] {
        let path = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("=Z:")).unwrap();
        let file = std::fs::read_to_string(path.trim().replace('\\', "/")).unwrap();
        assert!(file.starts_with(&world.text("cert.pem")), "{name}");
    }
    assert!(text.contains(r"\java.p12 -Djavax.net.ssl.trustStoreType=PKCS12 "), "{text}");
    run(&world, &["cmd", "/d", "/c", "exit 7"]).fails_with(7).prints_nothing().says_nothing();
    run(&world, &["cmd", "/d", "/c", "echo out"]).succeeds().prints("out");
    run(&world, &["cmd", "/d", "/c", "echo bad>&2"]).succeeds().says("bad");
}

#[test]
fn a_batch_file_on_path_is_found_without_its_extension_and_gets_its_arguments() {
    let world = World::with_files();
    world.folder("bin");
    world.write("bin/npm.cmd", "@echo npm [%1] [%2]\r\n@exit /b 3\r\n");
    let path = format!("Z:{}", world.path("bin").display()).replace('/', "\\");
    let started =
        world.env("WINEPATH", &path).run(["run", "--cert", "cert.pem", "--", "npm", "--json", "b c"]);
    started.fails_with(3).prints("npm [--json] [\"b c\"]");
    run(&world, &[r".\bin\npm", "x"]).fails_with(3).prints("npm [x] []");
    run(&world, &["bin/npm.cmd", "x"]).fails_with(3).prints("npm [x] []");
}

#[test]
fn a_program_that_cannot_be_run_is_named() {
    let world = World::with_files();
    run(&world, &["no-such-program"])
        .fails_with(2)
        .says("error: program no-such-program not found on PATH\n");
    run(&world, &[r".\missing"]).fails_with(2).says("missing does not exist\n");
}

#[test]
fn lines_of_trust_env_set_the_variables_in_cmd() {
    let world = World::with_files();
    world.folder("a b & c");
    world.write("a b & c/cert.pem", world.read("cert.pem"));
    let line = "devcert trust env --format cmd --cert \"a b & c\\cert.pem\" > env.cmd && call env.cmd && \
                set SSL_CERT_FILE && set JAVA_TOOL_OPTIONS";
    let set = world.paste(line);
    let text = set.succeeds().unchanged_text().to_owned();
    let path = text.lines().find_map(|line| line.strip_prefix("SSL_CERT_FILE=Z:")).unwrap();
    let file = std::fs::read_to_string(path.trim().replace('\\', "/")).unwrap();
    assert!(file.starts_with(&world.text("cert.pem")));
    assert!(text.contains("JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore="), "{text}");
}

#[test]
fn lines_of_trust_env_are_those_of_powershell_unless_a_format_is_given() {
    let world = World::with_files();
    let default = world.run(["trust", "env", "--cert", "cert.pem"]);
    assert!(default.succeeds().unchanged_text().starts_with(r"$env:SSL_CERT_FILE = 'Z:\"), "{default}");
    let sh = world.run(["trust", "env", "--cert", "cert.pem", "--format", "sh"]);
    assert!(sh.succeeds().unchanged_text().starts_with(r"export SSL_CERT_FILE='Z:\"), "{sh}");
}
