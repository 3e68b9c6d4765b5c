//! Which server is asked, and how.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::ClientArgs;
use crate::cli::target::Target;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::pki::handshake::TlsVersion;
use devcert::pki::probe::Protocol;

/// Which server, and how it is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct ServerArgs {
    /// Server: host name or IP address, with the port unless it is 443
    #[arg(value_name = "HOST:PORT")]
    pub(crate) target: Target,
    /// Server name to send (SNI) instead of HOST
    #[arg(long, alias = "servername", value_name = "NAME", help_heading = "Connection")]
    pub(crate) sni: Option<San>,
    #[arg(long, value_name = "PROTOCOL", help = starttls_help("Start TLS through this protocol (STARTTLS)"), help_heading = "Connection")]
    pub(crate) starttls: Option<Protocol>,
    /// Offer this TLS version only
    #[arg(
        long,
        value_name = "VERSION",
        value_parser = PossibleValuesParser::new(TlsVersion::ALL.map(TlsVersion::number)).map(tls_version),
        help_heading = "Connection"
    )]
    pub(crate) tls: Option<TlsVersion>,
    /// ALPN protocol to offer, such as h2 or http/1.1; repeatable
    #[arg(long, value_name = "NAME", value_parser = alpn, help_heading = "Connection")]
    pub(crate) alpn: Vec<String>,
    /// Total time limit
    #[arg(long, value_name = "DURATION", default_value_t = TIMEOUT, help_heading = "Connection")]
    pub(crate) timeout: Span,
    #[command(flatten)]
    pub(crate) client: ClientArgs,
}

/// How long a server may take, unless another time is given.
const TIMEOUT: Span = Span::seconds(10);

impl ServerArgs {
    /// A server that is asked as usual.
    pub(crate) fn new(target: Target, sni: Option<San>, starttls: Option<Protocol>) -> Self {
        let client = ClientArgs::default();
        Self { target, sni, starttls, tls: None, alpn: Vec::new(), timeout: TIMEOUT, client }
    }
}

/// `what`, and the protocols.
pub(crate) fn starttls_help(what: &str) -> String {
    format!("{what}: {}", Protocol::listed())
}

/// The version of this number, which is one of them.
fn tls_version(number: impl AsRef<str>) -> TlsVersion {
    let is_meant = |version: &TlsVersion| version.number() == number.as_ref();
    TlsVersion::ALL.into_iter().find(is_meant).unwrap_or(TlsVersion::Tls13)
}

/// RFC 7301, 3.1: a name has 1 to 255 bytes.
fn alpn(text: &str) -> Result<String, String> {
    match text.len() {
        1..=255 => Ok(text.to_owned()),
        length => Err(format!("a protocol name must have 1 to 255 bytes, found {length}")),
    }
}
