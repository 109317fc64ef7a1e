//! `charfinder show`: all there is to tell of characters, code points and sequences.

use std::process::ExitCode;

use charfinder::describe::Description;
use charfinder::{
    CodePoint, Denoted, Group, Item, Language, NotationError, Page, Searcher, encodings, is_known_in,
    item_named, json, notations,
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::arguments::{Layout, Show};
use super::details::{self, Detail};
use super::find::quoted;
use super::json::{member, write_string};
use super::listing::escaped;
use super::out::{Out, tell};
use super::paint::Style;
use super::printer::Printer;
use super::row::{Row, Subject};
use super::table::pad;
use super::terminal::Terminal;
use super::wrap::{INDENT_BELOW, wrapped, write_behind};
use super::{MISUSE, clipboard, locale};

pub(super) fn run(show: &Show) -> anyhow::Result<ExitCode> {
    let languages = locale::languages(&show.search.lang);
    let searcher = Searcher::new(show.search.unicode, &languages);
    let subjects = match subjects(&show.what, &searcher) {
        Ok(subjects) => subjects,
        Err(error) => {
            tell(error);
            return Ok(ExitCode::from(MISUSE));
        }
    };
    let (subjects, later): (Vec<_>, Vec<_>) =
        subjects.into_iter().partition(|subject| is_known_in(show.search.unicode, subject.code_points()));
    for subject in &later {
        let version = show.search.unicode;
        tell(format_args!("Unicode {version} has no {} {}", subject.notation(), subject.name()));
    }
    let terminal = Terminal::of_stdout(show.output.color);
    let layout = show.layout(terminal.is_terminal);
    if subjects.is_empty() {
        if later.is_empty() {
            tell(format_args!("nothing found for {}", quoted(&show.what.join(" "))));
        }
        if matches!(layout, Layout::Json) {
            print(&[], &languages, &layout, terminal)?;
        }
        return Ok(ExitCode::FAILURE);
    }
    match layout {
        layout @ Layout::Template(_) => {
            let mut printer = Printer::new(layout, terminal);
            for subject in &subjects {
                printer.row(Row::from(*subject))?;
            }
            printer.finish(0)?;
        }
        layout => print(&subjects, &languages, &layout, terminal)?,
    }
    if show.copy {
        let text: String = subjects.iter().map(|subject| subject.text()).collect();
        clipboard::copy(&text)?;
        tell(format_args!("copied {}", quoted(&text)));
    }
    Ok(ExitCode::SUCCESS)
}

/// What is asked for: each word by itself where each denotes something, else what all together mean.
fn subjects(words: &[String], searcher: &Searcher) -> Result<Vec<Subject>, String> {
    let each: Vec<Option<Vec<Subject>>> =
        words.iter().map(|word| denoted(word, true)).collect::<Result<_, _>>()?;
    if let Some(all) = each.into_iter().collect::<Option<Vec<_>>>() {
        return limited(all.concat());
    }
    let text = words.join(" ");
    if let Some(subjects) = denoted(&text, true)? {
        return limited(subjects);
    }
    let answer = searcher.search(&text, Page::first(1));
    match answer.found.first() {
        Some(found) if found.group <= Group::Match => {
            if answer.total > 1 {
                tell(format_args!(
                    "this is the first of {}; `charfinder find` lists all that {} may mean",
                    answer.total,
                    quoted(&text)
                ));
            }
            Ok(vec![Subject::from(found.item)])
        }
        found => match (denoted(&text, false)?, found) {
            (Some(subjects), _) => limited(subjects),
            (None, Some(found)) => {
                let name = Subject::from(found.item).name();
                tell(format_args!("did you mean {}?", quoted(&name)));
                Ok(Vec::new())
            }
            (None, None) => Ok(Vec::new()),
        },
    }
}

/// What `text` denotes: code points in a notation, or a name. A reading that is rather words counts unless `is_sure`.
fn denoted(text: &str, is_sure: bool) -> Result<Option<Vec<Subject>>, String> {
    let readings = notations(text);
    let reading =
        readings.iter().find(|reading| !is_sure || reading.certainty < charfinder::Certainty::Possible);
    match reading.map(|reading| &reading.denoted) {
        Some(Denoted::CodePoints(code_points)) => {
            let text: Option<String> = code_points.iter().map(|it| it.to_char()).collect();
            let whole = text.as_deref().and_then(Item::of);
            // What a person takes for one character is shown whole, if it has a name.
            let clusters = |text: &str| -> Vec<Subject> {
                let of_cluster = |cluster: &str| match Item::of(cluster) {
                    Some(item) => vec![Subject::Item(item)],
                    None => cluster.chars().map(|c| Subject::Item(Item::Char(c))).collect(),
                };
                text.graphemes(true).flat_map(of_cluster).collect()
            };
            Ok(Some(match (whole, text) {
                (Some(item), _) => vec![Subject::Item(item)],
                (None, Some(text)) => clusters(&text),
                (None, None) => code_points.iter().copied().map(Subject::from).collect(),
            }))
        }
        Some(Denoted::Range(range)) => {
            let numbers = range.start().value()..=range.end().value();
            let code_points = numbers.take(SHOWN_MAX + 1).filter_map(CodePoint::new);
            Ok(Some(code_points.map(Subject::from).collect()))
        }
        Some(Denoted::Nothing(error)) if is_sure => Err(wrong(text, error)),
        _ => Ok(item_named(text).map(|item| vec![Subject::Item(item)])),
    }
}

fn wrong(text: &str, error: &NotationError) -> String {
    format!("{}: {error}", quoted(text))
}

fn limited(subjects: Vec<Subject>) -> Result<Vec<Subject>, String> {
    if subjects.len() > SHOWN_MAX {
        return Err(format!(
            "no more than {SHOWN_MAX} characters are shown at once; `charfinder set` prints more"
        ));
    }
    Ok(subjects)
}

fn print(
    subjects: &[Subject],
    languages: &[Language],
    layout: &Layout,
    terminal: Terminal,
) -> anyhow::Result<()> {
    let mut out = Out::default();
    if matches!(layout, Layout::Tsv) {
        out.bytes.extend_from_slice(b"codepoint\tsection\tkey\tvalue\n");
    }
    if matches!(layout, Layout::Json) {
        out.bytes.push(b'[');
    }
    for (nth, subject) in subjects.iter().enumerate() {
        let bytes = &mut out.bytes;
        match layout {
            Layout::Json => {
                if nth > 0 {
                    bytes.push(b',');
                }
                write_json(bytes, *subject, languages);
            }
            Layout::Tsv => write_tsv(bytes, *subject, &details::of(*subject, languages)),
            _ => {
                if nth > 0 {
                    bytes.push(b'\n');
                }
                write_text(bytes, *subject, &details::of(*subject, languages), terminal);
            }
        }
        out.flush_full()?;
    }
    if matches!(layout, Layout::Json) {
        out.bytes.extend_from_slice(b"]\n");
    }
    Ok(out.flush()?)
}

/// The object of the API; of a sequence its name, its characters and its encodings.
fn write_json(out: &mut Vec<u8>, subject: Subject, languages: &[Language]) {
    let Some(code_point) = subject.code_point() else {
        member(out, b'{', "codepoint", &subject.notation());
        member(out, b',', "char", &subject.text());
        member(out, b',', "name", &subject.name());
        out.extend_from_slice(b",\"characters\":[");
        for (nth, code_point) in subject.code_points().into_iter().enumerate() {
            if nth > 0 {
                out.push(b',');
            }
            member(out, b'{', "codepoint", &code_point.to_string());
            member(out, b',', "name", &Subject::from(code_point).name());
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"encodings\":");
        let mut before = b'{';
        for (encoding, text) in encodings(&subject.code_points()) {
            member(out, before, encoding.as_str(), &text);
            before = b',';
        }
        out.push(b'}');
        write_languages(out, subject, languages);
        out.push(b'}');
        return;
    };
    json::write_description(out, &Description::of(code_point));
    let closing = out.pop();
    debug_assert_eq!(closing, Some(b'}'), "a description is an object");
    write_languages(out, subject, languages);
    out.push(b'}');
}

/// Appends the names and keywords in other languages as a member.
fn write_languages(out: &mut Vec<u8>, subject: Subject, languages: &[Language]) {
    let Subject::Item(item) = subject else { return };
    out.extend_from_slice(b",\"languages\":{");
    for (nth, language) in languages.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        write_string(out, language.tag());
        out.extend_from_slice(b":{\"short_name\":");
        match charfinder::short_name(item, *language) {
            Some(name) => write_string(out, &name),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"keywords\":[");
        for (nth, keyword) in charfinder::keywords(item, *language).iter().enumerate() {
            if nth > 0 {
                out.push(b',');
            }
            write_string(out, keyword);
        }
        out.extend_from_slice(b"]}");
    }
    out.push(b'}');
}

