//! One fault for each kind of fix.

use devcert::encoding::{certificate::Certificate, pem};
use devcert::model::algorithm::KeyManagement;
use devcert::model::profile::Profile;
use devcert::model::serial::Serial;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::{CertificateSpec, Issuer, issue};
use devcert_cli::report::verify::FixKind;

use crate::shell::is_windows;
use crate::world::World;

/// A world with a fault, and how it is found.
pub(super) struct Scenario {
    pub(super) world: World,
    pub(super) args: Vec<&'static str>,
    pub(super) kind: FixKind,
    /// What is typed where the fix asks for a passphrase.
    pub(super) passphrase: Option<&'static str>,
    /// What somebody else has to do after it.
    pub(super) afterwards: Option<fn(&World)>,
}

const PASSPHRASE: &str = "correct horse";

/// The scenario of a fix; `None` where the interop suite has it.
pub(super) fn scenario(kind: FixKind) -> Option<Scenario> {
    let verify = &["verify"][..];
    let (world, args) = match kind {
        FixKind::Trust | FixKind::ClientCertificate => return None,
        FixKind::Renew => (expired(), verify),
        FixKind::Issue => (issued(&[]), &["verify", "--host", "other.test"][..]),
        FixKind::SelfSign => (self_signed(), &["verify", "--host", "other.test"][..]),
        FixKind::Request => (of_another_ca(), &["verify", "--ca", "foreign.crt", "--host", "other.test"][..]),
        FixKind::Permit => (outside_of_its_ca(), verify),
        FixKind::UseFile => (with_another_key(), verify),
        FixKind::Purpose => (issued(&["--profile", "client"]), verify),
        FixKind::Swap => {
            (self_signed(), &["verify", "--key", "cert/file.crt", "--cert", "cert/private.pem"][..])
        }
        FixKind::Restrict => (open_to_all(), verify),
        FixKind::UseCa => (with_two_cas(), &["verify", "--ca", "wrong"][..]),
        FixKind::AddIssuer => (without_intermediate(), &["verify", "--ca", "root"][..]),
        FixKind::ToPem => (with_key(&["convert", "cert/private.pem", "--to", "der", "--out", "k"]), verify),
        FixKind::Reencode => (without_public_part(), verify),
        FixKind::Decrypt => (encrypted(), verify),
        FixKind::UnpackPkcs12 => (in_pkcs12(), &["verify", "--key", "site.p12", "--cert", "site.p12"][..]),
        FixKind::UnpackPkcs7 => (in_pkcs7(), verify),
        FixKind::Relabel => {
            (with_text(|text| text.replace(" CERTIFICATE-", " X509 CERTIFICATE-").into()), verify)
        }
        FixKind::DropByteOrderMark => (with_text(|text| format!("\u{feff}{text}").into()), verify),
        FixKind::Utf16ToUtf8 => (with_text(utf16), verify),
        FixKind::Unindent => (with_text(|text| indented(text).into()), verify),
        FixKind::Extract => (with_text(|text| format!("cert: \"{}\"\n", text.trim_end()).into()), verify),
        FixKind::Rearmour => (joined(), &["verify", "--key", "both.pem", "--cert", "both.pem"][..]),
        FixKind::Trim => (with_newline_after_der(), &["verify", "--cert", "cert/file.der"][..]),
        FixKind::Reorder => (out_of_order(), verify),
    };
    let passphrase = matches!(kind, FixKind::Decrypt | FixKind::UnpackPkcs12).then_some(PASSPHRASE);
    let afterwards: Option<fn(&World)> = (kind == FixKind::Request).then_some(signed_by_the_other_ca);
    Some(Scenario { world, args: args.to_vec(), kind, passphrase, afterwards })
}

fn self_signed() -> World {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world
}

fn issued(options: &[&str]) -> World {
    let world = World::new();
    world.run_all(&[&["issue", "localhost", "-a", "p256"], options].concat()).succeeds();
    world
}

fn expired() -> World {
    let world = World::new();
    world
        .run(["selfsign", "-a", "p256", "--not-before", "2019-01-01", "--not-after", "2020-01-01"])
        .succeeds();
    world
}

/// Where the CA of others is, so that it is not found near the files.
const OTHERS: &str = "../others/ca";

/// A certificate of a CA that is not the user's, with that CA's certificate in `foreign.crt`.
pub(super) fn of_another_ca() -> World {
    let world = World::new();
    world.run(["ca", "init", "--ca", OTHERS, "--subject", "/CN=Foreign CA"]).succeeds();
    world.run(["issue", "localhost", "dev.test", "-a", "p256", "--ca", OTHERS]).succeeds();
    world.write("foreign.crt", world.read(&format!("{OTHERS}/ca.crt")));
    world
}

fn signed_by_the_other_ca(world: &World) {
    world.run(["sign", "--ca", OTHERS, "cert/file.csr", "--out", "cert/new.crt"]).succeeds();
    std::fs::rename(world.path("cert/file.crt"), world.path("cert/old.crt")).unwrap();
    std::fs::rename(world.path("cert/new.crt"), world.path("cert/file.crt")).unwrap();
}

