//! M27: how CloudTrail names services, calls and sign-ins, where a pattern has another name.

use super::pattern_text::offer_if;
use crate::catalogue::{
    CALL, Call, SIGN_IN, asks_records, call, has_calls_of, host_of_source, is_any_call, is_of_another_thing,
};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::Report;
use crate::json::Value;
use crate::pattern::services::{are_two, host_of};
use crate::pattern::{Asked, Asks, Pattern, Verdict};
use serde_json::json;
use std::ops::Range;

/// Where a record names the service, and the call.
const SOURCE: &str = "detail.eventSource";
const NAME: &str = "detail.eventName";

/// Calls whose names CloudTrail writes with the date of their API.
const DATED: [&str; 13] = [
    "CreateFunction",
    "UpdateFunctionCode",
    "UpdateFunctionConfiguration",
    "DeleteFunction",
    "PublishVersion",
    "AddPermission",
    "RemovePermission",
    "CreateAlias",
    "UpdateAlias",
    "DeleteAlias",
    "CreateEventSourceMapping",
    "UpdateEventSourceMapping",
    "DeleteEventSourceMapping",
];

/// M27: a service's API by a name that CloudTrail does not use.
pub(super) fn names(case: &Case<'_>, report: &mut Report) {
    let Some(pattern) = case.own_pattern() else { return };
    let calls = pattern.texts_at(NAME);
    let mut is_told = super::recorded_source::tell_of_other_source(case, report);
    if pattern.texts_at(SOURCE).is_empty() && calls.is_empty() {
        return;
    }
    // What comes in is recorded under the names that the pattern has, whatever the lists here have.
    let is_met = case.has_matched() || case.verdict() == Some(Verdict::Match);
    is_told |= !is_met && super::service_events::tell_of_asked_as_calls(case, report);
    is_told |= hosts(case, pattern, report);
    is_told |= dated(case, pattern, &calls, report);
    let (doubted, unknown) = if is_met { (false, Vec::new()) } else { of_services(case, pattern, report) };
    is_told |= doubted;
    is_told |= two_services(pattern, report);
    is_told |= sign_ins(case, pattern, &calls, report);
    if is_told {
        return;
    }
    if is_met {
        report.ok("The names of services and calls are such that events match.");
    } else if unknown.is_empty() {
        report.ok("The names of services and calls are those that CloudTrail uses.");
    } else {
        tell_of_unknown(&unknown, report);
    }
}

/// A call that the list of its service does not have, and the hosts of the services that have one of that
/// name.
type Unlisted = (String, Vec<String>);

/// The lists are of the services' APIs, and some services' records have names of their own: what no list has
/// may be recorded all the same.
fn tell_of_unknown(unknown: &[Unlisted], report: &mut Report) {
    let names: Vec<String> = unknown.iter().map(|(name, _)| name.clone()).collect();
    let of_others = unknown.iter().filter(|(_, others)| !others.is_empty());
    let of_others = of_others
        .map(|(name, others)| format!("; `{name}` is a call of {}", crate::text::listed(others, "and", 3)));
    let of_others: String = of_others.collect();
    let whose = if of_others.is_empty() { "" } else { " for that service" };
    let why = format!("no list of names here has them{whose}{of_others}");
    let what = format!("Whether CloudTrail records calls named {}", listed(&names));
    report.wants_event(&what, "an event to judge by", &why);
}

/// Whether each alternative asks for nothing but this text at the path: then the rule surely does not match,
/// if no record has it.
fn is_all_asked(case: &Case<'_>, pattern: &Pattern, path: &str, text: &str) -> bool {
    !case.has_matched() && pattern.always_asks(path, |asked| asked.is_only(|only| only == text))
}

/// Services by another name than CloudTrail's.
fn hosts(case: &Case<'_>, pattern: &Pattern, report: &mut Report) -> bool {
    let mut is_told = false;
    for text in pattern.texts_at(SOURCE) {
        let Some((right, known)) = right_host(&text) else { continue };
        is_told = true;
        // A source of an event in the place of a host is told by what is wrong with any pattern (M10).
        if text.starts_with("aws.") {
            continue;
        }
        // A name that is known to be another's way of writing a known one is never there.
        let sure = known && is_all_asked(case, pattern, SOURCE, &text);
        let title = format!("CloudTrail names no event source `{text}`; it is `{right}`.");
        let note = if sure { report.fault(title) } else { report.suspect(title) };
        let note = note.with_exhibit("DescribeRule.EventPattern", json!({SOURCE: text}));
        let after = replaced(pattern, SOURCE, &text, &json!(right).to_string());
        offer_if(case, note, &format!("Write \"{right}\" at {SOURCE}."), after);
    }
    is_told
}

