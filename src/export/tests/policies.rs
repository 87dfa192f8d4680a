//! Statements are put beside those that a policy has, and none twice.

use super::{ended, orders, rule, target, written};
use crate::export::{Notation, Whole};
use crate::model::{Arn, Bus};

/// The policies that the script sets, of the queue and of the topic, where both have this one; and how it
/// ends.
fn policies_set(had: &str) -> (Option<i32>, Vec<serde_json::Value>, String) {
    let had = crate::text::shell_word(had);
    let there = format!("case \"$*\" in *Attributes.Policy*) printf '%s\\n' {had};; esac");
    let rule = rule("default", "r", r#"{"a":[1]}"#);
    let both =
        [target("q", "sqs:eu-west-1:123456789012:audit"), target("t", "sns:eu-west-1:123456789012:audit")];
    let whole = Whole { targets: &both, ..Whole::of(&rule) };
    let (code, calls, said) = ended(&written(Notation::Cli, &[whole]), &there);
    let policies = calls.iter().filter_map(|call| {
        let queue = call.split_once(" --attributes ").map(|(_, json)| {
            let attributes: serde_json::Value = serde_json::from_str(json).unwrap();
            attributes["Policy"].as_str().unwrap().to_owned()
        });
        let topic = call.split_once(" --attribute-value ").map(|(_, json)| json.to_owned());
        queue.or(topic).map(|policy| serde_json::from_str(&policy).unwrap())
    });
    (code, policies.collect(), said)
}

#[test]
fn statements_are_put_beside_those_that_a_policy_has() {
    let audit = |kind: &str| Arn::new(format!("arn:aws:{kind}:eu-west-1:123456789012:audit"));
    let rule = "arn:aws:events:eu-west-1:123456789012:rule/r".into();
    let ours = [crate::export::lets_send(&rule, &audit("sqs")), crate::export::lets_publish(&audit("sns"))];
    let other = serde_json::json!({"Sid": "it's \"\\ mine", "Effect": "Deny", "Principal": "*"});
    let compact = serde_json::json!({"Version": "2008-10-17", "Id": "x", "Statement": [other]});
    for (had, rest) in [
        ("None".to_owned(), vec![]),
        (compact.to_string(), vec![other.clone()]),
        (serde_json::to_string_pretty(&compact).unwrap(), vec![other.clone()]),
        (r#"{"Statement":[ ], "Version":"2012-10-17"}"#.to_owned(), vec![]),
    ] {
        let (code, set, said) = policies_set(&had);
        assert_eq!((code, set.len()), (Some(0), 2), "{had}: {said}");
        for (policy, mine) in set.iter().zip(&ours) {
            let wanted: Vec<_> = std::iter::once(mine.clone()).chain(rest.clone()).collect();
            assert_eq!(policy["Statement"], serde_json::Value::from(wanted), "{had}");
            assert_eq!(policy.get("Id").is_some(), had.contains("Id"), "{had}");
        }
    }
    let single = serde_json::json!({"Statement": other}).to_string();
    let (code, set, said) = policies_set(&single);
    assert_eq!((code, set.len()), (Some(2), 0), "{said}");
    assert!(said.contains("The queue audit has a policy that cannot be added to here"), "{said}");
    assert!(said.contains("CALL events put-targets"), "the rest is done: {said}");
}

#[test]
fn a_statement_without_a_sid_is_put_once_however_the_policy_is_laid_out() {
    let policy = serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "events:PutEvents",
        "Resource": orders().arn, "Condition": {"StringEquals": {"events:detail-type": "Order placed"}}
    }]});
    let bus = Bus { policy: Some(policy.to_string()), ..orders() };
    let rule = rule("orders", "r", r#"{"a":[1]}"#);
    let script = written(Notation::Cli, &[Whole { bus: Some(&bus), ..Whole::of(&rule) }]);
    let pretty = serde_json::to_string_pretty(&policy).unwrap();
    for (had, is_put) in [("None".to_owned(), true), (policy.to_string(), false), (pretty, false)] {
        let there = format!(
            "case \"$*\" in *describe-event-bus*Policy*) printf '%s\\n' {};; *describe-event-bus*) echo '{{}}';; esac",
            crate::text::shell_word(&had)
        );
        let (code, calls, said) = ended(&script, &there);
        let put = calls.iter().any(|call| call.starts_with("events put-permission"));
        assert_eq!((code, put), (Some(0), is_put), "{had}: {said}");
    }
}
