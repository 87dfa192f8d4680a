//! What is said of the event as a whole: that it is of another kind than the pattern is written for, and,
//! where it matches, what its writer may not expect.

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::{Drawn, reach};
use crate::pattern::explain::fixes::moved_field::{if_it_parses, split};
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::explain::{Node, NodeKind};
use crate::pattern::lint::known::is_kind;
use crate::pattern::path::PathTree;
use crate::pattern::vocabulary::operator;
use crate::pattern::{Event, Part, PartKind, Pattern};
use crate::text::listed_of;

/// The names below `detail` in what CloudTrail records (CloudTrail user guide, "CloudTrail record contents").
const CLOUDTRAIL: [&str; 18] = [
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "requestParameters",
    "responseElements",
    "requestID",
    "eventID",
    "readOnly",
    "eventType",
    "managementEvent",
    "recipientAccountId",
    "eventCategory",
    "additionalEventData",
];
/// Those that only some records have.
const CLOUDTRAIL_AT_TIMES: [&str; 14] = [
    "errorCode",
    "errorMessage",
    "apiVersion",
    "resources",
    "serviceEventDetails",
    "sharedEventID",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "addendum",
    "sessionCredentialFromConsole",
    "eventContext",
    "edgeDeviceDetails",
    "tlsDetails",
    "insightDetails",
];

/// Those that events of other senders may well have, too: one alone tells nothing.
const CLOUDTRAIL_AND_OTHERS: [&str; 8] =
    ["eventTime", "eventType", "eventID", "awsRegion", "userAgent", "requestID", "readOnly", "eventCategory"];

/// Services of which nothing comes but CloudTrail's records, so that no other kind can be meant.
const ONLY_RECORDED: [&str; 4] = ["aws.iam", "aws.sts", "aws.organizations", "aws.route53"];

/// The names below `detail` that CloudTrail is known to record; it may come to record others.
pub(crate) fn cloudtrails() -> impl Iterator<Item = &'static str> {
    CLOUDTRAIL.into_iter().chain(CLOUDTRAIL_AT_TIMES)
}

/// Whether CloudTrail's records are known to have a field of that name below `detail`.
fn is_cloudtrails(name: &str) -> bool {
    cloudtrails().any(|known| known == name)
}

pub(super) fn text_of(event: &Event, name: &str) -> Option<String> {
    event.root().get(name).and_then(Value::owned_text)
}

fn via_cloudtrail(detail_type: &str) -> bool {
    detail_type.ends_with("via CloudTrail")
}

