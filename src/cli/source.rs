//! What the commands read: a file or standard input, packed with gzip or not, whole or line by line.
//!
//! gzip is told by its first two bytes (RFC 1952), whatever the name; several members in a row are one text.

use super::exit::{Exit, Failure, complain};
use super::invalid_text::{invalid_pattern, refusal};
use crate::import::{self, FileRule};
use crate::pattern::Pattern;
use crate::text::{counted, size};
use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::time::{Duration, Instant};

/// The longest line that is read; of a longer one only its number is known.
const MAX_LINE: usize = 512 << 20;
/// The largest input that is read as a whole.
const LARGEST: usize = 256 << 20;
/// What a line's buffer keeps once a long line is done with.
const KEPT: usize = 1 << 20;
const BUFFER: usize = 1 << 16;
/// After this long a bar appears.
const PATIENCE: Duration = Duration::from_secs(1);
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What standard input is called.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// An open input.
pub(super) struct OpenInput {
    name: String,
    /// As stored.
    input: Box<dyn Read + Send>,
    /// In bytes as stored; `None` when it is no file.
    size: Option<u64>,
}

/// Whether the name stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Standard input can only be read once.
pub(super) fn one_stdin(paths: &[&Path]) -> Result<(), Failure> {
    if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
        return Err(Failure::new(
            Exit::Usage,
            "Only one of the inputs can be standard input (-): give the other as a file.",
        ));
    }
    Ok(())
}

impl OpenInput {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        if is_stdin(path) {
            return Ok(Self { name: STANDARD_INPUT.to_owned(), input: Box::new(io::stdin()), size: None });
        }
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
        let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len());
        Ok(Self { name, input: Box::new(file), size })
    }

    /// The file's name as it was given, or `standard input`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// All of it.
    pub(super) fn bytes(self) -> Result<Vec<u8>, Failure> {
        let too_large = || {
            let why =
                format!("it is larger than {}, and is read as a whole. Split it.", size(LARGEST as u64));
            Failure::bad_in(&self.name, why)
        };
        // Nobody takes as much memory as a file claims to need.
        let claimed =
            self.size.map_or(Some(0), |size| usize::try_from(size).ok().filter(|size| *size <= LARGEST));
        let mut bytes = Vec::with_capacity(claimed.ok_or_else(too_large)?);
        // What is packed may be much larger than what is stored.
        let read =
            unpacked(self.input).and_then(|input| input.take(LARGEST as u64 + 1).read_to_end(&mut bytes));
        read.map_err(|error| unreadable(&self.name, &error))?;
        if bytes.len() > LARGEST { Err(too_large()) } else { Ok(bytes) }
    }

    /// All of it, as text.
    fn text(self) -> Result<String, Failure> {
        let name = self.name.clone();
        String::from_utf8(self.bytes()?)
            .map_err(|_| Failure::bad(format!("{name}: it is not UTF-8 text. Save it as UTF-8.")))
    }

    /// Line by line. `progress` draws a bar on standard error once it takes long, if somebody is
    /// there to see it: how much has been read, and of a file how much is left.
    pub(super) fn lines(self, progress: bool) -> Result<Lines, Failure> {
        let Self { name, input, size } = self;
        let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden())
            .with_finish(ProgressFinish::AndClear);
        bar.set_style(match size {
            Some(_) => {
                style("{bar:30} {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left")
            }
            None => style("{spinner} {binary_bytes}, {binary_bytes_per_sec}"),
        });
        let input = unpacked(Box::new(bar.wrap_read(input))).map_err(|error| unreadable(&name, &error))?;
        let input = BufReader::with_capacity(BUFFER, input);
        Ok(Lines {
            name,
            input,
            is_file: size.is_some(),
            number: 0,
            line: Vec::new(),
            bar,
            bar_from: progress.then(|| Instant::now() + PATIENCE),
        })
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The input, out of its gzip if it is packed.
fn unpacked(mut input: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut first = Vec::with_capacity(GZIP.len());
    input.by_ref().take(GZIP.len() as u64).read_to_end(&mut first)?;
    let packed = first == GZIP;
    let input = Cursor::new(first).chain(input);
    Ok(if packed {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER, input)))
    } else {
        Box::new(input)
    })
}

/// Why a file cannot be read, and what to do.
#[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's enum, which grows")]
pub(super) fn unreadable(name: &str, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file. Check the path.".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it. Check its permissions.".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory. Name a file in it.".to_owned(),
        _ => format!("it cannot be read: {error}."),
    };
    Failure::bad_in(&name, why)
}

/// A line, numbered from 1.
pub(super) struct NumberedLine<'a> {
    pub(super) number: u64,
    /// Without its end; `None` when it is longer than can be read.
    pub(super) bytes: Option<&'a [u8]>,
}

/// The lines of an input.
pub(super) struct Lines {
    name: String,
    input: BufReader<Box<dyn Read + Send>>,
    /// All of it is there already.
    is_file: bool,
    number: u64,
    line: Vec<u8>,
    bar: ProgressBar,
    /// When the bar is to appear, while it has not.
    bar_from: Option<Instant>,
}

