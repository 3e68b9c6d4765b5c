//! Armour in URLs, mails, web pages and logs, and armour that GnuTLS or Java reads and openssl does not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devcert::encoding::sniff::{EncodingQuirk, ObjectKind, sniff};
use devcert::pki::expiry::scan;
use devcert::pki::inspection::inspect;

use crate::fixture;

fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn der(name: &str) -> Vec<u8> {
    sniff(&fixture(name)).unwrap().objects.remove(0).der.expose().to_vec()
}

/// `text` with every byte for which this is true as an escape of URLs.
fn percent(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    text.chars()
        .map(|one| if is_escaped(one) { format!("%{:02X}", u32::from(one)) } else { one.to_string() })
        .collect()
}

fn form(text: &str) -> String {
    percent(text, |one| "+/=\n".contains(one)).replace(' ', "+")
}

/// Every line of `text` with this before it.
fn prefixed(text: &str, prefix: impl Fn(usize) -> String) -> String {
    let lines = text.lines().enumerate().map(|(number, line)| format!("{}{line}\n", prefix(number)));
    lines.collect::<Vec<_>>().concat()
}

/// The same object as it comes out of other programs.
fn written(pem: &str) -> Vec<(&'static str, String)> {
    let json = serde_json::json!({ "pem": pem }).to_string();
    vec![
        ("a form", format!("a=b&cert={}&c=d\n", form(pem))),
        ("a form, encoded twice", format!("cert={}\n", percent(&form(pem), |one| one == '%' || one == '+'))),
        ("a URL", percent(pem, |one| " +/=\n".contains(one))),
        (
            "a URL in lower case",
            percent(pem, |one| "+\n".contains(one)).replace("%2B", "%2b").replace(' ', "%20"),
        ),
        ("a URL with escaped hyphens", percent(pem, |one| " -+/=\n".contains(one))),
        ("a header of nginx", format!("X-SSL-Client-Cert: {}\n", percent(pem, |one| " \n".contains(one)))),
        ("a workflow command", format!("::set-output name=x::{}\n", pem.replace('\n', "%0A"))),
        ("JSON with escaped hyphens", json.replace('-', "\\u002d")),
        ("quoted-printable", format!("To: b\n\n{}", pem.replace('=', "=3D"))),
        ("quoted-printable lines", pem.replace('=', "=3D").replace("MII", "M=\nII").replace('\n', "\r\n")),
        ("HTML with line breaks", format!("<p>{}</p>", pem.replace('\n', "<br>\n"))),
        ("HTML in one line", format!("<td>{}</td>", pem.replace('\n', "<br/>"))),
        ("HTML entities", format!("<p>{}</p>", pem.replace('+', "&plus;").replace('=', "&equals;"))),
        ("HTML with hard blanks", pem.replace(' ', "&nbsp;")),
        ("RTF", format!("{{\\rtf1 {}}}", pem.replace('\n', "\\par\n"))),
        ("PowerShell", format!("$c = \"{}\"\n", pem.replace('\n', "`n"))),
        ("PHP", prefixed(pem, |_| "$c .= '".to_owned()).replace('\n', "'.\"\\n\";\n")),
        ("a log", prefixed(pem, |line| format!("2026-11-29 12:00:{line:02} INFO  "))),
        ("the log of a container", prefixed(pem, |_| "web_1  | ".to_owned())),
    ]
}

#[test]
fn escapes_of_urls_mails_and_web_pages_are_undone() {
    for name in ["leaf.crt", "rsa.pem", "leaf.csr", "list.crl"] {
        for (way, file) in written(&text(name)) {
            let contents = sniff(file.as_bytes()).unwrap_or_else(|error| panic!("{name} in {way}: {error}"));
            assert_eq!(contents.objects.len(), 1, "{name} in {way}");
            assert_eq!(contents.objects[0].der.expose(), der(name), "{name} in {way}");
            // Base64 without padding is the same in quoted-printable.
            let is_plain = file.contains(&text(name));
            assert!(is_plain || !contents.oddities.is_empty(), "{name} in {way}");
        }
    }
    for (way, file) in written(&text("leaf.crt")) {
        assert_eq!(scan(file.as_bytes(), &[]).certificates.len(), 1, "{way}");
    }
}

