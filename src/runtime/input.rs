//! Keys, clicks, pastes, resizes and signals, from the operating system into one channel.
//!
//! Keys are read by a thread of their own: crossterm's reader waits inside a sequence that has come only in
//! part, and loops for ever on a terminal that is gone. Neither may hold up the loop, and the second is
//! noticed beside it, by a watch on standard input. Of crossterm's two readers it is the one of its feature
//! `use-dev-tty`: the other leaves what comes in one piece beyond 1,024 bytes until the next key.

use crossterm::event::{Event, KeyEventKind, MouseEventKind};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::io;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the operating system has for the loop.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key, click or paste.
    Event(Event),
    /// The terminal may have another size.
    Resized,
    /// A signal that asks the program to end, by number.
    End(i32),
    /// SIGTSTP from outside: stop, with the terminal in order.
    Stop,
    /// SIGCONT after a stop that could not be prepared for: the terminal is not as we left it.
    Continued,
    /// The terminal is gone.
    Gone,
}

/// Starts to listen; to be called before the terminal's size is read. Needs a tokio runtime.
///
/// Errors: a signal handler could not be installed.
pub fn listen() -> io::Result<UnboundedReceiver<Input>> {
    let (send, receive) = unbounded_channel();
    signals(&send)?;
    let thread = |name: &str| std::thread::Builder::new().name(name.into());
    let watch = send.clone();
    thread("hang-up").spawn(move || watch_for_hang_up(&watch))?;
    thread("keys").spawn(move || read_keys(&send))?;
    Ok(receive)
}

fn read_keys(send: &UnboundedSender<Input>) {
    loop {
        let input = match crossterm::event::read() {
            Ok(event) if is_wanted(&event) => Input::Event(event),
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, "the terminal cannot be read");
                Input::Gone
            }
        };
        let gone = input == Input::Gone;
        if send.send(input).is_err() || gone {
            return;
        }
    }
}

/// False for what nobody acts on, so that it wakes nothing and fills no recording.
fn is_wanted(event: &Event) -> bool {
    match event {
        Event::Key(key) => key.kind != KeyEventKind::Release,
        Event::Mouse(mouse) => mouse.kind != MouseEventKind::Moved,
        // SIGWINCH is heard from the start, by a handler of our own: crossterm's comes with its first read.
        Event::FocusGained | Event::FocusLost | Event::Resize(..) => false,
        Event::Paste(_) => true,
    }
}

fn signals(send: &UnboundedSender<Input>) -> io::Result<()> {
    let ends = |kind: SignalKind| Input::End(kind.as_raw_value());
    let kinds = [
        (SignalKind::terminate(), ends(SignalKind::terminate())),
        (SignalKind::hangup(), ends(SignalKind::hangup())),
        (SignalKind::interrupt(), ends(SignalKind::interrupt())),
        (SignalKind::quit(), ends(SignalKind::quit())),
        (SignalKind::window_change(), Input::Resized),
        (SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()), Input::Stop),
        (SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()), Input::Continued),
    ];
    for (kind, input) in kinds {
        let mut signals = signal(kind)?;
        let send = send.clone();
        tokio::spawn(
            async move { while signals.recv().await.is_some() && send.send(input.clone()).is_ok() {} },
        );
    }
    Ok(())
}

/// Reports the end of standard input. Asked for no event, `poll` sleeps until there is nothing more to come.
fn watch_for_hang_up(send: &UnboundedSender<Input>) {
    let stdin = io::stdin();
    loop {
        match poll(&mut [PollFd::new(&stdin, PollFlags::empty())], None) {
            Ok(_) => break,
            Err(Errno::INTR) => {}
            Err(error) => return tracing::warn!(%error, "the terminal cannot be watched"),
        }
    }
    let _ = send.send(Input::Gone);
}

#[cfg(test)]
mod tests {
    use super::is_wanted;
    use crossterm::event::{Event, KeyModifiers, MouseEvent, MouseEventKind};

    #[test]
    fn a_moving_pointer_wakes_nothing() {
        let mouse =
            |kind| Event::Mouse(MouseEvent { kind, column: 1, row: 1, modifiers: KeyModifiers::NONE });
        assert!(!is_wanted(&mouse(MouseEventKind::Moved)));
        assert!(is_wanted(&mouse(MouseEventKind::ScrollDown)));
        assert!(!is_wanted(&Event::FocusGained));
    }
}
