//! A field at another level: `detail` left out, written once too often, or written where it does not belong.

use crate::json::{Fix, Value};
use crate::pattern::ENVELOPE;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{Likeness, joined, reach, similar_path, tips};
use crate::pattern::explain::fixes::moved_field::{chain, relocate, split, superfluous, wrap};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::shown;

impl<'a> Failing<'_, 'a> {
    /// `detail` left out, written once too often, or written where it does not belong.
    pub(in crate::pattern::explain) fn level(&self, nearest: &mut Nearest) {
        let detail = || b"detail".to_vec();
        let (inner, outside) = match self.steps.split_first() {
            Some((first, rest)) if *first == detail() && !rest.is_empty() => (rest.to_vec(), true),
            _ => (std::iter::once(detail()).chain(self.steps.iter().cloned()).collect(), false),
        };
        let values = reach(self.event.root(), &inner);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else {
            if !outside {
                self.level_and_name(nearest, &inner);
            }
            return;
        };
        let fits = self.fits(&values);
        let write = || {
            let (name, there, shown) = (self.name(), joined(&inner), shown(value));
            let but = if fits { "" } else { ", though its value there is none of those listed" };
            if outside {
                let moved = || relocate(self.pattern, self.leaf, &inner);
                let fix = moved().or_else(|| superfluous(self.pattern, self.leaf, &inner)).filter(|_| fits);
                let sentence = if inner.first() == Some(&detail()) {
                    format!(
                        "The event has no {name}: the pattern writes \"detail\" once too often. {there} \
                        is {shown}{but}."
                    )
                } else {
                    format!(
                        "The event has no {name}; {there} is outside \"detail\", where it is \
                        {shown}{but}."
                    )
                };
                return (sentence, fix);
            }
            let chain = chain(self.pattern, self.leaf);
            // The name is right there, whatever the value; one that is only written otherwise is put right, too.
            let top = chain.first();
            let into = relocate(self.pattern, self.leaf, &inner).filter(|fix| fix.edits.len() > 1);
            let fix = into.or_else(|| {
                top.map(|(_, part)| Fix {
                    label: "Put it inside \
                    \"detail\""
                        .into(),
                    edits: wrap(self.pattern, part),
                })
            });
            let both = if fits { None } else { self.with_value(fix.clone(), &values) };
            let but = if both.is_some() { self.but(&values, fits) } else { but };
            let sentence = format!(
                "The event has no {name}; it is {there}, where it is {shown}{but}. \"detail\" is missing in the \
                    pattern."
            );
            (sentence, both.or(fix))
        };
        // A field that the envelope happens to have is no better place than one with the value.
        if fits || !outside {
            nearest.offer(MissKind::Level, usize::from(!fits), write);
        } else {
            nearest.offer_unfit(MissKind::Level, 1, write);
        }
    }

    /// `detail` left out, and a name inside it written otherwise.
    fn level_and_name(&self, nearest: &mut Nearest, inner: &[Vec<u8>]) {
        let envelope = |name: &Vec<u8>| ENVELOPE.iter().any(|known| known.as_bytes() == name.as_slice());
        if self.steps.first().is_none_or(envelope) {
            return;
        }
        let has_value = |values: &[Value<'a>]| self.fits(values);
        let Some(renaming) = similar_path(self.event.root(), inner, &self.scene.effort, &has_value) else {
            return;
        };
        let path: Vec<Vec<u8>> = renaming.steps.iter().flat_map(|step| split(step)).collect();
        let values = reach(self.event.root(), &path);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
        let fits = self.fits(&values);
        if path.first().map(Vec::as_slice) != Some(b"detail")
            || !fits && matches!(renaming.likeness, Likeness::Spelling(_))
        {
            return;
        }
        nearest.offer(MissKind::Level, 20 + usize::from(!fits), || {
            let sentence = format!(
                "The event has no {}; it has {} ({}): \"detail\" is missing in the pattern, and the name is written \
                    otherwise{}.",
                self.name(),
                joined(&path),
                shown(value),
                self.but(&values, fits)
            );
            let fix = relocate(self.pattern, self.leaf, &path);
            let both = if fits { None } else { self.with_value(fix.clone(), &values) };
            (sentence, both.or(fix))
        });
    }
}
