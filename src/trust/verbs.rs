//! The verbs, the same for every store: look, do, and look again.

use super::error::StoreError;
use super::machine::Machine;
use super::plan::{Plan, Step};
use super::rights::Privilege;
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
    let out = TakenOut::of(store, former, machine, mode)?;
    if !out.planned.is_empty() {
        let install = match store.state(anchor)? {
            State::Untrusted(_) => store.install(anchor)?,
            State::Trusted(_) => Plan::default(),
        };
        return Ok(Done::Planned(out.planned.then(install)));
    }
    let done = install(store, anchor, machine, mode).inspect_err(|_| {
        for former in &out.changed {
            // The first error says more than a second one.
            let _ = install(store, former, machine, mode);
        }
    })?;
    Ok(match done {
        Done::Seen { state, changed } => Done::Seen { state, changed: changed || !out.changed.is_empty() },
        planned @ Done::Planned(_) => planned,
    })
}

/// Takes the certificate out of a store, and those that the same CA had before.
///
/// # Errors
///
/// When the store cannot be changed, or trusts one of the certificates afterwards.
pub fn remove(
    store: &dyn Store,
    anchor: &Anchor,
    former: &[Anchor],
    machine: &Machine,
    mode: Mode,
) -> Result<Done, StoreError> {
    let all = || former.iter().chain([anchor]);
    let out = TakenOut::of(store, all(), machine, mode)?;
    if !out.planned.is_empty() {
        return Ok(Done::Planned(out.planned));
    }
    for one in all() {
        if let State::Trusted(seen) = store.state(one)? {
            return Err(StoreError::StillTrusted(seen));
        }
    }
    Ok(Done::Seen { state: store.state(anchor)?, changed: !out.changed.is_empty() })
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
    remove(store, anchor, &[], machine, mode)
}

/// The certificates that were taken out of a store, or what would take them out.
struct TakenOut<'a> {
    planned: Plan,
    changed: Vec<&'a Anchor>,
}

impl<'a> TakenOut<'a> {
    /// One certificate after the other: a store may have two of them under one name.
    fn of(
        store: &dyn Store,
        anchors: impl IntoIterator<Item = &'a Anchor>,
        machine: &Machine,
        mode: Mode,
    ) -> Result<Self, StoreError> {
        let mut out = Self { planned: Plan::default(), changed: Vec::new() };
        for anchor in anchors {
            let plan = store.uninstall(anchor)?;
            match mode {
                _ if plan.is_empty() => {}
                Mode::Show => out.planned = out.planned.then(plan),
                Mode::Do => {
                    carry_out(&plan, machine)?;
                    out.changed.push(anchor);
                }
            }
        }
        Ok(out)
    }
}

/// Takes the steps, and those back that were taken when one fails.
fn carry_out(plan: &Plan, machine: &Machine) -> Result<(), StoreError> {
    if plan.is_empty() {
        return Ok(());
    }
    let privilege = Privilege::with(plan.rights, machine)?;
    let taken = |steps: &[Step]| steps.iter().try_for_each(|step| privilege.take(step));
    taken(&plan.steps).inspect_err(|_| {
        // The first error says more than a second one.
        let _ = taken(&plan.undo);
    })
}

#[cfg(all(test, unix))]
mod tests;
