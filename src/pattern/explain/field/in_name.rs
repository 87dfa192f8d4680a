//! A name that the event has only as a part of another: of an ARN, or behind a word that says what it is.

use crate::json::{Fix, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{MOST_VALUES, path_for_sentence};
use crate::pattern::explain::fixes::moved_field::{relocate, with_item};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::arn;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::item::Item;
use crate::text::letters_and_digits;

/// Where a name stands in a longer one.
struct Within<'t> {
    /// The words before it, of which one says what it is: `cluster` of `cluster/web`.
    kinds: Vec<&'t str>,
    /// The name with the marks around it.
    set_off: String,
    ends: bool,
}

impl<'a> Failing<'_, 'a> {
    /// Where the event has the name alone that ends a wanted ARN, and a fix that asks for it there.
    pub(super) fn named_by_an_arn(&self) -> Option<(Vec<Vec<u8>>, Value<'a>, Option<Fix>)> {
        let [(clause, wanted)] = self.clauses().collect::<Vec<_>>()[..] else { return None };
        let Item::Text(text) = &clause.item else { return None };
        let [.., resource] = arn::parts(std::str::from_utf8(text).ok()?)?;
        let (_, name) = resource.split_once(['/', ':'])?;
        let atlas = self.scene.drawn.atlas();
        let is_it = |value: &Value<'_>| value.text().is_some_and(|text| text.as_bytes() == name.as_bytes());
        let (place, value) = atlas.leaves.iter().find(|(_, value)| is_it(value))?;
        let path = atlas.steps(*place);
        let fix = self.moved_with(&path, wanted, value.raw());
        Some((path, *value, fix))
    }

    /// The wanted name is part of an ARN, or stands behind a word: `cluster/web` for the cluster's name.
    pub(super) fn part_of_a_name(&self, nearest: &mut Nearest) {
        /// Shorter names stand behind many things.
        const LONG: usize = 6;
        /// The user that an account's own ARN ends with.
        const ROOT: &str = "root";
        /// Ends with the session's name (CloudTrail user guide, "CloudTrail userIdentity element").
        const PRINCIPAL: &str = "principalid";
        let bare = |step: Option<&Vec<u8>>| {
            step.map(|step| letters_and_digits(&String::from_utf8_lossy(step))).unwrap_or_default()
        };
        let last = bare(self.steps.last());
        let [(clause, wanted)] = self.clauses().collect::<Vec<_>>()[..] else { return };
        let Item::Text(text) = &clause.item else { return };
        let Some(text) = std::str::from_utf8(text).ok().filter(|text| is_name(text)) else { return };
        let atlas = self.scene.drawn.atlas();
        for (place, value) in &atlas.leaves {
            if last.is_empty() || !self.scene.effort.spend(50 + value.raw().len().min(2_000)) {
                return;
            }
            let Some(there) = value.owned_text() else { continue };
            let Some(within) = within(&there, text) else { continue };
            let (path, is_arn) = (atlas.steps(*place), arn::parts(&there).is_some());
            // The word before the name, or the name of the field, says that it is of this sort.
            let field = bare(path.last());
            let field = field.strip_suffix("arn").unwrap_or(&field);
            let of_sort = |word: &str| word.len() > 2 && (last.contains(word) || word.contains(&last));
            // A name as such may be that of anything: that of another field's object is none of this one's.
            let general = is_arn && self.steps.len() <= 2 && ["name", "id", "arn"].contains(&last.as_str());
            let of_kind = within.kinds.iter().any(|kind| of_sort(&letters_and_digits(kind)));
            // What stands beside the field, as the end of a longer text, hardly is another thing.
            let beside = within.ends
                && (text.len() >= LONG
                    || self.met.is_empty() && (is_arn && text == ROOT || field == PRINCIPAL))
                && path.split_last().map(|(_, above)| above)
                    == self.steps.split_last().map(|(_, above)| above);
            if path == self.steps || !(general || of_kind || of_sort(field) || beside) {
                continue;
            }
            // Of several the one whose own name it is.
            let ends_elsewhere = || {
                let mut others =
                    atlas.leaves.iter().filter_map(|(_, value)| value.owned_text()).take(MOST_VALUES);
                others.any(|other| self::within(&other, text).is_some_and(|within| within.ends))
            };
            if general && !of_kind && !within.ends && ends_elsewhere() {
                continue;
            }
            return nearest.offer(MissKind::Elsewhere, 40, || {
                let sentence = format!(
                    "The event has no {}{}; it has {} as part of the {} {} at {}.",
                    self.name(),
                    if self.met.is_empty() { "" } else { " of that value" },
                    quoted(text.as_bytes()),
                    if is_arn { "ARN" } else { "longer name" },
                    quoted(there.as_bytes()),
                    path_for_sentence(&path)
                );
                let item = if within.ends {
                    format!("{{\"suffix\": {}}}", literal(within.set_off.as_bytes()))
                } else {
                    format!("{{\"wildcard\": {}}}", literal(format!("*{}*", within.set_off).as_bytes()))
                };
                // A field that has a value of its own may be the one that is meant.
                let own = general && !of_kind && !self.met.is_empty();
                (sentence, if own { None } else { self.moved_with(&path, wanted, &item) })
            });
        }
    }

    /// Asks for another item at another place.
    pub(super) fn moved_with(&self, path: &[Vec<u8>], wanted: Value<'_>, item: &str) -> Option<Fix> {
        let fix = relocate(self.pattern, self.leaf, path)?;
        with_item(self.pattern, self.leaf, fix, wanted, item)
    }
}

/// Whether a text is one name, without a path.
fn is_name(text: &str) -> bool {
    text.len() > 2 && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+'))
}

/// Where a name stands in an ARN's resource, or behind a word and a mark.
fn within<'t>(there: &'t str, name: &str) -> Option<Within<'t>> {
    let parts = arn::parts(there);
    let resource = parts.map_or(there, |[.., resource]| resource);
    let (mut kinds, mut from) = (Vec::new(), 0_usize);
    for part in resource.split([':', '/']) {
        let end = from + part.len();
        if part != name {
            kinds.push(part);
            from = end + 1;
            continue;
        }
        let mark = from.checked_sub(1).and_then(|at| resource.get(at..from)).unwrap_or(":");
        let behind = resource.get(end..=end).unwrap_or_default();
        let second = kinds.len() == 1 && behind.is_empty() && kinds.iter().all(|kind| !kind.is_empty());
        return (parts.is_some() || second).then(|| Within {
            kinds,
            set_off: format!("{mark}{name}{behind}"),
            ends: behind.is_empty(),
        });
    }
    None
}
