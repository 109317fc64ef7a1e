//! Mutations of texts.

use crate::corpus::CORPUS;
use crate::random::Random;

/// A text of the corpus after some mutations; now and then one that is longer than any limit.
pub(crate) fn mutated(random: &mut Random) -> Vec<u8> {
    let mut text = CORPUS[random.below(CORPUS.len())].clone();
    for _ in 0..=random.below(MUTATIONS_MAX) {
        mutate(&mut text, random);
    }
    let usual = if random.is_once_in(30) { INPUT_BYTES_MAX } else { USUAL_BYTES_MAX };
    text.truncate(usual);
    text
}

fn mutate(text: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(text.len() + 1);
    let end = at + random.below((text.len() - at + 1).min(20));
    match random.below(10) {
        0..3 => {
            let token = TOKENS[random.below(TOKENS.len())];
            text.splice(at..at, token.iter().copied());
        }
        3 => {
            let c = char::from_u32(random.below(0x11_0000) as u32).unwrap_or('\u{FFFD}');
            text.splice(at..at, c.to_string().into_bytes());
        }
        4 => drop(text.drain(at..end)),
        5 => {
            let times = 1 + if random.is_once_in(20) { random.below(4000) } else { random.below(8) };
            let part = text[at..end].repeat(times);
            text.splice(at..at, part.into_iter().take(INPUT_BYTES_MAX));
        }
        6 => {
            let other = &CORPUS[random.below(CORPUS.len())];
            let start = random.below(other.len() + 1);
            text.truncate(at);
            text.extend_from_slice(&other[start..]);
        }
        7 => {
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        8 => text.splice(at..end, random.next().to_string().into_bytes()).for_each(drop),
        _ => text[at..end].reverse(),
    }
}

/// One more than this many mutations happen to a text at most.
const MUTATIONS_MAX: usize = 6;
/// Most texts are no longer: what is wrong shows in short ones, and those are fast.
const USUAL_BYTES_MAX: usize = 400;
/// More than the line of a session, the text that is identified, and all other limits.
const INPUT_BYTES_MAX: usize = 70 << 10;

/// What means something to one of the readers, and what is known to upset programs.
const TOKENS: &[&[u8]] = &[
    b"U+",
    b"\\u{",
    b"\\x",
    b"\\N{",
    b"\\p{",
    b"\\P{",
    b"&#x",
    b"&#",
    b"&",
    b";",
    b"%",
    b"%F0%9F",
    b"0x",
    b"..",
    b"D800",
    b"10FFFF",
    b"110000",
    b"[",
    b"[^",
    b"]",
    b"[:",
    b":]",
    b"{",
    b"}",
    b"-",
    b"&&",
    b"--",
    b"^",
    b"=",
    b"!=",
    b"block:",
    b"gc:",
    b"script:",
    b"age:",
    b"is:",
    b"lang:",
    b"radical:",
    b"strokes:",
    b":",
    b"\"",
    b"'",
    b" ",
    b"\t",
    b"\r\n",
    b"\n",
    b"\0",
    b"\x03",
    b"\x1b[31m",
    b"\x7f",
    b"\xc2\x85",
    b"\xff",
    b"\xff\xf4",
    b"\xff\xfa",
    b"\xf0\x9f\x98",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xef\xbf\xbf",
    b".show ",
    b".ranked on\r\n",
    b".limit ",
    b".lang ",
    b".help",
    b"%{",
    b"%{char:>20}",
    b"%{name:-^w}",
    b"%%",
    b"<script>",
    b"\"><b x='",
    b"<!--",
    b"&lt;",
    b"../",
    b"%2e%2e%2f",
    b"%00",
    b"?",
    b"#",
    b"+",
    b"/",
    b"99999999999999999999",
    b"-1",
    b"NaN",
    "\u{202E}".as_bytes(),
    "\u{2066}".as_bytes(),
    "\u{301}".as_bytes(),
    "\u{FE0F}".as_bytes(),
    "\u{200D}".as_bytes(),
    "\u{200B}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{AD}".as_bytes(),
    "\u{1F1EB}".as_bytes(),
    "\u{E0067}".as_bytes(),
    "İ".as_bytes(),
    "ß".as_bytes(),
    "ŉ".as_bytes(),
    "ﬃ".as_bytes(),
    "ﷺ".as_bytes(),
    "한".as_bytes(),
    "漢".as_bytes(),
    "か\u{3099}".as_bytes(),
    "नि".as_bytes(),
    "٣".as_bytes(),
    "hǎo".as_bytes(),
    "король".as_bytes(),
];
