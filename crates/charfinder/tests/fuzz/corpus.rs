//! The texts that fuzzing starts from.

use std::sync::LazyLock;

use serde_json::Value;

/// The texts of `corpus.json`: a text, `{"hex": …}` for bytes that are none, `{"text": …, "times": …}`, or a list of those.
pub(crate) static CORPUS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let texts: Vec<Value> = serde_json::from_str(include_str!("corpus.json")).unwrap();
    texts.iter().map(pieces).collect()
});

fn pieces(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Array(parts) => parts.iter().flat_map(pieces).collect(),
        Value::Object(part) => match (part.get("hex"), part.get("text")) {
            (Some(hex), None) => from_hex(hex.as_str().unwrap()),
            (None, Some(text)) => {
                text.as_str().unwrap().repeat(part["times"].as_u64().unwrap() as usize).into_bytes()
            }
            _ => panic!("no piece: {part:?}"),
        },
        other => panic!("no piece: {other}"),
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
