//! Code pages: the encodings from before Unicode, with the bytes that a text is in them.

use encoding_rs::Encoding as Table;

/// A code page that holds a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodePage {
    /// Its name: `ISO-8859-1`, `windows-1252`, `Shift_JIS`.
    pub name: &'static str,
    /// The text in it.
    pub bytes: Vec<u8>,
}

/// The code pages that hold all of `text`, the best known first; none for texts longer than [`CODE_PAGE_BYTES_MAX`].
///
/// ```
/// let pages = charfinder::code_pages("é");
/// let latin = pages.iter().find(|page| page.name == "ISO-8859-1").expect("it is in Latin-1");
/// assert_eq!(latin.bytes, [0xE9]);
/// ```
pub fn code_pages(text: &str) -> Vec<CodePage> {
    // ASCII is the same in all of them, and says nothing.
    if text.is_ascii() || text.len() > CODE_PAGE_BYTES_MAX {
        return Vec::new();
    }
    let latin1 = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let dos = text.chars().map(cp437).collect();
    let own = [("ISO-8859-1", latin1), ("IBM437", dos)];
    let own = own
        .into_iter()
        .filter_map(|(name, bytes): (_, Option<Vec<u8>>)| Some(CodePage { name, bytes: bytes? }));
    own.chain(TABLES.into_iter().filter_map(|table| from_table(table, text))).collect()
}

fn from_table(table: &'static Table, text: &str) -> Option<CodePage> {
    let (bytes, _, has_errors) = table.encode(text);
    // The tables of the web hold the C1 controls where a page has nothing.
    let is_control = text.chars().any(|c| matches!(c, '\u{80}'..='\u{9F}'));
    (!has_errors && !is_control).then(|| CodePage { name: table.name(), bytes: bytes.into_owned() })
}

/// The byte of `c` in the code page of the first PC.
fn cp437(c: char) -> Option<u8> {
    let nth = CP437.chars().position(|known| known == c)?;
    u8::try_from(0x80 + nth).ok()
}

#[cfg(test)]
pub(super) fn cp437_len() -> usize {
    CP437.chars().count()
}

/// The longest text that is looked up, in bytes: tables for Chinese and Japanese are searched from end to end.
pub const CODE_PAGE_BYTES_MAX: usize = 64;

/// Code page 437 from 80 on.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// Those that a person may meet. GB18030 holds all of Unicode, so it is left out for GBK.
static TABLES: [&Table; 29] = [
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_10,
    encoding_rs::ISO_8859_15,
    encoding_rs::ISO_8859_16,
    encoding_rs::KOI8_R,
    encoding_rs::KOI8_U,
    encoding_rs::MACINTOSH,
    encoding_rs::IBM866,
    encoding_rs::GBK,
    encoding_rs::BIG5,
    encoding_rs::SHIFT_JIS,
    encoding_rs::EUC_JP,
    encoding_rs::EUC_KR,
];
