//! `conformance/seeds/transcripts.json` as values. What it cannot mean is a panic that names it: the file is ours.

use serde_json::{Map, Value};

/// A session as it was recorded.
pub(crate) struct Recorded {
    pub(crate) program: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) steps: Vec<Step>,
}

/// Which side of the connections the program is on, and what it is started with.
pub(crate) enum Kind {
    /// The models under which the session goes this way; none for a program that has no choice.
    Server { models: Vec<String> },
    /// The arguments after the address, and whether anybody listens there.
    Client { arguments: Vec<Vec<u8>>, listens: bool },
}

/// What happens next. A `String` names a connection.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Connect(String),
    Refused,
    Accept(String),
    Send(String, Vec<u8>),
    Receive(String, Vec<u8>),
    ReceiveCut { name: String, before: Vec<u8>, bytes_max: usize, bytes: Vec<u8> },
    HalfClose(String),
    End(String),
    EndOrReset(String),
    Leave(String),
    Reset(String),
    Print(Vec<u8>),
    PrintCut { bytes_max: usize, bytes: Vec<u8> },
    Exit(i32),
}

impl Step {
    /// The key that tells the step, as it stands in the file.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Step::Connect(_) => "connect",
            Step::Refused => "refused",
            Step::Accept(_) => "accept",
            Step::Send(..) => "send",
            Step::Receive(..) => "receive",
            Step::ReceiveCut { .. } => "receive_cut",
            Step::HalfClose(_) => "half_close",
            Step::End(_) => "end",
            Step::EndOrReset(_) => "end_or_reset",
            Step::Leave(_) => "leave",
            Step::Reset(_) => "reset",
            Step::Print(_) => "print",
            Step::PrintCut { .. } => "print_cut",
            Step::Exit(_) => "exit",
        }
    }
}

/// Every session of the file.
pub(crate) fn read() -> Vec<Recorded> {
    let file: Value = serde_json::from_str(TRANSCRIPTS).unwrap();
    let mut recorded = Vec::new();
    for section in list(&file["programs"]) {
        let program = text(&section["program"]);
        recorded.extend(list(&section["sessions"]).iter().map(|session| Recorded {
            program: program.clone(),
            name: text(&session["name"]),
            kind: kind(session),
            steps: list(&session["steps"]).iter().map(step).collect(),
        }));
    }
    recorded
}

fn kind(session: &Value) -> Kind {
    match session.get("arguments") {
        Some(arguments) => Kind::Client {
            arguments: list(arguments).iter().map(pieces).collect(),
            listens: session["listens"].as_bool().unwrap(),
        },
        None => {
            Kind::Server { models: session.get("models").map_or(&[][..], list).iter().map(text).collect() }
        }
    }
}

/// Each step is told by one key; which one stands beside others, which describe it further.
fn step(value: &Value) -> Step {
    let step = value.as_object().unwrap_or_else(|| panic!("no step: {value}"));
    let name = |verb: &str| step.get(verb).map(text);
    if let Some(name) = name("connect") {
        Step::Connect(name)
    } else if step.contains_key("refused") {
        Step::Refused
    } else if let Some(name) = name("accept") {
        Step::Accept(name)
    } else if let Some(name) = name("send") {
        Step::Send(name, bytes(step))
    } else if let Some(name) = name("receive") {
        Step::Receive(name, bytes(step))
    } else if let Some(name) = name("receive_cut") {
        let before = text(&step["before"]).into_bytes();
        Step::ReceiveCut { name, before, bytes_max: bytes_max(step), bytes: bytes(step) }
    } else if let Some(name) = name("half_close") {
        Step::HalfClose(name)
    } else if let Some(name) = name("end") {
        Step::End(name)
    } else if let Some(name) = name("end_or_reset") {
        Step::EndOrReset(name)
    } else if let Some(name) = name("leave") {
        Step::Leave(name)
    } else if let Some(name) = name("reset") {
        Step::Reset(name)
    } else if let Some(line) = step.get("print") {
        Step::Print(pieces(line))
    } else if let Some(shown) = step.get("print_cut") {
        Step::PrintCut { bytes_max: bytes_max(step), bytes: pieces(shown) }
    } else if let Some(status) = step.get("exit") {
        Step::Exit(status.as_i64().unwrap().try_into().unwrap())
    } else {
        panic!("no step: {value}")
    }
}

fn bytes(step: &Map<String, Value>) -> Vec<u8> {
    pieces(&step["bytes"])
}

fn bytes_max(step: &Map<String, Value>) -> usize {
    step["bytes_max"].as_u64().unwrap().try_into().unwrap()
}

/// A text, or a list of texts, `{"hex": …}` and `{"text": …, "times": …}`, as bytes.
fn pieces(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Array(parts) => parts.iter().flat_map(pieces).collect(),
        Value::Object(part) => match (part.get("hex"), part.get("text")) {
            (Some(hex), None) => from_hex(&text(hex)),
            (None, Some(run)) => text(run).repeat(part["times"].as_u64().unwrap() as usize).into_bytes(),
            _ => panic!("no piece: {part:?}"),
        },
        other => panic!("no piece: {other}"),
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

const TRANSCRIPTS: &str = include_str!("../../../../conformance/seeds/transcripts.json");
