//! The manifest of a Kubernetes TLS Secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::model::secret::Secret;

/// Why there is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ManifestError {
    /// Kubernetes would refuse the name.
    #[error(
        "\"{}\" is not a name that Kubernetes takes: lower case letters, digits, - and ., 253 at the most",
        .0.escape_debug()
    )]
    Name(String),
}

/// What a secret without a name is called.
const NAME: &str = "devcert-tls";
/// The longest name (RFC 1123, 2.1).
const LONGEST_NAME: usize = 253;

/// `type: kubernetes.io/tls`, whose members are `tls.crt` and `tls.key`, PEM in base64.
pub(super) fn tls_secret(
    name: Option<&str>,
    certificates: &Secret,
    key: &Secret,
) -> Result<Secret, ManifestError> {
    let name = name.unwrap_or(NAME);
    if !is_name(name) {
        return Err(ManifestError::Name(name.to_owned()));
    }
    let key = Zeroizing::new(STANDARD.encode(key.expose()));
    let certificates = STANDARD.encode(certificates.expose());
    let text = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"{name}\"\ntype: kubernetes.io/tls\ndata:\n  \
         tls.crt: {certificates}\n  tls.key: {}\n",
        key.as_str()
    );
    Ok(Secret::new(text.into_bytes()))
}

/// A DNS subdomain name (RFC 1123).
fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !label.is_empty() && label.chars().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= LONGEST_NAME && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_kubernetes_refuses_is_refused_here() {
        for (name, fits) in
            [("web-tls", true), ("a.b-1.c", true), ("Web", false), ("-a", false), ("a..b", false)]
        {
            assert_eq!(is_name(name), fits, "{name}");
        }
    }
}
