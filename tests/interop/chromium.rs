//! Headless Chromium takes the page without a certificate error, and the page can do WebRTC.

use serde_json::Value;

use crate::server::{NotesServer, source};
use crate::world::World;

/// Opens `url` in a Chromium with a home of its own; what it says about the page, and the status.
fn visit(world: &World, url: &str, options: &[&str]) -> (Value, Option<i32>) {
    let client = source("interop/clients/chromium.js");
    let arguments = [&[client.to_str().unwrap(), url], options].concat();
    let run = world.program_with("node", arguments).run();
    let report = serde_json::from_str(&run.text()).unwrap_or_else(|_| panic!("no report:\n{run}"));
    (report, run.status())
}

#[test]
fn chromium_that_trusts_the_certificate_opens_the_page_and_its_peers_connect() {
    let world = World::new();
    world.devcert("selfsign --days 365").succeeds();
    let server = NotesServer::start(&world);
    for name in ["localhost", "127.0.0.1", "[::1]"] {
        let url = format!("https://{name}:{}/", server.https);
        let (page, status) = visit(&world, &url, &["--trust", "cert/file.crt"]);
        assert_eq!(status, Some(0), "{page:#}");
        assert_eq!(page["error"], Value::Null, "{page:#}");
        assert_eq!(page["securityState"], "secure", "{page:#}");
        assert_eq!((&page["pc1"], &page["pc2"]), (&"connected".into(), &"connected".into()), "{page:#}");
    }
}

/// Browsers call localhost a secure context over plain http as well; this name is one by https only.
#[test]
fn chromium_calls_the_page_a_secure_context_for_the_sake_of_the_certificate() {
    let world = World::new();
    world.devcert("selfsign --algorithm p256 --san dev.test").succeeds();
    let server = NotesServer::start(&world);
    let by_name = ["--resolve", "dev.test", "--trust", "cert/file.crt"];
    let (page, status) = visit(&world, &format!("https://dev.test:{}/", server.https), &by_name);
    assert_eq!((&page["isSecureContext"], status), (&true.into(), Some(0)), "{page:#}");
    let (page, _) = visit(&world, &format!("http://dev.test:{}/", server.http), &by_name);
    assert_eq!(page["isSecureContext"], false, "{page:#}");
}

#[test]
fn chromium_refuses_the_certificate_without_trust() {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    world.devcert("selfsign --dir other").succeeds();
    let server = NotesServer::start(&world);
    let url = format!("https://localhost:{}/", server.https);
    for options in [&[][..], &["--trust", "other/file.crt"]] {
        let (page, status) = visit(&world, &url, options);
        assert_eq!(page["error"], "net::ERR_CERT_AUTHORITY_INVALID", "{page:#}");
        assert_eq!(status, Some(1), "{page:#}");
    }
}

#[test]
fn chromium_refuses_a_name_that_the_certificate_lacks() {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    let server = NotesServer::start(&world);
    let url = format!("https://dev.test:{}/", server.https);
    let (page, status) = visit(&world, &url, &["--resolve", "dev.test", "--trust", "cert/file.crt"]);
    assert_eq!(page["error"], "net::ERR_CERT_COMMON_NAME_INVALID", "{page:#}");
    assert_eq!(status, Some(1), "{page:#}");
}
