//! Processes, threads and the system's limits on them: the rows H13 to H17, and one on descriptors. Each check runs in a process of its own, this
//! binary with a role, because children are forked from a process without threads and a limit holds for a whole process.

use std::collections::HashSet;
use std::fs;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use ostler::{
    Address, BlockingConn, BlockingStream, Datagram, Model, Server, ServerHandle, blocking,
    blocking_datagram, connect_blocking, connect_datagram_blocking,
};
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};

use crate::cells::children_of;
use crate::harness::{SHORT, fresh_socket_path, tests};
use crate::role;

tests![
    g6_descriptors_above_1024_are_served,
    h3_a_child_that_exits_is_a_crash_and_no_error,
    h13_without_threads_clients_are_refused_and_later_ones_served,
    h13_without_processes_clients_wait,
    h14_a_child_serves_and_its_parent_stays_as_it_was,
    h15_children_are_buried_and_never_too_many,
    h16_children_of_others_are_left_to_them,
    h17_children_serve_unix_streams_and_datagrams,
    the_numbers_of_a_child_are_its_own_to_the_end,
    the_lock_of_a_socket_path_is_the_servers_alone,
];

/// What the variable of the role begins with.
pub(crate) const ROLE: &str = "forked ";

pub(crate) fn trials() -> impl Iterator<Item = Trial> {
    let apart = |(name, _check): &'static (&'static str, fn())| {
        Trial::test(format!("forked::{name}"), || run_apart(name))
    };
    TESTS.iter().map(apart)
}

/// The role: one check.
pub(crate) fn serve(name: &str) {
    let (_, check) = TESTS.iter().find(|(known, _)| *known == name).expect("a check that there is");
    check();
}