/// What is said of a line that is longer than can be read.
pub(super) fn too_long() -> String {
    format!("The line is longer than {}. Split it; EventBridge itself takes far less.", size(MAX_LINE as u64))
}

impl Lines {
    /// The input's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The next line, if there is one. The last one need not end with a line feed.
    pub(super) fn next(&mut self) -> Result<Option<NumberedLine<'_>>, Failure> {
        if self.bar_from.is_some_and(|from| Instant::now() >= from) {
            self.bar_from = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if self.line.capacity() > KEPT {
            self.line = Vec::new();
        }
        self.line.clear();
        let read = self.input.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut self.line);
        let cut = read.and_then(|_| {
            if self.line.len() > MAX_LINE && !self.line.ends_with(b"\n") { self.skip() } else { Ok(false) }
        });
        let cut = cut.map_err(|error| {
            let Failure { exit, message, .. } = unreadable(&self.name, &error);
            Failure::new(
                exit,
                format!("{message} {} read before that.", counted(self.number, "line was", "lines were")),
            )
        })?;
        if self.line.is_empty() {
            self.bar.finish_and_clear();
            return Ok(None);
        }
        self.number += 1;
        let bytes = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        Ok(Some(NumberedLine { number: self.number, bytes: (!cut).then_some(bytes) }))
    }

    /// Goes to the end of the line.
    fn skip(&mut self) -> io::Result<bool> {
        loop {
            let part = self.input.fill_buf()?;
            let end = memchr::memchr(b'\n', part).map(|at| at + 1);
            let used = end.unwrap_or(part.len());
            let over = end.is_some() || part.is_empty();
            self.input.consume(used);
            if over {
                return Ok(true);
            }
        }
    }

    /// Whether the next line may have to be waited for, so that answers should be written out first.
    pub(super) fn is_waiting(&self) -> bool {
        !self.is_file && memchr::memchr(b'\n', self.input.buffer()).is_none()
    }
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// A file's name, or what standard input is called, and its text.
pub(super) fn file_text(path: &Path) -> Result<(String, String), Failure> {
    let source = OpenInput::open(path)?;
    let name = source.name().to_owned();
    source.text().map(|text| (name, text))
}

/// The pattern in a file, and what it is called; `None` when EventBridge would refuse it, which has been
/// said.
pub(super) fn pattern_of(path: &Path) -> Result<Option<(String, String)>, Failure> {
    let source = OpenInput::open(path)?;
    let name = source.name().to_owned();
    let bytes = source.bytes()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let Err(error) = Pattern::parse_bytes(&bytes) else { return Ok(Some((name, text))) };
    if let Some(rule) = only_rule(&name, &text)? {
        if let Some(unknown) = rule.unknown.first() {
            let why = format!(
                "{name}: rule {}: {unknown} is not known before it is deployed, so nothing would match it. Put the \
                    value in its place.",
                rule.name
            );
            return Err(Failure::bad(why));
        }
        let called = title(&name, &rule);
        return Ok(rule.pattern.map(|pattern| (called, pattern)));
    }
    complain(&refusal(&name, &text, &error));
    Ok(None)
}

/// Whether a text is a pattern with other text around it, or in another writing.
fn is_of_another_form(text: &str) -> bool {
    Pattern::parse(text).is_err_and(|error| error.is_of_another_form())
}

/// What the pattern of a rule in a file is called: its places are not the file's.
pub(super) fn title(file: &str, rule: &FileRule) -> String {
    if rule.is_alone { file.to_owned() } else { format!("the pattern of {} in {file}", rule.name) }
}

/// The rule of a file that is no pattern itself: a rule's JSON, a template or a Terraform file with one rule
/// in it. None where it is to be read, or refused, as the pattern that it was meant to be.
///
/// # Errors
///
/// Why no one rule is in it, or what is wrong with its pattern, at its places in the file.
pub(super) fn only_rule(file: &str, text: &str) -> Result<Option<FileRule>, Failure> {
    let bad = Failure::bad;
    let is_json = text.trim_start().starts_with(['{', '[']);
    let found = match import::rules(text) {
        Ok(found) => found,
        // A word alone is no file of any kind.
        Err(_) if is_json || !text.trim().contains('\n') || is_of_another_form(text) => return Ok(None),
        Err(why) => return Err(bad(format!("{file}: {why}"))),
    };
    if is_json && found.iter().all(|rule| rule.is_alone) {
        return Ok(None);
    }
    let mut with_pattern = found.into_iter().filter(|rule| rule.pattern.is_some());
    let Some(rule) = with_pattern.next() else {
        return Err(bad(format!(
            "{file}: Its rules have no pattern, or none that is known before they are deployed."
        )));
    };
    let others = with_pattern.count();
    if others > 0 {
        let why = format!(
            "{file}: It has {} rules with a pattern, and one is wanted. `buslens which --rules {file}` judges by all of \
                them.",
            others + 1
        );
        return Err(bad(why));
    }
    match Pattern::parse(rule.pattern.as_deref().unwrap_or_default()) {
        Ok(_) => Ok(Some(rule)),
        Err(error) => Err(invalid_pattern(file, &rule, &error)),
    }
}
