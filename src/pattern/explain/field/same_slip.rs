//! The same slip in several items: where one is put right, the others of its list are, too. Once the event
//! matches, nothing more would be said of them. Another branch of an `$or` is meant for other events: that it
//! has the slip is said, and it stays as it is.

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::MOST_VALUES;
use crate::pattern::explain::field::{Failing, in_or};
use crate::pattern::explain::fixes::condition_of_several;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::is_number;
use crate::pattern::explain::wording::similarity::{literal, shorten};
use crate::pattern::item::Item;
use crate::pattern::services::is_of_aws;
use crate::pattern::{Leaf, Pattern};

/// Items that are looked at, at most.
const MOST: usize = 200;

impl Failing<'_, '_> {
    /// Extends a fix of one item to the others that are written like it.
    pub(super) fn same_slip(&self, nearest: &mut Nearest) {
        let Some(miss) = nearest.miss().filter(|miss| is_of_form(miss.kind)) else { return };
        let Some(Fix { edits, label }) = &miss.fix else { return };
        let [edit] = edits.as_slice() else { return };
        let (kind, edit, label) = (miss.kind, edit.clone(), label.clone());
        let added = edit.start == edit.end;
        let is_it = |value: &Value<'_>| {
            let span = value.span();
            if added { span.end == edit.start } else { span.start == edit.start && span.end == edit.end }
        };
        let Some((_, item)) = self.clauses().find(|(_, value)| is_it(value)) else { return };
        let Some(slip) = Slip::of(item.raw(), edit.text.trim_start_matches(", "), kind) else { return };
        let items: Vec<Value<'_>> = self.clauses().map(|(_, item)| item).take(MOST).collect();
        if slip.excludes() {
            return self.all_excluded(nearest, &slip, &items);
        }
        let mut edits = vec![edit.clone()];
        let mut written = vec![edit.text.trim_start_matches(", ").to_owned()];
        // How one's own sender writes one value does not show how it writes the others.
        let mut is_open = false;
        let is_shown = kind != MissKind::LetterCase || self.is_of_aws();
        for other in items.iter().filter(|other| !is_it(other)) {
            let Some(text) = slip.applied_to(other.raw()) else { continue };
            if written.contains(&text) || items.iter().any(|item| item.raw() == text) {
                continue;
            }
            if !is_shown {
                is_open = true;
                continue;
            }
            let (start, end) = (if added { other.span().end } else { other.span().start }, other.span().end);
            edits.push(Edit { start, end, text: if added { format!(", {text}") } else { text.clone() } });
            written.push(text);
        }
        let mut sentence = miss.sentence.clone();
        if is_open {
            sentence.push_str(
                " Whether the others are written so, too, this event does not show; \"equals-ignore-case\" takes both.",
            );
        }
        if edits.len() > 1 {
            edits.sort_by_key(|edit| (edit.start, edit.end));
            let verb = if added { "Add" } else { "Write" };
            let condition = condition_of_several(&label);
            let label = format!("{verb} {}{condition}", shorten(&written.join(", ")));
            let fix = Fix { label, edits };
            if Pattern::parse(&fix.apply(self.pattern.text())).is_ok() {
                sentence.push_str(" Others of its values are written so, too.");
                nearest.fix(fix);
            }
        }
        if self.has_another_branch(&slip) {
            sentence.push_str(" Values in another branch of the \"$or\" are written so, too.");
        }
        nearest.say(sentence);
    }

    /// Where several items differ from the event's values in letter case alone, all of them are put right.
    pub(super) fn all_in_letter_case(&self, nearest: &mut Nearest, values: &[Value<'_>]) {
        if nearest.miss().is_none_or(|miss| miss.kind != MissKind::LetterCase) {
            return;
        }
        let there: Vec<String> = values.iter().filter_map(|value| value.owned_text()).collect();
        let edits = self.clauses().filter_map(|(clause, wanted)| {
            let Item::Text(text) = &clause.item else { return None };
            let text = std::str::from_utf8(text).ok()?;
            let lower = text.to_lowercase();
            let met = there.iter().find(|met| met.to_lowercase() == lower)?;
            let span = wanted.span();
            (met != text).then(|| Edit { start: span.start, end: span.end, text: literal(met.as_bytes()) })
        });
        let edits: Vec<Edit> = edits.take(MOST_VALUES).collect();
        let is_one = |edit: &Edit| edits.first().is_some_and(|first| first.text == edit.text);
        if let Some(last) = edits.last().filter(|_| edits.len() > 1 && edits.iter().all(is_one)) {
            // With several writings of one text in the list, this is another.
            let (start, text) = (last.end, last.text.clone());
            let edit = Edit { start, end: start, text: format!(", {text}") };
            nearest.fix(Fix { label: format!("Add {text} to the list"), edits: vec![edit] });
        } else if edits.len() > 1 {
            nearest.fix(Fix { label: "Write each as the event has it".to_owned(), edits });
        }
    }

    /// Whether a service of AWS has sent the event.
    fn is_of_aws(&self) -> bool {
        let source = self.event.root().get("source").and_then(Value::owned_text);
        source.is_some_and(|source| is_of_aws(&source))
    }

    /// Texts that exclude, as one condition: of several beside each other either would be enough, and any
    /// value fit.
    fn all_excluded(&self, nearest: &mut Nearest, slip: &Slip, items: &[Value<'_>]) {
        let all: Option<Vec<String>> = items.iter().map(|item| slip.text_of(item.raw())).collect();
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
        let Some(all) = all.filter(|all| (2..MOST).contains(&all.len())) else { return };
        let item = format!("{{\"anything-but\": [{}]}}", all.join(", "));
        let fix = Fix::write(first.span().start..last.span().end, item);
        let sentence = nearest.miss().map(|miss| miss.sentence.clone()).unwrap_or_default();
        if Pattern::parse(&fix.apply(self.pattern.text())).is_ok() {
            nearest.say(format!(
                "{sentence} Others of its values are written so, too, and one condition excludes all."
            ));
            nearest.fix(fix);
        }
    }

    /// Whether another branch of an `$or` asks the field for a value with the slip.
    fn has_another_branch(&self, slip: &Slip) -> bool {
        let path = self.pattern.tree.name(self.leaf.node);
        let document = self.pattern.document();
        let is_other = |leaf: &&Leaf| {
            leaf.part != self.leaf.part
                && in_or(self.pattern, leaf)
                && self.pattern.tree.name(leaf.node) == path
        };
        let others = self.pattern.leaves.iter().filter(is_other).flat_map(|leaf| &leaf.clauses).take(MOST);
        others.map(|clause| document.value(clause.node)).any(|item| slip.applied_to(item.raw()).is_some())
    }
}

/// Whether a miss is one of how a text is written, which may be so in all of a list.
fn is_of_form(kind: MissKind) -> bool {
    matches!(
        kind,
        MissKind::LetterCase
            | MissKind::WhiteSpace
            | MissKind::Separator
            | MissKind::Type
            | MissKind::Notation
            | MissKind::StarIsLiteral
            | MissKind::Syntax
            | MissKind::Part
    )
}

/// What was done to one item, for others of the same form.
#[derive(Debug)]
struct Slip {
    /// Before and after, the form of the item with the text left out.
    forms: [AroundText; 2],
    text: TextChange,
    /// Whether only texts with a star are meant.
    starred: bool,
    /// Whether the text is a number, where it has no quotes any more.
    is_number: bool,
}

/// An item without its text: what stands before and behind it; a string has quotes.
#[derive(Debug, PartialEq, Eq)]
struct AroundText {
    before: String,
    behind: String,
    is_string: bool,
}

/// What was done to the text.
#[derive(Debug, PartialEq, Eq)]
enum TextChange {
    None,
    /// From one way of using capitals to another.
    Letters(Letters, Letters),
    /// One mark for another.
    Mark(char, char),
    /// Left out at the beginning and the end.
    Cut(String, String),
    /// Put before and behind.
    Add(String, String),
}

/// How a text uses capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    Small,
    Capital,
    First,
    Mixed,
}

