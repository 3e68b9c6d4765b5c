//! devcert reads the files that OpenSSL writes, and names those that it does not take.

use crate::world::{Run, World, assert_same};

/// Runs one recipe, a line of openssl arguments after the other.
fn after(recipe: &[&str]) -> World {
    let world = World::new();
    for line in recipe {
        world.openssl(line).succeeds();
    }
    world
}

/// The key in `file` is read as openssl reads it, and makes a request and a certificate.
#[track_caller]
fn works_as_a_key(world: &World, file: &str) {
    has_the_public_key(world, file, file);
    world.devcert(&format!("csr --key {file}")).succeeds();
    world.openssl("req -in cert/csr.pem -noout -verify").succeeds().says("verify OK");
    world.devcert(&format!("selfsign --key {file} --csr cert/csr.pem")).succeeds();
    world.openssl("verify -x509_strict -CAfile cert/file.crt cert/file.crt").succeeds();
    has_the_public_key(world, "cert/csr.pem", file);
    has_the_public_key(world, "cert/file.crt", file);
}

/// devcert finds in `file` the public key that openssl finds in the private key `key`.
#[track_caller]
fn has_the_public_key(world: &World, file: &str, key: &str) {
    let ours = world.devcert(&format!("pubkey {file} --out -")).succeeds().stdout;
    let theirs = world.openssl(&format!("pkey -in {key} -pubout")).succeeds().stdout;
    assert_same(&ours, &theirs, file);
}

#[test]
fn the_notes_recipe_is_read_from_its_key_to_its_certificate() {
    for bits in [1024, 2048] {
        let world = after(&[
            &format!("genrsa -out private.pem {bits}"),
            "rsa -in private.pem -pubout -out public.pem",
            "req -new -key private.pem -subj /C=CN/O=Notes/CN=localhost -out csr.pem",
            "x509 -req -days 365 -in csr.pem -signkey private.pem -out file.crt",
        ]);
        for file in ["private.pem", "public.pem", "csr.pem", "file.crt"] {
            has_the_public_key(&world, file, "private.pem");
        }
        works_as_a_key(&world, "private.pem");
    }
}

#[test]
fn a_1024_bit_key_works_with_a_warning_when_it_is_made() {
    let world = World::new();
    world.devcert("genkey --bits 1024").succeeds().says("warning: RSA 1024 keys are rejected by");
    world.openssl("rsa -in cert/private.pem -check -noout").succeeds().says("RSA key ok");
}

#[test]
fn a_key_in_any_form_that_openssl_writes_is_read() {
    let rsa =
        ["genrsa -out key 2048", "genrsa -traditional -out key 2048", "genrsa -traditional -out key 1024"];
    for recipe in rsa {
        works_as_a_key(&after(&[recipe]), "key");
    }
    for curve in ["prime256v1", "secp384r1", "secp521r1"] {
        for recipe in [
            // EC PARAMETERS, then EC PRIVATE KEY.
            format!("ecparam -name {curve} -genkey -out key"),
            format!("ecparam -name {curve} -genkey -noout -out key"),
            format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{curve} -out key"),
            format!("ecparam -name {curve} -genkey -conv_form compressed -noout -out key"),
        ] {
            works_as_a_key(&after(&[&recipe]), "key");
        }
    }
    works_as_a_key(&after(&["genpkey -algorithm ed25519 -out key"]), "key");
    works_as_a_key(&after(&["genrsa -out key 3072"]), "key");
}

#[test]
fn a_key_in_binary_is_read() {
    for (make, convert) in [
        ("genrsa -out pem 2048", "rsa -in pem -outform der -out key"),
        ("genrsa -out pem 2048", "pkcs8 -topk8 -nocrypt -in pem -outform der -out key"),
        ("ecparam -name prime256v1 -genkey -out pem", "ec -in pem -outform der -out key"),
        ("genpkey -algorithm ed25519 -out pem", "pkey -in pem -outform der -out key"),
    ] {
        works_as_a_key(&after(&[make, convert]), "key");
    }
}

#[test]
fn a_public_key_in_any_form_that_openssl_writes_is_read() {
    for convert in [
        "rsa -in key -pubout -out public",
        "rsa -in key -pubout -outform der -out public",
        "rsa -in key -RSAPublicKey_out -out public",
        "rsa -in key -RSAPublicKey_out -outform der -out public",
    ] {
        has_the_public_key(&after(&["genrsa -out key 2048", convert]), "public", "key");
    }
}

#[test]
fn a_request_and_a_certificate_in_binary_or_behind_a_text_dump_are_read() {
    let world = after(&[
        "req -x509 -newkey rsa:2048 -nodes -keyout key -subj /CN=x -out crt.pem",
        "x509 -in crt.pem -outform der -out crt.der",
        "x509 -in crt.pem -text -out crt.txt",
        "req -new -key key -subj /CN=x -text -out csr.txt",
        "req -in csr.txt -outform der -out csr.der",
    ]);
    for file in ["crt.pem", "crt.der", "crt.txt", "csr.txt", "csr.der"] {
        has_the_public_key(&world, file, "key");
    }
    for (csr, out) in [("csr.txt", "1.crt"), ("csr.der", "2.crt")] {
        world.devcert(&format!("selfsign --key key --csr {csr} --out {out}")).succeeds();
    }
}

