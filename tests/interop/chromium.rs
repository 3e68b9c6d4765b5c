//! Headless Chromium takes the page without a certificate error, and the page can do WebRTC.

use std::thread;

use serde_json::Value;

use crate::server::{NotesServer, source};
use crate::world::{DEVCERT, Run, World};

/// Opens `url` in a Chromium with a home of its own; what it says about the page, and the status.
pub(crate) fn visit(world: &World, url: &str, options: &[&str]) -> (Value, Option<i32>) {
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

/// A Chromium with a home of its own, whose NSS database trusts the CA of the world.
fn trust_ca(world: &World, home: &str) -> Run {
    std::fs::create_dir(world.path(home)).unwrap();
    let install = ["trust", "install", "--store", "nss", "--ca", "ca"];
    world.program_with(DEVCERT, install).env("HOME", world.path(home)).run()
}

/// Two browsers in one room of the signalling server, each with its own profile.
fn call(world: &World, server: &NotesServer, homes: [&str; 2]) -> [(Value, Option<i32>); 2] {
    let url = format!("https://localhost:{}/views/call.html?room=test", server.https);
    thread::scope(|scope| {
        let ends = homes.map(|home| {
            let url = &url;
            scope.spawn(move || visit(world, url, &["--home", home]))
        });
        ends.map(|end| end.join().unwrap())
    })
}

#[test]
fn two_chromiums_that_trust_the_ca_call_each_other_through_the_signalling_server() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca").succeeds();
    for home in ["alice", "bob"] {
        trust_ca(&world, home).succeeds();
    }
    let server = NotesServer::start(&world);
    let ends = call(&world, &server, ["alice", "bob"]);
    for (end, status) in &ends {
        assert_eq!(*status, Some(0), "{end:#}");
        assert_eq!((&end["error"], &end["securityState"]), (&Value::Null, &"secure".into()), "{end:#}");
        assert_eq!(end["pc"], "connected", "{end:#}");
        let page = &end["page"];
        assert_eq!(page["remoteVideo"], "640x480", "{end:#}");
        assert!(page["framesRendered"].as_u64() >= Some(5), "{end:#}");
        assert_eq!(page["transport"], "websocket", "{end:#}");
    }
    let mut roles = ends.map(|(end, _)| end["page"]["role"].as_str().map(str::to_owned));
    roles.sort();
    assert_eq!(roles, [Some("callee".to_owned()), Some("caller".to_owned())]);
    let log = String::from_utf8(world.read("app.log")).unwrap();
    for kind in ["offer", "answer", "candidate"] {
        assert!(log.contains(&format!("DEBUG - {kind} from ")), "no {kind} was relayed:\n{log}");
    }
}

#[test]
fn chromium_that_does_not_trust_the_ca_gets_no_call() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --ca ca").succeeds();
    let server = NotesServer::start(&world);
    let url = format!("https://localhost:{}/views/call.html?room=test", server.https);
    let (page, status) = visit(&world, &url, &[]);
    assert_eq!(page["error"], "net::ERR_CERT_AUTHORITY_INVALID", "{page:#}");
    assert_eq!(status, Some(1), "{page:#}");
}
