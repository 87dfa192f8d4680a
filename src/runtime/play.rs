//! A recording on the terminal, at its own pace or faster.

use super::replay::{Recording, RecordingFault, picture};
use super::terminal;
use crate::app::update;
use crate::model::Millis;
use crate::ui::theme::Theme;
use crossterm::event::{Event, KeyCode, KeyModifiers, poll, read};
use ratatui::layout::Rect;
use ratatui::text::Span;
use std::io::{self, BufRead};
use std::time::Duration;

/// The longest wait between two messages: an operator's coffee is not worth watching.
const LONGEST: Millis = 2_000;

/// The shortest wait for a key.
const SHORTEST: Duration = Duration::from_millis(1);

enum Wish {
    GoOn,
    End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Playback {
    Playing,
    Paused,
    Ended,
}

/// What tells a replay from the explorer itself, and which keys work.
fn badge(state: Playback, pace: f64) -> String {
    match state {
        Playback::Playing => format!(" ▶ replay {pace}× · space pauses · + - pace · q ends "),
        Playback::Paused => format!(" ‖ replay {pace}× · space goes on · → steps · q ends "),
        Playback::Ended => " ■ the recording ends here · any key leaves ".to_owned(),
    }
}

struct Player<'a, R> {
    recording: &'a mut Recording<R>,
    terminal: terminal::Canvas,
    theme: Theme,
    model: crate::app::Model,
    state: Playback,
    /// Times as fast as it was recorded.
    pace: f64,
}

/// Plays it until its end and a key, or until `q`. Answers the fault that cut it short.
pub fn on_screen<R: BufRead>(recording: &mut Recording<R>) -> io::Result<Option<RecordingFault>> {
    let _guard = terminal::Guard::enter(false)?;
    let theme = super::theme();
    let terminal = terminal::canvas(terminal::size())?;
    let model = recording.model();
    let mut player = Player { recording, terminal, theme, model, state: Playback::Playing, pace: 1.0 };
    player.play()
}

impl<R: BufRead> Player<'_, R> {
    fn play(&mut self) -> io::Result<Option<RecordingFault>> {
        self.draw()?;
        loop {
            let message = match self.recording.next_message() {
                Ok(Some(message)) => message,
                outcome => {
                    self.state = Playback::Ended;
                    self.draw()?;
                    // The last screen stays until somebody has seen it.
                    while !matches!(read()?, Event::Key(_)) {}
                    return Ok(outcome.err());
                }
            };
            let wait = (message.at - self.model.shared.now).clamp(0, LONGEST);
            if matches!(self.wait(wait)?, Wish::End) {
                return Ok(None);
            }
            let _ = update(&mut self.model, message);
            self.draw()?;
        }
    }

    /// Waits for the time of the next message; keys change how.
    #[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
    fn wait(&mut self, wait: Millis) -> io::Result<Wish> {
        #[allow(clippy::cast_precision_loss)] // at most two seconds
        let wait = Duration::from_secs_f64(wait as f64 / 1000.0 / self.pace);
        let until = std::time::Instant::now() + wait;
        loop {
            // Asked to wait no time at all, crossterm does not look at the keys.
            let left = until.saturating_duration_since(std::time::Instant::now()).max(SHORTEST);
            if self.state == Playback::Playing && !poll(left)? {
                return Ok(Wish::GoOn);
            }
            match read()? {
                Event::Key(key) => match key.code {
                    KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                        return Ok(Wish::End);
                    }
                    KeyCode::Char('q') | KeyCode::Esc => return Ok(Wish::End),
                    KeyCode::Char(' ') => {
                        self.state = if self.state == Playback::Playing {
                            Playback::Paused
                        } else {
                            Playback::Playing
                        };
                        self.draw()?;
                    }
                    KeyCode::Char('+') => self.at_pace((self.pace * 2.0).min(64.0))?,
                    KeyCode::Char('-') => self.at_pace((self.pace / 2.0).max(1.0 / 64.0))?,
                    KeyCode::Right => return Ok(Wish::GoOn),
                    _ => {}
                },
                Event::Resize(width, height) => {
                    self.terminal.resize(Rect::new(0, 0, width, height))?;
                    self.draw()?;
                }
                Event::Mouse(_) | Event::Paste(_) | Event::FocusGained | Event::FocusLost => {}
            }
        }
    }

    fn at_pace(&mut self, pace: f64) -> io::Result<()> {
        self.pace = pace;
        self.draw()
    }

    /// The recorded screen in the top left corner of this one, however large each is.
    fn draw(&mut self) -> io::Result<()> {
        let picture = picture(&self.model, &self.theme);
        let badge = badge(self.state, self.pace);
        self.terminal.draw(|frame| {
            let seen = picture.area.intersection(frame.area());
            for place in seen.positions() {
                if let Some(cell) = picture.cell(place)
                    && let Some(to) = frame.buffer_mut().cell_mut(place)
                {
                    to.clone_from(cell);
                }
            }
            // Below the recorded screen where there is room, else over the end of its last line.
            let all = frame.area();
            let width = u16::try_from(badge.chars().count()).unwrap_or(all.width).min(all.width);
            let place =
                Rect::new(all.right() - width, all.bottom().saturating_sub(1), width, all.height.min(1));
            frame.render_widget(Span::styled(badge.as_str(), self.theme.selected), place);
            super::streams::harmless(frame.buffer_mut());
        })?;
        Ok(())
    }
}
