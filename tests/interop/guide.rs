//! The servers of the guide start as they are written there, and the recording in the README is what the program prints.

use std::process::Command;

use crate::servers::{Running, free_port};
use crate::world::{DEVCERT, Program, Run, World};

const FRAMEWORKS: &str = include_str!("../../docs/guide/frameworks.md");
const MUTUAL_TLS: &str = include_str!("../../docs/guide/mutual-tls.md");

/// The block of a page that begins with this line.
fn block(page: &str, first: &str) -> String {
    let blocks = page.split("\n```").skip(1).step_by(2);
    let mut bodies = blocks.filter_map(|block| block.split_once('\n')).map(|(_, body)| body);
    bodies.find(|body| body.starts_with(first)).unwrap_or_else(|| panic!("no block with {first}")).to_owned()
}

/// A world after the commands at the top of both pages.
fn world() -> World {
    let world = World::new();
    world.devcert("issue --algorithm p256").succeeds();
    world.devcert("issue --algorithm p256 --profile client alice --dir alice").succeeds();
    world.devcert("ca export --out ca.crt").succeeds();
    world
}

/// Writes the block into `file`, with another port, and starts the program that `program` gives for it.
fn start(
    world: &World,
    page: &str,
    first: &str,
    file: &str,
    program: impl FnOnce(&World) -> Program,
) -> Running {
    let port = free_port();
    world.write(file, block(page, first).replace("3001", &port.to_string()));
    Running::start(program(world), port)
}

fn curl(world: &World, server: &Running, options: &str) -> Run {
    let trust = "-q -sS --fail --noproxy * --capath /nonexistent --cacert ca.crt";
    world.program("curl", &format!("{trust} {options} https://localhost:{}/", server.port)).run()
}

#[test]
fn servers_of_the_frameworks_page_start_as_written() {
    let world = world();
    let node =
        start(&world, FRAMEWORKS, "// server.mjs", "server.mjs", |it| it.program("node", "server.mjs"));
    curl(&world, &node, "").succeeds().says("hello");
    let python =
        start(&world, FRAMEWORKS, "# server.py", "server.py", |it| it.program("python3", "server.py"));
    curl(&world, &python, "").succeeds().says("Directory listing");
    let go = start(&world, FRAMEWORKS, "// server.go", "server.go", |it| {
        it.program("go", "build -o server server.go").env("GO111MODULE", "off").run().succeeds();
        it.program(it.path("server"), "")
    });
    curl(&world, &go, "").succeeds().says("hello");
}

#[test]
fn servers_of_the_mutual_tls_page_require_a_client_certificate() {
    let world = world();
    let alice = "--cert alice/file.crt --key alice/private.pem";
    let node = start(&world, MUTUAL_TLS, "// mutual-server.mjs", "mutual-server.mjs", |it| {
        it.program("node", "mutual-server.mjs")
    });
    let nginx = start(&world, MUTUAL_TLS, "server {\n  listen 3001 ssl;", "server.conf", |it| {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary.map(|what| format!("{what}_temp_path {what};")).concat();
        let http = format!("http {{ access_log off; {temporary} include server.conf; }}");
        it.write("nginx.conf", format!("daemon off; master_process off; pid nginx.pid; events {{}} {http}"));
        let folder = it.folder();
        // Debian puts servers where PATH does not reach for users.
        it.program_with(
            "/usr/sbin/nginx",
            ["-p", folder.to_str().unwrap(), "-c", "nginx.conf", "-e", "stderr"],
        )
    });
    for server in [&node, &nginx] {
        curl(&world, server, alice).succeeds().says("hello").says("alice");
        assert!(!curl(&world, server, "").text().contains("hello"));
    }
}

#[test]
fn recording_in_the_readme_is_what_the_program_prints() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/demo/record");
    let output = Command::new(script).arg("--check").env("DEVCERT", DEVCERT).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
