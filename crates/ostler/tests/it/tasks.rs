//! What a user of the event loop is promised: the rows of loop and scheduler that are about more than tokio's own order.

use std::time::Duration;

use ostler::{Conn, Model, Timeouts, stream};
use tokio::io::AsyncWriteExt;

use crate::harness::*;

tests![
    e2_work_that_is_under_way_ends_before_the_loop_does,
    e3_g3_a_task_that_never_waits_does_not_starve_the_others,
    g1_two_clients_of_one_loop_are_answered_in_turn,
];

const ONE_LOOP: Model = Model::PerCore { workers: 1 };

fn e2_work_that_is_under_way_ends_before_the_loop_does() {
    run(async {
        let service = stream(|mut conn: Conn| async move {
            conn.write_all(b"in\n").await?;
            conn.draining().await;
            // A chain of turns of the loop, each after the one before.
            for _turn in 0..1000 {
                tokio::task::yield_now().await;
            }
            Ok(conn.write_all(b"out\n").await?)
        });
        let (server, _ends) = serve_tcp(service.model(ONE_LOOP), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "in\n").await;
        server.drain(Duration::from_secs(3600));
        assert_eq!(read_all(&mut client).await, b"out\n");
        drop(client);
        assert_eq!(server.wait().await.drained, 1);
    });
}

fn e3_g3_a_task_that_never_waits_does_not_starve_the_others() {
    run(async {
        // The busy one is always ready to run; it shares the loop with acceptor, timers and everybody's I/O.
        let service = stream(|mut conn: Conn| async move {
            while let Some(line) = conn.read_line().await? {
                conn.write_all(&line).await?;
                while line.content() == b"spin" {
                    tokio::task::yield_now().await;
                }
            }
            Ok(())
        });
        let timeouts = Timeouts::default().with_idle(SHORT);
        let (server, mut ends) = serve_tcp(service.model(ONE_LOOP), timeouts);
        let mut busy = client(&server).await;
        exchange(&mut busy, "spin\n", "spin\n").await;
        for _visit in 0..20 {
            let mut other = client(&server).await;
            exchange(&mut other, "hello\n", "hello\n").await;
            drop(other);
            assert_eq!(ends.next().await, "peer_closed");
        }
        let mut idle = client(&server).await;
        exchange(&mut idle, "hello\n", "hello\n").await;
        assert_eq!(ends.next().await, "idle");
        drop(busy);
    });
}

fn g1_two_clients_of_one_loop_are_answered_in_turn() {
    run(async {
        let got = stream(|mut conn: Conn| async move {
            while let Some(line) = conn.read_line().await? {
                conn.write_all(&[b"GOT:", &line[..]].concat()).await?;
            }
            Ok(())
        });
        let (server, _ends) = serve_tcp(got.model(ONE_LOOP), Timeouts::default());
        let (mut one, mut two) = (client(&server).await, client(&server).await);
        for number in 0..100 {
            // Both ask before either answer is read; neither waits for the other's next question.
            one.write_all(format!("one {number}\n").as_bytes()).await.unwrap();
            two.write_all(format!("two {number}\n").as_bytes()).await.unwrap();
            expect(&mut one, &format!("GOT:one {number}\n")).await;
            expect(&mut two, &format!("GOT:two {number}\n")).await;
        }
    });
}
