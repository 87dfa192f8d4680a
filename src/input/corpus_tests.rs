//! Deliveries recorded on the service: `aws-inputs.jsonl` in the folder that `BUSLENS_CORPUS` names.

use super::*;
use crate::json::Document;
use serde_json::Value;
use std::io::Write as _;

#[test]
fn deliveries_seen_on_the_service() {
    let Some(folder) = std::env::var_os("BUSLENS_CORPUS") else {
        // Not `eprintln!`, which the test harness swallows.
        let _ =
            writeln!(std::io::stderr(), "skipped: BUSLENS_CORPUS does not name the folder of recorded cases");
        return;
    };
    let path = std::path::Path::new(&folder).join("aws-inputs.jsonl");
    let lines = std::fs::read_to_string(&path).unwrap();
    let mut count = 0;
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        judge(&case);
        count += 1;
    }
    assert!(count >= 14, "{count} cases in {}", path.display());
}

fn judge(case: &Value) {
    let id = &case["id"];
    let transformer = case["template"].as_str().map(|template| InputTransformer {
        paths: case["paths"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned()))
            .collect(),
        template: template.to_owned(),
    });
    let target = TargetInput {
        id: "TARGET",
        input: None,
        input_path: case["input_path"].as_str(),
        transformer: transformer.as_ref(),
    };
    let event = Document::parse(case["event"].to_string()).unwrap();
    let sent = render(&target, &event, &Variables::default());
    match (case["expect"].as_str().unwrap(), sent) {
        ("sent", Ok(text)) if case["compare"] == "json" => {
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), case["output"], "{id}");
        }
        ("sent", Ok(text)) => assert_eq!(text, case["output"].as_str().unwrap(), "{id}"),
        ("not delivered", Err(Unsent::NotDelivered(_))) => {}
        ("refused", Err(Unsent::Refused(refusal))) => {
            assert!(refusal.recorded);
            assert_eq!(refusal.message(), case["aws_error"].as_str().unwrap(), "{id}");
        }
        (expected, sent) => panic!("{id}: expected {expected}, got {sent:?}"),
    }
}
