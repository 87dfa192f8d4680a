//! Events that a rule could have taken, read back from log groups that other rules of its bus deliver to:
//! where nobody has the event at hand that was missed, one of its kind may lie there.

use super::{Lists, at_home};
use crate::aws::Client;
use crate::diagnose::LOOKED_AT;
use crate::model::facts::{KeptEvents, KeptIn};
use crate::model::{CallError, Millis, Rule, RuleKey, Target};
use crate::pattern::{Event, Pattern, Verdict};
use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt as _, StreamExt as _, TryFutureExt as _, TryStreamExt as _};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Rules whose targets are read.
const RULES: usize = 20;
/// Log groups that are read.
const GROUPS: usize = 3;
/// Pages that are read of a log group in one span: FilterLogEvents gives the oldest first, 10,000 events or 1
/// MB each.
const PAGES: usize = 5;
/// The spans before now that are looked into, one after the other, until one of them has an event.
const SPANS: [Millis; 3] = [10 * 60_000, 3_600_000, 24 * 3_600_000];
/// Sources that a filter names at most.
const SOURCES: usize = 10;

/// A log group, the first rule that delivers to it, and the patterns of all that do.
struct Place {
    group: String,
    rule: String,
    patterns: Vec<Pattern>,
    /// An event was found in it.
    had: bool,
    /// It could not be read.
    unread: bool,
}

/// Events of the rule's sources from log groups that other rules of its bus deliver to, and match; the newest
/// first, each once. What cannot be read is left out.
///
/// Errors: the rules cannot be read, or nothing of what was to be read beside them can.
pub(super) async fn kept(client: &Client, lists: &Lists, rule: &RuleKey) -> Result<KeptEvents, CallError> {
    let rules = lists.rules(client, &rule.bus).await?;
    let pattern = rules.iter().find(|one| one.name == rule.name).and_then(pattern_of);
    let sources = pattern.map(|pattern| sources(&pattern)).unwrap_or_default();
    let mut places = places(client, &rules, &rule.name, &sources).await?;
    let filter = filter(&sources);
    let now = client.service_time();
    let mut kept = KeptEvents { from: now, ..KeptEvents::default() };
    let mut to = None;
    for span in SPANS {
        let from = now - span;
        let mut found: Vec<(Millis, String)> = Vec::new();
        let mut refused = None;
        let mut read = FuturesOrdered::new();
        for place in &places {
            read.push_back(place.read(client, from, to, filter.as_deref()).boxed());
        }
        let answers: Vec<_> = read.collect().await;
        for (place, answer) in places.iter_mut().zip(answers) {
            match answer {
                Ok((events, is_cut)) => {
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
        if !found.is_empty() {
            found.sort_by_key(|(at, _)| Reverse(*at));
            let mut met = BTreeSet::new();
            found.retain(|(_, text)| met.insert(id_of(text).unwrap_or_else(|| text.clone())));
            found.truncate(LOOKED_AT);
            kept.events = found.into_iter().map(|(_, text)| text).collect();
            break;
        }
    }
    let place = |place: Place| KeptIn { rule: place.rule, group: place.group, had: place.had };
    kept.places = places.into_iter().map(place).collect();
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
fn id_of(text: &str) -> Option<String> {
    Event::parse(text.as_bytes()).ok()?.root().get("id")?.owned_text()
}

impl Place {
    /// Its events of a span, and whether there are more than were read.
    async fn read(
        &self,
        client: &Client,
        from: Millis,
        to: Option<Millis>,
        filter: Option<&str>,
    ) -> Result<(Vec<(Millis, String)>, bool), CallError> {
        let mut pages = client.log_events(&self.group, from, to, filter);
        let mut found = Vec::new();
        for _ in 0..PAGES {
            let Some(page) = pages.try_next().await? else { return Ok((found, false)) };
            let own = page.into_iter().filter(|event| self.delivers(&event.message));
            found.extend(own.map(|event| (event.timestamp, event.message)));
        }
        Ok((found, pages.try_next().await?.is_some()))
    }

    /// Whether it is an event that one of the rules has delivered: others may write to the group too.
    fn delivers(&self, text: &str) -> bool {
        Event::parse(text.as_bytes())
            .is_ok_and(|event| self.patterns.iter().any(|pattern| pattern.matches(&event) == Verdict::Match))
    }
}

fn pattern_of(rule: &Rule) -> Option<Pattern> {
    rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok())
}

/// The log groups that other rules of the bus deliver events of such sources to; those of the rules that ask
/// for least come first, for they have most.
async fn places(
    client: &Client,
    rules: &[Rule],
    name: &str,
    sources: &[String],
) -> Result<Vec<Place>, CallError> {
    let others = rules.iter().filter(|one| one.name != name && !one.state.is_disabled());
    let mut others: Vec<(&Rule, Pattern)> =
        others.filter_map(|rule| Some((rule, pattern_of(rule)?))).collect();
    others.retain(|(_, pattern)| {
        sources.is_empty() || sources.iter().any(|source| pattern.takes_at("source", source))
    });
    others.sort_by_key(|(rule, pattern)| (pattern.text().len(), rule.name.clone()));
    others.truncate(RULES);
    let mut read: FuturesOrdered<_> = others
        .into_iter()
        .map(|(rule, pattern)| {
            let targets = client.targets(&rule.key()).try_concat();
            targets.map_ok(move |targets| (rule, pattern, targets))
        })
        .collect();
    let mut found: Vec<Place> = Vec::new();
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
        // What a target is given in the event's place is no event.
        let whole = targets.iter().filter(|target| target.gets_whole_event());
        let here = whole.filter(|target| at_home(client, &rule.arn, &target.arn).is_ok());
        for group in here.filter_map(Target::log_group) {
            if let Some(place) = found.iter_mut().find(|place| place.group == group) {
                place.patterns.push(pattern.clone());
            } else if found.len() < GROUPS {
                let (group, rule) = (group.to_owned(), rule.name.clone());
                found.push(Place { group, rule, patterns: vec![pattern.clone()], had: false, unread: false });
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
