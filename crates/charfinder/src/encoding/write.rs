//! The encodings that a rule gives.

use super::Encoding;
use crate::{CodePoint, char_name};

/// `code_points` in `encoding`; `None` when one of them is not in it.
pub(super) fn encoded(encoding: Encoding, code_points: &[CodePoint]) -> Option<String> {
    let mut out = String::new();
    let (open, close) = around(encoding);
    out.push_str(open);
    for &code_point in code_points {
        if !separator(encoding).is_empty() && out.len() > open.len() {
            out.push_str(separator(encoding));
        }
        write_one(&mut out, encoding, code_point)?;
    }
    out.push_str(close);
    Some(out)
}

/// What stands around all.
fn around(encoding: Encoding) -> (&'static str, &'static str) {
    match encoding {
        Encoding::Shell => ("$'", "'"),
        Encoding::Sql => ("U&'", "'"),
        _ => ("", ""),
    }
}

/// What stands between two code points.
fn separator(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8
        | Encoding::Utf16
        | Encoding::Utf16Be
        | Encoding::Utf16Le
        | Encoding::Utf32
        | Encoding::Decimal
        | Encoding::Hexadecimal => " ",
        _ => "",
    }
}

fn write_one(out: &mut String, encoding: Encoding, code_point: CodePoint) -> Option<()> {
    let value = code_point.value();
    let c = code_point.to_char();
    match encoding {
        Encoding::Utf8 => write_bytes(out, c?, |byte| format!("{byte:02X} ")),
        Encoding::Utf16 => write_units(out, value, |unit| format!("{unit:04X} ")),
        Encoding::Utf16Be => {
            write_units(out, value, |unit| format!("{:02X} {:02X} ", unit >> 8, unit & 0xFF));
        }
        Encoding::Utf16Le => {
            write_units(out, value, |unit| format!("{:02X} {:02X} ", unit & 0xFF, unit >> 8));
        }
        Encoding::Utf32 => push(out, c.map(|_| format!("{value:08X}"))?),
        Encoding::Decimal => push(out, value.to_string()),
        Encoding::Hexadecimal => push(out, format!("0x{value:04X}")),
        Encoding::HtmlHexadecimal => push(out, format!("&#x{:X};", referable(code_point)?)),
        Encoding::HtmlDecimal => push(out, format!("&#{};", referable(code_point)?)),
        // U+0000 and surrogates are U+FFFD in CSS.
        Encoding::Css => push(out, c.filter(|c| *c != '\0').map(|_| format!(r"\{value:X}"))?),
        Encoding::Json => write_units(out, value, |unit| format!(r"\u{unit:04X}")),
        Encoding::Java => write_java(out, value),
        Encoding::JavaScript => push(out, short_or_braces(value)),
        Encoding::Ruby => push(out, c.map(|_| short_or_braces(value))?),
        Encoding::Rust | Encoding::Swift | Encoding::Lua | Encoding::Php => {
            push(out, c.map(|_| format!(r"\u{{{value:X}}}"))?);
        }
        Encoding::Python => push(out, short_or_long(value)),
        Encoding::CSharp => push(out, short_or_long(value)),
        Encoding::Go => push(out, c.map(|_| short_or_long(value))?),
        Encoding::PythonName => push(out, format!(r"\N{{{}}}", python_name(c?)?)),
        // C allows no universal character names below U+00A0.
        Encoding::C if value < 0xA0 => write_bytes(out, c?, |byte| format!(r"\{byte:03o}")),
        Encoding::C => push(out, c.map(|_| short_or_long(value))?),
        Encoding::Perl => push(out, format!(r"\x{{{value:X}}}")),
        Encoding::Sql => push(out, c.filter(|c| *c != '\0').map(|_| sql(value))?),
        Encoding::Shell => push(out, c.filter(|c| *c != '\0').map(|_| short_or_long(value))?),
        Encoding::PowerShell => push(out, c.map(|_| format!("`u{{{value:X}}}"))?),
        Encoding::Bytes => write_bytes(out, c?, |byte| format!(r"\x{byte:02X}")),
        Encoding::Octal => write_bytes(out, c?, |byte| format!(r"\{byte:03o}")),
        Encoding::Url => write_url(out, c?, |c| c.is_ascii_alphanumeric() || "-._~".contains(c)),
        Encoding::Iri => write_url(out, c?, |c| c.is_ascii_alphanumeric() || "-._~".contains(c) || is_iri(c)),
        Encoding::QuotedPrintable => write_quoted_printable(out, c?),
        Encoding::Html
        | Encoding::HtmlEntity
        | Encoding::Latex
        | Encoding::Keysym
        | Encoding::Digraph
        | Encoding::Shortcode => return None,
    }
    Some(())
}

