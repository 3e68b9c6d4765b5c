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
