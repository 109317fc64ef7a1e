//! The only unsafe code of the framework. Each file wraps one system operation in a safe function or an owning
//! type; `unsafe` stands nowhere else (`lib.rs` denies it, and `xtask tidy` looks for it).
#![allow(unsafe_code)]

mod event_fd;
mod fork;
mod inherited;
mod recv;
mod shared_words;
mod signal_watch;
mod socket_option;
mod standard_output;

pub(crate) use self::event_fd::{register, register_for};
pub(crate) use self::fork::{
    ExitOnUnwind, Forked, SingleThreaded, exit_now, fork, heed_stop_signals, ignore_stop_signals,
    reset_signals,
};
pub(crate) use self::inherited::{FIRST_INHERITED, take_inherited};
pub(crate) use self::recv::recv_into;
pub(crate) use self::shared_words::SharedWords;
pub(crate) use self::signal_watch::SignalWatch;
pub(crate) use self::socket_option::clear_option;
pub use self::standard_output::is_stdout_missing;
