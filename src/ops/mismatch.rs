//! Why an existing file is not what would be created.

use std::fmt;

use time::OffsetDateTime;

use super::Format;
use crate::host::stdio::PathOrStdio;
use devcert::model::name::Name;
use devcert::model::oid::Oid;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::validity::day;
use devcert::pki::ApprovalError;

/// What an existing certificate or request lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// It belongs to another key than the one in this file.
    OtherKey(PathOrStdio),
    /// It should be self-signed.
    NotSelfSigned,
    /// It should come from another CA.
    NotFromCa,
    /// It lacks a name.
    Name(San),
    /// It has another subject than requested: this one.
    Subject(Name),
    /// It is not for what the profile is for.
    Purpose(Profile),
    /// It has other usages than requested.
    Usages,
    /// It is signed with another algorithm than requested: this one.
    Signature(String),
    /// It lacks an extension.
    Extension(Oid),
    /// Its notBefore has yet to come.
    NotYetValid,
    /// Its notAfter comes too soon.
    Expires {
        /// Its notAfter.
        not_after: OffsetDateTime,
        /// How long it had to remain valid.
        within: Span,
    },
    /// Its CA has revoked it.
    Revoked,
    /// It is in another format than requested: this one.
    Format(Format),
    /// A request that no CA accepts.
    Refused(ApprovalError),
    /// It fails a check of `verify`, which says this.
    Unusable(String),
}

/// The words that follow the file's name.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKey(key) => write!(f, "does not match {}", key.as_input()),
            Self::NotSelfSigned => f.write_str("not self-signed"),
            Self::NotFromCa => f.write_str("not issued by this CA"),
            Self::Name(name) => write!(f, "lacks {name}"),
            Self::Subject(subject) => write!(f, "has the subject {subject}"),
            Self::Purpose(profile) => write!(f, "not a {} certificate", profile.noun()),
            Self::Usages => f.write_str("has different key usages"),
            Self::Signature(algorithm) => write!(f, "signed with {algorithm}"),
            Self::Extension(oid) => write!(f, "lacks the extension {oid}"),
            Self::NotYetValid => f.write_str("not valid yet"),
            Self::Expires { not_after, within } => {
                write!(f, "not valid for another {within} (expiry date {})", day(*not_after))
            }
            Self::Revoked => f.write_str("revoked"),
            Self::Format(format) => write!(f, "in {format} format"),
            Self::Refused(error) => write!(f, "not usable: {error}"),
            Self::Unusable(fault) => write!(f, "not usable: {fault}"),
        }
    }
}
