//! Rung 1: did the event arrive on the rule's bus.

use crate::diagnose::case::{Case, is_aws, listed, only_aws};
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::Command;
use crate::model::Bus;
use crate::model::facts::BucketNotices;
use crate::pattern::Beginning;
use crate::policy::{Access, Caller, Decision, Held, Policy};

/// R1: whether the event, or any event for the rule, was seen on the bus.
pub(super) fn arrived(case: &Case<'_>, report: &mut Report) {
    let evidence = case.evidence;
    let records = evidence.records.seen().map(Vec::as_slice).unwrap_or_default();
    if let Some(failed) = records.iter().find(|record| record.kind == "EVENT_INGEST_FAILURE") {
        let why =
            failed.error.as_ref().map(|(code, message)| format!(": {code}, {message}")).unwrap_or_default();
        report
            .fault(format!("EventBridge could not take the event in{why}."))
            .shown("bus log", failed.kind.as_str());
        return;
    }
    if records.iter().any(|record| record.kind == "EVENT_RECEIPT" || record.kind == "EVENT_INGEST_SUCCESS") {
        report.ok("The bus's log has the event.").shown("bus log", "EVENT_RECEIPT");
    } else if case.is_seen() {
        report.ok("The event was seen on this bus.");
    } else if evidence.expected.is_none() && case.has_matched() {
        report.ok("Events for this rule arrive: its metrics count matches.").shown(
            "GetMetricData",
            serde_json::json!({"MatchedEvents": case.metric("MatchedEvents"), "Invocations": case.metric("Invocations")}),
        );
    } else if evidence.rule.pattern.is_some() {
        report.cannot_see(
            "Whether the event reached this bus",
            "an event seen in a tail of the bus, or the bus's logs",
            "",
        );
    }
}

/// M2: an event of an AWS service is expected on a bus that those do not reach.
pub(super) fn service_event_on_custom_bus(case: &Case<'_>, report: &mut Report) {
    if case.is_on_default() || case.is_on_partner_bus() {
        return;
    }
    let partner = case.only_sources(|source| source.text.starts_with("aws.partner/"));
    // Neither a service's nor a partner's events come to it by themselves.
    if !case.only_sources(|source| source.text.starts_with("aws.")) {
        return;
    }
    let sources = case.sources();
    if case.has_matched() {
        report.ok("Events of AWS services are forwarded to this bus: its metrics count matches.");
        return;
    }
    let senders = case.evidence.senders.seen();
    if let Some(sender) = senders.and_then(|senders| senders.first()) {
        report
            .ok(format!("The rule {} on the bus {} forwards events to this bus.", sender.rule, sender.bus))
            .shown("ListRuleNamesByTarget", sender.rule.as_str());
        return;
    }
    let where_to = if partner { "the partner's own bus" } else { "the default bus" };
    let title = format!(
        "{} sends its events to {where_to} only, and this rule is on the bus {}",
        listed(&sources),
        case.rule.bus
    );
    // Another account, or another region of this one, may forward to a bus without being seen from here.
    let open = match &case.evidence.bus {
        Piece::Seen(bus) => bus.policy.as_deref().is_some_and(|policy| !policy.trim().is_empty()),
        Piece::NotAsked | Piece::CannotSee(_) | Piece::Missing => true,
    };
    let note = match senders {
        Some(_) if !open => report.fault(format!("{title}; no rule forwards them to it.")),
        Some(_) => {
            report.suspect(format!("{title}; no rule of this account forwards them, another account may."))
        }
        None => report.suspect(format!("{title}, unless a rule there forwards them to it.")),
    };
    note.shown("DescribeRule.EventPattern", sources)
        .fix(format!("Make the rule on {where_to}, or add a rule there whose target is this bus."));
}

