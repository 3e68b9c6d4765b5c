//! Databases of NSS as its own tools see them.

use super::site::{Site, words};
use crate::world::World;

fn database(world: &World, folder: &str, options: &str) -> String {
    std::fs::create_dir_all(world.path(folder)).unwrap();
    let database = format!("sql:{}", world.path(folder).display());
    world.program("certutil", &format!("-N -d {database} {options}")).run().succeeds();
    database
}

/// A world whose home has one profile of Firefox, and the name of its database.
fn with_profile(site: &Site, options: &str) -> String {
    database(&site.world, "../home/.mozilla/firefox/x.default", options)
}

#[test]
fn nss_takes_a_certificate_of_the_ca_as_long_as_the_database_trusts_the_ca() {
    let site = Site::new();
    let database = with_profile(&site, "--empty-password");
    let certutil =
        |arguments: &str| site.world.program("certutil", &format!("{arguments} -d {database}")).run();
    certutil("-A -n server -t ,, -a -i cert/file.crt").succeeds();
    certutil("-V -n server -u V").says("issuer");
    site.world.devcert("trust install --ca ca --store nss");
    certutil("-V -n server -u V").succeeds().says("certificate is valid");
    site.world.devcert("trust uninstall --ca ca --store nss");
    certutil("-V -n server -u V").says("issuer");
}

#[test]
fn a_database_behind_a_password_is_named_and_left_as_it_was() {
    let site = Site::new();
    site.world.write("password", "secret\n");
    let database = with_profile(&site, "-f password");
    let listing =
        || site.world.program("certutil", &format!("-L -d {database} -f password")).run().succeeds().text();
    let before = listing();
    let run = site.world.devcert("trust install --ca ca --store nss").ends_with(1);
    run.says("could not authenticate to token");
    assert_eq!(listing(), before);
}

#[test]
fn one_damaged_database_does_not_keep_the_others_from_the_ca() {
    let site = Site::new();
    with_profile(&site, "--empty-password");
    site.world.write("../home/.mozilla/firefox/broken/cert9.db", "no database");
    let run = site.world.devcert("trust install --ca ca --store nss").ends_with(1);
    run.says("FAIL  nss").says("ok    nss").says("certutil failed with status 255");
}

#[test]
fn a_dry_run_in_every_store_changes_none() {
    let site = Site::new();
    with_profile(&site, "--empty-password");
    let before = site.trust("status --json").ends_with(1).text();
    site.trust("install --dry-run").succeeds().says("dry run: ");
    assert_eq!(site.trust("status --json").ends_with(1).text(), before);
    site.inside(&words("ls /usr/local/share/ca-certificates")).succeeds().says_not("devcert-");
}
