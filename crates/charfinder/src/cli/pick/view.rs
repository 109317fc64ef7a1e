//! How the picker looks: the query, the results, what there is to tell of the one under the cursor, and a line of hints.

use ratatui::Frame;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph, Widget, Wrap};
use unicode_width::UnicodeWidthStr;

use charfinder::{Found, Glyph, OneLine};

use super::super::details::{self, Detail};
use super::super::printer::{is_plain, reason};
use super::super::row::Subject;
use super::super::table::cut;
use super::state::State;

/// The colours in use, if any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    key: Style,
    faint: Style,
    warning: Style,
}

impl Palette {
    pub(super) fn new(is_coloured: bool) -> Self {
        let colour = |colour| if is_coloured { Style::new().fg(colour) } else { Style::new() };
        Self {
            key: colour(Color::Cyan),
            faint: if is_coloured { Style::new().add_modifier(Modifier::DIM) } else { Style::new() },
            warning: colour(Color::Yellow),
        }
    }
}

/// Draws `state`, and tells it how many results have room.
pub(super) fn draw(frame: &mut Frame<'_>, state: &mut State, palette: Palette) {
    let area = frame.area();
    let hints = u16::from(area.height >= HINTS_ROWS_MIN);
    let [input, middle, bottom] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(hints)]).areas(area);
    let (list, preview) = divide(middle, state.has_preview && state.current().is_some());
    state.room = usize::from(list.height);
    state.scroll();
    draw_input(frame, input, state, palette);
    draw_results(frame.buffer_mut(), list, state, palette);
    if let (Some(area), Some(item)) = (preview, state.current()) {
        draw_preview(frame, area, &details::of(Subject::from(item), state.languages()), palette);
    }
    draw_hints(frame.buffer_mut(), bottom, state, palette);
}

/// The places of the results and of the preview, beside or below them, if there is room for one.
fn divide(area: Rect, wants_preview: bool) -> (Rect, Option<Rect>) {
    if wants_preview && area.width >= PREVIEW_BESIDE_COLUMNS_MIN {
        let parts = [Constraint::Fill(3), Constraint::Fill(2)];
        let [list, preview] = Layout::horizontal(parts).areas(area);
        (list, Some(preview))
    } else if wants_preview && area.height >= PREVIEW_BELOW_ROWS_MIN {
        let parts = [Constraint::Fill(1), Constraint::Length(PREVIEW_ROWS)];
        let [list, preview] = Layout::vertical(parts).areas(area);
        (list, Some(preview))
    } else {
        (area, None)
    }
}

fn draw_input(frame: &mut Frame<'_>, area: Rect, state: &State, palette: Palette) {
    let text = OneLine::new(state.input.text()).to_string();
    let before = OneLine::new(state.input.before_cursor()).to_string();
    let count = match (state.answer.total, state.marked.len()) {
        _ if state.input.text().trim().is_empty() => String::new(),
        (total, 0) => format!(" {total}"),
        (total, marked) => format!(" {total} ({marked} marked)"),
    };
    let count_width = u16::try_from(count.width()).unwrap_or(u16::MAX);
    let has_count = area.width > count_width.saturating_add(INPUT_COLUMNS_MIN);
    let parts = [Constraint::Min(0), Constraint::Length(if has_count { count_width } else { 0 })];
    let [line, right] = Layout::horizontal(parts).areas(area);
    frame.render_widget(Line::styled(count, palette.faint), right);

    let prompt_width = u16::try_from(PROMPT.width()).expect("the prompt is short").min(line.width);
    let room = usize::from((line.width - prompt_width).saturating_sub(1));
    let skipped = before.width().saturating_sub(room);
    let text =
        Line::from(vec![Span::styled(PROMPT, palette.key), Span::raw(skip(&text, skipped).to_owned())]);
    frame.render_widget(text, line);
    let column = prompt_width + u16::try_from(before.width().min(room)).unwrap_or(u16::MAX);
    let column = line.x.saturating_add(column).min(area.right().saturating_sub(1));
    frame.set_cursor_position(Position::new(column, line.y));
}

