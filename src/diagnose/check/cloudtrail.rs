//! Events that come through CloudTrail: whether a trail records them, and whether the rule's state lets it
//! get them.

use super::recorded_calls::{AskedCalls, is_change, only_reads};
use super::region::only_global_elsewhere;
use super::{often, own_s3_events, trail_repair};
use crate::catalogue::RECORDED;
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::report::{Note, Report};
use crate::export::Command;
use crate::model::RuleState;
use crate::model::facts::{FieldCondition, Selector, Trail};
use crate::pattern::Asked;
use crate::text::and_list;

/// What the record of a call in an event says of it: true for a management event that only reads.
fn is_reading_record(case: &Case<'_>) -> bool {
    let Some(detail) = case.event().and_then(|event| event.root().get("detail")) else { return false };
    let is = |name: &str, kind: crate::json::Kind| detail.get(name).is_some_and(|value| value.kind() == kind);
    is("readOnly", crate::json::Kind::True)
        && !case.event_text("detail.eventName").is_some_and(|call| is_change(&call))
        && !is("managementEvent", crate::json::Kind::False)
        && case.event_text("detail.eventCategory").is_none_or(|category| category == "Management")
}

/// Whether the pattern asks for what only reads, by the record's own word for it.
fn wants_reads(case: &Case<'_>) -> bool {
    let reads = |asked: Asked<'_>| asked.takes_bool(true) && !asked.takes_bool(false);
    case.pattern().is_some_and(|pattern| pattern.always_asks("detail.readOnly", reads))
}

/// Whether all that a rule waits for are management events that surely come only to a rule whose state lets
/// in those that read.
pub(super) fn waits_for_reads_only(case: &Case<'_>) -> bool {
    let Some(wanted) = AskedCalls::of(case) else { return false };
    if wanted.data().is_some() {
        return false;
    }
    if is_reading_record(case) {
        return case.event_text("detail.eventName").is_some_and(|call| only_reads(&call));
    }
    let reads = wanted.only_read() || wants_reads(case) && !wanted.calls.is_empty() && wanted.says_all;
    reads && !wanted.may_be_data() && wanted.read_by_name()
}

/// M12: calls that only read, and a rule in the plain state.
pub(super) fn read_only(case: &Case<'_>, report: &mut Report) {
    let Some(wanted) = AskedCalls::of(case) else { return };
    let rule = case.rule;
    let calls = &wanted.calls;
    let wants_reads = wants_reads(case);
    let event_reads = is_reading_record(case);
    let all = wanted.only_read();
    let some = wanted.may_read();
    // Those that are changes come to a rule in the plain state, whatever their names and records say.
    let are_changes = wanted.says_all && !calls.is_empty() && calls.iter().all(|call| is_change(call));
    if wanted.data().is_some() || are_changes || !(all || some || wants_reads || event_reads) {
        return;
    }
    if rule.state == RuleState::EnabledWithAllCloudTrail {
        report
            .ok("The rule's state lets read-only calls in.")
            .with_exhibit("DescribeRule.State", rule.state.as_str());
        return;
    }
    if rule.state != RuleState::Enabled {
        return;
    }
    let special = RuleState::EnabledWithAllCloudTrail;
    let title = "Calls that only read (Describe, Get, List and the like) come only to a rule in the state \
                 ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, and this one is ENABLED.";
    // Of calls of both sorts the matches may be those that change.
    if case.has_matched() && (all || wants_reads) && !event_reads {
        report
            .ok("Calls that only read are not what keeps this rule still: its metrics count matches.")
            .with_exhibit("DescribeRule.State", rule.state.as_str());
        return;
    }
    // Data events come to a rule in the plain state, whether they read or not.
    let is_management = event_reads || (all || wants_reads) && !wanted.may_be_data();
    let of_event = case.event_text("detail.eventName").filter(|_| event_reads);
    let by_name = of_event.map_or_else(|| wanted.read_by_name(), |call| only_reads(&call));
    let is_unrecorded = is_unrecorded(case);
    let note = if is_management && !case.has_matched() && by_name {
        report.fault(title)
    } else if is_management && !case.has_matched() {
        report.suspect(format!(
            "{title} Whether these do, whose names begin otherwise, AWS's guide leaves open: they may come all the same."
        ))
    } else if wanted.may_be_data() && !event_reads {
        report.suspect(format!("{title} Data events are excepted, and some calls of this service are such."))
    } else {
        report.suspect(title)
    };
    // The state alone brings nothing where no trail records such calls.
    let note = if is_unrecorded { note.often(often::UNRECORDED) } else { note };
    note.with_exhibit("DescribeRule.State", rule.state.as_str())
        .with_exhibit("detail.eventName", calls.clone())
        .fix("Set that state with put-rule. It brings a great many events: keep the pattern narrow.")
        .change("State", Some(rule.state.as_str()), special.as_str())
        .repair(command::put_rule(case, None, None, &special));
}