impl Letters {
    fn of(text: &str) -> Self {
        let all = [Self::Small, Self::Capital, Self::First];
        all.into_iter().find(|letters| letters.write(text) == text).unwrap_or(Self::Mixed)
    }

    fn write(self, text: &str) -> String {
        match self {
            Self::Small => text.to_lowercase(),
            Self::Capital => text.to_uppercase(),
            Self::First => {
                let mut chars = text.chars();
                let first = chars.next().map(char::to_uppercase);
                first.into_iter().flatten().chain(chars.flat_map(char::to_lowercase)).collect()
            }
            Self::Mixed => text.to_owned(),
        }
    }
}

impl Slip {
    fn of(old: &str, new: &str, kind: MissKind) -> Option<Self> {
        let ((before, old), (after, new)) = (cut(old)?, cut(new)?);
        let text = TextChange::of(&old, &new)?;
        let same = before == after && text == TextChange::None;
        let is_number = is_number(&new);
        let starred = kind == MissKind::StarIsLiteral;
        (!same).then_some(Self { forms: [before, after], text, starred, is_number })
    }

    /// Whether it puts a text into `anything-but`.
    fn excludes(&self) -> bool {
        let [before, after] = &self.forms;
        before.before.is_empty() && after.before == "{\"anything-but\": " && after.behind == "}"
    }

