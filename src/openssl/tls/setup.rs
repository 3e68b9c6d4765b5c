//! What the command lines of both programs ask for, in the types of rustls.

use std::sync::Arc;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::{limits::Limits, read};
use devcert::model::secret::Secret;
use devcert::pki::load::certified_key;
use devcert::pki::openssl::{self, FirstError, Preset, Settings};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{ProtocolVersion, SupportedCipherSuite, SupportedProtocolVersion};
use time::OffsetDateTime;

use super::signature::InOrder;
use super::suites::{self, SUITES};
use super::verification::{Manner, Rules};
use crate::host::socket::Family;
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::verification::{self, Defaults, FileStore, Places};
use crate::openssl::{inputs, show};

/// The security level that Debian's OpenSSL has unless a cipher list has another.
const SECURITY_LEVEL: i64 = 2;

/// The options for the certificates of the own chain.
const CHAIN_PLACES: Places = Places {
    file: "chainCAfile",
    directory: "chainCApath",
    store: "chainCAstore",
    defaults: Defaults::Never,
};

/// The versions of the protocol that the line allows, the newer one first.
///
/// # Errors
/// Options that contradict each other, or a version that rustls does not have.
pub(super) fn versions(line: &Line) -> Result<Vec<&'static SupportedProtocolVersion>, Failure> {
    let only: Vec<_> = ["tls1_2", "tls1_3"].into_iter().filter(|name| line.has(name)).collect();
    let excluded = ["no_tls1_2", "no_tls1_3"].into_iter().any(|name| line.has(name));
    match only.len() {
        2 => return Err(Failure::new("Cannot supply multiple protocol flags")),
        1 if excluded => {
            return Err(Failure::new("Cannot supply both a protocol flag and '-no_<prot>'"));
        }
        _ => {}
    }
    let lowest = bound(line, "min_protocol")?.unwrap_or(0);
    let highest = bound(line, "max_protocol")?.filter(|bound| *bound > 0).unwrap_or(u16::MAX);
    let allows = |version: &SupportedProtocolVersion, name: &str, no: &str| {
        let number = u16::from(version.version);
        let is_only = only.first().is_none_or(|only| *only == name);
        is_only && !line.has(no) && (lowest..=highest).contains(&number)
    };
    let all = [(&TLS13, "tls1_3", "no_tls1_3"), (&TLS12, "tls1_2", "no_tls1_2")];
    let found: Vec<_> = all.into_iter().filter(|(version, name, no)| allows(version, name, no)).collect();
    match found.is_empty() {
        true => Err(Failure::unsupported("a version of the protocol before TLS 1.2")),
        false => Ok(found.into_iter().map(|(version, ..)| version).collect()),
    }
}

fn bound(line: &Line, option: &str) -> Result<Option<u16>, Failure> {
    let Some(name) = line.value(option) else { return Ok(None) };
    match name {
        "None" => Ok(Some(0)),
        "SSLv3" => Ok(Some(u16::from(ProtocolVersion::SSLv3))),
        "TLSv1" => Ok(Some(u16::from(ProtocolVersion::TLSv1_0))),
        "TLSv1.1" => Ok(Some(u16::from(ProtocolVersion::TLSv1_1))),
        "TLSv1.2" => Ok(Some(u16::from(ProtocolVersion::TLSv1_2))),
        "TLSv1.3" => Ok(Some(u16::from(ProtocolVersion::TLSv1_3))),
        _ => Err(Failure::new(format_args!("Call to SSL_CONF_cmd(-{option}, {name}) failed"))),
    }
}

