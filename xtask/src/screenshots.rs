//! The task `screenshots`: the pictures of the README, taken by the driver of the browser tests.
//!
//! The page is photographed as it is; the shell and the picker run in tmux, whose screen is drawn as a page and photographed too. Fonts
//! decide how characters look, so the same ones are installed wherever the pictures are taken.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::{browser, command, root};

pub(crate) fn run() -> anyhow::Result<()> {
    if PROGRAMS.iter().any(|program| browser::find(program).is_none()) || !Path::new(FONT).exists() {
        browser::install(PACKAGES)?;
    }
    let chromium = browser::prepare()?;
    let folder = root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let (server, site) = browser::serve()?;
    let mut node = browser::node(&site, &chromium);
    node.args(["pictures.js".as_ref(), folder.as_os_str()]);
    node.env("CHARFINDER", browser::program()?.get_program());
    command::run_within(node, PICTURES_TIME_MAX)?;
    server.stop()?;
    for name in NAMES {
        shrink(&folder.join(name).with_extension("png"))?;
    }
    Ok(())
}

/// Makes a picture small: 256 colours are enough for text on a plain ground.
fn shrink(picture: &Path) -> anyhow::Result<()> {
    let mut pngquant = Command::new("pngquant");
    pngquant.args(["--force", "--ext", ".png", "--speed", "1", "--strip"]).arg(picture);
    command::run_within(pngquant, PICTURES_TIME_MAX)?;
    let length = fs::metadata(picture).with_context(|| format!("no {}", picture.display()))?.len();
    ensure!(length <= PICTURE_BYTES_MAX, "{} has {length} bytes", picture.display());
    println!("{}: {length} bytes", picture.display());
    Ok(())
}

const FOLDER: &str = "docs/pictures";
const NAMES: [&str; 5] = ["page", "page-dark", "character", "shell", "picker"];
const PROGRAMS: [&str; 2] = ["tmux", "pngquant"];
/// One of the fonts, as a sign that they are there.
const FONT: &str = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
const PACKAGES: &[&str] =
    &["tmux", "pngquant", "fonts-noto-core", "fonts-noto-color-emoji", "fonts-noto-cjk", "fonts-dejavu"];
const PICTURES_TIME_MAX: Duration = Duration::from_secs(120);
/// A README is read on slow lines too.
const PICTURE_BYTES_MAX: u64 = 150 << 10;
