//! `charfinder emoji`: the emoji, by group, by what one means, and with skin tones.

use std::process::ExitCode;

use charfinder::{Emoji, Group, Page, Searcher, UnicodeVersion, is_known_in};

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
    let is_wanted = |emoji: Emoji| groups.is_empty() || groups.contains(&emoji.subgroup());
    let in_tones = |(emoji, group)| {
        toned(emoji, &options.tone, options.search.unicode).into_iter().map(move |it| (it, group))
    };
    let found: Vec<(Emoji, Option<Group>)> =
        find(options, &query).into_iter().filter(|(emoji, _)| is_wanted(*emoji)).flat_map(in_tones).collect();
    let is_guess = found.first().is_some_and(|(_, group)| *group == Some(Group::DidYouMean));
    // What the words do not mean is worth a look, not a list.
    let total = if is_guess { found.len().min(GUESSES_MAX) } else { found.len() };
    let terminal = Terminal::of_stdout(options.output.color);
    let layout = options.output.layout(terminal.is_terminal);
    let limit = limit(&options.output, &layout, terminal);
    match &layout {
        Layout::Json => {}
        _ if found.is_empty() => tell(format_args!("no emoji found for {}", quoted(&query))),
        Layout::Table => {}
        _ if is_guess => {
            tell(format_args!("no emoji found for {}; it may have meant what is listed", quoted(&query)));
        }
        _ => {}
    }
    let is_told = options.output.limit.is_none() || matches!(layout, Layout::Table);
    let mut printer = Printer::for_emoji(layout, terminal, &query);
    printer.begin(|out| {
        member(out, b'{', "query", &query);
        out.extend_from_slice(format!(",\"total\":{total}").as_bytes());
    });
    for (emoji, group) in found.iter().take(total.min(limit)) {
        printer.row(Row { group: *group, ..Row::from(*emoji) })?;
    }
    printer.finish(if is_told { total.saturating_sub(limit) } else { 0 })?;
    let is_found = !found.is_empty() && !is_guess;
    if let Some((first, _)) = found.first().filter(|_| options.copy && is_found) {
        copy_row(&Row::from(*first), &options.output)?;
    }
    Ok(code(is_found))
}

/// The emoji that `query` means, best first and how sure that is, or all in their order; without their variants.
fn find(options: &EmojiOptions, query: &str) -> Vec<(Emoji, Option<Group>)> {
    if query.trim().is_empty() {
        let emoji = known(Emoji::all(), options.search.unicode).filter(|emoji| !emoji.is_variant());
        return emoji.map(|emoji| (emoji, None)).collect();
    }
    let searcher = Searcher::new(options.search.unicode, &locale::languages(&options.search.lang));
    let answer = searcher.search(query, Page::first(usize::MAX));
    let mut found: Vec<(Emoji, Option<Group>)> = Vec::new();
    for (emoji, group) in answer.found.iter().filter_map(|found| Some((Emoji::of(found.item)?, found.group)))
    {
        let base = emoji.base();
        // Who asks for a tone in words, or types an emoji that has one, is given that.
        let emoji = if options.tone.is_empty() && answer.total == 1 { emoji } else { base };
        if !found.iter().any(|(known, _)| *known == emoji) {
            found.push((emoji, Some(group)));
        }
    }
    found
}

/// Those of `emoji` that `version` has the characters of.
fn known(emoji: impl Iterator<Item = Emoji>, version: UnicodeVersion) -> impl Iterator<Item = Emoji> {
    emoji.filter(move |emoji| is_known_in(version, emoji.item().code_points()))
}

/// `emoji` in the tones that were asked for; as it is where it has none.
fn toned(emoji: Emoji, tones: &[Tone], version: UnicodeVersion) -> Vec<Emoji> {
    let variants = || known(emoji.variants(), version);
    let modifiers = |emoji: Emoji| emoji.text().chars().filter(|c| TONES.contains(c));
    let mut toned = Vec::new();
    for tone in tones {
        match tone {
            Tone::None => toned.push(emoji),
            Tone::All => {
                toned.push(emoji);
                toned.extend(variants());
            }
            // Of two people with tones of their own those of one tone.
            Tone::Light | Tone::MediumLight | Tone::Medium | Tone::MediumDark | Tone::Dark => {
                let modifier = TONES[*tone as usize];
                toned.extend(variants().filter(|it| modifiers(*it).all(|c| c == modifier)));
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

/// How many emoji are listed where none is what the words mean.
const GUESSES_MAX: usize = 20;
/// The modifiers, in the order of [`Tone`].
const TONES: [char; 5] = ['🏻', '🏼', '🏽', '🏾', '🏿'];
