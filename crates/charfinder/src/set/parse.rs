//! The expressions of sets, as UTS #35 and UTS #18 write them.
//!
//! One pass from left to right. Nothing is followed without a limit: characters, depth of brackets and sets in the expression
//! are counted, so that any expression is worked off in less than a millisecond.

use std::sync::Arc;

use super::error::{SetError, SetErrorReason};
use super::named::code_point_named;
use super::{CodePointSet, selector};
use crate::CodePoint;
use crate::property::loose;

/// The most characters of an expression.
pub const SET_CHARS_MAX: usize = 1_000;

/// How deep brackets may be nested.
pub const SET_DEPTH_MAX: usize = 16;

/// The most sets that an expression is made of: brackets and properties; a name, which has to be looked for, counts as four.
pub const SET_OPERANDS_MAX: usize = 32;

pub(super) fn parse(text: &str) -> Result<CodePointSet, SetError> {
    let chars: Vec<char> = text.chars().take(SET_CHARS_MAX + 1).collect();
    if chars.len() > SET_CHARS_MAX {
        return Err(SetError::new(SET_CHARS_MAX, SetErrorReason::TooLong));
    }
    let mut parser = Parser { chars, at: 0, operands: 0 };
    parser.skip_space();
    if !parser.is_at_set() {
        return Err(parser.expected(r"a set, which starts with `[` or `\p{`"));
    }
    parser.items(0, None)
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    /// The sets so far.
    operands: usize,
}

/// How a set is joined to what stands before it.
#[derive(Clone, Copy)]
enum Operator {
    Union,
    Intersection,
    Difference,
    SymmetricDifference,
}

impl Parser {
    /// What stands between brackets, with the closing one; `opened` is where they were opened, and without brackets the text
    /// is read to its end.
    fn items(&mut self, depth: usize, opened: Option<usize>) -> Result<CodePointSet, SetError> {
        let mut set = CodePointSet::EMPTY;
        let mut singles = Vec::new();
        let mut is_start = true;
        loop {
            self.skip_space();
            let Some(c) = self.peek() else {
                return match opened {
                    Some(at) => Err(SetError::new(at, SetErrorReason::Unclosed { closing: "]" })),
                    None => Ok(flush(set, &mut singles)),
                };
            };
            if self.is_at_set() {
                set = self.join(set, &mut singles, Operator::Union, depth)?;
            } else if c == ']' && opened.is_some() {
                self.at += 1;
                return Ok(flush(set, &mut singles));
            } else if let Some((operator, length)) = self.operator_before_set() {
                self.at += length;
                self.skip_space();
                set = self.join(set, &mut singles, operator, depth)?;
            } else if opened.is_none() {
                return Err(self.expected("a set or one of & and - before a set"));
            } else {
                self.member(&mut singles, is_start)?;
            }
            is_start = false;
        }
    }

    /// Reads the set that stands here and joins it to `set` and `singles`.
    fn join(
        &mut self,
        set: CodePointSet,
        singles: &mut Vec<(u32, u32)>,
        operator: Operator,
        depth: usize,
    ) -> Result<CodePointSet, SetError> {
        let set = flush(set, singles);
        let other = self.set(depth)?;
        Ok(match operator {
            Operator::Union => set.union(&other),
            Operator::Intersection => set.intersection(&other),
            Operator::Difference => set.difference(&other),
            Operator::SymmetricDifference => set.symmetric_difference(&other),
        })
    }

    /// Whether a set starts here and not a single character.
    fn is_at_set(&self) -> bool {
        self.is_set_at(self.at)
    }

    fn is_set_at(&self, at: usize) -> bool {
        match self.chars.get(at) {
            Some('[') => true,
            Some('\\') => {
                matches!(self.chars.get(at + 1), Some('p' | 'P' | 'd' | 'D' | 's' | 'S' | 'w' | 'W'))
            }
            _ => false,
        }
    }

