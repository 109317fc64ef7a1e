//! Text inside of HTML and of addresses: the only two ways in which the page lets foreign text in.
//!
//! Everything that is not literal in `page.rs` and `results.rs` goes through [`Escaped`] or [`UrlEncoded`].

use std::fmt::{self, Display, Formatter, Write};

use crate::Glyph;

/// A value as the text of an element or as a double-quoted attribute.
///
/// Besides HTML's five special characters it writes as references the characters that would be invisible or turn the
/// text around them: the source of the page never has one of them raw.
pub(super) struct Escaped<T>(pub(super) T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(Escaper(f), "{}", self.0)
    }
}

struct Escaper<'a, 'b>(&'a mut Formatter<'b>);

impl Write for Escaper<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| self.write_char(c))
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        match c {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            // A reference to a control character is an error in HTML, so it stands there as a picture of itself.
            '\0'..='\x08' | '\x0b'..='\x0c' | '\x0e'..='\x1f' | '\x7f'..='\u{9f}' => {
                self.0.write_char(Glyph::control_picture(c).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            _ if is_noncharacter(c) => self.0.write_char(char::REPLACEMENT_CHARACTER),
            _ if is_invisible(c) => write!(self.0, "&#x{:X};", u32::from(c)),
            _ => self.0.write_char(c),
        }
    }
}

/// HTML allows neither these code points nor references to them.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// Characters without a glyph of their own that are easily overlooked in a source text: tab, line ends, spaces that are
/// not U+0020, joiners, direction controls, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{1680}'
        | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
        | '\u{3000}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as the value of a parameter in an address, as a form writes it: UTF-8, a plus sign for a space.
pub(super) struct UrlEncoded<'a>(pub(super) &'a str);

impl Display for UrlEncoded<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                    f.write_char(byte.into())?;
                }
                b' ' => f.write_char('+')?,
                _ => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        let check = |input: &str, expected: &str| assert_eq!(Escaped(input).to_string(), expected);
        check("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check(r#"" onfocus='x' a=""#, "&quot; onfocus=&#39;x&#39; a=&quot;");
        check("&amp;", "&amp;amp;");
        check("café ♚", "café ♚");
    }

    #[test]
    fn what_cannot_be_seen_is_written_as_a_reference_or_a_picture() {
        let check = |input: char, expected: &str| assert_eq!(Escaped(input).to_string(), expected);
        check('\u{202e}', "&#x202E;");
        check('\u{200d}', "&#x200D;");
        check('\n', "&#xA;");
        check('\0', "\u{2400}");
        check('\x1b', "\u{241b}");
        check('\x7f', "\u{2421}");
        check('\u{85}', "\u{fffd}");
        check('\u{ffff}', "\u{fffd}");
        check('\u{10fffe}', "\u{fffd}");
    }

    #[test]
    fn an_address_has_only_what_a_form_would_write() {
        let check = |input: &str, expected: &str| assert_eq!(UrlEncoded(input).to_string(), expected);
        check("chess black", "chess+black");
        check("a&b=c#d+e%", "a%26b%3Dc%23d%2Be%25");
        check("é\"'<", "%C3%A9%22%27%3C");
    }
}
