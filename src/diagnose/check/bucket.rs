//! S3's own events: a bucket sends them to EventBridge only where its notifications say so.

use super::own_s3_events;
use super::recorded_calls::in_s3;
use crate::catalogue::{RECORDED, of};
use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::export::{Command, Repair};
use crate::model::facts::BucketNotices;
use crate::pattern::{Asks, Pattern, Verdict};
use crate::text::{counted, letters_and_digits};

/// Whether S3 sends events of a detail-type by itself, once a bucket's notifications are switched on.
fn is_of_buckets(detail_type: &str) -> bool {
    of("aws.s3", detail_type).is_some() && !RECORDED.contains(&detail_type)
}

/// Buckets that are asked after one by one.
const LOOKED_AT: usize = 10;

/// Which buckets a rule waits for.
enum AskedBuckets {
    /// These.
    Named(Vec<String>),
    /// Those whose names the pattern takes; a list of the account's buckets tells which.
    Fitting,
}

/// The buckets whose events a pattern asks for, if it is about what S3 sends by itself.
fn wanted_buckets(case: &Case<'_>) -> Option<AskedBuckets> {
    let pattern = case.pattern()?;
    let of_s3 = case.only_sources(|source| source.whole && source.text == "aws.s3");
    let own = of_s3
        && !pattern.ever_asks("detail.eventName", |_| true)
        && pattern.always_asks("detail-type", |asked| asked.is_only(is_of_buckets));
    let direct = own || (of_s3 && pattern.ever_asks("detail.bucket.name", |_| true));
    if !direct {
        return None;
    }
    // Of one event only its own bucket counts.
    if let Some(name) = case.named_text(NAME).filter(|name| pattern.takes_at(NAME, name)) {
        return Some(AskedBuckets::Named(vec![name]));
    }
    let mut names = pattern.texts_at(NAME);
    // A placeholder that was not filled in, or a star, is the pattern's mistake and no bucket.
    if !names.is_empty() && !names.iter().any(|name| may_be_bucket(name)) {
        return None;
    }
    names.retain(|name| may_be_bucket(name));
    let mut is_whole = pattern.always_asks(NAME, |asked| asked.is_only(|_| true));
    if names.is_empty() {
        // What comes behind the bucket, S3 does not put there (M5 finds that with an event).
        let resources = pattern.texts_at("resources");
        let buckets = resources.iter().filter_map(|arn| in_s3(arn)?.split('/').next());
        let buckets: Vec<&str> = buckets.collect();
        if !buckets.is_empty() && !buckets.iter().any(|name| may_be_bucket(name)) {
            return None;
        }
        let buckets = buckets.into_iter().filter(|name| may_be_bucket(name));
        for bucket in buckets.filter(|name| !name.is_empty()) {
            if !names.iter().any(|name| name == bucket) {
                names.push(bucket.to_owned());
            }
        }
        is_whole = pattern.always_asks("resources", |asked| asked.is_only(|_| true));
    }
    // A name at a place that no event has is that of the bucket which is meant all the same.
    if names.is_empty() {
        names = named_elsewhere(pattern);
        is_whole = true;
    }
    Some(if is_whole && !names.is_empty() { AskedBuckets::Named(names) } else { AskedBuckets::Fitting })
}

const NAME: &str = "detail.bucket.name";

