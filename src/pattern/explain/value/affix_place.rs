//! A prefix or suffix that the value has at another place, or at its end with something before or behind it
//! that the pattern lacks.

use crate::json::Value;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::affix::AskedAffix;
use crate::pattern::explain::value::ends::is_mark;
use crate::pattern::explain::value::part::{WEAK, with_marks};
use crate::pattern::explain::value::text_ladder::{AskedText, How};
use crate::pattern::explain::value::{Pair, arn, notation};
use crate::pattern::explain::wording::differences::difference;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::explain::wording::slips::is_cut_in_a_word;
use crate::pattern::wildcard::escape_wildcard;

impl Pair<'_> {
    /// The text is there, only not at the end that is asked about; or the value ends before the text does.
    pub(super) fn affix_elsewhere(&self, nearest: &mut Nearest, met: &str, affix: &AskedAffix<'_>) {
        let (text, place) = (affix.asked.text, affix.place());
        let wanted = || quoted(text.as_bytes());
        let other = if affix.prefix { "ends" } else { "begins" };
        let long = text.chars().count() >= 2;
        let folded = affix.asked.folded;
        let like = |text: &str| if folded { text.to_ascii_lowercase() } else { text.to_owned() };
        let (there, asked) = (like(met), like(text));
        let lower = (met.to_lowercase(), text.to_lowercase());
        let in_other_letters =
            if affix.prefix { lower.0.ends_with(&lower.1) } else { lower.0.starts_with(&lower.1) };
        if long && !folded && in_other_letters && !met.contains(text) {
            nearest.offer(MissKind::Part, 4, || {
                let sentence = format!(
                    "The event has {}, which {other} with {}, in other letters, but does not {place} with it.",
                    self.met(),
                    wanted()
                );
                let how = if affix.prefix { How::Suffix } else { How::Prefix };
                (sentence, self.add(&AskedText { how, folded: true, ..affix.asked }.item(text)))
            });
        }
        if long && (if affix.prefix { there.ends_with(&asked) } else { there.starts_with(&asked) }) {
            nearest.offer(MissKind::Part, 0, || {
                let sentence = format!(
                    "The event has {}, which {other} with {} but does not {place} with it.",
                    self.met(),
                    wanted()
                );
                // With the mark beside it no longer names are taken.
                let set_off = if affix.prefix {
                    let before = there.strip_suffix(&asked).and_then(|rest| rest.chars().next_back());
                    before.filter(|c| is_mark(*c) && !text.starts_with(is_mark)).map(|c| format!("{c}{text}"))
                } else {
                    let behind = there.strip_prefix(&asked).and_then(|rest| rest.chars().next());
                    behind.filter(|c| is_mark(*c) && !text.ends_with(is_mark)).map(|c| format!("{text}{c}"))
                };
                // Behind a colon the name begins, and may go on in other events: `service:checkout`.
                let named = set_off.as_ref().is_some_and(|text| affix.prefix && text.starts_with(':'));
                let text = set_off.unwrap_or_else(|| text.to_owned());
                let whole = AskedText {
                    text: &text,
                    how: if affix.prefix { How::Suffix } else { How::Prefix },
                    ..affix.asked
                };
                let item = if named { affix.asked.item(met) } else { whole.item(&text) };
                // Where ARNs stand nothing begins otherwise, and a name in one may go on.
                if affix.prefix && arn::parts(met).is_some() && !folded {
                    let wildcard = literal(format!("*{}*", escape_wildcard(&text)).as_bytes());
                    return (sentence, self.instead(format!("{{\"wildcard\": {wildcard}}}")));
                }
                (sentence, self.keeping(&item))
            });
        } else if let Some((_, more)) = affix.with_missing_letters(met) {
            nearest.offer(MissKind::Spelling, 1, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: the event has {} more there, so they may be \
                        two things.",
                    self.met(),
                    affix.asked.wanted(),
                    quoted(more.as_bytes())
                );
                (sentence, None)
            });
        } else if long && met.contains(text) {
            nearest.offer(MissKind::Part, 3, || {
                let wildcard = literal(format!("*{}*", escape_wildcard(&with_marks(met, text))).as_bytes());
                let item = format!("{{\"wildcard\": {wildcard}}}");
                let sentence = format!(
                    "The event has {}, which contains {} but does not {place} with it.",
                    self.met(),
                    wanted()
                );
                // In the middle of a word it would take in other words.
                (sentence, if is_cut_in_a_word(met, text) { None } else { self.keeping(&item) })
            });
        }
        let ends = if affix.prefix { text.starts_with(met) } else { text.ends_with(met) };
        if ends && !met.is_empty() {
            nearest.offer(MissKind::Part, 1, || {
                let sentence = format!(
                    "The event has only {}, which is shorter than the {} {}: {}.",
                    self.met(),
                    affix.what(),
                    wanted(),
                    difference(met, text)
                );
                let folder = self.behind_a_bucket(met, text).map(|folder| self.asked_at_the_key(folder));
                (folder.map_or(sentence.clone(), |folder| format!("{sentence} {folder}")), None)
            });
        }
        // Something too much at the outer end: a slash, a scheme, the name of the bucket.
        let Some((extra, inner)) = self.without_outer_end(met, affix) else { return };
        // The whole text may be how another field ends.
        nearest.offer(MissKind::Part, 2 + WEAK, || {
            let hint =
                notation::with_bucket(self.path, text).map_or_else(String::new, |hint| format!(" {hint}"));
            let sentence = format!(
                "The event has {}, which does not {place} with the {} {} but would without its {}.{hint}",
                self.met(),
                affix.what(),
                wanted(),
                quoted(extra.as_bytes())
            );
            // With the mark before it a suffix takes no longer names.
            let before = met.strip_suffix(inner).and_then(|rest| rest.chars().next_back());
            let mark = before.filter(|c| {
                !affix.prefix && is_mark(*c) && !c.is_whitespace() && !inner.starts_with(is_mark)
            });
            let inner = mark.map_or_else(|| inner.to_owned(), |mark| format!("{mark}{inner}"));
            let fix = self.says_nothing(extra).then(|| self.instead(affix.asked.item(&inner))).flatten();
            (sentence, fix)
        });
    }

    /// Whether what a text has too much at its outer end is no part of the name: marks, a scheme, a host, the
    /// beginning of an ARN, or the bucket of the event.
    fn says_nothing(&self, extra: &str) -> bool {
        let detail = self.met.document().root().get("detail");
        let buckets = [("bucket", "name"), ("requestParameters", "bucketName")].map(|(holder, name)| {
            detail.and_then(|detail| detail.get(holder)?.get(name)).and_then(Value::owned_text)
        });
        let bare = extra.trim_matches(is_mark);
        bare.is_empty()
            || extra.contains("://")
            || extra.starts_with("arn:")
            || extra.contains("amazonaws.com")
            || buckets.iter().flatten().any(|bucket| bucket == bare)
    }

    /// The text cut at one of its marks, if what is left is how the value begins or ends: the part too much,
    /// and the rest.
    fn without_outer_end<'t>(&self, met: &str, affix: &AskedAffix<'t>) -> Option<(&'t str, &'t str)> {
        let text = affix.asked.text;
        let cuts = text.char_indices().filter(|(_, c)| is_mark(*c)).take(40);
        let mut found = cuts.filter_map(|(at, c)| {
            let (before, behind) =
                if affix.prefix { text.split_at(at + c.len_utf8()) } else { text.split_at(at) };
            let (extra, inner) = if affix.prefix { (before, behind) } else { (behind, before) };
            let fits = if affix.prefix { met.starts_with(inner) } else { met.ends_with(inner) };
            // A rest of digits alone, such as a year, is what many texts have.
            let tells = inner.chars().any(|c| !c.is_ascii_digit());
            (inner.chars().count() >= 2 && fits && tells).then_some((extra, inner))
        });
        // The longest rest: of a suffix it comes from the last mark.
        if affix.prefix { found.next() } else { found.last() }
    }
}
