//! The embedded tables, and what is refused.

use super::*;

/// Leaked, because tables are read in place.
fn changed(change: impl FnOnce(&mut Vec<u8>)) -> Result<PropertyTable, TableError<Section>> {
    let mut bytes = BYTES.to_vec();
    change(&mut bytes);
    PropertyTable::check(bytes.leak())
}

#[test]
fn the_embedded_tables_are_well_formed() {
    let table = PropertyTable::check(BYTES).unwrap();
    assert_eq!(table.decomposition(0x2460), Some((6, "1")));
    assert_eq!(table.number(0x0F33), Some("-1/2"));
    for nothing in [0, 0x61, 0x10_FFFF, u32::MAX] {
        assert_eq!((table.decomposition(nothing), table.number(nothing)), (None, None));
    }
}

#[test]
fn skeletons_are_found_from_both_sides() {
    let table = property_table();
    for (skeleton, c) in table.skeletons() {
        let c = char::from_u32(c).unwrap();
        assert_eq!(table.skeleton(c), Some(skeleton));
        assert!(table.with_skeleton(skeleton).any(|other| other == c), "{c:?}");
    }
    assert_eq!(table.with_skeleton("no character has this").count(), 0);
}

#[test]
fn damaged_tables_are_refused() {
    assert!(matches!(changed(|bytes| bytes[0] = b'X'), Err(TableError::Magic)));
    assert!(matches!(changed(|bytes| bytes[8] = 99), Err(TableError::Format { found: 99 })));
    assert!(matches!(changed(|bytes| bytes.truncate(1000)), Err(TableError::Short)));
    // Whatever byte of the header or of the entries is changed, nothing panics.
    for at in 0..160 {
        let _ = changed(|bytes| bytes[at] ^= 0x41);
    }
}
