//! A pattern that is written in another language than JSON, stands inside something else, or was copied out
//! of a text that encodes it: one sentence tells all of its faults.

mod containers;
mod encoded;
mod languages;
mod wrapping_text;

use crate::json::{self, Document, Fix, Kind, Limits};
use crate::pattern::ENVELOPE;
use std::borrow::Cow;

/// What the whole text is in the place of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherForm {
    /// What is wrong, as a clause.
    pub(super) what: Cow<'static, str>,
    /// What to do about it, as sentences.
    pub(super) remedy: Cow<'static, str>,
    /// The pattern that is meant, where that is known, and what is done to get it.
    meant: Option<(&'static str, String)>,
    /// Whether files with rules in them are written so.
    pub(super) is_of_files: bool,
}

impl OtherForm {
    fn new(what: impl Into<Cow<'static, str>>, remedy: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), remedy: remedy.into(), meant: None, is_of_files: false }
    }

    fn meaning(mut self, label: &'static str, pattern: Option<String>) -> Self {
        self.meant = pattern.map(|pattern| (label, pattern));
        self
    }

    /// What a text is that is no JSON, or no object of it, where it is one of these; nothing of a long one,
    /// which is read several times.
    pub(super) fn of(text: &str) -> Option<Self> {
        const LONGEST: usize = 64 << 10;
        const LAYERS: usize = 4;
        if text.len() > LONGEST { None } else { Self::within(text, LAYERS) }
    }

    /// What a text is that is no JSON, with so many layers around it at most.
    fn within(text: &str, layers: usize) -> Option<Self> {
        let text = text.trim();
        wrapping_text::form_around(text, layers)
            .or_else(|| encoded::encoded_form(text))
            .or_else(|| languages::language_form(text))
    }

    /// What a text is that is JSON, and holds a pattern.
    pub(super) fn of_json(text: &str) -> Option<Self> {
        let document = Document::parse_first(text, &Limits::default()).ok()?;
        containers::form_in_container(&document)
    }

    /// The change that makes the pattern of the text, where one is known.
    pub(super) fn fix(&self, text: &str) -> Option<Fix> {
        let (label, pattern) = self.meant.as_ref()?;
        Some(Fix::replace((*label).to_owned(), 0..text.len(), pattern.clone()))
    }
}

/// Whether a text is an object of JSON.
fn is_object(text: &str) -> bool {
    Document::parse(text).is_ok_and(|document| document.root().kind() == Kind::Object)
}

/// Whether an object has a name that every event has at its top.
fn has_envelope(object: json::Value<'_>) -> bool {
    ENVELOPE.iter().any(|name| object.get(name).is_some())
}

/// Whether a text is an object with a name that patterns have at their top.
fn is_pattern(text: &str) -> bool {
    let is_one = |root: json::Value<'_>| has_envelope(root) || root.get("$or").is_some();
    Document::parse(text).is_ok_and(|document| is_one(document.root()))
}

/// A text as JSON, where every one of its faults has a fix that leaves no choice.
fn repaired_json(text: &str) -> Option<String> {
    let repaired = json::repaired(text, &Limits::default())?;
    let is_whole = repaired.partial.error.is_none() && repaired.faults.iter().all(|(_, fix)| fix.is_some());
    let copy = repaired.partial.document.text();
    (is_whole && is_object(copy)).then(|| copy.to_owned())
}

/// The pattern that a text holds: as it is, or in another form that can be undone, with so many layers around
/// it at most.
fn pattern_in(text: &str, layers: usize) -> Option<String> {
    if is_object(text) {
        return Some(text.to_owned());
    }
    OtherForm::within(text, layers)?.meant.map(|(_, pattern)| pattern)
}

#[cfg(test)]
mod tests {
    use crate::pattern::Pattern;

    /// The first sentence, and the pattern after its fix.
    fn told(text: &str) -> (String, Option<String>) {
        let error = Pattern::parse(text).unwrap_err();
        let first = error.first();
        assert_eq!(error.flaws().len(), 1, "{text}: {:#?}", error.flaws());
        let fixed = first.fix.as_ref().map(|fix| fix.apply(text));
        if let Some(fixed) = &fixed {
            assert!(Pattern::parse(fixed).is_ok(), "{text}: {fixed}");
        }
        (first.what.clone(), fixed)
    }

    const PATTERN: &str = r#"{"source":["aws.s3"]}"#;

