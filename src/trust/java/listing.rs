//! What `keytool -list -rfc` prints.

/// An entry that is there to be trusted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) alias: String,
    /// Its certificate as PEM.
    pub(super) armour: String,
}

/// The certificates to be trusted, and not those that a private key comes with.
pub(super) fn trusted(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut alias = "";
    let mut is_trusted = false;
    let mut inside = false;
    for line in text.lines() {
        inside |= line == "-----BEGIN CERTIFICATE-----";
        if let Some(name) = line.strip_prefix("Alias name: ").filter(|_| !inside) {
            alias = name.trim();
            is_trusted = false;
        } else if line.starts_with("Entry type: ") {
            is_trusted = line.contains("trustedCertEntry");
            if is_trusted {
                entries.push(Entry { alias: alias.to_owned(), armour: String::new() });
            }
        } else if let Some(entry) = entries.last_mut().filter(|_| inside && is_trusted) {
            entry.armour.push_str(line);
            entry.armour.push('\n');
        }
        inside &= line != "-----END CERTIFICATE-----";
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_of_private_keys_are_left_alone() {
        let text = "Alias name: my root\nCreation date: x\nEntry type: trustedCertEntry\n\n\
                    -----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n\n***\n\n\
                    Alias name: server\nEntry type: PrivateKeyEntry\nCertificate chain length: 1\nCertificate[1]:\n\
                    -----BEGIN CERTIFICATE-----\nBB\n-----END CERTIFICATE-----\n";
        let armour = "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n".to_owned();
        assert_eq!(trusted(text), [Entry { alias: "my root".into(), armour }]);
    }
}
