//! What is said in the place of what is not there: of the account, of buses and rules.

use super::Browse;
use crate::app::command::{Context, Id};
use crate::app::page::{Line, Page, Role};
use crate::app::shared::Shared;
use crate::model::CallError;

impl Browse {
    /// Where there are none, and how the first one is made where that may be done, behind "There are no
    /// rules".
    pub fn where_none(&self, shared: &Shared) -> String {
        if shared.session.read_only.is_some() {
            "here".to_owned()
        } else {
            shared.keymap.fill("here: {new} makes the first one", Context::Browse)
        }
    }

    /// Why there is no account, and what to do.
    pub fn no_account(error: &CallError, shared: &Shared) -> Page {
        let mut page = Page::new();
        page.push(Line::of(Role::Heading, "There is no account to show."));
        page.gap();
        page.append(Page::text(Role::Bad, &format!("{} failed: {}", error.operation, error.message)));
        page.gap();
        if let Some(advice) = &error.advice {
            page.append(Page::text(Role::Text, advice));
            page.gap();
        }
        for (command, does) in [
            (Id::Refresh, "tries again"),
            (Id::Palette, "profile NAME or region NAME goes elsewhere"),
            (Id::BackOrQuit, "quits"),
        ] {
            let key = shared.keymap.name(command, Context::Browse);
            page.push(Line::of(Role::Key, &key).add(Role::Text, &format!("  {does}")));
        }
        if !shared.session.embedded {
            page.gap();
            let demo = "`buslens demo` shows the same screens over an embedded stand-in account; it needs no \
                credentials and no network.";
            page.push(Line::of(Role::Text, demo));
        }
        page
    }
}