fn push(out: &mut String, text: impl AsRef<str>) {
    out.push_str(text.as_ref());
}

/// Appends the bytes of UTF-8, each as `form` has it, without a blank at the end.
fn write_bytes(out: &mut String, c: char, form: impl Fn(u8) -> String) {
    out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(form));
    out.truncate(out.trim_end_matches(' ').len());
}

/// Appends the units of UTF-16, each as `form` has it, without a blank at the end. A surrogate is its own unit.
fn write_units(out: &mut String, value: u32, form: impl Fn(u16) -> String) {
    match char::from_u32(value) {
        Some(c) => out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| form(*unit))),
        None => out.extend(u16::try_from(value).map(form)),
    }
    out.truncate(out.trim_end_matches(' ').len());
}

/// Java reads `\u` before all else, so that a line end or a quote written so would be one.
fn write_java(out: &mut String, value: u32) {
    match char::from_u32(value) {
        Some('\n') => out.push_str(r"\n"),
        Some('\r') => out.push_str(r"\r"),
        Some(c @ ('"' | '\'' | '\\')) => out.extend(['\\', c]),
        _ => write_units(out, value, |unit| format!(r"\u{unit:04X}")),
    }
}

fn short_or_braces(value: u32) -> String {
    if value <= 0xFFFF { format!(r"\u{value:04X}") } else { format!(r"\u{{{value:X}}}") }
}

fn short_or_long(value: u32) -> String {
    if value <= 0xFFFF { format!(r"\u{value:04X}") } else { format!(r"\U{value:08X}") }
}

fn sql(value: u32) -> String {
    if value <= 0xFFFF { format!(r"\{value:04X}") } else { format!(r"\+{value:06X}") }
}

/// The number, unless a reference of HTML to it would mean something else: U+0000, surrogates, and the C1 controls.
fn referable(code_point: CodePoint) -> Option<u32> {
    let value = code_point.value();
    (code_point.to_char().is_some() && !matches!(value, 0 | 0x0D | 0x80..=0x9F)).then_some(value)
}

/// The name that Python knows: the character's, or its first formal alias.
fn python_name(c: char) -> Option<String> {
    char_name(c)
        .map(|name| name.to_string())
        .or_else(|| crate::aliases(c).next().map(|alias| alias.text.to_owned()))
}

fn write_url(out: &mut String, c: char, is_literal: impl Fn(char) -> bool) {
    if is_literal(c) { out.push(c) } else { write_bytes(out, c, |byte| format!("%{byte:02X}")) }
}

/// Whether an IRI may have `c` beyond ASCII (RFC 3987, `ucschar`).
fn is_iri(c: char) -> bool {
    let value = u32::from(c);
    let low = value & 0xFFFF;
    match value {
        0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF => true,
        0xE_0000..=0xE_0FFF | 0xF_0000.. => false,
        0x1_0000.. => low <= 0xFFFD,
        _ => false,
    }
}

/// Printable ASCII but for the equals sign stands for itself (RFC 2045, 6.7).
fn write_quoted_printable(out: &mut String, c: char) {
    match c {
        '!'..='<' | '>'..='~' => out.push(c),
        _ => write_bytes(out, c, |byte| format!("={byte:02X}")),
    }
}
