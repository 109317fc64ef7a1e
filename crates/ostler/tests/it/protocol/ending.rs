//! Forced ends, the drain, timers: what reaches a protocol without its peer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ostler::{AtLimit, ConnectionActivity, Limits, Model, Server, ServerHandle, Timeouts, TimerId};
use tokio::io::AsyncWriteExt;

use super::*;
use crate::harness::*;

tests![
    deadlines_reach_a_protocol_as_its_end,
    a_kill_reaches_a_protocol_that_does_not_read,
    an_idle_protocol_leaves_at_the_drain_and_a_busy_one_is_told,
    an_idle_protocol_with_unsent_bytes_outlasts_the_drain,
    a_busy_protocol_is_aborted_at_the_drains_deadline,
    an_idle_protocol_may_be_evicted,
    a_runtime_that_stops_abandons_its_protocols,
    e4_timers_fire_in_order_and_not_after_they_were_cancelled,
    timers_fire_while_closing,
    timers_that_set_timers_let_others_run,
    protocols_run_on_every_model_and_transport,
];

fn deadlines_reach_a_protocol_as_its_end() {
    run(async {
        let none = Timeouts::none;
        for (timeouts, end) in [
            (none().with_first_byte(SHORT), "first_byte_timeout"),
            (none().with_idle(SHORT), "idle"),
            (none().with_idle(Duration::ZERO), "idle"),
        ] {
            for serve in [serve_memory, serve_tcp] {
                let (service, mut calls) = echoing();
                let (server, mut ends) = serve(service, timeouts.clone());
                let _client = client(&server).await;
                assert_eq!(ends.next().await, end);
                calls.expect(&["made", &format!("lost {end}")]).await;
            }
        }
    });
}

fn a_kill_reaches_a_protocol_that_does_not_read() {
    run(async {
        for (wanted, after) in [("paused", "made"), ("half-open", "eof")] {
            let (service, mut calls) = scripted(move |name, transport, _data| {
                if name == "made" && wanted == "paused" {
                    transport.pause_reading();
                }
                Ok(AfterEof::KeepOpen)
            });
            let (server, mut ends) = serve_tcp(service, Timeouts::default());
            let mut client = client(&server).await;
            client.shutdown().await.unwrap();
            while calls.next().await != after {}
            assert!(server.kill(calls.handle().await.id()));
            calls.expect(&["lost killed"]).await;
            assert_eq!(ends.next().await, "killed");
        }
    });
}

/// Marks itself as idle when it is told `idle`, and closes at the drain when it is told `polite`.
fn draining() -> (Service, Calls) {
    let polite = Arc::new(Mutex::new(Vec::new()));
    scripted(move |name, transport, data| {
        match data {
            b"idle" => transport.set_idle(true),
            b"busy" => transport.set_idle(false),
            b"polite" => polite.lock().unwrap().push(transport.id()),
            _ => {}
        }
        if name == "drain" && polite.lock().unwrap().contains(&transport.id()) {
            transport.write(b"bye")?;
            transport.close();
        }
        transport.write(data)?;
        GO_ON
    })
}

fn an_idle_protocol_leaves_at_the_drain_and_a_busy_one_is_told() {
    run(async {
        for serve in [serve_memory, serve_tcp] {
            let (service, mut calls) = draining();
            let (server, mut ends) = serve(service, Timeouts::default());
            let mut idle = client(&server).await;
            exchange(&mut idle, "busy", "busy").await;
            exchange(&mut idle, "idle", "idle").await;
            let activities = |server: &ServerHandle| server.connections()[0].activity;
            assert_eq!(activities(&server), ConnectionActivity::Idle);
            let mut polite = client(&server).await;
            exchange(&mut polite, "polite", "polite").await;
            let mut busy = client(&server).await;
            exchange(&mut busy, "x", "x").await;
            server.drain(Duration::from_secs(3600));
            assert_eq!(read_all(&mut idle).await, b"");
            assert_eq!(read_all(&mut polite).await, b"bye");
            drop((idle, polite));
            assert_eq!((ends.next().await, ends.next().await), ("completed".into(), "completed".into()));
            exchange(&mut busy, "still here", "still here").await;
            exchange(&mut busy, "idle", "idle").await;
            assert_eq!(read_all(&mut busy).await, b"");
            drop(busy);
            assert_eq!(ends.next().await, "completed");
            assert_eq!(server.wait().await.drained, 3);
            let mut all = Vec::new();
            for _lost in 0..3 {
                all.extend(calls.until_lost().await);
            }
            assert_eq!(all.iter().filter(|call| *call == "drain").count(), 3, "{all:?}");
        }
    });
}