fn run_apart(name: &str) -> Result<(), Failed> {
    // Opened here: the unprivileged user may not be let into the folder that the binary stands in.
    let program = fs::File::open("/proc/self/exe")?;
    let mut command = Command::new(format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&program)));
    if name == "h13_without_processes_clients_wait" && rustix::process::getuid().is_root() {
        // The limit on processes does not hold for root.
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.env(role::VARIABLE, format!("{ROLE}{name}")).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

fn start(service: ostler::Service, model: Model) -> ServerHandle {
    Server::new().serve("tcp://127.0.0.1:0", service.model(model)).start().unwrap()
}

/// Says that it is there, then gives lines back.
fn greet_and_echo(conn: &mut BlockingConn) -> ostler::Result {
    conn.write_all(b"in\n")?;
    while let Some(line) = conn.read_line()? {
        conn.write_all(&line)?;
    }
    Ok(())
}

/// A client that was greeted; `None` when it got the end instead.
fn try_visit(address: &Address) -> Option<BlockingStream> {
    let mut client = connect_blocking(address).unwrap();
    client.set_read_timeout(Some(HANG));
    client.read_line().unwrap().map(|_greeting| client)
}

fn echo(client: &mut BlockingStream) {
    std::io::Write::write_all(client, b"still here\n").unwrap();
    assert_eq!(client.read_line().unwrap().as_deref(), Some(&b"still here\n"[..]));
}

fn shut_down(server: ServerHandle) {
    server.drain(HANG);
    let report = server.wait_blocking();
    assert!(report.adds_up() && report.aborted + report.abandoned == 0, "{report}");
}

fn h3_a_child_that_exits_is_a_crash_and_no_error() {
    let (told, ends) = std::sync::mpsc::channel();
    let exit = |conn: &mut BlockingConn| match conn.read_line()?.unwrap_or_default().content() {
        b"exit" => std::process::exit(3),
        b"panic" => panic!("asked to"),
        _ => greet_and_echo(conn),
    };
    let server = Server::new().on_end(move |_info, end| {
        let _test_over = told.send((end.label(), end.to_string()));
    });
    let service = blocking(exit).model(Model::processes(8));
    let server = server.serve("tcp://127.0.0.1:0", service).start().unwrap();
    for (word, label) in [("exit\n", "crashed"), ("panic\n", "panicked"), ("\n", "peer_closed")] {
        let mut client = connect_blocking(&server.addresses()[0]).unwrap();
        std::io::Write::write_all(&mut client, word.as_bytes()).unwrap();
        if word == "\n" {
            assert!(client.read_line().unwrap().is_some());
            client.write_eof();
        }
        assert_eq!(client.read_line().unwrap(), None);
        drop(client);
        assert_eq!(ends.recv_timeout(HANG).unwrap().0, label);
    }
    shut_down(server);
}

/// The address space limit refuses the stack of a new thread, for any user.
fn h13_without_threads_clients_are_refused_and_later_ones_served() {
    const SLACK_BYTES: u64 = 1 << 20;
    const CLIENTS_MAX: usize = 64;
    let server = start(blocking(greet_and_echo), Model::threads(CLIENTS_MAX));
    let address = &server.addresses()[0].clone();
    let mut served = vec![try_visit(address).unwrap()];
    let without = getrlimit(Resource::As);
    let size = status_of("self", "VmSize:") * 1024;
    setrlimit(Resource::As, Rlimit { current: Some(size + SLACK_BYTES), ..without }).unwrap();
    // Some stacks may be left of threads that have ended.
    while let Some(client) = try_visit(address) {
        served.push(client);
        assert!(served.len() < CLIENTS_MAX, "every client got a thread");
    }
    assert!(server.stats().refused("no_thread") >= 1);
    served.iter_mut().for_each(echo);
    setrlimit(Resource::As, without).unwrap();
    // Whoever was queued in the pause may still meet its end; then they are served again.
    let give_up_at = Instant::now() + HANG;
    let mut late = loop {
        if let Some(client) = try_visit(address) {
            break client;
        }
        assert!(Instant::now() < give_up_at, "nobody is served any more");
    };
    // Counted by now: the pause begins when the client has met its end, and whoever was served came after it.
    assert!(server.stats().accept_pauses >= 1, "whoever comes next waits a moment");
    echo(&mut late);
    served.iter_mut().for_each(echo);
    drop((served, late));
    shut_down(server);
}

fn h13_without_processes_clients_wait() {
    assert!(!rustix::process::getuid().is_root());
    let server = start(blocking(greet_and_echo), Model::processes(8));
    let address = &server.addresses()[0].clone();
    let mut served = try_visit(address).unwrap();
    let [nursery] = children_of(std::process::id())[..] else { panic!("one child") };
    let nursery = Pid::from_raw(nursery as i32);
    let without = getrlimit(Resource::Nproc);
    prlimit(nursery, Resource::Nproc, Rlimit { current: Some(1), ..without }).unwrap();
    let mut waiting = connect_blocking(address).unwrap();
    waiting.set_read_timeout(Some(SHORT));
    let error = std::io::Error::from(waiting.read_line().unwrap_err());
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    echo(&mut served);
    prlimit(nursery, Resource::Nproc, without).unwrap();
    waiting.set_read_timeout(Some(HANG));
    assert_eq!(waiting.read_line().unwrap().as_deref(), Some(&b"in\n"[..]));
    echo(&mut waiting);
    assert_eq!(server.stats().refused("no_thread"), 0);
    drop((served, waiting));
    shut_down(server);
}

fn h14_a_child_serves_and_its_parent_stays_as_it_was() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let captured = Arc::new(AtomicUsize::new(0));
    let in_handler = Arc::clone(&captured);
    let service = blocking(move |conn: &mut BlockingConn| {
        let calls = CALLS.fetch_add(1, Ordering::SeqCst) + in_handler.fetch_add(1, Ordering::SeqCst);
        Ok(conn.write_all(format!("{} {calls}\n", std::process::id()).as_bytes())?)
    });
    let server = start(service, Model::processes(8));
    let mut processes = HashSet::new();
    for _visit in 0..5 {
        let mut client = connect_blocking(&server.addresses()[0]).unwrap();
        let answer = String::from_utf8(client.read_line().unwrap().unwrap().content().to_vec()).unwrap();
        let (process, calls) = answer.split_once(' ').unwrap();
        assert_eq!(calls, "0", "a child sees what another has done");
        processes.insert(process.parse::<u32>().unwrap());
    }
    assert_eq!(processes.len(), 5);
    assert!(!processes.contains(&std::process::id()));
    assert_eq!((CALLS.load(Ordering::SeqCst), captured.load(Ordering::SeqCst)), (0, 0));
    shut_down(server);
}

