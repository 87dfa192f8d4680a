//! What the loop draws on: a real terminal ([`super::terminal::Screen`]), or in tests a buffer.

use crate::app::Model;
use std::io;

/// Something to draw on.
pub trait Surface {
    /// The size drawn at, in columns and rows.
    fn size(&self) -> (u16, u16);

    /// The size it has by now.
    fn measure(&self) -> (u16, u16);

    /// Draws the model; only what changed since the last time is written.
    fn draw(&mut self, model: &Model) -> io::Result<()>;

    /// The size is now this; the next drawing starts from an empty screen.
    fn resize(&mut self, size: (u16, u16)) -> io::Result<()>;

    /// Asks the terminal for something by an escape sequence that moves nothing on the screen.
    fn ask(&mut self, sequence: &str) -> io::Result<()>;

    /// Hands the terminal to the shell and stops the process until it is continued. False when no shell is
    /// there to take it, so that nothing was done.
    fn suspend(&mut self) -> io::Result<bool>;

    /// Gives the terminal to another program, until [`Surface::resume`].
    fn hand_over(&mut self) -> io::Result<()>;

    /// Takes the terminal back after the process was stopped and continued from outside.
    fn resume(&mut self) -> io::Result<()>;
}
