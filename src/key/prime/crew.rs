//! The threads that work on a [`Hunt`].

use std::{
    num::NonZeroUsize,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use super::hunt::{Hunt, Next};

/// Works on `hunt` with `threads` threads, this one included, until it is finished.
pub(super) fn finish(hunt: Hunt<'_>, threads: NonZeroUsize) -> Hunt<'_> {
    let board = Board { hunt: Mutex::new(hunt), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(|| board.work());
        }
        board.work();
    });
    board.hunt.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Board<'a> {
    hunt: Mutex<Hunt<'a>>,
    changed: Condvar,
}

impl<'a> Board<'a> {
    /// Takes tasks and does them, until none is left.
    fn work(&self) {
        let _alarm = Alarm(self);
        let mut hunt = self.lock();
        loop {
            match hunt.next() {
                Next::Task(task) => {
                    drop(hunt);
                    let report = task.run();
                    hunt = self.lock();
                    hunt.report(report);
                    self.changed.notify_all();
                }
                Next::Wait => {
                    hunt = self.changed.wait(hunt).unwrap_or_else(PoisonError::into_inner);
                }
                Next::Finished => return,
            }
        }
    }

    /// No code that holds the lock panics, so a poisoned lock is as good as any other.
    fn lock(&self) -> MutexGuard<'_, Hunt<'a>> {
        self.hunt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends everybody home when its thread panics, so that the others do not wait for its report;
/// the scope of the threads then passes the panic on.
struct Alarm<'b, 'a>(&'b Board<'a>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().abandon();
            self.0.changed.notify_all();
        }
    }
}
