//! `s_client` and `s_server` of openssl and of devcert, each with each: the client of either program prints the same of
//! the server of either.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Child;
use std::thread;

use regex::Regex;

use crate::world::{DEVCERT, Run, World};

/// The files of servers and clients, made by openssl.
const FILES: [&str; 13] = [
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /C=US/O=Org/CN=ca -days 100",
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem -subj /CN=self",
    "openssl req -x509 -newkey ed25519 -nodes -keyout ed.key -out ed.pem -subj /CN=ed",
    "openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -out r.pem -subj /CN=localhost \
     -addext subjectAltName=DNS:localhost,DNS:*.w.test,IP:127.0.0.1",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 1 -out leaf.pem -days 30 -copy_extensions copy",
    "openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -out old.pem -days -1 -copy_extensions copy",
    "openssl req -new -newkey rsa:2048 -nodes -keyout mid.key -out mid.csr -subj /O=Org/CN=mid",
    "printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n\
     nameConstraints=critical,permitted;DNS:w.test\\n' > mid.ext; \
     openssl x509 -req -in mid.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 90 -extfile mid.ext -out mid.pem",
    "openssl x509 -req -in r.pem -CA mid.pem -CAkey mid.key -set_serial 3 -out deep.pem -days 30 -copy_extensions copy",
    "printf 'extendedKeyUsage=clientAuth\\ncertificatePolicies=1.2.3.4\\n' > client.ext; \
     openssl x509 -req -in r.pem -CA ca.pem -CAkey ca.key -set_serial 4 -days 30 -extfile client.ext -out client.pem",
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ndefault_md=sha256\\ndefault_crl_days=30\\n' > crl.cnf; \
     touch index.txt; openssl ca -config crl.cnf -gencrl -cert ca.pem -keyfile ca.key -out ca.crl",
    "openssl ca -config crl.cnf -revoke leaf.pem -cert ca.pem -keyfile ca.key; \
     openssl ca -config crl.cnf -gencrl -cert ca.pem -keyfile ca.key -out revoked.crl",
    "mkdir hashed; h=$(openssl x509 -hash -noout -in ca.pem); cp ca.pem hashed/$h.0; cp revoked.crl hashed/$h.r0",
];

