//! Floor 3: what a user wants done, for every front end.
//!
//! An [`Operation`] is a request that knows nothing of a command line. All of them run in one rhythm: the
//! directories are locked ([`Batch::open`]), the operation looks and prepares what is to be written, and the
//! batch is committed once: all files and ledger entries, or none. Operations neither print nor say what to
//! type next. What happens meanwhile goes to the [`World`] as an [`Event`], failures are an [`Error`] with the
//! facts in it, and the front end finds the words for both.
//!
//! Several operations can prepare into one batch, so that a whole set of files changes at once.

pub mod batch;
pub mod ca;
pub mod csr;
pub mod error;
pub mod event;
pub mod file;
pub mod format;
pub mod genkey;
pub mod guard;
pub mod issue;
pub mod key;
pub mod names;
pub mod pair;
pub mod pubkey;
pub mod retire;
pub mod self_test;
pub mod selfsign;
pub mod shortcoming;
pub mod world;

pub use batch::Batch;
pub use error::Error;
pub use event::Event;
pub use file::{Action, Existing, Role};
pub use format::Format;
pub use key::{KeyRequest, SourceKey};
pub use names::Names;
pub use shortcoming::Shortcoming;
pub use world::World;

use crate::host::stdio::Place;

/// Something to do to files: a request, with everything that it depends on.
pub trait Operation {
    /// What the front end reports afterwards.
    type Done;

    /// Fails for a request that makes no sense, before anything is locked.
    ///
    /// # Errors
    /// Why it makes none.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// What it writes, and what it reads from the same directories: locked from the first look until the
    /// files are written.
    fn places(&self) -> Vec<Place>;

    /// Locks the directories of [`Self::places`].
    ///
    /// # Errors
    /// As [`Batch::open`].
    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        Batch::open(&self.places(), world)
    }

    /// Looks at what exists and adds what is to be written to `batch`. Nothing has changed when it returns.
    ///
    /// # Errors
    /// Whatever keeps the operation from being carried out.
    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Self::Done, Error>;
}

/// Carries out one operation.
///
/// # Errors
/// As [`Operation::check`] and [`Operation::prepare`], and when a file cannot be written; nothing has changed then.
pub fn run<O: Operation>(operation: &O, world: &mut dyn World) -> Result<O::Done, Error> {
    operation.check()?;
    let mut batch = operation.open(world)?;
    let done = operation.prepare(&mut batch, world)?;
    batch.commit(world)?;
    Ok(done)
}
