//! `Model::Processes` against what may happen to processes: children that crash, a nursery or a server that is killed, and
//! a system that is out of descriptors. The server is this binary with a role, because a test runner has threads.

pub(crate) mod role;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use ostler::{BindError, BlockingConn, Conn, Model, Server, blocking, stream};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit, Signal, kill_process, pidfd_open, prlimit};

use crate::harness::*;
use crate::process::{Process, at_end, talk};

tests![
    a_childs_crash_ends_its_connection_alone,
    what_a_handler_leaves_behind_ends_with_its_child,
    a_panic_outside_of_the_handler_stays_in_the_child,
    children_come_without_threads_or_runtime_only,
    two_services_are_each_served_by_children,
    a_service_beside_children_is_served_in_the_server,
    twenty_children_drain_and_twenty_are_aborted,
    three_hundred_children_at_once,
    a_server_that_ran_once_before_still_hears_its_signal,
    a_handler_in_a_child_stops_the_server,
    without_the_nursery_its_listener_stops_and_others_are_served,
    a_killed_server_leaves_no_process_behind,
    a_stopped_nursery_does_not_hold_up_the_shutdown,
    a_nursery_without_descriptors_serves_when_it_has_some,
    a_stopped_server_goes_on_when_it_is_continued,
];

fn start(options: &str) -> Process {
    Process::start(&format!("{}{options}", role::ROLE), None)
}

/// The number that the server answers to `question`: of the process that serves the client, or of the nursery.
fn ask_pid(client: &mut TcpStream, question: &str) -> Pid {
    client.write_all(format!("{question}\n").as_bytes()).unwrap();
    let mut answer = [0; 9];
    client.read_exact(&mut answer).unwrap();
    Pid::from_raw(std::str::from_utf8(&answer).unwrap().trim().parse().unwrap()).unwrap()
}

/// Waits until the process has ended.
fn wait_gone(pid: Pid) {
    let Ok(watched) = pidfd_open(pid, PidfdFlags::empty()) else { return };
    let limit = Timespec::try_from(HANG).unwrap();
    let ended = rustix::event::poll(&mut [PollFd::new(&watched, PollFlags::IN)], Some(&limit)).unwrap();
    assert_eq!(ended, 1, "process {pid:?} is still there");
}

fn a_childs_crash_ends_its_connection_alone() {
    for style in ["style=blocking", ""] {
        let mut process = start(style);
        let mut other = process.talk("hello\n", "hello\n");
        let mut crash = |line: &str, expected: &str| {
            let mut client = process.talk("hello\n", "hello\n");
            let child = ask_pid(&mut client, "pid");
            match line {
                "killed from outside" => kill_process(child, Signal::KILL).unwrap(),
                line => client.write_all(format!("{line}\n").as_bytes()).unwrap(),
            }
            assert!(at_end(&mut client), "{line}");
            wait_gone(child);
            assert_eq!(process.next_line().trim_start_matches("once "), expected, "{line}");
            talk(&mut other, "still there\n", "still there\n");
        };
        crash("abort", "end crashed: its process was ended by signal 6");
        crash("exit", "end crashed: its process exited");
        crash("exec", "end crashed: its process exited");
        crash("killed from outside", "end crashed: its process was ended by signal 9");
        crash("panic", "end panicked: the handler panicked");
        drop(other);
        process.signal(Signal::TERM);
        assert!(process.report().ends_with("0 aborted, 0 abandoned"));
    }
}

fn what_a_handler_leaves_behind_ends_with_its_child() {
    let mut process = start("style=blocking");
    let mut client = process.talk("hello\n", "hello\n");
    talk(&mut client, "command\n", "hello\n");
    let child = ask_pid(&mut client, "pid");
    client.write_all(b"thread\n").unwrap();
    assert!(at_end(&mut client));
    wait_gone(child);
    // Printed before the fork, and by nobody else again.
    assert_eq!(process.next_line(), "once end completed: the handler completed");
    process.signal(Signal::TERM);
    assert_eq!(process.report(), "0 open: 0 drained, 0 aborted, 0 abandoned");
}

fn a_panic_outside_of_the_handler_stays_in_the_child() {
    for style in ["style=blocking", ""] {
        let mut process = start(style);
        let mut client = process.talk("hello\n", "hello\n");
        client.write_all(b"fail\n").unwrap();
        assert!(at_end(&mut client));
        assert_eq!(process.next_line(), "once end crashed: its process exited");
        process.talk("hello\n", "hello\n");
        process.signal(Signal::TERM);
        let report = process.report();
        assert!(!report.contains("came out of run()"), "{report}");
    }
}

