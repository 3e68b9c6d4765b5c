//! The threads that work on a [`Hunt`].

use std::{
    convert::Infallible,
    num::NonZeroUsize,
    sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

use super::hunt::{Hunt, Next};

/// Works on `hunt` with `threads` threads, this one included, until it is finished.
///
/// Linux often puts a new thread on the core of the one that made it, where the two share that core
/// for several milliseconds while another is idle. A thread that *wakes* is given an idle core at
/// once. So this one sleeps until the others have begun.
pub(super) fn finish(hunt: Hunt<'_>, threads: NonZeroUsize) -> Hunt<'_> {
    let board = Board { hunt: Mutex::new(hunt), changed: Condvar::new() };
    let (not_begun, begun) = mpsc::channel::<Infallible>();
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            let not_begun = not_begun.clone();
            let worker = || {
                drop(not_begun);
                board.work();
            };
            // Where no further thread is to be had, those that there are will do.
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        drop(not_begun);
        // Returns when all senders are gone.
        let _ = begun.recv();
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
