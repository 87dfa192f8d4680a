//! Keys, clicks, pastes, resizes and signals, from the operating system into one channel.
//!
//! Keys are read by a thread of their own: crossterm's reader loops for ever on a terminal that is gone,
//! which may not hold up the loop and is noticed beside it, by a watch on standard input. While another
//! program has the terminal the thread reads nothing ([`hold`]). Of crossterm's two readers it is the one of
//! its feature `use-dev-tty`: the other leaves what comes in one piece beyond 1,024 bytes until the next key.

use crossterm::event::{Event, KeyEventKind, MouseEventKind};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
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

/// How long is waited for what is at hand. crossterm's reader looks at what it has read already only while
/// there is time left: where this thread was kept from running for so long just then, the rest of a burst
/// would wait for the next key. Who wants the keys for another program waits as long.
const AT_HAND: Duration = Duration::from_millis(5);
/// By so much a wait may be late where the thread was not kept from running; beyond it, the look is repeated.
const LATE: Duration = Duration::from_millis(1);
/// So often at most: on a machine that is always late, the next key has to do.
const LOOKS: usize = 20;

/// Whether something is there, by looks of so long; `now` is the time.
fn is_at_hand(mut look: impl FnMut(Duration) -> bool, now: impl Fn() -> Instant) -> bool {
    for _ in 0..LOOKS {
        let from = now();
        if look(AT_HAND) {
            return true;
        }
        if now() - from <= AT_HAND + LATE {
            return false;
        }
    }
    false
}

/// Whether the keys are left to another program: how many hold them, and what wakes the thread that reads.
static HOLD: Mutex<Hold> = Mutex::new(Hold { held: 0, reading: false, wake: None });
/// Told when nobody holds the keys any more, and when the thread has stopped reading.
static CHANGED: Condvar = Condvar::new();

struct Hold {
    held: usize,
    /// The thread takes what is at hand.
    reading: bool,
    /// The thread waits for keys, and a byte written here interrupts it.
    wake: Option<UnixStream>,
}

/// The keys are another program's while this lives.
#[derive(Debug)]
pub(super) struct HeldKeys(());

/// Leaves the keys to another program; answers once nothing reads them here any more.
pub(super) fn hold() -> HeldKeys {
    let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
    hold.held += 1;
    if let Some(wake) = &hold.wake {
        let _ = (&*wake).write_all(b"x");
    }
    while hold.wake.is_some() || hold.reading {
        hold = CHANGED.wait(hold).unwrap_or_else(PoisonError::into_inner);
    }
    HeldKeys(())
}

impl Drop for HeldKeys {
    fn drop(&mut self) {
        let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
        hold.held = hold.held.saturating_sub(1);
        CHANGED.notify_all();
    }
}

/// Waits until keys are there to be read, while nobody else has them. False when standard input has ended.
fn keys_are_there() -> bool {
    loop {
        let Ok((ours, wake)) = UnixStream::pair() else { return true };
        let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
        while hold.held > 0 {
            hold = CHANGED.wait(hold).unwrap_or_else(PoisonError::into_inner);
        }
        hold.wake = Some(wake);
        drop(hold);
        let stdin = io::stdin();
        let mut both = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(&ours, PollFlags::IN)];
        let polled = poll(&mut both, None);
        let [keys, woken] = both.map(|end| end.revents());
        let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
        let held = hold.held > 0;
        hold.wake = None;
        drop(hold);
        CHANGED.notify_all();
        match polled {
            Err(Errno::INTR) => {}
            Err(_) => return true,
            Ok(_) if held || woken.contains(PollFlags::IN) => {}
            Ok(_) => return keys.contains(PollFlags::IN),
        }
    }
}

/// What is at hand, while nobody else has the keys; none where nothing is.
fn at_hand() -> Option<io::Result<Event>> {
    let mut hold = HOLD.lock().unwrap_or_else(PoisonError::into_inner);
    while hold.held > 0 {
        hold = CHANGED.wait(hold).unwrap_or_else(PoisonError::into_inner);
    }
    hold.reading = true;
    drop(hold);
    let look = |time| crossterm::event::poll(time).unwrap_or(true);
    let found = is_at_hand(look, Instant::now).then(crossterm::event::read);
    HOLD.lock().unwrap_or_else(PoisonError::into_inner).reading = false;
    CHANGED.notify_all();
    found
}

fn read_keys(send: &UnboundedSender<Input>) {
    loop {
        // What was read is handed on before the next wait; the end of standard input is the other thread's to
        // tell.
        let input = match at_hand() {
            None if keys_are_there() => continue,
            None => return,
            Some(Ok(event)) if is_wanted(&event) => Input::Event(event),
            Some(Ok(_)) => continue,
            Some(Err(error)) => {
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
    use super::{LOOKS, is_at_hand, is_wanted};
    use crossterm::event::{Event, KeyModifiers, MouseEvent, MouseEventKind};
    use std::cell::Cell;
    use std::time::{Duration, Instant};

    /// Looks made where each takes so many microseconds and finds something or not; the last stands for all
    /// that follow.
    fn looked(looks: &[(u64, bool)]) -> (usize, bool) {
        let (made, at) = (Cell::new(0), Cell::new(Instant::now()));
        let look = |_| {
            let (took, finds) = looks[made.get().min(looks.len() - 1)];
            at.set(at.get() + Duration::from_micros(took));
            made.set(made.get() + 1);
            finds
        };
        let found = is_at_hand(look, || at.get());
        (made.get(), found)
    }

    #[test]
    fn what_is_at_hand_is_looked_for_again_only_where_the_look_was_kept_from_running() {
        assert_eq!(looked(&[(5_100, false)]), (1, false), "an editor's start waits for one look");
        assert_eq!(looked(&[(0, true)]), (1, true));
        assert_eq!(looked(&[(80_000, false), (0, true)]), (2, true), "the rest of a burst is not left lying");
        assert_eq!(looked(&[(80_000, false)]), (LOOKS, false));
    }

    #[test]
    fn a_moving_pointer_wakes_nothing() {
        let mouse =
            |kind| Event::Mouse(MouseEvent { kind, column: 1, row: 1, modifiers: KeyModifiers::NONE });
        assert!(!is_wanted(&mouse(MouseEventKind::Moved)));
        assert!(is_wanted(&mouse(MouseEventKind::ScrollDown)));
        assert!(!is_wanted(&Event::FocusGained));
    }
}
