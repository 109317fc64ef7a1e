//! `charfinder identify`: what a text is made of, and what is odd in it.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use charfinder::identify::{Character, Finding, Severity, Summary, characters, findings};
use charfinder::{Glyph, OneLine};

use super::MISUSE;
use super::arguments::{Identify, Layout};
use super::json::{member, write_string};
use super::listing::escaped;
use super::out::{Out, tell};
use super::paint::Style;
use super::printer::Printer;
use super::row::{Row, Subject};
use super::table::{Cell, Column, Table};
use super::terminal::Terminal;
use super::wrap::{INDENT_BELOW, write_behind};

pub(super) fn run(identify: &Identify) -> anyhow::Result<ExitCode> {
    if identify.file.len() > 1 && !identify.check {
        tell("several files can only be checked: --check");
        return Ok(ExitCode::from(MISUSE));
    }
    let terminal = Terminal::of_stdout(identify.output.color);
    let mut out = Out::default();
    let mut worst = ExitCode::SUCCESS;
    for source in sources(identify) {
        let (name, text) = match source {
            Ok(source) => source,
            Err(error) => {
                tell(format_args!("{error:#}"));
                worst = ExitCode::from(MISUSE);
                continue;
            }
        };
        if !identify.check {
            print(identify, &text, terminal, &mut out)?;
        } else if write_check(&mut out, &name, &text, terminal)? && worst == ExitCode::SUCCESS {
            worst = ExitCode::FAILURE;
        }
    }
    out.flush()?;
    Ok(worst)
}

/// The texts with their names, read one after the other.
fn sources(identify: &Identify) -> impl Iterator<Item = anyhow::Result<(String, Vec<u8>)>> {
    let given =
        (!identify.text.is_empty()).then(|| Ok(("text".to_owned(), identify.text.join(" ").into_bytes())));
    let is_stdin = identify.text.is_empty() && identify.file.is_empty();
    let stdin = std::iter::once_with(|| Ok(("stdin".to_owned(), read_stdin()?))).take(usize::from(is_stdin));
    let files = identify.file.iter().map(|path| Ok((path.display().to_string(), read_file(path)?)));
    given.into_iter().chain(stdin).chain(files)
}

fn read_stdin() -> anyhow::Result<Vec<u8>> {
    if io::stdin().is_terminal() {
        tell("reading the text from the terminal; Ctrl-D ends it");
    }
    read(io::stdin().lock(), "standard input")
}

fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let name = path.display().to_string();
    read(File::open(path).with_context(|| format!("cannot read {}", OneLine::new(&name)))?, &name)
}

fn read(from: impl Read, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    let name = OneLine::new(name);
    from.take(TEXT_BYTES_MAX + 1).read_to_end(&mut text).with_context(|| format!("cannot read {name}"))?;
    ensure!(
        text.len() as u64 <= TEXT_BYTES_MAX,
        "{name} is too long: texts of up to {} MiB are identified",
        TEXT_BYTES_MAX >> 20
    );
    Ok(text)
}

/// Prints what is suspicious, a line each; whether anything was.
fn write_check(out: &mut Out, name: &str, text: &[u8], terminal: Terminal) -> io::Result<bool> {
    let mut is_suspicious = false;
    for finding in findings(text).filter(|finding| finding.severity.is_suspicious()) {
        is_suspicious = true;
        let place = format!("{}:{}:{}: ", OneLine::new(name), finding.position.line, finding.position.column);
        out.bytes.extend_from_slice(place.as_bytes());
        terminal.paint.write(&mut out.bytes, style(finding.severity), finding.severity.as_str());
        out.bytes.extend_from_slice(format!(": {finding} [{}]\n", finding.kind).as_bytes());
        out.flush_full()?;
    }
    Ok(is_suspicious)
}

fn print(identify: &Identify, text: &[u8], terminal: Terminal, out: &mut Out) -> anyhow::Result<()> {
    let layout = &identify.output.layout(terminal.is_terminal);
    let limit = match identify.output.limit {
        Some(0) => usize::MAX,
        Some(limit) => limit,
        None if matches!(layout, Layout::Table | Layout::Json) => CHARACTERS_MAX_DEFAULT,
        None => usize::MAX,
    };
    if let Layout::Template(_) = layout {
        return print_template(layout, text, limit, terminal);
    }
    let found: Vec<Finding> = findings(text).take(FINDINGS_MAX).collect();
    match layout {
        Layout::Json => write_json(out, text, &found, limit)?,
        Layout::Table => write_table(out, text, &found, limit, terminal)?,
        _ => {
            if matches!(layout, Layout::Tsv) {
                out.bytes.extend_from_slice(HEADER);
            }
            write_lines(out, text, &found, limit)?;
        }
    }
    if found.len() == FINDINGS_MAX {
        tell(format_args!("only the first {FINDINGS_MAX} findings are told"));
    }
    Ok(out.flush()?)
}

