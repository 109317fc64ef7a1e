//! How it looks: in several kinds of fonts, as text and as emoji.

use std::fmt::{self, Display, Formatter};

use super::Subject;
use crate::http::html::Escaped;
use crate::http::texts::Texts;
use crate::{Block, CodePoint, Emoji, Glyph, Item, Script};

/// The section of looks; nothing for what has no glyph.
pub(super) struct Appearance<'a> {
    pub(super) subject: &'a Subject,
    pub(super) texts: &'a Texts,
}

impl Display for Appearance<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(text) = self.subject.text() else { return Ok(()) };
        let mut shown = text.clone();
        let mut kind = "";
        if let Some(code_point) = self.subject.one() {
            match Glyph::of(code_point) {
                Glyph::Hidden => return Ok(()),
                Glyph::Wide => kind = " wide",
                Glyph::Combining => shown.insert(0, Glyph::DOTTED_CIRCLE),
                _ => {}
            }
        }
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<ul class=\"stacks\">", self.texts.appearance)?;
        let stacks = [
            ("sans", self.texts.stack_text),
            ("serif", self.texts.stack_serif),
            ("monospace", self.texts.stack_mono),
            ("symbols", self.texts.stack_symbol),
        ];
        for (class, label) in stacks {
            write_look(f, &format!("{class}{kind}"), &shown, label)?;
        }
        if self.has_presentations() {
            write_look(f, "symbols", &format!("{text}{TEXT_STYLE}"), self.texts.as_text)?;
            write_look(f, "emoji", &format!("{text}{EMOJI_STYLE}"), self.texts.as_emoji)?;
        }
        f.write_str("</ul>\n")?;
        if let Some(code_point) = self.subject.one().filter(|code_point| is_rare(*code_point)) {
            writeln!(f, "<p class=\"hint\">{}</p>", Escaped((self.texts.no_glyph)(&font_for(code_point))))?;
        }
        f.write_str("</section>\n")
    }
}

impl Appearance<'_> {
    /// Whether it is shown as text or as emoji by what follows it.
    fn has_presentations(&self) -> bool {
        let Some(c) = self.subject.char() else { return false };
        let is_emoji = |item: Option<Item>| item.and_then(Emoji::of).is_some();
        is_emoji(Some(Item::Char(c))) || is_emoji(Item::of(&format!("{c}{EMOJI_STYLE}")))
    }
}

/// Whether a device may well have no font for it: neither in a script that they all have, nor a symbol of the first plane, nor emoji.
fn is_rare(code_point: CodePoint) -> bool {
    let is_emoji = code_point.to_char().is_some_and(|c| Emoji::of(Item::Char(c)).is_some());
    let is_of_a_common_script = SCRIPTS_EVERYWHERE.contains(&Script::of(code_point).code());
    !is_emoji && (!is_of_a_common_script || code_point.value() > FIRST_PLANE_LAST)
}

/// What a font should have that shows it: the script, or the block where many scripts share a character.
fn font_for(code_point: CodePoint) -> String {
    let script = Script::of(code_point);
    match Block::of(code_point) {
        Some(block) if matches!(script.code(), "Zyyy" | "Zinh" | "Zzzz") => block.name().to_owned(),
        _ => script.name().replace('_', " "),
    }
}

fn write_look(f: &mut Formatter<'_>, class: &str, text: &str, label: &str) -> fmt::Result {
    writeln!(f, "<li><bdi class=\"{class}\">{}</bdi><small>{label}</small></li>", Escaped(text))
}

/// The variation selectors that ask for one look or the other.
const TEXT_STYLE: char = '\u{FE0E}';
const EMOJI_STYLE: char = '\u{FE0F}';
/// The scripts that the fonts of every usual system have.
const SCRIPTS_EVERYWHERE: [&str; 14] = [
    "Zyyy", "Zinh", "Latn", "Grek", "Cyrl", "Arab", "Hebr", "Deva", "Thai", "Hani", "Hira", "Kana", "Hang",
    "Bopo",
];
const FIRST_PLANE_LAST: u32 = 0xFFFF;
