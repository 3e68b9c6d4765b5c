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
const FILES: [&str; 15] = [
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
    "openssl rsa -in k.pem -aes128 -passout pass:secret -out sealed.pem; openssl pkey -in self.key -aes128 \
     -passout pass:second -out sealed2.pem; echo '<p>page</p>' > page.html; cat mid.pem ca.pem > above.pem",
    "openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -cert leaf.pem -no_nonce \
     -respout response.der",
    "mkdir hashed; h=$(openssl x509 -hash -noout -in ca.pem); cp ca.pem hashed/$h.0; cp revoked.crl hashed/$h.r0",
];

/// Options of servers and of clients.
pub(super) const CONNECTIONS: [(&str, &str); 92] = [
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
    (
        "-cert leaf.pem -key sealed.pem -pass pass:secret -no_ticket",
        "-CAfile ca.pem -no_ticket -prexit -nocommands -crlf",
    ),
    (
        "-cert leaf.pem -key k.pem -dcert self.pem -dkey sealed2.pem -dpass pass:second -dcert_chain above.pem",
        "-CAfile self.pem -tls1_2 -cipher aECDSA",
    ),
    ("-cert leaf.pem -key k.pem -no_tls1_3 -serverpref", "-CAfile ca.pem -cipher ECDHE+AESGCM"),
    ("-cert leaf.pem -key k.pem -no_tls1_2 -num_tickets 1", "-CAfile ca.pem -min_protocol TLSv1.3"),
    ("-cert leaf.pem -key k.pem -max_protocol TLSv1.2 -no_cache", "-CAfile ca.pem -no_tls1_3"),
    (
        "-cert leaf.pem -key k.pem -groups P-384:P-256",
        "-CAfile ca.pem -no_tls1 -no_tls1_1 -no_tls1_2 -curves P-384",
    ),
    ("-cert leaf.pem -key k.pem -curves P-256", "-CAfile ca.pem -ignore_unexpected_eof -verify_quiet"),
    ("-cert leaf.pem -key k.pem -ciphersuites TLS_CHACHA20_POLY1305_SHA256", "-CAfile ca.pem"),
    (
        "-cert leaf.pem -key k.pem -ignore_unexpected_eof -keymatexport a -keymatexportlen 32",
        "-CAfile ca.pem -keymatexport a -keymatexportlen 32",
    ),
    (
        "-cert leaf.pem -key k.pem -no-CAfile -no-CApath -no-CAstore -naccept 9",
        "-CAfile ca.pem -cert leaf.pem -key sealed.pem -pass pass:secret",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -verify_quiet -nameopt RFC2253 -verify_hostname localhost \
         -verify_ip 127.0.0.1 -no_check_time",
        "-CAfile ca.pem -cert old.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -verify_email a@b",
        "-CAfile ca.pem -cert leaf.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CApath hashed -Verify 1 -verify_return_error -attime 1000000000",
        "-CAfile ca.pem -cert leaf.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAstore leaf.pem -partial_chain -Verify 1 -verify_return_error",
        "-CAfile ca.pem -cert leaf.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -verifyCApath hashed -Verify 1 -verify_return_error -crl_check_all -extended_crl -use_deltas",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -verifyCAstore ca.pem -Verify 1 -verify_return_error -x509_strict",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -policy 1.2.3.5 -policy_check -explicit_policy -inhibit_any -inhibit_map",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -verify_name ssl_server -policy_print",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -verify_depth 0",
        "-CAfile ca.pem -cert deep.pem -cert_chain mid.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -auth_level 4",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -suiteB_128",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -suiteB_128_only",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -suiteB_192",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 1 -verify_return_error -ignore_critical -check_ss_sig -allow_proxy_certs",
        "-CAfile ca.pem -cert client.pem -key k.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 2 -verify_return_error",
        "-CAfile ca.pem -cert client.pem -key k.pem -chainCAfile ca.pem -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 2 -verify_return_error",
        "-CAfile ca.pem -cert client.pem -key k.pem -chainCApath hashed -tls1_2",
    ),
    (
        "-cert leaf.pem -key k.pem -CAfile ca.pem -Verify 2 -verify_return_error",
        "-CAfile ca.pem -cert deep.pem -key k.pem -chainCAstore mid.pem -tls1_2",
    ),
    ("-cert leaf.pem -key k.pem -status_file response.der", "-CAfile ca.pem -status"),
    (
        "-cert leaf.pem -key k.pem -status -status_file response.der -tls1_2",
        "-CAfile ca.pem -status -verify_quiet",
    ),
    ("-cert leaf.pem -key k.pem", "-CAfile ca.pem -status"),
];

