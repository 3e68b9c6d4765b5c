//! Whether a rustls server starts.

use std::sync::Arc;

use super::check::{Check, CheckId};
use super::remedy::{Conversion, Remedy};
use super::role::FileRole;
use crate::encoding::certificate::Certificate;
use crate::key::PublicKeyAlgorithm;
use crate::model::algorithm::{KeyType, RSA_BITS_ACCEPTED};
use crate::pki::handshake::FixedClock;
use crate::pki::load::{Provider, Server, ServerFiles};
use crate::pki::refusal::RejectReason;

/// A server that started, and the provider below it.
pub(super) type Started = (Provider, Server);

/// Tries every provider. One check when they agree, one for each where they differ.
///
/// The first server is ring's when ring accepts the files, since it is the quicker one to shake hands
/// with: when a process first asks aws-lc for a random number, it gathers entropy from the processor's
/// timing for 50 to 100 ms, which delays every command that creates a certificate.
pub(super) fn start(
    files: &ServerFiles,
    key: PublicKeyAlgorithm,
    leaf: &Certificate,
    clock: FixedClock,
) -> (Vec<Check>, Vec<Started>) {
    let mut servers = Vec::new();
    let (checks, _) = started("server", key, leaf, |provider| {
        let server = files.server(provider, Arc::new(clock));
        servers.push((provider, server?));
        Ok(())
    });
    servers.reverse();
    (checks, servers)
}

/// Tries every provider with a `side` of the connection, and gives those that it starts on, ring first.
pub(super) fn started(
    side: &str,
    key: PublicKeyAlgorithm,
    leaf: &Certificate,
    mut start: impl FnMut(Provider) -> Result<(), RejectReason>,
) -> (Vec<Check>, Vec<Provider>) {
    let mut started = Vec::new();
    let mut refused: Vec<(String, Remedy, Vec<Provider>)> = Vec::new();
    for provider in Provider::ALL {
        match start(provider) {
            Ok(()) => started.push(provider),
            Err(refusal) => {
                let (reason, remedy) = explain(refusal, provider, key, leaf);
                match refused.iter_mut().find(|(known, ..)| *known == reason) {
                    Some((.., providers)) => providers.push(provider),
                    None => refused.push((reason, remedy, vec![provider])),
                }
            }
        }
    }
    let mut checks = Vec::new();
    if !started.is_empty() {
        let text = format!("a rustls {side} starts on {}", listed(&started));
        checks.push(Check::pass(CheckId::Loads, text).with_providers(started.clone()));
    }
    let refusal = if started.is_empty() { Check::fail } else { Check::warn };
    checks.extend(refused.into_iter().map(|(reason, remedy, providers)| {
        let text = format!("no rustls {side} starts on {}: {reason}", listed(&providers));
        refusal(CheckId::Loads, text).with_providers(providers).mended_by(remedy)
    }));
    started.reverse();
    (checks, started)
}

fn listed(providers: &[Provider]) -> String {
    providers.iter().map(|provider| provider.name()).collect::<Vec<_>>().join(" and ")
}

fn explain(
    refusal: RejectReason,
    provider: Provider,
    key: PublicKeyAlgorithm,
    leaf: &Certificate,
) -> (String, Remedy) {
    let again = Remedy::remake(leaf);
    match refusal {
        RejectReason::Key => match limit(provider, key) {
            Some(limit) => (limit, again.with_new_key()),
            None if is_known(key) => {
                (refusal.to_string(), Remedy::Conversion(FileRole::Key, Conversion::Reencode))
            }
            None => (refusal.to_string(), again.with_new_key()),
        },
        RejectReason::KeyMismatch => (refusal.to_string(), Remedy::right_key(leaf)),
        _ => (refusal.on(leaf.extensions()).to_string(), again),
    }
}

/// Whether rustls loads keys of this kind, so that it is the encoding of one that it does not load.
fn is_known(key: PublicKeyAlgorithm) -> bool {
    // rustls loads the seeds of ML-DSA keys alone, and devcert writes those wherever it has them.
    key.row().is_some_and(|row| row.is_for_rustls() && !matches!(row.key_type, KeyType::MlDsa(_)))
}

/// aws-lc-rs signs with RSA keys of up to this many bits.
const AWS_LC_RSA_BITS_MAX: u32 = 8192;
/// The sizes that ring signs with: at most 4096 bits, and each prime a multiple of 512 bits.
const RING_RSA_BITS: [u32; 3] = [2048, 3072, 4096];

/// Which limit of the provider the key breaks; rustls itself says only that it cannot parse the key.
fn limit(provider: Provider, key: PublicKeyAlgorithm) -> Option<String> {
    match (provider, key) {
        (_, PublicKeyAlgorithm::Rsa { bits }) if bits < RSA_BITS_ACCEPTED => Some(format!(
            "the key is RSA {bits}, but rustls accepts RSA keys of {RSA_BITS_ACCEPTED} bits and more"
        )),
        (Provider::AwsLcRs, PublicKeyAlgorithm::Rsa { bits }) if bits > AWS_LC_RSA_BITS_MAX => Some(format!(
            "the key is RSA {bits}, but aws-lc-rs accepts RSA keys of at most {AWS_LC_RSA_BITS_MAX} bits"
        )),
        (Provider::Ring, PublicKeyAlgorithm::Rsa { bits }) if !RING_RSA_BITS.contains(&bits) => {
            Some(format!("the key is RSA {bits}, but ring accepts only RSA keys of 2048, 3072 and 4096 bits"))
        }
        _ => unsupported(provider, key),
    }
}

/// That the provider has no keys of this kind.
fn unsupported(provider: Provider, key: PublicKeyAlgorithm) -> Option<String> {
    let row = key.row().filter(|row| !row.leaf.contains(&provider.client()))?;
    Some(match row.key_type {
        _ if !row.is_for_rustls() => format!("the key is {key}, which rustls does not support"),
        KeyType::Ec(_) => format!("the key is {key}, a curve that {} does not have", provider.name()),
        _ => format!("the key is {key}, and {} has no signatures of that kind", provider.name()),
    })
}
