//! What cannot be seen in a grapheme cluster, what is no character, what piles up, what has another normal form or a name.

use std::iter::Peekable;
use std::str::Chars;
use std::sync::LazyLock;

use super::cluster::Position;
use super::finding::{Finding, FindingKind, Severity};
use super::word::WORD_BYTES_MAX;
use crate::{
    BinaryProperty, Category, CodePoint, CodePointKind, Glyph, Item, NormalForm, OneLine, Script, Sequence,
    char_name, general_category,
};

/// The findings of one cluster, of which there are at most [`FINDINGS_MAX`].
pub(super) fn findings(cluster: &str, start: Position) -> Vec<Finding> {
    let mut found = Vec::new();
    if cluster.is_ascii() && !cluster.bytes().any(|byte| byte.is_ascii_control()) {
        return found;
    }
    let end = start.byte + cluster.len();
    let is_short = cluster.len() <= WORD_BYTES_MAX;
    if is_short
        && cluster.chars().nth(1).is_some()
        && let Some(sequence) = Sequence::of(cluster)
    {
        let message = format!("a sequence: {}", sequence.name());
        return vec![Finding::new(FindingKind::Sequence, Severity::Note, start, end, message)];
    }
    let mut scan = Scan { chars: cluster.chars().peekable(), before: None, position: start, marks: 0 };
    while found.len() < FINDINGS_MAX - 2
        && let Some(c) = scan.chars.peek().copied()
    {
        found.extend(scan.handle_next(c));
    }
    let marks = scan.marks + scan.chars.filter(|c| general_category(*c).is_mark()).count();
    if marks > MARKS_MAX {
        let message = format!("{marks} marks on one character");
        found.push(Finding::new(FindingKind::ManyMarks, Severity::Warning, start, end, message));
    }
    if is_short && !NormalForm::Nfc.is_normalized(cluster) {
        let composed = NormalForm::Nfc.apply(cluster);
        let message = format!("{} is {} in NFC", numbers(cluster), numbers(&composed));
        found.push(Finding::new(FindingKind::NotNormalized, Severity::Note, start, end, message));
    }
    found
}

/// Bytes that are no UTF-8.
pub(super) fn invalid(bytes: &[u8], start: Position) -> Finding {
    let fault = crate::Utf8Fault::of(bytes);
    let message = format!("no UTF-8: {fault}");
    Finding::new(FindingKind::InvalidUtf8, Severity::Danger, start, start.byte + bytes.len(), message)
}

/// The walk through a cluster.
struct Scan<'a> {
    chars: Peekable<Chars<'a>>,
    /// The character before the next one.
    before: Option<char>,
    position: Position,
    marks: usize,
}

impl Scan<'_> {
    /// What there is to tell about the next character, which is `c`, or the run that it begins.
    fn handle_next(&mut self, c: char) -> Option<Finding> {
        let start = self.position;
        let before = self.before;
        match c {
            '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => self.tags(before, start),
            _ if is_variation_selector(c) => self.selectors(c, before, start),
            _ => {
                self.chars.next();
                self.pass(c);
                self.marks += usize::from(general_category(c).is_mark());
                let is_joined = matches!(c, '\u{200c}' | '\u{200d}') && self.joins(c, before);
                let (kind, severity, what) = about(c, start).filter(|_| !is_joined)?;
                let message = format!("{} {what}", named(c));
                Some(Finding::new(kind, severity, start, self.position.byte, message))
            }
        }
    }

    /// Moves behind `c`, which was taken.
    fn pass(&mut self, c: char) {
        self.before = Some(c);
        self.position = self.position.after_char(c);
    }

    /// Whether a joiner or non-joiner has a task here: within an emoji, or in a script whose letters join.
    fn joins(&mut self, c: char, before: Option<char>) -> bool {
        let Some(before) = before else { return false };
        let is_emoji =
            c == '\u{200d}' && self.chars.peek().is_some_and(|next| PICTOGRAPHIC.contains((*next).into()));
        let script = Script::of(CodePoint::from(before));
        is_emoji || (has_shape(before) && !matches!(script.code(), "Latn" | "Grek" | "Cyrl" | "Zyyy"))
    }

    /// A run of tag characters: a flag spells a region with them, anything else is hidden.
    fn tags(&mut self, before: Option<char>, start: Position) -> Option<Finding> {
        let mut text = String::new();
        let mut count = 0_usize;
        let mut is_ended = false;
        while let Some(c) = self.chars.next_if(|c| matches!(c, '\u{e0001}' | '\u{e0020}'..='\u{e007f}')) {
            self.pass(c);
            count += 1;
            is_ended = c == '\u{e007f}';
            if count <= TOLD_CHARS_MAX && !is_ended {
                text.extend(u8::try_from(u32::from(c) & 0x7F).ok().map(char::from));
            }
        }
        if before == Some('🏴') && is_ended && count <= FLAG_TAGS_MAX {
            return None;
        }
        let message = format!("{count} tag characters, which are not seen, say `{}`", OneLine::new(&text));
        Some(Finding::new(FindingKind::Tags, Severity::Danger, start, self.position.byte, message))
    }

    /// A run of variation selectors: one has a task behind some characters, more of them have none.
    fn selectors(&mut self, first: char, before: Option<char>, start: Position) -> Option<Finding> {
        let mut bytes = Vec::new();
        let mut count = 0_usize;
        while let Some(c) = self.chars.next_if(|c| is_variation_selector(*c)) {
            self.pass(c);
            count += 1;
            if bytes.len() < TOLD_CHARS_MAX {
                bytes.extend(hidden_byte(c));
            }
        }
        let finding = |severity, message: String| {
            Some(Finding::new(FindingKind::VariationSelector, severity, start, self.position.byte, message))
        };
        if count > 1 {
            let mut message = format!("{count} variation selectors in a row, in which bytes can be hidden");
            if let Some(text) =
                std::str::from_utf8(&bytes).ok().filter(|text| count > 2 && !text.contains('\0'))
            {
                message.push_str(&format!(": `{}`", OneLine::new(text)));
            }
            return finding(Severity::Danger, message);
        }
        let is_needed = before.is_some_and(|before| {
            let script = Script::of(CodePoint::from(before)).code();
            match first {
                '\u{fe0e}' | '\u{fe0f}' => EMOJI.contains(before.into()),
                '\u{180b}'..='\u{180d}' | '\u{180f}' => script == "Mong",
                '\u{fe00}'..='\u{fe0d}' => has_shape(before),
                _ => script == "Hani",
            }
        });
        if is_needed {
            None
        } else {
            finding(Severity::Warning, format!("{} selects nothing here", named(first)))
        }
    }
}

