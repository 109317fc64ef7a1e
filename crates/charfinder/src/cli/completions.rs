//! `charfinder completions` and `charfinder man`: what the shell and man(1) want to know of this command.

use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::arguments::{Arguments, Completions};
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
    page.render_extra_section(out)?;
    page.render_version_section(out)
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
