//! `devcert trust` in a home of its own, with stand-ins for the programs that change stores.
//!
//! Only the store `nss` is ever changed here: it is in the home folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::world::{Run, World};

/// A certutil that keeps each certificate in a file of the database's folder: its flags, then the PEM.
pub(crate) const CERTUTIL: &str = r#"#!/bin/sh
PATH=/usr/bin:/bin
while [ $# -gt 0 ]; do case $1 in
  -L|-A|-D) verb=$1;; -n) shift; name=$1;; -t) shift; flags=$1;; -d) shift; db=${1#sql:};; -f) shift;;
esac; shift; done
case $verb in
  -A) { echo "$flags"; cat; } >"$db/$name.nick";;
  -D) rm "$db/$name.nick";;
  -L) if [ "$name" ]; then tail -n +2 "$db/$name.nick"; else
        for file in "$db"/*.nick; do [ -e "$file" ] || continue
          name=${file##*/}; printf '%s    %s  \n' "${name%.nick}" "$(head -n 1 "$file")"
        done
      fi;;
esac
"#;

/// A world with `cert.pem`, a home with one profile of Firefox, and a certutil.
pub(crate) fn with_firefox(certutil: &str) -> World {
    let world = World::with_files();
    for folder in ["bin", "home", "home/.mozilla", "home/.mozilla/firefox", "home/.mozilla/firefox/a.default"]
    {
        world.folder(folder);
    }
    world.write("home/.mozilla/firefox/a.default/cert9.db", "");
    world.write("bin/certutil", certutil);
    fs::set_permissions(world.path("bin/certutil"), PermissionsExt::from_mode(0o755)).unwrap();
    world
}

/// The same with the database of Chromium.
fn with_firefox_and_chromium() -> World {
    let world = with_firefox(CERTUTIL);
    world.folder("home/.pki");
    world.folder("home/.pki/nssdb");
    world.write("home/.pki/nssdb/cert9.db", "");
    world
}

/// What `trust status` says of these stores.
fn status(world: &World, store: &str) -> serde_json::Value {
    at_home(world).run(["trust", "status", "--store", store, "--cert", "cert.pem", "--json"]).json()
}

fn at_home(world: &World) -> Run<'_> {
    let [home, bin] = ["home", "bin"].map(|name| world.path(name).display().to_string());
    world.env("HOME", &home).env("PATH", &bin)
}

const CERTIFICATE: [&str; 4] = ["--store", "nss", "--cert", "cert.pem"];

pub(crate) fn trust(world: &World, verb: &str, more: &[&str]) -> crate::world::Outcome {
    at_home(world).run_all(&[&["trust", verb], &CERTIFICATE[..], more].concat())
}

#[test]
fn a_store_trusts_after_install_and_no_longer_after_uninstall() {
    let world = with_firefox(CERTUTIL);
    trust(&world, "status", &[])
        .fails_with(1)
        .prints("FAIL  nss")
        .prints("trusted in 0 of 1 store: CN=localhost");
    trust(&world, "install", &[]).succeeds().prints("installed: certutil lists it").prints("with CP,,");
    trust(&world, "install", &[]).succeeds().prints("already trusted");
    trust(&world, "status", &[]).succeeds().prints("trusted in 1 of 1 store");
    trust(&world, "uninstall", &[]).succeeds().prints("removed:");
    trust(&world, "uninstall", &[]).succeeds().prints("not trusted in 1 of 1 store");
    trust(&world, "status", &["--quiet"]).fails_with(1).prints_nothing().says_nothing();
}

#[test]
fn status_says_once_what_to_type_for_the_stores_without_the_certificate() {
    let world = with_firefox_and_chromium();
    let status = |store: &str| status(&world, store);
    let printed = trust(&world, "status", &[]).fails_with(1).stdout_text().to_owned();
    let fixes: Vec<_> = printed.lines().filter_map(|line| line.trim().strip_prefix("fix: ")).collect();
    assert_eq!(fixes, ["devcert trust install --store nss --cert cert.pem"]);
    assert_eq!(
        status("firefox,chrome")["stores"][0]["fix"]["command"],
        "devcert trust install --store firefox,chrome --cert cert.pem"
    );
    let words: Vec<_> = fixes[0].split(' ').skip(1).collect();
    at_home(&world).run_all(&words).succeeds();
    assert_eq!(status("nss")["stores"][0]["fix"], serde_json::Value::Null);
    trust(&world, "status", &[]).succeeds().does_not_print("fix: ");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let world = with_firefox(CERTUTIL);
    let before = world.tree();
    trust(&world, "install", &["--dry-run"])
        .succeeds()
        .prints("plan  nss")
        .prints("certutil -A -a -t CP,, -n devcert-");
    trust(&world, "install", &["-n"]).succeeds().prints("plan  nss");
    assert!(before == world.tree());
    trust(&world, "uninstall", &["--dry-run"]).succeeds().prints("ok    nss");
}