/// A certificate that the user's CA has signed and that its constraints do not allow.
fn outside_of_its_ca() -> World {
    let world = issued(&[]);
    let ca =
        if is_windows() { "../home/AppData/Local/devcert/ca" } else { "../home/.local/share/devcert/ca" };
    let issuer = Issuer::of(&world.certificate(&format!("{ca}/ca.crt")), &world.key(&format!("{ca}/ca.key")));
    let names = vec!["localhost".parse().unwrap(), "shop.example.com".parse().unwrap()];
    let spec = CertificateSpec {
        subject: "/CN=localhost".parse().unwrap(),
        extensions: Profile::Server.extensions(KeyManagement::Nothing, names),
        validity: Validity::for_duration(time::OffsetDateTime::now_utc(), Span::days(90)).unwrap(),
        serial: Serial::random(&mut rand::rng()),
    };
    let certificate = issue(&spec, world.key("cert/private.pem").public(), &issuer.unwrap()).unwrap();
    world.write("cert/file.crt", certificate.to_pem());
    world
}

fn with_another_key() -> World {
    let world = self_signed();
    std::fs::rename(world.path("cert/private.pem"), world.path("cert/right one")).unwrap();
    world.run(["genkey", "-a", "p256"]).succeeds();
    world
}

fn open_to_all() -> World {
    let world = self_signed();
    #[cfg(unix)]
    world.set_mode("cert/private.pem", 0o644);
    world
}

fn with_two_cas() -> World {
    let world = World::new();
    world.run(["ca", "init", "--ca", "wrong"]).succeeds();
    world.run(["ca", "init", "--ca", "right"]).succeeds();
    world.run(["issue", "localhost", "-a", "p256", "--ca", "right"]).succeeds();
    world
}

fn with_intermediate() -> World {
    let world = World::new();
    world.run(["ca", "init", "--ca", "root"]).succeeds();
    world.run(["ca", "init", "--intermediate", "--parent", "root", "--ca", "team"]).succeeds();
    world.run(["issue", "localhost", "-a", "p256", "--ca", "team"]).succeeds();
    world
}

fn without_intermediate() -> World {
    let world = with_intermediate();
    let leaf = world.certificate("cert/file.crt");
    world.write("cert/file.crt", pem_of(&[leaf]));
    world
}

fn pem_of(certificates: &[Certificate]) -> Vec<u8> {
    certificates.iter().flat_map(|one| pem::encode("CERTIFICATE", one.der()).expose().to_vec()).collect()
}

fn out_of_order() -> World {
    let world = with_intermediate();
    let mut chain = devcert::encoding::read::certificates(&world.read("cert/file.crt")).unwrap();
    chain.reverse();
    world.write("cert/file.crt", pem_of(&chain));
    world
}

/// A world whose key comes out of this command, in `k`.
fn with_key(command: &[&str]) -> World {
    let world = self_signed();
    world.run_all(command).succeeds();
    std::fs::rename(world.path("k"), world.path("cert/private.pem")).unwrap();
    world
}

/// SEC1 lets the public key out (RFC 5915, 3); ring does not read such a key.
fn without_public_part() -> World {
    let world = self_signed();
    world.run(["convert", "cert/private.pem", "--to", "sec1", "--out", "sec1.pem"]).succeeds();
    let text = world.text("sec1.pem");
    let block = ::pem::parse(text).unwrap();
    // SEQUENCE of 0x77 bytes: version, private key, curve, and the public key of 0x46 bytes.
    let mut der = block.contents().to_vec();
    assert_eq!((der[1], der.len()), (0x77, 0x79));
    der.truncate(0x79 - 0x46);
    der[1] -= 0x46;
    std::fs::remove_file(world.path("sec1.pem")).unwrap();
    world.write("cert/private.pem", pem::encode("EC PRIVATE KEY", &der).expose());
    world
}

fn encrypted() -> World {
    let world = self_signed();
    let args = ["convert", "cert/private.pem", "--to", "pkcs8", "--new-passphrase", "env:P", "--out", "k"];
    world.env("P", PASSPHRASE).run(args).succeeds();
    std::fs::rename(world.path("k"), world.path("cert/private.pem")).unwrap();
    world
}

fn in_pkcs12() -> World {
    let world = self_signed();
    let args = ["convert", "--to", "pkcs12", "--new-passphrase", "env:P", "--out", "site.p12"];
    world.env("P", PASSPHRASE).run(args).succeeds();
    world
}

fn in_pkcs7() -> World {
    let world = self_signed();
    world.run(["convert", "cert/file.crt", "--to", "pkcs7", "--out", "p7"]).succeeds();
    std::fs::rename(world.path("p7"), world.path("cert/file.crt")).unwrap();
    world
}

fn with_text(change: fn(&str) -> Vec<u8>) -> World {
    let world = self_signed();
    world.write("cert/file.crt", change(&world.text("cert/file.crt")));
    world
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["    ", line, "\n"]).collect()
}

fn joined() -> World {
    let world = self_signed();
    world.write(
        "both.pem",
        world.text("cert/private.pem").trim_end().to_owned() + &world.text("cert/file.crt"),
    );
    #[cfg(unix)]
    world.set_mode("both.pem", 0o600);
    world
}

fn with_newline_after_der() -> World {
    let world = self_signed();
    let der = world.certificate("cert/file.crt").der().to_vec();
    world.write("cert/file.der", [der, b"\n".to_vec()].concat());
    std::fs::remove_file(world.path("cert/file.crt")).unwrap();
    world
}
