//! What became of the connections that were open when a drain began.

use std::fmt;

use crate::ConnectionEnd;

/// What became of the connections that were open when the drain began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Connections open when the drain began.
    pub open: u32,
    /// Of these, ended before they were aborted, in whatever way.
    pub drained: u32,
    /// Of these, aborted at the deadline or by a second signal.
    pub aborted: u32,
    /// Of these, still running when the server stopped, or lost with the runtime they ran on.
    pub abandoned: u32,
}

impl ShutdownReport {
    /// Whether each open connection is accounted for, exactly once.
    pub fn adds_up(&self) -> bool {
        let sum = u64::from(self.drained) + u64::from(self.aborted) + u64::from(self.abandoned);
        sum == u64::from(self.open)
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { open, drained, aborted, abandoned } = self;
        write!(f, "{open} open: {drained} drained, {aborted} aborted, {abandoned} abandoned")
    }
}

/// Counts the ends of connections from the beginning of a drain.
#[derive(Clone, Debug)]
pub struct ShutdownTally {
    report: ShutdownReport,
}

impl ShutdownTally {
    /// A drain begins with `open` connections.
    pub fn new(open: u32) -> Self {
        Self { report: ShutdownReport { open, ..ShutdownReport::default() } }
    }

    /// One of the open connections ended.
    ///
    /// [`DrainAborted`](ConnectionEnd::DrainAborted) is counted as aborted, [`Abandoned`](ConnectionEnd::Abandoned) as
    /// abandoned: its handler was lost with the runtime it ran on. Everything else is drained. What still runs is for
    /// [`finish`](Self::finish).
    pub fn handle_end(&mut self, end: &ConnectionEnd) {
        match end {
            ConnectionEnd::Abandoned => self.report.abandoned = self.report.abandoned.saturating_add(1),
            ConnectionEnd::DrainAborted => self.report.aborted = self.report.aborted.saturating_add(1),
            _ => self.report.drained = self.report.drained.saturating_add(1),
        }
    }

    /// The report of a server that stopped while `still_open` of the connections were running.
    pub fn finish(mut self, still_open: u32) -> ShutdownReport {
        self.report.abandoned = self.report.abandoned.saturating_add(still_open);
        self.report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_adds_up_to_what_was_open() {
        let mut tally = ShutdownTally::new(5);
        tally.handle_end(&ConnectionEnd::Completed);
        tally.handle_end(&ConnectionEnd::Panicked);
        tally.handle_end(&ConnectionEnd::DrainAborted);
        tally.handle_end(&ConnectionEnd::Abandoned);
        let report = tally.finish(1);
        assert_eq!(report, ShutdownReport { open: 5, drained: 2, aborted: 1, abandoned: 2 });
        assert!(report.adds_up());
        assert_eq!(report.to_string(), "5 open: 2 drained, 1 aborted, 2 abandoned");
    }

    #[test]
    fn a_connection_that_was_lost_shows() {
        assert!(!ShutdownTally::new(2).finish(1).adds_up());
        assert!(!ShutdownTally::new(0).finish(1).adds_up());
        assert!(ShutdownReport::default().adds_up());
        let overflow = ShutdownReport { open: 0, drained: u32::MAX, aborted: 1, abandoned: 0 };
        assert!(!overflow.adds_up());
    }
}
