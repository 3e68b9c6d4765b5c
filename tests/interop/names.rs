//! Subjects and alternative names: the bytes that OpenSSL would write, and the text that it shows.

use x509_parser::prelude::{FromDer, X509Certificate};

use crate::world::{World, assert_same};

/// The subject's DER in a certificate.
fn subject(der: &[u8]) -> Vec<u8> {
    X509Certificate::from_der(der).unwrap().1.subject().as_raw().to_vec()
}

/// The value of the extension subjectAltName in a certificate.
fn alternative_names(der: &[u8]) -> Vec<u8> {
    let (_, certificate) = X509Certificate::from_der(der).unwrap();
    let extensions = certificate.extensions().iter();
    let mut names = extensions.filter(|extension| extension.oid.to_id_string() == "2.5.29.17");
    names.next().expect("alternative names").value.to_vec()
}

/// A world with `cert/private.pem`.
fn with_key() -> World {
    let world = World::new();
    world.devcert("genkey --algorithm p256").succeeds();
    world
}

const SUBJECTS: [&str; 12] = [
    "/CN=localhost",
    "/C=CN/ST=Beijing/L=Beijing/O=Acme Ltd/OU=Web/CN=localhost/emailAddress=me@example.test",
    "/OU=a/OU=b/OU=c/CN=x",
    "/DC=test/DC=example/CN=x",
    "/CN=x+UID=7/O=Acme",
    "/O=Acme/OU=zz+CN=aa+UID=1",
    "/C=CN/O=北京公司/CN=开发",
    "/O=Café Zoë/CN=naïve 🦀",
    r"/O=a\/b/CN=c\+d",
    r"/O=Acme, Inc. <x>/CN=a;b",
    "/serialNumber=007/SN=Doe/GN=Jo/title=Dr/initials=JD/street=Main/postalCode=123/dnQualifier=q",
    "/2.5.4.12=Dr/CN=x",
];

#[test]
fn a_subject_is_encoded_byte_for_byte_as_openssl_req_encodes_it() {
    let world = with_key();
    for asked in SUBJECTS {
        let ours = ["selfsign", "--subject", asked, "--outform", "der", "--out", "-"];
        let ours = world.devcert_with(&ours).succeeds().stdout;
        let theirs = ["req", "-x509", "-new", "-key", "cert/private.pem", "-utf8", "-subj", asked];
        let theirs = world.openssl_with(&[&theirs[..], &["-outform", "der"]].concat()).succeeds().stdout;
        assert_same(&subject(&ours), &subject(&theirs), asked);
        let shown = |der: Vec<u8>| {
            let x509 = "x509 -inform der -noout -subject -issuer -nameopt RFC2253,-esc_msb,utf8";
            world.program("openssl", x509).input(der).run().succeeds().text()
        };
        assert_eq!(shown(ours), shown(theirs), "{asked}");
    }
}

#[test]
fn a_requests_subject_is_the_one_that_openssl_writes_and_goes_into_the_certificate() {
    let world = with_key();
    for asked in SUBJECTS {
        world.devcert_with(&["csr", "--subject", asked, "--force"]).succeeds();
        world.devcert("selfsign --csr cert/csr.pem --force").succeeds();
        let theirs =
            ["req", "-new", "-key", "cert/private.pem", "-utf8", "-subj", asked, "-out", "their.csr"];
        world.openssl_with(&theirs).succeeds();
        let shown = |command: &str| {
            let line = format!("{command} -noout -subject -nameopt RFC2253,-esc_msb,utf8,dump_der,dump_all");
            world.openssl(&line).succeeds().text()
        };
        let theirs = shown("req -in their.csr");
        assert_eq!(shown("req -in cert/csr.pem"), theirs, "{asked}");
        assert_eq!(shown("x509 -in cert/file.crt"), theirs, "{asked}");
    }
}

/// What is asked for, how openssl's configuration says it, and how openssl shows it.
const NAMES: [(&str, &str, &str); 12] = [
    ("dev.example.test", "DNS:dev.example.test", "DNS:dev.example.test"),
    ("*.example.test", "DNS:*.example.test", "DNS:*.example.test"),
    ("bücher.example", "DNS:xn--bcher-kva.example", "DNS:xn--bcher-kva.example"),
    ("开发.test", "DNS:xn--oor13x.test", "DNS:xn--oor13x.test"),
    ("10.0.0.5", "IP:10.0.0.5", "IP Address:10.0.0.5"),
    ("fe80::1", "IP:fe80::1", "IP Address:FE80:0:0:0:0:0:0:1"),
    ("me@example.test", "email:me@example.test", "email:me@example.test"),
    ("URI:https://example.test/a?b=c", "URI:https://example.test/a?b=c", "URI:https://example.test/a?b=c"),
    ("spiffe://example.test/web", "URI:spiffe://example.test/web", "URI:spiffe://example.test/web"),
    ("RID:1.2.3.4", "RID:1.2.3.4", "Registered ID:1.2.3.4"),
    ("dirName:/C=CN/O=Acme/CN=x", "dirName:directory", "DirName:"),
    ("otherName:1.2.3.4;UTF8:hi", "otherName:1.2.3.4;UTF8:hi", "othername: 1.2.3.4:"),
];

/// Values stand on lines of their own, as a comma or a semicolon would part them.
fn configuration() -> String {
    let lines = NAMES.iter().enumerate().map(|(number, (_, theirs, _))| {
        let (kind, value) = theirs.split_once(':').unwrap();
        format!("{kind}.{number} = {value}\n")
    });
    let names: String = lines.collect();
    format!(
        "[req]\ndistinguished_name = dn\nprompt = no\nx509_extensions = ext\nstring_mask = utf8only\n\
         [dn]\nCN = x\n[ext]\nsubjectAltName = @names\n[directory]\n1.C = CN\n2.O = Acme\n3.CN = x\n[names]\n{names}"
    )
}

#[test]
fn alternative_names_of_every_type_are_encoded_as_openssl_encodes_them() {
    let world = with_key();
    world.write("openssl.cnf", configuration());
    let asked = NAMES.iter().flat_map(|(asked, _, _)| ["--san", asked]);
    let selfsign: Vec<_> = ["selfsign", "--no-default-names", "--outform", "der", "--out", "ours.der"]
        .into_iter()
        .chain(asked)
        .collect();
    world.devcert_with(&selfsign).succeeds();
    let theirs = "req -x509 -new -key cert/private.pem -config openssl.cnf -outform der -out theirs.der";
    world.openssl(theirs).succeeds();
    let shown = world.openssl("x509 -in ours.der -inform der -noout -ext subjectAltName").succeeds();
    NAMES.iter().fold(shown, |shown, (_, _, part)| shown.says(part));
    let [ours, theirs] = ["ours.der", "theirs.der"].map(|file| alternative_names(&world.read(file)));
    assert_same(&ours, &theirs, "the alternative names");
}

#[test]
fn alternative_names_of_a_request_that_openssl_wrote_go_into_the_certificate() {
    let world = with_key();
    world.write("openssl.cnf", configuration().replace("x509_extensions", "req_extensions"));
    world.openssl("req -new -key cert/private.pem -config openssl.cnf -out their.csr").succeeds();
    world.devcert("selfsign --csr their.csr").succeeds();
    let shown = world.openssl("x509 -in cert/file.crt -noout -ext subjectAltName").succeeds();
    NAMES.iter().fold(shown, |shown, (_, _, part)| shown.says(part));
}
