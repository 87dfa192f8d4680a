//! Two numbers that should be one: rounding, units, or simply another.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::written::if_one;
use crate::pattern::explain::value::{Pair, notation, relative, rounds_to, typed, units};
use crate::pattern::number;

impl Pair<'_> {
    /// A plain number of the pattern that is not the event's.
    pub(super) fn numbers(&self, nearest: &mut Nearest) {
        let values = (self.met.raw().parse::<f64>().ok(), self.wanted.raw().parse::<f64>().ok());
        let (Some(a), Some(b)) = values else { return };
        let exact =
            number::comparable(self.met.raw()).is_some() && number::comparable(self.wanted.raw()).is_some();
        if !exact && (a - b).abs() <= f64::EPSILON * 4.0 * a.abs().max(b.abs()) {
            return nearest.offer(MissKind::Precision, 0, || {
                let sentence = format!(
                    "The event has {} and the pattern {}; numbers of more than 15 digits are compared by \
                        their text, digit by digit.",
                    self.met(),
                    self.wanted()
                );
                (sentence, self.take_over())
            });
        }
        if rounds_to(a, b) {
            return nearest.offer(MissKind::Precision, 1, || {
                let sentence = format!(
                    "The event has {} and the pattern {}: nearly the same, but not to the last digit, as \
                        computed fractions go. A narrow range takes both.",
                    self.met(),
                    self.wanted()
                );
                (sentence, self.narrow_range(b))
            });
        }
        if let Some(units) = units::of_number(self.path, a, b) {
            return nearest.offer(MissKind::Notation, 1, || {
                let how = units.told();
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: {how}.",
                    typed(self.met),
                    self.wanted()
                );
                (sentence, self.take_over().map(if_one))
            });
        }
        if let Some(how) = notation::scaled(self.path, a, b) {
            return nearest.offer(MissKind::Notation, 1, || {
                let sentence = format!(
                    "The event has {}, and the pattern wants {}: {how}.",
                    typed(self.met),
                    self.wanted()
                );
                (sentence, self.take_over().map(if_one))
            });
        }
        nearest.differs(relative(a, b), || {
            (
                format!("The event has {}, and the pattern wants {}.", typed(self.met), self.wanted()),
                self.add_value(),
            )
        });
    }
}
