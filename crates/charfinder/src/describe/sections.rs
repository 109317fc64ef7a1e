//! The sections of a description: each asks one of the modules below what it knows.

use super::{Fact, Section, Value};
use crate::property::{age, assigned_neighbours};
use crate::unihan::{self, ReadingKind};
use crate::{
    BinaryProperty, Block, CaseMapping, Category, CodePage, CodePoint, CodePointKind, Encoding,
    EnumeratedProperty, Field, Item, NormalForm, Script, cell_width, char_name, code_pages, combining_class,
    confusables, cross_references, decomposition, encodings, mirroring_glyph, numeric_value, phrases,
};

/// All sections of `code_point` that have a fact.
pub(super) fn all(code_point: CodePoint) -> Vec<Section> {
    let sections = [
        ("summary", "Summary", summary(code_point)),
        ("names", "Names and notes", names(code_point)),
        ("ideograph", "Ideograph", ideograph(code_point)),
        ("encodings", "Written", written(code_point)),
        ("case", "Case", case(code_point)),
        ("decomposition", "Decomposition", forms(code_point)),
        ("number", "Number", number(code_point)),
        ("layout", "Layout", layout(code_point)),
        ("text", "Text", text(code_point)),
        ("identifiers", "Identifiers", enumerated(code_point, &IDENTIFIERS)),
        ("flags", "Properties", flags(code_point)),
        ("related", "Related", related(code_point)),
    ];
    let section = |(key, title, facts)| Section { key, title, facts };
    sections.into_iter().map(section).filter(|section| !section.facts.is_empty()).collect()
}

fn summary(code_point: CodePoint) -> Vec<Fact> {
    let c = code_point.to_char();
    let category = Category::of(code_point);
    let script = Script::of(code_point);
    let mut facts = vec![fact("codepoint", "Code point", Value::Text(code_point.to_string()))];
    if let Some(c) = c {
        facts.push(fact("char", "Character", Value::Mapping(c.to_string())));
    }
    if let Some(name) = c.and_then(char_name) {
        facts.push(fact("name", "Name", Value::Text(name.to_string())));
    }
    facts.extend(code_point.label().map(|label| fact("label", "Label", Value::Text(label))));
    facts.push(fact("kind", "Kind", Value::Text(kind(code_point.kind()).to_owned())));
    let named = Value::Named { name: category.name(), short: category.as_str() };
    facts.push(fact("category", "Category", named).with_set("gc", category.as_str()));
    if let Some(block) = Block::of(code_point) {
        let value = Value::Text(block.name().to_owned());
        facts.push(fact("block", "Block", value).with_set("blk", block.name()));
    }
    let named = Value::Named { name: script.name(), short: script.code() };
    facts.push(fact("script", "Script", named).with_set("sc", script.code()));
    let extensions: Vec<String> =
        Script::extensions(code_point).into_iter().map(|script| script.to_string()).collect();
    if extensions != [script.to_string()] {
        facts.push(fact("script_extensions", "Used with scripts", Value::Texts(extensions)));
    }
    if let Some(age) = age(code_point) {
        let mut since = fact("age", "Since Unicode", Value::Text(age.to_string()));
        since.expression = Some(format!(r"\p{{age={age}}}"));
        facts.push(since);
    }
    facts
}

/// The word for a kind in answers.
fn kind(kind: CodePointKind) -> &'static str {
    match kind {
        CodePointKind::Character => "character",
        CodePointKind::Control => "control",
        CodePointKind::PrivateUse => "private-use",
        CodePointKind::Surrogate => "surrogate",
        CodePointKind::Noncharacter => "noncharacter",
        CodePointKind::Reserved => "reserved",
    }
}

fn names(code_point: CodePoint) -> Vec<Fact> {
    let Some(c) = code_point.to_char() else { return Vec::new() };
    let texts: Vec<_> = phrases(Item::Char(c)).collect();
    let of_field = |(field, key, label): (Field, &'static str, &'static str)| {
        let texts: Vec<String> = texts
            .iter()
            .filter(|phrase| phrase.field == field)
            .map(|phrase| phrase.text.to_owned())
            .collect();
        (!texts.is_empty()).then(|| fact(key, label, Value::Texts(texts)))
    };
    let mut facts: Vec<Fact> = FIELDS.into_iter().filter_map(of_field).collect();
    let references: Vec<CodePoint> = cross_references(code_point).collect();
    if !references.is_empty() {
        facts.push(fact("see_also", "See also", Value::CodePoints(references)));
    }
    facts
}

