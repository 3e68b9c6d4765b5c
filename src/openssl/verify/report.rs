//! What `verify` prints of errors and policies.

use crate::openssl::session::Session;
use crate::openssl::verification::{say_policies, shown};
use devcert::pki::openssl::{Observer, Problem, VerifyCode};
use devcert::text::NameStyle;

/// The errors after which openssl's `verify` continues, so that more of them are printed.
const CONTINUED: [VerifyCode; 25] = [
    VerifyCode::NoExplicitPolicy,
    VerifyCode::CertHasExpired,
    VerifyCode::DepthZeroSelfSignedCert,
    VerifyCode::InvalidCa,
    VerifyCode::InvalidNonCa,
    VerifyCode::PathLengthExceeded,
    VerifyCode::CrlHasExpired,
    VerifyCode::CrlNotYetValid,
    VerifyCode::UnhandledCriticalExtension,
    VerifyCode::InvalidPurpose,
    VerifyCode::PathlenInvalidForNonCa,
    VerifyCode::PathlenWithoutKuKeyCertSign,
    VerifyCode::CaBconsNotCritical,
    VerifyCode::CaCertMissingKeyUsage,
    VerifyCode::KuKeyCertSignInvalidForNonCa,
    VerifyCode::IssuerNameEmpty,
    VerifyCode::SubjectNameEmpty,
    VerifyCode::EmptySubjectSanNotCritical,
    VerifyCode::EmptySubjectAltName,
    VerifyCode::SignatureAlgorithmInconsistency,
    VerifyCode::AuthorityKeyIdentifierCritical,
    VerifyCode::SubjectKeyIdentifierCritical,
    VerifyCode::MissingAuthorityKeyIdentifier,
    VerifyCode::MissingSubjectKeyIdentifier,
    VerifyCode::ExtensionsRequireVersion3,
];

/// Prints errors as they occur.
pub(super) struct Reporter<'a> {
    pub(super) session: &'a Session,
    pub(super) style: NameStyle,
}

impl Observer for Reporter<'_> {
    fn problem(&mut self, problem: &Problem<'_>) -> bool {
        if let Some(certificate) = problem.certificate {
            self.session.say(shown(&certificate.subject_name(), self.style));
        }
        let path = if problem.in_crl_path { "[CRL path] " } else { "" };
        let (number, depth, text) = (problem.code.number(), problem.depth, problem.code.text());
        self.session.say(format_args!("{path}error {number} at {depth} depth lookup: {text}"));
        if problem.code == VerifyCode::NoExplicitPolicy {
            say_policies(self.session.ui, problem.policies);
        }
        CONTINUED.contains(&problem.code)
    }

    fn policies(&mut self, found: &Problem<'_>) {
        if found.code == VerifyCode::Ok {
            say_policies(self.session.ui, found.policies);
        }
    }
}
