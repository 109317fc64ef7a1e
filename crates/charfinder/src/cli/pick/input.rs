//! The line in which the query is typed.

use unicode_segmentation::UnicodeSegmentation;

/// A line of text with a cursor, which moves by what a person sees as a character.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    text: String,
    /// The offset of the byte before which the cursor stands.
    cursor: usize,
}

impl Input {
    /// With the cursor behind `text`.
    pub(super) fn new(text: &str) -> Self {
        let mut input = Self::default();
        input.insert(text);
        input
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub(super) fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Inserts what was typed or pasted, without controls, as far as there is room.
    pub(super) fn insert(&mut self, text: &str) {
        for c in text.chars() {
            let c = if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
            if c.is_control() || self.text.len() + c.len_utf8() > QUERY_BYTES_MAX {
                continue;
            }
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
    }

    pub(super) fn delete_before(&mut self) {
        let start = self.start_of_cluster();
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    pub(super) fn delete_after(&mut self) {
        let end = self.end_of_cluster();
        self.text.replace_range(self.cursor..end, "");
    }

    /// Deletes the word before the cursor, and the blanks between.
    pub(super) fn delete_word(&mut self) {
        let before = self.before_cursor().trim_end();
        let start = before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().expect("a blank was found there").len_utf8());
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// Deletes all before the cursor.
    pub(super) fn delete_line(&mut self) {
        self.text.replace_range(..self.cursor, "");
        self.cursor = 0;
    }

    /// Deletes all behind the cursor.
    pub(super) fn delete_rest(&mut self) {
        self.text.truncate(self.cursor);
    }

    pub(super) fn go_left(&mut self) {
        self.cursor = self.start_of_cluster();
    }

    pub(super) fn go_right(&mut self) {
        self.cursor = self.end_of_cluster();
    }

    pub(super) fn go_to_start(&mut self) {
        self.cursor = 0;
    }

    pub(super) fn go_to_end(&mut self) {
        self.cursor = self.text.len();
    }

    fn start_of_cluster(&self) -> usize {
        let before = self.before_cursor();
        before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn end_of_cluster(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }
}

/// The longest query.
pub(super) const QUERY_BYTES_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_moves_by_clusters() {
        let mut input = Input::new("ae\u{301}👨\u{200d}👩");
        input.go_left();
        assert_eq!(input.before_cursor(), "ae\u{301}");
        input.delete_before();
        assert_eq!(input.text(), "a👨\u{200d}👩");
        input.delete_after();
        assert_eq!(input.text(), "a");
        input.delete_after();
        input.go_left();
        input.go_left();
        input.delete_before();
        input.insert("x");
        assert_eq!((input.text(), input.before_cursor()), ("xa", "x"));
        input.go_right();
        input.go_right();
        assert_eq!(input.before_cursor(), "xa");
    }

    #[test]
    fn words_and_ends_are_deleted() {
        let mut input = Input::new("black\u{3000}chess  ");
        input.delete_word();
        assert_eq!(input.text(), "black\u{3000}");
        input.delete_word();
        input.delete_word();
        assert_eq!(input.text(), "");
        input.insert("a b");
        input.go_left();
        input.delete_rest();
        assert_eq!(input.text(), "a ");
        input.delete_line();
        assert_eq!(input.text(), "");
    }

    #[test]
    fn nothing_is_taken_that_is_no_text_or_too_long() {
        let mut input = Input::new("a\u{1b}[31m\nb");
        assert_eq!(input.text(), "a[31m b");
        input.insert(&"é".repeat(QUERY_BYTES_MAX));
        assert!(input.text().len() <= QUERY_BYTES_MAX);
        assert!(input.text().ends_with('é'));
    }
}
