//! Lines of openssl, mkcert, step, cfssl and certtool, typed to devcert, are answered with devcert's.

use crate::world::World;

/// The answers to lines that are typed by habit.
const ANSWERS: &[(&str, &str)] = &[
    (
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 365 -subj /CN=localhost",
        "devcert selfsign --days 365 --key key.pem --cert cert.pem",
    ),
    ("req -new -key key.pem -out csr.pem", "devcert csr --key key.pem --out csr.pem"),
    ("x509 -in cert.pem -text -noout", "devcert inspect --text cert.pem"),
    ("x509 -req -in csr.pem -CA ca.crt -CAkey ca.key", "devcert sign csr.pem --out cert.pem"),
    ("genrsa 2048", "devcert genkey --out key.pem"),
    ("rsa -in key.pem -pubout", "devcert pubkey key.pem --out public.pem"),
    ("pkcs12 -export -in cert.pem -inkey key.pem", "devcert convert key.pem cert.pem --out site.p12"),
    ("s_client -connect localhost:443", "devcert probe localhost:3001"),
    ("crl -in ca.crl -text", "devcert inspect --text ca.crl"),
    ("ca -gencrl -out ca.crl", "devcert crl --out ca.crl"),
    ("dgst -sha256 x", "keep openssl for this"),
    ("version", "devcert --version"),
    ("-install", "devcert ca init --if-needed && devcert trust install"),
    ("-CAROOT", "devcert ca show"),
    ("localhost 127.0.0.1 ::1", "devcert issue localhost 127.0.0.1 ::1"),
    ("*.app.test", "devcert issue '*.app.test'"),
    ("-cert-file a.pem -key-file b.pem localhost", "--cert cert.pem --key key.pem"),
    ("certificate create app.test a.crt a.key", "devcert issue dev.example.test --cert cert.pem"),
    ("certificate create --profile self-signed app a.crt a.key", "devcert selfsign"),
    ("certificate inspect a.crt", "devcert inspect cert.pem"),
    ("ca certificate localhost a.crt a.key", "devcert issue dev.example.test"),
    ("gencert -initca ca.json", "devcert ca init"),
    ("gencert -ca ca.pem -ca-key ca.key csr.json", "devcert issue dev.example.test --cert cert.pem"),
    ("certinfo -cert cert.pem", "devcert inspect cert.pem"),
    ("--generate-privkey --bits 2048 --outfile key.pem", "devcert genkey --out key.pem"),
    ("--generate-self-signed --load-privkey key.pem", "devcert selfsign --key key.pem --cert cert.pem"),
    ("--certificate-info --infile cert.pem", "devcert inspect --text FILE"),
    (
        "pkey -in key.pem -aes256 -out sealed.pem",
        "devcert convert key.pem --out sealed.pem --new-passphrase prompt",
    ),
    ("pkcs8 -topk8 -in key.pem", "devcert convert key.pem --out sealed.pem --new-passphrase prompt"),
    ("pkcs8 -topk8 -nocrypt -in key.pem", "devcert convert key.pem --out new.pem"),
    ("genrsa -aes256 -out key.pem", "devcert convert key.pem --out sealed.pem --new-passphrase prompt"),
    ("localhost --days 30", "devcert issue localhost"),
    ("--color never localhost", "devcert issue localhost"),
    ("localhost:3001", "devcert probe localhost:3001"),
    ("https://localhost:3001/", "devcert probe localhost:3001"),
    ("genkey -aes256", "encrypt the key afterwards"),
    ("genkey -algorithm RSA", "write --algorithm"),
    ("selfsign -addext subjectAltName=DNS:a.test", "--san NAME adds a name"),
    ("selfsign -days=30", "write --days"),
    ("genkey -json", "write --json"),
    ("genkey -a p256 -out=x.pem", "write --out"),
    ("genkey -a p256 -force=1", "write --force"),
    ("trust add ca.crt", "devcert trust install"),
    ("cert/file.crt", "devcert inspect cert/file.crt"),
    ("verify -CAfile ca.crt cert.pem", "--ca FILE"),
    ("verify cert.pem", "--cert cert.pem"),
    ("csr -subj /CN=x", "write --subj"),
    ("selfsign -days 365", "write --days"),
    ("selfsign --nodes", "keys are made without a passphrase"),
    ("selfsign app.test", "--san app.test"),
    ("selfsign --cn=app.test", "--san NAME"),
    ("genkey 2048", "--bits 2048"),
    ("genkey p384", "--algorithm p384"),
    ("genkey my.pem", "--out my.pem"),
    ("inspect -noout -in cert.pem", "no file is written that was not asked for"),
    ("inspect -in cert.pem", "name the file without an option"),
    ("convert -export -in cert.pem", "--out site.p12"),
    ("probe -connect localhost:443", "devcert probe localhost:3001"),
    ("probe localhost 443", "devcert probe HOST:PORT"),
    ("pubkey cert.pem -text", "devcert inspect --text FILE"),
    ("genkey --algorithm rsa --bits 4096", "--bits alone makes an RSA key"),
    ("trust install ca.crt", "--cert ca.crt"),
    ("sign -in csr.pem", "devcert sign csr.pem"),
];

