//! The table that `certutil -L` prints.

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    /// Three groups with commas between: TLS, e-mail, code signing.
    pub(super) flags: String,
}

/// The lines that have flags; the rest is its head.
pub(super) fn parse(text: &str) -> Vec<Listed> {
    let lines = text.lines().filter_map(|line| {
        let (name, flags) = line.trim_end().rsplit_once(char::is_whitespace)?;
        let is_flags = flags.matches(',').count() == 2
            && flags.chars().all(|flag| flag == ',' || flag.is_ascii_alphabetic());
        is_flags.then(|| Listed { name: name.trim_end().to_owned(), flags: flags.to_owned() })
    });
    lines.filter(|one| !one.name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_have_spaces_and_the_head_is_passed_over() {
        let text = "\nCertificate Nickname                     Trust Attributes\n                                         \
                    SSL,S/MIME,JAR/XPI\n\nmy root, of 2024                         CT,C,c\nplain   ,,   \n";
        let listed = parse(text);
        let pairs: Vec<_> = listed.iter().map(|one| (one.name.as_str(), one.flags.as_str())).collect();
        assert_eq!(pairs, [("my root, of 2024", "CT,C,c"), ("plain", ",,")]);
    }
}
