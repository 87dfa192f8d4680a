//! Services whose recorded calls come from another source than their other events.

use crate::diagnose::case::Case;
use crate::diagnose::report::Report;
use crate::pattern::Pattern;
use serde_json::json;

/// Such a service's source, that of its recorded calls, and the name that its host is not (EventBridge event
/// reference, "Amazon CloudWatch events", which come directly alone, and "Amazon CloudWatch Monitoring
/// events").
const SOURCES: [(&str, &str, &str); 1] = [("aws.cloudwatch", "aws.monitoring", "cloudwatch.amazonaws.com")];

/// The part of M27 that is about these: tells of calls that are asked for from the other source, and whether
/// it did.
pub(super) fn tell_of_other_source(case: &Case<'_>, report: &mut Report) -> bool {
    let Some(pattern) = case.own_pattern().filter(|_| case.only_cloudtrail() && !case.has_matched()) else {
        return false;
    };
    let asks_for = |source: &str| pattern.always_asks("source", |asked| asked.is_only(|only| only == source));
    let Some((own, recorded, host)) = SOURCES.into_iter().find(|(own, ..)| asks_for(own)) else {
        return false;
    };
    let note = report
        .fault(format!(
            "Recorded calls of this service come from the source `{recorded}`, and the pattern asks for `{own}`, from which \
             its other events come."
        ))
        .with_exhibit("DescribeRule.EventPattern", json!({"source": own}));
    let what = format!("Write \"{recorded}\" as source.");
    let after = super::call_names::replaced(pattern, "source", own, &json!(recorded).to_string());
    // A host of the wrong name would keep them away all the same.
    let right = json!(format!("{}.amazonaws.com", recorded.trim_start_matches("aws."))).to_string();
    let both = after.map(|after| {
        let rehosted = Pattern::parse(&after)
            .ok()
            .and_then(|pattern| super::call_names::replaced(&pattern, "detail.eventSource", host, &right));
        rehosted.unwrap_or(after)
    });
    match both {
        Some(after) => super::matching::offer(case, note, &what, after),
        None => {
            note.fix(what);
        }
    }
    true
}
