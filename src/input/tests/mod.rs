//! What a target receives: constants, paths and templates, as AWS delivered them.

mod lints;
mod refused;

use super::*;
use crate::json::Document;

const EVENT: &str = r#"{
  "version": "0", "id": "7bf7", "detail-type": "EC2 Instance State-change Notification", "source": "aws.ec2",
  "account": "123456789012", "time": "2015-11-11T21:29:54Z", "region": "us-east-1",
  "resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
  "detail": {
    "instance-id": "i-0123456789", "state": "RUNNING", "price": 1.50, "big": 12345678901234567890123, "spot": true, "none": null,
    "tags": [ {"key": "a", "value": 1} , {"key": "b"} ], "list": ["x", "y"], "numbers": [1, 2], "empty": {},
    "said": "he said \"hi\"", "lines": "one\ntwo", "path/part": "slash", "under_score": "_", "twice": 1, "twice": 2,
    "half": "a\ud800b", "tab": "a\u0009b", "e": "\u00e9", "back": "C:\\new", "html": "<b>"
  }
}"#;

pub(super) const VARIABLES: Variables<'static> = Variables {
    rule_arn: "arn:aws:events:us-east-1:123456789012:rule/example",
    rule_name: "example",
    ingestion_time: Some("2015-11-11T21:30:00Z"),
};

fn event() -> Document {
    Document::parse(EVENT).unwrap()
}

fn transformer(template: &str) -> InputTransformer {
    let paths = [
        ("instance", "$.detail.instance-id"),
        ("state", "$.detail.state"),
        ("price", "$.detail.price"),
        ("big", "$.detail.big"),
        ("spot", "$.detail.spot"),
        ("none", "$.detail.none"),
        ("tags", "$.detail.tags"),
        ("keys", "$.detail.tags[*].key"),
        ("second", "$.detail.tags[1].key"),
        ("list", "$.detail.list"),
        ("numbers", "$.detail.numbers"),
        ("empty", "$.detail.empty"),
        ("said", "$.detail.said"),
        ("lines", "$.detail.lines"),
        ("half", "$.detail.half"),
        ("html", "$.detail.html"),
        ("back", "$.detail.back"),
        ("time", "$.time"),
        ("missing", "$.detail.nowhere"),
        ("whole", "$"),
    ];
    let used = |name: &str| template.contains(&format!("<{name}>"));
    let paths = paths.into_iter().filter(|(name, _)| used(name));
    InputTransformer {
        paths: paths.map(|(name, path)| (name.to_owned(), path.to_owned())).collect(),
        template: template.to_owned(),
    }
}

pub(super) fn of(transformer: &InputTransformer) -> TargetInput<'_> {
    TargetInput { id: "T1", transformer: Some(transformer), ..TargetInput::default() }
}

fn sent(template: &str) -> Result<String, Unsent> {
    render(&of(&transformer(template)), &event(), &VARIABLES)
}

fn path(path: &str) -> Result<String, Unsent> {
    render(&TargetInput { id: "T1", input_path: Some(path), ..TargetInput::default() }, &event(), &VARIABLES)
}

