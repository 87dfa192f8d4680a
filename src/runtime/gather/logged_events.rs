//! Events that a rule could have taken, read back from log groups that other rules of its bus deliver to:
//! where nobody has the event at hand that was missed, one of its kind may lie there.

use super::{Lists, at_home};
use crate::aws::Client;
use crate::diagnose::{LOOKED_AT, Origin, look_through};
use crate::model::facts::{LoggedEvents, LoggedIn};
use crate::model::{CallError, Millis, Rule, RuleKey, Target};
use crate::pattern::{Event, Pattern, Verdict};
use crate::runtime::bus_log;
use crate::text::edits;
use crate::text::time::{DAY, HOUR, MINUTE};
use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt as _, StreamExt as _, TryFutureExt as _, TryStreamExt as _};
use serde_json::json;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Rules whose targets are read.
const RULES: usize = 20;
/// Log groups that are read of rules that take the sources which are looked for, and of others.
const GROUPS: usize = 3;
/// Letters in which two sources differ that are spelled alike.
const ALIKE: usize = 3;
/// Pages that are read of a log group in one span: FilterLogEvents gives the oldest first, 10,000 events or 1
/// MB each.
const PAGES: usize = 5;
/// The spans before now that are looked into, one after the other, until one of them has an event.
pub(super) const SPANS: [Millis; 3] = [10 * MINUTE, HOUR, DAY];
/// Sources that a filter names at most.
const SOURCES: usize = 10;

/// A log group, the first rule that delivers to it, and the patterns of all that do.
pub(super) struct ReadGroup {
    pub(super) group: String,
    pub(super) rule: String,
    pub(super) patterns: Vec<Pattern>,
    /// One of these takes events of the sources that are looked for.
    takes: bool,
    /// An event was found in it.
    had: bool,
    /// It could not be read.
    pub(super) unread: bool,
}

/// Events of the rule's sources from log groups that other rules of its bus deliver to, and match; the newest
/// first, each once. Where there are none, those of other sources, if one of them may be the one that is
/// meant. What cannot be read is left out.
///
/// Errors: the rules cannot be read, or nothing of what was to be read beside them can.
pub(super) async fn read_logged(
    client: &Client,
    lists: &Lists,
    rule: &RuleKey,
) -> Result<LoggedEvents, CallError> {
    let rules = lists.rules(client, &rule.bus).await?;
    let own = rules.iter().find(|one| one.name == rule.name);
    let sources = own.and_then(pattern_of).map(|pattern| sources(&pattern)).unwrap_or_default();
    let (mut takers, mut others): (Vec<_>, Vec<_>) = places(client, &rules, &rule.name, &sources, GROUPS)
        .await?
        .into_iter()
        .partition(|place| place.takes);
    let kept =
        read_back(client, &mut takers, filter(&sources).as_deref(), |events| !events.is_empty()).await?;
    let Some(own) = own.filter(|_| kept.events.is_empty() && !sources.is_empty()) else { return Ok(kept) };
    takers.append(&mut others);
    let is_near = |events: &[String]| look_through(own, events.iter(), Origin::Kept).event.is_some();
    let mut all = match takers.as_slice() {
        [] => kept,
        [_, ..] => read_back(client, &mut takers, None, is_near).await?,
    };
    if !is_near(&all.events) {
        // What the bus's log tells needs permissions of its own, and most buses have none.
        let logged = logged_kinds(client, own).await.unwrap_or_default();
        all.events = if is_near(&logged) { logged } else { Vec::new() };
    }
    Ok(all)
}

