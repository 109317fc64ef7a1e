//! What is found so far in other languages, by item and language.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::{Field, Item, Language};

/// The best text of each item in each language.
pub(super) type FoundIn = Found<(Item, Language), Best>;

/// A map whose keys come from the tables, and not from whoever asks: they need not be kept from colliding.
pub(super) type Found<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// A set of such keys.
pub(super) type Known<K> = HashSet<K, BuildHasherDefault<Mixer>>;

/// How good a text is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    pub(super) worth: u16,
    pub(super) field: Field,
}

/// Mixes small numbers, in a tenth of the time of the hasher of the standard library; a search can have thousands of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(ROTATED_BITS) ^ number).wrapping_mul(FACTOR);
    }
}

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        // A map takes the low bits, and the high ones are mixed best.
        self.0.rotate_left(FINISHED_BITS)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.mix(u64::from(*byte)));
    }

    fn write_u8(&mut self, number: u8) {
        self.mix(u64::from(number));
    }

    fn write_u16(&mut self, number: u16) {
        self.mix(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn write_isize(&mut self, number: isize) {
        self.mix(number as u64);
    }
}

const ROTATED_BITS: u32 = 5;
const FINISHED_BITS: u32 = 26;
/// An odd number without a pattern in its bits.
const FACTOR: u64 = 0x51_7C_C1_B7_27_22_0A_95;

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::Hash;

    #[test]
    fn keys_of_the_tables_seldom_collide() {
        let hash = |key: (Item, Language)| {
            let mut mixer = Mixer::default();
            key.hash(&mut mixer);
            mixer.finish()
        };
        let items = ('\u{1F300}'..'\u{1F700}').map(Item::Char);
        let keys: Vec<_> = items.flat_map(|item| Language::all().take(20).map(move |l| (item, l))).collect();
        let places: HashSet<u64> = keys.iter().map(|key| hash(*key) & 0xF_FFFF).collect();
        assert!(places.len() * 10 > keys.len() * 9, "{} of {}", places.len(), keys.len());
    }
}
