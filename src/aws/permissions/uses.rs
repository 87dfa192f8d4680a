//! What calls are for, in words.

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Browsing buses, rules and targets.
    Browsing,
    /// The plain listings.
    Listings,
    /// Describing what the listings list.
    Described,
    /// The metrics of a rule.
    Metrics,
    /// A live tail.
    Tail,
    /// Asking AWS about a pattern.
    Verdict,
    /// Saying why a rule does not fire, and what a bus logged.
    Why,
    /// Offering what a target can be, in forms.
    Offering,
    /// Switching and saving rules.
    Changing,
    /// Sending events, by `buslens put`, `buslens probe` or from the explorer.
    Put,
    /// Watching a rule through a temporary rule and log group.
    Taps,
}

impl Use {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 11] = [
        Self::Browsing,
        Self::Listings,
        Self::Described,
        Self::Metrics,
        Self::Tail,
        Self::Verdict,
        Self::Offering,
        Self::Changing,
        Self::Put,
        Self::Taps,
        Self::Why,
    ];

    /// In a word, to choose it by.
    pub fn word(self) -> &'static str {
        match self {
            Self::Browsing => "browsing",
            Self::Listings => "listings",
            Self::Described => "describing",
            Self::Metrics => "metrics",
            Self::Tail => "tail",
            Self::Verdict => "verdicts",
            Self::Offering => "forms",
            Self::Changing => "changing",
            Self::Put => "sending",
            Self::Taps => "taps",
            Self::Why => "why",
        }
    }

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Browsing => "browsing",
            Self::Listings => "listings",
            Self::Described => "describing what is listed",
            Self::Metrics => "metrics",
            Self::Tail => "live tail",
            Self::Verdict => "asking AWS about a pattern",
            Self::Offering => "offering targets, roles and queues in forms",
            Self::Changing => "changing: switching, saving, making, deleting",
            Self::Put => {
                "sending events: `buslens put`, from the explorer, and `buslens probe`, which makes a tap as well"
            }
            Self::Taps => "a tap: a temporary rule and log group",
            Self::Why => {
                "`buslens why`, `buslens bus-log`, and what a command says of targets that it has changed, each only where \
                 the rule or bus depends on such a thing"
            }
        }
    }
}