/// Of the other kinds of event that the log of a rule's bus has, sources and detail-types, each as an event
/// that has nothing else.
async fn logged_kinds(client: &Client, rule: &Rule) -> Result<Vec<String>, CallError> {
    let Some(pattern) = pattern_of(rule) else { return Ok(Vec::new()) };
    let places = client.bus_log_places(&rule.arn.bus_beside(&rule.bus)).await?;
    let groups = bus_log::groups(&places);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let from = client.time_that_has_come() - SPANS.into_iter().max().unwrap_or_default();
    let received = bus_log::of_kind("EVENT_INGEST_SUCCESS");
    let (records, _) = bus_log::records(client, &groups, from, None, &received).await?;
    let kinds: BTreeSet<(String, String)> = records
        .into_iter()
        .filter_map(|record| Some((record.source?, record.detail_type?)))
        // Whether one of these matches, its detail decides, which the log may not have.
        .filter(|(source, kind)| {
            !(pattern.takes_at("source", source) && pattern.takes_at("detail-type", kind))
        })
        .collect();
    let event = |(source, kind)| json!({"source": source, "detail-type": kind, "detail": {}}).to_string();
    Ok(kinds.into_iter().map(event).collect())
}

/// What log groups have of the shortest of the spans in which they have what is wanted.
async fn read_back(
    client: &Client,
    places: &mut Vec<ReadGroup>,
    filter: Option<&str>,
    is_enough: impl Fn(&[String]) -> bool,
) -> Result<LoggedEvents, CallError> {
    let now = client.time_that_has_come();
    let mut kept = LoggedEvents { from: now, ..LoggedEvents::default() };
    let mut to = None;
    for span in SPANS {
        let from = now - span;
        let mut found: Vec<(Millis, String)> = Vec::new();
        let mut refused = None;
        let mut read = FuturesOrdered::new();
        for place in &*places {
            read.push_back(place.read(client, from, to, filter, PAGES).boxed());
        }
        let answers: Vec<_> = read.collect().await;
        for (place, answer) in places.iter_mut().zip(answers) {
            match answer {
                Ok((mut events, is_cut)) => {
                    events.retain(|(_, text)| place.delivers(text));
                    place.had = !events.is_empty();
                    kept.is_cut |= is_cut;
                    found.extend(events);
                }
                Err(error) => {
                    place.unread = true;
                    refused = Some(error);
                }
            }
        }
        places.retain(|place| !place.unread);
        if let Some(error) = refused.filter(|_| places.is_empty()) {
            return Err(error);
        }
        kept.from = from;
        to = Some(from);
        found.sort_by_key(|(at, _)| Reverse(*at));
        let mut met = BTreeSet::new();
        found.retain(|(_, text)| met.insert(id_of(text).unwrap_or_else(|| text.clone())));
        found.truncate(LOOKED_AT);
        kept.events = found.into_iter().map(|(_, text)| text).collect();
        if is_enough(&kept.events) {
            break;
        }
    }
    let place =
        |place: &ReadGroup| LoggedIn { rule: place.rule.clone(), group: place.group.clone(), had: place.had };
    kept.places = places.iter().map(place).collect();
    Ok(kept)
}

/// The sources that a pattern asks for, where it asks for nothing but whole texts; else none, for others
/// match too.
fn sources(pattern: &Pattern) -> Vec<String> {
    if pattern.always_asks("source", |asked| asked.is_only(|_| true)) {
        pattern.texts_at("source")
    } else {
        Vec::new()
    }
}

/// What tells an event from another: two rules may have logged the same.
pub(super) fn id_of(text: &str) -> Option<String> {
    Event::parse(text.as_bytes()).ok()?.root().get("id")?.owned_text()
}

impl ReadGroup {
    /// A log group that a rule with this pattern delivers to.
    pub(super) fn new(group: &str, rule: &Rule, pattern: Pattern) -> Self {
        Self {
            group: group.to_owned(),
            rule: rule.name.clone(),
            patterns: vec![pattern],
            takes: false,
            had: false,
            unread: false,
        }
    }

