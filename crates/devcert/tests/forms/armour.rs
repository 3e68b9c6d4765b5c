//! Armour wherever it stands in a text, and however its lines are broken.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devcert::encoding::limits::Limits;
use devcert::encoding::pem::{self, PemError};
use devcert::encoding::read;
use devcert::encoding::sniff::{EncodingQuirk, ObjectKind, SniffError, sniff};
use devcert::pki::expiry::{Problem, scan};
use devcert::pki::inspection::inspect;

use crate::fixture;

fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn der(name: &str) -> Vec<u8> {
    sniff(&fixture(name)).unwrap().objects.remove(0).der.expose().to_vec()
}

/// Every line of `pem`, put through `change`.
fn each_line(pem: &str, change: impl Fn(&str) -> String) -> String {
    pem.lines().map(change).collect()
}

/// The same object as programs, configurations and mishaps write it, and what other programs stumble on.
fn written(pem: &str) -> Vec<(&'static str, String, EncodingQuirk)> {
    let escaped = pem.replace('\n', "\\n");
    let lines: Vec<&str> = pem.lines().collect();
    let dense = lines[1..lines.len() - 1].concat();
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    vec![
        ("lone CR", pem.replace('\n', "\r"), EncodingQuirk::LoneCarriageReturns),
        ("\\n", escaped.clone(), EncodingQuirk::EscapedLineBreaks),
        ("\\r\\n", pem.replace('\n', "\\r\\n"), EncodingQuirk::EscapedLineBreaks),
        ("escaped twice", pem.replace('\n', "\\\\n"), EncodingQuirk::EscapedLineBreaks),
        ("JSON", format!("{{\"a\": {}}}", serde_json::json!(pem)), EncodingQuirk::Embedded),
        (
            "JSON with escaped slashes",
            format!("{{\"a\":\"{}\"}}", escaped.replace('/', "\\/")),
            EncodingQuirk::Embedded,
        ),
        ("an .env file", format!("A=1\nCERT=\"{escaped}\"\nB=2\n"), EncodingQuirk::Embedded),
        ("a YAML string", format!("cert: \"{escaped}\"\n"), EncodingQuirk::Embedded),
        ("a C string", each_line(pem, |line| format!("\"{line}\\n\"\n")), EncodingQuirk::Embedded),
        ("a Java string", each_line(pem, |line| format!("  \"{line}\\n\" +\n")), EncodingQuirk::Embedded),
        (
            "Java properties",
            format!("cert={}", pem.replace('=', "\\=").replace('\n', "\\n\\\n  ")),
            EncodingQuirk::Embedded,
        ),
        ("one line", format!("{first} {dense} {last}\n"), EncodingQuirk::OneLine),
        ("one line without blanks", format!("{first}{dense}{last}"), EncodingQuirk::OneLine),
        ("a Go string", format!("var c = `{pem}`\n"), EncodingQuirk::Embedded),
        ("a Python string", format!("C = \"\"\"{pem}\"\"\"\n"), EncodingQuirk::Embedded),
        (
            "a JS array",
            format!("c = [{}];", each_line(pem, |line| format!("\"{line}\",\n "))),
            EncodingQuirk::Embedded,
        ),
        ("a .env file of lines", format!("CERT=\"{pem}\"\n"), EncodingQuirk::Embedded),
        ("a comment", each_line(pem, |line| format!("# {line}\n")), EncodingQuirk::Embedded),
        ("a comment of a program", each_line(pem, |line| format!("// {line}\n")), EncodingQuirk::Embedded),
        (
            "calls of a Java program",
            each_line(pem, |line| format!("s.append(\"{line}\\n\");\n")),
            EncodingQuirk::Embedded,
        ),
        ("a YAML list", format!("- {}", pem.replace('\n', "\n  ")), EncodingQuirk::Embedded),
        ("a mail", each_line(pem, |line| format!("> {line}\n")), EncodingQuirk::Embedded),
        ("a diff", each_line(pem, |line| format!("+{line}\n")), EncodingQuirk::Embedded),
        ("a shell continuation", each_line(pem, |line| format!("'{line}' \\\n")), EncodingQuirk::Embedded),
        ("XML", format!("<c>{}</c>", pem.replace('\n', "&#13;\n")), EncodingQuirk::Embedded),
        ("indentation", each_line(pem, |line| format!("\t{line}\n")), EncodingQuirk::Indented),
        ("base64", STANDARD.encode(pem), EncodingQuirk::Base64),
        ("base64 after other text", STANDARD.encode(format!("x\n{pem}")), EncodingQuirk::Base64),
    ]
}

