//! The event loops, threads and the nursery that the services of a server run on.

use std::sync::Arc;
use std::time::Duration;

use super::error::BindError;
use crate::model::{Model, Nursery, PerCoreLoops, Placement, Runner, TaskRuntime, ThreadSet};

/// The event loops and threads of all services, made as they are asked for.
#[derive(Default)]
pub(super) struct Loops {
    tasks: Option<TaskRuntime>,
    per_core: Vec<PerCoreLoops>,
    serial: Vec<PerCoreLoops>,
    /// Accepts for services whose conversations run elsewhere, and drives the I/O of those in threads.
    driver: Option<PerCoreLoops>,
    threads: Arc<ThreadSet>,
    detached_threads: Arc<ThreadSet>,
    nursery: Option<Arc<Nursery>>,
}

impl Loops {
    pub(super) fn new(nursery: Option<Arc<Nursery>>) -> Loops {
        Loops { nursery, ..Loops::default() }
    }

    pub(super) fn runner(&mut self, model: Model) -> Result<Runner, BindError> {
        let threads = Arc::clone(&self.threads);
        Ok(match model {
            Model::Tasks => {
                if self.tasks.is_none() {
                    self.tasks = Some(TaskRuntime::current_or_new()?);
                }
                let placement = self.tasks.as_ref().expect("made just above").placement();
                Runner::Loops { placement, threads }
            }
            Model::PerCore { workers } => {
                let known = self.per_core.iter().find(|loops| loops.worker_count() == workers);
                let placement = match known {
                    Some(loops) => loops.placement(),
                    None => started(&mut self.per_core, PerCoreLoops::start(workers, "core")?),
                };
                Runner::Loops { placement, threads }
            }
            Model::Serial => Runner::serial(started(&mut self.serial, PerCoreLoops::start(1, "serial")?)),
            Model::Threads { detached, .. } => {
                let threads = if detached { Arc::clone(&self.detached_threads) } else { threads };
                Runner::Threads { driver: self.driver()?, threads }
            }
            Model::Processes { .. } => {
                let nursery =
                    self.nursery.clone().expect("forked before anything else for who wants processes");
                Runner::Processes { driver: self.driver()?, nursery }
            }
        })
    }

    fn driver(&mut self) -> Result<Placement, BindError> {
        if self.driver.is_none() {
            let driver = PerCoreLoops::start(1, "driver")?;
            let placement = driver.placement();
            self.driver = Some(driver);
            if let Some(nursery) = &self.nursery {
                let _on_the_driver = placement.acceptor_handle(0).enter();
                nursery.listen().map_err(BindError::Runtime)?;
            }
        }
        Ok(self.driver.as_ref().expect("made just above").placement())
    }

    /// Ends and joins everything but detached threads, each for at most `patience`.
    pub(super) fn shutdown(self, patience: Duration) {
        self.threads.join(patience);
        if let Some(nursery) = self.nursery {
            nursery.join(patience);
        }
        if let Some(tasks) = self.tasks {
            tasks.shutdown(patience);
        }
        for loops in self.per_core.into_iter().chain(self.serial).chain(self.driver) {
            loops.shutdown(patience);
        }
    }
}

fn started(all: &mut Vec<PerCoreLoops>, loops: PerCoreLoops) -> Placement {
    let placement = loops.placement();
    all.push(loops);
    placement
}