fn covers_region(trail: &Trail, region: &str) -> bool {
    trail.multi_region || trail.home_region == region || trail.home_region.is_empty()
}

/// M13: no trail logs, so nothing comes through CloudTrail.
pub(super) fn no_trail(case: &Case<'_>, report: &mut Report) {
    // Events of global services are recorded in another region, whatever trails this one has (M4).
    if !case.only_cloudtrail() || only_global_elsewhere(case) {
        return;
    }
    if case.has_matched() {
        report.ok("Events come through CloudTrail: the rule's metrics count matches.");
        return;
    }
    let what = "Whether a trail logs, without which nothing comes through CloudTrail,";
    let Some(trails) = report.see(what, "cloudtrail:DescribeTrails", &case.evidence.trails) else { return };
    let shown: Vec<_> = trails
        .iter()
        .map(|trail| serde_json::json!({"name": trail.name, "home": trail.home_region, "logging": trail.logging}))
        .collect();
    let here: Vec<&Trail> = trails.iter().filter(|trail| covers_region(trail, case.region())).collect();
    if here.iter().any(|trail| trail.logging == Some(true)) {
        report.ok("A trail logs in this region.").with_exhibit("DescribeTrails", shown);
    } else if let Some(unseen) = here.iter().find(|trail| trail.logging.is_none()) {
        // What it takes is asked next (M14).
        let needs = if unseen.selectors.is_some() {
            "cloudtrail:GetTrailStatus"
        } else {
            "cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors"
        };
        report.cannot_see(&format!("Whether the trail {} logs", unseen.name), needs, "");
    } else if let Some(stopped) = here.first() {
        report
            .fault(format!("The trail {} does not log, so no event comes through CloudTrail.", stopped.name))
            .with_exhibit("GetTrailStatus", shown)
            .fix("Start it.")
            .calls(
                Command::new("cloudtrail start-logging")
                    .option("name", &stopped.name)
                    .region(&stopped.home_region),
            );
    } else {
        let note = report
            .fault("No trail covers this region, so no event comes through CloudTrail.")
            .with_exhibit("DescribeTrails", shown);
        let Err(note) = own_s3_events::offer_instead(case, note) else { return };
        let data = AskedCalls::of(case).and_then(|wanted| wanted.data());
        let (name, fix) = match data {
            Some(kind) => (
                "data-events",
                format!(
                    "These calls are data events: create a trail, for all regions, that takes those of {kind}, and start it. \
                     They are billed by volume: limit it to the resources that matter."
                ),
            ),
            None => (
                "management-events",
                "Create a trail, for all regions, that takes management events, and start it.".to_owned(),
            ),
        };
        let mut calls = vec![
            Command::new("cloudtrail create-trail --is-multi-region-trail")
                .option("name", name)
                .option("s3-bucket-name", "BUCKET")
                .region(case.region()),
        ];
        calls.extend(data.map(|kind| {
            let selector = serde_json::json!([{"FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Data"]},
                {"Field": "resources.type", "Equals": [kind]},
            ]}]);
            Command::new("cloudtrail put-event-selectors")
                .option("trail-name", name)
                .option("advanced-event-selectors", &selector.to_string())
                .region(case.region())
        }));
        calls.push(Command::new("cloudtrail start-logging").option("name", name).region(case.region()));
        let calls: Vec<String> = calls.iter().map(ToString::to_string).collect();
        note.fix(fix).calls(calls.join("\n"));
    }
}

