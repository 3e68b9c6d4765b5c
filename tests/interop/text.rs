//! The text of fresh certificates, requests, revocation lists and keys is what the OpenSSL at hand
//! prints of them, line for line.
//!
//! The layout is that of OpenSSL 3.0; later ones changed it (names without spaces since 3.2).

use devcert::encoding::read;
use devcert::key::PublicKey;
use devcert::text;

use crate::world::{World, assert_same};

/// Keys, as `openssl genpkey` takes them.
const KEYS: [&str; 14] = [
    "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
    "-algorithm RSA -pkeyopt rsa_keygen_bits:2047 -pkeyopt rsa_keygen_pubexp:3",
    "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024",
    "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha384 \
     -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
    "-algorithm EC -pkeyopt ec_paramgen_curve:sect283k1 -pkeyopt ec_param_enc:explicit",
    "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
    "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384r1",
    "-algorithm EC -pkeyopt ec_paramgen_curve:sect571r1",
    "-algorithm ED25519",
    "-algorithm ED448",
];

/// Subjects, as `-subj` takes them.
const SUBJECTS: [&str; 8] = [
    "/",
    "/CN=localhost",
    "/C=CN/ST=Some State/L=City/O=Acme, Inc./OU=a+CN=b",
    "/CN=\u{e9}\u{4e2d}\u{1f600}",
    "/CN= both ends /O=#hash/OU=#/L=\"quotes\"",
    "/CN=<a;b=c>/O=back\\\\slash\\/",
    "/DC=com/DC=example/UID=u/serialNumber=5/emailAddress=a@b",
    "/1.2.3.4=own/2.5.4.97=x/businessCategory=y/jurisdictionC=DE",
];

/// Extensions of certificates and requests, as `-addext` takes them.
const EXTENSIONS: [&str; 33] = [
    "basicConstraints=critical,CA:TRUE,pathlen:0",
    "keyUsage=critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,decipherOnly",
    "extendedKeyUsage=serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning,1.2.3",
    "extendedKeyUsage=msCodeInd,msCTLSign,msEFS,anyExtendedKeyUsage,ipsecIKE",
    "subjectKeyIdentifier=00112233445566778899",
    "subjectAltName=DNS:*.a,DNS:b,IP:10.0.0.1,IP:fe80::1:2,email:a@b,URI:https://u/?a=b%20c,RID:1.2.3",
    "subjectAltName=dirName:directory,otherName:1.2.3;UTF8:text,otherName:msUPN;UTF8:u@d",
    "subjectAltName=otherName:1.2.3;INTEGER:5,otherName:1.3.6.1.5.5.7.8.9;UTF8:\u{e9}@d",
    "issuerAltName=URI:http://a/",
    "nameConstraints=permitted;DNS:.a,permitted;IP:fd00::/ff00::,excluded;dirName:directory",
    "crlDistributionPoints=URI:http://a/,point",
    "crlDistributionPoints=point,URI:http://a/,relative",
    "freshestCRL=relative",
    "issuingDistributionPoint=critical,fullname:URI:http://a/,onlyCA:TRUE,onlysomereasons:superseded",
    "authorityInfoAccess=OCSP;URI:http://a/,caIssuers;dirName:directory",
    "subjectInfoAccess=caRepository;URI:rsync://a/",
    "certificatePolicies=1.2.3,@policy,anyPolicy",
    "policyMappings=1.2.3:1.2.4",
    "policyConstraints=inhibitPolicyMapping:200",
    "inhibitAnyPolicy=0",
    "tlsfeature=status_request,1,2",
    "noCheck=yes",
    "nsCertType=server,objCA",
    "nsComment=text with, a comma",
    "sbgp-autonomousSysNum=AS:inherit,RDI:1-5",
    "sbgp-autonomousSysNum=AS:1,AS:3-5,AS:4200000000",
    "sbgp-ipAddrBlock=IPv4:inherit,IPv6:2001:db8::/33,IPv6:2001:db8:8000::-2001:db8:8000::9",
    "sbgp-ipAddrBlock=IPv4-SAFI:1:10.0.0.0/9,IPv4-SAFI:200:inherit,IPv6:::1,IPv6:1::/20",
    "proxyCertInfo=critical,language:id-ppl-inheritAll",
    "2.5.29.21=ASN1:ENUM:1",
    "2.5.29.16=ASN1:SEQUENCE:period",
    "1.2.3.4=critical,ASN1:UTF8String:\u{e9} text of 0x0a",
    "2.5.29.19=DER:30:03:01:01",
];

