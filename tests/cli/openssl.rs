//! openssl's command line: what does not need openssl to check it. `tests/interop` compares the two.

use crate::world::{Outcome, World};

#[test]
fn version_has_what_scripts_read() {
    let world = World::new();
    let version = world.run(["openssl", "version"]);
    let text = version.succeeds().stdout_text();
    assert!(text.starts_with("OpenSSL 3.0.") && text.contains("devcert"), "{text}");
    world.run(["openssl", "version", "-d"]).succeeds().prints("OPENSSLDIR: \"/");
    world.run(["openssl", "version", "-a"]).succeeds().prints("built on: ").prints("OPENSSLDIR: \"/");
}

#[test]
fn mistakes_have_openssls_words_and_status_and_a_next_step() {
    let world = World::new();
    let unknown = world.run(["openssl", "nonsense"]);
    unknown
        .fails_with(1)
        .says("Invalid command 'nonsense'; type \"help\" for a list.")
        .says("devcert openssl help");
    let option = world.run(["openssl", "version", "-nonsense"]);
    option.fails_with(1).says("version: Unknown option: -nonsense").says("version: Use -help for summary.");
    option.says("`devcert openssl version -help`").prints_nothing();
}

#[test]
fn what_is_not_supported_is_rejected_by_name() {
    let world = World::new();
    let outcome = world.run(["openssl", "speed"]);
    outcome.fails_with(1).says("devcert's openssl front end does not support speed: ").prints_nothing();
}

#[test]
fn help_and_list_show_the_subcommands() {
    let world = World::new();
    world.run(["openssl", "help"]).succeeds().says("version");
    world.run(["openssl"]).succeeds().says("Standard commands");
    world.run(["openssl", "version", "-help"]).succeeds().says("Usage: version [options]");
    world.run(["openssl", "help", "version"]).succeeds().says(" -d ");
    world.run(["openssl", "list", "-1", "-commands"]).succeeds().prints("version\n");
}

#[test]
fn own_options_before_openssl_are_rejected() {
    World::new().refuses(["--quiet", "openssl", "version"]).says("devcert openssl version");
}

#[cfg(unix)]
#[test]
fn a_link_by_the_name_openssl_reads_openssls_command_line() {
    let world = World::new();
    let created = world.run(["openssl", "--install", "bin"]);
    created.succeeds().says("created bin/openssl: a link to ").says("put it first on PATH: export PATH=");
    world.run(["openssl", "--install", "bin"]).succeeds();
    let output = std::process::Command::new(world.path("bin/openssl")).arg("version").output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"OpenSSL 3"));

    world.folder("other");
    world.write("other/openssl", "mine");
    world.run(["openssl", "--install", "other"]).fails_with(1).says("other/openssl already exists");
    assert_eq!(world.text("other/openssl"), "mine");
}

#[test]
fn a_failure_changes_no_file_and_key_and_certificate_are_replaced_together() {
    let world = World::new();
    world
        .run([
            "openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "k", "-out", "c", "-subj",
            "/CN=x",
        ])
        .succeeds();
    let before = world.tree();
    let outcome = world.run([
        "openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "k", "-out", "none/c",
        "-subj", "/CN=x",
    ]);
    outcome.fails_with(1).says("Can't open \"none/c\" for writing, No such file or directory");
    assert_eq!(world.tree(), before);
}

/// Lines that write to `-`, and how many objects they print in PEM; each may use the files of those before it.
#[cfg(unix)]
const WRITTEN_TO_STANDARD_OUTPUT: [(&str, usize); 27] = [
    ("genrsa -out - 1024", 1),
    ("genpkey -algorithm ED25519 -out -", 1),
    ("ecparam -name prime256v1 -genkey -out -", 2),
    ("ec -in ec.pem -out -", 1),
    ("rsa -in k.pem -out -", 1),
    ("rsa -in k.pem -pubout -out -", 1),
    ("pkey -in k.pem -out -", 1),
    ("pkcs8 -topk8 -nocrypt -in k.pem -out -", 1),
    ("req -x509 -newkey rsa:1024 -nodes -keyout - -out - -subj /CN=w", 2),
    ("req -new -key k.pem -subj /CN=w -pubkey -out -", 2),
    ("x509 -in c.pem -pubkey -out -", 2),
    ("pkcs12 -export -inkey k.pem -in c.pem -passout pass:x -out -", 0),
    ("pkcs12 -in c.p12 -passin pass:x -nodes -out -", 2),
    ("ca -config ca.cnf -gencrl -out -", 1),
    ("ca -config ca.cnf -batch -in r.pem -out -", 1),
    ("crl -in crl.pem -out -", 1),
    ("crl2pkcs7 -nocrl -certfile c.pem -out -", 1),
    ("pkcs7 -in c.p7 -print_certs -out -", 1),
    ("rand -hex -out - 8", 0),
    ("dhparam -dsaparam -out - 512", 1),
    ("dsaparam -out - 1024", 1),
    ("pkeyparam -in p256.pem -out -", 1),
    ("dgst -sha256 -out - c.pem", 0),
    ("enc -base64 -in c.pem -out -", 0),
    ("base64 -in c.pem -out -", 0),
    ("asn1parse -in c.pem -noout -out -", 0),
    ("ocsp -issuer c.pem -cert c.pem -reqout -", 0),
];

