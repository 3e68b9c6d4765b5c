//! What is to be done next: the search for several primes as a list of small tasks.
//!
//! Every prime goes through the same stages: its window is sieved, the candidates are screened a
//! batch at a time, and the first survivor is confirmed, a round at a time. Each of these is one
//! task, of a few hundred microseconds, and any thread can take any task. Which prime is found
//! does not depend on who does what when: it is the first in the window's own order that passes,
//! also if a later one was found earlier.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    confirm::{self, Rounds},
    limbs::Limbs,
    miller_rabin::Round,
    screen::Screen,
    window::{Sieve, Start, Window},
};

/// The search for one prime from each of some starts.
pub(super) struct PrimeSearch<'a> {
    screen: Screen,
    sieve: &'a Sieve,
    rounds: Rounds,
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
        /// The survivor for threads that screen candidates beyond it and may as well stop.
        best_so_far: BestSoFar,
    },
    Confirming {
        candidate: Arc<Limbs>,
        window: Arc<Window>,
        /// Rounds begun by the screening's arithmetic, and by the confirming library.
        screened: usize,
        confirmed: usize,
        /// Rounds of both that are over.
        passed: usize,
    },
    /// The prime; `None` if the window had none.
    Done(Option<Limbs>),
}

/// A piece of work for one thread, on the side with the number given.
pub(super) enum Task<'a> {
    Sieve {
        side: usize,
        start: Start,
        sieve: &'a Sieve,
        rounds: usize,
    },
    Screen {
        side: usize,
        window: Arc<Window>,
        first: usize,
        screen: Screen,
        best_so_far: BestSoFar,
    },
    /// A round for the candidate of each of these sides.
    ScreenRounds {
        sides: Vec<usize>,
        rounds: Vec<Round>,
        screen: Screen,
    },
    Confirm {
        side: usize,
        candidate: Arc<Limbs>,
        window: Arc<Window>,
        round: usize,
    },
}

/// What came of a [`Task`].
pub(super) enum Report {
    Sieved {
        side: usize,
        window: Window,
    },
    Screened {
        side: usize,
        first: usize,
        survivor: Option<usize>,
    },
    /// For each round its side, and whether it was passed.
    Confirmed(Vec<(usize, bool)>),
}

/// What a thread that asks for work gets.
pub(super) enum Next<'a> {
    Task(Task<'a>),
    /// Nothing until a task of another thread is done.
    Wait,
    /// Nothing ever: all sides are done.
    Finished,
}

impl<'a> PrimeSearch<'a> {
    /// For primes of `bits` bits.
    pub(super) fn new(sieve: &'a Sieve, bits: u32, starts: Vec<Start>) -> Self {
        Self {
            screen: sieve.screen,
            sieve,
            rounds: Rounds::of(bits),
            sides: starts.into_iter().map(Stage::Unsieved).collect(),
        }
    }

