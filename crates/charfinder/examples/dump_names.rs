//! Prints what the tables say of every character: `HEX;NAME;AGE;CATEGORY;ALIAS,ALIAS…`, one line each.
//!
//! It is what `conformance/names/check_names.py` compares with other implementations of the standard.

use std::io::{self, BufWriter, Write};

use charfinder::{age, aliases, char_name, general_category};

fn main() -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut name = Vec::new();
    for c in char::MIN..=char::MAX {
        name.clear();
        if let Some(own) = char_name(c) {
            own.write_to(&mut name);
        }
        write!(out, "{:04X};", u32::from(c))?;
        out.write_all(&name)?;
        out.write_all(b";")?;
        if let Some(age) = age(c) {
            write!(out, "{age}")?;
        }
        write!(out, ";{};", general_category(c))?;
        for (nth, alias) in aliases(c).enumerate() {
            write!(out, "{}{}", if nth == 0 { "" } else { "," }, alias.text)?;
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}
