//! Rung 1: events that are in another region only, unless a rule there forwards them.

use super::often;
use super::sign_in::{self, SignIns};
use crate::catalogue::sources;
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::Report;
use crate::pattern::services::WITHOUT_REGIONS;
use crate::pattern::{Beginning, Pattern};
use crate::text::{global_region, is_region_code};
use serde_json::json;

/// M3: another region.
pub(super) fn other_region(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    if let Some(of_event) = case.event_text("region")
        && of_event != region
        && !region.is_empty()
        && case.is_brought()
    {
        report
            .suspect(format!("The event is of {of_event}, and this rule is in {region}."))
            .with_exhibit("the event's region", of_event.as_str())
            .fix(format!("Look at the rules of {of_event}, or forward events from there to this bus."));
    }
    let Some(pattern) = case.pattern() else { return };
    calls_elsewhere(case, pattern, region, report);
    if pattern.always_asks("region", |asked| !asked.takes(region) && !asked.takes_absence())
        && !region.is_empty()
    {
        let wanted = pattern.texts_at("region");
        let of = if wanted.is_empty() {
            let lists = pattern.asks().filter_map(|asks| pattern.text().get(asks.at("region")?.span()));
            format!("other regions, by {}", listed(&lists.map(str::to_owned).collect::<Vec<_>>()))
        } else {
            listed(&wanted)
        };
        if case.has_matched() {
            report.ok("Events of another region are forwarded to this bus: its metrics count matches.");
            return;
        }
        if let Some(seen) = case.seen_text("region").filter(|seen| wanted.contains(seen)) {
            report
                .ok(format!("Events of {seen} are forwarded to this bus: one was seen on it."))
                .with_exhibit("the event's region", seen);
            return;
        }
        if no_region(case, pattern, &wanted, report) {
            return;
        }
        // Nothing that can be asked here tells whether a rule of another region has this bus as its target.
        report
            .suspect(format!(
                "The pattern wants events of {of}, and this rule is in {region}: events stay in their region \
                 unless a rule there forwards them, which cannot be seen from here."
            ))
            .with_exhibit("DescribeRule.EventPattern", of.clone())
            .fix(format!(
                "Where nothing forwards them, make the rule in the region it is meant for; where events of this region \
                 are meant, write \"region\": [\"{region}\"]."
            ));
    } else if pattern.ever_asks("region", |_| true) {
        report.ok("The pattern's region is this one.");
    }
}

/// Tells of what is asked for as the region of an event and can be none, by how it is written; whether it
/// did.
fn no_region(case: &Case<'_>, pattern: &Pattern, wanted: &[String], report: &mut Report) -> bool {
    let is_none = |text: &str| !is_region_code(text);
    let Some(text) = wanted.first().filter(|_| pattern.always_asks("region", |asked| asked.is_only(is_none)))
    else {
        return false;
    };
    let small = text.trim().to_lowercase();
    let without_zone = small.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let (what, meant) = if is_region_code(&small) {
        ("letter case and white space count", Some(small.as_str()))
    } else if small.len() == without_zone.len() + 1 && is_region_code(without_zone) {
        ("that is an availability zone", Some(without_zone))
    } else {
        ("regions have names such as eu-west-1", None)
    };
    let note = report
        .fault(format!("No region has the name `{text}`: {what}. No event comes from there."))
        .with_exhibit("DescribeRule.EventPattern", wanted);
    let meant = meant.unwrap_or_else(|| case.region());
    let fix = format!("Write \"region\": [\"{meant}\"], where events of {meant} are meant, or leave it out.");
    let after = super::call_names::replaced(pattern, "region", text, &json!(meant).to_string());
    match after.filter(|_| wanted.len() == 1) {
        Some(after) => super::matching::offer(case, note, &fix, after),
        None => {
            note.fix(fix);
        }
    }
    true
}

/// Recorded calls that are asked for by their region: their events come to the bus of that region. Where the
/// region of the event itself is asked for, that is what is told.
fn calls_elsewhere(case: &Case<'_>, pattern: &Pattern, region: &str, report: &mut Report) {
    const CALLED_IN: &str = "detail.awsRegion";
    let is_elsewhere = pattern
        .always_asks(CALLED_IN, |asked| asked.is_only(|text| text != region) && !asked.texts().is_empty());
    if region.is_empty() || !case.only_cloudtrail() || !is_elsewhere || pattern.ever_asks("region", |_| true)
    {
        return;
    }
    // A global service's calls are all of one region, from wherever they are made.
    let home = global_region(region);
    let only_global =
        case.only_sources(|source| is_one_of(&WITHOUT_REGIONS, source)) || global_hosts(case).is_some();
    let is_never = pattern.always_asks(CALLED_IN, |asked| !asked.takes(home));
    if only_global && region == home && is_never && !case.has_matched() {
        report
            .suspect(format!(
                "The calls of this global service have the awsRegion {home}, from wherever they are made, and the pattern \
                 wants {}.",
                listed(&pattern.texts_at(CALLED_IN))
            ))
            .with_exhibit("DescribeRule.EventPattern", pattern.texts_at(CALLED_IN))
            .fix(format!("Write \"awsRegion\": [\"{home}\"], or leave it out."));
        return;
    }
    // M4 tells where calls of global services are.
    let is_global = is_of_oregon(case)
        || case
            .only_sources(|source| is_one_of(&WITHOUT_REGIONS, source) || is_one_of(&PARTLY_GLOBAL, source));
    if only_global_elsewhere(case) || is_global || case.has_matched() || case.seen_text(CALLED_IN).is_some() {
        return;
    }
    let wanted = pattern.texts_at(CALLED_IN);
    let several = wanted.len() > 1;
    report
        .suspect(format!(
            "The pattern wants calls that were made in {}, and this rule is in {region}: their events come to the bus of \
             the region of the call, unless a rule there forwards them, which cannot be seen from here.",
            listed(&wanted)
        ))
        .with_exhibit("DescribeRule.EventPattern", wanted)
        .fix(format!(
            "Where nothing forwards them, make the rule in {}; where calls of this region are meant, write \
             \"awsRegion\": [\"{region}\"].",
            if several { "each of these regions" } else { "that region" }
        ));
}

