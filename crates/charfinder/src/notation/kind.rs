//! The notations by name.

/// A way to write code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NotationKind {
    /// The characters themselves, also in quotes: `♚`.
    Literal,
    /// The standard's way: `U+265A`, `u265a`, `+265A`; several, and ranges.
    CodePoint,
    /// Hexadecimal with a mark of it: `0x265A`, `265Ah`, `hex:265A`.
    Hexadecimal,
    /// Hexadecimal without any mark: `265A`.
    BareHexadecimal,
    /// Decimal: `dec:9818`, `#9818`.
    Decimal,
    /// The bytes of UTF-8: `E2 99 9A`, `utf8:e2999a`, `\xE2\x99\x9A`, `\342\231\232`.
    Utf8,
    /// The units of UTF-16: `D83D DE00`, `utf16:265A`.
    Utf16,
    /// The units of UTF-32: `0001F600`, `utf32:265A`.
    Utf32,
    /// Escapes of programming languages: `\u265A`, `\u{265A}`, `\U0000265A`, `\x{265A}`, `\n`.
    Escape,
    /// An escape of CSS: `\265A`.
    Css,
    /// References of HTML and XML: `&#9818;`, `&#x265A;`, `&nbsp;`.
    Html,
    /// Percent-encoding: `%E2%99%9A`, `%u265A`.
    Url,
    /// Quoted-printable: `=E2=99=9A`.
    QuotedPrintable,
    /// An escape with the name: `\N{BLACK CHESS KING}`.
    Name,
}

impl NotationKind {
    /// The word for it in answers, such as `code point` or `utf-8`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Literal => "character",
            Self::CodePoint => "code point",
            Self::Hexadecimal | Self::BareHexadecimal => "hexadecimal",
            Self::Decimal => "decimal",
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
            Self::Escape => "escape",
            Self::Css => "css",
            Self::Html => "html",
            Self::Url => "url",
            Self::QuotedPrintable => "quoted-printable",
            Self::Name => "name",
        }
    }
}

impl std::fmt::Display for NotationKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
