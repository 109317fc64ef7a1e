//! The pages of the site: the ranked search, a page for every code point and sequence, lists, tools.
//!
//! Each page is whole without a script and is written top to bottom by values that implement `Display`; `frame.rs` puts the same
//! head, search box and foot around all of them. What is not literal goes through `html.rs`.

pub(super) mod address;
pub(super) mod character;
pub(super) mod frame;
mod glyph;
pub(super) mod grid;
pub(super) mod help;
pub(super) mod identify;
pub(super) mod lists;
mod row;
pub(super) mod search;
pub(super) mod settings;
