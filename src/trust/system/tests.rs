use super::*;
use crate::trust::testing::{World, ca, leaf};
use crate::trust::verbs::{Done, Mode, install, uninstall};

const CALL: &str =
    "cat \"$ROOT\"/usr/local/share/ca-certificates/*.crt >\"$ROOT/etc/ssl/certs/ca-certificates.crt\"; true";

fn debian() -> World {
    let world = World::new();
    world.program("sudo", "");
    world.folder("usr/local/share/ca-certificates");
    world.folder("etc/ssl/certs");
    world.program("update-ca-certificates", CALL);
    world
}

#[test]
fn a_ca_goes_in_and_comes_out_and_another_of_its_name_stays() {
    let world = debian();
    let (old, new) = (ca("same").anchor(), ca("same").anchor());
    let store = world.only(StoreKind::System);
    for anchor in [&old, &new] {
        let done = install(store.as_ref(), anchor, &world.machine, Mode::Do).unwrap();
        assert!(matches!(done, Done::Seen { changed: true, .. }), "{done:?}");
        assert!(matches!(
            install(store.as_ref(), anchor, &world.machine, Mode::Do),
            Ok(Done::Seen { changed: false, .. })
        ));
    }
    let done = uninstall(store.as_ref(), &new, &world.machine, Mode::Do).unwrap();
    assert!(matches!(done, Done::Seen { changed: true, .. }), "{done:?}");
    assert!(matches!(store.state(&new), Ok(State::Untrusted(_))));
    assert!(matches!(store.state(&old), Ok(State::Trusted(_))));
    assert!(matches!(
        uninstall(store.as_ref(), &new, &world.machine, Mode::Do),
        Ok(Done::Seen { changed: false, .. })
    ));
}

#[test]
fn a_file_of_another_name_is_taken_out_by_what_is_in_it() {
    let world = debian();
    let (ours, other) = (ca("ours").anchor(), ca("other").anchor());
    world.write("usr/local/share/ca-certificates/mkcert.crt", ours.pem());
    world
        .write("usr/local/share/ca-certificates/both.crt", [other.pem(), ca("more").anchor().pem()].concat());
    let store = world.only(StoreKind::System);
    uninstall(store.as_ref(), &ours, &world.machine, Mode::Do).unwrap();
    assert!(!world.has("usr/local/share/ca-certificates/mkcert.crt"));
    // One of several in a file stays, and that is said.
    let error = uninstall(store.as_ref(), &other, &world.machine, Mode::Do).unwrap_err();
    assert!(matches!(error, StoreError::StillTrusted(_)), "{error}");
    assert!(world.has("usr/local/share/ca-certificates/both.crt"));
}

#[test]
fn a_dry_run_changes_nothing_and_calls_nothing() {
    let world = debian();
    let anchor = ca("x").anchor();
    let done = install(world.only(StoreKind::System).as_ref(), &anchor, &world.machine, Mode::Show).unwrap();
    let Done::Planned(plan) = done else { panic!("{done:?}") };
    assert_eq!(plan.steps.len(), 2);
    assert_eq!(world.calls(), "");
    assert!(!world.has(&format!("usr/local/share/ca-certificates/{}.crt", anchor.name)));
}

#[test]
fn a_program_that_fails_or_hangs_leaves_no_file_behind() {
    for (script, failure) in [
        ("echo 'cannot rehash' >&2; exit 1", "update-ca-certificates failed with status 1: cannot rehash"),
        ("sleep 60", "update-ca-certificates timed out after 1 s and was stopped"),
    ] {
        let mut world = debian();
        world.machine.timeout = std::time::Duration::from_secs(1);
        world.program("update-ca-certificates", script);
        let anchor = ca("x").anchor();
        let error =
            install(world.only(StoreKind::System).as_ref(), &anchor, &world.machine, Mode::Do).unwrap_err();
        assert_eq!(error.to_string(), failure);
        assert!(!world.has(&format!("usr/local/share/ca-certificates/{}.crt", anchor.name)));
    }
}

#[test]
fn a_program_that_does_nothing_is_found_out() {
    let world = debian();
    world.program("update-ca-certificates", "");
    let error = install(world.only(StoreKind::System).as_ref(), &ca("x").anchor(), &world.machine, Mode::Do)
        .unwrap_err();
    assert!(matches!(error, StoreError::NotTakenOver(_)), "{error}");
}

#[test]
fn a_store_without_its_program_says_which_package_has_it() {
    let world = World::new();
    world.program("sudo", "");
    world.folder("usr/local/share/ca-certificates");
    let error = install(world.only(StoreKind::System).as_ref(), &ca("x").anchor(), &world.machine, Mode::Do)
        .unwrap_err();
    assert!(error.to_string().starts_with("update-ca-certificates not found"), "{error}");
    assert_eq!(error.remedy(), Some(&InstallHint::Command("sudo apt install ca-certificates".to_owned())));
}

#[test]
fn each_family_is_known_by_its_folders() {
    for (family, folder, program, call, bundle) in [
        (
            "Debian",
            "usr/local/share/ca-certificates",
            "update-ca-certificates",
            "update-ca-certificates \n",
            "etc/ssl/certs/ca-certificates.crt",
        ),
        (
            "Fedora",
            "etc/pki/ca-trust/source/anchors",
            "update-ca-trust",
            "update-ca-trust extract\n",
            "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        ),
        (
            "Arch",
            "etc/ca-certificates/trust-source/anchors",
            "update-ca-trust",
            "update-ca-trust \n",
            "etc/ca-certificates/extracted/tls-ca-bundle.pem",
        ),
        (
            "Arch",
            "etc/ca-certificates/trust-source/anchors",
            "trust",
            "trust extract-compat\n",
            "etc/ca-certificates/extracted/tls-ca-bundle.pem",
        ),
        (
            "openSUSE",
            "etc/pki/trust/anchors",
            "update-ca-certificates",
            "update-ca-certificates \n",
            "var/lib/ca-certificates/ca-bundle.pem",
        ),
        (
            "openSUSE",
            "usr/share/pki/trust/anchors",
            "update-ca-certificates",
            "update-ca-certificates \n",
            "var/lib/ca-certificates/ca-bundle.pem",
        ),
    ] {
        let world = World::new();
        world.write(bundle, "");
        world.folder(folder);
        world.program(program, &format!("cat \"$ROOT/{folder}\"/*.crt >\"$ROOT/{bundle}\""));
        let store = world.only(StoreKind::System);
        assert_eq!(store.owner(), family);
        install(store.as_ref(), &ca("x").anchor(), &world.machine, Mode::Do).unwrap();
        assert_eq!(world.calls(), call, "{family}");
    }
}

#[test]
fn a_certificate_that_is_no_ca_and_is_left_out_says_so() {
    let world = World::new();
    world.folder("etc/pki/ca-trust/source/anchors");
    let state = world.only(StoreKind::System).state(&leaf("x").anchor()).unwrap();
    let State::Untrusted(why) = state else { panic!("{state:?}") };
    assert!(why.ends_with("which accepts only CA certificates"), "{why}");
}

#[test]
fn a_machine_without_a_store_is_a_warning() {
    let found = World::new().find(StoreKind::System);
    assert!(found.stores.is_empty());
    assert_eq!(found.warnings.len(), 1);
}
