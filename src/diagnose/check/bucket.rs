//! S3's own events: a bucket sends them to EventBridge only where its notifications say so.

use super::recorded_calls::in_s3;
use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{Command, Repair};
use crate::model::facts::BucketNotices;

/// The detail-types that S3 sends by itself, once a bucket's notifications are switched on.
const BUCKET_TYPES: [&str; 10] = [
    "Object Created",
    "Object Deleted",
    "Object Restore Initiated",
    "Object Restore Completed",
    "Object Restore Expired",
    "Object Storage Class Changed",
    "Object Access Tier Changed",
    "Object ACL Updated",
    "Object Tags Added",
    "Object Tags Deleted",
];

/// The buckets that a pattern names, if it is about what S3 sends by itself.
pub(in crate::diagnose) fn buckets(case: &Case<'_>) -> Option<Vec<String>> {
    let pattern = case.pattern()?;
    let of_s3 = case.only_sources(|source| source.whole && source.text == "aws.s3");
    let own = of_s3
        && !pattern.ever_asks("detail.eventName", |_| true)
        && pattern.always_asks("detail-type", |asked| asked.is_only(|text| BUCKET_TYPES.contains(&text)));
    let direct = own || (of_s3 && pattern.ever_asks("detail.bucket.name", |_| true));
    if !direct {
        return None;
    }
    let mut names = pattern.texts_at("detail.bucket.name");
    if names.is_empty() {
        // What comes behind the bucket, S3 does not put there (M5 finds that with an event).
        let resources = pattern.texts_at("resources");
        let buckets = resources.iter().filter_map(|arn| in_s3(arn)?.split('/').next());
        for bucket in buckets.filter(|name| !name.is_empty()) {
            if !names.iter().any(|name| name == bucket) {
                names.push(bucket.to_owned());
            }
        }
    }
    if names.is_empty() {
        names.extend(case.event_text("detail.bucket.name"));
    }
    Some(names)
}

/// M15: the bucket does not send its events to EventBridge.
pub(super) fn silent(case: &Case<'_>, report: &mut Report) {
    let Some(names) = buckets(case) else { return };
    if names.is_empty() {
        report.cannot_see(
            "Whether the bucket sends events to EventBridge",
            "the bucket's name in the pattern or an event",
            "",
        );
        return;
    }

    for name in &names {
        let piece = case.evidence.buckets.get(name.as_str());
        let what = format!("Whether the bucket {name} sends events to EventBridge");
        match piece {
            Piece::Missing => {
                report
                    .suspect(format!("There is no bucket {name} here."))
                    .fix("Check the name in the pattern.");
            }
            Piece::Seen(BucketNotices { to_eventbridge: true, .. }) => {
                report.ok(format!("The bucket {name} sends its events to EventBridge."));
            }
            Piece::Seen(BucketNotices { others: true, .. }) => {
                report
                    .fault(format!("The bucket {name} does not send its events to EventBridge."))
                    .shown("GetBucketNotificationConfiguration", serde_json::json!({"EventBridgeConfiguration": null}))
                    .fix(
                        "Switch EventBridge on in the bucket's notifications. The bucket notifies others as well, and the \
                         call for it replaces everything: put \"EventBridgeConfiguration\": {} into what this command \
                         prints, and give it all back.",
                    )
                    .command(
                        Command::new("s3api get-bucket-notification-configuration")
                            .option("bucket", name)
                            .region(case.region()),
                    );
            }
            Piece::Seen(_) => {
                report
                    .fault(format!("The bucket {name} does not send its events to EventBridge."))
                    .shown(
                        "GetBucketNotificationConfiguration",
                        serde_json::json!({"EventBridgeConfiguration": null}),
                    )
                    .fix("Switch EventBridge on in the bucket's notifications; it has no others.")
                    .repair(Repair::Notices { bucket: name.clone(), region: case.region().to_owned() });
            }
            Piece::NotAsked | Piece::CannotSee(_) => {
                report.see(&what, "s3:GetBucketNotification", piece);
            }
        }
    }
}
