//! Answers as they were recorded from the service: codes, sentences and shapes. Source: what the tests of
//! LocalStack have recorded from AWS (`tests/aws/services/events`), names put in the place of theirs.

use super::{Bench, NOW, QUEUE};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const BUS: &str = "arn:aws:events:us-east-1:111122223333:event-bus/b";
const ARCHIVE: &str = "arn:aws:events:us-east-1:111122223333:archive/a";

/// A bus `b` with a rule `r`, an archive `a` of it and a replay `p`.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.call("CreateEventBus", json!({"Name": "b"}));
    bench.call(
        "PutRule",
        json!({"Name": "r", "EventBusName": "b", "EventPattern": "{\"source\":[\"core.update-account-command\"]}"}),
    );
    bench.call("CreateArchive", json!({"ArchiveName": "a", "EventSourceArn": BUS, "RetentionDays": 1}));
    bench.call("StartReplay", replay("p", ARCHIVE, BUS, 20));
    bench
}

fn replay(name: &str, archive: &str, bus: &str, seconds: i64) -> Value {
    let start = NOW / 1_000 - 100;
    json!({"ReplayName": name, "EventSourceArn": archive, "Destination": {"Arn": bus},
        "EventStartTime": start, "EventEndTime": start + seconds})
}

fn basic(name: &str) -> Value {
    json!({"Name": name, "AuthorizationType": "BASIC",
        "AuthParameters": {"BasicAuthParameters": {"Username": "user", "Password": "pass"}}})
}

fn destination(name: &str, connection: &str) -> Value {
    json!({"Name": name, "ConnectionArn": connection, "HttpMethod": "POST",
        "InvocationEndpoint": "https://example.com/api", "Description": "Test API destination"})
}