fn ideograph(code_point: CodePoint) -> Vec<Fact> {
    let Some(ideograph) = code_point.to_char().and_then(unihan::of) else { return Vec::new() };
    let mut facts = Vec::new();
    if let Some(definition) = ideograph.definition {
        facts.push(fact("definition", "Definition", Value::Text(definition)));
    }
    for kind in ReadingKind::ALL {
        let of_kind = ideograph.readings.iter().filter(|reading| reading.kind == kind);
        let texts: Vec<String> = of_kind.map(|reading| reading.text.clone()).collect();
        if !texts.is_empty() {
            facts.push(fact(reading_key(kind), kind.as_str(), Value::Texts(texts)));
        }
    }
    facts.push(fact("radicals", "Radical + strokes", Value::Radicals(ideograph.radicals)));
    facts.push(fact("strokes", "Strokes in all", Value::Number(ideograph.strokes.into())));
    facts
}

fn reading_key(kind: ReadingKind) -> &'static str {
    match kind {
        ReadingKind::Mandarin => "mandarin",
        ReadingKind::Cantonese => "cantonese",
        ReadingKind::Japanese => "japanese",
        ReadingKind::Korean => "korean",
        ReadingKind::Vietnamese => "vietnamese",
    }
}

fn written(code_point: CodePoint) -> Vec<Fact> {
    // A reference in HTML is an entity or a number, and both are listed.
    let one = [code_point];
    let written = encodings(&one).filter(|(encoding, _)| *encoding != Encoding::Html);
    let mut facts: Vec<Fact> = written
        .map(|(encoding, text)| fact(encoding.as_str(), encoding.label(), Value::Text(text)))
        .collect();
    let own = code_point.to_char().map(String::from).unwrap_or_default();
    let page = |page: CodePage| {
        let bytes: Vec<String> = page.bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("{} {}", page.name, bytes.join(" "))
    };
    let pages: Vec<String> = code_pages(&own).into_iter().map(page).collect();
    if !pages.is_empty() {
        facts.push(fact("code_pages", "Code pages", Value::Texts(pages)));
    }
    facts
}

fn case(code_point: CodePoint) -> Vec<Fact> {
    let Some(c) = code_point.to_char() else { return Vec::new() };
    let mut facts = Vec::new();
    for case in &CASES {
        let (full, simple) = (case.mapping.full(c), case.mapping.simple(c));
        let differs = full.chars().ne([simple]);
        if full.chars().ne([c]) {
            facts.push(fact(case.key, case.label, Value::Mapping(full)));
        }
        if differs {
            facts.push(fact(case.simple_key, case.simple_label, Value::Mapping(simple.to_string())));
        }
    }
    facts
}

fn forms(code_point: CodePoint) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(found) = code_point.to_char().and_then(decomposition) {
        let value = Value::Named { name: found.type_name(), short: found.tag().unwrap_or(found.type_name()) };
        facts.push(fact("decomposition_type", "Type", value).with_set("dt", found.type_name()));
        facts.push(fact("decomposition", "Decomposition", Value::Mapping(found.mapping().to_owned())));
    }
    if let Some(c) = code_point.to_char() {
        let own = c.to_string();
        for (form, key) in [
            (NormalForm::Nfc, "nfc"),
            (NormalForm::Nfd, "nfd"),
            (NormalForm::Nfkc, "nfkc"),
            (NormalForm::Nfkd, "nfkd"),
        ] {
            let applied = form.apply(&own);
            if applied != own {
                facts.push(fact(key, form.as_str(), Value::Mapping(applied.into_owned())));
            }
        }
    }
    let class = combining_class(code_point);
    let value = Value::Number(class.into());
    facts.push(fact("combining_class", "Combining class", value).with_set("ccc", &class.to_string()));
    facts
}

fn number(code_point: CodePoint) -> Vec<Fact> {
    let Some(value) = numeric_value(code_point) else { return Vec::new() };
    let mut facts = enumerated(code_point, &[("numeric_type", "Type", "nt")]);
    let text = Value::Text(value.as_str().to_owned());
    facts.push(fact("numeric_value", "Value", text).with_set("nv", value.as_str()));
    facts
}

fn layout(code_point: CodePoint) -> Vec<Fact> {
    let mut facts = enumerated(code_point, &LAYOUT);
    if let Some(cells) = code_point.to_char().and_then(cell_width).and_then(|cells| u32::try_from(cells).ok())
    {
        facts.push(fact("cells", "Cells in a terminal", Value::Number(cells)));
    }
    let is_mirrored =
        BinaryProperty::named("Bidi_Mirrored").is_some_and(|mirrored| mirrored.contains(code_point));
    facts.push(fact("mirrored", "Mirrored", Value::Flag(is_mirrored)));
    if let Some(mirror) = mirroring_glyph(code_point) {
        facts.push(fact("mirroring_glyph", "Mirror image", Value::CodePoints(vec![mirror.into()])));
    }
    facts
}

fn text(code_point: CodePoint) -> Vec<Fact> {
    enumerated(code_point, &TEXT)
}

