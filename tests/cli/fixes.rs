//! Every fix that is printed helps when it is typed as it is printed, and loses nothing.

mod scenarios;
mod typed;

use devcert_cli::report::verify::FixKind;

use crate::shell::as_printed;
use crate::world::World;
use scenarios::{Scenario, scenario};
use typed::{fixes, holdings, type_fix};

/// What is found with `args` is mended by the printed command; every key, and every certificate of
/// another CA, is still there.
fn mends(scenario: Scenario) {
    let Scenario { world, args, kind, passphrase, afterwards } = scenario;
    let before = holdings(&world);
    let printed = fixes(&world, &args);
    let told = || format!("{args:?} prints {printed:?}");
    let (_, command) =
        printed.iter().find(|(found, _)| *found == kind).unwrap_or_else(|| panic!("{}", told()));
    let run = type_fix(&world, command, passphrase);
    assert_eq!(run.status, Some(0), "{command}\n{}{}", run.said(), told());
    if let Some(afterwards) = afterwards {
        afterwards(&world);
    }
    let after = holdings(&world);
    let lost: Vec<_> = before.keys().filter(|what| !after.contains_key(*what)).collect();
    assert!(lost.is_empty(), "{command}\nloses {lost:?}");
    // A command that ends in `verify` has checked the right files already.
    if command.contains("devcert verify ") {
        return;
    }
    let again = fixes(&world, &args);
    assert!(again.iter().all(|(found, _)| *found != kind), "{command}\nleaves {again:?}");
    world.run_all(&args).succeeds();
}

macro_rules! every_kind {
    ($($test:ident: $kind:ident,)+) => {
        $(
            #[test]
            fn $test() {
                mends(scenario(FixKind::$kind).expect("a scenario of this suite"));
            }
        )+

        /// The kinds with a test here.
        const TESTED: &[FixKind] = &[$(FixKind::$kind),+];
    };
}

every_kind! {
    a_certificate_that_has_expired_is_renewed: Renew,
    a_certificate_of_the_own_ca_is_issued_for_one_more_name: Issue,
    a_self_signed_certificate_is_made_for_one_more_name: SelfSign,
    a_certificate_of_another_ca_is_requested_for_one_more_name: Request,
    a_name_that_the_own_ca_may_not_issue_for_is_permitted: Permit,
    the_right_key_in_the_same_folder_is_used: UseFile,
    a_certificate_for_clients_is_verified_as_one: Purpose,
    files_that_are_swapped_are_given_in_order: Swap,
    a_key_that_others_can_read_is_closed: Restrict,
    the_ca_nearby_is_the_one_to_verify_by: UseCa,
    an_intermediate_nearby_is_added: AddIssuer,
    a_key_in_der_is_written_as_pem: ToPem,
    a_key_that_ring_does_not_read_is_encoded_anew: Reencode,
    the_certificates_of_a_pkcs7_file_are_unpacked: UnpackPkcs7,
    a_wrong_label_is_replaced: Relabel,
    a_byte_order_mark_is_dropped: DropByteOrderMark,
    utf16_becomes_utf8: Utf16ToUtf8,
    an_indented_certificate_is_moved_to_the_left: Unindent,
    blocks_that_were_joined_are_split: Rearmour,
    a_certificate_inside_other_text_is_taken_out: Extract,
    bytes_after_der_are_cut_off: Trim,
    certificates_out_of_order_are_reordered: Reorder,
}

/// `script` gives these commands the terminal at which they ask for the passphrase.
#[cfg(target_os = "linux")]
mod at_a_terminal {
    use super::*;

    #[test]
    fn an_encrypted_key_is_decrypted() {
        mends(scenario(FixKind::Decrypt).unwrap());
    }

    #[test]
    fn a_pkcs12_file_is_unpacked() {
        mends(scenario(FixKind::UnpackPkcs12).unwrap());
    }
}

/// The trust stores are in the interop suite, which has some to change; a client certificate is for a
/// running server (`probe.rs`).
const ELSEWHERE: [FixKind; 4] =
    [FixKind::Trust, FixKind::Decrypt, FixKind::UnpackPkcs12, FixKind::ClientCertificate];

#[test]
fn every_kind_of_fix_has_a_test() {
    for kind in FixKind::ALL {
        assert!(TESTED.contains(&kind) || ELSEWHERE.contains(&kind), "{kind:?}");
    }
}

