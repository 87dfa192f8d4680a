//! The events to try a pattern on: those that were carried or opened here, then the sample library, in one
//! ring. An event that was edited stays edited while others are looked at.

use crate::app::carried_events::CarriedEvents;
use crate::app::json_layout::text_laid_out;
use crate::app::samples::SAMPLES;
use crate::json::{Document, Limits};
use crate::text::grouped;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The ring and the present place in it.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// What was carried or opened here.
    texts: Arc<Vec<Arc<str>>>,
    /// Where those are from, one group after the other.
    groups: Vec<EventGroup>,
    /// One that was made, from the pattern or of a kind, and what is said of that. It comes before the
    /// samples.
    made: Option<(String, String)>,
    at: usize,
    /// Nobody chose the event to begin with.
    unchosen: bool,
    edited: BTreeMap<usize, String>,
}

/// Events from one place.
#[derive(Debug)]
struct EventGroup {
    /// In a word: `tail`, a file's name.
    from: String,
    events: usize,
}

impl Events {
    pub fn new(captured: Option<CarriedEvents>) -> Self {
        let mut events = Self::default();
        if let Some(CarriedEvents { from, events: texts, at }) =
            captured.filter(|captured| !captured.events.is_empty())
        {
            let last = texts.len() - 1;
            events.open(from, texts);
            events.at = at.unwrap_or_default().min(last);
            events.unchosen = at.is_none();
        }
        events
    }

    /// Takes in events and goes to the first of them.
    pub fn open(&mut self, from: &str, texts: Vec<Arc<str>>) {
        let (first, more) = (self.own_count(), texts.len());
        // The samples come after all of these: what was edited of them moves on with them.
        let samples = self.edited.split_off(&first);
        self.edited.extend(samples.into_iter().map(|(at, text)| (at + more, text)));
        self.groups.push(EventGroup { from: from.to_owned(), events: more });
        Arc::make_mut(&mut self.texts).extend(texts);
        self.at = first;
    }

    /// Goes to the event that was opened alone, from there and with this text; takes it in where there is
    /// none yet.
    pub fn open_once(&mut self, from: &str, text: &str) {
        let mut first = 0;
        for group in &self.groups {
            if group.from == from
                && group.events == 1
                && self.texts.get(first).is_some_and(|own| **own == *text)
            {
                self.at = first;
                return;
            }
            first += group.events;
        }
        self.open(from, vec![text.into()]);
    }

    /// Puts something else in the place of events that were carried here; true where it did of any. Those of
    /// tails stay.
    pub fn replace_carried(&mut self, with: impl Fn(&str) -> Option<Arc<str>>) -> bool {
        if self.are_from_tails() {
            return false;
        }
        let mut any = false;
        for at in 0..self.texts.len() {
            if let Some(new) = self.texts.get(at).and_then(|text| with(text))
                && let Some(text) = Arc::make_mut(&mut self.texts).get_mut(at)
            {
                *text = new;
                any = true;
            }
        }
        any
    }

    /// The events that were carried or opened here, as they came.
    pub fn captured(&self) -> &Arc<Vec<Arc<str>>> {
        &self.texts
    }

    fn own_count(&self) -> usize {
        self.texts.len()
    }

    /// Takes in an event that was made, in the place of one that was before, and goes to it. One that was
    /// edited meanwhile stays, as any that was typed here.
    pub fn make(&mut self, text: String, said: String) {
        let place = self.own_count();
        if self.made.is_some()
            && let Some(typed) = self.edited.remove(&place)
        {
            self.open("typed", vec![typed.into()]);
        }
        self.at = self.own_count();
        if self.made.replace((text, said)).is_some() {
            self.edited.remove(&self.at);
        } else {
            let samples = self.edited.split_off(&self.at);
            self.edited.extend(samples.into_iter().map(|(at, text)| (at + 1, text)));
        }
    }

    /// The events that were edited, each by its place and in a few words: what it is, and where it is from.
    /// The present one is `here` where it was.
    pub fn edited(&self, here: Option<&str>) -> Vec<(usize, String)> {
        let others = self.edited.iter().filter(|(at, _)| **at != self.at);
        let others = others.map(|(at, text)| (*at, text.as_str()));
        let mut all: Vec<(usize, &str)> =
            here.map(|text| (self.at, text)).into_iter().chain(others).collect();
        all.sort_unstable();
        all.into_iter()
            .map(|(at, text)| (at, format!("{} ({})", in_short(text), self.position_of(at))))
            .collect()
    }

