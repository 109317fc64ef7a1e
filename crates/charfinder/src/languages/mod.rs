//! Keywords.
pub(crate) const COUNT: u8 = crate::language::list::ENTRIES.len() as u8;
