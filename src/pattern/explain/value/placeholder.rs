//! Texts that a template, a tool or a person should have filled in.

use crate::pattern::wildcard::{Wildcard, escape_wildcard};

/// A piece of a text that stands for another.
pub(super) struct Unfilled {
    pub(super) text: String,
    /// What it is, as a noun phrase.
    pub(super) what: &'static str,
}

impl Unfilled {
    /// Whether a value is the whole text with something in the placeholder's place.
    pub(super) fn fits(&self, whole: &str, value: &str) -> bool {
        // What is not filled in may be anything; there may be several.
        let (mut star, mut rest) = (String::new(), whole.to_owned());
        let mut next = Some(self.text.clone());
        while let Some(piece) = next.filter(|_| star.len() < 4_000) {
            let Some((before, behind)) = rest.split_once(piece.as_str()) else { break };
            star.push_str(&escape_wildcard(before));
            if !star.ends_with('*') {
                star.push('*');
            }
            rest = behind.to_owned();
            next = find(&rest).map(|found| found.text);
        }
        star.push_str(&escape_wildcard(&rest));
        Wildcard::read(star.as_bytes()).is_ok_and(|wildcard| wildcard.matches(value.as_bytes()))
    }
}

const TEMPLATE: &str = "a placeholder that was not filled in";
const CLOUDFORMATION: &str = "a CloudFormation function inside quotes, where it is only a text";
const TERRAFORM: &str = "a Terraform reference inside quotes, where it is only a text";
/// What no template fills in.
pub(super) const PATH: &str =
    "a path to a field, which no pattern follows: fields are not compared with each other";
const EXAMPLE: &str = "a placeholder of an example, to be replaced by a value of your own";

/// The beginnings and ends of placeholders inside a text.
const ENCLOSED: [(&str, &str); 11] = [
    ("${", "}"),
    ("{{", "}}"),
    ("#{", "}"),
    ("%{", "}"),
    ("<%", "%>"),
    ("{%", "%}"),
    ("$(", ")"),
    ("[[", "]]"),
    ("((", "))"),
    ("@@", "@@"),
    ("<<", ">>"),
];

/// Whether a text should have been filled in.
pub(in crate::pattern) fn is_unfilled(text: &str) -> bool {
    find(text).is_some()
}

/// Whether a text has what only a template or an example has: no sender has it in its events.
pub(crate) fn is_of_a_template(text: &str) -> bool {
    // `<b>…</b>` is markup, and no placeholder.
    let written = |unfilled: &Unfilled| {
        ["${", "{{", "#{", "<%"].iter().any(|open| unfilled.text.starts_with(open))
            || unfilled.what == EXAMPLE && unfilled.text.starts_with('<') && !text.contains("</")
    };
    find(text).is_some_and(|unfilled| {
        unfilled.what == CLOUDFORMATION || unfilled.what == TERRAFORM || written(&unfilled)
    })
}

/// Whether somebody has still to write what the text of a field stands for. Who names a bucket as AWS's
/// guides do may have one so called, and applications may name their sources and events as Terraform names
/// its values.
pub(in crate::pattern) fn is_left_to_fill(path: &[u8], text: &str) -> bool {
    if matches!(path, b"source" | b"detail-type") && is_local_reference(text) {
        return false;
    }
    let of_guides = bucket_of_guides(text).is_some();
    let is_example = || find(text).is_some_and(|unfilled| unfilled.what == EXAMPLE);
    // A shell's name, or what printf fills in, and nothing else.
    let is_bare = || {
        let name = text.strip_prefix('$').filter(|name| name.len() > 2);
        let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
        name.is_some_and(|name| name.chars().all(is_name)) || ["%s", "%d", "%v"].contains(&text)
    };
    is_of_a_template(text) || is_bare() || !of_guides && !text.contains("</") && is_example()
}

/// What AWS's guides write for a bucket of one's own, with what a name goes on with there:
/// `amzn-s3-demo-logging-bucket1`.
fn bucket_of_guides(text: &str) -> Option<&str> {
    let at = ["DOC-EXAMPLE-BUCKET", "amzn-s3-demo-"].iter().find_map(|name| text.find(name))?;
    let rest = text.get(at..)?;
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    rest.get(..length)
}

/// Whether an event has a bucket that is called as AWS's guides call one: who tries their examples has it.
pub(super) fn has_bucket_of_guides(text: &str) -> bool {
    bucket_of_guides(text).is_some()
}

