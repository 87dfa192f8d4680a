//! Patterns that stand in other files: a rule's JSON, templates, Terraform and its plans.

use super::Folder;

const EVENT: &str = r#"{"source": "shop.orders", "detail": {"n": 1}}"#;

fn template(second: &str) -> String {
    format!(
        "Resources:\n  Paid:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern:\n        source: \
         [shop.orders]\n        account: [!Ref AWS::AccountId]\n{second}"
    )
}

#[test]
fn what_a_template_leaves_open_is_said_and_its_places_are_the_patterns() {
    let folder = Folder::new().with("t.yaml", template("")).with("e.json", EVENT);
    let outcome = folder.run(&["match", "-p", "t.yaml", "-e", "e.json", "--explain"], "");
    assert_eq!(outcome.code, 1, "{}", outcome.err);
    assert!(
        outcome.err.contains("t.yaml: rule Paid: ${AWS::AccountId} is not known before it is deployed"),
        "{}",
        outcome.err
    );
    assert!(outcome.out.contains("account  t.yaml:7:18"), "{}", outcome.out);
}

#[test]
fn a_tap_is_not_made_of_what_is_not_known() {
    let folder = Folder::new().with("t.yaml", template(""));
    let args = ["tail", "--tap", "--bus", "orders", "--pattern", "t.yaml", "--yes"];
    let outcome = folder.run(&args, "");
    assert_eq!(outcome.code, 2, "{}", outcome.err);
    assert!(outcome.err.contains("${AWS::AccountId} is not known before it is deployed"), "{}", outcome.err);
}

#[test]
fn a_file_of_several_rules_names_them() {
    let second = "  Sent:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern: {source: [shop.sending]}\n";
    let folder = Folder::new().with("t.yaml", template(second)).with("e.json", EVENT);
    let outcome = folder.run(&["match", "-p", "t.yaml", "-e", "e.json"], "");
    assert_eq!(outcome.code, 2);
    for told in ["2 rules with a pattern", "which --rules t.yaml"] {
        assert!(outcome.err.contains(told), "{}", outcome.err);
    }
}

#[test]
fn why_a_file_has_no_rule_is_told_as_the_reader_found_it() {
    let terraform = "resource \"aws_cloudwatch_event_rule\" \"paid\" {\n  name = \"paid\"\n  event_pattern = var.pattern\n}\n";
    let folder = Folder::new()
        .with("main.tf", terraform)
        .with("bad.yaml", "Resources:\n  A:\n   - b\n  c\n d: [\n")
        .with("e.json", EVENT);
    for args in [["which", "-e", "e.json", "--rules", "main.tf"], ["match", "-e", "e.json", "-p", "main.tf"]]
    {
        let outcome = folder.run(&args, "");
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.err);
        assert!(outcome.err.contains("var.pattern"), "{args:?}: {}", outcome.err);
        assert!(!outcome.err.contains("is not JSON"), "{args:?}: {}", outcome.err);
    }
    let outcome = folder.run(&["which", "-e", "e.json", "--rules", "bad.yaml"], "");
    assert!(outcome.code == 2 && !outcome.err.contains("bad.yaml:1:"), "{}", outcome.err);
}

#[test]
fn a_plan_whose_pattern_is_known_after_apply_is_said_so() {
    let plan = r#"{"planned_values": {"root_module": {"resources": [
          {"address": "aws_cloudwatch_event_rule.a", "type": "aws_cloudwatch_event_rule", "values": {"name": "a"}}]}},
        "resource_changes": [{"address": "aws_cloudwatch_event_rule.a",
          "change": {"after_unknown": {"event_pattern": true}}}]}"#;
    let folder = Folder::new().with("plan.json", plan).with("e.json", EVENT);
    let told = "plan.json: rule a is left out: its event_pattern is known only once it is deployed";
    let which = folder.run(&["which", "-e", "e.json", "--rules", "plan.json"], "");
    assert!(which.err.contains(told), "{}", which.err);
    for args in [vec!["match", "-e", "e.json", "-p", "plan.json"], vec!["edit", "plan.json"]] {
        let outcome = folder.run(&args, "");
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.err);
        assert!(outcome.err.contains("known before they are deployed"), "{args:?}: {}", outcome.err);
    }
}

