//! What a template or a tool has around a pattern, written as part of it: `EventPattern`, `event_pattern`.

use crate::pattern::ENVELOPE;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{path_for_sentence, reach, tips};
use crate::pattern::explain::fixes::moved_field::unwrapped;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::vocabulary::{AROUND, is_all_of_an_event, is_around_patterns};

impl Failing<'_, '_> {
    /// Names around the pattern, where a field of the envelope follows.
    pub(super) fn around_pattern(&self, nearest: &mut Nearest) {
        let text = |step: &Vec<u8>| String::from_utf8_lossy(step).into_owned();
        let depth = self.steps.iter().take_while(|step| is_around_patterns(&text(step))).count();
        let depth = depth
            .max(usize::from(self.steps.len() > 1 && is_all_of_an_event(self.pattern.document().root())));
        let inner = self.steps.get(depth..).unwrap_or_default();
        let is_field = inner.first().is_some_and(|step| ENVELOPE.contains(&text(step).as_str()));
        if depth == 0 || !is_field {
            return;
        }
        let values = reach(self.event.root(), inner);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
        nearest.offer(MissKind::Keyword, 0, || {
            let around = self.steps.get(..depth).unwrap_or_default();
            let sentence = format!(
                "The event has no {}: {} {AROUND}. {} is {} in this event.",
                self.name(),
                path_for_sentence(around),
                path_for_sentence(inner),
                for_sentence(value)
            );
            (sentence, unwrapped(self.pattern, self.leaf, depth))
        });
    }
}
