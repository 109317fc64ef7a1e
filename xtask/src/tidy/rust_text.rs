//! Rust source seen as text: comments and literals blanked, the test module cut off, words found at word borders.
//!
//! This is a scanner, no parser: it knows just enough of the language to tell code from what only looks like it. Every
//! character is replaced by as many blanks as it has bytes, so offsets and line numbers stay those of the file.

/// `source` with every comment and the inside of every string and character literal replaced by blanks.
pub(super) fn code_only(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut code = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = literal_end(bytes, at).unwrap_or(at);
        if end == at {
            code.push(bytes[at]);
            at += 1;
        } else {
            code.extend(bytes[at..end].iter().map(|&byte| if byte == b'\n' { byte } else { b' ' }));
            at = end;
        }
    }
    String::from_utf8(code)
        .expect("only whole comments and literals are blanked, and they begin and end in ASCII")
}

/// The part of `code` (as [`code_only`] gives it) before its `#[cfg(test)] mod … {`, which by convention ends the file.
pub(super) fn without_test_module(code: &str) -> &str {
    let mut searched = 0;
    while let Some(found) = code[searched..].find(TEST_ATTRIBUTE) {
        let start = searched + found;
        searched = start + TEST_ATTRIBUTE.len();
        let item = code[searched..].trim_start();
        let has_body = item.find(['{', ';']).is_some_and(|end| item.as_bytes()[end] == b'{');
        if item.starts_with("mod ") && has_body {
            return &code[..start];
        }
    }
    code
}

/// The offsets at which `word` stands in `text` as a word of its own.
pub(super) fn find_word<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(start, _)| start).filter(move |&start| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The line of `offset` in `text`, counted from zero.
pub(super) fn line_index(text: &str, offset: usize) -> usize {
    text[..offset].bytes().filter(|&byte| byte == b'\n').count()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the comment or literal that begins at `at` ends, if one does.
fn literal_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let starts_word = at == 0 || !is_word_byte(bytes[at - 1]);
    if rest.starts_with(b"//") {
        return Some(at + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()));
    }
    if rest.starts_with(b"/*") {
        return Some(at + block_comment_length(rest));
    }
    if rest[0] == b'"' {
        return Some(at + quoted_length(rest, b'"'));
    }
    if rest[0] == b'\'' {
        return character_length(rest).map(|length| at + length);
    }
    let prefix = PREFIXES.iter().find(|prefix| starts_word && rest.starts_with(prefix.as_bytes()))?;
    let (body, raw) = (&rest[prefix.len()..], prefix.ends_with('r'));
    match body.first()? {
        b'"' if !raw => Some(at + prefix.len() + quoted_length(body, b'"')),
        b'\'' if *prefix == "b" => character_length(body).map(|length| at + prefix.len() + length),
        b'"' | b'#' if raw => raw_length(body).map(|length| at + prefix.len() + length),
        _ => None,
    }
}

/// Block comments nest.
fn block_comment_length(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while at < text.len() {
        if text[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

fn quoted_length(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// The length of a character literal; `None` where the quote begins a lifetime or a label.
fn character_length(text: &[u8]) -> Option<usize> {
    if text.get(1) == Some(&b'\\') {
        return Some(quoted_length(text, b'\''));
    }
    let rest = std::str::from_utf8(text.get(1..text.len().min(CHARACTER_BYTES_MAX))?);
    let rest = match rest {
        Ok(rest) => rest,
        // The window cut a later character in two; what stands before it is sound.
        Err(error) => {
            std::str::from_utf8(&text[1..1 + error.valid_up_to()]).expect("checked by the line above")
        }
    };
    let first = rest.chars().next()?;
    rest[first.len_utf8()..].starts_with('\'').then_some(first.len_utf8() + 2)
}

/// The length of a raw string after its `r`; `None` for a raw identifier.
fn raw_length(text: &[u8]) -> Option<usize> {
    let hashes = text.iter().take_while(|&&byte| byte == b'#').count();
    if text.get(hashes) != Some(&b'"') {
        return None;
    }
    let mut close = vec![b'"'];
    close.resize(1 + hashes, b'#');
    let body = &text[hashes + 1..];
    let end = body.windows(close.len()).position(|window| window == close);
    Some(end.map_or(text.len(), |end| hashes + 1 + end + close.len()))
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

const TEST_ATTRIBUTE: &str = "#[cfg(test)]";
/// What may stand before a literal's quote; longer ones first.
const PREFIXES: &[&str] = &["br", "cr", "b", "c", "r"];
/// A quote, the longest character, a quote, and room for the next character.
const CHARACTER_BYTES_MAX: usize = 10;