/// The values of some properties: key, label, short name.
fn enumerated(code_point: CodePoint, properties: &[(&'static str, &'static str, &'static str)]) -> Vec<Fact> {
    let value_of = |&(key, label, name): &(&'static str, &'static str, &'static str)| {
        let value = EnumeratedProperty::named(name)?.value(code_point);
        let named = Value::Named { name: value.name(), short: value.short_name() };
        Some(fact(key, label, named).with_set(name, value.short_name()))
    };
    properties.iter().filter_map(value_of).collect()
}

fn flags(code_point: CodePoint) -> Vec<Fact> {
    let names: Vec<String> =
        BinaryProperty::of(code_point).map(|property| property.name().to_owned()).collect();
    if names.is_empty() { Vec::new() } else { vec![fact("properties", "Has", Value::Texts(names))] }
}

fn related(code_point: CodePoint) -> Vec<Fact> {
    let mut facts = Vec::new();
    let alike: Vec<CodePoint> =
        code_point.to_char().into_iter().flat_map(confusables).map(CodePoint::from).collect();
    if !alike.is_empty() {
        facts.push(fact("confusable_with", "Looks like", Value::CodePoints(alike)));
    }
    let (previous, next) = assigned_neighbours(code_point);
    facts.extend(previous.map(|c| fact("previous", "Previous", Value::CodePoints(vec![c]))));
    facts.extend(next.map(|c| fact("next", "Next", Value::CodePoints(vec![c]))));
    facts
}

fn fact(key: &'static str, label: &'static str, value: Value) -> Fact {
    Fact { key, label, value, expression: None }
}

impl Fact {
    /// With the expression of all code points for which `property` is `value`.
    fn with_set(mut self, property: &str, value: &str) -> Self {
        self.expression = Some(format!(r"\p{{{property}={value}}}"));
        self
    }
}

/// What phrases are to a character, in reading order.
const FIELDS: [(Field, &str, &str); 15] = [
    (Field::Correction, "correction", "Correct name"),
    (Field::Control, "control_name", "Control"),
    (Field::Alternate, "alternate_name", "Also"),
    (Field::Figment, "figment", "Never approved"),
    (Field::Abbreviation, "abbreviation", "Abbreviation"),
    (Field::ListAlias, "also_known_as", "Also known as"),
    (Field::ShortName, "short_name", "Short name"),
    (Field::Keyword, "keywords", "Keywords"),
    (Field::Heading, "heading", "Among"),
    (Field::Note, "notes", "Notes"),
    (Field::Shortcode, "shortcodes", "Shortcodes"),
    (Field::Entity, "entities", "Entities"),
    (Field::Latex, "latex_commands", "LaTeX commands"),
    (Field::Keysym, "keysyms", "Key symbols"),
    (Field::Digraph, "digraphs", "Digraphs"),
];

/// How a mapping is told.
struct CaseFacts {
    mapping: CaseMapping,
    key: &'static str,
    label: &'static str,
    /// Of the mapping to one character, where the full one is another.
    simple_key: &'static str,
    simple_label: &'static str,
}

const CASES: [CaseFacts; 4] = [
    CaseFacts {
        mapping: CaseMapping::Lower,
        key: "lowercase",
        label: "Lower case",
        simple_key: "simple_lowercase",
        simple_label: "Simple lower case",
    },
    CaseFacts {
        mapping: CaseMapping::Upper,
        key: "uppercase",
        label: "Upper case",
        simple_key: "simple_uppercase",
        simple_label: "Simple upper case",
    },
    CaseFacts {
        mapping: CaseMapping::Title,
        key: "titlecase",
        label: "Title case",
        simple_key: "simple_titlecase",
        simple_label: "Simple title case",
    },
    CaseFacts {
        mapping: CaseMapping::Fold,
        key: "casefold",
        label: "Case folding",
        simple_key: "simple_casefold",
        simple_label: "Simple case folding",
    },
];

const LAYOUT: [(&str, &str, &str); 4] = [
    ("east_asian_width", "East Asian width", "ea"),
    ("vertical_orientation", "Vertical orientation", "vo"),
    ("bidi_class", "Direction", "bc"),
    ("bidi_paired_bracket_type", "Bracket", "bpt"),
];

const TEXT: [(&str, &str, &str); 11] = [
    ("line_break", "Line break", "lb"),
    ("grapheme_cluster_break", "Grapheme break", "GCB"),
    ("word_break", "Word break", "WB"),
    ("sentence_break", "Sentence break", "SB"),
    ("joining_type", "Joining", "jt"),
    ("joining_group", "Joining group", "jg"),
    ("hangul_syllable_type", "Hangul syllable", "hst"),
    ("indic_syllabic_category", "Indic syllables", "InSC"),
    ("indic_positional_category", "Indic position", "InPC"),
    ("indic_conjunct_break", "Indic conjuncts", "InCB"),
    ("canonical_combining_class", "Combining class by name", "ccc"),
];

const IDENTIFIERS: [(&str, &str, &str); 2] = [
    ("identifier_status", "In identifiers", "Identifier_Status"),
    ("identifier_type", "Why", "Identifier_Type"),
];