fn an_idle_protocol_with_unsent_bytes_outlasts_the_drain() {
    run_on_one_thread(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            if name == "made" {
                transport.set_idle(true);
                transport.write(&[b'x'; 3 * PIPE])?;
            }
            GO_ON
        });
        let (server, mut ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        settle().await;
        assert_eq!(server.connections()[0].activity, ConnectionActivity::Busy);
        server.drain(Duration::from_secs(3600));
        settle().await;
        calls.expect(&["made", "pause", "drain"]).await;
        assert_eq!(read_all(&mut client).await.len(), 3 * PIPE);
        drop(client);
        assert_eq!(ends.next().await, "completed");
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn a_busy_protocol_is_aborted_at_the_drains_deadline() {
    run(async {
        let (service, mut calls) = echoing();
        let (server, mut ends) = serve_tcp(service, Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "x", "x").await;
        server.drain(Duration::ZERO);
        assert_eq!(ends.next().await, "drain_aborted");
        let calls = calls.until_lost().await;
        assert_eq!(calls.last().unwrap(), "lost drain_aborted");
        assert_eq!(server.wait().await.aborted, 1);
    });
}

fn an_idle_protocol_may_be_evicted() {
    run(async {
        let (service, mut calls) = draining();
        let limits = Limits::default().with_connections(1).with_at_limit(AtLimit::EvictIdle);
        let (server, mut ends) = watch_ends(Server::new().limits(limits));
        let server = server.serve(fresh_memory_address(), service).start().unwrap();
        let mut first = client(&server).await;
        exchange(&mut first, "idle", "idle").await;
        let mut second = client(&server).await;
        exchange(&mut second, "x", "x").await;
        assert_eq!(ends.next().await, "evicted");
        calls.expect(&["made", "data idle", "lost evicted"]).await;
    });
}

fn a_runtime_that_stops_abandons_its_protocols() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (service, mut calls) = echoing();
    let inside = runtime.enter();
    let (server, _ends) = serve_tcp(service, Timeouts::default());
    drop(inside);
    let (_client, handle) = runtime.block_on(async { (client(&server).await, calls.handle().await) });
    runtime.shutdown_timeout(Duration::from_secs(30));
    run(async {
        calls.expect(&["made", "lost abandoned"]).await;
        assert!(handle.write(b"x").is_err());
    });
}

fn e4_timers_fire_in_order_and_not_after_they_were_cancelled() {
    struct Timed {
        fired: mpsc::UnboundedSender<&'static str>,
        names: Vec<(TimerId, &'static str)>,
    }
    impl Protocol for Timed {
        fn connection_made(&mut self, transport: &mut Transport) -> Result {
            for (name, millis) in [("second", 20), ("never", 15), ("first", 1), ("third", 40)] {
                self.names.push((transport.call_later(Duration::from_millis(millis))?, name));
            }
            let (never, _) = self.names[1];
            assert!(transport.cancel_timer(never) && !transport.cancel_timer(never));
            transport.call_later(Duration::MAX)?;
            Ok(())
        }
        fn data_received(&mut self, _transport: &mut Transport, _data: &[u8]) -> Result {
            Ok(())
        }
        fn timer_fired(&mut self, transport: &mut Transport, timer: TimerId) -> Result {
            let (_, name) = self.names.iter().find(|(id, _)| *id == timer).unwrap();
            assert!(!transport.cancel_timer(timer), "it has fired");
            self.fired.send(name)?;
            Ok(())
        }
    }
    run(async {
        let (fired, mut fires) = mpsc::unbounded_channel();
        let service = protocol(move || Timed { fired: fired.clone(), names: Vec::new() });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let _client = client(&server).await;
        for expected in ["first", "second", "third"] {
            assert_eq!(fires.recv().await, Some(expected));
        }
    });
}

fn timers_fire_while_closing() {
    run(async {
        let (service, mut calls) = scripted(|name, transport, _data| {
            match name {
                "made" => {
                    transport.write(&[b'x'; 2 * PIPE])?;
                    transport.call_later(SHORT)?;
                    transport.close();
                }
                "timer" => transport.abort(),
                _ => {}
            }
            GO_ON
        });
        let (server, mut ends) = serve_memory(service, Timeouts::default());
        let client = client(&server).await;
        calls.expect(&["made", "timer", "lost completed"]).await;
        drop(client);
        assert_eq!(ends.next().await, "completed");
    });
}

fn timers_that_set_timers_let_others_run() {
    run_on_one_thread(async {
        let (service, mut calls) = scripted(|name, transport, data| {
            if name == "made" || name == "timer" {
                transport.call_later(Duration::ZERO)?;
            }
            transport.write(data)?;
            GO_ON
        });
        let (server, _ends) = serve_memory(service, Timeouts::default());
        let mut client = client(&server).await;
        exchange(&mut client, "x", "x").await;
        calls.expect(&["made"]).await;
    });
}

fn protocols_run_on_every_model_and_transport() {
    run(async {
        for model in [Model::Tasks, Model::PerCore { workers: 1 }, Model::PerCore { workers: 2 }] {
            let (service, mut calls) = echoing();
            assert_eq!(service.style_name(), "protocol");
            let path = fresh_socket_path();
            let addresses =
                ["tcp://127.0.0.1:0".to_owned(), format!("unix:{}", path.display()), fresh_memory_address()];
            let server = Server::new().serve(addresses.to_vec(), service.model(model)).start().unwrap();
            for address in server.addresses() {
                let mut client = ostler::connect(address).await.unwrap();
                exchange(&mut client, "hello", "hello").await;
                drop(client);
                calls.expect(&["made", "data hello", "eof", "lost peer_closed"]).await;
            }
            assert!(server.shutdown().await.adds_up());
        }
        assert!(Server::new().serve("mem:limited", echoing().0.body_limit(1)).check().is_err());
    });
}