    #[test]
    fn what_stands_around_a_pattern_is_named_and_taken_away() {
        for (text, word) in [
            (format!("'{PATTERN}'"), "quotation marks"),
            (format!("`{PATTERN}`"), "quotation marks"),
            (format!("“{PATTERN}”"), "quotation marks"),
            (format!("jsonencode({PATTERN})"), "jsonencode(…) is Terraform's function"),
            ("jsonencode({\n  \"source\" : [\"aws.s3\"]\n})".to_owned(), "Terraform's function"),
            ("jsonencode({\n  source = [\"aws.s3\"]\n})".to_owned(), "Terraform's function"),
            (format!("JSON.stringify({PATTERN});"), "JavaScript's function"),
            (format!("json.dumps({PATTERN})"), "Python's function"),
            (format!("<<PATTERN\n{PATTERN}\nPATTERN"), "heredoc"),
            (format!("event_pattern = <<-EOF\n  {PATTERN}\n  EOF\n"), "event_pattern ="),
            (format!("```json\n{PATTERN}\n```\n"), "Markdown"),
            (format!("pattern = {PATTERN}"), "pattern ="),
            (format!("const pattern = {PATTERN};"), "const pattern ="),
            (format!("--event-pattern '{PATTERN}'"), "--event-pattern"),
            (
                format!("aws events put-rule --name r --event-pattern '{PATTERN}' --state ENABLED"),
                "a command of the AWS CLI",
            ),
            (format!("[{PATTERN}]"), "in brackets"),
            (format!("\"EventPattern\": {PATTERN}"), "\"EventPattern\":"),
            (format!("({PATTERN})"), "parentheses"),
            (format!("EventPattern: '{PATTERN}'"), "EventPattern:"),
            (format!("This is the pattern that we have: {PATTERN} Does it work?"), "other words around"),
        ] {
            let (what, fixed) = told(&text);
            assert!(what.contains(word), "{text}: {what}");
            let compact = |text: String| text.split_whitespace().collect::<String>();
            assert_eq!(fixed.map(compact).as_deref(), Some(PATTERN), "{text}");
        }
    }

    #[test]
    fn a_pattern_on_lines_keeps_what_stands_beside_its_braces() {
        for text in [
            "source:\n  - aws.s3\ndetail: {\"state\": [\"stopped\"]}",
            "detail-type: Object Created\ndetail: {\"bucket\": {\"name\": [\"b\"]}}",
            "Resources:\n  Rule:\n    EventPattern: {\"source\": [\"aws.s3\"]}",
            "detail = {\n  state = [\"stopped\"]\n}\nsource = [\"aws.ec2\"]",
        ] {
            let (what, fixed) = told(text);
            assert!(what.contains("YAML") || what.contains("Terraform"), "{text}: {what}");
            assert_eq!(fixed, None, "{text}");
        }
    }

    #[test]
    fn large_texts_with_many_layers_are_read_a_few_times_only() {
        for (part, count) in [
            ("<<A\n", 1 << 18),
            ("<<A\n", 1 << 14),
            ("json.dumps(", 1 << 17),
            ("json.dumps(", 5_000),
            ("a=json.", 9_000),
        ] {
            assert!(Pattern::parse(&part.repeat(count)).is_err(), "{part}");
        }
        for (begin, part) in [("%7b", "%ff"), ("{&quot;", "&")] {
            let text = format!("{begin}{}", part.repeat(20_000));
            let (_, fixed) = told(&text);
            assert_eq!(fixed, None, "{part}");
        }
    }

    #[test]
    fn comments_before_a_pattern_are_told_as_such() {
        for text in ["// my own rule\n{\"source\": [\"a\"]}", "/* my own rule */ {\"source\": [\"a\"]}"] {
            let (what, _) = told(text);
            assert!(what.contains("comment"), "{text}: {what}");
        }
    }

