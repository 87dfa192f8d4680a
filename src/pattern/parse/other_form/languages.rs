//! Languages other than JSON that a pattern is written in by mistake, and texts that are something else
//! altogether.

use super::{OtherForm, repaired_json};
use crate::json::{self, Document, Kind, Limits, SyntaxErrorKind, quote};
use crate::pattern::ENVELOPE;

/// What is said of a text in one of them.
pub(super) fn language_form(text: &str) -> Option<OtherForm> {
    const LANGUAGES: [fn(&str) -> Option<OtherForm>; 10] =
        [empty, xml, filter, schedule, query, terraform, comparison, yaml, cdk, program];
    LANGUAGES.iter().find_map(|language| language(text))
}

fn empty(text: &str) -> Option<OtherForm> {
    text.is_empty().then(|| {
        let remedy = "Begin with { and name the fields: {\"source\": [\"aws.ec2\"]}.";
        OtherForm::new("the text is empty, and a pattern is a JSON object", remedy)
    })
}

fn xml(text: &str) -> Option<OtherForm> {
    let second = text.strip_prefix('<')?.chars().next()?;
    let is_tag = text.ends_with('>') && (second.is_ascii_alphabetic() || matches!(second, '?' | '!'));
    is_tag.then(|| {
        OtherForm::new(
            "a pattern is a JSON object, and this is XML",
            "Write it as JSON: {\"source\": [\"aws.ec2\"]}.",
        )
    })
}

/// `{ $.eventName = "RunInstances" }`, and paths of the same kind.
fn filter(text: &str) -> Option<OtherForm> {
    const AS_JSON: &str = "Name each level as JSON, with the values that are meant in a list: \
        {\"detail\": {\"eventName\": [\"RunInstances\"]}}.";
    let inside = text.strip_prefix('{').map(|rest| rest.trim_start_matches(['(', ' ', '\n', '!']));
    if inside.is_some_and(|inside| inside.starts_with("$.")) {
        return Some(OtherForm::new(
            "this is a filter pattern of CloudWatch Logs, and EventBridge has another language",
            AS_JSON,
        ));
    }
    let is_path = text.starts_with("$.") && !text.contains(['{', '\n']);
    is_path.then(|| OtherForm::new("this is a path, and a pattern is a JSON object", AS_JSON))
}

/// When a rule fires by the clock.
fn schedule(text: &str) -> Option<OtherForm> {
    let called = ["rate(", "cron(", "at("].iter().any(|begin| text.starts_with(begin)) && text.ends_with(')');
    let fields: Vec<&str> = text.split(' ').collect();
    let is_field = |field: &&str| {
        let mark = |c: char| c.is_ascii_digit() || matches!(c, '*' | '?' | '/' | ',' | '-' | '#' | 'L' | 'W');
        let name = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"].iter().any(|day| field.contains(day));
        !field.is_empty() && (field.chars().all(mark) || name)
    };
    let bare = matches!(fields.len(), 5 | 6) && fields.iter().all(is_field) && text.contains('*');
    (called || bare).then(|| {
        OtherForm::new(
            "this is a schedule and no pattern",
            "A rule has it beside its pattern, as its ScheduleExpression: rate(…) or cron(…).",
        )
    })
}

/// A query of a database or of logs.
fn query(text: &str) -> Option<OtherForm> {
    let begins = |word: &str| {
        let first = text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        first && text.get(word.len()..).is_some_and(|rest| rest.starts_with([' ', '\n']))
    };
    let language = if ["select", "where"].iter().any(|word| begins(word)) {
        "SQL"
    } else if begins("fields") || begins("filter") {
        "a query of CloudWatch Logs Insights"
    } else {
        return None;
    };
    Some(OtherForm::new(
        format!("a pattern is a JSON object, and this is {language}"),
        "Name the fields with the values that are meant: {\"source\": [\"aws.ec2\"], \"detail\": {\"state\": [\"stopped\"]}}.",
    ))
}

