//! Writes cells with as few bytes as it takes: of colours and attributes only what changes.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// A terminal that is written to with a pen. True colours are long, and a painted ground repeats
/// itself: crossterm's own backend sends both colours whenever one of them changes.
pub(super) struct PenBackend<W: Write>(CrosstermBackend<W>);

impl<W: Write> PenBackend<W> {
    pub(super) const fn new(writer: W) -> Self {
        Self(CrosstermBackend::new(writer))
    }
}

/// What the terminal writes in.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// What is seen of a blank cell besides its ground.
const SEEN_ON_BLANKS: Modifier =
    Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);
/// These end together.
const INTENSITY: Modifier = Modifier::BOLD.union(Modifier::DIM);

/// How an attribute begins and ends (ECMA-48, Select Graphic Rendition).
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    /// The pen for a cell; for a blank one this one will do, but for the ground.
    fn for_cell(self, cell: &Cell) -> Self {
        let Cell { fg, bg, modifier, .. } = *cell;
        match cell.symbol() == " " && !(modifier | self.modifier).intersects(SEEN_ON_BLANKS) {
            true => Self { bg, ..self },
            false => Self { fg, bg, modifier },
        }
    }

    /// What makes another pen of this one.
    fn change(self, to: Self) -> Vec<String> {
        let gone = self.modifier - to.modifier;
        let ended = if gone.intersects(INTENSITY) { gone | INTENSITY } else { gone };
        let new = to.modifier - (self.modifier - ended);
        let ends = ATTRIBUTES.iter().filter(|(modifier, ..)| gone.intersects(*modifier));
        let begins = ATTRIBUTES.iter().filter(|(modifier, ..)| new.intersects(*modifier));
        let mut codes: Vec<_> = ends.map(|(_, _, end)| end.to_string()).collect();
        codes.extend(begins.map(|(_, begin, _)| begin.to_string()));
        codes.extend((self.fg != to.fg).then(|| colour(to.fg, 30)));
        codes.extend((self.bg != to.bg).then(|| colour(to.bg, 40)));
        codes
    }
}

/// A colour as text, whose codes begin at 30, or as ground, at 40.
fn colour(colour: Color, base: u8) -> String {
    let named = |number: u8| match number {
        0..8 => (base + number).to_string(),
        bright => (base + 52 + bright).to_string(),
    };
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => named(8),
        Color::LightRed => named(9),
        Color::LightGreen => named(10),
        Color::LightYellow => named(11),
        Color::LightBlue => named(12),
        Color::LightMagenta => named(13),
        Color::LightCyan => named(14),
        Color::White => named(15),
    }
}

fn write_cells<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = (u16, u16, &'a Cell)>,
) -> io::Result<()> {
    let (mut pen, mut next) = (Pen::default(), None);
    for (x, y, cell) in cells {
        if next != Some((x, y)) {
            write!(out, "\x1b[{};{}H", y + 1, x + 1)?;
        }
        // Terminals disagree about how wide such a cell is: behind it the place is told anew.
        next = (cell.cell_width() == 1).then_some((x + 1, y));
        let to = pen.for_cell(cell);
        if to != pen {
            write!(out, "\x1b[{}m", pen.change(to).join(";"))?;
            pen = to;
        }
        out.write_all(cell.symbol().as_bytes())?;
    }
    if pen == Pen::default() { Ok(()) } else { out.write_all(b"\x1b[0m") }
}