/// Puts first that the event is of another kind, where its detail-type or source is another one and fields of
/// its detail are missing, too.
pub(super) fn tell_kind(nodes: &mut [Node], pattern: &Pattern, event: &Event, drawn: &Drawn<'_>) {
    let fails = |node: &Node| node.decisive && node.matched == Some(false) && node.kind == NodeKind::Field;
    let missing = |node: &Node| {
        fails(node)
            && node.found.is_empty()
            && node.path.starts_with("detail.")
            && node.miss.as_ref().is_some_and(|miss| {
                // What is an operator here may well be a field's name there.
                let operator = node.path.rsplit('.').next().is_some_and(|last| operator(last).is_some());
                !matches!(miss.kind, MissKind::Wrapped | MissKind::Placeholder)
                    && (miss.kind != MissKind::Keyword || !operator)
            })
    };
    let Some(detail_type) = text_of(event, "detail-type") else { return };
    let source = text_of(event, "source").unwrap_or_default();
    let another = |node: &Node, name: &str| {
        fails(node)
            && node.path == name
            && node.miss.as_ref().is_some_and(|miss| {
                matches!(miss.kind, MissKind::Different | MissKind::Origin | MissKind::OtherKind)
                    // Two names of kinds that share words are no misspelling of each other.
                    || miss.kind == MissKind::Spelling && miss.rank % 100 >= 50
            })
    };
    let is_missing = nodes.iter().any(missing);
    let is_explained = |node: &Node| node.miss.as_ref().is_some_and(|miss| miss.kind == MissKind::OtherKind);
    // Where neither agrees, the fields are those of something else, whatever they are called.
    let both = ["detail-type", "source"].iter().all(|name| nodes.iter().any(|node| another(node, name)));
    let told_by = ["detail-type", "source"].iter().find_map(|name| {
        let at = nodes
            .iter()
            .position(|node| another(node, name) && (is_missing || both || is_explained(node)))?;
        Some((at, *name))
    });
    // A name that no service has is wrong whatever the fields.
    let unheard = |at: usize| source.starts_with("aws.") && !is_any_known(pattern, nodes.get(at));
    if told_by.is_some_and(|(at, name)| name == "detail-type" && unheard(at) && !both) {
        return;
    }
    if let Some((at, name)) = told_by {
        let wanted = wanted_texts(pattern, nodes.get(at));
        let what = if name == "detail-type" { kind_of(&wanted) } else { "" };
        let sentence = format!(
            "The event is of another kind: it is {} of {}{}, and the pattern is written for {wanted}{what}.",
            quoted(detail_type.as_bytes()),
            quoted(source.as_bytes()),
            kind_of(&format!("{detail_type}\""))
        );
        return put_first(nodes, at, sentence);
    }
    // Without a detail-type in the pattern its names tell.
    let first_name = |node: &Node| {
        split(node.path.as_bytes()).get(1).and_then(|step| String::from_utf8(step.clone()).ok())
    };
    let alone =
        nodes.iter().filter(|node| first_name(node).is_some_and(|name| is_cloudtrails(&name))).count() < 2;
    let tells = |name: &str| CLOUDTRAIL.contains(&name) && !(alone && CLOUDTRAIL_AND_OTHERS.contains(&name));
    let recorded = via_cloudtrail(&detail_type);
    let names_kind = nodes.iter().any(|node| node.kind == NodeKind::Field && node.path == "detail-type");
    if names_kind || !source.starts_with("aws.") {
        return;
    }
    let misplaced = |node: &Node| node.miss.as_ref().is_some_and(|miss| miss.kind == MissKind::Level);
    if recorded && ONLY_RECORDED.contains(&source.as_str()) {
        return;
    }
    let strangers = |node: &Node| {
        missing(node)
            && !misplaced(node)
            && first_name(node)
                .is_some_and(|name| if recorded { !is_cloudtrails(&name) } else { tells(&name) })
    };
    let fitting = nodes.iter().any(|node| {
        node.kind == NodeKind::Field
            && node.matched == Some(true)
            && node.path.starts_with("detail.")
            && !node.found.is_empty()
    });
    let Some(at) = nodes.iter().position(strangers).filter(|_| !fitting) else { return };
    // A field of that name elsewhere in the record: the place is wrong and not the kind.
    let name = nodes.get(at).and_then(first_name).unwrap_or_default();
    let atlas = drawn.atlas();
    let is_it = |place: usize| {
        atlas.last(place).eq_ignore_ascii_case(name.as_bytes()) && atlas.steps(place).len() > 1
    };
    let moved = nodes.get(at).is_some_and(|node| {
        let last = format!(".{}\"", node.path.rsplit('.').next().unwrap_or_default());
        let elsewhere = node.miss.as_ref().filter(|miss| miss.kind == MissKind::Elsewhere);
        elsewhere.is_some_and(|miss| miss.sentence.matches(&last).count() > 1)
    });
    if moved || (0..atlas.places.len()).any(is_it) {
        return;
    }
    let misspelled = nodes.get(at).and_then(|node| node.miss.as_ref()).is_some_and(|miss| {
        matches!(miss.kind, MissKind::NameCase | MissKind::NameSpelling | MissKind::WhiteSpace)
            && miss.fix.is_some()
    });
    if misspelled {
        return;
    }
    let path = nodes.get(at).map(|node| node.path.clone()).unwrap_or_default();
    let notified = name == "eventName" && wanted_texts(pattern, nodes.get(at)).contains("\"Object");
    let (is, wants) = if recorded {
        (
            "a call that CloudTrail recorded",
            "not a field of such a record; a service's own events have other names",
        )
    } else if notified {
        (
            "an event that S3 sends to EventBridge",
            "a field of the notifications that S3 sends to functions, queues and topics itself, such as \
                \"ObjectCreated:Put\"; here \"detail-type\" says what happened, and \"detail.reason\" by which call",
        )
    } else {
        ("an event that the service sends itself", "a field of the calls that CloudTrail records")
    };
    let before = nodes
        .get(at)
        .and_then(|node| node.miss.as_ref())
        .filter(|miss| matches!(miss.kind, MissKind::Elsewhere))
        .map_or_else(String::new, |miss| format!(" {}", miss.sentence));
    let sentence = format!(
        "The event is of another kind: it is {} of {}, {is}, and {} is {wants}.{before}",
        quoted(detail_type.as_bytes()),
        quoted(source.as_bytes()),
        quoted(path.as_bytes())
    );
    put_first(nodes, at, sentence);
}

/// What a list of detail-types has in common, as a clause.
fn kind_of(wanted: &str) -> &'static str {
    if wanted.ends_with("via CloudTrail\"") { ", a call that CloudTrail recorded" } else { "" }
}

