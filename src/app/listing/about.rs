//! What is declared of a listing beside its rows: its names, what its rows are, and what cannot be done with
//! them.

use crate::app::effect::Effect;
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::model::ThingKind;

/// What the rows of a listing are. How they are made, sent, changed and deleted is the screen's.
#[derive(Clone, Copy, Debug)]
pub enum RowsAre {
    /// Things of the account.
    Things(ThingKind),
    /// Events that were saved by name.
    SavedEvents,
    /// Events that were sent.
    SentEvents,
    /// Taps, whoever made them.
    Taps,
    /// Calls to AWS.
    Calls,
}

/// What is declared of a listing.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// What the rows are called in a sentence, and over the list.
    pub title: &'static str,
    /// The titles of the columns. Of things of the account, the first is the name and the second the state.
    pub columns: &'static [&'static str],
    /// What the rows are.
    pub rows: RowsAre,
    /// They come one after another, and the newest is what is looked for first.
    pub newest_first: bool,
    /// It is read again while it is on screen.
    pub is_read_again: bool,
    /// What else its rows are made of.
    pub also_reads: &'static [Read],
    /// Keeps up with what changes in another way than by being read again.
    pub keep_up: Option<fn(&mut Shared, &mut Vec<Effect>)>,
    /// Its rows cost much to make, and are made anew only when they were read anew.
    pub has_costly_rows: bool,
    /// Where there are none, behind "There are no archives".
    pub(super) where_none: &'static str,
    /// How the first one comes about, in words in which `{command}` stands for a key; nothing where that
    /// cannot be said.
    pub(super) first: &'static str,
    /// Why none is made here.
    pub no_new: Option<&'static str>,
    /// Why none is changed here.
    pub no_change: Option<&'static str>,
    /// Why none is deleted here.
    pub no_delete: Option<&'static str>,
}

impl About {
    /// Rows that can be made, changed and deleted here.
    pub(super) const fn new(rows: RowsAre, title: &'static str, columns: &'static [&'static str]) -> Self {
        Self {
            title,
            columns,
            rows,
            newest_first: false,
            is_read_again: true,
            also_reads: &[],
            keep_up: None,
            has_costly_rows: false,
            where_none: "in this account and region",
            first: "",
            no_new: None,
            no_change: None,
            no_delete: None,
        }
    }

    /// Things of the account that are made, changed and deleted as all things are.
    pub(super) const fn things(
        kind: ThingKind,
        title: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        Self::new(RowsAre::Things(kind), title, columns).first("{new} makes the first one")
    }

    pub(super) const fn newest_first(self) -> Self {
        Self { newest_first: true, ..self }
    }

    /// It is read when it is asked for, or kept up with in another way.
    pub(super) const fn not_read_again(self) -> Self {
        Self { is_read_again: false, ..self }
    }

    pub(super) const fn also_reads(self, also_reads: &'static [Read]) -> Self {
        Self { also_reads, ..self }
    }

    pub(super) const fn kept_up(self, keep_up: fn(&mut Shared, &mut Vec<Effect>)) -> Self {
        Self { keep_up: Some(keep_up), ..self }
    }

    pub(super) const fn costly_rows(self) -> Self {
        Self { has_costly_rows: true, ..self }
    }

    pub(super) const fn where_none(self, where_none: &'static str) -> Self {
        Self { where_none, ..self }
    }

    pub(super) const fn first(self, first: &'static str) -> Self {
        Self { first, ..self }
    }

    pub(super) const fn no_new(self, why: &'static str) -> Self {
        Self { no_new: Some(why), ..self }
    }

    pub(super) const fn no_change(self, why: &'static str) -> Self {
        Self { no_change: Some(why), ..self }
    }

    pub(super) const fn no_delete(self, why: &'static str) -> Self {
        Self { no_delete: Some(why), ..self }
    }

    /// They are made, changed and deleted elsewhere.
    pub(super) const fn only_read(self, why: &'static str) -> Self {
        self.first("").no_new(why).no_change(why).no_delete(why)
    }

    /// The kind of thing the rows are; none where these are not things of the account.
    pub fn kind(&self) -> Option<ThingKind> {
        match self.rows {
            RowsAre::Things(kind) => Some(kind),
            RowsAre::SavedEvents | RowsAre::SentEvents | RowsAre::Taps | RowsAre::Calls => None,
        }
    }

    /// The rows are events, which can be sent and tried.
    pub fn has_events(&self) -> bool {
        match self.rows {
            RowsAre::SavedEvents | RowsAre::SentEvents => true,
            RowsAre::Things(_) | RowsAre::Taps | RowsAre::Calls => false,
        }
    }

    /// Rows are made and deleted in files of this machine, and not in the account.
    pub fn is_of_our_files(&self) -> bool {
        match self.rows {
            RowsAre::SavedEvents => true,
            RowsAre::Things(_) | RowsAre::SentEvents | RowsAre::Taps | RowsAre::Calls => false,
        }
    }
}
