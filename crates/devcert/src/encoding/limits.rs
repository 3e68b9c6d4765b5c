//! How much work and memory a file may ask for.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use thiserror::Error;

use super::object::{Object, ObjectKind};

/// What reading files may cost; every number can be raised by the caller who trusts them. All but `work` are
/// for one file, or one object in it.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The bytes of the file.
    pub bytes: u64,
    /// The objects in it, those inside of its containers included.
    pub objects: u64,
    /// The rounds of key derivation that one container asks for, all its parts together.
    pub rounds: u64,
    /// 128·N·r·p of scrypt: the bytes that it mixes, of which it holds at most as many at once.
    pub scrypt: u64,
    /// The rounds of bcrypt that an OpenSSH key asks for, each about as much work as 5,000 of the
    /// other kind.
    pub bcrypt: u64,
    /// The checks of RSA private keys, in those that one of 2048 bits takes; a key of twice the bits takes
    /// eight times as much.
    pub rsa: u64,
    /// The key derivation of all files that are read within these limits and their clones: so many rounds
    /// of PBKDF2 with SHA-256, or as much work of another kind.
    pub work: u64,
    /// What was done of `work` so far.
    pub done: Done,
}

/// Work that was done, counted for all clones together.
#[derive(Debug, Clone, Default)]
pub struct Done(Arc<AtomicU64>);

/// What one round of bcrypt takes, in rounds of PBKDF2 (8.9 ms and 147 ns, measured on one machine).
const BCRYPT_ROUND: u64 = 60_000;

/// How many bytes scrypt mixes in the time of one round of PBKDF2 (128 MiB in 0.4 s).
const SCRYPT_BYTES: u64 = 48;

impl Default for Limits {
    /// The rounds are those that Java allows (`MAX_ITERATION_COUNT` in its PKCS#12 key store); scrypt
    /// has room for OWASP's 2^17 blocks of 1 KiB, which is eight times what openssl writes. All the work
    /// takes about seven seconds, and a single file within its own limits fits in.
    fn default() -> Self {
        Self {
            bytes: 16 << 20,
            objects: 10_000,
            rounds: 5_000_000,
            scrypt: 128 << 20,
            bcrypt: 512,
            rsa: 1000,
            work: 50_000_000,
            done: Done::default(),
        }
    }
}

impl Limits {
    /// These limits with another one for `what`.
    #[must_use]
    pub fn with(mut self, what: Measure, limit: u64) -> Self {
        match what {
            Measure::Bytes => self.bytes = limit,
            Measure::Objects => self.objects = limit,
            Measure::Rounds => self.rounds = limit,
            Measure::Scrypt => self.scrypt = limit,
            Measure::Bcrypt => self.bcrypt = limit,
            Measure::Rsa => self.rsa = limit,
            Measure::Work => self.work = limit,
        }
        self
    }

    /// Refuses what asks for more than its limit.
    pub(super) fn check(&self, what: Measure, asked: u64) -> Result<(), LimitError> {
        let limit = match what {
            Measure::Bytes => self.bytes,
            Measure::Objects => self.objects,
            Measure::Rounds => self.rounds,
            Measure::Scrypt => self.scrypt,
            Measure::Bcrypt => self.bcrypt,
            Measure::Rsa => self.rsa,
            Measure::Work => self.work,
        };
        (asked <= limit).then_some(()).ok_or(LimitError { what, asked, limit })
    }

    /// Counts work that is about to be done; refuses it where it would be too much with what was done
    /// before.
    fn spend(&self, more: u64) -> Result<(), LimitError> {
        let within = |done: u64| done.checked_add(more).filter(|sum| *sum <= self.work);
        let spent = self.done.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, within);
        let over = |done: u64| LimitError {
            what: Measure::Work,
            asked: done.saturating_add(more),
            limit: self.work,
        };
        spent.map(drop).map_err(over)
    }
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Bytes of a file.
    Bytes,
    /// Objects in a file.
    Objects,
    /// Rounds of PBKDF2 and its older relatives.
    Rounds,
    /// Bytes that scrypt mixes.
    Scrypt,
    /// Rounds of bcrypt.
    Bcrypt,
    /// Checks of RSA private keys.
    Rsa,
    /// Key derivation of all files together, in rounds of PBKDF2.
    Work,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 7] =
        [Self::Bytes, Self::Objects, Self::Rounds, Self::Scrypt, Self::Bcrypt, Self::Rsa, Self::Work];

    /// In one word, as it is given to raise a limit.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Objects => "objects",
            Self::Rounds => "rounds",
            Self::Scrypt => "scrypt",
            Self::Bcrypt => "bcrypt",
            Self::Rsa => "rsa",
            Self::Work => "work",
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::Objects => "objects",
            Self::Rounds => "rounds of key derivation",
            Self::Scrypt => "bytes of scrypt memory",
            Self::Bcrypt => "rounds of bcrypt",
            Self::Rsa => "times the checks of an RSA 2048 key",
            Self::Work => "rounds of key derivation with the files before it",
        })
    }
}

