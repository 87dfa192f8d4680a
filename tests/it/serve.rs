//! The embedded account as the real SDK clients see it, over HTTP, each service in the protocol its client
//! speaks.

#[macro_use]
mod empty_account;

use aws_sdk_cloudwatch::types::{Dimension, DimensionFilter, Metric, MetricDataQuery, MetricStat, ScanBy};
use aws_sdk_cloudwatchlogs::types::{InputLogEvent, LogGroupClass};
use aws_sdk_eventbridge::error::ProvideErrorMetadata;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{InputTransformer, RuleState, Tag, Target};
use buslens::local::{Clock, Contents, Fault, FaultKind, Options, Server};
use empty_account::{EmptyAccount, NOON, SECOND, bus_arn, group_arn, refusal, target};

#[tokio::test]
async fn rules_targets_and_tags_come_back_as_they_were_put() {
    let account = EmptyAccount::start();
    let events = &account.events;
    events.create_event_bus().name("orders").description("d").send().await.unwrap();
    let arn = events
        .put_rule()
        .name("r")
        .event_bus_name("orders")
        .event_pattern("{ \"source\": [\"shop\"] }")
        .description("what it is for")
        .state(RuleState::EnabledWithAllCloudtrailManagementEvents)
        .tags(Tag::builder().key("team").value("shop").build().unwrap())
        .send()
        .await
        .unwrap();
    let arn = arn.rule_arn().unwrap();
    assert_eq!(arn, "arn:aws:events:us-east-1:111122223333:rule/orders/r");
    let rule = events.describe_rule().name("r").event_bus_name(bus_arn("orders")).send().await.unwrap();
    assert_eq!(rule.event_pattern(), Some("{ \"source\": [\"shop\"] }"));
    assert_eq!(rule.state(), Some(&RuleState::EnabledWithAllCloudtrailManagementEvents));
    assert_eq!((rule.description(), rule.event_bus_name()), (Some("what it is for"), Some("orders")));
    let tags = events.list_tags_for_resource().resource_arn(arn).send().await.unwrap();
    assert_eq!(tags.tags()[0].value(), "shop");

    let whole = Target::builder()
        .id("t")
        .arn("arn:aws:sqs:us-east-1:111122223333:q.fifo")
        .sqs_parameters(aws_sdk_eventbridge::types::SqsParameters::builder().message_group_id("g").build())
        .retry_policy(aws_sdk_eventbridge::types::RetryPolicy::builder().maximum_retry_attempts(3).build())
        .dead_letter_config(
            aws_sdk_eventbridge::types::DeadLetterConfig::builder()
                .arn("arn:aws:sqs:us-east-1:111122223333:dlq")
                .build(),
        )
        .input_transformer(
            InputTransformer::builder()
                .input_paths_map("a", "$.id")
                .input_template("\"<a>\"")
                .build()
                .unwrap(),
        )
        .build()
        .unwrap();
    events.put_targets().rule("r").event_bus_name("orders").targets(whole.clone()).send().await.unwrap();
    let targets = events.list_targets_by_rule().rule("r").event_bus_name("orders").send().await.unwrap();
    assert_eq!(targets.targets(), [whole]);
    let names = events
        .list_rule_names_by_target()
        .event_bus_name("orders")
        .target_arn("arn:aws:sqs:us-east-1:111122223333:q.fifo");
    assert_eq!(names.send().await.unwrap().rule_names(), ["r"]);
    let bus = events.update_event_bus().name("orders").description("another").send().await.unwrap();
    assert_eq!(bus.description(), Some("another"));
}

