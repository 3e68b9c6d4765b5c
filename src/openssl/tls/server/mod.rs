//! `s_server`: a TLS server that shows what clients offer, and answers them.

mod chooser;
mod http;
mod link;
mod page;
mod plan;
mod serve;
mod table;
mod tally;

use self::plan::Server;
use self::serve::{Serving, Then};
use super::transport::Events;
use crate::host::socket::Listener;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::subcommand::Subcommand;

pub(in crate::openssl) const SUBCOMMAND: Subcommand = Subcommand {
    name: "s_server",
    summary: "Listen for TLS connections and answer them",
    table: table::TABLE,
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let is_quiet = line.has("quiet") || line.has("brief");
    if !is_quiet && let Some(depth) = line.value("Verify").or(line.value("verify")) {
        let must = if line.has("Verify") { ", must return a certificate" } else { "" };
        session.say(format_args!("verify depth is {depth}{must}"));
    }
    let address = plan::address(line)?;
    let server = Server::new(line, session)?;
    if !is_quiet && line.has("servername") {
        session.print_now(b"Setting secondary ctx parameters\n")?;
    }
    if !is_quiet && !line.has("no_dhe") {
        // rustls has no such parameters; scripts wait for the line.
        session.print_now(b"Using default temp DH parameters\n")?;
    }
    let listener = plan::listen(line, &address)?;
    if !is_quiet {
        session.print_now(accepting(line, &listener).as_bytes())?;
    }
    let events = Events::new();
    let serving = Serving::new(line, session, &server, &events)?;
    let outcome = accept(line, &listener, serving);
    server.keys.write(session, line)?;
    if let Some(path) = line.value("unix") {
        // It may be gone.
        let _ = crate::host::files::remove_file(path.as_ref());
    }
    outcome
}

/// The line for which scripts wait; with the address if the system has chosen the port.
fn accepting(line: &Line, listener: &Listener) -> String {
    let is_chosen = line.value("accept").is_some_and(|text| text == "0" || text.ends_with(":0"));
    match listener.address().filter(|_| is_chosen) {
        Some(address) => format!("ACCEPT {address}\n"),
        None => "ACCEPT\n".to_owned(),
    }
}

/// Accepts connections, one after the other.
fn accept(line: &Line, listener: &Listener, mut serving: Serving<'_>) -> Result<u8, Failure> {
    let mut left = line.number("naccept");
    loop {
        let socket = listener.accept().map_err(Failure::new)?;
        left = left.map(|left| left - 1);
        if serving.serve(socket)? == Then::Stop || left == Some(0) {
            serving.print_tally()?;
            return Ok(0);
        }
    }
}