#[test]
fn an_object_is_read_however_its_lines_are_written() {
    for name in ["leaf.crt", "rsa.pem", "ec-sec1.pem", "pbes2-aes-256-cbc.pem", "leaf.csr"] {
        let expected = der(name);
        for (form, written, oddity) in written(&text(name)) {
            let found = sniff(written.as_bytes()).unwrap_or_else(|error| panic!("{name}, {form}: {error}"));
            assert_eq!(found.objects.len(), 1, "{name}, {form}");
            assert_eq!(found.objects[0].der.expose(), expected, "{name}, {form}");
            assert_eq!(found.oddities, [oddity], "{name}, {form}");
        }
    }
}

#[test]
fn the_headers_of_an_encrypted_key_are_read_on_one_line_too() {
    let pem = text("traditional-aes128.pem");
    for written in [pem.replace('\n', "\\n"), pem.replace('\n', "\r"), pem.replace('\n', " ")] {
        let found = sniff(written.as_bytes()).unwrap();
        assert_eq!(found.objects[0].kind, ObjectKind::LegacyEncryptedPrivateKey);
        assert_eq!(found.objects[0].dek_info, sniff(pem.as_bytes()).unwrap().objects[0].dek_info);
    }
}

#[test]
fn files_joined_without_a_newline_give_all_their_objects() {
    let (key, leaf, root) = (text("rsa.pem"), text("leaf.crt"), text("root.crt"));
    let joined = format!("{}{}{root}", key.trim_end(), leaf.trim_end());
    let found = sniff(joined.as_bytes()).unwrap();
    let kinds: Vec<_> = found.objects.iter().map(|object| object.kind.clone()).collect();
    assert_eq!(kinds, [ObjectKind::Pkcs8, ObjectKind::Certificate, ObjectKind::Certificate]);
    assert_eq!(found.oddities, [EncodingQuirk::Joined]);
    let too_few = joined.replacen("----------BEGIN", "---------BEGIN", 1);
    assert_eq!(sniff(too_few.as_bytes()).unwrap().objects.len(), 3);
}

#[test]
fn pem_and_base64_in_one_manifest_are_both_found() {
    let (leaf, root) = (text("leaf.crt"), text("root.crt"));
    let indented = root.replace('\n', "\n    ");
    let manifest = format!(
        "kind: ConfigMap\ndata:\n  ca.crt: |\n    {indented}\n---\nkind: Secret\ndata:\n  tls.crt: {}\n",
        STANDARD.encode(&leaf)
    );
    let found = scan(manifest.as_bytes(), &[]);
    let subjects: Vec<_> = found.certificates.iter().map(|(one, _)| one.subject().to_string()).collect();
    assert_eq!(subjects, ["CN=Root", "CN=localhost"]);
    assert_eq!(sniff(manifest.as_bytes()).unwrap().objects.len(), 2);
}

#[test]
fn base64_after_a_begin_line_without_data_is_found() {
    let base64 = STANDARD.encode(text("leaf.crt"));
    let manifest = format!("# -----BEGIN CERTIFICATE----- in base64:\ntls.crt: {base64}\n");
    assert_eq!(scan(manifest.as_bytes(), &[]).certificates.len(), 1);
}

#[test]
fn der_in_base64_inside_other_text_is_found() {
    let base64 = STANDARD.encode(der("leaf.crt"));
    let wrapped: Vec<&str> =
        base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    for text in [
        format!("<ds:X509Certificate>{base64}</ds:X509Certificate>"),
        format!("<X509Certificate>\n{}\n</X509Certificate>", wrapped.join("\n")),
        format!("<X509Certificate>{}</X509Certificate>", wrapped.join("&#13;\n")),
        format!("{{\"keys\":[{{\"kty\":\"oct\",\"k\":\"AAAA\",\"x5c\":[\"{base64}\"]}}]}}"),
        format!("{{\"certificate\": \"{}\"}}", wrapped.join("\\n")),
        format!("cert:\n  binary: {base64}\n"),
    ] {
        let found = scan(text.as_bytes(), &[]);
        assert_eq!((found.certificates.len(), found.problems.len()), (1, 0), "{text}");
    }
    let store = format!("data:\n  keystore.p12: {}\n", STANDARD.encode(fixture("modern.p12")));
    assert_eq!(scan(store.as_bytes(), &[]).problems, [Problem::Locked("a PKCS#12 file".to_owned())]);
}