/// An object whose first name has no quotes and an equals sign behind it, or its fields without the braces.
fn terraform(text: &str) -> Option<OtherForm> {
    let first = text.strip_prefix('{').unwrap_or(text).trim_start().trim_start_matches('"');
    let rest = first.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let value = rest.trim_start_matches('"').trim_start().strip_prefix('=')?;
    let is_assigned = !value.starts_with(['=', '>', '~']) && rest.len() < first.len();
    let is_object = text.starts_with('{') || value.trim_start().starts_with(['[', '{']);
    // With names in quotes and colons behind others it is JSON in which one sign is wrong.
    (is_assigned && is_object && !is_quoted_with_colons(text)).then(|| {
        OtherForm::new(
            "a pattern is JSON, and this is written in Terraform's language",
            "Write it as JSON, {\"source\": [\"aws.ec2\"]}; in a file of Terraform's, jsonencode() makes it of what stands \
                there.",
        )
        .meaning("Write it as JSON", repaired_json(text))
    })
}

/// Whether an object's first name stands in quotes, and a colon behind another.
fn is_quoted_with_colons(text: &str) -> bool {
    let first = text.strip_prefix('{').unwrap_or(text).trim_start();
    first.starts_with('"') && text.split('"').skip(1).any(|behind| behind.trim_start().starts_with(':'))
}

/// `source = "aws.ec2"`, alone or several joined by words.
fn comparison(text: &str) -> Option<OtherForm> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))?;
    let (path, rest) = (text.get(..end)?, text.get(end..)?.trim_start());
    let value = ["===", "==", "!=", "="].iter().find_map(|sign| rest.strip_prefix(sign))?.trim();
    let is_path = path.starts_with(|c: char| c.is_ascii_alphabetic()) && !value.starts_with(['{', '[']);
    if !is_path || text.contains('\n') {
        return None;
    }
    let joined = [" and ", " or ", " && ", " || "].iter().any(|word| value.to_lowercase().contains(word));
    let what = if joined { "these are comparisons" } else { "this is a comparison" };
    let sound = !joined && !rest.starts_with('!');
    let asked = sound.then(|| as_pattern(path, value)).flatten();
    Some(
        OtherForm::new(
            format!("{what}, and a pattern is a JSON object"),
            "Name the fields with the values that are meant: {\"source\": [\"aws.ec2\"], \"detail\": {\"state\": [\"stopped\"]}}.",
        )
        .meaning("Write it as JSON", asked),
    )
}

/// The pattern that asks for one value at a path, where the value can be read in one way only.
fn as_pattern(path: &str, value: &str) -> Option<String> {
    let names: Vec<&str> = path.split('.').collect();
    // All but `detail` are texts, and `detail` is an object.
    let inside = match names.as_slice() {
        [top] => *top != "detail" && ENVELOPE.contains(top),
        [top, ..] => *top == "detail" && names.iter().all(|name| !name.is_empty()),
        [] => false,
    };
    let value = scalar(value.trim_end_matches(';').trim_end(), names.len() > 1).filter(|_| inside)?;
    let name = |name: &str| quote(name.as_bytes());
    Some(names.iter().rev().fold(format!("[{value}]"), |inner, one| format!("{{{}: {inner}}}", name(one))))
}

/// One value of a comparison as JSON has it.
fn scalar(value: &str, any_kind: bool) -> Option<String> {
    let repaired_json = Document::parse(value).ok().map(|document| document.root().kind());
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '/' | '-' | ' ');
    let single = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
    match repaired_json {
        Some(Kind::String) => Some(value.to_owned()),
        Some(Kind::Number | Kind::True | Kind::False | Kind::Null) if any_kind => Some(value.to_owned()),
        Some(Kind::Array | Kind::Object) => None,
        Some(Kind::Number | Kind::True | Kind::False | Kind::Null) | None => {
            let text = match single {
                Some(inside) => Some(inside).filter(|inside| !inside.contains('\'')),
                None => Some(value).filter(|value| value.chars().all(plain) && !is_word_of_json(value)),
            };
            text.filter(|text| !text.is_empty()).map(|text| quote(text.as_bytes()))
        }
    }
}

/// Whether a word is one of JSON's in other letters, or what other languages have for one.
fn is_word_of_json(value: &str) -> bool {
    ["true", "false", "null", "none", "nil"].iter().any(|word| word.eq_ignore_ascii_case(value))
}

