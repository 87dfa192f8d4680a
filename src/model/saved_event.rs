//! Events that the operator has saved under a name, to send or try them again.

use crate::json::{Document, Kind};
use serde::{Deserialize, Serialize};

/// Bytes of a name at most: with `.json` behind it, it is the name of a file.
const LONGEST: usize = 120;

/// An event under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedEvent {
    /// The name.
    pub name: String,
    /// The event, as EventBridge delivers it, in JSON.
    pub text: String,
}

impl SavedEvent {
    /// What is wrong with a name, in a sentence; it becomes the name of a file.
    pub fn wrong_name(name: &str) -> Option<String> {
        let is_good = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        if name.is_empty() {
            return Some("A name is needed.".to_owned());
        }
        if name.len() > LONGEST {
            return Some(format!(
                "The name has {}; {LONGEST} are the most.",
                crate::text::counted(name.len(), "byte", "bytes")
            ));
        }
        if name.starts_with('.') || name.trim() != name {
            return Some(format!("`{name}` must not begin with a dot, nor begin or end with a blank."));
        }
        name.chars().find(|c| !is_good(*c)).map(|bad| {
            format!(
                "`{}` cannot be in a name: letters, digits, blanks, `.`, `-` and `_` can.",
                bad.escape_debug()
            )
        })
    }

    /// Why its text is no event any more: the file that it is kept in may have been damaged.
    pub fn damage(&self) -> Option<String> {
        match Document::parse(self.text.as_str()) {
            Ok(event) if event.root().kind() == Kind::Object => None,
            Ok(_) => Some("it is not a JSON object".to_owned()),
            Err(error) => Some(format!("it is not JSON: {}", error.what())),
        }
    }

    /// A name for an event: its detail-type, of what a name may have.
    pub fn name_for(detail_type: &str) -> String {
        let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { ' ' };
        let mut name: String = detail_type.chars().map(plain).collect();
        while name.len() > LONGEST {
            name.pop();
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        words.join(" ").trim_start_matches(['.', ' ']).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::SavedEvent;

    #[test]
    fn a_name_is_the_name_of_a_file_and_leads_nowhere_else() {
        for good in ["order placed", "EC2.stopped-2_b", "größer"] {
            assert_eq!(SavedEvent::wrong_name(good), None, "{good}");
        }
        for bad in ["", ".hidden", "..", "a/b", "a\\b", "a\nb", " a", "a ", "a:b", &"x".repeat(121)] {
            assert!(SavedEvent::wrong_name(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn damage_is_what_our_own_reader_cannot_read() {
        let damage = |text: &str| SavedEvent { name: "one".into(), text: text.into() }.damage();
        let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
        assert_eq!((damage(&deep), damage("{}\n")), (None, None));
        for bad in ["", "null", "[]", "{\"a\":", "\0\0", "{} {}"] {
            assert!(damage(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn a_detail_type_gives_a_name_that_can_be_one() {
        for detail_type in [
            "EC2 AMI State Change",
            "a/../b",
            "..",
            "  x:\u{1b}[31m y ",
            &"x".repeat(500),
            &"字".repeat(128),
            ". .hidden",
        ] {
            let name = SavedEvent::name_for(detail_type);
            assert!(name.is_empty() || SavedEvent::wrong_name(&name).is_none(), "{name:?}");
        }
        assert_eq!(SavedEvent::name_for("EC2 AMI State Change"), "EC2 AMI State Change");
        assert_eq!(SavedEvent::name_for("a/b"), "a b");
    }
}
