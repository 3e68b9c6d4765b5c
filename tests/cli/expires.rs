//! `devcert expires` finds what ends, wherever it is.

use devcert::encoding::pem;

use crate::probe::{saying, tls};
use crate::shell::is_windows;
use crate::world::{Outcome, World};

/// A world with a certificate that is good, one that ends soon, and one that has ended.
fn world() -> World {
    let world = World::new();
    make(&world, "good", &["--days", "365"]);
    make(&world, "soon", &["--valid-for", "5d"]);
    make(&world, "old", &["--not-before", "2020-01-01", "--not-after", "2021-01-01"]);
    world
}

fn make(world: &World, name: &str, dates: &[&str]) {
    let host = format!("{name}.test");
    let line = ["selfsign", "--algorithm", "p256", "--dir", name, "--san", &host];
    world.run_all(&[&line[..], dates].concat()).succeeds();
}

/// The standing of each certificate, in the order of their ends.
fn standings(outcome: &Outcome) -> Vec<String> {
    let json = outcome.json();
    let certificates = json["certificates"].as_array().unwrap();
    certificates.iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect()
}

/// Every place of every certificate.
fn places(outcome: &Outcome) -> Vec<String> {
    let json = outcome.json();
    let certificates = json["certificates"].as_array().unwrap();
    let places = certificates.iter().flat_map(|one| one["locations"].as_array().unwrap());
    places.map(|place| place["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_working_folder_is_searched_and_the_first_to_end_stands_first() {
    let world = world();
    let outcome = world.run(["expires"]);
    outcome
        .fails_with(1)
        .says_nothing()
        .prints("\n      old/file.crt\nFAIL  ")
        .prints("\n      soon/file.crt\nok    ")
        .prints("old.test and 3 more\n")
        .prints("3 certificates in 6 files: 1 expired, 1 expires within 30d, 1 valid\n");
    assert_eq!(standings(&world.run(["expires", "--json"])), ["expired", "expires-soon", "valid"]);
}

#[test]
fn the_exit_code_is_that_of_the_window() {
    let world = world();
    world.run(["expires", "good"]).succeeds();
    world.run(["expires", "good", "--within", "400d"]).fails_with(1);
    world.run(["expires", "soon", "--within", "4d"]).succeeds();
    world.run(["expires", "soon"]).fails_with(1);
    world.run(["expires", "old", "--within", "0s"]).fails_with(1);
    world.run(["expires", "--quiet"]).fails_with(1).says_nothing().prints_nothing();
}

#[test]
fn a_certificate_that_is_not_valid_yet_is_a_warning() {
    let world = World::new();
    make(&world, "next", &["--not-before", "2090-01-01", "--days", "90"]);
    world.run(["expires"]).succeeds().prints("warn  2090-03-31").prints("1 not valid yet");
    assert_eq!(world.run(["expires", "--json"]).json()["verdict"], "warn");
}

#[test]
fn a_certificate_in_several_files_is_listed_once_with_all_its_places() {
    let world = world();
    let (good, soon) = (world.text("good/file.crt"), world.text("soon/file.crt"));
    world.write("copy.txt", &good);
    world.write("chain.pem", format!("{soon}{good}"));
    let line = 1 + soon.lines().count();
    let outcome = world.run(["expires", "--json"]);
    assert_eq!(outcome.json()["summary"]["certificates"], 3);
    let expected = ["old/file.crt", "chain.pem", "soon/file.crt", "chain.pem", "copy.txt", "good/file.crt"];
    assert_eq!(places(&outcome), expected);
    world
        .run(["expires"])
        .prints(&format!("\n      chain.pem:{line}\n      copy.txt\n      good/file.crt\n"));
}

#[test]
fn a_pkcs12_file_opens_with_a_passphrase_and_is_told_without_one() {
    let world = world();
    world.write("pass", "secret\n");
    world.write("wrong", "guess\n");
    let convert = ["convert", "old/private.pem", "old/file.crt", "--to", "pkcs12", "--out", "old/store.p12"];
    world.run_all(&[&convert[..], &["--new-passphrase", "file:pass"]].concat()).succeeds();
    world.run(["expires", "good", "old"]).fails_with(1).prints(
        "skip  old/store.p12: a PKCS#12 file is encrypted, and no given passphrase opens it\n      hint: add --passphrase env:NAME",
    );
    let tried = ["expires", "old", "--json", "--passphrase", "file:wrong", "--passphrase", "file:pass"];
    assert_eq!(places(&world.run(tried)), ["old/file.crt", "old/store.p12"]);
    world
        .run(["expires", "old/store.p12", "--passphrase", "file:wrong"])
        .fails_with(1)
        .prints("skip  old/store.p12: a PKCS#12 file is encrypted")
        .prints("hint: add --passphrase")
        .prints("no certificates found in 1 file, 1 skipped\n");
    world.refuses(["expires", "old", "--passphrase", "secret"]).says("never on the command line");
}

#[test]
fn the_secret_of_kubernetes_that_convert_writes_is_read() {
    let world = world();
    world
        .run(["convert", "good/private.pem", "good/file.crt", "--preset", "k8s", "--out-dir", "k8s"])
        .succeeds();
    assert_eq!(standings(&world.run(["expires", "k8s", "--json"])), ["valid"]);
}

#[test]
fn what_is_meant_to_be_expired_can_be_left_out() {
    let world = world();
    world.run(["expires", "--exclude", "old", "--exclude", "soon/*.crt"]).succeeds();
    world.write(".devcertignore", "# fixtures\nold/\nsoon/\n");
    world.run(["expires"]).succeeds().prints("1 certificate in 3 files: 1 valid");
    world.run(["expires", "--no-ignore"]).fails_with(1);
    world.run(["expires", "old/file.crt"]).fails_with(1);
    world.refuses(["expires", "--exclude", "a{b"]).says("\"a{b\" is not a pattern").says("as in .gitignore");
}

#[test]
fn folders_of_programs_are_searched_when_asked_for() {
    let world = world();
    world.folder("node_modules");
    world.folder(".cache");
    world.write("node_modules/a.pem", world.text("old/file.crt"));
    world.write(".cache/a.pem", world.text("old/file.crt"));
    let count = |args: [&str; 3]| places(&world.run(args)).len();
    assert_eq!(count(["expires", ".", "--json"]), 3);
    assert_eq!(count(["expires", "--no-ignore", "--json"]), 5);
    assert_eq!(count(["expires", ".cache", "--json"]), 1);
}

#[test]
fn nothing_to_look_at_is_told_apart_from_nothing_found() {
    let world = world();
    world.folder("empty");
    world.write("empty/notes.txt", "nothing here\n");
    let none = world.refuses(["expires", "empty"]);
    none.says("error: no certificates found in 1 file\n").says("hint: devcert expires --no-ignore empty ");
    let none = world.run(["expires", "empty", "--json", "--no-ignore"]);
    assert_eq!(none.fails_with(2).json()["error"], "no certificates found in 1 file");
    none.says("hint: devcert inspect --recursive empty ");
    world.run(["expires", "empty", "good"]).succeeds();
    world.refuses(["expires", "missing"]).says("missing does not exist");
    world
        .refuses(["expires", "good/private.pem"])
        .says("no certificate found in good/private.pem")
        .says("devcert inspect good/private.pem");
    world.write("cut.pem", &world.text("good/file.crt")[..200]);
    world.run(["expires", "cut.pem"]).fails_with(1).prints("the file is truncated");
    world.run(["expires", "cut.pem", "good"]).fails_with(1).prints("skip  cut.pem: the CERTIFICATE");
}

#[test]
fn a_certificate_that_cannot_be_read_fails_the_check_unless_that_is_accepted() {
    let world = world();
    let good = world.text("good/file.crt");
    let begin = good.lines().take(5).collect::<Vec<_>>().join("\n");
    for (name, contents) in [
        ("cut.pem", good[..200].to_owned()),
        ("in-the-middle.pem", format!("{good}{begin}\n{good}")),
        ("letters.pem", good.replacen("MII", "M*I", 1)),
        ("config.env", format!("CERT=\"{}\"\n", begin.replace('\n', "\\n"))),
    ] {
        world.write(&format!("good/{name}"), contents);
        let outcome = world.run(["expires", "good"]);
        outcome.fails_with(1).prints(&format!("skip  good/{name}")).prints(", 1 skipped\n");
        let json = world.run(["expires", "good", "--json"]).json();
        assert_eq!((&json["verdict"], &json["summary"]["unreadable"]), (&"fail".into(), &1.into()), "{name}");
        for (format, mark) in
            [("junit", "errors=\"1\""), ("github", "::error "), ("sarif", "\"level\": \"error\"")]
        {
            world.run(["expires", "good", "--format", format]).fails_with(1).prints(mark);
        }
        let accepted = world.run(["expires", "good", "--ignore-unreadable", "--json"]);
        let json = accepted.succeeds().json();
        assert_eq!((&json["verdict"], &json["summary"]["skipped"]), (&"pass".into(), &1.into()), "{name}");
        let junit = world.run(["expires", "good", "--ignore-unreadable", "--format", "junit"]);
        junit.succeeds().prints("errors=\"0\" skipped=\"1\"");
        std::fs::remove_file(world.path(&format!("good/{name}"))).unwrap();
    }
    world.write("good/key.pem", "-----BEGIN PRIVATE KEY-----\nAA\n");
    world.run(["expires", "good"]).succeeds();
    world.write("cut.pem", &good[..200]);
    let nothing = world.refuses(["expires", "cut.pem", "good/private.pem", "--ignore-unreadable"]);
    nothing.says("no certificate found in cut.pem, good/private.pem");
}

#[test]
fn certificates_in_programs_and_configurations_are_found() {
    let world = world();
    let old = world.text("old/file.crt");
    world.folder("src");
    let escaped = old.replace('\n', "\\n");
    world.write("src/a.go", format!("var pem = `{old}`\n"));
    world.write("src/b.env", format!("CERT={escaped}\n"));
    world.write("src/c.json", format!("{{\"cert\": \"{escaped}\"}}\n"));
    world.write("src/d.py", format!("CERT = \"\"\"{old}\"\"\"\n"));
    let outcome = world.run(["expires", "src", "--json"]);
    assert_eq!(places(outcome.fails_with(1)), ["src/a.go", "src/b.env", "src/c.json", "src/d.py"]);
}

#[test]
fn names_are_whole_in_a_pipe_and_in_a_file() {
    let world = World::new();
    let long = "a-rather-long-name-for-one-machine.in-a-department.example.test";
    world.run(["selfsign", "-a", "p256", "--no-default-names", "--san", long]).succeeds();
    world.run(["expires"]).succeeds().prints(&format!("  {long}\n"));
    world.run(["expires", "--out", "table.txt"]).succeeds();
    assert!(world.text("table.txt").contains(long));
}

#[test]
fn standard_input_is_a_file_too() {
    let world = world();
    let read = world.stdin(world.read("old/file.crt")).run(["expires", "-"]);
    read.fails_with(1).prints("\n      standard input\n");
    world.stdin("").run(["expires", "-"]).fails_with(2).says("standard input is empty");
    let two = world.stdin("x").run(["expires", "-", "--passphrase", "stdin"]);
    two.fails_with(2).says("standard input cannot be used twice");
}

#[test]
fn every_format_goes_to_standard_output_or_to_a_file_beside_the_table() {
    let world = world();
    for (format, beginning) in [
        ("json", "{\n  \"version\": 1,"),
        ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "),
        ("sarif", "{\n  \"$schema\": "),
        ("github", "::error file=old/file.crt,line=1,title=Certificate expired::old.test"),
        ("table", "      expires "),
    ] {
        let printed = world.run(["expires", "--format", format]);
        printed.fails_with(1);
        assert!(printed.stdout_text().starts_with(beginning), "{printed}");
        let file = world.run(["expires", "--format", format, "--out", "report"]);
        file.fails_with(1).says("wrote report: 3 certificates");
        assert!(world.text("report").starts_with(beginning));
        assert_eq!(file.stdout_text().is_empty(), format == "table", "{file}");
        assert_eq!(file.stdout_text().contains("FAIL  2021-01-01"), format != "table", "{file}");
        world.refuses(["expires", "--out", "report"]).says("report already exists");
        world.run(["expires", "--out", "report", "--force"]).fails_with(1);
        std::fs::remove_file(world.path("report")).unwrap();
    }
}

#[test]
fn a_report_does_not_replace_what_it_is_about() {
    let world = world();
    let refused = world.refuses(["expires", "--out", "good/file.crt", "--force"]);
    refused.says("good/file.crt is one of the scanned files");
    world.refuses(["expires", "--within", "-3d"]).says("--within: \"-3d\" is not a length of time");
}

#[test]
fn json_on_standard_output_and_another_format_in_a_file_go_together() {
    let world = world();
    let both = world.run(["expires", "--json", "--format", "junit", "--out", "report.xml"]);
    assert_eq!(both.fails_with(1).says_nothing().json()["command"], "expires");
    assert!(world.text("report.xml").contains("failures=\"2\""));
    world.run(["expires", "--json", "--format", "junit"]).fails_with(2).says("to a file with --out");
    world.run(["expires", "--json", "--format", "json"]).fails_with(1);
}

#[test]
fn what_a_certificate_says_does_not_act_on_the_terminal() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world.write("a\u{1b}[2J\n.pem", world.text("cert/file.crt"));
    world.run(["expires"]).succeeds().prints("a\\u{1b}[2J\\u{a}.pem\n");
    let text = world.run(["expires", "--format", "github", "--within", "400d"]);
    assert_eq!(text.fails_with(1).stdout_text().lines().count(), 1, "{text}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told_and_does_not_stop_the_rest() {
    let world = world();
    std::os::unix::fs::symlink(".", world.path("circle")).unwrap();
    std::os::unix::fs::symlink("gone", world.path("dangling.pem")).unwrap();
    world.folder("closed");
    world.set_mode("closed", 0o000);
    let outcome = world.run(["expires"]);
    world.set_mode("closed", 0o700);
    outcome.fails_with(1).prints("3 certificates in 6 files");
    if !rustix::process::geteuid().is_root() {
        outcome.prints("skip  cannot read closed: permission denied");
    }
}

/// As many certificates as are asked for, each with a serial number of its own and every tenth one
/// expired: one that devcert made, with other numbers in it, for nobody looks at its signature here.
fn many(world: &World, count: u32) -> Vec<Vec<u8>> {
    world.run(["selfsign", "-a", "p256", "--outform", "der", "--out", "model.der"]).succeeds();
    let model = world.read("model.der");
    std::fs::remove_file(world.path("model.der")).unwrap();
    let serial = model.windows(2).position(|tag| tag[0] == 2 && (19..=20).contains(&tag[1])).unwrap() + 2;
    let times: Vec<_> = model.windows(2).enumerate().filter(|(_, tag)| *tag == b"\x17\x0d").collect();
    // YYMMDDhhmmssZ, the second of the two times.
    let end = times[1].0 + 2;
    let one = |number: u32| {
        let mut der = model.clone();
        der[serial + 8..serial + 12].copy_from_slice(&number.to_be_bytes());
        if number.is_multiple_of(10) {
            der[end..end + 4].copy_from_slice(b"2001");
        }
        pem::encode("CERTIFICATE", &der).expose().to_vec()
    };
    (0..count).map(one).collect()
}

#[test]
fn of_a_hundred_thousand_certificates_in_a_tree_none_is_lost() {
    let world = World::new();
    // Under Wine, a file takes ten times as long.
    let count = if is_windows() { 10_000 } else { 100_000 };
    for (number, ten) in many(&world, count).chunks(10).enumerate() {
        let folder = world.path("tree").join((number / 1000).to_string()).join((number / 100).to_string());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{number}.pem")), ten.concat()).unwrap();
    }
    let outcome = world.run(["expires", "tree"]);
    outcome.fails_with(1).says_nothing();
    let last = outcome.stdout_text().lines().next_back().unwrap();
    let [files, valid] = [count / 10, count / 10 * 9];
    assert_eq!(last, format!("{count} certificates in {files} files: {files} expired, {valid} valid"));
}

#[test]
fn of_the_certificates_in_one_file_none_is_lost_and_a_file_that_is_too_large_is_told() {
    let world = World::new();
    let many = many(&world, 30_000);
    world.folder("in");
    world.write("in/all.pem", many[..20_000].concat());
    world
        .run(["expires", "in"])
        .fails_with(1)
        .prints("\n20000 certificates in 1 file: 2000 expired, 18000 valid\n");
    world.write("in/more.pem", many.concat());
    let remedy = "hint: add --limit bytes=64M if you trust the file";
    world.refuses(["expires", "in/more.pem"]).says("in/more.pem is larger than 16 MiB").says(remedy);
    let all = world.run(["expires", "in/more.pem", "--limit", "bytes=64M"]);
    all.fails_with(1).prints("\n30000 certificates in 1 file: 3000 expired, 27000 valid\n");
    let stream = world.stdin(world.read("in/more.pem"));
    stream.refuses(["expires", "-"]).says("standard input is larger than 16 MiB").says(remedy);
    let both = world.run(["expires", "in"]);
    both.fails_with(1).prints("skip  in/more.pem is larger than 16 MiB").prints(", 1 skipped\n");
}

/// A world with a certificate in `cert/` that expires in five days, and a server with it.
fn served() -> (World, String) {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256", "--valid-for", "5d"]).succeeds();
    let target = tls(&world, |_| ());
    (world, target)
}

#[test]
fn certificates_of_servers_are_listed_with_those_of_files() {
    let (world, target) = served();
    let server = world.run(["expires", &target]);
    server
        .fails_with(1)
        .prints(&format!("\n      {target}\n"))
        .prints("1 certificate in 1 server: 1 expires within 30d\n");
    world.run(["expires", &target, "--within", "4d"]).succeeds();
    world.run(["expires", &format!("https://{target}/path"), "--within", "4d"]).succeeds().prints(&target);
    let both = world.run(["expires", "cert", &target, "--json"]);
    let json = both.fails_with(1).json();
    assert_eq!((&json["summary"]["servers"], &json["summary"]["certificates"]), (&1.into(), &1.into()));
    let places = &json["certificates"][0]["locations"];
    assert_eq!(
        (&places[0]["path"], &places[0]["server"]),
        (&target.clone().into(), &true.into()),
        "{places}"
    );
    assert_eq!(
        (&places[1]["path"], &places[1]["server"]),
        (&"cert/file.crt".into(), &false.into()),
        "{places}"
    );
    let table = world.run(["expires", "cert", &target]);
    table.prints("1 certificate in 2 files and 1 server: 1 expires within 30d\n");
}

#[test]
fn unreachable_server_is_reported_like_an_unreadable_file() {
    let (world, target) = served();
    let http = saying(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let line = ["expires", &target, &http, "--within", "4d"];
    let run = world.run(line);
    run.fails_with(1)
        .prints(&format!("skip  {http}: does not answer with TLS, but with plain HTTP\n"))
        .prints("1 skipped");
    world.run_all(&[&line[..], &["--ignore-unreadable"]].concat()).succeeds();
    let json = world.run_all(&[&line[..], &["--json"]].concat()).json();
    let one = &json["skipped"][0];
    assert_eq!((&one["path"], &one["fails"]), (&http.clone().into(), &true.into()), "{one}");
    world.refuses(["expires", &http]).says("plain HTTP").says_one_clear_line();
    // A file of such a name is a file.
    world.refuses(["expires", "nosuch.pem"]).says("nosuch.pem does not exist");
    world.write("a.test:443", world.read("cert/file.crt"));
    world
        .run(["expires", "a.test:443", "--within", "4d"])
        .succeeds()
        .prints("1 certificate in 1 file: 1 valid\n");
}

#[test]
fn servers_are_in_every_format() {
    let (world, target) = served();
    let http = saying(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let report =
        |format: &str| world.run(["expires", &target, &http, "--format", format]).stdout_text().to_owned();
    let junit = report("junit");
    assert!(junit.contains(&format!("classname=\"{target}\"")), "{junit}");
    assert!(junit.contains(&format!("classname=\"{http}\" name=\"unreadable\"")), "{junit}");
    let sarif: serde_json::Value = serde_json::from_str(&report("sarif")).unwrap();
    let place =
        &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(place, &format!("tls://{target}"));
    let github = report("github");
    assert!(
        github.contains(&format!("::error title=Certificate expires soon::{target}: localhost")),
        "{github}"
    );
    assert!(
        github.contains(&format!("::error title=Server unreachable::{http}: does not answer")),
        "{github}"
    );
}

#[test]
fn servers_of_other_protocols_are_asked_by_starttls() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256", "--valid-for", "5d"]).succeeds();
    let target = tls(&world, |stream| {
        use std::io::{Read as _, Write as _};
        stream.write_all(b"+OK ready\r\n").unwrap();
        stream.read_exact(&mut [0; 6]).unwrap();
        stream.write_all(b"+OK go\r\n").unwrap();
    });
    world.run(["expires", &target, "--starttls", "pop3"]).fails_with(1).prints("1 expires within 30d");
    // With a protocol, a bare host is a server too.
    let refused = world.refuses(["expires", "no-such-host.invalid", "--starttls", "pop3", "--timeout", "2s"]);
    refused.says("no-such-host.invalid");
}