    /// What comes before the samples.
    fn before_samples(&self) -> usize {
        self.own_count() + usize::from(self.made.is_some())
    }

    /// The present event's place in the library, if it is from there.
    fn sample(&self) -> Option<usize> {
        self.at.checked_sub(self.before_samples())
    }

    /// The present event was made.
    pub fn is_made(&self) -> bool {
        self.made.is_some() && self.at == self.own_count()
    }

    /// Whether the operator chose the event that the workbench opened with.
    pub fn is_chosen(&self) -> bool {
        self.is_captured() && !self.unchosen
    }

    /// The present event's place in the ring.
    pub fn at(&self) -> usize {
        self.at
    }

    /// True when the present event was carried or opened here rather than taken from the library.
    pub fn is_captured(&self) -> bool {
        self.at < self.own_count()
    }

    /// True when all that was carried here is from tails, which hold only what their rules matched.
    pub fn are_from_tails(&self) -> bool {
        !self.groups.is_empty() && self.groups.iter().all(|group| group.from == "tail")
    }

    /// True when a tail of the rule's bus has seen the present event.
    pub fn is_from_tail(&self) -> bool {
        let mut n = self.at;
        for EventGroup { from, events } in &self.groups {
            if n < *events {
                return from == "tail";
            }
            n -= events;
        }
        false
    }

    /// Where the present event is from: `tail 3/312`, `orders.json 1/3`, `sample 2/22`.
    pub fn position(&self) -> String {
        self.position_of(self.at)
    }

    fn position_of(&self, at: usize) -> String {
        let mut n = at;
        for EventGroup { from, events } in &self.groups {
            if n < *events {
                return format!("{from} {}/{}", grouped(n + 1), grouped(*events));
            }
            n -= events;
        }
        match at.checked_sub(self.before_samples()) {
            Some(n) => format!("sample {}/{}", n + 1, SAMPLES.len()),
            None => self.made.as_ref().map_or_else(String::new, |(_, said)| said.clone()),
        }
    }

    /// What the library calls the present event, if it is from there.
    pub fn sample_name(&self) -> Option<&'static str> {
        SAMPLES.get(self.sample()?).map(|sample| sample.name)
    }

    /// The present event as it came, laid out with one field a line where it is JSON.
    pub fn original(&self) -> String {
        match (self.texts.get(self.at), &self.made) {
            (Some(text), _) => laid_out(text),
            (None, Some((made, _))) if self.is_made() => laid_out(made),
            (None, _) => self
                .sample()
                .and_then(|n| SAMPLES.get(n))
                .map_or_else(String::new, |sample| sample.text.trim_end().to_owned()),
        }
    }

    /// The present event as it was left.
    pub fn text(&self) -> String {
        self.edited.get(&self.at).cloned().unwrap_or_else(|| self.original())
    }

    /// Whether another one than the present was edited.
    pub fn has_other_edits(&self) -> bool {
        self.edited.keys().any(|at| *at != self.at)
    }

    /// The present event is left as this text, which may be `edited` or as it came.
    pub fn keep(&mut self, text: &str, edited: bool) {
        if edited {
            self.edited.insert(self.at, text.to_owned());
        } else {
            self.edited.remove(&self.at);
        }
    }

    /// On to the next event or back to the one before, round and round.
    pub fn step(&mut self, forward: bool) {
        let all = self.before_samples() + SAMPLES.len();
        self.at = if forward { (self.at + 1) % all } else { (self.at + all - 1) % all };
    }

    /// Goes to an event by its place in the ring.
    pub fn go_to(&mut self, at: usize) {
        self.at = at.min(self.before_samples() + SAMPLES.len() - 1);
    }

    /// Goes to a sample of the library, by its place there.
    pub fn go_to_sample(&mut self, n: usize) {
        self.go_to(self.before_samples() + n);
    }

    /// The texts of up to `limit` events near the present one, itself first: where completion looks for
    /// values.
    pub fn nearby(&self, limit: usize) -> impl Iterator<Item = &str> {
        let captured = self.captured();
        let from = self.at.saturating_sub(limit / 2).min(captured.len());
        captured.iter().skip(from).take(limit).map(AsRef::as_ref)
    }
}

