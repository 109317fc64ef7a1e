//! The terminal while the picker has it, and how it is given back: at the end, at a panic, and when a signal ends the process.
//!
//! The picker draws on `/dev/tty`, so that what it prints can be caught: `x=$(charfinder pick)`.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use anyhow::{Context, ensure};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::layout::{Rect, Size};
use ratatui::{Terminal, TerminalOptions, Viewport};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;

/// What the picker draws with.
pub(super) type Canvas = Terminal<CrosstermBackend<File>>;

/// The terminal in the mode that the picker needs. Dropping it gives the terminal back.
pub(super) struct Screen {
    pub(super) canvas: Canvas,
    restore: Restore,
    signals: Handle,
    waiter: Option<JoinHandle<()>>,
}

impl Screen {
    /// Takes the terminal of this process.
    ///
    /// # Errors
    /// When there is none, or one that cannot move its cursor.
    pub(super) fn open() -> anyhow::Result<Self> {
        ensure!(
            std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
            "the picker needs a terminal that can move its cursor, and TERM is `dumb`; `charfinder find` needs none"
        );
        let terminal = OpenOptions::new()
            .read(true)
            .write(true)
            .open("/dev/tty")
            .context("the picker needs a terminal; `charfinder find` needs none")?;
        let restore = Restore { terminal: Arc::new(terminal.try_clone()?), is_done: Arc::default() };
        // Before anything is changed: what ends the process in between must find it.
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
        let handle = signals.handle();
        let (for_signals, for_panics) = (restore.clone(), restore.clone());
        let waiter = std::thread::Builder::new().name("picker signals".into()).spawn(move || {
            for signal in signals.forever() {
                for_signals.run();
                // Only fails for signals that cannot be handled, which none of these is.
                let _ended = emulate_default_handler(signal);
            }
        })?;
        let earlier = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            for_panics.run();
            earlier(info);
        }));
        enable_raw_mode().context("the terminal cannot be set to give each key at once")?;
        let mut screen = Self {
            canvas: canvas(CrosstermBackend::new(terminal))?,
            restore,
            signals: handle,
            waiter: Some(waiter),
        };
        execute!(screen.canvas.backend_mut(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(screen)
    }
}

/// As large as the terminal; one that does not know its size, as on a serial line, is taken for the usual one.
fn canvas(backend: CrosstermBackend<File>) -> io::Result<Canvas> {
    match backend.size()? {
        Size { width: 0, .. } | Size { height: 0, .. } => {
            let viewport = Viewport::Fixed(Rect::new(0, 0, COLUMNS_DEFAULT, ROWS_DEFAULT));
            Terminal::with_options(backend, TerminalOptions { viewport })
        }
        _ => Terminal::new(backend),
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.restore.run();
        self.signals.close();
        if let Some(waiter) = self.waiter.take() {
            // It cannot panic, and there would be nobody to tell.
            let _ended = waiter.join();
        }
    }
}

/// Gives the terminal back, once.
#[derive(Clone)]
struct Restore {
    terminal: Arc<File>,
    is_done: Arc<AtomicBool>,
}

impl Restore {
    fn run(&self) {
        if self.is_done.swap(true, Ordering::SeqCst) {
            return;
        }
        // A terminal that is gone needs nothing any more.
        let mut terminal = &*self.terminal;
        let _gone = execute!(terminal, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _gone = terminal.flush();
        let _gone: io::Result<()> = disable_raw_mode();
    }
}

/// The usual size of a terminal.
const COLUMNS_DEFAULT: u16 = 80;
const ROWS_DEFAULT: u16 = 24;
