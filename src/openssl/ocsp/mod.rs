//! `ocsp`: a client that asks a responder whether certificates are revoked, and a responder on the database of a CA.

mod client;
mod http;
mod index;
mod inputs;
mod responder;
mod summary;
mod table;

use ::der::Decode as _;

use self::inputs::Asked;
use self::summary::print;
use super::failure::Failure;
use super::options::Line;
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::text;
use devcert::x509::OcspResponse;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "ocsp",
    summary: "Ask whether certificates are revoked, and answer that",
    table: table::TABLE,
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let asked = inputs::asked(line, session)?;
    let is_server = line.has("port") && line.has("index");
    if asked.request.is_none() && !line.has("respin") && !is_server {
        return Err(Failure::usage_only("ocsp").hint("add -issuer and -cert, -respin, or -index and -port"));
    }
    let responder = match line.has("index") {
        true => Some(responder::Responder::read(line, session)?),
        false => None,
    };
    if let Some(responder) = responder.as_ref().filter(|_| asked.request.is_none() && is_server) {
        return responder.serve(session);
    }
    if asked.request.is_none() && (line.has("reqout") || responder.is_some() || client::has_address(line)) {
        return Err(Failure::new("Need an OCSP request for this operation!"));
    }
    show_request(line, session, &asked)?;
    let response = match (&responder, &asked.request) {
        (Some(responder), Some(request)) => responder.answer(session, request)?,
        _ => match client::response(line, session, asked.request.as_deref())? {
            Some(response) => response,
            None => return Ok(0),
        },
    };
    if let Some(path) = line.value("respout") {
        session.write(Some(path), &response, Access::Public)?;
    }
    if let Some(status) = show_response(line, session, &response)? {
        return Ok(status);
    }
    if responder.is_some() {
        return Ok(0);
    }
    summary::check(line, session, &asked, &response)
}

/// Prints the request as text, and writes it.
fn show_request(line: &Line, session: &mut Session, asked: &Asked) -> Result<(), Failure> {
    let Some(request) = &asked.request else { return Ok(()) };
    if line.has("text") || line.has("req_text") {
        let shown = text::ocsp_request(request).map_err(Failure::new)?;
        print(line, session, &shown)?;
    }
    match line.value("reqout") {
        Some(path) => session.write(Some(path), request, Access::Public),
        None => Ok(()),
    }
}

/// Prints the response as text; the exit status of a response without an answer.
fn show_response(line: &Line, session: &mut Session, der: &[u8]) -> Result<Option<u8>, Failure> {
    let unreadable = |_| Failure::new("Error reading OCSP response");
    let status = OcspResponse::from_der(der).map_err(unreadable)?.status;
    let number = i64::from(status.content().last().copied().unwrap_or_default());
    if number != 0 {
        let name = text::ocsp_status(number);
        print(line, session, &format!("Responder Error: {name} ({number})\n"))?;
        if !line.has("ignore_err") {
            return Ok(Some(1));
        }
    }
    if line.has("text") || line.has("resp_text") {
        let shown = text::ocsp_response(der).map_err(Failure::new)?;
        print(line, session, &shown)?;
    }
    if number != 0 {
        // Not an error of the program, whose text is printed.
        session.say("Error parsing response");
        return Ok(Some(1));
    }
    Ok(None)
}