#[test]
fn a_key_that_is_too_small_is_kept_beside_its_successor() {
    let world = World::new();
    let fixture = |name: &str| {
        std::fs::read(format!("{}/crates/devcert/tests/fixtures/verify/{name}", env!("CARGO_MANIFEST_DIR")))
    };
    world.folder("cert");
    world.write("cert/private.pem", fixture("notes.key").unwrap());
    world.write("cert/file.crt", fixture("notes.crt").unwrap());
    let before = world.read("cert/private.pem");
    let printed = fixes(&world, &["verify"]);
    let (_, command) = printed.iter().find(|(kind, _)| *kind == FixKind::SelfSign).unwrap();
    let expected = "mv -n cert/private.pem cert/private.pem.orig && devcert selfsign --new-key --force";
    assert_eq!(command.replace('\\', "/"), as_printed(expected));
    type_fix(&world, command, None).succeeds();
    world.run(["verify"]).succeeds();
    assert_eq!(world.read("cert/private.pem.orig"), before);
}

/// A text, a request and a damaged file are somebody's files, and not remains of a key.
#[test]
fn what_cannot_be_read_is_never_replaced() {
    let world = World::with_files();
    world.write("notes.txt", "remember the milk\n");
    world.write("cut.key", &world.read("key.pem")[..100]);
    world.run(["genkey", "-a", "p256", "--out", "other/key.pem"]).succeeds();
    let before = world.tree();
    for args in [
        ["verify", "--key", "key.pem", "--cert", "notes.txt"],
        ["verify", "--key", "notes.txt", "--cert", "cert.pem"],
        ["verify", "--key", "cut.key", "--cert", "cert.pem"],
        ["verify", "--key", "key.pem", "--cert", "csr.pem"],
        ["verify", "--key", "other/key.pem", "--cert", "cert.pem"],
    ] {
        for (kind, command) in fixes(&world, &args) {
            assert_eq!(kind, FixKind::UseFile, "{args:?}: {command}");
            type_fix(&world, &command, None).succeeds();
        }
    }
    assert!(before == world.tree());
    world.write("cert.pem", "gone");
    assert_eq!(fixes(&world, &["verify", "--key", "key.pem", "--cert", "cert.pem"]), []);
}

#[test]
fn no_fix_forces_anything_onto_a_certificate_of_another_ca() {
    let world = scenarios::of_another_ca();
    for args in [
        &["verify", "--host", "other.test"][..],
        &["verify", "--purpose", "client"],
        &["verify", "--within", "500d"],
        &["verify", "--no-key", "--host", "other.test"],
        &["verify", "--system-roots"],
    ] {
        let before = holdings(&world);
        for (kind, command) in fixes(&world, args) {
            assert!(!command.contains("--force"), "{args:?}: {kind:?} {command}");
            // Trust is the machine's, and no world of a test has stores of its own.
            if kind != FixKind::Trust {
                type_fix(&world, &command, None);
            }
        }
        let after = holdings(&world);
        assert!(before.keys().all(|what| after.contains_key(what)), "{args:?}");
    }
}

/// What clients trust, and what has signed others, is not replaced by a server's certificate.
#[test]
fn no_fix_replaces_the_certificate_of_a_ca() {
    let world = World::new();
    let req = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    let root = ["-keyout", "root.key", "-out", "root.crt", "-subj", "/CN=My Root"];
    world.run_all(&[&req[..], &root].concat()).succeeds();
    world.run(["genkey", "-a", "p256", "--out", "other.key"]).succeeds();
    for args in [
        &["verify", "root.crt", "root.key"][..],
        &["verify", "root.crt", "other.key"],
        &["verify", "root.crt", "--no-key"],
        &["verify", "root.crt", "root.key", "--within", "4000d"],
        &["verify", "root.crt", "root.key", "--purpose", "client"],
    ] {
        let commands: Vec<_> = fixes(&world, args).into_iter().map(|(_, command)| command).collect();
        assert!(
            commands.iter().all(|command| command.starts_with("devcert verify ")),
            "{args:?}: {commands:?}"
        );
    }
    let advice = "note: this certificate is a CA's and not a server's: have the CA issue another one";
    world.run(["verify", "root.crt", "root.key"]).fails_with(1).prints(advice);
    // A server's, which `openssl req -x509` marks as a CA's.
    let server = ["-keyout", "cert/private.pem", "-out", "cert/file.crt", "-subj", "/CN=app.test"];
    world.folder("cert");
    world.run_all(&[&req[..], &server].concat()).succeeds();
    let (kind, command) = fixes(&world, &["verify"]).remove(0);
    assert_eq!((kind, command.as_str()), (FixKind::SelfSign, "devcert selfsign --san app.test --force"));
}

