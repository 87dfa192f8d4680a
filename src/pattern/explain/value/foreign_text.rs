//! A plain string that is written for another matcher, or for a list: a star in it, a regular expression, a
//! shell's pattern, a value that is a list in one text.

use crate::json::{self, Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::program_text::of_comparison;
use crate::pattern::explain::value::{Pair, other_syntax, regex};
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::item::Scalar;
use crate::pattern::wildcard::{Wildcard, escape_wildcard, with_single_stars};

impl Pair<'_> {
    /// Whether the event's value is a text that holds JSON with a value that satisfies the item.
    pub(in crate::pattern::explain) fn is_inside_text(&self) -> bool {
        let Some(text) = self.met_text().map(str::trim).filter(|text| text.starts_with(['{', '[', '"']))
        else {
            return false;
        };
        self.effort.spend(text.len() * 4)
            && json::Document::parse(text).is_ok_and(|document| {
                document.root().leaves().any(|value| self.item.matches(&Scalar::new(value)))
            })
    }

    /// Texts written for another matcher.
    pub(super) fn foreign(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let wanted = || quoted(wanted_text.as_bytes());
        if wanted_text.contains('*')
            && Wildcard::read(wanted_text.as_bytes())
                .is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                let sentence = format!(
                    "In a plain string a star is only a star, so {} does not match {}. As a wildcard it would.",
                    wanted(),
                    self.met()
                );
                (sentence, self.starred())
            });
        }
        let bare = wanted_text.replace("\\*", "*");
        if bare != wanted_text
            && Wildcard::read(bare.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 0, || {
                let sentence = format!(
                    "In a plain string a star is only a star, and a backslash before it only a backslash, so {} does not match \
                        {}. As a wildcard it would, without the backslash.",
                    wanted(),
                    self.met()
                );
                (sentence, self.instead(format!("{{\"wildcard\": {}}}", literal(bare.as_bytes()))))
            });
        }
        let lower = (wanted_text.to_lowercase(), met_text.to_lowercase());
        if wanted_text.contains('*')
            && let Some(wildcard) = Wildcard::read(wanted_text.as_bytes()).ok()
            && Wildcard::read(lower.0.as_bytes()).is_ok_and(|wildcard| wildcard.matches(lower.1.as_bytes()))
        {
            nearest.offer(MissKind::StarIsLiteral, 1, || {
                let sentence = format!(
                    "In a plain string a star is only a star, so {} does not match {}; as a wildcard it would \
                        but for letter case, which counts.",
                    wanted(),
                    self.met()
                );
                (sentence, self.any_case(&wildcard, met_text))
            });
        }
        self.glob(nearest, met_text, wanted_text);
        let compared = || of_comparison(self.path, wanted_text, met_text);
        if let Some(found) = other_syntax::read(wanted_text, self.scalar).or_else(compared) {
            nearest.offer(MissKind::Syntax, found.distance, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants the plain string {}: {}.",
                    self.met(),
                    wanted(),
                    found.what
                );
                let fix = found.instead.and_then(|text| self.instead(text));
                // A comma and a blank stand within names, too: `Smith, John`.
                let may_be_one = found.what == other_syntax::SEVERAL
                    && wanted_text.matches(',').count() == 1
                    && !wanted_text.starts_with('[');
                let label = |fix: Fix| Fix { label: fix.label + fixes::IF_SEVERAL, ..fix };
                (sentence, if may_be_one { fix.map(label) } else { fix })
            });
        }
    }

    /// A shell's pattern with two stars for folders, or with alternatives in braces.
    fn glob(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if !wanted_text.contains('*') {
            return;
        }
        if wanted_text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) == Some(met_text) {
            return nearest.offer(MissKind::Syntax, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: the stars around it, which make a text bold in Markdown, are \
                        part of the text here.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, self.take_over())
            });
        }
        let each = regex::each_alternative(wanted_text).unwrap_or_else(|| vec![wanted_text.to_owned()]);
        let several = each.len() > 1;
        // A sign for one character beside stars.
        let asks = !wanted_text.contains([' ', '=', '\\']);
        let one = |text: String| if asks { text.replace('?', "*") } else { text };
        let single = |text: String| with_single_stars(&one(text.clone())).unwrap_or_else(|| vec![one(text)]);
        let each: Vec<String> = each.into_iter().flat_map(single).collect();
        let takes = |text: &String| {
            Wildcard::read(text.as_bytes()).is_ok_and(|wildcard| wildcard.matches(met_text.as_bytes()))
        };
        let starred = each.iter().any(|text| text.contains('*'));
        let written = each.iter().any(|text| text == wanted_text);
        if !starred || written || !each.iter().any(takes) {
            return;
        }
        nearest.offer(MissKind::StarIsLiteral, 0, || {
            let how = if several {
                "; each of several is a wildcard of its own"
            } else if each.len() > 1 {
                ", once with a star in the place of two, which takes slashes, too, and once without a folder there"
            } else if wanted_text.contains("**") {
                ", with one star in the place of two, which takes slashes, too"
            } else {
                ", with a star in the place of \"?\", which takes any run of characters"
            };
            let sentence = format!(
                "In a plain string a star is only a star, so {} does not match {}. As a wildcard it would{how}.",
                quoted(wanted_text.as_bytes()),
                self.met()
            );
            let item = |text: &String| {
                let value = literal(text.as_bytes());
                if text.contains('*') { format!("{{\"wildcard\": {value}}}") } else { value }
            };
            (sentence, self.instead(each.iter().map(item).collect::<Vec<_>>().join(", ")))
        });
    }

    /// Each plain text of the list that has a star, as a wildcard.
    fn starred(&self) -> Option<Fix> {
        let around = self.wanted.document().root().around(&self.wanted.span());
        let list = around.iter().rev().find(|value| value.kind() == Kind::Array)?;
        let texts = list.elements().filter_map(|value| Some((value, value.owned_text()?)));
        let starred: Vec<(Value<'_>, String)> = texts
            .filter(|(_, text)| text.contains('*') && Wildcard::read(text.as_bytes()).is_ok())
            .map(|(value, text)| (value, format!("{{\"wildcard\": {}}}", literal(text.as_bytes()))))
            .collect();
        if let [(value, item)] = starred.as_slice() {
            return fixes::replace(*value, item.clone());
        }
        let edits = starred.iter().map(|(value, item)| {
            let span = value.span();
            Edit { start: span.start, end: span.end, text: item.clone() }
        });
        let label = "Write each text that has a star as {\"wildcard\": …}".to_owned();
        Some(Fix { label, edits: edits.collect() })
    }

    /// The event's value is a list that was put into one text.
    pub(super) fn list_in_a_text(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        if self.is_inside_text() {
            nearest.offer(MissKind::InsideText, 0, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: the event's text holds it as JSON, and \
                        EventBridge does not look into texts; the sender must send it unquoted.",
                    self.met(),
                    quoted(wanted_text.as_bytes())
                );
                (sentence, None)
            });
        }
        // Of names that say so, blanks part a list as well (RFC 6749: "a list of space-delimited strings").
        let name = self.path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let is_list = ["scope", "scopes", "scp"].contains(&&*name);
        let separators = [", ", "; ", ",", ";", "|", " "].into_iter().take(if is_list { 6 } else { 5 });
        let separators: Vec<&str> = separators.collect();
        let Some(separator) = separators.iter().find(|separator| {
            met_text.contains(**separator)
                && !wanted_text.contains(**separator)
                && !wanted_text.is_empty()
                && met_text.split(**separator).any(|part| part == wanted_text)
                // What follows a value may say more of it, `text/html; charset=utf-8`.
                && !(separator.starts_with(';') && met_text.split(**separator).skip(1).all(|part| part.contains('=')))
                // A comma between clauses divides no list.
                && met_text.split(**separator).all(|part| part.split_whitespace().count() <= 2)
        }) else {
            return;
        };
        nearest.offer(MissKind::Syntax, 5, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: the value is a list in one text, and EventBridge \
                    compares the whole text. Best is a sender that sends a list.",
                self.met(),
                quoted(wanted_text.as_bytes())
            );
            let text = |around: String| literal(around.as_bytes());
            let inner = text(format!("*{separator}{0}{separator}*", escape_wildcard(wanted_text)));
            let items = format!(
                "{}, {{\"prefix\": {}}}, {{\"suffix\": {}}}, {{\"wildcard\": {inner}}}",
                text(wanted_text.to_owned()),
                text(format!("{wanted_text}{separator}")),
                text(format!("{separator}{wanted_text}")),
            );
            (sentence, self.instead(items))
        });
    }
}
