//! `Model::Tasks`: the caller's runtime, or one of the server's own.

use std::io;
use std::os::unix::net::UnixStream;
use std::panic::catch_unwind;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

use super::Placement;
use crate::server::BindError;

/// The runtime that tasks run on; owned only where the caller had none.
#[derive(Debug)]
pub(crate) struct TaskRuntime {
    handle: Handle,
    owned: Option<Runtime>,
}

impl TaskRuntime {
    pub(crate) fn current_or_new() -> Result<TaskRuntime, BindError> {
        if let Ok(handle) = Handle::try_current() {
            check_drivers()?;
            return Ok(TaskRuntime { handle, owned: None });
        }
        let runtime = Builder::new_multi_thread()
            .thread_name("ostler-tasks")
            .enable_all()
            .build()
            .map_err(BindError::Runtime)?;
        Ok(TaskRuntime { handle: runtime.handle().clone(), owned: Some(runtime) })
    }

    pub(crate) fn placement(&self) -> Placement {
        Placement::new([self.handle.clone()])
    }

    /// Joins the threads of an owned runtime, for at most `patience`: a handler that loops cannot be stopped.
    pub(crate) fn shutdown(self, patience: Duration) {
        if let Some(runtime) = self.owned {
            runtime.shutdown_timeout(patience);
        }
    }
}

/// Whether the current runtime has what every connection needs. Without it, acceptors and handlers would panic one by one
/// while the server seems to run; tokio can only be asked by trying.
fn check_drivers() -> Result<(), BindError> {
    let (probe, _other) = UnixStream::pair().map_err(BindError::Runtime)?;
    let tried = catch_unwind(|| {
        drop(tokio::time::sleep(Duration::ZERO));
        crate::sys::register(probe.into())
    });
    match tried {
        Ok(registered) => registered.map(drop).map_err(BindError::Runtime),
        Err(_panic) => Err(BindError::Runtime(io::Error::other(
            "the current tokio runtime lacks its I/O or time driver: build it with enable_all()",
        ))),
    }
}
