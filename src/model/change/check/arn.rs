//! What is wrong with an ARN that is typed as a setting.

use super::super::fields::DEAD_LETTER;
use crate::model::Arn;

/// What is wrong with the ARN that is to stand at this path of the settings.
pub(super) fn no_arn(path: &str, text: &str) -> Option<String> {
    if path == DEAD_LETTER {
        return no_queue(text);
    }
    let ours = || format!("`{text}` is not an ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.");
    (!is_sound(&Arn::from(text))).then(ours)
}

/// What is wrong with the ARN of a dead-letter queue (API reference, "DeadLetterConfig").
pub(crate) fn no_queue(text: &str) -> Option<String> {
    let arn = Arn::from(text);
    let ours = || format!("`{text}` is not the ARN of a queue: write arn:aws:sqs:REGION:ACCOUNT:NAME.");
    (!is_sound(&arn) || arn.service() != "sqs").then(ours)
}

fn is_sound(arn: &Arn) -> bool {
    arn.is_well_formed() && !arn.service().is_empty() && !arn.resource().is_empty()
}