    /// The next task: windows first, then candidates of a side that nobody is at, then
    /// confirmations, then the screening's own rounds. Only if there are none do further threads
    /// join in screening a side, as they may be at candidates beyond the one that passes.
    pub(super) fn next(&mut self) -> Next<'a> {
        let task = self
            .next_sieve()
            .or_else(|| self.next_screen(0))
            .or_else(|| self.next_confirm())
            .or_else(|| self.next_rounds())
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
                Some(Task::Sieve { side, start, sieve: self.sieve, rounds: self.rounds.all() })
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
                Stage::Screening { window, next, running, survivor: None, best_so_far }
                    if *next < window.len() && running.len() <= company =>
                {
                    Some((side, window, next, running, best_so_far))
                }
                _ => None,
            })
            .min_by_key(|(.., running, _)| running.len())
            .map(|(side, window, next, running, best_so_far)| {
                let first = *next;
                running.push(first);
                *next = first + screen.batch();
                Task::Screen {
                    side,
                    window: Arc::clone(window),
                    first,
                    screen,
                    best_so_far: best_so_far.clone(),
                }
            })
    }

    fn next_confirm(&mut self) -> Option<Task<'a>> {
        let Rounds { screening, confirming } = self.rounds;
        self.sides.iter_mut().enumerate().find_map(|(side, stage)| match stage {
            Stage::Confirming { candidate, window, confirmed, .. } if *confirmed < confirming => {
                // Seeds of their own: the screening's rounds have those before.
                let round = screening + *confirmed;
                *confirmed += 1;
                let (candidate, window) = (Arc::clone(candidate), Arc::clone(window));
                Some(Task::Confirm { side, candidate, window, round })
            }
            _ => None,
        })
    }

    /// As many rounds as can be done side by side, of all candidates that wait for some. Fewer
    /// only if no further candidate is to be expected.
    fn next_rounds(&mut self) -> Option<Task<'a>> {
        let all_found =
            self.sides.iter().all(|stage| matches!(stage, Stage::Confirming { .. } | Stage::Done(_)));
        let waiting: Vec<usize> = self
            .sides
            .iter()
            .enumerate()
            .flat_map(|(side, stage)| match stage {
                Stage::Confirming { screened, .. } => vec![side; self.rounds.screening - screened],
                _ => Vec::new(),
            })
            .take(self.screen.batch())
            .collect();
        if waiting.is_empty() || (waiting.len() < self.screen.batch() && !all_found) {
            return None;
        }
        let rounds = waiting.iter().filter_map(|&side| self.sides[side].next_round()).collect();
        Some(Task::ScreenRounds { sides: waiting, rounds, screen: self.screen })
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
                    best_so_far: BestSoFar::default(),
                };
            }
            Report::Screened { side, first, survivor: found } => {
                if let Stage::Screening { running, survivor, best_so_far, .. } = &mut self.sides[side] {
                    running.retain(|&other| other != first);
                    *survivor = survivor.iter().copied().chain(found).min();
                    best_so_far.set(*survivor);
                }
                self.settle(side);
            }
            Report::Confirmed(rounds) => {
                for (side, passed) in rounds {
                    self.confirmed(side, passed);
                }
            }
        }
    }

    /// Goes on to the next stage once the first survivor of a window is known: when no batch
    /// before it is still being screened.
    fn settle(&mut self, side: usize) {
        let Stage::Screening { window, next, running, survivor, .. } = &self.sides[side] else {
            return;
        };
        let stage = match survivor {
            Some(survivor) if running.iter().all(|first| first > survivor) => {
                match window.candidate(*survivor) {
                    Some(candidate) => Stage::Confirming {
                        candidate: Arc::new(candidate),
                        window: Arc::clone(window),
                        screened: 0,
                        confirmed: 0,
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
        } else if *passed == self.rounds.all() {
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

/// The first survivor of a side so far, for all its threads to see.
#[derive(Clone)]
pub(super) struct BestSoFar(Arc<AtomicUsize>);

impl Default for BestSoFar {
    fn default() -> Self {
        Self(Arc::new(AtomicUsize::new(usize::MAX)))
    }
}

impl BestSoFar {
    fn set(&self, survivor: Option<usize>) {
        self.0.store(survivor.unwrap_or(usize::MAX), Ordering::Relaxed);
    }

    /// Whether the candidates from `first` on are of no interest any more.
    fn comes_before(&self, first: usize) -> bool {
        self.0.load(Ordering::Relaxed) < first
    }
}

impl Stage {
    /// The next of the screening's own rounds for a candidate.
    fn next_round(&mut self) -> Option<Round> {
        let Self::Confirming { candidate, window, screened, .. } = self else {
            return None;
        };
        let seed = window.round_seeds[*screened];
        *screened += 1;
        Some(Round::new(candidate.as_ref().clone(), seed))
    }
}

impl Task<'_> {
    /// Does the work.
    pub(super) fn run(self) -> Report {
        match self {
            Task::Sieve { side, start, sieve, rounds } => {
                Report::Sieved { side, window: start.sieve(sieve, rounds) }
            }
            Task::Screen { side, window, first, screen, best_so_far } => {
                let numbers: Vec<Limbs> =
                    (first..first + screen.batch()).map_while(|index| window.candidate(index)).collect();
                let survivor = screen
                    .first_survivor(&numbers, || !best_so_far.comes_before(first))
                    .map(|index| first + index);
                Report::Screened { side, first, survivor }
            }
            Task::ScreenRounds { sides, rounds, screen } => {
                Report::Confirmed(sides.into_iter().zip(screen.pass_rounds(&rounds)).collect())
            }
            Task::Confirm { side, candidate, window, round } => {
                let seed = window.round_seeds[round];
                let passed = confirm::passes_round(&candidate, window.bits, seed);
                Report::Confirmed(vec![(side, passed)])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{instructions::Instructions, products::Plain, testing::fixed_rng};

    const BITS: u32 = 256;

    /// A hunt on one side, which is sieved.
    fn sieved(sieve: &Sieve) -> PrimeSearch<'_> {
        let start = Start::draw(BITS, &mut fixed_rng(30));
        let mut search = PrimeSearch::new(sieve, BITS, vec![start]);
        let Next::Task(task) = search.next() else { panic!("no window to sieve") };
        search.report(task.run());
        search
    }

    /// Takes the next task and reports, instead of doing it, that the candidate passed or not.
    fn screened(search: &mut PrimeSearch<'_>) -> usize {
        match search.next() {
            Next::Task(Task::Screen { first, .. }) => first,
            _ => panic!("no candidates to screen"),
        }
    }

    fn report(search: &mut PrimeSearch<'_>, first: usize, passed: bool) {
        search.report(Report::Screened { side: 0, first, survivor: passed.then_some(first) });
    }

    #[test]
    fn the_first_of_the_window_that_passes_is_taken_also_if_found_last() {
        let sieve = Sieve::new(BITS, Screen::Scalar(Plain));
        let mut search = sieved(&sieve);
        let [zero, one, two] = std::array::from_fn(|_| screened(&mut search));
        report(&mut search, two, true);
        report(&mut search, zero, false);
        assert!(matches!(search.next(), Next::Wait), "the second may still pass");
        report(&mut search, one, true);
        let Next::Task(Task::Confirm { candidate, window, .. }) = search.next() else {
            panic!("nothing to confirm")
        };
        assert_eq!(Some(candidate.as_ref()), window.candidate(one).as_ref());
    }

    #[test]
    fn candidate_failing_a_round_is_rejected() {
        let sieve = Sieve::new(BITS, Screen::Scalar(Plain));
        let rounds = Rounds::of(BITS).all();
        for failing in 0..=rounds {
            let mut search = sieved(&sieve);
            let first = screened(&mut search);
            report(&mut search, first, true);
            for round in 0..rounds {
                if let Next::Task(Task::Confirm { .. } | Task::ScreenRounds { .. }) = search.next() {
                    search.report(Report::Confirmed(vec![(0, round != failing)]));
                }
            }
            assert!(matches!(search.next(), Next::Finished));
            assert!(search.primes().all(|prime| prime.is_some() == (failing == rounds)));
        }
    }

    #[test]
    fn rounds_side_by_side_wait_for_the_candidates_of_all_sides() {
        let screen = Screen::choose(Instructions::default());
        // Both sides wait for each other where the rounds of both fit into a batch.
        if screen.batch() != 8 {
            return;
        }
        let sieve = Sieve::new(1024, screen);
        let mut rng = fixed_rng(31);
        let starts = (0..2).map(|_| Start::draw(1024, &mut rng)).collect();
        let mut search = PrimeSearch::new(&sieve, 1024, starts);
        for _ in 0..2 {
            let Next::Task(task) = search.next() else { panic!("no window to sieve") };
            search.report(task.run());
        }
        let [zero, one] = std::array::from_fn(|_| screened(&mut search));
        search.report(Report::Screened { side: 0, first: zero, survivor: Some(0) });
        assert!(matches!(search.next(), Next::Task(Task::Confirm { side: 0, .. })));
        assert!(matches!(search.next(), Next::Task(Task::Screen { side: 1, .. })), "alone it waits");
        search.report(Report::Screened { side: 1, first: one, survivor: Some(0) });
        assert!(matches!(search.next(), Next::Task(Task::Confirm { side: 1, .. })));
        let Next::Task(Task::ScreenRounds { sides, rounds, .. }) = search.next() else { panic!("no rounds") };
        assert_eq!(sides, [0, 0, 0, 0, 1, 1, 1, 1]);
        assert_eq!(rounds.len(), 8);
    }

    #[test]
    fn a_composite_that_the_screening_lets_through_is_not_taken() {
        let sieve = Sieve::new(BITS, Screen::Scalar(Plain));
        let mut search = sieved(&sieve);
        // Lets everything through; the first candidate of this window is composite.
        let first = screened(&mut search);
        report(&mut search, first, true);
        while let Next::Task(task) = search.next() {
            search.report(task.run());
        }
        assert!(search.primes().all(|prime| prime.is_none()));
    }

    #[test]
    fn a_window_without_a_prime_comes_to_an_end() {
        let sieve = Sieve::new(BITS, Screen::Scalar(Plain));
        let mut search = sieved(&sieve);
        while let Next::Task(Task::Screen { first, .. }) = search.next() {
            report(&mut search, first, false);
        }
        assert!(matches!(search.next(), Next::Finished));
        assert!(search.primes().all(|prime| prime.is_none()));
    }
}
