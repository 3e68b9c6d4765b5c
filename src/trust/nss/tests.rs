use super::*;
use crate::trust::testing::{World, ca, ca_with, leaf};
use crate::trust::verbs::{Done, Mode, install, uninstall};
use devcert::model::algorithm::KeyAlgorithm;

/// A certutil that keeps each certificate in a file of the database's folder: its flags, then the PEM.
const CERTUTIL: &str = r#"
while [ $# -gt 0 ]; do case $1 in
  -L|-A|-D|-N) verb=$1;; -n) shift; name=$1;; -t) shift; flags=$1;; -d) shift; db=${1#sql:};; -f) shift;;
esac; shift; done
case $verb in
  -N) : >"$db/cert9.db";;
  -A) { echo "$flags"; cat; } >"$db/$name.nick";;
  -D) rm "$db/$name.nick";;
  -L) if [ "$name" ]; then tail -n +2 "$db/$name.nick"; else
        printf '\nCertificate Nickname   Trust Attributes\n   SSL,S/MIME,JAR/XPI\n\n'
        for file in "$db"/*.nick; do [ -e "$file" ] || continue
          name=${file##*/}; printf '%s    %s  \n' "${name%.nick}" "$(head -n 1 "$file")"
        done
      fi;;
esac"#;

fn with_profile() -> World {
    let world = World::new();
    world.program("certutil", CERTUTIL);
    world.write("home/.mozilla/firefox/abc.default/cert9.db", "");
    world
}

#[test]
fn a_root_gets_the_flag_of_cas_and_any_other_certificate_that_of_peers_too() {
    for (anchor, flags) in [(ca("x").anchor(), "C,,"), (leaf("x").anchor(), "CP,,")] {
        let world = with_profile();
        let done = install(world.only(StoreKind::Nss).as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
        let seen = State::Trusted(format!("certutil lists it as {} with {flags}", anchor.name));
        assert_eq!(done, Done::Seen { state: seen, changed: true });
        let database = "-d sql:ROOT/home/.mozilla/firefox/abc.default -f /dev/null";
        assert!(
            world.calls().contains(&format!("certutil -A -a -t {flags} -n {} {database}\n", anchor.name))
        );
    }
}

#[test]
fn a_ca_with_an_ed25519_key_is_refused_with_the_browsers_that_reject_it() {
    let world = with_profile();
    let anchor = ca_with("x", KeyAlgorithm::Ed25519).anchor();
    let error = install(world.only(StoreKind::Nss).as_ref(), &anchor, &world.machine, Mode::Do).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("Chromium and Firefox do not support certificates with Ed25519 keys"),
        "{message}"
    );
    assert!(!world.calls().contains("certutil -A"), "{}", world.calls());
}

