//! One field of a cron expression: what it may hold, and the values it stands for.

use std::ops::Range;

/// The six fields in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CronField {
    Minutes,
    Hours,
    DayOfMonth,
    Month,
    DayOfWeek,
    Year,
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl CronField {
    pub(super) const ALL: [Self; 6] =
        [Self::Minutes, Self::Hours, Self::DayOfMonth, Self::Month, Self::DayOfWeek, Self::Year];

    /// The field's name as the documentation writes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::DayOfMonth => "day-of-month",
            Self::Month => "month",
            Self::DayOfWeek => "day-of-week",
            Self::Year => "year",
        }
    }

    /// Lowest and highest value ("Cron expressions reference").
    pub(super) fn limits(self) -> (u16, u16) {
        match self {
            Self::Minutes => (0, 59),
            Self::Hours => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (1, 7),
            Self::Year => (1970, 2199),
        }
    }

    /// The largest step. The service refuses `*/60` in minutes; the other limits are those of Quartz.
    pub(super) fn largest_step(self) -> u16 {
        let (low, high) = self.limits();
        match self {
            Self::Year => high - low,
            Self::Minutes | Self::Hours | Self::DayOfMonth | Self::Month | Self::DayOfWeek => high,
        }
    }

    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => &MONTHS,
            Self::DayOfWeek => &WEEKDAYS,
            Self::Minutes | Self::Hours | Self::DayOfMonth | Self::Year => &[],
        }
    }

    pub(super) fn takes_names(self) -> &'static str {
        match self {
            Self::Month => " or JAN-DEC",
            Self::DayOfWeek => " or SUN-SAT",
            Self::Minutes | Self::Hours | Self::DayOfMonth | Self::Year => "",
        }
    }
}

/// One entry of a field's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// `*`
    All,
    /// `5`, `MON`
    One(u16),
    /// `1-5`; wraps around where the first is larger
    Range(u16, u16),
    /// `*/n`, `a/n`, `a-b/n`: first, last (the first may be the larger), step
    Step(u16, u16, u16),
    /// `L`, `L-3` in day-of-month: so many days before the last one
    LastDay(u16),
    /// `LW`: the last Monday-to-Friday day of the month
    LastWeekday,
    /// `15W`: the Monday-to-Friday day nearest to that day, in the same month
    NearestWeekday(u16),
    /// `6L`: the last such weekday of the month
    LastOf(u16),
    /// `3#2`: the second such weekday of the month
    Nth(u16, u16),
}

/// Values of one field, as bits above the field's lowest value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    low: u16,
    bits: [u64; 4],
}

impl Values {
    /// None of a field's values.
    pub(super) fn none_of(kind: CronField) -> Self {
        Self { low: kind.limits().0, bits: [0; 4] }
    }

    pub(super) fn insert(&mut self, value: u16) {
        let at = value.saturating_sub(self.low);
        if let Some(word) = self.bits.get_mut(usize::from(at / 64)) {
            *word |= 1 << (at % 64);
        }
    }

    pub(super) fn contains(&self, value: u16) -> bool {
        let Some(at) = value.checked_sub(self.low) else { return false };
        self.bits.get(usize::from(at / 64)).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// The values from `value` on, ascending.
    pub(super) fn from(&self, value: u16) -> impl Iterator<Item = u16> + '_ {
        (value.max(self.low)..self.low + 256).filter(|value| self.contains(*value))
    }

    /// All values, ascending.
    pub(super) fn all(&self) -> impl Iterator<Item = u16> + '_ {
        self.from(self.low)
    }
}

/// A field that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReadField {
    pub(super) kind: CronField,
    /// The entries; none for `?`.
    pub(super) items: Vec<Item>,
    /// The values of all entries that do not depend on the month.
    pub(super) values: Values,
    pub(super) span: Range<usize>,
}

impl ReadField {
    /// Whether it is `?`, no statement.
    pub(super) fn is_open(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether it holds for every value there is.
    pub(super) fn is_all(&self) -> bool {
        let (low, high) = self.kind.limits();
        (low..=high).all(|value| self.values.contains(value))
    }
}
