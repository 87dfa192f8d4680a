//! An account that refuses half of everything for coming too fast: what is asked for is answered in whole,
//! and it is told. At what rate is a matter of `aws::limiter`'s tests, whose time stands still.

use crate::commands::{Served, buslens, json_lines, run};
use crate::loop_in_process::{Desk, Options};
use crate::stand_in::{Act, StandIn, too_fast};
use buslens::internals::runtime::whose_account::Embedded;
use buslens::local::Server;
use serde_json::{Value, json};
use std::time::Duration;

/// Before an account: every second request is refused, in each of the ways there are, and now and then the
/// answer to one that only looks is lost.
fn refusing_half(served: &Served) -> StandIn {
    StandIn::start(Some(served.endpoint()), |asked| {
        let looks = ["Describe", "List", "Get"].iter().any(|start| asked.operation.starts_with(start));
        match asked.before % 10 {
            0 | 2 | 4 | 6 | 8 => match too_fast(asked) {
                // A write that a gateway gave up on is not sent again: it may have been acted on.
                Act::Answer(503, ..) if !looks => Act::Answer(429, Vec::new(), Vec::new()),
                refusal => refusal,
            },
            5 if looks => Act::LoseAnswer,
            _ => Act::Pass,
        }
    })
}

fn rule_page(from: usize, size: usize, all: usize) -> Value {
    let rules: Vec<Value> = (from..(from + size).min(all))
        .map(|n| {
            json!({"Name": format!("r{n}"), "Arn": format!("arn:aws:events:us-east-1:1:rule/r{n}"),
                "EventPattern": "{\"source\":[\"a\"]}", "State": "ENABLED", "EventBusName": "default"})
        })
        .collect();
    let mut page = json!({ "Rules": rules });
    if from + size < all {
        page["NextToken"] = json!((from + size).to_string());
    }
    page
}

#[test]
fn a_list_of_two_thousand_rules_comes_whole_from_an_account_that_refuses_half_of_the_calls() {
    let account = StandIn::start(None, |asked| {
        if asked.before.is_multiple_of(2) {
            return too_fast(asked);
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let token = body["NextToken"].as_str().and_then(|token| token.parse().ok()).unwrap_or(0);
        let answer = match asked.operation.as_str() {
            "ListRules" => rule_page(token, 100, 2_000),
            _ => json!({}),
        };
        Act::Answer(200, Vec::new(), answer.to_string().into_bytes())
    });
    let home = tempfile::tempdir().unwrap();
    let listed = run(&mut buslens(home.path(), &["rules", "--json", "--endpoint-url", account.endpoint()]));
    assert_eq!(listed.code, 0, "{}", listed.err);
    let mut names: Vec<String> =
        json_lines(&listed.out).iter().map(|rule| rule["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names.len(), 2_000);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 2_000, "each once");
    assert!(listed.err.contains("limits how fast calls may come"), "{}", listed.err);
    // Each page was asked for until it came, and none again after it.
    let asked: Vec<_> = account.asked().into_iter().filter(|asked| asked.operation == "ListRules").collect();
    assert!((20..=45).contains(&asked.len()), "{}", asked.len());
}

#[test]
fn a_diagnosis_and_events_get_through_and_nothing_is_sent_twice() {
    let served = Served::start();
    let account = refusing_half(&served);
    let run = |args: &[&str]| run(buslens(served.home(), args).args(["--endpoint-url", account.endpoint()]));
    let direct = served.run(&["why", "ec2-stopped-opens-ticket", "--json"]);
    let why = run(&["why", "ec2-stopped-opens-ticket", "--json"]);
    assert_eq!(why.code, direct.code, "{}{}", why.out, why.err);
    let ids = |text: &str| -> Vec<String> {
        let rungs = json_lines(text).remove(0)["rungs"].clone();
        let findings =
            rungs.as_array().into_iter().flatten().filter_map(|rung| rung["findings"].as_array().cloned());
        findings.flatten().map(|finding| finding["id"].to_string()).collect()
    };
    assert_eq!(ids(&why.out), ids(&direct.out), "the same is found");

    let events: Vec<String> = (0..40)
        .map(|n| format!("{{\"source\":\"shop.orders\",\"detail-type\":\"t\",\"detail\":{{\"n\":{n}}}}}"))
        .collect();
    std::fs::write(served.home().join("events.json"), format!("[{}]", events.join(","))).unwrap();
    let sent = run(&["put", "-e", "events.json", "--bus", "audit", "--yes"]);
    assert_eq!(sent.code, 0, "{}{}", sent.out, sent.err);
    // Whatever was sent twice comes before the last one.
    let last = r#"{"source":"shop.orders","detail-type":"the last one","detail":{}}"#;
    assert_eq!(served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], last).code, 0);
    let since = ["--rule", "audit-to-logs", "--bus", "audit", "--since", "5m", "--json"];
    let tail = served.tail_until(&since, "the last one");
    let mut seen: Vec<i64> = json_lines(&tail.out)
        .iter()
        .filter(|line| line["event"]["source"] == "shop.orders" && line["event"]["detail-type"] == "t")
        .filter_map(|line| line["event"]["detail"]["n"].as_i64())
        .collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..40).collect::<Vec<_>>(), "each event once: {}", tail.err);
}

