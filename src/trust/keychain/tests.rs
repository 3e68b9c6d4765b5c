use super::*;
use crate::trust::machine::Platform;
use crate::trust::testing::{World, ca, leaf};
use crate::trust::verbs::{Mode, install, uninstall};

/// A `security` that keeps its keychain, and what is trusted in it, in two files.
const SECURITY: &str = r#"
touch "$ROOT/keychain" "$ROOT/settings"
case $1 in
  find-certificate) cat "$ROOT/keychain";;
  verify-cert) shift 6; cmp -s "$1" "$ROOT/settings" || { echo 'Cert Verify Result: CSSMERR_TP_NOT_TRUSTED' >&2; exit 1; };;
  add-trusted-cert) shift 6; cat "$1" >"$ROOT/keychain"; cat "$1" >"$ROOT/settings";;
  remove-trusted-cert) : >"$ROOT/settings";;
  delete-certificate) : >"$ROOT/keychain";;
esac"#;

fn macos() -> World {
    let mut world = World::new();
    world.machine.platform = Platform::MacOs;
    world.machine.is_root = true;
    world.program("security", SECURITY);
    world
}

#[test]
fn a_root_goes_in_and_comes_out_by_the_commands_of_macos() {
    let world = macos();
    let (store, anchor) = (world.only(StoreKind::System), ca("x").anchor());
    install(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    let file = format!("ROOT/home/.cache/devcert/trust/{}.crt", anchor.name);
    let calls = world.calls();
    assert!(
        calls.contains(&format!("security add-trusted-cert -d -r trustRoot -k {KEYCHAIN} {file}\n")),
        "{calls}"
    );
    assert!(calls.ends_with(&format!("security verify-cert -p basic -L -l -c {file}\n")), "{calls}");
    uninstall(store.as_ref(), &anchor, &world.machine, Mode::Do).unwrap();
    let sha1 = ColonHex(&Sha1::digest(anchor.der())).to_string().replace(':', "");
    let removal =
        format!("security remove-trusted-cert -d {file}\nsecurity delete-certificate -Z {sha1} {KEYCHAIN}\n");
    assert!(world.calls().contains(&removal), "{}", world.calls());
}

#[test]
fn a_certificate_that_lies_there_untrusted_is_untrusted() {
    let world = macos();
    let anchor = ca("x").anchor();
    world.write("keychain", anchor.pem());
    let state = world.only(StoreKind::System).state(&anchor).unwrap();
    let State::Untrusted(why) = state else { panic!("{state:?}") };
    assert!(why.ends_with("CSSMERR_TP_NOT_TRUSTED"), "{why}");
}

#[test]
fn a_certificate_that_is_no_ca_is_trusted_as_if_it_were() {
    let world = macos();
    install(world.only(StoreKind::System).as_ref(), &leaf("x").anchor(), &world.machine, Mode::Do).unwrap();
    assert!(world.calls().contains("-r trustAsRoot"), "{}", world.calls());
}