/// What the extensions refer to.
const SECTIONS: &str = "
[req]
distinguished_name = none
[none]
[directory]
C = DE
O = Some, Body
[point]
fullname = URI:http://a/, URI:http://b/
reasons = keyCompromise, CACompromise, privilegeWithdrawn
CRLissuer = dirName:directory
[relative]
relativename = part
[part]
CN = part
[scope]
fullname = dirName:directory
onlyCA = TRUE
onlysomereasons = superseded
[policy]
policyIdentifier = 1.2.5
CPS = http://cps/
userNotice = @notice
[notice]
explicitText = UTF8:text
organization = Acme
noticeNumbers = 1, 300
[period]
from = IMPLICIT:0, GENTIME:20200101000000Z
";

/// A world with the sections that extensions refer to and these keys, each under its number.
fn with_keys(keys: &[&str]) -> World {
    let world = World::new();
    world.write("sections", SECTIONS);
    for (number, key) in keys.iter().enumerate() {
        world.openssl(&format!("genpkey {key} -out key{number}")).succeeds();
    }
    world
}

fn der(world: &World, name: &str) -> Vec<u8> {
    pem::parse(world.read(name)).unwrap().into_contents()
}

/// What openssl prints of `file`, less its error queue, which names addresses in memory.
fn theirs(world: &World, command: &str, file: &str) -> String {
    let text = world.openssl(&format!("{command} -in {file} -noout -text")).succeeds().text();
    text.split_inclusive('\n').filter(|line| !line.contains(":error:")).collect()
}

/// Makes a self-signed certificate and a request with `options`, and compares their texts.
fn certificate_and_request_agree(world: &World, key: &str, options: &[&str]) {
    let common = ["req", "-new", "-config", "sections", "-utf8", "-multivalue-rdn", "-key", key];
    let what = options.join(" ");
    world.openssl_with(&[&common, options, &["-x509", "-out", "cert"]].concat()).succeeds();
    let ours = text::certificate(&der(world, "cert")).unwrap();
    assert_same(ours.as_bytes(), theirs(world, "x509", "cert").as_bytes(), &what);
    world.openssl_with(&[&common, options, &["-out", "csr"]].concat()).succeeds();
    let ours = text::request(&der(world, "csr")).unwrap();
    assert_same(ours.as_bytes(), theirs(world, "req", "csr").as_bytes(), &what);
}

#[test]
fn every_kind_of_key_reads_as_openssl_prints_it() {
    let world = with_keys(&KEYS);
    for (number, kind) in KEYS.iter().enumerate() {
        let key = format!("key{number}");
        world.openssl(&format!("pkey -in {key} -pubout -out public")).succeeds();
        // Not by `read`, which refuses keys whose curve is spelled out; their text is openssl's still.
        let ours = text::public_key(&PublicKey::from_spki(&der(&world, "public")).unwrap()).unwrap();
        assert_same(ours.as_bytes(), theirs(&world, "pkey -pubin", "public").as_bytes(), kind);
        // A curve that is spelled out is read as the one that it is, and has a name then.
        let is_spelled_out = kind.contains("explicit");
        if let Some(private) = read::private_key(&world.read(&key)).ok().filter(|_| !is_spelled_out) {
            let ours = text::private_key(&private).unwrap();
            assert_same(ours.as_bytes(), theirs(&world, "pkey", &key).as_bytes(), kind);
        }
    }
}

