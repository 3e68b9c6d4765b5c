//! What `verify` prints of errors and policies.

use crate::openssl::session::Session;
use devcert::pki::openssl::{Observer, Policies, Problem, ValidPolicy, VerifyCode};
use devcert::text::{self, NameStyle};
use devcert::x509::{Name, ObjectId};

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

/// A name in this style; empty when a string in it breaks its type.
pub(super) fn shown(name: &Name<'_>, style: NameStyle) -> String {
    let text = text::distinguished_name(name, style).unwrap_or_default();
    match style.has_lines() {
        // openssl does not indent them here.
        true => text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n"),
        false => text,
    }
}

impl Reporter<'_> {
    fn print_policies(&self, policies: &Policies) {
        let explicit = if policies.is_explicit { "True" } else { "False" };
        self.session.say(format_args!("Require explicit Policy: {explicit}"));
        for (title, list) in [("Authority", &policies.authority), ("User", &policies.user)] {
            match list {
                None => self.session.say(format_args!("{title} Policies: <empty>")),
                Some(list) => {
                    self.session.say(format_args!("{title} Policies:"));
                    for policy in list {
                        self.print_policy(policy);
                    }
                }
            }
        }
    }

    fn print_policy(&self, policy: &ValidPolicy) {
        let oid = ObjectId::from_content(policy.id.as_slice()).oid();
        let long_name = oid.and_then(text::object_names).map(|(_, long)| long.to_owned());
        let shown = long_name.or_else(|| oid.map(|oid| oid.to_string())).unwrap_or_default();
        self.session.say(format_args!("  Policy: {shown}"));
        self.session.say(if policy.is_critical { "    Critical" } else { "    Non Critical" });
        match policy.qualifiers.as_deref().map(text::policy_qualifiers) {
            None => self.session.say("    No Qualifiers"),
            Some(lines) => {
                lines
                    .unwrap_or_default()
                    .lines()
                    .for_each(|line| self.session.say(format_args!("    {line}")));
            }
        }
    }
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
            self.print_policies(problem.policies);
        }
        CONTINUED.contains(&problem.code)
    }

    fn policies(&mut self, policies: &Policies) {
        self.print_policies(policies);
    }
}
