//! Work that begets more work, shared out among threads.

use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The tasks that wait, and how many are being worked on.
struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    waiting: Vec<T>,
    /// While there is one, more tasks may come.
    busy: usize,
}

/// Works off `tasks`, and those that `work` adds, with up to so many threads, this one included; where no
/// further thread is to be had, with fewer.
pub(super) fn work_off<T: Send>(tasks: Vec<T>, threads: NonZeroUsize, work: impl Fn(T, &mut Vec<T>) + Sync) {
    let queue = Queue { state: Mutex::new(State { waiting: tasks, busy: 0 }), changed: Condvar::new() };
    let worker = || {
        while let Some(task) = queue.next() {
            let mut more = More { tasks: Vec::new(), queue: &queue };
            work(task, &mut more.tasks);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        worker();
    });
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last task that was added, so that few wait; `None` once there can be no more.
    fn next(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(task) = state.waiting.pop() {
                state.busy += 1;
                return Some(task);
            }
            if state.busy == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// What a task adds when it is done, also when it panics, so that no thread waits for it forever.
struct More<'a, T> {
    tasks: Vec<T>,
    queue: &'a Queue<T>,
}

impl<T> Drop for More<'_, T> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.waiting.append(&mut self.tasks);
        state.busy -= 1;
        self.queue.changed.notify_all();
    }
}
