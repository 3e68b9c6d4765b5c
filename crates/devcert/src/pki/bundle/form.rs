//! The forms: what each takes, and how it is written.

use super::Bundle;
use super::select::{self, Part, Select, SelectError, Selection};
use super::write::{self, Settings, Write, WriteError};
use crate::model::secret::Secret;

/// A form that files are written in.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// As it is asked for.
    pub name: &'static str,
    /// As it stands in a sentence.
    pub title: &'static str,
    /// What it holds, for the help.
    pub holds: &'static str,
    /// The file that it goes to when no other is named.
    pub file: &'static str,
    /// The extensions that mean it.
    pub extensions: &'static [&'static str],
    /// Whether it is no text.
    pub binary: bool,
    /// What a passphrase does.
    pub passphrase: Passphrase,
    select: Select,
    write: Write,
}

/// What a passphrase does to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passphrase {
    /// It encrypts the private keys.
    Optional,
    /// There has to be one.
    Required,
    /// Java asks for one; its own stands in.
    Usual,
    /// The form holds no private key, or is not encrypted, for this reason.
    Unfit(&'static str),
    /// Only OpenSSL's PEM headers encrypt it, with a key from one round of MD5, which devcert does not write
    /// (RFC 1421 section 4.6.1.1).
    OldHeaders,
}

const NO_SECRET: Passphrase = Passphrase::Unfit("the output contains no private key");

/// Every form, in the order in which the help has them.
pub static FORMS: [Form; 21] = [
    Form {
        name: "pem",
        title: "PEM",
        holds: "Everything in the input, as text",
        file: "bundle.pem",
        extensions: &["pem", "csr", "crl"],
        binary: false,
        passphrase: Passphrase::Optional,
        select: select::everything,
        write: write::pem,
    },
    Form {
        name: "der",
        title: "DER",
        holds: "The one object in the input, bare",
        file: "object.der",
        extensions: &["der", "pk8"],
        binary: true,
        passphrase: Passphrase::Optional,
        select: select::single,
        write: write::der,
    },
    Form {
        name: "certificates",
        title: "PEM",
        holds: "The certificates in the input, as text, without the private key",
        file: "certificates.pem",
        extensions: &["crt", "cer", "cert"],
        binary: false,
        passphrase: NO_SECRET,
        select: select::certificates,
        write: write::either,
    },
    Form {
        name: "pkcs8",
        title: "PKCS#8",
        holds: "The private key, whatever its kind: BEGIN PRIVATE KEY",
        file: "private.pem",
        extensions: &["key"],
        binary: false,
        passphrase: Passphrase::Optional,
        select: select::key,
        write: write::either,
    },
    Form {
        name: "pkcs1",
        title: "PKCS#1",
        holds: "The RSA private key: BEGIN RSA PRIVATE KEY",
        file: "private.pem",
        extensions: &[],
        binary: false,
        passphrase: Passphrase::OldHeaders,
        select: select::key,
        write: write::pkcs1,
    },
    Form {
        name: "sec1",
        title: "SEC1",
        holds: "The EC private key: BEGIN EC PRIVATE KEY",
        file: "private.pem",
        extensions: &[],
        binary: false,
        passphrase: Passphrase::OldHeaders,
        select: select::key,
        write: write::sec1,
    },
    Form {
        name: "dsa",
        title: "DSA",
        holds: "The DSA private key: BEGIN DSA PRIVATE KEY",
        file: "private.pem",
        extensions: &[],
        binary: false,
        passphrase: Passphrase::OldHeaders,
        select: select::key,
        write: write::dsa,
    },
    Form {
        name: "spki",
        title: "SPKI",
        holds: "The public key, of whatever has one: BEGIN PUBLIC KEY",
        file: "public.pem",
        extensions: &[],
        binary: false,
        passphrase: NO_SECRET,
        select: select::public_key,
        write: write::either,
    },
    Form {
        name: "jwk",
        title: "JWK",
        holds: "The private key, or else the public key, as a JSON Web Key; its kid is the given name",
        file: "key.jwk",
        extensions: &["jwk"],
        binary: false,
        passphrase: Passphrase::Unfit("JWK has no passphrase that other programs read"),
        select: select::any_key,
        write: write::jwk,
    },
    Form {
        name: "jwks",
        title: "JWK Set",
        holds: "The public keys of everything in the input, as a set of JSON Web Keys, for publishing",
        file: "keys.jwks",
        extensions: &["jwks"],
        binary: false,
        passphrase: NO_SECRET,
        select: select::public_keys,
        write: write::jwks,
    },
    Form {
        name: "openssh",
        title: "OpenSSH",
        holds: "The private key, as ssh-keygen writes it: BEGIN OPENSSH PRIVATE KEY; its comment is the given name",
        file: "id_key",
        extensions: &[],
        binary: false,
        passphrase: Passphrase::Optional,
        select: select::key,
        write: write::openssh,
    },
    Form {
        name: "openssh-public",
        title: "OpenSSH public key",
        holds: "The public key, as a line of authorized_keys; its comment is the given name",
        file: "id_key.pub",
        extensions: &["pub"],
        binary: false,
        passphrase: NO_SECRET,
        select: select::public_key,
        write: write::openssh_public,
    },
    Form {
        name: "pkcs12",
        title: "PKCS#12",
        holds: "The private key, its certificate and the issuers of that; macOS, Windows, Java, browsers",
        file: "identity.p12",
        extensions: &["p12", "pfx"],
        binary: true,
        passphrase: Passphrase::Required,
        select: select::pair,
        write: write::pkcs12,
    },
    Form {
        name: "truststore",
        title: "Java trust store",
        holds: "The certificates of CAs (or all certificates, without a CA), as Java trusts them: PKCS#12; password changeit unless another one is given",
        file: "truststore.p12",
        extensions: &[],
        binary: true,
        passphrase: Passphrase::Usual,
        select: select::trusted,
        write: write::truststore,
    },
    Form {
        name: "ca",
        title: "CA certificates",
        holds: "The certificates of CAs (or self-signed ones, without a CA), as text, for programs that check others by them",
        file: "ca.pem",
        extensions: &[],
        binary: false,
        passphrase: NO_SECRET,
        select: select::trusted,
        write: write::pem,
    },
    Form {
        name: "pkcs7",
        title: "PKCS#7",
        holds: "The certificates and revocation lists",
        file: "chain.p7b",
        extensions: &["p7b", "p7c", "p7"],
        binary: false,
        passphrase: NO_SECRET,
        select: select::public_objects,
        write: write::pkcs7,
    },
    Form {
        name: "fullchain",
        title: "full chain",
        holds: "The certificate and its issuers, in the order in which a server sends them",
        file: "fullchain.pem",
        extensions: &[],
        binary: false,
        passphrase: NO_SECRET,
        select: select::chain,
        write: write::pem,
    },
    Form {
        name: "combined",
        title: "combined PEM",
        holds: "The private key, then the full chain, in one file",
        file: "combined.pem",
        extensions: &[],
        binary: false,
        passphrase: Passphrase::Optional,
        select: select::pair,
        write: write::pem,
    },
    Form {
        name: "split",
        title: "PEM",
        holds: "Every object in a file of its own: private.pem, certificate.pem, issuer.pem, ca.pem, csr.pem, crl.pem, public.pem",
        file: "",
        extensions: &[],
        binary: false,
        passphrase: Passphrase::Optional,
        select: select::each,
        write: write::pem,
    },
    Form {
        name: "k8s",
        title: "Kubernetes TLS Secret",
        holds: "The private key, the full chain and the CA's certificate, where it is known, as the manifest of a TLS Secret",
        file: "tls-secret.yaml",
        extensions: &["yaml", "yml"],
        binary: false,
        passphrase: Passphrase::Unfit("ingress controllers read unencrypted keys only"),
        select: select::pair_and_ca,
        write: write::k8s,
    },
    Form {
        name: "base64",
        title: "base64",
        holds: "Everything in the input, as PEM in base64 on one line, for an environment variable",
        file: "bundle.b64",
        extensions: &["b64", "base64"],
        binary: false,
        passphrase: Passphrase::Optional,
        select: select::everything,
        write: write::base64,
    },
];