fn h15_children_are_buried_and_never_too_many() {
    const CHILDREN_MAX: usize = 2;
    let server = start(blocking(greet_and_echo), Model::processes(CHILDREN_MAX));
    let address = &server.addresses()[0].clone();
    let [nursery] = children_of(std::process::id())[..] else { panic!("one child") };
    let mut served = vec![try_visit(address).unwrap(), try_visit(address).unwrap()];
    for _round in 0..20 {
        // One more than there may be: it waits, and is next when one leaves.
        let mut next = connect_blocking(address).unwrap();
        next.set_read_timeout(Some(SHORT / 20));
        next.read_line().unwrap_err();
        assert_eq!(children_of(nursery).len(), CHILDREN_MAX);
        drop(served.remove(0));
        next.set_read_timeout(Some(HANG));
        assert!(next.read_line().unwrap().is_some());
        assert!(children_of(nursery).len() <= CHILDREN_MAX, "a zombie, or one too many");
        served.push(next);
    }
    drop(served);
    wait_until("the children are buried", || children_of(nursery).is_empty());
    shut_down(server);
    assert_eq!(children_of(std::process::id()), [], "the nursery is buried too");
}

fn h16_children_of_others_are_left_to_them() {
    // It waits for what is never said.
    let foreign = || -> Child { Command::new("cat").stdin(Stdio::piped()).spawn().unwrap() };
    let (mut one, mut two) = (foreign(), foreign());
    let server = start(blocking(greet_and_echo), Model::processes(8));
    let visit = || echo(&mut try_visit(&server.addresses()[0]).unwrap());
    (0..20).for_each(|_| visit());
    // They end while the server buries its own.
    for foreign in [&mut one, &mut two] {
        foreign.kill().unwrap();
        let id = foreign.id();
        wait_until("the foreign child has ended", || {
            visit();
            state_of(id) == Some('Z')
        });
    }
    // Whoever was waited for already could not be waited for again.
    assert_eq!(one.wait().unwrap().signal(), Some(9));
    shut_down(server);
    assert_eq!(state_of(two.id()), Some('Z'), "somebody else has waited for it");
    assert_eq!(two.wait().unwrap().signal(), Some(9));
}

fn h17_children_serve_unix_streams_and_datagrams() {
    let streams = format!("unix:{}", fresh_socket_path().display());
    let datagrams = format!("unixgram:{}", fresh_socket_path().display());
    let shout = |request: &Datagram, reply: &mut Vec<u8>| {
        reply.extend_from_slice(format!("{} ", std::process::id()).as_bytes());
        reply.extend(request.bytes().to_ascii_uppercase());
        Ok(())
    };
    let server = Server::new()
        .serve(streams, blocking(greet_and_echo).model(Model::processes(4)))
        .serve(datagrams, blocking_datagram(shout).model(Model::processes(4)))
        .start()
        .unwrap();
    let [streams, datagrams] = server.addresses() else { panic!("two addresses") };
    for _visit in 0..5 {
        echo(&mut try_visit(streams).unwrap());
        let client = connect_datagram_blocking(datagrams).unwrap();
        client.set_timeout(HANG).unwrap();
        client.send(b"hello").unwrap();
        let mut buffer = [0; 64];
        let length = client.recv(&mut buffer).unwrap();
        let answer = std::str::from_utf8(&buffer[..length]).unwrap();
        let (process, answer) = answer.split_once(' ').unwrap();
        assert_ne!(process, std::process::id().to_string());
        assert_eq!(answer, "HELLO");
    }
    shut_down(server);
}

