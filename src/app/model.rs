//! All of the explorer's state: what the screens share, the stack of screens, the popup over them.

use super::command::Context;
use super::effect::TailId;
use super::keymap::Keymap;
use super::layout::SMALLEST;
use super::left_tails::LeftTails;
use super::pointer::Pointer;
use super::popup::Popup;
use super::read::Account;
use super::remote::Remote;
use super::request::{Req, Requests};
use super::screen::Screen;
use super::shared::Shared;
use super::switching::Switching;
use super::visible::Visible;
use crate::model::{Millis, Session};
use std::collections::{BTreeMap, VecDeque};

/// The state: what every screen shares, the stack of screens (never empty), and the popup over them.
#[derive(Debug)]
pub struct Model {
    /// What every screen shares.
    pub shared: Shared,
    /// The screens, the visible one last.
    pub stack: Vec<Screen>,
    /// The popup over the visible screen.
    pub popup: Option<Popup>,
    /// The newest request when a screen was opened or left last: what was asked for before that was asked for
    /// elsewhere.
    pub(super) moved: Req,
}

/// What the explorer is started with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The terminal's size, in columns and rows.
    pub size: (u16, u16),
    /// The time.
    pub now: Millis,
    /// What is known of the account before any answer: profile, region, endpoint, embedded, read-only.
    pub session: Session,
    /// The keys.
    pub keymap: Keymap,
    /// The local offset from UTC in seconds.
    pub local_offset: i32,
}

impl Model {
    /// The state before the first message.
    pub fn new(start: Start) -> Self {
        Self {
            shared: Shared {
                size: start.size,
                now: start.now,
                session: start.session,
                connection: Remote::default(),
                account: Account::default(),
                requests: Requests::default(),
                keymap: start.keymap,
                notice: None,
                alerts: Vec::new(),
                acknowledged: VecDeque::new(),
                switching: Switching::default(),
                changing: Vec::new(),
                awaited: None,
                unopened: None,
                unanswered: Vec::new(),
                gatherings: Vec::new(),
                probe: None,
                copying: None,
                forms: BTreeMap::new(),
                left_forms: Vec::new(),
                made: None,
                utc: false,
                local_offset: start.local_offset,
                left: LeftTails::default(),
                pointer: Pointer::default(),
                connected_by: None,
                last_tail: TailId(0),
                touched: start.now,
                typed_in: false,
                look_again: None,
                wake: None,
            },
            stack: vec![Screen::Browse(super::screen::browse::Browse::default())],
            popup: None,
            moved: Req(0),
        }
    }

    /// The visible screen.
    ///
    /// # Panics
    /// Never: the stack is never empty, because nothing pops its first entry.
    pub fn screen(&self) -> &Screen {
        self.stack.last().unwrap_or_else(|| unreachable!("the first screen is never popped"))
    }

    /// What is said in the place of everything else where the terminal is too small.
    pub fn too_small(&self) -> String {
        let ((width, height), (columns, rows)) = (SMALLEST, self.shared.size);
        let keys = if self.is_modified() {
            "An edit is not saved; it is kept. Keys do nothing meanwhile.".to_owned()
        } else {
            self.shared.keymap.fill("Only {quit} (quit) works meanwhile.", self.context())
        };
        format!(
            "buslens needs {width} columns and {height} rows; this terminal has {columns} and {rows}. Make it larger, \
             or the letters smaller. {keys}"
        )
    }

    /// Whether what is typed now may be a secret.
    pub fn takes_secrets(&self) -> bool {
        // Keys that wait for the end of a form that was sent go on in it, to whichever of its fields.
        let ahead = self.shared.awaited.is_some() && self.screen().has_secrets();
        self.popup.is_none() && (self.screen().is_secret() || ahead || self.shared.awaits_secrets())
    }

    /// Whether what is typed now goes, or may go, into an event.
    pub fn takes_event(&self) -> bool {
        self.popup.is_none() && self.screen().types_event(self.shared.awaited.is_some())
    }

    /// Whether an edit on any screen is not saved.
    pub fn is_modified(&self) -> bool {
        self.stack.iter().any(Screen::is_modified)
    }

    /// The visible screen and what it shares.
    pub fn visible(&self) -> Visible<'_> {
        Visible { shared: &self.shared, screen: self.screen() }
    }

    /// The context of the visible screen's keys.
    pub fn context(&self) -> Context {
        self.screen().context()
    }
}