/// A text that begins with a name and a colon, and not with a bracket.
fn yaml(text: &str) -> Option<OtherForm> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with(['#', '-']));
    let (name, value) = line.and_then(|line| line.split_once(':')).unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    // What goes on with another name in quotes is JSON without its braces.
    let is_one = !name.is_empty() && name.chars().all(is_name) && !goes_on_with_a_name(value);
    is_one.then(|| OtherForm {
        is_of_files: true,
        ..OtherForm::new(
            "a pattern is a JSON object, and this is written as YAML",
            "Write it as JSON: {\"source\": [\"aws.ec2\"]}.",
        )
    })
}

/// Whether another name in quotes follows; what stands in brackets is part of the value.
fn goes_on_with_a_name(value: &str) -> bool {
    let mut depth = 0_i32;
    value.char_indices().any(|(at, c)| {
        depth += i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}'));
        depth == 0 && value.get(at..).is_some_and(|rest| rest.starts_with(", \""))
    })
}

/// A condition that the CDK writes as a call.
fn cdk(text: &str) -> Option<OtherForm> {
    let is_call = |rest: &str| {
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or_default();
        name > 0 && rest.get(name..).is_some_and(|rest| rest.starts_with('('))
    };
    let calls =
        text.match_indices("Match.").any(|(at, word)| text.get(at + word.len()..).is_some_and(is_call));
    (calls && text.starts_with('{')).then(|| {
        OtherForm::new(
            TYPESCRIPT,
            "Write it as JSON, names and texts in double quotes: Match.prefix(\"a\") is [{\"prefix\": \"a\"}], detailType is \
                \"detail-type\".",
        )
    })
}

/// What the CDK's language is told as.
const TYPESCRIPT: &str = "this is written in TypeScript, as the CDK has it, and a pattern is JSON";

/// An object of a programming language: several names without quotation marks, or several texts in single
/// ones.
fn program(text: &str) -> Option<OtherForm> {
    text.starts_with('{').then_some(())?;
    let repaired = json::repaired(text, &Limits::default())?;
    let (mut bare, mut single) = (0, 0);
    for (fault, _) in &repaired.faults {
        let python = |word: &str| matches!(word, "True" | "False" | "None");
        if matches!(fault.kind, SyntaxErrorKind::NameExpected(c) if c.is_ascii_alphabetic()) {
            bare += 1;
        } else if fault.kind == SyntaxErrorKind::SingleQuote {
            single += 1;
        } else if !matches!(fault.kind, SyntaxErrorKind::TrailingComma | SyntaxErrorKind::Comment)
            && !matches!(&fault.kind, SyntaxErrorKind::UnknownWord(word) if python(word))
        {
            return None;
        }
    }
    let meant = repaired_json(text);
    let root = repaired.partial.document.root();
    match (bare, single) {
        (1.., _) if root.get("detailType").is_some() => Some(
            OtherForm::new(
                TYPESCRIPT,
                "Write it as JSON: names and texts in double quotes, and \"detail-type\" for detailType.",
            )
            .meaning(
                "Write it as JSON",
                meant.and_then(|meant| with_marked_name(&meant)),
            ),
        ),
        (2.., 1..) => Some(
            OtherForm::new(
                "this is an object of JavaScript, and in JSON all names and texts stand in double quotes",
                "Put each name and text in double quotes.",
            )
            .meaning("Write it as JSON", meant),
        ),
        (0, 3..) => Some(
            OtherForm::new(
                "names and texts stand in single quotes, as in Python, and JSON wants double ones",
                "Replace each ' that encloses a name or text by \"; True, False and None are true, false and null.",
            )
            .meaning("Write it as JSON", meant),
        ),
        _ => None,
    }
}

/// An object with the `detailType` at its top written as events have it.
fn with_marked_name(object: &str) -> Option<String> {
    let document = Document::parse(object).ok()?;
    let member = document.root().members().find(|member| member.key() == "detailType")?;
    let mut out = object.to_owned();
    out.replace_range(member.key_span(), "\"detail-type\"");
    Some(out)
}
