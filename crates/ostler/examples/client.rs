//! Sends its arguments as a line and prints the answer: the client of the upper-case server.
//! Try: `cargo run -p ostler --example upper`, then `cargo run -p ostler --example client hello world`.
//!
//! Arguments: the address, if it is one (default `tcp://127.0.0.1:9999`), and words.

use std::io::{Read, Write};

use ostler::{Address, Result, connect_blocking};

const ANSWER_BYTES_MAX: usize = 1024;

fn main() -> Result {
    let mut words: Vec<_> = std::env::args_os().skip(1).collect();
    let first = words.first().and_then(|word| word.to_str()?.parse().ok());
    let address = match first {
        Some(address @ (Address::Tcp(_) | Address::Unix(_))) => {
            words.remove(0);
            address
        }
        _ => "tcp://127.0.0.1:9999".parse()?,
    };
    let mut stream = connect_blocking(&address)?;
    let message = words.join(" ".as_ref()).into_string().map_err(|_| "an argument is not UTF-8")?;
    stream.write_all(format!("{message}\n").as_bytes())?;
    let mut answer = [0; ANSWER_BYTES_MAX];
    let count = stream.read(&mut answer)?;
    let answer = std::str::from_utf8(&answer[..count])?;
    println!("Отправлено: {message}");
    println!("Получено: {answer}");
    Ok(())
}