#[test]
fn a_certificate_that_is_there_without_its_flags_is_not_trusted_and_gets_them() {
    let world = with_profile();
    let anchor = ca("x").anchor();
    let file = format!("home/.mozilla/firefox/abc.default/{}.nick", anchor.name);
    world.write(&file, [b",,\n".as_slice(), &anchor.pem()].concat());
    let store = world.only(StoreKind::Nss);
    let State::Untrusted(why) = store.state(&anchor).unwrap() else { panic!("trusted") };
    assert!(why.ends_with("with ,,, but C,, is required"), "{why}");
    install(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
}

#[test]
fn a_certificate_under_another_name_is_known_by_what_it_is() {
    let world = with_profile();
    let (anchor, other) = (ca("x").anchor(), ca("x").anchor());
    let folder = "home/.mozilla/firefox/abc.default";
    world.write(&format!("{folder}/my root.nick"), [b"CT,,\n".as_slice(), &anchor.pem()].concat());
    world.write(&format!("{folder}/older.nick"), [b"C,,\n".as_slice(), &other.pem()].concat());
    let store = world.only(StoreKind::Nss);
    assert!(matches!(store.state(&anchor), Ok(State::Trusted(_))));
    uninstall(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    assert!(!world.has(&format!("{folder}/my root.nick")));
    assert!(matches!(store.state(&other), Ok(State::Trusted(_))));
}

#[test]
fn a_name_that_several_certificates_share_is_not_taken_out() {
    let world = with_profile();
    let anchor = ca("x").anchor();
    let both = [b"C,,\n".as_slice(), &anchor.pem(), &ca("x").anchor().pem()].concat();
    world.write("home/.mozilla/firefox/abc.default/root.nick", both);
    let error =
        uninstall(world.only(StoreKind::Nss).as_ref(), &anchor, &world.machine, Mode::Do).unwrap_err();
    assert!(matches!(error, StoreError::SharedName { count: 2, .. }), "{error}");
    assert!(world.has("home/.mozilla/firefox/abc.default/root.nick"));
}

#[test]
fn every_place_of_a_profile_is_found_once() {
    let world = World::new();
    world.program("certutil", CERTUTIL);
    for place in [
        ".pki/nssdb",
        "snap/chromium/current/.pki/nssdb",
        ".var/app/org.chromium.Chromium/.pki/nssdb",
        ".mozilla/firefox/a.default",
        ".config/mozilla/firefox/b.default",
        "snap/firefox/common/.mozilla/firefox/c.default",
        ".var/app/org.mozilla.firefox/.mozilla/firefox/d.default",
        ".thunderbird/e.default",
        "elsewhere/f",
    ] {
        world.write(&format!("home/{place}/cert9.db"), "");
    }
    let elsewhere = world.path("home/elsewhere/f");
    let ini =
        format!("[Profile0]\nPath=a.default\n\n[Profile1]\nIsRelative=0\nPath={}\n", elsewhere.display());
    world.write("home/.mozilla/firefox/profiles.ini", ini);
    world.folder("home/.mozilla/firefox/Crash Reports");
    let places = world.places(StoreKind::Nss);
    let expected = [
        ".pki/nssdb",
        "snap/chromium/current/.pki/nssdb",
        ".var/app/org.chromium.Chromium/.pki/nssdb",
        ".mozilla/firefox/a.default",
        "elsewhere/f",
        ".config/mozilla/firefox/b.default",
        "snap/firefox/common/.mozilla/firefox/c.default",
        ".var/app/org.mozilla.firefox/.mozilla/firefox/d.default",
        ".thunderbird/e.default",
    ];
    assert_eq!(places, expected.map(|place| format!("ROOT/home/{place}")));
}

#[test]
fn a_chromium_that_has_not_run_gets_its_database() {
    let world = World::new();
    world.program("certutil", CERTUTIL);
    assert!(world.find(StoreKind::Nss).stores.is_empty());
    world.program("chromium", "");
    let (store, anchor) = (world.only(StoreKind::Nss), ca("x").anchor());
    install(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    assert!(world.calls().starts_with("certutil -N --empty-password -d sql:ROOT/home/.pki/nssdb\n"));
    let store = world.only(StoreKind::Nss);
    assert!(matches!(store.state(&anchor), Ok(State::Trusted(_))));
}

#[test]
fn a_firefox_without_a_profile_is_reported() {
    let world = World::new();
    world.program("certutil", CERTUTIL);
    world.program("firefox", "");
    let found = world.find(StoreKind::Nss);
    assert!(found.warnings[0].contains("start Firefox once"), "{:?}", found.warnings);
    world.write("home/.mozilla/firefox/a.default/cert9.db", "");
    assert!(world.find(StoreKind::Nss).warnings.is_empty());
}

#[test]
fn without_certutil_firefox_has_policies_and_chromium_an_error_that_names_the_package() {
    let world = World::new();
    world.program("sudo", "");
    world.write("etc/os-release", "NAME=x\nID=ubuntu\nID_LIKE=\"debian other\"\n");
    world.write("home/.mozilla/firefox/a.default/cert9.db", "");
    world.write("home/.pki/nssdb/cert9.db", "");
    let found = world.find(StoreKind::Nss);
    assert_eq!(
        world.places(StoreKind::Nss),
        ["ROOT/home/.pki/nssdb", "ROOT/etc/firefox/policies/policies.json"]
    );
    assert!(found.warnings[0].ends_with("sudo apt install libnss3-tools"), "{:?}", found.warnings);
    let error = found.stores[0].state(&ca("x").anchor()).unwrap_err();
    assert_eq!(error.remedy(), Some(&InstallHint::Command("sudo apt install libnss3-tools".to_owned())));
}

#[test]
fn a_machine_without_a_home_has_no_databases() {
    let mut world = with_profile();
    world.machine.home = None;
    assert!(world.find(StoreKind::Nss).stores.is_empty());
}
