//! What the picker shows and knows, and what a key does to it. Nothing here draws, and nothing waits.

use charfinder::{Answer, Group, Item, Language, Page, Searcher};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::input::Input;

/// The picker between two keys.
pub(super) struct State {
    searcher: Searcher,
    pub(super) input: Input,
    pub(super) answer: Answer,
    /// How many results were asked for; scrolling to the end asks for more.
    limit: usize,
    /// The index of the result that Enter takes.
    pub(super) selected: usize,
    /// The index of the first result on the screen.
    pub(super) first: usize,
    /// How many results the screen has room for; set by whoever draws.
    pub(super) room: usize,
    /// The results that were marked, in the order in which they were.
    pub(super) marked: Vec<Item>,
    pub(super) has_preview: bool,
    /// What there is to tell once, until the next key.
    pub(super) message: Option<String>,
}

/// What is to be done after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Draw, and wait for the next event.
    Stay,
    /// Copy what was chosen, and stay.
    Copy,
    /// End with what was chosen.
    Take,
    /// End with nothing.
    Leave,
}

impl State {
    pub(super) fn new(searcher: Searcher, query: &str) -> Self {
        let mut state = Self {
            searcher,
            input: Input::new(query),
            answer: Answer::default(),
            limit: RESULTS_STEP,
            selected: 0,
            first: 0,
            room: 1,
            marked: Vec::new(),
            has_preview: true,
            message: None,
        };
        state.search();
        state
    }

    /// The languages that are searched beside English.
    pub(super) fn languages(&self) -> &[Language] {
        self.searcher.languages()
    }

    /// The result under the cursor.
    pub(super) fn current(&self) -> Option<Item> {
        self.answer.found.get(self.selected).map(|found| found.item)
    }

    /// What Enter takes: what was marked, else the result under the cursor.
    pub(super) fn chosen(&self) -> Vec<Item> {
        if self.marked.is_empty() { self.current().into_iter().collect() } else { self.marked.clone() }
    }

    pub(super) fn is_marked(&self, item: Item) -> bool {
        self.marked.contains(&item)
    }

    /// Whether the results only look like what was typed.
    pub(super) fn is_guess(&self) -> bool {
        self.answer.found.first().is_some_and(|found| found.group == Group::DidYouMean)
    }

    pub(super) fn handle_event(&mut self, event: &Event) -> Step {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.handle_key(*key),
            Event::Paste(text) => {
                self.edit(|input| input.insert(text));
                Step::Stay
            }
            _ => Step::Stay,
        }
    }

    fn handle_key(&mut self, key: KeyEvent) -> Step {
        self.message = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Esc => return Step::Leave,
            KeyCode::Char('c' | 'g') if control => return Step::Leave,
            KeyCode::Char('d') if control && self.input.text().is_empty() => return Step::Leave,
            KeyCode::Enter => return self.unless_empty(Step::Take),
            KeyCode::Char('j' | 'm') if control => return self.unless_empty(Step::Take),
            KeyCode::Char('y') if control => return self.unless_empty(Step::Copy),
            KeyCode::Up => self.go(-1),
            KeyCode::Char('p') if control => self.go(-1),
            KeyCode::Down => self.go(1),
            KeyCode::Char('n') if control => self.go(1),
            KeyCode::PageUp => self.go(-self.page()),
            KeyCode::PageDown => self.go(self.page()),
            KeyCode::Home => self.go(isize::MIN),
            KeyCode::End => self.go(isize::MAX),
            KeyCode::Tab => self.mark(1),
            KeyCode::BackTab => self.mark(-1),
            KeyCode::Char('t') if control => self.has_preview = !self.has_preview,
            KeyCode::Left => self.input.go_left(),
            KeyCode::Char('b') if control => self.input.go_left(),
            KeyCode::Right => self.input.go_right(),
            KeyCode::Char('f') if control => self.input.go_right(),
            KeyCode::Char('a') if control => self.input.go_to_start(),
            KeyCode::Char('e') if control => self.input.go_to_end(),
            KeyCode::Backspace if control || alt => self.edit(Input::delete_word),
            KeyCode::Backspace => self.edit(Input::delete_before),
            KeyCode::Char('h') if control => self.edit(Input::delete_before),
            KeyCode::Delete => self.edit(Input::delete_after),
            KeyCode::Char('d') if control => self.edit(Input::delete_after),
            KeyCode::Char('w') if control => self.edit(Input::delete_word),
            KeyCode::Char('k') if control => self.edit(Input::delete_rest),
            KeyCode::Char('u') if control => self.edit(Input::delete_line),
            KeyCode::Char(c) if !control && !alt => {
                self.edit(|input| input.insert(c.encode_utf8(&mut [0; 4])));
            }
            _ => {}
        }
        Step::Stay
    }

    /// `step`, if there is anything to take.
    fn unless_empty(&self, step: Step) -> Step {
        if self.chosen().is_empty() { Step::Stay } else { step }
    }

    /// Changes the query, and searches when it is another one than before.
    fn edit(&mut self, change: impl FnOnce(&mut Input)) {
        let before = self.input.text().to_owned();
        change(&mut self.input);
        if before != self.input.text() {
            (self.selected, self.first, self.limit) = (0, 0, RESULTS_STEP);
            self.search();
        }
    }

    fn search(&mut self) {
        self.answer = match self.input.text().trim() {
            "" => Answer::default(),
            _ => self.searcher.search(self.input.text(), Page::first(self.limit)),
        };
    }

    fn page(&self) -> isize {
        isize::try_from(self.room.saturating_sub(1).max(1)).unwrap_or(isize::MAX)
    }

    /// Moves the cursor by `rows`, as far as there are results.
    fn go(&mut self, rows: isize) {
        let last = self.answer.found.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(rows).min(last);
        if self.selected == last && self.answer.found.len() < self.answer.total && rows > 0 {
            self.limit = self.limit.saturating_mul(2).min(RESULTS_MAX);
            self.search();
        }
        self.scroll();
    }

    /// Brings the cursor onto the screen.
    pub(super) fn scroll(&mut self) {
        let room = self.room.max(1);
        self.first = self.first.min(self.selected).max((self.selected + 1).saturating_sub(room));
    }

    /// Marks the result under the cursor, or takes its mark away, and moves on.
    fn mark(&mut self, rows: isize) {
        let Some(item) = self.current() else { return };
        match self.marked.iter().position(|marked| *marked == item) {
            Some(at) => {
                self.marked.remove(at);
            }
            None if self.marked.len() < MARKED_MAX => self.marked.push(item),
            None => self.message = Some(format!("no more than {MARKED_MAX} can be marked")),
        }
        self.go(rows);
    }
}

