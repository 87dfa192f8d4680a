//! Two detail-types: whether one is the other's name with a slip, or that of another kind of event.

use crate::json::Value;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{Pair, word_forms};
use crate::pattern::explain::wording::opposites::is_opposite;
use crate::pattern::explain::wording::similarity::{folded_words, quoted, tolerance};
use crate::pattern::lint::known::{LOOSE, is_kind, notified_as, of_source};
use crate::text::edits;

/// Whether a text is written as the names of AWS's calls are: a verb and what it is done to, `RunInstances`.
fn is_call(text: &str) -> bool {
    const VERBS: [&str; 28] = [
        "Add",
        "Associate",
        "Attach",
        "Authorize",
        "Cancel",
        "Copy",
        "Create",
        "Delete",
        "Deregister",
        "Describe",
        "Detach",
        "Disable",
        "Enable",
        "Get",
        "Invoke",
        "List",
        "Modify",
        "Put",
        "Reboot",
        "Register",
        "Remove",
        "Revoke",
        "Run",
        "Set",
        "Start",
        "Stop",
        "Terminate",
        "Update",
    ];
    let rest = VERBS.iter().find_map(|verb| text.strip_prefix(verb));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase) && rest.chars().all(char::is_alphanumeric))
}

/// The detail-type of a service that shares more words with a name than the event's does.
fn nearer_kind(source: &str, met: &[String], wanted: &[String]) -> Option<&'static str> {
    let shared = |words: &[String]| {
        let is_in = |word: &&String| {
            words.contains(word) || words.iter().any(|other| word_forms::are_forms_of_one(other, word))
        };
        wanted.iter().filter(is_in).count()
    };
    let cut = |text: &str| -> Vec<String> { folded_words(text).collect() };
    let all = of_source(source).map(|kind| (shared(&cut(kind)), kind));
    let (most, nearest) = all.max_by_key(|(shared, _)| *shared)?;
    (most > shared(met)).then_some(nearest)
}

impl Pair<'_> {
    /// Texts of several words that share most of them, such as an older name of a detail-type. Whether the
    /// event is of another kind, which is then all that is said of the two.
    pub(super) fn words(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) -> bool {
        if self.path != "detail-type" {
            return false;
        }
        let cut = |text: &str| -> Vec<String> { folded_words(text).take(40).collect() };
        let (met, wanted) = (cut(met_text), cut(wanted_text));
        let shared = wanted.iter().filter(|word| met.contains(word)).count();
        let most = met.len().max(wanted.len());
        let source = self.source();
        let of_aws = source.strip_prefix("aws.").filter(|service| !service.contains('/'));
        let notified = if source == "aws.s3" { notified_as(wanted_text) } else { None };
        // Which is told as a name of the same kind of event.
        if notified == Some(met_text) {
            return false;
        }
        let recorded = [met_text, wanted_text].map(|text| text.ends_with(" via CloudTrail"));
        // Not all that AWS sends is known here: words of its own make a kind that is not known one of its
        // own.
        let is_part = shared > 0 && shared == wanted.len();
        if of_aws.is_some() && !recorded[1] && !is_kind(wanted_text) && is_kind(met_text) && is_part {
            nearest.offer(MissKind::Spelling, 50, || {
                let sentence = format!(
                    "The event has {0}, and the pattern wants {1}, which no AWS service is known to send. If the event's \
                        kind is meant, the pattern has to say {0}.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, self.take_over().map(if_one))
            });
            return false;
        }
        // A name that nothing is known to have may be a wrong one for this kind as well as that of another.
        let of_service = |value: Value<'_>| value.owned_text().is_some_and(|text| text == source);
        let asked = self.wanted.document().root().get("source");
        let same_source = asked.is_none_or(|list| list.elements().any(of_service));
        let unheard =
            of_aws.is_some() && same_source && !recorded[1] && !is_kind(wanted_text) && is_kind(met_text);
        let nearer = if unheard { notified.or_else(|| nearer_kind(&source, &met, &wanted)) } else { None };
        let of_another_kind = || {
            let wanted = quoted(wanted_text.as_bytes());
            let sentence = if unheard && is_call(wanted_text) {
                format!(
                    "The event has {}, and the pattern wants {wanted}, which is the name of a call and no detail-type: \
                        CloudTrail's records have it in \"detail.eventName\", and \"AWS API Call via CloudTrail\" as their \
                        detail-type.",
                    self.met()
                )
            } else if let Some(known) = nearer {
                format!(
                    "The event is of another kind: it is {}, and the pattern is written for {wanted}, which no AWS service is \
                        known to send; it may be {} that is meant.",
                    self.met(),
                    quoted(known.as_bytes())
                )
            } else if unheard {
                format!(
                    "The event has {0}, and the pattern wants {wanted}, which no AWS service is known to send. If the \
                        event's kind is meant, the pattern has to say {0}.",
                    self.met()
                )
            } else {
                format!(
                    "The event is of another kind: it is {}, and the pattern is written for {wanted}.",
                    self.met()
                )
            };
            (
                sentence,
                if unheard && nearer.is_none() && shared > 0 { self.take_over().map(if_one) } else { None },
            )
        };
        if shared < 2 || shared * 2 < most {
            // Of AWS's kinds one that shares nothing is another; of one's own it may be misnamed.
            let is_call = of_aws.is_some() && recorded[0] != recorded[1];
            if is_call {
                nearest.offer_last(MissKind::OtherKind, 0, of_another_kind);
            } else if of_aws.is_some() {
                nearest.offer(MissKind::Different, 0, of_another_kind);
            }
            return is_call;
        }
        // What is left on both sides, but for misspellings, and for what AWS calls now so and now otherwise.
        let is_one =
            |a: &str, b: &str| !is_opposite(a, b) && edits(a, b, tolerance(b.chars().count())).is_some();
        let own = |these: &[String], those: &[String]| {
            let left = these.iter().filter(|word| {
                !those.contains(word) && !LOOSE.contains(&word.as_str()) && of_aws != Some(word.as_str())
            });
            let taken = |word: &str| those.iter().any(|other| !these.contains(other) && is_one(word, other));
            left.into_iter().any(|word| !taken(word))
        };
        // A sign-in and a call are both records of CloudTrail's, and the one is taken for the other.
        if own(&met, &wanted) && own(&wanted, &met) && recorded != [true, true] {
            if unheard {
                nearest.differs(0, of_another_kind);
            } else {
                nearest.offer_last(MissKind::OtherKind, 0, of_another_kind);
            }
            return true;
        }
        if of_aws.is_some() && (own(&met, &wanted) || own(&wanted, &met)) && recorded != [true, true] {
            nearest.offer(MissKind::Spelling, 50, || {
                let sentence = format!(
                    "The event has {0}, and the pattern wants {1}: not all words are the same, so that it may be \
                        another kind of event. If it is the one that is meant, the pattern has to say {0}.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, None)
            });
            return false;
        }
        nearest.offer(MissKind::Spelling, 50 + 40 * (most - shared) / most, || {
            let how = if recorded == [true, true] {
                "CloudTrail records calls, sign-ins and a service's own events each under a detail-type of its own"
            } else {
                "much of it is the same, but the whole text must be"
            };
            let sentence = format!(
                "The event has {}, and the pattern wants {}: {how}.",
                self.met(),
                quoted(wanted_text.as_bytes())
            );
            // A kind of its own may be meant: that a word is there or not makes one.
            let fix = self.take_over();
            let may_be_two = recorded == [true, true] || own(&met, &wanted) || own(&wanted, &met);
            (sentence, if may_be_two { fix.map(if_one) } else { fix })
        });
        false
    }
}
