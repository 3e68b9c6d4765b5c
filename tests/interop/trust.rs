//! After `devcert trust install` clients take a server that they refused before, and after `uninstall`
//! they refuse it again. The machine's own stores are not touched.

mod browsers;
mod clients;
mod doctor;
mod nss;
mod rights;
mod site;

use clients::{Client, OF_THE_SYSTEM, OF_VARIABLES};
use site::{Site, words};

use crate::world::DEVCERT;

#[test]
fn clients_of_the_systems_store_take_the_server_as_long_as_the_store_has_the_ca() {
    let site = Site::new();
    let own_bundle = std::fs::read("/etc/ssl/certs/ca-certificates.crt").unwrap();
    for client in OF_THE_SYSTEM {
        client.refuses(site.inside(&client.words(&site)));
    }
    site.trust("status --store system").ends_with(1).says("FAIL  system");
    site.trust("install --store system").succeeds().says("installed: in /etc/ssl/certs/ca-certificates.crt");
    site.trust("status --store system").succeeds();
    for client in OF_THE_SYSTEM {
        client.takes(site.inside(&client.words(&site)));
    }
    site.trust("uninstall --store system").succeeds().says("removed: ");
    for client in OF_THE_SYSTEM {
        client.refuses(site.inside(&client.words(&site)));
    }
    assert_eq!(std::fs::read("/etc/ssl/certs/ca-certificates.crt").unwrap(), own_bundle);
}

/// update-ca-certificates leaves links to a certificate that is gone, unless it starts afresh.
#[test]
fn what_is_uninstalled_leaves_no_dangling_link_behind() {
    let site = Site::new();
    let dangling = || {
        let words = words("find /etc/ssl/certs -xtype l");
        site.inside(&words).succeeds().text().lines().filter(|line| line.starts_with('/')).count()
    };
    let before = dangling();
    site.trust("install --store system").succeeds();
    let listed = site.inside(&words("ls /etc/ssl/certs")).succeeds();
    listed.says("devcert-");
    site.trust("uninstall --store system").succeeds();
    assert_eq!(dangling(), before);
    site.inside(&words("ls /etc/ssl/certs")).succeeds().says_not("devcert-");
}

#[test]
fn the_system_has_the_certificate_of_a_ca_that_was_permitted_more_in_the_place_of_the_old_one() {
    let site = Site::new();
    let listed = || {
        let words = words("ls /usr/local/share/ca-certificates");
        site.inside(&words).succeeds().text().matches("devcert-").count()
    };
    site.trust("install --store system").succeeds();
    let permitted = site.inside(&words(&format!("{DEVCERT} ca permit db --ca ca")));
    permitted.succeeds().says("needs the new certificate: Debian, /etc/ssl/certs/ca-certificates.crt");
    site.trust("status --store system").ends_with(1);
    site.trust("install --store system").succeeds();
    assert_eq!(listed(), 1);
    site.trust("status --store system").succeeds();
    let client = &OF_THE_SYSTEM[0];
    client.takes(site.inside(&client.words(&site)));
    site.trust("uninstall --store system").succeeds();
    assert_eq!(listed(), 0);
}

#[test]
fn doctor_says_that_all_is_well_where_every_store_has_the_ca() {
    let site = Site::new();
    let doctor = || site.inside(&words(&format!("{DEVCERT} doctor localhost:{}", site.port)));
    doctor().ends_with(1).says("fix: devcert trust install --ca ca");
    site.trust("install --store system").succeeds();
    doctor().ends_with(1).says("passed: ").says("FAIL  ").says("fix: devcert trust install --ca ca");
    site.trust("install").succeeds();
    doctor().succeeds().says("passed: ").says("trusted in all ").says_not("FAIL").says_not("fix:");
}

/// As in a container without /etc/hosts (RFC 6761, 6.3).
#[test]
fn localhost_is_reached_where_no_resolver_knows_it() {
    let site = Site::new();
    let no_resolver = "echo 'hosts: files' >/etc/nsswitch.conf; : >/etc/hosts; : >/etc/resolv.conf";
    let unknown = site.inside_after(no_resolver, &words("getent hosts localhost"));
    assert_ne!(unknown.status(), Some(0), "{unknown}");
    for command in ["probe", "doctor"] {
        let line = format!("{DEVCERT} {command} localhost:{} --ca ca", site.port);
        site.inside_after(no_resolver, &words(&line)).says("passed: ").says_not("cannot resolve");
    }
}

#[test]
fn java_takes_the_server_as_long_as_its_cacerts_have_the_ca() {
    let site = Site::new();
    let java = || site.inside(&Client::Java.words(&site));
    Client::Java.refuses(java());
    site.trust("install --store java").succeeds().says("installed: keytool lists it as devcert-");
    Client::Java.takes(java());
    site.trust("install --store java").succeeds().says("already trusted");
    site.trust("uninstall --store java").succeeds().says("removed: ");
    Client::Java.refuses(java());
}

