//! What the service would refuse of a thing's tags.

use super::ChangeFault;
use crate::model::change::is_aws_tag;
use std::collections::BTreeMap;

/// Tags of a thing at most ("Tag naming limits and requirements").
const TAGS: usize = 50;

/// What is wrong with the tags that a thing is to have; what it has already stays.
pub(super) fn tags(
    tags: &BTreeMap<String, String>,
    was: Option<&BTreeMap<String, String>>,
) -> Vec<ChangeFault> {
    let mut faults = Vec::new();
    if tags.len() > TAGS {
        faults.push(ChangeFault::at("tags", format!("{} tags; {TAGS} is the most.", tags.len())));
    }
    for (key, value) in tags {
        let (keys, values) = (key.chars().count(), value.chars().count());
        let is_there = was.and_then(|was| was.get(key)) == Some(value);
        if is_aws_tag(key) && !is_there {
            faults.push(
                ChangeFault::at(
                    "tags",
                    format!("the key `{key}` begins with aws:, which is AWS's own. Take another one."),
                )
                .in_words_of_service("aws: prefixed tag key names are not allowed for external use."),
            );
        }
        if !(1..=128).contains(&keys) {
            faults.push(ChangeFault::at(
                "tags",
                format!("the key `{key}` has {keys} characters; 1 to 128 are allowed."),
            ));
        }
        if values > 256 {
            faults.push(ChangeFault::at(
                "tags",
                format!("the value of {key} has {values} characters; 256 is the most."),
            ));
        }
    }
    faults
}