/// How many results are asked for at first.
const RESULTS_STEP: usize = 200;
/// How many results can be scrolled through.
const RESULTS_MAX: usize = 12_800;
/// How many results can be marked.
const MARKED_MAX: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    fn state(query: &str) -> State {
        let mut state = State::new(Searcher::default(), query);
        state.room = 5;
        state
    }

    fn press(state: &mut State, code: KeyCode) -> Step {
        state.handle_event(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn control(state: &mut State, c: char) -> Step {
        state.handle_event(&Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)))
    }

    #[test]
    fn results_follow_what_is_typed() {
        let mut state = state("");
        assert_eq!(state.chosen(), []);
        assert_eq!(press(&mut state, KeyCode::Enter), Step::Stay);
        for c in "fahrenheit".chars() {
            assert_eq!(press(&mut state, KeyCode::Char(c)), Step::Stay);
        }
        assert_eq!(state.chosen(), [Item::Char('℉')]);
        assert_eq!(press(&mut state, KeyCode::Enter), Step::Take);
        assert_eq!(control(&mut state, 'y'), Step::Copy);
        control(&mut state, 'w');
        assert_eq!(state.input.text(), "");
        assert_eq!(state.answer.total, 0);
        state.handle_event(&Event::Paste("fahrenheit\n".into()));
        assert_eq!(state.answer.total, 1);
        assert_eq!(press(&mut state, KeyCode::Esc), Step::Leave);
    }

    #[test]
    fn the_cursor_stays_among_the_results_and_on_the_screen() {
        let mut state = state("chess");
        let total = state.answer.total;
        assert!(total > 20);
        press(&mut state, KeyCode::Up);
        assert_eq!((state.selected, state.first), (0, 0));
        press(&mut state, KeyCode::PageDown);
        press(&mut state, KeyCode::Down);
        assert_eq!((state.selected, state.first), (5, 1));
        press(&mut state, KeyCode::End);
        assert_eq!((state.selected, state.first), (total - 1, total - 5));
        press(&mut state, KeyCode::Down);
        assert_eq!(state.selected, total - 1);
        press(&mut state, KeyCode::Home);
        assert_eq!((state.selected, state.first), (0, 0));
        press(&mut state, KeyCode::End);
        press(&mut state, KeyCode::Char('x'));
        assert_eq!((state.selected, state.first), (0, 0));
    }

    #[test]
    fn scrolling_to_the_end_asks_for_more() {
        let mut state = state("letter");
        assert_eq!(state.answer.found.len(), RESULTS_STEP);
        press(&mut state, KeyCode::End);
        assert_eq!(state.answer.found.len(), 2 * RESULTS_STEP);
        for _ in 0..10 {
            press(&mut state, KeyCode::End);
        }
        assert!(state.answer.found.len() <= RESULTS_MAX);
    }

    #[test]
    fn marks_are_taken_in_their_order_and_survive_another_query() {
        let mut state = state("chess black queen");
        press(&mut state, KeyCode::Tab);
        let queen = state.marked[0];
        control(&mut state, 'u');
        state.handle_event(&Event::Paste("fahrenheit".into()));
        press(&mut state, KeyCode::Tab);
        assert_eq!(state.chosen(), [queen, Item::Char('℉')]);
        press(&mut state, KeyCode::BackTab);
        assert_eq!(state.chosen(), [queen]);
        control(&mut state, 'u');
        assert_eq!(press(&mut state, KeyCode::Enter), Step::Take);
    }
}