/// Whether a trail has to be made or changed before what the rule waits for is recorded. One that is only
/// stopped has to be started.
pub(super) fn wants_another_trail(case: &Case<'_>) -> bool {
    let Some(trails) = case.evidence.trails.seen() else { return false };
    let is_covered = trails.iter().any(|trail| covers_region(trail, case.region()));
    let mut wrongs = Report::of_wrongs();
    if is_covered {
        left_out(case, &mut wrongs);
    } else {
        no_trail(case, &mut wrongs);
    }
    !wrongs.into_findings().is_empty()
}

/// Whether no trail surely records what the rule waits for, be it that one is stopped.
fn is_unrecorded(case: &Case<'_>) -> bool {
    let mut wrongs = Report::of_wrongs();
    no_trail(case, &mut wrongs);
    left_out(case, &mut wrongs);
    !wrongs.into_findings().is_empty()
}

/// M14: the trails leave this class of event out.
pub(super) fn left_out(case: &Case<'_>, report: &mut Report) {
    let Some(wanted) = AskedCalls::of(case) else { return };
    let Some(trails) = case.evidence.trails.seen() else { return };
    let logging: Vec<&Trail> = trails
        .iter()
        .filter(|trail| covers_region(trail, case.region()) && trail.logging == Some(true))
        .collect();
    if logging.is_empty() || case.has_matched() {
        return;
    }
    let of_all: Vec<&Vec<Selector>> = logging.iter().filter_map(|trail| trail.selectors.as_ref()).collect();
    let data = wanted.data();
    if data.is_none() && trail_repair::without_global_services(case, report, &logging) {
        return;
    }
    if data.is_none() && !wanted.calls.is_empty() && !wanted.sources.is_empty() && wanted.may_be_data() {
        let what = "Whether a trail takes these calls";
        let why = "some calls of this service are data events, and which they are is not known here";
        report.cannot_see(what, "a look at an event of such a call: its managementEvent tells", why);
        return;
    }
    if of_all.iter().any(|selectors| selectors.iter().any(|selector| takes(selector, &wanted, data))) {
        report.ok("A trail takes events of this class.");
        return;
    }
    if of_all.len() < logging.len() {
        report.cannot_see("What the trails take", "cloudtrail:GetEventSelectors", "");
        return;
    }
    let names: Vec<&str> = logging.iter().map(|trail| trail.name.as_str()).collect();
    match data {
        Some(kind) => {
            let note = report
                .fault({
                    let of = match wanted.of_buckets() {
                        [] => String::new(),
                        buckets => format!(" for {}", crate::diagnose::case::listed(buckets)),
                    };
                    match trail_repair::why_data_left_out(&logging, &wanted, kind) {
                        Some(why) => {
                            format!("These calls are data events of {kind}{of}, which no trail takes: {why}.")
                        }
                        None => format!(
                            "These calls are data events, and no trail takes data events of {kind}{of}."
                        ),
                    }
                })
                .with_exhibit("GetEventSelectors", names);
            if let Err(note) = own_s3_events::offer_instead(case, note) {
                let fix = "Add data events of this type to a trail, for the resources that matter: they are billed by volume.";
                open(case, note, fix, &logging, &wanted, data);
            }
        }
        None => {
            let note = report
                .fault(match logging.as_slice() {
                    [one] => {
                        let why = trail_repair::why_left_out(one, &wanted).map(|why| format!(": {why}"));
                        format!(
                            "The trail {}, which logs, leaves these management events out{}.",
                            one.name,
                            why.unwrap_or_default()
                        )
                    }
                    _ => {
                        format!(
                            "The trails that log ({}) leave these management events out.",
                            and_list(&names)
                        )
                    }
                })
                .with_exhibit("GetEventSelectors", names);
            let fix = "Let one trail log management events, read and write, without excluding this source.";
            open(case, note, fix, &logging, &wanted, data);
        }
    }
}

