//! What is said in the place of a tail's events: which log group is looked for, why there is none, why no
//! event is shown.

use super::{NoGroupYet, TailSession};
use crate::app::command::{Context, Id};
use crate::app::keymap::Keymap;
use crate::app::page::Role;
use crate::text::safe;

/// What stands below a text of which not all is shown.
pub fn how_to_read_all(keymap: &Keymap) -> String {
    format!("… {} shows all of it", keymap.name(Id::Messages, Context::Tail))
}

impl NoGroupYet {
    /// Which log group is opened, or why there is none; of several, each is a line behind the second. `tap`
    /// is what is said of a tap.
    pub fn text(&self, tap: &str, keymap: &Keymap) -> (Role, String) {
        match self {
            Self::Reading => (Role::Dim, "Looking for the rule's log group…".to_owned()),
            Self::Failed(error) => {
                let refresh = keymap.name(Id::Refresh, Context::Tail);
                let text = format!(
                    "The rule's targets could not be read, so its log group is not known.\n{error}\n\n{refresh} tries \
                        again."
                );
                (Role::Bad, text)
            }
            Self::None { targets } => {
                let text = format!(
                    "This rule delivers to no CloudWatch Logs group, so there is no log to watch: {targets}.\n\n\
                        {tap}\n\n\
                        To watch its events for longer, add a log group as a target: one whose name begins with \
                        /aws/events/, with a resource policy that lets events.amazonaws.com and \
                        delivery.logs.amazonaws.com create streams and put events."
                );
                (Role::Text, text)
            }
            Self::Several(groups) => {
                let mut text = "This rule delivers to several log groups. Which one?\n".to_owned();
                for group in groups {
                    text.push_str("\n  ");
                    text.push_str(&safe(&group.name));
                }
                (Role::Text, text)
            }
        }
    }
}

/// Why no event is shown.
pub fn why_no_rows(session: &TailSession, keymap: &Keymap) -> String {
    let text = if session.store().events() > 0 {
        "No event here passes the filter. {back} takes it away."
    } else {
        "No events yet. The last 10 minutes of the log are shown first; new events a second or two after they are \
            delivered. {which} asks why none comes."
    };
    keymap.fill(text, Context::Tail)
}
