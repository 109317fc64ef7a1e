//! How a target is run: each text under a limit of time, each failure with what replays it.
//!
//! A run tries a fixed number of texts from a fixed seed. With `FUZZ_SECONDS` in the environment each target goes on so long, from a
//! seed of its own that it prints; with `SEED` it starts there, and with `CASE` as well that one text alone is tried.

use std::env;
use std::str::FromStr;
use std::time::{Duration, Instant, SystemTime};

use crate::corpus::CORPUS;
use crate::mutate::mutated;
use crate::random::Random;

/// What the time of a case is measured by.
#[derive(Clone, Copy)]
pub(crate) enum Clock {
    /// What this thread has worked, which does not depend on what else the machine does.
    Thread,
    /// What passes, for work that is done elsewhere; such limits are generous.
    Wall,
}

impl Clock {
    fn now(self, start: Instant) -> Duration {
        match self {
            Self::Thread => worked().unwrap_or_else(|| start.elapsed()),
            Self::Wall => start.elapsed(),
        }
    }
}

/// The time for which this thread has been on a processor, where the system tells.
fn worked() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// What is to be tried.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// How many texts a usual run tries.
    pub(crate) cases: u64,
    /// The longest that a short text may take, and each thousand bytes of a longer one besides; unoptimized, on a slow machine.
    pub(crate) time_max: Duration,
    pub(crate) time_max_each_thousand: Duration,
    pub(crate) clock: Clock,
}

impl Target {
    /// Puts texts through `check`, which panics where something is wrong. What it draws from the generator is the same on each try.
    pub(crate) fn fuzz(&self, mut check: impl FnMut(&[u8], &mut Random)) {
        let seconds: Option<u64> = asked("FUZZ_SECONDS");
        let seed = asked("SEED").unwrap_or_else(|| if seconds.is_some() { of_the_clock() } else { SEED });
        if let Some(case) = asked("CASE") {
            let time = self.run_case(seed, case, &mut check);
            let text = mutated(&mut of_case(seed, case));
            println!("{}: it took {time:?}: {}", self.name, told(&text));
            return;
        }
        // What is made at first use is made here, where no clock runs.
        for text in CORPUS.iter() {
            let shown = Shown { target: self.name, what: "the corpus".to_owned(), text };
            check(text, &mut Random::new(seed));
            drop(shown);
        }
        let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        let (mut case, mut slowest) = (0, (Duration::ZERO, 0));
        while end.map_or(case < self.cases, |end| Instant::now() < end) {
            slowest = slowest.max((self.run_case(seed, case, &mut check), case));
            case += 1;
        }
        let (time, slow) = slowest;
        println!("{}: {case} texts from SEED={seed}; the slowest, CASE={slow}, took {time:?}", self.name);
    }

    /// Tries a text, and says how long it took.
    fn run_case(&self, seed: u64, case: u64, check: &mut impl FnMut(&[u8], &mut Random)) -> Duration {
        let mut random = of_case(seed, case);
        let text = mutated(&mut random);
        let shown = Shown { target: self.name, what: format!("SEED={seed} CASE={case}"), text: &text };
        let thousands = u32::try_from(text.len() / 1000).unwrap();
        let limit = self.time_max + self.time_max_each_thousand * thousands;
        let mut fastest = Duration::MAX;
        // A busy machine makes one try slow, but not each.
        for _ in 0..TRIES {
            let started = Instant::now();
            let before = self.clock.now(started);
            check(&text, &mut random.clone());
            fastest = fastest.min(self.clock.now(started).saturating_sub(before));
            if fastest <= limit {
                break;
            }
        }
        assert!(fastest <= limit, "{} bytes took {fastest:?}, and {limit:?} are allowed", text.len());
        drop(shown);
        fastest
    }
}

/// Tells the text when its case fails.
struct Shown<'a> {
    target: &'static str,
    what: String,
    text: &'a [u8],
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{} fails with {}: {}", self.target, self.what, told(self.text));
        }
    }
}

fn told(text: &[u8]) -> String {
    let escaped = text.escape_ascii().to_string();
    format!("{} bytes: {}", text.len(), &escaped[..escaped.len().min(SHOWN_BYTES_MAX)])
}

fn of_case(seed: u64, case: u64) -> Random {
    Random::new(seed ^ case.wrapping_mul(0x2545_F491_4F6C_DD1D))
}

fn asked<T: FromStr>(name: &str) -> Option<T> {
    let value = env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is to be a number, not {value}")))
}

fn of_the_clock() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    u64::from(since.subsec_nanos()) ^ since.as_secs()
}

/// The seed of a usual run.
const SEED: u64 = 18;
/// How often a text is tried that takes too long.
const TRIES: usize = 4;
/// So much of a text is printed; the seed gives the rest.
const SHOWN_BYTES_MAX: usize = 2000;