/// rustls's cryptography with the cipher suites of these versions and the groups of the line, in openssl's order.
///
/// # Errors
/// When none of those that the line lists are known.
pub(super) fn provider(
    command: &str,
    line: &Line,
    versions: &[&'static SupportedProtocolVersion],
) -> Result<CryptoProvider, Failure> {
    let mut provider = aws_lc_rs::default_provider();
    let old: Vec<_> = match line.value("cipher") {
        Some(list) => known(command, "cipher", list, suites::listed(list))?,
        None => SUITES.iter().filter(|one| !one.is_tls13()).collect(),
    };
    let new: Vec<_> = match line.value("ciphersuites") {
        Some("") => Vec::new(),
        Some(list) => {
            let named = |name| SUITES.iter().find(|one| one.is_tls13() && one.name == name);
            known(command, "ciphersuites", list, list.split(':').filter_map(named).collect())?
        }
        None => SUITES.iter().filter(|one| one.is_tls13()).collect(),
    };
    let of_rustls = |suite| provider.cipher_suites.iter().find(|one| one.suite() == suite).copied();
    let chosen = new.into_iter().chain(old);
    let is_of_version = |suite: &SupportedCipherSuite| versions.contains(&suite.version());
    let suites = chosen.filter_map(|one| of_rustls(one.id)).filter(is_of_version);
    provider.cipher_suites = suites.collect();
    let option = if line.has("groups") { "groups" } else { "curves" };
    let groups = match line.value(option) {
        Some(list) => {
            let named = |name: &str| suites::group_named(name.trim_start_matches('?'));
            known(command, option, list, list.split(':').filter_map(named).collect())?
        }
        None => suites::common_groups(),
    };
    let of_rustls = |group| aws_lc_rs::ALL_KX_GROUPS.iter().find(|one| one.name() == group).copied();
    provider.kx_groups = groups.into_iter().filter_map(of_rustls).collect();
    Ok(provider)
}

/// What rustls has of a list; it must have something.
fn known<T>(command: &str, option: &str, list: &str, found: Vec<T>) -> Result<Vec<T>, Failure> {
    match found.is_empty() {
        false => Ok(found),
        true => {
            Err(Failure::unsupported(format_args!("{command} -{option} {list}: rustls has none of these"))
                .after(format_args!("Call to SSL_CONF_cmd(-{option}, {list}) failed")))
        }
    }
}

/// The version of IP.
pub(super) fn family(line: &Line) -> Family {
    match (line.has("4"), line.has("6")) {
        (true, _) => Family::V4,
        (_, true) => Family::V6,
        _ => Family::Any,
    }
}

/// The protocols that are offered for ALPN.
pub(super) fn alpn(line: &Line) -> Vec<Vec<u8>> {
    let list = line.value("alpn").unwrap_or_default();
    list.split(',').filter(|name| !name.is_empty()).map(|name| name.as_bytes().to_vec()).collect()
}

/// How errors in the peer's certificate are met.
///
/// # Errors
/// A style of names that is unknown.
pub(super) fn manner(command: &str, session: &Session, line: &Line) -> Result<Manner, Failure> {
    let depth = ["verify", "Verify"].into_iter().filter_map(|name| line.number(name)).next_back();
    Ok(Manner {
        ui: session.ui,
        style: show::name_style(command, line)?,
        quiet: line.has("verify_quiet") || line.has("brief"),
        strict: line.has("verify_return_error"),
        depth: depth.and_then(|depth| usize::try_from(depth).ok()),
        first: None,
    })
}

/// What is checked of the peer, which is of the set of settings `preset`.
///
/// # Errors
/// A value that openssl does not know, or trusted certificates or CRLs that cannot be read.
pub(super) fn rules(
    command: &str,
    session: &mut Session,
    line: &Line,
    preset: &str,
) -> Result<Rules, Failure> {
    let mut settings = Settings::new(session.now);
    Preset::all().filter(|known| known.name == preset).for_each(|preset| settings.apply(preset));
    settings.level = line.value("cipher").and_then(security_level).unwrap_or(SECURITY_LEVEL);
    let settings = verification::settings_with(command, line, settings)?;
    let own =
        Places { file: "verifyCAfile", directory: "verifyCApath", store: "verifyCAstore", ..CHAIN_PLACES };
    let places = if own.are_in(line) { own } else { Places::usual(Defaults::IfNone) };
    let mut store = FileStore::of(command, line, places)?;
    if let Some(path) = line.value("CRL") {
        let lists = verification::lists(session, path, "CRL");
        store.add_lists(&lists.map_err(|failure| failure.line("Unable to load CRL"))?);
    }
    Ok(Rules::new(settings, store))
}

/// The security level of a cipher list.
fn security_level(list: &str) -> Option<i64> {
    list.split(['@', ':', ',', ' ']).find_map(|word| word.strip_prefix("SECLEVEL=")?.parse().ok())
}

/// The certificates with which the own chain is completed.
///
/// # Errors
/// When they cannot be read.
pub(super) fn chain_store(command: &str, line: &Line) -> Result<FileStore, Failure> {
    let usual = Places::usual(Defaults::IfNone);
    FileStore::of(command, line, if CHAIN_PLACES.are_in(line) { CHAIN_PLACES } else { usual })
}

/// The certificates of a file of CAs.
///
/// # Errors
/// When it cannot be read, or has none.
pub(super) fn trusted(session: &mut Session, path: &str) -> Result<Vec<Certificate>, Failure> {
    let bytes = session.read_input(Some(path), "trusted certificates")?;
    read::certificates(&bytes).map_err(|error| {
        Failure::new(format_args!("Could not read trusted certificates from {path}")).line(error)
    })
}

/// The files of a certificate with its key, and openssl's names for them.
#[derive(Debug, Clone, Copy)]
pub(super) struct IdentityFiles<'a> {
    /// The certificate.
    pub certificate: &'a str,
    /// The key.
    pub key: &'a str,
    /// The certificates between it and the root.
    pub chain: Option<&'a str>,
    /// The name of the key in messages.
    pub key_name: &'static str,
    /// The name of the certificate in messages.
    pub certificate_name: &'static str,
}