#[test]
fn a_line_of_another_program_is_answered_with_the_line_for_devcert() {
    let world = World::new();
    for (line, answer) in ANSWERS {
        let typed: Vec<_> = line.split(' ').collect();
        world.refuses_all(&typed).says("hint: ").says(answer);
    }
}

/// Lines that begin as another program's, and with a command of devcert's.
#[test]
fn no_option_is_offered_that_the_command_does_not_have() {
    let world = World::new();
    for (line, wrong) in [
        ("ca init --out x", "devcert sign"),
        ("ca show --in x", "devcert sign"),
        ("trust install --yes", "--force"),
        ("verify -ecdsa", "--algorithm"),
        ("inspect --outform der", "--format"),
        ("verify --serial 5", "serial numbers are random"),
    ] {
        let typed: Vec<_> = line.split(' ').collect();
        world.refuses_all(&typed).does_not_say(wrong);
    }
}

#[test]
fn an_option_with_one_hyphen_is_never_taken_for_letters_of_others() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let before = world.tree();
    for (line, option) in [
        ("genkey -out other.pem", "-out"),
        ("genkey -a p256 -out", "-out"),
        ("genkey -force", "-force"),
        ("convert cert/file.crt -out other.der", "-out"),
        ("convert cert/file.crt -format der", "-format"),
    ] {
        let typed: Vec<_> = line.split(' ').collect();
        let refused = world.refuses_all(&typed);
        refused.says(&format!("\"{option}\" is not known here")).says(&format!("hint: write -{option}"));
    }
    assert_eq!(world.tree(), before);
    world.run(["genkey", "-fq", "-a", "p256"]).succeeds();
}

#[test]
fn a_name_that_is_only_a_misspelt_command_is_told_as_one() {
    let world = World::new();
    world.refuses(["selfsing"]).says("did you mean selfsign?").does_not_say("devcert issue");
    world.refuses(["ca", "lst"]).says("did you mean list?");
}

#[test]
fn values_that_openssl_or_step_would_take_are_answered_with_what_to_write() {
    let world = World::new();
    world.refuses(["selfsign", "--days", "365d"]).says("write --for 365d");
    world.refuses(["selfsign", "--for", "365"]).says("as in 365d");
    world
        .refuses(["selfsign", "--san", "DNS:a.test,IP:10.0.0.5"])
        .says("write --san DNS:a.test --san IP:10.0.0.5");
    world.refuses(["issue", "a.test,b.test"]).says("write a.test b.test").does_not_say("--san");
    world.run(["genkey", "-a", "rsa2048"]).succeeds();
}

#[test]
fn a_form_may_be_called_by_its_extension_in_capitals_too() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let run = world.env("PASS", "secret");
    run.run(["convert", "--to", "PFX", "--new-passphrase", "env:PASS"])
        .succeeds()
        .says("made cert/identity.p12");
    world.run(["convert", "cert/file.crt", "--to", "p7b"]).succeeds().says("made cert/chain.p7b");
    world.run(["convert", "cert/file.crt", "--to", "DER"]).succeeds().says("made cert/object.der");
    world.refuses(["convert", "--to", "pvk"]).says("\"pvk\" is none of pem, der");
}
