//! `charfinder emoji`: the emoji, by group, by what one means, and with skin tones.

use std::process::ExitCode;

use charfinder::{Emoji, Page, Searcher};

use super::MISUSE;
use super::arguments::{EmojiOptions, Layout, Tone};
use super::find::{code, copy_row, limit, quoted};
use super::json::member;
use super::locale;
use super::out::tell;
use super::printer::Printer;
use super::row::Row;
use super::terminal::Terminal;

pub(super) fn run(options: &EmojiOptions) -> anyhow::Result<ExitCode> {
    let mut groups = Vec::new();
    for group in &options.group {
        let matching = matching_groups(group);
        if matching.is_empty() {
            tell(format_args!(
                "no group of emoji is named {}: `charfinder list emoji-groups` names those there are",
                quoted(group)
            ));
            return Ok(ExitCode::from(MISUSE));
        }
        groups.extend(matching);
    }
    let query = options.words.join(" ");
    let found: Vec<Emoji> = find(options, &query)
        .into_iter()
        .filter(|emoji| options.group.is_empty() || groups.contains(&emoji.subgroup()))
        .flat_map(|emoji| toned(emoji, &options.tone))
        .collect();
    let terminal = Terminal::of_stdout(options.output.color);
    let layout = options.output.layout(terminal.is_terminal);
    let limit = limit(&options.output, &layout, terminal);
    if found.is_empty() && !matches!(layout, Layout::Json) {
        tell(format_args!("no emoji found for {}", quoted(&query)));
    }
    let is_told = options.output.limit.is_none() || matches!(layout, Layout::Table);
    let mut printer = Printer::for_emoji(layout, terminal, &query);
    printer.begin(|out| {
        member(out, b'{', "query", &query);
        out.extend_from_slice(format!(",\"total\":{}", found.len()).as_bytes());
    });
    for emoji in found.iter().take(limit) {
        printer.row(Row::from(*emoji))?;
    }
    printer.finish(if is_told { found.len().saturating_sub(limit) } else { 0 })?;
    if let Some(first) = found.first().filter(|_| options.copy) {
        copy_row(&Row::from(*first), &options.output)?;
    }
    Ok(code(!found.is_empty()))
}

/// The emoji that `query` means, best first, or all in their order; without their variants.
fn find(options: &EmojiOptions, query: &str) -> Vec<Emoji> {
    if query.trim().is_empty() {
        return Emoji::all().filter(|emoji| !emoji.is_variant()).collect();
    }
    let searcher = Searcher::new(options.search.unicode, &locale::languages(&options.search.lang));
    let answer = searcher.search(query, Page::first(usize::MAX));
    let mut found = Vec::new();
    for emoji in answer.found.iter().filter_map(|found| Emoji::of(found.item)) {
        let base = emoji.base();
        // Who asks for a tone in words, or types an emoji that has one, is given that.
        let emoji = if options.tone.is_empty() && answer.total == 1 { emoji } else { base };
        if !found.contains(&emoji) {
            found.push(emoji);
        }
    }
    found
}

/// `emoji` in the tones that were asked for; as it is where it has none.
fn toned(emoji: Emoji, tones: &[Tone]) -> Vec<Emoji> {
    let modifiers = |emoji: Emoji| emoji.text().chars().filter(|c| TONES.contains(c));
    let mut toned = Vec::new();
    for tone in tones {
        match tone {
            Tone::None => toned.push(emoji),
            Tone::All => {
                toned.push(emoji);
                toned.extend(emoji.variants());
            }
            // Of two people with tones of their own those of one tone.
            Tone::Light | Tone::MediumLight | Tone::Medium | Tone::MediumDark | Tone::Dark => {
                let modifier = TONES[*tone as usize];
                toned.extend(emoji.variants().filter(|it| modifiers(*it).all(|c| c == modifier)));
            }
        }
    }
    if toned.is_empty() { vec![emoji] } else { toned }
}

/// The subgroups of the groups and subgroups whose names have the letters of `name` in them.
fn matching_groups(name: &str) -> Vec<&'static str> {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = letters(name);
    let mut groups: Vec<&'static str> = Vec::new();
    for emoji in Emoji::all() {
        let (group, subgroup) = (emoji.group(), emoji.subgroup());
        let is_wanted =
            !wanted.is_empty() && [group, subgroup].iter().any(|it| letters(it).contains(&wanted));
        if is_wanted && groups.last() != Some(&subgroup) {
            groups.push(subgroup);
        }
    }
    groups
}

/// The modifiers, in the order of [`Tone`].
const TONES: [char; 5] = ['🏻', '🏼', '🏽', '🏾', '🏿'];