/// Commands with `-out` that are in no such line: they need a key of DSA or a session.
#[cfg(unix)]
const NEED_MORE: [&str; 3] = ["dsa", "gendsa", "sess_id"];

/// Runs the words of a line of openssl.
fn openssl(world: &World, line: &str) -> Outcome {
    let words: Vec<_> = ["openssl"].into_iter().chain(line.split(' ')).collect();
    world.run_all(&words)
}

#[cfg(unix)]
#[test]
fn a_hyphen_is_standard_output_for_every_command_that_writes() {
    let world = World::new();
    world.write(
        "ca.cnf",
        "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ncertificate=c.pem\n\
         private_key=k.pem\ndefault_md=sha256\ndefault_days=9\ndefault_crl_days=9\npolicy=p\n\
         [p]\ncommonName=supplied\n",
    );
    world.write("index.txt", "");
    for line in [
        "genrsa -out k.pem 1024",
        "ecparam -name prime256v1 -out p256.pem",
        "ecparam -name prime256v1 -genkey -noout -out ec.pem",
        "req -x509 -key k.pem -subj /CN=w -out c.pem",
        "req -new -key k.pem -subj /CN=w -out r.pem",
        "pkcs12 -export -inkey k.pem -in c.pem -passout pass:x -out c.p12",
        "crl2pkcs7 -nocrl -certfile c.pem -out c.p7",
        "ca -config ca.cnf -gencrl -out crl.pem",
        "rand -hex -out serial 8",
    ] {
        openssl(&world, line).succeeds();
    }
    for (line, objects) in WRITTEN_TO_STANDARD_OUTPUT {
        let outcome = openssl(&world, line);
        outcome.succeeds();
        let written = String::from_utf8_lossy(outcome.stdout()).matches("-----BEGIN ").count();
        assert!(written == objects && !outcome.stdout().is_empty(), "{line}: {outcome}");
        assert!(!world.path("-").exists(), "{line} has created the file -");
    }
    let commands = world.run(["openssl", "list", "-1", "-commands"]);
    for command in commands.succeeds().stdout_text().lines().filter(|command| !NEED_MORE.contains(command)) {
        let help = world.run(["openssl", command, "-help"]);
        let is_known =
            |(line, _): &(&str, usize)| line.split(' ').next() == Some(command) && line.contains("out -");
        assert!(
            !help.stderr().contains(" -out ") || WRITTEN_TO_STANDARD_OUTPUT.iter().any(is_known),
            "{command} -out - is in no line"
        );
    }
}

#[test]
fn a_file_that_is_loaded_as_an_object_can_have_a_hyphen_as_its_name() {
    let world = World::new();
    let outcome = world.run(["openssl", "rsa", "-in", "-"]);
    outcome.fails_with(1).says("Could not open file or uri for loading private key from -");
    outcome.says("hint: use /dev/stdin, or omit -in, to read standard input");
}

#[test]
fn the_default_configuration_is_there_without_one_of_the_system() {
    let world = World::new();
    world
        .run([
            "openssl", "req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", "k", "-out", "r", "-batch",
        ])
        .succeeds();
    world
        .run(["openssl", "req", "-in", "r", "-noout", "-subject"])
        .succeeds()
        .prints("subject=C = AU, ST = Some-State");
    let outcome = world.env("OPENSSL_CONF", "missing.cnf").run(["openssl", "req", "-new", "-batch"]);
    outcome.fails_with(1).says("Can't open \"missing.cnf\" for reading, No such file or directory");
}

