//! Typed values attached to a connection: one value for each type.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Typed values that travel with a connection, one for each type; cloning shares them.
///
/// HTTP handlers find the same object among their request's extensions.
///
/// ```
/// # use ostler::Extensions;
/// #[derive(Clone, PartialEq, Debug)]
/// struct User(String);
///
/// let extensions = Extensions::default();
/// assert_eq!(extensions.insert(User("ada".into())), None);
/// assert_eq!(extensions.find::<User>(), Some(User("ada".into())));
/// ```
#[derive(Clone, Default)]
pub struct Extensions {
    values: Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>>,
}

impl Extensions {
    /// Attaches `value` and returns the value of that type that stood there.
    pub fn insert<T: Send + Sync + 'static>(&self, value: T) -> Option<T> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let old = values.insert(TypeId::of::<T>(), Box::new(value))?;
        old.downcast().ok().map(|old| *old)
    }

    /// A clone of the attached value of this type.
    #[must_use]
    pub fn find<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.get(&TypeId::of::<T>()).and_then(|value| value.downcast_ref()).cloned()
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("Extensions").field("count", &values.len()).finish()
    }
}
