use super::*;
use crate::openssl::config::Outside;
use crate::openssl::objects::Objects;
use devcert::text;

/// No environment and no files.
struct Nothing;

impl Outside for Nothing {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn included(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

const SECTIONS: &str = "
[alt]
DNS.1 = a.test
IP = ::1
otherName = 1.3.6.1.4.1.311.20.2.3;UTF8:a@b
[name]
C = US
0.OU = a
1.OU = b
[point]
fullname = URI:http://a/
CRLissuer = dirName:name
reasons = keyCompromise, CACompromise
[policy]
policyIdentifier = 1.2.3
CPS.1 = http://cps/
userNotice.1 = @notice
[notice]
explicitText = UTF8:text
organization = Org
noticeNumbers = 1,2
[sequence]
a = INTEGER:5
b = EXP:0,SET:set
[set]
x = BOOL:TRUE
y = NULL
[loop]
a = SEQ:loop
";

/// The extension as `-text` shows it.
fn shown(name: &str, value: &str) -> Result<String, String> {
    let (config, objects) = (Config::parse(SECTIONS, &Nothing).unwrap(), Objects::default());
    let place = Place { config: &config, objects: &objects, subject: None };
    let extension = extension(name, value, &place, &[]).map_err(|fault| fault.to_string())?;
    Ok(text::extensions(&[extension]).unwrap())
}

fn der(name: &str, value: &str) -> Vec<u8> {
    let (config, objects) = (Config::parse(SECTIONS, &Nothing).unwrap(), Objects::default());
    let place = Place { config: &config, objects: &objects, subject: None };
    extension(name, value, &place, &[]).unwrap().value.content().to_vec()
}

use crate::openssl::config::Config;

#[test]
fn every_syntax_is_read() {
    for (name, value, text) in [
        (
            "basicConstraints",
            "critical, CA:true, pathlen:0",
            "X509v3 Basic Constraints: critical\n    CA:TRUE, pathlen:0\n",
        ),
        ("keyUsage", "digitalSignature, CRL Sign", "X509v3 Key Usage: \n    Digital Signature, CRL Sign\n"),
        (
            "extendedKeyUsage",
            "serverAuth,1.2.3",
            "X509v3 Extended Key Usage: \n    TLS Web Server Authentication, 1.2.3\n",
        ),
        ("subjectKeyIdentifier", "00:11", "X509v3 Subject Key Identifier: \n    00:11\n"),
        (
            "subjectAltName",
            "DNS:a, IP:10.0.0.1,email:a@b,URI:http://u/,RID:1.2.3",
            "X509v3 Subject Alternative Name: \n    DNS:a, IP Address:10.0.0.1, email:a@b, URI:http://u/, Registered ID:1.2.3\n",
        ),
        (
            "subjectAltName",
            "@alt",
            "X509v3 Subject Alternative Name: \n    DNS:a.test, IP Address:0:0:0:0:0:0:0:1, othername: UPN::a@b\n",
        ),
        (
            "subjectAltName",
            "dirName:name",
            "X509v3 Subject Alternative Name: \n    DirName:/C=US/OU=a/OU=b\n",
        ),
        (
            "authorityInfoAccess",
            "OCSP;URI:http://o/",
            "Authority Information Access: \n    OCSP - URI:http://o/\n",
        ),
        (
            "crlDistributionPoints",
            "URI:http://a/",
            "X509v3 CRL Distribution Points: \n    Full Name:\n      URI:http://a/\n",
        ),
        (
            "certificatePolicies",
            "1.2.4,@policy",
            "X509v3 Certificate Policies: \n    Policy: 1.2.4\n    Policy: 1.2.3\n      CPS: http://cps/\n      User Notice:\n        Organization: Org\n        Numbers: 1, 2\n        Explicit Text: text\n",
        ),
        (
            "nameConstraints",
            "permitted;DNS:.a,excluded;IP:10.0.0.0/255.0.0.0",
            "X509v3 Name Constraints: \n    Permitted:\n      DNS:.a\n    Excluded:\n      IP:10.0.0.0/255.0.0.0\n",
        ),
        (
            "policyConstraints",
            "requireExplicitPolicy:3",
            "X509v3 Policy Constraints: \n    Require Explicit Policy:3\n",
        ),
        ("inhibitAnyPolicy", "2", "X509v3 Inhibit Any Policy: \n    2\n"),
        ("tlsfeature", "status_request", "TLS Feature: \n    status_request\n"),
        ("nsCertType", "server, client", "Netscape Cert Type: \n    SSL Client, SSL Server\n"),
        ("nsComment", "a, b", "Netscape Comment: \n    a, b\n"),
    ] {
        assert_eq!(shown(name, value).unwrap(), text, "{name}={value}");
    }
}

#[test]
fn values_of_any_type_are_written() {
    for (value, expected) in [
        ("DER:30:00", &[0x30, 0][..]),
        ("ASN1:INTEGER:0x80", &[2, 2, 0, 0x80]),
        ("ASN1:UTF8:a", &[12, 1, b'a']),
        ("ASN1:GeneralString:a", &[27, 1, b'a']),
        ("ASN1:FORMAT:HEX,OCT:0102", &[4, 2, 1, 2]),
        ("ASN1:FORMAT:BITLIST,BITSTR:1,5", &[3, 2, 2, 0x44]),
        ("ASN1:EXPLICIT:0,BOOL:yes", &[0xa0, 3, 1, 1, 0xff]),
        ("ASN1:IMPLICIT:1A,NULL", &[0x41, 0]),
        ("ASN1:SEQWRAP,OID:1.2.3", &[0x30, 4, 6, 2, 0x2a, 3]),
        ("ASN1:BITWRAP,NULL", &[3, 3, 0, 5, 0]),
        ("ASN1:EXP:300,NULL", &[0xbf, 0x82, 0x2c, 2, 5, 0]),
        ("ASN1:GENTIME:20300102030405Z", b"\x18\x0f20300102030405Z"),
        ("ASN1:SEQ:sequence", &[0x30, 12, 2, 1, 5, 0xa0, 7, 0x31, 5, 1, 1, 0xff, 5, 0]),
    ] {
        assert_eq!(der("1.2.3.4", value), expected, "{value}");
    }
}

#[test]
fn distribution_points_have_parts() {
    let text = shown("crlDistributionPoints", "point").unwrap();
    assert!(
        text.contains("URI:http://a/") && text.contains("Reasons:") && text.contains("CRL Issuer:"),
        "{text}"
    );
    let text =
        shown("issuingDistributionPoint", "fullname:URI:http://a/,onlyCA:TRUE,onlyuser:FALSE").unwrap();
    assert!(text.contains("Only CA Certificates") && !text.contains("Only User"), "{text}");
}

#[test]
fn what_breaks_a_syntax_is_a_fault_with_a_reason() {
    for (name, value, reason) in [
        ("nonsense", "x", "no syntax for the extension nonsense"),
        ("basicConstraints", "CA:maybe", "\"maybe\" is not TRUE or FALSE"),
        ("keyUsage", "signing", "\"signing\" is not one of the values"),
        ("extendedKeyUsage", "nonsense", "\"nonsense\" is not an object identifier"),
        ("subjectAltName", "IP:1.2.3", "\"1.2.3\" is not an IP address"),
        ("subjectAltName", "a.test", "a.test has no value"),
        ("subjectAltName", "@none", "section none does not exist or is empty"),
        ("subjectAltName", "XX:a", "\"XX\" is not a kind of name"),
        ("subjectKeyIdentifier", "0g", "\"0g\" is not hexadecimal"),
        ("1.2.3.4", "DER:0", "\"0\" is not hexadecimal"),
        ("1.2.3.4", "ASN1:NONSENSE:x", "\"NONSENSE\" is not a type of ASN.1"),
        ("1.2.3.4", "ASN1:SEQ:loop", "too deeply"),
        ("1.2.3.4", "ASN1:IA5:\u{e9}", "is not a value of type IA5"),
    ] {
        let fault = shown(name, value).unwrap_err();
        assert!(fault.contains(reason), "{name}={value}: {fault}");
    }
}
