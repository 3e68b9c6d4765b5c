//! What is to be done next: the search for several primes as a list of small tasks.
//!
//! Every prime goes through the same stages: its window is sieved, the candidates are screened a
//! batch at a time, and the first survivor is confirmed, a round at a time. Each of these is one
//! task, of a few hundred microseconds, and any thread can take any task. Which prime is found
//! does not depend on who does what when: it is the first in the window's own order that passes,
//! also if a later one was found earlier.

use std::sync::Arc;

use super::{
    confirm,
    limbs::Limbs,
    residue::SmallPrimes,
    screen::Screen,
    window::{Start, Window},
};

/// The search for one prime from each of some starts.
pub(super) struct Hunt<'a> {
    screen: Screen,
    small: &'a SmallPrimes,
    rounds: usize,
    sides: Vec<Stage>,
}

/// How far the search for one prime has come.
enum Stage {
    Unsieved(Start),
    Sieving,
    Screening {
        window: Arc<Window>,
        /// The first candidate that no thread has taken yet.
        next: usize,
        /// The first candidates of the batches being screened now.
        running: Vec<usize>,
        survivor: Option<usize>,
    },
    Confirming {
        candidate: Arc<Limbs>,
        window: Arc<Window>,
        begun: usize,
        passed: usize,
    },
    /// The prime; `None` if the window had none.
    Done(Option<Limbs>),
}

/// A piece of work for one thread, on the side with the number given.
pub(super) enum Task<'a> {
    Sieve { side: usize, start: Start, small: &'a SmallPrimes, rounds: usize },
    Screen { side: usize, window: Arc<Window>, first: usize, screen: Screen },
    Confirm { side: usize, candidate: Arc<Limbs>, window: Arc<Window>, round: usize },
}

/// What came of a [`Task`].
pub(super) enum Report {
    Sieved { side: usize, window: Window },
    Screened { side: usize, first: usize, survivor: Option<usize> },
    Confirmed { side: usize, passed: bool },
}

/// What a thread that asks for work gets.
pub(super) enum Next<'a> {
    Task(Task<'a>),
    /// Nothing until a task of another thread is done.
    Wait,
    /// Nothing ever: all sides are done.
    Finished,
}

impl<'a> Hunt<'a> {
    /// For primes of `bits` bits; `small` sieves them.
    pub(super) fn new(screen: Screen, small: &'a SmallPrimes, bits: u32, starts: Vec<Start>) -> Self {
        Self {
            screen,
            small,
            rounds: confirm::rounds(bits),
            sides: starts.into_iter().map(Stage::Unsieved).collect(),
        }
    }

    /// The next task: windows first, then candidates of a side that nobody is at, then
    /// confirmations. Only if there are none do further threads join in screening a side, as they
    /// may be at candidates beyond the one that passes.
    pub(super) fn next(&mut self) -> Next<'a> {
        let task = self
            .next_sieve()
            .or_else(|| self.next_screen(0))
            .or_else(|| self.next_confirm())
            .or_else(|| self.next_screen(usize::MAX));
        match task {
            Some(task) => Next::Task(task),
            None if self.sides.iter().all(|side| matches!(side, Stage::Done(_))) => Next::Finished,
            None => Next::Wait,
        }
    }

    fn next_sieve(&mut self) -> Option<Task<'a>> {
        let (side, stage) =
            self.sides.iter_mut().enumerate().find(|(_, stage)| matches!(stage, Stage::Unsieved(_)))?;
        match std::mem::replace(stage, Stage::Sieving) {
            Stage::Unsieved(start) => {
                Some(Task::Sieve { side, start, small: self.small, rounds: self.rounds })
            }
            _ => None,
        }
    }

    /// A batch of the side that the fewest threads are at, and no more than `company`.
    fn next_screen(&mut self, company: usize) -> Option<Task<'a>> {
        let screen = self.screen;
        self.sides
            .iter_mut()
            .enumerate()
            .filter_map(|(side, stage)| match stage {
                Stage::Screening { window, next, running, survivor: None }
                    if *next < window.len() && running.len() <= company =>
                {
                    Some((side, window, next, running))
                }
                _ => None,
            })
            .min_by_key(|(.., running)| running.len())
            .map(|(side, window, next, running)| {
                let first = *next;
                running.push(first);
                *next = first + screen.batch();
                Task::Screen { side, window: Arc::clone(window), first, screen }
            })
    }

    fn next_confirm(&mut self) -> Option<Task<'a>> {
        let rounds = self.rounds;
        self.sides.iter_mut().enumerate().find_map(|(side, stage)| match stage {
            Stage::Confirming { candidate, window, begun, .. } if *begun < rounds => {
                let round = *begun;
                *begun += 1;
                let (candidate, window) = (Arc::clone(candidate), Arc::clone(window));
                Some(Task::Confirm { side, candidate, window, round })
            }
            _ => None,
        })
    }

    /// Takes down what a task came to.
    pub(super) fn report(&mut self, report: Report) {
        match report {
            Report::Sieved { side, window } => {
                self.sides[side] = Stage::Screening {
                    window: Arc::new(window),
                    next: 0,
                    running: Vec::new(),
                    survivor: None,
                };
            }
            Report::Screened { side, first, survivor: found } => {
                if let Stage::Screening { running, survivor, .. } = &mut self.sides[side] {
                    running.retain(|&other| other != first);
                    *survivor = survivor.iter().copied().chain(found).min();
                }
                self.settle(side);
            }
            Report::Confirmed { side, passed } => self.confirmed(side, passed),
        }
    }

    /// Goes on to the next stage once the first survivor of a window is known: when no batch
    /// before it is still being screened.
    fn settle(&mut self, side: usize) {
        let Stage::Screening { window, next, running, survivor } = &self.sides[side] else {
            return;
        };
        let stage = match survivor {
            Some(survivor) if running.iter().all(|first| first > survivor) => {
                match window.candidate(*survivor) {
                    Some(candidate) => Stage::Confirming {
                        candidate: Arc::new(candidate),
                        window: Arc::clone(window),
                        begun: 0,
                        passed: 0,
                    },
                    None => Stage::Done(None),
                }
            }
            None if running.is_empty() && *next >= window.len() => Stage::Done(None),
            _ => return,
        };
        self.sides[side] = stage;
    }

    /// A candidate that fails a round is given up with its whole window: that is as good as never
    /// the case, so the plainest way to go on will do, which is a new start.
    fn confirmed(&mut self, side: usize, passed_round: bool) {
        let Stage::Confirming { candidate, passed, .. } = &mut self.sides[side] else {
            return;
        };
        *passed += usize::from(passed_round);
        if !passed_round {
            self.sides[side] = Stage::Done(None);
        } else if *passed == self.rounds {
            self.sides[side] = Stage::Done(Some(candidate.as_ref().clone()));
        }
    }

    /// Gives up all sides, so that no thread waits for one that will not report any more.
    pub(super) fn abandon(&mut self) {
        self.sides.fill_with(|| Stage::Done(None));
    }

    /// The prime of each side, `None` where the window had none or the search is not finished.
    pub(super) fn primes(self) -> impl Iterator<Item = Option<Limbs>> {
        self.sides.into_iter().map(|stage| match stage {
            Stage::Done(prime) => prime,
            _ => None,
        })
    }
}

