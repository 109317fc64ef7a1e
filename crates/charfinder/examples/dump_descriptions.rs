//! Prints what descriptions tell of every code point, one line each: the facts of `FACTS` with `;` between them, as code points in
//! hexadecimal where they are mappings.
//!
//! Of the sample, `--sample`, only each 61st code point is printed, and all below U+3000.
//!
//! It is what `conformance/charfinder/agreement.py` compares with other implementations of the standard. Pages and the API
//! show descriptions, so what holds of this holds of them.

use std::io::{self, BufWriter, Write};

use charfinder::CodePoint;
use charfinder::describe::{Description, Value};

fn main() -> io::Result<()> {
    let is_sample = std::env::args().any(|arg| arg == "--sample");
    let is_asked = |value: &u32| !is_sample || *value < SAMPLED_WHOLE || value.is_multiple_of(SAMPLE_STEP);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    writeln!(out, "{}", FACTS.join(";"))?;
    for code_point in (0..=CodePoint::MAX.value()).filter(is_asked).filter_map(CodePoint::new) {
        let description = Description::of(code_point);
        for (nth, key) in FACTS.into_iter().enumerate() {
            if nth > 0 {
                out.write_all(b";")?;
            }
            match description.fact(key).map(|fact| &fact.value) {
                Some(Value::Text(text)) => out.write_all(text.trim_start_matches("U+").as_bytes())?,
                Some(Value::Number(number)) => write!(out, "{number}")?,
                Some(Value::Flag(flag)) => out.write_all(if *flag { b"Y" } else { b"N" })?,
                Some(Value::Named { short, .. }) => out.write_all(short.as_bytes())?,
                Some(Value::Mapping(text)) => write_code_points(&mut out, text)?,
                _ => {}
            }
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn write_code_points(out: &mut impl Write, text: &str) -> io::Result<()> {
    for (nth, c) in text.chars().enumerate() {
        write!(out, "{}{:04X}", if nth == 0 { "" } else { " " }, u32::from(c))?;
    }
    Ok(())
}

/// A prime, so that every column of every chart is met.
const SAMPLE_STEP: u32 = 61;
/// Most of what is special stands below.
const SAMPLED_WHOLE: u32 = 0x3000;

const FACTS: [&str; 25] = [
    "codepoint",
    "name",
    "label",
    "kind",
    "category",
    "block",
    "age",
    "decomposition_type",
    "decomposition",
    "nfc",
    "nfd",
    "nfkc",
    "nfkd",
    "combining_class",
    "lowercase",
    "uppercase",
    "titlecase",
    "casefold",
    "simple_lowercase",
    "simple_uppercase",
    "simple_titlecase",
    "simple_casefold",
    "east_asian_width",
    "bidi_class",
    "numeric_value",
];
