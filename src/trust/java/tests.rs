use super::*;
use crate::trust::testing::{World, ca};
use crate::trust::verbs::{Mode, install, uninstall};

/// A keytool that keeps its entries in the form that it lists them in.
const KEYTOOL: &str = r#"
while [ $# -gt 0 ]; do case $1 in
  -list|-importcert|-delete) verb=$1;; -alias) shift; alias=$1;; -keystore) shift; store=$1;;
esac; shift; done
case $verb in
  -list) cat "$store";;
  -importcert) { printf 'Alias name: %s\nEntry type: trustedCertEntry\n\n' "$alias"; cat; } >>"$store";;
  -delete) sed -i "/^Alias name: $alias\$/,/^-----END/d" "$store";;
esac"#;

fn with_java(home: &str) -> World {
    let world = World::new();
    world.write(&format!("{home}/lib/security/cacerts"), "");
    world.program_at(&format!("{home}/bin/keytool"), KEYTOOL);
    world
}

#[test]
fn a_ca_goes_in_under_one_name_and_comes_out_under_all() {
    let world = with_java("usr/lib/jvm/java-17");
    let (anchor, other) = (ca("same").anchor(), ca("same").anchor());
    let store = world.only(StoreKind::Java);
    install(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    install(store.as_ref(), &other, &world.machine, Mode::Do).unwrap();
    let by_hook = "Alias name: debian:x.pem\nEntry type: trustedCertEntry\n\n";
    let text = world.text("usr/lib/jvm/java-17/lib/security/cacerts") + by_hook;
    world.write("usr/lib/jvm/java-17/lib/security/cacerts", text + &String::from_utf8(anchor.pem()).unwrap());
    uninstall(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    let deleted = world.calls().matches("-delete").count();
    assert_eq!(deleted, 2, "{}", world.calls());
    assert!(matches!(store.state(&other), Ok(State::Trusted(_))));
}

#[test]
fn a_file_that_several_javas_share_is_one_store() {
    let world = with_java("usr/lib/jvm/one");
    std::os::unix::fs::symlink(world.path("usr/lib/jvm/one"), world.path("usr/lib/jvm/two")).unwrap();
    world.write("home/.jdks/three/jre/lib/security/cacerts", "");
    world.write("opt/four/lib/security/cacerts", "");
    let places = world.places(StoreKind::Java);
    let expected = ["usr/lib/jvm/one/lib", "opt/four/lib", "home/.jdks/three/jre/lib"];
    assert_eq!(places, expected.map(|place| format!("ROOT/{place}/security/cacerts")));
}

#[test]
fn a_java_home_without_a_java_is_a_warning_and_stops_nothing() {
    let mut world = with_java("usr/lib/jvm/one");
    world.machine.java_home = Some(world.path("nowhere"));
    let found = world.find(StoreKind::Java);
    assert_eq!(found.stores.len(), 1);
    assert!(found.warnings[0].starts_with("JAVA_HOME is "), "{:?}", found.warnings);
}

#[test]
fn the_java_on_path_is_found_behind_its_links() {
    let world = with_java("apps/jdk");
    world.program_at("apps/jdk/bin/java", "");
    std::os::unix::fs::symlink(world.path("apps/jdk/bin/java"), world.path("bin/java")).unwrap();
    assert_eq!(world.places(StoreKind::Java), ["ROOT/apps/jdk/lib/security/cacerts"]);
}

#[test]
fn a_password_that_was_changed_is_keytools_own_complaint() {
    let world = with_java("usr/lib/jvm/one");
    let complaint = "echo 'keytool error: java.io.IOException: keystore password was incorrect'; exit 1";
    world.program_at("usr/lib/jvm/one/bin/keytool", complaint);
    let error = world.only(StoreKind::Java).state(&ca("x").anchor()).unwrap_err();
    assert!(error.to_string().ends_with("keystore password was incorrect"), "{error}");
    assert!(matches!(error, StoreError::OtherPassword(_)), "{error:?}");
}

#[test]
fn a_password_of_ones_own_goes_in_by_standard_input_and_nowhere_else() {
    let mut world = with_java("usr/lib/jvm/one");
    world.machine.java_password = Some(devcert::model::secret::Secret::from(&b"hunter2"[..]));
    let anchor = ca("x").anchor();
    let asking = format!("read -r password; [ \"$password\" = hunter2 ] || exit 1\n{KEYTOOL}");
    world.program_at("usr/lib/jvm/one/bin/keytool", &asking);
    let store = world.only(StoreKind::Java);
    install(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    assert!(matches!(store.state(&anchor), Ok(State::Trusted(_))));
    uninstall(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    assert!(!world.calls().contains("hunter2") && !world.calls().contains("-storepass"), "{}", world.calls());
}
