//! `Model::Tasks`: the caller's runtime, or one of the server's own.

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
