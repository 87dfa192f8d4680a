//! M2 and T15: events that come to the rule's bus by being forwarded only, and the rules that forward them.

use super::arrival::bus;
use super::*;
use crate::diagnose::{Forward, Question};
use crate::model::Session;
use crate::model::facts::{BusRecord, Role};
use Status::{CannotSee, Fault, Ok, Suspect};

/// A role that EventBridge may assume and that may put events on this bus.
fn role_for(bus: &str) -> Role {
    let allow = format!(
        r#"{{"Statement":{{"Effect":"Allow","Action":"events:PutEvents","Resource":"{}"}}}}"#,
        arn("events", &format!("event-bus/{bus}"))
    );
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let policies = [("p".to_owned(), allow)].into();
    Role { trust: trust.into(), policies, ..Role::default() }
}

#[test]
fn m2_a_service_event_on_a_custom_bus() {
    is_silent(&evidence(rule("default", EC2)), "M2");
    is_silent(&evidence(rule("orders", r#"{"source":["shop","aws.ec2"]}"#)), "M2");
    let mut case = evidence(rule("orders", EC2));
    says(&case, "M2", Suspect, "default bus only");
    case.senders = Piece::Seen(vec![]);
    case.bus = bus("orders", None);
    says(&case, "M2", Fault, "no rule forwards them");
    case.bus = bus("orders", Some(r#"{"Statement":[]}"#));
    says(&case, "M2", Suspect, "another account may");
    let to = arn("events", "event-bus/orders");
    let sender = Forward { bus: "default".into(), rule: "all".into(), to, ..Forward::default() };
    case.senders = Piece::Seen(vec![sender.clone()]);
    says(&case, "M2", Ok, "buslens why all --bus default");
    // One that cannot bring these events is none.
    case.bus = bus("orders", None);
    let off = Forward { off: true, ..sender.clone() };
    case.senders = Piece::Seen(vec![off.clone()]);
    says(&case, "M2", Fault, "rule all on the bus default would forward to it, but it is switched off");
    let remedy = of(&diagnose(&case), "M2")[0].remedy.clone().unwrap();
    assert!(remedy.command.unwrap().contains("enable-rule --name all --event-bus-name default"));
    let narrow = |pattern: &str| Forward { pattern: Some(pattern.into()), ..sender.clone() };
    case.senders = Piece::Seen(vec![narrow(r#"{"source":["aws.s3"]}"#)]);
    says(&case, "M2", Fault, "its pattern takes no events of aws.ec2");
    case.senders = Piece::Seen(vec![narrow(r#"{"source":["aws.ec2"],"detail":{"state":["stopped"]}}"#)]);
    says(&case, "M2", Ok, "forward such events");
    let running = ec2("2026-11-28T11:00:00Z", r#"{"state":"running"}"#);
    case.expected = running.map(|it| Expected { origin: Origin::Brought, ..it });
    says(&case, "M2", Fault, "its pattern does not match the event");
    case.expected = None;
    // Its role decides as well, by the ARN of the rule that forwards.
    let name = Arn::from("arn:aws:iam::111122223333:role/forward");
    let by_role = Forward { role: Some(name.clone()), ..sender.clone() };
    case.senders = Piece::Seen(vec![by_role]);
    assert!(case.questions().contains(&Question::Role(name.clone())));
    says(&case, "M2", Ok, "forward such events");
    let trust = |service: &str, rule: &str| {
        let condition = format!(r#"{{"ArnEquals":{{"aws:SourceArn":"{rule}"}}}}"#);
        let trust = format!(
            r#"{{"Statement":{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole","Condition":{condition}}}}}"#
        );
        let all = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        Piece::Seen(Role { trust, policies: [("p".to_owned(), all.to_owned())].into(), ..Role::default() })
    };
    let own = "arn:aws:events:us-east-1:111122223333:rule/all";
    for (role, status, said) in [
        (trust("events.amazonaws.com", own), Ok, "forward such events"),
        (
            trust("events.amazonaws.com", "arn:aws:events:us-east-1:111122223333:rule/r"),
            Fault,
            "may not assume",
        ),
        (trust("lambda.amazonaws.com", own), Fault, "EventBridge may not assume its role forward"),
        (Piece::Missing, Fault, "its role forward does not exist"),
        (
            Piece::Seen(Role {
                arn: Arn::from("arn:aws:iam::111122223333:role/ops/forward"),
                ..Role::default()
            }),
            Fault,
            "has the ARN arn:aws:iam::111122223333:role/ops/forward",
        ),
    ] {
        case.roles.put(name.clone(), role);
        says(&case, "M2", status, said);
    }
    let remedy = of(&diagnose(&case), "M2")[0].remedy.clone().unwrap();
    assert!(remedy.text.contains("`buslens why all --bus default`"), "{}", remedy.text);
    // What is offered goes to the account that was asked, as the commands beside it.
    let elsewhere =
        Session { profile: Some("prod".into()), region: "eu-west-1".into(), ..Session::default() };
    let before = std::mem::replace(&mut case.session, elsewhere);
    let remedy = of(&diagnose(&case), "M2")[0].remedy.clone().unwrap();
    let wanted = "`buslens why all --bus default --region eu-west-1 --profile prod`";
    assert!(remedy.text.contains(wanted), "{}", remedy.text);
    case.session = before;
    case.senders = Piece::Seen(vec![off.clone(), sender.clone()]);
    says(&case, "M2", Ok, "forward such events");
    // Of one whose state and pattern could not be read it is not known that it brings them.
    let unread = Forward { unseen: Some("events:ListRules".into()), ..sender };
    case.senders = Piece::Seen(vec![off, unread]);
    says(
        &case,
        "M2",
        CannotSee,
        "all on the bus default, which sends to this bus, brings it such events cannot be seen",
    );
    assert!(crate::diagnose::quick(&case).iter().all(|found| found.id != "M2"));
    case.senders = Piece::Seen(vec![]);
    case.bus = bus("orders", None);
    case.metrics = metrics(&[("TriggeredRules", 1.0)]);
    says(&case, "M2", Ok, "counts matches".trim_start_matches("counts "));
    for source in [r#"{"prefix":"aws."}"#, r#"{"wildcard":"aws.e*"}"#] {
        let mut case = evidence(rule("orders", &format!(r#"{{"source":[{source}]}}"#)));
        (case.senders, case.bus) = (Piece::Seen(vec![]), bus("orders", None));
        says(&case, "M2", Fault, "no rule forwards them");
    }
    is_silent(&evidence(rule("orders", r#"{"source":[{"prefix":"aw"}]}"#)), "M2");
}

#[test]
fn m2_of_a_rule_that_forwards_and_can_bring_none_of_these_events() {
    let to = arn("events", "event-bus/orders");
    let sender = Forward { bus: "default".into(), rule: "all".into(), to, ..Forward::default() };
    let stopped = r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["stopped"]}}"#;
    let case = |sender: Forward, pattern: &str| {
        let mut case = evidence(rule("orders", stopped));
        case.bus = bus("orders", None);
        let pattern = Some(pattern.to_owned()).filter(|text| !text.is_empty());
        case.senders = Piece::Seen(vec![Forward { pattern, ..sender }]);
        case
    };
    for (pattern, status, said) in [
        (
            r#"{"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning"]}"#,
            Fault,
            "at detail-type",
        ),
        (
            r#"{"source":["aws.ec2"],"detail":{"state":["running"]}}"#,
            Suspect,
            "at detail.state its pattern takes nothing",
        ),
        (r#"{"source":["aws.ec2"],"region":["eu-west-1"]}"#, Suspect, "asks for another region"),
        (r#"{"source":["aws.ec2"],"account":["444455556666"]}"#, Suspect, "asks for another account"),
        (r#"{"source":["aws.ec2"],"detail-type":[{"exists":false}]}"#, Fault, "at detail-type"),
        (
            r#"{"source":["aws.ec2"],"region":["us-east-1"],"detail":{"state":[{"anything-but":"running"}]}}"#,
            Ok,
            "",
        ),
        (r#"{"$or":[{"detail":{"state":["running"]}},{"detail":{"state":["stopped","running"]}}]}"#, Ok, ""),
        ("", Ok, ""),
    ] {
        says(&case(sender.clone(), pattern), "M2", status, said);
    }
    // Of several the one for these events is spoken of, and of one for others that it is, whatever else is
    // wrong.
    let stop = |pattern: &str| Forward { off: true, pattern: Some(pattern.into()), ..sender.clone() };
    let mut several = case(sender.clone(), "");
    let others = Forward { pattern: Some(r#"{"source":["aws.glue"]}"#.into()), ..sender.clone() };
    several.senders = Piece::Seen(vec![others, stop(r#"{"source":["aws.ec2"]}"#)]);
    says(&several, "M2", Fault, "it is switched off");
    several.senders = Piece::Seen(vec![stop(r#"{"source":["aws.glue"]}"#)]);
    says(&several, "M2", Fault, "its pattern takes no events of aws.ec2");
    several.senders = Piece::Seen(vec![Forward { scheduled: true, ..sender.clone() }]);
    says(&several, "M2", Fault, "it runs by a schedule");
    // AWS's events come to a custom bus by being forwarded only.
    let third = Forward { bus: "lonely".into(), ..sender.clone() };
    says(&case(third, ""), "M2", Fault, "does not go over three buses");
    // This bus itself may keep out what is forwarded.
    let mut shut = case(sender.clone(), "");
    let deny = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"events:*","Resource":"*"}}"#;
    shut.bus = bus("orders", Some(deny));
    says(&shut, "M2", Suspect, "the policy of this bus keeps it out");
    says(&shut, "B1", Fault, "keeps this account's own events out");
    let name = Arn::from("arn:aws:iam::111122223333:role/forward");
    let mut by_role = case(Forward { role: Some(name.clone()), ..sender }, "");
    let role = role_for;
    by_role.roles.put(name.clone(), Piece::Seen(role("orders")));
    says(&by_role, "M2", Ok, "");
    by_role.roles.put(name.clone(), Piece::Seen(role("returns")));
    says(&by_role, "M2", Fault, "its role forward may not put events on this bus");
    // The policy of this bus may let the role in, and was not seen.
    let unread = Evidence { bus: denied("events:DescribeEventBus"), ..by_role.clone() };
    says(&unread, "M2", Ok, "");
    let unseen = Role { unseen: vec!["iam:GetPolicy".into()], ..role("returns") };
    by_role.roles.put(name, Piece::Seen(unseen));
    says(&by_role, "M2", Ok, "");
}

#[test]
fn m2_of_an_event_and_of_a_detail_type_without_a_source() {
    let by_type = r#"{"detail-type":["EC2 Instance State-change Notification"]}"#;
    let mut case = evidence(rule("orders", by_type));
    (case.senders, case.bus) = (Piece::Seen(vec![]), bus("orders", None));
    says(&case, "M2", Suspect, "aws.ec2 sends its events to the default bus only");
    let event = ec2("2026-11-28T11:00:00Z", "{}");
    case.expected = event.clone().map(|it| Expected { origin: Origin::Brought, ..it });
    says(&case, "M2", Fault, "no rule forwards them");
    assert_eq!(diagnose(&case).ranked()[0].id, "M2");
    // What was seen on the bus comes there.
    case.expected = event;
    is_silent(&case, "M2");
    is_silent(&evidence(rule("orders", r#"{"detail-type":["OrderPlaced"]}"#)), "M2");
    // Events of one's own may be called as those of S3.
    let own = r#"{"detail-type":["Object Created"],"detail":{"catalog":["x"]}}"#;
    is_silent(&evidence(rule("orders", own)), "M2");
    let of_s3 = r#"{"detail-type":["Object Created"],"detail":{"bucket":{"name":["x"]}}}"#;
    says(&evidence(rule("orders", of_s3)), "M2", Suspect, "aws.s3 sends its events");
}

#[test]
fn m2_of_events_of_ones_own_that_come_over_another_bus() {
    let to = arn("events", "event-bus/orders");
    let sender = Forward {
        bus: "shop".into(),
        rule: "hand-on".into(),
        to,
        pattern: Some(r#"{"source":["shop.orders"]}"#.into()),
        ..Forward::default()
    };
    let mut case = evidence(rule("orders", r#"{"source":["shop.orders"],"detail-type":["Order"]}"#));
    case.bus = bus("orders", None);
    let is_asked = |case: &Evidence| case.questions().contains(&Question::Senders);
    // Nobody looks for such rules as long as events may be found here.
    assert!(!is_asked(&case));
    case.metrics = metrics(&[]);
    case.kept = Piece::Seen(crate::model::facts::LoggedEvents::default());
    assert!(is_asked(&case));
    is_silent(&case, "M2");
    case.senders = Piece::Seen(vec![]);
    is_silent(&case, "M2");
    case.senders = Piece::Seen(vec![sender.clone()]);
    says(&case, "M2", Ok, "forward such events");
    let asks = |pattern: &str| Forward { pattern: Some(pattern.into()), ..sender.clone() };
    let feeder = |pattern: &str| Forward {
        bus: "front".into(),
        rule: "all".into(),
        pattern: Some(pattern.into()),
        ..Forward::default()
    };
    for (sender, said) in [
        (Forward { off: true, ..sender.clone() }, "it is switched off"),
        (asks(r#"{"source":["shop.ordres"]}"#), "its pattern takes no events of shop.orders"),
        (
            asks(r#"{"source":["shop.orders"],"detail-type":["Return"]}"#),
            "at detail-type its pattern takes nothing",
        ),
        (Forward { reshapes: true, ..sender.clone() }, "an input of its own in the place of the event"),
        (
            Forward { fed_by: vec![feeder(r#"{"source":["shop.orders"]}"#)], ..sender.clone() },
            "what comes to shop by the rule all on the bus front goes no further",
        ),
    ] {
        case.senders = Piece::Seen(vec![sender]);
        says(&case, "M2", Suspect, said);
        assert_eq!(diagnose(&case).conclusion.map(|cause| cause.id), Some("M2"), "{said}");
        let remedy = of(&diagnose(&case), "M2")[0].remedy.clone().unwrap();
        assert!(remedy.text.starts_with("Where the events are to come by it, "), "{remedy:?}");
    }
    // What feeds the bus between with other events, or with nothing, is no cause.
    let brings = feeder(r#"{"source":["shop.orders"]}"#);
    // Nor is what has a role that does not let it, which is asked after as those of the senders are.
    let name = Arn::from("arn:aws:iam::111122223333:role/front");
    let by_role = Forward { role: Some(name.clone()), to: arn("events", "event-bus/shop"), ..brings.clone() };
    case.senders = Piece::Seen(vec![Forward { fed_by: vec![by_role], ..sender.clone() }]);
    assert!(case.questions().contains(&Question::Role(name.clone())));
    says(&case, "M2", Suspect, "goes no further");
    for role in [Piece::Missing, Piece::Seen(role_for("returns")), Piece::Seen(role_for("shop"))] {
        let brings_them = role.seen().is_some_and(|role| role.policies["p"].contains("event-bus/shop"));
        case.roles.put(name.clone(), role);
        let (status, said) =
            if brings_them { (Suspect, "goes no further") } else { (Ok, "forward such events") };
        says(&case, "M2", status, said);
    }
    for fed_by in [
        feeder(r#"{"source":["billing"]}"#),
        feeder(r#"{"source":["shop.orders"],"detail-type":["Return"]}"#),
        Forward { off: true, ..brings.clone() },
        Forward { scheduled: true, pattern: None, ..brings.clone() },
        Forward { reshapes: true, ..brings },
    ] {
        case.senders = Piece::Seen(vec![Forward { fed_by: vec![fed_by.clone()], ..sender.clone() }]);
        says(&case, "M2", Ok, "forward such events");
    }
    // Of one that was not read it is not known that it brings none.
    let unread = Forward { unseen: Some("events:ListRules".into()), ..Forward::default() };
    let perhaps = Forward { fed_by: vec![unread], ..sender.clone() };
    case.senders = Piece::Seen(vec![perhaps.clone()]);
    says(&case, "M2", CannotSee, "gets such events itself by being forwarded");
    case.senders = Piece::Seen(vec![perhaps, sender.clone()]);
    says(&case, "M2", Ok, "forward such events");
    // One that works hides those that do not, and one for other events is no cause.
    case.senders = Piece::Seen(vec![Forward { off: true, ..sender.clone() }, sender.clone()]);
    says(&case, "M2", Ok, "forward such events");
    case.senders = Piece::Seen(vec![asks(r#"{"source":["billing"]}"#)]);
    is_silent(&case, "M2");
    case.metrics = metrics(&[("MatchedEvents", 1.0)]);
    is_silent(&case, "M2");
}

#[test]
fn t12_a_bus_is_sent_the_whole_event() {
    let other = target(arn("events", "event-bus/orders"));
    says(&with_target(other.clone()), "T12", Ok, "can be made");
    let shaped = Target { input_path: Some("$.detail".into()), ..other };
    says(&with_target(shaped), "T12", Suspect, "The target is a bus, and has an input of its own");
}

#[test]
fn t15_no_further_than_two_buses() {
    let next = arn("events", "event-bus/c");
    let mut case = evidence(rule("b", r#"{"source":["aws.ec2"]}"#));
    case.targets = Piece::Seen(vec![target(next.clone())]);
    is_silent(&case, "T15");
    let sender = Forward {
        bus: "default".into(),
        rule: "all".into(),
        to: arn("events", "event-bus/b"),
        ..Forward::default()
    };
    case.senders = Piece::Seen(vec![sender.clone()]);
    says(&case, "T15", Fault, "through all on default");
    // One that was not read may be off, and a schedule's events are not what this rule takes.
    let like = |sender: Forward| Evidence { senders: Piece::Seen(vec![sender]), ..case.clone() };
    let unread = Forward { unseen: Some("events:ListRules".into()), ..sender.clone() };
    says(&like(unread), "T15", Suspect, "through all on default");
    let mut ticks = like(Forward { scheduled: true, ..sender.clone() });
    is_silent(&ticks, "T15");
    ticks.rule.pattern = Some(r#"{"source":["aws.events"]}"#.into());
    says(&ticks, "T15", Fault, "through all on default");
    let asks = |text: &str| Forward { pattern: Some(text.into()), ..sender.clone() };
    is_silent(&like(asks(r#"{"source":["aws.s3"]}"#)), "T15");
    says(
        &like(asks(r#"{"source":["aws.ec2"],"detail":{"state":["stopped"]}}"#)),
        "T15",
        Fault,
        "through all on default",
    );
    // One that may not put events on this bus feeds nothing.
    let name = Arn::from("arn:aws:iam::111122223333:role/forward");
    let mut by_role = like(Forward { role: Some(name.clone()), ..sender.clone() });
    by_role.bus = bus("b", None);
    assert!(by_role.questions().contains(&Question::Role(name.clone())));
    says(&by_role, "T15", Fault, "through all on default");
    by_role.roles.put(name.clone(), Piece::Seen(role_for("returns")));
    is_silent(&by_role, "T15");
    by_role.roles.put(name, Piece::Seen(role_for("b")));
    says(&by_role, "T15", Fault, "through all on default");
    let own_schedule = Evidence { rule: scheduled("b", "rate(5 minutes)"), ..like(sender.clone()) };
    is_silent(&own_schedule, "T15");
    // Applications may put events of their own on this bus, and those are sent on.
    case.rule.pattern = Some(r#"{"source":["shop"]}"#.into());
    says(&case, "T15", Suspect, "three buses");
    case.metrics = metrics(&[("Invocations", 9.0)]);
    says(&case, "T15", Suspect, "three buses");
    let mut refused = case.clone();
    refused.records = Piece::Seen(vec![BusRecord {
        kind: "INVOCATION_FAILURE".into(),
        rule: Some(case.rule.arn.clone()),
        target: Some(next.clone()),
        error: Some(("THIRD_ACCOUNT_HOP_DETECTED".into(), "no further".into())),
        ..BusRecord::default()
    }]);
    says(&refused, "T15", Fault, "three buses");
    let off = |forward: &Forward| Piece::Seen(vec![Forward { off: true, ..forward.clone() }]);
    case.senders = off(&sender);
    is_silent(&case, "T15");
    case.senders = Piece::Seen(vec![]);
    let onward = Forward {
        bus: "c".into(),
        rule: "on".into(),
        to: arn("events", "event-bus/d"),
        ..Forward::default()
    };
    case.onward.put(next.clone(), Piece::Seen(vec![onward.clone()]));
    says(&case, "T15", Suspect, "forward further (on to d)");
    // That this rule delivers says nothing of the next.
    assert!(!diagnose(&case).conclusion().contains("come all the same"));
    case.onward.put(next.clone(), Piece::Seen(vec![Forward { scheduled: true, ..onward.clone() }]));
    is_silent(&case, "T15");
    let others = Forward { pattern: Some(r#"{"source":["till"]}"#.into()), ..onward.clone() };
    case.onward.put(next.clone(), Piece::Seen(vec![others]));
    is_silent(&case, "T15");
    case.onward.put(next, off(&onward));
    is_silent(&case, "T15");
    case.senders = denied("events:ListEventBuses");
    says(&case, "T15", CannotSee, "needs events:ListEventBuses");
}

#[test]
fn patterns_are_surely_apart_only_where_each_pair_of_alternatives_is() {
    let of = |own: &str, theirs: &str| {
        let mut case = evidence(rule("orders", own));
        (case.bus, case.metrics) = (bus("orders", None), metrics(&[]));
        case.kept = Piece::Seen(crate::model::facts::LoggedEvents::default());
        let to = arn("events", "event-bus/orders");
        let sender = Forward { bus: "shop".into(), rule: "all".into(), to: to.clone(), ..Forward::default() };
        case.senders = Piece::Seen(vec![Forward { pattern: Some(theirs.into()), ..sender }]);
        case.targets = Piece::Seen(vec![target(arn("events", "event-bus/c"))]);
        case
    };
    // An event with a list at `detail.k` goes by the second alternative and by their pattern.
    let perhaps = of(
        r#"{"$or":[{"source":["a"]},{"detail":{"k":["x"]}}]}"#,
        r#"{"source":["b"],"detail":{"k":["y"]}}"#,
    );
    says(&perhaps, "T15", Suspect, "are not sent on to");
    // A field that has no list makes them surely apart, wherever it stands.
    let apart = of(r#"{"detail":{"k":["x"]},"source":["a"]}"#, r#"{"source":["b"],"detail":{"k":["y"]}}"#);
    is_silent(&apart, "T15");
}

#[test]
fn m2_a_rule_that_forwards_and_gets_no_calls_that_only_read() {
    let calls = |source: &str, names: &str| {
        format!(
            r#"{{"source":["{source}"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":{names}}}}}"#
        )
    };
    let case = |pattern: &str, without_reads: bool| {
        let own = rule("orders", pattern);
        let mut case = evidence(Rule { state: RuleState::EnabledWithAllCloudTrail, ..own });
        case.bus = bus("orders", None);
        let to = arn("events", "event-bus/orders");
        let pattern = Some(pattern.to_owned());
        let sender = Forward { bus: "default".into(), rule: "fw".into(), to, pattern, ..Forward::default() };
        case.senders = Piece::Seen(vec![Forward { without_reads, ..sender }]);
        case
    };
    let reads = calls("aws.ec2", r#"["DescribeInstances"]"#);
    let plain = case(&reads, true);
    says(&plain, "M2", Fault, "the rule fw on the bus default would forward to it, but its state is ENABLED");
    let fix = of(&diagnose(&plain), "M2")[0].remedy.clone().unwrap().text;
    assert!(fix.contains("`buslens why fw --bus default`"), "{fix}");
    says(&case(&reads, false), "M2", Ok, "forward such events");
    // What also changes, may be data or comes as a change is brought by a rule in the plain state.
    for other in [
        calls("aws.ec2", r#"["DescribeInstances","StopInstances"]"#),
        calls("aws.s3", r#"["GetObject"]"#),
        calls("aws.sts", r#"["GetSessionToken"]"#),
    ] {
        says(&case(&other, true), "M2", Ok, "forward such events");
    }
    // Whether the role lets it cannot be told of one that was not seen.
    let role = Arn::from("arn:aws:iam::111122223333:role/forward");
    let mut hidden = case(&reads, false);
    let Piece::Seen(senders) = &mut hidden.senders else { unreachable!() };
    senders[0].role = Some(role.clone());
    hidden.roles.put(role, denied("iam:GetRole"));
    says(&hidden, "M2", CannotSee, "Whether the role of the rule fw on the bus default");
}

#[test]
fn m12_calls_of_sts_that_come_as_changes_need_no_state() {
    let record = |name: &str| {
        let text = format!(
            r#"{{"source":"aws.sts","detail-type":"AWS API Call via CloudTrail","detail":{{"eventName":"{name}","readOnly":true,"managementEvent":true}}}}"#
        );
        event(&text, Origin::Brought)
    };
    let of_sts = |names: &str| {
        let pattern = format!(
            r#"{{"source":["aws.sts"],"detail-type":["AWS API Call via CloudTrail"],"detail":{{"eventName":{names}}}}}"#
        );
        evidence(rule("default", &pattern))
    };
    for name in ["GetSessionToken", "GetFederationToken"] {
        let mut case = of_sts(&format!(r#"["{name}"]"#));
        is_silent(&case, "M12");
        case.expected = record(name);
        is_silent(&case, "M12");
    }
    let mut case = of_sts(r#"["GetCallerIdentity"]"#);
    case.expected = record("GetCallerIdentity");
    says(&case, "M12", Fault, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
}

#[test]
fn m19_what_is_put_on_another_bus_may_be_forwarded_to_this_one() {
    let entry =
        r#"{"id":"00000000-0000-0000-0000-000000000000","source":"shop","detail-type":"T","detail":{}}"#;
    let mut case = evidence(rule("orders", r#"{"source":["shop"]}"#));
    case.expected = event(entry, Origin::Brought);
    case.buses = Piece::Seen(vec!["default".into(), "orders".into()]);
    let to = arn("events", "event-bus/orders");
    let sender = Forward { bus: "default".into(), rule: "all".into(), to, ..Forward::default() };
    let off = Forward { off: true, ..sender.clone() };
    let elsewhere = Forward { bus: "lab".into(), ..sender.clone() };
    assert!(case.questions().contains(&Question::Senders));
    for (addressed, known) in [(Some("default".to_owned()), Fault), (None, Suspect)] {
        case.addressed = addressed;
        case.senders = Piece::NotAsked;
        says(&case, "M19", Suspect, "unless a rule there forwards them");
        for (senders, status, words) in [
            (vec![], known, "this rule is on orders."),
            (vec![elsewhere.clone()], known, "this rule is on orders."),
            (vec![off.clone()], known, "the rule all there forwards to it, but it is switched off"),
            (vec![off.clone(), sender.clone()], Ok, "where the rule all is there to forward"),
        ] {
            case.senders = Piece::Seen(senders);
            says(&case, "M19", status, words);
        }
    }
}