fn children_come_without_threads_or_runtime_only() {
    let check = |expected: &str| {
        let service = stream(|_conn: Conn| async { Ok(()) }).model(Model::processes(1));
        let server = Server::new().serve("tcp://127.0.0.1:0", service).bind().unwrap();
        let address = server.addresses()[0].clone();
        let Err(error @ BindError::CannotFork { .. }) = server.start() else { panic!("forked") };
        let message = error.to_string();
        assert!(message.contains(expected), "{message}");
        // Nothing stays bound.
        let service = blocking(|_conn: &mut BlockingConn| Ok(()));
        let again = Server::new().serve(address, service).bind();
        assert!(again.is_ok(), "{again:?}");
    };
    // The test runner has at least two.
    check("threads already");
    run(async move { check("inside an async runtime") });
}

fn two_services_are_each_served_by_children() {
    let mut process = start("style=blocking second=processes");
    let mut of_first = process.talk("hello\n", "hello\n");
    let mut of_second = process.talk_to(1, "hello\n", "hello\n");
    let nursery = ask_pid(&mut of_first, "nursery");
    assert_eq!(ask_pid(&mut of_second, "nursery"), nursery);
    assert_ne!(ask_pid(&mut of_first, "pid"), ask_pid(&mut of_second, "pid"));
    // The second has room for one child; the first is not held up by who waits for it.
    let mut waiting = process.connect_to(1);
    waiting.write_all(b"waited\n").unwrap();
    process.talk("hello\n", "hello\n");
    assert_eq!(process.next_line(), "once end peer_closed: the peer closed the connection");
    drop(of_second);
    talk(&mut waiting, "", "waited\n");
    drop((of_first, waiting));
    process.signal(Signal::TERM);
    assert!(process.report().ends_with("0 aborted, 0 abandoned"));
}

fn a_service_beside_children_is_served_in_the_server() {
    let process = start("second=tasks");
    let mut of_first = process.talk("hello\n", "hello\n");
    let mut of_second = process.talk_to(1, "hello\n", "hello\n");
    assert_ne!(ask_pid(&mut of_first, "pid"), process.pid());
    assert_eq!(ask_pid(&mut of_second, "pid"), process.pid());
}

fn twenty_children_drain_and_twenty_are_aborted() {
    for style in ["style=blocking", ""] {
        let process = start(style);
        let mut clients: Vec<TcpStream> = (0..20).map(|_| process.talk("hello\n", "hello\n")).collect();
        process.signal(Signal::TERM);
        assert!(clients.iter_mut().all(at_end));
        assert_eq!(last_line(&process.report()), "20 open: 20 drained, 0 aborted, 0 abandoned");

        let process = start(&format!("{style} drain_ms=100"));
        let mut clients: Vec<TcpStream> = (0..20).map(|_| process.talk("hang\n", "ready\n")).collect();
        process.signal(Signal::TERM);
        assert!(clients.iter_mut().all(at_end));
        assert_eq!(last_line(&process.report()), "20 open: 0 drained, 20 aborted, 0 abandoned");
    }
}

fn last_line(report: &str) -> &str {
    report.lines().last().unwrap()
}

fn three_hundred_children_at_once() {
    let process = start("style=blocking");
    let mut clients: Vec<TcpStream> = (0..300).map(|_| process.connect()).collect();
    for (number, client) in clients.iter_mut().enumerate() {
        let line = format!("client {number}\n");
        talk(client, &line, &line);
    }
    drop(clients);
    process.signal(Signal::TERM);
    assert!(process.report().ends_with("0 aborted, 0 abandoned"));
}

fn a_server_that_ran_once_before_still_hears_its_signal() {
    // Whether the signal was lost is a matter of luck, so several tries.
    for _ in 0..5 {
        let process = start("before=run_once");
        let mut clients: Vec<TcpStream> = (0..20).map(|_| process.talk("hello\n", "hello\n")).collect();
        process.signal(Signal::TERM);
        assert!(clients.iter_mut().all(at_end));
        assert_eq!(last_line(&process.report()), "20 open: 20 drained, 0 aborted, 0 abandoned");
    }
}

fn a_handler_in_a_child_stops_the_server() {
    for style in ["style=blocking", ""] {
        let process = start(style);
        let mut idle = process.talk("hello\n", "hello\n");
        let mut asking = process.talk("stop\n", "stopping\n");
        assert!(at_end(&mut idle) && at_end(&mut asking));
        assert_eq!(last_line(&process.report()), "2 open: 2 drained, 0 aborted, 0 abandoned");
    }
}

