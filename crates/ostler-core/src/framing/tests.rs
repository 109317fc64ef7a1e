//! Frames are what a naive split of the whole input gives, however it was cut into reads.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Frame(Vec<u8>),
    Rest(Vec<u8>),
    TooLong,
}

fn frame(bytes: &[u8]) -> Seen {
    Seen::Frame(bytes.to_vec())
}

fn rest(bytes: &[u8]) -> Seen {
    Seen::Rest(bytes.to_vec())
}

/// Plays a caller: appends each chunk to a buffer and does what the framer says.
fn run<'a>(
    framer: &mut Framer,
    chunks: impl IntoIterator<Item = &'a [u8]>,
    delimiters: &[&[u8]],
) -> Vec<Seen> {
    let longest = delimiters.iter().map(|delimiter| delimiter.len()).max().unwrap();
    let mut buffer = Vec::new();
    let mut seen = Vec::new();
    for chunk in chunks {
        buffer.extend_from_slice(chunk);
        while step(framer, &mut buffer, delimiters, false, &mut seen) != Framing::NeedMore {}
        assert!(buffer.len() < framer.limit_bytes().max(longest), "the buffer outgrows the limit");
    }
    while step(framer, &mut buffer, delimiters, true, &mut seen) != Framing::End {}
    seen
}

fn step(
    framer: &mut Framer,
    buffer: &mut Vec<u8>,
    delimiters: &[&[u8]],
    eof: bool,
    seen: &mut Vec<Seen>,
) -> Framing {
    let framing = framer.handle_buffer_any(buffer, delimiters, eof);
    match framing {
        Framing::Frame { len } => seen.push(Seen::Frame(buffer.drain(..len).collect())),
        Framing::Rest { len } => {
            assert!(eof && len == buffer.len());
            seen.push(Seen::Rest(buffer.drain(..len).collect()));
        }
        Framing::TooLong { discard } => {
            seen.push(Seen::TooLong);
            buffer.drain(..discard);
        }
        Framing::Discard { len } => {
            assert!(len > 0, "a discard of nothing would go on for ever");
            buffer.drain(..len);
        }
        Framing::NeedMore => assert!(!eof, "nothing will come any more"),
        Framing::End => assert!(eof && buffer.is_empty()),
    }
    framing
}

/// What the framer must find, by splitting the whole input at once.
fn split(mut input: &[u8], delimiters: &[&[u8]], limit: usize) -> Vec<Seen> {
    let mut seen = Vec::new();
    while !input.is_empty() {
        let ends_one = |len: &usize| delimiters.iter().any(|delimiter| input[..*len].ends_with(delimiter));
        let end = (1..=input.len()).find(ends_one);
        let len = end.unwrap_or(input.len());
        seen.push(match end {
            Some(_) if len <= limit => frame(&input[..len]),
            None if len < limit => rest(input),
            _ => Seen::TooLong,
        });
        input = &input[len..];
    }
    seen
}

/// What `input` is cut into, at once and byte by byte.
fn check_frames(input: &str, delimiters: &[&str], limit: usize, expected: &[Seen]) {
    let input = input.as_bytes();
    let delimiters: Vec<&[u8]> = delimiters.iter().map(|delimiter| delimiter.as_bytes()).collect();
    assert_eq!(split(input, &delimiters, limit), expected, "the model, {input:?}");
    assert_eq!(run(&mut Framer::new(limit), [input], &delimiters), expected, "at once, {input:?}");
    assert_eq!(run(&mut Framer::new(limit), input.chunks(1), &delimiters), expected, "by bytes, {input:?}");
}

#[test]
fn frames_end_with_their_delimiter() {
    let check = |input: &str, delimiter: &str, limit: usize, expected: &[Seen]| {
        check_frames(input, &[delimiter], limit, expected);
    };
    check("", "\n", 8, &[]);
    check("\n\n", "\n", 8, &[frame(b"\n"), frame(b"\n")]);
    check("a\nbc\n", "\n", 8, &[frame(b"a\n"), frame(b"bc\n")]);
    check("a\nbc", "\n", 8, &[frame(b"a\n"), rest(b"bc")]);
    check("a\nb\r\n\r\n", "\r\n", 8, &[frame(b"a\nb\r\n"), frame(b"\r\n")]);
    check("a\r", "\r\n", 8, &[rest(b"a\r")]);
    // The limit counts the delimiter; a rest must be shorter.
    check("abc\n", "\n", 4, &[frame(b"abc\n")]);
    check("abcd\ne\n", "\n", 4, &[Seen::TooLong, frame(b"e\n")]);
    check("abc", "\n", 4, &[rest(b"abc")]);
    check("abcd", "\n", 4, &[Seen::TooLong]);
    check("abcdefghij", "\n", 4, &[Seen::TooLong]);
    check("abcdefghij\n", "\n", 4, &[Seen::TooLong]);
    check("abcdefghij\nk\nlmnopq", "\n", 4, &[Seen::TooLong, frame(b"k\n"), Seen::TooLong]);
    // A delimiter across the border of what was discarded.
    check("abc\r\nd\r\n", "\r\n", 4, &[Seen::TooLong, frame(b"d\r\n")]);
    check("abcdefg\r\nd\r\n", "\r\n", 4, &[Seen::TooLong, frame(b"d\r\n")]);
    // A limit no frame can keep.
    check("\r\n\r\n", "\r\n", 1, &[Seen::TooLong, Seen::TooLong]);
    check("aaaa", "aaaa", 2, &[Seen::TooLong]);
    // A delimiter that overlaps itself is found at its first place.
    check("baaab", "aa", 8, &[frame(b"baa"), rest(b"ab")]);
}