fn write_tsv(out: &mut Vec<u8>, subject: Subject, details: &[Detail]) {
    for detail in details {
        let fields = [&subject.notation(), detail.section, &detail.key, &escaped(&detail.value)];
        out.extend_from_slice(fields.join("\t").as_bytes());
        out.push(b'\n');
    }
}

/// A heading, then sections of labels and values; long values go on below themselves, or where there is little room below their labels.
fn write_text(out: &mut Vec<u8>, subject: Subject, details: &[Detail], terminal: Terminal) {
    write_heading(out, subject, terminal);
    let labels = details.iter().map(|detail| detail.label.width()).max().unwrap_or(0).min(LABEL_CELLS_MAX);
    let start = INDENT + labels + INDENT;
    let is_narrow = terminal.columns < start + VALUE_CELLS_MIN;
    let mut section = "";
    for detail in details {
        if detail.section != section {
            section = detail.section;
            out.push(b'\n');
            terminal.paint.write(out, Style::Strong, section);
            out.push(b'\n');
        }
        pad(out, INDENT);
        terminal.paint.write(out, Style::Faint, &detail.label);
        let label_end = INDENT + detail.label.width();
        if is_narrow {
            out.push(b':');
            write_behind(out, &detail.value, label_end + 1, 1, INDENT_BELOW, terminal.columns);
        } else if label_end > start {
            // A label that is wider than its column stands on a line of its own.
            out.push(b'\n');
            pad(out, start);
            write_behind(out, &detail.value, start, 0, start, terminal.columns);
        } else {
            write_behind(out, &detail.value, label_end, start - label_end, start, terminal.columns);
        }
        out.push(b'\n');
    }
}

