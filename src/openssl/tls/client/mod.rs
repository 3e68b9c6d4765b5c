//! `s_client`: a connection to a TLS server, what the server shows, and data in both directions.

mod answer;
mod page;
mod plan;
mod table;
mod talk;
mod target;

use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Connection};

use self::page::Page;
use self::plan::Client;
use self::talk::Talk;
use super::alert;
use super::hello::ServerHello;
use super::transport::{self, Events, Transport};
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::subcommand::Subcommand;

pub(in crate::openssl) const SUBCOMMAND: Subcommand = Subcommand {
    name: "s_client",
    summary: "Connect to a TLS server and show what it sends",
    table: table::TABLE,
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let client = Client::new(line, session)?;
    let is_quiet = line.has("quiet") || line.has("brief");
    if let Some(depth) = line.value("verify").filter(|_| !is_quiet) {
        session.say(format_args!("verify depth is {depth}"));
    }
    let Some(mut transport) = client.connect(session, is_quiet)? else { return Ok(1) };
    let status = converse(&client, line, session, &mut transport);
    client.keys.write(session, line)?;
    status
}

/// The handshake, what it shows, and the data after it.
fn converse(
    client: &Client,
    line: &Line,
    session: &Session,
    transport: &mut Transport,
) -> Result<u8, Failure> {
    // Without a name for SNI, rustls needs one that it does not send.
    let unsent = || ServerName::try_from("localhost").map_err(Failure::new);
    let name = client.server_name.clone().map_or_else(unsent, Ok)?;
    let tls = ClientConnection::new(Arc::clone(&client.config), name).map_err(Failure::new)?;
    let mut tls = Connection::Client(tls);
    let outcome = transport::handshake(&mut tls, transport);
    let hello = ServerHello::read(transport.first());
    let page = Page::new(line, session, client, hello)?;
    if let Err(end) = outcome {
        alert::say(session, &end);
        page.print(session, &tls, transport)?;
        return Ok(1);
    }
    session.print_now(page.status().as_bytes())?;
    if line.has("brief") {
        page.say_summary(session, &tls);
    }
    page.print(session, &tls, transport)?;
    let events = Events::new();
    let talk = Talk::new(line, session);
    let status = talk.run(&mut tls, transport, &events)?;
    transport::close(&mut tls, transport, &events, talk::CONNECTION);
    if line.has("prexit") {
        page.print(session, &tls, transport)?;
    }
    Ok(status)
}