#[tokio::test]
async fn errors_arrive_as_the_types_the_sdk_knows() {
    let account = EmptyAccount::start();
    let error = account.events.describe_rule().name("gone").send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception());
    assert_eq!(error.message(), Some("Rule gone does not exist on EventBus default."));
    let error = account
        .events
        .put_rule()
        .name("r")
        .event_pattern("{\"a\":1}")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_invalid_event_pattern_exception());
    assert_eq!(
        error.message(),
        Some(
            "Event pattern is not valid. Reason: \"a\" must be an object or an array\n at [Source: \
                (String)\"{\"a\":1}\"; line: 1, column: 7]"
        )
    );
    let error = account
        .logs
        .filter_log_events()
        .log_group_name("gone")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_resource_not_found_exception());
    let far = DateTime::from_secs(0);
    let (code, _) = refusal(
        account
            .metrics
            .get_metric_data()
            .start_time(far)
            .end_time(far)
            .set_metric_data_queries(Some(Vec::new()))
            .send()
            .await,
    );
    assert_eq!(code, "ValidationError");
}

#[tokio::test]
async fn the_caller_is_always_the_same() {
    let account = EmptyAccount::start();
    let sts = aws_sdk_sts::Client::from_conf(config!(aws_sdk_sts, account.server).build());
    let caller = sts.get_caller_identity().send().await.unwrap();
    assert_eq!(
        (caller.account(), caller.arn()),
        (Some("111122223333"), Some("arn:aws:iam::111122223333:user/demo"))
    );
}

