//! `buslens why` over the embedded account: the planted faults that need no event to be told.

use crate::commands::{Served, json_lines};
use serde_json::Value;

/// A Saturday's noon: an hour in which no schedule of the demo is due.
const NOON: &str = "2026-11-21T12:00:00Z";
/// Each in the hour behind one of the demo's nightly, weekly and monthly schedules.
const AFTER_SCHEDULES: [&str; 4] =
    ["2026-11-21T02:20:00Z", "2026-11-22T04:40:00Z", "2026-11-23T06:20:00Z", "2026-11-30T23:50:00Z"];

#[test]
fn planted_faults_are_named_first() {
    let served = Served::start_at(NOON);
    let planted = [
        ("default", "ec2-spot-warning", "M1"),
        ("default", "assume-role-watch", "M12"),
        ("default", "bucket-created-by-arn", "M11"),
        ("default", "eu-releases", "M3"),
        ("orders", "orders-audit", "T1"),
        ("orders", "orders-over-a-hundred", "M10"),
        ("orders", "orders-to-archive-group", "L4"),
        ("orders", "orders-fraud-review", "L7"),
        ("orders", "exports-finished", "M2"),
        ("payments", "refunds-by-agent", "L5"),
        ("payments", "payouts-to-bank", "T17"),
        ("logistics", "stock-to-logs", "L2"),
        ("logistics", "returns-to-logs", "L1"),
        ("logistics", "stock-to-cold-logs", "L8"),
        ("logistics", "stock-with-role", "L3"),
        ("audit", "audit-relay-to-lab", "T15"),
        ("aws.partner/parcelpilot.example/harborpine/tracking", "carrier-bucket-uploads", "M17"),
        ("default", "legacy-inventory-sync", "T2"),
        ("default", "report-uploaded", "M15"),
        ("default", "key-deletions", "M14"),
        ("default", "rule-changes", "M27"),
        ("default", "instance-state-capital", "M31"),
        ("default", "quarter-hour", "M29"),
        ("payments", "card-declined", "T22"),
        ("payments", "chargebacks", "T3"),
        ("payments", "payment-failed-other", "T18"),
        ("practice", "lesson-02-switched-off", "M1"),
        ("practice", "lesson-03-certificates", "T5"),
        ("practice", "lesson-04-homework", "T7"),
        ("practice", "lesson-05-announcements", "T6"),
        ("practice", "lesson-06-roll-call", "T8"),
        ("practice", "lesson-07-timetable", "T10"),
        ("practice", "lesson-08-grades", "T11"),
        ("practice", "lesson-09-bell", "T19"),
        ("practice", "lesson-10-letters", "K1"),
        ("practice", "lesson-11-reports", "T3"),
        ("practice", "lesson-12-diary", "L11"),
        ("practice", "lesson-13-late-bell", "M28"),
        ("practice", "lesson-14-other-account", "T10"),
        ("practice", "lesson-15-library", "T4"),
        ("practice", "lesson-16-vault", "T13"),
        ("sealed", "sealed-letters", "K3"),
        ("default", "public-health-notices", "M30"),
        ("aws.partner/deskpilot.example/harborpine/tickets", "tickets-escalated", "M16"),
        ("annex", "pallets-to-europe", "T9"),
        ("annex", "pallets-to-customs", "T14"),
        ("annex", "pallets-to-frankfurt-queue", "T16"),
        ("newsletters", "campaign-copies", "T24"),
    ];
    let mut wrong = Vec::new();
    for (bus, rule, id) in planted {
        let outcome = served.run(&["why", rule, "--bus", bus]);
        let cause = outcome.out.lines().nth(1).unwrap_or_default().to_owned();
        let sure = cause.starts_with(&format!("The likeliest cause: {id} "));
        let perhaps = cause.starts_with(&format!("The first thing to look at: {id} "));
        // What is only suspected may stand before a failure that is certain and has no name of its own.
        if !(sure || perhaps) || sure && outcome.code != 1 {
            wrong.push(format!("{rule}, {id}, exit {}: {cause}{}", outcome.code, outcome.err));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_managed_rule_is_its_services_own_affair() {
    let served = Served::start();
    let outcome = served.run(&["why", "StepFunctionsGetEventsForECSTaskRule"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
}

#[test]
fn the_event_decides_rung_3_and_a_sound_rule_has_no_fault() {
    let served = Served::start();
    let event = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples/ec2-instance-stopped.json");
    let outcome = served.run(&["why", "ec2-stopped-opens-ticket", "--event", event, "--json"]);
    let ladder: Value = serde_json::from_str(&outcome.out).expect("one document");
    assert_eq!((outcome.code, &ladder["rungs"][3]["status"]), (1, &"fault".into()));
    let findings = ladder["rungs"][3]["findings"].as_array().expect("findings");
    assert!(findings.iter().any(|finding| finding["id"] == "M6" && finding["fix"]["command"].is_string()));
    let sound = served.run(&["why", "ec2-state-changes", "--event", event]);
    assert_eq!(sound.code, 0, "{}{}", sound.out, sound.err);
    assert!(sound.out.contains("3 Does the pattern match?  ✓ ok") && sound.err.contains("could not be seen"));
}

#[test]
fn a_whole_bus_is_looked_over_a_rule_a_line_and_account_ids_can_be_masked() {
    let served = Served::start();
    let outcome = served.run(&["why", "--bus", "logistics", "--json", "--mask"]);
    assert_eq!(outcome.code, 1, "{}", outcome.err);
    let lines = json_lines(&outcome.out);
    let of = |name: &str| lines.iter().find(|line| line["rule"] == name).expect("a line for each rule");
    assert_eq!(of("stock-with-role")["findings"][0]["id"], "L3");
    assert!(!outcome.out.contains("111122223333") && outcome.out.contains("ACCOUNT-1"));
}

#[test]
fn fixes_are_given_in_the_form_that_is_asked_for() {
    let served = Served::start();
    let with = |rule: &str, form: &str| served.run(&["why", rule, "--bus", "practice", "--as", form]).out;
    for (rule, cli, cloudformation, terraform) in [
        (
            "lesson-02-switched-off",
            "$ aws events enable-rule --name lesson-02-switched-off",
            "State: \"ENABLED\"",
            "state = \"ENABLED\"",
        ),
        (
            "lesson-04-homework",
            "$ aws sqs set-queue-attributes",
            "AWS::SQS::QueuePolicy",
            "\"aws_sqs_queue_policy\"",
        ),
        ("lesson-10-letters", "$ aws kms put-key-policy", "AWS::KMS::Key", "\"aws_kms_key_policy\""),
    ] {
        let [first, second, third] = ["cli", "cloudformation", "terraform"].map(|form| with(rule, form));
        assert!(first.contains(cli), "{first}");
        assert!(second.contains(cloudformation) && !second.contains("$ aws"), "{second}");
        assert!(third.contains(terraform) && !third.contains("$ aws"), "{third}");
    }
    // A call that no resource stands for.
    let there = ["why", "security-groups-changed", "--region", "eu-central-1", "--as", "terraform"];
    let told = served.run(&there).out;
    assert!(
        told.contains("No resource of Terraform does this, it is a call:\n    $ aws cloudtrail"),
        "{told}"
    );
}

/// The findings of one rule, all rungs together, as (id, status).
fn found(served: &Served, words: &[&str]) -> Vec<(String, String)> {
    let outcome = served.run(&[&["why"], words, &["--json"]].concat());
    let ladder: Value = serde_json::from_str(&outcome.out).unwrap_or_else(|_| panic!("{}", outcome.err));
    let text = |finding: &Value, name: &str| finding[name].as_str().expect("a text").to_owned();
    let rungs = ladder["rungs"].as_array().expect("rungs").iter();
    rungs
        .flat_map(|rung| rung["findings"].as_array().expect("findings"))
        .map(|finding| (text(finding, "id"), text(finding, "status")))
        .collect()
}

#[test]
fn what_only_another_region_the_history_or_a_full_bus_tells_is_planted_too() {
    let served = Served::start();
    let frankfurt = ["--region", "eu-central-1"];
    let cases: [(&[&str], &str, &str); 4] = [
        (&["advice-to-ops", frankfurt[0], frankfurt[1]], "M4", "suspect"),
        (&["security-groups-changed", frankfurt[0], frankfurt[1]], "M13", "fault"),
        (&["pallets-recounted", "--bus", "annex", "--history"], "M21", "suspect"),
        (&["newsletter-at", "--bus", "newsletters"], "M24", "ok"),
    ];
    for (words, id, status) in cases {
        let found = found(&served, words);
        assert!(found.contains(&(id.to_owned(), status.to_owned())), "{words:?}: {found:?}");
    }
    let there = found(&served, &["pallets-arriving", "--bus", "pallets", frankfurt[0], frankfurt[1]]);
    assert!(there.iter().all(|(_, status)| status != "fault"), "{there:?}");
}

#[test]
fn what_an_event_must_show_is_found_in_one() {
    let served = Served::start();
    let days_ago = |days: i64| {
        let moment = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
        moment.to_string()
    };
    let event = |name: &str, source: &str, kind: &str, time: &str, detail: Value| {
        let event = serde_json::json!({
            "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": kind, "source": source,
            "account": "111122223333", "time": time, "region": "us-east-1", "resources": [], "detail": detail,
        });
        let path = served.home().join(name);
        std::fs::write(&path, event.to_string()).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    };
    let order = serde_json::json!({"order-id": "HP-1", "total": 12.5});
    let old = event("old", "shop.checkout", "Order Placed", &days_ago(20), order.clone());
    let older = event("older", "shop.checkout", "Order Placed", &days_ago(40), order);
    let large = serde_json::json!({"order-id": "x".repeat(1_100_000)});
    let large = event("large", "shop.checkout", "Order Placed", &days_ago(0), large);
    let pallet = serde_json::json!({"pallet": "PL-1", "carrier": {"name": "roadline"}});
    let pallet = event("pallet", "annex.dock", "Pallet Arrived", &days_ago(0), pallet);
    for (rule, bus, event, id, status) in [
        ("orders-to-logs", "orders", &old, "L6", "suspect"),
        ("orders-to-logs", "orders", &older, "L10", "suspect"),
        ("orders-to-logs", "orders", &large, "L9", "fault"),
        ("pallets-without-carrier", "annex", &pallet, "M32", "suspect"),
    ] {
        let found = found(&served, &[rule, "--bus", bus, "--event", event]);
        assert!(found.contains(&(id.to_owned(), status.to_owned())), "{rule}, {event}: {found:?}");
    }
}

/// The demo's rules by bus: the name, and the fault that is planted in it.
fn planted() -> Vec<(String, String, Option<String>)> {
    let rules: Value = serde_json::from_str(include_str!("../../assets/demo/rules.json")).expect("JSON");
    let of_bus = |(bus, rules): (&String, &Value)| {
        let rules = rules.as_array().expect("a list").iter().map(|rule| {
            let fault = rule["tags"]["demo:fault"].as_str().map(str::to_owned);
            (bus.clone(), rule["name"].as_str().expect("a name").to_owned(), fault)
        });
        rules.collect::<Vec<_>>()
    };
    rules.as_object().expect("buses").iter().flat_map(of_bus).collect()
}

#[test]
fn whole_buses_show_what_is_broken_without_opening_it() {
    for time in [NOON].iter().chain(&AFTER_SCHEDULES) {
        show_what_is_broken(time);
    }
}

fn show_what_is_broken(time: &str) {
    let served = Served::start_at(time);
    let planted = planted();
    let buses: std::collections::BTreeSet<&String> = planted.iter().map(|(bus, ..)| bus).collect();
    let mut said = std::collections::BTreeMap::new();
    for bus in buses {
        for line in json_lines(&served.run(&["why", "--bus", bus, "--json"]).out) {
            let findings = line["findings"].as_array().expect("findings").clone();
            said.insert((bus.clone(), line["rule"].as_str().expect("a rule").to_owned()), findings);
        }
    }
    // What a rule, its targets, its bus and its metrics tell. All else shows at most in that deliveries fail.
    let quick = [
        "M1", "M2", "M3", "M10", "M11", "M12", "M17", "M27", "M28", "M29", "M30", "M31", "L3", "L4", "L5",
        "T1", "T9", "T15", "T16", "T17", "T18", "T19", "T24",
    ];
    for (bus, rule, fault) in &planted {
        let findings = &said[&(bus.clone(), rule.clone())];
        let ids: Vec<&str> = findings.iter().filter_map(|finding| finding["id"].as_str()).collect();
        match fault {
            Some(fault) if quick.contains(&fault.as_str()) => {
                assert!(ids.contains(&fault.as_str()), "{time}: {bus}/{rule} is {fault}: {ids:?}");
            }
            // A pattern's own fault needs an event to be told, and a policy a look at the target.
            Some(_) => {}
            None => {
                let faults = findings.iter().filter(|finding| finding["status"] == "fault").count();
                assert_eq!(faults, 0, "{time}: {bus}/{rule} is sound: {ids:?}");
            }
        }
    }
}

#[test]
fn dead_letters_and_history_are_asked_for_only_when_wanted() {
    let served = Served::start();
    let why = |more: &[&str]| {
        let words = [&["why", "lesson-04-homework", "--bus", "practice", "--json"], more].concat();
        let ladder: Value = serde_json::from_str(&served.run(&words).out).expect("one document");
        let rungs = ladder["rungs"].as_array().expect("rungs").clone();
        let findings = rungs.iter().flat_map(|rung| rung["findings"].as_array().expect("findings").clone());
        let of = |id: &str| {
            findings.clone().find(|finding| finding["id"] == id).map(|found| found["title"].to_string())
        };
        (of("T23").unwrap_or_default(), of("M21").unwrap_or_default())
    };
    let (letters, changes) = why(&[]);
    assert!(letters.contains("was not asked") && changes.contains("was not asked"), "{letters} {changes}");
    let (letters, changes) = why(&["--dlq", "--history"]);
    assert!(letters.contains("The dead-letter queue"), "{letters}");
    assert!(changes.contains("changed") && !changes.contains("was not asked"), "{changes}");
}

#[test]
fn a_rule_that_is_not_there_is_bad_input() {
    let served = Served::start();
    let outcome = served.run(&["why", "no-such-rule"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.contains("DescribeRule"), "{}", outcome.err);
}

#[test]
fn an_event_as_put_events_takes_it_is_judged_as_it_is_delivered() {
    let served = Served::start();
    let delivered = r#"{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification",
        "detail":{"instance-id":"i-1","state":"stopped"}}"#;
    let entry = r#"{"Source":"aws.ec2","DetailType":"EC2 Instance State-change Notification",
        "Detail":"{\"instance-id\":\"i-1\",\"state\":\"stopped\"}"}"#;
    let which = |text: &str| served.run_with(&["which", "-e", "-"], text);
    let (plain, own) = (which(delivered), which(entry));
    assert_eq!((plain.code, own.code), (0, 0), "{}{}", own.out, own.err);
    let matching = |out: &str| out.lines().filter(|line| line.starts_with('✓')).collect::<Vec<_>>().join(",");
    assert!(matching(&own.out).contains("ec2-state-changes"), "{}", own.out);
    assert_eq!(matching(&plain.out), matching(&own.out));
    assert!(own.err.contains("an entry of PutEvents") && !plain.err.contains("PutEvents"), "{}", own.err);
    let request = format!(r#"{{"Entries":[{entry}]}}"#);
    let why = served.run_with(&["why", "ec2-state-changes", "--event", "-"], &request);
    assert!(why.out.contains("3 Does the pattern match?  ✓ ok"), "{}{}", why.out, why.err);
    assert_eq!(why.out.lines().next(), Some("default › ec2-state-changes"), "{}", why.out);
    let json = served.run_with(&["why", "ec2-state-changes", "--event", "-", "--json"], &request).out;
    let ladder: Value = serde_json::from_str(&json).expect("one document");
    assert!(ladder.get("event").is_none() && ladder.get("event_id").is_none(), "{ladder}");
    // Of several, in either form, each is judged.
    for two in [format!(r#"{{"Entries":[{entry},{entry}]}}"#), format!("[{entry},{delivered}]")] {
        let told = which(&two);
        assert_eq!((told.code, told.out.matches("✓ ec2-state-changes").count()), (0, 2), "{}", told.out);
        assert!(told.out.contains("Event 2 of 2 (aws.ec2, EC2 Instance State-change"), "{}", told.out);
        let why = served.run_with(&["why", "ec2-state-changes", "--event", "-", "--json"], &two);
        let numbers: Vec<_> = json_lines(&why.out).iter().map(|line| line["event"].clone()).collect();
        assert_eq!(numbers, [1, 2], "{}{}", why.out, why.err);
    }
    // One a line, as `tail --json` prints them; a request stands for all its entries, in a list, too.
    let lines = [delivered, entry].map(|text| text.replace('\n', " ")).join("\n");
    for two in [lines, format!(r#"[{{"Entries":[{entry},{entry}]}}]"#)] {
        let told = which(&two);
        assert!(told.code == 0 && told.out.contains("Event 2 of 2"), "{}{}", told.out, told.err);
    }
    let behind = which(&format!("{delivered} garbage"));
    assert!(behind.code == 2 && behind.err.contains("line "), "{}", behind.err);
    // What the entry itself says of where it goes, and what PutEvents refuses.
    let own = entry
        .replace("aws.ec2", "shop.test")
        .replace("{\"Source\"", "{\"EventBusName\":\"audit\",\"Source\"");
    let why = served.run_with(&["why", "ec2-state-changes", "--event", "-"], &own);
    assert!(
        why.out.contains("The sender puts its events on the bus audit, and this rule is on default."),
        "{}",
        why.out
    );
    let why = served.run_with(&["why", "ec2-state-changes", "--event", "-"], entry);
    assert!(
        why.out.contains("The likeliest cause: M18 PutEvents takes no entry with the source aws.ec2"),
        "{}",
        why.out
    );
    for empty in [r#"{"Entries":[]}"#, "[]", " [ ]\n"] {
        let told = which(empty);
        assert!(told.code == 2 && told.err.contains("the list holds no event"), "{empty}: {}", told.err);
    }
    let broken = which(&format!("[{entry},{{\"Source\":\"s\",\"Detail\":\"{{\"}}]"));
    assert!(broken.code == 2 && broken.err.contains("event 2 of 2: "), "{}", broken.err);
}

#[test]
fn account_and_region_of_an_entry_of_put_events_are_those_that_it_is_asked_in() {
    let served = Served::start();
    let buses = served.run(&["buses", "--json"]).out;
    let bus: serde_json::Value = serde_json::from_str(buses.lines().next().unwrap()).unwrap();
    let arn: Vec<_> = bus["arn"].as_str().unwrap().split(':').collect();
    let pattern =
        format!(r#"{{"account":["{}"],"region":["{}"],"source":["shop.special"]}}"#, arn[4], arn[3]);
    let made = served.run(&["rule", "put", "of-here", "--bus", "orders", "--pattern", &pattern, "--yes"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let entry = r#"{"Source":"shop.special","DetailType":"T","Detail":"{}"}"#;
    let which = served.run_with(&["which", "-e", "-", "--bus", "orders"], entry);
    assert!(which.out.contains("✓ of-here"), "{}{}", which.out, which.err);
    assert!(which.err.contains(&format!("in account {}, region {}.", arn[4], arn[3])), "{}", which.err);
    let why = served.run_with(&["why", "of-here", "--bus", "orders", "--event", "-"], entry);
    assert!(why.out.contains("3 Does the pattern match?  ✓ ok"), "{}{}", why.out, why.err);
}

#[test]
fn commands_to_paste_reach_the_endpoint_that_was_asked() {
    let served = Served::start();
    let told = served.run(&["why", "lesson-02-switched-off", "--bus", "practice"]).out;
    let end = format!(" --endpoint-url {}", served.endpoint());
    let commands: Vec<_> = told.lines().filter(|line| line.trim_start().starts_with("$ aws")).collect();
    assert!(!commands.is_empty() && commands.iter().all(|line| line.ends_with(&end)), "{told}");
}

#[test]
fn an_event_is_looked_up_by_its_id_where_a_rule_of_the_bus_has_logged_it() {
    let served = Served::start();
    let order = r#"{"source":"shop.web","detail-type":"Order placed","detail":{"orderId":"o-77"}}"#;
    let put = served.run_with(&["put", "--event", "-", "--bus", "orders", "--yes"], order);
    assert_eq!(put.code, 0, "{}", put.err);
    let id = put.out.trim();
    let by_id = served.run(&["why", "gold-customers", "--bus", "orders", "--event-id", id]);
    let arrived = "the rule orders-to-logs has delivered it to the log group";
    assert!(by_id.out.contains(id) && by_id.out.contains(arrived), "{}{}", by_id.out, by_id.err);
    assert!(by_id.out.contains("The likeliest cause: M"), "{}", by_id.out);
    // One that is brought is known again.
    let brought = order.replacen('{', &format!(r#"{{"id":"{id}","#), 1);
    let by_file = served.run_with(&["why", "gold-customers", "--bus", "orders", "--event", "-"], &brought);
    assert!(by_file.out.contains(arrived), "{}{}", by_file.out, by_file.err);
    let two =
        ["why", "gold-customers", "--bus", "orders", "--event-id", id, "--event-id", "0-0", "--event-id", id];
    let both = served.run(&two);
    assert!(
        both.out.contains(&format!("Event 1 of 2 ({id}):")) && both.out.contains("Event 2 of 2 (0-0):"),
        "{}",
        both.out
    );
    assert!(
        both.out.contains(arrived) && both.err.contains("The event 0-0 was not found in "),
        "{}",
        both.err
    );
    let as_json = served.run(&[&two[..], &["--json"]].concat());
    let told: Vec<serde_json::Value> =
        as_json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbered: Vec<_> = told.iter().map(|one| (one["event"].as_i64(), one["event_id"].as_str())).collect();
    assert_eq!(numbered, [(Some(1), Some(id)), (Some(2), Some("0-0"))]);
    let no_id = served.run(&["why", "gold-customers", "--bus", "orders", "--event-id", "a b"]);
    assert!(
        no_id.code == 2 && no_id.err.contains("An event's id has letters, digits and hyphens only"),
        "{}",
        no_id.err
    );
    let gone = served.run(&["why", "gold-customers", "--bus", "orders", "--event-id", "0-0"]);
    assert!(gone.err.contains("The event 0-0 was not found in "), "{}{}", gone.out, gone.err);
    assert!(gone.out.contains("Whether the event 0-0 reached this bus cannot be seen"), "{}", gone.out);
}

#[test]
fn an_event_in_the_names_of_an_sdk_or_without_its_envelope_is_taken_for_what_it_is() {
    let served = Served::start();
    for (event, said) in [
        (
            r#"{"source":"aws.ec2","detailType":"EC2 Instance State-change Notification","detail":{"state":"stopped"}}"#,
            "has `detailType` for `detail-type`",
        ),
        (
            r#"{"Source":"aws.ec2","DetailType":"EC2 Instance State-change Notification","Detail":{"state":"stopped"}}"#,
            "and `Detail` for `detail`",
        ),
        (r#"{"instance-id":"i-1","state":"stopped"}"#, "is taken for the detail of an event"),
        (r#"{"detail":{"instance-id":"i-1","state":"stopped"}}"#, "has no source and detail-type"),
    ] {
        let why = served.run_with(&["why", "ec2-state-changes", "--event", "-"], event);
        assert!(why.out.contains("3 Does the pattern match?  ✓ ok"), "{event}: {}{}", why.out, why.err);
        assert!(why.err.contains(said), "{event}: {}", why.err);
    }
}