#[test]
fn r18_of_several_delimiters_the_one_that_ends_first_counts() {
    check_frames("a;b\nc", &["\n", ";"], 8, &[frame(b"a;"), frame(b"b\n"), rest(b"c")]);
    // The longer one begins first and ends last.
    check_frames("xAAAB", &["AAAB", "AA"], 8, &[frame(b"xAA"), rest(b"AB")]);
    check_frames("one\r\ntwo\n", &["\r\n", "\n"], 8, &[frame(b"one\r\n"), frame(b"two\n")]);
    check_frames(
        "a--b-c--",
        &["--", "-"],
        8,
        &[frame(b"a-"), frame(b"-"), frame(b"b-"), frame(b"c-"), frame(b"-")],
    );
    // The limit is about the shortest match.
    check_frames("abc;d;", &[";", "d;"], 4, &[frame(b"abc;"), frame(b"d;")]);
    check_frames("abcd;e;", &[";", "EOF"], 4, &[Seen::TooLong, frame(b"e;")]);
}

#[test]
fn what_was_searched_is_not_searched_again() {
    let mut framer = Framer::new(100);
    let line = [b'a'; 50];
    for len in 0..50 {
        assert_eq!(framer.handle_buffer(&line[..len], b"\r\n", false), Framing::NeedMore);
        assert_eq!(framer.searched, len.saturating_sub(1));
    }
    assert_eq!(framer.handle_buffer(b"a\r\n", b"\r\n", false), Framing::NeedMore, "it would have been found");
    framer.restart_search();
    assert_eq!(framer.handle_buffer(b"a\r\n", b"\r\n", false), Framing::Frame { len: 3 });
}

#[test]
fn another_delimiter_begins_the_search_anew() {
    let mut framer = Framer::new(100);
    assert_eq!(framer.handle_buffer(b"a;b", b"\n", false), Framing::NeedMore);
    assert_eq!(framer.handle_buffer(b"a;b", b";", false), Framing::Frame { len: 2 });

    assert_eq!(framer.handle_buffer(&[b'a'; 100], b"\n", false), Framing::TooLong { discard: 100 });
    assert_eq!(framer.handle_buffer(b"bc;d", b";", false), Framing::Discard { len: 3 });
    assert_eq!(framer.handle_buffer(b"d", b";", true), Framing::Rest { len: 1 });
}

#[test]
fn the_limit_can_change_between_calls() {
    let mut framer = Framer::new(0);
    assert_eq!(framer.limit_bytes(), 1);
    framer.set_limit_bytes(10);
    assert_eq!(framer.handle_buffer(b"12345", b"\n", false), Framing::NeedMore);
    framer.set_limit_bytes(3);
    assert_eq!(framer.handle_buffer(b"12345", b"\n", false), Framing::TooLong { discard: 5 });
    assert_eq!(framer.handle_buffer(b"6\n", b"\n", false), Framing::Discard { len: 2 });
    framer.set_limit_bytes(0);
    assert_eq!(framer.handle_buffer(b"\n", b"\n", false), Framing::Frame { len: 1 });
}

#[test]
fn the_end_is_said_again_and_again() {
    let mut framer = Framer::new(4);
    assert_eq!(framer.handle_buffer(b"abcdef", b"\n", true), Framing::TooLong { discard: 6 });
    for _ in 0..3 {
        assert_eq!(framer.handle_buffer(b"", b"\n", true), Framing::End);
    }
    let mut framer = Framer::new(4);
    assert_eq!(framer.handle_buffer(b"abcdef", b"\r\n", false), Framing::TooLong { discard: 5 });
    assert_eq!(framer.handle_buffer(b"f", b"\r\n", false), Framing::NeedMore);
    assert_eq!(framer.handle_buffer(b"f", b"\r\n", true), Framing::Discard { len: 1 });
    assert_eq!(framer.handle_buffer(b"", b"\r\n", true), Framing::End);
}

#[test]
fn without_a_delimiter_it_still_makes_progress() {
    let mut framer = Framer::new(4);
    assert_eq!(framer.frame_undelimited(b"", false), Framing::NeedMore);
    assert_eq!(framer.frame_undelimited(b"abc", false), Framing::Frame { len: 3 });
    assert_eq!(framer.frame_undelimited(b"abcdef", true), Framing::Frame { len: 4 });
    assert_eq!(framer.frame_undelimited(b"", true), Framing::End);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "frames need a delimiter")]
fn an_empty_delimiter_is_caught_in_debug_builds() {
    Framer::new(4).handle_buffer_any(b"abc", &[b"\n", b""], false);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "frames need a delimiter")]
fn no_delimiter_is_caught_in_debug_builds() {
    Framer::new(4).handle_buffer_any(b"abc", &[], false);
}

proptest! {
    #[test]
    fn frames_do_not_depend_on_how_the_input_was_cut(
        input in prop::collection::vec(prop::sample::select(b"aab\r\n".to_vec()), 0..80),
        cuts in prop::collection::vec(0..12usize, 1..20),
        delimiters in prop::sample::subsequence(vec!["\n", "\r\n", "aa", "aba", "\n\r\n", "b"], 1..4),
        limit in 0..20usize,
    ) {
        let mut chunks = Vec::new();
        let mut left = input.as_slice();
        for cut in cuts.iter().cycle().take(input.len() * cuts.len() + 1) {
            let (chunk, after) = left.split_at((*cut).min(left.len()));
            chunks.push(chunk);
            left = after;
        }
        chunks.push(left);
        let delimiters: Vec<&[u8]> = delimiters.iter().map(|delimiter| delimiter.as_bytes()).collect();
        let expected = split(&input, &delimiters, limit.max(1));
        prop_assert_eq!(run(&mut Framer::new(limit), chunks, &delimiters), expected);
    }
}
