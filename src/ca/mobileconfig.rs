//! Certificates of a CA as a configuration profile of Apple, which installs them on iPhones, iPads and Macs.
//!
//! The keys are those of Apple's "Configuration Profile Reference" and of
//! <https://developer.apple.com/documentation/devicemanagement/certificateroot>.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devcert::encoding::certificate::Certificate;
use devcert::model::fingerprint::{Fingerprint, Hex};

/// The payload of a root, which the user can then trust for websites.
const ROOT: &str = "com.apple.security.root";
/// The payload of any other certificate.
const OTHER: &str = "com.apple.security.pkcs1";

/// The property list, XML 1.0 in UTF-8, for the CA's certificate and those above it. The same certificates give
/// the same bytes, so that a profile that is installed again replaces the earlier one.
#[must_use]
pub fn profile(chain: &[Certificate]) -> String {
    let ders: Vec<u8> = chain.iter().flat_map(|one| one.der().iter().copied()).collect();
    let uuid = uuid(&[b"devcert profile".as_slice(), &ders].concat());
    let title = chain.first().map(title).unwrap_or_default();
    let payloads: String = chain.iter().map(payload).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n\t<key>PayloadContent</key>\n\t<array>\n{payloads}\t</array>\n{}\
         \t<key>PayloadVersion</key>\n\t<integer>1</integer>\n</dict>\n</plist>\n",
        strings(
            "\t",
            &[
                ("PayloadDescription", "Installs the certificate of a development CA."),
                ("PayloadDisplayName", &title),
                ("PayloadIdentifier", &format!("devcert.ca.{uuid}")),
                ("PayloadType", "Configuration"),
                ("PayloadUUID", &uuid),
            ]
        )
    )
}

/// One certificate.
fn payload(certificate: &Certificate) -> String {
    let uuid = uuid(certificate.der());
    let kind = if certificate.is_self_issued() { ROOT } else { OTHER };
    let title = title(certificate);
    let mut lines = String::new();
    let base64 = STANDARD.encode(certificate.der());
    // Base64 is ASCII: every 64 bytes are text.
    for line in base64.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()) {
        // Memory takes every write.
        let _ = writeln!(lines, "\t\t\t{line}");
    }
    let texts = strings(
        "\t\t\t",
        &[
            ("PayloadCertificateFileName", &format!("{uuid}.cer")),
            ("PayloadDisplayName", &title),
            ("PayloadIdentifier", &format!("{kind}.{uuid}")),
            ("PayloadType", kind),
            ("PayloadUUID", &uuid),
        ],
    );
    format!(
        "\t\t<dict>\n\t\t\t<key>PayloadContent</key>\n\t\t\t<data>\n{lines}\t\t\t</data>\n{texts}\
         \t\t\t<key>PayloadVersion</key>\n\t\t\t<integer>1</integer>\n\t\t</dict>\n"
    )
}

/// Keys with texts as their values.
fn strings(indent: &str, pairs: &[(&str, &str)]) -> String {
    let pair = |(key, value): &(&str, &str)| {
        format!("{indent}<key>{key}</key>\n{indent}<string>{}</string>\n", escaped(value))
    };
    pairs.iter().map(pair).collect()
}

/// The common name, or else the whole subject.
fn title(certificate: &Certificate) -> String {
    let subject = certificate.subject();
    subject.common_name().map_or_else(|| subject.to_string(), str::to_owned)
}

/// `text` as XML 1.0 (production 14, and production 2 for the characters that it has no place for).
fn escaped(text: &str) -> String {
    let mut xml = String::new();
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\t' | '\n' | '\r' => xml.push(' '),
            '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            character if character < ' ' => xml.push('\u{fffd}'),
            character => xml.push(character),
        }
    }
    xml
}

/// A UUID of version 8 (RFC 9562, 5.8) from the SHA-256 digest of `bytes`.
fn uuid(bytes: &[u8]) -> String {
    let mut id = [0; 16];
    id.copy_from_slice(&Fingerprint::of(bytes).as_bytes()[..16]);
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    let parts = [&id[..4], &id[4..6], &id[6..8], &id[8..10], &id[10..]];
    parts.map(|part| Hex(part).to_string().to_uppercase()).join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        let uuid = uuid(b"");
        // SHA-256 of nothing begins with e3b0c44298fc1c149afbf4c8996fb924.
        assert_eq!(uuid, "E3B0C442-98FC-8C14-9AFB-F4C8996FB924");
    }

    #[test]
    fn text_is_escaped_as_xml_requires() {
        assert_eq!(escaped("a & b <c>\u{1}\n\u{ffff}é"), "a &amp; b &lt;c&gt;\u{fffd} \u{fffd}é");
    }
}