    /// The text or number of another item put right in the same way, without what stands around it.
    fn text_of(&self, raw: &str) -> Option<String> {
        let (form, text) = cut(&self.applied_to(raw)?)?;
        Some(if form.is_string { literal(text.as_bytes()) } else { text })
    }

    /// Another item put right in the same way; none that is not written so.
    fn applied_to(&self, raw: &str) -> Option<String> {
        let (form, text) = cut(raw)?;
        let [before, after] = &self.forms;
        if form != *before || self.starred && !text.contains('*') {
            return None;
        }
        let text = self.text.apply(&text)?;
        if !after.is_string && is_number(&text) != self.is_number {
            return None;
        }
        let text = if after.is_string { literal(text.as_bytes()) } else { text };
        let item = format!("{}{text}{}", after.before, after.behind);
        let is_sound = Pattern::parse(&format!("{{\"a\": [{item}]}}")).is_ok_and(|one| one.leaves.len() == 1);
        (is_sound && item != raw).then_some(item)
    }
}

impl TextChange {
    fn of(old: &str, new: &str) -> Option<Self> {
        if old == new {
            return Some(Self::None);
        }
        if old.to_lowercase() == new.to_lowercase() {
            let (from, to) = (Letters::of(old), Letters::of(new));
            return (to != Letters::Mixed && to.write(old) == new).then_some(Self::Letters(from, to));
        }
        let marks = |text: &str| text.chars().all(|c| !c.is_alphanumeric());
        if let Some((before, behind)) = new.split_once(old).filter(|_| !old.is_empty()) {
            let service = before == "aws." && behind.is_empty();
            return (service || marks(before) && marks(behind))
                .then(|| Self::Add(before.to_owned(), behind.to_owned()));
        }
        if let Some((before, behind)) = old.split_once(new).filter(|_| !new.is_empty()) {
            return Some(Self::Cut(before.to_owned(), behind.to_owned()));
        }
        let mut apart = old.chars().zip(new.chars()).filter(|(a, b)| a != b);
        let (a, b) = apart.next()?;
        let mark = !a.is_alphanumeric() && old.replace(a, &b.to_string()) == new;
        mark.then_some(Self::Mark(a, b))
    }