#[test]
fn base64_of_pem_is_read_in_lines_and_where_it_was_cut_off() {
    let base64 = STANDARD.encode(text("leaf.crt"));
    let lines: Vec<&str> =
        base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let block = format!("tls.crt: |\n  {}\ntls.key: x\n", lines.join("\n  "));
    assert_eq!(scan(block.as_bytes(), &[]).certificates.len(), 1);
    for end in 200..210 {
        let cut = format!("tls.crt: {}\n", &base64[..end]);
        let found = scan(cut.as_bytes(), &[]);
        assert!(
            matches!(found.problems.as_slice(), [Problem::Damaged(how)] if how.contains("no END line")),
            "{end}"
        );
    }
}

#[test]
fn a_label_ends_at_the_first_five_hyphens_and_is_shown_only_when_it_is_one() {
    let pem = text("ec-sec1.pem");
    let dense: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for damaged in [
        format!("-----BEGIN EC PRIVATE KEY\n{dense}-----END EC PRIVATE KEY-----\n"),
        format!("-----BEGIN {}-----\n{dense}\n", &dense[..60]),
        format!("-----BEGIN EC PRIVATE KEY {}-----\n{dense}\n", &dense[..30]),
        format!("-----BEGIN EC PRIVATE KEY-----\n{dense}\n-----END {}-----\n", &dense[..60]),
        format!("-----BEGIN EC PRIVATE KEY----\n{dense}\n-----END EC PRIVATE KEY-----\n"),
    ] {
        let error = sniff(damaged.as_bytes()).unwrap_err();
        assert!(matches!(error, SniffError::Pem(_)), "{damaged}: {error}");
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains(&dense[..12]), "{shown}");
        }
    }
}

#[test]
fn a_begin_line_without_data_in_a_program_is_no_object() {
    for program in [
        "if text.starts_with(\"-----BEGIN CERTIFICATE-----\") { return parse(text); }\n",
        "const a = '-----BEGIN CERTIFICATE-----\\n';\nconst b = 'Invalid';\nconst c = '\\n-----END CERTIFICATE-----';\n",
        "format!(\"-----BEGIN {label}-----\\n\")\n",
        "# paste it here:\n-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n",
        "/-----BEGIN [A-Z ]+-----/\n",
        "find(\"-----BEGIN CERTIFICATE-----\");\nhash(\"a\", \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\");\n",
        "-----BEGIN CERTIFICATE-----\n[base64 data]\n-----END CERTIFICATE-----\n",
    ] {
        assert!(matches!(sniff(program.as_bytes()), Err(SniffError::Mention { .. })), "{program}");
        let found = scan(program.as_bytes(), &[]);
        assert_eq!((found.certificates.len(), found.problems.len()), (0, 0), "{program}");
        let both = format!("{program}{}", text("leaf.crt"));
        assert_eq!(sniff(both.as_bytes()).unwrap().objects.len(), 1, "{program}");
    }
}

#[test]
fn a_certificate_in_a_program_that_was_cut_off_is_a_problem() {
    let pem = text("leaf.crt").replace('\n', "\\n");
    for cut in [&pem[..200], &pem[..pem.len() - 20]] {
        let found = scan(format!("cert = \"{cut}\"\n").as_bytes(), &[]);
        assert!(matches!(found.problems.as_slice(), [Problem::Damaged(_)]), "{found:?}");
    }
}

#[test]
fn lines_are_counted_whatever_they_end_in() {
    let leaf = text("leaf.crt");
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("1\n2\n{leaf}").replace('\n', end);
        assert_eq!(pem::decode(&text).unwrap()[0].line, 3, "{end:?}");
        let cut = text.rsplit_once("-----END").unwrap().0;
        assert!(matches!(pem::decode(cut).unwrap_err(), PemError::Truncated { line: 3, .. }));
    }
}