/// The host that is meant by another text, and whether that is known for sure; none for one that may well be
/// one.
fn right_host(text: &str) -> Option<(String, bool)> {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches(".amazonaws.com").trim_start_matches("aws.");
    if bare.contains('.') {
        // A region's own host, or one with another ending: CloudTrail's are "typically a short form of the
        // service name without spaces plus .amazonaws.com" (CloudTrail user guide, "CloudTrail record
        // contents").
        let (service, rest) = bare.split_once('.')?;
        let is_other = lower.ends_with(".amazonaws.com")
            || ["amazon.com", "aws.com", "amazonaws", "amazonaws.com.cn"].contains(&rest);
        let right = host_of_source(&format!("aws.{service}")).filter(|_| is_other && service != "signin")?;
        return Some((right, false));
    }
    let known = host_of(bare);
    let right = format!("{}.amazonaws.com", known.unwrap_or(bare));
    (right != text).then_some((right, known.is_some()))
}

/// Calls of Lambda without the date that CloudTrail writes behind their names.
fn dated(case: &Case<'_>, pattern: &Pattern, calls: &[String], report: &mut Report) -> bool {
    let of_lambda = pattern.texts_at(SOURCE).iter().any(|text| text.starts_with("lambda"))
        || pattern.texts_at("source").iter().any(|text| text == "aws.lambda");
    let mut is_told = false;
    for call in calls.iter().filter(|call| of_lambda && DATED.contains(&call.as_str())) {
        is_told = true;
        let sure = is_all_asked(case, pattern, NAME, call);
        let title =
            format!("CloudTrail writes this call of Lambda with a date behind it, such as {call}20150331.");
        let note = if sure { report.fault(title) } else { report.suspect(title) };
        let note = note.with_exhibit("DescribeRule.EventPattern", json!({NAME: call}));
        let dated = dated_item(call);
        let after = replaced(pattern, NAME, call, &dated);
        offer_if(case, note, &format!("Write {dated} at {NAME}."), after);
    }
    is_told
}

/// What takes a call of Lambda with any date behind its name.
fn dated_item(call: &str) -> String {
    format!(r#"{{"prefix": "{call}2"}}"#)
}

/// A call of other services than the pattern asks for.
fn of_others(hosts: &[String], name: &str, others: &[String], report: &mut Report) {
    let others = crate::text::listed(others, "and", 3);
    report
        .suspect(format!("{} is not known to have a call `{name}`; it is one of {others}.", listed(hosts)))
        .with_exhibit("DescribeRule.EventPattern", json!({NAME: name}))
        .fix(format!(
            "Write the service whose call is meant as source and at {SOURCE}, or a call of {}.",
            listed(hosts)
        ));
}

/// What is known of each call that the pattern asks for: whether something was told, and the names that no
/// list has.
fn of_services(case: &Case<'_>, pattern: &Pattern, report: &mut Report) -> (bool, Vec<Unlisted>) {
    let (mut told, mut seen, mut unknown) = (false, Vec::new(), Vec::new());
    for asks in pattern.asks().filter(|asks| is_of_calls(*asks)) {
        let hosts = hosts_of(asks);
        for name in asks.at(NAME).map(Asked::texts).unwrap_or_default() {
            // Of a service's own events another check tells.
            if seen.contains(&name) || super::service_events::events_of(asks).contains(&name.as_str()) {
                continue;
            }
            match best(&hosts, &name) {
                Call::Known => {}
                Call::Unknown if name.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    told = true;
                    in_small_letters(&name, report);
                }
                Call::Unknown if is_of_notifications(&name) => {
                    told = true;
                    of_notifications(&name, report);
                }
                Call::Unknown => unknown.push((name.clone(), Vec::new())),
                // Another service, whose calls are not known, may have it.
                Call::Near(_) if !are_listed(asks, &hosts) => unknown.push((name.clone(), Vec::new())),
                Call::OfOthers(others)
                    if are_listed(asks, &hosts)
                        && hosts.iter().all(|host| is_of_another_thing(host, &name)) =>
                {
                    told = true;
                    of_others(&hosts, &name, &others, report);
                }
                Call::OfOthers(others) => unknown.push((name.clone(), others)),
                Call::Near(right) => {
                    told = true;
                    let is_dated =
                        hosts.iter().any(|host| host.starts_with("lambda.")) && DATED.contains(&right);
                    let (recorded, item) = if is_dated {
                        (
                            format!(
                                ", which CloudTrail writes with a date behind it, such as {right}20150331"
                            ),
                            dated_item(right),
                        )
                    } else {
                        (String::new(), json!(right).to_string())
                    };
                    let title = format!(
                        "{} is not known to have a call `{name}`; there is `{right}`{recorded}.",
                        listed(&hosts)
                    );
                    let note =
                        report.suspect(title).with_exhibit("DescribeRule.EventPattern", json!({NAME: name}));
                    let after = replaced(pattern, NAME, &name, &item);
                    offer_if(case, note, &format!("Write {item} at {NAME}."), after);
                }
            }
            seen.push(name);
        }
    }
    (told, unknown)
}

