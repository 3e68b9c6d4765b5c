//! `devcert genkey --count`: many keys, on all cores.

use std::ops::ControlFlow;
use std::path::Path;

use super::Args;
use crate::commands::error::CommandError;
use crate::commands::keys::{self, KeyAtHand};
use crate::commands::outputs::Outputs;
use crate::commands::session::Session;
use crate::host::files::Access;
use crate::host::stdio::Place;
use crate::key::{self, PrivateKey};
use crate::model::algorithm::KeyAlgorithm;
use crate::report::outcome::{Action, Outcome};
use crate::report::progress::Progress;

/// The most keys of one run: they are written together, and wait in memory until all are there.
pub(super) const MOST: i64 = 100_000;

/// Makes the keys, and writes all of them or none.
pub(super) fn run(
    args: &Args,
    count: u32,
    folder: &Path,
    session: &mut Session,
) -> Result<Outcome, CommandError> {
    let extension = if args.format == super::Format::Pem { "pem" } else { "der" };
    let places: Vec<_> =
        (1..=count).map(|number| Place::File(folder.join(format!("{number}.{extension}")))).collect();
    let mut outputs = Outputs::open(&places.iter().collect::<Vec<_>>(), session)?;
    let overwrite = args.overwrite.overwrite();
    for place in &places {
        outputs.check(place, overwrite)?;
    }
    let algorithm = args.algorithm.asked().unwrap_or_default();
    let keys = make(algorithm, places.len(), session)?;
    let mut reports = Vec::with_capacity(places.len());
    if let Some(key) = keys.first() {
        keys::warn_of_limits(key, session);
    }
    for (key, place) in keys.into_iter().zip(places) {
        let file = keys::pack(&key, args.form(), args.format)?;
        outputs.add(&place, file.expose(), Access::Secret, overwrite);
        reports.push(KeyAtHand { place, key, action: Action::Made }.report());
    }
    outputs.commit(session)?;
    session.ui.note(format_args!("made {count} {algorithm} private keys in {}", folder.display()));
    Ok(session.files("genkey", reports))
}

/// `count` keys, with a count on a terminal.
fn make(
    algorithm: KeyAlgorithm,
    count: usize,
    session: &mut Session,
) -> Result<Vec<PrivateKey>, CommandError> {
    let mut progress = Progress::new(count, "keys", session.ui);
    let mut keys = Vec::with_capacity(count);
    match algorithm {
        KeyAlgorithm::Rsa(bits) => {
            key::generate_many_rsa(bits, count, &keys::search(), &mut session.rng, |_, key| {
                keys.push(key);
                progress.step();
                ControlFlow::Continue(())
            })?;
        }
        _ => {
            for _ in 0..count {
                keys.push(keys::make(algorithm, session)?);
                progress.step();
            }
        }
    }
    Ok(keys)
}
