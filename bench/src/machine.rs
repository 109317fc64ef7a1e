//! The machine a report was made on, and what the kernel tells about a process. Read from `/proc`, so on Linux only.
//!
//! Where the kernel tells nothing the answer is `None`, which a report shows as a dash.

use std::path::Path;
use std::{fs, thread};

/// One line for the head of a report of medians.
pub(crate) fn describe() -> String {
    format!("{} Release build; medians of interleaved rounds.", machine())
}

/// The same for a report of best rounds.
pub(crate) fn describe_best() -> String {
    format!(
        "{} Build for distribution. The machine is shared: in process each query counts with the best of its rounds.",
        machine()
    )
}

fn machine() -> String {
    let cores =
        thread::available_parallelism().map_or_else(|_| "unknown".to_owned(), |cores| cores.to_string());
    let cpu = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| field(&text, "model name").map(str::to_owned));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "Machine: {cores} cores, {}, {} {}.",
        cpu.as_deref().unwrap_or("unknown CPU"),
        std::env::consts::OS,
        // What a distribution adds behind a dash says nothing about speed.
        kernel.split(['-', '\n']).next().unwrap_or_default(),
    )
}

/// The resident memory of process `pid` in bytes, pages of its program file included.
pub(crate) fn resident_bytes(pid: u32) -> Option<f64> {
    status_bytes(pid, "VmRSS")
}

/// The most that [`resident_bytes`] ever was.
pub(crate) fn resident_peak_bytes(pid: u32) -> Option<f64> {
    status_bytes(pid, "VmHWM")
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
        assert!(resident_bytes(pid) >= anonymous_bytes(pid) && anonymous_bytes(pid).is_some());
    }

    #[test]
    fn nothing_is_told_about_a_process_that_is_not() {
        assert_eq!(resident_bytes(u32::MAX), None);
    }
}
