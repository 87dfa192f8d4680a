//! What is doubted in a target's input before it is sent.

use super::*;

fn linted(
    target: &TargetInput<'_>,
    event: Option<&Document>,
    log_group: bool,
) -> Vec<(InputLintKind, String)> {
    lints(target, event, log_group).into_iter().map(|lint| (lint.kind, lint.flaw.to_string())).collect()
}

#[test]
fn what_goes_wrong_later_is_named() {
    let event = event();
    let of_template = |template: &str| {
        let mut with_unused = transformer(template);
        if template.contains("unused") {
            with_unused.paths.insert("idle".to_owned(), "$.id".to_owned());
        }
        linted(&of(&with_unused), Some(&event), false)
    };
    for (template, kind, message) in [
        (
            r#"{"a": "<tags>"}"#,
            InputLintKind::ObjectInQuotes,
            "`<tags>` is an array and stands inside quotes: the result is not JSON and the event is silently \
                not delivered. Write `<tags>` as a value of its own, without quotes.",
        ),
        (
            r#"{"a": "<aws.events.event>"}"#,
            InputLintKind::ObjectInQuotes,
            "`<aws.events.event>` is an object and stands inside quotes: the result is not JSON and the \
                event is silently not delivered. Write `<aws.events.event>` as a value of its own, without \
                quotes.",
        ),
        (
            r#""<tags>""#,
            InputLintKind::QuotesTakenOut,
            "`<tags>` is an array and stands inside quotes: it arrives without its double quotes. Begin the \
                template with `{` to send JSON, if that is meant.",
        ),
        (
            r#"{"a": "<said>"}"#,
            InputLintKind::UnescapedCharacters,
            "The value of `<said>` in this event holds characters that need escaping, and inside quotes \
                nothing is escaped: the event is silently not delivered, or the value is taken for JSON. \
                    Write `<said>` without quotes.",
        ),
        (
            r#"{"a": <missing>}"#,
            InputLintKind::NothingFound,
            "`$.detail.nowhere` finds nothing in this event: it stands as an empty string. See whether the path \
                is right, and whether all events have the field.",
        ),
        (
            r#"{"unused": 1}"#,
            InputLintKind::UnusedVariable,
            "The template does not use the variable idle. Write `<idle>` where its value belongs, or take idle \
                out.",
        ),
        (
            "{<state>: 1}",
            InputLintKind::PlaceholderAsKey,
            "`<state>` stands as the key of an object, which is not allowed. Write the key out.",
        ),
        (
            r#"{"in <state>" : 1}"#,
            InputLintKind::PlaceholderAsKey,
            "`<state>` stands as the key of an object, which is not allowed. Write the key out.",
        ),
    ] {
        assert_eq!(of_template(template), [(kind, message.to_owned())], "{template}");
    }
    for sound in [
        r#"{"a": <tags>, "b": "<state>: <price>", "c": "<half>"}"#,
        r#""<state> <aws.events.rule-arn>""#,
        r#"{"a": <said>}"#,
    ] {
        assert_eq!(of_template(sound), [], "{sound}");
    }
    let quoted = transformer(r#"{"a": 1, "b": "<tags>"}"#);
    let lint = lints(&of(&quoted), Some(&event), false).remove(0);
    assert_eq!(
        lint.flaw.fix.as_ref().map(|fix| fix.apply(&quoted.template)).as_deref(),
        Some(r#"{"a": 1, "b": <tags>}"#)
    );
    assert_eq!(&quoted.template[lint.flaw.span], "<tags>");

    let deep = TargetInput { input_path: Some("$..state"), ..TargetInput::default() };
    assert_eq!(
        linted(&deep, None, false),
        [(
            InputLintKind::UnsupportedPath,
            "In `$..state` `..`, at any depth, \
        is not supported, so it finds nothing. Write names after dots and indices in brackets, such as \
            `$.detail.items[0].id`."
                .to_owned()
        )]
    );
}

#[test]
fn templates_that_were_encoded_once_too_often_are_named() {
    let variable = |name: &str, path: &str, template: &str| InputTransformer {
        paths: [(name.to_owned(), path.to_owned())].into(),
        template: template.to_owned(),
    };
    let lint = |transformer: &InputTransformer, kind: InputLintKind| {
        let lint = lints(&of(transformer), None, false).into_iter().find(|lint| lint.kind == kind);
        let flaw = lint.unwrap_or_else(|| panic!("{transformer:?}")).flaw;
        (flaw.to_string(), flaw.fix.unwrap().apply(&transformer.template))
    };
    for template in [
        r#"{"value":"\u003cbucket\u003e"}"#,
        r#"{"value":"\u003Cbucket\u003E"}"#,
        r#"{"value":"&lt;bucket&gt;"}"#,
    ] {
        let escaped = variable("bucket", "$.detail.bucket.name", template);
        let (said, fixed) = lint(&escaped, InputLintKind::EncodedBrackets);
        assert!(said.contains("is not a placeholder: only `<bucket>` is"), "{said}");
        assert_eq!(fixed, r#"{"value":"<bucket>"}"#);
    }
    let twice = variable("key", "$.detail.object.key", r#""{\"name\": \"job\", \"value\": <key>}""#);
    let (said, fixed) = lint(&twice, InputLintKind::EncodedTwice);
    assert!(said.contains("encoded twice"), "{said}");
    assert_eq!(fixed, r#"{"name": "job", "value": <key>}"#);
    // Encoded as a whole, and its brackets before or after that: one fix for all of it.
    for template in [
        r#""{\"name\": \"job\", \"value\": \u003ckey\u003e}""#,
        r#""{\"name\": \"job\", \"value\": \\u003ckey\\u003e}""#,
        r#""\"{\\\"name\\\": \\\"job\\\", \\\"value\\\": <key>}\"""#,
    ] {
        let twice = variable("key", "$.detail.object.key", template);
        assert_eq!(
            lint(&twice, InputLintKind::EncodedTwice).1,
            r#"{"name": "job", "value": <key>}"#,
            "{template}"
        );
        let found = lints(&of(&twice), None, false);
        assert!(!found.iter().any(|lint| lint.kind == InputLintKind::EncodedBrackets), "{template}");
    }
    // Brackets of what is no variable are not made a placeholder, which would be refused.
    let other = variable("key", "$.detail.key", r#"{"a": "\u003cb\u003e", "k": "\u003ckey\u003e"}"#);
    assert_eq!(lint(&other, InputLintKind::EncodedBrackets).1, r#"{"a": "\u003cb\u003e", "k": "<key>"}"#);
    // What every event has as an object or an array is known without one.
    for (path, noun) in [("$.detail", "an object"), ("$", "an object"), ("$.resources", "an array")] {
        let quoted = variable("it", path, r#"{"it": "<it>"}"#);
        let (said, fixed) = lint(&quoted, InputLintKind::ObjectInQuotes);
        assert!(said.starts_with(&format!("`<it>` is {noun} and stands inside quotes")), "{said}");
        assert_eq!(fixed, r#"{"it": <it>}"#);
    }
    assert_eq!(linted(&of(&variable("it", "$.detail.it", r#"{"it": "<it>"}"#)), None, false), []);
    // Text that only speaks of an object, and brackets that are no placeholder's.
    for sound in
        [r#""key <key>""#, r#""{<key>""#, r#"{"a": "\u003cb\u003e <key>"}"#, r#"{"a": "\u003c <key>"}"#]
    {
        assert_eq!(linted(&of(&variable("key", "$.k", sound)), None, false), [], "{sound}");
    }
}

#[test]
fn what_a_log_group_cannot_take_is_named() {
    let kinds = |target: &TargetInput<'_>| -> Vec<InputLintKind> {
        lints(target, None, true).into_iter().map(|lint| lint.kind).collect()
    };
    let of_template = |template: &str| kinds(&of(&transformer(template)));
    assert_eq!(
        kinds(&TargetInput { input: Some("{}"), ..TargetInput::default() }),
        [InputLintKind::ConstantOnLogGroup]
    );
    assert_eq!(
        kinds(&TargetInput { input_path: Some("$.detail"), ..TargetInput::default() }),
        [InputLintKind::ConstantOnLogGroup]
    );
    assert_eq!(kinds(&TargetInput::default()), []);
    assert_eq!(of_template(r#"{"time": <time>, "message": <state>}"#), [InputLintKind::LogShape]);
    assert_eq!(of_template(r#""<state>""#), [InputLintKind::LogShape]);
    assert_eq!(
        of_template(r#"{"timestamp": <time>, "message": {"a": <state>}}"#),
        [InputLintKind::LogMessageNotText]
    );
    assert_eq!(of_template(r#"{"timestamp": <time>, "message": <state>}"#), []);
}