    /// The operator that stands here, and its length, if a set follows.
    fn operator_before_set(&self) -> Option<(Operator, usize)> {
        let c = self.peek()?;
        let length = if self.peek_at(1) == Some(c) { 2 } else { 1 };
        let operator = match (c, length) {
            ('&', _) => Operator::Intersection,
            ('-', _) => Operator::Difference,
            ('|', 2) => Operator::Union,
            ('~', 2) => Operator::SymmetricDifference,
            _ => return None,
        };
        let behind = self.at + length;
        let space =
            self.chars[behind.min(self.chars.len())..].iter().take_while(|c| c.is_whitespace()).count();
        self.is_set_at(behind + space).then_some((operator, length))
    }

    /// A set: brackets, a property, a class.
    fn set(&mut self, depth: usize) -> Result<Arc<CodePointSet>, SetError> {
        let start = self.at;
        self.count_operands(1, start)?;
        if self.peek() == Some('\\') {
            return self.class();
        }
        if let Some(end) = self.posix_end() {
            return self.posix(end);
        }
        if depth >= SET_DEPTH_MAX {
            return Err(SetError::new(start, SetErrorReason::TooDeep));
        }
        self.at += 1;
        self.skip_space();
        let is_negated = self.next_if('^');
        let set = self.items(depth + 1, Some(start))?;
        Ok(complement_if(is_negated, Arc::new(set)))
    }

    /// A character, or a range of them.
    fn member(&mut self, singles: &mut Vec<(u32, u32)>, is_start: bool) -> Result<(), SetError> {
        let start = self.at;
        match self.peek() {
            // A hyphen stands for itself at either end; an operator would have been followed by a set.
            Some('-') if is_start || self.follows_closing() => {
                self.at += 1;
                singles.push((u32::from('-'), u32::from('-')));
                return Ok(());
            }
            Some('-') => return Err(self.expected(r"a set behind `-`, or `\-` for a hyphen")),
            Some('&') => return Err(self.expected(r"a set behind `&`, or `\&` for an ampersand")),
            Some('}') => return Err(self.expected(r"`\}` for a brace")),
            Some('{') => return self.braced(singles),
            _ => {}
        }
        let first = self.literal(singles)?;
        self.skip_space();
        let is_range =
            self.peek() == Some('-') && self.operator_before_set().is_none() && !self.follows_closing();
        let last = match first {
            Some(_) if is_range => {
                self.at += 1;
                self.skip_space();
                if matches!(self.peek(), None | Some('-' | '&' | '{' | '}' | ']')) {
                    return Err(self.expected("the end of the range"));
                }
                self.literal(singles)?
            }
            one => one,
        };
        if let (Some(first), Some(last)) = (first, last) {
            if last < first {
                return Err(SetError::new(start, SetErrorReason::BackwardRange));
            }
            singles.push((first, last));
        }
        Ok(())
    }

    /// `{a}`, which is `a`. More than one character would be a string.
    fn braced(&mut self, singles: &mut Vec<(u32, u32)>) -> Result<(), SetError> {
        let start = self.at;
        self.at += 1;
        self.skip_space();
        if matches!(self.peek(), None | Some('}')) {
            return Err(SetError::new(start, SetErrorReason::StringMember));
        }
        let member = self.literal(singles)?;
        self.skip_space();
        match (member, self.peek()) {
            (Some(member), Some('}')) => singles.push((member, member)),
            _ => return Err(SetError::new(start, SetErrorReason::StringMember)),
        }
        self.at += 1;
        Ok(())
    }

    /// A character as it is or escaped; `None` when an escape gave several, which `singles` then has.
    fn literal(&mut self, singles: &mut Vec<(u32, u32)>) -> Result<Option<u32>, SetError> {
        let start = self.at;
        let Some(c) = self.next() else { return Err(self.expected("a character")) };
        if c != '\\' {
            return Ok(Some(u32::from(c)));
        }
        let Some(letter) = self.next() else { return Err(self.expected(r"a character behind `\`")) };
        Ok(Some(match letter {
            'u' | 'x' if self.peek() == Some('{') => return self.braced_numbers(singles),
            'u' => self.surrogate_pair(start)?,
            'U' => self.digits(8, start)?,
            'x' => self.digits(2, start)?,
            'N' => self.name(start)?,
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            'a' => 0x07,
            'b' => 0x08,
            'e' => 0x1B,
            '0' => 0x00,
            letter if letter.is_ascii_alphanumeric() => {
                return Err(SetError::new(start, SetErrorReason::UnknownEscape { letter }));
            }
            other => u32::from(other),
        }))
    }