/// Lines of scripts; `CONNECT` is a server that runs. A server listens at a socket a moment after the
/// file is there.
pub(super) const PIPES: [&str; 27] = [
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
    "openssl s_server -unix s -unlink -cert leaf.pem -key k.pem -rev -quiet -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; printf 'abc\\nCLOSE\\n' | openssl s_client -unix s -quiet -CAfile ca.pem -servername localhost -ign_eof 2>&1 | grep -E '^(depth|verify|cba)'; wait",
    "openssl s_server -unix s -unlink -cert leaf.pem -key k.pem -www -brief -naccept 1 2>/dev/null & while [ ! -S s ]; do sleep 0.1; done; sleep 1; printf 'GET / HTTP/1.0\\n\\n' | openssl s_client -unix s -quiet -CAfile ca.pem -crlf -nocommands -servername localhost 2>&1 | grep -c HTTP; wait",
    "openssl s_server -unix s -cert leaf.pem -key sealed.pem -pass pass:secret -HTTP -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; (printf 'GET /page.html HTTP/1.0\\n\\n'; sleep 4) | openssl s_client -unix s -quiet -CAfile ca.pem -servername localhost -no_ign_eof 2>&1; wait",
    "openssl s_server -unix s -cert leaf.pem -key k.pem -WWW -quiet -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; printf 'GET /page.html HTTP/1.0\\n\\n' | openssl s_client -unix s -quiet -CAfile ca.pem -servername localhost -ign_eof 2>&1; wait",
    "openssl s_server -unix s -cert leaf.pem -key k.pem -rev -ign_eof -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; (printf 'abc\\nCLOSE\\n'; sleep 4) | openssl s_client -unix s -quiet -CAfile ca.pem -servername localhost -no_ign_eof 2>/dev/null; wait",
    "openssl s_server -unix s -cert leaf.pem -key k.pem -rev -no_ign_eof -crlf -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; (printf 'abc\\nCLOSE\\n'; sleep 4) | openssl s_client -unix s -quiet -CAfile ca.pem -servername localhost -ign_eof 2>/dev/null; wait",
    "openssl s_server -unix s -cert leaf.pem -key k.pem -www -keylogfile keys -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; openssl s_client -unix s </dev/null >/dev/null 2>&1; wait; cut -d' ' -f1 keys | sort -u | grep -v '#'",
    "openssl s_server -unix s -cert leaf.pem -key k.pem -servername x.test -cert2 self.pem -key2 self.key -servername_fatal -www -naccept 1 >/dev/null 2>&1 & while [ ! -S s ]; do sleep 0.1; done; sleep 1; openssl s_client -unix s -servername y.test >/dev/null 2>&1 </dev/null; echo $?; wait",
    "openssl s_server -port 28571 -6 -cert leaf.pem -key k.pem -www -naccept 1 >/dev/null 2>&1 & sleep 4; openssl s_client -6 -host ::1 -port 28571 -brief </dev/null 2>&1 | head -2; wait",
    "openssl s_server -port 28572 -4 -cert leaf.pem -key k.pem -www -naccept 1 >/dev/null 2>&1 & sleep 4; openssl s_client -4 -host 127.0.0.1 -port 28572 -brief -prexit </dev/null 2>&1 | head -2; wait",
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
        (r"Keying material: [0-9A-F]*", "Keying material: X"),
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
    for line in PIPES {
        let line = line.replace("CONNECT", &connect);
        let theirs = world.program_with("sh", ["-c", &line]).run();
        let ours = world.program_with("sh", ["-c", &line]).env("PATH", &own).run();
        let first = |run: &Run| run.errors().lines().next().unwrap_or_default().to_owned();
        assert_eq!((theirs.text(), first(&theirs)), (ours.text(), first(&ours)), "{line}");
        let _ = fs::remove_file(world.path("keys"));
    }
}

/// Clients that ask for TLS in a protocol that has it inside.
pub(super) const STARTTLS: [&str; 13] = [
    "openssl s_client -connect 127.0.0.1:PORT -starttls smtp -name host.test -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls lmtp -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls pop3 -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls imap -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls ftp -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls nntp -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls sieve -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls xmpp -xmpphost host.test -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls xmpp-server -name host.test -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls ldap -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls postgres -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls mysql -CAfile ca.pem",
    "openssl s_client -connect 127.0.0.1:PORT -starttls nothing -CAfile ca.pem",
];

/// How the server of a protocol asks for TLS.
struct Dialog {
    /// What it says first.
    greeting: &'static [u8],
    /// The length of a message of the client; none for text, which ends with a line or a tag.
    length: Option<usize>,
    /// What is in messages of the client, and what it answers, with the first word of the message for `TAG`. TLS follows
    /// the last one.
    answers: &'static [(&'static str, &'static [u8])],
}

