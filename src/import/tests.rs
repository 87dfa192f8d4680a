//! Rules read from what AWS prints, templates and Terraform, with their places in the file.

use super::{FileRule, rules};

fn one(text: &str) -> FileRule {
    let mut all = rules(text).unwrap();
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

/// What the file says of a rule, without where.
fn plain(rule: FileRule) -> FileRule {
    FileRule { pointer: None, places: super::Places::default(), ..rule }
}

/// A pattern as a value, for comparing.
fn value(rule: &FileRule) -> serde_json::Value {
    serde_json::from_str(rule.pattern.as_deref().unwrap()).unwrap()
}

#[test]
fn what_aws_prints_of_rules_is_read_and_a_pattern_alone() {
    let described = r#"{"Name": "r", "Arn": "arn", "EventPattern": "{\"source\":[\"shop\"]}", "State": "DISABLED", "EventBusName": "orders"}"#;
    let wanted = FileRule {
        name: "r".into(),
        bus: Some("orders".into()),
        state: Some("DISABLED".into()),
        pattern: Some(r#"{"source":["shop"]}"#.into()),
        ..FileRule::default()
    };
    assert_eq!(plain(one(described)), wanted);
    assert_eq!(plain(one(&format!("{{\"Rules\": [{described}]}}"))), wanted);
    assert_eq!(plain(one(&format!("[{described}]"))), wanted);
    assert_eq!(
        plain(one(r#"{"name":"r","bus":"orders","state":"DISABLED","pattern":{"source":["shop"]}}"#)),
        wanted
    );
    let object = one(r#"{"Name": "r", "EventPattern": {"source": ["shop"], "detail": {"n": [1.50]}}}"#);
    assert!(object.pattern.unwrap().contains("1.50"), "the text stays as it is");
    assert_eq!(
        one(r#"{"source": ["shop"], "Name": ["x"]}"#).pattern.unwrap(),
        r#"{"source": ["shop"], "Name": ["x"]}"#
    );
    assert_eq!(one(r#"{"Name": "s", "ScheduleExpression": "rate(1 day)"}"#).pattern, None);
}

const TEMPLATE: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Stopped:
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub "${Stage}-stopped"
      EventBusName: !Ref Bus
      State: ENABLED
      EventPattern:
        source: [aws.ec2]
        account: [!Ref "AWS::AccountId"]
        resources:
          - !GetAtt Instance.Arn
          - prefix: !Sub "arn:${AWS::Partition}:ec2"
        detail:
          state: ["stopped", 'terminated']
          n: [{numeric: [">", 5]}]
          gone: [true, null]
          id: ["007", 0x1F]
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Orders:
          Type: EventBridgeRule
          Properties:
            EventBusName: orders
            Pattern: {detail-type: [Order Placed]}
        Api: {Type: Api, Properties: {Path: /}}
  Nightly:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day)}
"#;

#[test]
fn a_cloudformation_or_sam_template_is_read_with_its_functions_as_texts() {
    let all = rules(TEMPLATE).unwrap();
    let names: Vec<_> = all.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["${Stage}-stopped", "HandlerOrders", "Nightly"]);
    assert_eq!(
        value(&all[0]),
        serde_json::json!({
            "source": ["aws.ec2"],
            "account": ["${AWS::AccountId}"],
            "resources": ["${Instance.Arn}", {"prefix": "arn:${AWS::Partition}:ec2"}],
            "detail": {
                "state": ["stopped", "terminated"],
                "n": [{"numeric": [">", 5]}],
                "gone": [true, null],
                "id": ["007", "0x1F"],
            },
        })
    );
    assert_eq!(all[0].unknown, ["${AWS::AccountId}", "${Instance.Arn}", "${AWS::Partition}"]);
    assert_eq!((all[0].bus.as_deref(), all[0].state.as_deref()), (Some("${Bus}"), Some("ENABLED")));
    assert_eq!(
        (all[1].bus.as_deref(), value(&all[1])),
        (Some("orders"), serde_json::json!({"detail-type": ["Order Placed"]}))
    );
    assert!(all[1].unknown.is_empty() && all[2].pattern.is_none());
}

#[test]
fn the_json_of_a_template_and_our_own_exports_are_read_too() {
    let json = r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern":
        {"source": [{"Ref": "Source"}], "detail": {"arn": [{"Fn::Join": [":", ["arn", {"Ref": "P"}, "s3"]]}]}}}}}}"#;
    let rule = one(json);
    assert_eq!(
        value(&rule),
        serde_json::json!({"source": ["${Source}"], "detail": {"arn": ["arn:${P}:s3"]}})
    );
    assert_eq!((rule.name.as_str(), rule.unknown.len()), ("R", 2));
}

#[test]
fn a_list_that_is_not_known_is_one_text_of_a_list() {
    let template = "Resources:\n  R:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern:\n        source: \
        !Ref Sources\n        detail:\n          state: !If [C, [stopped], [running]]\n          name: [{prefix: !Ref P}]\n";
    let rule = one(template);
    let found = value(&rule);
    assert_eq!(found["source"], serde_json::json!(["${Sources}"]));
    assert_eq!(found["detail"]["state"].as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found["detail"]["name"], serde_json::json!([{"prefix": "${P}"}]));
    let terraform = r#"resource "aws_cloudwatch_event_rule" "x" {
        event_pattern = jsonencode({ detail = { state = var.states } })
    }"#;
    assert_eq!(value(&one(terraform)), serde_json::json!({"detail": {"state": ["${var.states}"]}}));
}