/// M17: a bus of a partner gets that partner's events and no others.
pub(super) fn service_event_on_partner_bus(case: &Case<'_>, report: &mut Report) {
    if !case.is_on_partner_bus() {
        return;
    }
    if case.only_sources(only_aws) {
        report
            .fault("A partner's bus gets the partner's events only; those of AWS services never come to it.")
            .shown("DescribeRule.EventBusName", case.rule.bus.as_str())
            .fix("Make the rule on the default bus.");
    } else if case.only_sources(|source| {
        if source.whole { source.text != case.rule.bus } else { !case.rule.bus.starts_with(&source.text) }
    }) {
        report
            .suspect("The events of a partner's bus have the bus's name as their source, and the pattern asks for another.")
            .shown("DescribeRule.EventPattern", case.pattern().map(|pattern| pattern.texts_at("source")))
            .fix(format!("Write \"source\": [\"{}\"].", case.rule.bus));
    } else {
        report.ok("The pattern's source can come to this partner's bus.");
    }
}

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
            .shown("the event's region", of_event.as_str())
            .fix(format!("Look at the rules of {of_event}, or forward events from there to this bus."));
    }
    let Some(pattern) = case.pattern() else { return };
    if pattern.always_asks("region", |asked| !asked.takes(region) && !asked.texts().is_empty())
        && !region.is_empty()
    {
        let wanted = pattern.texts_at("region");
        if case.has_matched() {
            report.ok("Events of another region are forwarded to this bus: its metrics count matches.");
            return;
        }
        if let Some(seen) = case.seen_text("region").filter(|seen| wanted.contains(seen)) {
            report
                .ok(format!("Events of {seen} are forwarded to this bus: one was seen on it."))
                .shown("the event's region", seen);
            return;
        }
        // Nothing that can be asked here tells whether a rule of another region has this bus as its target.
        report
            .suspect(format!(
                "The pattern wants events of {}, and this rule is in {region}: events stay in their region unless a \
                 rule there forwards them, which cannot be seen from here.",
                listed(&wanted)
            ))
            .shown("DescribeRule.EventPattern", wanted)
            .fix(format!(
                "Where nothing forwards them, make the rule in the region it is meant for; where events of this region \
                 are meant, write \"region\": [\"{region}\"]."
            ));
    } else if pattern.ever_asks("region", |_| true) {
        report.ok("The pattern's region is this one.");
    }
}

/// Services whose API events exist in one region only. `AWS service events delivered via CloudTrail` names IAM
/// and Route 53; the others are global in the same way.
const GLOBAL: [&str; 4] = ["aws.iam", "aws.route53", "aws.organizations", "aws.cloudfront"];
/// Services that are global in part.
const PARTLY_GLOBAL: [&str; 6] =
    ["aws.sts", "aws.signin", "aws.support", "aws.trustedadvisor", "aws.budgets", "aws.globalaccelerator"];

/// M4: a global service, whose events exist in one region.
pub(super) fn global_service(case: &Case<'_>, report: &mut Report) {
    let region = case.region();
    let home = if region.starts_with("cn-") {
        "cn-northwest-1"
    } else if region.starts_with("us-gov-") {
        "us-gov-west-1"
    } else {
        "us-east-1"
    };
    let is_one_of = |all: &[&str], source: &Beginning| source.whole && all.contains(&source.text.as_str());
    let perhaps = case.only_sources(|source| is_one_of(&GLOBAL, source) || is_one_of(&PARTLY_GLOBAL, source));
    if !perhaps || region.is_empty() {
        return;
    }
    if region == home || case.has_matched() {
        report.ok("The rule is where the events of this global service are.");
        return;
    }
    let is_global = |source: &str| GLOBAL.contains(&source) || PARTLY_GLOBAL.contains(&source);
    if let Some(source) = case.seen_text("source").filter(|source| is_global(source)) {
        report
            .ok(format!("Events of {source} are forwarded to this bus: one was seen on it."))
            .shown("the event's source", source);
        return;
    }
    let sources = case.sources();
    // Nothing that can be asked here tells whether a rule in that region has this bus as its target.
    report
        .suspect(format!(
            "The events of {} exist in {home} only, and this rule is in {region}: they come here only if a rule in \
             {home} forwards them, which cannot be seen from here.",
            listed(&sources)
        ))
        .shown("DescribeRule.EventPattern", sources)
        .fix(format!("Make a rule in {home} that forwards these events to this bus, or make this rule in {home}."));
}

/// The detail-types that S3 sends by itself, once a bucket's notifications are switched on.
const BUCKET_TYPES: [&str; 10] = [
    "Object Created",
    "Object Deleted",
    "Object Restore Initiated",
    "Object Restore Completed",
    "Object Restore Expired",
    "Object Storage Class Changed",
    "Object Access Tier Changed",
    "Object ACL Updated",
    "Object Tags Added",
    "Object Tags Deleted",
];

