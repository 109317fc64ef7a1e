//! The time on a CPU that a server has had, its child processes included. Read from `/proc`, so on Linux only.

use std::fs;
use std::time::Duration;

/// The CPU time of a process and its descendants, counted in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CpuTime {
    /// That of the threads there are, exact to the nanosecond.
    living: Duration,
    /// That of all threads there ever were and of all children that were waited for, in whole [`TICK`]s.
    all: Duration,
    processes: u32,
}

impl CpuTime {
    /// What process `pid` and its descendants have used until now.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let mut nanoseconds = 0;
        let mut all_ticks = 0;
        let family = family(pid);
        for &process in &family {
            // Any process but the first, and any thread, may end between the listing and the look at it.
            let stat = fs::read_to_string(format!("/proc/{process}/stat"));
            let Some(ticks) = stat.ok().and_then(|stat| ticks(&stat)) else {
                if process == pid {
                    return None;
                }
                continue;
            };
            all_ticks += ticks;
            let Ok(tasks) = fs::read_dir(format!("/proc/{process}/task")) else { continue };
            for task in tasks.flatten() {
                let Ok(text) = fs::read_to_string(task.path().join("schedstat")) else { continue };
                nanoseconds += text.split_whitespace().next()?.parse::<u64>().ok()?;
            }
        }
        let processes = u32::try_from(family.len()).ok()?;
        Some(Self { living: Duration::from_nanos(nanoseconds), all: TICK * all_ticks, processes })
    }

    /// What was used since `earlier`: exact, unless threads and processes that ended since had a share of it that can be
    /// seen.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        let living = self.living.saturating_sub(earlier.living);
        let all = self.all.saturating_sub(earlier.all);
        // User and system time of each process are rounded to a tick, at both readings.
        let rounding = 2 * TICK * self.processes.max(earlier.processes);
        if all > living + rounding { all } else { living }
    }
}

/// `pid` and its descendants. Not every kernel lists the children of a process, so all processes are asked for their parent.
fn family(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return vec![pid] };
    let numbers = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parents: Vec<(u32, u32)> = numbers
        .filter_map(|process| {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            Some((process, fields(&stat)?.nth(1)?.parse().ok()?))
        })
        .collect();
    let mut family = vec![pid];
    let mut asked = 0;
    while asked < family.len() {
        let parent = family[asked];
        family.extend(parents.iter().filter(|(_, its)| *its == parent).map(|(process, _)| *process));
        asked += 1;
    }
    family
}

/// The ticks of the process and of the children it has waited for: fields 14 to 17 of `/proc/PID/stat`.
fn ticks(stat: &str) -> Option<u32> {
    let mut numbers = fields(stat)?.skip(11).map(|field| field.parse::<u32>().ok());
    (0..4).try_fold(0_u32, |sum, _| sum.checked_add(numbers.next()??))
}

/// The fields of `/proc/PID/stat` from the third on: behind the name, which may hold anything.
fn fields(stat: &str) -> Option<impl Iterator<Item = &str>> {
    Some(stat.rsplit_once(')')?.1.split_whitespace())
}

/// The unit of times in `/proc/PID/stat`, a hundredth of a second on every Linux there is.
const TICK: Duration = Duration::from_millis(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernel_tells_about_this_very_process() {
        assert!(CpuTime::of(std::process::id()).is_some());
        assert!(family(std::process::id()).contains(&std::process::id()));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn children_belong_to_the_family() {
        let mut child =
            std::process::Command::new("cat").stdin(std::process::Stdio::piped()).spawn().unwrap();
        let is_known = family(std::process::id()).contains(&child.id());
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(is_known);
    }

    #[test]
    fn threads_that_ended_are_counted_by_the_coarse_clock() {
        let time = |living, all, processes| CpuTime {
            living: Duration::from_millis(living),
            all: Duration::from_millis(all),
            processes,
        };
        assert_eq!(time(133, 150, 1).since(time(33, 40, 1)), Duration::from_millis(100));
        assert_eq!(time(40, 150, 1).since(time(33, 40, 1)), Duration::from_millis(110));
        assert_eq!(time(0, 50, 1).since(time(33, 40, 1)), Duration::ZERO);
        // With many processes the coarse clock says little, and the exact one must do.
        assert_eq!(time(133, 200, 50).since(time(33, 40, 50)), Duration::from_millis(100));
    }

    #[test]
    fn ticks_are_found_behind_any_name() {
        assert_eq!(ticks("7 (a) 1 b) S 1 2 3 4 5 6 7 8 9 10 30 12 7 1 20"), Some(50));
        assert_eq!(ticks("7 (a) 1 b) S 1 2 3 4 5 6 7 8 9 10 30 12"), None);
        assert_eq!(ticks("7 (a) S 1"), None);
        assert_eq!(ticks(""), None);
    }

    #[test]
    fn nothing_is_told_about_a_process_that_is_not() {
        assert_eq!(CpuTime::of(u32::MAX), None);
    }
}
