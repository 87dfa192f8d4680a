//! The real binary in a pseudo-terminal, and the screen it draws, read through a terminal emulator.

use portable_pty::{ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take on the busiest machine; only what has come to a stop takes so long.
pub const LONGEST: Duration = Duration::from_mins(3);

/// A program in a terminal of its own.
pub struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    pid: u32,
    killer: Box<dyn ChildKiller + Send + Sync>,
    ended: Receiver<ExitStatus>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    size: (u16, u16),
}

/// What the terminal has been sent.
struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    ended: bool,
    closing: bool,
}

impl Terminal {
    /// Starts `program` (the tested one when it is empty) in a terminal of this size, with a home of its own
    /// and nothing of AWS in its environment.
    pub fn start(program: &str, args: &[&str], home: &Path, size: (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).expect("a pseudo-terminal");
        let mut command =
            CommandBuilder::new(if program.is_empty() { env!("CARGO_BIN_EXE_buslens") } else { program });
        command.args(args);
        command.cwd(home);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if ["AWS_", "XDG_", "BUSLENS_"].iter().any(|start| name.starts_with(start)) || name == "NO_COLOR"
            {
                command.env_remove(&*name);
            }
        }
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("BUSLENS", env!("CARGO_BIN_EXE_buslens"));
        command.env("PS1", "shell> ");
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let (pid, killer) = (child.process_id().expect("a running program"), child.clone_killer());
        let (tell, ended) = channel();
        std::thread::spawn(move || tell.send(child.wait().expect("the program can be waited for")));
        // The terminal is gone when its last holder lets go, so none of it may stay here.
        drop(pair.slave);
        let seen = Arc::new((
            Mutex::new(Seen {
                parser: vt100::Parser::new(cells(size.1), cells(size.0), 0),
                raw: Vec::new(),
                ended: false,
                closing: false,
            }),
            Condvar::new(),
        ));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let told = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                let (seen, changed) = &*told;
                let mut seen = seen.lock().unwrap();
                seen.parser.process(&buffer[..read]);
                seen.raw.extend_from_slice(&buffer[..read]);
                seen.ended |= read == 0 || seen.closing;
                if seen.ended {
                    // Before anybody hears of it: this was the last hold on the terminal.
                    drop(reader);
                    changed.notify_all();
                    return;
                }
                changed.notify_all();
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        Self { master: Some(pair.master), writer: Some(writer), pid, killer, ended, seen, size }
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).expect("the terminal takes keys");
    }

    /// The screen as text, one line a row.
    pub fn screen(&self) -> String {
        self.seen.0.lock().unwrap().parser.screen().contents()
    }

    /// Waits until the screen is as wished; panics with the screen when it never is.
    pub fn wait(&self, what: &str, mut wished: impl FnMut(&str) -> bool) -> String {
        let (seen, changed) = &*self.seen;
        let deadline = Instant::now() + LONGEST;
        let mut seen = seen.lock().unwrap();
        loop {
            let screen = seen.parser.screen().contents();
            if wished(&screen) {
                return screen;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let ended = seen.ended;
                drop(seen);
                panic!("waited for {what}; the screen is\n{screen}\n(ended: {ended})");
            }
            seen = changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits for a text on the screen.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Everything the program has written, escape sequences and all.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.seen.0.lock().unwrap().raw).into_owned()
    }

    /// The terminal's modes, as text to compare.
    pub fn modes(&self) -> String {
        let master = self.master.as_ref().expect("the terminal is open");
        format!("{:?}", master.get_termios().expect("modes"))
    }

    /// Another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        self.seen.0.lock().unwrap().parser.screen_mut().set_size(cells(size.1), cells(size.0));
        self.master.as_ref().expect("the terminal is open").resize(pty_size(size)).expect("a new size");
    }

    /// The program's process.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Sends the program a signal.
    pub fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill").args(["-s", name, &self.pid().to_string()]).status();
        assert!(sent.expect("kill runs").success(), "kill -s {name}");
    }

    /// Takes the terminal away, as closing its window does.
    pub fn close(&mut self) {
        self.seen.0.lock().unwrap().closing = true;
        // The reader waits inside a read that nothing ends but something to read: a new size makes the
        // program draw.
        self.resize((self.size.0 + 1, self.size.1));
        self.writer = None;
        self.master = None;
        let (seen, changed) = &*self.seen;
        let mut seen = seen.lock().unwrap();
        while !seen.ended {
            let (next, waited) = changed.wait_timeout(seen, LONGEST).unwrap();
            assert!(!waited.timed_out(), "the program draws nothing");
            seen = next;
        }
    }

    /// Waits for the program's end.
    pub fn end(&self) -> ExitStatus {
        let Ok(status) = self.ended.recv_timeout(LONGEST) else {
            panic!("the program does not end; the screen is\n{}", self.screen());
        };
        // What it wrote last may still be on its way.
        let (seen, changed) = &*self.seen;
        let waited = changed.wait_timeout_while(seen.lock().unwrap(), LONGEST, |seen| !seen.ended).unwrap();
        assert!(waited.0.ended, "the program has ended, and its terminal has not");
        status
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.killer.kill();
    }
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).expect("a terminal has cells")
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}