#[test]
fn a_java_whose_password_was_changed_is_used_with_the_password_that_is_named() {
    let site = Site::new();
    site.world.write("password", "hunter2\n");
    let cacerts = "/etc/ssl/certs/java/cacerts";
    let change = format!("keytool -storepasswd -new hunter2 -storepass changeit -keystore {cacerts}");
    // The layers outlive each run, and the password with them.
    site.inside(&words(&change)).succeeds();
    let java = || site.inside(&Client::Java.words(&site));
    let listed = || {
        let list = format!("keytool -list -storepass hunter2 -keystore {cacerts}");
        site.inside(&words(&list)).succeeds().text().contains("devcert-")
    };
    let refused = site.trust("install --store java").ends_with(1);
    refused.says("password was incorrect").says("--java-password");
    assert!(!listed());
    let named = "--store java --java-password file:password";
    site.trust(&format!("status {named}")).ends_with(1).says("keytool does not list it");
    let planned = site.trust(&format!("install --dry-run {named}"));
    planned.says("-importcert").says("with the password and the certificate on").says_not("hunter2");
    assert!(!listed());
    site.trust(&format!("install {named}")).succeeds().says("installed: keytool lists it as devcert-");
    assert!(listed());
    Client::Java.takes(java());
    site.trust(&format!("status {named}")).succeeds();
    site.trust(&format!("uninstall {named}")).succeeds().says("removed: ");
    assert!(!listed());
    Client::Java.refuses(java());
}

/// Debian's hook puts the system's certificates into Java's file under names of its own.
#[test]
fn what_debians_hook_has_put_into_java_is_known_and_taken_out() {
    let site = Site::new();
    site.trust("install --store system,java")
        .succeeds()
        .says("already trusted: keytool lists it as debian:devcert-");
    Client::Java.takes(site.inside(&Client::Java.words(&site)));
    site.trust("uninstall --store java").succeeds().says("removed: ");
    Client::Java.refuses(site.inside(&Client::Java.words(&site)));
    site.trust("uninstall --store system,java").succeeds();
}

#[test]
fn another_ca_of_the_same_name_stays_in_every_store() {
    let site = Site::new();
    let subject = "/CN=two of a kind";
    for name in ["old", "new"] {
        site.world
            .openssl_with(&[
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "9",
                "-subj",
                subject,
                "-keyout",
                "x.key",
                "-out",
                &format!("{name}.crt"),
            ])
            .succeeds();
    }
    let trust =
        |verb: &str, name: &str| site.inside(&words(&format!("{DEVCERT} trust {verb} --cert {name}.crt")));
    site.world.write("../home/.pki/nssdb/x", "");
    for name in ["old", "new"] {
        trust("install", name).succeeds().says("trusted in all 3 stores");
    }
    trust("uninstall", "new").succeeds().says("trusted in none of the 3 stores");
    trust("status", "old").succeeds().says("trusted in all 3 stores");
    trust("status", "new").ends_with(1).says("trusted in 0 of 3 stores");
    trust("uninstall", "old").succeeds();
}

#[test]
fn a_program_that_devcert_runs_takes_the_server_without_any_store() {
    let site = Site::new();
    let run = |words: &[String]| site.world.program_with(words[0].as_str(), &words[1..]).run();
    for client in OF_VARIABLES {
        let client_words = client.words(&site);
        client.refuses(run(&client_words));
        client.takes(run(&[words(&format!("{DEVCERT} run --ca ca --")), client_words].concat()));
    }
}

#[test]
fn a_shell_that_has_read_the_variables_runs_such_programs() {
    let site = Site::new();
    for client in [Client::Curl, Client::Node] {
        let script = format!("eval \"$({DEVCERT} trust env --ca ca)\"; exec \"$@\"");
        let shell = [vec!["-c".to_owned(), script, "sh".to_owned()], client.words(&site)].concat();
        client.takes(site.world.program_with("sh", shell).run());
    }
}

#[test]
fn the_roots_of_the_system_stay_trusted_by_programs_that_devcert_runs() {
    let site = Site::new();
    let shell = format!("{DEVCERT} run --ca ca -- sh -c");
    let words = [words(&shell), vec!["cat $SSL_CERT_FILE".to_owned()]].concat();
    let bundle = site.world.program_with(words[0].as_str(), &words[1..]).run().succeeds().text();
    let system = std::fs::read_to_string("/etc/ssl/certs/ca-certificates.crt").unwrap();
    let count = |text: &str| text.matches("-----BEGIN CERTIFICATE-----").count();
    assert!(
        count(&bundle) > count(&system) / 2 && count(&system) > 50,
        "{} of {}",
        count(&bundle),
        count(&system)
    );
}