#[test]
fn every_object_of_a_der_file_is_read() {
    let (leaf, root, key) = (der("leaf.crt"), der("root.crt"), der("rsa.pem"));
    let kinds = |bytes: &[u8]| -> Vec<ObjectKind> {
        sniff(bytes).unwrap().objects.into_iter().map(|object| object.kind).collect()
    };
    let both = [leaf.as_slice(), &root].concat();
    assert_eq!(kinds(&both), [ObjectKind::Certificate, ObjectKind::Certificate]);
    assert_eq!(kinds(&[leaf.as_slice(), &key].concat()), [ObjectKind::Certificate, ObjectKind::Pkcs8]);
    assert_eq!(kinds(&[leaf.as_slice(), &root, &key, &leaf].concat()).len(), 4);
    assert_eq!(read::certificates(&both).unwrap().len(), 2);
    assert_eq!(scan(&both, &[]).certificates.len(), 2);
    assert_eq!(kinds(&der("trusted.crt")), [ObjectKind::TrustedCertificate]);
}

#[test]
fn what_follows_the_objects_of_a_der_file_is_reported() {
    let (leaf, root) = (der("leaf.crt"), der("root.crt"));
    let cut = [leaf.as_slice(), &root, &leaf[..100]].concat();
    let found = inspect(&cut, None, &Limits::default()).unwrap();
    let kinds: Vec<_> = found.items.iter().map(|item| item.kind.clone()).collect();
    assert_eq!(kinds, [ObjectKind::Certificate, ObjectKind::Certificate, ObjectKind::Remainder]);
    let scanned = scan(&cut, &[]);
    assert_eq!(scanned.certificates.len(), 2);
    assert!(matches!(scanned.problems.as_slice(), [Problem::Damaged(how)] if how.contains("cut off")));
    let end = leaf.len() + root.len();
    assert!(matches!(sniff(&cut), Err(SniffError::TrailingBytes { end: at, .. }) if at == end));
    let settings = [leaf.as_slice(), &[0x30, 3, 2, 1, 5]].concat();
    assert!(sniff(&settings).is_err(), "a number is no trust setting");
}

/// Pieces of files: text, and how many BEGIN lines it has.
fn pieces() -> Vec<String> {
    let leaf = text("leaf.crt");
    let cut: String = leaf.split_inclusive('\n').take(4).collect();
    vec![
        leaf.clone(),
        text("root.crt"),
        text("rsa.pem"),
        text("ec-with-parameters.pem"),
        text("leaf.csr"),
        text("list.crl"),
        text("pbes2-aes-256-cbc.pem"),
        text("traditional-aes128.pem"),
        text("trusted.crt"),
        leaf.replace("CERTIFICATE", "X509 CERTIFICATE"),
        leaf.replace("CERTIFICATE", "UNKNOWN THING"),
        leaf.replace("END CERTIFICATE", "END SOMETHING"),
        leaf.replacen("MII", "M*I", 1),
        leaf.replacen("MII", "MIA", 1),
        leaf.replacen("CERTIFICATE-----", "CERTIFICATE---", 1),
        cut,
        "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".to_owned(),
        "subject=CN=x\n".to_owned(),
        String::new(),
    ]
}

/// Ways in which a whole file may be written.
const WAYS: [fn(&str) -> Vec<u8>; 7] = [
    |text| text.as_bytes().to_vec(),
    |text| text.replace('\n', "\r\n").into_bytes(),
    |text| text.replace('\n', "\r").into_bytes(),
    |text| text.replace('\n', "\n  ").into_bytes(),
    |text| std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
    |text| serde_json::json!({ "file": text }).to_string().into_bytes(),
    |text| text.replace("-----\n-----", "----------").into_bytes(),
];

#[test]
fn every_begin_line_of_a_file_is_accounted_for() {
    let pieces = pieces();
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..600 {
        let text: String = (0..=next(6)).map(|_| pieces[next(pieces.len())].as_str()).collect();
        let begins = text.matches("-----BEGIN ").count();
        let bytes = WAYS[next(WAYS.len())](&text);
        let (shown, mentioned) = match inspect(&bytes, None, &Limits::default()) {
            Ok(found) => {
                let mentions =
                    found.oddities.iter().filter(|one| matches!(one, EncodingQuirk::Mention { .. }));
                (found.items.len(), mentions.count())
            }
            Err(_) => (0, begins),
        };
        assert_eq!(shown + mentioned, begins, "{text}");
        let found = scan(&bytes, &[]);
        let accounted = found.certificates.len() + found.problems.len() + found.others;
        assert!(accounted + mentioned >= begins, "{accounted} of {begins}: {found:?}\n{text}");
    }
}
