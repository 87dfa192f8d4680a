//! A line of the log, read once into what a list shows of it.

use super::duplicates::Content;
use super::subject::KindNumber;
use crate::json::{Document, Kind as JsonKind, Text, Value};
use crate::model::{LogEvent, Millis};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A line of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    text: Arc<str>,
    timestamp: Millis,
    line: LineKind,
    pub(super) content: Content,
}

/// What a line of the log is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// An event as EventBridge sends it: a JSON object with at least `source` and `detail-type`.
    Event(EnvelopeSpans),
    /// Another JSON object or array, such as what an input transformer made.
    Json,
    /// It begins like a JSON object or array and is not valid JSON.
    Broken {
        /// Byte offset of the fault.
        at: usize,
    },
    /// Any other text.
    Text,
}

/// Where in an event's text the facts stand that a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSpans {
    time: Option<EventTime>,
    source: TextSpan,
    detail_type: TextSpan,
    id: Option<TextSpan>,
    kind: Option<KindNumber>,
}

/// An event's own `time`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventTime {
    /// The time.
    pub at: Millis,
    /// True when it was written with a fraction of a second.
    pub has_fraction: bool,
}

/// A string's place in the text, without its quotes. Four bytes a number, because a store holds many: log
/// events have at most 1 MB (CloudWatch Logs user guide, "CloudWatch Logs quotas").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TextSpan {
    start: u32,
    end: u32,
}

impl TextSpan {
    fn of(value: Value<'_>) -> Option<Self> {
        let Range { start, end } = value.span();
        Some(Self { start: u32::try_from(start + 1).ok()?, end: u32::try_from(end.saturating_sub(1)).ok()? })
    }

    /// The characters there; the quotes around them make it a JSON string again where it has escapes.
    fn read(self, text: &str) -> Cow<'_, str> {
        let raw = text.get(self.start as usize..self.end as usize).unwrap_or_default();
        if !raw.contains('\\') {
            return Cow::Borrowed(raw);
        }
        let quoted = text.get(self.start as usize - 1..=self.end as usize).unwrap_or_default();
        let decoded =
            Document::parse(quoted).ok().and_then(|string| string.root().text().map(|text| lossy(&text)));
        decoded.map_or(Cow::Borrowed(raw), Cow::Owned)
    }
}

fn lossy(text: &Text<'_>) -> String {
    text.to_string_lossy().into_owned()
}

impl EventTime {
    /// Reads the RFC 3339 text that EventBridge puts into `time`.
    fn read(text: &str) -> Option<Self> {
        let time: jiff::Timestamp = text.parse().ok()?;
        Some(Self { at: time.as_millisecond(), has_fraction: text.contains(['.', ',']) })
    }
}

impl LineKind {
    /// Tells what a text is; with the document, where the text is JSON.
    fn read(text: &Arc<str>) -> (Self, Option<Document>) {
        let first = text.trim_start_matches([' ', '\t', '\n', '\r']).as_bytes().first();
        if !matches!(first, Some(b'{' | b'[')) {
            return (Self::Text, None);
        }
        match Document::parse(Arc::clone(text)) {
            Ok(document) => {
                let line = EnvelopeSpans::read(document.root()).map_or(Self::Json, Self::Event);
                (line, Some(document))
            }
            Err(error) => (Self::Broken { at: error.offset }, None),
        }
    }
}

impl EnvelopeSpans {
    fn read(root: Value<'_>) -> Option<Self> {
        let (mut source, mut detail_type, mut id, mut time) = (None, None, None, None);
        for member in root.members() {
            let slot = match member.key_raw() {
                r#""source""# => &mut source,
                r#""detail-type""# => &mut detail_type,
                r#""id""# => &mut id,
                r#""time""# => &mut time,
                _ => continue,
            };
            *slot = Some(member.value()).filter(|value| value.kind() == JsonKind::String);
        }
        Some(Self {
            source: source.and_then(TextSpan::of)?,
            detail_type: detail_type.and_then(TextSpan::of)?,
            id: id.and_then(TextSpan::of),
            time: time.and_then(Value::text).and_then(|text| EventTime::read(text.as_str()?)),
            kind: None,
        })
    }
}

impl Entry {
    /// Reads a line of the log; with the document, where the line is JSON.
    pub(super) fn read(event: &LogEvent, content: Content) -> (Self, Option<Document>) {
        let text: Arc<str> = event.message.as_str().into();
        let (line, document) = LineKind::read(&text);
        (Self { text, timestamp: event.timestamp, line, content }, document)
    }

    /// The kind of event that this one is, once it is known.
    pub(super) fn set_kind(&mut self, found: Option<KindNumber>) {
        if let LineKind::Event(envelope) = &mut self.line {
            envelope.kind = found;
        }
    }

    /// The line as it came.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The log's time of it.
    pub fn timestamp(&self) -> Millis {
        self.timestamp
    }

    /// What it is.
    pub fn line(&self) -> &LineKind {
        &self.line
    }

    fn envelope(&self) -> Option<&EnvelopeSpans> {
        match &self.line {
            LineKind::Event(envelope) => Some(envelope),
            LineKind::Json | LineKind::Broken { .. } | LineKind::Text => None,
        }
    }

    /// True for an event as EventBridge sends it.
    pub fn is_event(&self) -> bool {
        self.envelope().is_some()
    }

    /// The event's own time, where it has one that can be read.
    pub fn event_time(&self) -> Option<EventTime> {
        self.envelope()?.time
    }

    /// The time that it is ordered by: its own, else the log's.
    pub fn time(&self) -> Millis {
        self.event_time().map_or(self.timestamp, |time| time.at)
    }

    /// `source`; none for a line that is no event.
    pub fn source(&self) -> Option<Cow<'_, str>> {
        Some(self.envelope()?.source.read(&self.text))
    }

    /// `detail-type`; none for a line that is no event.
    pub fn detail_type(&self) -> Option<Cow<'_, str>> {
        Some(self.envelope()?.detail_type.read(&self.text))
    }

    /// The event's `id`.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        Some(self.envelope()?.id?.read(&self.text))
    }

    /// Its kind, for [`super::subject::Kinds::subject_of`].
    pub fn kind(&self) -> Option<KindNumber> {
        self.envelope()?.kind
    }

    /// Bytes that it takes in the store: its text, and about as much again as its facts and its place in the
    /// order need.
    pub(super) fn weight(&self) -> usize {
        const OVERHEAD: usize = 320;
        self.text.len() + OVERHEAD
    }
}