fn refusal(result: Result<String, Unsent>) -> Refusal {
    match result {
        Err(Unsent::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn not_delivered(template: &str) -> NotDelivered {
    match sent(template) {
        Err(Unsent::NotDelivered(reason)) => reason,
        other => panic!("{template}: {other:?}"),
    }
}

#[test]
fn without_settings_the_event_is_sent() {
    let event = event();
    let all = render(&TargetInput::default(), &event, &VARIABLES).unwrap();
    assert_eq!(all, event.root().minified());
    assert!(all.starts_with(
        r#"{"version":"0","id":"7bf7","detail-type":"EC2 Instance State-change Notification","#
    ));
}

#[test]
fn a_constant_is_sent_as_it_is() {
    let target = TargetInput { input: Some(r#"{"a": "<instance>"}"#), ..TargetInput::default() };
    assert_eq!(render(&target, &event(), &VARIABLES).unwrap(), r#"{"a": "<instance>"}"#);
    let word = TargetInput { id: "T1", input: Some("hello"), ..TargetInput::default() };
    let refused = refusal(render(&word, &event(), &VARIABLES));
    assert_eq!(refused.message(), "JSON syntax error in input for target T1.");
    assert_eq!(refused.flaw.span, 0..0);
}

#[test]
fn input_paths() {
    for (text, expected) in [
        ("$.detail.state", r#""RUNNING""#),
        ("$.detail.price", "1.50"),
        ("$.detail.big", "12345678901234567890123"),
        ("$.detail.none", "null"),
        ("$.detail.tags", r#"[{"key":"a","value":1},{"key":"b"}]"#),
        ("$.detail.tags[0]", r#"{"key":"a","value":1}"#),
        ("$.detail.tags[0].value", "1"),
        ("$.detail.tags[2]", r#""""#),
        ("$.detail.tags.key", r#""""#),
        ("$.detail.list[1]", r#""y""#),
        ("$.detail.tags[*].key", r#"["a","b"]"#),
        ("$.detail.tags.*.value", "[1]"),
        ("$.detail.empty.*", "[]"),
        ("$.detail.path/part", r#""slash""#),
        ("$.detail.under_score", r#""_""#),
        ("$.detail.twice", "2"),
        ("$.detail.said", r#""he said \"hi\"""#),
        ("$.resources[0]", r#""arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111""#),
        ("$.detail.list[99999999999999999999999]", r#""""#),
        // Accepted by the service, and not in its dialect.
        ("$..state", r#""""#),
        ("$.detail.list[-1]", r#""""#),
        ("$.detail.tags[?(@.key=='a')]", r#""""#),
        ("$.detail.list[0:1]", r#""""#),
        ("$.detail.", r#""""#),
        ("$detail", r#""""#),
    ] {
        assert_eq!(path(text).unwrap(), expected, "{text}");
    }
    assert_eq!(path("$").unwrap(), event().root().minified());
}

#[test]
fn paths_that_put_targets_refuses() {
    for (text, advice) in [
        (
            "detail.state",
            "In `detail.state` a path begins with `$`, the whole event: write `$.detail.state`.",
        ),
        ("$['detail']", "In `$['detail']` names in brackets are not supported: write `$.detail`."),
        (
            "$.detail[\"instance-id\"]",
            "In `$.detail[\\\"instance-id\\\"]` names in brackets are not supported: write \
                `$.detail.instance-id`.",
        ),
        (
            "$['detail']['tags'][0]['key']",
            "In `$['detail']['tags'][0]['key']` names in brackets are not supported: write \
                `$.detail.tags[0].key`.",
        ),
        (
            "$.detail['a.b']",
            "In `$.detail['a.b']` names in brackets are not supported. Rename the key \"a.b\": no path can \
                reach it.",
        ),
        ("", "In `` a path begins with `$`, the whole event. Write for example `$.detail.state`."),
    ] {
        let refused = refusal(path(text));
        assert_eq!(
            (refused.message().as_str(), refused.recorded),
            ("InputPath for target T1 is invalid.", true),
            "{text}"
        );
        assert_eq!((refused.flaw.remedy.as_str(), refused.setting), (advice, Setting::InputPath), "{text}");
        let mut variable = transformer("\"x\"");
        variable.paths.insert("v".to_owned(), text.to_owned());
        let refused = check(&of(&variable)).unwrap_err();
        assert_eq!(
            (refused.message().as_str(), refused.setting),
            ("InputPath for target T1 is invalid.", Setting::Variable("v".to_owned()))
        );
    }
}

#[test]
fn json_templates() {
    for (template, expected) in [
        // The examples of "Amazon EventBridge input transformation".
        (
            "{\n \"instance\" : <instance>,\n \"state\": <state>\n}",
            r#"{"instance":"i-0123456789","state":"RUNNING"}"#,
        ),
        (
            "{\"instance\" : <instance>, \"state\": \"<state>\", \"instanceStatus\": \"instance \
                \\\"<instance>\\\" is in <state>\"}",
            r#"{"instance":"i-0123456789","state":"RUNNING","instanceStatus":"instance \"i-0123456789\" is in RUNNING"}"#,
        ),
        (
            r#"{"state": [ 9, <state>, true ], "Transformed" : "Yes"}"#,
            r#"{"state":[9,"RUNNING",true],"Transformed":"Yes"}"#,
        ),
        (
            r#"{"ruleArn" : <aws.events.rule-arn>, "ruleName" : <aws.events.rule-name>, "at": <aws.events.event.ingestion-time>}"#,
            r#"{"ruleArn":"arn:aws:events:us-east-1:123456789012:rule/example","ruleName":"example","at":"2015-11-11T21:30:00Z"}"#,
        ),
        (r#"{"r": "<aws.events.rule-name> triggered"}"#, r#"{"r":"example triggered"}"#),
        // Numbers, booleans, null, missing.
        (
            r#"{"a": <price>, "b": "<price>", "c": <big>}"#,
            r#"{"a":1.50,"b":"1.50","c":12345678901234567890123}"#,
        ),
        (
            r#"{"a": <spot>, "b": "<spot>", "c": <none>, "d": "<none>"}"#,
            r#"{"a":true,"b":"true","c":null,"d":"null"}"#,
        ),
        (r#"{"a": <missing>, "b": "<missing>", "c": "x <missing>y"}"#, r#"{"a":"","b":"","c":"x y"}"#),
        // Whole values.
        (
            r#"{"a": <tags>, "b": <keys>, "c": <second>, "d": <empty>}"#,
            r#"{"a":[{"key":"a","value":1},{"key":"b"}],"b":["a","b"],"c":"b","d":{}}"#,
        ),
        (r#"{"a": <said>, "b": <lines>}"#, r#"{"a":"he said \"hi\"","b":"one\ntwo"}"#),
        (r#"{"a": "<half>"}"#, r#"{"a":"a?b"}"#),
        // A value is filled in once: what looks like a placeholder in it stays.
        (r#"{"a": "<html>"}"#, r#"{"a":"<b>"}"#),
        // White space around the template, and within strings.
        (" \n{\"a b\" : \"c  <state>\"} \n", r#"{"a b":"c  RUNNING"}"#),
    ] {
        assert_eq!(sent(template).unwrap_or_else(|unsent| panic!("{template}: {unsent}")), expected);
    }
    assert_eq!(
        sent(r#"{"e": <aws.events.event>}"#).unwrap(),
        "{\"e\":{\"id\":\"7bf7\",\"account\":\"123456789012\",\"detailType\":\"EC2 Instance State-change \
            Notification\",\
         \"time\":\"2015-11-11T21:30:00Z\",\"source\":\"aws.ec2\",\"region\":\"us-east-1\",\
         \"resources\":[\"arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111\"],\"version\":\"0\"}}"
    );
    assert_eq!(
        sent(r#"{"e": <aws.events.event.json>}"#).unwrap(),
        format!("{{\"e\":{}}}", event().root().minified())
    );
}

#[test]
fn text_templates() {
    for (template, expected) in [
        (r#""instance <instance> is in <state>""#, r#""instance i-0123456789 is in RUNNING""#),
        (r#""instance \"<instance>\" is in <state>""#, r#""instance \"i-0123456789\" is in RUNNING""#),
        (r#""<aws.events.rule-name> triggered""#, r#""example triggered""#),
        (r#""<tags> and <list>""#, r#""[{key:a,value:1},{key:b}] and [x,y]""#),
        (
            r#""<price>, <big>, <spot>, <none>, <missing>.""#,
            r#""1.50, 12345678901234567890123, true, null, .""#,
        ),
        (r#""<said>""#, r#""he said "hi"""#),
        ("\"<lines>\"", "\"one\ntwo\""),
        ("\"<state>\"\n\"<instance>\"\n", "\"RUNNING\"\n\"i-0123456789\"\n"),
        ("\"{[/ <state>\"", "\"{[/ RUNNING\""),
        ("<state>", r#""RUNNING""#),
        ("<missing>", r#""""#),
        ("[<state>, \"<state>\", <tags>]", r#"["RUNNING", "RUNNING", [{"key":"a","value":1},{"key":"b"}]]"#),
        ("\"a \\\\<state>\"", "\"a \\\\RUNNING\""),
    ] {
        assert_eq!(sent(template).unwrap_or_else(|unsent| panic!("{template}: {unsent}")), expected);
    }
}

#[test]
fn json_results_that_are_none_are_not_delivered() {
    for (template, blamed, sentence) in [
        (
            r#"{"a": "<tags>"}"#,
            "<tags>",
            "Not delivered: `<tags>` is an array and stands inside quotes, so the result is not JSON. Write \
                `<tags>` without the quotes around it.",
        ),
        (
            r#"{"a": "see <tags>"}"#,
            "<tags>",
            "Not delivered: `<tags>` is an array and stands inside quotes, so the result is not JSON. Give \
                `<tags>` a key of its own, without quotes.",
        ),
        (
            r#"{"a": "<empty>"}"#,
            "<empty>",
            "Not delivered: `<empty>` is an object and stands inside quotes, so the result is not JSON. \
                Write `<empty>` without the quotes around it.",
        ),
        (
            r#"{"a": "<numbers>"}"#,
            "<numbers>",
            "Not delivered: `<numbers>` is an array and stands inside quotes, so the result is not JSON. \
                Write `<numbers>` without the quotes around it.",
        ),
        (
            r#"{"a": "<aws.events.event.json>"}"#,
            "<aws.events.event.json>",
            "Not delivered: `<aws.events.event.json>` is an object and stands inside quotes, so the result \
                is not JSON. Write `<aws.events.event.json>` without the quotes around it.",
        ),
        (
            r#"{"a": "<said>"}"#,
            "<said>",
            "Not delivered: `<said>` brings characters that break the quotes around it, since nothing is \
                escaped: a quotation mark inside a string ends it. Write `<said>` as a value of its own, \
                    without quotes: then its JSON is taken.",
        ),
        (
            r#"{"a": "x <lines> y"}"#,
            "<lines>",
            "Not delivered: `<lines>` brings characters that break the quotes around it, since nothing is \
                escaped: a string cannot hold the raw control character U+000A. Write `<lines>` as a value \
                    of its own, without quotes: then its JSON is taken.",
        ),
    ] {
        let reason = not_delivered(template);
        assert_eq!(reason.to_string(), sentence);
        assert_eq!(&template[reason.span().unwrap()], blamed);
    }
    assert_eq!(not_delivered(r#"{"a": "<tags>"}"#).result, r#"{"a": "[{"key":"a","value":1},{"key":"b"}]"#);
    // A backslash in the value makes an escape of what follows: `C:\new` arrives with a line feed.
    assert_eq!(sent(r#"{"a": "<back>"}"#).unwrap(), r#"{"a":"C:\new"}"#);
}

fn logged(target: &TargetInput<'_>) -> Result<LogEntry, String> {
    log_entry(target, &event(), &VARIABLES).map_err(|unsent| unsent.to_string())
}

#[test]
fn log_entries() {
    let whole = logged(&TargetInput::default()).unwrap();
    assert_eq!((whole.timestamp_millis, whole.message), (1_447_277_394_000, event().root().minified()));

    let of_template = |template: &str| logged(&of(&transformer(template)));
    let entry =
        |message: &str| Ok(LogEntry { timestamp_millis: 1_447_277_394_000, message: message.to_owned() });
    assert_eq!(
        of_template("{\"timestamp\": <time>, \"message\": \"instance \\\"<instance>\\\" is in <state>\"}"),
        entry("instance \"i-0123456789\" is in RUNNING")
    );
    assert_eq!(of_template("{\"timestamp\": 1447277394000, \"message\": \"x\"}"), entry("x"));
    assert_eq!(
        of_template("{\"timestamp\": \"<time>\", \"message\": <said>, \"more\": 1}"),
        entry("he said \"hi\"")
    );
    assert_eq!(of_template("{\"timestamp\": <time>, \"message\": <list>}"), entry("[\"x\",\"y\"]"));

    let advice = "Write the template as `{\"timestamp\": <time>, \"message\": <text>}`.";
    for (template, problem) in [
        ("{\"message\": <state>}", "the result has no `timestamp`, which a log group wants"),
        ("{\"timestamp\": <time>}", "the result has no `message`, which a log group wants"),
        ("{\"timestamp\": <state>, \"message\": <state>}", "the `timestamp` \"RUNNING\" is not a time"),
        ("{\"timestamp\": <missing>, \"message\": <state>}", "the `timestamp` \"\" is not a time"),
        (
            "{\"timestamp\": <time>, \"message\": <missing>}",
            "the `message` is empty, which CloudWatch Logs does not take",
        ),
        ("\"<state>\"", "the result has no `timestamp`, which a log group wants"),
    ] {
        assert_eq!(of_template(template), Err(format!("Not delivered: {problem}. {advice}")), "{template}");
    }
    let constant = TargetInput { input: Some("{}"), ..TargetInput::default() };
    assert_eq!(
        logged(&constant).unwrap_err(),
        "A log group takes no Input. Use an InputTransformer that yields `{\"timestamp\": <time>, \
            \"message\": <text>}`."
    );
    let timeless = Document::parse("{}").unwrap();
    assert!(matches!(
        log_entry(&TargetInput::default(), &timeless, &VARIABLES),
        Err(Unsent::NotDelivered(_))
    ));
}

#[test]
fn pieces_of_a_template_cover_it() {
    let template = Template::new(r#"{"a\"<x>": <y>, "é<z"}"#);
    let seen: Vec<_> =
        template.placeholders().map(|p| (p.name, p.quoted, &template.text()[p.span.clone()])).collect();
    assert_eq!(seen, [("x", true, "<x>"), ("y", false, "<y>")]);
    assert_eq!(template.pieces().len(), 5);
}