#[test]
fn what_is_not_supported_of_keys_is_rejected_by_name() {
    let world = World::new();
    for (line, reason) in [
        ("genrsa -primes 3 2048", "RSA keys with more than two primes"),
        ("genrsa -camellia128 -passout pass:secret", "the cipher camellia128"),
        ("genrsa 1025", "RSA keys of 1025 bits"),
        ("ecparam -name sect163k1", "the curve sect163k1"),
        ("rsa -pvk-strong", "rsa -pvk-strong: "),
        ("pkcs8 -topk8 -v1 PBE-SHA1-3DES -v2 aes256", "pkcs8 -v1 together with -v2 or -v2prf"),
    ] {
        let words: Vec<_> = ["openssl"].into_iter().chain(line.split(' ')).collect();
        let outcome = world.run_all(&words);
        let message = format!("devcert's openssl front end does not support {reason}");
        outcome.fails_with(1).says(&message).prints_nothing();
    }
}

#[cfg(unix)]
#[test]
fn a_key_is_for_its_owner_alone_and_a_public_key_for_everyone() {
    let world = World::new();
    for line in [
        "ecparam -name prime256v1 -genkey -out key.pem",
        "pkey -in key.pem -text -out text.pem",
        "pkey -in key.pem -pubout -out public.pem",
    ] {
        let words: Vec<_> = ["openssl"].into_iter().chain(line.split(' ')).collect();
        world.run_all(&words).succeeds();
    }
    assert_eq!((world.mode("key.pem"), world.mode("text.pem")), (0o600, 0o600));
    assert_ne!(world.mode("public.pem") & 0o044, 0);
}

#[test]
fn weak_algorithms_are_used_with_a_warning_and_rejected_in_strict_mode() {
    let world = World::new();
    world.run_all(&["openssl", "genrsa", "-out", "k.pem", "2048"]).succeeds().says_nothing();
    for (line, weak) in [
        ("genrsa -out new.pem 1024", "1024-bit RSA key is weak; use 2048 bits or more"),
        (
            "req -new -newkey rsa:1024 -nodes -keyout new.pem -subj /CN=x -out r.pem",
            "1024-bit RSA key is weak",
        ),
        ("req -new -key k.pem -subj /CN=x -sha1 -out new.pem", "SHA-1 signature is weak; use -sha256"),
        ("req -x509 -key k.pem -subj /CN=x -md5 -out new.pem", "MD5 signature is weak; use -sha256"),
        ("rsa -in k.pem -des3 -passout pass:secret -out new.pem", "3DES is weak; use -aes256"),
        (
            "pkcs8 -topk8 -in k.pem -v1 PBE-SHA1-3DES -passout pass:x -out new.pem",
            "encryption with 3DES is weak",
        ),
        (
            "pkcs12 -export -nocerts -inkey k.pem -in k.pem -keypbe PBE-SHA1-3DES -passout pass:x -out new.pem",
            "encryption with 3DES is weak; use AES-256-CBC",
        ),
    ] {
        let words: Vec<_> = ["openssl"].into_iter().chain(line.split(' ')).collect();
        world.run_all(&words).succeeds().says(&format!("warning: {weak}"));
        std::fs::remove_file(world.path("new.pem")).unwrap();
        let strict = world.env("DEVCERT_OPENSSL_STRICT", "1").run_all(&words);
        strict.fails_with(1).says(weak.split(';').next().unwrap()).says("DEVCERT_OPENSSL_STRICT");
        assert!(!world.path("new.pem").exists(), "{line}");
    }
    let words =
        ["openssl", "pkcs8", "-topk8", "-nocrypt", "-v1", "PBE-SHA1-3DES", "-in", "k.pem", "-out", "p8.pem"];
    world.env("DEVCERT_OPENSSL_STRICT", "1").run_all(&words).succeeds().says_nothing();
}