/// Says what to do, with the call that opens one of the trails where there is one.
fn open(
    case: &Case<'_>,
    note: Note<'_>,
    fix: &str,
    trails: &[&Trail],
    wanted: &AskedCalls,
    data: Option<&str>,
) {
    let Some(opened) = trail_repair::opened(trails, wanted, data, case.rule.arn.partition()) else {
        note.fix(fix);
        return;
    };
    let of_all = match data {
        Some(_) if wanted.of_buckets().is_empty() => ", of all resources of the type",
        Some(_) | None => "",
    };
    note.fix(format!(
        "{fix} Here it is {}{of_all}. Its selectors are written whole, as they were read now, without names.",
        opened.trail.name
    ))
    .calls(opened.call);
}

/// What the source of an event is called inside of a call's record.
pub(super) fn host_of(source: &str) -> String {
    format!("{}.amazonaws.com", source.trim_start_matches("aws."))
}

/// Whether a selector takes what is wanted.
pub(super) fn takes(selector: &Selector, wanted: &AskedCalls, data: Option<&str>) -> bool {
    let reads = wanted.only_read();
    match selector {
        Selector::Basic { read_write, management, excluded, data: types } => {
            let direction = match read_write.as_str() {
                "ReadOnly" => reads || !wanted.says_all,
                "WriteOnly" => !reads,
                _ => true,
            };
            let left_out = !wanted.sources.is_empty()
                && wanted.sources.iter().all(|source| excluded.contains(&host_of(source)));
            direction
                && match data {
                    Some(kind) => types
                        .iter()
                        .any(|(of, values)| of == kind && values.iter().any(|value| wanted.are_among(value))),
                    None => *management && !left_out,
                }
        }
        Selector::Advanced(conditions) => {
            let field = |name: &str| conditions.iter().find(|condition| condition.field == name);
            let category = if data.is_some() { "Data" } else { "Management" };
            let is = |name: &str, value: &str| field(name).is_none_or(|condition| allows(condition, value));
            is("eventCategory", category)
                && data.is_none_or(|kind| is("resources.type", kind))
                && field("resources.ARN").is_none_or(|condition| {
                    condition.equals.is_empty() && condition.starts_with.is_empty()
                        || condition.equals.iter().any(|arn| wanted.are_among(arn))
                        || condition.starts_with.iter().any(|text| wanted.may_begin_with(text))
                })
                && (!wanted.says_all || is("readOnly", if reads { "true" } else { "false" }))
                && (wanted.sources.is_empty()
                    || wanted.sources.iter().any(|source| is("eventSource", &host_of(source))))
                && (!wanted.says_all || wanted.calls.iter().any(|call| is("eventName", call)))
        }
    }
}

pub(super) fn allows(condition: &FieldCondition, value: &str) -> bool {
    let FieldCondition { field: _, equals, not_equals, starts_with, ends_with, narrowed: _ } = condition;
    let positive = equals.iter().any(|text| text == value)
        || starts_with.iter().any(|text| value.starts_with(text))
        || ends_with.iter().any(|text| value.ends_with(text));
    let asks = !equals.is_empty() || !starts_with.is_empty() || !ends_with.is_empty();
    (positive || !asks) && !not_equals.iter().any(|text| text == value)
}

/// Whether trails need to be looked at for this rule.
pub(in crate::diagnose) fn needs_trails(case: &Case<'_>) -> bool {
    case.only_cloudtrail()
        || case.pattern().is_some_and(|pattern| {
            pattern.ever_asks("detail-type", |asked| {
                asked.texts().iter().any(|text| RECORDED.contains(&text.as_str()))
            })
        })
}
