//! Parts of the text of a certificate or request, which `-certopt`, `-reqopt` and `cert_opt` leave out.

/// The title of the signature, which is two columns less indented than those of other parts.
const SIGNATURE: &str = "    Signature Algorithm";
/// The header, which has two lines.
const HEADER: &str = "Certificate";

/// The words of `-certopt` that mean other parts of a request.
const OF_CERTIFICATES: [&str; 2] = ["no_extensions", "no_attributes"];

/// The words of the option, and the titles of the parts that they leave out.
const WORDS: [(&str, &[&str]); 15] = [
    ("compatible", &[]),
    ("ca_default", &["Version", "Issuer", "Subject Public Key Info", HEADER]),
    ("ext_default", &[]),
    ("no_header", &[HEADER]),
    ("no_version", &["Version"]),
    ("no_serial", &["Serial Number"]),
    ("no_signame", &["Signature Algorithm"]),
    ("no_validity", &["Validity"]),
    ("no_subject", &["Subject"]),
    ("no_issuer", &["Issuer"]),
    ("no_pubkey", &["Subject Public Key Info"]),
    ("no_extensions", &["X509v3 extensions"]),
    ("no_sigdump", &[SIGNATURE]),
    ("no_aux", &[]),
    ("no_attributes", &[]),
];

/// The parts of a text that are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    left_out: Vec<&'static str>,
}

impl Parts {
    /// The parts of a certificate that has no signature yet.
    pub(super) fn before_signature() -> Self {
        Self { left_out: vec!["Signature Algorithm", SIGNATURE] }
    }

    /// Leaves out what the words of an option say, which have commas between them.
    ///
    /// # Errors
    /// The word that is not known.
    pub(super) fn without(mut self, words: &str) -> Result<Self, String> {
        for word in words.split(',').map(str::trim) {
            let known = WORDS.iter().find(|(name, _)| *name == word);
            let (_, parts) = known.ok_or_else(|| word.to_owned())?;
            self.left_out.extend_from_slice(parts);
        }
        Ok(self)
    }

    /// The parts of a request without what the words of `-reqopt` say.
    ///
    /// # Errors
    /// The word that is not known, or is not supported for requests.
    pub(super) fn of_request(words: &str) -> Result<Self, String> {
        match words.split(',').map(str::trim).find(|word| OF_CERTIFICATES.contains(word)) {
            Some(word) => Err(word.to_owned()),
            None => Self::default().without(words),
        }
    }

    /// The lines of the parts of a certificate's or request's text.
    pub(super) fn of<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let is_shown = |part: &str| !self.left_out.contains(&part);
        let is_signature = |line: &&str| line.starts_with(SIGNATURE);
        let signature = text.lines().position(|line| is_signature(&line)).unwrap_or(usize::MAX);
        let mut is_part_shown = true;
        let mut is_in_part = |index: usize, line: &str| {
            let title = line.trim().split(':').next().unwrap_or_default();
            is_part_shown = match line.len() - line.trim_start().len() {
                _ if index >= signature => is_shown(SIGNATURE),
                0 | 4 => is_shown(HEADER),
                8 => is_shown(title),
                _ => is_part_shown,
            };
            is_part_shown
        };
        text.lines()
            .enumerate()
            .filter(|(index, line)| is_in_part(*index, line))
            .map(|(_, line)| line)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number:
            01:02
        Issuer:
            commonName = x
        X509v3 extensions:
            X509v3 Basic Constraints:
                CA:TRUE
    Signature Algorithm: sha256WithRSAEncryption
    Signature Value:
        01:02
";

    fn shown(words: &str) -> String {
        Parts::default().without(words).unwrap().of(TEXT).join("\n") + "\n"
    }

    #[test]
    fn parts_are_left_out() {
        assert_eq!(shown("compatible"), TEXT);
        let signature = TEXT.find(SIGNATURE).unwrap();
        assert_eq!(shown("no_sigdump, no_aux"), TEXT[..signature]);
        assert_eq!(
            shown("no_header,no_version,no_issuer,no_extensions"),
            format!("        Serial Number:\n            01:02\n{}", &TEXT[signature..])
        );
        assert_eq!(
            shown("no_header,no_serial,no_extensions,no_sigdump,no_issuer"),
            "        Version: 3 (0x2)\n"
        );
        assert_eq!(Parts::default().without("no_header, ext_dump"), Err("ext_dump".to_owned()));
        assert_eq!(Parts::of_request("no_pubkey,no_extensions"), Err("no_extensions".to_owned()));
    }
}