/// A file asks for more than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, PartialOrd, Ord)]
#[error("needs {asked} {what} (limit {limit})")]
pub struct LimitError {
    /// What there is too much of.
    pub what: Measure,
    /// How much the file asks for, or the first number over the limit when the rest was not counted.
    pub asked: u64,
    /// The limit.
    pub limit: u64,
}

impl LimitError {
    /// The limit with which the file can be read.
    #[must_use]
    pub const fn needed(&self) -> u64 {
        match self.what {
            // Each file that follows would need another limit.
            Measure::Work => self.asked.saturating_mul(2),
            _ => self.asked,
        }
    }
}

/// The third power of 256, which is how many bytes an RSA 2048 modulus has.
const RSA_2048_SHIFT: u32 = 24;

/// What one container, or one file, has asked for so far: a thousand parts of a million rounds each are
/// as bad as one part of a thousand million.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    limits: &'a Limits,
    rounds: u64,
    scrypt: u64,
    /// The third powers of the moduli's lengths in bytes.
    rsa: u64,
}

impl<'a> Work<'a> {
    pub(crate) const fn new(limits: &'a Limits) -> Self {
        Self { limits, rounds: 0, scrypt: 0, rsa: 0 }
    }

    /// One more RSA private key with a modulus of so many bytes.
    pub(super) fn rsa(&mut self, modulus: usize) -> Result<(), LimitError> {
        self.rsa = self.rsa.saturating_add((modulus as u64).saturating_pow(3));
        self.limits.check(Measure::Rsa, self.rsa >> RSA_2048_SHIFT)
    }

    /// One more object of a file; private keys count as RSA ones, which the others are much shorter than.
    pub(crate) fn object(&mut self, object: &Object) -> Result<(), LimitError> {
        match object.kind {
            // The numbers of a key are four and a half times as long as its modulus.
            ObjectKind::Pkcs8 | ObjectKind::Pkcs1 => self.rsa(object.der.expose().len() * 2 / 9),
            _ => Ok(()),
        }
    }

    pub(super) fn rounds(&mut self, more: u64) -> Result<(), LimitError> {
        self.rounds = self.rounds.saturating_add(more);
        self.limits.check(Measure::Rounds, self.rounds)?;
        self.limits.spend(more)
    }

    pub(super) fn bcrypt(&mut self, rounds: u64) -> Result<(), LimitError> {
        self.limits.check(Measure::Bcrypt, rounds)?;
        self.limits.spend(rounds.saturating_mul(BCRYPT_ROUND))
    }

    pub(super) fn scrypt(
        &mut self,
        cost: u64,
        block_size: u16,
        parallelization: u16,
    ) -> Result<(), LimitError> {
        let more = [u64::from(block_size), u64::from(parallelization), 128]
            .into_iter()
            .fold(cost, u64::saturating_mul);
        self.scrypt = self.scrypt.saturating_add(more);
        self.limits.check(Measure::Scrypt, self.scrypt)?;
        self.limits.spend(more / SCRYPT_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_parts_count_as_one_large_one() {
        let limits = Limits { rounds: 10, ..Limits::default() };
        let mut work = Work::new(&limits);
        assert_eq!(work.rounds(6), Ok(()));
        assert_eq!(work.rounds(6), Err(LimitError { what: Measure::Rounds, asked: 12, limit: 10 }));
        assert!(work.rounds(u64::MAX).is_err());
        assert_eq!(Work::new(&limits).rounds(4), Ok(()), "what was refused was not done");
        let limits = Limits { rsa: 9, ..Limits::default() };
        let mut work = Work::new(&limits);
        assert_eq!((work.rsa(256), work.rsa(512)), (Ok(()), Ok(())));
        assert_eq!(work.rsa(256), Err(LimitError { what: Measure::Rsa, asked: 10, limit: 9 }));
    }

    #[test]
    fn the_work_of_all_files_and_kinds_counts_together() {
        let limits = Limits { work: 3 * BCRYPT_ROUND, ..Limits::default() };
        let (one, other) = (limits.clone(), limits);
        assert_eq!(Work::new(&one).rounds(BCRYPT_ROUND), Ok(()));
        assert_eq!(Work::new(&other).bcrypt(1), Ok(()));
        assert_eq!(Work::new(&one).scrypt(BCRYPT_ROUND * SCRYPT_BYTES / 128, 1, 1), Ok(()));
        let error = Work::new(&other).rounds(1).unwrap_err();
        assert_eq!((error.what, error.asked), (Measure::Work, 3 * BCRYPT_ROUND + 1));
        assert_eq!(error.needed(), 2 * error.asked);
    }
}