#[tokio::test]
async fn an_event_reaches_the_log_group_and_the_metrics() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    account.put("default", "shop", "{\"n\": 1.0,  \"deep\": {\"a\": [1, 2]}}").await;
    account.put("default", "elsewhere", "{}").await;
    let page = account.logs.filter_log_events().log_group_name("/aws/events/shop").send().await.unwrap();
    let [event] = page.events() else { panic!("{:?}", page.events()) };
    assert_eq!((event.timestamp(), event.ingestion_time()), (Some(NOON), Some(NOON)));
    let message = event.message().unwrap();
    assert!(message.ends_with(r#""detail":{"n":1.0,"deep":{"a":[1,2]}}}"#), "{message}");
    assert!(
        message.contains(r#""time":"2026-11-21T12:00:00Z","region":"us-east-1","resources":[]"#),
        "{message}"
    );
    let verdict = account
        .events
        .test_event_pattern()
        .event_pattern(r#"{"detail":{"n":[1]}}"#)
        .event(message)
        .send()
        .await
        .unwrap();
    assert!(verdict.result());

    assert_eq!(account.metric("MatchedEvents", "r").await, Some(1.0));
    assert_eq!(account.metric("Invocations", "r").await, Some(1.0));
    assert_eq!(account.metric("FailedInvocations", "r").await, None);
    let listed = account
        .metrics
        .list_metrics()
        .namespace("AWS/Events")
        .dimensions(DimensionFilter::builder().name("RuleName").value("r").build());
    let listed = listed.send().await.unwrap();
    let names: Vec<&str> = listed.metrics().iter().filter_map(Metric::metric_name).collect();
    assert!(names.contains(&"TriggeredRules") && !names.contains(&"FailedInvocations"), "{names:?}");

    account.events.disable_rule().name("r").send().await.unwrap();
    account.put("default", "shop", "{}").await;
    assert_eq!(account.messages("/aws/events/shop").await.len(), 1);
}

#[tokio::test]
async fn what_keeps_a_log_group_from_receiving_counts_as_failed() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    let transformer = |template: &str| {
        InputTransformer::builder()
            .input_paths_map("time", "$.time")
            .input_paths_map("n", "$.detail.n")
            .input_template(template)
            .build()
            .unwrap()
    };
    let logs = |rule: &str| Target::builder().id(rule).arn(group_arn("/aws/events/shop"));
    for (rule, target) in [
        ("star", Target::builder().id("t").arn(format!("{}:*", group_arn("/aws/events/shop")))),
        ("missing", Target::builder().id("t").arn(group_arn("/aws/events/missing"))),
        ("role", logs("t").role_arn("arn:aws:iam::111122223333:role/r")),
        ("constant", logs("t").input("{}")),
        ("shapeless", logs("t").input_transformer(transformer("{\"n\": <n>}"))),
    ] {
        account.events.put_rule().name(rule).event_pattern(r#"{"source":["shop"]}"#).send().await.unwrap();
        account.target(rule, target.build().unwrap()).await;
    }
    let told = logs("told")
        .input_transformer(transformer("{\"timestamp\": <time>, \"message\": \"n is <n>\"}"))
        .build()
        .unwrap();
    account.target("r", told).await;
    account.put("default", "shop", "{\"n\":7}").await;
    for rule in ["star", "missing", "role", "constant", "shapeless"] {
        assert_eq!(account.metric("FailedInvocations", rule).await, Some(1.0), "{rule}");
    }
    let messages = account.messages("/aws/events/shop").await;
    assert_eq!(messages.len(), 2);
    assert!(messages.contains(&"n is 7".to_owned()), "{messages:?}");

    account.logs.delete_resource_policy().policy_name("events").send().await.unwrap();
    account.put("default", "shop", "{\"n\":8}").await;
    assert_eq!(account.metric("FailedInvocations", "r").await, Some(2.0));
}

#[tokio::test]
async fn an_event_is_passed_on_to_one_more_bus_and_no_further() {
    let account = EmptyAccount::start();
    account.logged_rule("seen-on-default", "/aws/events/default").await;
    for (bus, next) in [("first", "second"), ("second", "default")] {
        account.events.create_event_bus().name(bus).send().await.unwrap();
        account
            .events
            .put_rule()
            .name("relay")
            .event_bus_name(bus)
            .event_pattern(r#"{"source":["shop"]}"#)
            .send()
            .await
            .unwrap();
        let targets = account
            .events
            .put_targets()
            .rule("relay")
            .event_bus_name(bus)
            .targets(target("next", &bus_arn(next)));
        targets.send().await.unwrap();
    }
    account.put("second", "shop", "{}").await;
    assert_eq!(account.messages("/aws/events/default").await.len(), 1);
    account.put("first", "shop", "{}").await;
    assert_eq!(account.messages("/aws/events/default").await.len(), 1);
}

#[tokio::test]
async fn schedules_run_by_the_accounts_clock() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    account.events.put_rule().name("tick").schedule_expression("rate(5 minutes)").send().await.unwrap();
    account.target("tick", target("logs", &group_arn("/aws/events/shop"))).await;
    account.server.clock().advance(SECOND * 299);
    assert!(account.messages("/aws/events/shop").await.is_empty());
    account.server.clock().advance(SECOND * 602);
    let messages = account.messages("/aws/events/shop").await;
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert!(
        messages[0].contains(r#""detail-type":"Scheduled Event","source":"aws.events""#),
        "{}",
        messages[0]
    );
    assert!(messages[0].contains(r#""time":"2026-11-21T12:05:00Z""#), "{}", messages[0]);
    assert!(messages[0].contains("arn:aws:events:us-east-1:111122223333:rule/tick"), "{}", messages[0]);
    // However long nobody looks, no run is left out.
    account.server.clock().advance(SECOND * 9 * 3_600);
    assert_eq!(account.messages("/aws/events/shop").await.len(), 3 + 9 * 12);
}

#[tokio::test]
async fn a_live_tail_sends_a_frame_a_second_empty_or_not() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    account.put("default", "shop", "{\"before\":true}").await;
    account.server.clock().advance(SECOND);
    let mut tail = account.tail("/aws/events/shop").await;
    assert_eq!(account.next(&mut tail).await, Vec::<String>::new());
    account.put("default", "shop", "{\"during\":true}").await;
    let shown = account.next(&mut tail).await;
    assert!(shown.len() == 1 && shown[0].contains("during"), "{shown:?}");
    assert_eq!(account.next(&mut tail).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_live_tail_ends_after_three_hours_with_its_own_exception() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    let mut tail = account.tail("/aws/events/shop").await;
    account.server.clock().advance(SECOND * 3 * 3_600);
    let error = loop {
        match tail.recv().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the stream ended without a word"),
            Err(error) => break error.into_service_error(),
        }
    };
    assert!(error.is_session_timeout_exception(), "{error:?}");
    // The session is over, so fifteen more fit.
    let mut next = Vec::new();
    for _ in 0..15 {
        next.push(account.tail("/aws/events/shop").await);
    }
}

#[tokio::test]
async fn live_tails_can_be_dropped_and_silenced() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    let mut tail = account.tail("/aws/events/shop").await;
    account.next(&mut tail).await;
    account.server.faults().drop_live_tails();
    assert!(tail.recv().await.is_err());

    account.server.faults().silence_live_tails(true);
    let mut silent = account.tail("/aws/events/shop").await;
    account.server.clock().advance(SECOND * 5);
    // Events of silent seconds are lost, as those of a dead link are; what comes after it spoke again is not.
    account.messages("/aws/events/shop").await;
    account.server.faults().silence_live_tails(false);
    account.put("default", "shop", "{\"spoken\":true}").await;
    let shown = loop {
        let shown = account.next(&mut silent).await;
        if !shown.is_empty() {
            break shown;
        }
    };
    assert!(shown[0].contains("spoken"));
}

#[tokio::test]
async fn planted_faults_befall_calls() {
    let account = EmptyAccount::start();
    let faults = account.server.faults();
    faults.plant(Fault::of("ListRules", FaultKind::Throttle).times(1));
    assert_eq!(refusal(account.events.list_rules().send().await).0, "ThrottlingException");
    account.events.list_rules().send().await.unwrap();

    faults.plant(Fault::of("ListRules", FaultKind::Deny));
    let (code, message) = refusal(account.events.list_rules().send().await);
    assert_eq!(code, "AccessDeniedException");
    assert!(message.contains("is not authorized to perform: events:ListRules"), "{message}");
    account.events.list_event_buses().send().await.unwrap();

    faults.clear();
    faults.plant(Fault { operation: None, times: Some(1), kind: FaultKind::Disconnect });
    assert!(account.events.list_rules().send().await.unwrap_err().as_service_error().is_none());

    account.events.put_rule().name("r").event_pattern(r#"{"source":["a"]}"#).send().await.unwrap();
    faults.plant(Fault::of(
        "PutTargets",
        FaultKind::FailEntries { code: "InternalException".into(), message: "later".into() },
    ));
    let answer = account
        .events
        .put_targets()
        .rule("r")
        .targets(target("t", "arn:aws:sqs:us-east-1:111122223333:q"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (answer.failed_entry_count(), answer.failed_entries()[0].error_code()),
        (1, Some("InternalException"))
    );
    assert_eq!(account.server.calls()["PutTargets"], 1);
}

#[tokio::test]
async fn logs_put_by_hand_are_read_back_in_pages() {
    let account = EmptyAccount::start();
    let logs = &account.logs;
    logs.create_log_group()
        .log_group_name("app")
        .log_group_class(LogGroupClass::Standard)
        .send()
        .await
        .unwrap();
    logs.create_log_stream().log_group_name("app").log_stream_name("s").send().await.unwrap();
    let batch: Vec<InputLogEvent> = (0..25)
        .map(|n| {
            InputLogEvent::builder().timestamp(NOON - 25 + n).message(format!("line {n}")).build().unwrap()
        })
        .collect();
    logs.put_log_events()
        .log_group_name("app")
        .log_stream_name("s")
        .set_log_events(Some(batch))
        .send()
        .await
        .unwrap();
    let mut pages = logs.filter_log_events().log_group_name("app").limit(10).into_paginator().send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().events().len());
    }
    assert_eq!(sizes, [10, 10, 5]);
    let stream = logs.describe_log_streams().log_group_name("app").send().await.unwrap();
    assert_eq!(stream.log_streams()[0].last_event_timestamp(), Some(NOON - 1));
    let newest =
        logs.get_log_events().log_group_name("app").log_stream_name("s").limit(1).send().await.unwrap();
    assert_eq!(newest.events()[0].message(), Some("line 24"));
}

#[tokio::test]
async fn the_demo_is_lively_and_the_same_every_time() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let account = EmptyAccount::with(Contents::Demo, SECOND * 120);
        account.server.ready().await;
        let buses = account.events.list_event_buses().send().await.unwrap();
        assert!(buses.event_buses().len() >= 6);
        let rules = account.events.list_rules().event_bus_name("orders").send().await.unwrap();
        assert!(rules.rules().len() >= 10);
        assert!(account.messages("/aws/events/orders").await.len() >= 40);
        let mut tail = account.tail("/aws/events/orders").await;
        let mut live = Vec::new();
        for _ in 0..10 {
            live.extend(account.next(&mut tail).await);
        }
        assert!(live.len() >= 3, "{live:?}");
        let points = account.metric("MatchedEvents", "ec2-state-changes").await;
        assert!(points.is_some());
        seen.push((account.messages("/aws/events/orders").await, live, points));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn shutting_down_ends_live_tails_and_frees_the_port() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    let mut tail = account.tail("/aws/events/shop").await;
    let port = account.server.port();
    let EmptyAccount { server, events, logs, metrics } = account;
    drop((events, logs, metrics));
    let drained = async { while let Ok(Some(_)) = tail.recv().await {} };
    let ((), ended) = tokio::join!(drained, tokio::time::timeout(SECOND * 20, server.shutdown()));
    ended.expect("the server ends in time");
    let again = Server::start(Options { port, account: Contents::Empty, ..Options::default() }).unwrap();
    assert_eq!(again.port(), port);
}

#[tokio::test]
async fn metrics_are_grouped_by_period_in_the_order_asked_for() {
    let account = EmptyAccount::start();
    account.logged_rule("r", "/aws/events/shop").await;
    for _ in 0..4 {
        account.put("default", "shop", "{}").await;
        account.server.clock().advance(SECOND * 60);
    }
    let dimension = Dimension::builder().name("RuleName").value("r").build();
    let metric =
        Metric::builder().namespace("AWS/Events").metric_name("MatchedEvents").dimensions(dimension).build();
    for (order, expected) in
        [(ScanBy::TimestampAscending, [2.0, 2.0]), (ScanBy::TimestampDescending, [2.0, 2.0])]
    {
        let stat = MetricStat::builder().metric(metric.clone()).period(120).stat("Sum").build();
        let answer = account
            .metrics
            .get_metric_data()
            .metric_data_queries(MetricDataQuery::builder().id("q").metric_stat(stat).build())
            .scan_by(order.clone())
            .start_time(DateTime::from_millis(NOON))
            .end_time(DateTime::from_millis(NOON + 600_000))
            .send()
            .await
            .unwrap();
        let result = &answer.metric_data_results()[0];
        assert_eq!(result.values(), expected);
        let ascending = result.timestamps().is_sorted_by_key(DateTime::secs);
        assert_eq!(ascending, order == ScanBy::TimestampAscending);
    }
    let older = account
        .metrics
        .get_metric_statistics()
        .namespace("AWS/Events")
        .metric_name("MatchedEvents")
        .set_dimensions(metric.dimensions)
        .period(3_600)
        .statistics(aws_sdk_cloudwatch::types::Statistic::Sum)
        .start_time(DateTime::from_millis(NOON))
        .end_time(DateTime::from_millis(NOON + 600_000))
        .send()
        .await
        .unwrap();
    assert_eq!(older.datapoints()[0].sum(), Some(4.0));
}

#[tokio::test]
async fn the_past_is_read_whole_however_early_it_is_asked_for() {
    // On a clock that stands nobody gives up, however long a busy machine takes.
    let server = Server::start(Options { clock: Clock::manual(NOON), ..Options::default() }).unwrap();
    let logs = aws_sdk_cloudwatchlogs::Client::from_conf(config!(aws_sdk_cloudwatchlogs, server).build());
    // An event is delivered up to 2 s after the time it carries.
    let end = server.clock().now() - 10_000;
    let read = async || {
        let span = logs.filter_log_events().log_group_name("/aws/events/ec2-state-changes");
        let page = span.start_time(end - 600_000).end_time(end).send().await.unwrap();
        page.events().len()
    };
    let early = read().await;
    server.ready().await;
    assert_eq!(early, read().await);
    assert!(early > 20, "{early}");
}
