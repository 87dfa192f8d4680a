//! The fields that every event has, and what a pattern wrongly expects of them.

use super::senders::is_of_ones_own;
use super::{LintKind, Lints, known};
use crate::json::Fix;
use crate::json::{self, Kind, Value};
use crate::pattern::explain::{unwrapped, wrap};
use crate::pattern::item::Item;
use crate::pattern::rule_settings;
use crate::pattern::services::host_of;
use crate::pattern::vocabulary::{AROUND, RECORDS, is_all_of_an_event, is_around_patterns};
use crate::pattern::{Clause, Leaf, Part, PartKind};

impl Lints<'_> {
    /// One field: its name and what its list can mean at its path.
    pub(super) fn field(&mut self, leaf: &Leaf) {
        let path = String::from_utf8_lossy(&self.pattern.tree.name(leaf.node)).into_owned();
        let steps: Vec<&str> = path.split('.').collect();
        let Some(&first) = steps.first() else { return };
        if known::ENVELOPE.contains(&first) {
            self.known_field(leaf, &path, first, steps.len());
        } else {
            self.unknown_field(leaf, first);
        }
        // Events of one's own may have any name inside "detail"; with the field at the top it is meant so.
        let at_top = self.pattern.leaves.iter().any(|leaf| {
            let name = self.pattern.tree.name(leaf.node);
            matches!(name.as_slice(), b"detail-type") || name.starts_with(b"detail.detail.")
        });
        match path.as_str() {
            "detail.detail-type" | "detail.detailType" if !at_top => self.add(
                LintKind::NeverMatches,
                self.key(leaf),
                "\"detail-type\" stands at the top of an event, not inside \"detail\".",
                "Move it out of \"detail\".",
                None,
            ),
            "detail.eventSource" => self.texts(leaf, LintKind::NeverMatches, |text| {
                let service = text.strip_prefix("aws.")?;
                let service = host_of(service).unwrap_or(service);
                Some((
                    "\"detail.eventSource\" of a CloudTrail event is a host name such as \"ec2.amazonaws.com\"."
                        .into(),
                    format!(
                        "Write \"{service}.amazonaws.com\" here, or \"{text}\" as \"source\" at the top."
                    ),
                    Some(json::quote(format!("{service}.amazonaws.com").as_bytes())),
                ))
            }),
            _ => {}
        }
    }

    /// The bytes of a field's name.
    pub(super) fn key(&self, leaf: &Leaf) -> std::ops::Range<usize> {
        self.pattern.parts.get(leaf.part).map_or(0..0, |part| part.key.clone())
    }

    /// The named part at the top of the pattern, or of a branch at the top, that holds a leaf.
    fn top_part(&self, leaf: &Leaf) -> Option<&Part> {
        self.pattern.above(leaf.part).filter(|part| !part.key.is_empty() && part.kind != PartKind::Or).last()
    }

    fn unknown_field(&mut self, leaf: &Leaf, first: &str) {
        let Some(part) = self.top_part(leaf).cloned() else { return };
        // Events that come from an archive carry the name of their replay (EventBridge user guide,
        // "Archives").
        if first == "replay-name" {
            return;
        }
        let shown = json::quote(first.as_bytes());
        // `exists: false` on a name that no event has is satisfied by every event, which says little but does
        // no harm.
        if leaf.clauses.iter().any(|clause| clause.item == Item::Absent) {
            return;
        }
        if first == "Records" {
            return self.add(
                LintKind::OutsideDetail,
                part.key,
                RECORDS,
                "Name the fields as the event has them: \"detail\": {\"bucket\": {\"name\": […]}}.",
                None,
            );
        }
        let holds_envelope = self.pattern.document().value(part.node).members().any(|member| {
            let key = member.key();
            known::ENVELOPE.iter().any(|name| key == **name)
        });
        let value = self.pattern.document().value(part.node);
        let root = self.pattern.document().root();
        let beside = known::ENVELOPE.iter().any(|name| root.get(name).is_some());
        if beside && rule_settings::is_one_with_list(first, value) {
            let fix = rule_settings::without(root, &part.key);
            return self.add(
                LintKind::OutsideDetail,
                part.key,
                format!("{shown} {}.", rule_settings::WHAT),
                "Take it out; what a service or application sends is inside \"detail\".",
                fix,
            );
        }
        if holds_envelope && (is_around_patterns(first) || is_all_of_an_event(root)) {
            return self.add(
                LintKind::OutsideDetail,
                part.key,
                format!("{shown} {AROUND}."),
                "Write only what is inside.",
                unwrapped(self.pattern, leaf, 1),
            );
        }
        if let Some(meant) = known::envelope_name(first) {
            let whole = self.pattern.tree.name(part.path) == first.as_bytes();
            let fix = whole.then(|| Fix::write(part.key.clone(), format!("\"{meant}\"")));
            return self.add(
                LintKind::EnvelopeName,
                part.key,
                format!("No event has {shown} at its top; the name is \"{meant}\"."),
                format!("Write \"{meant}\"."),
                fix,
            );
        }
        // What other services have around an event, and paths as other tools write them, are in no event's
        // detail either.
        if ["$", "*", "body", "Message", "EventBusName", "Entries"].contains(&first) {
            return self.add(
                LintKind::OutsideDetail,
                part.key,
                format!("No event has {shown} at its top."),
                "Name the fields as an event on the bus has them: \"detail\": {\"status\": […]}.",
                None,
            );
        }
        // Of two lists for one path only the later counts.
        let is_asked = self.pattern.leaves.iter().any(|other| {
            let name = self.pattern.tree.name(other.node);
            name.strip_prefix(b"detail.").is_some_and(|name| name == self.pattern.tree.name(leaf.node))
        });
        let fix = Fix { label: "Put it inside \"detail\"".into(), edits: wrap(self.pattern, &part) };
        self.add(
            LintKind::OutsideDetail,
            part.key,
            format!(
                "No event has {shown} at its top; what a service or application sends is inside \"detail\"."
            ),
            format!("Write \"detail\": {{{shown}: …}}."),
            Some(fix).filter(|_| !is_asked),
        );
    }

    fn known_field(&mut self, leaf: &Leaf, path: &str, first: &str, depth: usize) {
        let key = self.key(leaf);
        if known::STRINGS.contains(&first) && depth > 1 {
            return self.never(
                leaf,
                key,
                format!("\"{first}\" of an event is a string and has no fields inside."),
                "Ask for the string itself, or move the field inside \"detail\".",
            );
        }
        if first == "resources" && depth > 1 {
            return self.never(
                leaf,
                key,
                "\"resources\" of an event is a list of texts, which have no fields inside.".into(),
                "Ask for the texts themselves: \"resources\": [\"arn:aws:…\"].",
            );
        }
        if path == "detail" {
            return self.never(
                leaf,
                key,
                "\"detail\" of an event is an object, so a list of values never fits it.".into(),
                "Name the fields inside: \"detail\": {\"state\": [\"running\"]}.",
            );
        }
        if known::STRINGS.contains(&path) || path == "resources" {
            self.strings(leaf, path);
        }
        if path == "source" {
            self.sources(leaf);
        }
        match path {
            "source" => self.texts(leaf, LintKind::UnlikelyValue, |text| {
                let service = text.strip_suffix(".amazonaws.com")?;
                let sentence = "The source of an AWS service is written \"aws.SERVICE\"; a host name is what CloudTrail has \
                            in \"detail.eventSource\".";
                Some(named_otherwise(sentence.into(), &format!("aws.{service}")))
            }),
            "account" => self.accounts(leaf),
            "time" => self.times(leaf),
            "id" => self.ids(leaf),
            "detail-type" => self.kinds(leaf),
            _ => {}
        }
    }

    pub(super) fn never(&mut self, leaf: &Leaf, span: std::ops::Range<usize>, what: String, remedy: &str) {
        if !leaf.clauses.iter().any(|clause| clause.item == Item::Absent) {
            self.add(LintKind::NeverMatches, span, what, remedy, None);
        }
    }

    /// Items that no string satisfies, on a field that is always a string.
    fn strings(&mut self, leaf: &Leaf, path: &str) {
        let plural = path == "resources";
        for Clause { item, node } in &leaf.clauses {
            let value = self.pattern.document().value(*node);
            let noun = match item {
                Item::Number { .. } => "a number",
                Item::Bool(_) => "true or false",
                Item::Null => "null",
                Item::Numeric(_) => "\"numeric\"",
                Item::Absent if !plural => "absence",
                Item::Cidr(_) => "a block of addresses",
                Item::Text(_)
                | Item::Address(_)
                | Item::Prefix(_)
                | Item::Suffix(_)
                | Item::Fold(_)
                | Item::FoldPrefix(_)
                | Item::FoldSuffix(_)
                | Item::Wildcard(_)
                | Item::Present
                | Item::Absent
                | Item::Not(_) => continue,
            };
            let fix = (value.kind() == Kind::Number).then(|| {
                let text = json::quote(value.raw().as_bytes());
                Fix::write(value.span(), text)
            });
            let subject = if plural {
                "The values of \"resources\" are".to_owned()
            } else {
                format!("\"{path}\" of an event is always there and is")
            };
            let noun_string = if plural { "strings" } else { "a string" };
            self.add(
                LintKind::NeverMatches,
                value.span(),
                format!("{subject} {noun_string}, so {noun} never matches."),
                if fix.is_some() {
                    "Put the number in double quotes."
                } else {
                    "Write a string in double quotes."
                },
                fix,
            );
        }
    }

    /// A lint for each plain text of a leaf of which something is to say: what, remedy, and what to write
    /// instead.
    pub(super) fn texts(
        &mut self,
        leaf: &Leaf,
        kind: LintKind,
        lint_of: impl Fn(&str) -> Option<(String, String, Option<String>)>,
    ) {
        for (text, value) in plain_texts(self.pattern, leaf) {
            if let Some((what, remedy, instead)) = lint_of(&text) {
                let fix = instead.map(|instead| Fix::write(value.span(), instead));
                self.add(kind, value.span(), what, remedy, fix);
            }
        }
    }

    /// What several envelope fields say together.
    pub(super) fn envelope(&mut self) {
        let pattern = self.pattern;
        let (mut hopeless, mut calls, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
        for alternative in &pattern.alternatives {
            let leaf = |path: &str| {
                alternative
                    .fields
                    .iter()
                    .filter_map(|(_, id)| pattern.leaf(*id))
                    .find(|leaf| pattern.tree.name(leaf.node) == path.as_bytes())
            };
            let (Some(source), Some(kind)) = (leaf("source"), leaf("detail-type")) else { continue };
            if plain_texts(pattern, kind).any(|(text, _)| text == known::CLOUDTRAIL) {
                calls.push((leaf("resources"), leaf("detail.eventName"), source, leaf("detail.eventSource")));
            }
            kinds.push((source, kind));
            let senders: Option<Vec<&str>> = plain_texts(pattern, kind)
                .map(|(text, _)| {
                    known::DETAIL_TYPES.iter().find(|(name, _)| *name == text).map(|(_, source)| *source)
                })
                .collect();
            let only_texts = plain_texts(pattern, kind).count() == kind.clauses.len();
            let Some(senders) = senders.filter(|senders| only_texts && !senders.is_empty()) else { continue };
            let fits = |sender: &&str| {
                json::Document::parse(json::quote(sender.as_bytes())).is_ok_and(|document| {
                    let scalar = crate::pattern::item::Scalar::new(document.root());
                    source.clauses.iter().any(|clause| clause.item.matches(&scalar))
                })
            };
            // A source in other letters is told as that.
            let in_letters = |sender: &&str| {
                plain_texts(pattern, source).any(|(text, _)| text.eq_ignore_ascii_case(sender))
            };
            if !senders.iter().any(|sender| fits(sender) || in_letters(sender)) && !is_of_ones_own(source) {
                let sender = senders.first().copied().unwrap_or_default();
                let mut others = plain_texts(pattern, source);
                let one = others.next().filter(|_| source.clauses.len() == 1 && senders.len() == 1);
                let fix = one.map(|(_, value)| Fix::write(value.span(), json::quote(sender.as_bytes())));
                hopeless.push((self.key(kind), sender, fix));
            }
        }
        for (resources, event_name, source, event_source) in calls {
            self.cloudtrail(resources, event_name);
            if let Some(event_source) = event_source {
                self.of_two_services(source, event_source);
            }
        }
        for (source, kind) in kinds {
            self.near_kinds(source, kind);
        }
        for (span, sender, fix) in hopeless {
            self.add(
                LintKind::NeverMatches,
                span,
                format!(
                    "This detail-type comes from \"{sender}\" only, and the pattern's source is another."
                ),
                format!("Write \"{sender}\" as source, or another detail-type."),
                fix,
            );
        }
    }

    fn cloudtrail(&mut self, resources: Option<&Leaf>, event_name: Option<&Leaf>) {
        if let Some(leaf) = resources.filter(|leaf| !leaf.wants_absence()) {
            self.add(
                LintKind::CloudTrail,
                self.key(leaf),
                "Events of API calls that CloudTrail delivers carry no resources.",
                "Match a field of \"detail.requestParameters\" or \"detail.responseElements\" instead.",
                None,
            );
        }
        if let Some(leaf) = event_name {
            self.texts(leaf, LintKind::CloudTrail, |text| {
                let reads = known::READING.iter().any(|start| text.starts_with(start));
                reads.then(|| {
                    (
                        "Calls that only read are delivered to a rule in the state \
                            ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS only."
                            .into(),
                        "Set that state with PutRule, and mind the number of events.".into(),
                        None,
                    )
                })
            });
        }
    }
}

/// What is wrong with a text, and the text that AWS has there to be written in its place.
pub(super) fn named_otherwise(what: String, name: &str) -> (String, String, Option<String>) {
    (what, format!("Write \"{name}\"."), Some(json::quote(name.as_bytes())))
}

/// The plain strings of a leaf.
pub(super) fn plain_texts<'p>(
    pattern: &'p crate::pattern::Pattern,
    leaf: &'p Leaf,
) -> impl Iterator<Item = (String, Value<'p>)> {
    leaf.clauses.iter().filter_map(|clause| {
        let Item::Text(text) = &clause.item else { return None };
        Some((String::from_utf8(text.to_vec()).ok()?, pattern.document().value(clause.node)))
    })
}
