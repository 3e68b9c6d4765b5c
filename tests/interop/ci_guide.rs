//! The steps of docs/guide/ci.md do what the guide says.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use yaml_rust2::{Yaml, YamlLoader};

use crate::server::{NotesServer, source};
use crate::world::{DEVCERT, Program, Run, World};

const GUIDE: &str = include_str!("../../docs/guide/ci.md");

/// The code blocks of the section with this heading, in this language.
fn blocks(heading: &str, language: &str) -> Vec<String> {
    let start = GUIDE.split(&format!("## {heading}\n")).nth(1).expect("the section");
    let section = start.split("\n## ").next().unwrap();
    let fence = format!("```{language}\n");
    let blocks = section.split(&fence).skip(1);
    let blocks: Vec<_> = blocks.map(|rest| rest.split("```").next().unwrap().to_owned()).collect();
    assert!(!blocks.is_empty(), "no {language} under {heading}");
    blocks
}

fn yaml(heading: &str) -> Yaml {
    let text = blocks(heading, "yaml").remove(0);
    YamlLoader::load_from_str(&text).unwrap_or_else(|error| panic!("{heading}: {error}")).remove(0)
}

/// The lines of a YAML list or text.
fn lines(yaml: &Yaml) -> Vec<&str> {
    match yaml {
        Yaml::Array(items) => items.iter().flat_map(lines).collect(),
        Yaml::String(text) => text.lines().collect(),
        Yaml::BadValue => Vec::new(),
        other => panic!("no script: {other:?}"),
    }
}

/// A job's checkout: devcert is on PATH, `cargo` and `npm` only take down how they were called.
struct Job {
    world: World,
    environment: BTreeMap<String, String>,
}

impl Job {
    fn new() -> Self {
        let world = World::new();
        let job = Self { world, environment: BTreeMap::new() };
        job.put_on_path("cargo", &format!("test \"$*\" = 'install --locked {}'", env!("CARGO_PKG_NAME")));
        job.put_on_path("npm", "env >npm.env");
        job.put_on_path("devcert", &format!("exec {DEVCERT} \"$@\""));
        job
    }

    fn put_on_path(&self, program: &str, script: &str) {
        let name = format!("bin/{program}");
        self.world.write(&name, format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(self.world.path(&name), PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// Runs one script as the CI systems do: it ends at the first line that fails.
    fn run(&self, lines: &[&str]) -> Run {
        let shell = self.world.program_with("bash", ["-e", "-c", &lines.join("\n")]);
        let path = format!("{}:{}", self.world.path("bin").display(), std::env::var("PATH").unwrap());
        let shell = shell.env("PATH", path).env("GITHUB_ENV", self.world.path("github.env"));
        with(shell, &self.environment).run()
    }

    /// After a step of GitHub's: what it wrote to `$GITHUB_ENV` holds for those that follow.
    fn take_over_environment(&mut self) {
        let written = std::fs::read_to_string(self.world.path("github.env")).unwrap_or_default();
        self.environment.extend(variables(&written));
    }

    /// In the environment that `npm test` ran in, clients take the notes' server; in another not.
    #[track_caller]
    fn trusts_its_own_server(&self) {
        let environment = String::from_utf8(self.world.read("npm.env")).unwrap();
        let trust: BTreeMap<_, _> = variables(&environment).filter(|(name, _)| name != "PATH").collect();
        let server = NotesServer::start(&self.world);
        for client in clients(&self.world, server.https) {
            with(client, &trust).run().succeeds();
        }
        for client in clients(&self.world, server.https) {
            let refused = client.run();
            assert!(matches!(refused.status(), Some(1 | 60)), "trusted without being told:\n{refused}");
        }
    }
}

fn variables(text: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
}

fn with(program: Program, environment: &BTreeMap<String, String>) -> Program {
    environment.iter().fold(program, |program, (name, value)| program.env(name, value))
}

/// Clients that are told nothing on their command line.
fn clients(world: &World, port: u16) -> [Program; 3] {
    let node = source("interop/clients/node-client.js");
    let s_client = "s_client -brief -verify_return_error -verify_hostname localhost -connect";
    [
        world.program("node", &format!("{} localhost {port}", node.display())),
        world.program("curl", &format!("-q -sS --fail --noproxy * https://localhost:{port}/")),
        world.program("openssl", &format!("{s_client} localhost:{port}")),
    ]
}

#[test]
fn the_shell_lines_make_a_certificate_that_the_jobs_clients_trust() {
    let job = Job::new();
    let script = blocks("A shell", "sh").remove(0);
    job.run(&script.lines().collect::<Vec<_>>()).succeeds();
    job.trusts_its_own_server();
}

#[test]
fn the_github_steps_make_a_certificate_that_the_later_steps_trust() {
    let mut job = Job::new();
    let workflow = yaml("GitHub Actions");
    let steps = workflow["jobs"]["test"]["steps"].as_vec().expect("steps").clone();
    for step in &steps {
        assert!(step["run"].is_badvalue() != step["uses"].is_badvalue(), "{step:?}");
        job.run(&lines(&step["run"])).succeeds();
        job.take_over_environment();
    }
    job.trusts_its_own_server();
}

#[test]
fn the_gitlab_script_makes_a_certificate_that_the_jobs_clients_trust() {
    let job = Job::new();
    let test = &yaml("GitLab CI")["test"];
    job.run(&[lines(&test["before_script"]), lines(&test["script"])].concat()).succeeds();
    job.trusts_its_own_server();
}

#[test]
fn a_cached_folder_keeps_its_certificate_until_it_nears_its_end() {
    let path = |block: &str| YamlLoader::load_from_str(block).unwrap().remove(0);
    let caching = blocks("Caching `cert/`", "yaml");
    assert_eq!(path(&caching[0])[0]["with"]["path"].as_str(), Some("cert"));
    assert_eq!(lines(&path(&caching[1])["cache"]["paths"]), ["cert/"]);

    let job = Job::new();
    let line = "devcert selfsign --if-needed --within 30d";
    assert!(GUIDE.contains(&format!("    {line}\n")));
    job.run(&[line]).succeeds();
    let first = job.world.read("cert/file.crt");
    job.run(&[line]).succeeds().says("unchanged");
    let days_later = |days: u32| job.run(&[&format!("faketime -f +{days}d {line}")]).succeeds();
    days_later(334).says("unchanged");
    assert_eq!(job.world.read("cert/file.crt"), first);
    days_later(336).says("recreating it");
    assert_ne!(job.world.read("cert/file.crt"), first);
}

#[test]
fn every_shell_line_works_in_one_directory() {
    let job = Job::new();
    for heading in ["A shell", "Certificates that expire soon"] {
        for script in blocks(heading, "sh") {
            job.run(&script.lines().collect::<Vec<_>>()).succeeds();
        }
    }
}

#[test]
fn a_line_that_fails_ends_the_job() {
    let job = Job::new();
    job.world.write("cert", "a file where the folder should be");
    let script = blocks("A shell", "sh").remove(0);
    job.run(&script.lines().collect::<Vec<_>>()).ends_with(2).says("is not a directory");
    assert!(!job.world.path("npm.env").exists());
}
