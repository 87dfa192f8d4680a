//! A field at another level: `detail` left out, written once too often, or written where it does not belong.

use crate::json::Fix;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{joined, reach, tips};
use crate::pattern::explain::fixes::moved_field::{chain, relocate, superfluous, wrap};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::shown;

impl Failing<'_, '_> {
    /// `detail` left out, written once too often, or written where it does not belong.
    pub(in crate::pattern::explain) fn level(&self, nearest: &mut Nearest) {
        let detail = || b"detail".to_vec();
        let (inner, outside) = match self.steps.split_first() {
            Some((first, rest)) if *first == detail() && !rest.is_empty() => (rest.to_vec(), true),
            _ => (std::iter::once(detail()).chain(self.steps.iter().cloned()).collect(), false),
        };
        let values = reach(self.event.root(), &inner);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
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
            let top = chain.first().filter(|_| fits);
            let into = relocate(self.pattern, self.leaf, &inner).filter(|fix| fits && fix.edits.len() > 1);
            let fix = into.or_else(|| {
                top.map(|(_, part)| Fix {
                    label: "Put it inside \
                    \"detail\""
                        .into(),
                    edits: wrap(self.pattern, part),
                })
            });
            (
                format!(
                    "The event has no {name}; it is {there}, where it is {shown}{but}. \"detail\" is \
                        missing in the pattern."
                ),
                fix,
            )
        };
        // A field that the envelope happens to have is no better place than one with the value.
        if fits || !outside {
            nearest.offer(MissKind::Level, usize::from(!fits), write);
        } else {
            nearest.offer_unfit(MissKind::Level, 1, write);
        }
    }
}
