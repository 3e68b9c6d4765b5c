//! The threads that work on a [`PrimeSearch`].

use std::{
    num::NonZeroUsize,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use super::search::{Next, PrimeSearch};

/// Works on `hunt` with `threads` threads, this one included, until it is finished.
///
/// Linux often puts a new thread on the core of the one that made it, where the two share that core
/// for several milliseconds while another is idle. So each new one goes to another core first of all,
/// and this one gives way for the moment that it takes. It does not sleep until then: a thread that is
/// woken may find itself on the core of the one that woke it, and the same begins again.
pub(super) fn run(search: PrimeSearch<'_>, threads: NonZeroUsize) -> PrimeSearch<'_> {
    let queue = Queue { search: Mutex::new(search), changed: Condvar::new() };
    let home = Core::of_this_thread();
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            let worker = || {
                home.leave();
                queue.work();
            };
            // Where no further thread is to be had, those that there are will do.
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
            thread::yield_now();
        }
        queue.work();
    });
    queue.search.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The core that a thread runs on, by the system's number, for other threads to leave alone. Of use on
/// Linux, and nothing elsewhere.
#[derive(Clone, Copy)]
struct Core(#[cfg(target_os = "linux")] usize);

impl Core {
    fn of_this_thread() -> Self {
        Self(
            #[cfg(target_os = "linux")]
            rustix::thread::sched_getcpu(),
        )
    }

    /// Has the calling thread run on others from now on, if there are any that it may run on. Where the
    /// system refuses, the search takes longer, and no more.
    fn leave(self) {
        #[cfg(target_os = "linux")]
        if let Ok(mut cores) = rustix::thread::sched_getaffinity(None)
            && self.0 < rustix::thread::CpuSet::MAX_CPU
        {
            cores.unset(self.0);
            let _ = rustix::thread::sched_setaffinity(None, &cores);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = self;
    }
}

struct Queue<'a> {
    search: Mutex<PrimeSearch<'a>>,
    changed: Condvar,
}

impl<'a> Queue<'a> {
    /// Takes tasks and does them, until none is left.
    fn work(&self) {
        let _guard = PanicGuard(self);
        let mut search = self.lock();
        loop {
            match search.next() {
                Next::Task(task) => {
                    drop(search);
                    let report = task.run();
                    search = self.lock();
                    search.report(report);
                    self.changed.notify_all();
                }
                Next::Wait => {
                    search = self.changed.wait(search).unwrap_or_else(PoisonError::into_inner);
                }
                Next::Finished => return,
            }
        }
    }

    /// No code that holds the lock panics, so a poisoned lock is as good as any other.
    fn lock(&self) -> MutexGuard<'_, PrimeSearch<'a>> {
        self.search.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends everybody home when its thread panics, so that the others do not wait for its report;
/// the scope of the threads then passes the panic on.
struct PanicGuard<'b, 'a>(&'b Queue<'a>);

impl Drop for PanicGuard<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().abandon();
            self.0.changed.notify_all();
        }
    }
}