/// A file in the same wrong order is no way out.
#[test]
fn a_neighbour_that_no_server_starts_from_is_not_used() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    world.run(["issue", "-a", "p256", "--ca", "ca"]).succeeds();
    let reversed = world.text("ca/ca.crt") + &world.text("cert/file.crt");
    world.write("rev.pem", &reversed);
    world.write("all.pem", &reversed);
    let args = ["verify", "rev.pem", "cert/private.pem", "--ca", "ca"];
    let used = |world: &World| {
        let found = fixes(world, &args).into_iter();
        found.filter(|(kind, _)| *kind == FixKind::UseFile).map(|(_, command)| command).collect::<Vec<_>>()
    };
    let found: Vec<_> = used(&world).iter().map(|command| command.replace('\\', "/")).collect();
    assert_eq!(found, ["devcert verify --key cert/private.pem --cert cert/file.crt --ca ca/ca.crt"]);
    std::fs::remove_file(world.path("cert/file.crt")).unwrap();
    assert_eq!(used(&world), [""; 0]);
}

#[test]
fn a_ca_of_devcerts_issues_the_certificate_that_its_own_is_not() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    let (kind, command) = fixes(&world, &["verify", "ca/ca.crt"]).remove(0);
    assert_eq!((kind, command.as_str()), (FixKind::Issue, "devcert issue --ca ca --dir server"));
    type_fix(&world, &command, None).succeeds();
    world.run(["verify", "--dir", "server", "--ca", "ca"]).succeeds();
}

#[test]
fn a_server_certificate_becomes_one_for_clients_too() {
    let world = World::new();
    world.run(["issue", "localhost", "-a", "p256"]).succeeds();
    let args = ["verify", "--purpose", "client"];
    let (kind, command) = fixes(&world, &args).remove(0);
    assert_eq!((kind, command.as_str()), (FixKind::Issue, "devcert issue localhost --profile peer --force"));
    type_fix(&world, &command, None).succeeds();
    world.run(args).succeeds();
    world.run(["verify"]).succeeds();
}

#[test]
fn a_key_beside_the_certificate_is_found_without_being_named() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.run(["selfsign", "-a", "p256", "--dir", "site"]).succeeds();
    world.run(["verify", "--cert", "site/file.crt"]).succeeds().prints("site/private.pem");
    world.run(["selfsign", "-a", "p256", "--new-key", "--key", "k/x.key", "--cert", "k/x.crt"]).succeeds();
    world.run(["verify", "--cert", "k/x.crt"]).succeeds().prints("k/x.key");
    std::fs::remove_file(world.path("k/x.key")).unwrap();
    std::fs::remove_file(world.path("cert/private.pem")).unwrap();
    let refused = world.refuses(["verify", "--cert", "k/x.crt"]);
    refused.says("hint: devcert verify --no-key --cert k/x.crt   (").does_not_say("selfsign");
    world.run(["verify", "--no-key", "--cert", "k/x.crt"]).succeeds();
}

#[test]
fn a_renewal_that_would_be_too_short_is_issued_for_longer() {
    let world = World::new();
    world.run(["issue", "localhost", "-a", "p256", "--days", "3"]).succeeds();
    let args = ["verify", "--within", "30d"];
    let (kind, command) = fixes(&world, &args).remove(0);
    assert_eq!(kind, FixKind::Issue, "{command}");
    type_fix(&world, &command, None).succeeds();
    world.run(args).succeeds();
}

#[test]
fn a_certificate_that_is_renewed_by_its_path_finds_its_key_beside_it() {
    let world = World::new();
    let old = ["--not-before", "2019-01-01", "--not-after", "2020-01-01"];
    let new = ["selfsign", "-a", "p256", "--new-key", "--key", "k/x.key", "--cert", "k/x.crt"];
    world.run_all(&[&new[..], &old].concat()).succeeds();
    world.run(["renew", "k/x.crt"]).succeeds().says("renewed k/x.crt");
    world.run(["verify", "--cert", "k/x.crt"]).succeeds();
    world.run([
        "selfsign",
        "-a",
        "p256",
        "--force",
        "--not-after",
        "2027-01-01",
        "--not-before",
        "2025-01-01",
    ]);
    std::fs::rename(world.path("cert/private.pem"), world.path("gone.pem")).unwrap();
    let failed = world.run(["renew", "--within", "20y", "cert/file.crt"]);
    failed.fails_with(1).says("no file in its directory contains its private key");
}

/// The directories below the root are the system's, /proc and /sys among them.
#[test]
#[cfg(unix)]
fn a_fix_is_found_from_the_root_directory_too() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let folder = world.path("cert").display().to_string();
    let run = world.shell(&format!("cd / && devcert verify --dir '{folder}' --host b.test"));
    run.fails_with(1).prints(&format!("fix: devcert selfsign --san b.test --dir {folder} --force"));
}