impl Task<'_> {
    /// Does the work.
    pub(super) fn run(self) -> Report {
        match self {
            Task::Sieve { side, start, small, rounds } => {
                Report::Sieved { side, window: start.sieve(small, rounds) }
            }
            Task::Screen { side, window, first, screen } => {
                let numbers: Vec<Limbs> =
                    (first..first + screen.batch()).map_while(|index| window.candidate(index)).collect();
                let survivor = screen.first_survivor(&numbers).map(|index| first + index);
                Report::Screened { side, first, survivor }
            }
            Task::Confirm { side, candidate, window, round } => {
                let seed = window.round_seeds[round];
                let passed = confirm::passes_round(&candidate, window.bits, seed);
                Report::Confirmed { side, passed }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::prime::{testing::fixed_rng, window::small_primes};

    const BITS: u32 = 256;

    /// A hunt on one side, which is sieved.
    fn sieved(small: &SmallPrimes) -> Hunt<'_> {
        let start = Start::draw(BITS, &mut fixed_rng(30));
        let mut hunt = Hunt::new(Screen::Plain, small, BITS, vec![start]);
        let Next::Task(task) = hunt.next() else { panic!("no window to sieve") };
        hunt.report(task.run());
        hunt
    }

    /// Takes the next task and reports, instead of doing it, that the candidate passed or not.
    fn screened(hunt: &mut Hunt<'_>) -> usize {
        match hunt.next() {
            Next::Task(Task::Screen { first, .. }) => first,
            _ => panic!("no candidates to screen"),
        }
    }

    fn report(hunt: &mut Hunt<'_>, first: usize, passed: bool) {
        hunt.report(Report::Screened { side: 0, first, survivor: passed.then_some(first) });
    }

    #[test]
    fn the_first_of_the_window_that_passes_is_taken_also_if_found_last() {
        let small = small_primes(BITS);
        let mut hunt = sieved(&small);
        let [zero, one, two] = std::array::from_fn(|_| screened(&mut hunt));
        report(&mut hunt, two, true);
        report(&mut hunt, zero, false);
        assert!(matches!(hunt.next(), Next::Wait), "the second may still pass");
        report(&mut hunt, one, true);
        let Next::Task(Task::Confirm { candidate, window, .. }) = hunt.next() else {
            panic!("nothing to confirm")
        };
        assert_eq!(Some(candidate.as_ref()), window.candidate(one).as_ref());
    }

    #[test]
    fn a_candidate_that_fails_any_round_is_not_taken() {
        let small = small_primes(BITS);
        for failing in 0..confirm::rounds(BITS) {
            let mut hunt = sieved(&small);
            let first = screened(&mut hunt);
            report(&mut hunt, first, true);
            for round in 0..confirm::rounds(BITS) {
                if let Next::Task(Task::Confirm { .. }) = hunt.next() {
                    hunt.report(Report::Confirmed { side: 0, passed: round != failing });
                }
            }
            assert!(matches!(hunt.next(), Next::Finished));
            assert!(hunt.primes().all(|prime| prime.is_none()));
        }
    }

    #[test]
    fn a_composite_that_the_screening_lets_through_is_not_taken() {
        let small = small_primes(BITS);
        let mut hunt = sieved(&small);
        // Lets everything through; the first candidate of this window is composite.
        let first = screened(&mut hunt);
        report(&mut hunt, first, true);
        while let Next::Task(task) = hunt.next() {
            hunt.report(task.run());
        }
        assert!(hunt.primes().all(|prime| prime.is_none()));
    }

    #[test]
    fn a_window_without_a_prime_comes_to_an_end() {
        let small = small_primes(BITS);
        let mut hunt = sieved(&small);
        while let Next::Task(Task::Screen { first, .. }) = hunt.next() {
            report(&mut hunt, first, false);
        }
        assert!(matches!(hunt.next(), Next::Finished));
        assert!(hunt.primes().all(|prime| prime.is_none()));
    }
}