#[test]
fn a_browser_is_chosen_by_its_name() {
    let world = with_firefox_and_chromium();
    let status = |store: &str| status(&world, store);
    let owners = |store: &str| -> Vec<String> {
        let json = status(store);
        let stores = json["stores"].as_array().unwrap();
        stores.iter().map(|store| store["owner"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(owners("firefox"), ["Firefox"]);
    for chromium in ["chrome", "chromium", "edge", "Edge"] {
        assert_eq!(owners(chromium), ["Chromium"], "{chromium}");
    }
    for both in ["nss", "firefox,chrome"] {
        assert_eq!(owners(both).len(), 2, "{both}");
    }
    at_home(&world)
        .run(["trust", "install", "--store", "firefox", "--cert", "cert.pem"])
        .succeeds()
        .prints("trusted in 1 of 1 store");
    assert_eq!(status("chrome")["stores"][0]["status"], "untrusted");
    at_home(&world).refuses(["trust", "status", "--store", "safari"]).says(
        "unknown store \"safari\" (expected system, firefox, chrome, chromium, edge, java, windows, nss",
    );
}

#[test]
fn the_json_has_every_store() {
    let world = with_firefox(CERTUTIL);
    let json = trust(&world, "install", &["--json"]).succeeds().json();
    assert_eq!(json["command"], "trust install");
    assert_eq!(json["ok"], true);
    assert_eq!(json["certificate"]["subject"], "CN=localhost");
    assert_eq!(json["stores"][0]["store"], "nss");
    assert_eq!(json["stores"][0]["owner"], "Firefox");
    assert_eq!(json["stores"][0]["status"], "trusted");
    assert_eq!(json["stores"][0]["changed"], true);
    let json = trust(&world, "uninstall", &["--dry-run", "--json"]).succeeds().json();
    assert_eq!(json["stores"][0]["status"], "planned");
    assert!(json["stores"][0]["steps"][0].as_str().unwrap().contains("certutil -D"));
}

#[test]
fn a_store_that_fails_is_named_with_its_reason_and_the_others_go_on() {
    let certutil = CERTUTIL.replace(
        "#!/bin/sh\n",
        "#!/bin/sh\ncase \"$*\" in *broken*) echo 'certutil: bad database' >&2; exit 255;; esac\n",
    );
    let world = with_firefox(&certutil);
    world.folder("home/.mozilla/firefox/broken");
    world.write("home/.mozilla/firefox/broken/cert9.db", "");
    let outcome = trust(&world, "install", &[]);
    outcome.fails_with(1).prints("ok    nss").prints("FAIL  nss");
    outcome
        .prints("certutil failed with status 255: certutil: bad database")
        .prints("trusted in 1 of 2 stores");
}

#[test]
fn a_ca_that_is_missing_is_made_by_ca_init() {
    let world = World::new();
    world
        .refuses(["trust", "status"])
        .says("devcert/ca/ca.crt does not exist")
        .says("hint: devcert ca init   (");
    world.refuses(["trust", "install", "--ca", "my ca"]).says("hint: devcert ca init --ca 'my ca'   (");
    world
        .refuses(["trust", "status", "--cert", "no.crt"])
        .says("no.crt does not exist")
        .says("selfsign --cert no.crt");
    world.refuses(["run", "--", "true"]).says("does not exist");
}

#[test]
fn a_file_that_is_no_certificate_is_refused() {
    let world = World::with_files();
    world.refuses(["trust", "status", "--cert", "key.pem"]).says("found a private key");
    world
        .refuses(["trust", "status", "--cert", "cert.pem", "--store", "browser"])
        .says("(expected system, firefox, chrome, chromium, edge, java, windows, nss");
    world
        .refuses(["trust", "status", "--cert", "cert.pem", "--store", "windows"])
        .says("no trust store found");
}

#[test]
fn a_certificate_that_has_expired_is_a_warning() {
    let world = with_firefox(CERTUTIL);
    world
        .run([
            "selfsign",
            "--cert",
            "cert.pem",
            "--key",
            "key.pem",
            "--force",
            "--not-before",
            "2020-01-01",
            "--not-after",
            "2021-01-01",
        ])
        .succeeds();
    trust(&world, "status", &[]).fails_with(1).says("warning: cert.pem has expired");
}

#[test]
fn programs_that_read_no_store_are_named_after_install() {
    let world = with_firefox(CERTUTIL);
    let others = "not for Node.js, Python's requests and pip, which do not read these stores";
    assert!(!trust(&world, "install", &[]).succeeds().stdout_text().contains("none of these stores"));
    for program in ["node", "python3"] {
        fs::copy(world.path("bin/certutil"), world.path("bin").join(program)).unwrap();
    }
    trust(&world, "install", &[]).succeeds().prints(others).prints("devcert run -- COMMAND");
    assert!(!trust(&world, "status", &[]).succeeds().stdout_text().contains("none of these stores"));
    let json = trust(&world, "install", &["--json"]).json();
    assert_eq!(json["without_store"][0], "Node.js");
}

#[test]
fn a_firefox_that_has_never_run_is_reported() {
    let world = with_firefox(CERTUTIL);
    fs::remove_file(world.path("home/.mozilla/firefox/a.default/cert9.db")).unwrap();
    fs::create_dir_all(world.path("home/.pki/nssdb")).unwrap();
    world.write("home/.pki/nssdb/cert9.db", "");
    fs::copy(world.path("bin/certutil"), world.path("bin/firefox")).unwrap();
    trust(&world, "install", &[]).succeeds().says("warning: Firefox is installed and has no profile yet");
}
