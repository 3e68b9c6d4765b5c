//! The root of a running server.

use clap::Args;
use time::OffsetDateTime;

use crate::cli::context::Context;
use crate::cli::error::{CommandError, about};
use crate::cli::options::{OwnCa, ServerArgs, TrustedCertificate, starttls_help};
use crate::cli::reach::shown_by;
use crate::cli::target::Target;
use crate::host::roots;
use crate::report::shell::quoted;
use crate::trust::Anchor;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::model::san::San;
use devcert::pki::path::{path_of, root_of};
use devcert::pki::probe::Protocol;

/// Which server.
#[derive(Debug, Args)]
#[command(next_help_heading = "CA")]
pub(super) struct FromArgs {
    /// Trust the root of the certificates that this server sends, or its self-signed certificate
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "cert")]
    from: Option<Target>,
    /// For --from: the name to request, where it is not HOST
    #[arg(long, value_name = "NAME", requires = "from")]
    sni: Option<San>,
    #[arg(
        long,
        value_name = "PROTOCOL",
        help = starttls_help("For --from: the protocol in which to request TLS"),
        requires = "from"
    )]
    starttls: Option<Protocol>,
}

impl FromArgs {
    /// The root of what the server sends; `None` where no server is given. A certificate that a CA has
    /// signed is never trusted in place of that CA.
    pub(super) fn chosen(&self, cx: &mut Context) -> Result<Option<TrustedCertificate>, CommandError> {
        let Some(target) = &self.from else { return Ok(None) };
        let server = ServerArgs::new(target.clone(), self.sni.clone(), self.starttls);
        let sent = read::certificates(&shown_by(&server, cx)?).map_err(CommandError::new)?;
        let typed = target.typed(self.starttls);
        let root = root_of(&sent, &known(), cx.now).ok_or_else(|| unsent(&typed, &sent, cx.now))?;
        if root.not_after() < cx.now {
            cx.warn(format!(
                "the certificate of {} has expired, and OpenSSL and Go reject what it signed",
                root.subject()
            ));
        }
        let typed = self.typed(&typed);
        let option = Some(format!(" {typed}"));
        Ok(Some(TrustedCertificate {
            anchor: Anchor::new(root),
            former: Vec::new(),
            typed: Some(typed),
            option,
        }))
    }

    fn typed(&self, target: &str) -> String {
        let sni =
            self.sni.as_ref().map_or_else(String::new, |name| format!(" --sni {}", quoted(&name.value())));
        let starttls = self.starttls.map_or_else(String::new, |protocol| format!(" --starttls {protocol}"));
        format!("--from {}{starttls}{sni}", quoted(target))
    }
}

/// The roots of this machine and the user's own CA.
fn known() -> Vec<Certificate> {
    let own = OwnCa::find().and_then(|own| read::certificates(&own.file.1).ok()).unwrap_or_default();
    let system = roots::system().unwrap_or_default();
    own.into_iter().chain(system.iter().filter_map(|der| Certificate::from_der(der).ok())).collect()
}

fn unsent(target: &str, sent: &[Certificate], now: OffsetDateTime) -> CommandError {
    let issuer = path_of(sent, None, now).pop().map(|top| top.issuer().to_string()).unwrap_or_default();
    let problem = format!("the server does not send the certificate of {issuer}, which is its CA");
    CommandError::new(about(target, problem)).hint("specify the file with the CA's certificate with --cert")
}