/// The findings by the bytes they are told beside, with a hand on the next.
struct ByPlace<'a> {
    found: Vec<(usize, &'a Finding)>,
    next: usize,
}

impl<'a> ByPlace<'a> {
    fn new(found: &'a [Finding]) -> Self {
        let places = |finding: &'a Finding| finding.places().map(move |place| (place, finding));
        let mut found: Vec<(usize, &Finding)> = found.iter().flat_map(places).collect();
        // What is about a word comes at its end, but belongs to its letters.
        found.sort_by_key(|(place, _)| *place);
        Self { found, next: 0 }
    }

    /// The findings about `character` or a text that begins with it; characters must be asked about in order.
    fn at(&mut self, character: &Character) -> Vec<&'a Finding> {
        let start = self.next;
        let is_here = |place: usize| place <= character.position.byte;
        self.next += self.found[start..].iter().take_while(|(place, _)| is_here(*place)).count();
        self.found[start..self.next].iter().map(|(_, finding)| *finding).collect()
    }
}

fn write_table(
    out: &mut Out,
    text: &[u8],
    found: &[Finding],
    limit: usize,
    terminal: Terminal,
) -> io::Result<()> {
    let mut by_place = ByPlace::new(found);
    let mut table = Table::new(COLUMNS, terminal);
    table.row(["byte", "", "code", "", "name", "finding"].map(|name| Cell::new(Style::Strong, name)).into());
    for character in characters(text).take(limit) {
        let findings = by_place.at(&character);
        let worst = findings.iter().map(|finding| finding.severity).max();
        let kinds: Vec<&str> = findings.iter().map(|finding| finding.kind.as_str()).collect();
        let subject = character.code_point().map(Subject::from);
        let picture =
            subject.map_or_else(|| "\u{fffd}".into(), |subject| Glyph::picture(&subject.code_points()));
        // The characters of a cluster stand below its first.
        let picture = if character.starts_cluster { picture } else { format!("+{picture}") };
        table.row(vec![
            Cell::new(Style::Faint, character.position.byte.to_string()),
            Cell::new(Style::Plain, picture),
            Cell::new(Style::Key, character.code_point().map(|it| it.to_string()).unwrap_or_default()),
            Cell::new(Style::Faint, character.category().map_or("", |category| category.as_str())),
            Cell::new(Style::Plain, subject.map_or_else(|| character.name(), Subject::name)),
            Cell::new(worst.map_or(Style::Plain, style), kinds.join(", ")),
        ]);
        if table.is_full() {
            table.write(&mut out.bytes);
            out.flush_full()?;
        }
    }
    let summary = Summary::of(text);
    let more = (summary.chars + summary.invalid_bytes).saturating_sub(limit);
    if more > 0 {
        table.heading(Style::Faint, format!("… {more} more; --limit 0 for all"));
    }
    table.write(&mut out.bytes);
    out.bytes.push(b'\n');
    for finding in found.iter().take(FINDINGS_SHOWN_MAX) {
        terminal.paint.write(&mut out.bytes, style(finding.severity), finding.severity.as_str());
        let place = format!(" {}:{} ", finding.position.line, finding.position.column);
        terminal.paint.write(&mut out.bytes, Style::Faint, &place);
        let column = finding.severity.as_str().len() + place.len();
        write_behind(&mut out.bytes, &finding.to_string(), column, 0, INDENT_BELOW, terminal.columns);
        out.bytes.push(b'\n');
    }
    if found.len() > FINDINGS_SHOWN_MAX {
        let more = format!("… {} more findings; --json has them\n", found.len() - FINDINGS_SHOWN_MAX);
        terminal.paint.write(&mut out.bytes, Style::Faint, &more);
    }
    write_summary(&mut out.bytes, &summary, terminal.columns);
    Ok(())
}

fn write_summary(out: &mut Vec<u8>, summary: &Summary, columns: usize) {
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    let mut parts = vec![
        count(summary.bytes, "byte"),
        count(summary.chars, "character"),
        count(summary.clusters, "cluster"),
        count(summary.cells, "cell"),
        format!("{} in UTF-16", count(summary.utf16_units, "unit")),
    ];
    if summary.invalid_bytes > 0 {
        parts.push(format!("{} no UTF-8", count(summary.invalid_bytes, "byte")));
    }
    let forms: Vec<&str> = summary.normal_forms.iter().map(|form| form.as_str()).collect();
    let scripts: Vec<&str> = summary.scripts.iter().map(|script| script.name()).collect();
    parts.push(if forms.is_empty() { "in no normal form".into() } else { forms.join(" ") });
    parts.extend((!scripts.is_empty()).then(|| scripts.join(" ")));
    write_behind(out, &parts.join(", "), 0, 0, 0, columns);
    out.push(b'\n');
}

