//! The forms that devcert converts into, read by the programs that they are for; and what those write,
//! read by devcert.

use crate::algorithms::Algorithm;
use crate::world::World;

/// What PKCS#12 files are sealed with; keytool wants six characters.
const PASSPHRASE: &str = "secret6";

/// One program and one form: what devcert is told, and what the program is told then, which succeeds
/// and says this.
struct Reader {
    program: &'static str,
    convert: &'static str,
    line: &'static str,
    says: &'static str,
    /// The kinds of key that the program does not take, with the reason.
    except: &'static [(&'static str, &'static str)],
}

const fn reader(
    program: &'static str,
    convert: &'static str,
    line: &'static str,
    says: &'static str,
    except: &'static [(&'static str, &'static str)],
) -> Reader {
    Reader { program, convert, line, says, except }
}

const NSS_ED25519: &[(&str, &str)] = &[("ed25519", "NSS does not import Ed25519 keys")];

/// Every reader. The inputs are cert/private.pem and cert/file.crt.
const READERS: [Reader; 17] = [
    reader(
        "openssl",
        "--out a.p12 --new-passphrase file:pass",
        "pkcs12 -in a.p12 -passin file:pass -nodes",
        "friendlyName: localhost",
        &[],
    ),
    reader(
        "openssl",
        "--out a.p12 --new-passphrase file:pass --legacy",
        "pkcs12 -in a.p12 -passin file:pass -nodes -legacy",
        "friendlyName: localhost",
        &[],
    ),
    reader(
        "certtool",
        "--out a.p12 --new-passphrase file:pass",
        "--p12-info --inraw --infile a.p12 --password secret6",
        "BEGIN CERTIFICATE",
        &[],
    ),
    reader(
        "keytool",
        "--out a.p12 --new-passphrase file:pass",
        "-list -keystore a.p12 -storepass secret6",
        "PrivateKeyEntry",
        &[],
    ),
    reader(
        "keytool",
        "--out a.p12 --new-passphrase file:pass --legacy",
        "-list -keystore a.p12 -storepass secret6",
        "PrivateKeyEntry",
        &[],
    ),
    reader(
        "keytool",
        "--to truststore --out a.p12",
        "-list -keystore a.p12 -storepass changeit",
        "trustedCertEntry",
        &[],
    ),
    reader(
        "pk12util",
        "--out a.p12 --new-passphrase file:pass",
        "-l a.p12 -W secret6",
        "localhost",
        NSS_ED25519,
    ),
    reader(
        "pk12util",
        "--out a.p12 --new-passphrase file:pass --legacy",
        "-l a.p12 -W secret6",
        "localhost",
        NSS_ED25519,
    ),
    reader("openssl", "--out a.p7b", "pkcs7 -in a.p7b -print_certs", "BEGIN CERTIFICATE", &[]),
    reader("certtool", "--out a.p7b", "--p7-info --infile a.p7b", "BEGIN CERTIFICATE", &[]),
    reader("keytool", "--out a.p7b", "-printcert -file a.p7b", "localhost", &[]),
    reader(
        "openssl",
        "cert/private.pem --out a.pem --new-passphrase file:pass",
        "pkey -in a.pem -passin file:pass -check -noout",
        "Key is valid",
        &[],
    ),
    reader(
        "certtool",
        "cert/private.pem --out a.pem --new-passphrase file:pass",
        "--key-info --infile a.pem --password secret6",
        "PRIVATE KEY-----",
        &[],
    ),
    reader("ssh-keygen", "cert/private.pem --to openssh --out a.ssh", "-l -f a.ssh", "SHA256:", &[]),
    reader(
        "ssh-keygen",
        "cert/private.pem --to openssh-public --out a.pub --name me@here",
        "-l -f a.pub",
        "me@here",
        &[],
    ),
    reader(
        "node",
        "cert/private.pem --to jwk --out a.jwk",
        "-p require('crypto').createPrivateKey({key:JSON.parse(require('fs').readFileSync('a.jwk')),format:'jwk'}).type",
        "private",
        &[],
    ),
    reader("openssl", "--to combined --out a.pem", "x509 -in a.pem -noout -subject", "localhost", &[]),
];

fn world(algorithm: Algorithm) -> World {
    let world = World::new();
    world.write("pass", PASSPHRASE);
    world.devcert(&format!("selfsign --algorithm {}", algorithm.0)).succeeds();
    world
}

#[test]
fn every_program_reads_the_form_that_is_for_it() {
    for algorithm in Algorithm::ALL {
        let world = world(algorithm);
        for Reader { program, convert, line, says, except } in READERS {
            if except.iter().any(|(kind, _)| *kind == algorithm.0) {
                continue;
            }
            world.devcert(&format!("convert {convert} --force")).succeeds();
            world.program(program, line).run().succeeds().says(says);
            println!("{:<9} {program:<10} reads {convert}", algorithm.0);
        }
    }
}

/// A program, and its lines that make `theirs` out of cert/private.pem and cert/file.crt, or out of
/// a.p12, which devcert has made of them.
struct Writer {
    lines: &'static [(&'static str, &'static str)],
    except: &'static [(&'static str, &'static str)],
}

const fn writer(
    lines: &'static [(&'static str, &'static str)],
    except: &'static [(&'static str, &'static str)],
) -> Writer {
    Writer { lines, except }
}

const PKCS12: &str =
    "pkcs12 -export -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass";

/// Every writer.
const WRITERS: [Writer; 7] = [
    writer(&[("openssl", PKCS12)], &[]),
    writer(
        &[(
            "openssl",
            "pkcs12 -export -legacy -inkey cert/private.pem -in cert/file.crt -out theirs -passout file:pass",
        )],
        &[],
    ),
    writer(
        &[(
            "certtool",
            "--to-p12 --load-privkey cert/private.pem --load-certificate cert/file.crt --p12-name x --password secret6 --outder --outfile theirs",
        )],
        &[],
    ),
    writer(
        &[("openssl", "pkcs8 -topk8 -in cert/private.pem -v2 aes256 -passout file:pass -out theirs")],
        &[],
    ),
    writer(&[("openssl", "pkcs8 -topk8 -in cert/private.pem -scrypt -passout file:pass -out theirs")], &[]),
    writer(
        &[(
            "keytool",
            "-importkeystore -noprompt -srckeystore a.p12 -srcstorepass secret6 -destkeystore theirs -deststoretype PKCS12 -deststorepass secret6",
        )],
        &[],
    ),
    writer(
        &[
            ("certutil", "-N -d sql:nss --empty-password"),
            ("pk12util", "-d sql:nss -i a.p12 -W secret6"),
            ("pk12util", "-d sql:nss -o theirs -n localhost -W secret6"),
        ],
        NSS_ED25519,
    ),
];

#[test]
fn the_key_that_another_program_has_packed_is_read() {
    for algorithm in Algorithm::ALL {
        for Writer { lines, except } in WRITERS {
            if except.iter().any(|(kind, _)| *kind == algorithm.0) {
                continue;
            }
            let world = world(algorithm);
            std::fs::create_dir(world.path("nss")).unwrap();
            world.devcert("convert --out a.p12 --new-passphrase file:pass").succeeds();
            for (program, line) in lines {
                world.program(program, line).run().succeeds();
            }
            world.devcert("convert theirs --to pkcs8 --out back.pem --passphrase file:pass").succeeds();
            assert_eq!(world.read("back.pem"), world.read("cert/private.pem"), "{lines:?}");
            println!("{:<9} devcert reads what {} writes", algorithm.0, lines[lines.len() - 1].0);
        }
    }
}