/// The first placeholder in a text.
pub(super) fn find(text: &str) -> Option<Unfilled> {
    let found = |piece: &str, what| Some(Unfilled { text: piece.to_owned(), what });
    for (open, close) in ENCLOSED {
        let Some((before, rest)) = text.split_once(open) else { continue };
        let Some((inner, _)) = rest.split_once(close) else { continue };
        // A class of characters, `[[:digit:]]`, is none.
        if !inner.trim().is_empty() && inner.len() < 200 && !inner.starts_with(':') {
            let end = before.len() + open.len() + inner.len() + close.len();
            return found(text.get(before.len()..end)?, TEMPLATE);
        }
    }
    if let Some(piece) = braced(text) {
        return found(piece, TEMPLATE);
    }
    let trimmed = text.trim();
    let functions =
        ["!Ref ", "!Sub ", "!GetAtt ", "!Join ", "!ImportValue ", "!Select ", "!FindInMap ", "Fn::"];
    if functions.iter().any(|function| trimmed.starts_with(function))
        || trimmed.contains("\"Fn::")
        || trimmed.contains("\"Ref\"")
    {
        return found(text, CLOUDFORMATION);
    }
    if let Some(at) = text.find("AWS::") {
        let name = text.get(at + "AWS::".len()..)?;
        let word = name.get(..name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len()))?;
        let known = ["AccountId", "Region", "Partition", "StackName", "StackId", "URLSuffix", "NoValue"];
        if known.contains(&word) {
            return found(text.get(at..at + "AWS::".len() + word.len())?, CLOUDFORMATION);
        }
    }
    if trimmed.strip_prefix("$.").is_some_and(|rest| rest.starts_with(char::is_alphabetic)) {
        return found(text, PATH);
    }
    if is_reference(trimmed) {
        return found(text, TERRAFORM);
    }
    if let Some(piece) = angled(text) {
        return found(piece, EXAMPLE);
    }
    let word = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_alphanumeric() || c == '_')
            && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    };
    let shell = trimmed.strip_prefix('$').is_some_and(word)
        // In other letters it is SQL's sign for any text around a word.
        || trimmed.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(|name| word(name) && !name.contains(char::is_lowercase))
        || trimmed.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(word)
        || trimmed.strip_prefix('@').and_then(|rest| rest.strip_suffix('@')).is_some_and(word)
        || trimmed.strip_prefix("$env:").is_some_and(word)
        || trimmed.strip_prefix("process.env.").is_some_and(word)
        || trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(is_constant)
        || trimmed.strip_prefix("ENV[").is_some_and(|rest| rest.ends_with(']'))
        || is_of_a_program(trimmed)
        || trimmed.strip_prefix("os.environ[").is_some_and(|rest| rest.ends_with(']'))
        || matches!(trimmed, "undefined" | "[object Object]" | "{}")
        || trimmed.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")).is_some_and(word);
    if shell {
        return found(text, TEMPLATE);
    }
    // What printf, Python and C# fill in.
    for piece in ["%s", "%d", "%v", "{0}", "{1}"] {
        let Some((_, behind)) = text.split_once(piece) else { continue };
        if !behind.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return found(piece, TEMPLATE);
        }
    }
    // As guides write ARNs: `arn:aws:ec2:REGION:ACCOUNT_ID:instance/i-1`.
    if let Some([_, _, _, region, account, _]) = crate::text::arn_parts(text) {
        let to_fill = |part: &&&str| {
            part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-'))
        };
        if let Some(part) = [&region, &account].into_iter().find(|part| to_fill(part)) {
            return found(part, EXAMPLE);
        }
    }
    let upper = text.to_uppercase().replace(['-', ' '], "_");
    if let Some(bucket) = bucket_of_guides(text) {
        return found(bucket, EXAMPLE);
    }
    let filler = ["REPLACE_ME", "REPLACEME", "CHANGE_ME", "CHANGEME", "FIXME", "PLACEHOLDER", "INSERT_"];
    // Alone, or in small letters, it is a state, or the name of many an example.
    let to_do = text.strip_prefix("TODO").is_some_and(|rest| rest.starts_with([':', ' ', '_', '-']));
    let yours = upper.starts_with("YOUR_") || upper.contains("_YOUR_") || upper.contains(":YOUR_");
    if yours || to_do || upper.starts_with("MY_AWS_") || filler.iter().any(|filler| upper.starts_with(filler))
    {
        return found(text, EXAMPLE);
    }
    None
}

/// Words in capitals that say what is to stand there, as in `[BUCKET]`; `[ERROR]` and `[EXTERNAL]` are texts
/// as they are met in messages.
fn is_constant(text: &str) -> bool {
    const WANTED: [&str; 12] = [
        "YOUR", "NAME", "BUCKET", "ACCOUNT", "REGION", "ID", "ARN", "QUEUE", "TABLE", "TOPIC", "FUNCTION",
        "VALUE",
    ];
    text.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-' | ' '))
        && text.split(['_', '-', ' ']).any(|word| WANTED.contains(&word))
}

