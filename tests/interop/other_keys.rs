//! Keys of the types that devcert does not create, as OpenSSL generates them: read, and written in other
//! containers that OpenSSL reads.

use crate::world::{World, assert_same};

/// The arguments of `openssl genpkey`, what `inspect` calls the key, and the form that it has beside PKCS#8.
const KEYS: [(&str, &str, Option<&str>); 20] = [
    ("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "EC secp256k1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:secp224r1", "EC P-224", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:prime192v1", "EC P-192", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:prime239v1", "EC prime239v1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", "EC brainpoolP256r1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256t1", "EC brainpoolP256t1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384r1", "EC brainpoolP384r1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384t1", "EC brainpoolP384t1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512r1", "EC brainpoolP512r1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP512t1", "EC brainpoolP512t1", Some("sec1")),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:sect571r1", "EC sect571r1", Some("sec1")),
    ("-algorithm X25519", "X25519", None),
    ("-algorithm X448", "X448", None),
    ("-algorithm ED448", "Ed448", None),
    ("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "RSA-PSS 2048", None),
    (
        "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256",
        "RSA-PSS 2048",
        None,
    ),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3", "RSA 2048", Some("pkcs1")),
    ("-paramfile dsa.parameters", "DSA 1024", Some("dsa")),
    ("-algorithm DH -pkeyopt group:ffdhe2048", "Diffie-Hellman 2048", None),
    ("-algorithm DHX -pkeyopt dh_rfc5114:1", "Diffie-Hellman 1024", None),
];

fn worlds() -> impl Iterator<Item = (World, &'static str, Option<&'static str>)> {
    KEYS.into_iter().map(|(arguments, name, form)| {
        let world = World::new();
        if arguments.contains("dsa.parameters") {
            world.openssl("dsaparam -out dsa.parameters 1024").succeeds();
        }
        world.openssl(&format!("genpkey {arguments} -out key")).succeeds();
        world.openssl("pkey -in key -pubout -out public").succeeds();
        (world, name, form)
    })
}

#[test]
fn every_other_key_is_inspected_and_its_public_key_is_what_openssl_writes() {
    for (world, name, _) in worlds() {
        for file in ["key", "public"] {
            world.devcert(&format!("inspect {file}")).succeeds().says(&format!("key         {name}"));
            let ours = world.devcert(&format!("pubkey {file} --out -")).succeeds();
            assert_same(&ours.stdout, &world.read("public"), name);
        }
    }
}

#[test]
fn openssl_reads_every_form_in_which_devcert_writes_an_other_key() {
    for (world, name, own_form) in worlds() {
        world.write("pass", "secret");
        let mut forms = vec![("--to pkcs8", ""), ("--to der", "-inform DER")];
        forms.push(("--to pkcs8 --new-passphrase file:pass", "-passin file:pass"));
        let own = own_form.map(|form| format!("--to {form}"));
        forms.extend(own.as_deref().map(|form| (form, "")));
        for (form, arguments) in forms {
            world.devcert(&format!("convert key {form} --out out --force")).succeeds();
            let public = world.openssl(&format!("pkey -in out {arguments} -pubout")).succeeds();
            assert_same(&public.stdout, &world.read("public"), &format!("{name} {form}"));
        }
    }
}

#[test]
fn certificates_and_pkcs12_files_of_other_keys_are_read() {
    let signs = |name: &str| ["EC", "Ed448", "RSA-PSS", "DSA"].iter().any(|kind| name.starts_with(kind));
    for (world, name, _) in worlds().filter(|(_, name, _)| signs(name)) {
        world.openssl("req -new -key key -subj /CN=a.test -out csr").succeeds();
        world.openssl("req -x509 -key key -subj /CN=a.test -out crt").succeeds();
        let export = "pkcs12 -export -inkey key -in crt -passout pass:secret -out theirs";
        world.openssl(export).succeeds();
        world.write("pass", "secret");
        let convert = "convert key crt --to pkcs12 --new-passphrase file:pass --out ours";
        world.devcert(convert).succeeds();
        for file in ["csr", "crt", "ours --passphrase file:pass", "theirs --passphrase file:pass"] {
            world.devcert(&format!("inspect {file}")).succeeds().says(&format!("key         {name}"));
        }
        world.openssl("pkcs12 -in ours -nodes -passin pass:secret -out opened").succeeds();
        let public = world.openssl("pkey -in opened -pubout").succeeds();
        assert_same(&public.stdout, &world.read("public"), name);
    }
}
