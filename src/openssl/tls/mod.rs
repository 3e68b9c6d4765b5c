//! `s_client` and `s_server`: TLS connections by rustls, with the texts and the ways of openssl.
//!
//! What rustls does not show is not printed: the sessions of TLS 1.3, session tickets, and the session that `s_server`
//! prints in PEM.

mod address;
mod alert;
mod client;
mod hello;
mod keys;
mod options;
mod peer;
mod server;
mod session_text;
mod setup;
mod signature;
mod suites;
mod transport;
mod verification;

pub(super) use client::SUBCOMMAND as CLIENT;
pub(super) use server::SUBCOMMAND as SERVER;