/// The kind of an event, else how it begins.
fn in_short(text: &str) -> String {
    const BEGINNING: usize = 40;
    let event = Document::parse_with(text, &Limits::default()).ok();
    let kind = event.as_ref().and_then(|event| event.root().get("detail-type")?.owned_text());
    kind.filter(|kind| !kind.is_empty()).unwrap_or_else(|| {
        let words: Vec<&str> = text.split_whitespace().collect();
        crate::text::fit(&words.join(" "), BEGINNING)
    })
}

/// Above this many bytes an event stays as it came, because laying it out would only make it longer.
const LARGEST: usize = 4 << 20;

fn laid_out(text: &str) -> String {
    if text.len() > LARGEST { text.to_owned() } else { text_laid_out(text) }
}

/// The event's own time of day as hours, minutes and seconds, `offset` seconds from UTC; `None` where it has
/// none.
pub(super) fn time_of_day(event: &Document, offset: i32) -> Option<String> {
    let time = event.root().get("time")?.text()?;
    let time: jiff::Timestamp = time.as_str()?.parse().ok()?;
    Some(crate::text::time::clock(time.as_millisecond(), offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Events {
        let events = ["{\"a\":1}", "not json", "{}"].map(Arc::from).to_vec();
        Events::new(Some(CarriedEvents { from: "tail", events, at: Some(1) }))
    }

    #[test]
    fn the_ring_goes_through_what_was_carried_and_then_the_samples() {
        let mut events = three();
        assert_eq!(events.position(), "tail 2/3");
        events.step(true);
        events.step(true);
        assert_eq!((events.position(), events.is_captured()), (format!("sample 1/{}", SAMPLES.len()), false));
        events.step(false);
        assert_eq!(events.position(), "tail 3/3");
        (0..3).for_each(|_| events.step(false));
        assert_eq!(events.position(), format!("sample {0}/{0}", SAMPLES.len()));
    }

    #[test]
    fn an_edited_event_stays_edited_and_the_others_do_not_change() {
        let mut events = three();
        assert_eq!(events.text(), "not json");
        events.keep("{\"mine\": 1}", true);
        events.step(false);
        assert_eq!(events.text(), "{\n  \"a\": 1\n}");
        events.step(true);
        assert_eq!(events.text(), "{\"mine\": 1}");
        events.keep("not json", false);
        assert_eq!(events.text(), "not json");
    }

    #[test]
    fn what_is_opened_comes_before_the_samples_and_their_edits_stay_theirs() {
        let mut events = three();
        events.go_to_sample(1);
        events.keep("{\"mine\": 1}", true);
        events.open("orders.json", vec!["{}".into(), "[]".into()]);
        assert_eq!((events.position().as_str(), events.captured().len()), ("orders.json 1/2", 5));
        events.step(false);
        assert_eq!(events.position(), "tail 3/3");
        events.go_to_sample(1);
        assert_eq!(events.text(), "{\"mine\": 1}");
    }

    #[test]
    fn what_was_typed_is_among_the_edited_whatever_is_made_after_it() {
        let mut events = three();
        events.make("{\"detail-type\":\"one\"}".into(), "made".into());
        events.keep("{\"detail-type\": \"mine\"}", true);
        events.make("{\"detail-type\":\"two\"}".into(), "made".into());
        assert_eq!(
            (events.text().as_str(), events.position().as_str()),
            ("{\n  \"detail-type\": \"two\"\n}", "made")
        );
        events.go_to(3);
        assert_eq!((events.text().contains("mine"), events.position().as_str()), (true, "typed 1/1"));
        events.go_to_sample(1);
        events.keep("not json", true);
        let place = format!("not json (sample 2/{})", SAMPLES.len());
        events.go_to(0);
        assert_eq!(events.edited(None), [(6, place.clone())]);
        let here = events.edited(Some("{\"detail-type\":\"here\"}"));
        assert_eq!(here, [(0, "here (tail 1/3)".to_owned()), (6, place)]);
    }

    #[test]
    fn nothing_carried_means_the_samples() {
        let events = Events::new(Some(CarriedEvents { from: "tail", events: Vec::new(), at: Some(7) }));
        assert_eq!(events.sample_name(), Some("EC2 instance stopped"));
    }

    #[test]
    fn the_time_of_day_is_the_operators() {
        let event = Document::parse(r#"{"time":"2026-11-20T23:30:05Z"}"#).unwrap();
        assert_eq!(time_of_day(&event, 0).as_deref(), Some("23:30:05"));
        assert_eq!(time_of_day(&event, 3600).as_deref(), Some("00:30:05"));
        assert_eq!(time_of_day(&Document::parse("{}").unwrap(), 0), None);
    }
}