fn write_lines(out: &mut Out, text: &[u8], found: &[Finding], limit: usize) -> io::Result<()> {
    let mut by_place = ByPlace::new(found);
    for character in characters(text).take(limit) {
        let kinds: Vec<&str> = by_place.at(&character).iter().map(|finding| finding.kind.as_str()).collect();
        let fields = [
            character.position.byte.to_string(),
            character.code_point().map(|code_point| code_point.to_string()).unwrap_or_default(),
            escaped(&character.char().map(String::from).unwrap_or_default()),
            character.name(),
            character.category().map_or("", |category| category.as_str()).to_owned(),
            kinds.join(","),
        ];
        out.bytes.extend_from_slice(fields.join("\t").as_bytes());
        out.bytes.push(b'\n');
        out.flush_full()?;
    }
    Ok(())
}

/// The object that the API answers with.
fn write_json(out: &mut Out, text: &[u8], found: &[Finding], limit: usize) -> io::Result<()> {
    let summary = Summary::of(text);
    let numbers = format!(
        "{{\"summary\":{{\"bytes\":{},\"characters\":{},\"clusters\":{},\"cells\":{},\"utf16_units\":{},\
         \"line_ends\":{},\"invalid_bytes\":{}",
        summary.bytes,
        summary.chars,
        summary.clusters,
        summary.cells,
        summary.utf16_units,
        summary.line_ends,
        summary.invalid_bytes
    );
    out.bytes.extend_from_slice(numbers.as_bytes());
    out.bytes.extend_from_slice(b",\"normal_forms\":");
    write_strings(&mut out.bytes, summary.normal_forms.iter().map(|form| form.as_str()));
    out.bytes.extend_from_slice(b",\"scripts\":");
    write_strings(&mut out.bytes, summary.scripts.iter().map(|script| script.name()));
    out.bytes.extend_from_slice(b"},\"findings\":[");
    for (nth, finding) in found.iter().enumerate() {
        let bytes = &mut out.bytes;
        if nth > 0 {
            bytes.push(b',');
        }
        member(bytes, b'{', "kind", finding.kind.as_str());
        member(bytes, b',', "severity", finding.severity.as_str());
        let place = format!(
            ",\"start\":{},\"end\":{},\"line\":{},\"column\":{}",
            finding.bytes.start, finding.bytes.end, finding.position.line, finding.position.column
        );
        bytes.extend_from_slice(place.as_bytes());
        member(bytes, b',', "message", &finding.message);
        bytes.push(b'}');
        out.flush_full()?;
    }
    out.bytes.extend_from_slice(b"],\"characters\":[");
    for (nth, character) in characters(text).take(limit).enumerate() {
        write_character(&mut out.bytes, nth, &character);
        out.flush_full()?;
    }
    out.bytes.extend_from_slice(b"]}\n");
    Ok(())
}

fn write_character(out: &mut Vec<u8>, nth: usize, character: &Character) {
    out.extend_from_slice(if nth == 0 { b"{" } else { b",{" });
    out.extend_from_slice(format!("\"byte\":{}", character.position.byte).as_bytes());
    let mut write = |name: &str, value: Option<String>| match value {
        Some(value) => member(out, b',', name, &value),
        None => out.extend_from_slice(format!(",\"{name}\":null").as_bytes()),
    };
    write("codepoint", character.code_point().map(|code_point| code_point.to_string()));
    write("char", character.char().map(String::from));
    write("name", Some(character.name()));
    write("category", character.category().map(|category| category.as_str().to_owned()));
    out.extend_from_slice(format!(",\"starts_cluster\":{}}}", character.starts_cluster).as_bytes());
}

fn write_strings<'a>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'a str>) {
    out.push(b'[');
    for (nth, text) in texts.enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        write_string(out, text);
    }
    out.push(b']');
}

/// A line for each character; bytes that are none have no fields, and are passed over.
fn print_template(layout: &Layout, text: &[u8], limit: usize, terminal: Terminal) -> anyhow::Result<()> {
    let mut printer = Printer::new(layout.clone(), terminal);
    for code_point in characters(text).take(limit).filter_map(|character| character.code_point()) {
        printer.row(Row::from(Subject::from(code_point)))?;
    }
    Ok(printer.finish(0)?)
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Danger => Style::Danger,
        Severity::Warning => Style::Warning,
        _ => Style::Faint,
    }
}

/// Offset, picture, code point, category, name, findings.
const COLUMNS: &[Column] =
    &[Column::Number, Column::Fixed, Column::Fixed, Column::Fixed, Column::Flexible, Column::Flexible];
const HEADER: &[u8] = b"byte\tcodepoint\tchar\tname\tcategory\tfindings\n";
/// The longest text.
const TEXT_BYTES_MAX: u64 = 64 << 20;
/// How many characters a table or a JSON object has that was not asked for more.
const CHARACTERS_MAX_DEFAULT: usize = 1000;
/// How many findings are looked at, and how many are told below a table.
const FINDINGS_MAX: usize = 10_000;
const FINDINGS_SHOWN_MAX: usize = 100;