#[test]
fn what_is_refused_is_refused_in_the_services_words() {
    let long = "This should fail with two errors 123467890123412341234123412341234";
    let eleven: Vec<Value> =
        (0..11).map(|_| json!({"Source": "s", "DetailType": "t", "Detail": "{}"})).collect();
    let entry = "PutEventsRequestEntry(time=null, source=s, resources=null, detailType=t, detail={}, \
                 eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)";
    let too_many = format!(
        "1 validation error detected: Value '[{}]' at 'entries' failed to satisfy constraint: Member must have \
         length less than or equal to 10",
        [entry; 11].join(", ")
    );
    let other = "arn:aws:events:us-east-1:111122223333:event-bus/other";
    let gone = "arn:aws:events:us-east-1:111122223333:event-bus/gone";
    let statement = json!({"StatementId": "s", "Action": "events:PutEvents", "Principal": "111122223333"});
    let with = |mut to: Value, name: &str, value: &str| {
        to[name] = json!(value);
        to
    };
    let none = "ResourceNotFoundException";
    let invalid = "ValidationException";
    let exists = "ResourceAlreadyExistsException";
    let mut bench = bench();
    bench.call("CreateEventBus", json!({"Name": "other"}));
    bench.call("CreateConnection", basic("c"));
    bench.call(
        "PutTargets",
        json!({"Rule": "r", "EventBusName": "b", "Targets": [{"Id": "1", "Arn": QUEUE}]}),
    );
    let six: Vec<Value> = (0..6).map(|n| json!({"Id": n.to_string(), "Arn": QUEUE})).collect();
    let sixty_five = "i".repeat(65);
    let too_long = format!(
        "1 validation error detected: Value '{sixty_five}' at 'targets.1.member.id' failed to satisfy constraint: \
         Member must have length less than or equal to 64"
    );
    for (operation, input, code, message) in [
        ("PutEvents", json!({"Entries": eleven}), invalid, too_many.as_str()),
        ("CreateEventBus", json!({"Name": "b"}), exists, "Event bus b already exists."),
        ("DescribeEventBus", json!({"Name": "gone"}), none, "Event bus gone does not exist."),
        ("DeleteEventBus", json!({"Name": "default"}), invalid, "Cannot delete event bus default."),
        ("PutPermission", with(statement, "EventBusName", "gone"), none, "Event bus gone does not exist."),
        (
            "RemovePermission",
            json!({"EventBusName": "b", "StatementId": "s"}),
            none,
            "Statement with the provided id does not exist.",
        ),
        ("DescribeRule", json!({"Name": "gone"}), none, "Rule gone does not exist on EventBus default."),
        (
            "DeleteRule",
            json!({"Name": "r", "EventBusName": "b"}),
            invalid,
            "Rule can't be deleted since it has targets.",
        ),
        (
            "PutRule",
            json!({"Name": "t", "EventBusName": "b", "ScheduleExpression": "rate(1 minute)"}),
            invalid,
            "ScheduleExpression is supported only on the default event bus.",
        ),
        (
            "PutTargets",
            json!({"Rule": "r", "EventBusName": "b", "Targets": six}),
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.",
        ),
        (
            "PutTargets",
            json!({"Rule": "r", "EventBusName": "b", "Targets": [{"Id": "!@#$@!#$", "Arn": QUEUE}]}),
            invalid,
            "1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
        ),
        (
            "PutTargets",
            json!({"Rule": "r", "EventBusName": "b", "Targets": [{"Id": sixty_five, "Arn": QUEUE}]}),
            invalid,
            too_long.as_str(),
        ),
        (
            "CreateArchive",
            json!({"ArchiveName": "x", "EventSourceArn": gone}),
            none,
            "Event bus gone does not exist.",
        ),
        (
            "CreateArchive",
            json!({"ArchiveName": "x", "EventSourceArn": gone.replace("111122223333", "444455556666")}),
            none,
            "Event bus gone does not exist.",
        ),
        (
            "CreateArchive",
            json!({"ArchiveName": "a", "EventSourceArn": BUS}),
            exists,
            "Archive a already exists.",
        ),
        ("DescribeArchive", json!({"ArchiveName": "gone"}), none, "Archive gone does not exist."),
        ("DeleteArchive", json!({"ArchiveName": "gone"}), none, "Archive gone does not exist."),
        (
            "UpdateArchive",
            json!({"ArchiveName": "gone"}),
            "InternalException",
            "Service encountered unexpected problem. Please try again.",
        ),
        ("ListArchives", json!({"EventSourceArn": gone}), none, "Event bus gone does not exist."),
        ("StartReplay", replay("n", ARCHIVE, gone, 20), none, "Event bus gone does not exist."),
        (
            "StartReplay",
            replay("n", ARCHIVE, other, 20),
            invalid,
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        ),
        (
            "StartReplay",
            replay("n", ARCHIVE, other, 0),
            invalid,
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        ),
        (
            "StartReplay",
            replay("n", &ARCHIVE.replace("/a", "/gone"), BUS, 20),
            invalid,
            "Parameter EventSourceArn is not valid. Reason: Archive gone does not exist.",
        ),
        ("StartReplay", replay("p", ARCHIVE, BUS, 20), exists, "Replay p already exists."),
        (
            "StartReplay",
            replay("n", ARCHIVE, BUS, 0),
            invalid,
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        ),
        (
            "StartReplay",
            replay("n", ARCHIVE, BUS, -10),
            invalid,
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        ),
        (
            "CreateConnection",
            with(with(basic(long), "AuthorizationType", "INVALID"), "Name", long),
            invalid,
            "3 validation errors detected: Value 'This should fail with two errors \
             123467890123412341234123412341234' at 'name' failed to satisfy constraint: Member must have length \
             less than or equal to 64; Value 'This should fail with two errors \
             123467890123412341234123412341234' at 'name' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: [\\.\\-_A-Za-z0-9]+; Value 'INVALID' at 'authorizationType' failed to \
             satisfy constraint: Member must satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]",
        ),
        (
            "CreateConnection",
            basic("Invalid Name With Spaces!"),
            invalid,
            "1 validation error detected: Value 'Invalid Name With Spaces!' at 'name' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
        ),
        (
            "DescribeConnection",
            json!({"Name": "gone"}),
            none,
            "Failed to describe the connection(s). Connection 'gone' does not exist.",
        ),
        (
            "CreateApiDestination",
            with(destination("d", "invalid-connection-arn"), "HttpMethod", "INVALID_METHOD"),
            invalid,
            "2 validation errors detected: Value 'invalid-connection-arn' at 'connectionArn' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: \
             ^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+$; \
             Value 'INVALID_METHOD' at 'httpMethod' failed to satisfy constraint: Member must satisfy enum value \
             set: [HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]",
        ),
        (
            "DescribeApiDestination",
            json!({"Name": "gone"}),
            none,
            "Failed to describe the api-destination(s). An api-destination 'gone' does not exist.",
        ),
    ] {
        let error = bench.refused(operation, input);
        assert_eq!((error.code.as_str(), error.message.as_str()), (code, message), "{operation}");
        assert_eq!(error.status, if code == "InternalException" { 500 } else { 400 }, "{operation}");
    }
}

