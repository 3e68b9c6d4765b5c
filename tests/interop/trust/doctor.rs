//! Broken servers: every fix that `devcert doctor` prints is typed as it is printed, the server is
//! restarted, and then `doctor` finds nothing wrong.

use std::path::Path;

use super::site::{Serve, Site, words};
use crate::world::{DEVCERT, Run, World};

/// Asks doctor about the site's server.
fn doctor(site: &Site) -> Run {
    site.inside(&words(&format!("{DEVCERT} doctor localhost:{}", site.port)))
}

/// The commands after `fix: `, without what is noted in parentheses.
fn fixes(told: &str) -> Vec<String> {
    let lines = told.lines().filter_map(|line| line.trim_start().strip_prefix("fix: "));
    lines.map(|line| line.split("   (").next().unwrap().to_owned()).collect()
}

/// Types `command` in the folder of the site, with devcert first on PATH.
fn typed(site: &Site, command: &str) -> Run {
    let folder = Path::new(DEVCERT).parent().unwrap().display();
    let path = format!("PATH={folder}:{}", std::env::var("PATH").unwrap());
    site.inside(&["env", &path, "sh", "-c", command].map(str::to_owned))
}

/// Doctor says `diagnosis`, and after its fixes all is well; the key in `key` stays what it is.
fn is_mended(mut site: Site, diagnosis: &str, key: &str) {
    let before = site.world.read(key);
    let told = doctor(&site).ends_with(1).says(diagnosis).text();
    let fixes = fixes(&told);
    assert!(!fixes.is_empty(), "{told}");
    for fix in &fixes {
        typed(&site, fix).succeeds();
    }
    site.restart();
    let again = doctor(&site);
    assert!(again.status() == Some(0), "{told}\nafter {fixes:#?}\n{again}");
    assert_eq!(site.world.read(key), before);
}

const OLD: &str = "--not-before 2019-01-01 --not-after 2020-01-01";
const KEY: &str = "cert/private.pem";

fn world(commands: &[&str]) -> World {
    let world = World::new();
    for command in commands {
        world.devcert(command).succeeds();
    }
    world
}

#[test]
fn an_expired_certificate_of_the_own_ca_is_mended() {
    let issue = format!("issue localhost -a p256 {OLD}");
    let site = Site::serving(world(&["ca init --not-before 2018-01-01 --not-after 2040-01-01", &issue]));
    is_mended(site, "expired on 2020-01-01", KEY);
}

#[test]
fn an_expired_self_signed_certificate_is_mended() {
    let site = Site::serving(world(&[&format!("selfsign -a p256 {OLD}")]));
    is_mended(site, "expired on 2020-01-01", KEY);
}

#[test]
fn a_certificate_of_the_own_ca_for_another_host_is_mended() {
    let site = Site::serving(world(&["issue app.test -a p256"]));
    is_mended(site, "app.test", KEY);
}

#[test]
fn a_self_signed_certificate_for_another_host_is_mended() {
    let site = Site::serving(world(&["selfsign -a p256 --no-default-names --san app.test"]));
    is_mended(site, "app.test", KEY);
}

#[test]
fn a_server_without_its_intermediate_is_mended() {
    let world =
        world(&["ca init", "ca init --intermediate --ca team-ca", "issue localhost -a p256 --ca team-ca"]);
    let chain = String::from_utf8(world.read("cert/file.crt")).unwrap();
    let end = chain.find("-----END CERTIFICATE-----\n").unwrap() + "-----END CERTIFICATE-----\n".len();
    world.write("sp/certificate.pem", &chain[..end]);
    let site = Site::serving_by(world, Serve::Node(KEY, "sp/certificate.pem"));
    is_mended(site, "FAIL", KEY);
}

#[test]
fn a_self_signed_certificate_that_nobody_trusts_is_mended() {
    let site = Site::self_signed();
    is_mended(site, "CN=localhost", KEY);
}

#[test]
fn a_sha1_certificate_of_the_own_ca_is_mended() {
    let world = world(&["ca init", "csr -a p256 --no-default-names --san localhost"]);
    world.write(
        "extensions",
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n",
    );
    let ca = "../home/.local/share/devcert/ca";
    let sign = format!("x509 -req -sha1 -days 90 -in cert/csr.pem -CA {ca}/ca.crt -CAkey {ca}/ca.key");
    world.openssl(&format!("{sign} -set_serial 77 -extfile extensions -out cert/file.crt")).succeeds();
    let site = Site::serving_by(world, Serve::Openssl(KEY, "cert/file.crt"));
    is_mended(site, "SHA1", KEY);
}

#[test]
fn a_self_signed_sha1_certificate_is_mended() {
    let world = world(&["genkey -a p256"]);
    let make = "req -x509 -sha1 -days 90 -key cert/private.pem -subj /CN=localhost -out cert/file.crt";
    let extensions = "-addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE";
    world.openssl(&format!("{make} {extensions} -addext extendedKeyUsage=serverAuth")).succeeds();
    let site = Site::serving_by(world, Serve::Openssl(KEY, "cert/file.crt"));
    is_mended(site, "SHA1", KEY);
}

/// Two faults at once.
#[test]
fn a_certificate_with_two_faults_is_mended() {
    let ca = "ca init --not-before 2018-01-01 --not-after 2040-01-01";
    let issued = Site::serving(world(&[ca, &format!("issue app.test -a p256 {OLD}")]));
    is_mended(issued, "expired on 2020-01-01", KEY);
    let own = Site::serving(world(&[&format!("selfsign -a p256 --no-default-names --san app.test {OLD}")]));
    is_mended(own, "expired on 2020-01-01", KEY);
    let future = "--not-before 2090-01-01 --not-after 2090-02-01";
    let early =
        Site::serving(world(&[&format!("selfsign -a p256 --no-default-names --san app.test {future}")]));
    is_mended(early, "not valid before 2090-01-01", KEY);
}