#[test]
fn an_encrypted_key_in_a_form_keeps_its_headers() {
    let contents = sniff(format!("key={}", form(&text("traditional-aes128.pem"))).as_bytes()).unwrap();
    let plain = sniff(&fixture("traditional-aes128.pem")).unwrap();
    assert_eq!(contents.objects[0].kind, ObjectKind::LegacyEncryptedPrivateKey);
    assert_eq!(contents.objects[0].dek_info, plain.objects[0].dek_info);
}

#[test]
fn the_line_of_an_object_in_a_form_is_its_own() {
    let file = format!("a=1\ncert={}\n", form(&text("leaf.crt")));
    assert_eq!(scan(file.as_bytes(), &[]).certificates[0].1.line, Some(2));
}

#[test]
fn utf_16_without_a_byte_order_mark_is_read_wherever_the_armour_is() {
    let file = format!("subject=CN=x\r\n{}", text("leaf.crt"));
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = file.encode_utf16().flat_map(unit).collect();
        let contents = sniff(&bytes).unwrap();
        assert_eq!(contents.objects[0].der.expose(), der("leaf.crt"));
        assert!(contents.oddities.contains(&EncodingQuirk::Utf16));
        assert_eq!(scan(&bytes, &[]).certificates.len(), 1);
    }
}

/// What `pem` becomes, and what is said of it.
type Mishap = (fn(&str) -> String, EncodingQuirk);

const MISHAPS: [Mishap; 5] = [
    (|pem| pem.replace("-----END CERTIFICATE", "-----END SOMETHING"), EncodingQuirk::EndLine { line: 1 }),
    (|pem| pem.replace("-----END CERTIFICATE", "-----END PRIVATE KEY"), EncodingQuirk::EndLine { line: 1 }),
    (|pem| format!("{}\n", &pem[..pem.len() - 2]), EncodingQuirk::EndLine { line: 1 }),
    (|pem| format!("{}\n", &pem[..pem.len() - 6]), EncodingQuirk::EndLine { line: 1 }),
    (|pem| pem.replace("=\n-----END", "\n-----END").replace('=', ""), EncodingQuirk::Unpadded { line: 1 }),
];

#[test]
fn an_end_line_or_padding_that_gnutls_or_java_does_without_is_a_remark() {
    let pem = text("leaf.crt");
    assert!(pem.contains("=\n-----END"), "the fixture has padding");
    for (mishap, oddity) in MISHAPS {
        let file = mishap(&pem);
        let contents = sniff(file.as_bytes()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(contents.objects[0].der.expose(), der("leaf.crt"));
        assert_eq!(contents.oddities, [oddity]);
    }
}

#[test]
fn bytes_after_an_object_in_its_armour_are_reported_and_a_second_object_is_read() {
    let armour = |der: &[u8]| {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
    };
    let (leaf, root) = (der("leaf.crt"), der("root.crt"));
    for rest in [&b"\0\0\0"[..], &[0x30, 3, 2, 1, 5]] {
        let contents = sniff(armour(&[&leaf, rest].concat()).as_bytes()).unwrap();
        assert_eq!(contents.objects[0].der.expose(), leaf);
        assert_eq!(contents.oddities, [EncodingQuirk::Trailing { line: 1 }]);
    }
    let contents = sniff(armour(&[leaf.as_slice(), &root].concat()).as_bytes()).unwrap();
    let found: Vec<_> = contents.objects.iter().map(|object| object.der.expose().to_vec()).collect();
    assert_eq!(found, [leaf, root]);
}

#[test]
fn a_key_in_base64_beside_a_certificate_is_listed() {
    for key in ["ec.pem", "ed25519.pem", "rsa.pem", "ec-sec1.pem"] {
        let (leaf, key) = (STANDARD.encode(der("leaf.crt")), STANDARD.encode(der(key)));
        let file = serde_json::json!({ "certificate": leaf, "key": key }).to_string();
        let found = inspect(file.as_bytes(), None, &devcert::encoding::limits::Limits::default()).unwrap();
        assert_eq!(found.items.len(), 2, "{file}");
        assert!(found.items[1].kind.is_plain_private_key());
    }
}
