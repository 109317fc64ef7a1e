//! Rows as JSON objects, with the members that the API gives them.

pub(super) use charfinder::json::write_string;

use charfinder::{Category, age, aliases, general_category};

use super::row::{Row, Subject};

/// Appends `row` as an object: codepoint, char, name, age, category, aliases; of a search result group and why too.
pub(super) fn write_row(out: &mut Vec<u8>, row: &Row) {
    let subject = row.subject;
    member(out, b'{', "codepoint", &subject.notation());
    match subject {
        Subject::Item(item) => member(out, b',', "char", &item.to_string()),
        Subject::Surrogate(_) => out.extend_from_slice(b",\"char\":null"),
    }
    let name = match subject.code_point() {
        // The label alone: what people call it is among the aliases.
        Some(code_point) => code_point.label().unwrap_or_else(|| subject.name()),
        None => subject.name(),
    };
    let name = row.emoji.map_or(name, |emoji| emoji.name().to_owned());
    member(out, b',', "name", &name);
    match subject.code_point().and_then(age) {
        Some(age) => member(out, b',', "age", &age.to_string()),
        None => out.extend_from_slice(b",\"age\":null"),
    }
    match (subject.code_point(), subject.char()) {
        (_, Some(c)) => member(out, b',', "category", general_category(c).as_str()),
        (Some(_), None) => member(out, b',', "category", Category::Surrogate.as_str()),
        (None, None) => out.extend_from_slice(b",\"category\":null"),
    }
    out.extend_from_slice(b",\"aliases\":[");
    for (nth, alias) in subject.char().into_iter().flat_map(aliases).enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        member(out, b'{', "kind", alias.kind.as_str());
        member(out, b',', "text", alias.text);
        out.push(b'}');
    }
    out.push(b']');
    if let Some(emoji) = row.emoji {
        member(out, b',', "emoji_group", emoji.group());
        member(out, b',', "emoji_subgroup", emoji.subgroup());
    }
    if let Some(group) = row.group {
        member(out, b',', "group", group.as_str());
    }
    if let Some(why) = &row.why {
        out.extend_from_slice(b",\"why\":");
        match why.field {
            Some(field) => member(out, b'{', "field", field.as_str()),
            None => out.extend_from_slice(b"{\"field\":null"),
        }
        member(out, b',', "text", &why.text);
        match why.language {
            Some(language) => member(out, b',', "language", language.tag()),
            None => out.extend_from_slice(b",\"language\":null"),
        }
        out.push(b'}');
    }
    out.push(b'}');
}

/// Appends a member whose value is a text, after `before`.
pub(super) fn member(out: &mut Vec<u8>, before: u8, name: &str, value: &str) {
    out.push(before);
    write_string(out, name);
    out.push(b':');
    write_string(out, value);
}