#[tokio::test]
async fn many_rules_are_switched_with_one_yes_and_each_call_that_is_let_through_is_sent_once() {
    let home = tempfile::tempdir().unwrap();
    let behind = Embedded::with(buslens::local::Options { backlog: Duration::ZERO, ..Default::default() });
    let account = StandIn::start(Some(&behind.server(Server::endpoint).unwrap()), |asked| {
        // Every second switch comes too fast.
        let switches = asked.operation == "DisableRule";
        if switches && asked.before.is_multiple_of(2) {
            let refusal = br#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#;
            return Act::Answer(400, Vec::new(), refusal.to_vec());
        }
        Act::Pass
    });
    let endpoint = Some(account.endpoint().to_owned());
    let mut desk = Desk::start(home.path(), Options { endpoint, ..Options::of(behind.clone()) });
    desk.wait_for("rules 46").await;
    desk.press(":bus orders<enter>");
    desk.settle().await;
    desk.press("<enter>X");
    desk.settle().await;
    desk.press("sf");
    let asked = desk.wait_for("marked rules?").await;
    let count = |text: &str, before: &str| -> u64 {
        let at = text.find(before).unwrap_or_else(|| panic!("no {before}: {text}")) + before.len();
        text[at..].split_whitespace().next().unwrap().parse().unwrap()
    };
    let all = count(&asked, "Switch ");
    assert!(all >= 5, "{asked}");
    desk.press("y");
    desk.wait_for(&format!("{all} of {all} rules were switched ({all} off)")).await;
    assert_eq!(desk.calls("DisableRule"), all, "each was done once");
    assert!(account.times("DisableRule") as u64 > all, "some were refused, and sent again");
    desk.press("<esc>z");
    desk.wait_for(&format!("{all} rules switched off")).await;
    desk.press("<enter>");
    desk.wait_for(&format!("Undo {all} of {all} changes?")).await;
    desk.press("y");
    desk.wait_for(&format!("{all} of {all} undone")).await;
}

/// An account of two pages of rules, of which the second does not come.
fn half_a_list() -> StandIn {
    StandIn::start(None, |asked| {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        if body["NextToken"].is_string() {
            return Act::Stream(Box::new(|connection| {
                // Until nobody waits any more.
                std::io::copy(connection, &mut std::io::sink()).map(drop)
            }));
        }
        let answer = match asked.operation.as_str() {
            "ListRules" => rule_page(0, 100, 200),
            "ListEventBuses" => {
                json!({"EventBuses": [{"Name": "default", "Arn": "arn:aws:events:us-east-1:1:event-bus/default"}]})
            }
            _ => json!({}),
        };
        Act::Answer(200, Vec::new(), answer.to_string().into_bytes())
    })
}

#[test]
fn what_was_read_when_the_time_is_over_is_printed() {
    let account = half_a_list();
    let listed = |args: &[&str]| {
        let home = tempfile::tempdir().unwrap();
        // Long enough for the first page, however busy the machine is.
        let to = ["--endpoint-url", account.endpoint(), "--timeout", "15s"];
        let listed = run(&mut buslens(home.path(), &[args, &to].concat()));
        assert_eq!(listed.code, 4, "{}", listed.err);
        assert!(listed.out.contains("r99"), "{args:?}: {}", listed.out);
        let said = "Gave up after 15s, as --timeout says; what is printed is incomplete.";
        assert_eq!(listed.err.matches(said).count(), 1, "{args:?}: {}", listed.err);
    };
    std::thread::scope(|side_by_side| {
        for args in [&["rules"][..], &["rules", "--json"], &["rules", "--all"], &["rules", "--all", "--json"]]
        {
            let listed = &listed;
            side_by_side.spawn(move || listed(args));
        }
    });
}

#[test]
fn a_server_in_trouble_is_left_time() {
    let account = StandIn::start(None, |_| Act::Answer(500, Vec::new(), b"{}".to_vec()));
    let home = tempfile::tempdir().unwrap();
    let began = std::time::Instant::now();
    let listed = run(&mut buslens(home.path(), &["buses", "--endpoint-url", account.endpoint()]));
    assert_eq!((listed.code, account.times("ListEventBuses")), (4, 4), "{}", listed.err);
    let took = began.elapsed();
    assert!(took >= std::time::Duration::from_millis(2_800), "four attempts in {took:?}");
}