/// Services that are global in part.
const PARTLY_GLOBAL: [&str; 5] =
    ["aws.sts", "aws.signin", "aws.support", "aws.trustedadvisor", "aws.budgets"];

/// Global services whose events are in Oregon (Network Manager user guide: its home is us-west-2, and so are
/// its events; Global Accelerator API reference: its API is in us-west-2, whatever the endpoints' regions).
const OF_OREGON: [&str; 2] = ["aws.networkmanager", "aws.globalaccelerator"];

/// Whether the rule waits for nothing but events of services that are in Oregon.
fn is_of_oregon(case: &Case<'_>) -> bool {
    case.rule.arn.partition() == "aws" && case.only_sources(|source| is_one_of(&OF_OREGON, source))
}

/// The hosts of global services, where the pattern asks for recorded calls of those alone.
fn global_hosts(case: &Case<'_>) -> Option<Vec<String>> {
    let is_global = |host: &str| {
        host.strip_suffix(".amazonaws.com")
            .is_some_and(|service| WITHOUT_REGIONS.contains(&format!("aws.{service}").as_str()))
    };
    let pattern = case.pattern()?;
    pattern
        .always_asks("detail.eventSource", |asked| asked.is_only(is_global))
        .then(|| pattern.texts_at("detail.eventSource"))
}

/// Whether a source is one of these, or begins so that of all known sources only these do.
fn is_one_of(all: &[&str], source: &Beginning) -> bool {
    let begins = || all.iter().any(|one| one.starts_with(&source.text));
    let of_others = || sources().iter().any(|one| one.starts_with(&source.text) && !all.contains(one));
    if source.whole { all.contains(&source.text.as_str()) } else { begins() && !of_others() }
}

/// Whether the rule waits for nothing but calls of services whose events are in another region: trails of
/// this one do not matter then.
pub(super) fn only_global_elsewhere(case: &Case<'_>) -> bool {
    let region = case.region();
    let is_global = |source: &Beginning| is_one_of(&WITHOUT_REGIONS, source);
    if SignIns::of(case).is_some_and(|whose| whose.are_never_in(region)) {
        return true;
    }
    if is_of_oregon(case) {
        return !region.is_empty() && region != "us-west-2";
    }
    !region.is_empty()
        && region != global_region(region)
        && (case.only_sources(is_global) || global_hosts(case).is_some())
}

/// M4: a global service, whose events exist in one region.
pub(super) fn global_service(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    if let Some(whose) = SignIns::of(case).filter(|_| !region.is_empty()) {
        return sign_in::region(case, report, whose);
    }
    let is_of_oregon = is_of_oregon(case);
    let home = if is_of_oregon { "us-west-2" } else { global_region(region) };
    let by_source = is_of_oregon
        || case
            .only_sources(|source| is_one_of(&WITHOUT_REGIONS, source) || is_one_of(&PARTLY_GLOBAL, source));
    let by_host = global_hosts(case);
    if !(by_source || by_host.is_some()) || region.is_empty() {
        return;
    }
    if region == home || case.has_matched() {
        report.ok("The rule is where the events of this global service are.");
        return;
    }
    let is_global = |source: &str| {
        [&WITHOUT_REGIONS[..], &PARTLY_GLOBAL, &OF_OREGON].iter().any(|all| all.contains(&source))
    };
    if let Some(source) = case.seen_text("source").filter(|source| is_global(source)) {
        report
            .ok(format!("Events of {source} are forwarded to this bus: one was seen on it."))
            .with_exhibit("the event's source", source);
        return;
    }
    let sources = by_host.filter(|_| !by_source).unwrap_or_else(|| case.sources());
    // Those of its endpoints in regions are recorded there.
    if case.only_sources(|source| is_one_of(&PARTLY_GLOBAL, source)) {
        report
            .suspect(format!(
                "Some events of {}, those of its global endpoint, are in {home} only, and this rule is in {region}.",
                listed(&sources)
            ))
            .often(often::PARTLY_GLOBAL)
            .with_exhibit("DescribeRule.EventPattern", sources)
            .fix(format!("Where those are meant, make a rule in {home} too, which may forward them to this bus."));
        return;
    }
    // Nothing that can be asked here tells whether a rule in that region has this bus as its target.
    report
        .suspect(format!(
            "The events of {} exist in {home} only, and this rule is in {region}: they come here only if a rule in \
             {home} forwards them, which cannot be seen from here.",
            listed(&sources)
        ))
        .with_exhibit("DescribeRule.EventPattern", sources)
        .fix(format!("Make a rule in {home} that forwards these events to this bus, or make this rule in {home}."));
}
