//! The texts that are joined: the list of rows, the manual's table of differences, and the names of tests.

use anyhow::{Context, ensure};

/// A row of the conformance list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) claim: String,
}

/// Reads lines `ID  claim`; empty ones and those that begin with `#` are for readers.
pub(super) fn parse_rows(text: &str) -> anyhow::Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (id, claim) =
            line.split_once(' ').with_context(|| format!("`{line}` is not an ID and a claim"))?;
        ensure!(is_id(id), "`{id}` is no ID: a capital letter and a number");
        ensure!(rows.iter().all(|row| row.id != id), "{id} is listed twice");
        rows.push(Row { id: id.to_owned(), claim: claim.trim().to_owned() });
    }
    ensure!(!rows.is_empty(), "there is no row");
    Ok(rows)
}

/// The IDs in the first cells of the tables of a Markdown page; a cell may have several.
pub(super) fn differing_ids(page: &str) -> Vec<String> {
    let cells = page.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next());
    let words = cells.flat_map(|cell| cell.split(|character: char| !character.is_ascii_alphanumeric()));
    words.filter(|word| is_id(word)).map(str::to_owned).collect()
}

/// The rows that a test proves, by the first words of its function's name.
pub(super) fn named_ids(test: &str) -> Vec<String> {
    let function = test.rsplit("::").next().unwrap_or(test);
    let words = function.split('_').map(str::to_ascii_uppercase);
    // A word in capitals is no ID, so the function's own letters are looked at.
    let own = function.split('_');
    words.zip(own).take_while(|(id, own)| is_id(id) && id != own).map(|(id, _)| id).collect()
}

/// A capital letter and a number.
fn is_id(word: &str) -> bool {
    let mut characters = word.chars();
    let is_letter = characters.next().is_some_and(|letter| letter.is_ascii_uppercase());
    let digits = characters.as_str();
    is_letter && !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_ids_and_claims() {
        let rows = parse_rows("# Title\n\nL1   port 0 becomes a port\nL10  pauses\n").unwrap();
        let expected = [("L1", "port 0 becomes a port"), ("L10", "pauses")]
            .map(|(id, claim)| Row { id: id.to_owned(), claim: claim.to_owned() });
        assert_eq!(rows, expected);
        for wrong in ["", "L1", "l1 small", "L no number", "L1 one\nL1 again"] {
            assert!(parse_rows(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn differences_are_the_first_cells() {
        let page = "# Page\n\n| ID | Python | Ostler | why |\n| --- | --- | --- | --- |\n| L2 | as L9 | - | |\n| `S4`, S5 | x | y | z |\nL7 | no\n";
        assert_eq!(differing_ids(page), ["L2", "S4", "S5"]);
    }

    #[test]
    fn a_test_proves_the_rows_that_its_name_begins_with() {
        let check = |test: &str, expected: &[&str]| assert_eq!(named_ids(test), expected, "{test}");
        check("protocol::w15_w16_paused_once_above_high", &["W15", "W16"]);
        check("l1_alone", &["L1"]);
        check("framing::tests::r18_of_several_delimiters", &["R18"]);
        check("limits::at_the_limit_c4_comes_late", &[]);
        check("http::http2_is_served", &[]);
        check("cells::tcp::stream::tasks", &[]);
        check("L1_capital", &[]);
        check("", &[]);
    }
}
