//! A value that is read from the account: not asked for, being read, there, or failed.

use crate::model::{CallError, Millis};

/// A remote value: idle, loading, ready or failed, and in each case possibly with what was there before.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote<T> {
    value: Option<T>,
    incoming: Option<T>,
    state: RemoteState,
    fresh: bool,
    at: Option<Millis>,
}

/// How the reading of a list stands, whatever is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadingState {
    /// Nobody has asked for it.
    pub idle: bool,
    /// It is being read.
    pub loading: bool,
    /// Why the last reading failed.
    pub error: Option<CallError>,
    /// When it was last complete.
    pub at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq)]
enum RemoteState {
    Idle,
    Loading,
    Ready,
    Failed(CallError),
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self { value: None, incoming: None, state: RemoteState::Idle, fresh: false, at: None }
    }
}

impl<T> Remote<T> {
    /// Nobody has asked for it.
    pub fn is_idle(&self) -> bool {
        self.state == RemoteState::Idle
    }

    /// An answer is on its way.
    pub fn is_loading(&self) -> bool {
        self.state == RemoteState::Loading
    }

    /// The value, fresh, partial or stale.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The value, to be changed in place.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// Why the last attempt failed.
    pub fn error(&self) -> Option<&CallError> {
        match &self.state {
            RemoteState::Failed(error) => Some(error),
            RemoteState::Idle | RemoteState::Loading | RemoteState::Ready => None,
        }
    }

    /// True when the value shown is from before the attempt that is under way or failed.
    pub fn is_stale(&self) -> bool {
        self.value.is_some() && !self.fresh
    }

    /// How its reading stands.
    pub fn standing(&self) -> ReadingState {
        ReadingState {
            idle: self.is_idle(),
            loading: self.is_loading(),
            error: self.error().cloned(),
            at: self.at(),
        }
    }

    /// When it was read, where nothing is under way and nothing has failed since.
    pub fn read_at(&self) -> Option<Millis> {
        if self.state == RemoteState::Ready { self.at } else { None }
    }

    /// When the value was complete.
    pub fn at(&self) -> Option<Millis> {
        self.at
    }

    /// An attempt starts; what is there stays, as stale.
    pub fn start(&mut self) {
        self.state = RemoteState::Loading;
        self.fresh = false;
        self.incoming = None;
    }

    /// It is to be asked for again; what is there stays, as stale.
    pub fn expire(&mut self) {
        self.state = RemoteState::Idle;
        self.fresh = false;
        self.incoming = None;
    }

    /// The attempt failed; what is there stays, as stale.
    pub fn fail(&mut self, error: CallError) {
        self.state = RemoteState::Failed(error);
        self.fresh = false;
        self.incoming = None;
    }

    /// The whole value has come.
    pub fn set(&mut self, value: T, at: Millis) {
        self.value = Some(value);
        self.state = RemoteState::Ready;
        self.fresh = true;
        self.at = Some(at);
    }
}

impl<T> Remote<T> {
    /// The whole value has come in one answer.
    pub fn whole(&mut self, value: T, _last: bool, at: Millis) {
        self.set(value, at);
    }
}

impl<T> Remote<Vec<T>> {
    /// A page of a list has come; `last` completes it. While rows from an earlier attempt are shown, the new
    /// ones wait until they are all there, so that a list never shrinks and grows again under the operator's
    /// hands.
    pub fn pages(&mut self, items: Vec<T>, last: bool, at: Millis) {
        let gathers = self.value.is_some() && !self.fresh;
        let rows = if gathers { &mut self.incoming } else { &mut self.value };
        rows.get_or_insert_default().extend(items);
        if !gathers {
            self.fresh = true;
        }
        if last {
            if gathers {
                self.value = self.incoming.take();
            }
            self.state = RemoteState::Ready;
            self.fresh = true;
            self.at = Some(at);
        }
    }

    /// The rows: those so far, or the earlier ones while all of them are read anew.
    pub fn rows(&self) -> &[T] {
        self.value.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Remote;
    use crate::model::{CallError, ErrorKind};

    #[test]
    fn a_failed_refresh_keeps_the_rows_and_says_so() {
        let mut list = Remote::default();
        list.start();
        list.pages(vec![1], false, 5);
        list.pages(vec![2], true, 6);
        assert_eq!((list.rows(), list.is_stale(), list.at()), (&[1, 2][..], false, Some(6)));
        list.start();
        assert!(list.is_stale() && list.is_loading());
        list.fail(CallError::new(ErrorKind::Denied, "ListRules", "no"));
        assert_eq!((list.rows(), list.is_stale()), (&[1, 2][..], true));
        list.start();
        list.pages(vec![3], false, 8);
        assert_eq!((list.rows(), list.is_stale()), (&[1, 2][..], true));
        list.pages(vec![], true, 9);
        assert_eq!((list.rows(), list.is_stale(), list.error()), (&[3][..], false, None));
    }
}