/// A name of a program's own, `props.bucketName`.
fn is_of_a_program(text: &str) -> bool {
    let rest = text.strip_prefix("props.");
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_alphabetic()) && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    rest.is_some_and(|rest| rest.split('.').all(is_name))
}

/// `data.aws_caller_identity.current.account_id`, `var.bucket`, `aws_s3_bucket.uploads.id`.
fn is_reference(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let name = |part: &&str| {
        let bare = part.split('[').next().unwrap_or_default();
        !bare.is_empty()
            && bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let Some(first) = parts.first().filter(|_| parts.iter().all(name)) else { return false };
    match *first {
        "var" | "local" => parts.len() == 2,
        "data" => parts.len() >= 4 || parts.get(1).is_some_and(|kind| kind.contains('_')) && parts.len() == 3,
        "module" | "each" => parts.len() == 3 || (*first == "each" && parts.len() == 2),
        resource => resource.starts_with("aws_") && parts.len() >= 3,
    }
}

/// `var.bucket`, `local.name`, `module.billing.queue`: what Terraform finds in the program itself, and what
/// may be the name of something else.
fn is_local_reference(text: &str) -> bool {
    let first = text.trim().split('.').next();
    is_reference(text.trim())
        && first.is_some_and(|first| ["var", "local", "module", "each"].contains(&first))
}

/// `{bucket}` in a longer name; not in a path, where it is how a route names a part.
fn braced(text: &str) -> Option<&str> {
    const LEAST: usize = 3;
    let start = text.find('{').filter(|_| !text.contains('/'))?;
    let length = text.get(start..)?.find('}')? + 1;
    let piece = text.get(start..start + length)?;
    let name = piece.get(1..piece.len() - 1)?;
    let is_name = name.len() >= LEAST
        && name.starts_with(|c: char| c.is_alphabetic())
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then_some(piece)
}

/// `<your-bucket>`: a name between angle brackets, alone or behind a sign that joins names; behind a name
/// itself they hold the type that a type is made with, `List<String>`.
fn angled(text: &str) -> Option<&str> {
    let start = text.find('<')?;
    let before = text.get(..start)?;
    if before.ends_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let length = text.get(start..)?.find('>')? + 1;
    let piece = text.get(start..start + length)?;
    let inner = piece.get(1..piece.len() - 1)?;
    // An element of XML, which is closed as well.
    let closed = text.contains(&format!("</{inner}>"));
    let is_name = !closed
        && inner.starts_with(|c: char| c.is_alphabetic())
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'));
    is_name.then_some(piece)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn placeholders_are_told_from_values() {
        for (text, piece) in [
            ("arn:aws:s3:::${Bucket}/x", "${Bucket}"),
            ("{{ account }}", "{{ account }}"),
            ("!Ref Bucket", "!Ref Bucket"),
            ("arn:aws:iam::AWS::AccountId:root", "AWS::AccountId"),
            ("data.aws_caller_identity.current.account_id", "data.aws_caller_identity.current.account_id"),
            ("var.bucket", "var.bucket"),
            ("aws_sns_topic.alarms.arn", "aws_sns_topic.alarms.arn"),
            ("<YOUR_ACCOUNT>", "<YOUR_ACCOUNT>"),
            ("arn:aws:s3:::orders-<env>", "<env>"),
            ("$ACCOUNT", "$ACCOUNT"),
            ("your-bucket-name", "your-bucket-name"),
            ("/%s/db/password", "%s"),
            ("orders-{0}", "{0}"),
            ("{bucket}-prod", "{bucket}"),
            ("@env@", "@env@"),
            ("$env:STAGE", "$env:STAGE"),
            ("process.env.STAGE", "process.env.STAGE"),
            ("[object Object]", "[object Object]"),
            ("TODO: the queue's name", "TODO: the queue's name"),
        ] {
            assert_eq!(find(text).map(|found| found.text).as_deref(), Some(piece), "{text}");
        }
        for text in [
            "com.acme.x",
            "aws.ec2",
            "a <b",
            "List<String>",
            "std::vector<int>",
            "data.csv",
            "1 < 2 > 0",
            "100%sure",
            "$5",
            "x{y}",
            "local",
            "module.ts",
            "AWS::S3::Bucket",
            "a@b",
            "todo",
            "TODO",
            "todo-app",
            "<state>running</state>",
        ] {
            assert!(find(text).is_none(), "{text}");
        }
    }
}