#[test]
fn a_rule_may_be_called_pattern() {
    let rule =
        r#"{"Name": "pattern", "EventBusName": "default", "EventPattern": "{\"source\":[\"shop.orders\"]}"}"#;
    let folder = Folder::new().with("r.json", rule).with("e.json", EVENT);
    let outcome = folder.run(&["match", "-p", "r.json", "-e", "e.json", "--explain"], "");
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(outcome.out.contains("source  r.json:1:64"), "{}", outcome.out);
}

#[test]
fn places_are_the_files_and_edits_count_in_the_pattern_that_the_answer_has() {
    let yaml = "source:\n  - shop.orders\ndetail:\n  n:\n    - 2\n";
    let rule = "{\"Name\": \"r\",\n \"EventPattern\": \"{\\\"source\\\": [\\\"SHOP.orders\\\"]}\"}";
    let folder = Folder::new().with("p.yaml", yaml).with("r.json", rule).with("e.json", EVENT);
    let outcome = folder.run(&["match", "-p", "p.yaml", "-e", "e.json", "--explain"], "");
    assert!(outcome.out.contains("n  p.yaml:5:5"), "{}", outcome.out);
    let outcome = folder.run(&["match", "-p", "r.json", "-e", "e.json", "--explain", "--json"], "");
    let answer = outcome.lines().remove(0);
    let text = answer["pattern"]["text"].as_str().unwrap();
    assert_eq!(answer["pattern"]["line"], 2);
    let misses = serde_json::to_string(&answer["explain"]).unwrap();
    let edit = misses.split("\"edits\":[").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let edit: serde_json::Value = serde_json::from_str(edit).unwrap();
    let place = |name: &str| usize::try_from(edit[name].as_u64().unwrap()).unwrap();
    assert_eq!(&text[place("start")..place("end")], "\"SHOP.orders\"");
    let plain = Folder::new().with("p.json", "{\"source\": [\"x\"]}").with("e.json", EVENT);
    let outcome = plain.run(&["match", "-p", "p.json", "-e", "e.json", "--explain", "--json"], "");
    assert!(outcome.lines()[0].get("pattern").is_none(), "{}", outcome.out);
}

#[test]
fn a_pattern_of_the_serverless_framework_is_read() {
    let alone = "- eventBridge:\n    pattern:\n      source:\n        - shop.orders\n";
    let whole = "service: shop\nfunctions:\n  paid:\n    handler: x\n    events:\n      - eventBridge:\n          eventBus: orders\n\
        \x20         pattern:\n            source: [shop.orders]\n      - http: GET /x\n";
    let folder = Folder::new().with("a.yml", alone).with("s.yml", whole).with("e.json", EVENT);
    for file in ["a.yml", "s.yml"] {
        let outcome = folder.run(&["match", "-p", file, "-e", "e.json"], "");
        assert_eq!(outcome.code, 0, "{file}: {}", outcome.err);
    }
}

#[test]
fn what_is_no_pattern_as_a_whole_is_named_first() {
    for (text, told) in [
        ("[{\"source\": [\"shop.orders\"]}]", "this one stands in brackets"),
        ("jsonencode({\n  \"source\" : [\"shop.orders\"]\n})", "Terraform's function"),
        ("<<EOF\n{\"source\": [\"shop.orders\"]}\nEOF\n", "heredoc"),
        ("```json\n{\"source\": [\"shop.orders\"]}\n```\n", "Markdown"),
        ("rate(5 minutes)\n", "a schedule"),
        ("", "the text is empty"),
    ] {
        let folder = Folder::new().with("p.json", text).with("e.json", EVENT);
        let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json"], "");
        assert_eq!(outcome.code, 2, "{text}: {}", outcome.err);
        assert!(outcome.err.contains(told), "{text}: {}", outcome.err);
    }
}
