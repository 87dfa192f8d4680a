//! The real binary in a pseudo-terminal: time to the first frame, and what an idle explorer costs.
//!
//! `cargo bench --bench terminal` prints one line for each figure. Nothing is judged here: machines differ,
//! and the goals stand in `benches/README.md`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)] // it is no part of the product

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

const RUNS: usize = 30;
/// How long the idle explorer is watched.
const WATCHED: Duration = Duration::from_secs(20);
/// The last thing a frame writes: the end of a synchronised update.
const FRAME: &str = "\x1b[?2026l";

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let mut times: Vec<Duration> = (0..RUNS).map(|_| first_frame()).collect();
    times.sort_unstable();
    println!(
        "start to first frame, {RUNS} runs: median {:.1} ms, 95th percentile {:.1} ms, slowest {:.1} ms",
        millis(times[RUNS / 2]),
        millis(times[RUNS * 95 / 100]),
        millis(times[RUNS - 1])
    );
    idle();
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

struct Explorer {
    child: Box<dyn Child + Send + Sync>,
    reader: Box<dyn Read + Send>,
    _master: Box<dyn MasterPty + Send>,
    seen: String,
}

impl Explorer {
    fn start(args: &[&str], home: &std::path::Path) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_buslens"));
        command.args(args);
        command.env("HOME", home);
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let reader = pair.master.try_clone_reader().unwrap();
        Self { child, reader, _master: pair.master, seen: String::new() }
    }

    /// Reads until the terminal has been sent this.
    fn read_until(&mut self, text: &str) {
        let mut buffer = [0; 4096];
        while !self.seen.contains(text) {
            let read = self.reader.read(&mut buffer).unwrap();
            assert!(read > 0, "the program ended");
            self.seen.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_frame() -> Duration {
    let home = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let mut explorer = Explorer::start(&["demo"], home.path());
    explorer.read_until(FRAME);
    start.elapsed()
}

/// An account that is served by another process, so that what it does is not counted.
fn idle() {
    let home = tempfile::tempdir().unwrap();
    let mut server = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"))
        .arg("serve")
        .env("HOME", home.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut endpoint = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut endpoint).unwrap();
    let mut explorer = Explorer::start(&["--endpoint-url", endpoint.trim()], home.path());
    explorer.read_until("payments");
    let pid = explorer.child.process_id().unwrap();
    // Until everything asked for has come: two looks a second apart that show no work in between.
    let mut before = wake_ups(pid);
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = wake_ups(pid);
        if std::mem::replace(&mut before, now) == now {
            break;
        }
    }
    let ticks = cpu_ticks(pid);
    std::thread::sleep(WATCHED);
    println!(
        "idle for {} s: {} wake-ups in all threads, {} clock ticks of CPU time",
        WATCHED.as_secs(),
        wake_ups(pid) - before,
        cpu_ticks(pid) - ticks
    );
    let _ = server.kill();
    let _ = server.wait();
}

/// Context switches of all threads so far, Linux's own count.
fn wake_ups(pid: u32) -> u64 {
    std::fs::read_dir(format!("/proc/{pid}/task"))
        .expect("Linux's /proc")
        .map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap())
        .flat_map(|status| {
            status
                .lines()
                .filter(|line| line.contains("_ctxt_switches:"))
                .map(|line| line.rsplit('\t').next().unwrap().parse::<u64>().unwrap())
                .collect::<Vec<_>>()
        })
        .sum()
}

/// User and system time so far, in clock ticks.
fn cpu_ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    after_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum()
}