const TERRAFORM: &str = r#"
# the orders
variable "stage" { type = string }

resource "aws_cloudwatch_event_rule" "orders" {
  name           = "${var.stage}-orders"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern = jsonencode({
    source        = ["shop"]
    "detail-type" = ["Order Placed", var.kind],
    detail = {
      total = [{ numeric = [">", 5.5] }]
      gift  = [true, null]
    }
  })
}

resource "aws_cloudwatch_event_rule" "text" {
  name          = "text"
  is_enabled    = false
  event_pattern = <<-EOF
    {
      "source": ["aws.ec2"],
      "account": ["${data.aws_caller_identity.me.account_id}"]
    }
  EOF
}

resource "aws_cloudwatch_event_rule" "plain" {
  event_pattern = "{\"source\": [\"a\"]}"
}

resource "aws_cloudwatch_event_target" "t" {
  rule = aws_cloudwatch_event_rule.plain.name
}
"#;

#[test]
fn terraform_is_read_by_jsonencode_heredoc_and_text() {
    let all = rules(TERRAFORM).unwrap();
    assert_eq!(
        value(&all[0]),
        serde_json::json!({
            "source": ["shop"],
            "detail-type": ["Order Placed", "${var.kind}"],
            "detail": {"total": [{"numeric": [">", 5.5]}], "gift": [true, null]},
        })
    );
    assert_eq!(
        (all[0].name.as_str(), &all[0].unknown),
        ("${var.stage}-orders", &vec!["${var.kind}".to_owned()])
    );
    assert_eq!((all[1].name.as_str(), all[1].state.as_deref()), ("text", Some("DISABLED")));
    assert_eq!(value(&all[1])["account"][0], "${data.aws_caller_identity.me.account_id}");
    assert_eq!(all[1].unknown, ["${data.aws_caller_identity.me.account_id}"]);
    assert_eq!((all[2].name.as_str(), value(&all[2])), ("plain", serde_json::json!({"source": ["a"]})));
    assert_eq!(all.len(), 3);
    let elsewhere = r#"resource "aws_cloudwatch_event_rule" "x" { event_pattern = var.pattern }"#;
    assert!(rules(elsewhere).unwrap_err().contains("terraform show -json"), "{:?}", rules(elsewhere));
}

#[test]
fn a_plan_has_what_the_file_leaves_open() {
    let plan = r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_cloudwatch_event_rule.a", "type": "aws_cloudwatch_event_rule",
         "values": {"name": "a", "event_pattern": "{\"source\":[\"shop\"]}", "event_bus_name": "orders", "is_enabled": true}},
        {"address": "aws_sns_topic.t", "type": "aws_sns_topic", "values": {}}],
        "child_modules": [{"resources": [{"address": "module.m.aws_cloudwatch_event_rule.b", "type": "aws_cloudwatch_event_rule",
         "values": {"event_pattern": "{\"source\":[\"cart\"]}"}}]}]}}}"#;
    let all = rules(plan).unwrap();
    let found: Vec<_> = all.iter().map(|rule| (rule.name.as_str(), rule.state.as_deref())).collect();
    assert_eq!(found, [("a", Some("ENABLED")), ("module.m.aws_cloudwatch_event_rule.b", None)]);
    assert_eq!(value(&all[1]), serde_json::json!({"source": ["cart"]}));
}

