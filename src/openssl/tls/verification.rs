//! The certificates of a peer, verified with the settings of the command line; each step is said on standard error in
//! openssl's words.

use std::sync::{Arc, Mutex, PoisonError};

use ::der::Decode as _;
use devcert::pki::openssl::{self, Observer, Problem, Settings, StoreCertificate, VerifyCode};
use devcert::text::{self, NameStyle};
use devcert::x509;

use crate::openssl::failure::Failure;
use crate::openssl::verification::{FileStore, say_policies, shown};
use crate::report::ui::Ui;

/// How errors are met, and what is said of a check.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Where it is said.
    pub ui: Ui,
    /// The style of names.
    pub style: NameStyle,
    /// Whether only errors are said.
    pub quiet: bool,
    /// Whether an error ends the connection.
    pub strict: bool,
    /// The greatest depth at which errors are accepted.
    pub depth: Option<usize>,
    /// What is said before a check.
    pub first: Option<&'static str>,
}

/// What is checked of a peer.
#[derive(Debug)]
pub(super) struct Rules {
    settings: Settings,
    store: Mutex<FileStore>,
}

impl Rules {
    /// Those of `settings`, with the trusted certificates of `store`.
    pub(super) const fn new(settings: Settings, store: FileStore) -> Self {
        Self { settings, store: Mutex::new(store) }
    }

    /// Verifies what the peer has sent, its own certificate first, and says each step. Returns the last error, and
    /// whether it ends the connection.
    pub(super) fn verify(&self, sent: &[Arc<StoreCertificate>], manner: Manner) -> (VerifyCode, bool) {
        let Some(own) = sent.first() else { return (VerifyCode::Ok, false) };
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let mut listener = Listener { manner, is_too_long: false };
        let verified = openssl::verify(own, Some(sent), &[], &mut *store, &self.settings, &mut listener);
        if let Some(what) = &verified.unsupported {
            Failure::unsupported(what).print(manner.ui);
        }
        (verified.code, listener.is_too_long || (manner.strict && !verified.is_ok()))
    }
}

/// Says what happens, as the callback of openssl's programs does.
struct Listener {
    manner: Manner,
    /// Whether an error is above the greatest depth.
    is_too_long: bool,
}

impl Listener {
    fn say_depth(&self, step: &Problem<'_>) {
        let name = step.certificate.map_or_else(
            || "<no cert>".to_owned(),
            |certificate| shown(&certificate.subject_name(), self.manner.style),
        );
        self.manner.ui.line(format_args!("depth={} {name}", step.depth));
    }

    /// Says more of an error; of one of the chain with the steps after it too.
    fn say_detail(&self, step: &Problem<'_>) {
        let Manner { ui, style, quiet, .. } = self.manner;
        if step.code == VerifyCode::NoExplicitPolicy && !quiet {
            say_policies(ui, step.policies);
        }
        let Some(certificate) = step.certificate else { return };
        let Ok(structure) = x509::Certificate::from_der(certificate.der()) else { return };
        let validity = &structure.body.validity;
        match step.code {
            VerifyCode::UnableToGetIssuerCert => {
                ui.line(format_args!("issuer= {}", shown(&certificate.issuer_name(), style)));
            }
            VerifyCode::CertNotYetValid | VerifyCode::ErrorInCertNotBeforeField => {
                ui.line(format_args!("notBefore={}", text::date(&validity.not_before)));
            }
            VerifyCode::CertHasExpired | VerifyCode::ErrorInCertNotAfterField => {
                ui.line(format_args!("notAfter={}", text::date(&validity.not_after)));
            }
            _ => {}
        }
    }
}

impl Observer for Listener {
    fn problem(&mut self, problem: &Problem<'_>) -> bool {
        let Manner { ui, quiet, strict, depth, .. } = self.manner;
        self.say_depth(problem);
        ui.line(format_args!("verify error:num={}:{}", problem.code.number(), problem.code.text()));
        self.is_too_long = depth.is_some_and(|depth| depth < problem.depth);
        let goes_on = !strict && !self.is_too_long;
        self.say_detail(problem);
        if goes_on && !quiet {
            ui.line("verify return:1");
        }
        goes_on
    }

    fn checked(&mut self, certificate: &Problem<'_>) {
        if !self.manner.quiet {
            self.say_depth(certificate);
        }
        self.say_detail(certificate);
        if !self.manner.quiet {
            self.manner.ui.line("verify return:1");
        }
    }

    fn policies(&mut self, found: &Problem<'_>) {
        if self.manner.quiet {
            return;
        }
        self.say_depth(found);
        self.say_detail(found);
        if found.code == VerifyCode::Ok {
            say_policies(self.manner.ui, found.policies);
        }
        self.manner.ui.line("verify return:2");
    }
}