/// Glyph, number and name.
fn write_heading(out: &mut Vec<u8>, subject: Subject, terminal: Terminal) {
    let paint = terminal.paint;
    let picture = charfinder::Glyph::picture(&subject.code_points());
    paint.write(out, Style::Strong, &picture);
    pad(out, INDENT);
    let (notation, name) = (subject.notation(), subject.name());
    let mut column = picture.width() + INDENT;
    for (gap, style, text) in [(0, Style::Key, notation), (INDENT, Style::Strong, name)] {
        let first = terminal.columns.saturating_sub(column + gap);
        let rest = terminal.columns.saturating_sub(INDENT_BELOW);
        for (nth, line) in wrapped(&text, first, rest).into_iter().enumerate() {
            if nth > 0 {
                out.push(b'\n');
                pad(out, INDENT_BELOW);
                column = INDENT_BELOW;
            } else if !line.is_empty() {
                pad(out, gap);
                column += gap;
            }
            paint.write(out, style, line);
            column += line.width();
        }
    }
    out.push(b'\n');
}

/// How many characters are shown at once.
const SHOWN_MAX: usize = 100;
/// The blanks before a label and behind it.
const INDENT: usize = 2;
/// Longer labels do not move the values.
const LABEL_CELLS_MAX: usize = 24;
/// Values with less room than this beside the labels stand behind and below them.
const VALUE_CELLS_MIN: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let subjects = subjects(&words, &Searcher::default()).unwrap();
        subjects.into_iter().map(Subject::notation).collect()
    }

    #[test]
    fn whatever_denotes_a_character_is_understood() {
        assert_eq!(names(&["♚"]), ["U+265A"]);
        assert_eq!(names(&["U+265A", "&hearts;", "a"]), ["U+265A", "U+2665", "U+0061"]);
        assert_eq!(names(&["U+D800"]), ["U+D800"]);
        assert_eq!(names(&["U+265A..U+265C"]), ["U+265A", "U+265B", "U+265C"]);
        assert_eq!(names(&["black", "chess", "king"]), ["U+265A"]);
        assert_eq!(names(&["BLACK CHESS KING"]), ["U+265A"]);
        assert_eq!(names(&["e2", "99", "9a"]), ["U+265A"]);
        assert_eq!(names(&["🇫🇷"]), ["U+1F1EB U+1F1F7"]);
        assert_eq!(names(&["265A"]), ["U+265A"]);
        assert_eq!(names(&["qwertyuiop"]), [""; 0]);
    }

    #[test]
    fn a_broken_notation_is_an_error_that_names_it() {
        let error = |word: &str| subjects(&[word.to_owned()], &Searcher::default()).unwrap_err();
        assert!(error("U+110000").contains("U+110000"), "{}", error("U+110000"));
        assert!(error("U+0000..U+FFFF").contains("no more than 100"));
    }

    fn shown(c: char, columns: usize) -> String {
        let terminal = Terminal { columns, ..Terminal::NONE };
        let subject = Subject::Item(Item::Char(c));
        let mut out = Vec::new();
        write_text(&mut out, subject, &details::of(subject, &[]), terminal);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for (c, columns) in [('♥', 40), ('♥', 30), ('A', 40), ('\u{fdfa}', 40), ('e', 60), ('漢', 28)] {
            for line in shown(c, columns).lines() {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn where_there_is_little_room_values_follow_their_labels() {
        let narrow = shown('♥', 40);
        assert!(narrow.contains("\n  Block: Miscellaneous Symbols\n"), "{narrow}");
        assert!(narrow.contains("\n  Keywords: card, emotion, game, heart,\n    hearts, suit\n"), "{narrow}");
        let wide = shown('♥', 80);
        assert!(wide.contains("\n  Block                    Miscellaneous Symbols\n"), "{wide}");
        let heading = shown('\u{fdfa}', 30);
        assert!(heading.starts_with("\u{fdfa}  U+FDFA  ARABIC LIGATURE\n    SALLALLAHOU "), "{heading}");
    }
}