    /// `\uD83D\uDE00` is one character, as in JSON; a half alone is a surrogate.
    fn surrogate_pair(&mut self, start: usize) -> Result<u32, SetError> {
        let first = self.digits(4, start)?;
        let behind = self.at;
        if (0xD800..0xDC00).contains(&first)
            && self.next_if('\\')
            && self.next_if('u')
            && self.peek() != Some('{')
        {
            let second = self.digits(4, behind)?;
            if (0xDC00..0xE000).contains(&second) {
                return Ok(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            }
        }
        self.at = behind;
        Ok(first)
    }

    /// Exactly `count` hexadecimal digits.
    fn digits(&mut self, count: usize, start: usize) -> Result<u32, SetError> {
        let mut value: u32 = 0;
        for _ in 0..count {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) else {
                return Err(self.expected("a hexadecimal digit"));
            };
            self.at += 1;
            value = (value << 4) | digit;
        }
        in_code_space(value, start)
    }

    /// `{41}`, or several numbers with spaces between them.
    fn braced_numbers(&mut self, singles: &mut Vec<(u32, u32)>) -> Result<Option<u32>, SetError> {
        let start = self.at;
        let text = self.braces("}")?;
        let mut values = Vec::new();
        for word in text.split_whitespace() {
            let is_number = word.len() <= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            let value = if is_number { u32::from_str_radix(word, 16).ok() } else { None };
            let Some(value) = value else {
                self.at = start + 1;
                return Err(self.expected("a hexadecimal number"));
            };
            values.push(in_code_space(value, start)?);
        }
        match values[..] {
            [] => Err(SetError::new(
                start,
                SetErrorReason::Expected { what: "a hexadecimal number", found: Some('}') },
            )),
            [one] => Ok(Some(one)),
            _ => {
                singles.extend(values.into_iter().map(|value| (value, value)));
                Ok(None)
            }
        }
    }

    fn name(&mut self, start: usize) -> Result<u32, SetError> {
        self.count_operands(NAME_OPERANDS, start)?;
        if self.peek() != Some('{') {
            return Err(self.expected("`{` and a name"));
        }
        let name = self.braces("}")?;
        let unknown =
            || SetError::new(start, SetErrorReason::UnknownName { name: super::error::echoed(&name) });
        code_point_named(&name).map(CodePoint::value).ok_or_else(unknown)
    }

    /// `\p{…}`, `\P{…}`, `\pL`, `\d`.
    fn class(&mut self) -> Result<Arc<CodePointSet>, SetError> {
        let start = self.at;
        let letter = self.peek_at(1).unwrap_or_default();
        self.at += 2;
        let set = match letter {
            'p' | 'P' if self.peek() == Some('{') => {
                let inner = self.braces("}")?;
                self.property(&inner, start)?
            }
            'p' | 'P' => {
                let Some(category) = self.next().filter(char::is_ascii_alphabetic) else {
                    self.at = start + 2;
                    return Err(self.expected("`{` or the letter of a category"));
                };
                self.property(&category.to_string(), start)?
            }
            'd' | 'D' => self.property("Nd", start)?,
            's' | 'S' => self.property("White_Space", start)?,
            _ => self.property("word", start)?,
        };
        Ok(complement_if(letter.is_ascii_uppercase(), set))
    }

    /// The set of `inner`, which stands in braces from `start` on.
    fn property(&mut self, inner: &str, start: usize) -> Result<Arc<CodePointSet>, SetError> {
        let name = inner.split(['=', ':', '≠']).next().unwrap_or_default();
        if matches!(&*loose(name.trim_end_matches('!')), "na" | "name" | "^na" | "^name") {
            self.count_operands(NAME_OPERANDS - 1, start)?;
        }
        property(inner).map_err(|reason| SetError::new(start, reason))
    }

