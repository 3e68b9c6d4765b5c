//! Headless browsers, each with a home of its own. The server tells whether they took it.

use crate::odd::Leaf;

use super::site::{Seen, Site, words};

/// What Chromium has of the page: nothing, where it shows its warning instead.
fn chromium(site: &Site) -> String {
    let options = "--headless --no-sandbox --disable-gpu --no-first-run --dump-dom";
    site.world.program("chromium", &format!("{options} {}", site.url("chromium"))).run().text()
}

#[test]
fn chromium_takes_the_server_as_long_as_its_database_has_the_ca() {
    let site = Site::new();
    assert!(!chromium(&site).contains("hello"));
    site.world
        .devcert("trust install --ca ca --store nss")
        .succeeds()
        .says("/pki/nssdb (Chromium)")
        .says("with C,,");
    assert!(chromium(&site).contains("hello"));
    site.world.devcert("trust uninstall --ca ca --store nss").succeeds();
    assert!(!chromium(&site).contains("hello"));
}

#[test]
fn a_chromium_that_has_never_run_finds_the_database_that_was_made_for_it() {
    let site = Site::new();
    site.world.devcert("trust install --ca ca --store nss").succeeds().says("/.pki/nssdb (Chromium)");
    assert!(chromium(&site).contains("hello"));
}

#[test]
fn chromium_takes_a_self_signed_certificate_that_it_was_told_of() {
    let site = Site::self_signed();
    assert!(!chromium(&site).contains("hello"));
    site.world.devcert("trust install --cert cert/file.crt --store nss").succeeds().says("with CP,,");
    assert!(chromium(&site).contains("hello"));
}

/// Whether Firefox takes the server, started in the layers after a line of shell.
fn firefox(site: &Site, path: &str, before: &str) -> Seen {
    site.forget();
    let profile = site.home().join(".mozilla/firefox/x.default");
    std::fs::create_dir_all(&profile).unwrap();
    let profile = profile.display();
    let options = "--headless --no-remote --screenshot shot.png --profile";
    let line = format!("firefox-esr {options} {profile} {}", site.url(path));
    let mut browser = site.start_inside(before, &words(&line));
    let seen = site.sees(path);
    browser.stop();
    seen
}

#[test]
fn firefox_takes_the_server_as_long_as_its_profile_has_the_ca() {
    let site = Site::new();
    let seen = firefox(&site, "before", "");
    assert!(matches!(seen, Seen::Refused(_)), "{seen}");
    site.world.devcert("trust install --ca ca --store nss").succeeds().says("x.default (Firefox)");
    let seen = firefox(&site, "after", "");
    assert!(matches!(seen, Seen::Taken), "{seen}");
    site.world.devcert("trust uninstall --ca ca --store nss").succeeds();
    let seen = firefox(&site, "again", "");
    assert!(matches!(seen, Seen::Refused(_)), "{seen}");
}

#[test]
fn firefox_takes_a_self_signed_certificate_that_it_was_told_of() {
    let site = Site::self_signed();
    let seen = firefox(&site, "before", "");
    assert!(matches!(seen, Seen::Refused(_)), "{seen}");
    site.world.devcert("trust install --cert cert/file.crt --store nss").succeeds();
    let seen = firefox(&site, "after", "");
    assert!(matches!(seen, Seen::Taken), "{seen}");
}

#[test]
fn firefox_rejects_the_leaves_that_devcert_says_it_rejects() {
    let titles = [
        "good",
        "version 1",
        "without names",
        "RSA 1024",
        "SHA-1",
        "for clients",
        "without digitalSignature",
        "of a CA",
    ];
    for leaf in Leaf::ALL.iter().filter(|leaf| titles.contains(&leaf.title)) {
        let site = Site::serving(leaf.world());
        let profile = site.home().join(".mozilla/firefox/x.default");
        std::fs::create_dir_all(&profile).unwrap();
        let database = format!("-d sql:{}", profile.display());
        site.world.program("certutil", &format!("-N {database} --empty-password")).run().succeeds();
        let trust = format!("-A {database} -n root -t C,, -i ca.crt");
        site.world.program("certutil", &trust).run().succeeds();
        let seen = firefox(&site, "leaf", "");
        let is_taken = matches!(seen, Seen::Taken);
        assert_ne!(is_taken, leaf.rejected_by.contains(&"Firefox"), "{}: {seen}", leaf.title);
    }
}

/// What hides certutil from a namespace: no program, a device.
const WITHOUT_CERTUTIL: &str = "mount --bind /dev/null /usr/bin/certutil";

#[test]
fn without_certutil_firefox_takes_the_server_by_its_policies() {
    let site = Site::new();
    let seen = firefox(&site, "before", WITHOUT_CERTUTIL);
    assert!(matches!(seen, Seen::Refused(_)), "{seen}");
    let install = site.trust_after(WITHOUT_CERTUTIL, "install --store nss");
    install.says("fix: apt install libnss3-tools").says("ok    nss      /etc/firefox/policies/policies.json");
    let seen = firefox(&site, "after", WITHOUT_CERTUTIL);
    assert!(matches!(seen, Seen::Taken), "{seen}");
    site.trust_after(WITHOUT_CERTUTIL, "uninstall --store nss").says("removed: not listed in any policy");
    site.inside(&words("ls -R /etc/firefox")).says_not("devcert-").says_not("policies.json");
}