/// The buckets that a pattern names, if it is about what S3 sends by itself.
pub(in crate::diagnose) fn buckets(case: &Case<'_>) -> Option<Vec<String>> {
    let pattern = case.pattern()?;
    let of_s3 = case.only_sources(|source| source.whole && source.text == "aws.s3");
    let own = of_s3
        && !pattern.ever_asks("detail.eventName", |_| true)
        && pattern.always_asks("detail-type", |asked| asked.is_only(|text| BUCKET_TYPES.contains(&text)));
    let direct = own || (of_s3 && pattern.ever_asks("detail.bucket.name", |_| true));
    if !direct {
        return None;
    }
    let mut names = pattern.texts_at("detail.bucket.name");
    if names.is_empty() {
        names.extend(case.event_text("detail.bucket.name"));
    }
    Some(names)
}

/// M15: the bucket does not send its events to EventBridge.
pub(super) fn bucket_silent(case: &Case<'_>, report: &mut Report) {
    let Some(names) = buckets(case) else { return };
    if names.is_empty() {
        report.cannot_see(
            "Whether the bucket sends events to EventBridge",
            "the bucket's name in the pattern or an event",
            "",
        );
        return;
    }

    for name in &names {
        let piece = case.evidence.buckets.get(name.as_str());
        let what = format!("Whether the bucket {name} sends events to EventBridge");
        match piece {
            Piece::Missing => {
                report
                    .suspect(format!("There is no bucket {name} here."))
                    .fix("Check the name in the pattern.");
            }
            Piece::Seen(BucketNotices { to_eventbridge: true, .. }) => {
                report.ok(format!("The bucket {name} sends its events to EventBridge."));
            }
            Piece::Seen(BucketNotices { others: true, .. }) => {
                report
                    .fault(format!("The bucket {name} does not send its events to EventBridge."))
                    .shown("GetBucketNotificationConfiguration", serde_json::json!({"EventBridgeConfiguration": null}))
                    .fix(
                        "Switch EventBridge on in the bucket's notifications. The bucket notifies others as well, and the \
                         call for it replaces everything: put \"EventBridgeConfiguration\": {} into what this command \
                         prints, and give it all back.",
                    )
                    .command(
                        Command::new("s3api get-bucket-notification-configuration")
                            .option("bucket", name)
                            .region(case.region()),
                    );
            }
            Piece::Seen(_) => {
                let command = Command::new("s3api put-bucket-notification-configuration")
                    .option("bucket", name)
                    .option("notification-configuration", r#"{"EventBridgeConfiguration":{}}"#)
                    .region(case.region());
                report
                    .fault(format!("The bucket {name} does not send its events to EventBridge."))
                    .shown(
                        "GetBucketNotificationConfiguration",
                        serde_json::json!({"EventBridgeConfiguration": null}),
                    )
                    .fix("Switch EventBridge on in the bucket's notifications; it has no others.")
                    .command(command);
            }
            Piece::NotAsked | Piece::CannotSee(_) => {
                report.see(&what, "s3:GetBucketNotification", piece);
            }
        }
    }
}

/// M16: the partner's source is not active.
pub(super) fn partner_source(case: &Case<'_>, report: &mut Report) {
    if !case.is_on_partner_bus() {
        return;
    }
    let piece = &case.evidence.partner;
    if matches!(piece, Piece::Missing) {
        report
            .fault("The partner event source of this bus does not exist.")
            .fix("Set it up again at the partner.");
        return;
    }
    let Some(source) = report.see("The state of the partner event source", "events:ListEventSources", piece)
    else {
        return;
    };
    let shown = "ListEventSources.State";
    match source.state.as_str() {
        "ACTIVE" => {
            report.ok("The partner event source is active.").shown(shown, "ACTIVE");
        }
        "PENDING" => {
            report
                .fault("The partner event source is pending: it waits for its bus.")
                .shown(shown, "PENDING")
                .fix("Create the bus of its name.")
                .command(
                    Command::new("events create-event-bus")
                        .option("name", &source.name)
                        .option("event-source-name", &source.name)
                        .region(case.region()),
                );
        }
        "DELETED" => {
            report
                .fault("The partner has deleted this event source: no events come from it.")
                .shown(shown, "DELETED")
                .fix("Set it up again at the partner, then create a bus for the new source.");
        }
        other => {
            report.suspect(format!("The partner event source is in the state {other}.")).shown(shown, other);
        }
    }
}

/// M18: the sender's PutEvents failed.
pub(super) fn put_failed(case: &Case<'_>, report: &mut Report) {
    let Some(sent) = &case.evidence.sent else { return };
    let Some((code, message)) = &sent.failed else {
        report.ok("PutEvents took the entry.");
        return;
    };
    let meaning = match code.as_str() {
        "AccessDeniedException"
        | "NotAuthorizedForDetailTypeException"
        | "NotAuthorizedForSourceException" => {
            "The sender may not put events on this bus: its policies, or the bus's, must allow events:PutEvents."
        }
        "ThrottlingException" => {
            "The sender was over its rate: send again with a pause, or ask for a higher quota."
        }
        "InternalFailure" | "InternalException" => "EventBridge failed: send the entry again.",
        "MalformedDetail" => "The entry's Detail is no JSON object: it must be the text of one.",
        "InvalidArgument" => "A member of the entry is missing or not valid.",
        "NotAuthorizedForSource" => "Sources that begin with `aws.` are reserved: use a name of your own.",
        _ => "See the message.",
    };
    report
        .fault(format!("PutEvents did not take the entry: {code}, {message}"))
        .shown("PutEvents.Entries", serde_json::json!({"ErrorCode": code, "ErrorMessage": message}))
        .fix(meaning);
}

/// M19: the sender names a bus that does not exist; PutEvents answers as if all were well.
pub(super) fn no_such_bus(case: &Case<'_>, report: &mut Report) {
    let Some(sent) = &case.evidence.sent else { return };
    let named = sent.bus.as_deref().unwrap_or(Bus::DEFAULT);
    let name = named.rsplit_once("event-bus/").map_or(named, |(_, name)| name);
    if name == case.rule.bus {
        report.ok("The sender names this bus.");
        return;
    }
    let Some(buses) = report.see("Which buses there are", "events:ListEventBuses", &case.evidence.buses)
    else {
        return;
    };
    if buses.iter().any(|bus| bus == name) {
        report
            .fault(format!(
                "The sender puts its events on the bus {name}, and this rule is on {}.",
                case.rule.bus
            ))
            .shown("PutEvents.EventBusName", named)
            .fix("Send to this rule's bus, or make the rule on the other.");
        return;
    }
    let nearest =
        buses.iter().min_by_key(|bus| crate::text::edits(bus, name, usize::MAX).unwrap_or(usize::MAX));
    let note = report
        .fault(format!("There is no bus {name}: PutEvents takes such events, and they are lost."))
        .shown("PutEvents.EventBusName", named)
        .shown("ListEventBuses", buses.clone());
    if let Some(nearest) = nearest {
        note.fix(format!("Name the bus {nearest}."));
    }
}

/// The sum that the entries of one PutEvents call must stay under, in bytes.
const MOST: usize = 1_000_000;

/// M20: the entry is too large.
pub(super) fn too_large(case: &Case<'_>, report: &mut Report) {
    // What counts is the entry as it was sent; an event as it arrives has members that nobody put.
    let Some(bytes) = case.evidence.sent.as_ref().map(|sent| sent.bytes) else { return };
    if case.is_seen() {
        report.ok("The event was taken in: it was seen on this bus.");
    } else if bytes >= MOST {
        report
            .fault(format!("The event is {bytes} bytes; PutEvents takes less than 1 MB."))
            .fix("Put the large part into S3 and send where it is.");
    } else {
        report.ok("The event is small enough for PutEvents.");
    }
}

/// Sources that try until they succeed ("Events from AWS services"); all others send as best they can.
const DURABLE: [&str; 6] =
    ["aws.batch", "aws.braket", "aws.cloudformation", "aws.cloudwatch", "aws.codeartifact", "aws.s3"];

/// M22: the source delivers as best it can.
pub(super) fn best_effort(case: &Case<'_>, report: &mut Report) {
    let Some(source) = case.event_text("source").filter(|source| case.is_brought() && is_aws(source)) else {
        return;
    };
    if DURABLE.contains(&source.as_str()) {
        report.ok(format!("{source} sends until EventBridge has the event."));
    } else if !case.has_matched() {
        report
            .suspect(format!("{source} sends as best it can: in rare cases an event never comes."))
            .fix("Where none may be lost, compare with the service's own state from time to time.");
    }
}

/// M25: the replay that the event comes from is limited to other rules.
pub(super) fn replay_limited(case: &Case<'_>, report: &mut Report) {
    let Some(name) = case.event_text("replay-name") else { return };
    let what = format!("Which rules the replay {name} goes to");
    let Some(replay) = report.see(&what, "events:DescribeReplay", &case.evidence.replay) else { return };
    if replay.filter_arns.is_empty() || replay.filter_arns.contains(&case.rule.arn) {
        report.ok("The replay goes to this rule.");
        return;
    }
    let arns: Vec<&str> = replay.filter_arns.iter().map(crate::model::Arn::as_str).collect();
    report
        .fault(format!("The event comes from the replay {name}, which goes to other rules only."))
        .shown("DescribeReplay.Destination.FilterArns", arns)
        .fix("Start a replay that names this rule, or none.");
}

/// B1: the bus does not let the sender in.
pub(super) fn bus_policy(case: &Case<'_>, report: &mut Report) {
    let here = case.account();
    let of_event = case.event_text("account");
    let mut of_pattern = case.pattern().map(|pattern| pattern.texts_at("account")).unwrap_or_default();
    // What is no account at all is the pattern's mistake and not the policy's.
    of_pattern.retain(|account| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    let only_example =
        case.is_brought() && !of_pattern.iter().any(|account| Some(account) == of_event.as_ref());
    let sender = of_event.or_else(|| of_pattern.into_iter().find(|account| account != here));
    let Some(sender) = sender.filter(|sender| sender != here && !here.is_empty()) else { return };
    if case.is_seen() || case.has_matched() {
        report.ok("Events of the other account come in.");
        return;
    }
    let what = "Whether the bus lets the sender's account in";
    let Some(bus) = report.see(what, "events:DescribeEventBus", &case.evidence.bus) else { return };
    let shown = "DescribeEventBus.Policy";
    let policy = match bus.policy.as_deref().filter(|text| !text.trim().is_empty()).map(Policy::parse) {
        Some(Err(error)) => {
            report.suspect(format!("The bus's policy cannot be judged. {error}"));
            return;
        }
        Some(Ok(policy)) => Some(policy),
        None => None,
    };
    let mut request = case.delivery().bus(bus.arn.as_str());
    request.caller = Caller::Somebody(sender.clone());
    for (key, path) in [("events:source", "source"), ("events:detail-type", "detail-type")] {
        if let Some(text) = case.event_text(path) {
            request.context = request.context.set(key, text);
        }
    }
    for (key, why) in [
        ("aws:SourceArn", "which rule of the other account sends is not known"),
        ("aws:SourceAccount", "whether a rule of the other account sends is not known"),
        ("aws:PrincipalOrgID", "the organisation of the other account is not known"),
    ] {
        request.context = request.context.with(key, Held::Unknown(why.to_owned()));
    }
    let decision = Access::of_resource(policy.as_ref()).decide(&request);
    let text = bus.policy.as_deref().unwrap_or("null");
    let taken = |id: &str| {
        let mut statements = policy.iter().flat_map(|policy| &policy.statements);
        statements.any(|statement| statement.sid.as_deref() == Some(id))
    };
    let free = crate::export::free_name(&format!("account-{sender}"), &taken);
    let command = Command::new("events put-permission")
        .option("event-bus-name", &case.rule.bus)
        .option("action", "events:PutEvents")
        .option("principal", &sender)
        .option("statement-id", &free)
        .region(case.region());
    match decision {
        Decision::Allowed(_) => {
            report.ok(format!("The bus lets account {sender} in.")).shown_policy(shown, text);
        }
        Decision::Denied(_) | Decision::NotAllowed { .. } => {
            let title = format!("The bus does not let account {sender} put events. {decision}");
            let note = if only_example { report.suspect(title) } else { report.fault(title) };
            let note = note.shown_policy(shown, text);
            match super::queue::denied(&decision) {
                Some(fix) => note.fix(fix),
                None => note.fix("Let the account in.").command(command),
            };
        }
        Decision::Unknown { .. } => {
            report
                .suspect(format!("Whether the bus lets account {sender} in cannot be told. {decision}"))
                .shown_policy(shown, text);
        }
    }
}
