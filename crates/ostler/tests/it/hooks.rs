//! The hooks around a handler and the steps of one that blocks: the rest of rows H1 to H12. Those of children stand in
//! `forked.rs`.

use std::sync::Arc;
use std::time::Duration;

use ostler::{BlockingConn, Model, RequestHandler, Result, Server, Timeouts, blocking};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

use crate::harness::*;

tests![
    h1_admit_comes_before_the_steps_and_the_end_after_them,
    h8_after_a_deadline_every_call_fails,
    h9_a_write_to_a_client_that_is_gone_ends_its_connection_alone,
    h12_the_shutdown_waits_for_threads_that_are_not_detached,
];

type Told = mpsc::UnboundedSender<String>;

#[derive(Clone)]
struct Steps {
    told: Told,
}

impl RequestHandler for Steps {
    fn setup(&mut self, _conn: &mut BlockingConn) -> Result {
        Ok(self.told.send("setup".into())?)
    }

    fn handle(&mut self, conn: &mut BlockingConn) -> Result {
        self.told.send("handle".into())?;
        Ok(conn.write_all(b"answer")?)
    }

    fn finish(&mut self, _conn: &mut BlockingConn) -> Result {
        Ok(self.told.send("finish".into())?)
    }
}

fn h1_admit_comes_before_the_steps_and_the_end_after_them() {
    for model in [Model::threads(4), Model::Serial, Model::Tasks] {
        run(async {
            let (told, mut steps) = mpsc::unbounded_channel();
            let (in_admit, in_end, in_steps) = (told.clone(), told.clone(), told);
            let server = Server::new()
                .admit(move |_peer| in_admit.send("admit".into()).is_ok())
                .on_end(move |info, end| {
                    let text = format!("end {} {}", end.label(), info.bytes_written);
                    let _test_over = in_end.send(text);
                })
                .serve("tcp://127.0.0.1:0", blocking(Steps { told: in_steps }).model(model));
            let server = server.start().unwrap();
            let mut client = client(&server).await;
            assert_eq!(read_all(&mut client).await, b"answer");
            drop(client);
            for step in ["admit", "setup", "handle", "finish", "end completed 6"] {
                assert_eq!(steps.recv().await.unwrap(), step, "{model:?}");
            }
            server.shutdown().await;
            assert!(steps.try_recv().is_err());
        });
    }
}

fn h8_after_a_deadline_every_call_fails() {
    run(async {
        let (told, mut errors) = mpsc::unbounded_channel();
        let patient = move |conn: &mut BlockingConn| {
            for _again in 0..3 {
                told.send(std::io::Error::from(conn.read_line().unwrap_err()).kind())?;
                told.send(conn.write_all(b"too late").unwrap_err().kind())?;
            }
            Ok(())
        };
        let timeouts = Timeouts::default().with_first_byte(SHORT);
        let (server, mut ends) = serve_tcp(blocking(patient).model(Model::threads(4)), timeouts);
        let mut client = client(&server).await;
        for _error in 0..6 {
            assert_eq!(errors.recv().await.unwrap(), std::io::ErrorKind::TimedOut);
        }
        assert_eq!(read_all(&mut client).await, b"");
        assert_eq!(ends.next().await, "first_byte_timeout");
    });
}

/// Says goodbye to whoever is there, until nobody is.
#[derive(Clone)]
struct Polite;

impl RequestHandler for Polite {
    fn handle(&mut self, conn: &mut BlockingConn) -> Result {
        conn.write_all(b"in")?;
        // The client is gone when this returns.
        let _reset = conn.read_line();
        Ok(())
    }

    fn finish(&mut self, conn: &mut BlockingConn) -> Result {
        loop {
            conn.write_all(b"goodbye")?;
        }
    }
}

fn h9_a_write_to_a_client_that_is_gone_ends_its_connection_alone() {
    run(async {
        let (server, mut ends) = serve_tcp(blocking(Polite).model(Model::threads(4)), Timeouts::default());
        for _client in 0..3 {
            let mut client = tcp_client(&server).await;
            client.read_exact(&mut [0; 2]).await.unwrap();
            reset(client);
            assert_eq!(ends.next().await, "reset");
        }
        assert_eq!(server.stats().ended("error"), 0);
    });
}

fn h12_the_shutdown_waits_for_threads_that_are_not_detached() {
    run(async {
        let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
        let goes_on = Arc::new(std::sync::Mutex::new(goes_on));
        let slow = move |conn: &mut BlockingConn| {
            conn.write_all(b"in")?;
            goes_on.lock().unwrap().recv()?;
            Ok(conn.write_all(b"out")?)
        };
        let (server, _ends) = serve_tcp(blocking(slow).model(Model::threads(4)), Timeouts::default());
        let mut client = client(&server).await;
        expect(&mut client, "in").await;
        server.drain(Duration::from_secs(3600));
        let mut waiting = tokio::spawn(server.wait());
        tokio::time::timeout(SHORT / 2, &mut waiting).await.unwrap_err();
        go_on.send(()).unwrap();
        assert_eq!(read_all(&mut client).await, b"out");
        client.shutdown().await.unwrap();
        drop(client);
        let report = waiting.await.unwrap();
        assert_eq!((report.open, report.drained, report.abandoned), (1, 1, 0));
    });
}