    fn apply(&self, text: &str) -> Option<String> {
        match self {
            Self::None => Some(text.to_owned()),
            Self::Letters(from, to) => (Letters::of(text) == *from).then(|| to.write(text)),
            Self::Mark(a, b) => text.contains(*a).then(|| text.replace(*a, &b.to_string())),
            Self::Cut(before, behind) => {
                let inner = text.strip_prefix(before.as_str())?.strip_suffix(behind.as_str())?;
                (!inner.is_empty()).then(|| inner.to_owned())
            }
            Self::Add(before, behind) => {
                let name = |c: char| c.is_ascii_alphanumeric() || c == '-';
                let fits = before != "aws." || text.chars().all(name);
                let has = text.starts_with(before.as_str()) && text.ends_with(behind.as_str());
                (fits && !has).then(|| format!("{before}{text}{behind}"))
            }
        }
    }
}

/// An item cut into its form and its one text.
fn cut(raw: &str) -> Option<(AroundText, String)> {
    let document = crate::json::Document::parse(raw).ok()?;
    let root = document.root();
    let mut leaves = root.leaves();
    let leaf = leaves.next().filter(|_| leaves.next().is_none())?;
    let is_string = leaf.kind() == Kind::String;
    let text = if is_string { leaf.owned_text()? } else { leaf.raw().to_owned() };
    let compact = |part: Option<&str>| part.map(|part| part.replace(' ', ""));
    let (before, behind) = (raw.get(..leaf.span().start), raw.get(leaf.span().end..));
    let form =
        AroundText { before: compact(before)?.replace(':', ": "), behind: compact(behind)?, is_string };
    Some((form, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_put_right_alike() {
        for (old, new, kind, other, expected) in [
            ("\"UP\"", "\"up\"", MissKind::LetterCase, "\"DOWN\"", Some("\"down\"")),
            ("\"Up\"", "\"up\"", MissKind::LetterCase, "\"DOWN\"", None),
            ("\"8.5\"", "8.5", MissKind::Type, "\"9\"", Some("9")),
            ("\"8.5\"", "8.5", MissKind::Type, "\"high\"", None),
            ("\"true\"", "true", MissKind::Type, "\"1\"", None),
            ("\"true\"", "true", MissKind::Type, "\"false\"", Some("false")),
            ("8", "\"8\"", MissKind::Type, "9", Some("\"9\"")),
            ("\"iam:A\"", "\"A\"", MissKind::Notation, "\"iam:B\"", Some("\"B\"")),
            ("\"iam:A\"", "\"A\"", MissKind::Notation, "\"B\"", None),
            (
                "{\"prefix\":\"/a/\"}",
                "{\"prefix\": \"a/\"}",
                MissKind::Part,
                "{\"prefix\": \"/b/\"}",
                Some("{\"prefix\": \"b/\"}"),
            ),
            ("\"s3\"", "\"aws.s3\"", MissKind::Notation, "\"ec2\"", Some("\"aws.ec2\"")),
            ("\"s3\"", "\"aws.s3\"", MissKind::Notation, "\"my.app\"", None),
            (
                "\"a*\"",
                "{\"wildcard\": \"a*\"}",
                MissKind::StarIsLiteral,
                "\"b*\"",
                Some("{\"wildcard\": \"b*\"}"),
            ),
            ("\"a*\"", "{\"wildcard\": \"a*\"}", MissKind::StarIsLiteral, "\"b\"", None),
            ("\"a_b\"", "\"a-b\"", MissKind::Separator, "\"c_d\"", Some("\"c-d\"")),
        ] {
            let slip = Slip::of(old, new, kind).unwrap();
            assert_eq!(slip.applied_to(other).as_deref(), expected, "{old} {other}");
        }
        assert!(Slip::of("\"web\"", "\"web server\"", MissKind::Part).is_none());
    }
}