fn without_the_nursery_its_listener_stops_and_others_are_served() {
    let mut process = start("second=tasks");
    let mut client = process.talk("hello\n", "hello\n");
    let mut other = process.talk_to(1, "hello\n", "hello\n");
    let (nursery, child) = (ask_pid(&mut client, "nursery"), ask_pid(&mut client, "pid"));
    kill_process(nursery, Signal::KILL).unwrap();
    assert!(at_end(&mut client));
    wait_gone(child);
    assert_eq!(process.next_line(), "once end crashed: its process exited");
    // The next client shows that nobody can be served any more; after it the system refuses.
    assert!(at_end(&mut process.connect()));
    while let Ok(mut late) = TcpStream::connect(&process.address) {
        late.set_read_timeout(Some(HANG)).unwrap();
        assert!(at_end(&mut late));
    }
    talk(&mut other, "still there\n", "still there\n");
    process.signal(Signal::TERM);
    assert!(at_end(&mut other));
    assert_eq!(last_line(&process.report()), "1 open: 1 drained, 0 aborted, 0 abandoned");
}

fn a_killed_server_leaves_no_process_behind() {
    let process = start("style=blocking");
    let mut idle = process.talk("hello\n", "hello\n");
    let mut stuck = process.talk("hello\n", "hello\n");
    let left = [ask_pid(&mut idle, "nursery"), ask_pid(&mut idle, "pid"), ask_pid(&mut stuck, "pid")];
    talk(&mut stuck, "hang\n", "ready\n");
    process.signal(Signal::KILL);
    left.into_iter().for_each(wait_gone);
    assert!(at_end(&mut idle) && at_end(&mut stuck));
}

fn a_stopped_nursery_does_not_hold_up_the_shutdown() {
    let process = start("style=blocking drain_ms=100");
    let mut client = process.talk("hello\n", "hello\n");
    let (nursery, child) = (ask_pid(&mut client, "nursery"), ask_pid(&mut client, "pid"));
    talk(&mut client, "hang\n", "ready\n");
    kill_process(nursery, Signal::STOP).unwrap();
    process.signal(Signal::TERM);
    let report = process.report();
    assert_eq!(last_line(&report), "1 open: 0 drained, 0 aborted, 1 abandoned");
    wait_gone(nursery);
    wait_gone(child);
}

fn a_nursery_without_descriptors_serves_when_it_has_some() {
    let mut process = start("style=blocking");
    let mut first = process.talk("hello\n", "hello\n");
    let nursery = ask_pid(&mut first, "nursery");
    // Room for the socket of one more client, and not for the descriptor that watches its child.
    let [watching] = descriptors(nursery, "pidfd")[..] else { panic!("one child") };
    let limit = watching + 1;
    let taken = descriptors(nursery, "").iter().filter(|number| **number < limit).count() as u64;
    let _others: Vec<TcpStream> = (1..limit - taken).map(|_| process.talk("hello\n", "hello\n")).collect();
    let limit = Rlimit { current: Some(limit), maximum: Some(limit) };
    prlimit(Some(nursery), Resource::Nofile, limit).unwrap();
    let mut waiting = process.connect();
    waiting.write_all(b"waited\n").unwrap();
    // Orders are carried out in turn, so who comes now finds no room.
    let mut refused = process.connect();
    assert!(at_end(&mut refused));
    let end = process.next_line();
    assert!(end.starts_with("once end refused"), "{end}");
    talk(&mut first, "still there\n", "still there\n");
    drop(first);
    talk(&mut waiting, "", "waited\n");
    assert_eq!(ask_pid(&mut waiting, "nursery"), nursery);
}

/// The numbers of a process's descriptors of that kind.
fn descriptors(process: Pid, kind: &str) -> Vec<u64> {
    let all =
        std::fs::read_dir(format!("/proc/{}/fd", process.as_raw_nonzero())).unwrap().map(Result::unwrap);
    let of_kind = all.filter(|file| {
        std::fs::read_link(file.path()).is_ok_and(|target| target.to_string_lossy().contains(kind))
    });
    of_kind.map(|file| file.file_name().to_str().unwrap().parse().unwrap()).collect()
}

fn a_stopped_server_goes_on_when_it_is_continued() {
    let process = start("style=blocking");
    let mut client = process.talk("hello\n", "hello\n");
    let nursery = ask_pid(&mut client, "nursery");
    for stopped in [process.pid(), nursery] {
        kill_process(stopped, Signal::STOP).unwrap();
        // Children need neither.
        talk(&mut client, "meanwhile\n", "meanwhile\n");
        kill_process(stopped, Signal::CONT).unwrap();
        process.talk("hello\n", "hello\n");
    }
    drop(client);
    process.signal(Signal::TERM);
    assert!(process.report().ends_with("0 aborted, 0 abandoned"));
}

/// Longer than anything takes, even on a busy machine.
const HANG: Duration = Duration::from_secs(30);
