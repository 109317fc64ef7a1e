//! The commands that look something up, and what their help says.

use std::path::PathBuf;

use charfinder::UnicodeVersion;
use clap::{Args, ValueEnum};

use super::value::Known;
use super::{Color, Layout, ListOptions, Order, OutputOptions, SearchOptions};
use crate::cli::template::Template;

#[derive(Debug, Args)]
pub(in super::super) struct Find {
    /// Words of names or keywords, a character, a code point in any notation, filters such as block:arrows
    #[arg(required = true, value_name = "WORDS")]
    pub(in super::super) words: Vec<String>,
    #[command(flatten)]
    pub(in super::super) search: SearchOptions,
    /// How results are ordered
    #[arg(long, value_name = "ORDER", value_enum, default_value_t = Order::Rank)]
    pub(in super::super) order: Order,
    /// Say of each result what matched; a table does so anyway where the name does not show it
    #[arg(short, long)]
    pub(in super::super) why: bool,
    /// Copy the first result, or its line of --format, to the clipboard; nothing where it is only a guess
    #[arg(short, long)]
    pub(in super::super) copy: bool,
    #[command(flatten)]
    pub(in super::super) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(in super::super) struct Show {
    /// Characters, code points in any notation, names; or words, of which the best match is shown. What is rather a word
    /// counts as one: `beef` is a cow, `U+BEEF` a code point
    #[arg(required = true, value_name = "CHARACTER")]
    pub(in super::super) what: Vec<String>,
    #[command(flatten)]
    pub(in super::super) search: SearchOptions,
    /// Copy the characters to the clipboard
    #[arg(short, long)]
    pub(in super::super) copy: bool,
    /// Print a line made to measure for each: `%{cp} %{name}`; `charfinder --help` lists the fields
    #[arg(short, long, value_name = "TEMPLATE", conflicts_with = "list_layout")]
    pub(in super::super) format: Option<Template>,
    #[command(flatten)]
    pub(in super::super) output: ListOptions,
}

impl Show {
    /// The layout that was asked for, or the one that suits who reads.
    pub(in super::super) fn layout(&self, is_terminal: bool) -> Layout {
        match &self.format {
            Some(template) => Layout::Template(template.clone()),
            None => self.output.layout(is_terminal),
        }
    }
}

#[derive(Debug, Args)]
#[command(mut_arg("limit", |limit| limit.help(IDENTIFY_LIMIT)))]
pub(in super::super) struct Identify {
    /// The text; without any it is read from the files, or from standard input
    #[arg(value_name = "TEXT", conflicts_with = "file")]
    pub(in super::super) text: Vec<String>,
    /// Read this file, of at most 64 MiB; may be repeated with --check
    #[arg(long, value_name = "PATH")]
    pub(in super::super) file: Vec<PathBuf>,
    /// Print only what is suspicious, as `name:line:column: severity: message [kind]`, and exit with 1 if anything is
    #[arg(long, conflicts_with = "layout")]
    pub(in super::super) check: bool,
    #[command(flatten)]
    pub(in super::super) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(in super::super) struct Set {
    /// A set as in UTS #35: `[\p{Greek}&\p{Lu}]`, `[[a-z]-[aeiou]]`, `\p{block=Arrows}`
    #[arg(required = true, value_name = "EXPRESSION")]
    pub(in super::super) expression: Vec<String>,
    /// Print only how many characters it has
    #[arg(long)]
    pub(in super::super) count: bool,
    /// Print its ranges instead of its characters: first, last, count, and the names of both
    #[arg(long, conflicts_with_all = ["count", "format"])]
    pub(in super::super) ranges: bool,
    /// Take only what this version of Unicode had, 1.1 to 18.0
    #[arg(long, value_name = "V", default_value_t = UnicodeVersion::LATEST, value_parser = Known::<UnicodeVersion>::new(), hide_possible_values = true)]
    pub(in super::super) unicode: UnicodeVersion,
    /// Copy all its characters to the clipboard
    #[arg(short, long)]
    pub(in super::super) copy: bool,
    #[command(flatten)]
    pub(in super::super) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(in super::super) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(in super::super) what: Listed,
    /// List only what has these words in its texts
    #[arg(value_name = "WORDS")]
    pub(in super::super) words: Vec<String>,
    #[command(flatten)]
    pub(in super::super) output: ListOptions,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in super::super) enum Listed {
    Blocks,
    Scripts,
    /// General categories
    Categories,
    /// Versions of Unicode
    Ages,
    /// Languages that there are keywords in, for --lang
    Languages,
    /// Properties, for sets
    Properties,
    /// Values of enumerated properties
    Values,
    /// Filters, for queries
    Filters,
    /// Encodings, which are fields of --format
    Encodings,
    /// Groups of emoji
    EmojiGroups,
}

#[derive(Debug, Args)]
pub(in super::super) struct EmojiOptions {
    /// What the emoji is: words of names or keywords; without any, all are listed
    #[arg(value_name = "WORDS")]
    pub(in super::super) words: Vec<String>,
    /// Only of this group or subgroup: `animal`, `food & drink`, `hand-fingers-open`; may be repeated
    #[arg(short, long, value_name = "GROUP")]
    pub(in super::super) group: Vec<String>,
    /// In this skin tone, where there is a choice; may be repeated
    #[arg(short, long, value_name = "TONE", value_enum, value_delimiter = ',')]
    pub(in super::super) tone: Vec<Tone>,
    #[command(flatten)]
    pub(in super::super) search: SearchOptions,
    /// Copy the first emoji, or its line of --format, to the clipboard
    #[arg(short, long)]
    pub(in super::super) copy: bool,
    #[command(flatten)]
    pub(in super::super) output: OutputOptions,
}

/// A skin tone. The first five are in the order of their modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in super::super) enum Tone {
    Light,
    MediumLight,
    Medium,
    MediumDark,
    Dark,
    /// As it is without a tone
    None,
    /// Without a tone and in all
    All,
}

#[derive(Debug, Args)]
pub(in super::super) struct Pick {
    /// What to begin with; `-`: the first line of standard input
    #[arg(value_name = "WORDS")]
    pub(in super::super) words: Vec<String>,
    #[command(flatten)]
    pub(in super::super) search: SearchOptions,
    /// Copy what was picked to the clipboard instead of printing it
    #[arg(short, long)]
    pub(in super::super) copy: bool,
    /// Print a line made to measure for each character: `%{cp}`; `charfinder --help` lists the fields
    #[arg(short, long, value_name = "TEMPLATE")]
    pub(in super::super) format: Option<Template>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(in super::super) color: Color,
}

#[derive(Debug, Args)]
pub(in super::super) struct Completions {
    /// The shell
    pub(in super::super) shell: clap_complete::Shell,
}

/// What both kinds of help begin with.
macro_rules! examples {
    () => {
        "\
Examples:
  charfinder chess black              the black chessmen
  charfinder right arrow              → first
  charfinder nbsp                     by abbreviation; so with zwj, lf, bom
  charfinder U+265A                   or ♚, \\u265A, &#9818;, &hearts;, e2 99 9a
  charfinder -l fr soleil             keywords in French too
  charfinder --order codepoint --unicode 6.3 sun
                                      as the book's Python found it
  charfinder find serve               to look for a word that is a command
  charfinder -n1 --copy snowman       to the clipboard
"
    };
}

/// What every command exits with, and what it looks at in the environment.
macro_rules! surroundings {
    () => {
        "\
Exit status: 0 when something was found, 1 when nothing was, or only what
looks like it, 2 for misuse. An answer that cannot be written is a failure, 1,
but not that its reader has had enough, as `head` has.

Environment:
  LC_ALL, LC_MESSAGES, LANG  the language whose keywords are searched beside
                             English
  NO_COLOR                   no colours
  COLUMNS, LINES             the size of the screen, where it is not that of
                             the terminal
  TERM                       what the terminal obeys; nothing if it is `dumb`
  WAYLAND_DISPLAY, DISPLAY   which programs copy to the clipboard: wl-copy,
                             xclip or xsel
  TMUX                       copies by tmux where they do not
  RUST_LOG                   what `charfinder serve` tells of itself"
    };
}

pub(super) const FIND_EXAMPLES: &str = concat!(
    examples!(),
    "
Exit status: 0 when something was found, 1 when nothing was, or only what
looks like it, 2 for misuse. `charfinder --help` tells more."
);

pub(super) const FIND_LONG_HELP: &str = concat!(
    examples!(),
    "  charfinder --json euro sign         for programs
  charfinder -f '%{html} %{name}' heart

Output:
  On a terminal a table; elsewhere lines of code point, character and name
  with tabs between, and nothing else: what there is to say besides goes to
  standard error. Controls, and what turns the direction of a line, stand there
  and with --tsv as escapes, such as \\n and \\u{202e}; %{char} is the character.

Filters, alone or beside words; `charfinder list filters` tells more:
  block:arrows  script:greek  gc:Sm  age:<=6.3  is:emoji  lang:fr
  radical:85+3  strokes:9..11
  block:\"chess symbols\" in quotation marks where there is a blank

Templates (--format):
  %{name} stands for a field, as do %(name) and, padded to the widest value,
  %name. Flags follow the name:
    l:N m:N r:N  to the left, in the middle, to the right of N cells, or of
                 `auto`, the widest value
    f:C          fill with C instead of blanks
    q            in single quotes
    t            cut when the line is longer than the terminal is wide
  A template that begins with + adds to code point, character and name. %% is
  a percent sign; \\t \\n \\r \\0 \\e \\\\ are what they are in C. The fields:
    char                  the character
    cp                    U+265A
    name                  BLACK CHESS KING
    hex dec oct bin       the number of the code point
    utf8 utf16be utf16le  the bytes, in hexadecimal
    gc, category          So, Other_Symbol
    block, script, plane  Miscellaneous Symbols, Common, 0
    age                   the version of Unicode that added it
    props                 the binary properties it has
    refs                  the code points that the standard refers to
    aliases, keywords     other names; the keywords of CLDR in English
    notes                 those of the standard
    cells                 the width in a terminal
    wide_padding          a blank, but for wide characters
    group                 how sure a result is; the group of an emoji
    subgroup              the subgroup of an emoji
    why, field, lang      what matched, what it is to the character, and in
                          which language
    Each encoding that `charfinder list encodings` names is a field as well:
    html xml json css rust python url utf-8 latex keysym digraph and more.

",
    surroundings!()
);

/// What the manual page has besides.
pub(in super::super) const FILES: &str = "\
The tables of Unicode are inside of the program. It reads no configuration, and keeps nothing: no history, no cache.";

/// The pages that say more.
pub(in super::super) const SEE_ALSO: &str = "\
unicode(7), utf-8(7), charsets(7), ascii(7), locale(7)";

pub(super) const SHOW_EXAMPLES: &str = "\
Examples:
  charfinder show ♚
  charfinder show U+265A U+265B --json
  charfinder show black chess king
  charfinder show '&hearts;' --lang fr,de

Exit status: 0 when there was something to show, 1 when nothing was found, 2 for misuse.";

/// A text is told whole where a program reads it.
const IDENTIFY_LIMIT: &str = "Print at most N characters, 0 for all [default: 1000 in a table and as JSON, all in lines and with --tsv and --format]";

pub(super) const IDENTIFY_EXAMPLES: &str = "\
Examples:
  charfinder identify 'naïve 👩‍🚀'
  charfinder identify < README.md --tsv
  charfinder identify --check --file src/main.rs    for hooks: what is hidden,
                                                    deceptive or broken

Exit status: 0, with --check 1 when something is suspicious, 2 for misuse and
for files that cannot be read.";

pub(super) const SET_EXAMPLES: &str = "\
Examples:
  charfinder set '[\\p{Greek}&\\p{Uppercase}]'
  charfinder set '[[a-z]-[aeiou]]' -f '%{char}'
  charfinder set '\\p{age=18.0}' --count
  charfinder set '[:Sc:]' --ranges

Properties and their values: `charfinder list properties`, `charfinder list values`.
A set has single code points only: UnicodeSet's strings, such as [{abc}], and properties
of strings, such as \\p{RGI_Emoji}, are not supported; `charfinder emoji` lists sequences.
Exit status: 0 when the set has characters, 1 when it is empty, 2 for misuse.";

pub(super) const LIST_EXAMPLES: &str = "\
Examples:
  charfinder list blocks arrows
  charfinder list scripts --json
  charfinder list languages chinese

Exit status: 0 when something was listed, 1 when nothing was, 2 for misuse.";

pub(super) const EMOJI_EXAMPLES: &str = "\
Examples:
  charfinder emoji thumbs up
  charfinder emoji --group cat-face
  charfinder emoji wave --tone dark,light
  charfinder emoji -n1 --copy party

Exit status: 0 when something was found, 1 when nothing was, or only what
looks like it, 2 for misuse.";

pub(super) const PICK_EXAMPLES: &str = "\
Keys:
  Up Down PageUp PageDown Home End   move among the results; also Ctrl-P, Ctrl-N
  Enter                              take what is marked, or under the cursor
  Tab, Shift-Tab                     mark it, and move down or up
  Ctrl-Y                             copy, and stay
  Ctrl-T                             show or hide the details
  Left Right Ctrl-A Ctrl-E           move in the query
  Ctrl-W Ctrl-U Ctrl-K               delete the word, all before, all behind
  Esc, Ctrl-C                        leave without a character

Keys are read from the terminal, whatever standard input is. `-` in place of
the words begins with the first line of standard input.

Examples:
  charfinder pick arrow
  echo arrow | charfinder pick -
  king=$(charfinder pick chess king)
  charfinder pick -f '%{cp} %{name}' >> list.txt

Exit status: 0 when something was picked, 1 when not, 2 for misuse.";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  charfinder man | man -l -
  charfinder man > ~/.local/share/man/man1/charfinder.1";