#[test]
fn an_expired_certificate_without_its_intermediate_is_mended() {
    let world = world(&[
        "ca init --not-before 2018-01-01 --not-after 2040-01-01",
        "ca init --intermediate --ca team-ca --not-before 2018-01-02 --not-after 2039-01-01",
        &format!("issue localhost -a p256 --ca team-ca {OLD}"),
    ]);
    let chain = String::from_utf8(world.read("cert/file.crt")).unwrap();
    let end = chain.find("-----END CERTIFICATE-----\n").unwrap() + "-----END CERTIFICATE-----\n".len();
    world.write("sp/certificate.pem", &chain[..end]);
    let site = Site::serving_by(world, Serve::Node(KEY, "sp/certificate.pem"));
    is_mended(site, "expired on 2020-01-01", KEY);
}

/// Everything else that is wrong with it as a server's goes into the certificate for both sides.
#[test]
fn a_certificate_for_clients_at_a_server_is_mended() {
    let site = Site::serving(world(&["ca init", "issue --profile client localhost -a p256"]));
    is_mended(site, "so it is not for servers", KEY);
}

#[test]
fn a_certificate_of_a_ca_that_mkcert_made_is_issued_again_from_it() {
    let world = World::new();
    let folder = world.path("mk").display().to_string();
    std::fs::create_dir(&folder).unwrap();
    let made = world.program("mkcert", "-cert-file c.pem -key-file k.pem app.test").env("CAROOT", &folder);
    made.run().succeeds();
    let site = Site::serving_by(world, Serve::Node("k.pem", "c.pem"));
    is_mended(site, "app.test", "k.pem");
}

/// A server that was not restarted still sends its old certificates; its files are not changed again.
#[test]
fn a_server_that_was_not_restarted_is_to_be_restarted() {
    let world =
        world(&["ca init", "ca init --intermediate --ca team-ca", "issue localhost -a p256 --ca team-ca"]);
    let chain = String::from_utf8(world.read("cert/file.crt")).unwrap();
    let end = chain.find("-----END CERTIFICATE-----\n").unwrap() + "-----END CERTIFICATE-----\n".len();
    world.write("sp/certificate.pem", &chain[..end]);
    let site = Site::serving_by(world, Serve::Node(KEY, "sp/certificate.pem"));
    let told = doctor(&site).ends_with(1).text();
    for fix in fixes(&told) {
        typed(&site, &fix).succeeds();
    }
    let told =
        doctor(&site).ends_with(1).says("restart the server and have it send every certificate").text();
    assert_eq!(fixes(&told), Vec::<String>::new(), "{told}");
}

/// The root of a server of another protocol comes with that protocol's way to TLS.
#[test]
fn the_root_of_a_server_with_starttls_is_taken_from_it() {
    let world = world(&["selfsign -a p256 --no-default-names --san localhost --dir ../elsewhere"]);
    let site = Site::serving_by(world, Serve::Openssl("../elsewhere/private.pem", "../elsewhere/file.crt"));
    let script = crate::server::source("interop/clients/starttls-smtp.py");
    let arguments = [script.to_str().unwrap(), "../elsewhere/file.crt", "../elsewhere/private.pem"];
    let (_, mut server) = site.world.program_with("python3", arguments).start();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.take().unwrap()), &mut line)
        .unwrap();
    let port = line.trim();
    let line = format!("{DEVCERT} doctor localhost:{port} --starttls smtp");
    let told = site.inside(&words(&line)).ends_with(1).text();
    let fix = format!("devcert trust install --from localhost:{port} --starttls smtp");
    assert_eq!(fixes(&told), [fix.clone()], "{told}");
    typed(&site, &fix).succeeds().says("CN=localhost");
    site.inside(&words(&line)).succeeds();
    let _ = server.kill();
    let _ = server.wait();
}

/// The files of this server are nowhere near, so that its root comes from the server itself.
#[test]
fn the_root_of_a_server_whose_files_are_elsewhere_is_taken_from_it() {
    let world = world(&["selfsign -a p256 --no-default-names --san b.test --dir ../elsewhere"]);
    let serve = Serve::Openssl("../elsewhere/private.pem", "../elsewhere/file.crt");
    let site = Site::serving_by(world, serve);
    let doctor = || site.inside(&words(&format!("{DEVCERT} doctor localhost:{} --sni b.test", site.port)));
    let told = doctor().ends_with(1).text();
    let fix = format!("devcert trust install --from localhost:{} --sni b.test", site.port);
    assert_eq!(fixes(&told), [fix.clone(), fix.clone()][..1], "{told}");
    typed(&site, &fix).succeeds().says("CN=b.test");
    doctor().succeeds();
}

#[test]
fn a_certificate_is_not_trusted_in_place_of_its_ca() {
    let world = world(&["ca init --ca ../elsewhere", "issue localhost -a p256 --ca ../elsewhere"]);
    let site = Site::serving(world);
    let refused = typed(&site, &format!("devcert trust install --from localhost:{}", site.port)).ends_with(2);
    refused.says("does not send the certificate of CN=devcert CA");
    let told = doctor(&site).ends_with(1).says_not("trust install").text();
    assert_eq!(fixes(&told), Vec::<String>::new(), "{told}");
    let by_name = format!("{DEVCERT} doctor localhost:{} --ca ../elsewhere", site.port);
    let told = site.inside(&words(&by_name)).ends_with(1).text();
    assert_eq!(fixes(&told), ["devcert trust install --ca ../elsewhere"], "{told}");
    typed(&site, "devcert trust install --ca ../elsewhere").succeeds();
    site.inside(&words(&by_name)).succeeds();
}
