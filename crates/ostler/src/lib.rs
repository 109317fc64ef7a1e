//! A framework for network servers.
#![deny(unsafe_code)]
