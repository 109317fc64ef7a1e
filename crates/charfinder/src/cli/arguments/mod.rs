//! What can be asked on the command line.

mod commands;
mod options;
mod serve;
mod value;

pub(super) use commands::{Completions, EmojiOptions, Find, Identify, List, Listed, Pick, Set, Show, Tone};
pub(super) use commands::{FILES, SEE_ALSO};
pub(super) use options::{Color, Layout, ListOptions, Order, OutputOptions, SearchOptions};
pub(super) use serve::Serve;

use clap::{Parser, Subcommand};

/// Find Unicode characters: by words, keywords, code points, in any notation and language.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = commands::FIND_EXAMPLES,
    after_long_help = commands::FIND_LONG_HELP,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) find: Find,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find the characters that one means, best first (the default)
    #[command(after_help = commands::FIND_EXAMPLES, after_long_help = commands::FIND_LONG_HELP)]
    Find(Find),
    /// Show all there is to tell of characters
    #[command(after_help = commands::SHOW_EXAMPLES)]
    Show(Show),
    /// Tell what a text is made of, and what is odd in it
    #[command(after_help = commands::IDENTIFY_EXAMPLES)]
    Identify(Identify),
    /// Find emoji, in the skin tone one likes
    #[command(after_help = commands::EMOJI_EXAMPLES)]
    Emoji(EmojiOptions),
    /// Print the characters of a set
    #[command(after_help = commands::SET_EXAMPLES)]
    Set(Set),
    /// List blocks, scripts, languages and whatever else can be named in queries
    #[command(after_help = commands::LIST_EXAMPLES)]
    List(List),
    /// Pick characters while typing, and print or copy them
    #[command(after_help = commands::PICK_EXAMPLES)]
    Pick(Pick),
    /// Serve the finder over TCP and HTTP until SIGINT or SIGTERM
    #[command(after_help = serve::EXAMPLES)]
    Serve(Serve),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, for man(1)
    #[command(after_help = commands::MAN_EXAMPLES)]
    Man,
}
