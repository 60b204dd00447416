//! The terminal: entered and left whatever happens, and written to once a frame.

mod pen;

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use pen::PenBackend;

static ENTERED: AtomicBool = AtomicBool::new(false);

/// Takes the terminal over.
pub(crate) fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste, Hide)
}

/// Puts a question to the terminal; in one piece, so that it is read as one.
pub(crate) fn ask(question: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(question)?;
    out.flush()
}

/// Gives the terminal back as it was; once is enough, more does no harm.
pub(crate) fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // The terminal may be gone already: then there is nothing left to restore.
        let _gone = execute!(
            io::stdout(),
            DisableBracketedPaste,
            DisableMouseCapture,
            Show,
            LeaveAlternateScreen
        );
        let _gone = disable_raw_mode();
    }
}

/// Leaves before the message of a panic is printed, so that it can be read.
pub(crate) fn leave_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        leave();
        report(panic);
    }));
}

/// Collects a frame and writes it in one call, as one update where the terminal knows of it.
#[derive(Default)]
pub(crate) struct FrameWriter(Vec<u8>);

const BEGIN_UPDATE: &[u8] = b"\x1b[?2026h";
const END_UPDATE: &[u8] = b"\x1b[?2026l";
const CLEAR: &[u8] = b"\x1b[2J";

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// A frame that clears the screen is not written as one update: some terminals lose it. Once
    /// the terminal is left, nothing is written any more.
    fn flush(&mut self) -> io::Result<()> {
        if self.0.is_empty() || !ENTERED.load(Ordering::SeqCst) {
            return Ok(());
        }
        if !self.0.windows(CLEAR.len()).any(|bytes| bytes == CLEAR) {
            self.0.splice(0..0, BEGIN_UPDATE.iter().copied());
            self.0.extend_from_slice(END_UPDATE);
        }
        let mut out = io::stdout().lock();
        out.write_all(&self.0)?;
        self.0.clear();
        out.flush()
    }
}

/// What is on the screen now.
pub(crate) struct Screen {
    terminal: Terminal<PenBackend<FrameWriter>>,
    next: Buffer,
    shown: Buffer,
}

impl Screen {
    pub(crate) fn new() -> io::Result<Self> {
        let terminal = Terminal::new(PenBackend::new(FrameWriter::default()))?;
        Ok(Self { terminal, next: Buffer::default(), shown: Buffer::default() })
    }

    pub(crate) fn area(&self) -> io::Result<Rect> {
        Ok(Rect::from((ratatui::layout::Position::ORIGIN, self.terminal.size()?)))
    }

    /// Draws what has changed; what has not changed is not written.
    pub(crate) fn draw(&mut self, paint: impl FnOnce(Rect, &mut Buffer)) -> io::Result<()> {
        let area = self.area()?;
        self.next.resize(area);
        self.next.reset();
        paint(area, &mut self.next);
        if self.next == self.shown {
            return Ok(());
        }
        if self.shown.area != area {
            self.terminal.resize(area)?;
        }
        let (next, mut fits) = (&self.next, false);
        self.terminal.draw(|frame| {
            fits = frame.area() == next.area;
            if fits {
                frame.buffer_mut().clone_from(next);
            }
        })?;
        match fits {
            true => std::mem::swap(&mut self.next, &mut self.shown),
            false => self.forget(),
        }
        Ok(())
    }

    /// What is on the screen.
    pub(crate) const fn shown(&self) -> &Buffer {
        &self.shown
    }

    /// Forgets what is on the screen, so that all of it is drawn anew.
    pub(crate) fn forget(&mut self) {
        self.shown = Buffer::default();
    }
}