fn members(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn ten_replays_run_at_a_time() {
    let mut bench = bench();
    for number in 1..10 {
        bench.call("StartReplay", replay(&format!("p{number}"), ARCHIVE, BUS, 20));
    }
    let error = bench.refused("StartReplay", replay("p10", ARCHIVE, BUS, 20));
    assert_eq!(error.code, "LimitExceededException");
    bench.call("CancelReplay", json!({"ReplayName": "p"}));
    assert_eq!(bench.call("StartReplay", replay("p10", ARCHIVE, BUS, 20))["State"], "STARTING");
}

#[test]
fn what_is_answered_has_the_members_that_the_service_gives() {
    let mut bench = bench();
    let connection = bench.call("CreateConnection", basic("c"));
    let arn = connection["ConnectionArn"].as_str().unwrap().to_owned();
    let made = bench.call("CreateApiDestination", destination("d", &arn));
    let made_bus = bench.call("CreateEventBus", json!({"Name": "x"}));
    let put = json!({"Rule": "r", "EventBusName": "b", "Targets": [{"Id": "1", "Arn": QUEUE}]});
    let mut call = |operation: &str, input: Value| bench.call(operation, input);
    let put = call("PutTargets", put);
    let archives = call("ListArchives", json!({"NamePrefix": "a"}))["Archives"][0].clone();
    let replays = call("ListReplays", json!({}))["Replays"][0].clone();
    let rules = call("ListRules", json!({"EventBusName": "b"}))["Rules"][0].clone();
    let buses = call("ListEventBuses", json!({"NamePrefix": "b"}))["EventBuses"][0].clone();
    let connections = call("ListConnections", json!({}))["Connections"][0].clone();
    let destinations = call("ListApiDestinations", json!({}))["ApiDestinations"][0].clone();
    for (what, value, wanted) in [
        ("CreateEventBus", made_bus, "EventBusArn"),
        ("ListEventBuses", buses, "Arn CreationTime LastModifiedTime Name"),
        (
            "DescribeEventBus",
            call("DescribeEventBus", json!({"Name": "b"})),
            "Arn CreationTime LastModifiedTime Name",
        ),
        ("ListRules", rules, "Arn EventBusName EventPattern Name State"),
        (
            "DescribeRule",
            call("DescribeRule", json!({"Name": "r", "EventBusName": "b"})),
            "Arn CreatedBy EventBusName EventPattern Name State",
        ),
        ("PutTargets", put, "FailedEntries FailedEntryCount"),
        (
            "ListTargetsByRule",
            call("ListTargetsByRule", json!({"Rule": "r", "EventBusName": "b"})),
            "Targets",
        ),
        (
            "ListArchives",
            archives,
            "ArchiveName CreationTime EventCount EventSourceArn RetentionDays SizeBytes State",
        ),
        (
            "DescribeArchive",
            call("DescribeArchive", json!({"ArchiveName": "a"})),
            "ArchiveArn ArchiveName CreationTime EventCount EventSourceArn RetentionDays SizeBytes State",
        ),
        (
            "UpdateArchive",
            call("UpdateArchive", json!({"ArchiveName": "a"})),
            "ArchiveArn CreationTime State",
        ),
        (
            "ListReplays",
            replays,
            "EventEndTime EventSourceArn EventStartTime ReplayName ReplayStartTime State",
        ),
        ("CancelReplay", call("CancelReplay", json!({"ReplayName": "p"})), "ReplayArn State"),
        ("CreateConnection", connection, "ConnectionArn ConnectionState CreationTime LastModifiedTime"),
        (
            "ListConnections",
            connections,
            "AuthorizationType ConnectionArn ConnectionState CreationTime LastAuthorizedTime LastModifiedTime Name",
        ),
        (
            "DescribeConnection",
            call("DescribeConnection", json!({"Name": "c"})),
            "AuthParameters AuthorizationType ConnectionArn ConnectionState CreationTime LastAuthorizedTime \
             LastModifiedTime Name SecretArn",
        ),
        ("CreateApiDestination", made, "ApiDestinationArn ApiDestinationState CreationTime LastModifiedTime"),
        (
            "ListApiDestinations",
            destinations,
            "ApiDestinationArn ApiDestinationState ConnectionArn CreationTime HttpMethod InvocationEndpoint \
             InvocationRateLimitPerSecond LastModifiedTime Name",
        ),
        (
            "DescribeApiDestination",
            call("DescribeApiDestination", json!({"Name": "d"})),
            "ApiDestinationArn ApiDestinationState ConnectionArn CreationTime Description HttpMethod \
             InvocationEndpoint InvocationRateLimitPerSecond LastModifiedTime Name",
        ),
        (
            "UpdateApiDestination",
            call("UpdateApiDestination", json!({"Name": "d", "HttpMethod": "PUT"})),
            "ApiDestinationArn ApiDestinationState CreationTime LastModifiedTime",
        ),
        (
            "DeleteConnection",
            call("DeleteConnection", json!({"Name": "c"})),
            "ConnectionArn ConnectionState CreationTime LastAuthorizedTime LastModifiedTime",
        ),
    ] {
        assert_eq!(members(&value), wanted.split_whitespace().collect(), "{what}");
    }
}

#[test]
fn a_connection_by_oauth_is_authorized_after_a_while_and_its_destinations_wait_for_that() {
    let mut bench = Bench::new();
    let parameters = json!({"OAuthParameters": {"AuthorizationEndpoint": "https://example.com/oauth",
        "HttpMethod": "POST", "ClientParameters": {"ClientID": "client_id", "ClientSecret": "client_secret"}}});
    let asked =
        json!({"Name": "c", "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS", "AuthParameters": parameters});
    let made = bench.call("CreateConnection", asked);
    assert_eq!(made["ConnectionState"], "AUTHORIZING");
    let arn = made["ConnectionArn"].as_str().unwrap().to_owned();
    assert_eq!(bench.call("CreateApiDestination", destination("d", &arn))["ApiDestinationState"], "INACTIVE");
    let states = |bench: &mut Bench| {
        let connection = bench.call("DescribeConnection", json!({"Name": "c"}));
        let destination = bench.call("DescribeApiDestination", json!({"Name": "d"}));
        assert_eq!(
            connection["AuthParameters"]["OAuthParameters"]["ClientParameters"],
            json!({"ClientID": "client_id"})
        );
        (connection["ConnectionState"].clone(), destination["ApiDestinationState"].clone())
    };
    super::super::authorize(&mut bench.account, NOW + 4_000);
    assert_eq!(states(&mut bench), (json!("AUTHORIZING"), json!("INACTIVE")));
    super::super::authorize(&mut bench.account, NOW + 5_000);
    assert_eq!(states(&mut bench), (json!("AUTHORIZED"), json!("ACTIVE")));
}

#[test]
fn a_connection_without_what_authorizes_it_is_refused() {
    let mut bench = Bench::new();
    for (kind, parameters, missing) in [
        ("BASIC", json!({"BasicAuthParameters": {"Username": "u"}}), vec!["basicAuthParameters.password"]),
        (
            "API_KEY",
            json!({"ApiKeyAuthParameters": {}}),
            vec!["apiKeyAuthParameters.apiKeyName", "apiKeyAuthParameters.apiKeyValue"],
        ),
        (
            "OAUTH_CLIENT_CREDENTIALS",
            json!({"OAuthParameters": {"HttpMethod": "GET"}}),
            vec!["oAuthParameters.clientParameters", "oAuthParameters.authorizationEndpoint"],
        ),
    ] {
        let asked = json!({"Name": "c", "AuthorizationType": kind, "AuthParameters": parameters});
        let refused = bench.refused("CreateConnection", asked);
        assert_eq!(refused.code, "ValidationException");
        for path in missing {
            let null = format!("Value null at 'authParameters.{path}' failed");
            assert!(refused.message.contains(&null), "{path}: {}", refused.message);
        }
    }
    bench.call("CreateConnection", basic("c"));
    // Changing one takes a part of it.
    let part = json!({"Name": "c", "AuthParameters": {"BasicAuthParameters": {"Password": "new"}}});
    bench.call("UpdateConnection", part);
}