/// Whether an alternative takes records of calls alone: what else CloudTrail records has names of its own.
fn is_of_calls(asks: Asks<'_>) -> bool {
    let Some(types) = asks.at("detail-type") else { return asks_records(asks) };
    types.is_only(|text| text == CALL)
}

/// The hosts of the services whose calls an alternative takes, as far as it names them.
fn hosts_of(asks: Asks<'_>) -> Vec<String> {
    let named = asks.at(SOURCE).map(|asked| {
        let texts = asked.texts().into_iter();
        texts.map(|text| right_host(&text).map_or(text, |(right, _)| right)).collect::<Vec<_>>()
    });
    let named = named.filter(|hosts| !hosts.is_empty());
    named.unwrap_or_else(|| {
        let sources = asks.at("source").map(Asked::texts).unwrap_or_default();
        sources.iter().filter_map(|source| host_of_source(source)).collect()
    })
}

/// Whether the calls are known of every service that an alternative names.
fn are_listed(asks: Asks<'_>, hosts: &[String]) -> bool {
    let sources =
        asks.at("source").filter(|_| asks.at(SOURCE).is_none()).map(Asked::texts).unwrap_or_default();
    hosts.iter().all(|host| has_calls_of(host))
        && sources.iter().all(|source| host_of_source(source).is_some())
}

/// What is known of a call that one of several services may have; where none is named, any.
fn best(hosts: &[String], name: &str) -> Call {
    if hosts.is_empty() {
        return if is_any_call(name) { Call::Known } else { Call::Unknown };
    }
    let all: Vec<Call> = hosts.iter().map(|host| call(host, name)).collect();
    let first = |test: fn(&Call) -> bool| all.iter().find(|call| test(call)).cloned();
    first(|call| *call == Call::Known)
        .or_else(|| first(|call| matches!(call, Call::Near(_))))
        .or_else(|| first(|call| *call == Call::Unknown))
        .or_else(|| all.first().cloned())
        .unwrap_or(Call::Unknown)
}

fn in_small_letters(name: &str, report: &mut Report) {
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let right = format!("{first}{}", letters.as_str());
    report
        .suspect(format!(
            "CloudTrail writes the names of most calls with a capital in front, and this is `{name}`."
        ))
        .with_exhibit("DescribeRule.EventPattern", json!({NAME: name}))
        .fix(format!("Unless it is one of the few that are not, write \"{right}\" at {NAME}."));
}