/// Options of servers and of clients.
const CONNECTIONS: [(&str, &str); 62] = [
    ("-cert leaf.pem -key k.pem", ""),
    ("-cert leaf.pem -key k.pem -cert_chain ca.pem", "-showcerts"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -servername localhost"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -tls1_2 -showcerts"),
    ("-cert leaf.pem -key k.pem -tls1_2", "-CAfile ca.pem -brief"),
    ("-cert leaf.pem -key k.pem -tls1_3", "-brief -noservername"),
    ("-cert self.pem -key self.key", "-CAfile self.pem -verify 1"),
    ("-cert self.pem -key self.key", "-verify_return_error"),
    ("-cert ed.pem -key ed.key", "-tls1_3"),
    ("-cert ed.pem -key ed.key", "-brief"),
    ("-cert old.pem -key k.pem", "-CAfile ca.pem"),
    ("-cert old.pem -key k.pem", "-CAfile ca.pem -verify_return_error"),
    ("-cert old.pem -key k.pem", "-CAfile ca.pem -no_check_time -verify_quiet"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -verify_hostname a.w.test"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -verify_hostname other.test"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -verify_hostname other.test -verify_return_error"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -verify_ip 127.0.0.1 -nameopt RFC2253"),
    ("-cert leaf.pem -key k.pem", "-CAfile leaf.pem -partial_chain"),
    ("-cert leaf.pem -key k.pem -CAfile ca.pem", "-no-CAfile -no-CApath"),
    ("-cert leaf.pem -key k.pem -alpn h2,http/1.1", "-CAfile ca.pem -alpn http/1.1,h2"),
    ("-cert leaf.pem -key k.pem -alpn h2", "-CAfile ca.pem -alpn http/1.1 -tls1_2"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -tls1_2 -cipher ECDHE+CHACHA20"),
    ("-cert leaf.pem -key k.pem -cipher ECDHE-RSA-AES128-GCM-SHA256", "-CAfile ca.pem -tls1_2"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -ciphersuites TLS_AES_128_GCM_SHA256 -groups P-384"),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1",
        "-CAfile ca.pem -cert leaf.pem -key k.pem -tls1_2",
    ),
    ("-cert leaf.pem -key k.pem -CAfile ca.pem -verify 2", "-CAfile ca.pem -tls1_2"),
    ("-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1", "-CAfile ca.pem -tls1_2"),
    (
        "-cert leaf.pem -key k.pem -servername x.w.test -cert2 self.pem -key2 self.key",
        "-servername x.w.test -CAfile self.pem",
    ),
    ("-cert leaf.pem -key k.pem -dcert self.pem -dkey self.key", "-tls1_2 -cipher aECDSA -CAfile self.pem"),
    ("-cert leaf.pem -key k.pem -min_protocol TLSv1.3", "-max_protocol TLSv1.2"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -CRL ca.crl -CRLform PEM -crl_check"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -CRL revoked.crl -crl_check_all"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -CRL revoked.crl -crl_check -verify_return_error"),
    ("-cert leaf.pem -key k.pem", "-CApath hashed -crl_check -extended_crl -use_deltas -verify_quiet"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -crl_check"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -x509_strict"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -auth_level 4 -verify_return_error"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -suiteB_128"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -suiteB_192 -verify_quiet"),
    ("-cert self.pem -key self.key", "-CAfile self.pem -suiteB_128_only -check_ss_sig"),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -verify_email a@b -attime 1000000000"),
    ("-cert leaf.pem -key k.pem", "-CAstore ca.pem -no-CAstore -ignore_critical -allow_proxy_certs"),
    ("-cert leaf.pem -key k.pem", "-CAfile mid.pem -verifyCAfile ca.pem"),
    ("-cert leaf.pem -key k.pem", "-CAfile mid.pem -verifyCApath hashed"),
    ("-cert leaf.pem -key k.pem", "-CAfile mid.pem -verifyCAstore ca.pem"),
    ("-cert deep.pem -key k.pem -cert_chain mid.pem", "-CAfile ca.pem"),
    ("-cert deep.pem -key k.pem -cert_chain mid.pem", "-CAfile ca.pem -verify_depth 0"),
    ("-cert deep.pem -key k.pem -cert_chain mid.pem", "-CAfile leaf.pem -verify 1"),
    ("-cert deep.pem -key k.pem -cert_chain mid.pem", "-CAfile mid.pem -partial_chain"),
    ("-cert deep.pem -key k.pem -chainCAfile mid.pem", "-CAfile mid.pem -partial_chain -showcerts"),
    ("-cert leaf.pem -key k.pem -chainCAstore ca.pem", "-CAfile ca.pem -showcerts"),
    ("-cert leaf.pem -key k.pem -chainCApath hashed", "-CAfile ca.pem -showcerts"),
    ("-cert client.pem -key k.pem", "-CAfile ca.pem"),
    ("-cert client.pem -key k.pem", "-CAfile ca.pem -verify_return_error"),
    ("-cert client.pem -key k.pem", "-CAfile ca.pem -purpose sslclient -policy_check -policy_print"),
    ("-cert client.pem -key k.pem", "-CAfile ca.pem -verify_name ssl_client"),
    ("-cert client.pem -key k.pem", "-CAfile ca.pem -policy 1.2.3.4 -explicit_policy -policy_print"),
    (
        "-cert client.pem -key k.pem",
        "-CAfile ca.pem -policy 1.2.3.5 -explicit_policy -inhibit_any -inhibit_map",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -CRL revoked.crl -crl_check -verify_return_error",
        "-CAfile ca.pem -cert leaf.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error",
        "-CAfile ca.pem -cert deep.pem -cert_chain mid.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -purpose sslserver -verify_return_error",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -verifyCAfile mid.pem -Verify 1 -verify_return_error",
        "-CAfile ca.pem -cert leaf.pem -key k.pem -tls1_2",
    ),
];

/// A world with the files, in which `bin/openssl` is devcert.
fn world() -> World {
    let world = World::new();
    for line in FILES {
        world.program_with("sh", ["-c", line]).run().succeeds();
    }
    world.program(DEVCERT, "openssl --install bin").run().succeeds();
    world
}

/// The programs by these names.
const PROGRAMS: [&str; 2] = ["openssl", "bin/openssl"];

fn program(world: &World, name: &str) -> String {
    if name.contains('/') { world.path(name).display().to_string() } else { name.to_owned() }
}

/// A server that is stopped at the end.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    /// Starts a server at a free port; its standard input stays open.
    fn start(world: &World, name: &str, options: &str) -> Self {
        let line = format!("s_server -accept 0 -4 {options}");
        let (line, mut child) = world.program(program(world, name), &line).start();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(str::to_owned));
        let address = address.unwrap_or_else(|| panic!("{line} does not listen"));
        thread::spawn(move || lines.for_each(drop));
        let mut errors = child.stderr.take().unwrap();
        thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Self { child, port: address.rsplit(':').next().unwrap().parse().unwrap() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client(world: &World, name: &str, port: u16, options: &str) -> Run {
    let line = format!("s_client -connect 127.0.0.1:{port} {options}");
    world.program(program(world, name), &line).run()
}

/// What a client prints, without what differs from one run to the next, and what rustls does not show: session tickets,
/// the types of client certificates, the formats of points, and the schemes of signatures that devcert does not have.
fn normal(text: &str) -> Vec<String> {
    let numbers = [
        (r"has read \d+ bytes and written \d+ bytes", "has read N bytes and written N bytes"),
        (r"(Session-ID|Master-Key): [0-9A-F]*", "$1: X"),
        (r"Start Time: \d+", "Start Time: T"),
    ];
    let ticket = Regex::new(r"^    [0-9a-f]{4} - |session ticket|^$|Signature Algorithms: |^Client Certificate Types: |Point Formats: ").unwrap();
    let queue = Regex::new(r"error:[0-9A-F]{8}:").unwrap();
    let mut lines: Vec<String> = Vec::new();
    let mut is_ticket = false;
    for line in text.lines() {
        if line.starts_with("Post-Handshake New Session Ticket") {
            is_ticket = true;
            lines.pop();
        }
        if !is_ticket && !ticket.is_match(line) && !queue.is_match(line) {
            let replaced = numbers.iter().fold(line.to_owned(), |line, (pattern, with)| {
                Regex::new(pattern).unwrap().replace(&line, *with).into_owned()
            });
            lines.push(replaced);
        }
        is_ticket &= line != "read R BLOCK";
    }
    lines
}

/// The reasons in the lines of the error queue. rustls has the alert of TLS 1.3 for a missing certificate in TLS 1.2 too.
fn reasons(text: &str) -> Vec<String> {
    let queue = Regex::new(r"error:[0-9A-F]{8}:[^:]*:[^:]*:([^:]*)").unwrap();
    text.lines()
        .filter_map(|line| {
            queue.captures(line).map(|found| {
                found[1].replace("tlsv13 alert certificate required", "sslv3 alert handshake failure")
            })
        })
        .collect()
}

#[test]
fn each_client_prints_the_same_of_each_server() {
    let world = world();
    let mut different = Vec::new();
    for (server, options) in CONNECTIONS {
        let mut runs = Vec::new();
        for of_server in PROGRAMS {
            let listening = Server::start(&world, of_server, server);
            for of_client in PROGRAMS {
                let run = client(&world, of_client, listening.port, options);
                let texts = (normal(&run.text()), normal(&run.errors()), reasons(&run.errors()));
                runs.push((format!("{of_server} and {of_client}"), run.status(), texts));
            }
        }
        for (programs, status, texts) in &runs[1..] {
            if (status, texts) != (&runs[0].1, &runs[0].2) {
                different.push(format!(
                    "$ s_server {server}; s_client {options}\n{programs}: {status:?} {texts:#?}\nopenssl: {:?} {:#?}",
                    runs[0].1, runs[0].2
                ));
            }
        }
    }
    assert!(different.is_empty(), "{} differ\n{}", different.len(), different.join("\n"));
}

#[test]
fn a_page_and_files_are_served_over_http() {
    let world = world();
    fs::write(world.path("page.html"), "<p>page</p>\n").unwrap();
    for name in PROGRAMS {
        for (mode, request, expected) in [
            ("-www", "GET / HTTP/1.0", "Ciphers supported in s_server binary"),
            ("-www", "GET / HTTP/1.0", "no client certificate available"),
            ("-WWW", "GET /page.html HTTP/1.0", "Content-type: text/html\r\n\r\n<p>page</p>"),
            ("-WWW", "GET /../page.html HTTP/1.0", "'../page.html' contains '..' or ':'"),
            ("-HTTP", "GET /page.html HTTP/1.0", "<p>page</p>"),
        ] {
            let server = Server::start(&world, name, &format!("-cert leaf.pem -key k.pem {mode}"));
            let options = format!("s_client -quiet -CAfile ca.pem -connect 127.0.0.1:{}", server.port);
            for client in PROGRAMS {
                let run = world.program(program(&world, client), &options);
                let run = run.input(format!("{request}\r\n\r\n")).run();
                assert!(run.text().contains(expected), "{name} {mode}: {run}");
            }
        }
        let server = Server::start(&world, name, "-cert leaf.pem -key k.pem -rev");
        let options = format!("s_client -quiet -CAfile ca.pem -connect 127.0.0.1:{}", server.port);
        let run = world.program(program(&world, PROGRAMS[1]), &options).input("abc\nCLOSE\n").run();
        assert_eq!(run.text(), "cba\n", "{name}: {run}");
    }
}

#[test]
fn pipes_of_scripts_give_the_same() {
    let world = world();
    let server = Server::start(&world, PROGRAMS[0], "-cert leaf.pem -key k.pem -cert_chain ca.pem");
    let connect = format!("-connect 127.0.0.1:{}", server.port);
    let own = format!("{}:{}", world.path("bin").display(), std::env::var("PATH").unwrap());
    for line in [
        "echo | openssl s_client CONNECT 2>/dev/null | openssl x509 -noout -enddate -fingerprint -sha256",
        "openssl s_client CONNECT </dev/null 2>/dev/null | openssl x509 -noout -subject",
        "openssl s_client -showcerts CONNECT </dev/null 2>/dev/null | sed -n '/BEGIN/,/END/p'",
        // The line is printed once more for each session ticket that arrives before the `Q` is read.
        "echo Q | openssl s_client CONNECT 2>&1 | grep 'Verify return code' | sed 's/^ *//' | sort -u",
        "openssl s_client CONNECT -CAfile ca.pem -verify_return_error </dev/null >/dev/null 2>&1; echo $?",
        "openssl s_client CONNECT -verify_return_error </dev/null >/dev/null 2>&1; echo $?",
        "openssl s_client -brief CONNECT </dev/null 2>&1 | grep -E '^(Protocol|Ciphersuite|Verification)'",
        "openssl s_client CONNECT -keylogfile keys </dev/null >/dev/null 2>&1; cut -d' ' -f1 keys | sort -u | grep -v '#'",
        "openssl s_client 127.0.0.1:1 </dev/null 2>&1 | tail -1",
        "openssl s_client -connect a:b:c </dev/null; echo $?",
        "openssl s_client -tls1_2 -tls1_3 </dev/null; echo $?",
        "openssl s_client -cert none.pem </dev/null; echo $?",
        "openssl s_client -cert leaf.pem -key self.key </dev/null; echo $?",
        "openssl s_server; echo $?",
        "openssl s_server -accept a:b:c -cert leaf.pem -key k.pem; echo $?",
        "openssl s_client -purpose nothing </dev/null; echo $?",
        "openssl s_client -CRL nothing </dev/null; echo $?",
    ] {
        let line = line.replace("CONNECT", &connect);
        let theirs = world.program_with("sh", ["-c", &line]).run();
        let ours = world.program_with("sh", ["-c", &line]).env("PATH", &own).run();
        let first = |run: &Run| run.errors().lines().next().unwrap_or_default().to_owned();
        assert_eq!((theirs.text(), first(&theirs)), (ours.text(), first(&ours)), "{line}");
        let _ = fs::remove_file(world.path("keys"));
    }
}

/// A server of SMTP, which hands what follows STARTTLS over to a TLS server.
fn smtp(tls_port: u16) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut byte = [0];
            let mut line = move |stream: &mut TcpStream| {
                while stream.read(&mut byte).unwrap() == 1 && byte[0] != b'\n' {}
            };
            stream.write_all(b"220 mail ESMTP\r\n").unwrap();
            line(&mut stream);
            stream.write_all(b"250-mail\r\n250 STARTTLS\r\n").unwrap();
            line(&mut stream);
            stream.write_all(b"220 Go ahead\r\n").unwrap();
            let tls = TcpStream::connect((Ipv4Addr::LOCALHOST, tls_port)).unwrap();
            for (mut from, mut to) in [(stream.try_clone().unwrap(), tls.try_clone().unwrap()), (tls, stream)]
            {
                thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(std::net::Shutdown::Write);
                });
            }
        }
    });
    port
}

#[test]
fn tls_is_asked_for_in_smtp() {
    let world = world();
    let server = Server::start(&world, PROGRAMS[0], "-cert leaf.pem -key k.pem");
    let port = smtp(server.port);
    let runs = PROGRAMS.map(|name| client(&world, name, port, "-starttls smtp -CAfile ca.pem"));
    assert_eq!(normal(&runs[0].text()), normal(&runs[1].text()));
    assert_eq!(runs[0].status(), Some(0));
}
