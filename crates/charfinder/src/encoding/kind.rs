//! The encodings by name.

/// A way to write code points.
///
/// Displayed and parsed it is its name, which never changes: `utf-8`, `html`, `javascript`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Bytes: `E2 99 9A`.
    Utf8,
    /// Units: `D83D DE00`.
    Utf16,
    /// Bytes: `26 5A`.
    Utf16Be,
    /// Bytes: `5A 26`.
    Utf16Le,
    /// Units: `0000265A`.
    Utf32,
    /// The number: `9818`.
    Decimal,
    /// The number: `0x265A`.
    Hexadecimal,
    /// An entity where there is one, else a hexadecimal reference: `&nbsp;`, `&#x265A;`.
    Html,
    /// `&#x265A;`
    HtmlHexadecimal,
    /// `&#9818;`
    HtmlDecimal,
    /// `&nbsp;`
    HtmlEntity,
    /// `\265A`
    Css,
    /// `\u265A`, `\u{1F600}`
    JavaScript,
    /// `\u265A`, `\uD83D\uDE00`
    Json,
    /// `\u265A`, `\uD83D\uDE00`
    Java,
    /// `\u{265A}`
    Rust,
    /// `\u265A`, `\U0001F600`
    Python,
    /// `\N{BLACK CHESS KING}`
    PythonName,
    /// `\u265A`, `\U0001F600`; below U+00A0 bytes in octal, as C demands
    C,
    /// `\u265A`, `\U0001F600`
    CSharp,
    /// `\u265A`, `\U0001F600`
    Go,
    /// `\u{265A}`
    Swift,
    /// `\u265A`, `\u{1F600}`
    Ruby,
    /// `\x{265A}`
    Perl,
    /// `\u{265A}`
    Php,
    /// `\u{265A}`
    Lua,
    /// `U&'\265A'`
    Sql,
    /// `$'\u265A'`
    Shell,
    /// `` `u{265A} ``
    PowerShell,
    /// The bytes of UTF-8 as escapes: `\xE2\x99\x9A`
    Bytes,
    /// The bytes of UTF-8 as escapes: `\342\231\232`
    Octal,
    /// `%E2%99%9A`
    Url,
    /// The character itself where an IRI may have it, else as in an URL
    Iri,
    /// `=E2=99=9A`
    QuotedPrintable,
    /// A command of LaTeX: `\rightarrow`
    Latex,
    /// A key symbol of the X Window System: `EuroSign`
    Keysym,
    /// Two characters of RFC 1345, which Vim takes behind Ctrl-K: `->`
    Digraph,
    /// A shortcode of chats: `:smile:`
    Shortcode,
}

impl Encoding {
    /// All encodings, in reading order.
    pub const ALL: [Self; 38] = [
        Self::Utf8,
        Self::Utf16,
        Self::Utf16Be,
        Self::Utf16Le,
        Self::Utf32,
        Self::Decimal,
        Self::Hexadecimal,
        Self::Html,
        Self::HtmlHexadecimal,
        Self::HtmlDecimal,
        Self::HtmlEntity,
        Self::Css,
        Self::JavaScript,
        Self::Json,
        Self::Java,
        Self::Rust,
        Self::Python,
        Self::PythonName,
        Self::C,
        Self::CSharp,
        Self::Go,
        Self::Swift,
        Self::Ruby,
        Self::Perl,
        Self::Php,
        Self::Lua,
        Self::Sql,
        Self::Shell,
        Self::PowerShell,
        Self::Bytes,
        Self::Octal,
        Self::Url,
        Self::Iri,
        Self::QuotedPrintable,
        Self::Latex,
        Self::Keysym,
        Self::Digraph,
        Self::Shortcode,
    ];

    /// Its name: `utf-8`, `html`, `javascript`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf16Be => "utf-16be",
            Self::Utf16Le => "utf-16le",
            Self::Utf32 => "utf-32",
            Self::Decimal => "decimal",
            Self::Hexadecimal => "hex",
            Self::Html => "html",
            Self::HtmlHexadecimal => "html-hex",
            Self::HtmlDecimal => "html-decimal",
            Self::HtmlEntity => "html-entity",
            Self::Css => "css",
            Self::JavaScript => "javascript",
            Self::Json => "json",
            Self::Java => "java",
            Self::Rust => "rust",
            Self::Python => "python",
            Self::PythonName => "python-name",
            Self::C => "c",
            Self::CSharp => "csharp",
            Self::Go => "go",
            Self::Swift => "swift",
            Self::Ruby => "ruby",
            Self::Perl => "perl",
            Self::Php => "php",
            Self::Lua => "lua",
            Self::Sql => "sql",
            Self::Shell => "shell",
            Self::PowerShell => "powershell",
            Self::Bytes => "bytes",
            Self::Octal => "octal",
            Self::Url => "url",
            Self::Iri => "iri",
            Self::QuotedPrintable => "quoted-printable",
            Self::Latex => "latex",
            Self::Keysym => "keysym",
            Self::Digraph => "digraph",
            Self::Shortcode => "shortcode",
        }
    }

    /// Its name for people: `UTF-8`, `HTML`, `JavaScript`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf32 => "UTF-32",
            Self::Decimal => "Decimal",
            Self::Hexadecimal => "Hexadecimal",
            Self::Html => "HTML",
            Self::HtmlHexadecimal => "HTML, hexadecimal",
            Self::HtmlDecimal => "HTML, decimal",
            Self::HtmlEntity => "HTML entity",
            Self::Css => "CSS",
            Self::JavaScript => "JavaScript",
            Self::Json => "JSON",
            Self::Java => "Java, Kotlin",
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::PythonName => "Python, by name",
            Self::C => "C, C++",
            Self::CSharp => "C#",
            Self::Go => "Go",
            Self::Swift => "Swift",
            Self::Ruby => "Ruby",
            Self::Perl => "Perl",
            Self::Php => "PHP",
            Self::Lua => "Lua",
            Self::Sql => "SQL",
            Self::Shell => "Bash, Zsh",
            Self::PowerShell => "PowerShell",
            Self::Bytes => "Bytes, hexadecimal",
            Self::Octal => "Bytes, octal",
            Self::Url => "URL",
            Self::Iri => "IRI",
            Self::QuotedPrintable => "Quoted-printable",
            Self::Latex => "LaTeX",
            Self::Keysym => "X11 keysym",
            Self::Digraph => "Digraph",
            Self::Shortcode => "Shortcode",
        }
    }
}