fn the_numbers_of_a_child_are_its_own_to_the_end() {
    const VISITS: usize = 200;
    let (told, ends) = std::sync::mpsc::channel();
    let server = Server::new().on_end(move |info, _end| {
        let _test_over = told.send(info.bytes_read);
    });
    let service = blocking(greet_and_echo).model(Model::processes(8));
    let server = server.serve("tcp://127.0.0.1:0", service).start().unwrap();
    let address = server.addresses()[0].clone();
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Whoever lists connections keeps the books of one open that has just ended.
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                drop(server.connections());
            }
        });
        let visit = |first: usize| {
            for length in (first..VISITS).step_by(4) {
                let mut client = try_visit(&address).unwrap();
                std::io::Write::write_all(&mut client, &vec![b'\n'; length]).unwrap();
                (0..length).for_each(|_line| assert!(client.read_line().unwrap().is_some()));
            }
        };
        let visitors: Vec<_> = (0..4).map(|first| scope.spawn(move || visit(first))).collect();
        visitors.into_iter().for_each(|visitor| visitor.join().unwrap());
        let mut lengths: Vec<u64> = (0..VISITS).map(|_| ends.recv_timeout(HANG).unwrap()).collect();
        is_over.store(true, Ordering::Relaxed);
        lengths.sort_unstable();
        assert_eq!(lengths, (0..VISITS as u64).collect::<Vec<_>>());
    });
    shut_down(server);
}

fn the_lock_of_a_socket_path_is_the_servers_alone() {
    let address = |scheme: &str| format!("{scheme}:{}", fresh_socket_path().display());
    let reply = |_request: &Datagram, _reply: &mut Vec<u8>| Ok(());
    let server = Server::new()
        .serve(address("unix"), blocking(greet_and_echo).model(Model::processes(4)))
        .serve(address("unixgram"), blocking_datagram(reply).model(Model::processes(4)))
        .start()
        .unwrap();
    let mut client = try_visit(&server.addresses()[0]).unwrap();
    echo(&mut client);
    let locks_of = |process: u32| {
        let open = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
        let open = open.filter_map(|fd| fs::read_link(fd.unwrap().path()).ok());
        open.filter(|file| file.extension().is_some_and(|extension| extension == "lock")).count()
    };
    assert_eq!(locks_of(std::process::id()), 2);
    let [nursery] = *children_of(std::process::id()) else { panic!("one nursery") };
    let [child] = *children_of(nursery) else { panic!("one child") };
    assert_eq!((locks_of(nursery), locks_of(child)), (0, 0));
    drop(client);
    shut_down(server);
}

fn g6_descriptors_above_1024_are_served() {
    const TAKEN: usize = 1100;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < 2 * TAKEN as u64) {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
    }
    let taken: Vec<_> = (0..TAKEN).map(|_| fs::File::open("/dev/null").unwrap()).collect();
    for model in [Model::processes(4), Model::threads(4), Model::Tasks] {
        let server = start(blocking(greet_and_echo), model);
        echo(&mut try_visit(&server.addresses()[0]).unwrap());
        shut_down(server);
    }
    drop(taken);
}

/// A number of the system's on a process.
fn status_of(process: &str, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// The letter of a process's state; `Z` is a zombie.
fn state_of(process: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let give_up_at = Instant::now() + HANG;
    while !is_so() {
        assert!(Instant::now() < give_up_at, "it never came that {what}");
        std::thread::yield_now();
    }
}

/// Longer than anything takes, even on a busy machine.
const HANG: Duration = Duration::from_secs(30);
