//! What is written, in tables, and that it is read back.

use proptest::prelude::*;

use super::*;
use crate::notations;

fn code_points(values: &[u32]) -> Vec<CodePoint> {
    values.iter().map(|value| CodePoint::new(*value).unwrap()).collect()
}

#[test]
fn every_encoding_writes_its_form() {
    for (name, king, grin) in [
        ("utf-8", "E2 99 9A", "F0 9F 98 80"),
        ("utf-16", "265A", "D83D DE00"),
        ("utf-16be", "26 5A", "D8 3D DE 00"),
        ("utf-16le", "5A 26", "3D D8 00 DE"),
        ("utf-32", "0000265A", "0001F600"),
        ("decimal", "9818", "128512"),
        ("hex", "0x265A", "0x1F600"),
        ("html", "&#x265A;", "&#x1F600;"),
        ("html-hex", "&#x265A;", "&#x1F600;"),
        ("html-decimal", "&#9818;", "&#128512;"),
        ("css", r"\265A", r"\1F600"),
        ("javascript", r"\u265A", r"\u{1F600}"),
        ("json", r"\u265A", r"\uD83D\uDE00"),
        ("java", r"\u265A", r"\uD83D\uDE00"),
        ("rust", r"\u{265A}", r"\u{1F600}"),
        ("python", r"\u265A", r"\U0001F600"),
        ("python-name", r"\N{BLACK CHESS KING}", r"\N{GRINNING FACE}"),
        ("c", r"\u265A", r"\U0001F600"),
        ("csharp", r"\u265A", r"\U0001F600"),
        ("go", r"\u265A", r"\U0001F600"),
        ("swift", r"\u{265A}", r"\u{1F600}"),
        ("ruby", r"\u265A", r"\u{1F600}"),
        ("perl", r"\x{265A}", r"\x{1F600}"),
        ("php", r"\u{265A}", r"\u{1F600}"),
        ("lua", r"\u{265A}", r"\u{1F600}"),
        ("sql", r"U&'\265A'", r"U&'\+01F600'"),
        ("shell", r"$'\u265A'", r"$'\U0001F600'"),
        ("powershell", "`u{265A}", "`u{1F600}"),
        ("bytes", r"\xE2\x99\x9A", r"\xF0\x9F\x98\x80"),
        ("octal", r"\342\231\232", r"\360\237\230\200"),
        ("url", "%E2%99%9A", "%F0%9F%98%80"),
        ("iri", "♚", "😀"),
        ("quoted-printable", "=E2=99=9A", "=F0=9F=98=80"),
    ] {
        let encoding: Encoding = name.parse().unwrap();
        assert_eq!(encoding.to_string(), name);
        assert_eq!(encoding.encode(&code_points(&[0x265A])).as_deref(), Some(king), "{name}");
        assert_eq!(encoding.encode_item(Item::Char('😀')).as_deref(), Some(grin), "{name}");
    }
    assert!("utf-9".parse::<Encoding>().unwrap_err().to_string().contains("utf-9"));
}

#[test]
fn other_systems_have_names_for_some() {
    for (encoding, c, expected) in [
        (Encoding::HtmlEntity, '\u{A0}', Some("&nbsp;")),
        (Encoding::Html, '→', Some("&rarr;")),
        (Encoding::Html, '♚', Some("&#x265A;")),
        (Encoding::HtmlEntity, '♚', None),
        (Encoding::Latex, '→', Some("\\rightarrow")),
        (Encoding::Digraph, '→', Some("->")),
        (Encoding::Keysym, '€', Some("EuroSign")),
        (Encoding::Shortcode, '🎉', Some(":tada:")),
    ] {
        assert_eq!(encoding.encode_item(Item::Char(c)).as_deref(), expected, "{encoding} {c}");
    }
    let france = Item::of("🇫🇷").unwrap();
    assert!(Encoding::Shortcode.encode_item(france).is_some());
}

#[test]
fn several_code_points_are_written_together() {
    let family = code_points(&[0x1F468, 0x200D, 0x1F469]);
    for (encoding, expected) in [
        (Encoding::Utf8, "F0 9F 91 A8 E2 80 8D F0 9F 91 A9"),
        (Encoding::Utf16, "D83D DC68 200D D83D DC69"),
        (Encoding::Decimal, "128104 8205 128105"),
        (Encoding::Css, r"\1F468\200D\1F469"),
        (Encoding::Shell, r"$'\U0001F468\u200D\U0001F469'"),
        (Encoding::HtmlHexadecimal, "&#x1F468;&#x200D;&#x1F469;"),
    ] {
        assert_eq!(encoding.encode(&family).as_deref(), Some(expected), "{encoding}");
    }
    assert_eq!(Encoding::Utf8.encode(&[]), None);
    assert_eq!(Encoding::Utf8.encode(&vec![CodePoint::from('a'); ENCODED_CODE_POINTS_MAX + 1]), None);
}