impl<W: Write> Backend for PenBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        write_cells(&mut self.0, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.0.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.0.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.0.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
    use ratatui::buffer::{Buffer, Cell};
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};
    use vt100::Parser;

    use super::{CellWidth, write_cells};

    const WIDTH: u16 = 12;
    const HEIGHT: u16 = 3;

    fn style() -> impl Strategy<Value = (char, Style)> {
        let colours =
            [Color::Reset, Color::Red, Color::White, Color::Indexed(200), Color::Rgb(1, 2, 3)];
        // Bold and dim at once is told in one way by one terminal and in another by the next.
        let weights = [Modifier::empty(), Modifier::BOLD, Modifier::DIM];
        let kinds = [Modifier::empty(), Modifier::REVERSED, Modifier::UNDERLINED];
        let number = || 0..colours.len();
        let any = (any::<bool>(), number(), number(), 0..weights.len(), 0..kinds.len());
        any.prop_map(move |(is_blank, fg, bg, weight, kind)| {
            let style = Style::new().fg(colours[fg]).bg(colours[bg]);
            let style = style.add_modifier(weights[weight] | kinds[kind]);
            (if is_blank { ' ' } else { 'x' }, style)
        })
    }

    /// What is seen of a cell.
    fn seen(cell: Option<&vt100::Cell>) -> String {
        let cell = cell.expect("the cell is there");
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let attributes = (cell.bgcolor(), cell.inverse(), cell.underline());
        let is_blank = text == " " && !cell.inverse() && !cell.underline();
        let ink = (!is_blank).then(|| (cell.fgcolor(), cell.bold(), cell.dim()));
        format!("{text:?} {attributes:?} {ink:?}")
    }

    /// Each cell alone, from a fresh pen: nothing can be left over from its neighbour.
    fn alone(buffer: &Buffer) -> Parser {
        let mut screen = Parser::new(2.try_into().expect("2"), WIDTH.try_into().expect("more"), 0);
        for (x, cell) in (0..).zip(&buffer.content) {
            let mut bytes = Vec::new();
            write_cells(&mut bytes, [(x, 0, cell)].into_iter()).expect("there is memory");
            screen.process(&bytes);
        }
        screen
    }

    /// Words with which terminals have their difficulties, but for those about which they disagree.
    fn words() -> impl Strategy<Value = String> {
        let pieces = [
            "a",
            " ",
            "\u{5bbd}",
            "e\u{301}",
            "\u{200b}",
            "●",
            "│",
            "\u{1f469}",
            "\u{5b57}\u{5b57}",
            "\u{1b}[1m",
        ];
        let piece = (0..pieces.len()).prop_map(move |place| pieces[place]);
        proptest::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
    }

    type Piece = (u16, u16, String, Style);

    fn frame() -> impl Strategy<Value = Vec<Piece>> {
        let piece = (0..WIDTH, 0..HEIGHT, words(), style().prop_map(|(_, style)| style));
        prop_oneof![proptest::collection::vec(piece, 0..6), Just(Vec::new())]
    }

    fn drawn(pieces: &[Piece]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
        for (x, y, words, style) in pieces {
            buffer.set_string(*x, *y, words, *style);
        }
        buffer
    }

    /// What the terminal shows is what was meant, cell by cell.
    fn assert_shown(screen: &Parser, buffer: &Buffer) {
        for y in 0..HEIGHT {
            let mut x = 0;
            while x < WIDTH {
                let cell = screen.screen().cell(y, x).expect("the cell is there");
                let meant = &buffer[(x, y)];
                let shown = if cell.has_contents() { cell.contents() } else { " " };
                assert_eq!(shown, meant.symbol(), "at {x}, {y}");
                x += meant.cell_width().max(1);
            }
        }
    }

    #[test]
    fn behind_what_may_be_wide_the_place_is_told_anew() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, 1));
        for x in 0..WIDTH {
            buffer[(x, 0)].set_char('x');
        }
        let before = buffer.clone();
        buffer.set_string(2, 0, "\u{2708}\u{fe0f}y", Style::new());
        let mut bytes = Vec::new();
        write_cells(&mut bytes, before.diff(&buffer).into_iter()).expect("there is memory");
        let bytes = String::from_utf8(bytes).expect("it is text");
        assert!(bytes.contains("\u{fe0f}\u{1b}[1;4H y"), "{bytes:?}");
    }

    proptest! {
        #[test]
        fn a_terminal_shows_what_is_meant(frames in proptest::collection::vec(frame(), 1..6)) {
            let size = |size: u16| size.try_into().expect("more than 0");
            let mut screen = Parser::new(size(HEIGHT), size(WIDTH), 0);
            let mut before = drawn(&[]);
            for frame in frames {
                let next = drawn(&frame);
                let mut bytes = Vec::new();
                write_cells(&mut bytes, before.diff(&next).into_iter()).expect("there is memory");
                screen.process(&bytes);
                assert_shown(&screen, &next);
                before = next;
            }
        }

        #[test]
        fn what_is_left_out_is_not_missed(styles in proptest::collection::vec(style(), usize::from(WIDTH))) {
            let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, 1));
            for (cell, (char, style)) in buffer.content.iter_mut().zip(styles) {
                Cell::set_char(cell, char).set_style(style);
            }
            let mut bytes = Vec::new();
            let cells = (0..).zip(&buffer.content).map(|(x, cell)| (x, 0, cell));
            write_cells(&mut bytes, cells).expect("there is memory");
            let mut screen = Parser::new(2.try_into().expect("2"), WIDTH.try_into().expect("more"), 0);
            screen.process(&bytes);
            let alone = alone(&buffer);
            for x in 0..WIDTH {
                prop_assert_eq!(seen(screen.screen().cell(0, x)), seen(alone.screen().cell(0, x)));
            }
        }
    }
}
