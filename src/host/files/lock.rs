//! Waiting for a lock: announced after a moment, and ended after a while.

use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::error::{Action, FileError};
use super::sys::{Lock, Lockable, Locking};

/// For how long a lock is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// When it is said that it is waited for.
    announced_after: Duration,
    /// How long its holder may leave what is locked as it is.
    longest: Duration,
}

impl Patience {
    /// Two seconds are more than a write takes, and 30 seconds without one more than making most keys.
    pub(super) const USUAL: Self =
        Self { announced_after: Duration::from_secs(2), longest: Duration::from_secs(30) };

    /// Only a lock that is free.
    pub(super) const NONE: Self = Self { announced_after: Duration::MAX, longest: Duration::ZERO };
}

/// The pauses between two tries.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(16);

/// The pause between two looks at what the holder does.
const LOOK: Duration = Duration::from_secs(1);

type Announce = Box<dyn Fn(&Path) + Send + Sync>;

static ANNOUNCE: OnceLock<Announce> = OnceLock::new();

/// Calls `announce` from now on with what is locked when the wait for it takes a moment. Only the first
/// call has an effect.
pub fn announce_waits(announce: impl Fn(&Path) + Send + Sync + 'static) {
    let _ = ANNOUNCE.set(Box::new(announce));
}

/// Locks a file or a folder that is open; the reason if this file system has no locks.
///
/// While its holder changes what is locked, others are at work one after the other, and the wait goes on.
pub(super) fn lock(
    target: &impl Lockable,
    lock: Lock,
    path: &Path,
    timeout: Patience,
) -> Result<Option<io::Error>, FileError> {
    let begun = Instant::now();
    let mut holder = Holder { changed: target.modified(), seen: begun, looked: begun };
    let mut announced = false;
    let mut pause = FIRST_PAUSE;
    loop {
        let tried = target.try_lock(lock);
        match tried.map_err(|error| FileError::new(Action::Open, path, error))? {
            Locking::Done => return Ok(None),
            Locking::Impossible(error) => return Ok(Some(error)),
            Locking::Taken => {}
        }
        if holder.idle(target) >= timeout.longest {
            let (path, waited) = (path.to_owned(), begun.elapsed());
            return Err(FileError::Locked { path, holder: lock_holder(target), waited });
        }
        if !announced && begun.elapsed() >= timeout.announced_after {
            announced = true;
            ANNOUNCE.get().inspect(|announce| announce(path));
        }
        thread::sleep(pause);
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

/// What can be seen of whoever holds the lock.
struct Holder {
    changed: Option<SystemTime>,
    /// When it last changed something.
    seen: Instant,
    looked: Instant,
}

impl Holder {
    /// For how long it has changed nothing.
    fn idle(&mut self, target: &impl Lockable) -> Duration {
        if self.looked.elapsed() >= LOOK {
            self.looked = Instant::now();
            let changed = target.modified();
            if changed != self.changed {
                self.changed = changed;
                self.seen = self.looked;
            }
        }
        self.seen.elapsed()
    }
}

/// The process that has locked what is open, where the system says so.
fn lock_holder(target: &impl Lockable) -> Option<u32> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt as _;
        let found = target.handle().metadata().ok()?;
        let (major, minor) = (rustix::fs::major(found.dev()), rustix::fs::minor(found.dev()));
        let file = format!("{major:02x}:{minor:02x}:{}", found.ino());
        let locks = super::read::read_regular(Path::new("/proc/locks"), LOCKS_LIMIT).ok()?;
        let locks = String::from_utf8_lossy(&locks);
        // `1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF`; one that waits has `->` behind the number.
        locks.lines().find_map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            let [_, "FLOCK", _, _, process, locked, ..] = words[..] else { return None };
            (locked == file).then(|| process.parse().ok()).flatten()
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = target;
        None
    }
}

/// More locks than a machine has.
#[cfg(target_os = "linux")]
const LOCKS_LIMIT: u64 = 1 << 20;

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    fn folder() -> (tempfile::TempDir, File) {
        let folder = tempfile::tempdir().unwrap();
        let handle = File::open(folder.path()).unwrap();
        (folder, handle)
    }

    fn try_for(folder: &Path, longest: Duration) -> Result<Option<io::Error>, FileError> {
        let handle = File::open(folder).unwrap();
        lock(&handle, Lock::Exclusive, folder, Patience { longest, ..Patience::USUAL })
    }

    #[test]
    fn a_wait_ends_with_the_process_that_holds_the_lock() {
        let (folder, handle) = folder();
        assert!(lock(&handle, Lock::Exclusive, folder.path(), Patience::NONE).unwrap().is_none());
        let error = try_for(folder.path(), Duration::from_millis(50)).unwrap_err();
        let FileError::Locked { holder, waited, .. } = error else { panic!("{error}") };
        assert!(waited >= Duration::from_millis(50));
        assert!(holder.is_none_or(|holder| holder == std::process::id()), "{holder:?}");
        drop(handle);
        assert!(try_for(folder.path(), Duration::ZERO).unwrap().is_none());
    }

    #[test]
    fn a_holder_that_gets_on_is_waited_for() {
        let (folder, handle) = folder();
        lock(&handle, Lock::Exclusive, folder.path(), Patience::NONE).unwrap();
        thread::scope(|scope| {
            let at_work = move |folder: &Path| {
                for number in 0..8 {
                    thread::sleep(Duration::from_millis(400));
                    std::fs::write(folder.join(number.to_string()), "").unwrap();
                }
                drop(handle);
            };
            let path = folder.path();
            thread::Builder::new().spawn_scoped(scope, move || at_work(path)).unwrap();
            assert!(try_for(path, Duration::from_secs(2)).unwrap().is_none());
        });
    }
}