/// What there is to tell about `c` by itself.
fn about(c: char, start: Position) -> Option<(FindingKind, Severity, &'static str)> {
    let kind = CodePoint::from(c).kind();
    let is_ignored = || IGNORABLE.contains(c.into()) || Glyph::of(c.into()) == Glyph::Hidden;
    Some(match (c, kind) {
        ('\t' | '\n' | '\r' | ' '..='~', _) => return None,
        ('\u{feff}', _) if start.byte == 0 => {
            (FindingKind::ByteOrderMark, Severity::Note, "stands at the start of the text")
        }
        ('\u{fffd}', _) => {
            (FindingKind::Replacement, Severity::Warning, "stands for something that was lost")
        }
        ('\u{ad}', _) => (FindingKind::Invisible, Severity::Note, "is seen only where a line is broken"),
        (_, CodePointKind::Control) => (FindingKind::Control, Severity::Warning, "is a control character"),
        (_, CodePointKind::PrivateUse) => {
            (FindingKind::PrivateUse, Severity::Note, "means what its users have agreed on")
        }
        (_, CodePointKind::Noncharacter) => {
            (FindingKind::Noncharacter, Severity::Warning, "is not for texts that are passed on")
        }
        (_, CodePointKind::Reserved) => {
            (FindingKind::Unassigned, Severity::Warning, "is not assigned so far")
        }
        (_, CodePointKind::Character | CodePointKind::Surrogate) => match general_category(c) {
            Category::SpaceSeparator => (FindingKind::Space, Severity::Note, "is not the usual space"),
            Category::LineSeparator | Category::ParagraphSeparator => {
                (FindingKind::Space, Severity::Warning, "ends a line, but few programs know")
            }
            _ if is_ignored() => (FindingKind::Invisible, Severity::Warning, "is not seen"),
            _ => return None,
        },
    })
}

/// Whether `c` is a letter, mark, number or symbol: what a joiner or selector can stand behind.
fn has_shape(c: char) -> bool {
    !general_category(c).is_invisible() && !c.is_ascii_punctuation()
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The byte that a variation selector stands for to those who hide bytes in them.
fn hidden_byte(c: char) -> Option<u8> {
    match u32::from(c) {
        selector @ 0xFE00..=0xFE0F => u8::try_from(selector - 0xFE00).ok(),
        selector @ 0xE0100..=0xE01EF => u8::try_from(selector - 0xE0100 + 16).ok(),
        _ => None,
    }
}

/// A character by its name or label, and number.
fn named(c: char) -> String {
    let name = match char_name(c) {
        Some(name) => name.to_string(),
        None => crate::aliases(c).next().map_or_else(|| Item::Char(c).name(), |alias| alias.text.to_owned()),
    };
    format!("{} {name}", CodePoint::from(c))
}

fn numbers(text: &str) -> String {
    text.chars().map(|c| CodePoint::from(c).to_string()).collect::<Vec<_>>().join(" ")
}

static EMOJI: LazyLock<BinaryProperty> =
    LazyLock::new(|| BinaryProperty::named("Emoji").expect("it is listed"));
static PICTOGRAPHIC: LazyLock<BinaryProperty> =
    LazyLock::new(|| BinaryProperty::named("Extended_Pictographic").expect("it is listed"));
static IGNORABLE: LazyLock<BinaryProperty> =
    LazyLock::new(|| BinaryProperty::named("Default_Ignorable_Code_Point").expect("it is listed"));

/// The most marks on one character that are nothing to tell of; what people write has fewer.
pub const MARKS_MAX: usize = crate::MARKS_SHOWN_MAX;

/// The most findings of one cluster.
const FINDINGS_MAX: usize = 64;

/// How much of a hidden text is told.
const TOLD_CHARS_MAX: usize = 80;

/// The tags of a flag: up to six, and the one that ends it.
const FLAG_TAGS_MAX: usize = 7;