#[test]
fn every_signature_under_every_subject_reads_as_openssl_prints_it() {
    let world = with_keys(&KEYS);
    for number in 0..KEYS.len() {
        for subject in SUBJECTS {
            certificate_and_request_agree(&world, &format!("key{number}"), &["-subj", subject]);
        }
    }
    for options in
        ["-sha1", "-sha512", "-sigopt rsa_padding_mode:pss", "-sha384 -sigopt rsa_padding_mode:pss"]
    {
        let options: Vec<&str> = options.split(' ').chain(["-subj", "/CN=x"]).collect();
        certificate_and_request_agree(&world, "key0", &options);
    }
}

#[test]
fn every_extension_reads_as_openssl_prints_it() {
    let world = with_keys(&["-algorithm ED25519"]);
    for extension in EXTENSIONS {
        certificate_and_request_agree(&world, "key0", &["-subj", "/CN=x", "-addext", extension]);
    }
    let together = ["basicConstraints=CA:FALSE", "keyUsage=cRLSign", "subjectAltName=DNS:a", "noCheck=x"];
    let together: Vec<&str> = together.iter().flat_map(|extension| ["-addext", extension]).collect();
    certificate_and_request_agree(&world, "key0", &[&["-subj", "/CN=x"], together.as_slice()].concat());
}

#[test]
fn every_serial_and_date_reads_as_openssl_prints_it() {
    let world = with_keys(&["-algorithm ED25519"]);
    for serial in [
        "0",
        "1",
        "-1",
        "-2",
        "127",
        "128",
        "0x7fffffffffffffff",
        "0x8000000000000000",
        "-0x8000000000000000",
    ] {
        for days in ["1", "9000", "40000"] {
            let make = format!(
                "req -x509 -new -config sections -key key0 -subj / -set_serial {serial} -days {days}"
            );
            world.openssl(&format!("{make} -out cert")).succeeds();
            let ours = text::certificate(&der(&world, "cert")).unwrap();
            assert_same(ours.as_bytes(), theirs(&world, "x509", "cert").as_bytes(), &make);
        }
    }
}

/// What an index of `openssl ca` says of a certificate that was revoked.
const REVOCATIONS: [&str; 8] = [
    "250101000000Z",
    "250101000000Z,unspecified",
    "250101000000Z,keyCompromise",
    "250101000000Z,removeFromCRL",
    "250101000000Z,superseded",
    "250101000000Z,holdInstruction,holdInstructionCallIssuer",
    "250101000000Z,keyTime,20240101000000Z",
    "250101000000Z,CAkeyTime,20240101123456Z",
];

#[test]
fn every_revocation_reads_as_openssl_prints_it() {
    for key in KEYS {
        let world = with_keys(&[key]);
        let ca =
            "[ca]\ndefault_ca = own\n[own]\ndatabase = index\ndefault_md = default\ndefault_crl_days = 30\n";
        let rows = REVOCATIONS.iter().enumerate();
        let rows =
            rows.map(|(number, row)| format!("R\t300101000000Z\t{row}\t{number:02X}\tunknown\t/CN=x\n"));
        world.write("index", rows.collect::<String>());
        world.write("index.attr", "unique_subject = no\n");
        world.write("number", "1000\n");
        let extensions = "crlnumber = number\ncrl_extensions = extensions\n[extensions]\n\
             authorityKeyIdentifier = keyid:always, issuer:always\nissuingDistributionPoint = @scope\n";
        world.openssl("req -x509 -new -config sections -key key0 -subj /CN=ca -addext subjectKeyIdentifier=hash -out ca")
            .succeeds();
        for extensions in ["", extensions] {
            world.write("ca.conf", format!("{ca}{extensions}{SECTIONS}"));
            world.openssl("ca -gencrl -config ca.conf -cert ca -keyfile key0 -out crl").succeeds();
            let ours = text::crl(&der(&world, "crl")).unwrap();
            assert_same(ours.as_bytes(), theirs(&world, "crl", "crl").as_bytes(), key);
        }
    }
}
