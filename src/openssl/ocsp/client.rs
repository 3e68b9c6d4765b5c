//! The response to a request: from a responder, or from a file.

use std::time::Duration;

use super::http::{self, Address};
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;

/// Whether the line says where the responder is.
pub(super) fn has_address(line: &Line) -> bool {
    line.has("url") || line.has("host")
}

/// The response in DER; `None` if the line asks for a request alone.
///
/// # Errors
/// An address or a file that cannot be used, or a responder that does not answer.
pub(super) fn response(
    line: &Line,
    session: &Session,
    request: Option<&[u8]>,
) -> Result<Option<Vec<u8>>, Failure> {
    match (address(line)?, request) {
        (Some(address), Some(request)) => {
            let seconds = line.number("timeout").and_then(|seconds| u64::try_from(seconds).ok());
            let timeout = seconds.map_or(http::TIMEOUT, Duration::from_secs);
            let headers = headers(line)?;
            let response = http::post(&address, &headers, request, timeout);
            let failed = |reason: String| Failure::new("Error querying OCSP responder").line(reason);
            response.map(Some).map_err(failed)
        }
        _ => match line.value("respin") {
            Some(path) => session.read_data(Some(path)).map(|der| Some(der.to_vec())),
            None => Ok(None),
        },
    }
}

fn address(line: &Line) -> Result<Option<Address>, Failure> {
    let wrong = |option: &str, value: &str| {
        Failure::new(format_args!("Error parsing -{option} argument"))
            .line(format_args!("{value} is not an address"))
            .hint("write the address as http://HOST:PORT/PATH")
    };
    let Some(option) = line.last_of(&["url", "host"]) else { return Ok(None) };
    let value = line.value(option).unwrap_or_default();
    if value.starts_with("https://") {
        return Err(Failure::unsupported("ocsp with a responder at https"));
    }
    let address = if option == "url" { Address::parse(value) } else { Address::of_host(value) };
    let mut address = address.ok_or_else(|| wrong(option, value))?;
    if let Some(path) = line.value("path") {
        address.path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    }
    if option == "host"
        && let Some(port) = line.value("port")
    {
        address.port = port.parse().map_err(|_| wrong("port", port))?;
    }
    Ok(Some(address))
}

fn headers(line: &Line) -> Result<Vec<(&str, &str)>, Failure> {
    let wrong = || Failure::usage("ocsp", "Missing = in header key=value");
    line.values("header").map(|header| header.split_once('=').ok_or_else(wrong)).collect()
}
