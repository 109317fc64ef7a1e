//! Reading templates.

use std::str::FromStr;

use super::field::{FIELDS, Source};
use super::{Align, Piece, Place, Template, Width};

impl FromStr for Template {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() > TEMPLATE_BYTES_MAX {
            return Err(format!("a template has at most {TEMPLATE_BYTES_MAX} bytes"));
        }
        // As in `uni`: what is asked for in addition to the usual line.
        let text = match text.strip_prefix('+') {
            Some(more) => format!("%{{char}} %{{cp}} %name {more}"),
            None => text.to_owned(),
        };
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            rest = match c {
                '\\' => read_escape(after, &mut plain)?,
                '%' if !after.starts_with('%') => {
                    let (place, after) = read_place(after)?;
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Place(place));
                    after
                }
                c => {
                    plain.push(c);
                    // Of `%%` the second is passed over too.
                    after.strip_prefix('%').filter(|_| c == '%').unwrap_or(after)
                }
            };
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces })
    }
}

/// Reads what follows a backslash; the rest.
fn read_escape<'a>(text: &'a str, plain: &mut String) -> Result<&'a str, String> {
    let c = text.chars().next();
    plain.push(match c {
        Some('t') => '\t',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('0') => '\0',
        Some('e') => '\u{1b}',
        Some('\\') => '\\',
        Some(other) => {
            return Err(format!("there is no escape `\\{other}`: allowed are \\t \\n \\r \\0 \\e \\\\"));
        }
        None => return Err("it ends in a backslash; a backslash is written \\\\".into()),
    });
    Ok(&text[1..])
}

/// Reads what follows a percent sign: `{name flags}`, `(name flags)` or `name`; the rest.
fn read_place(text: &str) -> Result<(Place, &str), String> {
    let close = match text.chars().next() {
        Some('{') => '}',
        Some('(') => ')',
        _ => {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
            if end == 0 {
                return Err("after `%` a name is missing: `%{name}`; a percent sign is written `%%`".into());
            }
            // As in `uni`: the short form makes columns.
            return Ok((Place { width: Width::Widest, ..place(find(&text[..end])?) }, &text[end..]));
        }
    };
    let end = text.find(close).ok_or_else(|| format!("`%{}` is not closed by `{close}`", &text[..1]))?;
    let mut words = text[1..end].split_whitespace();
    let name = words.next().ok_or_else(|| format!("`%{}` has no name", &text[..=end]))?;
    let mut place = place(find(name)?);
    words.try_for_each(|flag| read_flag(&mut place, flag))?;
    Ok((place, &text[end + 1..]))
}

fn place(source: Source) -> Place {
    Place { source, align: Align::Left, width: Width::Natural, fill: ' ', is_quoted: false, is_cut: false }
}

fn read_flag(place: &mut Place, flag: &str) -> Result<(), String> {
    let wrong = || format!("`{flag}` is no flag of a field: {FLAGS}");
    let (key, value) = match flag.split_once(':') {
        Some((key, value)) => (key, Some(value)),
        None => (flag, None),
    };
    match (key, value) {
        ("q", None) => place.is_quoted = true,
        ("t", None) => place.is_cut = true,
        ("f", Some(fill)) => {
            let mut chars = fill.chars();
            let (Some(fill), None) = (chars.next(), chars.next()) else { return Err(wrong()) };
            place.fill = fill;
        }
        ("l" | "m" | "r", Some(width)) => {
            place.align = match key {
                "l" => Align::Left,
                "m" => Align::Middle,
                _ => Align::Right,
            };
            place.width = match width.parse() {
                _ if width == "auto" => Width::Widest,
                Ok(cells) if cells <= PLACE_CELLS_MAX => Width::Cells(cells),
                _ => return Err(wrong()),
            };
        }
        _ => return Err(wrong()),
    }
    Ok(())
}

fn find(name: &str) -> Result<Source, String> {
    Source::named(name).ok_or_else(|| {
        let names: Vec<&str> = FIELDS.iter().map(|field| field.names[0]).collect();
        let name: String = name.chars().take(NAME_CHARS_MAX).collect();
        let names = names.join(" ");
        format!("there is no field `{name}`: allowed are {names} and what `charfinder list encodings` names")
    })
}

const FLAGS: &str = "allowed are l:N, m:N and r:N (to the left, middle, right of N cells, at most 1000, or of \
    `auto`, the widest), f:C (fill with C), q (in quotes), t (cut when the line is too long)";
/// The widest place.
const PLACE_CELLS_MAX: usize = 1000;
/// How much of an unknown name is told in the error.
const NAME_CHARS_MAX: usize = 40;
/// The longest template.
const TEMPLATE_BYTES_MAX: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_error(template: &str, part: &str) {
        let error = template.parse::<Template>().unwrap_err();
        assert!(error.contains(part), "{template}: {error}");
    }

    #[test]
    fn errors_name_the_part_and_what_is_allowed() {
        check_error("%{nam}", "no field `nam`: allowed are char cp name");
        check_error("%{name", "`%{` is not closed by `}`");
        check_error("%{}", "`%{}` has no name");
        check_error("50 %", "after `%` a name is missing");
        check_error("%é", "after `%` a name is missing");
        check_error("%{name l:x}", "`l:x` is no flag");
        check_error("%{name l:1001}", "at most 1000");
        check_error("%{name f:ab}", "`f:ab` is no flag");
        check_error("%{name z}", "`z` is no flag");
        check_error("\\é", "no escape `\\é`");
        check_error("x\\", "ends in a backslash");
        check_error(&"x".repeat(TEMPLATE_BYTES_MAX + 1), "at most 65536 bytes");
    }
}