#[test]
fn what_is_none_of_these_is_told_with_its_place() {
    for (text, why) in [
        ("", "empty"),
        ("{\"a\": ", "It is not JSON: line 1"),
        ("resource \"x\" \"y\" {\n  a = \n}", "It is not Terraform at line"),
        ("Resources:\n  A: {Type: AWS::SNS::Topic}", "There is no rule in it"),
        ("Resources:\n  A: [", "It is not YAML"),
        ("just words", "neither JSON nor"),
        ("// both\n{\"source\": [\"a\"]}\n", "As JSON it is wrong at line 1, column 1"),
        ("\"name\": \"a\", \"pattern\": {}}\n{\"name\": \"b\"}\n", "As JSON it is wrong at line 1, column 7"),
        ("[1]", "A rule in it is a number"),
        ("[{\"source\": [\"a\"]}, {\"source\": [\"b\"]}]", "Nothing in this list is a rule"),
        ("\"x\"", "It is a string"),
    ] {
        let said = rules(text).unwrap_err();
        assert!(said.contains(why), "{text}: {said}");
    }
    // Aliases that unfold into each other are stopped.
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let before = format!("*a{}", n - 1);
        let line = format!("a{n}: &a{n} [{}]\n", vec![before; 10].join(", "));
        bomb.push_str(&line);
    }
    assert!(rules(&bomb).unwrap_err().contains("expand"));
}

#[test]
fn a_place_in_a_pattern_is_its_place_in_the_file() {
    let yaml = "Resources:\n  R:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern:\n        source: [shop]\n        \
        detail:\n          state:\n            - prefx: a\n";
    let json = "{\"Resources\": {\"R\": {\"Type\": \"AWS::Events::Rule\", \"Properties\": {\n  \"EventPattern\": {\n    \
        \"source\": [\"shop\"],\n    \"detail\": {\"state\": [\n {\"prefx\": \"a\"}]}}}}}}";
    for (file, wanted) in [(yaml, (9, 15)), (json, (5, 2))] {
        let rule = one(file);
        let at = rule.pattern.as_deref().unwrap().find("{\"prefx\"").unwrap();
        assert_eq!(rule.place(at), Some(wanted), "{file}");
    }
    let terraform = "resource \"aws_cloudwatch_event_rule\" \"r\" {\n  event_pattern = jsonencode({ source = [\"a\"] })\n}\n";
    assert_eq!(one(terraform).place(3), Some((2, 19)), "where the pattern begins");
}

#[test]
fn a_part_of_a_template_is_read_and_its_places_are_the_files() {
    let pattern = "{\"source\": [\"shop\"]}";
    for (text, place) in [
        (
            format!("{{\"Type\": \"AWS::Events::Rule\",\n\"Properties\": {{\"EventPattern\": {pattern}}}}}"),
            (2, 32),
        ),
        (format!("{{\"Type\": \"EventBridgeRule\",\n\"Properties\": {{\"Pattern\": {pattern}}}}}"), (2, 27)),
        (
            format!(
                "{{\"Paid\": {{\"Type\": \"AWS::Events::Rule\",\n\"Properties\": {{\"EventPattern\": {pattern}}}}}}}"
            ),
            (2, 32),
        ),
        (
            "Paid:\n  Type: AWS::Events::Rule\n  Properties:\n    EventPattern: {source: [shop]}\n"
                .to_owned(),
            (4, 19),
        ),
    ] {
        let rule = one(&text);
        assert_eq!(value(&rule), serde_json::json!({"source": ["shop"]}), "{text}");
        assert_eq!(rule.place(0), Some(place), "{text}");
    }
    // A pattern that asks for a type is one.
    assert!(one(r#"{"Type": {"Properties": ["x"]}, "source": ["shop"]}"#).is_alone);
}

#[test]
fn functions_of_cloudformation_in_a_file_of_the_serverless_framework_are_texts() {
    let file = "functions:\n  paid:\n    handler: x\n    events:\n      - eventBridge:\n          eventBus: !Ref Orders\n          \
        pattern:\n            source: [shop]\n            account: [!Ref AWS::AccountId]\n";
    let rule = one(file);
    assert_eq!((rule.name.as_str(), rule.bus.as_deref()), ("paid-rule-1", Some("${Orders}")));
    assert_eq!(value(&rule), serde_json::json!({"source": ["shop"], "account": ["${AWS::AccountId}"]}));
}
