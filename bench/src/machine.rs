//! The machine a report was made on, and what the kernel tells about a process. Read from `/proc`, so on Linux only.
//!
//! Where the kernel tells nothing the answer is `None`, which a report shows as a dash.

use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

/// One line for the head of a report.
pub(crate) fn describe() -> String {
    let cores =
        thread::available_parallelism().map_or_else(|_| "unknown".to_owned(), |cores| cores.to_string());
    let cpu = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| field(&text, "model name").map(str::to_owned));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "Machine: {cores} cores, {}, {} {}. Release build; medians of interleaved rounds.",
        cpu.as_deref().unwrap_or("unknown CPU"),
        std::env::consts::OS,
        kernel.trim(),
    )
}

/// The time on a CPU that a process has had, counted in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CpuTime {
    /// That of the threads there are, exact to the nanosecond.
    living: Duration,
    /// That of all threads there ever were, in whole [`TICK`]s.
    all: Duration,
}

impl CpuTime {
    /// What process `pid` has used until now.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let mut nanoseconds = 0;
        for task in fs::read_dir(format!("/proc/{pid}/task")).ok()? {
            // A thread may end between the listing and the look at it.
            let Ok(text) = fs::read_to_string(task.ok()?.path().join("schedstat")) else { continue };
            nanoseconds += text.split_whitespace().next()?.parse::<u64>().ok()?;
        }
        let ticks = ticks(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?;
        Some(Self { living: Duration::from_nanos(nanoseconds), all: TICK * ticks })
    }

    /// What was used since `earlier`: exact, unless threads that ended since had a share of it that can be seen.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        let living = self.living.saturating_sub(earlier.living);
        let all = self.all.saturating_sub(earlier.all);
        // Each of the two readings is rounded to a tick.
        if all > living + 2 * TICK { all } else { living }
    }
}

/// User and system time in `/proc/PID/stat`: fields 14 and 15, counted behind the name, which may hold anything.
fn ticks(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    next()?.checked_add(next()?)
}

/// The resident memory of process `pid` in bytes, pages of its program file included.
pub(crate) fn resident_bytes(pid: u32) -> Option<f64> {
    status_bytes(pid, "VmRSS")
}

/// The part of [`resident_bytes`] that is the process's own.
pub(crate) fn anonymous_bytes(pid: u32) -> Option<f64> {
    status_bytes(pid, "RssAnon")
}

pub(crate) fn file_bytes(path: &Path) -> Option<f64> {
    fs::metadata(path).ok().map(|metadata| metadata.len() as f64)
}

fn status_bytes(pid: u32, name: &str) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let kibibytes: f64 = field(&text, name)?.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// The value in a line `name: value`.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// The unit of times in `/proc/PID/stat`, a hundredth of a second on every Linux there is.
const TICK: Duration = Duration::from_millis(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let text = "VmRSSx:\t1 kB\nVmRSS:\t  20 kB\nno colon\n";
        assert_eq!(field(text, "VmRSS"), Some("20 kB"));
        assert_eq!(field(text, "Vm"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernel_tells_about_this_very_process() {
        let pid = std::process::id();
        assert!(CpuTime::of(pid).is_some());
        assert!(resident_bytes(pid) >= anonymous_bytes(pid) && anonymous_bytes(pid).is_some());
    }

    #[test]
    fn threads_that_ended_are_counted_by_the_coarse_clock() {
        let time =
            |living, all| CpuTime { living: Duration::from_millis(living), all: Duration::from_millis(all) };
        assert_eq!(time(133, 150).since(time(33, 40)), Duration::from_millis(100));
        assert_eq!(time(40, 150).since(time(33, 40)), Duration::from_millis(110));
        assert_eq!(time(0, 50).since(time(33, 40)), Duration::ZERO);
    }

    #[test]
    fn ticks_are_found_behind_any_name() {
        assert_eq!(ticks("7 (a) 1 b) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0"), Some(42));
        assert_eq!(ticks("7 (a) S 1"), None);
        assert_eq!(ticks(""), None);
    }

    #[test]
    fn nothing_is_told_about_a_process_that_is_not() {
        assert_eq!(CpuTime::of(u32::MAX), None);
        assert_eq!(resident_bytes(u32::MAX), None);
    }
}
