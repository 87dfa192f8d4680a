//! Inputs that PutTargets refuses, and how much of one it takes.

use super::*;

#[test]
fn what_put_targets_refuses() {
    let whole = TargetInput { id: "T1", input: Some("1"), input_path: Some("$.detail"), transformer: None };
    let refused = check(&whole).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Only one of Input, InputPath, or InputTransformer must be provided for target T1. Keep the one \
            that is meant."
    );
    for (template, place, message, advice) in [
        (
            r#"{"a": <nothing>}"#,
            "<nothing>",
            "InputTemplate for target T1 contains invalid placeholder nothing.",
            "Give `nothing` a path in InputPathsMap; if it is meant as text, `<` and `>` cannot be written \
                in a template.",
        ),
        (
            r#""a <State> b <state>""#,
            "<State>",
            "InputTemplate for target T1 contains invalid placeholder State.",
            "Write `<state>`, or give `State` a path in InputPathsMap.",
        ),
        (
            r#""<rule-name>""#,
            "<rule-name>",
            "InputTemplate for target T1 contains invalid placeholder rule-name.",
            "Write `<aws.events.rule-name>`, or give `rule-name` a path in InputPathsMap.",
        ),
        (
            r#""1 < 2 and 3 > 2""#,
            "< 2 and 3 >",
            "InputTemplate for target T1 contains invalid placeholder  2 and 3 .",
            "Give ` 2 and 3 ` a path in InputPathsMap; if it is meant as text, `<` and `>` cannot be \
                written in a template.",
        ),
        (
            r#""<aws.events.event.json>""#,
            "<aws.events.event.json>",
            "InputTemplate for target T1 contains placeholder aws.events.event.json valid only for JSON \
                template.",
            "Write the template as an object, such as `{\"event\": <aws.events.event.json>}`.",
        ),
        (
            r#"{"a": <state>"#,
            "",
            "Invalid InputTemplate: with its placeholders filled in it is not JSON.",
            "The text ends inside the object that begins at line 1, column 1. Close it with }, or see \
                whether the text was cut off.",
        ),
        (
            "instance <instance>",
            "",
            "Invalid InputTemplate: with its placeholders filled in it is not JSON.",
            "Write an object, or put each line of text in double quotes.",
        ),
        (
            "\"one\"\ntwo",
            "",
            "Invalid InputTemplate: with its placeholders filled in it is not JSON.",
            "Write an object, or put each line of text in double quotes.",
        ),
        (
            "\"one\ntwo\"",
            "",
            "Invalid InputTemplate: with its placeholders filled in it is not JSON.",
            "Write an object, or put each line of text in double quotes.",
        ),
    ] {
        let refused = refusal(sent(template));
        assert_eq!(
            (refused.message().as_str(), refused.flaw.remedy.as_str()),
            (message, advice),
            "{template}"
        );
        assert_eq!(&template[refused.flaw.span.clone()], place, "{template}");
    }
    // The place in the template, not in what is parsed for it.
    assert_eq!(refusal(sent(r#"{"a": <state>, "b" 1}"#)).flaw.span, 19..19);
}

#[test]
fn the_limits_of_the_request() {
    let of_template = |template: String| {
        check(&of(&InputTransformer { paths: BTreeMap::new(), template }))
            .map_err(|refusal| refusal.to_string())
    };
    assert_eq!(of_template(format!("\"{}\"", "x".repeat(8190))), Ok(()));
    assert_eq!(
        of_template(format!("\"{}\"", "x".repeat(8191))),
        Err("InputTemplate has 8,193 characters; 8,192 is the most. Shorten it.".to_owned())
    );
    assert_eq!(
        of_template(String::new()),
        Err("InputTemplate is empty. Write a template, or take InputTransformer out.".to_owned())
    );

    let with_paths = |paths: Vec<(String, String)>| {
        let transformer =
            InputTransformer { paths: paths.into_iter().collect(), template: "\"x\"".to_owned() };
        check(&of(&transformer)).map_err(|refusal| refusal.message())
    };
    let many = |count: usize| (0..count).map(|at| (format!("v{at}"), "$.id".to_owned())).collect();
    assert_eq!(with_paths(many(100)), Ok(()));
    assert_eq!(with_paths(many(101)), Err("InputPathsMap has 101 variables; 100 is the most.".to_owned()));
    let one = |name: &str, path: &str| with_paths(vec![(name.to_owned(), path.to_owned())]);
    assert_eq!(one("a-b_C9", "$.id"), Ok(()));
    assert_eq!(one("AWS-x", "$.id"), Ok(()));
    assert_eq!(one("a.b", "$.id"), Err("`a.b` is not a name for a variable.".to_owned()));
    assert_eq!(one("", "$.id"), Err("`` is not a name for a variable.".to_owned()));
    assert_eq!(
        one("aws.events.rule-name", "$.id"),
        Err("The variable aws.events.rule-name is predefined and cannot be given a path.".to_owned())
    );
    assert_eq!(
        one("a", &format!("$.{}", "x".repeat(255))),
        Err("The path of a has 257 characters; 256 is the most.".to_owned())
    );
}
