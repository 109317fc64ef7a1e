//! Tells the time: answers each datagram, whatever is in it, with the time in UTC (RFC 3339).
//!
//! Try it: `cargo run -p ostler --example time_udp`, then `echo | nc -u -w1 127.0.0.1 9037`.

use std::time::{SystemTime, UNIX_EPOCH};

use ostler::{Datagram, Server, datagram};

fn main() -> Result<(), ostler::BindError> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "udp://127.0.0.1:9037".to_owned());
    let clock = datagram(|request: Datagram| request.reply(rfc3339(SystemTime::now())));
    let server = Server::new().serve(address, clock).bind()?;
    for address in server.addresses() {
        println!("listening on {address}");
    }
    println!("{}", server.run()?);
    Ok(())
}

/// As `2024-02-29T23:59:59Z`. A clock before 1970 says 1970.
fn rfc3339(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (mut day, second) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while day >= days_of_year(year) {
        day -= days_of_year(year);
        year += 1;
    }
    let february = days_of_year(year) - 337;
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", day + 1)
}

fn days_of_year(year: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if is_leap { 366 } else { 365 }
}