impl Form {
    /// The form of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMS.iter().find(|form| form.name == name)
    }

    /// The form that a file's extension means.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<&'static Self> {
        let extension = extension.to_ascii_lowercase();
        FORMS.iter().find(|form| form.extensions.contains(&extension.as_str()))
    }

    /// Whether it is written as text or as bare DER, as is requested.
    #[must_use]
    pub fn has_formats(&self) -> bool {
        matches!(self.name, "certificates" | "pkcs8" | "pkcs1" | "sec1" | "dsa" | "spki" | "pkcs7")
    }

    /// Whether what it holds has a name in it.
    #[must_use]
    pub fn has_name(&self) -> bool {
        matches!(self.name, "jwk" | "openssh" | "openssh-public" | "pkcs12" | "truststore" | "k8s")
    }

    /// Whether it is PKCS#12, which old readers want in old encryption.
    #[must_use]
    pub fn is_pkcs12(&self) -> bool {
        matches!(self.name, "pkcs12" | "truststore")
    }

    /// Whether trusted certificates go into it: that of the CA belongs to the input then.
    #[must_use]
    pub fn has_trusted(&self) -> bool {
        matches!(self.name, "truststore" | "ca" | "k8s")
    }

    /// Whether it consists of trusted certificates alone.
    #[must_use]
    pub fn is_trusted_alone(&self) -> bool {
        matches!(self.name, "truststore" | "ca")
    }

    /// Whether its objects belong to a namespace.
    #[must_use]
    pub fn has_namespace(&self) -> bool {
        self.name == "k8s"
    }

    /// The files that it makes of `bundle`; one, save when it splits.
    ///
    /// # Errors
    /// When the bundle does not have what the form takes, or has too much of it.
    pub fn select<'a>(&self, bundle: &'a Bundle) -> Result<Vec<Part<'a>>, SelectError> {
        (self.select)(bundle)
    }

    /// The contents of one of those files.
    ///
    /// # Errors
    /// When the form has no place for a key of this kind, or for the name.
    pub fn write(
        &self,
        selection: &Selection<'_>,
        settings: &mut Settings<'_>,
    ) -> Result<Secret, WriteError> {
        (self.write)(selection, settings)
    }
}
