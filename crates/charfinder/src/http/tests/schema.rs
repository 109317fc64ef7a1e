//! Holds answers to the schemas of `openapi.json`, as far as that document uses JSON Schema.

use serde_json::Value;

/// Where the document is wanted.
pub(super) fn document() -> Value {
    serde_json::from_str(include_str!("../../../assets/openapi.json")).unwrap()
}

/// The schema of an answer in the document.
pub(super) fn of_answer(document: &Value, path: &str, status: &str, content_type: &str) -> Value {
    let response = resolve(document, &document["paths"][path]["get"]["responses"][status]);
    response["content"][content_type]["schema"].clone()
}

/// Panics where `value` is not what `schema` says; a member that the schema does not name counts as wrong.
#[track_caller]
pub(super) fn check(document: &Value, schema: &Value, value: &Value) {
    let schema = resolve(document, schema);
    if let Some(types) = schema.get("type") {
        let types = types.as_array().cloned().unwrap_or_else(|| vec![types.clone()]);
        assert!(
            types.iter().any(|name| is_of_type(value, name.as_str().unwrap())),
            "{value} is not {types:?}"
        );
    }
    if let Some(constant) = schema.get("const") {
        assert_eq!(value, constant);
    }
    if let Some(allowed) = schema.get("enum") {
        assert!(allowed.as_array().unwrap().contains(value), "{value} is not one of {allowed}");
    }
    if let Some(items) = schema.get("items") {
        value.as_array().unwrap().iter().for_each(|item| check(document, items, item));
    }
    let none = serde_json::Map::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    if let Some(members) = value.as_object().filter(|_| schema.get("type") == Some(&Value::from("object"))) {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        required
            .for_each(|name| assert!(members.contains_key(name.as_str().unwrap()), "{value} lacks {name}"));
        for (name, member) in members {
            match (properties.unwrap_or(&none).get(name), schema.get("additionalProperties")) {
                (Some(schema), _) => check(document, schema, member),
                (None, Some(Value::Bool(false))) => panic!("{name} in {value} is not described"),
                (None, Some(schema @ Value::Object(_))) => check(document, schema, member),
                (None, _) => {}
            }
        }
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("the type {name} is not known here"),
    }
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap();
            document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
        None => schema,
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(document: &Value, value: &Value) {
        resolve(document, value);
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(document, item)),
            Value::Object(members) => members.values().for_each(|member| walk(document, member)),
            _ => {}
        }
    }
    let document = document();
    walk(&document, &document);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
}
