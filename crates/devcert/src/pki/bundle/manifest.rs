//! The manifest of a Kubernetes TLS Secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::model::secret::Secret;

/// Why there is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Kubernetes would reject the name.
    #[error(
        "\"{}\" is not a name that Kubernetes accepts: lower case letters, digits, - and . (maximum 253)",
        .0.escape_debug()
    )]
    Name(String),
    /// Kubernetes would reject the namespace.
    #[error(
        "\"{}\" is not a namespace that Kubernetes accepts: lower case letters, digits and - (maximum 63)",
        .0.escape_debug()
    )]
    Namespace(String),
}

/// The name of a secret without one.
const NAME: &str = "devcert-tls";
/// The longest name (RFC 1123, 2.1).
const LONGEST_NAME: usize = 253;
/// The longest namespace, which is one label (RFC 1123, 2.1; RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// `type: kubernetes.io/tls`, whose members are PEM in base64: `tls.crt`, `tls.key`, and `ca.crt` as
/// cert-manager and ingress controllers have it.
pub(super) struct TlsSecret<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) namespace: Option<&'a str>,
    pub(super) chain: Secret,
    pub(super) ca: Option<Secret>,
    pub(super) key: Secret,
}

impl TlsSecret<'_> {
    /// The manifest.
    pub(super) fn write(&self) -> Result<Secret, ManifestError> {
        let name = self.name.unwrap_or(NAME);
        if !is_name(name) {
            return Err(ManifestError::Name(name.to_owned()));
        }
        let namespace = match self.namespace {
            Some(namespace) if !is_namespace(namespace) => {
                return Err(ManifestError::Namespace(namespace.to_owned()));
            }
            Some(namespace) => format!("  namespace: \"{namespace}\"\n"),
            None => String::new(),
        };
        let key = Zeroizing::new(STANDARD.encode(self.key.expose()));
        let member = |name: &str, value: &Secret| format!("  {name}: {}\n", STANDARD.encode(value.expose()));
        let ca = self.ca.as_ref().map(|ca| member("ca.crt", ca)).unwrap_or_default();
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"{name}\"\n{namespace}type: kubernetes.io/tls\n\
             data:\n{ca}{}  tls.key: {}\n",
            member("tls.crt", &self.chain),
            key.as_str()
        );
        Ok(Secret::new(text.into_bytes()))
    }
}

/// One label of a DNS name (RFC 1123).
fn is_namespace(name: &str) -> bool {
    is_name(name) && !name.contains('.') && name.len() <= LONGEST_LABEL
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

    #[test]
    fn a_namespace_is_one_label() {
        let longest = "a".repeat(63);
        for (name, fits) in [
            ("web", true),
            (longest.as_str(), true),
            ("a.b", false),
            ("Web", false),
            (&"a".repeat(64), false),
        ] {
            assert_eq!(is_namespace(name), fits, "{name}");
        }
    }
}
