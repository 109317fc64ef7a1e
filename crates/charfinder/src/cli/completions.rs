//! `charfinder completions` and `charfinder man`: what the shell and man(1) want to know of this command.

use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::arguments::{Arguments, Completions, FILES, SEE_ALSO};
use super::out::Out;

pub(super) fn completions(completions: &Completions) -> anyhow::Result<ExitCode> {
    let mut out = Out::default();
    clap_complete::generate(completions.shell, &mut Arguments::command(), "charfinder", &mut out.bytes);
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints one page for the command and all its subcommands.
pub(super) fn man() -> anyhow::Result<ExitCode> {
    let mut out = Out::default();
    write_page(&mut out.bytes)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write_page(out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let page = Man::new(command.clone()).section("1").manual("Charfinder");
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    out.extend_from_slice(b".SH COMMANDS\n");
    for subcommand in command.get_subcommands() {
        write_subcommand(out, subcommand)?;
    }
    write_sections(out, &command);
    write_section(out, "FILES", FILES);
    write_section(out, "SEE ALSO", SEE_ALSO);
    page.render_version_section(out)
}

/// What the long help ends with, each of its parts as a section of its own, laid out as it is.
fn write_sections(out: &mut Vec<u8>, command: &Command) {
    let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let mut is_filled = true;
    for line in help.lines() {
        match line.split_once(':').filter(|(title, _)| title.starts_with(|c: char| c.is_ascii_uppercase())) {
            Some((title, rest)) => {
                let title = title.split(" (").next().unwrap_or(title).to_uppercase();
                if !is_filled {
                    out.extend_from_slice(b".fi\n");
                }
                out.extend_from_slice(format!(".SH \"{title}\"\n").as_bytes());
                // A part that begins in the line of its title is running text, any other a table of some kind.
                is_filled = !rest.is_empty();
                if is_filled {
                    write_line(out, rest.trim_start());
                } else {
                    out.extend_from_slice(b".nf\n");
                }
            }
            None if is_filled && line.is_empty() => {}
            None => write_line(out, line),
        }
    }
    if !is_filled {
        out.extend_from_slice(b".fi\n");
    }
}

fn write_section(out: &mut Vec<u8>, title: &str, text: &str) {
    out.extend_from_slice(format!(".SH \"{title}\"\n").as_bytes());
    text.lines().for_each(|line| write_line(out, line));
}

/// A line of text, with what roff would obey or prettify escaped.
fn write_line(out: &mut Vec<u8>, line: &str) {
    if line.starts_with(['.', '\'']) {
        out.extend_from_slice(b"\\&");
    }
    for c in line.chars() {
        match c {
            '\\' => out.extend_from_slice(b"\\e"),
            '-' => out.extend_from_slice(b"\\-"),
            '\'' => out.extend_from_slice(b"\\(aq"),
            '`' => out.extend_from_slice(b"\\(ga"),
            '^' => out.extend_from_slice(b"\\(ha"),
            '~' => out.extend_from_slice(b"\\(ti"),
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'\n');
}

/// A subsection for a subcommand; the sections of a page of its own become paragraphs of it.
fn write_subcommand(out: &mut Vec<u8>, subcommand: &Command) -> std::io::Result<()> {
    let name = format!("charfinder {}", subcommand.get_name());
    let page = Man::new(subcommand.clone().display_name(name.clone()).bin_name(name.clone()));
    let mut text = Vec::new();
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    if subcommand.get_name() == "find" {
        text.extend_from_slice(b".PP\nIts options are those above.\n");
    } else {
        page.render_options_section(&mut text)?;
        page.render_extra_section(&mut text)?;
    }
    out.extend_from_slice(format!(".SS \"{name}\"\n").as_bytes());
    for line in String::from_utf8_lossy(&text).lines() {
        match line.strip_prefix(".SH ") {
            Some("OPTIONS") => out.extend_from_slice(b".PP\nOptions:"),
            Some(_) => out.extend_from_slice(b".PP"),
            None => out.extend_from_slice(line.as_bytes()),
        }
        out.push(b'\n');
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_sections_that_readers_look_for() {
        let mut page = Vec::new();
        write_page(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let mut at = 0;
        for section in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "COMMANDS",
            "\"EXAMPLES\"",
            "\"OUTPUT\"",
            "\"TEMPLATES\"",
            "\"EXIT STATUS\"",
            "\"ENVIRONMENT\"",
            "\"FILES\"",
            "\"SEE ALSO\"",
            "VERSION",
        ] {
            let found = page[at..].find(&format!("\n.SH {section}\n"));
            at += found.unwrap_or_else(|| panic!("{section} is missing, or not in its place:\n{page}"));
        }
        assert!(!page.contains(".SH EXTRA"));
        assert_eq!(page.matches("\n.nf").count(), page.matches("\n.fi").count());
    }

    #[test]
    fn what_roff_would_obey_is_text() {
        let line = |text| {
            let mut out = Vec::new();
            write_line(&mut out, text);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(line(".SH x"), "\\&.SH x\n");
        assert_eq!(line("'a' \\t -1 `b`"), "\\&\\(aqa\\(aq \\et \\-1 \\(gab\\(ga\n");
    }
}
