//! Events that a rule could have taken, read back from log groups that other rules of its bus deliver to: where nobody
//! has the event at hand that was missed, one of its kind may lie there.

use super::Lists;
use crate::aws::Client;
use crate::diagnose::LOOKED_AT;
use crate::model::facts::{Kept, KeptIn};
use crate::model::{Arn, CallError, LogEvent, Millis, Rule, RuleKey, Target};
use crate::pattern::{Event, Pattern, Verdict};
use futures_util::stream::FuturesOrdered;
use futures_util::{TryFutureExt as _, TryStreamExt as _};
use std::cmp::Reverse;

/// Rules whose targets are read.
const RULES: usize = 20;
/// Log groups that are read.
const GROUPS: usize = 3;
/// Pages that are read of a log group in one span: FilterLogEvents gives the oldest first, 10,000 events or 1 MB each.
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
}

/// Events of the rule's sources from log groups that other rules of its bus deliver to, and match; the newest first.
///
/// Errors: what the calls give; rules without a log group, and log groups without events, are none.
pub(super) async fn kept(client: &Client, lists: &Lists, rule: &RuleKey) -> Result<Kept, CallError> {
    let rules = lists.rules(client, &rule.bus).await?;
    let pattern = rules.iter().find(|one| one.name == rule.name).and_then(pattern_of);
    let sources = pattern.map(|pattern| pattern.texts_at("source")).unwrap_or_default();
    let places = places(client, &rules, &rule.name, &sources).await?;
    let filter = filter(&sources);
    let now = client.service_time();
    let mut kept = Kept { from: now, ..Kept::default() };
    let mut to = None;
    for span in SPANS {
        let from = now - span;
        let mut found: Vec<LogEvent> = Vec::new();
        for place in &places {
            let mut pages = client.log_events(&place.group, from, to, filter.as_deref());
            for _ in 0..PAGES {
                let Some(page) = pages.try_next().await? else { break };
                found.extend(page.into_iter().filter(|event| place.delivers(&event.message)));
            }
        }
        kept.from = from;
        to = Some(from);
        if !found.is_empty() {
            found.sort_by_key(|event| Reverse(event.timestamp));
            found.truncate(LOOKED_AT);
            kept.events = found.into_iter().map(|event| event.message).collect();
            break;
        }
    }
    kept.places = places.into_iter().map(|place| KeptIn { rule: place.rule, group: place.group }).collect();
    Ok(kept)
}

impl Place {
    /// Whether it is an event that one of the rules has delivered: others may write to the group too.
    fn delivers(&self, text: &str) -> bool {
        Event::parse(text.as_bytes())
            .is_ok_and(|event| self.patterns.iter().any(|pattern| pattern.matches(&event) == Verdict::Match))
    }
}

fn pattern_of(rule: &Rule) -> Option<Pattern> {
    rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok())
}

/// The log groups that other rules of the bus deliver events of such sources to; those of the rules that ask for least
/// come first, for they have most.
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
    while let Some((rule, pattern, targets)) = read.try_next().await? {
        // What a target is given in the event's place is no event.
        let whole = targets.iter().filter(|target| target.gets_whole_event());
        let here = whole.filter(|target| is_here(client, &target.arn, &rule.arn));
        for group in here.filter_map(Target::log_group) {
            if let Some(place) = found.iter_mut().find(|place| place.group == group) {
                place.patterns.push(pattern.clone());
            } else if found.len() < GROUPS {
                let (group, rule) = (group.to_owned(), rule.name.clone());
                found.push(Place { group, rule, patterns: vec![pattern.clone()] });
            }
        }
    }
    Ok(found)
}

/// Whether a log group is in the account and the region that are looked at.
fn is_here(client: &Client, group: &Arn, rule: &Arn) -> bool {
    group.account() == rule.account() && group.region() == client.session().region
}

/// The filter pattern for events of these sources; none where there are too many to name, or one could not stand in it
/// without quoting.
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
