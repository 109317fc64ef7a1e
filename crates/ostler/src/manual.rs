//! The manual: pages for whoever decides or wants to get something done. The reference is at the items themselves.
//!
//! This module holds nothing but its pages, so it exists in the documentation and in tests of the pages only.

#[expect(unused_imports, reason = "what the pages link to")]
use crate::*;

#[doc = include_str!("../manual/choosing_a_model.md")]
pub mod choosing_a_model {}

#[doc = include_str!("../manual/choosing_a_style.md")]
pub mod choosing_a_style {}

#[doc = include_str!("../manual/clients.md")]
pub mod clients {}

#[doc = include_str!("../manual/coming_from_python.md")]
pub mod coming_from_python {}

#[doc = include_str!("../manual/datagrams.md")]
pub mod datagrams {}

#[doc = include_str!("../manual/processes.md")]
pub mod processes {}

#[doc = include_str!("../manual/protocols.md")]
pub mod protocols {}

#[doc = include_str!("../manual/streams.md")]
pub mod streams {}

#[doc = include_str!("../manual/testing.md")]
pub mod testing {}

#[doc = include_str!("../manual/unix_sockets.md")]
pub mod unix_sockets {}

#[doc = include_str!("../manual/where_ostler_differs.md")]
pub mod where_ostler_differs {}