/// `text` without its first cells, at least as many as asked for.
fn skip(text: &str, cells: usize) -> &str {
    let mut width = 0;
    let start = text.char_indices().find(|(at, _)| {
        let is_reached = width >= cells;
        width = text[..*at].width().max(width);
        is_reached || width >= cells
    });
    start.map_or("", |(at, _)| &text[at..])
}

fn draw_results(buffer: &mut Buffer, area: Rect, state: &State, palette: Palette) {
    if state.answer.found.is_empty() {
        let text = if state.input.text().trim().is_empty() { EMPTY } else { "Nothing found." };
        let notices: Vec<String> =
            state.answer.notices.iter().map(|notice| OneLine::new(notice).to_string()).collect();
        let lines = std::iter::once(Line::from(text)).chain(notices.into_iter().map(Line::from));
        let text = Paragraph::new(lines.collect::<Vec<_>>()).style(palette.faint).wrap(Wrap { trim: true });
        text.render(area, buffer);
        return;
    }
    let rows = state.answer.found.iter().enumerate().skip(state.first).take(usize::from(area.height));
    for (y, (at, found)) in (area.y..).zip(rows) {
        let row = Rect { y, height: 1, ..area };
        draw_result(buffer, row, found, state, at == state.selected, palette);
    }
}

fn draw_result(
    buffer: &mut Buffer,
    row: Rect,
    found: &Found,
    state: &State,
    is_selected: bool,
    palette: Palette,
) {
    let subject = Subject::from(found.item);
    let sign = match (is_selected, state.is_marked(found.item)) {
        (true, true) => "▶*",
        (true, false) => "▶ ",
        (false, true) => " *",
        (false, false) => "  ",
    };
    let picture = Glyph::picture(&subject.code_points());
    let name = OneLine::new(&subject.name()).to_string();
    let why = match is_plain(&found.why, &subject.name()) {
        true => String::new(),
        false => format!("  {}", details::one_line(&reason(&found.why))),
    };
    buffer.set_stringn(row.x, row.y, sign, usize::from(row.width), palette.warning);
    let glyph =
        Rect { x: row.x + 2.min(row.width), width: GLYPH_COLUMNS.min(row.width.saturating_sub(2)), ..row };
    buffer.set_stringn(
        glyph.x,
        row.y,
        cut(&picture, usize::from(glyph.width)),
        usize::from(glyph.width),
        Style::new(),
    );
    let text = Rect { x: glyph.right(), width: row.right().saturating_sub(glyph.right()), ..row };
    let mut spans = Vec::new();
    if row.width >= CODE_COLUMNS_MIN {
        let notation =
            subject.code_point().map_or_else(|| "sequence".to_owned(), |code_point| code_point.to_string());
        spans.push(Span::styled(format!("{notation:<NOTATION_COLUMNS$}"), palette.key));
    }
    spans.push(Span::raw(name));
    spans.push(Span::styled(why, palette.faint));
    let width: usize = spans.iter().map(|span| span.content.width()).sum();
    Line::from(spans).render(text, buffer);
    if width > usize::from(text.width) && text.width > 0 {
        buffer.set_string(text.right() - 1, row.y, "…", palette.faint);
    }
    if is_selected {
        buffer.set_style(row, Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED));
    }
    if !picture.is_ascii() {
        keep_straight(buffer, row, glyph);
    }
}

/// Draws the row anew each time, with the cursor put behind the picture: a terminal may think it wider than we do.
fn keep_straight(buffer: &mut Buffer, row: Rect, glyph: Rect) {
    for x in row.left()..row.right() {
        buffer[(x, row.y)].set_diff_option(CellDiffOption::AlwaysUpdate);
    }
    if glyph.width > 2 {
        buffer[(glyph.right() - 1, row.y)].set_diff_option(CellDiffOption::Skip);
    }
}

