//! Find Unicode characters by the words of their names.
#![forbid(unsafe_code)]