#[test]
fn a_call_is_explained_as_a_command_of_devcert() {
    let world = World::new();
    for (line, command) in [
        ("genrsa -out k.pem 2048", "devcert genkey --out k.pem\n"),
        ("genrsa 3072", "devcert genkey --algorithm rsa:3072 --out -\n"),
        ("req -new -key k.pem -out r.pem", "devcert csr --key k.pem --out r.pem\n"),
        ("x509 -in c.pem -noout -text", "devcert inspect --text c.pem\n"),
        ("x509 -noout -enddate", "devcert inspect --field not-after -\n"),
        ("ec -in k.pem -passin pass:x", "devcert convert k.pem --passphrase prompt --to sec1 --out -\n"),
        ("s_client -connect a.test:443", "devcert probe a.test:443\n"),
    ] {
        let words: Vec<_> = ["openssl", "--explain"].into_iter().chain(line.split(' ')).collect();
        let outcome = world.run_all(&words);
        assert_eq!(outcome.succeeds().stdout_text(), command, "{line}");
    }
    assert!(!world.path("k.pem").exists());
}

#[test]
fn a_call_that_devcert_would_not_do_the_same_for_is_explained_with_none() {
    let world = World::new();
    for line in [
        "rand -hex 16",
        "genrsa -aes256 -out k.pem 2048",
        "genpkey -algorithm X25519 -out k.pem",
        "genpkey -algorithm EC -out k.pem",
        "ecparam -name prime256v1 -out p.pem",
        "rsa -in k.pem -check",
        "rsa -in k.pem -noout -modulus",
        "x509 -in c.pem -noout -dates",
        "x509 -in c.pem -noout -subject -issuer",
        "x509 -in c.pem -noout -fingerprint",
        "x509 -req -in r.pem -signkey k.pem -extfile e.cnf -out c.pem",
        "req -x509 -newkey rsa:2048 -keyout k.pem -out c.pem -subj /CN=a.test",
        "req -x509 -newkey rsa:2048 -nodes -keyout - -out c.pem -subj /CN=a.test",
        "req -new -key k.pem -subj /CN=a.test -addext keyUsage=digitalSignature",
        "req -new -key k.pem -subj /CN=a.test -config my.cnf",
        "req -new -key k.pem -subj /O=Org",
        "ca -gencrl -out c.pem",
    ] {
        let words: Vec<_> = ["openssl", "--explain"].into_iter().chain(line.split(' ')).collect();
        let name = words[2];
        let outcome = world.run_all(&words);
        outcome
            .fails_with(1)
            .prints_nothing()
            .says(&format!("devcert has no command of its own for this call of openssl {name}"))
            .says("omit --explain to run the call");
    }
}

#[test]
fn a_call_that_is_missing_or_unknown_is_not_explained() {
    let world = World::new();
    let missing = world.run(["openssl", "--explain"]);
    missing.fails_with(1).prints_nothing().says("error: missing command after --explain\n");
    missing.says("hint: add one, as in `devcert openssl --explain genrsa -out private.pem`");
    let unknown = world.run(["openssl", "--explain", "nonsense"]);
    unknown.fails_with(1).says("Invalid command 'nonsense'").says("devcert openssl help");
    let option = world.run(["openssl", "--explain", "rand", "-nonsense"]);
    option.fails_with(1).says("rand: Unknown option: -nonsense");
}

/// The configuration of a CA in a directory.
const CA: &str = "[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\n\
                  default_days = 30\npolicy = p\nunique_subject = no\n[p]\ncommonName = supplied\n";

#[test]
fn runs_of_ca_at_the_same_time_issue_one_serial_number_each() {
    const RUNS: usize = 8;
    let world = World::new();
    let openssl = |line: &str| openssl(&world, line);
    world.write("ca.cnf", CA);
    world.write("index.txt", "");
    world.write("serial", "01\n");
    let new = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(&format!("req -x509 {new} -keyout ca.key -out ca.pem -subj /CN=ca")).succeeds();
    openssl(&format!("req -new {new} -keyout k.pem -out r.pem -subj /CN=host")).succeeds();
    let sign = "ca -batch -notext -config ca.cnf -keyfile ca.key -cert ca.pem -in r.pem";
    std::thread::scope(|scope| {
        for number in 0..RUNS {
            let line = format!("{sign} -out {number}.pem");
            scope.spawn(move || {
                openssl(&line).succeeds();
            });
        }
    });
    let serials: std::collections::BTreeSet<_> =
        (0..RUNS).map(|number| world.certificate(&format!("{number}.pem")).serial().to_vec()).collect();
    assert_eq!(serials.len(), RUNS, "{serials:?}");
    assert_eq!(String::from_utf8(world.read("index.txt")).unwrap().lines().count(), RUNS);
}