/// The certificate of these files with its key, for rustls. Without a file of its chain, the chain comes from the trusted
/// certificates, as openssl completes it.
///
/// # Errors
/// When a file cannot be read, the key is of another certificate, or rustls does not sign with such keys.
pub(super) fn identity(
    session: &mut Session,
    files: IdentityFiles<'_>,
    passphrase: Option<&Secret>,
    issuers: &mut FileStore,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, Failure> {
    let key = inputs::private_key(session, files.key, passphrase, files.key_name)?;
    let own = inputs::certificate(session, Some(files.certificate), passphrase, files.certificate_name)?;
    let mut chain = vec![own];
    if let Some(path) = files.chain {
        let bytes = session.read_input(Some(path), "certificate chain")?;
        let contents = read::contents(&bytes, passphrase, &Limits::default());
        let above = contents.and_then(|contents| read::certificates_in(&contents));
        chain.extend(above.map_err(|error| {
            Failure::new(format_args!("Could not read any certificates from {path}")).line(error)
        })?);
    }
    if files.chain.is_none() {
        chain.extend(issuers_of(&chain[0], issuers, session.now)?);
    }
    if !chain[0].public_key().is_same_as(key.public()) {
        return Err(Failure::new("Private key does not match the certificate public key"));
    }
    let certified = certified_key(&chain, &key, provider).map_err(|error| {
        Failure::unsupported(format_args!("the key of {} in a connection: {error}", files.key))
    })?;
    let key = Arc::new(InOrder(Arc::clone(&certified.key)));
    Ok(Arc::new(CertifiedKey { key, ..certified }))
}

/// The issuers of a certificate in a store, as far as they are there.
fn issuers_of(
    certificate: &Certificate,
    store: &mut FileStore,
    now: OffsetDateTime,
) -> Result<Vec<Certificate>, Failure> {
    let mut issuers = Vec::new();
    for own in verification::of_certificates([certificate])? {
        let found = openssl::verify(&own, None, &[], store, &Settings::new(now), &mut FirstError);
        for issuer in found.chain.iter().skip(1) {
            issuers.push(Certificate::from_der(issuer.der()).map_err(Failure::new)?);
        }
    }
    Ok(issuers)
}
