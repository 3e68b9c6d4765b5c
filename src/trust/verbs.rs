//! The verbs, the same for every store: look, do, and look again.

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, Step};
use super::rights::Hands;
use super::{Anchor, State, Store};

/// What has become of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It was looked at, in the end.
    Seen {
        /// How it stands to the certificate.
        state: State,
        /// Whether it was changed before.
        changed: bool,
    },
    /// This would have been done.
    Planned(Plan),
}

/// Whether a verb is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Do,
    /// It is only said what would be done.
    Show,
}

/// Says whether a store trusts the certificate.
///
/// # Errors
///
/// When it cannot be read.
pub fn look(store: &dyn Store, anchor: &Anchor) -> Result<Done, StoreError> {
    Ok(Done::Seen { state: store.state(anchor)?, changed: false })
}

/// Makes a store trust the certificate.
///
/// # Errors
///
/// When the store cannot be changed, or does not trust the certificate afterwards.
pub fn install(
    store: &dyn Store,
    anchor: &Anchor,
    machine: &Machine,
    mode: Mode,
) -> Result<Done, StoreError> {
    let state = store.state(anchor)?;
    if matches!(state, State::Trusted(_)) {
        return Ok(Done::Seen { state, changed: false });
    }
    let plan = store.install(anchor)?;
    if mode == Mode::Show {
        return Ok(Done::Planned(plan));
    }
    carry_out(&plan, machine)?;
    match store.state(anchor)? {
        State::Untrusted(why) => Err(StoreError::NotTakenOver(why)),
        state @ State::Trusted(_) => Ok(Done::Seen { state, changed: true }),
    }
}

/// Makes a store trust the certificate in the place of the ones that the same CA had before. Those go
/// first: NSS keeps certificates of one subject under one name, and OpenSSL uses the first that it finds.
///
/// # Errors
///
/// As [`install`] and [`uninstall`]; where it was possible, the former ones are trusted again then.
pub fn replace(
    store: &dyn Store,
    anchor: &Anchor,
    former: &[Anchor],
    machine: &Machine,
    mode: Mode,
) -> Result<Done, StoreError> {
    let mut present = Vec::new();
    for anchor in former {
        let plan = store.uninstall(anchor)?;
        if !plan.is_empty() {
            present.push((anchor, plan));
        }
    }
    if mode == Mode::Show && !present.is_empty() {
        let mut plans: Vec<_> = present.into_iter().map(|(_, plan)| plan).collect();
        if let State::Untrusted(_) = store.state(anchor)? {
            plans.push(store.install(anchor)?);
        }
        return Ok(Done::Planned(plans.into_iter().fold(Plan::default(), Plan::then)));
    }
    for (_, plan) in &present {
        carry_out(plan, machine)?;
    }
    let done = install(store, anchor, machine, mode).inspect_err(|_| {
        for (former, _) in &present {
            // The first error says more than a second one.
            let _ = install(store, former, machine, mode);
        }
    })?;
    Ok(match done {
        Done::Seen { state, changed } => Done::Seen { state, changed: changed || !present.is_empty() },
        planned @ Done::Planned(_) => planned,
    })
}

/// Takes the certificate out of a store, and those that the same CA had before.
///
/// # Errors
///
/// As [`uninstall`].
pub fn remove(
    store: &dyn Store,
    anchor: &Anchor,
    former: &[Anchor],
    machine: &Machine,
    mode: Mode,
) -> Result<Done, StoreError> {
    let mut plans = Plan::default();
    let mut changed = false;
    for one in former.iter().chain([anchor]) {
        match uninstall(store, one, machine, mode)? {
            Done::Planned(plan) => plans = plans.then(plan),
            Done::Seen { changed: now, .. } => changed |= now,
        }
    }
    match plans.is_empty() {
        true => Ok(Done::Seen { state: store.state(anchor)?, changed }),
        false => Ok(Done::Planned(plans)),
    }
}

/// Takes the certificate out of a store.
///
/// # Errors
///
/// When the store cannot be changed, or trusts the certificate afterwards.
pub fn uninstall(
    store: &dyn Store,
    anchor: &Anchor,
    machine: &Machine,
    mode: Mode,
) -> Result<Done, StoreError> {
    let plan = store.uninstall(anchor)?;
    match mode {
        Mode::Show if !plan.is_empty() => return Ok(Done::Planned(plan)),
        Mode::Show => {}
        Mode::Do => carry_out(&plan, machine)?,
    }
    match store.state(anchor)? {
        State::Trusted(seen) => Err(StoreError::StillTrusted(seen)),
        state @ State::Untrusted(_) => Ok(Done::Seen { state, changed: !plan.is_empty() }),
    }
}

/// Takes the steps, and those back that were taken when one fails.
fn carry_out(plan: &Plan, machine: &Machine) -> Result<(), StoreError> {
    if plan.is_empty() {
        return Ok(());
    }
    let hands = Hands::with(plan.rights, machine)?;
    let taken = |steps: &[Step]| steps.iter().try_for_each(|step| hands.take(step));
    taken(&plan.steps).inspect_err(|_| {
        // The first error says more than a second one.
        let _ = taken(&plan.undo);
    })
}

#[cfg(all(test, unix))]
mod tests;
