//! Words of other languages for a field that has a value or none, and what says the same here.

/// Words of other languages for a field that has a value or none.
const WORDS: [(&[&str], Presence); 6] = [
    (&["defined", "isdefined", "isset", "isthere", "ispresent"], Presence::There),
    (
        &[
            "notexists",
            "notexist",
            "doesnotexist",
            "doesntexist",
            "absent",
            "missing",
            "undefined",
            "isundefined",
            "notdefined",
            "notset",
            "unset",
            "notpresent",
        ],
        Presence::Absent,
    ),
    (&["null", "isnull"], Presence::Null),
    (&["notnull", "isnotnull", "nonnull"], Presence::NotNull),
    (&["empty", "isempty"], Presence::EmptyText),
    (&["notempty", "isnotempty", "nonempty"], Presence::NotEmpty),
];

/// What a condition asks of a field that may have no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// That it be there.
    There,
    /// That it be absent.
    Absent,
    Null,
    NotNull,
    EmptyText,
    NotEmpty,
}

impl Presence {
    /// What the same word says with `false` behind it.
    pub(crate) fn denied(self) -> Self {
        match self {
            Self::There => Self::Absent,
            Self::Absent => Self::There,
            Self::Null => Self::NotNull,
            Self::NotNull => Self::Null,
            Self::EmptyText => Self::NotEmpty,
            Self::NotEmpty => Self::EmptyText,
        }
    }

    /// The item that says it; none where nothing does.
    pub(crate) fn item(self) -> Option<&'static str> {
        match self {
            Self::There => Some("{\"exists\": true}"),
            Self::Absent => Some("{\"exists\": false}"),
            Self::Null => Some("null"),
            Self::EmptyText => Some("\"\""),
            Self::NotEmpty => Some("{\"anything-but\": \"\"}"),
            Self::NotNull => None,
        }
    }

    /// How it is asked for here, in sentences.
    pub(crate) fn how_to_ask(self) -> &'static str {
        match self {
            Self::There => "Here {\"exists\": true} says it.",
            Self::Absent => "Here {\"exists\": false} says it.",
            Self::Null => {
                "The value null is asked for as it is, [null]; a field that is not there is {\"exists\": false}."
            }
            Self::NotNull => {
                "No condition excludes null. {\"exists\": true} takes every value, null among them; {\"prefix\": \"\"} takes \
                    all texts."
            }
            Self::EmptyText => {
                "An empty text is asked for as it is, [\"\"]; null is [null], and a field that is not there \
                    {\"exists\": false}."
            }
            Self::NotEmpty => "Here {\"anything-but\": \"\"} says it, of a field that is there.",
        }
    }

    /// What a word of another language asks, which is given without marks and in small letters.
    pub(crate) fn of(word: &str) -> Option<Self> {
        WORDS.iter().find(|(words, _)| words.contains(&word)).map(|(_, presence)| *presence)
    }
}

#[cfg(test)]
mod tests {
    use super::Presence;
    use crate::pattern::Pattern;

    #[test]
    fn what_is_denied_twice_is_asked_again_and_each_item_is_sound() {
        for (word, item) in [
            ("isnull", Some("null")),
            ("notnull", None),
            ("doesnotexist", Some("{\"exists\": false}")),
            ("isempty", Some("\"\"")),
        ] {
            let presence = Presence::of(word).unwrap();
            assert_eq!((presence.item(), presence.denied().denied()), (item, presence), "{word}");
            assert!(
                item.is_none_or(|item| Pattern::parse(&format!("{{\"a\": [{item}]}}")).is_ok()),
                "{word}"
            );
        }
        assert_eq!(Presence::of("exists"), None);
    }
}
