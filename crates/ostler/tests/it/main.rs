//! The framework as its users see it, in one binary. With a role in its environment the binary is not a test runner but
//! the server under test, in a process of its own: for signals and descriptor limits.

#![allow(clippy::unwrap_used, reason = "this is a test; clippy sees one only under the standard harness")]

mod blocking;
mod cells;
mod client;
mod conversation;
mod datagram;
mod datagram_life;
mod datagram_protocol;
mod deadlines;
mod drain;
mod forked;
mod harness;
mod hooks;
mod http;
mod idle;
mod life;
mod limits;
mod listening;
mod process;
mod processes;
mod protocol;
mod role;
mod streams;
mod stress;
mod tasks;
mod unix_path;
mod unix_race;
mod verbs;

use libtest_mimic::{Arguments, Trial};

fn main() {
    if let Some(role) = std::env::var_os(role::VARIABLE) {
        harness::silence_wanted_panics();
        role::serve(&role.into_string().expect("roles are ASCII"));
        return;
    }
    harness::silence_wanted_panics();
    let mut trials = Vec::new();
    for (module, tests) in [
        ("blocking", blocking::TESTS),
        ("client", client::TESTS),
        ("conversation", conversation::TESTS),
        ("datagram", datagram::TESTS),
        ("datagram_life", datagram_life::TESTS),
        ("datagram_protocol", datagram_protocol::TESTS),
        ("deadlines", deadlines::TESTS),
        ("drain", drain::TESTS),
        ("hooks", hooks::TESTS),
        ("http", http::TESTS),
        ("idle", idle::TESTS),
        ("life", life::TESTS),
        ("limits", limits::TESTS),
        ("listening", listening::TESTS),
        ("process", process::TESTS),
        ("streams::closing", streams::closing::TESTS),
        ("streams::reading", streams::reading::TESTS),
        ("streams::writing", streams::writing::TESTS),
        ("tasks", tasks::TESTS),
        ("processes", processes::TESTS),
        ("unix_path", unix_path::TESTS),
        ("verbs", verbs::TESTS),
        ("unix_race", unix_race::TESTS),
        ("protocol", protocol::order::TESTS),
        ("protocol", protocol::failing::TESTS),
        ("protocol", protocol::ending::TESTS),
        ("protocol", protocol::writing::TESTS),
        ("protocol", protocol::flow::TESTS),
        ("protocol", protocol::reading::TESTS),
    ] {
        for (name, test) in tests {
            trials.push(Trial::test(format!("{module}::{name}"), move || {
                test();
                Ok(())
            }));
        }
    }
    trials.extend(cells::trials());
    trials.extend(forked::trials());
    // Too long for every run; `-- --ignored` runs these alone.
    for (module, tests) in [("stress", stress::LONG_TESTS), ("unix_race", unix_race::LONG_TESTS)] {
        for (name, test) in tests {
            let test = Trial::test(format!("{module}::{name}"), move || {
                test();
                Ok(())
            });
            trials.push(test.with_ignored_flag(true));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
