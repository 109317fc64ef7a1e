//! The commands that look something up, and what their help says.

use clap::Args;

use super::{Color, Order, OutputOptions, SearchOptions};
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
    /// Say of each result what matched; a table does so anyway where it was not the name
    #[arg(short, long)]
    pub(in super::super) why: bool,
    /// Copy the first result, or its line of --format, to the clipboard
    #[arg(short, long)]
    pub(in super::super) copy: bool,
    #[command(flatten)]
    pub(in super::super) output: OutputOptions,
}

#[derive(Debug, Args)]
pub(in super::super) struct Pick {
    /// What to begin with
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

pub(super) const FIND_EXAMPLES: &str = concat!(
    examples!(),
    "
Exit status: 0 when something was found, 1 when nothing was, or only what looks like it, 2 for misuse.
`charfinder --help` tells more."
);

pub(super) const FIND_LONG_HELP: &str = concat!(
    examples!(),
    "\
  charfinder --json euro sign         for programs
  charfinder -f '%{html} %{name}' heart

Output:
  On a terminal a table; elsewhere lines of code point, character and name with tabs between, and nothing else:
  what there is to say besides goes to standard error.

Templates (--format):
  %{name} stands for a field, as do %(name) and, padded to the widest value, %name. Flags follow the name:
    l:N m:N r:N  to the left, in the middle, to the right of N cells, or of `auto`, the widest value
    f:C          fill with C instead of blanks
    q            in single quotes
    t            cut when the line is longer than the terminal is wide
  A template that begins with + adds to code point, character and name. %% is a percent sign; \\t \\n \\r \\0 \\e \\\\ are
  what they are in C. The fields:
    char          the character                       cp            U+265A
    name          BLACK CHESS KING                    age           the version of Unicode that added it
    hex dec oct bin                                   the number of the code point
    utf8 utf16be utf16le                              the bytes, in hexadecimal
    html          &hearts; or &#x265a;                xml           &#x265a;
    json          \\u265a                              latex         \\heartsuit
    keysym        of the X Window System              digraph       of Vim
    shortcode     of chats                            aliases       other names
    keywords      of CLDR, English                    notes         of the standard
    gc            general category: So                cells         its width in a terminal
    group         how sure a result is                why           the text that matched
    field         what that text is: name, keyword    lang          its language
    wide_padding  a blank, but for wide characters

Exit status: 0 when something was found, 1 when nothing was, or only what looks like it, 2 for misuse.

Environment:
  LC_ALL, LC_MESSAGES, LANG  the language whose keywords are searched beside English
  NO_COLOR                   no colours
  COLUMNS, LINES             the size of the screen, where it is not that of the terminal"
);

pub(super) const PICK_EXAMPLES: &str = "\
Keys:
  Up Down PageUp PageDown Home End   move among the results; so do Ctrl-P and Ctrl-N
  Enter                              take the marked characters, or the one under the cursor
  Tab, Shift-Tab                     mark it, and move down or up
  Ctrl-Y                             copy, and stay
  Ctrl-T                             show or hide the details
  Left Right Ctrl-A Ctrl-E           move in the query; Ctrl-W, Ctrl-U delete the word, all before the cursor
  Esc, Ctrl-C                        leave without a character

Examples:
  charfinder pick arrow
  king=$(charfinder pick chess king)
  charfinder pick -f '%{cp} %{name}' >> list.txt

Exit status: 0 when something was picked, 1 when not, 2 for misuse.";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  charfinder man | man -l -
  charfinder man > ~/.local/share/man/man1/charfinder.1";
