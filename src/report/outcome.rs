//! What a command has done, as one structure that both renderings are made from.

use std::fmt;

use serde::Serialize;

use super::verify;
use crate::host::stdio::PathOrStdio;
use crate::ops::SourceKey;
use crate::ops::retire::Retired;
pub use crate::ops::{Action, OutputRole};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::request::Request;
use devcert::key::PublicKey;
use devcert::model::san::San;
use devcert::model::validity::rfc3339;

/// The version of the JSON structures; a change that could break a reader raises it.
pub const JSON_VERSION: u32 = 1;

/// What a command hands back.
#[derive(Debug)]
pub struct Outcome {
    /// Yes or no, which becomes the exit code.
    pub verdict: Verdict,
    /// What there is to print on standard output.
    pub report: Report,
}

impl Outcome {
    /// The same with the command that ran afterwards, whose failure is a no.
    #[must_use]
    pub fn followed_by(mut self, hook: Option<Hook>) -> Self {
        if hook.as_ref().is_some_and(|hook| !hook.succeeded) {
            self.verdict = Verdict::No;
        }
        if let Report::Files(files) = &mut self.report {
            files.report.hook = hook;
        }
        self
    }

    /// The same with what is deliberately wrong in the files that were made.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<&'static str>) -> Self {
        if let Report::Files(files) = &mut self.report {
            files.report.faults = faults;
        }
        self
    }

    /// The same with the trial of the files that were made.
    #[must_use]
    pub fn tried(mut self, verification: impl Into<Option<verify::Json>>) -> Self {
        if let Report::Files(files) = &mut self.report {
            files.report.verification = verification.into();
        }
        self
    }
}

/// The answer that a command gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Done, or yes: exit code 0.
    Yes,
    /// A clean no: exit code 1.
    No,
}

/// What there is to print.
#[derive(Debug)]
pub enum Report {
    /// Files that were made or kept: said on standard error as it happened, printed as JSON only.
    Files(Envelope<Files>),
    /// What was found, for people and as JSON.
    Findings(Findings),
    /// Text that was asked for, printed as it is.
    Text(String),
}

/// What a command that looks at things found, in both renderings.
#[derive(Debug)]
pub struct Findings {
    /// For people: escaped, and with colors.
    pub text: String,
    /// For machines.
    pub json: Box<dyn Json>,
    /// Whether the exit code has the verdict too, so that `--quiet` omits the text.
    pub is_check_report: bool,
}

/// Whatever can be printed as JSON.
pub trait Json: fmt::Debug {
    /// As indented text.
    fn pretty(&self) -> serde_json::Result<Vec<u8>>;
}

impl<T: Serialize + fmt::Debug> Json for T {
    fn pretty(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec_pretty(self)
    }
}

impl Report {
    /// A result that was asked for.
    #[must_use]
    pub fn found(text: String, json: impl Json + 'static) -> Self {
        Self::Findings(Findings { text, json: Box::new(json), is_check_report: false })
    }

    /// The result of checks, which the exit code reports too.
    #[must_use]
    pub fn checked(text: String, json: impl Json + 'static) -> Self {
        Self::Findings(Findings { text, json: Box::new(json), is_check_report: true })
    }
}

/// The JSON of a command: the version of the structure, the name of the command, and the members of its report.
#[derive(Debug, Serialize)]
pub struct Envelope<T> {
    version: u32,
    command: &'static str,
    /// The report.
    #[serde(flatten)]
    pub report: T,
}

impl<T> Envelope<T> {
    /// The JSON of `command` with this report.
    #[must_use]
    pub const fn new(command: &'static str, report: T) -> Self {
        Self { version: JSON_VERSION, command, report }
    }
}

/// The JSON of a command that makes files.
#[derive(Debug, Serialize)]
pub struct Files {
    /// What was made, used or kept, in the order of the main flow.
    pub files: Vec<FileReport>,
    /// What was said as a warning.
    pub warnings: Vec<String>,
    /// What is deliberately wrong, as in the options with `--unsafe-` before them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<&'static str>,
    /// The trial of what was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<verify::Json>,
    /// The command that ran afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hook: Option<Hook>,
}

/// The command that `renew --exec` ran.
#[derive(Debug, Serialize)]
pub struct Hook {
    /// The command, as the option has it.
    pub command: String,
    /// Whether it ended with status 0.
    pub succeeded: bool,
    /// Why it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One file of [`Files`].
#[derive(Debug, Serialize)]
pub struct FileReport {
    /// What the file is for.
    pub role: OutputRole,
    /// Its path, or `-` for standard output.
    pub path: String,
    /// What happened to it.
    pub action: Action,
    /// The key's algorithm, as in `RSA 2048`; left out where there is no key.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The names in it, of certificates and requests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// The subject (RFC 4514), of certificates and requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The format in which `convert` wrote it, as `--to` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// The last moment (RFC 3339), of certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// SHA-256 of a certificate's or revocation list's DER, or of the SPKI of everything else.
    pub sha256: String,
}

impl FileReport {
    /// The report on a file that has this key and nothing else.
    #[must_use]
    pub fn of_key(role: OutputRole, path: String, action: Action, key: &PublicKey) -> Self {
        Self {
            role,
            path,
            action,
            key: key.algorithm().to_string(),
            names: Vec::new(),
            subject: None,
            format: None,
            not_after: None,
            sha256: key.fingerprint().to_string(),
        }
    }

    /// The report on the file of a private key.
    #[must_use]
    pub fn of_source(key: &SourceKey) -> Self {
        Self::of_key(OutputRole::Key, key.place.to_string(), key.action, key.key.public())
    }

    /// The report on a certificate that made way for another.
    #[must_use]
    pub fn of_retired(retired: &Retired) -> Self {
        Self::of_certificate(&retired.place, Action::Unchanged, &retired.certificate)
    }

    /// The report on the file of a request.
    #[must_use]
    pub fn of_request(place: &PathOrStdio, action: Action, request: &Request) -> Self {
        Self {
            names: request.names().iter().map(San::to_string).collect(),
            subject: Some(request.subject().to_string()),
            ..Self::of_key(OutputRole::Csr, place.to_string(), action, request.public_key())
        }
    }

    /// The report on the file of a certificate.
    #[must_use]
    pub fn of_certificate(place: &PathOrStdio, action: Action, certificate: &Certificate) -> Self {
        Self {
            names: certificate.names().iter().map(San::to_string).collect(),
            subject: Some(certificate.subject().to_string()),
            not_after: rfc3339(certificate.not_after()),
            sha256: certificate.fingerprint().to_string(),
            ..Self::of_key(OutputRole::Certificate, place.to_string(), action, certificate.public_key())
        }
    }
}