#[test]
fn what_an_encoding_cannot_hold_it_does_not_write() {
    let surrogate: Vec<&str> =
        encodings(&code_points(&[0xD800])).map(|(encoding, _)| encoding.as_str()).collect();
    let expected = [
        "utf-16",
        "utf-16be",
        "utf-16le",
        "decimal",
        "hex",
        "javascript",
        "json",
        "java",
        "python",
        "csharp",
        "perl",
    ];
    assert_eq!(surrogate, expected);
    for (encoding, value, expected) in [
        (Encoding::Css, 0, None),
        (Encoding::HtmlHexadecimal, 0, None),
        (Encoding::HtmlHexadecimal, 0x80, None),
        (Encoding::HtmlHexadecimal, 0x0A, Some("&#xA;")),
        (Encoding::C, 0x1B, Some(r"\033")),
        (Encoding::C, 0x85, Some(r"\302\205")),
        (Encoding::C, 0x41, Some(r"\101")),
        (Encoding::Java, 0x0A, Some(r"\n")),
        (Encoding::Java, 0x22, Some(r#"\""#)),
        (Encoding::Shell, 0, None),
        (Encoding::PythonName, 0x0A, Some(r"\N{LINE FEED}")),
        (Encoding::PythonName, 0xE000, None),
        (Encoding::Iri, 0xE000, Some("%EE%80%80")),
        (Encoding::Iri, 0x20, Some("%20")),
        (Encoding::Url, 0x7E, Some("~")),
        (Encoding::QuotedPrintable, 0x3D, Some("=3D")),
        (Encoding::QuotedPrintable, 0x20, Some("=20")),
    ] {
        assert_eq!(encoding.encode(&code_points(&[value])).as_deref(), expected, "{encoding} {value:X}");
    }
}

#[test]
fn names_are_in_kebab_case_and_unique() {
    for (nth, encoding) in Encoding::ALL.into_iter().enumerate() {
        assert_eq!(encoding as usize, nth);
        assert!(encoding.as_str().bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')));
        assert_eq!(Encoding::ALL.iter().filter(|other| other.as_str() == encoding.as_str()).count(), 1);
    }
}

#[test]
fn code_pages_hold_what_they_held() {
    let bytes = |text: &str, name: &str| {
        code_pages(text).into_iter().find(|page| page.name == name).map(|page| page.bytes)
    };
    for (text, name, expected) in [
        ("é", "ISO-8859-1", Some(&[0xE9][..])),
        ("é", "IBM437", Some(&[0x82])),
        ("€", "windows-1252", Some(&[0x80])),
        ("€", "ISO-8859-1", None),
        ("█", "IBM437", Some(&[0xDB])),
        ("я", "KOI8-R", Some(&[0xD1])),
        ("я", "windows-1251", Some(&[0xFF])),
        ("漢", "Shift_JIS", Some(&[0x8A, 0xBF])),
        ("漢", "GBK", Some(&[0x9D, 0x68])),
        ("漢", "Big5", Some(&[0xBA, 0x7E])),
        ("한", "EUC-KR", Some(&[0xC7, 0xD1])),
        ("\u{85}", "windows-1252", None),
    ] {
        assert_eq!(bytes(text, name).as_deref(), expected, "{text} {name}");
    }
    assert_eq!(code_pages("A"), []);
    assert_eq!(code_pages("😀"), []);
    assert_eq!(code_pages(&"é".repeat(1000)), []);
    assert_eq!(legacy::cp437_len(), 128);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in 0..0x11_0000u32) {
        let code_points = code_points(&[value]);
        for (encoding, text) in encodings(&code_points) {
            prop_assert!(!text.is_empty());
            // Entities, commands and keys are read by a search; little-endian bytes only with a label; SQL and PowerShell not at all.
            let is_read = matches!(
                encoding,
                Encoding::HtmlHexadecimal
                    | Encoding::HtmlDecimal
                    | Encoding::JavaScript
                    | Encoding::Json
                    | Encoding::Rust
                    | Encoding::Python
                    | Encoding::PythonName
                    | Encoding::CSharp
                    | Encoding::Perl
                    | Encoding::Hexadecimal
                    | Encoding::Shell
            );
            if is_read {
                let readings = notations(&text);
                let denoted = crate::Denoted::CodePoints(code_points.clone());
                prop_assert!(readings.iter().any(|it| it.denoted == denoted && it.is_certain()), "{encoding}: {text}: {readings:?}");
            }
        }
    }
}