/// The items of a field's list.
fn wanted_list<'p>(pattern: &'p Pattern, node: Option<&Node>) -> Vec<Value<'p>> {
    let document = pattern.document();
    let lists = pattern.parts.iter().filter(|part| matches!(part.kind, PartKind::Leaf(_)));
    let mut lists = lists.map(|part| document.value(part.node));
    let list = node.and_then(|node| lists.find(|list| list.span() == node.span));
    list.into_iter().flat_map(Value::elements).collect()
}

/// Whether one of the texts in a list is a detail-type that an AWS service is known to send.
fn is_any_known(pattern: &Pattern, node: Option<&Node>) -> bool {
    let list = wanted_list(pattern, node).into_iter();
    list.filter_map(Value::owned_text).any(|text| is_kind(&text))
}

fn wanted_texts(pattern: &Pattern, node: Option<&Node>) -> String {
    /// Texts that are named of a list.
    const NAMED: usize = 5;
    let list = wanted_list(pattern, node);
    let items: Vec<String> = list.iter().take(NAMED + 1).map(|item| for_sentence(*item)).collect();
    listed_of(&items, list.len(), "or", NAMED)
}

pub(super) fn put_first(nodes: &mut [Node], at: usize, sentence: String) {
    let kind = MissKind::OtherKind;
    // What the other kind has elsewhere is no better place for what is asked of this one.
    for miss in nodes.iter_mut().filter_map(|node| node.miss.as_mut()) {
        miss.fix = None;
    }
    if let Some(node) = nodes.get_mut(at) {
        node.miss = Some(Miss { kind, sentence, fix: None, rank: kind.rank() * 100 });
    }
}

/// What a matching pattern lets through that its writer may not expect.
pub(super) fn caution(nodes: &mut [Node], pattern: &Pattern, event: &Event) {
    let caution = |sentence: String, fix: Option<Fix>| {
        let kind = MissKind::Caution;
        Some(Miss { kind, sentence, fix, rank: kind.rank() * 100 })
    };
    for (node, part) in nodes.iter_mut().zip(&pattern.parts) {
        let PartKind::Leaf(id) = part.kind else { continue };
        let absent = pattern.leaf(id).is_some_and(crate::pattern::Leaf::wants_absence);
        if !absent || !node.decisive || !node.found.is_empty() || node.miss.is_some() {
            continue;
        }
        let there = reach(event.root(), &split(&pattern.tree.name(part.path)));
        let Some(container) = there.iter().find(|value| value.leaves().next().is_some()) else { continue };
        node.miss = caution(
            format!(
                "{} is {} in this event and counts as absent all the same: \"exists\" looks at values only. To \
                    ask that nothing is there, ask it of the fields inside.",
                quoted(node.path.as_bytes()),
                container.kind().noun()
            ),
            None,
        );
    }
    let recorded = text_of(event, "detail-type").is_some_and(|detail_type| via_cloudtrail(&detail_type));
    let error = event.root().get("detail").and_then(|detail| detail.get("errorCode")).filter(|_| recorded);
    let Some(error) = error.filter(|error| error.kind() == Kind::String) else { return };
    let names_outcome = nodes.iter().any(|node| {
        ["detail.errorCode", "detail.errorMessage", "detail.responseElements"]
            .iter()
            .any(|name| node.path == *name || node.path.starts_with(&format!("{name}.")))
    });
    let names_call = |node: &&mut Node| {
        node.kind == NodeKind::Field
            && node.decisive
            && node.miss.is_none()
            && node.path == "detail.eventName"
    };
    let Some(node) = nodes.iter_mut().find(names_call).filter(|_| !names_outcome) else { return };
    node.miss = caution(
        format!(
            "The call failed ({}): CloudTrail records refused calls, too, and this pattern accepts them.",
            for_sentence(error)
        ),
        only_successes(pattern),
    );
}

/// Asks that there is no error, in the pattern's object for `detail`.
fn only_successes(pattern: &Pattern) -> Option<Fix> {
    let is_detail = |part: &&Part| {
        part.kind == PartKind::Object
            && part.path != PathTree::ROOT
            && part.parent == Some(0)
            && pattern.tree.name(part.path) == b"detail"
    };
    let detail = pattern.parts.iter().find(is_detail)?;
    let first = pattern.document().value(detail.node).members().next()?.span().start;
    let text = "\"errorCode\": [{\"exists\": false}], ".to_owned();
    let edits = vec![Edit { start: first, end: first, text }];
    if_it_parses(pattern, Fix { label: "Keep to calls that succeeded".to_owned(), edits })
}
