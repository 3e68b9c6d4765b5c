//! `verify`: chains of certificates, checked as OpenSSL 3.0 checks them.

mod report;
mod table;

use std::fmt::Write as _;
use std::sync::Arc;

use self::report::Reporter;
use super::failure::Failure;
use super::options::Line;
use super::session::Session;
use super::show;
use super::subcommand::Subcommand;
use super::verification::{self, Defaults, FileStore, Places, shown};
use devcert::pki::openssl::{self, RevocationList, Settings, StoreCertificate, Verified};
use devcert::text::NameStyle;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "verify", summary: "Verify certificates", table: table::TABLE, run };

/// The status when a certificate is not verified.
const NOT_VERIFIED: u8 = 2;

/// What the options specify.
struct Plan {
    settings: Settings,
    style: NameStyle,
    trusted: Option<Vec<Arc<StoreCertificate>>>,
    untrusted: Option<Vec<Arc<StoreCertificate>>>,
    lists: Vec<Arc<RevocationList>>,
    shows_chain: bool,
    /// A value of `-vfyopt` that openssl does not know.
    unknown_option: Option<String>,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let plan = Plan::read(line, session)?;
    let store = FileStore::of("verify", line, Places::usual(Defaults::Each))?;
    let operands: Vec<_> = line.operands.iter().map(|operand| Some(operand.as_str())).collect();
    let operands = if operands.is_empty() { vec![None] } else { operands };
    let read: Vec<_> = operands.iter().map(|path| verification::certificate(session, *path)).collect();
    let mut store = store.trusting(plan.trusted.clone());
    let (mut status, mut text) = (0, String::new());
    for (path, certificate) in operands.into_iter().zip(read) {
        let own = match certificate {
            Ok(certificate) => {
                plan.verify(session, &mut store, path.unwrap_or("stdin"), &certificate, &mut text)
            }
            Err(failure) => {
                failure.print(session.ui);
                NOT_VERIFIED
            }
        };
        status = own.max(status);
    }
    session.print(&text);
    Ok(status)
}

impl Plan {
    fn read(line: &Line, session: &mut Session) -> Result<Self, Failure> {
        let mut all = |option: &str, what: &'static str| {
            let mut found = Vec::new();
            for path in line.values(option) {
                found.extend(verification::certificates(session, path, what)?);
            }
            Ok::<_, Failure>(line.has(option).then_some(found))
        };
        let (untrusted, trusted) =
            (all("untrusted", "untrusted certificates")?, all("trusted", "trusted certificates")?);
        let mut lists = Vec::new();
        for path in line.values("CRLfile") {
            lists.extend(verification::lists(session, path, "other CRLs")?);
        }
        if trusted.is_some() && ["CAfile", "CApath", "CAstore"].iter().any(|option| line.has(option)) {
            return Err(Failure::new("verify: Cannot use -trusted with -CAfile, -CApath or -CAstore"));
        }
        let unknown_option = line.values("vfyopt").next().map(str::to_owned);
        if unknown_option.as_ref().is_some_and(|option| option.contains("distid:")) {
            return Err(Failure::unsupported("verify -vfyopt distid: it does not verify signatures of SM2"));
        }
        Ok(Self {
            settings: verification::settings("verify", line, session.now)?,
            style: show::name_style("verify", line)?,
            trusted,
            untrusted,
            lists,
            shows_chain: line.has("show_chain"),
            unknown_option,
        })
    }

    /// Verifies the certificate of `file`, adds what is printed on standard output to `text`, and returns the status.
    fn verify(
        &self,
        session: &Session,
        store: &mut FileStore,
        file: &str,
        certificate: &Arc<StoreCertificate>,
        text: &mut String,
    ) -> u8 {
        if let Some(option) = &self.unknown_option {
            session.say(format_args!("parameter error \"{option}\""));
            return NOT_VERIFIED;
        }
        let verified = openssl::verify(
            certificate,
            self.untrusted.as_deref(),
            &self.lists,
            store,
            &self.settings,
            &mut Reporter { session, style: self.style },
        );
        if !verified.is_ok() {
            session.say(format_args!("error {file}: verification failed"));
            let Some(what) = &verified.unsupported else { return NOT_VERIFIED };
            let failure = Failure::unsupported(what);
            failure.print(session.ui);
            return failure.status;
        }
        text.extend([file, ": OK\n"]);
        if self.shows_chain {
            self.show_chain(&verified, text);
        }
        0
    }

    fn show_chain(&self, verified: &Verified, text: &mut String) {
        text.push_str("Chain:\n");
        for (depth, certificate) in verified.chain.iter().enumerate() {
            let name = shown(&certificate.subject_name(), self.style);
            let origin = if depth < verified.untrusted { " (untrusted)" } else { "" };
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "depth={depth}: {name}{origin}");
        }
    }
}
