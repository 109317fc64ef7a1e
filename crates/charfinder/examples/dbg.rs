//! x
#![allow(clippy::print_stdout, reason = "a trial")]
fn main() {
    for c in std::env::args().nth(1).unwrap().chars() {
        for p in charfinder::phrases(charfinder::Item::Char(c)) {
            println!("{c} {p:?}");
        }
    }
}