#[test]
fn what_a_request_of_openssl_asks_for_is_kept() {
    let asked =
        ["-subj", "/O=北京/OU=a/OU=b/CN=dev.test", "-addext", "subjectAltName=DNS:dev.test,IP:10.0.0.5"];
    let world = after(&["genrsa -out key 2048"]);
    let req = ["req", "-new", "-utf8", "-key", "key", "-out", "csr"];
    world.openssl_with(&[&req[..], &asked].concat()).succeeds();
    world.devcert("selfsign --key key --csr csr").succeeds();
    let shown = world
        .openssl("x509 -in cert/file.crt -noout -subject -ext subjectAltName -nameopt utf8,sep_multiline");
    shown.succeeds().says("O=北京").says("OU=a\n    OU=b").says("DNS:dev.test, IP Address:10.0.0.5\n");
}

#[test]
fn the_folder_that_the_notes_recipe_filled_gets_a_certificate_that_clients_take_and_keeps_its_key() {
    let world = World::new();
    world.write("cert/.keep", "");
    for line in [
        "genrsa -out cert/private.pem 2048",
        "req -new -key cert/private.pem -subj /CN=notes -out cert/csr.pem",
        "x509 -req -days 365 -in cert/csr.pem -signkey cert/private.pem -out cert/file.crt",
    ] {
        world.openssl(line).succeeds();
    }
    let key = world.read("cert/private.pem");
    world.openssl("verify -CAfile cert/file.crt -verify_hostname localhost cert/file.crt").ends_with(2);
    world.devcert("selfsign --if-needed").succeeds();
    assert_eq!(world.read("cert/private.pem"), key);
    world.openssl("verify -CAfile cert/file.crt -verify_hostname localhost cert/file.crt").succeeds();
    world.openssl("x509 -in cert/file.crt -noout -subject").succeeds().says("CN = notes");
}

/// A clear refusal: status 2, one line that names the file and has `reason`, and nothing made.
#[track_caller]
fn is_refused(run: Run, reason: &str) {
    let run = run.ends_with(2).says("error: key").says(reason).says_not("panicked");
    let errors = run.errors();
    assert_eq!(errors.lines().filter(|line| line.starts_with("error:")).count(), 1, "{run}");
}

#[test]
fn a_kind_of_key_that_is_not_for_tls_is_refused_by_its_name() {
    for (recipe, name) in [
        ("ecparam -name brainpoolP384r1 -genkey -out key", "brainpoolP384r1"),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512r1 -out key", "brainpoolP512r1"),
        ("ecparam -name brainpoolP256r1 -genkey -noout -out key", "brainpoolP256r1"),
        ("genpkey -algorithm ed448 -out key", "Ed448"),
        ("genpkey -algorithm x25519 -out key", "X25519"),
    ] {
        let world = after(&[recipe]);
        for command in ["csr --key key", "selfsign --key key"] {
            is_refused(world.devcert(command), name);
            assert!(!world.path("cert").exists(), "{recipe}: {command}");
        }
    }
}

#[test]
fn parameters_without_a_key_are_refused_by_what_they_are() {
    for (recipe, name) in [
        ("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out key", "DSA parameters"),
        ("ecparam -name prime256v1 -out key", "parameters"),
    ] {
        let world = after(&[recipe]);
        for command in ["pubkey key --out -", "csr --key key", "selfsign --key key"] {
            is_refused(world.devcert(command), name);
        }
    }
}

/// TLS programs reject the numbers of a curve in the place of its name.
#[test]
fn a_curve_that_is_spelled_out_is_written_by_its_name() {
    let world = after(&["ecparam -name prime256v1 -param_enc explicit -genkey -noout -out key"]);
    world.devcert("inspect key").succeeds().says("explicit EC parameters instead of a named curve");
    world.devcert("convert key --to pkcs8 --out named").succeeds();
    world.openssl("pkey -in named -noout -text").succeeds().says("ASN1 OID: prime256v1");
    works_as_a_key(&world, "named");
}

#[test]
fn an_encrypted_key_is_refused_with_a_clear_line_and_a_next_step() {
    for (make, encrypt) in [
        ("genrsa -out plain 2048", "pkcs8 -topk8 -in plain -passout pass:secret -out key"),
        ("genrsa -out plain 2048", "pkcs8 -topk8 -in plain -passout pass:secret -outform der -out key"),
        ("genrsa -out plain 2048", "rsa -in plain -aes128 -traditional -passout pass:secret -out key"),
        ("ecparam -name prime256v1 -genkey -out plain", "ec -in plain -aes256 -passout pass:secret -out key"),
    ] {
        let world = after(&[make, encrypt]);
        for command in ["pubkey key --out -", "csr --key key", "selfsign --key key"] {
            is_refused(world.devcert(command), "encrypted");
        }
        world.devcert("pubkey key --out -").says("hint: ");
    }
}

#[test]
fn swapped_and_foreign_files_are_refused_by_what_they_are() {
    let world = after(&[
        "req -x509 -newkey rsa:2048 -nodes -keyout private -subj /CN=x -out key",
        "pkcs12 -export -inkey private -in key -passout pass: -out p12",
        "crl2pkcs7 -nocrl -certfile key -out p7",
    ]);
    is_refused(world.devcert("csr --key key"), "certificate");
    for (file, name) in [("p12", "PKCS#12"), ("p7", "PKCS#7")] {
        world.devcert(&format!("csr --key {file}")).ends_with(2).says(name);
    }
    world.devcert("selfsign --key private --csr key").ends_with(2).says("expected a certificate request");
}
