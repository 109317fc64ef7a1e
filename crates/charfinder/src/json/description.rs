//! Descriptions of code points as JSON.

use super::{write_char, write_list, write_string};
use crate::CodePoint;
use crate::describe::{Description, Fact, Value};

/// Appends all there is to tell of a code point as a JSON object.
///
/// Its members are the facts of the summary (`codepoint`, `char`, `name` or `label`, `kind`, `category`, `block`, `script`, `age`),
/// then an object for each other section, all under their keys, which are stable; in `encodings` they are the names of [`Encoding`](crate::Encoding). What cannot be told is left out. A value with two names is `{"name":…,"short":…}`;
/// what the code point is mapped to is `{"text":…,"codepoints":[…]}`; a radical of an ideograph is
/// `{"number":38,"form":0,"character":"⼥","ideograph":"女","residual":3}`; code points are written `U+265A`.
///
/// ```
/// use charfinder::{describe::Description, json};
///
/// let mut out = Vec::new();
/// json::write_description(&mut out, &Description::of('♚'.into()));
/// let text = String::from_utf8(out).expect("JSON is UTF-8");
/// assert!(text.starts_with(r#"{"codepoint":"U+265A","char":"♚","name":"BLACK CHESS KING","kind":"character","#));
/// ```
pub fn write_description(out: &mut Vec<u8>, description: &Description) {
    out.push(b'{');
    let mut is_first = true;
    for section in description.sections() {
        if section.key == "summary" {
            section.facts.iter().for_each(|fact| write_fact(out, fact, &mut is_first));
            continue;
        }
        write_key(out, section.key, &mut is_first);
        out.push(b'{');
        let mut is_first = true;
        section.facts.iter().for_each(|fact| write_fact(out, fact, &mut is_first));
        out.push(b'}');
    }
    out.push(b'}');
}

fn write_fact(out: &mut Vec<u8>, fact: &Fact, is_first: &mut bool) {
    write_key(out, fact.key, is_first);
    match &fact.value {
        // Of the character itself the code point is told already.
        Value::Mapping(text) if fact.key == "char" => write_string(out, text),
        Value::Mapping(text) => {
            out.extend_from_slice(b"{\"text\":");
            write_string(out, text);
            out.extend_from_slice(b",\"codepoints\":");
            write_code_points(out, text.chars().map(CodePoint::from));
            out.push(b'}');
        }
        Value::Text(text) => write_string(out, text),
        Value::Texts(texts) => write_list(out, texts, |out, text| write_string(out, text)),
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Value::Named { name, short } => {
            out.extend_from_slice(b"{\"name\":");
            write_string(out, name);
            out.extend_from_slice(b",\"short\":");
            write_string(out, short);
            out.push(b'}');
        }
        Value::CodePoints(code_points) => write_code_points(out, code_points.iter().copied()),
        Value::Radicals(radicals) => write_list(out, radicals, |out, place| {
            let (radical, residual) = (place.radical, place.residual);
            let numbers = format!("{{\"number\":{},\"form\":{},\"character\":", radical.number, radical.form);
            out.extend_from_slice(numbers.as_bytes());
            write_char(out, radical.character);
            out.extend_from_slice(b",\"ideograph\":");
            write_char(out, radical.ideograph);
            out.extend_from_slice(format!(",\"residual\":{residual}}}").as_bytes());
        }),
    }
}

fn write_code_points(out: &mut Vec<u8>, code_points: impl Iterator<Item = CodePoint>) {
    write_list(out, code_points, |out, code_point| write_string(out, &code_point.to_string()));
}

fn write_key(out: &mut Vec<u8>, key: &str, is_first: &mut bool) {
    if !std::mem::take(is_first) {
        out.push(b',');
    }
    write_string(out, key);
    out.push(b':');
}