/// Whether a name is one of the notifications that S3 sends to functions, queues and topics itself (S3 user
/// guide, "Event notification types and destinations").
fn is_of_notifications(name: &str) -> bool {
    let name = name.strip_prefix("s3:").unwrap_or(name);
    ["ObjectCreated", "ObjectRemoved", "ObjectRestore", "ObjectTagging", "ObjectAcl"]
        .iter()
        .any(|kind| name.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
}

fn of_notifications(name: &str, report: &mut Report) {
    report
        .suspect(format!(
            "`{name}` is what S3 names the notifications that it sends to functions, queues and topics itself; CloudTrail \
             records calls, such as `PutObject`."
        ))
        .with_exhibit("DescribeRule.EventPattern", json!({NAME: name}))
        .fix("Write the call's name, or ask for S3's own events: \"detail-type\": [\"Object Created\"].");
}

/// A source and an event source of which the one cannot come with the other.
fn two_services(pattern: &Pattern, report: &mut Report) -> bool {
    let is_plain = |path: &str| pattern.always_asks(path, |asked| asked.is_only(|_| true));
    let (sources, hosts) = (pattern.texts_at("source"), pattern.texts_at(SOURCE));
    if !is_plain("source") || !is_plain(SOURCE) || !are_two(&sources, &hosts) {
        return false;
    }
    let (Some(source), Some(host)) = (sources.first(), hosts.first()) else { return false };
    report
        .suspect(format!(
            "The record of a call has the same service as source and as event source, and this pattern asks for {source} \
             and for {host}."
        ))
        .with_exhibit("DescribeRule.EventPattern", json!({"source": source, SOURCE: host}))
        .fix("Write the service whose calls are meant in both places.");
    true
}

/// Sign-ins to the console under another detail-type, or by another name.
fn sign_ins(case: &Case<'_>, pattern: &Pattern, calls: &[String], report: &mut Report) -> bool {
    let types = pattern.texts_at("detail-type");
    let of_sign_ins = types.iter().any(|text| text == SIGN_IN);
    if of_sign_ins {
        let only = pattern.always_asks("detail-type", |asked| asked.is_only(|text| text == SIGN_IN));
        let other = calls.iter().find(|call| only && is_said_of_sign_ins(call));
        let Some(call) = other else { return false };
        let title =
            format!("CloudTrail is not known to record a sign-in named `{call}`; there is `ConsoleLogin`.");
        let note = report.suspect(title).with_exhibit("DescribeRule.EventPattern", json!({NAME: call}));
        let after = replaced(pattern, NAME, call, "\"ConsoleLogin\"");
        offer_if(case, note, &format!("Write \"ConsoleLogin\" at {NAME}."), after);
        return true;
    }
    if types.is_empty() || !calls.iter().any(|call| call == "ConsoleLogin") {
        return false;
    }
    let sure = is_all_asked(case, pattern, NAME, "ConsoleLogin");
    let title = format!("Sign-ins to the console come as `{SIGN_IN}`, not as {}.", listed(&types));
    let note = if sure { report.fault(title) } else { report.suspect(title) };
    let note = note.with_exhibit("DescribeRule.EventPattern", json!({"detail-type": types}));
    // Other calls come under the detail-type that is there.
    let after = match (calls, types.as_slice()) {
        ([_], [kind]) => replaced(pattern, "detail-type", kind, &json!(SIGN_IN).to_string()),
        (_, _) => None,
    };
    offer_if(case, note, &format!("Write \"{SIGN_IN}\" as detail-type."), after);
    true
}

/// Whether a name is what somebody would call a sign-in to the console, and CloudTrail does not ("AWS
/// Management Console sign-in events").
fn is_said_of_sign_ins(name: &str) -> bool {
    let lower = name.to_lowercase().replace(['-', '_', ' '], "");
    let names =
        ["consolelogin", "consolesignin", "consolelogon", "login", "signin", "userlogin", "usersignin"];
    name != "ConsoleLogin" && names.contains(&lower.as_str())
}

/// The pattern with another item in the place of a plain text, wherever the path is asked for.
pub(super) fn replaced(pattern: &Pattern, path: &str, text: &str, item: &str) -> Option<String> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for asked in pattern.asks().filter_map(|asks| asks.at(path)) {
        let same = |value: &Value<'_>| value.text().is_some_and(|found| found.as_bytes() == text.as_bytes());
        spans.extend(asked.items().filter(same).map(Value::span));
    }
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let mut after = pattern.text().to_owned();
    spans.iter().rev().for_each(|span| after.replace_range(span.clone(), item));
    Some(after).filter(|after| !spans.is_empty() && Pattern::parse(after).is_ok())
}
