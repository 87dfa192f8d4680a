//! A key's policy as it has to be, in words and as a change.

use super::denial::{self, LeftOut};
use super::kms_key::{DESCRIBE, arn};
use crate::diagnose::case::Case;
use crate::diagnose::report::Note;
use crate::export::{self, Command, Repair};
use crate::model::Arn;
use serde_json::json;

/// A key with another policy, where the key's ARN is known, which the call asks for.
pub(super) fn with_policy(case: &Case<'_>, key: &str, document: serde_json::Value) -> Option<Repair> {
    let key = Arn::new(arn(case, key));
    let is_key = key.service() == "kms" && key.resource().starts_with("key/");
    is_key.then_some(Repair::KeyPolicy { key, document })
}

/// Says what to do about a denial, with the change where there is one.
pub(super) fn without_denial<'n>(
    case: &Case<'_>,
    note: Note<'n>,
    key: &str,
    fix: String,
    left: Option<LeftOut>,
) -> Note<'n> {
    let adds = left.as_ref().is_some_and(|left| left.adds);
    match left.and_then(|left| with_policy(case, key, left.document)) {
        Some(repair) => note.fix(denial::remedy_with_change(fix, adds)).repair(repair),
        None => note.fix(fix),
    }
}

/// What a statement opens that lets EventBridge use a key and has no condition: it is not documented that
/// deliveries meet one on `aws:SourceArn` or `aws:SourceAccount` there.
const OPEN_KEY: &str = " It has no condition, so EventBridge may use the key for rules of other accounts too; which of them may \
                        send to what the key encrypts, the policy of that still says.";

/// Gives the statement that lets the service in, as a change where it can be one.
pub(super) fn let_in<'n>(
    case: &Case<'_>,
    note: Note<'n>,
    key: &str,
    policy: &str,
    statements: &[serde_json::Value],
) -> Note<'n> {
    let document = statements.iter().try_fold(policy.to_owned(), |policy, statement| {
        export::with_statement(Some(&policy), statement.clone()).map(|whole| whole.to_string())
    });
    let document = document.and_then(|whole| serde_json::from_str(&whole).ok());
    let is_open = |statement: &serde_json::Value| {
        !statement["Principal"]["Service"].is_null()
            && statement["Condition"].is_null()
            && statement["Action"] != json!(DESCRIBE)
    };
    let opens = if statements.iter().any(is_open) { OPEN_KEY } else { "" };
    let (a_statement, this) = if statements.len() == 1 {
        ("a statement", "this statement")
    } else {
        ("statements", "these statements")
    };
    match document.and_then(|document| with_policy(case, key, document)) {
        Some(repair) => note.fix(format!("Add {a_statement} to the key's policy.{opens}")).repair(repair),
        None => note.fix(format!(
            "Add {this} to the key's policy, and keep those that are there: {}{opens}",
            statements.iter().map(serde_json::Value::to_string).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// The call that encrypts a queue with SQS's own keys, which asks no policy (SQS API reference,
/// "SetQueueAttributes").
pub(super) fn with_own_keys(case: &Case<'_>, queue: &Arn) -> String {
    let attributes = json!({"KmsMasterKeyId": "", "SqsManagedSseEnabled": "true"});
    Command::new("sqs set-queue-attributes")
        .option("queue-url", &case.evidence.session.queue_url(queue))
        .option("attributes", &attributes.to_string())
        .region(queue.region())
}
