//! `cargo xtask relevance`: how often charfinder finds the character that people mean.

mod set;
