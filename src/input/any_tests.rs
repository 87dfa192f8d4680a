//! What holds for any template, path and event.

use super::tests::{VARIABLES, of};
use super::*;
use crate::json::Document;
use proptest::prelude::*;

fn any_template() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<a>"),
        Just("<b>"),
        Just("<c>"),
        Just("<aws.events.event>"),
        Just("<aws.events.event.json>"),
        Just("<aws.events.rule-arn>"),
        Just("\""),
        Just("\\"),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(":"),
        Just(","),
        Just("\n"),
        Just("<"),
        Just(">"),
        Just(" "),
        Just("x"),
        Just("é"),
        Just("\"k\":"),
        Just("\"<a> <b>\""),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~é\n\"\\\\]{0,6}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[ab.*]{1,2}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What encoders make of a template, one after the other.
fn encoded(template: &str, steps: &[u8]) -> String {
    steps.iter().fold(template.to_owned(), |text, step| match step {
        0 => serde_json::Value::from(text).to_string(),
        1 => text.replace('<', "\\u003c").replace('>', "\\u003E"),
        2 => text.replace('<', "&lt;").replace('>', "&gt;"),
        _ => text.replace('<', "\\u0026lt;").replace('>', "\\u0026gt;"),
    })
}

/// A JSON template with at least one placeholder.
fn json_template() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("<a>".to_owned()),
        Just("\"<a>\"".to_owned()),
        Just("\"to <b>: \\\"<aws.events.rule-name>\\\"\"".to_owned()),
        Just("[1, {\"deep\": <b>}]".to_owned()),
        "[ a-zé\n\"\\\\]{0,6}".prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    prop::collection::vec(value, 0..4).prop_map(|values| {
        let members = values.iter().enumerate().map(|(n, value)| format!(", \"k{n}\": {value}"));
        format!("{{\"first\": <a>{}}}", members.collect::<String>())
    })
}

proptest! {
    #[test]
    fn what_encoders_made_of_a_template_is_put_right_by_its_fix(template in json_template(), steps in prop_oneof![
        Just(vec![0]), Just(vec![1]), Just(vec![2]), Just(vec![3]), Just(vec![0, 0]), Just(vec![0, 1]), Just(vec![1, 0]),
        Just(vec![2, 0]), Just(vec![3, 0]), Just(vec![0, 0, 1]), Just(vec![1, 0, 0]),
    ]) {
        let paths: std::collections::BTreeMap<_, _> =
            [("a".to_owned(), "$.detail".to_owned()), ("b".to_owned(), "$.source".to_owned())].into();
        let wrong = InputTransformer { paths: paths.clone(), template: encoded(&template, &steps) };
        let lint = lints(&of(&wrong), None, false).into_iter().find(|lint| lint.setting == Setting::Template);
        let lint = lint.unwrap_or_else(|| panic!("{}", wrong.template));
        let fixed = lint.flaw.fix.unwrap().apply(&wrong.template);
        prop_assert_eq!(&fixed, &template, "{}", wrong.template);
        let event = Document::parse(r#"{"source":"s","detail":{"n":1}}"#).unwrap();
        let sent = |template: String| {
            render(&of(&InputTransformer { paths: paths.clone(), template }), &event, &VARIABLES)
        };
        prop_assert_eq!(sent(fixed), sent(template));
    }

    #[test]
    fn any_template_is_judged(template in any_template(), paths in prop::collection::vec("\\$?([.\\[*\\]ab0'\"]{0,6})", 3), event in any_json()) {
        let event = Document::parse(event.to_string()).unwrap();
        let paths = ["a", "b", "c"].into_iter().map(str::to_owned).zip(paths).collect();
        let transformer = InputTransformer { paths, template };
        let target = of(&transformer);
        for lint in lints(&target, Some(&event), true) {
            let text = match &lint.setting {
                Setting::Template => transformer.template.as_str(),
                Setting::Variable(name) => transformer.paths[name].as_str(),
                Setting::Target | Setting::Input | Setting::InputPath => "",
            };
            prop_assert!(text.get(lint.flaw.span).is_some());
        }
        let _ = log_entry(&target, &event, &VARIABLES);
        match render(&target, &event, &VARIABLES) {
            Ok(sent) => {
                prop_assert!(check(&target).is_ok());
                if Template::new(&transformer.template).is_json() {
                    prop_assert!(Document::parse(sent).is_ok());
                }
            }
            Err(Unsent::NotDelivered(reason)) => {
                prop_assert!(Template::new(&transformer.template).is_json());
                prop_assert!(reason.span().is_none_or(|span| transformer.template.get(span).is_some()));
            }
            Err(Unsent::Refused(refusal)) => prop_assert_eq!(check(&target), Err(refusal)),
        }
    }

    #[test]
    fn a_value_outside_quotes_is_the_value(event in any_json()) {
        let text = event.to_string();
        let document = Document::parse(text.as_str()).unwrap();
        let transformer = InputTransformer { paths: [("v".to_owned(), "$".to_owned())].into(), template: "{\"v\": <v>}".to_owned() };
        let sent = render(&of(&transformer), &document, &VARIABLES).unwrap();
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&sent).unwrap()["v"], &event);
    }

    #[test]
    fn pieces_join_to_the_template(text in "[ -~é\n]{0,40}") {
        let template = Template::new(&text);
        let joined: String = template.pieces().iter().map(|piece| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Placeholder(placeholder) => format!("<{}>", placeholder.name),
        }).collect();
        prop_assert_eq!(joined, text);
    }
}
