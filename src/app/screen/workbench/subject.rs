//! What the pattern under edit belongs to: a rule, as far as it has been read, or nothing.

use super::reading::{ReadPattern, read_pattern};
use crate::app::given_pattern::GivenPattern;
use crate::app::json_layout;
use crate::model::{CallError, Rule, RuleKey};
use std::sync::Arc;

/// What the pattern belongs to.
#[derive(Debug)]
pub(super) enum PatternOwner {
    /// No rule; what the pattern began as, and where it is from.
    Scratch(String, PatternOrigin),
    /// A rule.
    Rule(RuleKey, Reading),
}

/// Where a pattern without a rule is from.
#[derive(Debug)]
pub(super) enum PatternOrigin {
    /// It begins here.
    Nowhere,
    /// A file.
    File(GivenPattern),
    /// A form, which it goes back to.
    Form(OfForm),
}

/// The form whose pattern is edited.
#[derive(Debug)]
pub(super) struct OfForm {
    pub title: String,
    pub key: String,
}

/// How far a rule has been read.
#[derive(Debug)]
pub(super) enum Reading {
    /// It is being read; nothing can be edited yet.
    Underway,
    /// It could not be read.
    Failed(CallError),
    /// It is here.
    Ready(Box<Base>),
}

/// The rule that the edit began with.
#[derive(Debug)]
pub(super) struct Base {
    /// The rule, which saving compares with.
    pub rule: Rule,
    /// Its pattern as it is opened.
    shown: String,
    /// Its pattern; `None` when it has none.
    pub pattern: Option<Arc<ReadPattern>>,
    /// The rule as the account has it now, where that is not what the edit began with.
    pub newer: Option<Rule>,
    /// What reading it once more is for, or what came of that.
    pub again: Again,
}

/// Reading a rule that is here already.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Again {
    /// Nothing is wanted of it.
    #[default]
    Idle,
    /// The account's newer reading is to be what the edit is compared with.
    ToCompare,
    /// It failed.
    Failed(CallError),
}

impl Base {
    pub fn new(rule: Rule) -> Self {
        let pattern = rule.pattern.as_deref().map(|text| Arc::new(read_pattern(text)));
        let shown = json_layout::laid_out_for_editing(rule.pattern.as_deref().unwrap_or_default());
        Self { rule, shown, pattern, newer: None, again: Again::default() }
    }

    /// The same pattern in another state of the rule.
    pub fn keep_pattern(&mut self, rule: Rule) {
        self.rule = rule;
        self.newer = None;
    }
}

impl PatternOwner {
    pub fn new(rule: Option<RuleKey>) -> Self {
        match rule {
            Some(key) => Self::Rule(key, Reading::Underway),
            None => Self::Scratch(String::new(), PatternOrigin::Nowhere),
        }
    }

    pub fn key(&self) -> Option<&RuleKey> {
        match self {
            Self::Scratch(..) => None,
            Self::Rule(key, _) => Some(key),
        }
    }

    pub fn base(&self) -> Option<&Base> {
        match self {
            Self::Rule(_, Reading::Ready(base)) => Some(base),
            Self::Scratch(..) | Self::Rule(_, Reading::Underway | Reading::Failed(_)) => None,
        }
    }

    pub fn base_mut(&mut self) -> Option<&mut Base> {
        match self {
            Self::Rule(_, Reading::Ready(base)) => Some(base),
            Self::Scratch(..) | Self::Rule(_, Reading::Underway | Reading::Failed(_)) => None,
        }
    }

    /// The rule is here; `rule` is what the edit is compared with from here on.
    pub fn start_from(&mut self, rule: Rule) {
        *self = Self::Rule(rule.key(), Reading::Ready(Box::new(Base::new(rule))));
    }

    /// A pattern without a rule begins with this text from here on.
    pub fn begin_with(&mut self, text: String) {
        if let Self::Scratch(first, _) = self {
            *first = text;
        }
    }

    /// The pattern as the account holds it; without a rule what it began as.
    pub fn deployed(&self) -> &str {
        match self.base() {
            Some(base) => base.rule.pattern.as_deref().unwrap_or_default(),
            None => self.text(),
        }
    }

    /// The file's pattern that is tried.
    pub fn given_pattern(&self) -> Option<&GivenPattern> {
        match self {
            Self::Scratch(_, PatternOrigin::File(given)) => Some(given),
            Self::Scratch(_, PatternOrigin::Form(_) | PatternOrigin::Nowhere) | Self::Rule(..) => None,
        }
    }

    /// The form whose pattern is edited.
    pub fn form(&self) -> Option<&OfForm> {
        match self {
            Self::Scratch(_, PatternOrigin::Form(form)) => Some(form),
            Self::Scratch(_, PatternOrigin::File(_) | PatternOrigin::Nowhere) | Self::Rule(..) => None,
        }
    }

    /// The text that the edit began with.
    pub fn text(&self) -> &str {
        match self {
            Self::Scratch(first, _) => first,
            Self::Rule(_, Reading::Ready(base)) => &base.shown,
            Self::Rule(_, Reading::Underway | Reading::Failed(_)) => "",
        }
    }

    /// The rule is still being read.
    pub fn is_underway(&self) -> bool {
        matches!(self, Self::Rule(_, Reading::Underway))
    }

    /// Why the rule could not be read, for the first time or again.
    pub fn error(&self) -> Option<&CallError> {
        match self {
            Self::Rule(_, Reading::Failed(error)) => Some(error),
            Self::Rule(_, Reading::Ready(base)) => match &base.again {
                Again::Failed(error) => Some(error),
                Again::Idle | Again::ToCompare => None,
            },
            Self::Scratch(..) | Self::Rule(_, Reading::Underway) => None,
        }
    }

    /// Reading the rule has failed.
    pub fn failed(&mut self, error: CallError) {
        match self {
            Self::Scratch(..) => {}
            Self::Rule(_, Reading::Ready(base)) => base.again = Again::Failed(error),
            Self::Rule(_, reading) => *reading = Reading::Failed(error),
        }
    }
}