    /// What it holds of a span, as far as so many pages have that, and whether there is more.
    pub(super) async fn read(
        &self,
        client: &Client,
        from: Millis,
        to: Option<Millis>,
        filter: Option<&str>,
        most: usize,
    ) -> Result<(Vec<(Millis, String)>, bool), CallError> {
        let mut pages = client.log_events(&self.group, from, to, filter);
        let mut found = Vec::new();
        for _ in 0..most {
            let Some(page) = pages.try_next().await? else { return Ok((found, false)) };
            found.extend(page.into_iter().map(|event| (event.timestamp, event.message)));
        }
        Ok((found, pages.try_next().await?.is_some()))
    }

    /// Whether it is an event that one of the rules has delivered: others may write to the group too.
    fn delivers(&self, text: &str) -> bool {
        Event::parse(text.as_bytes())
            .is_ok_and(|event| self.patterns.iter().any(|pattern| pattern.matches(&event) == Verdict::Match))
    }
}

pub(super) fn pattern_of(rule: &Rule) -> Option<Pattern> {
    rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok())
}

/// The log groups that other rules of the bus deliver events to. Those of the rules that take such sources
/// come first, then those of sources that are spelled alike; among these the ones that ask for least, for
/// they have most.
async fn places(
    client: &Client,
    rules: &[Rule],
    name: &str,
    sources: &[String],
    most: usize,
) -> Result<Vec<ReadGroup>, CallError> {
    let others = rules.iter().filter(|one| one.name != name && !one.state.is_disabled());
    let mut others: Vec<(&Rule, Pattern)> =
        others.filter_map(|rule| Some((rule, pattern_of(rule)?))).collect();
    let takes = |pattern: &Pattern| {
        sources.is_empty() || sources.iter().any(|source| pattern.takes_at("source", source))
    };
    let apart = |pattern: &Pattern| {
        let theirs = pattern.texts_at("source");
        let pairs = theirs.iter().flat_map(|one| sources.iter().map(move |other| (one, other)));
        pairs.filter_map(|(one, other)| edits(one, other, ALIKE)).min().unwrap_or(ALIKE + 1)
    };
    others.sort_by_cached_key(|(rule, pattern)| {
        (!takes(pattern), apart(pattern), pattern.text().len(), rule.name.clone())
    });
    others.truncate(RULES);
    let mut read: FuturesOrdered<_> = others
        .into_iter()
        .map(|(rule, pattern)| {
            let targets = client.targets(&rule.key()).try_concat();
            targets.map_ok(move |targets| (rule, pattern, targets))
        })
        .collect();
    let mut found: Vec<ReadGroup> = Vec::new();
    let (mut any, mut refused) = (false, None);
    while let Some(answer) = read.next().await {
        let (rule, pattern, targets) = match answer {
            Ok(answer) => answer,
            Err(error) => {
                refused = Some(error);
                continue;
            }
        };
        any = true;
        let takes = takes(&pattern);
        // What a target is given in the event's place is no event.
        let whole = targets.iter().filter(|target| target.gets_whole_event());
        let here = whole.filter(|target| at_home(client, &rule.arn, &target.arn).is_ok());
        for group in here.filter_map(Target::log_group) {
            if let Some(place) = found.iter_mut().find(|place| place.group == group) {
                place.patterns.push(pattern.clone());
            } else if found.iter().filter(|place| place.takes == takes).count() < most {
                found.push(ReadGroup { takes, ..ReadGroup::new(group, rule, pattern.clone()) });
            }
        }
    }
    match refused {
        Some(error) if !any => Err(error),
        Some(_) | None => Ok(found),
    }
}

/// The filter pattern for events of these sources; none where there are too many to name, or one could not
/// stand in it without quoting.
fn filter(sources: &[String]) -> Option<String> {
    let plain = |source: &String| {
        !source.is_empty() && source.chars().all(|c| c.is_ascii_alphanumeric() || ".-_/:@".contains(c))
    };
    if sources.is_empty() || sources.len() > SOURCES || !sources.iter().all(plain) {
        return None;
    }
    let terms: Vec<String> = sources.iter().map(|source| format!("($.source = \"{source}\")")).collect();
    Some(format!("{{ {} }}", terms.join(" || ")))
}