/// The buckets that a pattern names in fields of `detail` that are called after buckets, and are not S3's.
fn named_elsewhere(pattern: &Pattern) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (path, asked) in pattern.asks().flat_map(Asks::all) {
        let last = letters_and_digits(path.rsplit('.').next().unwrap_or_default());
        let is_of_bucket = path.starts_with("detail.") && path.to_lowercase().contains("bucket");
        let is_name = ["bucket", "bucketname", "bucketarn", "name", "arn"].contains(&last.as_str());
        if path == NAME || !is_of_bucket || !is_name {
            continue;
        }
        for text in asked.texts() {
            let name = in_s3(&text).and_then(|path| path.split('/').next()).unwrap_or(&text);
            if may_be_bucket(name) && !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Whether a bucket may have the name: those that are older than the rules for names have capitals and
/// underscores.
fn may_be_bucket(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
}

/// The account's buckets, by name, whose events the pattern takes.
fn fitting<'e>(case: &Case<'e>, all: &'e [String]) -> Vec<&'e str> {
    let partition = match case.rule.arn.partition() {
        "" => "aws",
        partition => partition,
    };
    let takes = |name: &&str| {
        case.pattern().is_some_and(|pattern| {
            let arn = format!("arn:{partition}:s3:::{name}");
            pattern.takes_at(NAME, name) && pattern.takes_at("resources", &arn)
        })
    };
    all.iter().map(String::as_str).filter(takes).collect()
}

/// What has to be asked of buckets: whether for their list, and after which of them.
#[derive(Default)]
pub(in crate::diagnose) struct BucketsToAsk {
    pub(in crate::diagnose) list: bool,
    pub(in crate::diagnose) names: Vec<String>,
}

/// What has to be asked of buckets, if the pattern is about what S3 sends by itself, or about recorded calls
/// on objects, of which it does so too.
pub(in crate::diagnose) fn buckets_to_ask(case: &Case<'_>) -> BucketsToAsk {
    let first = |names: Vec<String>| names.into_iter().take(LOOKED_AT).collect();
    match wanted_buckets(case) {
        None => BucketsToAsk { list: false, names: first(own_s3_events::buckets(case)) },
        Some(wanted) if needs_no_look(case, &wanted) => BucketsToAsk::default(),
        Some(AskedBuckets::Named(names)) => BucketsToAsk { list: false, names: first(names) },
        Some(AskedBuckets::Fitting) => {
            let all = case.evidence.bucket_names.seen().map(Vec::as_slice).unwrap_or_default();
            let fitting = fitting(case, all).into_iter().map(str::to_owned).collect();
            BucketsToAsk { list: true, names: first(fitting) }
        }
    }
}

/// Whether events come in by which it is known that what the rule waits for is sent. Of several buckets that
/// are named, some may send and others not; of those that fit, which one sends does not matter.
fn needs_no_look(case: &Case<'_>, wanted: &AskedBuckets) -> bool {
    let several = matches!(wanted, AskedBuckets::Named(names) if names.len() > 1);
    !several && come_in(case)
}

/// Whether events that the rule takes are known to come to its bus, from whatever account or region; of an
/// event that was brought, that others come says nothing.
fn come_in(case: &Case<'_>) -> bool {
    let is_taken = || case.is_named() || case.verdict() == Some(Verdict::Match);
    case.is_seen() && is_taken() || case.has_matched() && !case.is_brought()
}

/// M15: the bucket does not send its events to EventBridge.
pub(super) fn silent(case: &Case<'_>, report: &mut Report) {
    let left;
    let wanted = wanted_buckets(case);
    let is_named = matches!(wanted, Some(AskedBuckets::Named(_)));
    let names: Vec<String> = match wanted {
        None => return,
        Some(wanted) if needs_no_look(case, &wanted) => {
            report.ok("Events of S3 come in for this rule.");
            return;
        }
        Some(AskedBuckets::Named(names)) => {
            left = names.len().saturating_sub(LOOKED_AT);
            names.into_iter().take(LOOKED_AT).collect()
        }
        Some(AskedBuckets::Fitting) => {
            let what = "Which buckets the pattern takes events of";
            let needs = "s3:ListAllMyBuckets";
            let Some(all) = report.see(what, needs, &case.evidence.bucket_names) else { return };
            let fitting = fitting(case, all);
            if fitting.is_empty() {
                report
                    .suspect("The account has no bucket in this region whose events the pattern takes.")
                    .with_exhibit("ListBuckets", all.clone())
                    .fix("Check the bucket's name in the pattern. A bucket's events come to the default bus of its own \
                          account and region.");
                return;
            }
            left = fitting.len().saturating_sub(LOOKED_AT);
            fitting.into_iter().take(LOOKED_AT).map(str::to_owned).collect()
        }
    };
    let sends = |name: &String| {
        case.evidence.buckets.get(name.as_str()).seen().is_some_and(|notices| notices.to_eventbridge)
    };
    // A pattern that names no bucket means whichever sends.
    let names_none = !is_named
        && case.pattern().is_some_and(|pattern| {
            !pattern.ever_asks(NAME, |_| true) && !pattern.ever_asks("resources", |_| true)
        });
    if let Some(one) = names.iter().find(|name| names_none && sends(name)) {
        report.ok(format!("The pattern names no bucket, and {one} sends its events to EventBridge."));
        return;
    }
    let is_elsewhere = |name: &String| {
        case.evidence.buckets.get(name.as_str()).seen().is_some_and(|notices| notices.elsewhere.is_some())
    };
    // Where another bucket sends, or may send in its region, the events that were missed may be its; another
    // account or region may send to a bus that S3 does not send to.
    let is_sure = left == 0
        && case.is_on_default()
        && !come_in(case)
        && !names.iter().any(|name| sends(name) || is_elsewhere(name) || is_unseen(case, name));
    // Which of several is meant that the pattern does not name, is not known here.
    let offers = is_named || names.len() == 1;
    for name in &names {
        report.about_thing(name);
        of_bucket(case, report, name, is_sure, offers);
    }
    if left > 0 {
        report.about_nothing();
        let others = counted(left, "more bucket of this pattern sends", "more buckets of this pattern send");
        let what = format!("Whether {others} events to EventBridge");
        report.cannot_see(&what, "a bucket's name in the pattern or an event", "");
    }
}

/// A bucket sends its events to the default bus of its own region (S3 user guide, "Using EventBridge").
/// Whether a rule there sends them on cannot be asked here.
fn in_another_region(case: &Case<'_>, report: &mut Report, name: &str, region: &str) {
    report
        .suspect(format!(
            "The bucket {name} is in {region}, and this rule is in {}: the bucket's events go to the default bus of {region}, \
             and come here only if a rule there forwards them.",
            case.region()
        ))
        .with_exhibit("GetBucketNotificationConfiguration, x-amz-bucket-region", region)
        .fix(format!(
            "Make the rule in {region}, or there one that forwards these events to this bus. Whether the bucket sends its \
             events to EventBridge has to be looked up in {region}."
        ));
}

fn is_unseen(case: &Case<'_>, name: &str) -> bool {
    matches!(case.evidence.buckets.get(name), Piece::NotAsked | Piece::CannotSee(_))
}

fn of_bucket(case: &Case<'_>, report: &mut Report, name: &str, is_sure: bool, offers: bool) {
    let piece = case.evidence.buckets.get(name);
    let (title, notices) = match piece {
        Piece::Missing => (format!("There is no bucket {name}: none of its events come."), None),
        Piece::Seen(BucketNotices { to_eventbridge: true, .. }) => {
            report.ok(format!("The bucket {name} sends its events to EventBridge."));
            return;
        }
        Piece::Seen(BucketNotices { elsewhere: Some(region), .. }) => {
            in_another_region(case, report, name, region);
            return;
        }
        Piece::Seen(notices) => {
            (format!("The bucket {name} does not send its events to EventBridge."), Some(notices))
        }
        Piece::NotAsked | Piece::CannotSee(_) => {
            let what = format!("Whether the bucket {name} sends events to EventBridge");
            report.see(&what, "s3:GetBucketNotification", piece);
            return;
        }
    };
    let note = if is_sure { report.fault(title) } else { report.suspect(title) };
    let shown = "GetBucketNotificationConfiguration";
    let Some(notices) = notices else {
        // A bucket's name is the same for all accounts, so that it is in no other one either.
        note.with_exhibit(shown, serde_json::Value::Null)
            .fix("Correct the name in the pattern, or create the bucket.");
        return;
    };
    let note = note.with_exhibit(shown, serde_json::json!({"EventBridgeConfiguration": null}));
    if !offers {
        note.fix("The pattern names no bucket: switch EventBridge on in the notifications of the one that is meant.");
    } else if notices.others.is_empty() {
        note.fix("Switch EventBridge on in the bucket's notifications; it has no others.")
            .repair(Repair::Notices { bucket: name.to_owned(), region: case.region().to_owned() });
    } else {
        let mut whole = notices.others.clone();
        whole.insert("EventBridgeConfiguration".to_owned(), serde_json::json!({}));
        note.fix(
            "Switch EventBridge on in the bucket's notifications, beside the others. They are written whole, as they were \
             read now: before you use this later, look again, for notifications that were added since would be lost.",
        )
        .calls(
            Command::new("s3api put-bucket-notification-configuration")
                .option("bucket", name)
                .option("notification-configuration", &serde_json::Value::Object(whole).to_string())
                .region(case.region()),
        );
    }
}