    #[test]
    fn an_encoded_pattern_is_decoded_once() {
        let (_, fixed) = told("%7B%22a%22:%5B%22x%2520y%22%5D%7D");
        assert_eq!(fixed.as_deref(), Some(r#"{"a":["x%20y"]}"#));
        let (_, fixed) = told("{&quot;a&quot;:[&quot;x&amp;amp;y&quot;]}");
        assert_eq!(fixed.as_deref(), Some(r#"{"a":["x&amp;y"]}"#));
    }

    #[test]
    fn an_encoded_pattern_is_decoded() {
        for text in [
            r#"{\"source\":[\"aws.s3\"]}"#,
            r#"{\n  \"source\": [\n \"aws.s3\"]\n}"#,
            r#"{\n  "source": [\n    "aws.s3"\n  ]\n}"#,
            "{&quot;source&quot;:[&quot;aws.s3&quot;]}",
            "{&#34;source&#34;:[&#34;aws.s3&#34;]}",
            "%7B%22source%22%3A%5B%22aws.s3%22%5D%7D",
            "eyJzb3VyY2UiOlsiYXdzLnMzIl19",
        ] {
            let (what, fixed) = told(text);
            assert!(!what.contains("should stand here"), "{text}: {what}");
            let fixed = fixed.unwrap().split_whitespace().collect::<String>();
            assert_eq!(fixed, PATTERN, "{text}");
        }
        // What a text of the pattern holds as its own escapes, it keeps.
        let (_, fixed) = told(r#"{\n "source": ["a\nb"]\n}"#);
        assert!(fixed.unwrap().contains(r#""a\nb""#));
        let (_, fixed) = told(r#"{\"source\": [\"a\\\"b\"]}"#);
        assert!(fixed.unwrap().contains(r#""a\"b""#));
    }

    #[test]
    fn another_language_is_named() {
        for (text, word, fixed) in [
            (r#"{ $.eventName = "RunInstances" }"#, "CloudWatch Logs", None),
            (r#"{ ($.a = "*x*") || ($.a = "y*") }"#, "CloudWatch Logs", None),
            ("rate(5 minutes)", "a schedule", None),
            ("cron(0 12 * * ? *)", "a schedule", None),
            ("0 12 * * ? *", "a schedule", None),
            ("*/5 * * * *", "a schedule", None),
            ("SELECT * FROM 'topic' WHERE a = 1", "SQL", None),
            ("fields @timestamp | filter a = 1", "Logs Insights", None),
            ("source=com.acme.x", "a comparison", Some(r#"{"source": ["com.acme.x"]}"#)),
            ("detail.state == 'stopped'", "a comparison", Some(r#"{"detail": {"state": ["stopped"]}}"#)),
            ("source = 'a' AND region = 'b'", "comparisons", None),
            ("$.detail.state", "a path", None),
            ("<rule><source>x</source></rule>", "XML", None),
            ("source:\n  - aws.s3\n", "YAML", None),
            ("source = [\"aws.s3\"]\n\"detail-type\" = [\"a\"]", "Terraform", None),
            (
                "{\n  source: ['aws.s3'],\n  detailType: ['Object Created'],\n}",
                "the CDK",
                Some(r#"{"source":["aws.s3"],"detail-type":["ObjectCreated"]}"#),
            ),
            (
                "{\n  source: ['aws.s3'],\n  detail: { a: ['b'] },\n}",
                "JavaScript",
                Some(r#"{"source":["aws.s3"],"detail":{"a":["b"]}}"#),
            ),
            (
                "{'source': ['aws.s3'], 'detail': {'a': [True, None]}}",
                "Python",
                Some(r#"{"source":["aws.s3"],"detail":{"a":[true,null]}}"#),
            ),
            (
                "{\n  source = [\"aws.s3\"]\n  detail = {\n    a = [\"b\"]\n  }\n}",
                "Terraform",
                Some(r#"{"source":["aws.s3"],"detail":{"a":["b"]}}"#),
            ),
            (" \n ", "empty", None),
            ("", "empty", None),
        ] {
            let (what, told) = told(text);
            assert!(what.contains(word), "{text}: {what}");
            let compact = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(told.as_deref().map(compact), fixed.map(compact), "{text}");
        }
    }

    #[test]
    fn a_thing_that_holds_a_pattern_is_named_and_the_pattern_taken_out() {
        for (text, word) in [
            (
                format!(r#"{{"Type":"AWS::Events::Rule","Properties":{{"EventPattern":{PATTERN}}}}}"#),
                "a resource of a template",
            ),
            (
                format!(r#"{{"Type":"EventBridgeRule","Properties":{{"Pattern":{PATTERN}}}}}"#),
                "a resource of a template",
            ),
            (r#"{"Filters":[{"Pattern":"{\"source\":[\"aws.s3\"]}"}]}"#.to_owned(), "Lambda"),
            (
                r#"{"FilterCriteria":{"Filters":[{"Pattern":"{\"source\":[\"aws.s3\"]}"}]}}"#.to_owned(),
                "Lambda",
            ),
            (format!(r#"{{"pattern":[{PATTERN}]}}"#), "no part of the pattern"),
            (format!(r#"{{"Name":"r","EventPattern":{PATTERN}}}"#), "this is a rule"),
            (r#"{"Name":"r","EventPattern":"{\"source\":[\"aws.s3\"]}"}"#.to_owned(), "this is a rule"),
        ] {
            let (what, fixed) = told(&text);
            assert!(what.contains(word), "{text}: {what}");
            assert_eq!(fixed.as_deref(), Some(PATTERN), "{text}");
        }
        // What only looks like one of these keeps its own faults.
        for text in [r#"{"Type":"x","source":["a"]}"#, r#"{"Filters":["x"],"source":"y"}"#, "[]", "[1]", "7"]
        {
            let (what, _) = told(text);
            assert!(
                !what.contains("template") && !what.contains("Lambda") && !what.contains("brackets"),
                "{what}"
            );
        }
    }
}