fn draw_preview(frame: &mut Frame<'_>, area: Rect, details: &[Detail], palette: Palette) {
    let borders = if area.x > 0 { Borders::LEFT } else { Borders::TOP };
    let block = Block::new().borders(borders).border_style(palette.faint);
    let lines: Vec<Line<'_>> = details
        .iter()
        .map(|detail| {
            Line::from(vec![
                Span::styled(format!("{} ", detail.label), palette.faint),
                Span::raw(detail.value.clone()),
            ])
        })
        .collect();
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), area);
}

fn draw_hints(buffer: &mut Buffer, area: Rect, state: &State, palette: Palette) {
    if area.is_empty() {
        return;
    }
    let (text, style) = match &state.message {
        Some(message) => (message.as_str(), palette.warning),
        None if state.is_guess() => ("Nothing has these words; did you mean one of these?", palette.warning),
        None => (HINTS, palette.faint),
    };
    buffer.set_stringn(area.x, area.y, cut(text, usize::from(area.width)), usize::from(area.width), style);
}

const PROMPT: &str = "> ";
const EMPTY: &str = "Type words, a character, or a code point.";
const HINTS: &str = "Enter take · Ctrl-Y copy · Tab mark · Ctrl-T details · Esc leave";
/// Below this height there is no line of hints.
const HINTS_ROWS_MIN: u16 = 4;
/// From this width on the preview stands beside the results, else from this height on below them.
const PREVIEW_BESIDE_COLUMNS_MIN: u16 = 90;
const PREVIEW_BELOW_ROWS_MIN: u16 = 16;
const PREVIEW_ROWS: u16 = 8;
/// What the query keeps before the number of results is shown.
const INPUT_COLUMNS_MIN: u16 = 12;
/// The room of a picture, and that of a code point and the blank behind it.
const GLYPH_COLUMNS: u16 = 6;
const NOTATION_COLUMNS: usize = 9;
/// From this width on code points are shown.
const CODE_COLUMNS_MIN: u16 = 36;

#[cfg(test)]
mod tests {
    use charfinder::Searcher;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn screen(query: &str, width: u16, height: u16) -> Vec<String> {
        let mut state = State::new(Searcher::default(), query);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(frame, &mut state, Palette::new(false))).unwrap();
        let buffer = terminal.backend().buffer();
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
        (0..height).map(|y| row(y).trim_end().to_owned()).collect()
    }

    #[test]
    fn a_small_screen_has_what_matters() {
        let rows = screen("black chess king", 20, 5);
        assert!(rows[0].starts_with("> "), "{rows:?}");
        assert!(rows[1].starts_with("▶ ♚"), "{rows:?}");
        assert!(rows[1].ends_with('…'), "{rows:?}");
        assert!(rows[4].starts_with("Enter take"), "{rows:?}");
    }

    #[test]
    fn a_wide_screen_has_the_preview_beside() {
        let rows = screen("black chess king", 120, 24);
        assert!(rows[0].starts_with("> black chess king"), "{rows:?}");
        assert!(rows[1].starts_with("▶ ♚     U+265A   BLACK CHESS KING"), "{rows:?}");
        assert!(rows[1].contains('│'), "{rows:?}");
    }

    #[test]
    fn no_screen_is_too_small_and_no_query_too_odd() {
        let odd =
            ["", "qwertyuiop", "chess", "\u{202e}", "e\u{301}", "漢字漢字漢字漢字漢字漢字", "U+0000..U+0020"];
        for query in odd {
            for (width, height) in [(1, 1), (2, 1), (3, 2), (5, 3), (20, 5), (36, 4), (91, 3), (200, 60)] {
                let rows = screen(query, width, height);
                assert!(!rows.concat().contains(['\u{1b}', '\u{202e}']), "{rows:?}");
            }
        }
    }
}