const fn text(greeting: &'static [u8], answers: &'static [(&'static str, &'static [u8])]) -> Dialog {
    Dialog { greeting, length: None, answers }
}

const fn binary(
    greeting: &'static [u8],
    length: usize,
    answers: &'static [(&'static str, &'static [u8])],
) -> Dialog {
    Dialog { greeting, length: Some(length), answers }
}

const XMPP: Dialog = text(
    b"",
    &[
        (
            "<stream:stream",
            b"<stream:stream xmlns:stream='http://etherx.jabber.org/streams' version='1.0'><stream:features>\
              <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
        ),
        ("<starttls", b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    ],
);

const DIALOGS: [Dialog; 13] = [
    text(
        b"220 mail ESMTP\r\n",
        &[("EHLO", b"250-mail\r\n250 STARTTLS\r\n"), ("STARTTLS", b"220 Go ahead\r\n")],
    ),
    text(
        b"220 mail LMTP\r\n",
        &[("LHLO", b"250-mail\r\n250 STARTTLS\r\n"), ("STARTTLS", b"220 Go ahead\r\n")],
    ),
    text(b"+OK POP3\r\n", &[("CAPA", b"+OK\r\nSTLS\r\n.\r\n"), ("STLS", b"+OK Begin TLS\r\n")]),
    text(
        b"* OK IMAP4rev1\r\n",
        &[
            ("CAPABILITY", b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n"),
            ("STARTTLS", b"TAG OK Begin TLS\r\n"),
        ],
    ),
    text(b"220 FTP\r\n", &[("AUTH TLS", b"234 AUTH TLS OK\r\n")]),
    text(
        b"200 News\r\n",
        &[
            ("CAPABILITIES", b"101 Capabilities\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n"),
            ("STARTTLS", b"382 Begin TLS\r\n"),
        ],
    ),
    text(
        b"\"IMPLEMENTATION\" \"test\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\n",
        &[("STARTTLS", b"OK \"Begin TLS\"\r\n")],
    ),
    XMPP,
    XMPP,
    binary(
        b"",
        31,
        &[("1.3.6.1.4.1.1466.20037", b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00")],
    ),
    binary(b"", 8, &[("", b"S")]),
    binary(
        b"\x24\x00\x00\x00\x0a8.0\x00\x01\x00\x00\x00saltsalt\x00\x00\x08\x21\x02\x00\x00\x00\x15\
          \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        36,
        &[("", b"")],
    ),
    text(b"", &[]),
];

impl Dialog {
    /// Answers a client until TLS follows.
    fn hold(&self, stream: &mut TcpStream) {
        stream.write_all(self.greeting).unwrap();
        let (mut message, mut byte) = (Vec::new(), [0]);
        while !self.answers.is_empty() && stream.read(&mut byte).unwrap() == 1 {
            message.push(byte[0]);
            let is_complete = self.length.map_or(b"\n>".contains(&byte[0]), |length| message.len() == length);
            let text = String::from_utf8_lossy(&message);
            let found = self.answers.iter().position(|(part, _)| is_complete && text.contains(part));
            let Some(position) = found else { continue };
            let tag = text.split(' ').next().unwrap();
            let answer = self.answers[position].1;
            // Text has the tag in it; other bytes are as they are.
            match std::str::from_utf8(answer) {
                Ok(answer) => stream.write_all(answer.replace("TAG", tag).as_bytes()).unwrap(),
                Err(_) => stream.write_all(answer).unwrap(),
            }
            message.clear();
            if position + 1 == self.answers.len() {
                return;
            }
        }
    }
}

/// A server that asks for TLS as in the dialog, and then hands what comes over to a TLS server.
fn relay(dialog: Dialog, tls_port: u16) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            dialog.hold(&mut stream);
            let Ok(tls) = TcpStream::connect((Ipv4Addr::LOCALHOST, tls_port)) else { break };
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
fn tls_is_asked_for_in_each_protocol() {
    let world = world();
    let server = Server::start(&world, PROGRAMS[0], "-cert leaf.pem -key k.pem");
    for (line, dialog) in STARTTLS.into_iter().zip(DIALOGS) {
        let port = relay(dialog, server.port);
        let options = line.trim_start_matches("openssl ").replace("PORT", &port.to_string());
        let [theirs, ours] = PROGRAMS.map(|name| world.program(program(&world, name), &options).run());
        assert_eq!(normal(&theirs.text()), normal(&ours.text()), "{line}: {ours}");
        let status = i32::from(line.contains("nothing"));
        assert_eq!((theirs.status(), ours.status()), (Some(status), Some(status)), "{line}: {theirs}{ours}");
    }
}
