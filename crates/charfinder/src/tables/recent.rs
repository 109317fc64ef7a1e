//! What is dear to make and was asked for lately.

use std::sync::{Arc, Mutex, PoisonError};

/// Keeps what was used last, up to a number.
#[derive(Debug)]
pub(crate) struct Recent<K, V: ?Sized> {
    /// The latest at the end.
    kept: Mutex<Vec<(K, Arc<V>)>>,
    max: usize,
}

impl<K: PartialEq, V: ?Sized> Recent<K, V> {
    pub(crate) fn new(max: usize) -> Self {
        Self { kept: Mutex::default(), max }
    }

    /// What `key` stands for; `make` makes it where it is not kept. Nobody else has to wait for that, so that two who ask at the same time
    /// can both make it.
    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> Option<Arc<V>>) -> Option<Arc<V>> {
        if let Some(value) = self.find(&key) {
            return Some(value);
        }
        let made = make()?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.iter().any(|(known, _)| *known == key) {
            if kept.len() >= self.max {
                kept.remove(0);
            }
            kept.push((key, Arc::clone(&made)));
        }
        Some(made)
    }

    fn find(&self, key: &K) -> Option<Arc<V>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == key)?;
        kept[at..].rotate_left(1);
        kept.last().map(|(_, value)| Arc::clone(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_last_is_kept() {
        let recent: Recent<u8, u8> = Recent::new(2);
        let asked = |key: u8| {
            let mut is_made = false;
            let value = recent.get(key, || {
                is_made = true;
                Some(Arc::new(key))
            });
            assert_eq!(value.as_deref(), Some(&key));
            is_made
        };
        assert!(asked(1) && asked(2));
        assert!(!asked(1));
        assert!(asked(3));
        assert!(!asked(1) && !asked(3) && asked(2) && asked(1));
        assert!(recent.get(9, || None).is_none());
    }
}