    fn count_operands(&mut self, count: usize, at: usize) -> Result<(), SetError> {
        self.operands += count;
        if self.operands <= SET_OPERANDS_MAX {
            Ok(())
        } else {
            Err(SetError::new(at, SetErrorReason::TooManyOperands))
        }
    }

    /// Where `:]` of `[:…:]` stands, if that is what starts here.
    fn posix_end(&self) -> Option<usize> {
        if self.peek_at(1) != Some(':') {
            return None;
        }
        let rest = &self.chars[self.at + 2..];
        let end = rest.windows(2).position(|pair| pair == [':', ']'])?;
        let is_name = !rest[..end].iter().any(|c| matches!(c, '[' | ']' | '\\'));
        is_name.then_some(self.at + 2 + end)
    }

    /// `[:Lu:]`, `[:^Script=Greek:]`.
    fn posix(&mut self, end: usize) -> Result<Arc<CodePointSet>, SetError> {
        let start = self.at;
        let inner: String = self.chars[start + 2..end].iter().collect();
        self.at = end + 2;
        let (is_negated, inner) = match inner.trim_start().strip_prefix('^') {
            Some(rest) => (true, rest.to_owned()),
            None => (false, inner),
        };
        let set = self.property(&inner, start)?;
        Ok(complement_if(is_negated, set))
    }

    /// What stands in the braces that start here.
    fn braces(&mut self, closing: &'static str) -> Result<String, SetError> {
        let start = self.at;
        let length = self.chars[start..].iter().position(|c| *c == '}');
        let Some(length) = length else {
            return Err(SetError::new(start, SetErrorReason::Unclosed { closing }));
        };
        self.at = start + length + 1;
        Ok(self.chars[start + 1..start + length].iter().collect())
    }

    /// Whether nothing but the closing bracket follows the character that stands here.
    fn follows_closing(&self) -> bool {
        self.chars[self.at + 1..].iter().find(|c| !c.is_whitespace()) == Some(&']')
    }

    fn expected(&self, what: &'static str) -> SetError {
        SetError::new(self.at, SetErrorReason::Expected { what, found: self.peek() })
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|c| c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn next_if(&mut self, c: char) -> bool {
        let is_next = self.peek() == Some(c);
        self.at += usize::from(is_next);
        is_next
    }
}

/// How many sets a name counts as.
const NAME_OPERANDS: usize = 4;

/// The set of what stands between `\p{` and `}`.
fn property(inner: &str) -> Result<Arc<CodePointSet>, SetErrorReason> {
    let (inner, is_negated) = match inner.trim_start().strip_prefix('^') {
        Some(rest) => (rest, true),
        None => (inner, false),
    };
    let unequal = inner.split_once("!=").or_else(|| inner.split_once('≠'));
    let (set, is_negated) = if let Some((name, value)) = unequal {
        (selector::of_property(name, value)?, !is_negated)
    } else if let Some((name, value)) = inner.split_once(['=', ':']) {
        (selector::of_property(name, value)?, is_negated)
    } else {
        (selector::named(inner)?, is_negated)
    };
    Ok(complement_if(is_negated, set))
}

fn complement_if(is_negated: bool, set: Arc<CodePointSet>) -> Arc<CodePointSet> {
    if is_negated { Arc::new(set.complement()) } else { set }
}

/// `set` with `singles`, which are then none.
fn flush(set: CodePointSet, singles: &mut Vec<(u32, u32)>) -> CodePointSet {
    if singles.is_empty() {
        return set;
    }
    set.union(&CodePointSet::from_numbers(singles.drain(..).map(|(first, last)| first..=last)))
}

fn in_code_space(value: u32, at: usize) -> Result<u32, SetError> {
    CodePoint::new(value)
        .map(CodePoint::value)
        .ok_or_else(|| SetError::new(at, SetErrorReason::NotACodePoint))
}
