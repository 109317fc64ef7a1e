//! The project automation.
#![forbid(unsafe_code)]

mod data;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("data") => data::run(args),
        _ => anyhow::bail!("usage: cargo xtask data [--from DIR] [--check]"),
    }
}
